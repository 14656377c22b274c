"""Checks of how columns of a question hang together: leaks, gaps that tell, inputs that moved together or in answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.findings import (
    CopyOfOutcome,
    DatedAfterRow,
    GivesOutcomeAway,
    InputsNotCompared,
    MissingTellsValue,
    NamedAfterOutcome,
    RecordedWithOutcome,
)
from sanhak.table.check.question import LABELS, Question
from sanhak.table.check.rows import Floats, Mask, Rows, codes, filled, floats, sample, times
from sanhak.table.check.strength import (
    FALSE_ALARM,
    correlations,
    dependence,
    explained_by_levels,
    rank_correlation,
    ranks,
    shift,
)
from sanhak.table.column import Kind

MOST_INPUTS: Final = 200
"""Inputs that are compared in pairs: 20,000 pairs cost about a second."""
MOST_ROWS: Final = 10_000
"""Rows that are compared: more do not change a strength in its second digit."""
LEAST_ROWS: Final = 12
"""Below a dozen rows a strong relation is too often an accident."""
FUNCTION_OF: Final = 0.9
"""Chatterjee's coefficient of an almost perfect function: about 1 % of the variance is noise."""
BETWEEN_LEVELS: Final = 0.98
"""Share of the variance between levels of an almost perfect category."""
COPY: Final = 1 - 1e-5
"""Correlation of a rescaled copy; rounding to three digits stays above it."""
NAMED_SHARE: Final = 0.5
"""A telling name alone is no evidence: half of the movement must go with it."""
AFTER_WORDS: Final = ("after", "final", "result", "결과", "판정", "최종")
LEAST_NAME: Final = 3
"""A shorter name of an outcome (y, pH) is part of too many other words."""
DATED_AFTER: Final = 0.9
"""Share of rows in which a date must lie after the row's time."""
LEAST_GAPS: Final = 5
"""Rows with and without a gap that a comparison needs."""
MEDIUM_EFFECT: Final = 0.33
"""Cliff's delta of a medium effect: J. Romano and others (2006)."""


@dataclass(frozen=True)
class Relations:
    """The columns of a question that are compared, on a sample of the rows."""

    question: Question

    @cached_property
    def rows(self) -> Rows:
        """Positions of the compared rows, shape (sample,)."""
        return sample(len(self.question.table), MOST_ROWS)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The compared inputs, controls first."""
        asked = self.question
        named = dict.fromkeys((*asked.controls, *asked.inputs))
        return tuple(name for name in named if name not in asked.outcomes)[:MOST_INPUTS]

    @cached_property
    def numbers(self) -> dict[str, Floats]:
        """Number inputs on the compared rows, each of shape (sample,)."""
        table = self.question.table
        return {name: floats(table, name)[self.rows] for name in self.inputs if table[name].kind is Kind.NUMBER}

    @cached_property
    def ranked(self) -> dict[str, Floats]:
        """Ranks of the number inputs on the compared rows, each of shape (sample,)."""
        return {name: ranks(values[None])[0] for name, values in self.numbers.items()}

    @cached_property
    def levels(self) -> dict[str, Floats]:
        """Category inputs on the compared rows as numbers, missing NaN, each of shape (sample,)."""
        table = self.question.table
        return {name: codes(table, name)[self.rows] for name in self.inputs if table[name].kind in LABELS}

    @cached_property
    def outcomes(self) -> dict[str, Floats]:
        """Outcomes on the compared rows, each of shape (sample,); only those that vary."""
        return {
            name: values[self.rows]
            for name, values in self.question.measured.items()
            if np.nanmax(values) > np.nanmin(values)
        }

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Compared inputs that nobody sets."""
        return tuple(name for name in self.inputs if name not in self.question.controls)

    def varies(self, name: str) -> bool:
        """Whether an input that can be compared holds more than one value."""
        values = self.numbers.get(name, self.levels.get(name))
        return values is not None and len(np.unique(values[~np.isnan(values)])) > 1


def leaks(relations: Relations) -> Iterator[Finding]:
    """Inputs that give the outcome away, copy it, or are named as known only after it; controls are set before it."""
    for outcome, values in relations.outcomes.items():
        for name in relations.free:
            if name in relations.numbers:
                yield from _number_leak(name, outcome, relations.numbers[name], values)
            elif name in relations.levels:
                yield from _level_leak(name, outcome, relations.levels[name], values)


def _number_leak(name: str, outcome: str, column: Floats, values: Floats) -> Iterator[Finding]:
    there = ~(np.isnan(column) | np.isnan(values))
    if there.sum() < LEAST_ROWS:
        return
    line = float(correlations(np.stack([column, values])[:, there])[0][0, 1])
    strength, share = dependence(column, values), rank_correlation(column, values)[0] ** 2
    if abs(line) >= COPY:
        yield CopyOfOutcome(column=name, outcome=outcome, strength=round(line, 6))
    elif strength >= FUNCTION_OF:
        yield GivesOutcomeAway(column=name, outcome=outcome, strength=round(strength, 3))
    elif share >= NAMED_SHARE and _named_after(name, outcome):
        yield NamedAfterOutcome(column=name, outcome=outcome, share=round(share, 2))


def _level_leak(name: str, outcome: str, column: Floats, values: Floats) -> Iterator[Finding]:
    there = ~(np.isnan(column) | np.isnan(values))
    if there.sum() < LEAST_ROWS:
        return
    share = explained_by_levels(column[there].astype(np.intp), values[there])
    if share >= BETWEEN_LEVELS:
        yield GivesOutcomeAway(column=name, outcome=outcome, strength=round(share, 3))


def _named_after(name: str, outcome: str) -> bool:
    """Whether a name says that it is known only after the outcome."""
    plain = name.casefold()
    words = plain.replace("_", " ").replace("-", " ").split()
    return (len(outcome) >= LEAST_NAME and outcome.casefold() in plain) or any(
        word in words if word.isascii() else word in plain for word in AFTER_WORDS
    )


def recorded_with(relations: Relations) -> Iterator[Finding]:
    """Inputs that are filled in exactly where the outcome is."""
    table = relations.question.table
    for outcome in relations.outcomes:
        there = filled(table, outcome)
        gaps = int((~there).sum())
        if gaps < LEAST_GAPS:
            continue
        for name in relations.free:
            if np.array_equal(filled(table, name), there):
                yield RecordedWithOutcome(column=name, outcome=outcome, rows=gaps)


def dated_after(relations: Relations) -> Iterator[Finding]:
    """Date inputs that lie after the row's own time."""
    table = relations.question.table
    if table.time is None or table[table.time].kind is not Kind.DATE:
        return
    moments = times(table)
    for name in relations.free:
        if table[name].kind is Kind.DATE and name != table.time:
            dates = times(table, name)
            both = ~(np.isnan(dates) | np.isnan(moments))
            later = int((dates[both] > moments[both]).sum())
            if later and later >= DATED_AFTER * both.sum():
                yield DatedAfterRow(column=name, time=table.time, rows=later)


def missing_tells(relations: Relations) -> Iterator[Finding]:
    """Gaps of inputs that go with the outcome, and gaps of the outcome that go with inputs."""
    pairs = [
        (column, ~filled(relations.question.table, column)[relations.rows], other, values)
        for outcome, measured in relations.outcomes.items()
        if relations.question.kind(outcome) is Kind.NUMBER
        for column, other, values in (
            *((name, outcome, measured) for name in relations.inputs),
            *((outcome, name, values) for name, values in relations.numbers.items()),
        )
    ]
    compared = [pair for pair in pairs if _enough(pair[1], pair[3])]
    for column, gap, other, values in compared:
        strength, score = (float(each[0]) for each in shift(values[None], gap))
        if abs(strength) >= MEDIUM_EFFECT and _chance(score) < FALSE_ALARM / len(compared):
            yield MissingTellsValue(
                column=column,
                other=other,
                median_missing=float(np.nanmedian(values[gap])),
                median_present=float(np.nanmedian(values[~gap])),
                strength=round(strength, 2),
            )


def _enough(gap: Mask, values: Floats) -> bool:
    there = ~np.isnan(values)
    return min(int((there & gap).sum()), int((there & ~gap).sum())) >= LEAST_GAPS


def _chance(score: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(score)))


def capped(relations: Relations) -> Iterator[Finding]:
    """Whether inputs were left out of the comparison."""
    asked = len(set(relations.question.inputs) | set(relations.question.controls))
    if asked > MOST_INPUTS:
        yield InputsNotCompared(inputs=asked, compared=MOST_INPUTS)


CHECKS: Final = (capped, leaks, recorded_with, dated_after, missing_tells)
"""The checks of this file, in the order in which they report."""
