"""Histories: what the sensors of one asset showed from its beginning until it failed, or until today."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class History:
    """One life of one asset.

    ``time`` of shape (n,) rises; ``values`` of shape (n, sensors), NaN where a sensor was silent; ``settings`` of shape
    (n, settings): what was set, not what came of it; ``regime`` of shape (n,): the number of the regime. ``failed``
    says whether it ended in a failure, at ``end`` or, where that is not known, at its last reading; an asset that runs
    is censored there, and so is one that was ``renewed`` before it failed.
    """

    asset: str
    time: Floats
    values: Floats
    settings: Floats
    regime: NDArray[np.int64]
    failed: bool
    renewed: bool = False
    end: float | None = None

    def __len__(self) -> int:
        return len(self.time)

    @property
    def last(self) -> float:
        """When it ended, or was last seen."""
        return float(self.time[-1]) if self.end is None else self.end

    @property
    def span(self) -> float:
        """Time from the first reading to the end."""
        return self.last - float(self.time[0])

    def left(self) -> Floats:
        """Time from each reading to the end, shape (n,)."""
        return np.asarray(self.last - self.time)

    def until(self, readings: int) -> History:
        """The same asset as it was seen at its reading number ``readings``: running."""
        cut = slice(0, readings)
        return replace(self, time=self.time[cut], values=self.values[cut], settings=self.settings[cut],
                       regime=self.regime[cut], failed=False, renewed=False, end=None)  # fmt: skip
