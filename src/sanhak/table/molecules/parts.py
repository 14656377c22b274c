"""Parts of a salt, a solvate or a mixture: which one is the molecule, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from sanhak.table.substances.structure import metals_apart

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_COUNTER_IONS: Final = (
    # acids that make salts, as they are without charge
    "Cl", "Br", "I", "F", "OS(=O)(=O)O", "OP(=O)(O)O", "O[N+](=O)[O-]", "OCl(=O)(=O)=O", "CC(=O)O", "OC=O", "CCC(=O)O",
    "OC(=O)C(F)(F)F", "CS(=O)(=O)O", "CCS(=O)(=O)O", "OCCS(=O)(=O)O", "OS(=O)(=O)CCS(=O)(=O)O", "OS(=O)(=O)C(F)(F)F",
    "Cc1ccc(cc1)S(=O)(=O)O", "OS(=O)(=O)c1ccccc1", "OS(=O)(=O)c1cccc2ccccc12", "OS(=O)(=O)c1ccc2ccccc2c1",
    "OS(=O)(=O)c1cccc2c1cccc2S(=O)(=O)O", "OC(=O)C=CC(=O)O", "OC(=O)CCC(=O)O", "OC(=O)C(=O)O", "OC(=O)CC(=O)O",
    "OC(=O)CC(O)C(=O)O", "OC(=O)C(O)C(O)C(=O)O", "OC(=O)CC(O)(CC(=O)O)C(=O)O", "CC(O)C(=O)O", "OCC(=O)O",
    "OC(=O)c1ccccc1", "OC(=O)c1ccccc1O", "OC(=O)C(O)c1ccccc1", "OC(=O)CCCCC(=O)O", "OCC(O)C(O)C(O)C(O)C(=O)O",
    "OCC1OC(O)(C(O)C1O)C(=O)O", "OC(=O)c1cc2ccccc2c(Cc2c(O)c(cc3ccccc23)C(=O)O)c1O", "F[P-](F)(F)(F)(F)F",
    "F[B-](F)(F)F", "OC(=O)O", "Oc1c(cc(cc1[N+](=O)[O-])[N+](=O)[O-])[N+](=O)[O-]", "NS(=O)(=O)O", "SC#N", "N=C=S",
    "COS(=O)(=O)O", "CCCCCCCCCCCCOS(=O)(=O)O",
    # bases
    "N", "CCN(CC)CC", "CCNCC", "NCCO", "OCCNCCO", "OCCN(CCO)CCO", "NCCN", "NC(CO)(CO)CO", "C[N+](C)(C)CCO",
    "CNCC(O)C(O)C(O)C(O)CO", "C1CNCCN1", "C1COCCN1", "NCCCCC(N)C(=O)O", "NC(=N)NCCCC(N)C(=O)O",
    "CCCC[N+](CCCC)(CCCC)CCCC",
    # solvents
    "O", "CO", "CCO", "CC(C)O", "CCCO", "CC(C)=O", "CC#N", "CCOC(C)=O", "ClCCl", "ClC(Cl)Cl", "CN(C)C=O", "CS(C)=O",
    "C1CCOC1", "C1COCCO1", "Cc1ccccc1", "CCCCCC", "CCOCC", "CC(=O)N(C)C",
)  # fmt: skip
"""Salt formers and solvents that a molecule is weighed with but that it is not measured for; compared without
stereochemistry. The usual ones of P. H. Stahl and C. G. Wermuth, Handbook of Pharmaceutical Salts (2002)."""
_LARGE_ATOMS, _LARGE_SHARE = 6, 0.5
"""A part beside the largest may be what was meant if it has so many atoms, and so many for each of the largest's."""
_GROUPS_1_2: Final = frozenset({3, 4, 11, 12, 19, 20, 37, 38, 55, 56})
"""Alkali and alkaline earth metals by atomic number: they are counter-ions. Another metal is part of the molecule."""

_CARBON: Final = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """The part that is the molecule, and the canonical SMILES of salts and solvents, and of parts that are as large."""

    parent: Mol
    stripped: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def chosen(molecule: Mol) -> Parts:
    """The parent of a molecule: no salt former or solvent if there is anything else, with carbon, the largest."""
    from rdkit import Chem

    apart = _without_bound_counter_ions(molecule)
    pieces = Chem.GetMolFrags(apart, asMols=True, sanitizeFrags=False)
    if len(pieces) == 1:
        return Parts(_neutral(apart))
    parts: dict[str, Mol] = {}
    for piece in pieces:
        part = _neutral(piece)
        parts.setdefault(Chem.MolToSmiles(part), part)
    usual = {name: Chem.MolToSmiles(part, isomericSmiles=False) in _known() for name, part in parts.items()}
    sizes = {name: _size(part) for name, part in parts.items()}
    taken = max(parts, key=lambda name: (sizes[name][0] and not usual[name], *sizes[name], name))
    least = max(_LARGE_ATOMS, _LARGE_SHARE * sizes[taken][1])
    beside = sorted(name for name in parts if name != taken)
    rivals = [name for name in beside if not usual[name] and sizes[name][0] and sizes[name][1] >= least]
    return Parts(parts[taken], tuple(name for name in beside if name not in rivals), tuple(rivals))


@cache
def _known() -> frozenset[str]:
    from rdkit import Chem

    return frozenset(Chem.MolToSmiles(Chem.MolFromSmiles(smiles)) for smiles in _COUNTER_IONS)


def has_carbon(part: Mol) -> bool:
    """Whether there is an atom of carbon."""
    return any(atom.GetAtomicNum() == _CARBON for atom in part.GetAtoms())


def _size(part: Mol) -> tuple[bool, int, float]:
    """Carbon, atoms without hydrogens, mass."""
    from rdkit.Chem.rdMolDescriptors import CalcExactMolWt

    return has_carbon(part), part.GetNumHeavyAtoms(), float(CalcExactMolWt(part))


def _neutral(part: Mol) -> Mol:
    """The part without those charges that a proton more or less takes off; hexafluorophosphate keeps its own."""
    if not any(atom.GetFormalCharge() for atom in part.GetAtoms()):
        return part
    from rdkit import Chem
    from rdkit.Chem.MolStandardize import rdMolStandardize

    neutral = rdMolStandardize.Uncharger().uncharge(part)
    read_whole = Chem.SanitizeMol(neutral, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE
    return neutral if read_whole else part


def _without_bound_counter_ions(molecule: Mol) -> Mol:
    """The molecule with its alkali and alkaline earth metals apart, where they bind to no carbon: ``CC(=O)O[Na]``."""
    metals = [atom for atom in molecule.GetAtoms() if atom.GetAtomicNum() in _GROUPS_1_2]
    neighbours = {atom.GetAtomicNum() for metal in metals for atom in metal.GetNeighbors()}
    if not neighbours or _CARBON in neighbours:
        return molecule
    return metals_apart(molecule, _GROUPS_1_2)
