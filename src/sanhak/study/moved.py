"""What moved from one answer on lives to the next: assets whose chance to last fell by more than it is known.

A chance to last is known no better than a share among as many assets as the answer tells of: 90 % of twenty may as well
be 70 or 97 %. A fall within that interval is none to write a letter about; nor is one of less than five points of a
hundred, however many assets there are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sanhak.model.calibration import wilson

if TYPE_CHECKING:
    from sanhak.table import Table

LEAST: Final = 0.05
"""A fall of less is not told."""
_ASSETS: Final = "assets"
_LASTS, _RISK = "lasts", "risk"


@dataclass(frozen=True, slots=True)
class Moved:
    """An asset, its chance to last ``before`` and ``after``, and the lower end of its 95 % interval before."""

    asset: str
    before: float
    after: float
    lower: float


def chances(tables: Mapping[str, Table]) -> dict[str, float] | None:
    """The chance of each asset to last until the time that was asked for; None for an answer that tells none."""
    table = tables.get(_ASSETS)
    if table is None or (table.asset is None and "asset" not in table):
        return None
    told = next((name for name in (_LASTS, _RISK) if name in table and table[name].unit == "%"), None)
    if told is None:
        return None
    shares = table.values(told) / 100
    shares = shares if told == _LASTS else 1 - shares
    told_of = zip(table.texts("asset"), shares.tolist(), strict=True)
    return {name: share for name, share in told_of if name and math.isfinite(share)}


def moved(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Moved, ...]:
    """The assets whose chance fell below the interval that it had, by five points at least, the largest fall first."""
    count = float(len(before))
    found = [
        Moved(asset, chance, after[asset], wilson(chance, count)[0])
        for asset, chance in before.items()
        if asset in after
    ]
    fell = [one for one in found if one.after < one.lower and one.before - one.after >= LEAST]
    return tuple(sorted(fell, key=lambda one: (one.after - one.before, one.asset)))


def shown(share: float) -> str:
    """A chance as it is read: no 0 or 100 % for what is not certain."""
    percent = 100 * share
    if percent < 1:
        return "< 1 %"
    return "> 99 %" if percent > 99 else f"{percent:.0f} %"  # noqa: PLR2004 - what rounding would make certain
