"""Letters in both languages, ready to go: whoever reads one may read either."""

from __future__ import annotations

from sanhak.center.rights import ROLES, Role
from sanhak.text import LANGUAGES, Text, say

_SUBJECT = say("Your way into Sanhak")


def invitation(link: str, organisation: str, role: Role) -> tuple[str, str]:
    """Subject and text of a letter that invites somebody."""
    said = say(
        "You are invited to the workbench Sanhak as {role} of {organisation}.",
        role=ROLES[role],
        organisation=organisation,
    )
    return _letter(
        said, say("This link opens it, once and within seven days; there you choose a name and a password:"), link
    )


def renewal(link: str) -> tuple[str, str]:
    """Subject and text of a letter by which somebody gets a new password."""
    said = say("A new password for the workbench Sanhak was asked for you.")
    return _letter(said, say("This link lets you choose it, once and within seven days:"), link)


def _letter(said: Text, how: Text, link: str) -> tuple[str, str]:
    order = tuple(reversed(LANGUAGES))
    parts = [f"{said.render(language)}\n{how.render(language)}\n{link}" for language in order]
    return " · ".join(_SUBJECT.render(language) for language in order), "\n\n".join(parts) + "\n"
