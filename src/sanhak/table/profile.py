"""A profile: what is seen of a table's columns at once, small enough to be kept beside it and shown without it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from sanhak.table.column import Kind
from sanhak.table.table import Table
from sanhak.text import dump, load

BINS: Final = 24
BLOCKS: Final = 60
LEVELS: Final = 12
_POINTS: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What is seen of one column.

    ``role`` is ``time``, ``asset`` or ``lot`` where the column is one. ``low`` and ``high`` are the ends of numbers and
    dates, ``quantiles`` the 5 %, 50 % and 95 % points of numbers, ``counts`` how many values fall into each of 24 equal
    bins between the ends; ``levels`` the most frequent values of a category with their counts, of ``distinct`` in all.
    ``gaps`` is the share of missing values in each of up to 60 equal blocks of rows.
    """

    name: str
    kind: Kind
    unit: str | None
    role: str | None
    missing: int
    low: float | datetime | None
    high: float | datetime | None
    quantiles: tuple[float, ...]
    counts: tuple[int, ...]
    levels: tuple[tuple[str, int], ...]
    distinct: int
    gaps: tuple[float, ...]

    def dump(self) -> Any:
        """Plain JSON data."""
        return dump(asdict(self) | {"kind": self.kind.value})

    @staticmethod
    def load(data: Mapping[str, Any]) -> ColumnProfile:
        """The profile that :meth:`dump` wrote."""
        return ColumnProfile(**load(dict(data)) | {"kind": Kind(data["kind"])})


def profile(table: Table) -> tuple[ColumnProfile, ...]:
    """The profile of each column, in order."""
    roles = {table.time: "time", table.asset: "asset", table.lot: "lot"}
    return tuple(_seen(table, column.name, roles.get(column.name)) for column in table.columns)


def _seen(table: Table, name: str, role: str | None) -> ColumnProfile:
    column, values = table[name], table.frame[name]
    known = values.drop_nulls()
    measured = known.dtype.is_numeric() or known.dtype.is_temporal()
    ends = (known.min(), known.max()) if measured and len(known) else (None, None)
    numbers = known if known.dtype.is_numeric() else known.clear()
    counted = () if measured else known.value_counts(sort=True, name="count").head(LEVELS).iter_rows()
    return ColumnProfile(
        name=name,
        kind=column.kind,
        unit=column.unit,
        role=role,
        missing=values.null_count(),
        low=ends[0],  # type: ignore[arg-type]
        high=ends[1],  # type: ignore[arg-type]
        quantiles=tuple(float(numbers.quantile(point) or 0.0) for point in _POINTS) if len(numbers) else (),
        counts=counts(known) if measured else (),
        levels=tuple((str(level), int(count)) for level, count in counted),
        distinct=known.n_unique(),
        gaps=_gaps(values),
    )


def counts(values: pl.Series) -> tuple[int, ...]:
    """How many values fall into each of :data:`BINS` equal bins; empty where none can be told apart."""
    known = values.drop_nulls().to_physical().cast(pl.Float64)
    known = known.filter(known.is_finite())
    if known.is_empty():
        return ()
    low, high = float(known.min()), float(known.max())  # type: ignore[arg-type]
    if low == high or not math.isfinite(high - low):
        return ()
    places = ((known - low) / (high - low) * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)
    found = dict(places.value_counts().iter_rows())
    return tuple(int(found.get(place, 0)) for place in range(BINS))


def _gaps(values: pl.Series) -> tuple[float, ...]:
    if not values.null_count():
        return ()
    many = min(BLOCKS, len(values))
    place = pl.int_range(len(values), eager=True) * many // len(values)
    shares = pl.DataFrame({"block": place, "gap": values.is_null()}).group_by("block").agg(pl.col("gap").mean())
    return tuple(round(share, 3) for share in shares.sort("block")["gap"])
