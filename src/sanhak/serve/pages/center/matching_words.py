"""What is matched with what, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.matching.matching import Matching, Side
from sanhak.center.scholarship.mentor_matching import MENTORS
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind is spoken of.

    Parameters
    ----------
    home, title
        The page above it, and what that is called.
    sides, wishes
        The heads of a result: who is on either side, and the places on their lists.
    things
        The page of one of the first side.
    next
        What the office does after the result was taken; None where that is all.
    """

    home: str
    title: Text
    sides: Mapping[Side, Text]
    wishes: Mapping[Side, Text]
    things: str
    next: Text | None = None


WORDS: Final[Mapping[str, Words]] = {
    PROBLEMS.name: Words(
        "/problems",
        say("Problems"),
        {Side.FIRST: say("Problem"), Side.SECOND: say("Laboratory")},
        {Side.FIRST: say("Wish of the problem"), Side.SECOND: say("Wish of the laboratory")},
        "/problems",
        say(
            "Next: open the project of each pair, on the page of its problem. What has no laboratory takes part in the"
            " next matching."
        ),
    ),
    MENTORS.name: Words(
        "/scholarships",
        say("Scholarships"),
        {Side.FIRST: say("Scholar"), Side.SECOND: say("Mentor")},
        {Side.FIRST: say("Wish of the scholar"), Side.SECOND: say("Wish of the mentor")},
        "/scholarships",
    ),
}


def counted(here: Matching) -> Text:
    """How many take part on either side."""
    first, second = (len(here.sides[side]) for side in Side)
    if here.kind is MENTORS:
        return say("{scholars:scholar|scholars}, {mentors:mentor|mentors}", scholars=first, mentors=second)
    return say(
        "{problems:problem|problems}, {laboratories:laboratory|laboratories}", problems=first, laboratories=second
    )
