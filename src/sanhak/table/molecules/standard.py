"""Standardised molecules: the parent without salt and solvent, its charge taken off, written in one way.

The steps are those of drug chemistry's curated collections (A. P. Bento and others, An open source chemical structure
curation pipeline using RDKit, J. Cheminform. 12 (2020) 51), less the rewriting of functional groups, which costs more
than all of them: two tautomers stay two molecules. A polymer is its repeat unit, with ``*`` at both ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sanhak.finding import Finding, Refusal
from sanhak.table.molecules.findings import NotAMolecule, TooManyAtoms
from sanhak.table.molecules.parts import Parts, chosen, has_carbon
from sanhak.table.molecules.polymer import one_cut
from sanhak.table.substances.names import shown
from sanhak.table.substances.structure import parsed

if TYPE_CHECKING:
    from rdkit.Chem import Mol

MOST_ATOMS: Final = 500
"""Atoms without hydrogens of a text that is read: descriptors of a molecule are costly in the square of its atoms."""
LONGEST: Final = 2500
"""Characters of a text that is read: 500 atoms with brackets, charges and stereochemistry."""
_REMEMBERED: Final = 32_768
"""Texts whose molecules are kept in memory: at most about 16 MB."""
_ATOM: Final = re.compile(r"\[[^\]]*\]|Br|Cl|[BCNOPSFIbcnops*]")
_STEREO: Final = re.compile(r"[@/\\]")
_MAP: Final = re.compile(r":\d+\]")
_MARKED: Final = re.compile(r"[+*]")
"""What a text has that is a polymer's unit or has charges."""
_MORE: Final = re.compile(r"\.|\[(?!C@|nH\])")
"""What a text has that may hold parts, charges, maps or metals."""
_HYPERVALENT: Final = frozenset({"S", "P", "Se", "As"})

Trouble: TypeAlias = type[NotAMolecule] | type[TooManyAtoms]
"""Why a text is no molecule that can be used."""


@dataclass(frozen=True, slots=True)
class Molecule:
    """One molecule as models see it.

    ``smiles`` is the canonical SMILES of the parent, and the key by which two texts are the same molecule; ``flat`` is
    the same without stereochemistry. ``stripped`` are the salts and solvents that stood beside it, ``rivals`` other
    parts that are as large and may have been meant: then the text is a mixture, and the largest was taken. ``atoms``
    without hydrogens; ``carbon``: whether there is any; ``points``: ends marked ``*``, two in a polymer's repeat unit.
    """

    smiles: str
    flat: str
    stripped: tuple[str, ...]
    rivals: tuple[str, ...]
    atoms: int
    carbon: bool
    points: int


def standardise(text: str, *, stereo: bool = True) -> Molecule:
    """The molecule of a SMILES, the same for all ways of writing it and for its salts.

    Parameters
    ----------
    text
        A SMILES; salts and solvents beside it, and the numbers of mapped atoms, are taken off.
    stereo
        Whether stereoisomers are different molecules; otherwise ``smiles`` is ``flat``.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed, T290 for what is no SMILES, T291 for more than 500 atoms.
    """
    found = standardised(text)
    if not isinstance(found, Molecule):
        raise Refusal(told(found, [text]))
    if stereo or found.flat == found.smiles:
        return found
    return Molecule(found.flat, found.flat, found.stripped, found.rivals, found.atoms, found.carbon, found.points)


@lru_cache(maxsize=_REMEMBERED)
def standardised(text: str) -> Molecule | Trouble:
    """The molecule of a text, or the rule that stands against it; remembered.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    if len(text) > LONGEST or atoms_written(text) > MOST_ATOMS:
        return TooManyAtoms
    whole = parsed(text)
    if whole is None or not whole.GetNumAtoms():
        return NotAMolecule
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        parts = chosen(_plain(whole, text)) if _MORE.search(text) else Parts(whole)
        parent = one_cut(_charges_joined(parts.parent)) if _MARKED.search(text) else parts.parent
        smiles = Chem.MolToSmiles(parent)
        flat = Chem.MolToSmiles(parent, isomericSmiles=False) if _STEREO.search(smiles) else smiles
    if parent is not whole and parsed(flat) is None:  # what is left after taking it apart may not be readable
        return NotAMolecule
    atoms, carbon, points = parent.GetNumHeavyAtoms(), has_carbon(parent), smiles.count("*")
    return Molecule(smiles, flat, parts.stripped, parts.rivals, atoms, carbon, points)


def as_written(text: str) -> bool:
    """Whether a text that can be read is its own parent: no parts, charges, metals, mapped atoms or open ends in it."""
    return not (_MORE.search(text) or _MARKED.search(text) or len(text) > LONGEST or atoms_written(text) > MOST_ATOMS)


def structure_of(smiles: str) -> Mol:
    """The structure of a standardised molecule's ``smiles`` or ``flat``, its atoms in that order.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed, T290 for what is no SMILES.
    """
    molecule = parsed(smiles)
    if molecule is None:
        raise Refusal(told(NotAMolecule, [smiles]))
    return molecule


def told(trouble: Trouble, texts: list[str]) -> Finding:
    """What is said of texts that share a trouble."""
    if trouble is TooManyAtoms:
        most = max(texts, key=atoms_written)
        return TooManyAtoms(text=shown(most), atoms=atoms_written(most), limit=MOST_ATOMS, longest=LONGEST)
    return NotAMolecule(count=len(texts), texts=tuple(shown(text) for text in texts[:5]))


def atoms_written(text: str) -> int:
    """Atoms that a SMILES writes out; nothing is read, so a text of any length may be asked about."""
    return sum(1 for _ in _ATOM.finditer(text))


def _plain(molecule: Mol, text: str) -> Mol:
    """The molecule without the numbers of mapped atoms and of numbered ends."""
    if _MAP.search(text) or "*]" in text:
        for atom in molecule.GetAtoms():
            atom.SetAtomMapNum(0)
            if not atom.GetAtomicNum():
                atom.SetIsotope(0)
    return molecule


def _charges_joined(molecule: Mol) -> Mol:
    """The molecule with ``[S+][O-]`` and the like written with a double bond: a sulfoxide is drawn in both ways."""
    from rdkit import Chem

    pairs = [
        bond.GetIdx()
        for bond in molecule.GetBonds()
        if bond.GetBondType() == Chem.BondType.SINGLE
        and bond.GetBeginAtom().GetFormalCharge() * bond.GetEndAtom().GetFormalCharge() < 0
        and {bond.GetBeginAtom().GetSymbol(), bond.GetEndAtom().GetSymbol()} & _HYPERVALENT
    ]
    if not pairs:
        return molecule
    joined = Chem.RWMol(molecule)
    for bond in map(joined.GetBondWithIdx, pairs):
        ends = bond.GetBeginAtom(), bond.GetEndAtom()
        if ends[0].GetFormalCharge() * ends[1].GetFormalCharge() < 0:
            bond.SetBondType(Chem.BondType.DOUBLE)
            for atom in ends:
                atom.SetFormalCharge(atom.GetFormalCharge() - (1 if atom.GetFormalCharge() > 0 else -1))
    read_whole = Chem.SanitizeMol(joined, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE
    return joined.GetMol() if read_whole else molecule
