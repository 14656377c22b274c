"""Moves that somebody has made in a plan and not yet had planned: a list that grows, is undone and done again.

A move is plain data; what it means is known to the plan of the answer that it is about. Each person has moves of their
own, and nothing of the answer changes by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, insert, select, update

from sanhak.center import schema, studies
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.store import new_id

_MOST: Final = 500
"""Moves that are remembered: the last ones."""


@dataclass(frozen=True, slots=True)
class Draft:
    """All moves in turn, and how many of them count: the others were undone and can be done again."""

    moves: tuple[Mapping[str, Any], ...] = ()
    count: int = 0

    @property
    def made(self) -> tuple[Mapping[str, Any], ...]:
        """The moves that count."""
        return self.moves[: self.count]


def of(rows: Connection, person: Person, answer: str) -> Draft:
    """The moves of a person in the plan of an answer; :class:`Refusal` C001."""
    studies.answer(rows, person, answer)
    found = rows.execute(select(schema.drafts).where(_mine(person, answer))).mappings().one_or_none()
    return Draft(tuple(found["moves"]), found["count"]) if found else Draft()


def keep(rows: Connection, person: Person, answer: str, move: Mapping[str, Any]) -> None:
    """One more move; those that were undone are forgotten. :class:`Refusal` C001, C002."""
    hold(rows, schema.answers, answer)
    moves = (*of(rows, person, answer).made, move)[-_MOST:]
    _write(rows, person, answer, Draft(moves, len(moves)))


def step(rows: Connection, person: Person, answer: str, by: int) -> None:
    """Undo the last move (-1), or do the next one again (1), as far as there is one; :class:`Refusal` C001, C002."""
    hold(rows, schema.answers, answer)
    draft = of(rows, person, answer)
    _write(rows, person, answer, Draft(draft.moves, min(max(draft.count + by, 0), len(draft.moves))))


def _write(rows: Connection, person: Person, answer: str, draft: Draft) -> None:
    studies.answer(rows, person, answer, Part.MEMBER)
    values = {"moves": list(draft.moves), "count": draft.count, "made": datetime.now(UTC)}
    if not rows.execute(update(schema.drafts).where(_mine(person, answer)).values(**values)).rowcount:
        rows.execute(insert(schema.drafts).values(id=new_id(), answer=answer, person=person.id, **values))


def _mine(person: Person, answer: str) -> Any:
    return and_(schema.drafts.c.answer == answer, schema.drafts.c.person == person.id)
