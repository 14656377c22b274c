"""What one molecule is like: its size, composition, polarity, shape, rings and groups, as a fixed list of numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Å³ for each atom: Y. H. Zhao, M. H. Abraham, A. M. Zissimos, J. Org. Chem. 2003, 68, 7368.
_VOLUMES: Final[Mapping[str, float]] = MappingProxyType({
    "H": 7.24, "C": 20.58, "N": 15.60, "O": 14.71, "F": 13.31, "Cl": 22.45, "Br": 26.52, "I": 32.52, "P": 24.43,
    "S": 24.43, "As": 26.52, "B": 40.48, "Si": 38.79, "Se": 28.73, "Te": 36.62,
})  # fmt: skip
_BOND, _AROMATIC_RING, _OTHER_RING = 5.92, 14.7, 3.8
_GROUPS: Final[Mapping[str, str]] = MappingProxyType({
    "tertiary_carbons": "[CX4;D3]",
    "quaternary_carbons": "[CX4;D4]",
    "phosphorus_aryls": "[#15]-[c,$(C=C)]",
    "phosphorus_alkyls": "[#15]-[CX4]",
    "phosphorus_heteroatoms": "[#15]~[!#6;!#1]",
    "amines": "[NX3;!$(N-[C,S,P]=[O,N,S])]",
    "imines": "[NX2]=[#6]",
    "aromatic_nitrogens": "n",
    "carbonyls": "[CX3]=O",
    "acids": "[CX3,SX4,PX4](=O)[OX2H1]",
    "hydroxyls": "[OX2H1;!$(O-[C,S,P]=O)]",
    "ethers": "[OX2]([#6;!$(C=O)])[#6;!$(C=O)]",
    "nitriles": "C#N",
    "oxides": "[S,P]=O",
})  # fmt: skip


def skeleton(molecule: Mol) -> dict[str, float]:
    """The descriptors of one molecule, in a fixed order; NaN where one is not defined."""
    return _size(molecule) | _composition(molecule) | _polarity(molecule) | _shape(molecule) | _groups(molecule)


def volume(molecule: Mol) -> float:
    """Van der Waals volume in Å³ from atoms, bonds and rings (Zhao et al. 2003); other elements are full balls."""
    from rdkit.Chem import GetPeriodicTable, rdMolDescriptors

    counts = Counter(atom.GetSymbol() for atom in molecule.GetAtoms())
    hydrogens = sum(atom.GetTotalNumHs() for atom in molecule.GetAtoms())
    counts["H"] += hydrogens
    aromatic = rdMolDescriptors.CalcNumAromaticRings(molecule)
    other = rdMolDescriptors.CalcNumRings(molecule) - aromatic
    radius = GetPeriodicTable().GetRvdw
    balls = {symbol: _VOLUMES.get(symbol) or 4 / 3 * math.pi * radius(symbol) ** 3 for symbol in counts}
    atoms = sum(count * balls[symbol] for symbol, count in counts.items())
    bonds = molecule.GetNumBonds() + hydrogens
    return float(atoms - _BOND * bonds - _AROMATIC_RING * aromatic - _OTHER_RING * other)


def _size(molecule: Mol) -> dict[str, float]:
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    return {
        "mass": float(rdMolDescriptors.CalcExactMolWt(molecule)),
        "heavy_atoms": float(molecule.GetNumHeavyAtoms()),
        "volume": volume(molecule),
        "surface": float(rdMolDescriptors.CalcLabuteASA(molecule)),
        "longest_path": float(np.max(Chem.GetDistanceMatrix(molecule))),
    }


def _composition(molecule: Mol) -> dict[str, float]:
    counts = Counter(atom.GetSymbol() for atom in molecule.GetAtoms())
    heteroatoms = sum(count for symbol, count in counts.items() if symbol not in ("C", "H"))
    return {
        "carbons": float(counts["C"]),
        "nitrogens": float(counts["N"]),
        "oxygens": float(counts["O"]),
        "fluorines": float(counts["F"]),
        "phosphoruses": float(counts["P"]),
        "sulfurs": float(counts["S"]),
        "heavy_halogens": float(counts["Cl"] + counts["Br"] + counts["I"]),
        "heteroatom_share": heteroatoms / max(molecule.GetNumHeavyAtoms(), 1),
    }


def _polarity(molecule: Mol) -> dict[str, float]:
    """Water-octanol partition, polarisability, hydrogen bonds and partial charges."""
    from rdkit.Chem import rdMolDescriptors

    log_p, refractivity = rdMolDescriptors.CalcCrippenDescriptors(molecule)
    charges = _charges(molecule)
    return {
        "log_p": float(log_p),
        "molar_refractivity": float(refractivity),
        "polar_surface": float(rdMolDescriptors.CalcTPSA(molecule)),
        "hydrogen_donors": float(rdMolDescriptors.CalcNumHBD(molecule)),
        "hydrogen_acceptors": float(rdMolDescriptors.CalcNumHBA(molecule)),
        "highest_charge": float(np.max(charges)),
        "lowest_charge": float(np.min(charges)),
        "mean_charge": float(np.mean(np.abs(charges))),
    }


def _charges(molecule: Mol) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Partial charges by Gasteiger and Marsili (Tetrahedron 1980, 36, 3219); NaN without parameters, 0 for one atom."""
    from rdkit import Chem, rdBase
    from rdkit.Chem import rdPartialCharges

    if molecule.GetNumAtoms() == 1 and not molecule.GetAtomWithIdx(0).GetTotalNumHs():
        return np.zeros(1)
    copy = Chem.Mol(molecule)
    with rdBase.BlockLogs():
        rdPartialCharges.ComputeGasteigerCharges(copy)
    return np.array([atom.GetDoubleProp("_GasteigerCharge") for atom in copy.GetAtoms()])


def _shape(molecule: Mol) -> dict[str, float]:
    """Flexibility, branching, rings and complexity."""
    from rdkit.Chem import GraphDescriptors, rdMolDescriptors

    return {
        "rotatable_bonds": float(rdMolDescriptors.CalcNumRotatableBonds(molecule)),
        "sp3_share": float(rdMolDescriptors.CalcFractionCSP3(molecule)),
        "kappa_1": float(rdMolDescriptors.CalcKappa1(molecule)),
        "kappa_2": float(rdMolDescriptors.CalcKappa2(molecule)),
        "kappa_3": float(rdMolDescriptors.CalcKappa3(molecule)),
        "chi_1": float(rdMolDescriptors.CalcChi1v(molecule)),
        "chi_3": float(rdMolDescriptors.CalcChi3v(molecule)),
        "complexity": float(GraphDescriptors.BertzCT(molecule)),  # type: ignore[no-untyped-call]
        "rings": float(rdMolDescriptors.CalcNumRings(molecule)),
        "aromatic_rings": float(rdMolDescriptors.CalcNumAromaticRings(molecule)),
        "heterocycles": float(rdMolDescriptors.CalcNumHeterocycles(molecule)),
        "bridgeheads": float(rdMolDescriptors.CalcNumBridgeheadAtoms(molecule)),
    }


def _groups(molecule: Mol) -> dict[str, float]:
    return {name: float(len(molecule.GetSubstructMatches(pattern))) for name, pattern in _patterns().items()}


@cache
def _patterns() -> dict[str, Mol]:
    from rdkit import Chem

    return {name: Chem.MolFromSmarts(pattern) for name, pattern in _GROUPS.items()}
