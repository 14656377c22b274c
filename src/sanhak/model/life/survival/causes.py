"""Several causes that compete: the hazard of each from its own model, and the share that each takes in the end.

Source: R. Prentice et al., Biometrics 34 (1978).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.survival.accelerated import Accelerated
from sanhak.model.life.survival.cox import Cox
from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True, eq=False)
class CausesOf:
    """A model of each cause's hazard; the other causes count as censoring, as cause-specific hazards ask."""

    models: tuple[Cox | Accelerated, ...]

    @classmethod
    def fit(cls, spells: Spells, cause: NDArray[np.intp], causes: int) -> Self:
        """Learn one Cox model for each cause of which something failed; ``cause`` (n,) is below ``causes``."""
        return cls(tuple(Cox().fit(spells.failing(spells.failed & (cause == one))) for one in range(causes)))

    def incidence(self, inputs: Floats, ages: Floats) -> Floats:
        """Share that has failed by each cause until each age, shape (causes, n, k); ``ages`` rise from above 0."""
        return incidence(np.stack([model.survival(inputs, ages) for model in self.models]))


def incidence(survival: Floats) -> Floats:
    """Cumulative incidence of each cause from its cause-specific survival, both of shape (causes, n, k).

    Within a step each cause takes its part of the step's hazard.
    """
    hazard = -np.log(np.maximum(survival, np.finfo(float).tiny))
    steps = np.diff(hazard, axis=2, prepend=0.0)
    every = steps.sum(axis=0)
    alive = np.exp(-np.cumsum(every, axis=1))
    before = np.concatenate([np.ones((*alive.shape[:1], 1)), alive[:, :-1]], axis=1)
    share = np.divide(steps, every, out=np.zeros_like(steps), where=every > 0)
    return np.asarray(np.cumsum(share * (before - alive), axis=2))


def alone(spells: Spells, cause: NDArray[np.intp], causes: int, age: float) -> Floats:
    """Share that would have failed of each cause until an age if there were no other, shape (causes,).

    One less Kaplan and Meier's curve with the other causes as censoring. It is often taken for the share that does
    fail of the cause, which is smaller: who fails of one cause can no longer fail of another.
    """
    curves = (KaplanMeier().fit(spells.failing(spells.failed & (cause == one))) for one in range(causes))
    return np.array([1 - curve.at(np.array([age]))[0] for curve in curves])
