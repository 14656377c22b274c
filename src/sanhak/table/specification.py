"""Specifications: within which limits a characteristic of a product has to lie, and at what it aims.

A table of them has one row for a characteristic (and a product, where they differ); its columns are known by the names
that plants give them, in Korean or English. Limits may be one-sided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal
from sanhak.table.specification_findings import (
    LimitsReversed,
    NoLimitColumns,
    SpecifiedTwice,
    TargetOutside,
)
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.finding import Finding
    from sanhak.table.table import Table

_HEADS: Final = {
    "characteristic": r"characteristic|item|property|parameter|test|variable|특성|항목|측정|변수",
    "product": r"product|grade|part|model|제품|품목|품종|품명|등급|기종",
    "lower": r"lower|lsl|\bmin|하한|최소",
    "upper": r"upper|usl|\bmax|상한|최대",
    "target": r"target|nominal|aim|목표|중심|기준",
}
_BRACKETS: Final = re.compile(r"\s*[\[(].*$")
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
    """The limits of one characteristic, of one product or of all."""

    characteristic: str
    product: str | None
    limits: Limits


def specifications(table: Table) -> tuple[Specification, ...]:
    """The specifications that a table holds, one a row; rows without limits are passed over.

    Raises
    ------
    Refusal
        T320 if limits are reversed, T321 if a target lies outside, T322 if a characteristic is limited twice, T323 if
        the table has no column of characteristics or none of limits.
    """
    columns = _columns(table.names)
    if "characteristic" not in columns or not {"lower", "upper"} & columns.keys():
        raise Refusal(NoLimitColumns(given=table.names))
    names = table.texts(columns["characteristic"])
    products = table.texts(columns["product"]) if "product" in columns else [None] * len(table)
    ends = {
        part: table.values(columns[part]).tolist() if part in columns else [float("nan")] * len(table)
        for part in ("lower", "target", "upper")
    }
    found = []
    for row, name in enumerate(names):
        numbers = {part: None if ends[part][row] != ends[part][row] else ends[part][row] for part in ends}
        limits = Limits(**numbers)
        if name is not None and limits.stated:
            found.append(Specification(name, products[row], limits))
    faults = [fault for one in found if (fault := one.limits.fault(_said(one))) is not None]
    faults += _twice(found)
    if faults:
        raise Refusal(*faults)
    return tuple(found)


def plain(name: str) -> str:
    """A name by its letters and digits, without a unit in brackets behind it."""
    return _NO_LETTER.sub("", _BRACKETS.sub("", name) or name).casefold()


def limits_for(known: Iterable[Specification], characteristic: str, product: str | None) -> Limits | None:
    """The limits of a characteristic of a product: its own, else those that hold for every product."""
    fitting = [one for one in known if plain(one.characteristic) == plain(characteristic)]
    for one in fitting:
        if one.product is not None and product is not None and plain(one.product) == plain(product):
            return one.limits
    return next((one.limits for one in fitting if one.product is None), None)


def _columns(names: Sequence[str]) -> dict[str, str]:
    """Which column is which, each by the first head that fits and is not taken."""
    found: dict[str, str] = {}
    for part in ("lower", "upper", "target", "product", "characteristic"):
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
