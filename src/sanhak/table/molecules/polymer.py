"""Polymers by their repeat unit, ``*`` at both ends: where the chain is cut must not matter."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol

ENDS: Final = 2
"""A chain goes on at two ends."""
_LONGEST_PATH: Final = 60
"""Bonds between the ends up to which other cuts are tried."""
_CARBON: Final = 6


def ends_of(unit: Mol) -> tuple[Atom, Atom] | None:
    """The two marks ``*`` of a repeat unit whose chain goes on by single bonds; None for anything else."""
    from rdkit import Chem

    marks = [atom for atom in unit.GetAtoms() if not atom.GetAtomicNum()]
    if len(marks) != ENDS or any(mark.GetDegree() != 1 for mark in marks):
        return None
    if any(mark.GetBonds()[0].GetBondType() != Chem.BondType.SINGLE for mark in marks):
        return None
    first, last = (mark.GetNeighbors()[0] for mark in marks)
    return (marks[0], marks[1]) if first.GetAtomicNum() and last.GetAtomicNum() else None


def one_cut(unit: Mol) -> Mol:
    """The repeat unit cut where its SMILES comes first in the alphabet: ``*CC(*)C`` and ``*C(C)C*`` are one.

    Only single bonds outside of rings are cut. A unit with stereochemistry stays as it is, since a cut beside a marked
    atom or double bond could turn it over.
    """
    from rdkit import Chem

    marks = ends_of(unit)
    if marks is None or unit.GetNumAtoms() == ENDS:
        return unit
    if any(mark in Chem.MolToSmiles(unit) for mark in "@/\\"):
        return unit
    path = Chem.GetShortestPath(unit, marks[0].GetIdx(), marks[1].GetIdx())
    if len(path) > _LONGEST_PATH:
        return unit
    inner = [unit.GetBondBetweenAtoms(*pair) for pair in pairwise(path[1:-1])]
    free = [bond for bond in inner if bond.GetBondType() == Chem.BondType.SINGLE and not bond.IsInRing()]
    cuts = [unit, *(_cut_at(unit, path, bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in free)]
    return min((cut for cut in cuts if cut is not None), key=Chem.MolToSmiles)


def _cut_at(unit: Mol, path: tuple[int, ...], first: int, last: int) -> Mol | None:
    """The unit with its ends joined and the bond between ``first`` and ``last`` cut; None if no chemistry allows it."""
    from rdkit import Chem

    left, right = path[1], path[-2]
    other = Chem.RWMol(unit)
    for end, neighbour in ((path[0], left), (path[-1], right)):
        other.RemoveBond(end, neighbour)
    other.RemoveBond(first, last)
    # The bond first–last lies on the path, so the two halves are left…first and last…right.
    near, far = (first, last) if path.index(first) < path.index(last) else (last, first)
    other.AddBond(left, right, Chem.BondType.SINGLE)
    other.AddBond(near, path[0], Chem.BondType.SINGLE)
    other.AddBond(far, path[-1], Chem.BondType.SINGLE)
    whole = Chem.SanitizeMol(other, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE
    return other.GetMol() if whole else None


def capped(unit: Mol) -> Mol:
    """The molecule with each ``*`` turned into what follows there in the chain, an atom of the other end's element.

    ``*CC(*)c1ccccc1`` becomes 2-phenylbutane: the surroundings of each atom are nearly those in the chain, and no
    descriptor meets an atom without an element. A ``*`` of anything but a repeat unit becomes carbon.
    """
    from rdkit import Chem

    marks = [atom.GetIdx() for atom in unit.GetAtoms() if not atom.GetAtomicNum()]
    if not marks:
        return unit
    pair = ends_of(unit)
    elements = [mark.GetNeighbors()[0].GetAtomicNum() for mark in reversed(pair)] if pair else [_CARBON] * len(marks)
    for numbers in (elements, [_CARBON] * len(marks)):
        closed = Chem.RWMol(unit)
        for at, number in zip(marks, numbers, strict=True):
            atom = closed.GetAtomWithIdx(at)
            atom.SetAtomicNum(number)
            atom.SetNoImplicit(False)  # noqa: FBT003 - RDKit takes no keyword here
        if Chem.SanitizeMol(closed, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE:
            return closed.GetMol()
    return unit
