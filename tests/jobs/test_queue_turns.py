"""Whatever is asked of the queue in whatever order: one holder, one settlement, and the turn of the right person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, insert, select
from tests.jobs.handlers import BROUGHT

from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue
from sanhak.jobs.schema import jobs
from sanhak.store import Database

LEASE, ATTEMPTS = 10.0, 2


class Truth:
    """What a job must be."""

    def __init__(self, number, person, priority, due):
        self.number, self.person, self.priority, self.due = number, person, priority, due
        self.state, self.attempts, self.until, self.token, self.asked = "waiting", 0, None, None, False


class Turns(RuleBasedStateMachine):
    """The queue beside a plain list that follows the same rules."""

    database: Database
    held = Bundle("held")

    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 11, 28, 9, tzinfo=UTC)
        self.queue = Queue(self.database, LEASE, ATTEMPTS, lambda: self.now)
        self.truth: dict[str, Truth] = {}
        self.settled: list[str] = []
        with self.database.writing() as rows:
            rows.execute(delete(jobs))
            rows.execute(delete(BROUGHT))

    def ready(self):
        """Identifiers in the order of their turns."""
        for one in self.truth.values():
            if one.state == "running" and one.until <= self.now and (one.asked or one.attempts >= ATTEMPTS):
                one.state = "cancelled" if one.asked else "failed"
        busy = {}
        for one in self.truth.values():
            if one.state == "running" and one.until > self.now:
                busy[one.person] = busy.get(one.person, 0) + 1
        ready = [
            id_
            for id_, one in self.truth.items()
            if (one.state == "waiting" and one.due <= self.now) or (one.state == "running" and one.until <= self.now)
        ]
        truth = self.truth
        return sorted(ready, key=lambda id_: (-truth[id_].priority, busy.get(truth[id_].person, 0), truth[id_].number))

    def ours(self, job):
        one = self.truth[job.id]
        return one.state == "running" and one.token == job.lease

    @rule(person=st.sampled_from("abc"), priority=st.integers(0, 1), later=st.sampled_from([0, 0, 15]))
    def put(self, person, priority, later):
        self.now += timedelta(milliseconds=1)  # so that every job has an age of its own
        due = self.now + timedelta(seconds=later)
        id_ = self.queue.put("study", {}, person, priority=priority, not_before=due if later else None)
        self.truth[id_] = Truth(len(self.truth), person, priority, due)

    @rule(target=held)
    def claim(self):
        ready = self.ready()
        job = self.queue.claim("one", ("study",))
        assert (job.id if job else None) == (ready[0] if ready else None)
        if job is None:
            return multiple()
        one = self.truth[job.id]
        one.state, one.token, one.until = "running", job.lease, self.now + timedelta(seconds=LEASE)
        one.attempts += 1
        return job

    @rule(target=held)
    def take_over(self):
        self.now += timedelta(seconds=LEASE)
        return self.claim()

    @rule(job=held)
    def beat(self, job):
        ours = self.ours(job)
        assert self.queue.beat(job) == (ours, ours and self.truth[job.id].asked)
        if ours:
            self.truth[job.id].until = self.now + timedelta(seconds=LEASE)

    @rule(job=held, state=st.sampled_from([State.DONE, State.REFUSED]))
    def settle(self, job, state):
        ours = self.ours(job)

        def within(rows):
            rows.execute(insert(BROUGHT).values(job=job.id))

        assert self.queue.settle(job, state, within=within) == ours
        if ours:
            self.truth[job.id].state = state.value
            self.settled.append(job.id)

    @rule(job=consumes(held), counted=st.booleans())
    def give_back(self, job, counted):
        ours, one = self.ours(job), self.truth[job.id]
        assert self.queue.give_back(job, counted=counted) == ours
        if ours:
            one.state, one.due = "cancelled" if one.asked else "waiting", self.now
            one.attempts -= not counted

    @rule(data=st.data())
    def cancel(self, data):
        if self.truth:
            id_ = data.draw(st.sampled_from(sorted(self.truth, key=lambda id_: self.truth[id_].number)))
            one = self.truth[id_]
            assert self.queue.cancel(id_) == (one.state in ("waiting", "running"))
            one.asked = one.asked or one.state == "running"
            one.state = "cancelled" if one.state == "waiting" else one.state

    @rule(seconds=st.sampled_from([4, 6, 10]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule()
    def count_those_before(self):
        ready = self.ready()
        if ready:
            assert self.queue.waiting_before(ready[0]) == 0
            assert sorted(self.queue.waiting_before(id_) for id_ in ready) == list(range(len(ready)))

    @invariant()
    def each_settlement_brought_one_row(self):
        with self.database.reading() as rows:
            brought = sorted(rows.scalars(select(BROUGHT.c.job)))
            ended = rows.scalar(select(func.count()).where(jobs.c.state.in_(("done", "refused"))))
        assert brought == sorted(self.settled)
        assert len(brought) == len(set(brought)) == ended


def test_turns(database_url):
    database = Database(database_url, durable=False)
    jobs.create(database.engine)
    BROUGHT.create(database.engine)
    machine = type("Turns", (Turns,), {"database": database})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=30))
    database.close()
