"""The border: data frames of other libraries, Arrow, mappings and arrays become a Table.

narwhals tells the frames apart, so that pandas, PyArrow and Polars are welcome without being needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Kind
from sanhak.table.read.build import Stated, build
from sanhak.table.read.cell_findings import UnsuitableData
from sanhak.table.read.grid import clean
from sanhak.table.read.layout_findings import HeaderMissing
from sanhak.table.read.names import read_heads
from sanhak.table.read.refusals import NoRows
from sanhak.table.table import Source, Table

_AXES: Final = 2
_PLAIN: Final = (str, bool, int, float, Decimal, datetime, date, time, timedelta)


class _Columns(NamedTuple):
    """Columns of equal length with their names, and what was found in taking them."""

    names: Sequence[str]
    frame: pl.DataFrame
    findings: tuple[Finding, ...] = ()


def table_of(
    data: Any,
    *,
    units: Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind | str] | None = None,
    time: str | None = None,
    asset: str | None = None,
    lot: str | None = None,
    source: Source | None = None,
) -> Table:
    """A table from data in memory; see :meth:`sanhak.table.Table.of`.

    Parameters
    ----------
    data
        A Polars (lazy too), pandas or PyArrow frame, any object with an Arrow stream, a mapping from names to columns
        of equal length, or an array of shape (rows, columns). The index of a pandas frame becomes columns if it has
        names or is no plain numbering.
    units, kinds, time, asset, lot
        What is known of the columns.
    source
        Where the data came from.

    Raises
    ------
    Refusal
        T033 if the data are no table; T001, T002, T004, T016, T017 as for a file.
    """
    names, frame, findings = _columns(data)
    if frame.height == 0:
        raise Refusal(NoRows(name=(source or Source()).name, columns=frame.width))
    texts = [column for column, dtype in frame.schema.items() if dtype == pl.String]
    if texts:
        frame = frame.with_columns(clean(frame.select(texts)))
    stated = Stated(units or {}, kinds or {}, time, asset, lot)
    return build(read_heads(names), frame, stated, source or Source(), findings)


def _columns(data: Any) -> _Columns:
    """The data as a Polars frame with the names of its columns, which may repeat."""
    if isinstance(data, Mapping):
        return _of_columns([str(name) for name in data], list(data.values()))
    if nw.dependencies.is_numpy_array(data):
        return _of_array(data)
    if nw.dependencies.is_pandas_dataframe(data):
        return _of_pandas(data)
    if isinstance(data, pl.LazyFrame):
        return _of_polars(data.collect())
    native = nw.from_native(data, eager_only=True, pass_through=True)
    if isinstance(native, nw.DataFrame):
        return _of_polars(native.to_polars())
    if hasattr(data, "__arrow_c_stream__"):
        return _of_polars(pl.DataFrame(data))
    raise Refusal(UnsuitableData(given=type(data).__name__))


def _of_polars(frame: pl.DataFrame) -> _Columns:
    return _Columns(frame.columns, frame)


def _of_array(data: Any) -> _Columns:
    """An array of shape (rows, columns), or a structured array, whose fields are columns."""
    if data.dtype.names:
        return _of_columns(list(data.dtype.names), [data[name] for name in data.dtype.names])
    if data.ndim != _AXES or not data.shape[1]:
        raise Refusal(UnsuitableData(given=f"array {data.shape}"))
    names = [f"column_{number}" for number in range(1, data.shape[1] + 1)]
    columns = _of_columns(names, [data[:, place] for place in range(len(names))])
    return columns._replace(findings=(HeaderMissing(first=names[0], last=names[-1]),))


def _of_pandas(data: Any) -> _Columns:
    """A pandas frame, column by column, so that PyArrow is not needed; its index is not lost."""
    index = data.index
    if index.nlevels > 1 or index.name is not None or not _is_numbering(index):
        data = data.reset_index()
    names = [" ".join(map(str, name)).strip() if isinstance(name, tuple) else str(name) for name in data.columns]
    return _of_columns(names, [data.iloc[:, place] for place in range(len(names))])


def _is_numbering(index: Any) -> bool:
    return bool(index.to_numpy().tolist() == list(range(len(index))))


def _of_narwhals(column: nw.Series[Any]) -> pl.Series:
    """One column by its type; missing is null."""
    dtype = column.dtype
    if isinstance(dtype, nw.Enum):
        return _of_cells(column.to_list()).cast(pl.String).cast(pl.Enum(list(dtype.categories)))
    if isinstance(dtype, nw.Categorical):
        return _of_cells(column.to_list()).cast(pl.String).cast(pl.Categorical)
    if dtype.is_float():
        return pl.Series(column.cast(nw.Float64).fill_null(float("nan")).to_numpy(), dtype=pl.Float64)
    if isinstance(dtype, nw.Datetime):
        return _of_moments(column, dtype.time_zone)
    return _of_cells(column.to_list())


def _of_moments(column: nw.Series[Any], zone: str | None) -> pl.Series:
    """Moments with their zone; a fixed distance that the zone database does not name becomes UTC."""
    if zone is None:
        return pl.Series(column.to_numpy())
    moments = pl.Series(column.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy()).dt.replace_time_zone(
        "UTC"
    )
    try:
        return moments.dt.convert_time_zone(re.sub(r"^UTC(?=[+-])", "", zone))
    except pl.exceptions.ComputeError:
        return moments


def _of_columns(names: Sequence[str], columns: Sequence[Any]) -> _Columns:
    """Named columns, each a sequence, an array or a series of any library."""
    series = [_of_values(name, column) for name, column in zip(names, columns, strict=True)]
    lengths = [column.len() for column in series]
    if len(set(lengths)) != 1:
        shown = ", ".join(f"{name}: {length}" for name, length in zip(names, lengths, strict=True))
        raise Refusal(UnsuitableData(given=f"{{{shown}}}"))
    return _Columns(names, pl.DataFrame([column.alias(str(place)) for place, column in enumerate(series)]))


def _of_values(name: str, values: Any) -> pl.Series:
    if isinstance(values, pl.Series):
        return values
    native = nw.from_native(values, series_only=True, pass_through=True)
    if isinstance(native, nw.Series):
        return _of_narwhals(native)
    if nw.dependencies.is_numpy_array(values) and values.dtype.kind in "biufMmU" and values.ndim == 1:
        return pl.Series(values)
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise Refusal(UnsuitableData(given=f"{name}: {type(values).__name__}"))
    return _of_cells(list(values))


def _of_cells(cells: Sequence[Any]) -> pl.Series:
    """Cells of any Python types: as one type where they agree, else as texts that are read like those of a file."""
    plain = [_plain(cell) for cell in cells]
    types = {next(kind for kind in _PLAIN if isinstance(cell, kind)) for cell in plain if cell is not None}
    if types == {int, float}:
        return pl.Series([None if cell is None else float(cell) for cell in plain], dtype=pl.Float64)
    if len(types) <= 1:
        return pl.Series(plain)
    return pl.Series([None if cell is None else str(cell) for cell in plain], dtype=pl.String)


def _plain(cell: Any) -> Any:
    """A cell as a plain Python value; None where it is missing.

    Raises
    ------
    Refusal
        T033 if it is a list, a mapping or another object.
    """
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"}:
        return None
    value = cell.item() if hasattr(cell, "item") and not isinstance(cell, _PLAIN) else cell
    if not isinstance(value, _PLAIN):
        raise Refusal(UnsuitableData(given=type(value).__name__))
    if isinstance(value, float | Decimal) and value != value:  # noqa: PLR0124 - only NaN differs from itself
        return None
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
