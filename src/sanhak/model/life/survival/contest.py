"""The contest of survival: candidates judged by the integrated Brier score on whole assets that taught nothing.

Few failures cannot tell good models apart, and who chooses among them chooses by luck; so a weighted mean of five is
the winner unless another is better by more than one standard error of the paired difference, or a curve without inputs
is as good. Below thirty failures, where there is no such mean, the simplest wins that is within one standard error of
the best and gives away at most a twentieth of what the best gains.

What it says of held-out assets is compared with what failed: too many or too few failures in all are
corrected by one factor of the hazard, if chance does not explain them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from sanhak.model.life.survival.accelerated import Accelerated
from sanhak.model.life.survival.blend import Blend, weights
from sanhak.model.life.survival.boosted import Boosted
from sanhak.model.life.survival.cox import Cox
from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.forest import Forest
from sanhak.model.life.survival.ranked import Ranked
from sanhak.model.life.survival.scoring import ages_to_judge, brier, concordance, staying
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

FOLDS: Final = 5
_GIVEN_AWAY: Final = 0.05
_FEW: Final = 30
"""With fewer failures trees and blends would learn single assets."""


CANDIDATES: Final[Mapping[str, Callable[[int], Any]]] = {
    "kaplan-meier": lambda _: KaplanMeier(),
    "weibull": lambda _: Accelerated("weibull", use=False),
    "log-normal": lambda _: Accelerated("log-normal", use=False),
    "log-logistic": lambda _: Accelerated("log-logistic", use=False),
    "cox": lambda _: Ranked(Cox()),
    "weibull accelerated": lambda _: Ranked(Accelerated("weibull")),
    "log-normal accelerated": lambda _: Ranked(Accelerated("log-normal")),
    "log-logistic accelerated": lambda _: Ranked(Accelerated("log-logistic")),
    "forest": Forest,
    "trees": Boosted,
}
"""By name, from simple to rich; each is made with a seed. The first is the baseline."""
_ALONE: Final = ("kaplan-meier", "weibull", "log-normal", "log-logistic")
"""Those that ask for no inputs."""
_LARGE: Final = ("forest", "trees")
BLEND: Final = "blend"
"""The weighted mean of those below; it stands last, as the richest."""
_BLENDED: Final = ("cox", "weibull accelerated", "log-logistic accelerated", "forest", "trees")


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The winner, taught with all lives, and what the contest showed.

    ``losses`` holds the integrated Brier score of each asset by candidate; ``ages`` (k,) are those judged; ``told``
    (n, k) is what the winner said of each life while it was held out, ``expected`` (n,) the failures that it expected
    in the time in which the life was watched. ``seconds`` is what teaching each took [CPU s]. ``factor`` corrects
    the cumulative hazard; 1 where nothing is corrected.
    """

    name: str
    model: Any
    losses: Mapping[str, Floats]
    concordances: Mapping[str, float]
    seconds: Mapping[str, float]
    ages: Floats
    told: Floats
    expected: Floats
    ratio: tuple[float, float, float]
    factor: float
    held: Callable[[Floats], Floats]

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Corrected survival, shape (n, k)."""
        return np.asarray(self.model.survival(inputs, ages) ** self.factor)


def compete(spells: Spells, seed: int = 0, names: tuple[str, ...] = tuple(CANDIDATES)) -> Chosen:
    """Hold the contest and teach the winner.

    Parameters
    ----------
    spells
        Lives of several assets, some of which failed.
    names
        The candidates that take part, from simple to rich.
    """
    fold = folds_of(spells, seed)
    taking = [
        name
        for name in names
        if (spells.inputs.shape[1] or name in _ALONE) and (spells.failed.sum() >= _FEW or name not in _LARGE)
    ]
    ages = ages_to_judge(spells)
    parts = [spells.where(fold != part) for part in range(int(fold.max()) + 1)]
    fitted: dict[str, tuple[Any, ...]] = {}
    seconds: dict[str, float] = {}
    for name in taking:
        started = time.process_time()
        fitted[name] = tuple(CANDIDATES[name](seed).fit(part) for part in parts)
        seconds[name] = time.process_time() - started
    held = {name: _Held.of(spells, fold, models, ages) for name, models in fitted.items()}
    if set(_BLENDED) <= set(taking):
        given = [held[name].given for name in _BLENDED]
        # What is said of a fold rests on weights that have not seen it.
        blends = tuple(
            Blend(models, _weights(spells, fold != part, given, ages))
            for part, models in enumerate(zip(*(fitted[name] for name in _BLENDED), strict=True))
        )
        held[BLEND] = _Held.of(spells, fold, blends, ages)
        seconds[BLEND] = sum(seconds[name] for name in _BLENDED)
    losses = {name: _by_asset(one.losses, spells.assets) for name, one in held.items()}
    name = _winner(losses)
    winner = held[name]
    failed, expected = float(spells.failed.sum()), float(winner.expected.sum())
    ratio = (
        failed / expected,
        float(chi2.ppf(0.05, 2 * failed) / 2 / expected),
        float(chi2.ppf(0.95, 2 * failed + 2) / 2 / expected),
    )
    factor = 1.0 if ratio[1] <= 1 <= ratio[2] else ratio[0]
    concordances = {one: concordance(spells.left, spells.failed, 1 - of.told.mean(axis=1)) for one, of in held.items()}
    alone = tuple(CANDIDATES[part](seed).fit(spells) for part in (_BLENDED if name == BLEND else (name,)))
    model = Blend(alone, _weights(spells, fold >= 0, given, ages)) if name == BLEND else alone[0]
    return Chosen(
        name, model, losses, concordances, seconds, ages, winner.told, winner.expected, ratio, factor,
        lambda at: _told(spells, winner.models, fold, at),
    )  # fmt: skip


def folds_of(spells: Spells, seed: int) -> NDArray[np.intp]:
    """The part in which each life is held out: whole assets, those that failed spread evenly over the parts."""
    count = int(spells.assets.max()) + 1
    failures = np.bincount(spells.assets, spells.failed, minlength=count)
    order = np.random.default_rng([seed, count]).permutation(count)
    order = order[np.argsort(-failures[order], kind="stable")]
    part = np.empty(count, dtype=np.intp)
    part[order] = np.arange(count) % min(FOLDS, count)
    return part[spells.assets]


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    losses: Floats
    told: Floats
    given: Floats
    expected: Floats
    models: tuple[Any, ...]

    @classmethod
    def of(cls, spells: Spells, fold: NDArray[np.intp], models: tuple[Any, ...], ages: Floats) -> _Held:
        """What a candidate says of each life while its asset is held out."""
        losses, expected = np.empty(len(spells)), np.empty(len(spells))
        told, given = np.empty((2, len(spells), len(ages)))
        for part, model in enumerate(models):
            rows = fold == part
            teach, judge = spells.where(~rows), spells.where(rows)
            told[rows] = model.survival(judge.inputs, ages)
            begun, ended = (_each(model, judge.inputs, at) for at in (judge.entered, judge.left))
            expected[rows] = np.log(begun / ended)
            given[rows] = np.clip(told[rows] / begun[:, None], 0.0, 1.0)
            losses[rows] = brier(judge, given[rows], ages, staying(teach))
        return cls(losses, told, given, expected, models)


def _weights(spells: Spells, rows: NDArray[np.bool_], given: Sequence[Floats], ages: Floats) -> Floats:
    """Weights of the blend by what its parts said of some of the lives."""
    return weights(spells.where(rows), [one[rows] for one in given], ages, staying(spells.where(rows)))


def _told(spells: Spells, models: tuple[Any, ...], fold: NDArray[np.intp], at: Floats) -> Floats:
    """Survival of each held-out life at an age of its own, shape (n,)."""
    found = np.empty(len(spells))
    for part, model in enumerate(models):
        rows = fold == part
        found[rows] = _each(model, spells.inputs[rows], at[rows])
    return found


def _each(model: Any, inputs: Floats, at: Floats) -> Floats:
    """Survival of each row at an age of its own, shape (n,), never quite 0."""
    ages, place = np.unique(at, return_inverse=True)
    found = np.empty(len(at))
    for block in np.array_split(np.arange(len(at)), max(1, len(at) * len(ages) // 5_000_000)):
        found[block] = model.survival(inputs[block], ages)[np.arange(len(block)), place[block]]
    return np.maximum(found, 1e-6)


def _by_asset(losses: Floats, assets: NDArray[np.intp]) -> Floats:
    """Mean loss of each asset, shape (assets,): assets of many lives weigh no more than others."""
    count = np.bincount(assets)
    return np.asarray((np.bincount(assets, losses) / np.maximum(count, 1))[count > 0])


def _winner(losses: Mapping[str, Floats]) -> str:
    """Who wins, by the loss of each asset."""
    mean = {name: float(loss.mean()) for name, loss in losses.items()}
    best = min(mean, key=lambda name: mean[name])

    def worse(name: str, other: str) -> float:
        """By how many standard errors one is worse than the other."""
        apart = losses[name] - losses[other]
        error = float(apart.std() / np.sqrt(len(apart)))
        return float(apart.mean()) / error if error > 0 else 0.0

    if BLEND in losses:
        alone = [name for name in losses if name in _ALONE and mean[name] <= mean[BLEND]]
        return (*alone, best if worse(BLEND, best) > 1 else BLEND)[0]
    allowed = mean[best] + _GIVEN_AWAY * (next(iter(mean.values())) - mean[best])
    return next(name for name in losses if mean[name] <= allowed and worse(name, best) <= 1)
