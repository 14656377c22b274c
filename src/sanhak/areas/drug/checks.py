"""What has to be said about molecules and candidates that no check of a table in general says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from sanhak.areas.drug.findings import MostlyOneSeries, NeverBelowZero
from sanhak.finding import Finding
from sanhak.table import Column, Kind, Table
from sanhak.table.check.molecules import already_measured, molecules
from sanhak.table.split_scaffold import scaffold_of
from sanhak.table.substances.names import shown
from sanhak.table.units import compatible, known

_NOT_NEGATIVE: Final = ("h", "mol/L", "g/L", "mol", "g", "mL/min", "mL/(min·g)", "m/s", "%")
"""A unit of each quantity that drugs are measured by and that is never negative: times, amounts, rates, shares."""
_MOST: Final = 0.5


def bounded(table: Table, outcome: str, lowest: float | None) -> tuple[Table, tuple[Finding, ...]]:
    """The table with zero as the end of an outcome that cannot be negative, and what is said of that.

    Nothing is bounded where a bound was given, where the unit is none of such a quantity, or where a measured value is
    negative after all.
    """
    column = table[outcome]
    if lowest is not None or column.lower is not None or not _never_negative(column):
        return table, ()
    if (table.values(outcome) < 0).any():
        return table, ()
    ended = table.with_columns(replace(column, lower=0.0))
    return ended, (NeverBelowZero(column=outcome, unit=str(column.unit)),)


def _never_negative(column: Column) -> bool:
    unit = None if column.unit is None or column.kind is not Kind.NUMBER else known(column.unit)
    return unit is not None and any(compatible(unit, other) for other in _NOT_NEGATIVE)


def one_series(texts: list[str | None]) -> Iterator[Finding]:
    """That most of the measured molecules have one scaffold."""
    counted = Counter(scaffold_of(text) for text in texts if text is not None)
    (scaffold, count), *_ = counted.most_common(1) or [("", 0)]
    share = count / max(1, counted.total())
    if share > _MOST:
        yield MostlyOneSeries(share=share, scaffold=shown(scaffold), scaffolds=len(counted))


def of_candidates(candidates: Table, column: str, measured: Table, *, alone: bool) -> Iterator[Finding]:
    """Salts, mixtures and other odd molecules among the candidates, by their place in the list, and known ones.

    ``alone``: the structure is the only input, so that a molecule that was measured needs no prediction.
    """
    facts = replace(candidates[column], name="candidates")
    frame = candidates.frame.select(column).rename({column: "candidates"})
    yield from molecules(Table(frame, (facts,), source=candidates.source))
    if alone:
        texts = [text for text in candidates.texts(column) if text is not None]
        yield from already_measured(measured, column, texts)


def measured_rows(table: Table, outcome: str) -> Table:
    """The rows with a measured outcome."""
    return table.rows(np.flatnonzero(~table.frame[outcome].is_null().to_numpy()))
