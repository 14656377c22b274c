"""What was run: rows of the table of runs as points of the region, and what each of them gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.experiments.cells import numbers_of
from sanhak.areas.process.experiments.domain import Domain
from sanhak.areas.process.experiments.states import WORDS, State, state_of
from sanhak.decide.findings.campaign import (
    AllFailed,
    GoalNotMeasured,
    RepeatsDiffer,
    RunNotRead,
    RunOutside,
    StateNotRead,
)
from sanhak.decide.space import Category, Factor
from sanhak.finding import Finding
from sanhak.model.prediction import Floats
from sanhak.table import Kind, Table
from sanhak.table.substances.names import folded
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_SAME: Final = 1e-6
_FAR_APART: Final = 3.0
"""Ranges, in usual deviations of repeats, from which on two results of the same run are told."""


@dataclass(frozen=True)
class Log:
    """The runs that can be read.

    ``points`` are unit points, shape (runs, factors); ``rows`` their places in the table; ``results`` the outcomes by
    name, shape (runs,), NaN where not measured; ``states`` how far each has come; ``numbers`` what the runs are called.
    ``findings`` tell of all others.
    """

    points: Floats
    rows: NDArray[np.intp]
    results: Mapping[str, Floats]
    states: NDArray[np.str_]
    numbers: NDArray[np.intp]
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.points)

    def known(self, outcome: str) -> NDArray[np.bool_]:
        """Which runs have a result of this outcome, shape (runs,)."""
        return np.asarray(np.isfinite(self.results[outcome]) & (self.states != State.FAILED))

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which runs gave no product to measure, shape (runs,)."""
        return np.asarray(self.states == State.FAILED)

    def open(self, outcomes: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which runs are still to give a result, shape (runs,)."""
        waiting = np.zeros(len(self), dtype=bool)
        for outcome in outcomes:
            waiting |= ~np.isfinite(self.results[outcome])
        return np.asarray(waiting & ~self.failed)


def log_of(study: Campaign, domain: Domain, runs: Table | None) -> Log:
    """The runs of a table; a row that cannot be read is told and left out, and the others still count.

    Raises
    ------
    Refusal
        T001 if a factor has no column in a table that has rows.
    """
    outcomes = study.outcomes
    if runs is None or len(runs) == 0:
        none = np.zeros((0, len(domain.space)))
        empty: dict[str, Floats] = dict.fromkeys(outcomes, np.zeros(0))
        return Log(none, np.zeros(0, dtype=np.intp), empty, np.zeros(0, dtype=np.str_), np.zeros(0, dtype=np.intp))
    found: list[Finding] = []
    coordinates = [_unit(domain, factor, runs, found) for factor in domain.space.factors]
    points = np.column_stack(coordinates)
    states = _states(study, runs, found)
    kept = np.isfinite(points).all(axis=1) & (states != State.LEFT_OUT)
    results = {name: runs.values(name) if name in runs and runs[name].kind is Kind.NUMBER
               else np.full(len(runs), np.nan) for name in outcomes}  # fmt: skip
    log = Log(
        points[kept],
        np.flatnonzero(kept),
        {name: values[kept] for name, values in results.items()},
        states[kept],
        numbers_of(runs)[kept],
    )
    found += [*_outside(domain, log), *_without_results(study, log), *_repeats(log, outcomes)]
    return replace(log, findings=tuple(found))


def _unit(domain: Domain, factor: Factor, runs: Table, found: list[Finding]) -> Floats:
    """Unit coordinates of a factor, shape (rows,); NaN where its cell cannot be read."""
    column = runs[factor.name]
    if isinstance(factor, Category):
        texts = runs.texts(factor.name)
        levels = [level_of(domain, factor, text) for text in texts]
        unit = factor.unit(["" if level is None else level for level in levels])
        strange = sorted({str(text) for text, level in zip(texts, levels, strict=True) if text and level is None})
        if strange:
            rows = [place + 1 for place, text in enumerate(texts) if str(text) in strange]
            found.append(RunNotRead(rows=tuple(rows), factor=factor.name, because=say(
                "{levels} stands in none of its levels", levels=strange)))  # fmt: skip
    elif column.kind is Kind.NUMBER:
        texts = runs.texts(factor.name)
        unit = factor.unit(runs.values(factor.name))
    else:
        texts, unit = [None] * len(runs), np.full(len(runs), np.nan)
        found.append(RunNotRead(rows=tuple(range(1, len(runs) + 1)), factor=factor.name,
                                because=say("the column holds no numbers")))  # fmt: skip
        return unit
    empty = [place + 1 for place, text in enumerate(texts) if text is None or text == ""]
    if empty:
        found.append(RunNotRead(rows=tuple(empty), factor=factor.name, because=say("the cell is empty")))
    return unit


def level_of(domain: Domain, factor: Category, text: str | None) -> str | None:
    """The level that a cell means: as written, else by letters and digits, else as another name of its substance."""
    if text is None:
        return None
    if text in factor.levels:
        return text
    alike = [level for level in factor.levels if folded(level) == folded(text)]
    if len(alike) == 1:
        return alike[0]
    for level, substance in domain.substances.get(factor.name, {}).items():
        if folded(text) in {folded(name) for name in substance.names} or text == substance.cas:
            return level
    return None


def _states(study: Campaign, runs: Table, found: list[Finding]) -> NDArray[np.str_]:
    """What the column of states says of each row, shape (rows,); done where there is none."""
    if study.status not in runs:
        return np.full(len(runs), State.DONE)
    texts = runs.texts(study.status)
    states = [State.DONE if not text else state_of(text) for text in texts]
    strange = sorted({str(text) for text, state in zip(texts, states, strict=True) if state is None})
    if strange:
        found.append(StateNotRead(column=study.status, words=tuple(strange), known=tuple(WORDS)))
    return np.array([State.DONE if state is None else state for state in states])


def _outside(domain: Domain, log: Log) -> Iterator[Finding]:
    """Runs that keep not all ranges and conditions: they teach all the same."""
    inside = (log.points >= -_SAME).all(axis=1) & (log.points <= 1 + _SAME).all(axis=1)
    inside &= domain.region.keeps(np.clip(log.points, 0.0, 1.0))
    if not inside.all():
        yield RunOutside(rows=tuple(int(row) + 1 for row in log.rows[~inside]))


def _without_results(study: Campaign, log: Log) -> Iterator[Finding]:
    if len(log) and log.failed.all():
        yield AllFailed(runs=len(log))
        return
    for outcome in study.outcomes:
        if (log.states == State.DONE).any() and not np.isfinite(log.results[outcome]).any():
            yield GoalNotMeasured(column=outcome)


def _repeats(log: Log, outcomes: tuple[str, ...]) -> Iterator[Finding]:
    """The same run with results that differ more than other repeats do."""
    for outcome in outcomes:
        values = log.results[outcome]
        spans = []
        done = np.zeros(len(log), dtype=bool)
        for place in range(len(log)):
            if done[place]:
                continue
            same = (np.abs(log.points - log.points[place]).max(axis=1) < _SAME) & np.isfinite(values)
            done |= same
            if same.sum() > 1:
                spans.append((float(np.ptp(values[same])), same))
        typical = float(np.median([span for span, _ in spans])) if len(spans) > 2 else np.inf  # noqa: PLR2004
        spread = float(np.nanstd(values)) if np.isfinite(values).any() else 0.0
        for span, same in spans:
            if span > min(_FAR_APART * typical, spread) > 0:
                rows = tuple(int(row) + 1 for row in log.rows[same])
                yield RepeatsDiffer(column=outcome, rows=rows, lowest=float(values[same].min()),
                                    highest=float(values[same].max()))  # fmt: skip
