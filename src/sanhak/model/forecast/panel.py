"""Many series on one calendar: each row a series, each column a period, empty before a series begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class Panel:
    """Series side by side.

    ``values`` has shape (series, periods); NaN stands only before a series begins, so that every series ends with the
    last column. ``season`` is the number of periods after which the year comes round (12 for months, 1 for none).
    """

    values: Floats
    season: int

    def __post_init__(self) -> None:
        gaps = np.isnan(self.values)
        if (gaps[:, 1:] & ~gaps[:, :-1]).any():
            raise ValueError("a series has gaps after it began")

    @property
    def starts(self) -> NDArray[np.intp]:
        """The first column of each series, shape (series,); the number of columns where a series never begins."""
        gaps = np.isnan(self.values)
        return np.asarray(gaps.sum(axis=1))

    @property
    def lengths(self) -> NDArray[np.intp]:
        """How many periods each series has, shape (series,)."""
        return np.asarray(self.values.shape[1] - self.starts)

    def until(self, periods: int) -> Panel:
        """What was known after the first ``periods`` columns."""
        return replace(self, values=self.values[:, :periods])

    def of(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Panel:
        """Only these series."""
        return replace(self, values=self.values[which])

    @property
    def intermittent(self) -> NDArray[np.bool_]:
        """Series that sell in less than three of four periods since they began, shape (series,).

        The limit is an average interval between demands of 1.32, of A. A. Syntetos, J. E. Boylan and J. D. Croston,
        J. Oper. Res. Soc. 56 (2005) 495.
        """
        known = np.maximum(self.lengths, 1)
        return np.asarray((np.nan_to_num(self.values) > 0).sum(axis=1) / known < 1 / 1.32)

    @property
    def roughness(self) -> Floats:
        """Mean absolute change against the same period of the year before, shape (series,); the scale of MASE.

        Series of less than a year are measured from one period to the next, constant ones by their level, and what was
        never sold by 1.
        """
        seasonal = _mean_change(self.values, self.season)
        near = _mean_change(self.values, 1)
        rough = np.where(self.lengths > self.season + 1, seasonal, near)
        level = np.nansum(np.abs(self.values), axis=1) / np.maximum(self.lengths, 1)
        rough = np.where(np.nan_to_num(rough) > 1e-6 * level, np.nan_to_num(rough), 0.1 * level)
        return np.where(rough > 0, rough, 1.0)


def _mean_change(values: Floats, lag: int) -> Floats:
    """Mean absolute difference to the value ``lag`` columns earlier, NaN where there is none."""
    changes = np.abs(values[:, lag:] - values[:, :-lag])
    counted = (~np.isnan(changes)).sum(axis=1)
    mean: Floats = np.where(counted > 0, np.nansum(changes, axis=1) / np.maximum(counted, 1), np.nan)
    return mean
