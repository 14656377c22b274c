"""Specifications: within which limits a characteristic of a product has to lie, and at what it aims.

A table of them has one row for a characteristic (and a product, where they differ); its columns are known by the names
that plants give them, in Korean or English. Limits may be one-sided.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal
from sanhak.table import units
from sanhak.table.column import Kind
from sanhak.table.specification_findings import (
    LimitsInOtherUnit,
    LimitsNoNumbers,
    LimitsReversed,
    NoLimitColumns,
    SpecifiedTwice,
    TargetOutside,
)
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.finding import Finding
    from sanhak.table.table import Table

_PARTS: Final = ("lower", "target", "upper")
_HEADS: Final = {
    "unit": r"\bunits?\b|단위",
    "characteristic": r"characteristic|item|property|parameter|test|variable|특성|항목|측정|변수",
    "product": r"product|grade|part|model|제품|품목|품종|품명|등급|기종",
    "lower": r"lower|lsl|\bmin|하한|최소",
    "upper": r"upper|usl|\bmax|상한|최대",
    "target": r"target|nominal|aim|목표|중심|기준",
}
_BRACKETS: Final = re.compile(r"\s*(?:\[([^\]]*)\]|\(([^()]*(?:\([^()]*\))?[^()]*)\))\s*$")
_NO_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where values have to lie, in their own unit; None where there is no limit on that side."""

    lower: float | None = None
    target: float | None = None
    upper: float | None = None

    @property
    def stated(self) -> bool:
        """Whether there is a limit at all."""
        return self.lower is not None or self.upper is not None

    @property
    def aim(self) -> float | None:
        """The target, or else the middle between two limits."""
        if self.target is not None or self.lower is None or self.upper is None:
            return self.target
        return (self.lower + self.upper) / 2

    def fault(self, characteristic: str | Text) -> Finding | None:
        """What is wrong with them: T320 if they are reversed, T321 if the target lies outside."""
        low, high, target = self.lower, self.upper, self.target
        if low is not None and high is not None and low >= high:
            return LimitsReversed(characteristic=characteristic, lower=Amount(low), upper=Amount(high))
        below = low is not None and target is not None and target < low
        if target is not None and (below or (high is not None and target > high)):
            return TargetOutside(
                characteristic=characteristic, target=Amount(target), lower=_end(low), upper=_end(high)
            )
        return None


@dataclass(frozen=True, slots=True)
class Specification:
    """The limits of one characteristic, of one product or of all; ``units`` are those of lower, target and upper."""

    characteristic: str
    product: str | None
    limits: Limits
    units: tuple[str | None, str | None, str | None] = (None, None, None)

    def within(self, unit: str | None) -> Limits:
        """The limits in the unit of what is measured; as they stand where either names no unit that we know.

        Raises
        ------
        Refusal
            T358 if one measures something else.
        """
        ends = (self.limits.lower, self.limits.target, self.limits.upper)
        return Limits(*(self._converted(end, own, unit) for end, own in zip(ends, self.units, strict=True)))

    def _converted(self, end: float | None, own: str | None, unit: str | None) -> float | None:
        given, meant = units.known(own or ""), units.known(unit or "")
        if end is None or given is None or meant is None or given == meant or _one_basis(given, meant):
            return end
        if not units.compatible(given, meant):
            raise Refusal(LimitsInOtherUnit(characteristic=_said(self), given=given, unit=meant))
        return float(f"{units.convert(end, given, meant):.12g}")


def specifications(table: Table) -> tuple[Specification, ...]:
    """The specifications that a table holds, one a row; rows without limits are passed over.

    Raises
    ------
    Refusal
        T320 if limits are reversed, T321 if a target lies outside, T322 if a characteristic is limited twice, T323 if
        the table has no column of characteristics or none of limits, T357 if limits are words.
    """
    columns = _columns(table.names)
    if "characteristic" not in columns or not {"lower", "upper"} & columns.keys():
        raise Refusal(NoLimitColumns(given=table.names))
    _refuse_words(table, columns)
    names = table.texts(columns["characteristic"])
    products = table.texts(columns["product"]) if "product" in columns else [None] * len(table)
    own = table.texts(columns["unit"]) if "unit" in columns else [None] * len(table)
    heads = [table[columns[part]].unit if part in columns else None for part in _PARTS]
    ends = {part: _ends(table, columns.get(part)) for part in _PARTS}
    found = []
    for row, name in enumerate(names):
        limits = Limits(**{part: ends[part][row] for part in _PARTS})
        if name is not None and limits.stated:
            stated = _unit_of(name) or own[row]
            low, aim, high = (stated or head for head in heads)
            found.append(Specification(name, products[row], limits, (low, aim, high)))
    faults = [fault for one in found if (fault := one.limits.fault(_said(one))) is not None]
    faults += _twice(found)
    if faults:
        raise Refusal(*faults)
    return tuple(found)


def _refuse_words(table: Table, columns: dict[str, str]) -> None:
    """Refuse columns of limits that hold words; an empty one limits nothing."""
    limiting = [table[columns[part]] for part in _PARTS if part in columns]
    words = [one for one in limiting if one.kind is not Kind.NUMBER and table.frame[one.name].null_count() < len(table)]
    if words:
        raise Refusal(*(LimitsNoNumbers(column=one.name, kind=one.kind.value) for one in words))


def _ends(table: Table, column: str | None) -> list[float | None]:
    """The numbers of a column, None where there is none; without an end, or without a number, nothing is limited."""
    if column is None or table[column].kind is not Kind.NUMBER:
        return [None] * len(table)
    return [value if math.isfinite(value) else None for value in table.values(column).tolist()]


def _one_basis(first: str, second: str) -> bool:
    """Whether one share leaves open of what it is, and the other one tells: ``%`` and ``wt%``."""
    return any({sign, given} == {first, second} and sign in given
               for sign in ("%", "ppm") for given in (first, second))  # fmt: skip


def _unit_of(name: str) -> str | None:
    """The unit in brackets behind a name, None where there is none."""
    found = _BRACKETS.search(name)
    return units.known(found[1] or found[2] or "") if found else None


def plain(name: str) -> str:
    """A name by its letters and digits, without what stands in square brackets or a unit in round ones behind it."""
    found = _BRACKETS.search(name)
    bare = name[: found.start()] if found and (found[1] is not None or _unit_of(name)) else name
    return (_NO_LETTER.sub("", bare) or _NO_LETTER.sub("", name) or name).casefold()


def limits_for(
    known: Iterable[Specification], characteristic: str, product: str | None, unit: str | None = None
) -> Limits | None:
    """The limits of a characteristic of a product in its unit: its own, else those that hold for every product.

    Raises
    ------
    Refusal
        T358 if they are in a unit that measures something else.
    """
    fitting = [one for one in known if plain(one.characteristic) == plain(characteristic)]
    for one in fitting:
        if one.product is not None and product is not None and plain(one.product) == plain(product):
            return one.within(unit)
    return next((one.within(unit) for one in fitting if one.product is None), None)


def _columns(names: Sequence[str]) -> dict[str, str]:
    """Which column is which, each by the first head that fits and is not taken."""
    found: dict[str, str] = {}
    for part in ("unit", "lower", "upper", "target", "product", "characteristic"):
        fitting = (
            name for name in names if name not in found.values() and re.search(_HEADS[part], name, re.IGNORECASE)
        )
        if (name := next(fitting, None)) is not None:
            found[part] = name
    return found


def _twice(found: Sequence[Specification]) -> list[Finding]:
    keys = [(plain(one.characteristic), plain(one.product or "")) for one in found]
    places = [place for place, key in enumerate(keys) if keys.index(key) < place]
    return [SpecifiedTwice(characteristic=_said(found[place])) for place in places]


def _said(one: Specification) -> str | Text:
    if one.product is None:
        return one.characteristic
    return say("{characteristic} of {product}", characteristic=one.characteristic, product=one.product)


def _end(value: float | None) -> Amount | Text:
    return say("no limit") if value is None else Amount(value)
