"""Held out by chemistry: all rows of one chemical system judge together, so that a new chemistry is judged as one.

Random rows flatter: their neighbours of the same elements have taught (L. Ward and others, npj Comput. Mater. 4 (2018)
25, and B. Meredig and others, Mol. Syst. Des. Eng. 3 (2018) 819, leave clusters out for this reason).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.table.check.rows import Rows, by_appearance
from sanhak.table.column import Kind
from sanhak.table.formula import Composition, read_formulas
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.table.split import Nature, Parts

_MOST: Final = 1 / 3
"""Share of the rows that one system may hold: while it is held out, at least twice as many rows must teach."""


def fits_chemical_system(nature: Nature) -> Text | None:
    """Why whole chemical systems are held out: an input is a formula, and no system holds a third of the rows."""
    formulas = [name for name in nature.inputs if nature.table[name].kind is Kind.FORMULA]
    if not formulas or nature.kept_together:
        return None
    sizes = np.bincount(_systems(nature))
    if sizes.max(initial=0) > _MOST * len(nature.table):
        return None
    return say(
        "{column} holds formulas: {rows:row has|rows have} {systems} sets of elements, and rows of one set stay"
        " together, so that the error is that of a chemistry which the model has not seen.",
        column=formulas[0],
        rows=len(nature.table),
        systems=len(sizes),
    )


def chemical_system(nature: Nature) -> Parts:
    """Rows whose formulas name the same elements stay together, on one side or the other."""
    from sanhak.table.split import hold_out_groups

    groups = _systems(nature)
    return hold_out_groups(groups, nature, "chemical system"), groups


def _systems(nature: Nature) -> Rows:
    """The set of elements of each row, over all its formulas, shape (rows,); what cannot be read stands for itself."""
    names = [name for name in nature.inputs if nature.table[name].kind is Kind.FORMULA]
    columns = [read_formulas(text or "" for text in nature.table.texts(name)) for name in names]
    rows = np.arange(len(nature.table))
    if not columns:
        return rows
    told = [
        "/".join(part.system if isinstance(part, Composition) else f"row {row}" for part in parts)
        for row, parts in zip(rows.tolist(), zip(*columns, strict=True), strict=True)
    ]
    return by_appearance(np.array(told))
