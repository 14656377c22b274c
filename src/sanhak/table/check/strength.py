"""How strongly columns hang together, by ranks: no unit and no monotone scale can change these figures."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.table.check.rows import Floats, Mask

FALSE_ALARM: Final = 0.001
"""Each test raises a false alarm in at most one clean table of a thousand, so that a good table yields few findings."""


def ranks(values: Floats) -> Floats:
    """Mean ranks from 1 along the last axis of an array of shape (columns, rows); NaN stays NaN."""
    order = np.argsort(values, axis=1, kind="stable")
    rising = np.take_along_axis(values, order, axis=1)
    position = np.broadcast_to(np.arange(values.shape[1], dtype=float), values.shape)
    new = np.ones(values.shape, dtype=bool)
    new[:, 1:] = rising[:, 1:] != rising[:, :-1]
    first = np.maximum.accumulate(np.where(new, position, 0), axis=1)
    ends = np.concatenate([new[:, 1:], np.ones((len(values), 1), dtype=bool)], axis=1)
    last = np.minimum.accumulate(np.where(ends, position, values.shape[1])[:, ::-1], axis=1)[:, ::-1]
    result = np.empty_like(values)
    np.put_along_axis(result, order, (first + last) / 2 + 1, axis=1)
    return np.where(np.isnan(values), np.nan, result)


def correlations(values: Floats) -> tuple[Floats, Floats]:
    """Correlations between the rows of a (columns, rows) array on the rows that both have, and how many those are."""
    there = (~np.isnan(values)).astype(float)
    counts = np.maximum(1, there.sum(axis=1, keepdims=True))
    centred = np.where(there > 0, values - np.nansum(values, axis=1, keepdims=True) / counts, 0.0)
    squares = centred**2 @ there.T
    spread = np.sqrt(squares * squares.T)
    return np.divide(centred @ centred.T, spread, out=np.zeros_like(spread), where=spread > 0), there @ there.T


def rank_correlation(first: Floats, second: Floats) -> tuple[float, int]:
    """Spearman's correlation of two columns of shape (rows,) on the rows that both have, and how many those are."""
    both = ~(np.isnan(first) | np.isnan(second))
    strength, _ = correlations(ranks(np.stack([first[both], second[both]])))
    return float(strength[0, 1]), int(both.sum())


def chance_of(correlation: Floats, rows: Floats) -> Floats:
    """Two-sided probability of a correlation this strong between columns that know nothing of each other (t test)."""
    from scipy.special import stdtr

    freedom = np.maximum(1.0, rows - 2)
    squared = np.minimum(correlation**2, 1 - 1e-15)
    return np.asarray(2 * stdtr(freedom, -np.sqrt(squared * freedom / (1 - squared))))


def dependence(cause: Floats, effect: Floats) -> float:
    """How far ``effect`` is a function of ``cause``: 0 for not at all, 1 for perfectly; shape (rows,) each.

    Chatterjee's coefficient as a share of the highest value that it can take for so many rows; ties of the cause are
    put in random order. S. Chatterjee, A new coefficient of correlation, J. Am. Stat. Assoc. 116 (2021) 2009–2022.
    """
    both = np.flatnonzero(~(np.isnan(cause) | np.isnan(effect)))
    rows = len(both)
    if rows < 3:  # noqa: PLR2004 - below that the coefficient has no positive value
        return 0.0
    both = np.random.default_rng(0).permutation(both)
    along = effect[both][np.argsort(cause[both], kind="stable")]
    rising = np.sort(along)
    at_most = np.searchsorted(rising, along, side="right")
    at_least = rows - np.searchsorted(rising, along, side="left")
    most = 2 * float((at_least * (rows - at_least)).sum())
    if most <= 0:
        return 0.0
    best = rows * float(np.abs(np.diff(np.searchsorted(rising, rising, side="right"))).sum())
    found = rows * float(np.abs(np.diff(at_most)).sum())
    return float(np.clip((1 - found / most) / (1 - best / most), 0.0, 1.0)) if best < most else 0.0


def shift(values: Floats, later: Mask) -> tuple[Floats, Floats]:
    """Cliff's delta of the later against the other rows, and its normal score, each of shape (columns,).

    ``values`` has shape (columns, rows), ``later`` shape (rows,). The score is that of Mann and Whitney (1947), with
    ties.
    """
    ranked = ranks(values)
    there = ~np.isnan(ranked)
    late, early = (there & later).sum(axis=1), (there & ~later).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.nansum(ranked * later, axis=1) / late - np.nansum(np.where(later, 0.0, ranked), axis=1) / early
        total = late + early
        mean = np.nansum(ranked, axis=1) / total
        variance = np.nansum((ranked - mean[:, None]) ** 2, axis=1) / (total - 1)
        score = difference / np.sqrt(variance * (1 / late + 1 / early))
    known = (late > 0) & (early > 0) & (variance > 0)
    return np.where(known, 2 * difference / total, 0.0), np.where(known, score, 0.0)


def explained_by_levels(levels: NDArray[np.intp], values: Floats) -> float:
    """Share of the variance of ``values`` between levels, adjusted for their number (0–1); shape (rows,) each.

    A level that stands in one row explains only itself, so its row is left out. T. L. Kelley, An unbiased correlation
    ratio measure, Proc. Natl. Acad. Sci. 21 (1935) 554–559.
    """
    repeated = np.bincount(levels)[levels] > 1
    levels, values = levels[repeated], values[repeated]
    count = np.bincount(levels)
    number = int((count > 0).sum())
    total = float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if total <= 0 or len(values) <= number:
        return 0.0
    mean = np.bincount(levels, weights=values) / np.maximum(1, count)
    within = float(((values - mean[levels]) ** 2).sum())
    return max(0.0, 1 - (within / (len(values) - number)) / (total / (len(values) - 1)))
