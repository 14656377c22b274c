"""Like problems and projects from before, and what they brought, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from sanhak.center import decisions, projects
from sanhak.center.alike import alike, shared
from sanhak.center.decisions import Decision
from sanhak.center.finding import problems
from sanhak.center.finding.problems import Problem
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.text import Text, say

_MOST: Final = 5
_LEAST: Final = 0.08
"""Texts that are less alike share endings and no matter."""


@dataclass(frozen=True, slots=True)
class Like:
    """Something from before: where it stands (None where the reader sees no more than its title), and why it is like.

    ``taken``, ``reported`` and ``kept`` count the decisions of a project; ``last`` is the latest with an outcome.
    """

    kind: Text
    title: str
    path: str | None
    state: Text
    share: float
    words: tuple[str, ...]
    taken: int = 0
    reported: int = 0
    kept: int = 0
    last: Decision | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    like: Like
    text: str
    project: str | None = None


def similar(rows: Connection, person: Person, here: Problem) -> tuple[Like, ...]:
    """The most alike projects and problems that the reader may see, the nearest first."""
    known = [*_projects(rows, person), *_problems(rows, person, here)]
    known = [one for one in known if one.project is None or one.project != here.project]
    shares = alike(here.words, [one.text for one in known])
    near = sorted(zip(shares, known, strict=True), key=lambda pair: -pair[0])[:_MOST]
    found = [(share, one) for share, one in near if share >= _LEAST]
    taken = decisions.among(rows, [one.project for _, one in found if one.project and one.like.path])
    return tuple(_told(share, one, shared(here.words, one.text), taken) for share, one in found)


def _projects(rows: Connection, person: Person) -> list[_Known]:
    mine = {one.id: one for one in projects.of(rows, person) if not one.private}
    known = [
        _Known(
            Like(say("Project"), one.title, f"/projects/{one.id}", projects.STATES[one.state], 0.0, ()),
            f"{one.title} {one.question} {one.goal}",
            one.id,
        )
        for one in mine.values()
    ]
    others = projects.portfolio(rows, person) if person.may(Right.PORTFOLIO) else ()
    return known + [
        _Known(
            Like(say("Project"), one["title"], None, projects.STATES[projects.State(one["state"])], 0.0, ()),
            f"{one['title']} {one['question']}",
            one["id"],
        )
        for one in others
        if one["id"] not in mine
    ]


def _problems(rows: Connection, person: Person, here: Problem) -> list[_Known]:
    return [
        _Known(Like(say("Problem"), one.title, f"/problems/{one.id}", problems.STATES[one.state], 0.0, ()), one.words)
        for one in problems.visible(rows, person)
        if one.id != here.id and one.project is None
    ]


def _told(share: float, one: _Known, words: tuple[str, ...], taken: Sequence[Decision]) -> Like:
    like, own = one.like, [decision for decision in taken if one.project and decision.project == one.project]
    reported = [decision for decision in own if decision.outcomes]
    return Like(
        like.kind, like.title, like.path, like.state, share, words, len(own), len(reported),
        sum(decision.kept is True for decision in own), reported[0] if reported else None,
    )  # fmt: skip
