"""Rows of a small plant whose tags move together, and what may happen to them."""

import numpy as np

from sanhak.plants.signal import wander


def normal(rows=400, tags=6, seed=0, memory=4.0):
    """Tags that follow two wandering causes, each with a scatter of its own."""
    rng = np.random.default_rng(seed)
    causes = np.column_stack([wander(rows, memory, rng) for _ in range(2)])
    gains = np.random.default_rng(99).normal(size=(2, tags))
    return causes @ gains + rng.normal(0, 0.2, (rows, tags))


def follows(rows):
    """Rows that all follow one another."""
    return np.zeros(rows, dtype=bool)
