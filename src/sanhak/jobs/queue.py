"""The durable queue: jobs as rows of the same database that keeps everything else.

Every act is one short transaction. Whoever claims a job gets a lease with a token that nobody else knows; it must be
renewed (``beat``), and the job is settled only by the holder of the token that stands in its row. So a job that is
carried out twice, because its first runner was thought dead, is still settled once.

The clocks of several machines must agree to well within a lease.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, case, insert, null, select, update

from sanhak.jobs.findings import RunnersEnded
from sanhak.jobs.job import ENDS, Alike, Job, Mark, Reached, State, why
from sanhak.jobs.order import ABANDONED, ANYTHING, CLAIM, PLACE
from sanhak.jobs.schema import jobs
from sanhak.store import Database, new_id

LEASE: Final = 10.0
"""Seconds for which a job is its runner's without a beat."""
ATTEMPTS: Final = 5
"""Times that a job is begun at most."""
_FREE: Final = {"lease": None, "lease_until": None, "step": null()}
_LEFT: Final = (
    select(jobs.c.id, jobs.c.cancel_asked, jobs.c.attempts).where(ABANDONED).with_for_update(skip_locked=True)
)


class Beat(NamedTuple):
    """What a runner learns from a beat: whether the job is still its own, and whether somebody wants it stopped."""

    still_ours: bool
    cancel_asked: bool


class Queue:
    """The jobs of one database.

    Parameters
    ----------
    database
        Where the table ``jobs`` is.
    lease
        Seconds for which a claim holds without a beat.
    attempts
        Times that a job is begun at most; one given back by a runner that was asked to end does not count.
    clock
        What moment it is; nothing here asks any other clock.
    """

    def __init__(
        self,
        database: Database,
        lease: float = LEASE,
        attempts: int = ATTEMPTS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = database
        self.lease = lease
        self.attempts = attempts
        self._clock = clock

    def put(
        self,
        kind: str,
        payload: Any,
        person: str,
        project: str | None = None,
        *,
        priority: int = 0,
        not_before: datetime | None = None,
        alike: Alike | None = None,
        connection: Connection | None = None,
    ) -> str:
        """Let a job wait to be carried out.

        Parameters
        ----------
        kind
            Which handler carries it out.
        payload
            What the handler is told: plain JSON data.
        person, project
            Whose it is; turns are shared evenly among persons.
        priority
            Higher ones go first, whoever asks.
        not_before
            A moment before which it does not begin.
        alike
            With which earlier jobs its time can be compared; by default those of its kind.
        connection
            The transaction that it belongs to: the job is there when, and only when, that one is kept. Without it the
            job gets a transaction of its own.

        Returns
        -------
        str
            The job's identifier.
        """
        row = {
            "id": new_id(),
            "kind": kind,
            "payload": payload,
            "person": person,
            "project": project,
            "priority": priority,
            "state": State.WAITING,
            "not_before": not_before,
            "alike": alike.name if alike else kind,
            "size": alike.size if alike else None,
            "made": self._clock(),
        }
        with self._within(connection) as rows:
            rows.execute(insert(jobs).values(row))
        return str(row["id"])

    def claim(self, runner: str, kinds: Collection[str]) -> Job | None:
        """The job whose turn it is, now held by ``runner``; None when there is none.

        First comes the higher priority, then the person with the fewest running jobs, then the oldest. A job whose
        lease has run out has its turn like any other, until its attempts are used up: then it fails (R003).
        """
        now = self._clock()
        known = {"now": now, "kinds": tuple(kinds)}
        with self.database.reading() as rows:  # an idle runner takes no lock
            if rows.scalar(ANYTHING, known) is None:
                return None
        lease = {"by": runner, "token": secrets.token_hex(16), "until": now + timedelta(seconds=self.lease)}
        with self.database.writing() as rows:
            self._give_up(rows, now)
            row = rows.execute(CLAIM, known | lease).mappings().one_or_none()
        return Job.of(row) if row else None

    def beat(self, job: Job, step: Reached | None = None, trace: Sequence[Mark] = ()) -> Beat:
        """Hold a job for another lease, and tell how far it is and which way it came."""
        values: dict[str, Any] = {"lease_until": self._clock() + timedelta(seconds=self.lease)}
        if step is not None:
            values |= {"step": step.dump(), "trace": [list(mark) for mark in trace]}
        with self.database.writing() as rows:
            asked = rows.execute(update(jobs).where(_held(job)).values(values).returning(jobs.c.cancel_asked))
            row = asked.one_or_none()
        return Beat(row is not None, bool(row and row.cancel_asked))

    def settle(
        self,
        job: Job,
        state: State,
        outcome: Any = None,
        within: Callable[[Connection], None] = lambda _rows: None,
        trace: Sequence[Mark] = (),
        cpu: float = 0.0,
    ) -> bool:
        """Say what became of a job.

        Parameters
        ----------
        job
            As it was claimed.
        state
            One of the ends.
        outcome
            What to keep of it in the row: plain JSON data.
        within
            Writes what the job has brought, in the transaction that settles it; so that is there once, or not at all.
        trace, cpu
            When its steps came, for estimates of later ones; processor seconds of this attempt.

        Returns
        -------
        bool
            Whether it was ours to settle; if not, nothing has changed and ``within`` was not called.
        """
        values = {
            **_FREE,
            "state": state,
            "outcome": outcome,
            "trace": [list(mark) for mark in trace],
            "cpu": jobs.c.cpu + cpu,
            "ended": self._clock(),
        }
        with self.database.writing() as rows:
            if rows.execute(update(jobs).where(_held(job)).values(values)).rowcount == 0:
                return False
            within(rows)
        return True

    def done(self, id_: str, outcome: Any, connection: Connection) -> None:
        """Say that a job was carried out by whoever has put it, in the transaction in which it was put."""
        now = self._clock()
        values = {"state": State.DONE, "outcome": outcome, "attempts": 1, "started": now, "ended": now}
        connection.execute(update(jobs).where(jobs.c.id == id_, jobs.c.state == State.WAITING).values(values))

    def give_back(self, job: Job, *, counted: bool, seconds: float = 0.0, cpu: float = 0.0) -> bool:
        """Let a job that we hold wait again, for ``seconds`` at least; whether it was ours to give.

        ``counted`` says whether the attempt was one. A job that somebody wants stopped is cancelled instead.
        """
        now = self._clock()
        values = {
            **_FREE,
            "state": case((jobs.c.cancel_asked, State.CANCELLED.value), else_=State.WAITING.value),
            "ended": case((jobs.c.cancel_asked, now)),
            "not_before": now + timedelta(seconds=seconds) if seconds else null(),
            "cpu": jobs.c.cpu + cpu,
        }
        if not counted:
            values["attempts"] = jobs.c.attempts - 1
        with self.database.writing() as rows:
            return rows.execute(update(jobs).where(_held(job)).values(values)).rowcount > 0

    def cancel(self, id_: str) -> bool:
        """Stop a job: at once if it waits, at its next step if it runs. False if it has ended already."""
        waits = jobs.c.state == State.WAITING
        values = {
            "cancel_asked": True,
            "state": case((waits, State.CANCELLED.value), else_=jobs.c.state),
            "ended": case((waits, self._clock()), else_=jobs.c.ended),
        }
        open_ = jobs.c.state.in_((State.WAITING, State.RUNNING))
        with self.database.writing() as rows:
            return rows.execute(update(jobs).where(jobs.c.id == id_, open_).values(values)).rowcount > 0

    def again(self, id_: str) -> bool:
        """Let a job that was refused, cancelled or has failed wait anew, with all its attempts. False if it was none.

        One that is done is not done again: it has brought what it was to bring. Put a new one.
        """
        values = {
            **_FREE,
            "state": State.WAITING,
            "attempts": 0,
            "cancel_asked": False,
            "not_before": null(),
            "outcome": null(),
            "trace": null(),
            "made": self._clock(),
            "started": null(),
            "ended": null(),
        }
        unfinished = jobs.c.state.in_([end for end in ENDS if end is not State.DONE])
        with self.database.writing() as rows:
            return rows.execute(update(jobs).where(jobs.c.id == id_, unfinished).values(values)).rowcount > 0

    def get(self, id_: str) -> Job | None:
        """The job as it stands."""
        with self.database.reading() as rows:
            row = rows.execute(select(jobs).where(jobs.c.id == id_)).mappings().one_or_none()
        return Job.of(row) if row else None

    def of(
        self,
        *,
        person: str | None = None,
        project: str | None = None,
        states: Collection[State] | None = None,
        most: int = 100,
    ) -> list[Job]:
        """The newest jobs of a person, of a project, or of both."""
        asked = select(jobs).order_by(jobs.c.made.desc(), jobs.c.id).limit(most)
        if person is not None:
            asked = asked.where(jobs.c.person == person)
        if project is not None:
            asked = asked.where(jobs.c.project == project)
        if states is not None:
            asked = asked.where(jobs.c.state.in_(states))
        with self.database.reading() as rows:
            return [Job.of(row) for row in rows.execute(asked).mappings()]

    def earlier(self, job: Job, most: int = 20) -> list[Job]:
        """The last jobs that are done and alike: what its remaining time is learnt from."""
        alike = and_(jobs.c.alike == job.alike.name, jobs.c.state == State.DONE, jobs.c.id != job.id)
        asked = select(jobs).where(alike).order_by(jobs.c.ended.desc()).limit(most)
        with self.database.reading() as rows:
            return [Job.of(row) for row in rows.execute(asked).mappings()]

    def waiting_before(self, id_: str) -> int | None:
        """Jobs that would be claimed before this one if none were to end and none to come; None if it does not wait."""
        with self.database.reading() as rows:
            place: int | None = rows.scalar(PLACE, {"now": self._clock(), "asked": id_})
        return place

    def _give_up(self, rows: Connection, now: datetime) -> None:
        """End what its runners have left: cancelled where somebody asked, failed where the attempts are used up."""
        for left in rows.execute(_LEFT, {"now": now}).all():
            if not left.cancel_asked and left.attempts < self.attempts:
                continue
            values: dict[str, Any] = {**_FREE, "state": State.CANCELLED, "ended": now}
            if not left.cancel_asked:
                values |= {"state": State.FAILED, "outcome": why([RunnersEnded(times=left.attempts)])}
            rows.execute(update(jobs).where(jobs.c.id == left.id).values(values))

    @contextmanager
    def _within(self, connection: Connection | None) -> Iterator[Connection]:
        if connection is not None:
            yield connection
            return
        with self.database.writing() as rows:
            yield rows


def _held(job: Job) -> Any:
    """The job's row, if it is still in the hands of whoever claimed it."""
    return and_(jobs.c.id == job.id, jobs.c.state == State.RUNNING, jobs.c.lease == job.lease)
