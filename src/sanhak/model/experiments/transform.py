"""Whether an outcome is better analysed as a power of itself (Box and Cox 1964)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.experiments.matrix import Matrix
from sanhak.model.prediction import Floats

_WIDEST: Final = 5.0
_LOGARITHM: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Power:
    """The power with the least residual sum of squares, and the interval of powers that do nearly as well."""

    best: float
    lower: float
    upper: float


def scaled_power(y: Floats, power: float) -> Floats:
    """A power of the outcome, the logarithm at 0, scaled by the geometric mean so that residuals can be compared."""
    logarithm = np.log(y)
    middle = float(np.exp(logarithm.mean()))
    if abs(power) < _LOGARITHM:
        return middle * logarithm
    found: Floats = (y**power - 1) / (power * middle ** (power - 1))
    return found


def rest(matrix: Matrix, y: Floats, power: float) -> float:
    """Residual sum of squares of the scaled power on the columns of ``matrix``."""
    scaled = scaled_power(y, power)
    orthogonal, _ = np.linalg.qr(matrix.keep(matrix.independent()).values)
    off = scaled - orthogonal @ (orthogonal.T @ scaled)
    return float(off @ off)


def box_cox(matrix: Matrix, y: Floats, level: float = 0.9) -> Power | None:
    """The best power with the likelihood interval at ``level``; None where a value is not positive."""
    from scipy.optimize import brentq, minimize_scalar
    from scipy.stats import chi2

    if np.min(y) <= 0 or np.ptp(y) == 0:
        return None
    found = minimize_scalar(
        lambda power: np.log(rest(matrix, y, power)), bounds=(-_WIDEST, _WIDEST), method="bounded",
        options={"xatol": 1e-6},
    )  # fmt: skip
    best, least = float(found.x), float(found.fun)
    most = least + float(chi2.ppf(level, 1)) / len(y)

    def above(power: float) -> float:
        return float(np.log(rest(matrix, y, power))) - most

    lower = brentq(above, -2 * _WIDEST, best) if above(-2 * _WIDEST) > 0 else -np.inf
    upper = brentq(above, best, 2 * _WIDEST) if above(2 * _WIDEST) > 0 else np.inf
    return Power(best, float(lower), float(upper))
