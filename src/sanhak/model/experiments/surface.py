"""A second-order surface: its stationary point, its canonical form, and the path of steepest ascent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from sanhak.model.experiments.fit import Fit
from sanhak.model.prediction import Floats

Shape: TypeAlias = Literal["maximum", "minimum", "saddle", "ridge"]
_NOTHING: Final = 1e-12
_FLAT: Final = 0.05
"""An eigenvalue below this share of the largest one counts as none: a ridge."""


@dataclass(frozen=True, slots=True)
class Surface:
    """y = mean + slope'x + x' bend x in coded units: ``slope`` (factors,), ``bend`` (factors, factors) symmetric."""

    names: tuple[str, ...]
    mean: float
    slope: Floats
    bend: Floats

    @staticmethod
    def of(fit: Fit, names: Sequence[str]) -> Surface:
        """The surface over the numbers ``names``; other factors count at the mean of their levels."""
        place = {name: at for at, name in enumerate(names)}
        mean, slope, bend = 0.0, np.zeros(len(names)), np.zeros((len(names), len(names)))
        for one, column, value in zip(fit.matrix.terms, fit.matrix.names, fit.coefficients, strict=True):
            del column
            if not one.powers:
                mean = float(value)
            elif set(one.names) <= set(names) and one.order <= 2:  # noqa: PLR2004 - second order
                at = [place[name] for name in one.names]
                if one.order == 1:
                    slope[at[0]] = value
                else:
                    bend[at[0], at[-1]] += value / 2
                    bend[at[-1], at[0]] += value / 2
        return Surface(tuple(names), mean, slope, bend)

    def at(self, point: Floats) -> float:
        """The value at a point in coded units, shape (factors,)."""
        return float(self.mean + self.slope @ point + point @ self.bend @ point)

    @property
    def stationary(self) -> Floats | None:
        """Where the surface is level, in coded units, shape (factors,); None where it is nowhere or everywhere."""
        curvatures, _ = self.canonical()
        sizes = np.abs(curvatures)
        if len(sizes) == 0 or sizes.min() <= _NOTHING * max(sizes.max(), 1e-300):
            return None
        return np.asarray(np.linalg.solve(-2 * self.bend, self.slope), dtype=np.float64)

    def canonical(self) -> tuple[Floats, Floats]:
        """Curvatures, the largest in size first, shape (factors,), and their directions, a column each."""
        values, directions = np.linalg.eigh(self.bend)
        largest = np.argsort(-np.abs(values), kind="stable")
        return values[largest], directions[:, largest]

    @property
    def shape(self) -> Shape:
        """What the stationary point is."""
        values, _ = self.canonical()
        largest = float(np.abs(values).max(initial=0.0))
        if largest == 0 or float(np.abs(values).min()) < _FLAT * largest:
            return "ridge"
        if np.all(values < 0):
            return "maximum"
        return "minimum" if np.all(values > 0) else "saddle"

    def steepest(self, radii: Floats, *, ascent: bool = True) -> Floats:
        """Points that lead away from the centre, at distances ``radii`` in coded units, shape (radii, factors).

        Along the gradient of the first-order part (Box and Wilson 1951).
        """
        length = float(np.linalg.norm(self.slope))
        direction = self.slope / length if length > 0 else np.zeros(len(self.names))
        return np.outer(radii if ascent else -np.asarray(radii), direction)
