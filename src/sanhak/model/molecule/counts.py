"""Counts of groups of atoms alone, many molecules at once: the last columns of a description, at a tenth the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.molecule.describe import MOST, WIDTH, generator
from sanhak.table.molecules.polymer import capped
from sanhak.table.molecules.standard import Molecule, as_written, standardised, structure_of
from sanhak.table.substances.structure import parsed

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Matrix = NDArray[np.float32]
_AT_ONCE: Final = 512
"""Molecules that are held as structures at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Counts of texts, shape (readable texts, 1,024), and which texts are ``readable``, shape (texts,)."""

    counts: Matrix
    readable: NDArray[np.bool_]


def groups(texts: Sequence[str]) -> Groups:
    """Counts of Morgan environments of each text that is a molecule: those that ``describe`` has as last columns.

    A text without parts and charges is its own parent and need not be written anew, which is most of the cost.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    starts = range(0, len(texts), _AT_ONCE)
    parts = [_counted([_structure(text) for text in texts[start : start + _AT_ONCE]]) for start in starts]
    if not parts:
        return Groups(np.zeros((0, WIDTH), np.float32), np.zeros(0, dtype=bool))
    return Groups(np.concatenate([part.counts for part in parts]), np.concatenate([part.readable for part in parts]))


def _structure(text: str) -> Mol | None:
    """The structure whose groups are counted; None where a text is no molecule that can be used."""
    if as_written(text):
        molecule = parsed(text)
        return molecule if molecule is not None and molecule.GetNumAtoms() else None
    found = standardised(text)
    return capped(structure_of(found.flat)) if isinstance(found, Molecule) else None


def _counted(molecules: Sequence[Mol | None]) -> Groups:
    readable = np.array([molecule is not None for molecule in molecules], dtype=bool)
    found: Any = generator().GetCountFingerprints([one for one in molecules if one is not None])
    rows = [one.GetNonzeroElements() for one in found]
    lengths = np.fromiter(map(len, rows), np.intp, len(rows))
    columns = np.fromiter(chain.from_iterable(rows), np.intp, int(lengths.sum()))
    values = np.fromiter(chain.from_iterable(row.values() for row in rows), np.float32, int(lengths.sum()))
    counts = np.zeros((len(rows), WIDTH), dtype=np.float32)
    counts[np.repeat(np.arange(len(rows)), lengths), columns] = np.minimum(values, MOST)
    return Groups(counts, readable)
