"""Small sketches of how a column's values are spread: a row of bars as SVG, cheap enough for thousands of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from sanhak.table import Table

BINS: Final = 24
WIDTH, HEIGHT = 144, 28


def sketch(table: Table, name: str) -> str:
    """Bars of a number or date column as SVG text; empty where nothing can be drawn."""
    values = table.frame[name]
    if not (values.dtype.is_numeric() or values.dtype.is_temporal()):
        return ""
    counts = _counts(values.to_physical().cast(pl.Float64))
    return _bars(counts) if counts else ""


def _counts(values: pl.Series) -> list[int]:
    """How many values fall into each of :data:`BINS` equal bins; empty where all are missing or equal."""
    known = values.drop_nulls().filter(values.drop_nulls().is_finite())
    if known.is_empty():
        return []
    low, high = float(known.min()), float(known.max())  # type: ignore[arg-type]
    if low == high:
        return []
    places = ((known - low) / (high - low) * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)
    found = dict(places.value_counts().iter_rows())
    return [int(found.get(place, 0)) for place in range(BINS)]


def _bars(counts: Sequence[int]) -> str:
    step = WIDTH / len(counts)
    most = max(counts)
    shapes = []
    for place, count in enumerate(counts):
        if count:
            height = max(1.5, HEIGHT * count / most)
            shapes.append(f"M{place * step:.1f},{HEIGHT}v{-height:.1f}h{step - 1:.1f}v{height:.1f}z")
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" class="sketch"><path d="{"".join(shapes)}"/></svg>'
    )
