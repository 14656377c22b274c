"""Structural formulas as marks of a figure: bonds are lines, atoms are letters.

So a page in the light, in the dark or in print draws them in its own colours, and a figure embeds no picture.

How bonds and letters lie follows J. Brecher, Graphical representation standards for chemical structure diagrams (IUPAC
Recommendations 2008), Pure Appl. Chem. 80 (2008) 277; a stereo bond is bold towards the reader and dashed away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sanhak.table.molecules import standardise, structure_of

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Bond, Mol

Floats = NDArray[np.float64]
Stroke = Literal["plain", "bold", "dashed"]

LETTER: Final = 0.75
"""Height of a letter, in lengths of a bond."""
_WIDE: Final = 0.62
"""Width of a letter, in heights."""
_CLEAR: Final = 0.32
_APART: Final = 0.16
_SHORTER: Final = 0.14
"""What a bond leaves free at a letter, how far a second line lies, and by how much it is shorter at each end, each in
lengths of a bond."""
_BESIDE: Final = 0.15
_HIGH: Final[dict[int, str]] = {1: "⁺", -1: "⁻"}
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOW: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Structure:
    """A molecule laid out flat, in lengths of a bond, its middle at the origin, y upwards.

    ``lines`` are x, y, x, y and how they are drawn; ``letters`` x, y and what stands there; ``size`` is width, height.
    """

    lines: tuple[tuple[float, float, float, float, Stroke], ...]
    letters: tuple[tuple[float, float, str], ...]
    size: tuple[float, float]


def structure(text: str) -> Structure:
    """The structural formula of a SMILES: of its parent, without salt and solvent.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed, T290 for what is no SMILES, T291 for more than 500 atoms.
    """
    from rdkit import Chem
    from rdkit.Chem import rdDepictor

    molecule = Chem.Mol(structure_of(standardise(text).smiles))
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    rdDepictor.Compute2DCoords(molecule, canonOrient=True)
    Chem.WedgeMolBonds(molecule, molecule.GetConformer())
    at = np.asarray(molecule.GetConformer().GetPositions())[:, :2] / 1.5  # RDKit draws bonds of 1.5
    ends = at.min(axis=0), at.max(axis=0)
    at -= (ends[0] + ends[1]) / 2
    letters = [letter for atom in molecule.GetAtoms() for letter in _letters(atom, at)]
    named = {atom.GetIdx() for atom in molecule.GetAtoms() if _shown(atom)}
    lines = [line for bond in molecule.GetBonds() for line in _lines(bond, molecule, at, named)]
    width, height = (float(extent) + 2 * LETTER for extent in ends[1] - ends[0])
    return Structure(tuple(lines), tuple(letters), (width, height))


def _shown(atom: Atom) -> bool:
    """Whether an atom is written: all but carbons of the chain and the ring."""
    return bool(atom.GetSymbol() != "C" or atom.GetFormalCharge() or atom.GetIsotope() or not atom.GetDegree())


def _letters(atom: Atom, at: Floats) -> Iterator[tuple[float, float, str]]:
    """The symbol in its place, with its hydrogens on the side that is free."""
    if not _shown(atom):
        return
    x, y = (float(place) for place in at[atom.GetIdx()])
    charge, hydrogens = atom.GetFormalCharge(), atom.GetTotalNumHs()
    isotope = str(atom.GetIsotope() or "").translate(_RAISED)
    high = _HIGH.get(charge, f"{abs(charge)}{'+' if charge > 0 else '−'}" if charge else "")
    low = "H" + (str(hydrogens).translate(_LOW) if hydrogens > 1 else "")
    symbol = isotope + atom.GetSymbol()
    if not hydrogens:
        yield x, y, symbol + high
        return
    around = [other.GetIdx() for other in atom.GetNeighbors()]
    near = at[around].mean(axis=0) - at[atom.GetIdx()] if around else np.zeros(2)
    if abs(near[0]) < _BESIDE and len(around) > 1:
        yield x, y, symbol + high
        yield x, y - np.sign(near[1] or 1.0) * LETTER, low
        return
    side = -1.0 if near[0] > _BESIDE else 1.0
    yield x + side * len(low) * LETTER * _WIDE / 2, y, (symbol + low if side > 0 else low + symbol) + high


def _lines(
    bond: Bond, molecule: Mol, at: Floats, named: set[int]
) -> Iterator[tuple[float, float, float, float, Stroke]]:
    """One, two or three lines for a bond, which leave letters free."""
    from rdkit.Chem import BondDir

    first, last = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    start, end = at[first], at[last]
    along = (end - start) / (np.linalg.norm(end - start) or 1.0)
    start, end = start + _CLEAR * along * (first in named), end - _CLEAR * along * (last in named)
    across = np.array([-along[1], along[0]])
    order = int(bond.GetBondTypeAsDouble())
    strokes: dict[BondDir, Stroke] = {BondDir.BEGINWEDGE: "bold", BondDir.BEGINDASH: "dashed"}
    stroke = strokes.get(bond.GetBondDir(), "plain")
    middle = order == 2 and min(len(molecule.GetAtomWithIdx(end_).GetNeighbors()) for end_ in (first, last)) == 1  # noqa: PLR2004
    if middle:
        for side in (-0.5, 0.5):
            yield _line(start + side * _APART * across, end + side * _APART * across, stroke)
        return
    yield _line(start, end, stroke)
    shorter = _SHORTER * along
    for side in _sides(bond, molecule, at, across)[: order - 1]:
        yield _line(start + side * _APART * across + shorter, end + side * _APART * across - shorter, stroke)


def _line(start: Floats, end: Floats, stroke: Stroke) -> tuple[float, float, float, float, Stroke]:
    return float(start[0]), float(start[1]), float(end[0]), float(end[1]), stroke


def _sides(bond: Bond, molecule: Mol, at: Floats, across: Floats) -> list[float]:
    """On which side further lines lie: inside the smallest ring, else where more neighbours are."""
    first, last = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    rings = [ring for ring in molecule.GetRingInfo().AtomRings() if first in ring and last in ring]
    around = min(rings, key=len) if rings else [
        other.GetIdx() for end in (bond.GetBeginAtom(), bond.GetEndAtom()) for other in end.GetNeighbors()
    ]  # fmt: skip
    inside = (at[list(around)].mean(axis=0) - (at[first] + at[last]) / 2) @ across
    side = 1.0 if inside >= 0 else -1.0
    return [side, -side]
