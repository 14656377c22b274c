"""The cells of a long text, block by block: the first rows said what each column is, what does not fit is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.scan_findings import MarksNotKept
from sanhak.table.read import cell_findings as found
from sanhak.table.read.cells import SortedCells, number_column, read_column
from sanhak.table.read.dates import from_epochs, from_serials, read_dates, read_in_order
from sanhak.table.read.missing import ALWAYS, AMONG_NUMBERS, missing_in
from sanhak.table.read.names import Head
from sanhak.table.read.numbers import GROUPED, Decimal, read_numbers
from sanhak.text import say

Clock = Callable[[pl.Series], pl.Series]
"""Cells to moments, null where a cell is none."""

_EXAMPLES: Final = 3
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
_TIMES: Final = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", " %H:%M:%S%.f", "")
_FORMATS: Final = tuple(day + time for day, time in product(_DAYS, _TIMES))


@dataclass(frozen=True)
class Reader:
    """How one column is read: ``cells`` names its cells, ``marks`` the column that keeps its marks if it has one."""

    cells: str
    column: Column
    decimal: Decimal = "."
    clock: Clock | None = None
    marks: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """The words that mean missing in this column."""
        return AMONG_NUMBERS if self.column.kind in (Kind.NUMBER, Kind.DATE) else ALWAYS


@dataclass
class Tally:
    """What was counted in one column: cells read, words, cells that were not read, infinite ones, marks, units, groups.

    ``marked`` and ``group`` are the first cell with a mark and the first with separators between thousands.
    """

    read: int = 0
    words: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    examples: dict[str, None] = field(default_factory=dict)
    infinite: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    marked: str = ""
    units: Counter[str] = field(default_factory=Counter)
    grouped: int = 0
    group: str = ""


def read_block(texts: pl.DataFrame, readers: Sequence[Reader], tallies: Mapping[str, Tally]) -> pl.DataFrame:
    """The cells of one block, shape (rows, columns), as values, companions included; what does not fit is counted."""
    numbers = [reader for reader in readers if reader.column.kind is Kind.NUMBER]
    plain = texts.select(_plain(reader) for reader in numbers)
    endless = plain.select(pl.all().is_finite().not_().any()).row(0) if numbers else ()
    odd = dict(zip(plain.columns, endless, strict=True))
    values: list[pl.Series] = []
    for reader in readers:
        cells, tally = texts[reader.cells], tallies[reader.column.name]
        if reader.column.kind is Kind.NUMBER:
            read = plain[reader.cells]
            marks = None
            if odd[reader.cells] or read.null_count() > cells.null_count():
                read, marks = _with_odd(reader, cells, read, tally)
            values += [read.alias(reader.column.name), *_companion(reader, cells.len(), marks)]
        else:
            read = reader.clock(cells) if reader.clock else cells.set(missing_in(cells, ALWAYS), None)
            _count_lost(reader, cells.filter(read.is_null() & cells.is_not_null()), tally)
            values.append(read.alias(reader.column.name))
        tally.read += read.count()
    return pl.DataFrame(values)


def _plain(reader: Reader) -> pl.Expr:
    """Numbers without any sign but that of decimals."""
    cells = pl.col(reader.cells)
    if reader.decimal == ",":
        cells = pl.when(~cells.str.contains(".", literal=True)).then(cells.str.replace(",", ".", literal=True))
    return cells.cast(pl.Float64, strict=False).alias(reader.cells)


def _with_odd(reader: Reader, cells: pl.Series, plain: pl.Series, tally: Tally) -> tuple[pl.Series, pl.Series | None]:
    """The numbers with those that are not written plainly, and the marks of these."""
    fits = plain.is_finite().fill_null(value=False)
    places = (cells.is_not_null() & ~fits).arg_true()
    texts = cells.gather(places)
    infinite = plain.gather(places).is_infinite().fill_null(value=False)
    tally.infinite += int(infinite.sum())
    head = Head(reader.column.name, reader.column.unit)
    sorted_cells = SortedCells.of(texts.set(infinite, None), reader.decimal)
    read = number_column(head, sorted_cells)
    values, units = read.values, sorted_cells.parts["unit"]
    if reader.column.unit is None:
        values = values.set(units.is_not_null(), None)
    tally.units.update(units.filter(units.is_not_null() & values.is_not_null()).to_list())
    grouped = texts.filter(texts.str.contains(GROUPED[reader.decimal]) & values.is_not_null())
    tally.grouped += grouped.len()
    tally.group = tally.group or next(iter(grouped), "")
    _count_lost(reader, texts.filter(values.is_null() & ~infinite), tally)
    marks = read.marks.set(values.is_null(), None) if read.marks is not None else None
    if marks is not None and marks.count():
        tally.marks.update(marks.drop_nulls().to_list())
        tally.marked = tally.marked or texts.filter(marks.is_not_null())[0]
    every = None if marks is None else pl.Series([None] * cells.len(), dtype=pl.String).scatter(places, marks)
    return plain.set(~fits, None).scatter(places, values), every


def _companion(reader: Reader, rows: int, marks: pl.Series | None) -> list[pl.Series]:
    """The column that keeps the marks, if there is one."""
    if reader.marks is None:
        return []
    kept = pl.Series([None] * rows, dtype=pl.String) if marks is None else marks
    return [kept.alias(reader.marks)]


def _count_lost(reader: Reader, texts: pl.Series, tally: Tally) -> None:
    """Count cells that became missing: words that say so, and the rest."""
    if texts.len() == 0:
        return
    words = missing_in(texts, reader.words)
    tally.words.update(texts.filter(words).to_list())
    unread = texts.filter(~words)
    tally.unread += unread.len()
    if unread.len() and len(tally.examples) < _EXAMPLES:
        tally.examples |= dict.fromkeys(unread.unique(maintain_order=True).head(_EXAMPLES).to_list())


def findings_of(readers: Sequence[Reader], tallies: Mapping[str, Tally]) -> Iterator[Finding]:
    """What was counted, as the reader of whole files tells it."""
    for reader in readers:
        tally, name = tallies[reader.column.name], reader.column.name
        if tally.words:
            words, times = zip(*tally.words.most_common(), strict=True)
            yield found.MissingWords(column=name, cells=tally.words.total(), words=words, counts=times)
        if tally.unread:
            what = say("date") if reader.column.kind is Kind.DATE else say("number")
            rows, examples = tally.read + tally.unread, tuple(tally.examples)[:_EXAMPLES]
            yield found.UnreadCells(column=name, cells=tally.unread, rows=rows, what=what, examples=examples)
        if tally.infinite:
            yield found.InfiniteValues(column=name, cells=tally.infinite)
        yield from _units_told(reader, tally)
        yield from _marks_told(reader, tally)
    yield from _groups_told(readers, tallies)
    if empty := tuple(reader.column.name for reader in readers if not tallies[reader.column.name].read):
        yield found.NoValues(columns=empty)


def _units_told(reader: Reader, tally: Tally) -> Iterator[Finding]:
    name, unit = reader.column.name, reader.column.unit
    if not tally.units or unit is None:
        return
    others = {other: cells for other, cells in tally.units.items() if other != unit}
    if others:
        yield found.MixedUnits(column=name, units=tuple(others), to=unit, cells=sum(others.values()))
    else:
        cells = tally.units.total()
        yield found.UnitInCells(column=name, unit=unit, cells=cells, bare=tally.read - cells)


def _groups_told(readers: Sequence[Reader], tallies: Mapping[str, Tally]) -> Iterator[Finding]:
    grouped = [reader for reader in readers if tallies[reader.column.name].grouped]
    if grouped:
        first = grouped[0]
        example = tallies[first.column.name].group
        value = read_numbers(pl.Series([example]), first.decimal)["value"][0]
        cells = sum(tallies[reader.column.name].grouped for reader in grouped)
        names = tuple(reader.column.name for reader in grouped)
        yield found.SeparatorsTaken(columns=names, cells=cells, example=example, value=f"{value:.15g}")


def _marks_told(reader: Reader, tally: Tally) -> Iterator[Finding]:
    if not tally.marks:
        return
    name, below, above = reader.column.name, tally.marks["<"], tally.marks[">"]
    if reader.marks is None:
        yield MarksNotKept(column=name, below=below, above=above, example=tally.marked)
    else:
        yield found.CensoredValues(column=name, below=below, above=above, example=tally.marked, marks=reader.marks)


def clock_of_column(head: Head, texts: pl.Series, decimal: Decimal, kind: Kind | None) -> Clock:
    """How further cells of a column of dates are read so that its first cells, shape (rows,), are read as they were.

    Cells in the way of writing that fits the first cells are read at once, others as the reader of whole files does.
    """
    values = read_column(head, texts, decimal, kind).values

    def fits(clock: Clock) -> bool:
        read = clock(texts)
        return read.count() > 0 and bool((read == values).fill_null(value=True).all())

    for counted in _COUNTED:
        if fits(counted):
            return counted
    dates = read_dates(texts)
    written = next((clock for clock in map(_written, _FORMATS) if fits(clock)), None)

    def read(cells: pl.Series) -> pl.Series:
        moments = written(cells) if written else pl.Series([None] * cells.len(), dtype=pl.Datetime("us"))
        places = (moments.is_null() & cells.is_not_null()).arg_true()
        if places.len() == 0:
            return moments
        return moments.scatter(places, read_in_order(cells.gather(places), dates.order, dates.zones))

    return read


def _amounts(texts: pl.Series, most: float) -> pl.Series:
    """The cells as numbers, null beyond the year 10,000."""
    amounts = texts.cast(pl.Float64, strict=False)
    return amounts.set(~(amounts.abs() < most), None)


_COUNTED: Final[tuple[Clock, ...]] = (
    lambda texts: from_serials(_amounts(texts, 3e6)),
    lambda texts: from_epochs(_amounts(texts, 2.5e11), 1),
    lambda texts: from_epochs(_amounts(texts, 2.5e14), 1000),
)
"""Dates that count days or seconds."""


def _written(format_: str) -> Clock:
    return lambda texts: texts.str.to_datetime(format_, strict=False, time_unit="us")
