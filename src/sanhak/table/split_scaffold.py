"""Scaffolds: molecules with the same rings stay together, because they are variations of one design."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanhak.table.check.rows import by_appearance
from sanhak.table.column import Kind
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.table.split import Nature, Parts
    from sanhak.table.table import Table


def fits_scaffold(nature: Nature) -> Text | None:
    """Why rows with one scaffold must stay together: an input is a molecule; None if an asset or a lot comes first."""
    columns = _columns(nature)
    if not columns or nature.kept_together:
        return None
    groups = len(np.unique(_groups(nature.table, columns)))
    if groups < 2:  # noqa: PLR2004 - one group teaches, another judges
        return None
    return say(
        "Rows are molecules ({columns}) of {groups} scaffolds, the rings and what links them. Those of one scaffold are"
        " alike and stay together: a model is asked about molecules of another one.",
        columns=columns,
        groups=groups,
    )


def scaffold(nature: Nature) -> Parts:
    """Rows of one scaffold stay together; without a molecule among the inputs each row stands by itself.

    G. W. Bemis and M. A. Murcko, The properties of known drugs. 1. Molecular frameworks, J. Med. Chem. 39 (1996) 2887:
    the rings and the chains between them, atoms and bonds as they are. A molecule without rings stands by itself,
    together with its salts and stereoisomers; a polymer has the scaffold of its repeat unit.
    """
    from sanhak.table.split import hold_out_groups

    groups = _groups(nature.table, _columns(nature))
    return hold_out_groups(groups, nature, "scaffold"), groups


@lru_cache(maxsize=32_768)
def scaffold_of(text: str) -> str:
    """The scaffold of a SMILES as a canonical SMILES; of a molecule without rings its own, of no molecule the text.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    from sanhak.table.molecules.standard import Molecule, standardised, structure_of

    found = standardised(text)
    if not isinstance(found, Molecule):
        return text
    from rdkit.Chem import MolToSmiles
    from rdkit.Chem.Scaffolds import MurckoScaffold

    frame = MurckoScaffold.GetScaffoldForMol(structure_of(found.flat))  # type: ignore[no-untyped-call]
    return MolToSmiles(frame) or found.flat


def _columns(nature: Nature) -> tuple[str, ...]:
    return tuple(name for name in nature.inputs if nature.table[name].kind is Kind.MOLECULE)


def _groups(table: Table, columns: tuple[str, ...]) -> NDArray[np.intp]:
    """A number for each row, shape (rows,), the same for rows whose molecules share their scaffolds; a gap is alone."""
    texts = [table.texts(name) for name in columns]
    rows = list(zip(*texts, strict=True)) if texts else [(None,)] * len(table)
    numbers: dict[tuple[str, ...] | int, int] = {}
    keys = [at if None in row else tuple(map(scaffold_of, row)) for at, row in enumerate(rows)]
    return by_appearance(np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp))
