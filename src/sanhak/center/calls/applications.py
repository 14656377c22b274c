"""Applications to a call: drafts that are kept as they are typed, handed in, withdrawn.

An application is its applicant's own. Whoever runs the call sees those that were handed in; reviewers see none here,
but what :mod:`sanhak.center.reviewing` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sanhak.text import say


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


STATES: Final = {
    State.DRAFT: say("draft"),
    State.SUBMITTED: say("handed in"),
    State.WITHDRAWN: say("withdrawn"),
    State.SELECTED: say("selected"),
    State.RESERVE: say("reserve"),
    State.REJECTED: say("not selected"),
}


@dataclass(frozen=True, slots=True)
class Application:
    """An application; ``number`` within its call from the day it was handed in, ``values`` by the name of the field."""

    id: str
    call: str
    person: str
    number: int | None
    state: State
    values: Mapping[str, Any]
    late: bool
    submitted: datetime | None
    changed: datetime
    made: datetime


def of_row(row: Mapping[Any, Any]) -> Application:
    """The record of a row of the table."""
    return Application(**{name: row[name] for name in Application.__slots__} | {"state": State(row["state"])})
