"""Trees on discrete hazards: each life is cut into intervals of age, and boosted trees learn where an asset fails.

The trees begin from what Cox's model says, or from the curve of all lives, whichever held-out lives prefer, and stop
where held-out lives gain no more: where nothing else is to be learnt, little is added.

Source: J. Singer and J. Willett, Journal of Educational Statistics 18 (1993); G. Ke et al., LightGBM (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.survival.cox import Cox
from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.ranked import Ranked
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

_INTERVALS: Final = 24
_MOST, _PATIENCE, _FOLDS = 300, 30, 5
_NEVER: Final = 1e-9
_SETTINGS: Final[dict[str, Any]] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_sum_hessian_in_leaf": 3.0,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
_BEGIN: Final[tuple[Callable[[], Any], ...]] = (lambda: Ranked(Cox()), KaplanMeier)


@dataclass(frozen=True, slots=True, eq=False)
class _Long:
    """One row for each life and interval in which it was watched."""

    row: NDArray[np.intp]
    interval: NDArray[np.intp]
    failed: NDArray[np.bool_]
    weight: Floats


class Boosted:
    """Boosted trees on the hazard of each interval of age.

    Parameters
    ----------
    seed
        Decides folds, rows and columns of the trees.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, spells: Spells) -> Self:
        """Learn from lives; whole assets are held out to decide where to begin and when to stop."""
        levels = np.linspace(0, 1, _INTERVALS + 1)[1:]
        self.ends = np.unique(np.quantile(spells.left[spells.failed], levels, method="higher"))
        fold = np.random.default_rng(self.seed).permutation(int(spells.assets.max()) + 1)[spells.assets] % _FOLDS
        tried = [self._rounds(spells, fold, begin) for begin in _BEGIN]
        best = min(range(len(tried)), key=lambda at: tried[at][0])
        self.begin = _BEGIN[best]().fit(spells)
        self.trees = self._grown(spells, self.begin, tried[best][1])
        return self

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Survival over the intervals, between their ends in proportion to the curve of all, shape (n, k)."""
        cumulated = np.cumsum(-np.log1p(-self._hazards(self.trees, self.begin, inputs)), axis=1)
        grid = np.append(0.0, self.ends)
        known = np.column_stack([np.zeros(len(inputs)), cumulated])
        place = np.clip(np.searchsorted(grid, ages, side="right") - 1, 0, len(self.ends) - 1)
        share = np.clip((ages - grid[place]) / (grid[place + 1] - grid[place]), 0.0, 1.0)
        return np.asarray(np.exp(-(known[:, place] + share * (known[:, place + 1] - known[:, place]))))

    def _long(self, spells: Spells) -> _Long:
        starts = np.append(0.0, self.ends[:-1])
        seen = (spells.left[:, None] > starts) & (spells.entered[:, None] < self.ends)
        row, interval = np.nonzero(seen)
        ended = spells.failed[row] & (spells.left[row] <= self.ends[interval])
        # Part of an interval counts as that part: a life that was censored in its middle says half of it.
        stop = np.where(ended, self.ends[interval], np.minimum(spells.left[row], self.ends[interval]))
        watched = stop - np.maximum(spells.entered[row], starts[interval])
        weight = np.clip(watched / (self.ends - starts)[interval], 0.0, 1.0)
        return _Long(row, interval, ended, np.where(ended, 1.0, weight))

    def _matrix(self, inputs: Floats, interval: NDArray[np.intp]) -> Floats:
        return np.column_stack([inputs, interval])

    def _start(self, begin: Any, inputs: Floats) -> Floats:
        """Log odds of failing in each interval by what the trees begin from, shape (n, intervals)."""
        alive = np.maximum(begin.survival(inputs, np.append(0.0, self.ends)), _NEVER)
        hazard = np.clip(1 - alive[:, 1:] / alive[:, :-1], _NEVER, 1 - _NEVER)
        return np.asarray(np.clip(np.log(hazard / (1 - hazard)), -12.0, 4.0))

    def _hazards(self, trees: Any, begin: Any, inputs: Floats) -> Floats:
        count = len(self.ends)
        row, interval = np.divmod(np.arange(len(inputs) * count), count)
        added = trees.predict(self._matrix(inputs[row], interval), raw_score=True) if trees is not None else 0.0
        logits = self._start(begin, inputs) + np.reshape(added, (-1, count) if trees is not None else ())
        return np.asarray(1 / (1 + np.exp(-logits)))

    def _data(self, spells: Spells, begin: Any) -> Any:
        import lightgbm

        long = self._long(spells)
        start = self._start(begin, spells.inputs)[long.row, long.interval]
        matrix = self._matrix(spells.inputs[long.row], long.interval)
        return lightgbm.Dataset(
            matrix, long.failed.astype(float), weight=long.weight, init_score=start, free_raw_data=False,
            params={"verbosity": -1},
        )  # fmt: skip

    def _rounds(self, spells: Spells, fold: NDArray[np.intp], kind: Callable[[], Any]) -> tuple[float, int]:
        """Held-out loss of each row and the number of trees at which it is least."""
        import lightgbm

        courses = []
        for part in np.unique(fold):
            teach, judge = spells.where(fold != part), spells.where(fold == part)
            if not teach.failed.any() or not judge.failed.any():
                continue
            begin = kind().fit(teach)
            data = self._data(teach, begin)
            seen: dict[str, Any] = {}
            held = self._data(judge, begin).set_reference(data)
            lightgbm.train(
                _SETTINGS | {"seed": self.seed, "metric": "binary_logloss", "boost_from_average": False}, data, _MOST,
                valid_sets=[held], callbacks=[lightgbm.record_evaluation(seen), _Stop()],
            )  # fmt: skip
            course = np.array(seen["valid_0"]["binary_logloss"])
            weight = self._long(judge).weight
            begun = _loss(held.get_label(), held.get_init_score(), weight)
            full = np.full(_MOST + 1, course[-1])
            full[0], full[1 : len(course) + 1] = begun, course
            courses.append(full * weight.sum())
        if not courses:
            return float("inf"), 0
        total = np.sum(courses, axis=0)
        return float(total.min()), int(total.argmin())

    def _grown(self, spells: Spells, begin: Any, rounds: int) -> Any:
        import lightgbm

        if not rounds:
            return None
        settings = _SETTINGS | {"seed": self.seed, "boost_from_average": False}
        return lightgbm.train(settings, self._data(spells, begin), rounds)


class _Stop:
    """Ends training where the held-out loss has not fallen for a while, without a word on the screen."""

    order = 30

    def __init__(self) -> None:
        self.best, self.at = float("inf"), 0

    def __call__(self, state: Any) -> None:
        import lightgbm

        loss = state.evaluation_result_list[0][2]
        if loss < self.best:
            self.best, self.at = loss, state.iteration
        elif state.iteration - self.at >= _PATIENCE:
            raise lightgbm.callback.EarlyStopException(self.at, state.evaluation_result_list)


def _loss(failed: Floats, logits: Floats, weight: Floats) -> float:
    return float(np.average(np.logaddexp(0, logits) - failed * logits, weights=weight))
