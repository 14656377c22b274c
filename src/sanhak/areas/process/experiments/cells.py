"""What stands in the table of runs, as people fill it in: words for results, factors that came later, own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.areas.process.experiments.domain import unit_of
from sanhak.areas.process.experiments.states import State, failure, state_of, waits
from sanhak.decide.findings.campaign import CampaignContradicts, EarlierValue, ResultFailed, WordsInResults, WordsLost
from sanhak.finding import Finding, Refusal
from sanhak.table import Column, Kind, Table
from sanhak.table.read.cell_findings import MissingWords, UnreadCells
from sanhak.table.read.cells import ReadColumn, SortedCells, number_column
from sanhak.table.read.names import Head, free_name, names_numbering
from sanhak.table.read.numbers import SURELY_COMMA, SURELY_POINT, Decimal, decimal_signs
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_UNIT_BEHIND: Final = r"\s*[^\d\s.,][^\d.,]*$"
_WHOLE: Final = re.compile(r"\s*\d{1,9}\s*")


def ready(study: Campaign, runs: Table | None) -> tuple[Table | None, tuple[Finding, ...]]:
    """The table of runs with numbers for results, states for what failed, and values of factors that came later.

    Words in result cells stay in a column of their own, so that nothing is lost.

    Raises
    ------
    Refusal
        D041 where the table has a column in another unit than the campaign.
    """
    if runs is None:
        return None, ()
    _refuse_other_units(study, runs)
    found: list[Finding] = list(_lost(study, runs))
    runs = _with_states(study, *_with_results(study, runs, found), found)
    return _with_earlier(study, runs, found), tuple(found)


def _refuse_other_units(study: Campaign, runs: Table) -> None:
    """Refuse a table whose units are not the campaign's: ranges and cells would not mean the same."""
    for name in study.units:
        asked = unit_of(study, name)
        if name in runs and runs[name].unit not in (None, asked):
            because = say(
                "the table of runs has it in {table}, the campaign in {asked}", table=runs[name].unit, asked=asked
            )
            raise Refusal(CampaignContradicts(name=name, because=because))


def numbers_of(runs: Table) -> NDArray[np.intp]:
    """The number of each run as people call it, shape (rows,): from a column of running numbers, else from 1 on."""
    name = numbering(runs)
    if name is None:
        return np.arange(1, len(runs) + 1)
    return np.array([int(float(text or 0)) for text in runs.texts(name)], dtype=np.intp)


def numbering(runs: Table) -> str | None:
    """The column that numbers the runs; None where there is none, or where its numbers are missing or repeat."""
    for column in runs.columns:
        if names_numbering(column.name):
            texts = [text or "" for text in runs.texts(column.name)]
            whole = [_WHOLE.fullmatch(text.removesuffix(".0")) for text in texts]
            if all(whole) and len({float(text) for text in texts}) == len(texts):
                return column.name
    return None


def _lost(study: Campaign, runs: Table) -> list[Finding]:
    """Result cells whose words were lost when the file was read as numbers."""
    found: list[Finding] = []
    for finding in runs.findings:
        match finding:
            case UnreadCells(column=name, examples=words) | MissingWords(column=name, words=words):
                if name in study.outcomes and runs[name].kind is Kind.NUMBER and any(map(failure, words)):
                    found.append(WordsLost(column=name, words=tuple(filter(failure, words))))
            case _:
                pass
    return found


def _with_results(study: Campaign, runs: Table, found: list[Finding]) -> tuple[Table, Mapping[str, list[str | None]]]:
    """Columns of results as numbers, and by outcome the words that stood in their cells, one for each row."""
    words: dict[str, list[str | None]] = {}
    for name in study.outcomes:
        if name not in runs or runs[name].kind is Kind.NUMBER or not len(runs):
            continue
        texts = pl.Series(name, runs.texts(name), dtype=pl.String)
        read = read_results(texts, runs[name].unit)
        found += read.findings
        rest = texts.is_not_null() & read.values.is_null()
        words[name] = texts.set(~rest, None).to_list()
        facts = tuple(read.column if column.name == name else column for column in runs.columns)
        runs = replace(runs, frame=runs.frame.with_columns(read.values), columns=facts)
    for name, said in words.items():
        if any(said):
            kept = free_name(f"{name} (words)", set(runs.names)) if f"{name} (words)" in runs else f"{name} (words)"
            runs = _with_column(runs, Column(kept, Kind.TEXT), pl.Series(kept, said, dtype=pl.String))
    return runs, words


def read_results(texts: pl.Series, unit: str | None) -> ReadColumn:
    """Result cells as numbers, in the unit of the column; findings on words are left to the caller.

    Cells that were typed as text may part decimals by a comma where the others have a point: where one does so beyond
    doubt, the others with a comma are taken to do so too.
    """
    bare = texts.str.replace(_UNIT_BEHIND, "")
    (sign,) = decimal_signs(bare.to_frame())
    other: Decimal = "," if sign == "." else "."
    surely = bare.str.contains(SURELY_COMMA if sign == "." else SURELY_POINT).fill_null(value=False)
    alone = bare.str.contains(other, literal=True) & ~bare.str.contains(sign, literal=True)
    turned = alone.fill_null(value=False) & (surely if sign == "," else surely.any())
    plain = texts.zip_with(~turned, texts.str.replace(other, sign, literal=True))
    read = number_column(Head(texts.name, unit), SortedCells.of(plain, sign))
    own = tuple(finding for finding in read.findings if not isinstance(finding, UnreadCells | MissingWords))
    return replace(read, findings=own)


def _with_states(study: Campaign, runs: Table, words: Mapping[str, list[str | None]], found: list[Finding]) -> Table:
    """The table in which runs with a word for failure and no result are failed, unless their state says otherwise."""
    for name, said in words.items():
        strange = [(row, word) for row, word in enumerate(said) if word and not failure(word) and not waits(word)]
        if strange:
            rows, told = zip(*strange, strict=True)
            found.append(WordsInResults(column=name, runs=_numbered(runs, rows), words=tuple(dict.fromkeys(told))))
    states: list[str | None] = runs.texts(study.status) if study.status in runs else [None] * len(runs)
    measured = np.zeros(len(runs), dtype=bool)
    for name in words:
        measured |= np.isfinite(runs.values(name))
    failures = [next((said[row] for said in words.values() if failure(said[row])), None) for row in range(len(runs))]
    open_ = [state is None or state_of(state) is State.PLANNED for state in states]
    failed = [row for row, word in enumerate(failures) if word and open_[row] and not measured[row]]
    if not failed:
        return runs
    found.append(
        ResultFailed(runs=_numbered(runs, failed), words=tuple(dict.fromkeys(str(failures[row]) for row in failed)))
    )
    for row in failed:
        states[row] = State.FAILED.value
    series = pl.Series(study.status, states, dtype=pl.String)
    if study.status not in runs:
        return _with_column(runs, Column(study.status, Kind.CATEGORY), series)
    column = runs[study.status].with_(kind=Kind.CATEGORY)
    return replace(runs, frame=runs.frame.with_columns(series)).with_columns(column)


def _with_earlier(study: Campaign, runs: Table, found: list[Finding]) -> Table:
    """The table in which runs from before a factor came in have the value that it then had."""
    for name, value in study.before.items():
        worded = isinstance(study.factors[name], list) and not all(
            isinstance(level, int | float) for level in study.factors[name]
        )
        dtype, kind = (pl.String, Kind.CATEGORY) if worded else (pl.Float64, Kind.NUMBER)
        if name in runs:
            earlier = runs.frame[name].is_null()
            given = earlier.not_().arg_max() if not earlier.all() else len(runs)
            earlier = pl.Series([place < (given or 0) for place in range(len(runs))], dtype=pl.Boolean) & earlier
            filled = runs.frame[name].cast(dtype, strict=False)
        else:
            earlier = pl.Series([True] * len(runs), dtype=pl.Boolean)
            filled = pl.Series(name, [None] * len(runs), dtype=dtype)
            runs = _with_column(runs, Column(name, kind, unit_of(study, name)), filled)
        if not earlier.any():
            continue
        found.append(EarlierValue(factor=name, value=value, runs=int(earlier.sum())))
        told = str(value) if worded else float(value)
        filled = filled.set(earlier, told).alias(name)
        runs = replace(runs, frame=runs.frame.with_columns(filled)).with_columns(runs[name].with_(kind=kind))
    return runs


def _with_column(runs: Table, column: Column, values: pl.Series) -> Table:
    return replace(runs, frame=runs.frame.with_columns(values.alias(column.name)), columns=(*runs.columns, column))


def _numbered(runs: Table, rows: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    numbers = numbers_of(runs)
    return tuple(int(numbers[row]) for row in rows)
