"""Accelerated life: inputs stretch or shrink the clock of a Weibull, log-normal or log-logistic life.

Source: J. Kalbfleisch and R. Prentice, The Statistical Analysis of Failure Time Data (2002), chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Self, TypeAlias

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_ndtr

from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

Shape: TypeAlias = Callable[[Floats], tuple[Floats, Floats]]
_RIDGE: Final = 1.0
"""Precision of each coefficient of a standardised input: one doubling of life for a deviation is no surprise."""
_WIDEST: Final = 30.0
_SIGMA: Final = (-4.0, 3.0)
"""Bounds of the logarithm of sigma."""


def _weibull_density(z: Floats) -> tuple[Floats, Floats]:
    grown = np.exp(z)
    return z - grown, 1 - grown


def _weibull_survival(z: Floats) -> tuple[Floats, Floats]:
    grown = np.exp(z)
    return -grown, -grown


def _normal_density(z: Floats) -> tuple[Floats, Floats]:
    return -(z**2) / 2 - np.log(2 * np.pi) / 2, -z


def _normal_survival(z: Floats) -> tuple[Floats, Floats]:
    alive = log_ndtr(-z)
    return alive, -np.exp(_normal_density(z)[0] - alive)


def _logistic_density(z: Floats) -> tuple[Floats, Floats]:
    return z - 2 * np.logaddexp(0, z), 1 - 2 * expit(z)


def _logistic_survival(z: Floats) -> tuple[Floats, Floats]:
    return -np.logaddexp(0, z), -expit(z)


FAMILIES: Final[dict[str, tuple[Shape, Shape]]] = {
    "weibull": (_weibull_density, _weibull_survival),
    "log-normal": (_normal_density, _normal_survival),
    "log-logistic": (_logistic_density, _logistic_survival),
}
"""For each family the logarithms of density and survival of z = (log age − location) / sigma, with their slopes."""


class Accelerated:
    """log life = location + inputs · coefficients + sigma · z.

    Parameters
    ----------
    family
        The distribution of z: ``weibull`` (smallest extreme value), ``log-normal`` or ``log-logistic``.
    use
        Whether inputs are used; without them the life is the same for all assets.
    ridge
        Precision of each coefficient of a standardised input.
    """

    def __init__(self, family: str = "weibull", *, use: bool = True, ridge: float = _RIDGE) -> None:
        self.family = family
        self.use = use
        self.ridge = ridge

    def fit(self, spells: Spells) -> Self:
        """Learn from lives by maximum likelihood (penalised by the ridge)."""
        inputs = spells.inputs if self.use else spells.inputs[:, :0]
        self.centre, self.scale = inputs.mean(axis=0), inputs.std(axis=0)
        self.scale = np.where(self.scale > 0, self.scale, 1.0)
        x = np.column_stack([np.ones(len(spells)), (inputs - self.centre) / self.scale])
        start = np.zeros(x.shape[1] + 1)
        start[0] = np.log(spells.left.sum() / max(1, spells.failed.sum()))
        span = [(start[0] - _WIDEST, start[0] + _WIDEST)] + [(-_WIDEST, _WIDEST)] * (x.shape[1] - 1)
        found = minimize(_loss, start, (self, spells, x), jac=True, method="L-BFGS-B", bounds=[*span, _SIGMA])
        self.location, self.sigma = found.x[:-1], float(np.exp(found.x[-1]))
        self.likelihood = -float(found.fun)
        return self

    def lasting(self, inputs: Floats) -> Floats:
        """The logarithm of the life at z = 0, shape (n,)."""
        given = inputs if self.use else inputs[:, :0]
        return np.asarray(self.location[0] + (given - self.centre) / self.scale @ self.location[1:])

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Survival by the fitted distribution, shape (n, k)."""
        alive = FAMILIES[self.family][1]
        z = (np.log(np.maximum(ages, np.finfo(float).tiny)) - self.lasting(inputs)[:, None]) / self.sigma
        return np.asarray(np.exp(alive(np.clip(z, -(_WIDEST**2), _WIDEST))[0]))


def _loss(at: Floats, model: Accelerated, spells: Spells, x: Floats) -> tuple[float, Floats]:
    """Negative logarithm of the likelihood with the ridge, and its gradient."""
    density, alive = FAMILIES[model.family]
    slope, sigma = at[:-1], np.exp(at[-1])
    centre = x @ slope
    z = np.clip((np.log(spells.left) - centre) / sigma, -(_WIDEST**2), _WIDEST)
    failed = spells.failed
    seen, seen_slope = density(z)
    kept, kept_slope = alive(z)
    value = np.where(failed, seen - at[-1] - np.log(spells.left), kept).sum()
    by_z = np.where(failed, seen_slope, kept_slope)
    by_sigma = -(by_z * z).sum() - failed.sum()
    by_slope = -(by_z / sigma) @ x
    late = spells.entered > 0
    if late.any():
        begun = np.clip((np.log(spells.entered[late]) - centre[late]) / sigma, -(_WIDEST**2), _WIDEST)
        known, known_slope = alive(begun)
        value -= known.sum()
        by_slope += (known_slope / sigma) @ x[late]
        by_sigma += (known_slope * begun).sum()
    pull = np.append(0.0, slope[1:]) * model.ridge
    return -value + pull @ slope / 2, np.append(pull - by_slope, -by_sigma)
