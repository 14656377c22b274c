"""Checks of what is asked: outcomes, controls, inputs, and whether the rows can carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.columns import minority
from sanhak.table.check.findings import (
    ControlDidNotVary,
    ControlHardlyVaried,
    CounterAsInput,
    FewRows,
    IdentifierAsInput,
    OutcomeAllMissing,
    OutcomeAsInput,
    OutcomeConstant,
    OutcomeGaps,
    OutcomeNotNumber,
    ReplicatesFound,
    TooFewRows,
    TooManyCategories,
)
from sanhak.table.check.noise import replicate_noise
from sanhak.table.check.rows import Floats, Mask, codes, filled, floats
from sanhak.table.column import Kind
from sanhak.table.table import Table
from sanhak.text import Amount, decimals_for, show

LEAST_ROWS: Final = 5
"""Below five rows none can be held out and leave enough to tell an effect from noise."""
ROWS_PER_INPUT: Final = 5
"""Half of what textbooks ask for (Harrell 2015): designed experiments do with fewer than recorded rows."""
LEVELS, ROWS_PER_LEVEL = 10, 5
"""A category is too fine with more than ten levels and fewer than five rows for each."""
LEAST_COUNTED: Final = 10
"""A column counts rows if it does so at least ten times."""
LABELS: Final = (Kind.CATEGORY, Kind.ORDINAL)


@dataclass(frozen=True)
class Question:
    """What is asked of a table: which columns are set or measured, and which follow from them.

    ``inputs`` include the ``controls``; ``labels`` says whether an outcome may be a category.
    """

    table: Table
    inputs: tuple[str, ...]
    outcomes: tuple[str, ...]
    controls: tuple[str, ...] = ()
    labels: bool = False

    @cached_property
    def measured(self) -> dict[str, Floats]:
        """Outcomes that can be reckoned with, each of shape (rows,): labels as numbers in order of appearance."""
        kinds = {name: self.table[name].kind for name in self.outcomes}
        numbers = {name: floats(self.table, name) for name, kind in kinds.items() if kind is Kind.NUMBER}
        coded = {name: codes(self.table, name) for name, kind in kinds.items() if self.labels and kind in LABELS}
        return {name: values for name, values in (numbers | coded).items() if not np.isnan(values).all()}

    @cached_property
    def used(self) -> Mask:
        """Rows with at least one measured outcome, shape (rows,)."""
        known = [~np.isnan(values) for values in self.measured.values()]
        return np.any(known, axis=0) if known else np.zeros(len(self.table), dtype=bool)

    def kind(self, name: str) -> Kind:
        """The kind of a column."""
        return self.table[name].kind


def outcomes(question: Question) -> Iterator[Finding]:
    """Outcomes that are empty, no number, constant, or missing in rows."""
    table = question.table
    for name in question.outcomes:
        there = int(filled(table, name).sum())
        if there == 0:
            yield OutcomeAllMissing(column=name, rows=len(table))
        elif name not in question.measured:
            seen = [text for text in dict.fromkeys(table.texts(name)) if text is not None]
            yield OutcomeNotNumber(column=name, examples=tuple(seen[:3]))
        else:
            yield from _measured(question, name, there)
        if name in question.inputs:
            yield OutcomeAsInput(column=name)


def _measured(question: Question, name: str, there: int) -> Iterator[Finding]:
    rows = len(question.table)
    if there < LEAST_ROWS:
        yield TooFewRows(column=name, rows=there, least=LEAST_ROWS)
    elif there < ROWS_PER_INPUT * len(question.inputs):
        yield FewRows(column=name, rows=there, inputs=len(question.inputs))
    if there > 1 and _spread(question.measured[name]) == 0:
        yield OutcomeConstant(column=name, value=usual(question, name))
    if there < rows:
        yield OutcomeGaps(column=name, rows=rows - there, used=there)


def controls(question: Question) -> Iterator[Finding]:
    """Controls that never or hardly moved while an outcome was measured."""
    for name in question.controls:
        series = question.table.frame[name].filter(question.used)
        others = minority(series)
        if others == 0 or series.drop_nulls().len() == 0:
            yield ControlDidNotVary(column=name, value=usual(question, name), rows=int(question.used.sum()))
        elif others is not None:
            yield ControlHardlyVaried(column=name, value=usual(question, name), rows=others)


def inputs(question: Question) -> Iterator[Finding]:
    """Inputs that name, count or divide the rows too finely."""
    for name in question.inputs:
        match question.kind(name):
            case Kind.IDENTIFIER:
                yield IdentifierAsInput(column=name)
            case Kind.CATEGORY:
                there = question.table.frame[name].filter(question.used).drop_nulls()
                levels = there.n_unique()
                if levels > LEVELS and len(there) < ROWS_PER_LEVEL * levels:
                    yield TooManyCategories(column=name, levels=levels, rows=len(there))
            case Kind.NUMBER if name not in question.controls and _counts(floats(question.table, name)):
                yield CounterAsInput(column=name)
            case _:
                pass


def _counts(values: Floats) -> bool:
    """Whether the values rise by one and the same step from row to row."""
    if len(values) < LEAST_COUNTED or np.isnan(values).any():
        return False
    steps = np.diff(values)
    return bool(steps[0] > 0 and np.ptp(steps) <= 1e-9 * max(1.0, abs(float(values[-1]))) * steps[0])


def replicates(question: Question) -> Iterator[Finding]:
    """The noise floor that rows with equal inputs show."""
    for name in question.outcomes:
        noise = replicate_noise(question.table, question.inputs, name)
        if noise is not None:
            deviation = show(Amount(noise.deviation, noise.unit, decimals_for(noise.deviation)))
            yield ReplicatesFound(
                outcome=name, rows=noise.rows, sets=noise.sets, deviation=deviation, freedom=noise.freedom
            )


def usual(question: Question, name: str) -> str:
    """The commonest value of a column among the used rows, with its unit, as a reader expects it."""
    counted = question.table.frame[name].filter(question.used).drop_nulls().value_counts(sort=True)
    if counted.height == 0:
        return "–"
    value = counted[name][0]
    return show(Amount(value, question.table[name].unit)) if question.kind(name) is Kind.NUMBER else str(value)


def _spread(values: Floats) -> float:
    return float(np.nanmax(values) - np.nanmin(values))


CHECKS: Final = (outcomes, controls, inputs, replicates)
"""The checks of this file, in the order in which they report."""
