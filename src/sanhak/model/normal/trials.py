"""Disturbances that are added to held-out normal rows, so that monitors can be chosen before any fault is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from sanhak.model.normal.detectors import Flags, Scale
from sanhak.model.normal.heldout import HeldOut
from sanhak.model.prediction import Floats

Shape = Literal["step", "drift", "oscillation", "scatter", "still"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)
_SIZES: Final = (1.0, 2.0, 3.0)
"""In normal deviations of the tag."""
_LONGEST: Final = 100
_WARM: Final = 60
_TOGETHER: Final = 3
"""Every third trial of a shape moves several tags."""
_ALIKE: Final = 0.3
"""Correlation from which on a tag moves along where tags are moved together."""
_PERIODS: Final = (4, 24)


@dataclass(frozen=True, slots=True)
class Trial:
    """One disturbance: what is done to which tags in which held-out block, from which row of the normal period on.

    ``weights`` of shape (tags,) say by how many normal deviations each tag is moved; ``seed`` draws its scatter.
    """

    shape: Shape
    weights: Floats
    block: int
    onset: int
    end: int
    period: float
    seed: int


def drawn(held: HeldOut, X: Floats, count: int, rng: np.random.Generator) -> tuple[Trial, ...]:
    """Trials over all shapes in turn: of one tag, or of all that move with it; X holds the normal rows."""
    Z = Scale.of(X).standard(X)
    alike = Z.T @ Z / len(Z)
    made = []
    for at in range(count):
        tag = int(rng.integers(X.shape[1]))
        shape = SHAPES[at % len(SHAPES)]
        weights = np.zeros(X.shape[1])
        if at // len(SHAPES) % _TOGETHER == 0 and shape != "still":
            weights = np.where(np.abs(alike[tag]) >= _ALIKE, alike[tag], 0.0)
        weights[tag] = 1.0
        block = int(rng.integers(len(held.blocks)))
        first, end = held.blocks[block].first, held.blocks[block].end
        onset = int(rng.integers(first, max(first + 1, (first + end) // 2)))
        size = _SIZES[int(rng.integers(len(_SIZES)))] * rng.choice([-1.0, 1.0])
        period = float(rng.uniform(*_PERIODS))
        made.append(Trial(shape, size * weights, block, onset, min(end, onset + _LONGEST), period, at))
    return tuple(made)


def disturbed(trial: Trial, X: Floats) -> Floats:
    """The rows from ``onset`` to ``end`` under the disturbance, shape (end − onset, tags)."""
    rows = X[trial.onset : trial.end].copy()
    step = trial.weights * Scale.of(X).deviation
    return moved(rows, trial.shape, step, trial.period, trial.seed)


def moved(rows: Floats, shape: Shape, step: Floats, period: float, seed: int) -> Floats:
    """Rows under a disturbance that begins with the first of them, shape (rows, tags).

    ``step`` of shape (tags,) is its size in each tag's unit, zero for those that stay; ``period`` is that of an
    oscillation in rows; ``seed`` draws its scatter.
    """
    count = len(rows)
    along = np.arange(count)
    match shape:
        case "still":
            which = step != 0
            still = rows.copy()
            still[:, which] = rows[0, which]
            return still
        case "step":
            course = np.ones(count)
        case "drift":
            course = 2 * (along + 1) / count
        case "oscillation":
            course = np.sqrt(2) * np.sin(2 * np.pi * (along + 1) / period)
        case "scatter":
            course = np.random.default_rng(seed).normal(size=count)
    return np.asarray(rows + course[:, None] * step)


def found(trial: Trial, held: HeldOut, X: Floats, breaks: Flags, limit: float) -> Flags:
    """Which rows of a trial pass the limit, shape (end − onset,)."""
    warm = max(0, trial.onset - _WARM)
    rows = np.vstack((X[warm : trial.onset], disturbed(trial, X)))
    statistic = held.blocks[trial.block].watch.statistic(rows, breaks[warm : trial.end])
    return np.asarray(statistic[trial.onset - warm :] > limit)
