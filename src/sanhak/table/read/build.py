"""From named columns of raw values to a Table: what the user states, what is guessed, what is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.findings import HeaderUnitOverruled, NoSuchColumn, UnitNotRead, UnknownKind
from sanhak.table.read import cell_findings as found
from sanhak.table.read import layout_findings as layout
from sanhak.table.read import missing
from sanhak.table.read.cells import ReadColumn, censored, read_column
from sanhak.table.read.clocks import even_clock
from sanhak.table.read.exports.findings import HeldNegative, UnknownLayout
from sanhak.table.read.facts import guess_facts, join_clock
from sanhak.table.read.loops import name_loops
from sanhak.table.read.missing import together
from sanhak.table.read.names import Head, free_name, names_asset, names_lot, names_numbering, names_time, unique
from sanhak.table.read.numbers import CODES, GROUPED, Decimal, decimal_signs, read_numbers
from sanhak.table.read.refusals import AllMissing
from sanhak.table.read.typed import read_typed
from sanhak.table.table import Source, Table
from sanhak.table.units import require

# A table wider than this is rarely meant: most exports of that width hold every tag of a plant.
_MANY_COLUMNS: Final = 1000


LONG: Final = "long"
WIDE: Final = "wide"
"""The layouts that can be stated: one row a record (tag, time, value), or the rows as they stand."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the user has said about a table before it was read.

    Raises
    ------
    Refusal
        T142 if ``layout`` is neither ``long`` nor ``wide`` nor None; T153 if ``held`` is negative.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind | str] = field(default_factory=dict)
    time: str | None = None
    asset: str | None = None
    lot: str | None = None
    layout: str | None = None
    held: timedelta | None = None

    def __post_init__(self) -> None:
        if self.layout not in (None, LONG, WIDE):
            raise Refusal(UnknownLayout(given=str(self.layout), layouts=(LONG, WIDE)))
        if self.held is not None and self.held < timedelta(0):
            raise Refusal(HeldNegative(seconds=self.held.total_seconds()))


def build(
    heads: Sequence[Head], frame: pl.DataFrame, stated: Stated, source: Source, findings: Sequence[Finding] = ()
) -> Table:
    """A Table from columns of any type.

    Parameters
    ----------
    heads
        Names and units, one a column of ``frame``; repeated names are numbered here.
    frame
        Raw columns, shape (rows, columns); texts are stripped, null where empty.
    stated
        What the user has said; it wins over every guess.
    source, findings
        Where the table came from, and what was found on the way here.

    Raises
    ------
    Refusal
        T001, T002 or T004 for a column, unit or kind that does not exist; T017 if all values are missing.
    """
    named, repeated, renamed = unique(heads)
    notes = list(findings)
    if repeated:
        notes.append(layout.NamesRepeated(names=repeated, renamed=renamed))
    named, kinds, overruled = _with_stated(named, stated)
    notes += overruled
    notes += [
        UnitNotRead(column=head.name, text=head.doubtful) for head in named if head.doubtful and head.unit is None
    ]
    frame = frame.rename(dict(zip(frame.columns, [head.name for head in named], strict=True)))
    columns, more = _read_columns(named, frame, kinds)
    table = _assembled(columns, stated, source, [*notes, *together(more, frame.height)])
    return name_loops(even_clock(guess_facts(join_clock(table), stated.time, stated.asset, stated.lot)))


def _with_stated(heads: Sequence[Head], stated: Stated) -> tuple[list[Head], dict[str, Kind], list[Finding]]:
    """Heads with the stated units, the stated kinds by name, and where a unit contradicts its header."""
    names = [head.name for head in heads]
    for name in (*stated.units, *stated.kinds, *filter(None, (stated.time, stated.asset, stated.lot))):
        if name not in names:
            raise Refusal(NoSuchColumn(column=name, near=near(name, names)))
    units = {name: require(unit) for name, unit in stated.units.items()}
    overruled: list[Finding] = [
        HeaderUnitOverruled(column=head.name, header=head.unit, given=units[head.name])
        for head in heads
        if head.unit is not None and units.get(head.name, head.unit) != head.unit
    ]
    kinds = {name: _kind(name, kind) for name, kind in stated.kinds.items()}
    return [replace(head, unit=units.get(head.name, head.unit)) for head in heads], kinds, overruled


def _kind(column: str, kind: Kind | str) -> Kind:
    if str(kind) not in list(Kind):
        raise Refusal(UnknownKind(column=column, kind=str(kind), kinds=tuple(Kind)))
    return Kind(kind)


def _read_columns(
    heads: Sequence[Head], frame: pl.DataFrame, kinds: Mapping[str, Kind]
) -> tuple[list[tuple[Column, pl.Series]], list[Finding]]:
    """All columns with their values, companions included, and the findings."""
    texts = frame.select(pl.col(pl.String))
    signs = dict(zip(texts.columns, decimal_signs(texts), strict=True))
    plain = _plain_numbers(heads, texts, signs, kinds)
    taken = set(frame.columns)
    columns: list[tuple[Column, pl.Series]] = []
    findings: list[Finding] = []
    for head in heads:
        read = plain.get(head.name) or _read_one(
            head, frame[head.name], signs.get(head.name, "."), kinds.get(head.name)
        )
        columns.append((read.column, read.values))
        findings += read.findings
        if read.marks is not None:
            name = f"{head.name} (mark)"
            name = free_name(name, taken) if name in taken else name
            taken.add(name)
            columns.append((Column(name, Kind.TEXT), read.marks.alias(name)))
            findings.append(censored(read, frame[head.name], name))
    numbers = [column.name for column, _ in columns if column.kind is Kind.NUMBER]
    return columns, [*findings, *_separator_findings(texts, signs, numbers)]


def _read_one(head: Head, series: pl.Series, decimal: Decimal, kind: Kind | None) -> ReadColumn:
    if series.dtype == pl.String:
        return read_column(head, series, decimal, kind)
    return read_typed(head, series, kind)


def _plain_numbers(
    heads: Sequence[Head], texts: pl.DataFrame, signs: Mapping[str, Decimal], kinds: Mapping[str, Kind]
) -> dict[str, ReadColumn]:
    """The columns of nothing but plain numbers and words for missing ones, read all at once.

    Names that may speak of something else than an amount, and percentages, are left to be read one by one.
    """
    usual = [
        head
        for head in heads
        if signs.get(head.name) == "."
        and kinds.get(head.name, Kind.NUMBER) is Kind.NUMBER
        and not any(says(head.name) for says in (names_time, names_lot, names_asset, names_numbering))
        and head.unit != "%"
    ]
    if not usual:
        return {}
    some = texts.select([head.name for head in usual])
    values, odd = some.select(pl.all().cast(pl.Float64, strict=False)), some.select(pl.all().str.contains(CODES).any())
    words = _words(some, values)
    left = (some.null_count().row(0), values.null_count().row(0), words.count().row(0))
    infinite = values.select(pl.all().is_finite().not_().any()).row(0)
    return {
        head.name: ReadColumn(
            Column(head.name, Kind.NUMBER, head.unit),
            values[head.name],
            (missing.finding(head.name, words[head.name]),) if said else (),
        )
        for head, gone, unread, said, endless, coded in zip(usual, *left, infinite, odd.row(0), strict=True)
        if unread - gone == said and unread < texts.height and not endless and (not coded or head.name in kinds)
    }


def _words(texts: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The cells that are no number but a word for a missing one, null elsewhere."""
    unread = {name for name in texts.columns if values[name].null_count() > texts[name].null_count()}
    none = pl.lit(None, pl.String)
    return texts.select(
        pl.when(missing.is_word(pl.col(name), missing.AMONG_NUMBERS)).then(pl.col(name)).alias(name)
        if name in unread
        else none.alias(name)
        for name in texts.columns
    )


def _separator_findings(texts: pl.DataFrame, signs: Mapping[str, Decimal], numbers: Sequence[str]) -> list[Finding]:
    """What was made of commas in numbers, one finding for all columns of the table."""
    written = texts.select([name for name in numbers if name in signs])
    comma = written.select(pl.all().str.contains(",", literal=True).any())
    with_comma = [name for name, holds in zip(comma.columns, comma.row(0) if comma.width else (), strict=True) if holds]
    groups = {name: texts[name].filter(texts[name].str.contains(GROUPED[signs[name]])) for name in with_comma}
    grouped = {name: cells for name, cells in groups.items() if cells.len()}
    findings: list[Finding] = []
    if grouped:
        name, cells = next(iter(grouped.items()))
        count = sum(cells.len() for cells in grouped.values())
        value = _value(cells[0], signs[name])
        findings.append(found.SeparatorsTaken(columns=tuple(grouped), cells=count, example=cells[0], value=value))
    commas = [name for name in with_comma if signs[name] == ","]
    if commas:
        cells = texts[commas[0]].filter(texts[commas[0]].str.contains(",", literal=True))
        values = read_numbers(cells, ",")["value"]
        first = values.is_not_null().arg_max()
        if first is not None and values[first] is not None:
            value = f"{values[first]:.15g}"
            findings.append(found.DecimalComma(columns=tuple(commas), example=cells[first], value=value))
    return findings


def _value(cell: str, decimal: Decimal) -> str:
    return f"{read_numbers(pl.Series([cell]), decimal)['value'][0]:.15g}"


def _assembled(
    columns: Sequence[tuple[Column, pl.Series]], stated: Stated, source: Source, findings: Sequence[Finding]
) -> Table:
    """The Table with the findings on its size."""
    frame = pl.DataFrame([values for _, values in columns])
    notes = list(findings)
    empty = tuple(column.name for column, values in columns if values.null_count() == frame.height)
    if len(empty) == len(columns):
        raise Refusal(AllMissing(name=source.name, rows=frame.height, columns=len(columns)), *notes)
    if empty:
        notes.append(found.NoValues(columns=empty))
    if len(columns) > _MANY_COLUMNS:
        notes.append(layout.ManyColumns(columns=len(columns), rows=frame.height))
    if frame.height == 1:
        notes.append(layout.OneRow())
    return Table(
        frame=frame,
        columns=tuple(column for column, _ in columns),
        time=stated.time,
        asset=stated.asset,
        lot=stated.lot,
        findings=tuple(notes),
        source=source,
    )
