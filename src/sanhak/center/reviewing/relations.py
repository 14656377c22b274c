"""What ties applicants and reviewers together: laboratories, names, addresses, projects, earlier applications."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import schema
from sanhak.center.calls import schema as calling
from sanhak.center.calls.applications import State
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import FormField, Part
from sanhak.center.reviewing import pool
from sanhak.center.reviewing.identities import PUBLIC, normal, of_address, of_name, spots
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.center.scholarship import schema as scholarship

_GENERIC: Final = frozenset(
    ("연구실", "연구소", "실험실", "랩", "공정", "화학", "공학", "연구", "학과", "대학교", "대학원", "laboratory",
     "group", "research", "center", "centre", "department", "of", "and", "the", "for", "team",
     "institute", "chemical", "engineering")
)  # fmt: skip
"""Words that stand in the name of nearly every laboratory."""
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Relations:
    """What is known of pairs of people; ``projects`` and ``earlier`` hold titles by the two people.

    ``mentored`` are the pairs of which one mentors the other's scholarship, or did.
    """

    projects: Mapping[frozenset[str], tuple[str, ...]]
    earlier: Mapping[frozenset[str], tuple[str, ...]]
    mentored: frozenset[frozenset[str]]

    def named(self, call: Call, entry: Entry, reviewer: Reviewer) -> str:
        """The words by which an application names a reviewer; empty where it does not.

        Names of people are looked for in the fields that are meant for them and in the laboratory's; addresses
        anywhere.
        """
        other, values = reviewer.person, entry.application.values
        hidden = [str(values.get(field.name) or "") for field in call.form if field.hidden]
        everywhere = [told for told in values.values() if isinstance(told, str)]
        names = [spot.found for told in hidden for spot in spots(normal(told), of_name(other.name)[:1])]
        address = of_address(other.email)[:1]
        return next(iter([*names, *(spot.found for told in everywhere for spot in spots(normal(told), address))]), "")

    def laboratory(self, call: Call, entry: Entry, reviewer: Reviewer) -> tuple[str, ...]:
        """The words of the applicant's laboratory that a reviewer of the same organisation uses of themselves."""
        if entry.applicant.organisation != reviewer.person.organisation:
            return ()
        told = _words(pool.value_of(call, entry.application, Part.LABORATORY))
        return tuple(sorted((told & _words(reviewer.expertise)) - _GENERIC))

    def domain(self, entry: Entry, reviewer: Reviewer) -> str:
        """The domain that both addresses share, unless anybody may have an address there."""
        one, other = (person.email.rpartition("@")[2].lower() for person in (entry.applicant, reviewer.person))
        return one if one == other and one not in PUBLIC else ""

    def together(self, entry: Entry, reviewer: Reviewer) -> tuple[str, ...]:
        """Titles of earlier calls where one of the two named the other."""
        return self.earlier.get(frozenset((entry.applicant.id, reviewer.person.id)), ())


def relations(rows: Connection, everything: Sequence[Entry], everybody: Sequence[Reviewer]) -> Relations:
    """What is known of these applicants and reviewers."""
    applicants = {one.applicant.id for one in everything}
    judges = {one.person.id for one in everybody}
    current = {one.application.call for one in everything}
    return Relations(
        _projects(rows, applicants, judges), _earlier(rows, everything, everybody, current), _mentored(rows)
    )


def _projects(rows: Connection, applicants: set[str], judges: set[str]) -> Mapping[frozenset[str], tuple[str, ...]]:
    """Titles of the projects that both belong to."""
    table, project = schema.members.c, schema.projects.c
    asked = select(table.project, table.person, project.title).join(schema.projects, project.id == table.project)
    belong: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows.execute(asked.where(table.person.in_(applicants | judges))):
        belong[row.project, row.title].add(row.person)
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for (_, title), members in sorted(belong.items()):
        for one in members & applicants:
            for other in (members & judges) - {one}:
                found[frozenset((one, other))].append(title)
    return {pair: tuple(dict.fromkeys(titles)) for pair, titles in found.items()}


def _mentored(rows: Connection) -> frozenset[frozenset[str]]:
    """Pairs of a scholar and each of their mentors, those of earlier times among them."""
    table, scholar = scholarship.mentorships.c, scholarship.scholars.c
    asked = select(scholar.person, table.person).join(scholarship.mentorships, table.scholar == scholar.id)
    return frozenset(frozenset(row) for row in rows.execute(asked.where(scholar.person.is_not(None))))


def _earlier(
    rows: Connection, everything: Sequence[Entry], everybody: Sequence[Reviewer], current: set[str]
) -> Mapping[frozenset[str], tuple[str, ...]]:
    """Titles of other calls to which one of the two applied and named the other."""
    applicants = {one.applicant.id: one.applicant for one in everything}
    judges = {one.person.id: one.person for one in everybody}
    table, call = calling.applications.c, calling.calls.c
    asked = (
        select(table.person, table["values"], call.form, call.title)
        .join(calling.calls, call.id == table.call)
        .where(table.call.not_in(current), table.state != State.DRAFT, table.person.in_({*applicants, *judges}))
        .order_by(call.opens)
    )
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for person, values, form, title in rows.execute(asked):
        named = [str(values.get(one.name) or "") for one in map(FormField.load, form) if one.part is Part.NAMES]
        for other in (judges if person in applicants else {}) | (applicants if person in judges else {}):
            who = judges.get(other) or applicants[other]
            patterns = (*of_name(who.name)[:1], *of_address(who.email)[:1])
            if other != person and any(spots(normal(told), patterns) for told in named):
                found[frozenset((person, other))].append(title.get("ko") or title.get("en") or "")
    return {pair: tuple(dict.fromkeys(titles)) for pair, titles in found.items()}


def _words(told: str) -> set[str]:
    """Words of two signs or more, in small letters."""
    return {word for word in re.findall(r"\w+", normal(told).lower()) if len(word) >= _LEAST}
