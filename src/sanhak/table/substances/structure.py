"""Structures: whether two SMILES are the same substance, and what its molar mass and formula are; by RDKit.

A metal is always written apart from what it binds: ``CC(=O)O[K]`` and ``CC(=O)[O-].[K+]`` are one substance, and so are
``Cl[Pd]Cl`` and ``[Cl-].[Cl-].[Pd+2]``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal
from sanhak.table.substances.findings import ChemistryMissing
from sanhak.table.substances.names import shown

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol

_INSTALL: Final = 'pip install "sanhak[chem]"'
_NOT_METALS: Final = frozenset(
    [1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 32, 33, 34, 35, 36, 51, 52, 53, 54, 85, 86]
)
"""Atomic numbers; the metalloids boron, silicon, germanium, arsenic, antimony and tellurium bind as non-metals do."""
_PHOSPHINE: Final = 3
_LONGEST: Final = 1000
"""Characters of a SMILES that is read. Far longer chains overflow the stack of the library, and end the program."""
_TOKENS: Final = re.compile(r"(\[[^\]\s]+\]|Cl|Br|[BCNOPSFIbcnops]|->|<-|[-=#$:/\\.()]|%\d\d|\d)+")
_SIGNS: Final = re.compile(r"[=#()\[\]/\\]|CC|[bcnops]1")
"""What an abbreviation such as NBS or BINOL does not have: a bond, a branch, a bracket, a chain, an aromatic ring."""


def written_as_smiles(text: str) -> bool:
    """Whether a text is made of the signs of a SMILES only; ``NBS`` is too."""
    return len(text) <= _LONGEST and _TOKENS.fullmatch(text) is not None


def clearly_smiles(text: str) -> bool:
    """Whether a text can hardly be anything but a SMILES."""
    return written_as_smiles(text) and _SIGNS.search(text) is not None


@lru_cache(maxsize=4096)
def canonical(smiles: str, *, stereo: bool = True) -> str | None:
    """The one way of writing a structure, metals apart; None where the text cannot be read as a structure.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    molecule = read(smiles)
    if molecule is None:
        return None
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        return Chem.MolToSmiles(molecule, isomericSmiles=stereo)


def read(smiles: str) -> Mol | None:
    """The molecule of a SMILES, its metals apart; None where it cannot be read. Nothing is printed.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    molecule = parsed(smiles) if len(smiles) <= _LONGEST else None
    if molecule is None:
        return None
    from rdkit import rdBase

    with rdBase.BlockLogs():
        return metals_apart(molecule)


def parsed(smiles: str) -> Mol | None:
    """The molecule of a SMILES as it is written; None where it cannot be read. The caller bounds its length.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    try:
        from rdkit import Chem, rdBase
    except ImportError as missing:
        raise Refusal(ChemistryMissing(text=shown(smiles), command=_INSTALL)) from missing
    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(smiles) if smiles.strip() else None


def measures(molecule: Mol) -> tuple[float, str]:
    """Molar mass in g/mol and formula in Hill's order."""
    from rdkit.Chem import GetPeriodicTable, rdMolDescriptors

    hydrogen = GetPeriodicTable().GetAtomicWeight(1)
    mass = sum(atom.GetMass() + atom.GetTotalNumHs() * hydrogen for atom in molecule.GetAtoms())
    return mass, re.sub(r"[+-]\d*$", "", rdMolDescriptors.CalcMolFormula(molecule))


def is_metal(atom: Atom) -> bool:
    """Whether an atom is a metal."""
    return atom.GetAtomicNum() not in _NOT_METALS and atom.GetAtomicNum() > 0


def metals_apart(molecule: Mol, metals: frozenset[int] | None = None) -> Mol:
    """The molecule with each bond between a metal and a non-metal cut: the non-metal keeps the electrons.

    ``metals`` are the atomic numbers of those that are set apart, by default all.
    """
    from rdkit import Chem

    def cut(atom: Atom) -> bool:
        return is_metal(atom) and (metals is None or atom.GetAtomicNum() in metals)

    bonds = [bond for bond in molecule.GetBonds() if is_metal(bond.GetBeginAtom()) != is_metal(bond.GetEndAtom())]
    bonds = [bond for bond in bonds if cut(bond.GetBeginAtom()) or cut(bond.GetEndAtom())]
    if not bonds:
        return molecule
    apart = Chem.RWMol(molecule)
    for bond in bonds:
        ends = sorted(
            (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()), key=lambda at: is_metal(molecule.GetAtomWithIdx(at))
        )
        apart.RemoveBond(*ends)
        ligand, metal = map(apart.GetAtomWithIdx, ends)
        if bond.GetBondType() == Chem.BondType.DATIVE:
            continue
        if ligand.GetSymbol() == "P" and ligand.GetDegree() == _PHOSPHINE and not ligand.GetFormalCharge():
            ligand.SetNoImplicit(True)  # noqa: FBT003 - RDKit takes no keyword here
            continue
        order = round(bond.GetBondTypeAsDouble())
        ligand.SetFormalCharge(ligand.GetFormalCharge() - order)
        metal.SetFormalCharge(metal.GetFormalCharge() + order)
    read_whole = Chem.SanitizeMol(apart, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE
    return apart.GetMol() if read_whole else molecule
