"""Matching problems with laboratories: authors rank laboratories, their heads rank problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from sanhak.center import events
from sanhak.center.finding import laboratories, problems
from sanhak.center.finding.findings import NothingToMatch
from sanhak.center.finding.problems import State
from sanhak.center.matching.matching import Kind, Parties, Party, Side
from sanhak.center.people import Person
from sanhak.finding import Refusal


def _problems(rows: Connection, ids: Sequence[str]) -> Parties:
    return {
        one.id: Party(one.id, one.title, one.person, one.words, ready=one.state is State.ACCEPTED)
        for one in problems.of_ids(rows, ids).values()
    }


def _laboratories(rows: Connection, ids: Sequence[str]) -> Parties:
    return {
        one.id: Party(one.id, one.name, one.head, f"{one.name} {one.expertise}", one.expertise, one.capacity)
        for one in laboratories.of_ids(rows, ids).values()
    }


def _ready(rows: Connection, person: Person, held: frozenset[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The accepted problems and the open laboratories; :class:`Refusal` C191 where one side is empty."""
    sought = [one.id for one in problems.listed(rows, person) if one.state is State.ACCEPTED and one.id not in held]
    open_ = [one.id for one in laboratories.of(rows, person) if one.open and one.capacity]
    if not sought or not open_:
        raise Refusal(NothingToMatch(problems=len(sought), laboratories=len(open_)))
    return sought, open_


def _take(rows: Connection, person: Person, problem: str, laboratory: str) -> None:
    """A problem goes with its laboratory from now on."""
    problems.put(rows, problem, state=State.MATCHED.value, laboratory=laboratory)
    events.record(rows, "problem.matched", "problem", problem, person=person.id)


PROBLEMS: Final = Kind("problems", {Side.FIRST: _problems, Side.SECOND: _laboratories}, _ready, _take)
"""The kind of these matchings."""
