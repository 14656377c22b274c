"""Remaining life from sensors: lives that ended teach how long those that run will last, as a distribution.

Lives are learnt up to a cap: what lasts longer is known to last at least that long, since far from a failure nothing
tells how far. Of an asset that runs the label is the cap where it has lasted that long since, and otherwise what the
model itself expects beyond what it has lasted (Buckley & James 1979, Biometrika 66). Intervals are quantiles of the
errors on held-out assets around the same prediction, each asset weighing one, with the correction of conformal
prediction for the number of assets (Vovk et al. 2003, Mondrian; Lee, Barber & Willett 2023 for groups). The cap on
labels follows Heimes (2008, PHM Conference).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.histories import History
from sanhak.model.life.lives import LEVELS, Lives
from sanhak.model.life.past import Past
from sanhak.model.life.regimes import Young
from sanhak.model.life.sequence import Design
from sanhak.model.life.windows import Features, Windows
from sanhak.model.prediction import Floats

SHARES: Final = (0.075, 0.15, 0.3, 0.6, 1.2)
"""Windows as shares of the median life. Those as long as a life are what helps most."""
_ROWS: Final = 8000
"""Rows that teach, at most: neighbours in one life tell much the same."""
_TREES: Final[dict[str, Any]] = {
    "objective": "regression", "learning_rate": 0.04, "num_leaves": 15, "bagging_fraction": 0.5, "bagging_freq": 1,
    "feature_fraction": 0.3, "num_threads": 1, "deterministic": True, "force_col_wise": True, "verbosity": -1,
}  # fmt: skip
_LEAF: Final = 80
"""A leaf holds at least one row in so many."""
_RIDGE: Final = 0.2
"""Ridge of the line, as a share of its rows."""
_KNOTS: Final = 26
"""Predictions at which quantiles of the truth are learnt; between them they are drawn straight."""
_NEAR: Final = 0.07
"""Width of the surroundings of a knot, as a share of the cap."""
_OPEN: Final = 1e-3
"""So close to the cap, as a share of it, a quantile is open."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How lives are learnt.

    ``cap`` in the unit of time; ``windows``; ``seeds`` and ``trees``: how many trees are grown, from how many seeds;
    ``age`` says whether age may tell of life: among assets that all begin new it does, elsewhere it may not;
    ``networks`` is the design of those that enter too, None for none.
    """

    cap: float
    windows: Windows
    seeds: int = 2
    age: bool = True
    trees: int = 250
    networks: Design | None = None

    @classmethod
    def usual(
        cls, histories: Sequence[History], cap: float | None = None, *, age: bool = True, seeds: int = 2,
        trees: int = 250, networks: Design | None = None,
    ) -> Asked:  # fmt: skip
        """Windows and cap by the median of the lives that ended; the cap is two thirds of it."""
        median = float(np.median([one.span for one in histories if one.failed]))
        windows = Windows(tuple(share * median for share in SHARES))
        return cls(cap or 2 / 3 * median, windows, seeds, age, trees, networks)


class Learner(Protocol):
    """What learns remaining life from the past of assets."""

    def fit(self, past: Past, y: Floats) -> Learner:
        """Learn ``y`` of shape (rows,), up to the cap."""

    def predict(self, past: Past) -> Floats:
        """Expected remaining life up to the cap, shape (rows,)."""


@runtime_checkable
class Bounded(Learner, Protocol):
    """A learner that takes a lower bound for what it is, so that nobody has to guess what lies beyond."""

    def bounded(self, past: Past, y: Floats, known: NDArray[np.bool_]) -> Learner:
        """Learn ``y`` of shape (rows,), up to the cap, which is a lower bound where it is not ``known``."""


def _seen(X: Features, age: bool) -> Features:  # noqa: FBT001 - it is passed through
    """The features, without the last one where age must not tell."""
    return X if age else X[:, :-1]


class Trees:
    """Gradient-boosted trees, the mean of several seeds, with age or without. Source: Ke et al., LightGBM (2017)."""

    def __init__(self, asked: Asked, seed: int = 0) -> None:
        self.asked, self.seed = asked, seed

    def fit(self, past: Past, y: Floats) -> Trees:
        """See :class:`Learner`."""
        import lightgbm

        settings = _TREES | {"min_data_in_leaf": max(3, len(y) // _LEAF)}
        data = lightgbm.Dataset(_seen(past.X, self.asked.age), y, params=settings, free_raw_data=False)
        self.grown = [
            lightgbm.train(settings | {"seed": self.seed * self.asked.seeds + at}, data, self.asked.trees)
            for at in range(self.asked.seeds)
        ]
        return self

    def predict(self, past: Past) -> Floats:
        """See :class:`Learner`."""
        return self._told(past.X)

    def shares(self, X: Features) -> Floats:
        """What each feature adds to each prediction, shape (rows, features) (Lundberg et al. 2020, TreeSHAP)."""
        return self._told(X, pred_contrib=True)[:, :-1]

    def _told(self, X: Features, **how: Any) -> Floats:
        seen = _seen(X, self.asked.age)
        told = [np.asarray(one.predict(seen, num_threads=1, **how), dtype=float) for one in self.grown]
        return np.asarray(np.mean(told, axis=0))

    def gains(self) -> Floats:
        """What each feature brought in learning, shape (features,), their sum one."""
        gained = np.mean([one.feature_importance("gain") for one in self.grown], axis=0)
        return np.asarray(gained / max(float(gained.sum()), np.finfo(float).tiny))


class Line:
    """A linear health index: ridge regression on the standardised features, with age or without."""

    def __init__(self, *, age: bool = True) -> None:
        self.age = age

    def fit(self, past: Past, y: Floats) -> Line:
        """See :class:`Learner`."""
        known = np.nan_to_num(_seen(past.X, self.age)).astype(float)
        self.middle, spread = known.mean(axis=0), known.std(axis=0)
        self.spread = np.where(spread > 0, spread, 1.0)
        Z, self.mean = (known - self.middle) / self.spread, float(y.mean())
        self.slope = np.linalg.solve(Z.T @ Z + _RIDGE * len(y) * np.eye(Z.shape[1]), Z.T @ (y - self.mean))
        return self

    def predict(self, past: Past) -> Floats:
        """See :class:`Learner`."""
        known = np.nan_to_num(_seen(past.X, self.age))
        return np.asarray((known - self.middle) / self.spread @ self.slope + self.mean)


class Age:
    """The baseline: what assets of the same age had left on average, and nothing else (the last feature is age)."""

    def fit(self, past: Past, y: Floats) -> Age:
        """See :class:`Learner`."""
        age = past.X[:, -1]
        order = np.argsort(age, kind="stable")
        self.bins = np.array_split(order, min(20, len(order)))
        self.at = np.array([age[one].mean() for one in self.bins], dtype=float)
        self.left = np.array([y[one].mean() for one in self.bins])
        return self

    def predict(self, past: Past) -> Floats:
        """See :class:`Learner`."""
        return np.asarray(np.interp(past.X[:, -1], self.at, self.left))


@dataclass(frozen=True, slots=True)
class Spread:
    """What the truth was where this was predicted: quantiles at ``LEVELS`` by prediction, shape (knots, levels)."""

    knots: Floats
    quantiles: Floats
    cap: float

    @classmethod
    def learn(cls, said: Floats, came: Floats, asset: NDArray[np.int64], cap: float) -> Spread:
        """From predictions on held-out assets and what came, up to the cap: each of shape (rows,)."""
        counts = np.bincount(asset)
        weight = 1.0 / counts[asset]
        lower, upper = float(said.min()), float(said.max())
        knots = np.linspace(lower, max(upper, lower + _OPEN * cap), _KNOTS)
        quantiles = np.empty((_KNOTS, len(LEVELS)))
        order = np.argsort(came - said, kind="stable")
        for at, knot in enumerate(knots):
            near = np.exp(-0.5 * ((said - knot) / (_NEAR * cap)) ** 2) * weight
            # So many assets speak here, as a sum of equal weights would (Kish).
            each = np.bincount(asset, near)
            assets = max(1.0, float(each.sum() ** 2 / max((each**2).sum(), np.finfo(float).tiny)))
            passed = np.cumsum(near[order]) / near.sum()
            quantiles[at] = (came - said)[order][np.minimum(np.searchsorted(passed, _corrected(assets)), len(said) - 1)]
        return cls(knots, np.maximum.accumulate(quantiles, axis=1), cap)

    def of(self, said: Floats) -> Floats:
        """Quantiles of remaining life at ``LEVELS``, shape (rows, levels); infinite where they are open."""
        moved = np.stack([np.interp(said, self.knots, column) for column in self.quantiles.T], axis=1)
        found = np.maximum.accumulate(np.clip(said[:, None] + moved, 0.0, self.cap), axis=1)
        return np.asarray(np.where(found >= self.cap * (1 - _OPEN), np.inf, found))


def interval(quantiles: Floats) -> tuple[Floats, Floats]:
    """The ends of the 90 % interval, each of shape (rows,), from quantiles at ``LEVELS``, shape (rows, levels).

    Where the upper end is open, all of what is left out lies below the lower one.
    """
    low, tenth, high = (int(np.flatnonzero(np.isclose(LEVELS, level))[0]) for level in (0.05, 0.1, 0.95))
    upper = quantiles[:, high]
    lower = np.where(np.isinf(upper), quantiles[:, tenth], quantiles[:, low])
    return lower, upper


def _corrected(assets: float) -> Floats:
    """The levels moved outward for so many assets, as conformal prediction asks."""
    out = np.where(LEVELS < 0.5, LEVELS - (1 - LEVELS) / assets, LEVELS + LEVELS / assets)  # noqa: PLR2004 - the middle
    out = np.where(LEVELS == 0.5, 0.5, out)  # noqa: PLR2004 - the middle
    return np.clip(out, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rows:
    """What teaches: the past at readings, labels up to the cap and without it, and whether a label is known."""

    past: Past
    y: Floats
    left: Floats
    known: NDArray[np.bool_]

    @property
    def asset(self) -> NDArray[np.int64]:
        """The place of the life of each row."""
        return self.past.life

    @property
    def age(self) -> Floats:
        """The time in use at each row."""
        return self.past.X[:, -1].astype(float)

    @classmethod
    def of(cls, histories: Sequence[History], asked: Asked) -> Rows:
        """So many readings of each history that all together are a few thousand, evenly over each."""
        every = max(1, -(-sum(map(len, histories)) // _ROWS))
        keep = [np.arange(at % every if len(one) > every else 0, len(one), every) for at, one in enumerate(histories)]
        left = np.concatenate([one.left()[rows] for one, rows in zip(histories, keep, strict=True)])
        failed = np.concatenate([np.full(len(rows), one.failed) for one, rows in zip(histories, keep, strict=True)])
        known = failed | (left >= asked.cap)
        return cls(Past.of(histories, keep, asked.windows), np.minimum(left, asked.cap), left, known)

    def where(self, mask: NDArray[np.bool_]) -> Rows:
        """Only the rows of ``mask``."""
        return Rows(self.past.where(mask), self.y[mask], self.left[mask], self.known[mask])


def fitted(asked: Asked, young: Young) -> Asked:
    """The question with windows that count the regimes."""
    return replace(asked, windows=replace(asked.windows, regimes=len(young.regimes)))


def taught(learner: Learner, rows: Rows, cap: float) -> Learner:
    """A learner that has learnt from ``rows``: from what is known first, then from what it expects of the rest."""
    if isinstance(learner, Bounded):
        return learner.bounded(rows.past, rows.y, rows.known)
    known = rows.where(rows.known)
    learner.fit(known.past, known.y)
    if rows.known.all():
        return learner
    expected = np.clip(learner.predict(rows.past), rows.y, cap)
    return learner.fit(rows.past, np.where(rows.known, rows.y, expected))


class Mean:
    """The mean of what several learners tell, each of which learns in its own way."""

    def __init__(self, members: Sequence[Learner], cap: float) -> None:
        self.members, self.cap = members, cap

    def fit(self, past: Past, y: Floats) -> Mean:
        """See :class:`Learner`."""
        return self.bounded(past, y, np.ones(len(y), dtype=np.bool_))

    def bounded(self, past: Past, y: Floats, known: NDArray[np.bool_]) -> Mean:
        """See :class:`Bounded`."""
        for one in self.members:
            taught(one, Rows(past, y, y, known), self.cap)
        return self

    def predict(self, past: Past) -> Floats:
        """See :class:`Learner`."""
        return np.asarray(np.mean([np.clip(one.predict(past), 0.0, self.cap) for one in self.members], axis=0))


@dataclass(frozen=True, slots=True)
class RemainingLife:
    """A fitted model: what young assets show, how it was asked, who learnt, and how far it was off."""

    young: Young
    asked: Asked
    learner: Learner
    spread: Spread

    def course(self, history: History, keep: NDArray[np.int64]) -> Floats:
        """Expected remaining life up to the cap, as it would have been told at the readings ``keep``."""
        past = Past.of([self.young.normal(history)], [keep], self.asked.windows)
        return np.clip(self.learner.predict(past), 0.0, self.asked.cap)

    def expected(self, histories: Sequence[History]) -> Floats:
        """Expected remaining life up to the cap at the last reading of each, shape (n,)."""
        return np.concatenate([self.course(one, np.array([len(one) - 1])) for one in histories])

    def lives(self, histories: Sequence[History], unit: str = "d") -> Lives:
        """The lives of assets from their last reading on; beyond the cap they are open."""
        quantiles = self.spread.of(self.expected(histories))
        return Lives.of_quantiles([one.asset for one in histories], LEVELS, quantiles, unit)
