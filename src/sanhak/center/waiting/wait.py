"""One thing that waits for somebody, and how urgent it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sanhak.text import Language, Text

SOON: Final = timedelta(days=7)
"""What has no day is as urgent as what is due by then."""
AHEAD: Final = timedelta(days=14)
"""How long before its day something is told."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What waits: its ``title`` leads to ``path``, and ``said`` is what to do about it.

    ``day`` is by when. What is ``stopped``, in a word, goes no further until somebody acts. With a ``state`` there is
    nothing to do: somebody wants to know how it stands.
    """

    title: str | Text | Mapping[Language, str]
    said: Text
    path: str
    day: date | None = None
    state: Text | None = None
    stopped: Text | None = None

    def urgency(self, today: date) -> tuple[bool, date]:
        """By what the list is ordered, the most urgent first."""
        if self.stopped is not None:
            return False, min(today, self.day or today)
        return self.state is not None, self.day or today + SOON
