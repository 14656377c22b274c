"""Replicates: rows with equal inputs, and how much the outcome scatters among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sanhak.table.check.rows import equal_rows, floats
from sanhak.table.column import Kind
from sanhak.table.table import Table


@dataclass(frozen=True, slots=True)
class Noise:
    """The scatter of an outcome among rows with equal inputs.

    ``deviation`` is the pooled standard deviation in ``unit``, with ``freedom`` degrees of freedom, from ``rows`` rows
    in ``sets`` sets of at least two.
    """

    deviation: float
    freedom: int
    rows: int
    sets: int
    unit: str | None = None


def replicate_noise(table: Table, inputs: Sequence[str], outcome: str) -> Noise | None:
    """The noise floor that replicates show; None without replicates or for an outcome that is no number.

    The pooled deviation within sets of equal inputs, "pure error": G. E. P. Box, J. S. Hunter and W. G. Hunter,
    Statistics for Experimenters (2005), chapter 10. Rows with a gap among their inputs replicate nothing.
    """
    if table[outcome].kind is not Kind.NUMBER or not inputs:
        return None
    values = floats(table, outcome)
    known = np.flatnonzero(~np.isnan(values))
    sets, values = equal_rows(table, inputs)[known], values[known]
    sizes = np.bincount(sets)
    repeated = sizes > 1
    freedom = int((sizes[repeated] - 1).sum())
    if freedom == 0:
        return None
    # Differences from the first value of each set keep digits that a large common level would cost.
    present, first = np.unique(sets, return_index=True)
    start = np.zeros(len(sizes))
    start[present] = values[first]
    offset = values - start[sets]
    mean = np.bincount(sets, weights=offset) / np.maximum(1, sizes)
    squares = float(((offset - mean[sets]) ** 2).sum())
    return Noise(
        deviation=float(np.sqrt(squares / freedom)),
        freedom=freedom,
        rows=int(sizes[repeated].sum()),
        sets=int(repeated.sum()),
        unit=table[outcome].unit,
    )
