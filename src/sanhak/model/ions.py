"""The parts of a salt or complex: the part that carries the carbon, and what stands beside it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sanhak.model.skeleton import volume
from sanhak.table.substances.structure import is_metal

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Effective ionic radii in Å, six neighbours, high spin of two: R. D. Shannon, Acta Cryst. A 1976, 32, 751.
_RADII: Final[Mapping[tuple[str, int], float]] = MappingProxyType({
    ("Li", 1): 0.76, ("Na", 1): 1.02, ("K", 1): 1.38, ("Rb", 1): 1.52, ("Cs", 1): 1.67, ("Cu", 1): 0.77,
    ("Ag", 1): 1.15, ("Au", 1): 1.37, ("Mg", 2): 0.72, ("Ca", 2): 1.00, ("Sr", 2): 1.18, ("Ba", 2): 1.35,
    ("Zn", 2): 0.74, ("Cd", 2): 0.95, ("Cu", 2): 0.73, ("Pd", 2): 0.86, ("Pt", 2): 0.80, ("Ni", 2): 0.69,
    ("Co", 2): 0.745, ("Fe", 2): 0.78, ("Mn", 2): 0.83, ("Al", 3): 0.535, ("In", 3): 0.80, ("Sc", 3): 0.745,
    ("Y", 3): 0.90, ("La", 3): 1.032, ("Yb", 3): 0.868, ("Bi", 3): 1.03, ("Au", 3): 0.85, ("Fe", 3): 0.645,
    ("Co", 3): 0.61, ("Cr", 3): 0.615, ("Rh", 3): 0.665, ("Ir", 3): 0.68, ("Ru", 3): 0.68, ("Ti", 4): 0.605,
    ("Sn", 4): 0.69, ("Mn", 4): 0.53, ("Pd", 4): 0.615, ("Pt", 4): 0.625,
})  # fmt: skip
# Pauling's scale, as revised by A. L. Allred, J. Inorg. Nucl. Chem. 1961, 17, 215.
_ELECTRONEGATIVITY: Final[Mapping[str, float]] = MappingProxyType({
    "Li": 0.98, "Na": 0.93, "K": 0.82, "Rb": 0.82, "Cs": 0.79, "Mg": 1.31, "Ca": 1.00, "Sr": 0.95, "Ba": 0.89,
    "Sc": 1.36, "Y": 1.22, "La": 1.10, "Ti": 1.54, "Cr": 1.66, "Mn": 1.55, "Fe": 1.83, "Co": 1.88, "Ni": 1.91,
    "Cu": 1.90, "Zn": 1.65, "Al": 1.61, "In": 1.78, "Sn": 1.96, "Bi": 2.02, "Ru": 2.20, "Rh": 2.28, "Pd": 2.20,
    "Ag": 1.93, "Ir": 2.20, "Pt": 2.28, "Au": 2.54, "Cd": 1.69, "Hg": 2.00,
})  # fmt: skip


def ionic(molecule: Mol) -> tuple[Mol, dict[str, float]]:
    """The part with most carbon, its charge taken off where that is possible, and what tells the other parts."""
    from rdkit import Chem, rdBase
    from rdkit.Chem.MolStandardize import rdMolStandardize

    parts = {Chem.MolToSmiles(part): part for part in Chem.GetMolFrags(molecule, asMols=True)}
    counts = Counter(Chem.MolToSmiles(part) for part in Chem.GetMolFrags(molecule, asMols=True))
    main = max(parts, key=lambda name: (*_weight(parts[name]), name))
    others = {name: part for name, part in parts.items() if name != main}
    with rdBase.BlockLogs():
        neutral = rdMolStandardize.Uncharger().uncharge(parts[main])
    told = {"charge": float(Chem.GetFormalCharge(parts[main])), "copies": float(counts[main])}
    return neutral, told | _cation(others, counts) | _rest(others, counts)


def _weight(part: Mol) -> tuple[int, bool, int, int]:
    """What makes a part the one that is described: carbon, then not being a metal, a negative charge, its size."""
    from rdkit import Chem

    carbons = sum(atom.GetSymbol() == "C" for atom in part.GetAtoms())
    return carbons, not _bare_metal(part), -Chem.GetFormalCharge(part), part.GetNumHeavyAtoms()


def _bare_metal(part: Mol) -> bool:
    return part.GetNumAtoms() == 1 and is_metal(part.GetAtomWithIdx(0))


def _cation(parts: Mapping[str, Mol], counts: Counter[str]) -> dict[str, float]:
    """The cation or metal with the highest charge, the heaviest of equals; zeros where there is none."""
    from rdkit import Chem
    from rdkit.Chem.rdMolDescriptors import CalcExactMolWt

    names = [name for name, part in parts.items() if Chem.GetFormalCharge(part) > 0 or _bare_metal(part)]
    if not names:
        told = dict.fromkeys(("count", "mass", "charge", "radius", "electronegativity"), 0.0)
    else:
        chosen = max(names, key=lambda name: (Chem.GetFormalCharge(parts[name]), CalcExactMolWt(parts[name]), name))
        part = parts[chosen]
        symbol = part.GetAtomWithIdx(0).GetSymbol()
        told = {
            "count": float(counts[chosen]),
            "mass": float(CalcExactMolWt(part)),
            "charge": float(Chem.GetFormalCharge(part)),
            "radius": _radius(part),
            "electronegativity": _ELECTRONEGATIVITY.get(symbol, math.nan) if _bare_metal(part) else 0.0,
        }
    return {f"cation_{name}": value for name, value in told.items()}


def _radius(part: Mol) -> float:
    """Å: Shannon's for an ion, the covalent one for a bare metal without one, that of a ball as large for others."""
    from rdkit import Chem

    if not _bare_metal(part):
        return float(math.cbrt(3 * volume(part) / (4 * math.pi)))
    metal = part.GetAtomWithIdx(0)
    ionic_radius = _RADII.get((metal.GetSymbol(), metal.GetFormalCharge()))
    return ionic_radius or float(Chem.GetPeriodicTable().GetRcovalent(metal.GetAtomicNum()))


def _rest(parts: Mapping[str, Mol], counts: Counter[str]) -> dict[str, float]:
    """The anions beside the main part by number and mass, and the number of neutral parts."""
    from rdkit import Chem
    from rdkit.Chem.rdMolDescriptors import CalcExactMolWt

    anions = [name for name, part in parts.items() if Chem.GetFormalCharge(part) < 0]
    neutral = [name for name, part in parts.items() if Chem.GetFormalCharge(part) == 0 and not _bare_metal(part)]
    return {
        "anion_count": float(sum(counts[name] for name in anions)),
        "anion_mass": float(sum(counts[name] * CalcExactMolWt(parts[name]) for name in anions)),
        "neutral_count": float(sum(counts[name] for name in neutral)),
    }
