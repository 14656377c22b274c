"""What is believed between two measurements: an estimate that the last measurements may move, and how far it is off.

Everything here is forward in time: what is said of a sample rests on the samples before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.calibration import NOMINAL
from sanhak.model.prediction import Floats

WEIGHTS: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
"""Weights of the newest error that are tried; 0 leaves the estimate alone, 1 moves it onto the last sample."""
MOST_SKIPPED: Final = 4
"""The longest age of a sample at which errors are measured, in samples: with still fewer a drift is seen too late."""
_BETTER: Final = 0.98
"""Share of the error without it that an update must not exceed to be worth its trouble."""
FEWEST: Final = 9
"""Errors that an interval of 90 % needs."""
_FADES: Final = 0.97
"""What an error counts beside the next newer one: the last thirty or so decide."""
_PACE: Final = 0.03
"""How quickly the level of an interval follows what it missed."""
_LOOSEST, _TIGHTEST = 0.6, 0.995


def moved(predicted: Floats, measured: Floats, weight: float, skipped: int = 1) -> Floats:
    """The estimate of each sample, moved by the errors of earlier ones, shape (samples,).

    The bias is the exponentially weighted mean of past errors: ``bias ← (1 − weight) bias + weight (measured −
    predicted)``, which is what plants call a bias update. Before the first sample it is nought.

    Parameters
    ----------
    predicted, measured
        In the order of time, shape (samples,).
    weight
        Of the newest error, 0–1.
    skipped
        The newest sample that is known is so many samples back.
    """
    states = biases(measured - predicted, weight)
    known = np.concatenate([np.zeros(skipped), states])[: len(predicted)]
    return np.asarray(predicted + known)


def biases(errors: Floats, weight: float) -> Floats:
    """The bias after each sample, shape (samples,)."""
    state, states = 0.0, np.empty(len(errors))
    for place, error in enumerate(errors):
        state = (1 - weight) * state + weight * error
        states[place] = state
    return states


def held(measured: Floats, skipped: int = 1) -> Floats:
    """The sample so many samples back, as one believes who holds the last value; NaN before the first."""
    return np.concatenate([np.full(skipped, np.nan), measured])[: len(measured)]


def weight_of(predicted: Floats, measured: Floats) -> float:
    """The weight of the update that erred least on these samples; 0 unless it errs 2 % less than no update."""
    errors = [float(np.sqrt(np.mean((measured - moved(predicted, measured, weight)) ** 2))) for weight in WEIGHTS]
    best = int(np.argmin(errors))
    return WEIGHTS[best] if errors[best] <= _BETTER * errors[0] else 0.0


def tried(predicted: Floats, measured: Floats, fold: NDArray[np.intp]) -> Floats:
    """The moved estimates where each fold's weight was chosen on earlier folds only, shape (samples,).

    The first fold has none before it and is not moved: what an update is worth must be shown by later samples.
    """
    said = predicted.copy()
    for number in np.unique(fold)[1:]:
        before, here = fold < number, fold == number
        weight = weight_of(predicted[before], measured[before])
        said[here] = moved(predicted, measured, weight)[here]
    return said


@dataclass(frozen=True, slots=True, eq=False)
class Widths:
    """Half the width of the 90 % interval by the age of the last sample.

    ``ages`` [s] and ``half`` have shape (ages,), both rising; between them it is drawn straight, outside it stays.
    """

    ages: Floats
    half: Floats

    def at(self, ages: Floats) -> Floats:
        """Half the width at these ages [s]."""
        return np.asarray(np.interp(ages, self.ages, self.half))

    @property
    def grows(self) -> bool:
        """Whether the interval widens by a tenth or more from the youngest to the oldest sample."""
        return bool(self.half[-1] >= 1.1 * self.half[0])


def widths(errors: list[Floats], ages: Floats, level: float = NOMINAL) -> Widths:
    """Half widths from the errors at each age, made rising: an older sample is never known to tell more.

    Parameters
    ----------
    errors
        For each age the errors of the samples at which it was that old, in the order of time.
    ages
        The ages [s], rising, shape (ages,).
    level
        Share of errors that the interval holds.
    """
    half = np.array([conformal(np.abs(one), level) for one in errors])
    return Widths(ages, np.maximum.accumulate(half))


def conformal(sizes: Floats, level: float) -> float:
    """The size that a new error exceeds with a chance of about ``1 − level``.

    The split-conformal quantile of V. Vovk, A. Gammerman and G. Shafer, Algorithmic Learning in a Random World (2005),
    where older errors count less, so that it holds where errors drift (R. F. Barber and others, Conformal prediction
    beyond exchangeability, Annals of Statistics 51 (2023) 816–845).

    Parameters
    ----------
    sizes
        Of errors in the order of time, the newest last, shape (samples,).
    level
        Share of errors that it is to hold.
    """
    order = np.argsort(sizes, kind="stable")
    weights = _FADES ** np.arange(len(sizes), 0, -1.0)
    shares = np.cumsum(weights[order]) / (weights.sum() + 1.0)  # the new error weighs one
    return float(sizes[order[min(int(np.searchsorted(shares, level)), len(sizes) - 1)]])


def walked(errors: Floats) -> tuple[NDArray[np.intp], Floats, float]:
    """Intervals of each sample from the errors before it, whose level follows what was missed.

    I. Gibbs and E. Candès, Adaptive conformal inference under distribution shift, NeurIPS 34 (2021): after a miss the
    level rises, after a hit it falls a little, so that the share inside comes back where errors grow.

    Returns
    -------
    tuple
        Positions of the samples that could be judged, their half widths, and the level after the last sample.
    """
    start = min(2 * FEWEST, len(errors) // 2)
    sizes, level = np.abs(errors), NOMINAL
    half = []
    for place in range(start, len(errors)):
        half.append(conformal(sizes[:place], level))
        missed = sizes[place] > half[-1]
        level = float(np.clip(level + _PACE * (missed - (1 - NOMINAL)), _LOOSEST, _TIGHTEST))
    return np.arange(start, len(errors)), np.array(half), level
