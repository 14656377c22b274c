"""What is typed and chosen here: words without resident numbers, whole won, numbers within limits, accounts, PDFs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sanhak.center.findings import NotANumber
from sanhak.center.scholarship.findings import NotAnAccount, NotAPdf, NotWon, OutOfRange, ResidentNumber
from sanhak.center.words import SHORT, number, words
from sanhak.finding import Refusal
from sanhak.text import Text

_RESIDENT: Final = re.compile(r"(?<!\d)(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\s*[-–]\s*|)([0-8]\d{6})(?!\d)")
_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_MODULUS: Final = 11
_MOST_WON: Final = 1_000_000_000
_ACCOUNT: Final = re.compile(r"(?=(?:-?\d){6,20}$)\d[\d-]*\d")
_PDF: Final = b"%PDF-"
PDF_SIZE: Final = 20 << 20
"""Bytes of the largest scan."""
_MASKED: Final = 4


def holds_resident_number(given: str) -> bool:
    """Whether a text holds what looks like a resident registration number, with or without its hyphen.

    Source: enforcement rules of the Resident Registration Act: birthday, a digit for century and sex, six more, of
    which the last is a check digit in numbers given out before October 2020. Without a hyphen that
    digit must hold.
    """
    for found in _RESIDENT.finditer(unicodedata.normalize("NFKC", given)):
        digits = [int(sign) for sign in found[0] if sign.isdigit()]
        total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False))
        if found[4] or (_MODULUS - total % _MODULUS) % 10 == digits[-1]:
            return True
    return False


def clean(given: str, field: Text, *, most: int = SHORT, empty: bool = False, at: str = "") -> str:
    """Words as :func:`sanhak.center.words.words` takes them; :class:`Refusal` C009, or C220 for a resident number."""
    taken = words(given, field, most=most, empty=empty, at=at)
    if holds_resident_number(taken):
        raise Refusal(ResidentNumber(field=field), field=at)
    return taken


def won(given: str, at: str = "") -> int:
    """Whole won, nothing typed for none; :class:`Refusal` C221."""
    typed = unicodedata.normalize("NFKC", given).strip().removesuffix("원").removesuffix("won").strip()
    try:
        value = number(typed or "0")
    except Refusal:
        value = None
    if value is None or value != int(value) or not 0 <= value <= _MOST_WON:
        raise Refusal(NotWon(given=given.strip()[:SHORT]), field=at)
    return int(value)


def within(given: str, field: Text, least: float, most: float, at: str = "") -> float:
    """A number within limits; :class:`Refusal` C014 if it is none, C223 outside."""
    value = number(given.strip().removesuffix("%"), None, at)
    if value is None:
        raise Refusal(NotANumber(given=given), field=at)
    if not least <= value <= most:
        raise Refusal(OutOfRange(field=field, least=least, most=most, given=value), field=at)
    return value


def account(given: str, at: str = "") -> str:
    """The number of a bank account, or nothing; :class:`Refusal` C237, or C220 for a resident number."""
    taken = unicodedata.normalize("NFKC", given).strip()
    if taken and not _ACCOUNT.fullmatch(taken):
        raise Refusal(NotAnAccount(), field=at)
    return taken


def masked(given: str) -> str:
    """An account number as pages show it: the last four digits."""
    digits = [place for place, sign in enumerate(given) if sign.isdigit()]
    hidden = set(digits[:-_MASKED])
    return "".join("•" if place in hidden else sign for place, sign in enumerate(given))


def refuse_no_pdf(head: bytes, size: int, at: str = "") -> None:
    """Go on only if a file begins as a PDF and is not too large; :class:`Refusal` C235."""
    if not head.startswith(_PDF) or size > PDF_SIZE:
        raise Refusal(NotAPdf(), field=at)
