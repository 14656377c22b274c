"""Money: budget lines by year, spendings to the won, and what will be spent by the end at the pace so far."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import events, projects
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.findings import Overspent, WillOverspend
from sanhak.center.carrying.words import YEARS, Kind, whole, won
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import LONG, choice, day, words
from sanhak.finding import Finding, Refusal
from sanhak.store import Stored, new_id
from sanhak.text import Amount, Param, say

_QUARTER: Final = 0.25
"""The share of a year before which its pace says nothing yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """Money that is planned for one purpose in one year, in won."""

    id: str
    kind: Kind
    title: str
    year: int
    planned: int


@dataclass(frozen=True, slots=True)
class Spending:
    """Money that was spent from a line; ``name`` is that of the receipt, None where there is none."""

    id: str
    project: str
    line: str
    day: date
    won: int
    note: str
    name: str | None
    blob: str | None
    person: str


@dataclass(frozen=True, slots=True)
class Account:
    """A line, what was spent from it, and what will be by the end of its year at the pace so far."""

    line: Line
    spent: int
    forecast: int

    @property
    def left(self) -> int:
        """What is left of the plan; below zero where more was spent."""
        return self.line.planned - self.spent

    @property
    def findings(self) -> tuple[Finding, ...]:
        """More spent, or soon to be, than was planned."""
        title, year, planned = self.line.title, str(self.line.year), _won(self.line.planned)
        if self.left < 0:
            return (Overspent(title=title, year=year, planned=planned, spent=_won(self.spent)),)
        if self.forecast > self.line.planned:
            return (WillOverspend(title=title, year=year, planned=planned, forecast=_won(self.forecast)),)
        return ()


@dataclass(frozen=True, slots=True)
class Money:
    """All lines of a project and their sums, in won."""

    accounts: tuple[Account, ...]

    @property
    def planned(self) -> int:
        """All that is planned."""
        return sum(one.line.planned for one in self.accounts)

    @property
    def spent(self) -> int:
        """All that was spent."""
        return sum(one.spent for one in self.accounts)

    @property
    def forecast(self) -> int:
        """What will be spent in the end at the pace so far."""
        return sum(one.forecast for one in self.accounts)

    @property
    def share(self) -> float | None:
        """The share of the plan that was spent; None without a plan."""
        return self.spent / self.planned if self.planned else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands against the lines."""
        return tuple(finding for one in self.accounts for finding in one.findings)


def plan(rows: Connection, person: Person, project: str, *, kind: str, title: str, year: str, planned: str) -> str:
    """Plan a line of the budget, or change the amount of the one with this kind, title and year; its identifier.

    Raises
    ------
    Refusal
        C001, C002; C009, C013, C200, C209 for the fields.
    """
    here = projects.enter(rows, person, project, Part.LEAD)
    facts = {
        "kind": choice(kind, Kind, "kind").value,
        "title": words(title, say("Purpose"), at="title"),
        "year": whole(year, say("Year"), *YEARS, "year"),
    }
    made, amount = keep_line(rows, person, here.id, facts, won(planned, "planned"))
    told: dict[str, Param] = {"title": str(facts["title"]), "year": str(facts["year"]), "won": _won(amount)}
    events.record(rows, "budget.planned", "budget", made, person=person.id, project=here.id, **told)
    return made


def keep_line(
    rows: Connection, person: Person, project: str, facts: Mapping[str, Any], planned: int
) -> tuple[str, int]:
    """Write a line down, in a project that the person leads: its identifier, and what is planned from now on."""
    table = own.budget_lines
    known = [table.c.project == project, *(table.c[name] == value for name, value in facts.items())]
    before: str | None = rows.scalar(select(table.c.id).where(*known))
    if before is not None:
        rows.execute(table.update().where(table.c.id == before).values(planned=planned))
        return before, planned
    made = new_id()
    row = {"project": project, "planned": planned, "person": person.id, "made": datetime.now(UTC), **facts}
    rows.execute(insert(table).values(id=made, **row))
    return made, planned


def spend(
    rows: Connection,
    person: Person,
    project: str,
    *,
    line: str,
    day_: str,
    amount: str,
    note: str = "",
    receipt: tuple[str, str, Stored] | None = None,
) -> str:
    """Write a spending down, with the name, media and blob of its receipt if there is one; gives its identifier.

    Raises
    ------
    Refusal
        C001, C002; C009, C015, C200 for the fields.
    """
    here = projects.enter(rows, person, project, Part.MEMBER)
    table = own.budget_lines.c
    title = rows.scalar(select(table.title).where(table.id == line, table.project == here.id))
    if title is None:
        raise Refusal(NotHere())
    row: dict[str, Any] = {
        "line": line,
        "day": day(day_, "day"),
        "won": won(amount, "won"),
        "note": words(note, say("Note"), most=LONG, empty=True, at="note"),
        "person": person.id,
        "made": datetime.now(UTC),
    }
    if receipt is not None:
        name, media, kept = receipt
        row |= {"name": words(name, say("Name"), at="file"), "media": media[:200], "size": kept.size, "blob": kept.key}
    made = new_id()
    rows.execute(insert(own.spendings).values(id=made, project=here.id, **row))
    told: dict[str, Param] = {"title": str(title), "won": _won(row["won"])}
    events.record(rows, "money.spent", "spending", made, person=person.id, project=here.id, **told)
    return made


def spending(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> Spending:
    """One spending; :class:`Refusal` C001 or C002."""
    row = rows.execute(select(own.spendings).where(own.spendings.c.id == id_)).first()
    if row is None:
        raise Refusal(NotHere())
    projects.enter(rows, person, row.project, part)
    return _spending(row)


def take_back(rows: Connection, person: Person, id_: str) -> Spending:
    """Delete a spending of one's own, or as a lead; its blob is to be deleted once this is kept."""
    found = spending(rows, person, id_)
    projects.enter(rows, person, found.project, Part.MEMBER if found.person == person.id else Part.LEAD)
    rows.execute(delete(own.spendings).where(own.spendings.c.id == id_))
    told: dict[str, Param] = {"won": _won(found.won), "day": found.day}
    events.record(rows, "money.back", "spending", id_, person=person.id, project=found.project, **told)
    return found


def spendings(rows: Connection, *projects: str) -> tuple[Spending, ...]:
    """The spendings of projects that the reader has entered already, the latest first."""
    table = own.spendings
    asked = select(table).where(table.c.project.in_(projects)).order_by(table.c.day.desc(), table.c.made.desc())
    return tuple(map(_spending, rows.execute(asked)))


def of(rows: Connection, project: str, today: date) -> Money:
    """The budget of a project that the reader has entered already, by year, kind and title."""
    return by_project(rows, [project], today)[project]


def by_project(rows: Connection, projects: Sequence[str], today: date) -> Mapping[str, Money]:
    """The budget of each of the projects, all entered already."""
    table = own.budget_lines
    asked = select(table).where(table.c.project.in_(projects)).order_by(table.c.year, table.c.kind, table.c.title)
    lines: dict[str, list[Line]] = {project: [] for project in projects}
    spent: dict[str, list[Spending]] = {project: [] for project in projects}
    for row in rows.execute(asked):
        lines[row.project].append(Line(row.id, Kind(row.kind), row.title, row.year, int(row.planned)))
    for one in spendings(rows, *projects):
        spent[one.project].append(one)
    return {project: accounts(lines[project], spent[project], today) for project in projects}


def accounts(lines: Sequence[Line], spent: Sequence[Spending], today: date) -> Money:
    """Each line with what was spent and what will be by the end of its year."""
    sums: dict[str, int] = {}
    for one in spent:
        sums[one.line] = sums.get(one.line, 0) + one.won
    return Money(tuple(Account(one, sums.get(one.id, 0), forecast(one, sums.get(one.id, 0), today)) for one in lines))


def forecast(line: Line, spent: int, today: date) -> int:
    """What will have been spent from a line when its year ends, in won.

    A year that is over brings nothing more. In its first quarter, and before it, a line is taken as planned; after
    that its spendings go on at their average pace. A line never ends below what is spent already.
    """
    if line.year < today.year:
        return spent
    gone = today.timetuple().tm_yday / (365 + calendar.isleap(today.year))
    if line.year > today.year or gone < _QUARTER:
        return max(line.planned, spent)
    return max(spent, round(spent / gone))


def _won(value: int) -> Amount:
    return Amount(value, None, 0)


def _spending(row: Any) -> Spending:
    return Spending(*(getattr(row, name) for name in Spending.__slots__))
