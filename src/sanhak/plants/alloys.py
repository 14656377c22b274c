"""A virtual alloy laboratory: composition and annealing temperature decide the yield strength of nickel alloys.

Three terms add up, as usual for wrought nickel alloys: solid solution after Gypen and Deruyttere with the constants of
H. A. Roth, C. L. Davis and R. C. Thomson, Metall. Mater. Trans. A 28 (1997) 1329; grain boundaries after Hall and
Petch, with grains that grow with the annealing temperature; and coherent precipitates of Ni3(Al,Ti), whose share
follows the lever rule below their solvus and which strengthen with its square root (A. J. Ardell, Metall. Trans. A 16
(1985) 2131).
The numbers of grains and precipitates are made up within the usual range: nobody melted these alloys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Source, Table

ELEMENTS: Final = ("Ni", "Fe", "Co", "Cr", "Mo", "Al", "Ti")
"""Nickel and what is dissolved in it, in the order in which formulas name them."""
_SOLUTION: Final = np.array([0.0, 153.0, 39.4, 337.0, 1015.0, 225.0, 775.0])
"""MPa for a whole atomic fraction of each element, by its square root (Roth and others, 1997)."""
_MOST: Final = np.array([1.0, 0.30, 0.25, 0.25, 0.08, 0.12, 0.06])
"""The most atoms of each element that the laboratory puts in, of one."""
ANNEALING: Final = (800.0, 1200.0)
"""Range of the annealing temperature, °C."""
_LATTICE: Final = 70.0
"""Resistance of the pure lattice, MPa."""
_HALL_PETCH: Final = 700.0
"""MPa times the square root of a micrometre."""
_SHEARED: Final = 900.0
"""MPa of a body that were all precipitate."""
_RICH: Final = 0.24
"""Aluminium and titanium in the precipitate, fraction of atoms."""
_GAS: Final = 8.314
_SOURCE: Final = "Simulated, no laboratory data; solid solution after Roth, Davis and Thomson (1997)"
COLUMNS: Final = (
    Column("alloy", Kind.TEXT),
    Column("composition", Kind.FORMULA),
    Column("annealing", unit="°C"),
    Column("yield_strength", unit="MPa", lower=0.0),
)


@dataclass(frozen=True, slots=True)
class Alloys:
    """The laboratory with the noise of its tensile tests, MPa."""

    noise: float = 15.0

    def truth(self, atoms: Floats, annealing: Floats) -> Floats:
        """Yield strength in MPa, shape (rows,).

        Parameters
        ----------
        atoms
            Fraction of each of :data:`ELEMENTS`, shape (rows, 7); each row adds up to 1.
        annealing
            Temperature in °C, shape (rows,).
        """
        kelvin = annealing + 273.15
        forming = atoms[:, -2:].sum(axis=1)
        soluble = 0.6 * np.exp(-26_000.0 / (_GAS * kelvin))
        share = np.clip((forming - soluble) / (_RICH - soluble), 0.0, 1.0)
        solution = np.sqrt((_SOLUTION**2 * atoms).sum(axis=1))
        grain = 15.0 * np.exp(110_000.0 / _GAS * (1 / 1273.15 - 1 / kelvin))
        return np.asarray(
            _LATTICE + (1 - share) * solution + _HALL_PETCH / np.sqrt(grain) + _SHEARED * np.sqrt(share), dtype=float
        )

    def melt(
        self, count: int, rng: np.random.Generator, solutes: Sequence[str] = ELEMENTS[1:]
    ) -> tuple[Floats, Floats]:
        """So many alloys of three to five solutes (as many as there are) at annealing temperatures drawn at random.

        Gives the fractions of atoms, rounded to 0.5 %, shape (count, 7), and temperatures in °C, shape (count,).
        """
        allowed = np.array([ELEMENTS.index(name) for name in solutes])
        atoms: Floats = np.zeros((count, len(ELEMENTS)))
        for row in range(count):
            number = min(int(rng.integers(3, 6)), len(allowed))
            chosen = rng.permutation(allowed)[:number]
            atoms[row, chosen] = np.maximum(np.round(200 * rng.uniform(0.1, 1.0, number) * _MOST[chosen]) / 200, 0.005)
        atoms[:, 0] = 1 - atoms.sum(axis=1)
        steps = rng.integers(int(ANNEALING[0] / 25), int(ANNEALING[1] / 25) + 1, count)
        return atoms, 25.0 * steps.astype(float)

    def measure(self, atoms: Floats, annealing: Floats, rng: np.random.Generator) -> Table:
        """What the tensile test shows of each alloy: its number, its formula, how it was annealed, and its strength."""
        strength = np.maximum(self.truth(atoms, annealing) + rng.normal(0.0, self.noise, len(atoms)), 1.0)
        data = {
            "alloy": [f"A{number:03d}" for number in range(1, len(atoms) + 1)],
            "composition": formulas(atoms),
            "annealing": annealing,
            "yield_strength": strength.round(0),
        }
        return Table(pl.DataFrame(data), COLUMNS, source=Source("virtual alloys", provenance=_SOURCE))


def formulas(atoms: Floats) -> list[str]:
    """The formula of each row of fractions, shape (rows, 7): ``Ni0.62Fe0.2Cr0.18``."""
    return [
        "".join(f"{name}{part:.3f}".rstrip("0") for name, part in zip(ELEMENTS, row, strict=True) if part > 0)
        for row in atoms
    ]
