"""Rows of a query as Parquet: each batch a file of its own, then all of them one, without holding them in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

_TYPES: Final[dict[type, pl.DataType]] = {
    bool: pl.Boolean(),
    int: pl.Int64(),
    float: pl.Float64(),
    Decimal: pl.Float64(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
}
_MOST: Final = 1 << 63


def write(names: Sequence[str], rows: Sequence[Sequence[Any]], file: Path) -> Path:
    """Write a batch of rows with the types that its values have; gives ``file``."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    pl.DataFrame([_series(name, values) for name, values in zip(names, columns, strict=True)]).write_parquet(file)
    return file


def join(parts: Sequence[Path], file: Path) -> None:
    """Write all batches as one file: each column as its widest type, text where numbers and words are mixed."""
    schemas = [pl.read_parquet_schema(part) for part in parts]
    types = {name: _widest([schema[name] for schema in schemas]) for name in schemas[0]}
    whole = [pl.scan_parquet(part).with_columns(pl.col(name).cast(types[name]) for name in types) for part in parts]
    pl.concat(whole).sink_parquet(file)


def _series(name: str, values: Sequence[Any]) -> pl.Series:
    kinds = {type(value) for value in values} - {type(None)}
    types = {_TYPES.get(kind, pl.String()) for kind in kinds}
    if not types:
        return pl.Series(name, values, pl.Null)
    if types == {pl.Int64()} and any(value is not None and abs(value) >= _MOST for value in values):
        types = {pl.Float64()}
    kind = _widest(list(types))
    return pl.Series(name, [_plain(value, kind) for value in values], kind)


def _widest(types: Sequence[Any]) -> Any:
    known = [one for one in dict.fromkeys(types) if one != pl.Null]
    if len(known) <= 1:
        return known[0] if known else pl.String()
    if set(known) <= {pl.Int64(), pl.Float64()}:
        return pl.Float64()
    return pl.Datetime("us") if set(known) <= {pl.Date(), pl.Datetime("us")} else pl.String()


def _plain(value: Any, kind: Any) -> Any:
    """A value as its column holds it; moments with a zone become UTC."""
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        value = bytes(value).hex()
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    if kind == pl.String():
        return str(value)
    if kind == pl.Float64():
        return float(value)
    if kind == pl.Datetime("us") and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as columns are
    return value
