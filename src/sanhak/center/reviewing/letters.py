"""Letters to reviewers: how many applications wait for them, and nothing of who applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from sanhak.center.calls import letters
from sanhak.center.calls.calls import Call
from sanhak.center.people import Person
from sanhak.text import Text, say


def assigned(rows: Connection, call: Call, to: Iterable[Person]) -> None:
    """One letter to each reviewer who was given applications, however many these are."""
    people = list(to)
    counted = Counter(person.id for person in people)
    for person in {person.id: person for person in people}.values():
        letters.write(rows, call, person, say("Applications to review"), _said(counted[person.id]))


def _said(count: int) -> Callable[[str], tuple[Text, ...]]:
    """The lines of the letter for the title of the call."""
    return lambda title: (
        say("In “{call}” {count:application waits|applications wait} for your review.", call=title, count=count),
        say("Sign in to the workbench and open Reviews; what identifies the applicants is hidden there."),
        say("If you have a conflict of interest, say so there and give the application back."),
    )
