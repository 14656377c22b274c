"""Wear with a rate of its own for each life, drawn from what the fleet's rates are: one model, filtered exactly.

The condition of a life grows by ``rate * (age / span) ** power`` and scatters around it with a variance that grows with
its mean (a Wiener process with random drift: Whitmore & Schenkelberg 1997, Lifetime Data Analysis 3, 27–45); without
that scatter it is the random-coefficient model (Lu & Meeker 1993, Technometrics 35, 161–174). Rates are lognormal over
assets, and over the lives of one asset. Readings carry noise. Given the rate all is Gaussian, so a Kalman filter at
each of a few rates gives the likelihood; parameters are its maximum under wide priors, and their doubt is carried on by
draws from Laplace's approximation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import minimize

from sanhak.model.life.degradation.courses import Courses, Whole
from sanhak.model.prediction import Floats

_FIT_NODES: Final = 31
_NODES: Final = 41
_FIT_LIVES: Final = 120
_FIT_READINGS: Final = 24
_REACH: Final = 3.2
"""Rates are laid out so many deviations of their logarithm to both sides."""
_NAMES: Final = ("rate", "spread", "power", "scatter", "noise", "start", "start spread", "own")
_CENTRE: Final = np.array([0.0, np.log(0.4), 0.0, np.log(0.01), np.log(0.03), 0.0, np.log(0.05), 0.0])
_WIDTH: Final = np.array([2.0, 0.6, 0.35, 1.5, 1.3, 1.0, 1.3, 1.2])
_EFFECT: Final = 0.5
"""Prior deviation of what a covariate does to the logarithm of the rate."""
_STILL: Final = 3
"""The parameter that is absent where wear does not scatter."""
_FAR: Final = 4.0
"""No parameter is looked for further out than so many prior deviations."""
_OPTIONS: Final = {"maxiter": 50, "ftol": 1e-8, "eps": 1e-3}
_STEP: Final = 0.05
_UNLIKELY: Final = 8.0
_TINY: Final = 1e-12
_LOGGED: Final = 16
"""Variances are multiplied so many times before their logarithm is taken: logarithms are slow."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How conditions and ages are made numbers of about one: ``(condition - start) / span`` and ``age / time``."""

    start: float
    span: float
    time: float

    @classmethod
    def of(cls, courses: Courses) -> Scale:
        """From the median first reading to the median limit, and the median age at the last reading."""
        first, typical = float(np.median(courses.value[:, 0])), float(np.median(courses.limit - courses.value[:, 0]))
        span = typical if typical > 0 else float(np.median(np.abs(courses.limit - courses.value[:, 0]))) or 1.0
        ages = courses.seen - courses.begun
        return cls(first, span, float(np.median(ages[ages > 0])) if (ages > 0).any() else 1.0)


@dataclass(frozen=True, slots=True)
class Nodes:
    """What the readings of n lives say: at each of g rates its weight, and the state at the last reading.

    ``weight`` (rows sum to 1), ``rate``, ``mean`` and ``variance`` have shape (n, g), ``power`` and ``scatter`` (g,),
    all in the numbers of ``scale``. ``noise`` is the deviation of a reading, and ``prior`` the variance of the
    logarithm of the rate before a reading was seen.
    """

    scale: Scale
    weight: Floats
    rate: Floats
    mean: Floats
    variance: Floats
    power: Floats
    scatter: Floats
    noise: float
    prior: float

    def growth(self, age: Floats, until: Floats) -> Floats:
        """Expected growth per unit of rate between two ages of shape (n,) or broadcast to (n, g)."""
        begun, ended = (np.maximum(part, 0.0) / self.scale.time for part in (age, until))
        return np.asarray(ended**self.power - begun**self.power)

    def of(self, rows: Whole) -> Nodes:
        """Some of the lives, by their places."""
        return replace(self, **{part: getattr(self, part)[rows] for part in ("weight", "rate", "mean", "variance")})

    @property
    def own(self) -> Floats:
        """Share of what is known of each rate that comes from its own readings, shape (n,)."""
        log = np.log(self.rate)
        mean = (self.weight * log).sum(axis=1, keepdims=True)
        left = (self.weight * (log - mean) ** 2).sum(axis=1)
        return np.asarray(np.clip(1 - left / self.prior, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Wear:
    """The fitted model: ``theta`` its most likely parameters and ``draws`` of them, on ``scale``.

    ``scatters`` is false for the random-coefficient model.
    """

    scale: Scale
    theta: Floats
    draws: Floats
    scatters: bool

    @classmethod
    def fitted(cls, courses: Courses, *, scatters: bool = True, draws: int = 6, seed: int = 0) -> Wear:
        """Fit to the readings of all lives; the fit looks at no more than 120 of them, evenly spread over assets."""
        scale = Scale.of(courses)
        chosen = _sample(courses, seed).thinned(_FIT_READINGS)
        theta = np.append(_CENTRE, np.zeros(courses.design.shape[1]))
        theta[0] = _first_rate(chosen, scale)
        width = np.append(_WIDTH, np.full(courses.design.shape[1], _EFFECT))
        free = np.array([place for place in range(len(theta)) if scatters or place != _STILL])

        def loss(away: Floats) -> float:
            whole = theta.copy()
            whole[free] += width[free] * away
            return -_posterior(whole, chosen, scale, scatters=scatters)

        ends = [(-_FAR, _FAR)] * len(free)
        # Noise and scatter explain each other in part: the search begins where much scatters, and where little does.
        begins = [np.where(free == _STILL, start, 0.0) for start in ((0.0, -1.8) if scatters else (0.0,))]
        found = [
            minimize(loss, begin, method="L-BFGS-B", bounds=ends, options=_OPTIONS)  # type: ignore[call-overload]
            for begin in begins
        ]
        best = min(found, key=lambda one: float(one.fun)).x
        moves = np.zeros((max(draws, 1), len(theta)))
        moves[:, free] = _laplace(loss, best, draws, np.random.default_rng([seed, 7])) if draws > 1 else best
        drawn = theta + width * moves
        theta[free] += width[free] * best
        return cls(scale, theta, drawn, scatters)

    @property
    def parameters(self) -> dict[str, float]:
        """The most likely parameters by name, in the numbers of ``scale``; logarithms where they are positive."""
        return dict(zip(_NAMES, self.theta.tolist(), strict=False))

    def nodes(self, courses: Courses) -> Nodes:
        """What the readings of these lives say, the doubt of the parameters included."""
        parts = [_spread_out(theta, courses, self.scale, scatters=self.scatters) for theta in self.draws]
        count = len(parts)
        weight, rate, mean, variance = (np.concatenate([part[place] for part in parts], axis=1) for place in range(4))
        power, scatter = (np.repeat(np.exp(self.draws[:, place]), _NODES) for place in (2, _STILL))
        return Nodes(
            self.scale, weight / count, rate, mean, variance, power, scatter if self.scatters else 0 * scatter,
            float(np.exp(self.theta[4])), float(np.exp(2 * self.theta[1])),
        )  # fmt: skip


def _first_rate(courses: Courses, scale: Scale) -> float:
    """Logarithm of the median rate between first and last reading, to begin the search from."""
    ages = (courses.seen - courses.begun) / scale.time
    growth = (courses.last - courses.value[:, 0]) / scale.span
    return float(np.log(np.clip(np.median(growth[ages > 0] / ages[ages > 0]), 0.01, 10.0))) if (ages > 0).any() else 0.0


def _sample(courses: Courses, seed: int) -> Courses:
    """Whole assets, drawn until there are enough lives."""
    order = np.random.default_rng([seed, 3]).permutation(len(courses.assets))
    rank = np.argsort(order)[courses.asset]
    rows = np.argsort(rank, kind="stable")[:_FIT_LIVES]
    return courses.of_rows(np.sort(rows))


def _posterior(theta: Floats, courses: Courses, scale: Scale, *, scatters: bool) -> float:
    """Logarithm of likelihood times prior."""
    prior = -0.5 * float((((theta[: len(_CENTRE)] - _CENTRE) / _WIDTH) ** 2).sum())
    prior -= 0.5 * float((theta[len(_CENTRE) :] ** 2).sum()) / _EFFECT**2
    x = np.linspace(-_REACH, _REACH, _FIT_NODES)
    likelihood = _filtered(theta, courses, scale, x, scatters=scatters)[0]
    return float(_over_assets(theta, courses, likelihood, x)[0].sum()) + prior


def _filtered(
    theta: Floats, courses: Courses, scale: Scale, x: Floats, *, scatters: bool
) -> tuple[Floats, Floats, Floats]:
    """Log likelihood of each life at each rate (n, g), and mean and variance of its state at the last reading."""
    power, scatter, noise, start, begin = (float(part) for part in theta[2:7])
    # The lives with most readings stand first, so that those which have a reading left are always a block.
    order = np.argsort(-courses.counts, kind="stable")
    left = (~np.isnan(courses.value)).sum(axis=0)
    rates = _rates(theta, courses, x)[order]
    ages = (np.maximum(courses.ages[order], 0.0) / scale.time) ** np.exp(power)
    passed = np.diff(ages, axis=1, prepend=0.0)
    values = (courses.value[order] - scale.start) / scale.span
    spreads = np.exp(scatter) if scatters else 0.0
    error = np.exp(2 * noise)
    mean, variance = np.full_like(rates, start), np.full_like(rates, np.exp(2 * begin))
    total, product = np.zeros_like(rates), np.ones_like(rates)
    for step, count in enumerate(left):
        now, doubt = mean[:count], variance[:count]
        grown = passed[:count, step, None] * rates[:count]
        now += grown
        doubt += spreads * grown
        whole = doubt + error
        off = values[:count, step, None] - now
        gain = doubt / whole
        total[:count] -= 0.5 * off**2 / whole
        product[:count] *= whole
        now += gain * off
        doubt *= 1 - gain
        if step % _LOGGED == _LOGGED - 1:
            total -= 0.5 * np.log(product)
            product[:] = 1.0
    total -= 0.5 * np.log(product)
    back = np.argsort(order)
    return total[back], mean[back], variance[back]


def _rates(theta: Floats, courses: Courses, x: Floats) -> Floats:
    shift = courses.design @ theta[len(_CENTRE) :]
    return np.asarray(np.exp(theta[0] + shift[:, None] + np.exp(theta[1]) * x))


def _over_assets(theta: Floats, courses: Courses, likelihood: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Log likelihood of each asset, and the weight of each life's rates after all lives of its asset (n, g)."""
    prior = np.exp(-0.5 * x**2)
    prior /= prior.sum()
    own = 1 / (1 + np.exp(-theta[7]))
    # The asset's level a ~ N(0, own), the life's x ~ N(a, 1 - own): both on the same grid.
    level = np.sqrt(own) * x
    within = np.exp(-0.5 * (x[None, :] - level[:, None]) ** 2 / max(1 - own, 0.02))
    within /= within.sum(axis=1, keepdims=True)
    top = likelihood.max(axis=1, keepdims=True)
    at_life = np.exp(likelihood - top)
    message = np.log(at_life @ within.T + 1e-300) + top
    summed = np.zeros((len(courses.assets), len(x)))
    np.add.at(summed, courses.asset, message)
    high = summed.max(axis=1, keepdims=True)
    asset = np.log((np.exp(summed - high) * prior).sum(axis=1)) + high[:, 0]
    there = np.bincount(courses.asset, minlength=len(courses.assets)) > 0
    # What the other lives of the asset say of its level, handed down to this life.
    others = summed[courses.asset] - message
    others = np.exp(others - others.max(axis=1, keepdims=True)) * prior
    # Summed as logarithms: where this life contradicts the others, each weight alone is too small for a number.
    log = likelihood + np.log(others @ within + 1e-300)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return asset[there], weight / weight.sum(axis=1, keepdims=True)


def _spread_out(theta: Floats, courses: Courses, scale: Scale, *, scatters: bool) -> tuple[Floats, ...]:
    """Weight, rate, and mean and variance of the state, of each life at each of many rates."""
    x = np.linspace(-_REACH, _REACH, _NODES)
    likelihood, mean, variance = _filtered(theta, courses, scale, x, scatters=scatters)
    weight = _over_assets(theta, courses, likelihood, x)[1]
    return weight, _rates(theta, courses, x), mean, np.maximum(variance, _TINY)


def _laplace(loss: Callable[[Floats], float], best: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draws around the most likely parameters, by the curvature there; each pair lies on both sides.

    All is in units of the prior's widths, so no direction is less sure than 1. A draw that the readings contradict
    after all, where the curvature changes, is drawn in towards the best.
    """
    middle = loss(best)
    steps = _STEP * np.eye(len(best))
    up, down = (np.array([loss(best + sign * move) for move in steps]) for sign in (1, -1))
    curve = np.diag(up - 2 * middle + down)
    for one in range(len(best)):
        for other in range(one):
            both = loss(best + steps[one] + steps[other])
            curve[one, other] = curve[other, one] = both - up[one] - up[other] + middle
    values, vectors = np.linalg.eigh(curve / _STEP**2)
    half = rng.standard_normal(((draws + 1) // 2, len(best)))
    moves = (np.concatenate([half, -half])[:draws] / np.sqrt(np.maximum(values, 1.0))) @ vectors.T
    for row in range(draws):
        while loss(best + moves[row]) > middle + _UNLIKELY and np.abs(moves[row]).max() > _TINY:
            moves[row] *= 0.6
    return np.asarray(best + moves)
