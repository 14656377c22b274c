"""Files with one row a record (tag, time, value) become one column a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Kind
from sanhak.table.read.dates import is_date
from sanhak.table.read.exports import findings as found
from sanhak.table.read.exports.held import History, Reshaped, hold
from sanhak.table.read.exports.quality import judge, names_flag
from sanhak.table.read.exports.values import history_of, read_times, stated_kind, with_units
from sanhak.table.read.exports.words import Part, compact, like_a_tag, names_trade, part_of
from sanhak.table.read.isa import read_tag
from sanhak.table.read.names import Head, names_asset, names_lot, read_heads, unit_of_cell
from sanhak.table.read.numbers import Decimal, decimal_signs, is_number
from sanhak.table.read.typed import read_typed
from sanhak.text import say

_FIRST: Final = 50  # cells that show what a column holds
_MOSTLY: Final = 0.8
_NARROWEST, _WIDEST = 3, 14
"""Columns of a file of records; with more of them they are measurements side by side."""
_LOOSE_TAGS: Final = frozenset({
    "name", "signal", "variable", "parameter", "sensor", "datasource", "source", "item", "path", "series", "항목",
    "변수", "변수명", "센서", "신호", "이름",
})  # fmt: skip
"""Names of a column that may hold tags, beside a column that is called value."""
_NEEDED: Final = {Part.TAG: say("tags"), Part.TIME: say("times"), Part.VALUE: say("values")}
Parts: TypeAlias = dict[Part, int]


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """The columns of a file, shape (records, columns), and which of them is which part of a record."""

    heads: Sequence[Head]
    frame: pl.DataFrame
    parts: Parts

    def cells(self, part: Part) -> pl.Series:
        """The cells of a part; nothing but gaps where the file has no such column."""
        if part not in self.parts:
            return pl.Series([None] * self.frame.height, dtype=pl.String)
        return self.frame.to_series(self.parts[part])

    def name(self, part: Part) -> str:
        """What the file calls a part."""
        return self.heads[self.parts[part]].name

    @property
    def flags(self) -> list[int]:
        """The columns of flags such as ``Questionable``."""
        return [place for place, head in enumerate(self.heads) if names_flag(head.name)]

    @property
    def others(self) -> list[int]:
        """The columns that are no part of a record."""
        known = {place for part, place in self.parts.items() if part is not Part.DESCRIPTION} | set(self.flags)
        return [place for place in range(self.frame.width) if place not in known]


def read_long(
    heads: Sequence[Head],
    frame: pl.DataFrame,
    name: str,
    kinds: Mapping[str, Kind | str],
    *,
    asked: bool = False,
    limit: timedelta | None = None,
) -> Reshaped | None:
    """Records as one column a tag, held on the union of their times; None if the rows are not surely records.

    Parameters
    ----------
    heads, frame
        Columns of the file, shape (records, columns): texts as in a sheet, or typed as in Parquet.
    name
        What findings call the file.
    kinds
        Kinds by tag that the user has stated.
    asked
        Whether the user says that this is the long form; then columns that only may be the parts are taken as them.
    limit
        How long a value is held at most; see :func:`held.hold`.

    Raises
    ------
    Refusal
        T140 if the long form was asked for and a column is not there, T141 if the table would be too large.
    """
    if not asked and not _NARROWEST <= frame.width <= _WIDEST:
        return None
    file = _File(heads, frame, _parts(heads, frame, asked=asked))
    if not asked and Part.VALUE in file.parts and names_trade(file.name(Part.VALUE)):
        return None  # items are often called as instruments are, and their groups and regions are needed
    absent = [part for part in _NEEDED if part not in file.parts]
    times, notes = (None, []) if absent or not (asked or _sure(file)) else _times(file)
    if times is None or times.count() == 0:
        if asked:
            lacking = _NEEDED[absent[0] if absent else Part.TIME]
            raise Refusal(found.NotLong(name=name, absent=lacking, columns=tuple(head.name for head in heads)))
        return None
    if not asked and part_of(file.name(Part.TAG)) is not Part.TAG and not _measured(file.cells(Part.TAG), times):
        return None
    return _reshaped(file, times, notes, kinds, limit)


def _parts(heads: Sequence[Head], frame: pl.DataFrame, *, asked: bool) -> Parts:
    """Which column holds tags, times, values, units and qualities: by names, and by contents where they are silent."""
    parts: Parts = {}
    for place, head in enumerate(heads):
        part = part_of(head.name)
        if part is not None and part is not Part.TIME:
            parts.setdefault(part, place)
    if Part.TAG not in parts:
        tags = [place for place, head in enumerate(heads) if _holds_tags(head, frame.to_series(place))]
        if len(tags) != 1:
            return parts
        parts[Part.TAG] = tags[0]
    dates = [place for place in range(frame.width) if _holds_dates(frame.to_series(place))]
    named = [place for place, head in enumerate(heads) if part_of(head.name) is Part.TIME]
    if len(dates) == 1 or (dates and asked):
        parts[Part.TIME] = dates[0]
    elif not dates and len(named) == 1:
        parts[Part.TIME] = named[0]
    if Part.VALUE not in parts:
        free = [place for place in range(frame.width) if place not in parts.values()]
        numbers = [place for place in free if _holds_numbers(frame.to_series(place))]
        parts |= {Part.VALUE: numbers[0]} if len(numbers) == 1 else {}
    return parts


def _holds_tags(head: Head, cells: pl.Series) -> bool:
    """Whether a column holds tags by its name or because each of its words is a name of ISA-5.1."""
    if cells.dtype != pl.String or names_lot(head.name) or names_asset(head.name) or part_of(head.name) is not None:
        return False
    words = [cell for cell in cells.head(_FIRST).to_list() if cell is not None]
    return compact(head.name) in _LOOSE_TAGS or (bool(words) and all(read_tag(word) is not None for word in words))


def _holds_dates(cells: pl.Series) -> bool:
    if cells.dtype != pl.String:
        return cells.dtype in (pl.Date, pl.Datetime)
    first = cells.head(_FIRST).drop_nulls().to_list()
    return bool(first) and sum(map(is_date, first)) >= _MOSTLY * len(first)


def _holds_numbers(cells: pl.Series) -> bool:
    if cells.dtype != pl.String:
        return cells.dtype.is_numeric()
    first = cells.head(_FIRST).drop_nulls().to_list()
    return bool(first) and 2 * sum(map(is_number, first)) >= len(first)


def _sure(file: _File) -> bool:
    """Whether tags repeat, tags and values are named or the tags are of ISA-5.1, and nothing else varies with time."""
    tags = file.cells(Part.TAG)
    if tags.dtype != pl.String:
        return False
    distinct = tags.drop_nulls().unique().to_list()
    if not 0 < len(distinct) < tags.count():
        return False
    if part_of(file.name(Part.VALUE)) is not Part.VALUE and not _of_one_plant(distinct):
        return False
    return all(_says_one(tags, file.frame.to_series(place)) for place in file.others)


def _of_one_plant(tags: Sequence[str]) -> bool:
    """Whether all are names of ISA-5.1 of more than one sort of instrument; ``ST-1`` and ``ST-2`` may be labels."""
    read = [read_tag(tag) for tag in tags]
    return all(read) and len({(tag.quantity, tag.function) for tag in read if tag}) > 1


def _measured(names: pl.Series, times: pl.Series) -> bool:
    """Whether names under a heading such as ``name`` or ``source`` are surely tags and no suppliers, items or people.

    They are if all are of ISA-5.1, or if all look like tags and were recorded with a time of day.
    """
    distinct = names.drop_nulls().unique().to_list()
    clock = bool((times.drop_nulls().dt.truncate("1d") != times.drop_nulls()).any())
    return all(read_tag(name) is not None or (clock and like_a_tag(name)) for name in distinct)


def _says_one(tags: pl.Series, cells: pl.Series) -> bool:
    """Whether a column says at most one thing of each tag."""
    pairs = pl.DataFrame({"tag": tags, "cell": cells}).drop_nulls().unique()
    return pairs.height == pairs["tag"].n_unique()


def _times(file: _File) -> tuple[pl.Series | None, list[Finding]]:
    cells = file.cells(Part.TIME)
    if cells.dtype == pl.String:
        return read_times(file.name(Part.TIME), cells)
    read = read_typed(Head(file.name(Part.TIME)), cells)
    return (read.values, list(read.findings)) if read.column.kind is Kind.DATE else (None, [])


def _texts(cells: pl.Series) -> pl.Series:
    """Cells as texts, those of types as well that Polars does not turn into text."""
    if cells.dtype.is_nested() or cells.dtype in (pl.Duration, pl.Binary, pl.Object):
        return pl.Series(cells.name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String)
    return cells.cast(pl.String)


def _reshaped(
    file: _File,
    times: pl.Series,
    notes: Sequence[Finding],
    kinds: Mapping[str, Kind | str],
    limit: timedelta | None,
) -> Reshaped:
    """The records of each tag as a history, all of them held, with the findings on the way."""
    cells = file.cells(Part.VALUE)
    marked = [*([file.parts[Part.QUALITY]] if Part.QUALITY in file.parts else []), *file.flags]
    bad, judged = judge({file.heads[place].name: file.frame.to_series(place) for place in marked})
    records = pl.DataFrame(
        {
            "tag": _texts(file.cells(Part.TAG)),
            "time": times,
            "value": cells if bad is None else cells.set(bad, None),
            "unit": _texts(file.cells(Part.UNIT)),
        }
    )
    whole = records.filter(pl.col("tag").is_not_null() & pl.col("time").is_not_null())
    lost = records.height - whole.height - records.filter(pl.all_horizontal(pl.all().is_null())).height
    sign = decimal_signs(pl.DataFrame({"value": cells}))[0] if cells.dtype == pl.String else "."
    groups = whole.partition_by("tag", maintain_order=True)
    named = read_heads([group["tag"][0] for group in groups])
    read = [_one(head, group, file, sign, kinds) for head, group in zip(named, groups, strict=True)]
    held = hold(list(chain.from_iterable(tags for tags, _ in read)), file.name(Part.TIME), limit)
    told = [found.LongRead(tags=len(groups), column=file.name(Part.TAG)), *_said(file)]
    left_out = [found.RecordsLeftOut(records=lost)] if lost else []
    seen = chain.from_iterable(more for _, more in read)
    return replace(held, findings=[*notes, *told, *judged, *left_out, *seen, *held.findings])


def _said(file: _File) -> list[Finding]:
    """What the columns beside the records say of the tags."""
    if not file.others:
        return []
    columns = [file.frame.to_series(place).cast(pl.String).alias(str(place)) for place in file.others]
    frame = pl.DataFrame([file.cells(Part.TAG).cast(pl.String).alias("tag"), *columns])
    rows = frame.drop_nulls("tag").unique("tag", keep="first", maintain_order=True).rows()
    said = tuple(f"{tag}: {', '.join(filter(None, cells))}" for tag, *cells in rows if any(cells))
    return [found.SaidOfTags(columns=tuple(file.heads[place].name for place in file.others), told=said)]


def _one(
    head: Head, group: pl.DataFrame, file: _File, sign: Decimal, kinds: Mapping[str, Kind | str]
) -> tuple[list[History], list[Finding]]:
    """The history of one tag: its unit is that of its rows, or stands with each value where it changes."""
    cells, times = group["value"], group["time"]
    units = group["unit"].drop_nulls().unique(maintain_order=True).to_list()
    value = file.heads[file.parts[Part.VALUE]]
    if len(units) == 1:
        unit = unit_of_cell(units[0])
        head = replace(head, unit=unit, doubtful=None if unit else units[0])
    elif not units and value.unit:
        head = replace(head, unit=value.unit)
    if cells.dtype.is_numeric() and len(units) <= 1:
        return [History(head, times, cells.cast(pl.Float64).fill_nan(None))], []
    texts = cells.cast(pl.String)
    if len(units) > 1:
        texts = group.with_columns(value=texts).select(with_units("value", "unit")).to_series()
    return history_of(head, times, texts, sign, stated_kind(kinds, head.name))
