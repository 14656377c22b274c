"""How people write formulas: one way of writing for signs, charges, hydrates and the basis of shares."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sanhak.finding import Refusal
from sanhak.table.formula.composition import Basis
from sanhak.table.formula.findings import AmountMissing, AmountNotPositive, NotAFormula, TwoReadings
from sanhak.text import say

LONGEST: Final = 500
"""Signs of the longest text that is read."""
NUMBER: Final = r"(?:\d+(?:\.\d*)?(?:/\d+(?:\.\d+)?)?|\.\d+)"
"""An amount: ``2``, ``0.5``, ``.5``, ``1/3``."""

# Before the signs are folded, because folding would take the position away (³⁺), or know another letter (ㆍ).
_BEFORE: Final = str.maketrans(
    dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)) | dict.fromkeys("ㆍ・･•∙⋅‧●∗＊*", "·")
)
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻]")
_AFTER: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣", "-") | dict.fromkeys("{", "[") | dict.fromkeys("}", "]") | {"⁄": "/", "∶": ":", "%": "%"}
)
_BASIS: Final = re.compile(
    r"[\s(\[,;]*(?:(?P<weight>wt|w|mass|weight|중량|무게|질량)|(?P<atomic>at|atom|atomic|mol|mole|원자|몰))"
    r"\.?\s*-?(?:%|percent|퍼센트)\s*[)\]]?$"
)
_CHARGE: Final = re.compile(r"(?P<before>\^|(?<=[\])])|\s|)(?P<digits>\d*)(?P<sign>[+-]+)$")
_ONE_ATOM: Final = re.compile(r"[A-Z][a-z]?\d[+-]")
_WATER: Final = re.compile(r"(?:\s*\.\s*)(?=(?:\d+(?:\.\d+)?)?H2O$)")
_SPACED_WATER: Final = re.compile(r"\s+(?=(?:\d+(?:\.\d+)?)?H2O$)")
_DOTTED: Final = re.compile(r"^(.*\D)?(\d+)\.(\d+(?:\.\d+)?)H2O$")
_LETTER: Final = re.compile(r"[+\-±]?[δΔ]|(?<!D)y|[xz]|(?<=·)n|(?<=[)\]])n")
_GAP: Final = re.compile(r"[\d.]\s+[\d.]")
_NEGATIVE: Final = re.compile(rf"[A-Za-z)\]]-{NUMBER}$")


@dataclass(frozen=True, slots=True)
class Written:
    """A formula in plain signs without spaces and charge, and the basis that its writer stated."""

    text: str
    basis: Basis | None


def plain(text: str) -> Written:
    """A formula in plain signs.

    Raises
    ------
    Refusal
        T280 for a space within a number, T283 for a negative amount, T284 for two readings, T285 for a letter in place
        of a number.
    """
    raised = _RAISED.search(text)
    if raised:
        text = f"{text[: raised.start()]}^{text[raised.start() :]}"
    folded = unicodedata.normalize("NFKC", text.translate(_BEFORE)).translate(_AFTER).strip()
    basis = None
    stated = _BASIS.search(folded)
    if stated and stated.start():
        folded, basis = folded[: stated.start()], Basis.WEIGHT if stated["weight"] else Basis.ATOMIC
    # A letter for a number first, because O7-δ would else end in a charge.
    letter = _LETTER.search(folded)
    if letter and re.search("[A-Z]", folded):
        raise Refusal(AmountMissing(text=text, missing=letter[0]))
    host, colon, guests = folded.partition(":")
    folded = _with_raised_dot(without_charge(host), text) + colon + guests
    if _GAP.search(folded):
        raise Refusal(NotAFormula(text=text, because=say("a space stands within a number")))
    if _NEGATIVE.search(folded):
        raise Refusal(AmountNotPositive(text=text))
    return Written("".join(folded.split()), basis)


def without_charge(text: str) -> str:
    """The text without a charge at its end.

    One digit before the sign belongs to the charge of a single atom (``Fe3+``) or after a bracket (``]3-``), and to the
    formula otherwise (``NH4+``).

    Raises
    ------
    Refusal
        T284 for two digits and a sign after several atoms (``SO42-``).
    """
    found = _CHARGE.search(text)
    if not found or not found.start():
        return text
    if found["before"] or not found["digits"] or _ONE_ATOM.fullmatch(text) or text[found.start() - 1] in ")]":
        return text[: found.start()]
    if len(found["digits"]) > 1:
        before, digits, sign = text[: found.start()], found["digits"], found["sign"]
        first, second = f"{before}{digits[:-1]}^{digits[-1]}{sign}", f"{before}{digits}^{sign}"
        raise Refusal(TwoReadings(text=text, first=first, second=second))
    return text[: found.end("digits")]


def _with_raised_dot(text: str, given: str) -> str:
    """The text with a raised dot before its water, where a full stop stands that is no decimal point, or a space.

    Raises what :func:`plain` says of two readings.
    """
    if not text.endswith("H2O"):
        return text
    dotted = _DOTTED.match(text)
    if dotted:
        before, whole, parts = dotted.groups()
        if int(whole) == 0 and "." not in parts:
            return text
        first, second = f"{before or ''}{whole}·{parts}H2O", f"{before or ''}{whole}.{parts}H2O"
        raise Refusal(TwoReadings(text=given, first=first, second=second))
    return _SPACED_WATER.sub("·", _WATER.sub("·", text))
