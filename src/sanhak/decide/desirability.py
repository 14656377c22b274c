"""Several outcomes as one: how desirable each is, from 0 (useless) to 1 (as wished), and all together.

G. Derringer and R. Suich: Simultaneous Optimization of Several Response Variables, Journal of Quality Technology 12
(1980), 214-219.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sanhak.model.prediction import Floats

Wish: TypeAlias = Literal["maximize", "minimize", "target"]


@dataclass(frozen=True, slots=True)
class Desirability:
    """What is wished of one outcome, in its unit.

    To maximize, it is 0 at ``low`` and below and 1 at ``target`` and above; to minimize, 1 at ``target`` and below and
    0 at ``high`` and above; for a target, 1 there and 0 at ``low`` and ``high``. ``weight`` bends the way between:
    above 1 only what is close to the wish counts.
    """

    wish: Wish
    low: float | None
    target: float
    high: float | None
    weight: float = 1.0

    def of(self, values: Floats) -> Floats:
        """How desirable values are, shape (points,)."""
        rising = _share(values, self.low, self.target) if self.wish != "minimize" else np.ones(len(values))
        falling = _share(-values, self.high, self.target, -1.0) if self.wish != "maximize" else np.ones(len(values))
        return np.minimum(rising, falling) ** self.weight


def _share(values: Floats, worst: float | None, best: float, sign: float = 1.0) -> Floats:
    """How far values have come from the worst end to the best, between 0 and 1."""
    if worst is None or sign * worst >= sign * best:
        return (values >= sign * best).astype(float)
    return np.clip((values - sign * worst) / (sign * best - sign * worst), 0.0, 1.0)


def together(each: Sequence[Floats], importance: Sequence[float] | None = None) -> Floats:
    """The weighted geometric mean, shape (points,): one outcome that is useless makes the whole useless."""
    weights = np.ones(len(each)) if importance is None else np.asarray(importance, dtype=float)
    parts = np.array([np.power(one, weight) for one, weight in zip(each, weights, strict=True)])
    found: Floats = np.prod(parts, axis=0) ** (1 / weights.sum())
    return found
