"""What lots are made of: shares of parents, over any number of generations, down to lots whose properties are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.findings import RuleNeedsNumbers
from sanhak.table.prepare.genealogy_findings import GenealogyCycle, GenealogyRowIncomplete, SharesNotWhole, ShareUnit
from sanhak.table.prepare.names import spelled, written
from sanhak.table.table import Table
from sanhak.table.units import compatible
from sanhak.text import Amount, Text, say

EXAMPLES: Final = 5
"""Lots that a finding names."""
TOLERANCE: Final = 0.01
"""By so much the shares of a lot may miss 100 %: they are rounded when they are written."""

_WHOLES: Final[Mapping[str, float]] = {
    "%": 1e2, "wt%": 1e2, "mol%": 1e2, "vol%": 1e2, "ppm": 1e6, "ppmw": 1e6, "ppmv": 1e6, "ppb": 1e9,
}  # fmt: skip
"""Units of shares, and how many of them are the whole."""
_AMOUNTS: Final = ("kg", "m³", "mol")
_PIECES: Final = "ea"
_PERCENT: Final = 10.0
"""Sums of shares without a unit: below this they are fractions (1), above it per cent (100)."""

Parts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Genealogy:
    """What each lot is made of, as it was written.

    ``made_of`` holds for each lot its parents and their shares or amounts; lots are spelled as keys. ``names`` are the
    lots as they were written. ``whole`` is the sum that the shares of a lot should have, None for amounts.
    """

    table: str
    made_of: Mapping[str, Parts]
    names: Mapping[str, str]
    whole: float | None

    @classmethod
    def read(cls, table: Table, name: str, lot: str, parent: str, share: str) -> Genealogy:
        """The genealogy that stands in a table, one row a parent; a parent that stands there twice adds up.

        Raises
        ------
        Refusal
            T001 for a column that is not there, T206 and T232 for one that holds no shares, T233 for incomplete rows.
        """
        columns = table[lot], table[parent], table[share]
        amounts = _amounts(columns[2], name)
        rows = table.frame.select(
            spelled(columns[0]).alias("lot"), spelled(columns[1]).alias("parent"), pl.col(share).alias("share"),
            written(columns[0]).alias("as lot"), written(columns[1]).alias("as parent"),
        )  # fmt: skip
        empty = pl.all_horizontal(pl.col("lot", "parent", "share").is_null())
        rows = rows.with_row_index("row", offset=1).filter(~empty)
        sound = pl.all_horizontal(pl.col("lot", "parent", "share").is_not_null()) & (pl.col("share") >= 0)
        broken = rows.filter(~sound.fill_null(value=False))["row"].to_list()
        if broken:
            raise Refusal(GenealogyRowIncomplete(table=name, count=len(broken), examples=tuple(broken[:EXAMPLES])))
        made_of: dict[str, dict[str, float]] = {}
        names: dict[str, str] = {}
        for _, child, origin, part, as_child, as_origin in rows.iter_rows():
            parts = made_of.setdefault(child, {})
            parts[origin] = parts.get(origin, 0.0) + part
            names.setdefault(child, as_child)
            names.setdefault(origin, as_origin)
        return cls(name, made_of, names, None if amounts else _whole(columns[2], made_of.values()))

    def named(self, lots: Iterable[str]) -> tuple[str, ...]:
        """Lots as they were written."""
        return tuple(self.names.get(lot, lot) for lot in lots)

    def made(self, lots: Iterable[str], known: Collection[str], *, scale: bool) -> tuple[dict[str, Parts], int]:
        """Shares of known lots, and of those where the walk ends, in each of ``lots``; and the most generations.

        Shares of a lot sum to 1. A parent that is known is not followed further.

        Raises
        ------
        Refusal
            T230 for a ring, T231 for shares that do not sum to 100 % unless they are to be scaled.
        """
        lots = list(lots)
        order = list(self._order(lots, known))
        self._check(order, scale=scale)
        made: dict[str, Parts] = {}
        depth: dict[str, int] = {}
        for lot in order:
            followed = {parent for parent in self.made_of[lot] if parent not in known and parent in made}
            depth[lot] = 1 + max((depth[parent] for parent in followed), default=0)
            made[lot] = self._mixed(lot, {parent: made[parent] for parent in followed})
        return {lot: made[lot] for lot in lots if lot in made}, max(depth.values(), default=0)

    def _mixed(self, lot: str, followed: Mapping[str, Parts]) -> Parts:
        total = sum(self.made_of[lot].values())
        shares: dict[str, float] = {}
        for parent, part in self.made_of[lot].items():
            for origin, share in followed.get(parent, {parent: 1.0}).items() if part else ():
                shares[origin] = shares.get(origin, 0.0) + part / total * share
        return shares

    def _order(self, lots: Iterable[str], known: Collection[str]) -> Iterator[str]:
        """The lots that have to be followed, parents before what is made of them."""
        done: set[str] = set()
        for lot in lots:
            path = {lot: iter(self.made_of[lot])} if lot in self.made_of and lot not in done else {}
            while path:
                last = next(reversed(path))
                deeper = next((one for one in path[last] if self._followed(one, known, done)), None)
                if deeper is None:
                    done.add(last)
                    del path[last]
                    yield last
                elif deeper in path:
                    ring = list(path)[list(path).index(deeper) :]
                    raise Refusal(GenealogyCycle(table=self.table, lots=self.named((*ring, deeper))))
                else:
                    path[deeper] = iter(self.made_of[deeper])

    def _followed(self, lot: str, known: Collection[str], done: Collection[str]) -> bool:
        return lot in self.made_of and lot not in known and lot not in done

    def _check(self, lots: Iterable[str], *, scale: bool) -> None:
        """Whether the shares sum to the whole; a sum of nothing is never one."""
        free = scale or self.whole is None
        sums = {lot: sum(self.made_of[lot].values()) for lot in lots}
        whole = self.whole or 1.0
        wrong = [
            lot for lot, total in sums.items() if total <= 0 or not (free or abs(total / whole - 1) <= TOLERANCE + 1e-9)
        ]
        if wrong:
            told = tuple(self._sum(lot, sums[lot] / whole) for lot in wrong[:EXAMPLES])
            raise Refusal(SharesNotWhole(table=self.table, count=len(wrong), sums=told))

    def _sum(self, lot: str, share: float) -> Text:
        return say("{lot}: {share}", lot=self.names.get(lot, lot), share=Amount(100 * share, "%"))


def _amounts(column: Column, table: str) -> bool:
    """Whether a column holds amounts, which have no sum of their own; shares otherwise."""
    if column.kind is not Kind.NUMBER:
        raise Refusal(RuleNeedsNumbers(column=column.name, kind=column.kind.value, rule="share"))
    if column.unit is None or column.unit in _WHOLES:
        return False
    if column.unit == _PIECES or any(compatible(column.unit, unit) for unit in _AMOUNTS):
        return True
    raise Refusal(ShareUnit(column=column.name, table=table, unit=column.unit))


def _whole(column: Column, lots: Iterable[Parts]) -> float:
    """The sum that shares should have: by their unit, and without one by the usual sum of a lot."""
    if column.unit is not None:
        return _WHOLES[column.unit]
    sums = sorted(sum(parts.values()) for parts in lots)
    return 100.0 if sums and sums[len(sums) // 2] > _PERCENT else 1.0
