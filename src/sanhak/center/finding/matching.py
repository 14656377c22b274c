"""Matching problems with laboratories: both sides say what they wish, and the office takes the stable result.

A matching begins with the problems that are accepted and the laboratories that are open on that day. Each author ranks
laboratories, each head ranks problems; who says nothing is taken to wish by expertise. Everybody sees their own wishes
alone; the office sees all of them, and those who take part see their own pair once the result is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events, people
from sanhak.center.finding import laboratories, problems, schema
from sanhak.center.finding.alike import alike
from sanhak.center.finding.findings import NothingToMatch, NotNow, RankedTwice
from sanhak.center.finding.laboratories import Laboratory
from sanhak.center.finding.problems import Problem
from sanhak.center.finding.problems import State as ProblemState
from sanhak.center.findings import NoSuchChoice, NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.words import choice, words
from sanhak.decide.matching import Pair as Explained
from sanhak.decide.matching import Sides, explained, stable
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say


class State(StrEnum):
    """How far a matching has come."""

    OPEN = "open"
    TAKEN = "taken"


class Side(StrEnum):
    """Who wishes."""

    PROBLEM = "problem"
    LABORATORY = "laboratory"


STATES: Final[Mapping[State, Text]] = {State.OPEN: say("wishes are told"), State.TAKEN: say("matched")}
_TABLE = schema.matchings.c


@dataclass(frozen=True, slots=True)
class Matching:
    """A matching with those who take part, by identifier; ``pairs`` are known once it is taken."""

    id: str
    title: str
    state: State
    problems: Mapping[str, Problem]
    laboratories: Mapping[str, Laboratory]
    pairs: tuple[Pair, ...]
    made: datetime
    settled: datetime | None

    def mine(self, person: Person) -> tuple[tuple[Side, str], ...]:
        """For whom the person tells wishes: problems of their own, laboratories that they head."""
        own = [(Side.PROBLEM, one.id) for one in self.problems.values() if one.person == person.id]
        led = [(Side.LABORATORY, one.id) for one in self.laboratories.values() if one.head == person.id]
        return (*own, *led)


@dataclass(frozen=True, slots=True)
class Passed:
    """A laboratory that a problem wished for more, and why it did not get it.

    ``wanted`` says whether the laboratory wants it, at the place ``of`` of its list, and ``full`` that it has better
    ones in all of its places.
    """

    laboratory: str
    wanted: bool
    full: bool
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem and its laboratory, None where it gets none; ``wish`` and ``rank`` are the places on both lists."""

    problem: str
    laboratory: str | None
    wish: int | None
    rank: int | None
    passed: tuple[Passed, ...]

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        passed = [{name: getattr(one, name) for name in Passed.__slots__} for one in self.passed]
        plain = {"problem": self.problem, "laboratory": self.laboratory, "wish": self.wish, "rank": self.rank}
        return plain | {"passed": passed}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Pair:
        """What :meth:`dump` wrote."""
        return cls(**dict(data) | {"passed": tuple(Passed(**one) for one in data["passed"])})


def begin(rows: Connection, person: Person, title: str) -> str:
    """Begin a matching of all accepted problems and open laboratories; gives its identifier.

    Raises
    ------
    Refusal
        C002 for others than the office, C009 for the title, C191 where one side is empty.
    """
    people.need(person, Right.CALLS, say("to begin a matching"))
    taken = {one for row in _rows(rows) if row["settled"] is None for one in row["problems"]}
    sought = [
        one for one in problems.listed(rows, person) if one.state is ProblemState.ACCEPTED and one.id not in taken
    ]
    open_ = [one for one in laboratories.of(rows, person) if one.open and one.capacity]
    name, made = words(title, say("Title"), at="title"), new_id()
    if not sought or not open_:
        raise Refusal(NothingToMatch(problems=len(sought), laboratories=len(open_)))
    both = {"problems": [one.id for one in sought], "laboratories": [one.id for one in open_]}
    own = {"title": name, "state": State.OPEN.value, "person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(schema.matchings).values(id=made, **both | own))
    events.record(rows, "matching.begun", "matching", made, person=person.id)
    return made


def of(rows: Connection, person: Person) -> tuple[Matching, ...]:
    """The matchings that the office runs, or that one takes part in, the latest first."""
    people.need(person, Right.CONTENT, say("to see matchings"))
    found = (_matching(rows, row) for row in _rows(rows))
    return tuple(one for one in found if person.may(Right.CALLS) or one.mine(person))


def with_problem(rows: Connection, person: Person, problem: str) -> tuple[Matching, ...]:
    """The open matchings that a problem takes part in, of those that the person may see."""
    return tuple(one for one in of(rows, person) if one.state is State.OPEN and problem in one.problems)


def get(rows: Connection, person: Person, matching: str) -> Matching:
    """A matching; :class:`Refusal` C001 for those who neither run it nor take part."""
    row = next((row for row in _rows(rows) if row["id"] == matching), None)
    here = _matching(rows, row) if row is not None and person.may(Right.CONTENT) else None
    if here is None or not (person.may(Right.CALLS) or here.mine(person)):
        raise Refusal(NotHere())
    return here


def wish(rows: Connection, person: Person, matching: str, side: str, thing: str, order: Sequence[str]) -> None:
    """Tell the wishes of a problem of one's own, or of a laboratory that one heads: the best first, none left out.

    Raises
    ------
    Refusal
        C001; C013 for what takes no part, C186 once the result is taken, C190 for what stands on the list twice.
    """
    here, kind = get(rows, person, matching), choice(side, Side)
    if (kind, thing) not in here.mine(person):
        raise Refusal(NotHere())
    _need_open(here, say("to tell wishes"))
    offered: Mapping[str, Any] = here.laboratories if kind is Side.PROBLEM else here.problems
    given = [one for one in order if one]
    for at, one in enumerate(given):
        if one not in offered:
            raise Refusal(NoSuchChoice(given=one[:200], known=tuple(_name(each) for each in offered.values())))
        if one in given[:at]:
            raise Refusal(RankedTwice(name=_name(offered[one])))
    table = schema.wishes.c
    rows.execute(delete(schema.wishes).where(table.matching == here.id, table.side == kind, table.thing == thing))
    values = {"matching": here.id, "side": kind.value, "thing": thing, "order": given, "person": person.id}
    rows.execute(insert(schema.wishes).values(id=new_id(), made=datetime.now(UTC), **values))
    events.record(rows, "matching.wished", "matching", here.id, person=person.id)


def told(rows: Connection, here: Matching) -> dict[tuple[Side, str], tuple[str, ...]]:
    """The wishes that were told, by whom they are of; for acts that have decided on access already."""
    table = schema.wishes.c
    found = rows.execute(select(schema.wishes).where(table.matching == here.id)).mappings()
    return {(Side(row["side"]), row["thing"]): tuple(row["order"]) for row in found}


def suggested(here: Matching, side: Side, thing: str) -> tuple[tuple[str, float], ...]:
    """All of the other side, the nearest by expertise first, each with its likeness from 0 to 1."""
    if side is Side.PROBLEM:
        labs = list(here.laboratories.values())
        shares = alike(here.problems[thing].words, [f"{one.name} {one.expertise}" for one in labs])
        pairs = [(one.id, share) for one, share in zip(labs, shares, strict=True)]
    else:
        sought, lab = list(here.problems.values()), here.laboratories[thing]
        shares = alike(f"{lab.name} {lab.expertise}", [one.words for one in sought])
        pairs = [(one.id, share) for one, share in zip(sought, shares, strict=True)]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def proposed(rows: Connection, person: Person, here: Matching) -> tuple[Pair, ...]:
    """The stable result of the wishes as they stand, each pair explained; :class:`Refusal` C002 for others."""
    people.need(person, Right.CALLS, say("to see a result before it is taken"))
    wishes = told(rows, here)
    ready = [one.id for one in here.problems.values() if one.state is ProblemState.ACCEPTED]
    labs = list(here.laboratories.values())
    names = [one.id for one in labs]
    sides = Sides(
        [_places(_order(here, wishes, Side.PROBLEM, one), names) for one in ready],
        [_places(_order(here, wishes, Side.LABORATORY, one), ready) for one in names],
        [one.capacity for one in labs],
    )
    return tuple(_pair(one, sides, ready, names) for one in explained(sides, stable(sides)))


def take(rows: Connection, person: Person, matching: str) -> tuple[Pair, ...]:
    """Take the result: each problem goes with its laboratory from now on; by the office.

    Raises
    ------
    Refusal
        C001, C002; C186 where it was taken before.
    """
    here = get(rows, person, matching)
    pairs = proposed(rows, person, here)
    _need_open(here, say("to take a result"))
    for pair in pairs:
        if pair.laboratory is not None:
            problems.put(rows, pair.problem, state=ProblemState.MATCHED.value, laboratory=pair.laboratory)
            events.record(rows, "problem.matched", "problem", pair.problem, person=person.id)
    values = {"state": State.TAKEN.value, "settled": datetime.now(UTC), "result": [pair.dump() for pair in pairs]}
    rows.execute(update(schema.matchings).where(_TABLE.id == here.id).values(**values))
    events.record(rows, "matching.taken", "matching", here.id, person=person.id)
    return pairs


def _order(here: Matching, wishes: Mapping[tuple[Side, str], Sequence[str]], side: Side, thing: str) -> Sequence[str]:
    """What was wished, or all of the other side by expertise where nothing was told."""
    known = wishes.get((side, thing))
    return known if known is not None else [other for other, _ in suggested(here, side, thing)]


def _places(order: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where those who are still there stand among all, in the order of the wishes."""
    return [names.index(one) for one in order if one in names]


def _pair(one: Explained, sides: Sides, ready: Sequence[str], names: Sequence[str]) -> Pair:
    passed = []
    for reason in one.better:
        theirs = sides.second[reason.other]
        at = None if reason.unlisted else list(theirs).index(one.first) + 1
        passed.append(Passed(names[reason.other], not reason.unlisted, bool(reason.holds), at))
    laboratory = None if one.wish is None else names[one.second]
    return Pair(ready[one.first], laboratory, one.wish, one.liking, tuple(passed))


def _need_open(here: Matching, act: Text) -> None:
    if here.state is not State.OPEN:
        raise Refusal(NotNow(title=here.title, state=STATES[here.state], act_of_it=act))


def _name(one: Problem | Laboratory) -> str:
    return one.title if isinstance(one, Problem) else one.name


def _rows(rows: Connection) -> Sequence[Mapping[Any, Any]]:
    return rows.execute(select(schema.matchings).order_by(_TABLE.made.desc())).mappings().all()


def _matching(rows: Connection, row: Mapping[Any, Any]) -> Matching:
    return Matching(
        row["id"], row["title"], State(row["state"]), problems.of_ids(rows, row["problems"]),
        laboratories.of_ids(rows, row["laboratories"]), tuple(map(Pair.load, row["result"] or ())), row["made"],
        row["settled"],
    )  # fmt: skip
