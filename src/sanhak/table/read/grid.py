"""A grid of cells becomes names, units and a body: titles, header rows, the unit row and sums are told from values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Finding
from sanhak.table.read import layout_findings as layout
from sanhak.table.read import missing
from sanhak.table.read.alone import is_column_alone, is_one_of
from sanhak.table.read.dates import is_date
from sanhak.table.read.names import Head, read_heads, unit_of_cell
from sanhak.table.read.numbers import is_number

Row: TypeAlias = "tuple[str | None, ...]"

# Titles, remarks and logos above a table take fewer rows than this …
_HEADER_WITHIN: Final = 60
# … and this many rows below a row say what its columns hold.
_LOOK_BELOW: Final = 20
# A row of names fills at least this share of the widest row.
_FULL: Final = 0.5
_YEARS: Final = (1900, 2100)
_YEARS_IN_A_ROW: Final = 2
_SCALE: Final = 8  # so many numbers that only rise by chance once in 8!/2 = 20,160 rows
_SUMS: Final = frozenset({
    "합계", "소계", "총계", "평균", "최대", "최소", "최댓값", "최솟값", "표준편차",
    "total", "subtotal", "grand total", "sum", "average",
    "avg", "mean", "max", "min", "maximum", "minimum", "std", "stdev", "std dev", "count",
})  # fmt: skip
_REMARKS: Final = ("※", "*", "주)", "주:", "비고", "출처", "note", "source", "remark", "#")


@dataclass(frozen=True, slots=True)
class Grid:
    """All cells of a sheet or text as texts.

    ``frame`` has String columns, stripped and null where empty, one row for each row of the file. ``merged`` holds
    the row of each cell that was filled from a merged one. ``labels`` says that words alone may be a table if they are
    the only column.
    """

    frame: pl.DataFrame
    name: str | None = None
    merged: tuple[int, ...] = ()
    labels: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A table taken out of a grid: heads, texts of shape (rows, columns), and what was found on the way.

    ``places`` are the columns of the grid that the heads stand in, ``start`` is its first row below names and units.
    """

    heads: tuple[Head, ...]
    frame: pl.DataFrame
    account: layout.RowsLeftOut
    findings: tuple[Finding, ...] = ()
    places: tuple[int, ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names stand: rows ``first`` up to ``below`` (not included) of the grid; none where they are equal.

    ``names`` holds one name for each column of the grid; ``units`` is the row of units right below, if there is one.
    """

    first: int
    below: int
    names: tuple[str | None, ...] = ()
    units: int | None = None
    joined: bool = False


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells without blanks around them, null where nothing is left; no-break blanks count as blank."""
    stripped = frame.select(pl.all().str.strip_chars(" \t\r\n\v\f\u00a0\ufeff\u3000"))
    return stripped.select(pl.when(pl.all() != "").then(pl.all()))


def lay_out(grid: Grid, header: Header | None = None) -> Body | None:
    """The table in a grid; None if there is none. Where the names stand is found, unless ``header`` says it."""
    frame = grid.frame
    rows = _first_rows(frame)
    header = header or find_header(frame)
    if header is None:
        return None
    start = header.below + (header.units is not None)
    body, account = rows_of_values(frame, start, header)
    if not _is_table(header, body, labels=grid.labels):
        return None
    findings: list[Finding] = []
    merged = sum(row >= start for row in grid.merged)
    if merged:
        findings.append(layout.MergedCells(cells=merged))
    findings += _length_findings(frame, header, start)
    places = _kept(header, body)
    heads, body, more = _named(header, body, rows, places)
    return Body(tuple(heads), body, account, (*findings, *more), tuple(places), start)


def _first_rows(frame: pl.DataFrame) -> list[Row]:
    """The rows that show where the names stand."""
    return frame.head(_HEADER_WITHIN + _LOOK_BELOW).rows()


def find_header(frame: pl.DataFrame) -> Header | None:
    """Where the names stand, judged from the first rows; None if all are empty."""
    rows = _first_rows(frame)
    counts = [_filled(row) for row in rows]
    widest = max(counts, default=0)
    if widest == 0:
        return None
    least = max(min(2, widest), widest * _FULL)
    wide = [place for place, count in enumerate(counts) if count >= least]
    values = next(
        (place for place in wide if _has_values(rows[place]) and not _is_header_of_numbers(rows, place)), None
    )
    above = [place for place in wide if values is None or place < values]
    if not above:
        first = values if values is not None else wide[0]
        return Header(first, first)
    most = max(counts[place] for place in above)
    place = next(place for place in above if counts[place] == most)
    if values is None and (_repeats_below(rows, place) or _is_row_of_matter(rows, place)):
        return Header(place, place)
    header = _joined(rows, place, values)
    return header if values is None and widest == 1 else _with_units(rows, header)  # methane alone is no coulomb


def _joined(rows: Sequence[Row], place: int, values: int | None) -> Header:
    """The header with a second row of names above or below it, where the first alone leaves gaps or repeats names."""
    names = rows[place]
    below = place + 1
    if values is not None and below < values and _names_values(rows, below, values):
        both = _join(names, rows[below])
        if _told_apart(both) > _told_apart(names):
            return Header(place, below + 1, both, joined=True)
    if place and _filled(rows[place - 1]) > 1 and not _has_values(rows[place - 1]):
        both = _join(rows[place - 1], names)
        if _told_apart(both) > _told_apart(names):
            return Header(place - 1, below, both, joined=True)
    return Header(place, below, names)


def _with_units(rows: Sequence[Row], header: Header) -> Header:
    """The header with the row of units right below it, if there is one."""
    if header.below >= len(rows):
        return header
    cells = [cell for cell in rows[header.below] if cell is not None]
    units = sum(unit_of_cell(cell) is not None for cell in cells)
    others = [cell for cell in cells if unit_of_cell(cell) is None and cell not in {"-", "–", "[-]", "(-)"}]
    named = sum(name is not None for name in header.names)
    if units == 0 or others or units * 4 < named:
        return header
    return replace(header, units=header.below)


def _filled(row: Row) -> int:
    """How many cells hold something; a title that is merged over the row counts as one."""
    cells = [cell for cell in row if cell is not None]
    return 1 if len(set(cells)) == 1 else len(cells)


def _is_value(cell: str | None) -> bool:
    return cell is not None and (is_number(cell) or is_date(cell))


def _has_values(row: Row) -> bool:
    return any(_is_value(cell) for cell in row)


def _is_header_of_numbers(rows: Sequence[Row], place: int) -> bool:
    """Whether the row names columns after years (a word, then 2021, 2022) or the steps of a scale (a spectrum)."""
    row = rows[place]
    numbers = [number for cell in row[1:] if cell is not None and (number := _plain_number(cell)) is not None]
    if _is_value(row[0]) or len(numbers) < _YEARS_IN_A_ROW or len(numbers) < _filled(row[1:]):
        return False
    if {right - left for left, right in pairwise(numbers)} == {1.0} and _YEARS[0] <= numbers[0] <= _YEARS[1]:
        return True
    below = [[_plain_number(cell or "") for cell in other[1:]] for other in rows[place + 1 : place + 1 + _LOOK_BELOW]]
    return len(numbers) >= _SCALE and _steps(numbers) and not all(map(_steps, below))


def _plain_number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _steps(numbers: Sequence[float | None]) -> bool:
    """Whether the numbers only rise or only fall."""
    pairs = [(left, right) for left, right in pairwise(numbers) if left is not None and right is not None]
    return bool(pairs) and (all(left < right for left, right in pairs) or all(left > right for left, right in pairs))


def _repeats_below(rows: Sequence[Row], place: int) -> bool:
    """Whether the row looks like those below it: at least half of its cells stand there again, in their own column."""
    below = rows[place + 1 : place + 1 + _LOOK_BELOW]
    cells = [(column, cell) for column, cell in enumerate(rows[place]) if cell is not None]
    again = sum(any(row[column] == cell for row in below) for column, cell in cells)
    return 2 * again >= len(cells) and bool(below)


def _is_row_of_matter(rows: Sequence[Row], place: int) -> bool:
    """Whether a cell of the row is a molecule or a formula as all those below it are."""
    below = rows[place + 1 : place + 1 + _LOOK_BELOW]
    return any(
        cell is not None and is_one_of(cell, [row[column] for row in below]) for column, cell in enumerate(rows[place])
    )


def _names_values(rows: Sequence[Row], place: int, values: int) -> bool:
    """Whether the words of a row stand over columns of values, so that they are names and not a row of the table."""
    below = rows[values : values + _LOOK_BELOW]
    row = rows[place]
    return not _has_values(row) and any(
        cell is not None
        and unit_of_cell(cell) is None
        and cell.casefold() not in missing.AMONG_NUMBERS
        and 2 * sum(_is_value(other[column]) for other in below) > len(below)
        for column, cell in enumerate(row)
    )


def _told_apart(names: Row) -> int:
    """How many columns the names tell apart."""
    return len({name for name in names if name is not None})


def _join(top: Row, bottom: Row) -> tuple[str | None, ...]:
    """Two rows of names as one; an upper name reaches to the right as long as only the lower row has names."""
    names: list[str | None] = []
    group: str | None = None
    for upper, lower in zip(top, bottom, strict=True):
        if upper is not None:
            group = upper if lower is not None else None
        section = upper if upper is not None else group
        parts = [part for part in (section, lower) if part is not None]
        names.append(" ".join(dict.fromkeys(parts)) if parts else None)
    return tuple(names)


def rows_of_values(frame: pl.DataFrame, start: int, header: Header) -> tuple[pl.DataFrame, layout.RowsLeftOut]:
    """The rows below the header that are values, and where all other rows of the file went."""
    body = frame.slice(start).with_row_index("row")
    cells = pl.all().exclude("row")
    empty = body.select(pl.all_horizontal(cells.is_null())).to_series()
    names = frame.row(header.below - 1) if header.below > header.first else ()
    same = [pl.col(column) == name for column, name in zip(frame.columns, names, strict=False) if name is not None]
    repeated = body.select(pl.all_horizontal(same)).to_series().fill_null(value=False) if same else empty & ~empty
    kept = body.filter(~empty & ~repeated)
    sums, remarks = _tail(kept.drop("row"))
    values = kept.head(kept.height - sums - remarks).drop("row")
    top = int(frame.head(header.first).select(pl.all_horizontal(pl.all().is_null()).sum()).item())
    account = layout.RowsLeftOut(
        rows=frame.height,
        read=values.height,
        text=header.first - top + remarks,
        header=header.below - header.first,
        units=int(header.units is not None),
        empty=int(empty.sum()) + top,
        repeated=int(repeated.sum()),
        sums=sums,
    )
    return values, account


def _tail(body: pl.DataFrame) -> tuple[int, int]:
    """How many of the last rows sum up the others, and how many are remarks below the table.

    Words such as ``max`` are no sums where they stand in other rows too: there they are levels.
    """
    sums = remarks = 0
    for row in reversed(body.tail(_LOOK_BELOW).rows()):
        cells = [cell for cell in row if cell is not None]
        if body.width > 1 and cells[0].casefold().rstrip(" :.") in _SUMS:
            sums += 1
        elif len(cells) == 1 and body.width > 2 and not sums and cells[0].casefold().startswith(_REMARKS):  # noqa: PLR2004
            remarks += 1
        else:
            break
    rest = body.head(body.height - sums - remarks)
    first = rest.select(pl.coalesce(pl.all()).str.to_lowercase().is_in(list(_SUMS)).any()).item() if sums else False
    return (0, 0) if first else (sums, remarks)


def _is_table(header: Header, body: pl.DataFrame, *, labels: bool) -> bool:
    """At least one column of values, two columns that are mostly filled, or one that can stand alone."""
    if header.below > header.first and body.height == 0:
        return sum(name is not None for name in header.names) > 1
    sample = body.head(_LOOK_BELOW).rows()
    if any(_has_values(row) for row in sample):
        return True
    wide = sum(_filled(row) >= max(2, body.width * _FULL) for row in sample)
    if 2 * wide > len(sample):
        return True
    filled = [place for place in range(body.width) if body.to_series(place).count()]
    if len(filled) != 1 or (labels and body.width > 1):
        return False
    name = header.names[filled[0]] if header.names else None
    return is_column_alone(name or "", body.to_series(filled[0]), words=labels)


def _length_findings(frame: pl.DataFrame, header: Header, start: int) -> list[Finding]:
    """Rows that reach beyond the last name."""
    named = [place for place, name in enumerate(header.names) if name is not None]
    if not named or named[-1] + 1 >= frame.width:
        return []
    columns = frame.columns[named[-1] + 1 :]
    beyond = frame.slice(start).select(pl.any_horizontal(pl.col(columns).is_not_null())).to_series()
    if not beyond.any() or beyond.mean() == 1:
        return []
    first = int(beyond.arg_max() or 0)
    return [layout.RowsTooLong(rows=int(beyond.sum()), columns=len(named), line=start + first + 1)]


def _kept(header: Header, body: pl.DataFrame) -> list[int]:
    """The columns that have a name or a value."""
    names = header.names or (None,) * body.width
    counts = body.select(pl.all().count()).row(0) if body.height else (0,) * body.width
    return [place for place in range(body.width) if names[place] is not None or counts[place] > 0]


def _named(
    header: Header, body: pl.DataFrame, rows: Sequence[Row], kept: Sequence[int]
) -> tuple[list[Head], pl.DataFrame, list[Finding]]:
    """Heads for the columns that are kept; the others are left out with a finding."""
    findings: list[Finding] = []
    nothing = header.below == header.first
    names = header.names or (None,) * body.width
    if len(kept) < body.width:
        findings.append(layout.ColumnsLeftOut(columns=body.width - len(kept)))
    texts = [names[place] or f"column_{number}" for number, place in enumerate(kept, 1)]
    if nothing:
        findings.append(layout.HeaderMissing(first=texts[0], last=texts[-1]))
    heads = read_heads(texts)
    if header.joined:
        example = next((text for text in texts if " " in text), texts[0])
        findings.append(layout.NamesJoined(example=example))
    if header.units is not None:
        units = [unit_of_cell(cell) if cell is not None else None for cell in rows[header.units]]
        heads = [replace(head, unit=units[place] or head.unit) for head, place in zip(heads, kept, strict=True)]
    columns = body.columns
    return heads, body.select([columns[place] for place in kept]), findings
