"""Signals of virtual plants: first-order lags and wandering, both in one pass."""

from __future__ import annotations

import numpy as np

from sanhak.model.prediction import Floats


def lagged(values: Floats, memory: float) -> Floats:
    """The answer of a first-order lag that was at rest before, shape (rows,); its time constant ``memory`` in rows.

    The exact solution where the input is held between two rows.
    """
    from scipy.signal import lfilter

    if memory <= 0:
        return values
    keep = np.exp(-1 / memory)
    return np.asarray(lfilter([1 - keep], [1.0, -keep], values, zi=[keep * values[0]])[0], dtype=float)


def wander(rows: int, memory: float, rng: np.random.Generator) -> Floats:
    """A stationary first-order autoregressive series, shape (rows,), mean 0, deviation 1; ``memory`` in rows."""
    from scipy.signal import lfilter

    keep = np.exp(-1 / memory)
    shocks = rng.normal(size=rows) * np.sqrt(1 - keep**2)
    shocks[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -keep], shocks), dtype=float)


def folded(walk: Floats) -> Floats:
    """A wandering series folded into 0–1, shape (rows,), so that it never rests at a border."""
    return np.asarray(0.5 + np.arcsin(np.sin(np.pi * walk)) / np.pi)


def spread_of(values: Floats) -> float:
    """The standard deviation of a signal, shape (rows,), by its quartiles: what it does in a stop counts little."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low) / 1.349
