"""What a candidate has to reach, and whether that can be told before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats, LabelPrediction, Prediction


class Verdict(StrEnum):
    """What can be said of a candidate that was never measured."""

    REACHES = "reaches"
    """It reaches the target as surely as was asked."""
    MISSES = "misses"
    """It misses the target as surely."""
    MEASURE = "measure"
    """The interval is too wide to tell: only a measurement can."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the outcome has to be: a number within limits, or a label; ``sure`` is how surely, above one half.

    Without limits and label everything is asked for: the candidates are then only ranked.
    """

    lower: float | None = None
    upper: float | None = None
    label: str | None = None
    sure: float = 0.9

    @property
    def stated(self) -> bool:
        """Whether there is anything to reach."""
        return (self.lower, self.upper, self.label) != (None, None, None)

    def chance(self, said: Prediction | LabelPrediction) -> Floats:
        """Probability that a new measurement of each row reaches it, shape (rows,)."""
        if isinstance(said, LabelPrediction):
            return said.chance(self.label) if self.label in said.labels else np.zeros(len(said))
        return said.chance(above=self.lower, below=self.upper)

    def reached(self, measured: Floats) -> NDArray[np.bool_]:
        """Which measured numbers reach it, shape (rows,); a gap does not."""
        low, high = self.lower, self.upper
        above = measured >= (-np.inf if low is None else low)
        return np.asarray(above & (measured <= (np.inf if high is None else high)))

    def verdict(self, chance: float) -> Verdict:
        """What a probability lets one say."""
        if chance >= self.sure:
            return Verdict.REACHES
        return Verdict.MISSES if chance <= 1 - self.sure else Verdict.MEASURE
