"""Sheets of a historian: rows of tags above one common time column, or a time column for each tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.findings import UnitNotRead
from sanhak.table.read.dates import is_date
from sanhak.table.read.exports import findings as found
from sanhak.table.read.exports.heads import WITHIN, Span, Top, first_record, read_top
from sanhak.table.read.exports.held import History, Reshaped, hold
from sanhak.table.read.exports.quality import judge
from sanhak.table.read.exports.values import cut_off, history_of, read_times, stated_kind, without_states
from sanhak.table.read.exports.words import Part, like_a_tag, part_of
from sanhak.table.read.grid import Body, Grid, Header, Row
from sanhak.table.read.isa import read_tag
from sanhak.table.read.layout_findings import RowsLeftOut
from sanhak.table.read.numbers import decimal_signs

_HEADER_ROWS: Final = 2
_BEYOND: Final = 1 << 30


def read_shared(grid: Grid) -> tuple[Header, Sequence[Finding]] | None:
    """Where the names of a sheet with one time column and rows of tags stand; None if it is none or a plain one.

    A single row of names, alone or with a row of units right below it, is left to the reader of all sheets.
    """
    rows = grid.frame.head(WITHIN).rows()
    first = first_record(rows)
    if first is None or first < _HEADER_ROWS:
        return None
    time = next(place for place, cell in enumerate(rows[first]) if cell is not None)
    filled = _filled_columns(grid.frame)
    if time != filled[0] or len(filled) == 1:
        return None
    top = read_top(rows[:first], [(time, column) for column in filled[1:]], shared=True)
    if top is None or not top.tagged or not top.apart:
        return None
    names: list[str | None] = [None] * grid.frame.width
    names[time] = top.time
    for column, head in zip(filled[1:], top.heads, strict=True):
        names[column] = f"{head.name} [{head.unit}]" if head.unit else head.name
    doubtful = [UnitNotRead(column=head.name, text=head.doubtful) for head in top.heads if head.doubtful]
    return Header(top.first, first, tuple(names)), [_tag_rows(top), *doubtful, *cut_off(grid.frame)]


def without_words(body: Body, kinds: Mapping[str, Kind | str]) -> Body:
    """The columns of such a sheet without the states among their numbers, each counted in a finding."""
    frame = body.frame
    notes: list[Finding] = []
    for head, column, sign in zip(body.heads, frame.columns, decimal_signs(frame), strict=True):
        texts = frame[column]
        if head.name in kinds or texts.cast(pl.Float64, strict=False).null_count() == texts.null_count():
            continue
        cells, states, _ = without_states(head, texts, sign)
        frame = frame.with_columns(cells.alias(column))
        notes += states
    return replace(body, frame=frame, findings=(*body.findings, *notes))


def read_pairs(grid: Grid, kinds: Mapping[str, Kind | str], limit: timedelta | None = None) -> Reshaped | None:
    """The tags of a sheet with a time column each, held on the union of their times; None if it is no such sheet.

    Parameters
    ----------
    grid
        The cells of the sheet.
    kinds
        Kinds by tag that the user has stated.
    limit
        How long a value is held at most; see :func:`held.hold`.

    Raises
    ------
    Refusal
        T141 if the table would be too large.
    """
    rows = grid.frame.head(WITHIN).rows()
    first = first_record(rows)
    if not first:
        return None
    spans, qualities = _spans(rows, first, _filled_columns(grid.frame))
    top = read_top(rows[:first], spans, shared=False) if spans else None
    if top is None or not _surely_tags(top, rows[:first]):
        return None
    body = grid.frame.slice(first)
    times, notes = read_times(top.time, pl.concat([body.to_series(time) for time, _ in spans]))
    if times is None:
        return None
    account = _account(grid.frame, first, top.first)
    judged, told = _without_bad(body, spans, qualities)
    reshaped = _together(top, spans, judged, times, kinds, limit)
    before = [*([account] if account.rows > account.read + account.header else []), _tag_rows(top)]
    return replace(reshaped, findings=[*before, *cut_off(grid.frame), *notes, *told, *reshaped.findings])


def _surely_tags(top: Top, rows: Sequence[Row]) -> bool:
    """Whether the names above pairs of columns are tags.

    Names that stand twice are, if all look like tags. A single pair is a plain table under a title unless its name is
    labelled as a tag or one of ISA-5.1.
    """
    names = [head.name for head in top.heads]
    if len(names) > 1:
        return len(set(names)) == len(names) or all(map(like_a_tag, names))
    return read_tag(names[0]) is not None or any(part_of(cell) is Part.TAG for row in rows for cell in row)


def _spans(rows: Sequence[Row], first: int, filled: Sequence[int]) -> tuple[list[Span], dict[int, int]]:
    """The columns of times and of values of each tag, and the column of qualities by that of values.

    None are given unless all filled columns are of such a kind. A tag alone is one only where names of a time and of a
    value stand over its columns.
    """
    labels = [[part_of(row[place]) for row in rows[:first]] for place in range(len(rows[first]))]
    named = {place for place, parts in enumerate(labels) if Part.TIME in parts}
    times = sorted({place for place, cell in enumerate(rows[first]) if is_date(cell or "")} | named)
    if not times or times[0] != filled[0]:
        return [], {}
    spans: list[Span] = []
    qualities: dict[int, int] = {}
    for left, right in pairwise((*times, _BEYOND)):
        between = [place for place in filled if left < place < right]
        if len(between) == 2 and Part.QUALITY in labels[between[1]]:  # noqa: PLR2004 - a value and its quality
            qualities[between[0]] = between.pop()
        if len(between) != 1:
            return [], {}
        spans.append((left, between[0]))
    alone = len(spans) == 1 and not (spans[0][0] in named and Part.VALUE in labels[spans[0][1]])
    return ([], {}) if alone else (spans, qualities)


def _without_bad(
    body: pl.DataFrame, spans: Sequence[Span], qualities: Mapping[int, int]
) -> tuple[pl.DataFrame, list[Finding]]:
    """The cells without the values that a column of qualities calls bad, which are counted over all tags."""
    if not qualities:
        return body, []
    tagged = [value for _, value in spans if value in qualities]
    bad, told = judge({"quality": pl.concat([body.to_series(qualities[value]).alias("") for value in tagged])})
    if bad is None:
        return body, told
    return body.with_columns(
        body.to_series(value).set(bad.slice(place * body.height, body.height), None)
        for place, value in enumerate(tagged)
    ), told


def _together(
    top: Top,
    spans: Sequence[Span],
    body: pl.DataFrame,
    times: pl.Series,
    kinds: Mapping[str, Kind | str],
    limit: timedelta | None,
) -> Reshaped:
    """Each pair of columns as a history, all of them held."""
    signs = decimal_signs(body.select([body.columns[value] for _, value in spans]))
    histories: list[History] = []
    notes: list[Finding] = []
    lost = 0
    for place, (head, (_, value), sign) in enumerate(zip(top.heads, spans, signs, strict=True)):
        moments, texts = times.slice(place * body.height, body.height), body.to_series(value)
        timed = moments.is_not_null()
        lost += int((~timed & texts.is_not_null()).sum())
        more, seen = history_of(head, moments.filter(timed), texts.filter(timed), sign, stated_kind(kinds, head.name))
        histories += more
        notes += seen
    held = hold(histories, top.time, limit)
    left_out = [found.RecordsLeftOut(records=lost)] if lost else []
    return replace(held, findings=[*left_out, *notes, *held.findings])


def _account(frame: pl.DataFrame, first: int, top: int) -> RowsLeftOut:
    """Where the rows of the sheet went; a row is read if any tag has a record in it."""
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    above, below = int(blank.head(top).sum()), int(blank.slice(first).sum())
    return RowsLeftOut(
        rows=frame.height,
        read=frame.height - first - below,
        text=top - above,
        header=first - top,
        units=0,
        empty=above + below,
        repeated=0,
        sums=0,
    )


def _tag_rows(top: Top) -> Finding:
    said = zip(top.heads, top.descriptions, strict=True)
    return found.TagRows(tags=len(top.heads), descriptions=tuple(f"{head.name}: {text}" for head, text in said if text))


def _filled_columns(frame: pl.DataFrame) -> list[int]:
    return [place for place, count in enumerate(frame.select(pl.all().count()).row(0)) if count]
