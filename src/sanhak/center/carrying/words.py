"""What carrying out speaks of: kinds of money, verdicts, comparisons, and the anchored scales of risks."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final

from sanhak.center.carrying.findings import EndsFirst, NotWon, OutsideItsRange
from sanhak.center.words import SHORT, day, number
from sanhak.finding import Refusal
from sanhak.text import Text, say

MOST_WON: Final = 10**15
YEARS: Final = (1990, 2100)
SCALE: Final = range(1, 6)
HIGH: Final = 12
"""The product of likelihood and impact from which on a risk is high …"""
MIDDLE: Final = 6
"""… and from which on it is to be watched; both as in the 5 × 5 matrices that IEC 31010:2019, B.10.3, describes."""
_WON: Final = re.compile(r"(?:(\d+(?:\.\d+)?)억)?\s*(?:(\d+(?:\.\d+)?)천만)?\s*(?:(\d+(?:\.\d+)?)만)?\s*(\d+)?\s*원?")
_LARGE: Final = (100_000_000, 10_000_000, 10_000, 1)


class Kind(StrEnum):
    """Direct or indirect money."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Verdict(StrEnum):
    """What can be decided about a stage."""

    GO = "go"
    CHANGE = "change"
    STOP = "stop"


class Comparison(StrEnum):
    """On which side of the limit the number has to lie."""

    LEAST = "least"
    MOST = "most"


class Reads(StrEnum):
    """Which number of an answer a gate reads."""

    AFTER = "after"
    """What is promised to hold after the decision."""
    EFFECT = "effect"
    """The change that is promised."""
    ERROR = "error"
    """The error of the chosen model on rows that it has not seen."""


KINDS: Final = {Kind.DIRECT: say("direct costs"), Kind.INDIRECT: say("indirect costs")}
VERDICTS: Final = {
    Verdict.GO: say("go on"),
    Verdict.CHANGE: say("go on with changes"),
    Verdict.STOP: say("stop"),
}
COMPARISONS: Final = {Comparison.LEAST: say("at least"), Comparison.MOST: say("at most")}
READS: Final = {
    Reads.AFTER: say("the value that is promised"),
    Reads.EFFECT: say("the change that is promised"),
    Reads.ERROR: say("the error of the model on unseen rows"),
}
LIKELIHOODS: Final = {
    1: say("1, hardly: less than once in ten such projects"),
    2: say("2, seldom: once in five to ten projects"),
    3: say("3, possible: once in two to five projects"),
    4: say("4, likely: in every second project"),
    5: say("5, almost sure: it has begun, or nothing stands against it"),
}
IMPACTS: Final = {
    1: say("1, small: settled within the week"),
    2: say("2, noticeable: a milestone moves by weeks"),
    3: say("3, serious: a milestone moves by months, or a tenth of the money"),
    4: say("4, severe: the target is missed in part"),
    5: say("5, fatal: the target is out of reach, or people or plant are harmed"),
}


def won(given: str, at: str = "") -> int:
    """Whole won, with commas or the large units of Korean (``1,200만``, ``3억 5천만 원``); C200 for anything else."""
    typed = unicodedata.normalize("NFKC", given).replace(",", "").replace("₩", "").strip()
    found = _WON.fullmatch(typed)
    parts = [float(part) if part else 0.0 for part in found.groups()] if found else []
    value = sum(round(part * large) for part, large in zip(parts, _LARGE, strict=False))
    if not found or not any(found.groups()) or value > MOST_WON:
        raise Refusal(NotWon(given=given.strip()[:SHORT] or "–"), field=at)
    return int(value)


def whole(given: str, field: Text, lower: int, upper: int, at: str) -> int:
    """A whole number of a range; :class:`Refusal` C014 or C209."""
    value = number(given, at=at)
    if value is None or not lower <= value <= upper or value != int(value):
        raise Refusal(OutsideItsRange(field=field, given=given.strip()[:40] or "–", lower=lower, upper=upper), field=at)
    return int(value)


def span(starts: str, ends: str) -> dict[str, date]:
    """First and last day; :class:`Refusal` C015, or C208 if the last lies before the first."""
    first, last = day(starts, "starts"), day(ends, "ends")
    if last < first:
        raise Refusal(EndsFirst(starts=first, ends=last), field="ends")
    return {"starts": first, "ends": last}
