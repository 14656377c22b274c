"""Results that are told: by the number of a run or by its settings, as numbers or as words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.experiments.cells import numbering, numbers_of, read_results, ready
from sanhak.areas.process.experiments.domain import Domain, domain_of
from sanhak.areas.process.experiments.headings import RUN
from sanhak.areas.process.experiments.log import level_of, log_of
from sanhak.areas.process.experiments.rows import blank
from sanhak.areas.process.experiments.states import State, failure, waits
from sanhak.decide.findings.campaign import NoSuchRun, ResultNotRead, ResultTwice, RunNotNamed
from sanhak.decide.space import Category
from sanhak.finding import Refusal
from sanhak.table import Column, Kind, Table

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

Row = dict[str, Any]
_SAME: Final = 1e-6


def told_results(
    study: Campaign, runs: Table | None, results: Table | Mapping[Any, Any] | Sequence[Mapping[str, Any]]
) -> Table:
    """The runs with these results; see :meth:`sanhak.areas.process.experiments.asking.Asking.tell`."""
    given = runs if runs is not None else blank(study)
    table, _ = ready(study, given)
    if table is None:
        raise TypeError("a table made ready is a table")
    if study.status not in table:
        states = pl.Series(study.status, [None] * len(table), dtype=pl.String)
        table = replace(
            table, frame=table.frame.with_columns(states), columns=(*table.columns, Column(study.status, Kind.CATEGORY))
        )
    for row in _rows(study, results):
        table = _one(study, table, row)
    return table


def _rows(study: Campaign, results: Table | Mapping[Any, Any] | Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """The results as rows, whatever they came as."""
    if isinstance(results, Table):
        name = numbering(results)
        for row in results.frame.iter_rows(named=True):
            number = {} if name is None else {RUN: row[name]}
            yield {key: value for key, value in row.items() if key != name and value is not None} | number
    elif isinstance(results, Mapping):
        for number, told in results.items():
            yield {RUN: number} | (dict(told) if isinstance(told, Mapping) else {study.goal: told})
    else:
        yield from map(dict, results)


def _one(study: Campaign, table: Table, row: Row) -> Table:
    """The table with one row of results."""
    name = numbering(table)
    number = row.pop(RUN, None) if name in (None, RUN) else row.pop(name, row.pop(RUN, None))
    told = {key: value for key, value in row.items() if not _is_empty(value)}
    place = _by_settings(study, table, told) if number is None else _by_number(table, number)
    if place is None:
        table, place = _appended(study, table), len(table)
    cells = _cells(study, table, place, told)
    frame = table.frame
    for column, value in cells.items():
        values = frame[column].to_list()
        values[place] = _fitting(column, value, frame[column].dtype)
        frame = frame.with_columns(pl.Series(column, values, dtype=frame[column].dtype))
    return replace(table, frame=frame)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _fitting(column: str, value: Any, dtype: Any) -> Any:
    if dtype == pl.Float64:
        try:
            return float(value)
        except (ValueError, TypeError):
            raise Refusal(ResultNotRead(column=column, told=str(value))) from None
    return value if dtype != pl.String or isinstance(value, str) else f"{value}"


def _by_number(table: Table, number: Any) -> int:
    numbers = [int(one) for one in numbers_of(table)]
    try:
        return numbers.index(int(float(number)))
    except (ValueError, TypeError, OverflowError):
        known = f"{min(numbers)}–{max(numbers)}" if numbers else "–"
        raise Refusal(NoSuchRun(number=str(number), known=known)) from None


def _by_settings(study: Campaign, table: Table, told: Row) -> int | None:
    """The first run of these settings that waits for a result; None where there is none."""
    domain = domain_of(study, table)
    point = _point(domain, told)
    if not len(table):
        return None
    log = log_of(study, domain, table)
    same = (np.abs(log.points - point).max(axis=1) < _SAME) & log.open(study.outcomes)
    return int(log.rows[same.argmax()]) if same.any() else None


def _point(domain: Domain, told: Row) -> np.ndarray:
    """The settings of a row as a unit point, shape (factors,)."""
    missing = tuple(name for name in domain.space.names if name not in told)
    if missing:
        raise Refusal(RunNotNamed(missing=missing))
    coordinates = []
    for factor in domain.space.factors:
        if isinstance(factor, Category):
            level = level_of(domain, factor, str(told[factor.name]))
            told[factor.name] = level or str(told[factor.name])
            coordinates.append(factor.unit([told[factor.name]])[0])
        else:
            told[factor.name] = _number(factor.name, told[factor.name], domain.region.columns[factor.name].unit)
            coordinates.append(factor.unit(np.array([told[factor.name]]))[0])
    return np.array(coordinates)


def _number(column: str, value: Any, unit: str | None) -> float:
    """A number that was told, also as a text with a decimal comma or a unit."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    read = read_results(pl.Series(column, [str(value).strip()], dtype=pl.String), unit).values[0]
    if read is None:
        raise Refusal(ResultNotRead(column=column, told=str(value)))
    return float(read)


def _appended(study: Campaign, table: Table) -> Table:
    """The table with an empty row, numbered on, for a run of one's own."""
    name = numbering(table) if len(table) else RUN if RUN in table else None
    row: Row = dict.fromkeys(table.names)
    row[study.status] = State.PLANNED.value
    if name is not None:
        row[name] = _fitting(name, int(max(numbers_of(table), default=0)) + 1, table.frame[name].dtype)
    return replace(table, frame=pl.concat([table.frame, pl.DataFrame([row], schema=table.frame.schema)]))


def _cells(study: Campaign, table: Table, place: int, told: Row) -> Row:
    """What is written into a row: its results, its state, and whatever else was told of it."""
    cells: Row = {}
    failed = False
    for name, value in told.items():
        column = table[name]
        if name not in study.outcomes:
            cells[name] = value
        elif isinstance(value, str) and failure(value):
            failed = True
        elif not (isinstance(value, str) and waits(value)):
            cells[name] = _number(name, value, column.unit)
    numbers = numbers_of(table)
    for name in cells.keys() & set(study.outcomes):
        known = table.frame[name][place]
        if known is not None and not math.isclose(known, cells[name], rel_tol=1e-9):
            raise Refusal(ResultTwice(number=int(numbers[place]), column=name, known=known, told=cells[name]))
    have = [cells.get(name, table.frame[name][place]) for name in study.outcomes if name in table]
    if study.status not in told:
        if failed and not any(value is not None for value in have):
            cells[study.status] = State.FAILED.value
        elif have and all(value is not None for value in have):
            cells[study.status] = State.DONE.value
    return cells
