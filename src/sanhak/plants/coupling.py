"""A virtual coupling reaction: ligand, base, solvent, temperature and concentration decide yield and by-product.

A catalyst turns A into B and dies on the way (first-order deactivation; O. Levenspiel, Chemical Reaction Engineering,
3rd edition (1999), chapter 21), while B is slowly turned into a by-product. The rates follow Arrhenius. How a ligand
works is a volcano over its bulk and its donor strength; a base works the better the stronger it is and the better its
solvent takes it up. The numbers of the levels are made up in the order that chemists would give them: nobody measured
this reaction, and its truth is known for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Source, Table

LIGANDS: Final[Mapping[str, tuple[float, float]]] = {
    "PPh3": (0.2, 0.2), "P(o-tol)3": (0.55, 0.25), "PCy3": (0.5, 0.8), "XPhos": (0.85, 0.7), "SPhos": (0.75, 0.72),
    "RuPhos": (0.8, 0.75), "BrettPhos": (0.95, 0.65), "JohnPhos": (0.65, 0.78), "Xantphos": (0.45, 0.35),
    "dppf": (0.35, 0.4),
}  # fmt: skip
"""Bulk and donor strength of each ligand, from 0 to 1."""
BASES: Final[Mapping[str, tuple[float, float]]] = {
    "KOAc": (0.3, 0.4), "K2CO3": (0.5, 0.2), "Cs2CO3": (0.6, 0.55), "K3PO4": (0.8, 0.3), "NaOtBu": (1.0, 0.6),
}  # fmt: skip
"""Strength and solubility of each base, from 0 to 1."""
SOLVENTS: Final[Mapping[str, float]] = {"toluene": 0.1, "1,4-dioxane": 0.3, "t-BuOH": 0.5, "DMF": 0.85, "DMAc": 0.9}
"""Polarity of each solvent, from 0 to 1."""
TEMPERATURE: Final = (60.0, 120.0)
CONCENTRATION: Final = (0.05, 0.4)
_HOURS: Final = 16.0
_GAS: Final = 8.314e-3
_REFERENCE: Final = 363.15
_ENERGIES: Final = (75.0, 110.0, 95.0)
"""Activation energies of coupling, deactivation and by-product, kJ/mol."""
_SOURCE: Final = (
    "Simulated, no laboratory data; kinetics as in Levenspiel, Chemical Reaction Engineering, 3rd edition, Wiley 1999"
)
_COLUMNS: Final = (
    Column("ligand", Kind.CATEGORY),
    Column("base", Kind.CATEGORY),
    Column("solvent", Kind.CATEGORY),
    Column("temperature", unit="°C"),
    Column("concentration", unit="mol/L"),
    Column("yield", unit="%", lower=0.0, upper=100.0),
    Column("by_product", unit="%", lower=0.0, upper=100.0),
)


@dataclass(frozen=True, slots=True)
class Coupling:
    """The reaction with the noise of its analysis, in percentage points."""

    noise: float = 1.0
    by_product_noise: float = 0.2

    def truth(self, settings: Mapping[str, object]) -> dict[str, Floats]:
        """Yield and by-product in %, each of shape (rows,), for columns of settings of the same length."""
        ligand, base, solvent = (np.asarray(settings[name]).tolist() for name in ("ligand", "base", "solvent"))
        bulk, donor = np.array([LIGANDS[name] for name in ligand]).reshape(-1, 2).T
        strength, soluble = np.array([BASES[name] for name in base]).reshape(-1, 2).T
        polar = np.array([SOLVENTS[name] for name in solvent])
        kelvin = np.asarray(settings["temperature"], dtype=float) + 273.15
        concentration = np.asarray(settings["concentration"], dtype=float)
        hot = [np.exp(energy / _GAS * (1 / _REFERENCE - 1 / kelvin)) for energy in _ENERGIES]
        volcano = -6.0 * (bulk - 0.8) ** 2 - 5.0 * (donor - 0.72) ** 2
        taken_up = 1.4 * strength * (soluble + 0.7 * polar) - 2.0 * (strength * polar) ** 2
        coupling = hot[0] * np.exp(-1.7 + 2.2 * volcano + 1.5 * taken_up) * (concentration / 0.1) ** 0.7
        death = hot[1] * np.exp(-2.0 - 1.8 * bulk - 1.0 * donor + 0.8 * polar)
        further = hot[2] * np.exp(-6.3 + 1.2 * strength + 0.6 * polar)
        alive = (1 - np.exp(-death * _HOURS)) / death
        made = 1 - np.exp(-coupling * alive)
        lost = 1 - np.exp(-further * _HOURS)
        return {"yield": 100 * made * (1 - lost), "by_product": 100 * made * lost}

    def measure(self, settings: Mapping[str, object], rng: np.random.Generator) -> Table:
        """What the analysis shows: the settings with yield and by-product, each with normal noise, within 0–100 %."""
        truth = self.truth(settings)
        noises = {"yield": self.noise, "by_product": self.by_product_noise}
        shown = {name: np.clip(values + rng.normal(0.0, noises[name], len(values)), 0.0, 100.0)
                 for name, values in truth.items()}  # fmt: skip
        data = {column.name: settings[column.name] for column in _COLUMNS[:5]} | shown
        return Table(pl.DataFrame(data), _COLUMNS, source=Source("virtual coupling", provenance=_SOURCE))

    def screen(self, runs: int, rng: np.random.Generator) -> Table:
        """So many runs at settings drawn at random, as a first screening would have them."""
        return self.measure(
            {
                "ligand": rng.choice(list(LIGANDS), runs),
                "base": rng.choice(list(BASES), runs),
                "solvent": rng.choice(list(SOLVENTS), runs),
                "temperature": rng.integers(12, 25, runs) * 5.0,
                "concentration": np.round(rng.uniform(*CONCENTRATION, runs), 2),
            },
            rng,
        )
