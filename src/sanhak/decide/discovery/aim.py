"""What is aimed at with one outcome, and how much a candidate may bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.campaign.gain import Bounds, log_chance, log_excess
from sanhak.decide.discovery.belief import Belief
from sanhak.model.prediction import Floats, LabelPrediction, Prediction

_ROUNDING: Final = 1e-9
_LEAST: Final = 1e-12
"""A gain or chance below which none is told from another."""


@dataclass(frozen=True, slots=True)
class Aim:
    """More of the outcome (``high``), less of it, or a ``window`` that it is to fall into, in the outcome's unit."""

    high: bool = True
    window: tuple[float, float] | None = None

    def worth(self, values: Floats) -> Floats:
        """Values so that larger is better; inside a window all are worth 0, outside of it less, by the distance."""
        if self.window is None:
            return values if self.high else -values
        low, high = self.window
        return -np.maximum(np.maximum(low - values, values - high), 0.0)

    def best(self, values: Floats, share: float) -> NDArray[np.bool_]:
        """Which values are among the best ``share`` of them, at least one; all that are equal to the last of these."""
        worth = self.worth(values)
        count = int(np.ceil(share * len(worth)))
        least = np.sort(worth)[-count]
        return np.asarray(worth >= least - _ROUNDING * max(1.0, abs(float(least))))

    def hope(self, belief: Belief, known: Floats, scale: tuple[float, float]) -> Floats:
        """What measuring each point may bring, as a logarithm, shape (points,); only the order means anything.

        For more or less it is the expected improvement on the best of ``known`` (D. R. Jones, M. Schonlau and W. J.
        Welch, J. Global Optim. 13 (1998) 455), for a window the chance to fall into it. ``belief`` and ``known`` are
        standardised; ``scale`` is the mean and the deviation by which they are.
        """
        if self.window is not None:
            low, high = ((end - scale[0]) / scale[1] for end in self.window)
            return log_chance(belief.mean, belief.deviation, Bounds(low, high))
        sign = 1.0 if self.high else -1.0
        off = (sign * belief.mean - (sign * known).max()) / belief.deviation
        return np.asarray(np.log(belief.deviation) + log_excess(off))

    def gain(self, said: Prediction | LabelPrediction, known: Floats, label: str | None = None) -> Floats:
        """What measuring each row of a prediction may bring, as a logarithm, shape (rows,); compare :meth:`hope`.

        The expected improvement is the mean over the quantiles, in deviations of ``known``; for a label it is the
        chance of it.
        """
        if isinstance(said, LabelPrediction):
            return np.asarray(np.log(np.maximum(said.chance(str(label)), _LEAST)))
        if self.window is not None:
            return np.log(np.maximum(said.chance(above=self.window[0], below=self.window[1]), _LEAST))
        sign = 1.0 if self.high else -1.0
        over = np.maximum(sign * said.quantiles - (sign * known).max(), 0.0).mean(axis=1)
        return np.asarray(np.log(np.maximum(over / max(float(known.std()), _LEAST), _LEAST)))
