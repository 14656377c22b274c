"""The contest of those who learn remaining life, judged on whole assets that taught nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.histories import History
from sanhak.model.life.lives import LEVELS
from sanhak.model.life.regimes import Young
from sanhak.model.life.remaining import (
    Age,
    Asked,
    Learner,
    Line,
    Mean,
    RemainingLife,
    Rows,
    Spread,
    Trees,
    fitted,
    taught,
)
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.text import Text, say

FOLDS: Final = 5
BASELINE: Final = "age"
CANDIDATES: Final[Mapping[str, Text]] = {
    "age": say("What assets of the same age had left"),
    "line": say("Linear health index"),
    "trees": say("Boosted trees on windows"),
    "networks": say("Networks on sequences"),
    "both": say("Mean of trees and networks"),
}
"""Who may enter the contest, the simplest first."""
_PARTS: Final = ("trees", "networks")
"""Whose mean ``both`` is."""
_GIVEN_AWAY: Final = 1.01
"""A simpler one may err one per cent more."""


@dataclass(frozen=True, slots=True)
class Held:
    """Readings of held-out assets that failed, each array of shape (rows,).

    ``came`` is the true remaining life, ``age`` the time in use, ``asset`` the place of the asset, ``fold`` that in
    which it was held out; ``said`` what each candidate expected, up to the cap; ``seconds`` CPU time of each.
    """

    came: Floats
    age: Floats
    asset: NDArray[np.int64]
    fold: NDArray[np.int64]
    said: Mapping[str, Floats]
    seconds: Mapping[str, float]
    cap: float

    @property
    def capped(self) -> Floats:
        """What came, up to the cap."""
        return np.minimum(self.came, self.cap)

    def losses(self, key: str) -> Floats:
        """Mean squared error of each asset, up to the cap, shape (assets,)."""
        squared = (self.said[key] - self.capped) ** 2
        count = np.bincount(self.asset)
        return np.bincount(self.asset, squared)[count > 0] / count[count > 0]

    def error(self, key: str) -> tuple[float, float]:
        """Root of the mean squared error up to the cap, each asset weighing one, and its standard error."""
        losses = self.losses(key)
        root = float(np.sqrt(losses.mean()))
        return root, float(losses.std(ddof=1) / np.sqrt(len(losses)) / (2 * max(root, np.finfo(float).tiny)))

    def chosen(self) -> str:
        """The simplest within one standard error of the paired difference to the best, and within 1 % of its error."""
        losses = {key: self.losses(key) for key in self.said}
        best = min(losses, key=lambda key: float(losses[key].mean()))
        for key, loss in losses.items():
            apart = loss - losses[best]
            within = apart.mean() <= apart.std(ddof=1) / np.sqrt(len(apart))
            if within and loss.mean() <= _GIVEN_AWAY**2 * losses[best].mean():
                return key
        return best

    def spread(self, key: str, without: int | None = None) -> Spread:
        """Quantiles of the truth around a prediction, from all held-out assets or those of the other folds."""
        rows = self.fold != without if without is not None else np.ones(len(self.came), dtype=bool)
        return Spread.learn(self.said[key][rows], self.capped[rows], self.asset[rows], self.cap)

    def quantiles(self, key: str) -> Floats:
        """Quantiles at every row, by errors on assets of the other folds, shape (rows, levels); infinite where open."""
        found = np.empty((len(self.came), len(LEVELS)))
        for fold in np.unique(self.fold):
            here = self.fold == fold
            found[here] = self.spread(key, int(fold)).of(self.said[key][here])
        return found


def learners(asked: Asked, seed: int) -> dict[str, Callable[[], Learner]]:
    """A fresh one of each candidate; networks, and their mean with the trees, where their design was asked for."""
    found: dict[str, Callable[[], Learner]] = {
        "age": Age, "line": lambda: Line(age=asked.age), "trees": lambda: Trees(asked, seed)
    }  # fmt: skip
    if asked.networks is not None:
        from sanhak.model.life.sequence.networks import Networks

        design = asked.networks
        found["networks"] = lambda: Networks(asked.cap, design, seed, age=asked.age)
        found["both"] = lambda: Mean([found[key]() for key in _PARTS], asked.cap)
    return found


def held_out(
    histories: Sequence[History], asked: Asked, run: Run, only: Mapping[str, Callable[[], Learner]] | None = None
) -> Held:
    """Teach every candidate on the other folds' assets, and ask it about those that were held out and failed."""
    candidates = dict(only or learners(asked, run.seed))
    both = candidates.keys() >= {*_PARTS, "both"}
    if both:
        del candidates["both"]  # it follows from its parts
    fold_of = _folds(histories, run)
    parts: list[tuple[Floats, ...]] = []
    said: dict[str, list[Floats]] = {key: [] for key in candidates}
    seconds = dict.fromkeys(candidates, 0.0)
    for fold in range(FOLDS):
        run.step(say("Learning without fold {fold} of {folds}", fold=fold + 1, folds=FOLDS), fold, FOLDS)
        teach = [one for one, at in zip(histories, fold_of, strict=True) if at != fold]
        judge = [at for at, one in enumerate(histories) if one.failed and fold_of[at] == fold]
        young = Young.learn(teach, run.rng("regimes", fold))
        rows = Rows.of([young.normal(one) for one in teach], fitted(asked, young))
        held = Rows.of([young.normal(histories[at]) for at in judge], fitted(asked, young))
        parts.append((held.left, held.age, np.array(judge)[held.asset], np.full(len(held.y), fold)))
        for key, fresh in candidates.items():
            start = time.process_time()
            said[key].append(np.clip(taught(fresh(), rows, asked.cap).predict(held.past), 0.0, asked.cap))
            seconds[key] += time.process_time() - start
    came, age, asset, folds = (np.concatenate(part) for part in zip(*parts, strict=True))
    told = {key: np.concatenate(one) for key, one in said.items()}
    if both:
        told["both"] = np.mean([told[key] for key in _PARTS], axis=0)
        seconds["both"] = sum(seconds[key] for key in _PARTS)
    return Held(came, age, asset.astype(np.int64), folds.astype(np.int64), told, seconds, asked.cap)


def _folds(histories: Sequence[History], run: Run) -> NDArray[np.int64]:
    """The fold of each history: all lives of one asset in the same, assets that failed spread evenly."""
    failed = {one.asset: False for one in histories}
    for one in histories:
        failed[one.asset] |= one.failed
    fold: dict[str, int] = {}
    for kind in (True, False):
        names = [name for name, has in failed.items() if has is kind]
        order = run.rng("folds", int(kind)).permutation(len(names))
        fold |= {names[place]: at % FOLDS for at, place in enumerate(order.tolist())}
    return np.array([fold[one.asset] for one in histories])


def learn(histories: Sequence[History], asked: Asked, held: Held, run: Run) -> RemainingLife:
    """The chosen candidate, taught with all histories; its errors are those of the contest."""
    key = held.chosen()
    young = Young.learn(histories, run.rng("regimes"))
    asked = fitted(asked, young)
    rows = Rows.of([young.normal(one) for one in histories], asked)
    learner = taught(learners(asked, run.seed)[key](), rows, asked.cap)
    return RemainingLife(young, asked, learner, held.spread(key))
