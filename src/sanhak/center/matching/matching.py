"""Matching two sides: both say what they wish, and the office takes the stable result.

Whoever is ready on the day on which a matching begins takes part in it. Each of either side ranks the other; who says
nothing is taken to wish by likeness of words. Everybody sees their own wishes alone; the office sees all of them, and
those who take part see their own pair once the result is taken. A :class:`Kind` says what is matched with what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events, people
from sanhak.center.alike import alike
from sanhak.center.findings import NoSuchChoice, NotHere
from sanhak.center.holding import hold
from sanhak.center.matching import schema
from sanhak.center.matching.findings import MatchingTaken, RankedTwice
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
    """Who wishes: the first side gets one of the second each, the second takes up to its capacity."""

    FIRST = "first"
    SECOND = "second"

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.SECOND if self is Side.FIRST else Side.FIRST


STATES: Final[Mapping[State, Text]] = {State.OPEN: say("wishes are told"), State.TAKEN: say("matched")}
_TABLE = schema.matchings.c


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part.

    Parameters
    ----------
    person
        Who tells its wishes; None where nobody can sign in.
    words
        What is compared where no wishes are told.
    about
        What the other side reads of it beside its name.
    ready
        Whether it can still be matched.
    shown
        Whether the other side may know its name.
    """

    id: str
    name: str
    person: str | None
    words: str
    about: str = ""
    capacity: int = 1
    ready: bool = True
    shown: bool = True


Parties: TypeAlias = Mapping[str, Party]
"""By identifier."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One of the second side that was wished for more, and why it was not had.

    ``wanted`` says whether it wants this one, at the place ``of`` of its list, and ``full`` that it has better ones in
    all of its places.
    """

    other: str
    wanted: bool
    full: bool
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One of the first side and its partner, None where it gets none; ``wish``, ``rank``: the places on both lists."""

    first: str
    second: str | None
    wish: int | None
    rank: int | None
    passed: tuple[Passed, ...]

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        passed = [{name: getattr(one, name) for name in Passed.__slots__} for one in self.passed]
        return {"first": self.first, "second": self.second, "wish": self.wish, "rank": self.rank, "passed": passed}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Pair:
        """What :meth:`dump` wrote."""
        return cls(**dict(data) | {"passed": tuple(Passed(**one) for one in data["passed"])})


@dataclass(frozen=True, slots=True)
class Kind:
    """What is matched with what.

    Parameters
    ----------
    name
        As rows name it.
    sides
        For each side those of these identifiers who are still there.
    ready
        The identifiers on either side that take part in a matching which begins now, for the office, without those of
        the first side that another one holds; refuses where a side is empty.
    take
        What a pair changes.
    """

    name: str
    sides: Mapping[Side, Callable[[Connection, Sequence[str]], Parties]]
    ready: Callable[[Connection, Person, frozenset[str]], tuple[Sequence[str], Sequence[str]]]
    take: Callable[[Connection, Person, str, str], None]


Kinds: TypeAlias = Mapping[str, Kind]
"""By name."""


@dataclass(frozen=True, slots=True)
class Matching:
    """A matching with those who take part; ``pairs`` are known once it is taken."""

    id: str
    kind: Kind
    title: str
    state: State
    sides: Mapping[Side, Parties]
    pairs: tuple[Pair, ...]
    made: datetime
    settled: datetime | None

    def mine(self, person: Person) -> tuple[tuple[Side, str], ...]:
        """For whom the person tells wishes."""
        return tuple((side, one.id) for side in Side for one in self.sides[side].values() if one.person == person.id)


def begin(rows: Connection, person: Person, kind: Kind, title: str) -> str:
    """Begin a matching of all who are ready; gives its identifier.

    Raises
    ------
    Refusal
        C002 for others than the office, C009 for the title, and what the kind says where one side is empty.
    """
    people.need(person, Right.CALLS, say("to begin a matching"))
    held = frozenset(one for row in _rows(rows) if row["settled"] is None for one in row["first"])
    name, made = words(title, say("Title"), at="title"), new_id()
    first, second = kind.ready(rows, person, held)
    own = {"title": name, "state": State.OPEN.value, "person": person.id, "made": datetime.now(UTC)}
    own |= {"kind": kind.name, "first": list(first), "second": list(second)}
    rows.execute(insert(schema.matchings).values(id=made, **own))
    events.record(rows, "matching.begun", "matching", made, person=person.id)
    return made


def of(rows: Connection, person: Person, kinds: Kinds) -> tuple[Matching, ...]:
    """The matchings of these kinds that the office runs, or that one takes part in, the latest first."""
    return _seen(rows, person, kinds, _rows(rows))


def open_of(rows: Connection, person: Person, kinds: Kinds) -> tuple[Matching, ...]:
    """Those of them that are open; those who took part in the others are not read."""
    return _seen(rows, person, kinds, [row for row in _rows(rows) if row["settled"] is None])


def holding(rows: Connection, person: Person, kinds: Kinds, thing: str) -> tuple[Matching, ...]:
    """The open matchings in which something takes part, of those that the person may see."""
    open_ = open_of(rows, person, kinds)
    return tuple(one for one in open_ if any(thing in parties for parties in one.sides.values()))


def get(rows: Connection, person: Person, kinds: Kinds, matching: str) -> Matching:
    """A matching; :class:`Refusal` C001 for those who neither run it nor take part."""
    row = next((row for row in _rows(rows) if row["id"] == matching and row["kind"] in kinds), None)
    here = _matching(rows, row, kinds) if row is not None and person.may(Right.CONTENT) else None
    if here is None or not (person.may(Right.CALLS) or here.mine(person)):
        raise Refusal(NotHere())
    return here


def wish(
    rows: Connection, person: Person, kinds: Kinds, matching: str, *, side: str, thing: str, order: Sequence[str]
) -> None:
    """Tell the wishes of one for whom the person speaks: the best first; whoever is left out is not wanted.

    Raises
    ------
    Refusal
        C001; C013 for what takes no part, C190 for what stands on the list twice, C251 once the result is taken.
    """
    here, which = get(rows, person, kinds, matching), choice(side, Side)
    if (which, thing) not in here.mine(person):
        raise Refusal(NotHere())
    _need_open(here)
    offered = {one.id: one for one in here.sides[which.other].values() if one.ready}
    given = [one for one in order if one]
    for at, one in enumerate(given):
        if one not in offered:
            raise Refusal(NoSuchChoice(given=one[:200], known=tuple(each.name for each in offered.values())))
        if one in given[:at]:
            raise Refusal(RankedTwice(name=offered[one].name))
    table = schema.wishes.c
    rows.execute(delete(schema.wishes).where(table.matching == here.id, table.side == which, table.thing == thing))
    values = {"matching": here.id, "side": which.value, "thing": thing, "order": given, "person": person.id}
    rows.execute(insert(schema.wishes).values(id=new_id(), made=datetime.now(UTC), **values))
    events.record(rows, "matching.wished", "matching", here.id, person=person.id)


def told(rows: Connection, here: Matching) -> dict[tuple[Side, str], tuple[str, ...]]:
    """The wishes that were told, by whom they are of; for acts that have decided on access already."""
    table = schema.wishes.c
    found = rows.execute(select(schema.wishes).where(table.matching == here.id)).mappings()
    return {(Side(row["side"]), row["thing"]): tuple(row["order"]) for row in found}


def suggested(here: Matching, side: Side, thing: str) -> tuple[tuple[str, float], ...]:
    """Those across who are ready, the nearest by their words first, each with its likeness from 0 to 1."""
    across = [one for one in here.sides[side.other].values() if one.ready]
    shares = alike(here.sides[side][thing].words, [one.words for one in across])
    pairs = ((one.id, share) for one, share in zip(across, shares, strict=True))
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def proposed(rows: Connection, person: Person, here: Matching) -> tuple[Pair, ...]:
    """The stable result of the wishes as they stand, each pair explained; :class:`Refusal` C002 for others."""
    people.need(person, Right.CALLS, say("to see a result before it is taken"))
    wishes = told(rows, here)
    ready = {side: [one.id for one in here.sides[side].values() if one.ready] for side in Side}
    lists = {
        side: [_places(_order(here, wishes, side, one), ready[side.other]) for one in ready[side]] for side in Side
    }
    capacity = [here.sides[Side.SECOND][one].capacity for one in ready[Side.SECOND]]
    sides = Sides(lists[Side.FIRST], lists[Side.SECOND], capacity)
    return tuple(_pair(one, sides, ready[Side.FIRST], ready[Side.SECOND]) for one in explained(sides, stable(sides)))


def take(rows: Connection, person: Person, kinds: Kinds, matching: str) -> tuple[Pair, ...]:
    """Take the result: each pair goes together from now on; by the office.

    Raises
    ------
    Refusal
        C001, C002; C251 where it was taken before.
    """
    hold(rows, schema.matchings, matching)
    here = get(rows, person, kinds, matching)
    pairs = proposed(rows, person, here)
    _need_open(here)
    for pair in pairs:
        if pair.second is not None:
            here.kind.take(rows, person, pair.first, pair.second)
    values = {"state": State.TAKEN.value, "settled": datetime.now(UTC), "result": [pair.dump() for pair in pairs]}
    rows.execute(update(schema.matchings).where(_TABLE.id == here.id).values(**values))
    events.record(rows, "matching.taken", "matching", here.id, person=person.id)
    return pairs


def _order(here: Matching, wishes: Mapping[tuple[Side, str], Sequence[str]], side: Side, thing: str) -> Sequence[str]:
    """What was wished, or all across by likeness where nothing was told."""
    known = wishes.get((side, thing))
    return known if known is not None else [other for other, _ in suggested(here, side, thing)]


def _places(order: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where those who are still there stand among all, in the order of the wishes."""
    return [names.index(one) for one in order if one in names]


def _pair(one: Explained, sides: Sides, first: Sequence[str], second: Sequence[str]) -> Pair:
    passed = []
    for reason in one.better:
        at = None if reason.unlisted else list(sides.second[reason.other]).index(one.first) + 1
        passed.append(Passed(second[reason.other], not reason.unlisted, bool(reason.holds), at))
    partner = None if one.wish is None else second[one.second]
    return Pair(first[one.first], partner, one.wish, one.liking, tuple(passed))


def _need_open(here: Matching) -> None:
    if here.state is not State.OPEN:
        raise Refusal(MatchingTaken(title=here.title))


def _seen(rows: Connection, person: Person, kinds: Kinds, found: Sequence[Mapping[Any, Any]]) -> tuple[Matching, ...]:
    people.need(person, Right.CONTENT, say("to see matchings"))
    known = (_matching(rows, row, kinds) for row in found if row["kind"] in kinds)
    return tuple(one for one in known if person.may(Right.CALLS) or one.mine(person))


def _rows(rows: Connection) -> Sequence[Mapping[Any, Any]]:
    return rows.execute(select(schema.matchings).order_by(_TABLE.made.desc())).mappings().all()


def _matching(rows: Connection, row: Mapping[Any, Any], kinds: Kinds) -> Matching:
    kind = kinds[row["kind"]]
    sides = {side: kind.sides[side](rows, row[side.value]) for side in Side}
    pairs = tuple(map(Pair.load, row["result"] or ()))
    return Matching(row["id"], kind, row["title"], State(row["state"]), sides, pairs, row["made"], row["settled"])
