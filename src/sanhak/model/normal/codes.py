"""Numbers that are no measurements: codes of historians for a missing value, and what no instrument shows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

_CODES: Final = (-999, -9999, -99999, -999999, 9999, 99999, 999999, -32768, 32767, 65535, -999.25)
"""What historians and instruments write where they have no value."""
_FAR: Final = 20
"""Robust deviations from the median from which on such a number is a code."""
_ABSURD: Final = 1e100
"""No instrument shows more."""


def no_measurements(values: Floats) -> NDArray[np.bool_]:
    """Which values are no measurements, shape (rows,); a missing value, NaN, is none of them.

    A number counts as a code where it is one that historians use and lies more than twenty robust deviations from the
    median of all values.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    middle = float(np.median(known))
    spread = 1.4826 * float(np.median(np.abs(known - middle)))
    codes = np.isin(values, _CODES) & (np.abs(values - middle) > _FAR * spread)
    return np.asarray(codes | (np.abs(values) > _ABSURD))
