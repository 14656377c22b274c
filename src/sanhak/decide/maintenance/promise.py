"""What a plan may cost until its horizon: simulated failures, with an error that all lives share."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.maintenance.cost import Prices
from sanhak.model.life import Lives
from sanhak.model.prediction import Floats

SHARED: Final = 0.08
"""Standard deviation of the error that the logarithms of all lives share: a model is learnt from one history.

Set on 600 virtual fleets (``bench/plan``, seeds 61,000 and on): at 0.07 88 % of 90 % intervals held, at 0.1 93 %.
"""
_NODES: Final = 40


def outcomes(
    lives: Lives, times: Floats, horizon: float, prices: Prices, rng: np.random.Generator, draws: int = 2000,
    shared: float = SHARED, since: float = 0.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Simulated cost of failures and planned jobs until ``horizon``, and the number of failures; each (draws,).

    Each asset counts until its first renewal: a failure if it comes before its job, else the job. ``times`` (n,) is
    when each job is done, infinite where it is left. Of assets that are known to have lasted until ``since`` it is told
    what comes after it.
    """
    end = np.maximum(np.minimum(times, horizon), since)
    planned = np.where(times <= horizon, prices.planned, 0.0)
    each = -(-draws // _NODES)
    costs, counts = [], []
    for error in shared * rng.normal(size=_NODES):
        known = np.maximum(lives.lasts(since * np.exp(error)), np.finfo(float).tiny)
        failed = rng.random((each, len(lives))) > (lives.lasts(end * np.exp(error)) / known)[None]
        costs.append(np.where(failed, prices.failure, planned).sum(axis=1))
        counts.append(failed.sum(axis=1))
    return np.concatenate(costs)[:draws], np.concatenate(counts)[:draws].astype(float)


def expected_failures(lives: Lives, times: Floats, horizon: float) -> float:
    """The expected number of assets that fail before their jobs, until ``horizon``."""
    return float((1 - lives.lasts(np.minimum(times, horizon))).sum())
