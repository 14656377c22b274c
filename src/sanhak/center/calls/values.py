"""What is filled into a form: taken as it is typed, checked against its field, shown to whoever reads it.

A draft keeps what was typed even where it is wrong (as the words that were typed), so that nothing is lost; what is
handed in has no faults.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sanhak.center.calls.findings import (
    FieldEmpty,
    FieldTooLong,
    LineNotUnderstood,
    NoSuchAnswer,
    NotWon,
    OutsideLimits,
    ResidentNumber,
)
from sanhak.center.calls.form import PARTS, FormField, Kind, Part, told
from sanhak.center.words import LONG, SHORT, day, number, words
from sanhak.finding import Finding, Refusal
from sanhak.text import Language, Param, say

_WON: Final = re.compile(r"(?:(?P<eok>\d+(?:\.\d+)?)억)?(?:(?P<man>\d+(?:\.\d+)?)만)?(?P<won>\d+)?")
_EOK, _MAN = 100_000_000, 10_000
MOST_WON: Final = 10**15
MOST_OVERHEAD: Final = 100
"""Overheads in % of the direct costs."""
EXAMPLE: Final = "2027-06-30: 중간 보고서"
"""A line of deliverables."""
_RESIDENT: Final = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?[-\u2013]?\s?[1-8]\d{6}(?!\d)")
"""A resident registration number: the day of birth, then seven digits of which the first tells century and sex."""


def won(given: str, at: str = "") -> int:
    """Whole won: ``150,000,000``, ``1억 5,000만 원``; :class:`Refusal` C104 if it is no such amount."""
    taken = re.sub(r"[\s,]|원$|won$|KRW$|^₩", "", unicodedata.normalize("NFKC", given).strip())
    found = _WON.fullmatch(taken) if taken else None
    if found is None:
        raise Refusal(NotWon(given=given.strip()[:60]), field=at)
    amount = float(found["eok"] or 0) * _EOK + float(found["man"] or 0) * _MAN
    whole = round(amount) + int(found["won"] or 0)
    if abs(amount - round(amount)) > 1e-6 or whole > MOST_WON:  # noqa: PLR2004 - less than any part of a won
        raise Refusal(NotWon(given=given.strip()[:60]), field=at)
    return whole


def taken(field: FormField, given: str) -> Any:
    """What was typed, as it is kept: None where nothing was, the typed words where they are no value of the field."""
    if not given.strip():
        return None
    try:
        match field.kind:
            case Kind.NUMBER:
                return number(given)
            case Kind.MONEY:
                return won(given)
            case Kind.DAY:
                return day(given).isoformat()
            case _:
                return words(given, say("Text"), most=LONG)
    except Refusal:
        return "".join(sign for sign in given if sign.isprintable() or sign in "\n\t")[:LONG].strip()


def refuse_resident(field: FormField, given: str, language: Language) -> None:
    """Go on only if what was typed holds no resident registration number; :class:`Refusal` C129."""
    if field.kind in (Kind.LINE, Kind.TEXT) and _RESIDENT.search(unicodedata.normalize("NFKC", given)):
        raise Refusal(ResidentNumber(field=told(field.title, language)), field=field.name)


def fault(field: FormField, value: Any, language: Language) -> Finding | None:
    """What is wrong with a value that is kept; None if nothing is, or if nothing was filled in."""
    title = told(field.title, language)
    if value is None:
        return None
    match field.kind:
        case Kind.CHOICE if value not in (field.choices or {}):
            return NoSuchAnswer(given=str(value)[:60], field=title)
        case Kind.LINE | Kind.TEXT:
            most = field.most or (SHORT if field.kind is Kind.LINE else LONG)
            if len(value) > most:
                return FieldTooLong(field=title, signs=len(value), most=most)
            return _of_part(field, value)
        case Kind.NUMBER | Kind.MONEY | Kind.DAY if isinstance(value, str):
            return _refused(field.kind, value)
    return _of_part(field, value)


def promised(told: str) -> Sequence[tuple[date, str]]:
    """Deliverables as they are typed, one a line with its day first; :class:`Refusal` C115 for any other line."""
    found = []
    for line in filter(None, map(str.strip, told.splitlines())):
        due, _, title = line.replace("：", ":", 1).partition(":")
        try:
            found.append((day(due), words(title, say("Title"))))
        except Refusal:
            raise Refusal(LineNotUnderstood(line=line[:80], example=EXAMPLE)) from None
    return found


def _of_part(field: FormField, value: Any) -> Finding | None:
    """What is wrong with a value by what its field means."""
    if field.part is Part.OVERHEAD and isinstance(value, int | float) and not 0 <= value <= MOST_OVERHEAD:
        return OutsideLimits(field=PARTS[field.part], lowest=0, highest=MOST_OVERHEAD)
    if field.part is Part.DELIVERABLES and isinstance(value, str):
        try:
            promised(value)
        except Refusal as refusal:
            return refusal.findings[0]
    return None


def _refused(kind: Kind, value: str) -> Finding | None:
    """What refuses words that stand where a number, an amount or a day should."""
    try:
        {Kind.NUMBER: number, Kind.MONEY: won, Kind.DAY: day}[kind](value)  # type: ignore[operator]
    except Refusal as refusal:
        return refusal.findings[0]
    return None


def faults(
    form: Sequence[FormField], values: Mapping[str, Any], files: Collection[str], language: Language, *, all_: bool
) -> Mapping[str, Finding]:
    """What is wrong, by the name of the field; with ``all_`` also that something is missing.

    ``files`` are the names of the fields to which a file was given.
    """
    found = {}
    for field in form:
        value = values.get(field.name)
        wrong = fault(field, value, language)
        empty = field.name not in files if field.kind is Kind.FILE else value is None
        if wrong is None and all_ and field.needed and empty:
            wrong = FieldEmpty(field=told(field.title, language))
        if wrong is not None:
            found[field.name] = wrong
    return found


def typed(value: Any) -> str:
    """A value as its field holds it for writing."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.12g}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)


def shown(field: FormField, value: Any, language: Language) -> Param:
    """A value as it is read."""
    if value is None:
        return None
    match field.kind:
        case Kind.CHOICE:
            return told((field.choices or {}).get(value), language) or str(value)
        case Kind.MONEY if isinstance(value, int):
            return say("{amount} won", amount=value)
        case Kind.DAY if not isinstance(value, date) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
            return date.fromisoformat(value)
        case _:
            return value if isinstance(value, int | float) else str(value)
