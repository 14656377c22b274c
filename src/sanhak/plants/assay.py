"""A virtual assay of molecules: rings and substituents decide how well they dissolve and what plasma binds of them.

Solubility follows J. S. Delaney, ESOL: estimating aqueous solubility directly from molecular structure, J. Chem. Inf.
Comput. Sci. 44 (2004) 1000, to which each ring system adds an effect of its own, as the packing of its crystals would.
What proteins of plasma bind rises with lipophilicity (S. A. Wildman and G. M. Crippen, J. Chem. Inf. Comput. Sci. 39
(1999) 868) and falls with polar surface (P. Ertl, B. Rohde and P. Selzer, J. Med. Chem. 43 (2000) 3714); its slopes and
the effects of the ring systems are made up. Nobody measured these molecules: their truth is known for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.molecules import standardise, structure_of

if TYPE_CHECKING:
    from rdkit.Chem import Mol

RINGS: Final[Mapping[str, tuple[str, float, float]]] = {
    "benzanilide": ("O=C(Nc1ccc(@)cc1)c1ccc(?)cc1", -0.5, 0.0),
    "indole": ("Cn1cc(@)c2cc(?)ccc21", 0.1, 0.4),
    "quinoline": ("c1cc(@)nc2cc(?)ccc12", 0.2, 0.1),
    "benzimidazole": ("Cn1c(@)nc2cc(?)ccc21", 0.4, -0.2),
    "anilinopyrimidine": ("c1cc(@)nc(Nc2ccc(?)cc2)n1", -0.3, 0.2),
    "phenylthiazole": ("c1c(@)nc(-c2ccc(?)cc2)s1", -0.2, 0.5),
    "phenylpiperazine": ("CN1CCN(c2ccc(@)c(?)c2)CC1", 1.0, -0.1),
    "sulfonanilide": ("O=S(=O)(Nc1ccc(@)cc1)c1ccc(?)cc1", -0.1, -0.4),
    "chromone": ("O=c1cc(@)oc2cc(?)ccc12", 0.0, 0.3),
    "phenoxybenzene": ("c1cc(@)ccc1Oc1ccc(?)cc1", 0.2, 0.6),
    "phenylpyrazole": ("Cn1nc(@)cc1-c1ccc(?)cc1", 0.3, 0.0),
    "benzothiazole": ("c1c(@)ccc2nc(?)sc12", -0.3, 0.2),
    "benzylpiperidine": ("CC1CCN(Cc2ccc(@)c(?)c2)CC1", 0.7, 0.5),
    "phthalazinone": ("O=c1n(C)nc(@)c2cc(?)ccc12", -0.2, -0.3),
    "imidazopyridine": ("c1c(@)nc2ccc(?)cn12", 0.5, 0.0),
    "phenylmorpholine": ("O1CCN(c2ccc(@)c(?)c2)CC1", 0.6, 0.1),
}
"""A SMILES with two places for substituents, and what the rings add to solubility and to binding, in decades."""
NEW_RINGS: Final[Mapping[str, tuple[str, float, float]]] = {
    "phenylisoxazole": ("Cc1noc(@)c1-c1ccc(?)cc1", -0.1, 0.1),
    "tetrahydroisoquinoline": ("CN1CCc2cc(@)c(?)cc2C1", 0.6, 0.3),
}
"""Ring systems of which nothing was measured."""
SUBSTITUENTS: Final = (
    "F", "Cl", "C", "OC", "C#N", "C(F)(F)F", "N(C)C", "C(=O)N", "C(=O)OC", "S(C)(=O)=O", "OCCO", "CO", "C(C)C", "CCN",
    "NC(C)=O", "C(=O)O", "C9CC9", "N9CCOCC9",
)  # fmt: skip
"""What stands at the two places."""
_SOURCE: Final = "Simulated, no laboratory data; solubility after Delaney, J. Chem. Inf. Comput. Sci. 44 (2004) 1000"
COLUMNS: Final = (
    Column("compound", Kind.TEXT),
    Column("structure", Kind.MOLECULE),
    Column("solubility", unit="µmol/L", lower=0.0),
    Column("bound", unit="%", lower=0.0, upper=100.0),
)


@dataclass(frozen=True, slots=True)
class Assay:
    """Both assays with the deviation of their repeats, in decades of solubility and of bound over free."""

    noise: float = 0.1

    def truth(self, structures: Sequence[str]) -> dict[str, Floats]:
        """Solubility in µmol/L and what plasma binds in %, each of shape (molecules,); salts have that of their parent.

        Raises
        ------
        Refusal
            T260 if RDKit is not installed, T290 for texts that are no SMILES.
        """
        return _shown(np.array([_truth(text) for text in structures]).reshape(-1, 2))

    def measure(self, structures: Sequence[str], rng: np.random.Generator) -> dict[str, Floats]:
        """What the assays show: the truth with normal noise, to three digits and to tenths of a percent."""
        decades = np.array([_truth(text) for text in structures]).reshape(-1, 2)
        shown = _shown(decades + rng.normal(0.0, self.noise, decades.shape))
        soluble = np.array([float(f"{value:.3g}") for value in shown["solubility"]])
        return {"solubility": soluble, "bound": shown["bound"].round(1)}

    def table(self, measured: int, open_ones: int, rng: np.random.Generator) -> Table:
        """So many measured molecules and, below them, so many without a value, a third of these of new rings.

        Among the measured are two hydrochlorides, and one molecule stands there twice, the second time as a
        hydrochloride that dissolves ten times as well and of which 30 % more, or less, is bound.
        """
        known, new = _combined(RINGS, rng), _combined(NEW_RINGS, rng)
        series, strangers = measured + open_ones - open_ones // 3, open_ones // 3
        structures = [*known[:series], *new[:strangers]]
        values = self.measure(structures[:measured], rng)
        bases = [at for at, text in enumerate(structures[:measured]) if "CCN" in text or "CN1CC" in text][:3]
        for at in bases[:2]:
            structures[at] += ".Cl"
        structures.insert(measured, f"{structures[bases[2]]}.Cl")
        soluble, bound = (float(shown[bases[2]]) for shown in values.values())
        again = {"solubility": 10 * soluble, "bound": bound + (30.0 if bound < 50 else -30.0)}  # noqa: PLR2004 - a half
        gaps = [None] * open_ones
        columns = {name: [*shown.tolist(), round(again[name], 3), *gaps] for name, shown in values.items()}
        names = [f"C-{number:03d}" for number in range(1, len(structures) + 1)]
        frame = pl.DataFrame({"compound": names, "structure": structures, **columns})
        return Table(frame, COLUMNS, source=Source("virtual assay", provenance=_SOURCE))


def _combined(rings: Mapping[str, tuple[str, float, float]], rng: np.random.Generator) -> list[str]:
    """Every ring system with every two substituents, drawn in turn from the systems."""
    pairs = [(one, other) for one in SUBSTITUENTS for other in SUBSTITUENTS]
    drawn = [rng.permutation(len(pairs)) for _ in rings]
    return [
        template.replace("@", pairs[order[turn]][0]).replace("?", pairs[order[turn]][1])
        for turn in range(len(pairs))
        for (template, _, _), order in zip(rings.values(), drawn, strict=True)
    ]


def _shown(decades: Floats) -> dict[str, Floats]:
    """Both properties as they are told, from logarithms of shape (molecules, 2)."""
    return {"solubility": 10 ** (6 + decades[:, 0]), "bound": 100 / (1 + 10 ** -decades[:, 1])}


def _truth(text: str) -> tuple[float, float]:
    """Logarithms of solubility in mol/L, and of bound over free, of one molecule."""
    molecule = structure_of(standardise(text).smiles)
    from rdkit.Chem import rdMolDescriptors  # after a refusal that says how it is installed

    fat, surface = rdMolDescriptors.CalcCrippenDescriptors(molecule)[0], rdMolDescriptors.CalcTPSA(molecule)
    turns, weight = rdMolDescriptors.CalcNumRotatableBonds(molecule), rdMolDescriptors.CalcExactMolWt(molecule)
    aromatic = sum(atom.GetIsAromatic() for atom in molecule.GetAtoms()) / molecule.GetNumHeavyAtoms()
    soluble = 0.16 - 0.63 * fat - 0.0062 * weight + 0.066 * turns - 0.74 * aromatic
    bound = -0.9 + 0.5 * fat - 0.008 * (surface - 60)
    for template, dissolves, binds in (*RINGS.values(), *NEW_RINGS.values()):
        if molecule.HasSubstructMatch(_bare(template)):
            soluble, bound = soluble + dissolves, bound + binds
    return soluble, bound


@cache
def _bare(template: str) -> Mol:
    """The rings without their substituents."""
    return structure_of(template.replace("(@)", "").replace("(?)", ""))
