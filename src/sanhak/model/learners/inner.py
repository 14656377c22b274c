"""Inner folds: how a learner that tunes itself holds rows out among the rows that it was given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


def inner_folds(
    rows: int, groups: NDArray[np.intp] | None, count: int, seed: int, enough: int | None = None
) -> tuple[tuple[Rows, Rows], ...]:
    """Pairs of teaching and judging rows for tuning inside a fit; rows of one group never straddle a pair.

    Groups are shuffled, then dealt out so that the folds get about equally many rows (largest group first into the
    smallest fold).

    Parameters
    ----------
    rows
        Number of rows.
    groups
        Group number of each row, shape (rows,); None where every row stands alone.
    count
        Number of folds; fewer where there are fewer groups.
    seed
        Decides the shuffle.
    enough
        Where given, only as many folds come back as are needed until so many rows have judged: on a long table one fold
        tells enough.

    Returns
    -------
    tuple
        Pairs of positions, at most ``count``; empty where fewer than two groups leave nothing to hold out.
    """
    _, codes = np.unique(np.arange(rows) if groups is None else groups, return_inverse=True)
    sizes = np.bincount(codes)
    count = min(count, len(sizes))
    if count < 2:  # noqa: PLR2004 - one fold holds nothing out
        return ()
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    largest_first = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    if sizes.max() == sizes.min():
        fold_of_group = np.empty(len(sizes), dtype=np.intp)
        fold_of_group[largest_first] = np.arange(len(sizes)) % count
    else:
        fold_of_group = _deal(largest_first, sizes, count)
    fold = fold_of_group[codes]
    if enough is not None:
        judged = np.cumsum(np.bincount(fold, minlength=count))
        count = min(count, int(np.searchsorted(judged, enough)) + 1)
    return tuple((np.flatnonzero(fold != part), np.flatnonzero(fold == part)) for part in range(count))


def _deal(order: Rows, sizes: Rows, count: int) -> Rows:
    """The fold of each group, each dealt into the fold that has fewest rows so far."""
    fold_of_group = np.empty(len(sizes), dtype=np.intp)
    filled = np.zeros(count, dtype=np.intp)
    for group in order:
        fold_of_group[group] = filled.argmin()
        filled[fold_of_group[group]] += sizes[group]
    return fold_of_group
