"""Who may do what: one table of roles, one of parts in a project. Everything else asks here.

The default is no access. A role gives rights over the workbench itself, never over content: content opens by a part in
its project alone, so that an administrator who is no member reads nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sanhak.text import Text, say


class Role(StrEnum):
    """What somebody is at the centre."""

    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    MANAGER = "manager"
    ENGINEER = "engineer"
    RESEARCHER = "researcher"
    TRAINEE = "trainee"
    SCHOLAR = "scholar"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What may be done at the workbench as a whole."""

    PEOPLE = "people"
    """Invite people, give them roles, and take their access away."""
    PROJECTS = "projects"
    """Open a joint project."""
    PORTFOLIO = "portfolio"
    """See that a joint project exists, with its question and its state, without its content."""
    AUDIT = "audit"
    """Read the log of events and the list of rights."""
    CONTENT = "content"
    """Take part in projects, and have one of one's own."""
    TEACHING = "teaching"
    """See the grades of all in lessons."""
    CALLS = "calls"
    """Run calls: write them, assign reviewers, prepare the selection, and see who applies."""


class Part(StrEnum):
    """What somebody is in a project; each includes the ones before."""

    GUEST = "guest"
    """Reads and comments."""
    MEMBER = "member"
    """Adds data, asks, decides."""
    LEAD = "lead"
    """Says who belongs to it, sets milestones, deletes."""

    @property
    def rank(self) -> int:
        """0 for a guest, 2 for a lead."""
        return list(Part).index(self)

    def allows(self, needed: Part) -> bool:
        """Whether this part includes ``needed``."""
        return self.rank >= needed.rank


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.OFFICE: frozenset({Right.PEOPLE, Right.PROJECTS, Right.PORTFOLIO, Right.CONTENT, Right.TEACHING, Right.CALLS}),
    Role.MANAGER: frozenset({Right.PROJECTS, Right.PORTFOLIO, Right.CONTENT}),
    Role.ENGINEER: frozenset({Right.PROJECTS, Right.CONTENT}),
    Role.RESEARCHER: frozenset({Right.PROJECTS, Right.CONTENT}),
    Role.TRAINEE: frozenset({Right.CONTENT}),
    Role.SCHOLAR: frozenset({Right.CONTENT}),
    Role.REVIEWER: frozenset({Right.CONTENT}),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}

MOST: Final[Mapping[Role, Part]] = {Role.REVIEWER: Part.GUEST}
"""The highest part that a role can have in a project of others, where it is not the highest of all."""

ROLES: Final[Mapping[Role, Text]] = {
    Role.ADMINISTRATOR: say("administrator"),
    Role.OFFICE: say("office of the centre"),
    Role.MANAGER: say("manager"),
    Role.ENGINEER: say("engineer"),
    Role.RESEARCHER: say("researcher"),
    Role.TRAINEE: say("trainee"),
    Role.SCHOLAR: say("scholar"),
    Role.REVIEWER: say("reviewer"),
    Role.AUDITOR: say("auditor"),
}

PARTS: Final[Mapping[Part, Text]] = {
    Part.GUEST: say("guest: reads and comments"),
    Part.MEMBER: say("member: adds data, asks and decides"),
    Part.LEAD: say("lead: also invites, sets milestones and deletes"),
}


def has(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in RIGHTS[role]
