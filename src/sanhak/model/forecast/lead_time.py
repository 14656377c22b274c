"""The demand of each item over a lead time: what a forecast says of its sum, and how far earlier sums were off."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

_BELIEF: Final = 12.0
"""So many periods of an item's own history weigh as much as what is usual among its like."""


def dispersion(items: Panel, lead: int, which: NDArray[np.bool_]) -> Floats:
    """Variance over mean of the demand over ``lead`` periods, NaN outside ``which``, shape (items,).

    Each item's own figure is pulled towards that of all, the more the shorter its history or the rarer its demand.
    """
    values = items.values[:, -max(3 * items.season, 24) :]
    known = ~np.isnan(values)
    counted = np.maximum(known.sum(axis=1), 1)
    mean = np.nansum(values, axis=1) / counted
    squares = np.where(known, (np.nan_to_num(values) - mean[:, None]) ** 2, 0.0).sum(axis=1)
    alive = which & (mean > 0)
    if not alive.any():
        return np.where(which, 1.0, np.nan)
    # The typical item counts, not the pooled sum, in which a few large ones would speak for all.
    usual = float(np.median(squares[alive] / counted[alive] / mean[alive]))
    sold = (np.nan_to_num(values) > 0).sum(axis=1)
    own = squares / np.maximum(counted - 1, 1) / np.maximum(mean, 1e-12)
    share = sold / (sold + _BELIEF / 4)
    found = share * own + (1 - share) * usual
    return np.where(which, np.maximum(found * _together(values, lead), 1e-6), np.nan)


def believed(items: Panel, expected: Floats, lead: int, which: NDArray[np.bool_]) -> Floats:
    """Expected demand of each item, that of rare ones pulled towards the mean of all of these, shape (items,).

    How far is told by the items themselves: the scatter within one over the scatter between them, in periods (W. James
    and C. Stein, 1961). Where items differ much it is next to nothing.
    """
    values = items.values[which, -max(2 * items.season, 24) :]
    if which.sum() < _BELIEF:
        return expected
    known = ~np.isnan(values)
    counted = np.maximum(known.sum(axis=1), 1)
    means = np.nansum(values, axis=1) / counted
    within = float(np.mean(np.where(known, (np.nan_to_num(values) - means[:, None]) ** 2, 0.0).sum(axis=1) / counted))
    between = float(means.var()) - within / float(counted.mean())
    weight = min(within / max(between, 1e-12), float(counted.mean()))
    pulled = expected.copy()
    pulled[which] = (counted * expected[which] + weight * lead * means.mean()) / (counted + weight)
    return pulled


def _together(values: Floats, lead: int) -> float:
    """How much more a sum over the lead time scatters than independent periods would, over all items; at least 1."""
    if lead < 2 or values.shape[1] < 2 * lead:  # noqa: PLR2004 - a single period, or too few to see
        return 1.0
    filled = np.where(np.isnan(values), np.nanmean(values), values)
    blocks = values.shape[1] // lead
    sums = filled[:, -blocks * lead :].reshape(len(values), blocks, lead).sum(axis=2)
    single = filled[:, -blocks * lead :].var(axis=1, ddof=1)
    ratio = sums.var(axis=1, ddof=1) / np.maximum(lead * single, 1e-12)
    return float(np.clip(np.median(ratio), 1.0, lead))


def spread(items: Panel, lead: int) -> Floats:
    """The roughness of demand over ``lead`` periods, shape (items,): that of one, as if periods were independent."""
    rough: Floats = items.roughness * np.sqrt(lead)
    return rough
