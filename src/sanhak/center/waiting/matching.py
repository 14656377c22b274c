"""What waits around matchings: wishes that one has not told, and results that the office takes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from sanhak.center.matching import matching
from sanhak.center.matchings import KINDS
from sanhak.center.people import Person
from sanhak.center.waiting.wait import Wait
from sanhak.text import say


def waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Wishes that one has not told."""
    for here in matching.open_of(rows, person, KINDS):
        told = matching.told(rows, here)
        if any(who not in told for who in here.mine(person)):
            yield Wait(here.title, say("say whom you wish for, or likeness decides"), f"/matching/{here.id}")


def office_waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Matchings to settle."""
    for here in matching.open_of(rows, person, KINDS):
        sides, told = sum(map(len, here.sides.values())), len(matching.told(rows, here))
        said = say("{told} of {all} have told their wishes: take the result when you are ready", told=told, all=sides)
        yield Wait(here.title, said, f"/matching/{here.id}")
