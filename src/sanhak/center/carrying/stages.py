"""Stage decisions: go, go with changes, or stop; voted by named people, settled by a lead, with the reason logged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people, projects, schema
from sanhak.center.carrying import gates
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.findings import QuorumMissing, QuorumOutOfReach, ReasonNeeded, SettledBefore
from sanhak.center.carrying.words import VERDICTS, Verdict, whole
from sanhak.center.findings import NotAllowed, NotHere
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import LONG, choice, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Param, Text, say


@dataclass(frozen=True, slots=True)
class Vote:
    """One named voter, and what they said; ``vote`` and ``cast`` are None while they have not."""

    person: str
    name: str
    vote: Verdict | None
    note: str
    cast: datetime | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A question put to the vote; ``verdict``, ``reason`` and ``settled`` come with the decision."""

    id: str
    project: str
    milestone: str | None
    title: str
    quorum: int
    verdict: Verdict | None
    reason: str
    settled: datetime | None
    person: str
    made: datetime
    votes: tuple[Vote, ...]

    @property
    def cast(self) -> int:
        """How many have voted."""
        return sum(one.vote is not None for one in self.votes)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many voted for what."""
        return Counter(one.vote for one in self.votes if one.vote is not None)

    @property
    def wanted(self) -> Verdict | None:
        """What more voted for than for anything else; None at a tie."""
        most = Counter(self.counts).most_common(2)
        tied = len(most) > 1 and most[0][1] == most[1][1]
        return most[0][0] if most and not tied else None


@dataclass(frozen=True, slots=True)
class Past:
    """A decision from before the project came here, as its workbook told it."""

    id: str
    day: date
    title: str
    verdict: Verdict | None
    reason: str
    who: str


def of(rows: Connection, *projects: str) -> tuple[Stage, ...]:
    """The stage decisions of projects that the reader has entered already: open ones first, then the latest."""
    return _stages(rows, own.stages.c.project.in_(projects))


def past(rows: Connection, project: str) -> tuple[Past, ...]:
    """The decisions that came with an import into a project that the reader has entered already, the latest first."""
    table = own.past.c
    asked = select(table.id, table.day, table.title, table.verdict, table.reason, table.who)
    found = rows.execute(asked.where(table.project == project).order_by(table.day.desc(), table.made))
    return tuple(Past(*row[:3], Verdict(row.verdict) if row.verdict else None, *row[4:]) for row in found)


def put(
    rows: Connection,
    person: Person,
    project: str,
    *,
    title: str,
    voters: Sequence[str],
    quorum: str,
    milestone: str = "",
) -> str:
    """Put a stage to the vote of named members; gives its identifier.

    Raises
    ------
    Refusal
        C001, C002; C009 for the title, C204 and C209 for the quorum.
    """
    here = projects.enter(rows, person, project, Part.LEAD)
    able = {one.person for one in projects.members(rows, person, here.id) if one.part.allows(Part.MEMBER)}
    named = sorted(set(voters) & able)
    if set(voters) - able:
        raise Refusal(NotHere())
    if milestone:
        gates.milestone_of(rows, here.id, milestone)
    title, needed = words(title, say("Title"), at="title"), whole(quorum, say("Quorum"), 1, 100, "quorum")
    if needed > len(named):
        raise Refusal(QuorumOutOfReach(quorum=needed, voters=len(named)), field="quorum")
    made, now = new_id(), datetime.now(UTC)
    row = {"milestone": milestone or None, "title": title, "quorum": needed, "reason": "", "person": person.id}
    rows.execute(insert(own.stages).values(id=made, project=here.id, made=now, **row))
    rows.execute(insert(own.votes), [{"stage": made, "person": one, "note": ""} for one in named])
    events.record(rows, "stage.put", "stage", made, person=person.id, project=here.id, title=title)
    return made


def vote(rows: Connection, person: Person, stage: str, verdict: str, note: str = "") -> None:
    """Vote as one of those who are named; before the stage is settled a vote can be changed.

    Raises
    ------
    Refusal
        C001; C002 for those who are not named, C009, C013, C207.
    """
    found = _get(rows, person, stage, Part.MEMBER)
    if person.id not in {one.person for one in found.votes}:
        raise Refusal(NotAllowed(needed=say("to be named as a voter of this stage")))
    wanted, table = choice(verdict, Verdict, "vote"), own.votes.c
    values = {"vote": wanted.value, "note": words(note, say("Note"), most=LONG, empty=True, at="note")}
    mine = update(own.votes).where(table.stage == stage, table.person == person.id)
    rows.execute(mine.values(cast=datetime.now(UTC), **values))
    facts: dict[str, Param] = {"title": found.title, "vote": VERDICTS[wanted]}
    events.record(rows, "stage.voted", "stage", stage, person=person.id, project=found.project, **facts)


def settle(rows: Connection, person: Person, stage: str, verdict: str, reason: str = "") -> None:
    """Decide a stage as a lead. Going on passes its milestone; what goes against gate or votes needs a reason.

    Raises
    ------
    Refusal
        C001, C002; C009, C013; C205 without quorum, C206 without a reason that is needed, C207.
    """
    found = _get(rows, person, stage, Part.LEAD)
    wanted, told = choice(verdict, Verdict, "verdict"), words(reason, say("Reason"), most=LONG, empty=True, at="reason")
    if found.cast < found.quorum:
        raise Refusal(QuorumMissing(cast=found.cast, quorum=found.quorum))
    because = _against(rows, found, wanted)
    if because is not None and not told:
        raise Refusal(ReasonNeeded(because=because), field="reason")
    now = datetime.now(UTC)
    values = {"verdict": wanted.value, "reason": told, "settled": now}
    rows.execute(update(own.stages).where(own.stages.c.id == stage).values(**values))
    if wanted is Verdict.GO and found.milestone:
        _pass(rows, found.milestone, now)
    facts: dict[str, Param] = {"title": found.title, "verdict": VERDICTS[wanted], "reason": told or "–"}
    events.record(rows, "stage.settled", "stage", stage, person=person.id, project=found.project, **facts)


def _against(rows: Connection, stage: Stage, wanted: Verdict) -> Text | None:
    """What a verdict goes against; None where it follows gate and votes."""
    if wanted is Verdict.GO and stage.milestone and stage.milestone in gates.of(rows, [stage.milestone]):
        judged = gates.judgements(rows, [stage.milestone]).get(stage.milestone, ())
        if not judged:
            return say("the gate has not been judged")
        if not judged[0].passed:
            return say("the gate is not passed")
    return say("most votes were for something else, or for nothing alone") if stage.wanted is not wanted else None


def _pass(rows: Connection, milestone: str, now: datetime) -> None:
    """A milestone is passed, by the answer that was judged last where there is one."""
    judged = gates.judgements(rows, [milestone]).get(milestone, ())
    values: dict[str, Any] = {"passed": now, "answer": judged[0].answer if judged else None}
    rows.execute(update(schema.milestones).where(schema.milestones.c.id == milestone).values(**values))


def _get(rows: Connection, person: Person, stage: str, part: Part) -> Stage:
    """A stage that waits for its decision; :class:`Refusal` C001, C002, C207."""
    hold(rows, own.stages, stage)
    found = _stages(rows, own.stages.c.id == stage)
    if not found:
        raise Refusal(NotHere())
    projects.enter(rows, person, found[0].project, part)
    if found[0].verdict is not None:
        raise Refusal(SettledBefore(title=found[0].title, verdict=VERDICTS[found[0].verdict]))
    return found[0]


def _stages(rows: Connection, which: Any) -> tuple[Stage, ...]:
    asked = select(own.stages).where(which).order_by(own.stages.c.settled.is_not(None), own.stages.c.made.desc())
    found = rows.execute(asked).mappings().all()
    table = own.votes.c
    cast = rows.execute(
        select(own.votes).where(table.stage.in_([row["id"] for row in found])).order_by(table.cast, table.person)
    )
    by_stage: dict[str, list[Any]] = {}
    for row in cast.mappings():
        by_stage.setdefault(row["stage"], []).append(row)
    names = people.names(rows, [row["person"] for listed in by_stage.values() for row in listed])
    return tuple(_stage(row, by_stage.get(row["id"], ()), names) for row in found)


def _stage(row: Mapping[Any, Any], cast: Sequence[Mapping[Any, Any]], names: Mapping[str, str]) -> Stage:
    votes = tuple(
        Vote(one["person"], names[one["person"]], Verdict(one["vote"]) if one["vote"] else None, one["note"],
             one["cast"])
        for one in cast
    )  # fmt: skip
    values = {name: row[name] for name in Stage.__slots__ if name not in ("votes", "verdict")}
    return Stage(**values, verdict=Verdict(row["verdict"]) if row["verdict"] else None, votes=votes)
