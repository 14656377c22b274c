"""Tables made in memory, with the facts that their values suggest."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from sanhak.table import Column, Kind, Table


def make_table(
    data: Mapping[str, Any],
    kinds: Mapping[str, Kind] | None = None,
    units: Mapping[str, str | None] | None = None,
    **facts: str | None,
) -> Table:
    frame = pl.DataFrame({name: list(values) for name, values in data.items()}, strict=False)
    numbers = [name for name in frame.columns if frame[name].dtype.is_numeric() or frame[name].dtype == pl.Null]
    frame = frame.with_columns(pl.col(name).cast(pl.Float64) for name in numbers)

    def kind(name: str) -> Kind:
        dated = frame[name].dtype.is_temporal()
        return Kind.NUMBER if name in numbers else Kind.DATE if dated else Kind.CATEGORY

    columns = [Column(name, (kinds or {}).get(name, kind(name)), (units or {}).get(name)) for name in frame.columns]
    return Table(frame, tuple(columns), **facts)


@pytest.fixture
def make():
    return make_table
