"""Descriptors of a whole molecule that are cheap and always finite; by RDKit.

Which ones was decided on three public tables that are reported nowhere (``bench/science``): all 217 of RDKit cost
about ten times as much, and predict no better beyond what folds disagree by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Floats = NDArray[np.float64]

_LARGEST: Final = 1e6
"""No descriptor of a molecule of 500 atoms is larger in earnest."""
_STATES: Final = np.array([-0.390, 0.290, 0.717, 1.165, 1.540, 1.807, 2.05, 4.69, 9.17, 15.0])
_AREAS: Final = np.array([4.78, 5.00, 5.410, 5.740, 6.00, 6.07, 6.45, 7.00, 11.0])
"""Bins of RDKit's EState_VSA and VSA_EState: electrotopological state, and Å² of an atom."""
_NOBLE: Final = np.array([2, 10, 18, 36, 54, 86])
"""Atomic numbers at which a shell ends."""
_UNCONNECTED: Final = 1e6


def descriptors(molecule: Mol) -> Floats:
    """The descriptors of a molecule, shape (:data:`NAMES`,), in a fixed order; what is not defined is 0."""
    values = np.concatenate([np.asarray(part(molecule), dtype=float) for part in PARTS.values()])
    return np.asarray(np.clip(np.nan_to_num(values), -_LARGEST, _LARGEST))


def _whole(molecule: Mol) -> list[float]:
    """Size, composition, hydrogen bonds, rings and surfaces."""
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    return [
        rdMolDescriptors.CalcExactMolWt(molecule),
        molecule.GetNumHeavyAtoms(),
        rdMolDescriptors.CalcNumHeteroatoms(molecule),
        rdMolDescriptors.CalcNumHBA(molecule),
        rdMolDescriptors.CalcNumHBD(molecule),
        rdMolDescriptors.CalcNumAmideBonds(molecule),
        rdMolDescriptors.CalcFractionCSP3(molecule),
        rdMolDescriptors.CalcNumRings(molecule),
        rdMolDescriptors.CalcNumAromaticRings(molecule),
        rdMolDescriptors.CalcNumAliphaticRings(molecule),
        rdMolDescriptors.CalcNumHeterocycles(molecule),
        rdMolDescriptors.CalcNumSpiroAtoms(molecule),
        rdMolDescriptors.CalcNumBridgeheadAtoms(molecule),
        rdMolDescriptors.CalcTPSA(molecule),
        rdMolDescriptors.CalcLabuteASA(molecule),
        Chem.GetFormalCharge(molecule),
    ]


def _partition(molecule: Mol) -> tuple[float, float]:
    """Logarithm of the partition between octanol and water, and refractivity: Wildman and Crippen (1999)."""
    from rdkit.Chem import rdMolDescriptors

    return rdMolDescriptors.CalcCrippenDescriptors(molecule)


def _surfaces(molecule: Mol) -> list[float]:
    """Å² of atoms in bins of their contribution to partition, refractivity and partial charge: P. Labute (2000)."""
    from rdkit.Chem import rdMolDescriptors

    parts = rdMolDescriptors.SlogP_VSA_, rdMolDescriptors.SMR_VSA_, rdMolDescriptors.PEOE_VSA_
    return [float(value) for part in parts for value in part(molecule)]


def _charges(molecule: Mol) -> list[float]:
    """Extremes of the partial charges by Gasteiger and Marsili (1980); zeros for elements without parameters."""
    from rdkit.Chem import rdPartialCharges

    rdPartialCharges.ComputeGasteigerCharges(molecule)
    charges = np.array([atom.GetDoubleProp("_GasteigerCharge") for atom in molecule.GetAtoms()])
    if not np.isfinite(charges).all():
        return [0.0] * 3
    return [charges.max(), charges.min(), np.abs(charges).mean()]


def _states(molecule: Mol) -> Floats:
    """Electrotopological states by surface of the atoms, surface by states, and the extremes."""
    from rdkit.Chem import rdMolDescriptors

    states = electrotopological(molecule)
    surfaces = np.nan_to_num(np.asarray(list(rdMolDescriptors._CalcLabuteASAContribs(molecule)[0])))  # noqa: SLF001
    by_state = np.bincount(np.searchsorted(_STATES, states, side="right"), surfaces, len(_STATES) + 1)
    by_surface = np.bincount(np.searchsorted(_AREAS, surfaces, side="right"), states, len(_AREAS) + 1)
    return np.concatenate([by_state, by_surface, [states.max(), states.min(), np.abs(states).min()]])


def electrotopological(molecule: Mol) -> Floats:
    """Electrotopological state of each atom, shape (atoms,): its own electrons, perturbed by all others.

    L. B. Kier and L. H. Hall, An electrotopological-state index for atoms in molecules, Pharm. Res. 7 (1990) 801. RDKit
    has the same in Python, atom by atom, at four times the cost.
    """
    from rdkit import Chem

    periodic = Chem.GetPeriodicTable()
    own = np.zeros(molecule.GetNumAtoms())
    for at, atom in enumerate(molecule.GetAtoms()):
        number, bonds = atom.GetAtomicNum(), atom.GetDegree()
        if bonds and number:
            valence = periodic.GetNOuterElecs(number) - atom.GetTotalNumHs()
            shell = int(np.searchsorted(_NOBLE, number)) + 1
            own[at] = (4 / shell**2 * valence + 1) / bonds
    apart = Chem.GetDistanceMatrix(molecule) + 1
    reached = np.where(apart < _UNCONNECTED, 1 / apart**2, 0.0)
    return np.asarray(own + own * reached.sum(axis=1) - reached @ own)


def _quantum_numbers(molecule: Mol) -> list[int]:
    """Counts of elements, bonds, polar groups and rings: K. T. Nguyen and others, ChemMedChem 4 (2009) 1803."""
    from rdkit.Chem import rdMolDescriptors

    return list(rdMolDescriptors.MQNs_(molecule))


def _fragments(molecule: Mol) -> list[int]:
    """How often each of 85 functional groups is there, as RDKit's ``Fragments`` define them."""
    return [count(molecule) for count in _counters()]


@cache
def _counters() -> tuple[Callable[[Mol], int], ...]:
    from rdkit.Chem import Fragments

    return tuple(getattr(Fragments, name) for name in sorted(vars(Fragments)) if name.startswith("fr_"))


PARTS: Final[Mapping[str, Callable[[Mol], Any]]] = MappingProxyType({
    "whole": _whole,
    "partition": _partition,
    "surface": _surfaces,
    "charge": _charges,
    "state": _states,
    "MQN": _quantum_numbers,
    "fragment": _fragments,
})  # fmt: skip
"""Families of descriptors, in their order."""


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}{number}" for number in range(1, count + 1))


NAMES: Final = (
    "mass", "heavy_atoms", "heteroatoms", "hydrogen_acceptors", "hydrogen_donors", "amide_bonds", "sp3_share", "rings",
    "aromatic_rings", "aliphatic_rings", "heterocycles", "spiro_atoms", "bridgeheads", "polar_surface", "surface",
    "formal_charge", "log_p", "molar_refractivity", *_numbered("SlogP_VSA", 12), *_numbered("SMR_VSA", 10),
    *_numbered("PEOE_VSA", 14), "highest_charge", "lowest_charge", "mean_charge", *_numbered("EState_VSA", 11),
    *_numbered("VSA_EState", 10), "highest_state", "lowest_state", "smallest_state", *_numbered("MQN", 42),
    *_numbered("fragment_", 85),
)  # fmt: skip
"""Names of the descriptors, in their order; those with capitals are RDKit's."""
