"""Letters about a call, in the language of whoever reads them; in both where that is not known.

They lie in the outbox of whoever made the call, who hands them over where no mail is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from sanhak.center import outbox, people
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import told
from sanhak.center.people import Person
from sanhak.center.words import SHORT
from sanhak.text import LANGUAGES, Language, Text, say


def received(rows: Connection, call: Call, to: Person, number: int, end: Text) -> None:
    """An application was handed in."""
    write(
        rows,
        call,
        to,
        say("Application {number} has arrived", number=number),
        lambda title: (
            say("Your application to “{call}” was handed in and has the number {number}.", call=title, number=number),
            say("Until {end} you may change it; the last state counts.", end=end),
        ),
    )


def withdrawn(rows: Connection, call: Call, to: Person, number: int) -> None:
    """An application was withdrawn."""
    write(
        rows,
        call,
        to,
        say("Application {number} was withdrawn", number=number),
        lambda title: (
            say("Your application {number} to “{call}” was withdrawn as you asked.", call=title, number=number),
            say("If this was not you, write to the office of the call at once."),
        ),
    )


def extension(rows: Connection, call: Call, to: Person, until: Text) -> None:
    """The end of a call was moved."""
    write(
        rows,
        call,
        to,
        say("More time to apply"),
        lambda title: (
            say("The call “{call}” is now open until {until}.", call=title, until=until),
            say("What you handed in stands, and you may change it until then."),
        ),
    )


def write(rows: Connection, call: Call, to: Person, subject: Text, said: Callable[[str], Sequence[Text]]) -> None:
    """A letter about a call to somebody; ``said`` gives its lines for the title of the call in one language."""
    by = people.get(rows, call.person)
    head, body = letter(subject, lambda language: said(told(call.title, language)), to.language)
    outbox.write(rows, by, to=to.email, subject=head, body=body, replace=False)


def letter(
    subject: Text, said: Callable[[Language], Sequence[Text]], language: Language | None = None
) -> tuple[str, str]:
    """Subject and text of a letter in a language; in both, Korean first, where it is not known who reads it."""
    order = (language,) if language else tuple(reversed(LANGUAGES))
    head = " · ".join(subject.render(one) for one in order)[:SHORT]
    parts = ["\n".join(line.render(one) for line in said(one)) for one in order]
    return head, "\n\n".join(parts) + "\n"
