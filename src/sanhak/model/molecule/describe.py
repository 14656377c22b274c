"""Descriptions of SMILES: descriptors of the whole molecule first, counts of groups of atoms last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.codes.described import Description
from sanhak.model.molecule.descriptors import NAMES, descriptors
from sanhak.table.molecules.polymer import capped
from sanhak.table.molecules.standard import Molecule, Trouble, standardised, structure_of, told

if TYPE_CHECKING:
    from rdkit.Chem import Mol

RADIUS: Final = 2
"""Bonds around an atom that a group reaches: ECFP4 (D. Rogers and M. Hahn, J. Chem. Inf. Model. 50 (2010) 742)."""
WIDTH: Final = 1024
"""Columns into which groups are folded by their hash; ``bench/science`` tells what other widths give."""
MOST: Final = 15
"""A group that is there more often counts so often: long chains must not drown everything else."""
_REMEMBERED: Final = 32_768
"""Molecules whose description is kept in memory, about 2 kB each: at most 64 MB."""

Row = tuple[NDArray[np.float64], NDArray[np.uint16], NDArray[np.uint8]]


def describe(texts: Sequence[str]) -> Description:
    """What describes these SMILES: descriptors, then counts of Morgan environments of radius 2 in 1,024 columns.

    A text is described as its parent, without salt, charge and stereochemistry; a polymer's repeat unit with both ends
    capped by what follows there in the chain. All values are finite. The same molecule has the same row to the last
    digit, however it is written and whatever stands beside it.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed, T290 for texts that are no SMILES, T291 for more than 500 atoms.
    """
    found = [standardised(text) for text in texts]
    troubles: dict[Trouble, list[str]] = {}
    for text, one in zip(texts, found, strict=True):
        if not isinstance(one, Molecule):
            troubles.setdefault(one, []).append(text)
    if troubles:
        raise Refusal(*(told(trouble, those) for trouble, those in troubles.items()))
    first = len(NAMES)
    values = np.zeros((len(texts), first + WIDTH))
    for row, one in zip(values, found, strict=True):
        row[:first], places, counts = _row(one.flat)  # type: ignore[union-attr]
        row[first + places] = counts
    return Description(NAMES + tuple(f"group {at}" for at in range(WIDTH)), values, counts=WIDTH)


@lru_cache(maxsize=_REMEMBERED)
def _row(flat: str) -> Row:
    """Descriptors of a SMILES without stereochemistry; its groups: their columns and how often each is there."""
    molecule = capped(structure_of(flat))
    counts = _groups(molecule)
    places = np.flatnonzero(counts)
    return descriptors(molecule), places.astype(np.uint16), np.minimum(counts[places], MOST).astype(np.uint8)


def _groups(molecule: Mol) -> NDArray[Any]:
    return np.asarray(generator().GetCountFingerprintAsNumPy(molecule))


@cache
def generator() -> Any:
    """What counts the groups of atoms of structures."""
    from rdkit.Chem import rdFingerprintGenerator

    return rdFingerprintGenerator.GetMorganGenerator(radius=RADIUS, fpSize=WIDTH)
