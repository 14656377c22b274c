"""The values and times of tags: words among numbers are counted, whatever they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.read import cell_findings, missing
from sanhak.table.read.cells import ReadColumn, SortedCells, censored, read_column
from sanhak.table.read.exports import findings as found
from sanhak.table.read.exports.held import History
from sanhak.table.read.names import Head
from sanhak.table.read.numbers import CODES, Decimal

_HALF: Final = 0.5
_WORD: Final = r"^\D*\p{L}\D*$"  # a state is a word without digits
_CUT_OFF: Final = "resize to show all values"


def read_times(name: str, texts: pl.Series) -> tuple[pl.Series | None, list[Finding]]:
    """Times of records, shape (rows,), as Datetime; None if the cells are no times."""
    read = read_column(Head(name), texts.alias(name))
    if read.column.kind is not Kind.DATE:
        return None, []
    return read.values, list(read.findings)


def without_states(head: Head, texts: pl.Series, decimal: Decimal) -> tuple[pl.Series, list[Finding], bool]:
    """The cells of one tag, shape (records,), without states such as ``Running``, each counted in the finding.

    They go only where at least half of the values are numbers, which the last of the three says; a tag of words, or of
    codes with leading zeros, stays one.
    """
    cells = SortedCells.of(texts, decimal)
    present = cells.read + cells.unread.len()
    if cells.read < _HALF * present or texts.str.contains(CODES).any():
        return texts, [], False
    states = cells.unread.filter(cells.unread.str.contains(_WORD))
    if states.len() == 0:
        return texts, [], True
    words, times = zip(*Counter(states.to_list()).most_common(), strict=True)
    note = found.DigitalStates(column=head.name, cells=states.len(), words=words, counts=times)
    return texts.set(texts.is_in(list(words)).fill_null(value=False), None), [note], True


def read_values(head: Head, texts: pl.Series, decimal: Decimal, kind: Kind | None) -> ReadColumn:
    """The values of one tag, shape (records,): numbers as soon as half of them are, unless ``kind`` says otherwise."""
    if kind is not None:
        return read_column(head, texts, decimal, kind)
    cells, states, numbers = without_states(head, texts, decimal)
    read = read_column(head, cells, decimal, Kind.NUMBER if numbers else None)
    told = [note for note in read.findings if not isinstance(note, cell_findings.PercentAsFraction)]
    return replace(read, findings=(*told, *states))


def history_of(
    head: Head, times: pl.Series, texts: pl.Series, decimal: Decimal, kind: Kind | None
) -> tuple[list[History], list[Finding]]:
    """The history of one tag, and a second one for its marks (``<``) if it has any."""
    read = read_values(head, texts, decimal, kind)
    unit = Head(head.name, read.column.unit, None if read.column.unit else head.doubtful)
    histories, notes = [History(unit, times, read.values)], list(read.findings)
    if read.marks is not None:
        name = f"{head.name} (mark)"
        histories.append(History(Head(name), times, read.marks))
        notes.append(censored(read, texts, name))
    return histories, notes


def with_units(value: str, unit: str) -> pl.Expr:
    """The values of one column with the units of another behind them; words for missing values stay bare."""
    bare = missing.is_word(pl.col(value), missing.AMONG_NUMBERS) | pl.col(unit).is_null()
    return pl.when(bare).then(pl.col(value)).otherwise(pl.concat_str(value, unit, separator=" "))


def stated_kind(kinds: Mapping[str, Kind | str], name: str) -> Kind | None:
    """The kind that the user has stated for a tag; one that does not exist is refused where all are."""
    kind = kinds.get(name)
    return Kind(kind) if kind in list(Kind) else None


def cut_off(texts: pl.DataFrame) -> list[Finding]:
    """The finding that the area of a formula was too small for what the historian sent."""
    cells = sum(texts.select(pl.all().str.to_lowercase().eq(_CUT_OFF).sum()).row(0))
    return [found.ExportCutOff(cells=cells)] if cells else []
