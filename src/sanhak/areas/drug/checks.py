"""What has to be said about molecules and candidates that no check of a table in general says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table import Kind, Table
from sanhak.table.check.molecules import already_measured, molecules
from sanhak.table.molecules.series_findings import EndsOfNature, MostlyOneSeries
from sanhak.table.split_scaffold import scaffold_of
from sanhak.table.substances.names import shown
from sanhak.table.units import compatible, convert, known
from sanhak.text import Amount, say

_NOT_NEGATIVE: Final = ("h", "mol/L", "g/L", "mol", "g", "mL/min", "mL/(min·g)", "m/s", "%")
"""A unit of each quantity that drugs are measured by and that is never negative: times, amounts, rates, shares."""
_SHARE: Final = "%"
_WHOLE: Final = 100.0
_MOST: Final = 0.5


def ended(table: Table, outcome: str, given: tuple[float | None, float | None]) -> tuple[Table, tuple[Finding, ...]]:
    """The table with the ends of an outcome that its unit gives it, and what is said of that.

    An outcome has none where one is ``given``, where its unit is none of a quantity that cannot be negative, or where a
    measured value is negative after all. A share ends at 100 % where no measured value exceeds it.
    """
    column = table[outcome]
    unit = known(column.unit) if column.unit and column.kind is Kind.NUMBER else None
    if unit is None or not any(compatible(unit, other) for other in _NOT_NEGATIVE):
        return table, ()
    if any(end is not None for end in (*given, column.lower, column.upper)) or (table.values(outcome) < 0).any():
        return table, ()
    share = compatible(unit, _SHARE) and not (convert(table.values(outcome), unit, _SHARE) > _WHOLE).any()
    whole = float(convert(np.array([_WHOLE]), _SHARE, unit)[0]) if share else None
    beyond = say("below 0 or above {whole}", whole=Amount(whole, unit)) if whole is not None else say("below 0")
    facts = replace(column, lower=0.0, upper=whole)
    return table.with_columns(facts), (EndsOfNature(column=outcome, unit=unit, beyond=beyond),)


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


def refuse_other_quantities(candidates: Table, measured: Table, inputs: Sequence[str]) -> None:
    """Refuse candidates whose further inputs measure something else than those that taught.

    Raises
    ------
    Refusal
        T003 if a unit does not convert.
    """
    for name in inputs:
        if name in candidates and name in measured:
            own, taught = candidates[name].unit, measured[name].unit
            if own is not None and taught is not None:
                convert(0.0, own, taught)


def measured_rows(table: Table, outcome: str) -> Table:
    """The rows with a measured outcome."""
    return table.rows(np.flatnonzero(~table.frame[outcome].is_null().to_numpy()))
