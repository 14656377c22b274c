"""How checks look at a table: rows in their order, rows that are equal, number columns in blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.table.column import Column, Kind
from sanhak.table.formula import Composition, read_formulas
from sanhak.table.table import Table

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

BLOCK_VALUES: Final = 2_000_000
"""Values in one block of columns: 16 MB, so that a wide or long table never stands in memory twice."""

LARGEST: Final = 1e150
"""Larger values count as this one: no quantity of nature is larger, and squares of it still are numbers."""
EXAMPLES: Final = 5
"""Rows or values shown with a finding: enough to look them up, few enough to read."""


@dataclass(frozen=True)
class Block:
    """Some number columns as one matrix, so that a check costs a few array operations for all of them.

    ``values`` has shape (columns, rows), rows in the order that was asked for; missing and infinite values are NaN.
    """

    columns: tuple[Column, ...]
    values: Floats

    @cached_property
    def sorted(self) -> Floats:
        """Each column's values in rising order, NaN last, shape (columns, rows)."""
        return np.sort(self.values, axis=1)

    @cached_property
    def count(self) -> Rows:
        """Values that are there, shape (columns,)."""
        return np.asarray(np.isfinite(self.values).sum(axis=1), dtype=np.intp)

    @cached_property
    def distinct(self) -> Rows:
        """Different values, shape (columns,)."""
        return np.asarray((np.diff(self.sorted, axis=1) > 0).sum(axis=1) + (self.count > 0), dtype=np.intp)

    def quantile(self, level: float, skip_low: Rows | int = 0, skip_high: Rows | int = 0) -> Floats:
        """Quantile of each column, shape (columns,), without so many of its lowest and highest values; NaN if empty."""
        left = np.minimum(self.count - 1, skip_low)
        position = np.maximum(0, left + level * np.maximum(0, self.count - 1 - skip_low - skip_high))
        low = np.floor(position).astype(np.intp)
        high = np.minimum(low + 1, np.maximum(0, self.count - 1))
        at_low = np.take_along_axis(self.sorted, low[:, None], axis=1)[:, 0]
        at_high = np.take_along_axis(self.sorted, high[:, None], axis=1)[:, 0]
        return np.asarray(at_low + (position - low) * (at_high - at_low))


def blocks(table: Table, order: Rows | None = None) -> Iterator[Block]:
    """The number columns of a table that has rows, block by block, rows in ``order`` (default: as they stand)."""
    if len(table) == 0:
        return
    named = [pair for pair in zip(table.columns, table.frame.get_columns(), strict=True) if pair[0].kind is Kind.NUMBER]
    width = max(1, BLOCK_VALUES // (len(table) if order is None else max(1, len(order))))
    for start in range(0, len(named), width):
        part = named[start : start + width]
        values = np.stack([_floats(series, order) for _, series in part])
        yield Block(tuple(column for column, _ in part), values)


def _floats(series: pl.Series, order: Rows | None) -> Floats:
    values = np.asarray(series.to_numpy(), dtype=float)  # Polars turns null into NaN
    values = np.where(np.isfinite(values), np.clip(values, -LARGEST, LARGEST), np.nan)
    return values if order is None else values[order]


def floats(table: Table, name: str) -> Floats:
    """A number column, shape (rows,), missing and infinite values NaN."""
    return _floats(table.frame[name], None)


def codes(table: Table, name: str) -> Floats:
    """A category's levels as numbers in order of first appearance, shape (rows,), missing is NaN."""
    values = table.frame[name].cast(pl.String)
    levels = {level: float(code) for code, level in enumerate(values.drop_nulls().unique(maintain_order=True))}
    return np.array([levels.get(value, np.nan) for value in values.to_list()], dtype=float)


def filled(table: Table, name: str) -> Mask:
    """Whether a row holds a value, shape (rows,)."""
    series = table.frame[name]
    return ~np.isnan(_floats(series, None)) if series.dtype.is_numeric() else series.is_not_null().to_numpy()


def equal_rows(table: Table, names: Sequence[str]) -> Rows:
    """A number for each row, shape (rows,), the same for rows with equal values in all these columns.

    Numbers follow the first appearance. A row with a gap in one of the columns equals no other; without columns every
    row stands for itself. One composition in two ways of writing is equal.
    """
    alone = np.arange(len(table))
    if not names or len(table) == 0:
        return alone
    part = table.frame.select(name if (told := compositions(table, name)) is None else told for name in names)
    hashes = part.hash_rows().to_numpy()
    complete = part.select(pl.all_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    numbers = by_appearance(hashes)
    return by_appearance(np.where(complete, numbers, len(table) + alone))


def compositions(table: Table, name: str) -> pl.Series | None:
    """A column of formulas with one text a composition, what cannot be read as it stands; None for other kinds."""
    if table[name].kind is not Kind.FORMULA:
        return None
    texts = table.texts(name)
    told = {text: text for text in texts if text is not None}
    for text, read in zip(told, read_formulas(told), strict=True):
        told[text] = read.key if isinstance(read, Composition) else text
    return pl.Series(name, [None if text is None else told[text] for text in texts], dtype=pl.String)


def element_shares(table: Table, name: str, most: int) -> list[Floats]:
    """The shares of the commonest elements of a column of formulas, an array of shape (rows,) each, NaN for a gap."""
    texts = table.texts(name)
    told = dict.fromkeys(text for text in texts if text is not None)
    read = {text: one for text, one in zip(told, read_formulas(told), strict=True) if isinstance(one, Composition)}
    rows = [read[text].atomic_fractions if text in read else None for text in texts]
    counts = Counter(symbol for row in rows if row for symbol in row)
    common = [symbol for symbol, _ in counts.most_common(most)]
    return [np.array([np.nan if row is None else row.get(symbol, 0.0) for row in rows]) for symbol in common]


def by_appearance(keys: NDArray[np.generic]) -> Rows:
    """Keys of any kind as numbers from 0 in order of their first appearance, shape (rows,)."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[inverse], dtype=np.intp)


def in_time(table: Table) -> Rows:
    """Positions of the rows, earliest first; rows without time are left out; file order where there is no time."""
    if table.time is None:
        return np.arange(len(table))
    moments = times(table)
    return np.argsort(moments, kind="stable")[: np.isfinite(moments).sum()]


def times(table: Table, name: str | None = None) -> Floats:
    """A column on one scale of numbers, shape (rows,): dates in seconds, missing NaN; by default the time column."""
    name = name or str(table.time)
    if table[name].kind is Kind.NUMBER:
        return floats(table, name)
    moments = table.frame[name].cast(pl.Datetime("us")).dt.epoch("us").cast(pl.Float64) / 1e6
    return moments.fill_null(np.nan).to_numpy()


def by_asset(table: Table) -> tuple[Rows, Mask]:
    """Positions of the rows in time, asset after asset, and whether each row follows the one before it on one asset."""
    order = in_time(table)
    if table.asset is None or len(order) == 0:
        return order, np.arange(len(order)) > 0
    asset = by_appearance(codes(table, table.asset)[order])
    order, asset = order[np.argsort(asset, kind="stable")], np.sort(asset, kind="stable")
    return order, np.concatenate([[False], asset[1:] == asset[:-1]])


def sample(rows: int, most: int) -> Rows:
    """At most ``most`` of ``rows`` positions in rising order, always the same ones, spread without a period."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(0).choice(rows, size=most, replace=False))


def names_of(columns: Sequence[Column], most: int = 8) -> tuple[str, ...]:
    """The first names of a list of columns."""
    return tuple(column.name for column in columns[:most])


def numbers_of(positions: Rows) -> tuple[int, ...]:
    """A few rows as a reader counts them, from 1."""
    return tuple((positions[:EXAMPLES] + 1).tolist())
