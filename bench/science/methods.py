"""Ourselves and plain learners on our features, each on every fold of a table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from scoring import Seen, scored
from tasks import SEED, Floats, Fold, Task

from sanhak.model import Model
from sanhak.model.calibration import wilson
from sanhak.model.encoder import Encoder
from sanhak.model.prediction import LabelPrediction
from sanhak.run import Run

BANDS: Final = ((0.0, 0.35), (0.35, 0.5), (0.5, 1.01))


def judged(task: Task, folds: list[Fold]) -> tuple[list[Seen], list[dict[str, Any]]]:
    """Every method on one table, and for numbers of molecules the coverage by band of likeness."""
    truth, said, mean, low, high, near, seconds, split, chosen = _ours(task, folds)
    inside = None if low is None else float(((low <= truth) & (truth <= high)).mean())
    rows = [Seen("Sanhak", *scored(task, truth, said), seconds, inside, split, chosen)]
    if not task.label:
        rows.append(Seen("Sanhak, by its mean", *scored(task, truth, mean), seconds))
    for name, plain in (("extremely randomised trees, 150", _trees), ("LightGBM, 300", _boosted)):
        predicted, middle, used = _plain(task, folds, plain)
        rows.append(Seen(name, *scored(task, truth, predicted), used))
        if middle is not None:
            rows.append(Seen("their median", *scored(task, truth, middle), used))
    if task.label:
        constant = np.zeros(len(truth))
    else:
        constant = np.concatenate([np.full(len(test), np.nanmean(train.values(task.outcome))) for train, test in folds])
    rows.append(Seen("mean", *scored(task, truth, constant), 0.0))
    return rows, [] if low is None or task.matter == "formula" else list(_bands(truth, low, high, near))


def _ours(task: Task, folds: list[Fold]) -> tuple[Any, ...]:
    truth, said, mean, low, high, near = [], [], [], [], [], []
    began, split, chosen = time.process_time(), "", []
    for train, test in folds:
        model = Model.fit(train, [task.matter], task.outcome, Run(seed=SEED))
        told = model.predict(test)
        truth.append(task.truth(test))
        split = model.split.name
        chosen.append(next(score.candidate.render() for score in model.scores if score.chosen))
        if isinstance(told, LabelPrediction):
            said.append(told.chance("1"))
            mean.append(said[-1])
            continue
        said.append(told.median)
        mean.append(told.mean)
        ends = told.interval(0.9)
        low.append(ends[0])
        high.append(ends[1])
        near.append(1 - model.domain.distance(model.ensemble.encoder.transform(test)))
    used = time.process_time() - began
    ends = (np.concatenate(low), np.concatenate(high), np.concatenate(near)) if low else (None, None, None)
    names = ", ".join(dict.fromkeys(chosen))
    return *map(np.concatenate, (truth, said, mean)), *ends, used, split, names


def _plain(task: Task, folds: list[Fold], make: Callable[[bool], Any]) -> tuple[Floats, Floats | None, float]:
    """A plain learner on the matrix of our encoder; also the median of its trees where they tell of numbers."""
    said, middle, began = [], [], time.process_time()
    for train, test in folds:
        encoder = Encoder.fit(train, [task.matter])
        learner = make(task.label).fit(encoder.transform(train), task.truth(train))
        X = encoder.transform(test)
        said.append(learner.predict_proba(X)[:, 1] if task.label else learner.predict(X))
        if not task.label and hasattr(learner, "estimators_"):
            middle.append(np.median([tree.predict(X) for tree in learner.estimators_], axis=0))
    return np.concatenate(said), np.concatenate(middle) if middle else None, time.process_time() - began


def _trees(label: bool) -> Any:  # noqa: FBT001 - one of two
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    kind = ExtraTreesClassifier if label else ExtraTreesRegressor
    return kind(150, max_features=1.0 if not label else "sqrt", random_state=SEED, n_jobs=1)


def _boosted(label: bool) -> Any:  # noqa: FBT001 - one of two
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if label else LGBMRegressor
    return kind(n_estimators=300, learning_rate=0.05, n_jobs=1, random_state=SEED, verbosity=-1)


def _bands(truth: Floats, low: Floats, high: Floats, near: Floats) -> Iterator[dict[str, Any]]:
    inside = (low <= truth) & (truth <= high)
    for start, end in BANDS:
        here = (near >= start) & (near < end)
        count = int(here.sum())
        if not count:
            continue
        share = float(inside[here].mean())
        least, most = wilson(share, count)
        width = float((high - low)[here].mean())
        yield {"from": start, "rows": count, "inside": share, "lower": least, "upper": most, "width": width}
