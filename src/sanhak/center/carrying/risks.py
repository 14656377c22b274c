"""Risks: how likely and how bad on anchored scales, what is done about each, by whom, and when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people, projects
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.words import HIGH, MIDDLE, SCALE, whole
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import LONG, day, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Param, say

LEVELS: Final = {"high": say("high"), "middle": say("to be watched"), "low": say("low")}


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong; ``closed`` is None while it may."""

    id: str
    project: str
    title: str
    likelihood: int
    impact: int
    measure: str
    owner: str
    name: str
    review: date
    closed: datetime | None

    @property
    def weight(self) -> int:
        """Likelihood times impact, from 1 to 25."""
        return self.likelihood * self.impact

    @property
    def level(self) -> str:
        """``high``, ``middle`` or ``low``."""
        return level(self.likelihood, self.impact)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the matrix: the numbers of the risks in it, counted from 1 in the order of the list."""

    likelihood: int
    impact: int
    level: str
    numbers: tuple[int, ...]


def level(likelihood: int, impact: int) -> str:
    """How much a field of the matrix weighs."""
    weight = likelihood * impact
    return "high" if weight >= HIGH else "middle" if weight >= MIDDLE else "low"


def note(rows: Connection, person: Person, project: str, **given: str) -> str:
    """Write a risk down; gives its identifier.

    Its fields are ``title``, ``likelihood``, ``impact``, ``measure``, ``owner`` and ``review``.

    Raises
    ------
    Refusal
        C001, C002; C009, C015, C209 for the fields.
    """
    here = projects.enter(rows, person, project, Part.MEMBER)
    owner = given.get("owner") or person.id
    if owner not in {one.person for one in projects.members(rows, person, here.id)}:
        raise Refusal(NotHere())
    row = {
        "title": words(given.get("title", ""), say("What may go wrong"), at="title"),
        "measure": words(given.get("measure", ""), say("Measure"), most=LONG, empty=True, at="measure"),
        "owner": owner,
        "person": person.id,
        "made": datetime.now(UTC),
        **_weighed(given.get("likelihood", ""), given.get("impact", ""), given.get("review", "")),
    }
    made = new_id()
    rows.execute(insert(own.risks).values(id=made, project=here.id, **row))
    events.record(rows, "risk.noted", "risk", made, person=person.id, project=here.id, title=str(row["title"]))
    return made


def review(rows: Connection, person: Person, risk: str, *, likelihood: str, impact: str, review: str) -> None:
    """Look at a risk again: how likely and how bad by now, and when next; :class:`Refusal` C001, C002, C015, C209."""
    found = _open(rows, person, risk)
    values = _weighed(likelihood, impact, review)
    rows.execute(update(own.risks).where(own.risks.c.id == risk).values(**values))
    facts: dict[str, Param] = {"title": found.title, "weight": int(values["likelihood"]) * int(values["impact"])}
    events.record(rows, "risk.reviewed", "risk", risk, person=person.id, project=found.project, **facts)


def close(rows: Connection, person: Person, risk: str) -> str:
    """A risk is no longer one; gives its project. :class:`Refusal` C001, C002."""
    found = _open(rows, person, risk)
    rows.execute(update(own.risks).where(own.risks.c.id == risk).values(closed=datetime.now(UTC)))
    events.record(rows, "risk.closed", "risk", risk, person=person.id, project=found.project, title=found.title)
    return found.project


def of(rows: Connection, *projects: str) -> tuple[Risk, ...]:
    """The open risks of projects that the reader has entered already, the heaviest first."""
    found = _risks(rows, own.risks.c.project.in_(projects) & own.risks.c.closed.is_(None))
    return tuple(sorted(found, key=lambda one: (-one.weight, one.review)))


def matrix(listed: Sequence[Risk]) -> tuple[tuple[Field, ...], ...]:
    """The matrix of risks as rows of fields: the most likely on top, the smallest impact to the left."""
    numbers: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, one in enumerate(listed, 1):
        place = one.likelihood, one.impact
        numbers[place] = (*numbers.get(place, ()), number)
    return tuple(
        tuple(Field(high, wide, level(high, wide), numbers.get((high, wide), ())) for wide in SCALE)
        for high in reversed(SCALE)
    )


def _open(rows: Connection, person: Person, risk: str) -> Risk:
    """A risk that is still one; :class:`Refusal` C001, C002."""
    found = _risks(rows, (own.risks.c.id == risk) & own.risks.c.closed.is_(None))
    if not found:
        raise Refusal(NotHere())
    projects.enter(rows, person, found[0].project, Part.MEMBER)
    return found[0]


def _weighed(likelihood: str, impact: str, review: str) -> dict[str, Any]:
    """Both scales and the next day as typed."""
    return {
        "likelihood": whole(likelihood, say("Likelihood"), SCALE[0], SCALE[-1], "likelihood"),
        "impact": whole(impact, say("Impact"), SCALE[0], SCALE[-1], "impact"),
        "review": day(review, "review"),
    }


def _risks(rows: Connection, which: Any) -> tuple[Risk, ...]:
    table = own.risks
    asked = select(table).where(which).order_by(table.c.made)
    found = rows.execute(asked).mappings().all()
    names = people.names(rows, [row["owner"] for row in found])
    return tuple(
        Risk(**{name: row[name] for name in Risk.__slots__ if name != "name"} | {"name": names[row["owner"]]})
        for row in found
    )
