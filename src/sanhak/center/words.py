"""What people type: words, e-mail addresses, numbers and days, each taken as it is meant or refused with a code.

``at`` is the name of the field in which it was typed, which a refusal then carries.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from sanhak.center.findings import NeedsWords, NoSuchChoice, NoSuchDay, NotAnEmail, NotANumber
from sanhak.center.findings_typed import OtherUnit
from sanhak.finding import Refusal
from sanhak.text import Text, say

SHORT: Final = 200
LONG: Final = 10_000
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DAY: Final = re.compile(r"\s*(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?\s*")
_NUMBER: Final = re.compile(
    r"\s*([-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*"
    r"((?![eExX\u00d7][-+]?\d|/\d)(?:[^\W\d_]|[%\u2030\u00b0/$\u20ac\u00a3\u00a5\u20a9])\S{0,11})?\s*"
)
"""A number and perhaps a unit: it begins like one, so that 80-90, 1_000 and 1e5.5 are no numbers."""
_TIMES: Final = ("십", "백", "천", "만", "억", "조")
"""Words that make a number larger, and so are no unit unless they are the very unit that is meant."""

_Choice = TypeVar("_Choice", bound=StrEnum)


def words(given: str, field: Text, *, most: int = SHORT, empty: bool = False, at: str = "") -> str:
    """What was typed, without spaces around it and without signs that nobody sees.

    Raises
    ------
    Refusal
        C009 if it is longer than ``most`` signs, or empty where it must not be.
    """
    seen = "".join(sign for sign in given if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    taken = unicodedata.normalize("NFC", seen).strip()
    if not taken and not empty:
        raise Refusal(NeedsWords(field=field, because=say("it is empty"), most=most), field=at)
    if len(taken) > most:
        because = say("it has {signs:sign|signs}", signs=len(taken))
        raise Refusal(NeedsWords(field=field, because=because, most=most), field=at)
    return taken


def email(given: str, at: str = "") -> str:
    """An e-mail address in small letters; :class:`Refusal` C008 if it is none."""
    taken = unicodedata.normalize("NFKC", given).strip().lower()
    if len(taken) > SHORT or not _EMAIL.fullmatch(taken):
        raise Refusal(NotAnEmail(email=given.strip()[:SHORT]), field=at)
    return taken


def number(given: str, unit: str | None = None, at: str = "") -> float | None:
    """A number, with commas and a unit if need be, brought to ``unit`` where one is meant; None for nothing.

    ``at`` is the field that it was typed into.

    Raises
    ------
    Refusal
        C014 if it is none, C050 if its unit cannot be brought to the one that is meant.
    """
    typed = unicodedata.normalize("NFKC", given).replace("\u2212", "-")
    if not typed.strip():
        return None
    found = _NUMBER.fullmatch(typed)
    value = float(found[1].replace(",", "")) if found else math.nan
    written, meant = (found[2] or "") if found else "", unicodedata.normalize("NFKC", unit or "")
    if not math.isfinite(value) or (written != meant and written.startswith(_TIMES)):
        raise Refusal(NotANumber(given=given.strip()[:SHORT]), field=at)
    return _brought(value, written, meant, at) if written and meant and written != meant else value


def _brought(value: float, written: str, meant: str, at: str) -> float:
    """A number in the unit that is meant."""
    from sanhak.table import units

    if (units.known(written) or written) == (units.known(meant) or meant):
        return value
    if not (units.known(written) and units.known(meant) and units.compatible(written, meant)):
        raise Refusal(OtherUnit(given=f"{value:.12g} {written}", unit=meant), field=at)
    return float(f"{units.convert(value, written, meant):.10g}")


def day(given: str, at: str = "") -> date:
    """A day such as ``2026-11-28`` or ``2026. 11. 28.``; :class:`Refusal` C015 if it is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", given))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise Refusal(NoSuchDay(given=given.strip()[:SHORT]), field=at) from None


def choice(given: str, among: type[_Choice], at: str = "") -> _Choice:
    """One of the words of ``among``; :class:`Refusal` C013 if it is none."""
    try:
        return among(given)
    except ValueError:
        raise Refusal(NoSuchChoice(given=given[:SHORT], known=tuple(among)), field=at) from None
