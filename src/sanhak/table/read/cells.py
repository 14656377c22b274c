"""One column of texts becomes numbers, dates or words; whatever was changed on the way is a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Column, Kind
from sanhak.table.read import cell_findings as found
from sanhak.table.read import missing
from sanhak.table.read.dates import Dates, from_epochs, from_serials, is_date, read_dates
from sanhak.table.read.kinds import kind_of_words
from sanhak.table.read.names import Head, names_asset, names_date, names_lot, names_numbering, names_time
from sanhak.table.read.numbers import CODES, Decimal, read_numbers
from sanhak.table.units import compatible, convert
from sanhak.text import say

# Four in five values must read as numbers (or dates) for the rest to count as errors among them …
_MOSTLY: Final = 0.8
# … and where it is at least half, somebody should know that the column was kept as words.
_HALF: Final = 0.5
_EXAMPLES: Final = 3
_FIRST: Final = 50  # cells that show whether a column can be one of dates
# Days since 1900 from 1954 to 2064, seconds since 1970 from 1990 to 2060: what a date of a plant can be.
_SERIALS: Final = (20_000.0, 60_000.0)
_EPOCHS: Final = (0.63e9, 2.85e9)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as read: its facts, its values, the column that keeps its marks if it has one, and the findings."""

    column: Column
    values: pl.Series
    findings: tuple[Finding, ...] = ()
    marks: pl.Series | None = None


def read_column(head: Head, texts: pl.Series, decimal: Decimal = ".", kind: Kind | None = None) -> ReadColumn:
    """Read one column.

    Parameters
    ----------
    head
        Name and unit.
    texts
        Stripped cells, shape (rows,); null for empty ones.
    decimal
        The sign that parts decimals.
    kind
        The kind that the user has stated; guessed if None.
    """
    if kind is Kind.NUMBER:
        return number_column(head, SortedCells.of(texts, decimal))
    if kind is Kind.DATE:
        return _date(head, texts, read_dates(_without_words(texts)))
    if kind is not None:
        return word_column(head, texts, kind)
    if texts.null_count() == texts.len():
        return ReadColumn(Column(head.name, Kind.NUMBER, head.unit), texts.cast(pl.Float64))
    return _guessed(head, texts, decimal)


def _guessed(head: Head, texts: pl.Series, decimal: Decimal) -> ReadColumn:
    """The kind that most values speak for."""
    sample = _without_words(texts)
    present = sample.count()
    if present == 0:  # words such as 불량 alone are levels; only #N/A and its like are a column without values
        bare = bool(missing.missing_in(texts, missing.ALWAYS).sum() == texts.count())
        return number_column(head, SortedCells.of(texts, decimal)) if bare else word_column(head, texts, None)
    codes = texts.filter(texts.str.contains(CODES).fill_null(value=False))
    if codes.len() and not names_date(head.name):
        kept = word_column(head, texts, None)
        return ReadColumn(
            kept.column, kept.values, (found.CodesKept(column=head.name, example=codes[0]), *kept.findings)
        )
    dates = _dates_in(head, sample)
    if dates is not None:
        return _date(head, texts, dates)
    numbers = SortedCells.of(texts, decimal)
    share = numbers.read / present
    if numbers.read and share >= _MOSTLY:
        return from_numbers(head, lambda: texts, numbers)
    kept = word_column(head, texts, None)
    if share < _HALF:
        return kept
    mixed = found.MixedColumn(
        column=head.name, numbers=numbers.read, texts=present - numbers.read, examples=_examples(numbers.unread)
    )
    return ReadColumn(kept.column, kept.values, (mixed, *kept.findings))


def from_numbers(head: Head, texts: Callable[[], pl.Series], numbers: SortedCells) -> ReadColumn:
    """Numbers may also be dates that count days or seconds, names of lots and equipment, or a running number.

    ``texts`` gives the cells as they were written, shape (rows,); it is asked only where they are names.
    """
    values = numbers.parts["value"].drop_nulls()
    dates = _dates_from_numbers(head, numbers)
    if dates is not None:
        return dates
    whole = bool((values == values.round(0)).all()) and numbers.bare
    if whole and head.unit is None:
        distinct = values.n_unique() == values.len()
        if (
            distinct
            and values.len() > 1
            and (names_numbering(head.name) or names_lot(head.name) or names_asset(head.name))
        ):
            return word_column(head, texts(), Kind.IDENTIFIER)
        if names_lot(head.name) or names_asset(head.name):
            return word_column(head, texts(), Kind.CATEGORY)
    return number_column(head, numbers)


@dataclass(frozen=True, slots=True)
class SortedCells:
    """The cells of a column: numbers (``parts``, see ``read_numbers``), words that mean missing, and the rest."""

    parts: pl.DataFrame
    words: pl.Series
    unread: pl.Series

    @classmethod
    def of_values(cls, values: pl.Series) -> SortedCells:
        """Numbers that came as numbers, shape (rows,), Float64."""
        none = pl.Series([], dtype=pl.String)
        empty = pl.Series([None] * values.len(), dtype=pl.String)
        return cls(pl.DataFrame({"value": values, "mark": empty, "unit": empty}), none, none)

    @classmethod
    def of(cls, texts: pl.Series, decimal: Decimal) -> SortedCells:
        """Texts, shape (rows,), sorted."""
        parts = read_numbers(texts, decimal)
        infinite = texts.str.to_lowercase().str.contains(r"^[+-]?(?:inf|infinity|∞)$").fill_null(value=False)
        parts = parts.with_columns(value=pl.when(infinite).then(float("inf")).otherwise("value"))
        words = missing.missing_in(texts, missing.AMONG_NUMBERS) & parts["value"].is_null()
        rest = texts.is_not_null() & parts["value"].is_null() & ~words
        return cls(parts, texts.filter(words), texts.filter(rest))

    @property
    def bare(self) -> bool:
        """Whether no number carries a unit of its own."""
        return self.parts["unit"].null_count() == self.parts.height

    @property
    def read(self) -> int:
        """How many cells are numbers."""
        return self.parts["value"].count()


def number_column(head: Head, cells: SortedCells) -> ReadColumn:
    """The column as numbers, with a finding for every way in which a cell was changed."""
    values, unit, notes = _in_one_unit(head, cells.parts)
    infinite = values.is_infinite().fill_null(value=False)
    if infinite.any():
        values = values.set(infinite, None)
        notes.append(found.InfiniteValues(column=head.name, cells=int(infinite.sum())))
    unread = cells.unread if cells.bare else pl.concat([cells.unread, _lost(cells.parts, values.is_null() & ~infinite)])
    notes += _word_findings(head, cells.words)
    if unread.len():
        rows = cells.read + cells.unread.len()
        notes.append(
            found.UnreadCells(
                column=head.name, cells=unread.len(), rows=rows, what=say("number"), examples=_examples(unread)
            )
        )
    marks = cells.parts["mark"]
    if marks.null_count() < marks.len():
        marks = marks.set(values.is_null(), None)
    if unit == "%" and values.count() > 1 and 0 <= _least(values) < _most(values) <= 1:
        notes.append(found.PercentAsFraction(column=head.name, least=_least(values), most=_most(values)))
    column = Column(head.name, Kind.NUMBER, unit)
    return ReadColumn(column, values.alias(head.name), tuple(notes), marks if marks.count() else None)


def _lost(parts: pl.DataFrame, gone: pl.Series) -> pl.Series:
    """The cells whose number was lost with its unit, as texts."""
    return parts.filter(parts["value"].is_not_null() & gone).select(pl.format("{} {}", "value", "unit")).to_series()


def _in_one_unit(head: Head, parts: pl.DataFrame) -> tuple[pl.Series, str | None, list[Finding]]:
    """Values in the unit of the header, else in the first behind a value; others are converted or become missing."""
    values, units = parts["value"], parts["unit"]
    glued = units.is_not_null() & values.is_not_null()
    if not glued.any():
        return values, head.unit, []
    seen = units.filter(glued).unique(maintain_order=True).to_list()
    to: str = head.unit or seen[0]
    for unit in seen:
        if unit == to:
            continue
        here = (units == unit).fill_null(value=False)
        if not compatible(unit, to):
            values = values.set(here, None)
            continue
        converted = pl.Series(convert(values.fill_null(0.0).to_numpy(), unit, to))
        values = converted.zip_with(here, values)
    within = int((units.is_not_null() & values.is_not_null()).sum())
    notes: list[Finding] = [found.UnitInCells(column=head.name, unit=to, cells=within, bare=values.count() - within)]
    others = [unit for unit in seen if unit != to and compatible(unit, to)]
    if others:
        cells = int(units.is_in(others).sum())
        notes = [found.MixedUnits(column=head.name, units=tuple(others), to=to, cells=cells)]
    return values, to, notes


def censored(read: ReadColumn, texts: pl.Series, marks_name: str) -> found.CensoredValues:
    """The finding on values beyond a limit, once the name of the column that keeps the marks is known."""
    marks = read.marks if read.marks is not None else pl.Series([], dtype=pl.String)
    return found.CensoredValues(
        column=read.column.name,
        below=int((marks == "<").sum()),
        above=int((marks == ">").sum()),
        example=texts.filter(marks.is_not_null())[0],
        marks=marks_name,
    )


def _without_words(texts: pl.Series) -> pl.Series:
    """The cells with words that mean missing set to null."""
    return texts.set(missing.missing_in(texts, missing.AMONG_NUMBERS), None)


def _dates_in(head: Head, sample: pl.Series) -> Dates | None:
    """The cells as dates if most of them are; digits alone are dates only under a name that says so."""
    if not names_time(head.name) and sample.str.contains(r"^\d+$").any():
        return None
    present = sample.drop_nulls()
    first = present.head(_FIRST).to_list()
    if sum(map(is_date, first)) < _HALF * len(first):
        return None
    dates = read_dates(sample)
    return dates if dates.values.count() >= _MOSTLY * present.len() else None


def _dates_from_numbers(head: Head, cells: SortedCells) -> ReadColumn | None:
    """Numbers under a name that speaks of dates as Excel days, seconds or thousandths; None if they are neither."""
    values = cells.parts["value"]
    if not names_time(head.name) or head.unit is not None or values.count() == 0:
        return None
    least, most = _least(values), _most(values)
    moments: pl.Series | None = None
    for scale in (1, 1000):
        if _EPOCHS[0] * scale <= least and most <= _EPOCHS[1] * scale:
            moments = from_epochs(values, scale)
    if moments is None and names_date(head.name) and _SERIALS[0] <= least and most <= _SERIALS[1]:
        moments = from_serials(values)
    if moments is None:
        return None
    first = int(values.is_not_null().arg_max() or 0)
    note = found.DatesFromNumbers(column=head.name, example=f"{values[first]:.15g}", moment=moments[first])
    notes = (note, *_word_findings(head, cells.words), *_unread_dates(head, cells.unread, moments))
    return ReadColumn(Column(head.name, Kind.DATE), moments.alias(head.name), notes)


def _date(head: Head, texts: pl.Series, dates: Dates) -> ReadColumn:
    """The column as dates, with findings on order, zones and cells that are none."""
    notes: list[Finding] = []
    if dates.doubtful is not None:
        moment: datetime = read_moment(texts, dates)
        notes.append(found.DayOrMonth(column=head.name, example=dates.doubtful, moment=moment))
    if len(dates.zones) > 1:
        notes.append(found.ZonesMixed(column=head.name, zones=dates.zones, bare=dates.bare))
    elif dates.zones:
        notes.append(found.ZoneNamed(column=head.name, zone=dates.zones[0], bare=dates.bare))
    words = missing.missing_in(texts, missing.AMONG_NUMBERS) & dates.values.is_null()
    notes += _word_findings(head, texts.filter(words))
    unread = texts.filter(texts.is_not_null() & dates.values.is_null() & ~words)
    notes += _unread_dates(head, unread, dates.values)
    return ReadColumn(Column(head.name, Kind.DATE), dates.values.alias(head.name), tuple(notes))


def read_moment(texts: pl.Series, dates: Dates) -> datetime:
    """What the doubtful cell was read as."""
    moment: datetime = dates.values.filter(texts == dates.doubtful)[0]
    return moment


def word_column(head: Head, texts: pl.Series, kind: Kind | None) -> ReadColumn:
    """The column as words; only words that can be no level become missing."""
    gone = missing.missing_in(texts, missing.ALWAYS)
    kept = texts.set(gone, None).alias(head.name)
    guessed, levels = kind_of_words(head.name, kept)
    stated = kind or guessed
    if stated is Kind.ORDINAL and not levels:
        levels = _stated_levels(kept.drop_nulls().unique(maintain_order=True))
    column = Column(head.name, stated, head.unit, levels=levels if stated is Kind.ORDINAL else ())
    return ReadColumn(column, kept, tuple(_word_findings(head, texts.filter(gone))))


def _stated_levels(distinct: pl.Series) -> tuple[str, ...]:
    """Levels of a column that the user calls ordinal: by number where all are numbers, else as they appear."""
    numbers = distinct.cast(pl.Float64, strict=False)
    return tuple((distinct if numbers.null_count() else distinct.gather(numbers.arg_sort())).to_list())


def _word_findings(head: Head, words: pl.Series) -> list[Finding]:
    return [missing.finding(head.name, words)] if words.len() else []


def _unread_dates(head: Head, unread: pl.Series, dates: pl.Series) -> list[Finding]:
    if unread.len() == 0:
        return []
    rows = dates.count() + unread.len()
    return [
        found.UnreadCells(column=head.name, cells=unread.len(), rows=rows, what=say("date"), examples=_examples(unread))
    ]


def _examples(texts: pl.Series) -> tuple[str, ...]:
    return tuple(texts.unique(maintain_order=True).head(_EXAMPLES).to_list())


def _least(values: pl.Series) -> float:
    return float(values.min())  # type: ignore[arg-type]


def _most(values: pl.Series) -> float:
    return float(values.max())  # type: ignore[arg-type]
