"""Cox's proportional hazards, with ties, delayed entry and a ridge that cross-validation chooses.

Source: D. Cox, Journal of the Royal Statistical Society B 34 (1972); N. Breslow, Biometrics 30 (1974) and B. Efron,
Journal of the American Statistical Association 72 (1977) for ties; P. Verweij and H. van Houwelingen, Statistics in
Medicine 12 (1993) for the cross-validated partial likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np

from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

RIDGES: Final = (0.1, 3.0, 10.0, 30.0, 100.0)
"""Ridges that are tried, as the precision of each coefficient of a standardised input."""
_FOLDS: Final = 5
_STEPS, _ENOUGH = 40, 1e-9
_FARTHEST: Final = 12.0
"""No asset fails e^12 times as often as another."""


class Cox:
    """Hazards proportional to exp(inputs · coefficients).

    Parameters
    ----------
    ridge
        Precision of each coefficient in the units of its input, standardised; None to choose it by cross-validation.
    ties
        How failures at the same age are treated.
    """

    def __init__(self, ridge: float | None = None, ties: Literal["efron", "breslow"] = "efron") -> None:
        self.ridge = ridge
        self.ties = ties

    def fit(self, spells: Spells) -> Self:
        """Learn from lives, by Newton's method."""
        self.centre, self.scale = spells.inputs.mean(axis=0), spells.inputs.std(axis=0)
        self.scale = np.where(self.scale > 0, self.scale, 1.0)
        x = (spells.inputs - self.centre) / self.scale
        risk = _Risk.of(spells, efron=self.ties == "efron")
        ridge = self._chosen(spells, x) if self.ridge is None else self.ridge
        self.slope = _climb(risk, x, ridge)
        self.coefficients = self.slope / self.scale
        self.ages, self.hazard = risk.ages, np.cumsum(risk.rise(_odds(x @ self.slope)))
        return self

    def logits(self, inputs: Floats) -> Floats:
        """Logarithm of the hazard against that of a mean asset, shape (n,)."""
        return np.asarray(np.clip((inputs - self.centre) / self.scale @ self.slope, -_FARTHEST, _FARTHEST))

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Survival by Breslow's cumulative hazard (Efron's where ties are his), shape (n, k)."""
        base = np.append(0.0, self.hazard)[np.searchsorted(self.ages, ages, side="right")]
        return np.asarray(np.exp(-np.exp(self.logits(inputs))[:, None] * base))

    def _chosen(self, spells: Spells, x: Floats) -> float:
        """The ridge with the highest cross-validated partial likelihood, whole assets held out."""
        if not x.shape[1]:
            return RIDGES[0]
        fold = spells.assets % _FOLDS
        whole = _Risk.of(spells, efron=True)
        gained = np.zeros(len(RIDGES))
        for part in range(_FOLDS):
            rest = fold != part
            if not spells.failed[rest].any() or rest.all():
                continue
            risk = _Risk.of(spells.where(rest), efron=True)
            start = np.zeros(x.shape[1])
            for at, ridge in reversed(list(enumerate(RIDGES))):
                start = _climb(risk, x[rest], ridge, start)
                gained[at] += whole.likelihood(x @ start) - risk.likelihood(x[rest] @ start)
        return RIDGES[int(np.argmax(gained))]


@dataclass(frozen=True, slots=True, eq=False)
class _Risk:
    """Who was at risk when something failed, sorted once: sums over risk sets are differences of cumulated sums.

    ``when`` is the place of each failure's age in ``ages``, ``share`` how much of those that fail with it has left.
    """

    ages: Floats
    entered: np.ndarray
    left: np.ndarray
    by_entered: np.ndarray
    by_left: np.ndarray
    first_entered: np.ndarray
    first_left: np.ndarray
    failed: np.ndarray
    when: np.ndarray
    share: Floats

    @classmethod
    def of(cls, spells: Spells, *, efron: bool) -> _Risk:
        ages = spells.ages
        by_entered, by_left = np.argsort(spells.entered, kind="stable"), np.argsort(spells.left, kind="stable")
        failed = np.flatnonzero(spells.failed)
        failed = failed[np.argsort(spells.left[failed], kind="stable")]
        when = np.searchsorted(ages, spells.left[failed])
        size = np.bincount(when, minlength=len(ages))
        first = np.cumsum(size) - size
        rank = np.arange(len(failed)) - first[when]
        share = rank / size[when] if efron else np.zeros(len(failed))
        return cls(
            ages,
            np.searchsorted(ages, spells.entered, side="right"),
            np.searchsorted(ages, spells.left, side="right"),
            by_entered,
            by_left,
            np.searchsorted(spells.entered[by_entered], ages, side="left"),
            np.searchsorted(spells.left[by_left], ages, side="left"),
            failed,
            when,
            share,
        )

    def sums(self, values: Floats) -> Floats:
        """For each failure, the sum of ``values`` (n, …) over those at risk, less the share of its ties."""
        began = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values[self.by_entered], axis=0)])
        ended = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values[self.by_left], axis=0)])
        total = (began[self.first_entered] - ended[self.first_left])[self.when]
        tied = np.zeros((len(self.ages), *values.shape[1:]))
        np.add.at(tied, self.when, values[self.failed])
        share = self.share.reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(total - share * tied[self.when])

    def rise(self, odds: Floats) -> Floats:
        """Rise of the cumulative hazard at each age, shape (k,)."""
        return np.asarray(np.bincount(self.when, 1 / self.sums(odds), minlength=len(self.ages)), dtype=float)

    def likelihood(self, logits: Floats) -> float:
        """Logarithm of the partial likelihood."""
        return float(logits[self.failed].sum() - np.log(self.sums(_odds(logits))).sum())

    def slopes(self, x: Floats, logits: Floats) -> tuple[Floats, Floats]:
        """Gradient (p,) and curvature (p, p) of the negative logarithm of the partial likelihood."""
        odds = _odds(logits)
        at_risk = self.sums(odds)
        cumulated = np.append(0.0, np.cumsum(np.bincount(self.when, 1 / at_risk, minlength=len(self.ages))))
        weight = cumulated[self.left] - cumulated[self.entered]
        spared = np.bincount(self.when, self.share / at_risk, minlength=len(self.ages))
        weight[self.failed] -= spared[self.when]
        weight *= odds
        mean = self.sums(odds[:, None] * x) / at_risk[:, None]
        gradient = np.asarray(weight @ x - x[self.failed].sum(axis=0))
        return gradient, (x * weight[:, None]).T @ x - mean.T @ mean


def _odds(logits: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(logits, -_FARTHEST, _FARTHEST)))


def _climb(risk: _Risk, x: Floats, ridge: float, start: Floats | None = None) -> Floats:
    """The coefficients, shape (p,), where likelihood and ridge are in balance."""
    slope = np.zeros(x.shape[1]) if start is None else start.copy()
    value = ridge * slope @ slope / 2 - risk.likelihood(x @ slope)
    for _ in range(_STEPS if x.shape[1] else 0):
        gradient, curvature = risk.slopes(x, x @ slope)
        step = np.linalg.lstsq(curvature + ridge * np.eye(len(slope)), gradient + ridge * slope, rcond=None)[0]
        size = 1.0
        while size > _ENOUGH:
            moved = slope - size * step
            new = ridge * moved @ moved / 2 - risk.likelihood(x @ moved)
            if new <= value:
                break
            size /= 2
        else:
            break
        gain, slope, value = value - new, moved, new
        if gain < _ENOUGH * (1 + abs(value)):
            break
    return slope
