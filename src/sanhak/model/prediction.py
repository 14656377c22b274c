"""What a model says of rows it has not seen: quantiles, and whether a row lies where the model knows anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS: Final[Floats] = np.round(np.arange(1, 20) * 0.05, 2)
"""The 19 quantile levels of a prediction: 5 %, 10 %, … 95 %."""
LEVELS.setflags(write=False)


class Domain(IntEnum):
    """Where a row lies: among the data, at their edge, or outside of what was ever measured."""

    INSIDE = 0
    EDGE = 1
    OUTSIDE = 2


@dataclass(frozen=True, slots=True)
class Prediction:
    """A number for each row, as the quantiles of what a new measurement would show.

    ``quantiles`` has shape (rows, 19) in the outcome's unit, rising along each row; ``domain`` has shape (rows,) with
    the codes of :class:`Domain`; ``centre`` has shape (rows,): the model's expectation, in the outcome's unit.
    """

    quantiles: Floats
    domain: NDArray[np.int8]
    centre: Floats
    unit: str | None = None

    def __post_init__(self) -> None:
        if self.quantiles.shape != (len(self.domain), len(LEVELS)) or self.centre.shape != self.domain.shape:
            raise ValueError(
                f"quantiles {self.quantiles.shape}, domain {self.domain.shape} and centre {self.centre.shape}"
                f" do not fit: expected (n, {len(LEVELS)}), (n,), (n,)"
            )

    def __len__(self) -> int:
        return len(self.domain)

    @property
    def mean(self) -> Floats:
        """Expected value, shape (rows,)."""
        return self.centre

    @property
    def median(self) -> Floats:
        """The value that a measurement exceeds as often as not, shape (rows,): of least absolute error."""
        return self.quantile(0.5)

    def quantile(self, level: float) -> Floats:
        """Quantile at ``level`` within 0.05–0.95, interpolated between the stored levels, shape (rows,).

        Raises
        ------
        ValueError
            If ``level`` lies outside 0.05–0.95: beyond it the prediction knows nothing.
        """
        if not LEVELS[0] <= level <= LEVELS[-1]:
            raise ValueError(f"level {level} lies outside {LEVELS[0]}–{LEVELS[-1]}")
        return _interpolate(level, self.quantiles)

    def less(self, values: Floats) -> Prediction:
        """The prediction of the measurement less ``values``, one for each row, shape (rows,)."""
        return replace(self, quantiles=self.quantiles - values[:, None], centre=self.centre - values)

    def mixed(self, parts: int) -> Prediction:
        """The prediction of a measurement under one of several conditions, each as likely as the others.

        Rows come in groups of ``parts``, one group for each row of the result. A group lies where at least four in five
        of its rows lie.
        """
        if parts == 1:
            return self
        pooled = self.quantiles.reshape(-1, parts * len(LEVELS))
        # Weibull positions: a group of equal rows gives these rows back.
        quantiles = np.quantile(pooled, LEVELS, axis=1, method="weibull").T
        domain = np.sort(self.domain.reshape(-1, parts), axis=1)[:, -(-4 * parts // 5) - 1]
        return replace(self, quantiles=quantiles, domain=domain, centre=self.centre.reshape(-1, parts).mean(axis=1))

    def interval(self, coverage: float = 0.9) -> tuple[Floats, Floats]:
        """Lower and upper end of the central interval of this coverage (at most 0.9), each of shape (rows,)."""
        tail = round((1 - coverage) / 2, 12)
        return self.quantile(tail), self.quantile(1 - tail)

    def chance(self, *, above: float | None = None, below: float | None = None) -> Floats:
        """Probability that a new measurement lies above and below the given values, shape (rows,).

        Between the stored quantiles the distribution is linear; beyond the outermost ones it continues with the slope
        of an exponential tail, so that a limit far away is safe but never perfectly so.
        """
        chance = np.ones(len(self))
        if below is not None:
            chance = chance * self._cumulative(below)
        if above is not None:
            chance = chance - self._cumulative(above) if below is not None else 1 - self._cumulative(above)
        return np.clip(chance, 0.0, 1.0)

    def _cumulative(self, value: float) -> Floats:
        """P(measurement ≤ value) for each row."""
        rising = self.quantiles
        low, high = rising[:, 0], rising[:, -1]
        tail_low = np.maximum(rising[:, 1] - low, np.finfo(float).tiny)
        tail_high = np.maximum(high - rising[:, -2], np.finfo(float).tiny)
        # An exponential tail whose density meets the outermost step: mass 0.05 decays over one step width.
        with np.errstate(over="ignore"):  # where two quantiles coincide the tail has no width: nothing lies beyond
            below = LEVELS[0] * np.exp(np.minimum(0.0, (value - low) / tail_low))
            above = 1 - LEVELS[0] * np.exp(np.minimum(0.0, (high - value) / tail_high))
        step = np.clip((rising <= value).sum(axis=1) - 1, 0, len(LEVELS) - 2)
        rows = np.arange(len(self))
        start, end = rising[rows, step], rising[rows, step + 1]
        with np.errstate(over="ignore"):  # likewise within a step of no width
            share = np.clip((value - start) / np.maximum(end - start, np.finfo(float).tiny), 0.0, 1.0)
        inner = LEVELS[step] + share * (LEVELS[step + 1] - LEVELS[step])
        return np.asarray(np.where(value < low, below, np.where(value >= high, above, inner)))


@dataclass(frozen=True, slots=True)
class LabelPrediction:
    """A label for each row, as calibrated probabilities and a label set.

    ``chances`` has shape (rows, labels) and sums to one along each row; ``labels`` names its columns; ``sets`` has the
    same shape, True where a label cannot be excluded at the calibrated level; ``domain`` as in :class:`Prediction`.
    """

    chances: Floats
    labels: tuple[str, ...]
    sets: NDArray[np.bool_]
    domain: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.domain)

    @property
    def likeliest(self) -> tuple[str, ...]:
        """The most probable label of each row."""
        return tuple(self.labels[column] for column in self.chances.argmax(axis=1))

    def chance(self, label: str) -> Floats:
        """Probability of one label, shape (rows,).

        Raises
        ------
        ValueError
            If the model has never seen the label.
        """
        return self.chances[:, self.labels.index(label)]


Said = TypeVar("Said", bound="Prediction | LabelPrediction")
"""What a model says: numbers or labels."""


def _interpolate(level: float, quantiles: Floats) -> Floats:
    position = (level - LEVELS[0]) / (LEVELS[1] - LEVELS[0])
    left = int(np.clip(np.floor(position + 1e-9), 0, len(LEVELS) - 2))
    share = float(np.clip(position - left, 0.0, 1.0))
    return quantiles[:, left] * (1 - share) + quantiles[:, left + 1] * share
