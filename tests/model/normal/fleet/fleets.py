"""Made-up fleets whose normal course is known: levels of their own, a slope over load, correlated scatter."""

from __future__ import annotations

import numpy as np

from sanhak.model.normal.fleet import Courses


def fleet(assets: int = 20, rows: int = 120, normal: int = 70, seed: int = 0) -> Courses:
    """Daily readings of three sensors, the first two of which move alike, at a load that hangs on nothing."""
    rng = np.random.default_rng(seed)
    mix = np.array([[1.0, 0.9, 0.0], [0.0, np.sqrt(1 - 0.81), 0.0], [0.0, 0.0, 1.0]])
    load = rng.normal(size=(assets, rows, 1))
    level = rng.normal(size=(assets, 1, 3))
    values = 50 + 3 * load + 2 * level + rng.normal(size=(assets, rows, 3)) @ mix
    course = np.repeat(np.arange(assets), rows)
    time = np.tile(np.arange(rows, dtype=float), assets)
    calm = np.broadcast_to((time < normal)[:, None], (assets * rows, 3)).copy()
    return Courses(np.arange(assets), course, time, values.reshape(-1, 3), load.reshape(-1, 1), calm)
