"""The case of new drug substances: a virtual assay of what plasma binds, whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sanhak.areas.drug.library import CASE
from sanhak.study import Case
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.drug.property import Property

_MEASURED, _OPEN = 220, 25
_SEED: Final = 11


def assay() -> Mapping[str, Table]:
    """220 measured molecules of 16 ring systems with a salt or two, and 25 candidates, some of rings never measured.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed.
    """
    import numpy as np

    from sanhak.plants.assay import Assay

    return {"data": Assay().table(_MEASURED, _OPEN, np.random.default_rng(_SEED))}


def assay_study() -> Property:
    """A molecule of which plasma binds at most half."""
    from sanhak.areas.drug.property import Property

    return Property(molecule="structure", outcome="bound", names="compound", below=50.0, prefer="low", batch=6)


CASES: Final = (
    Case(
        name="assay",
        title=say("Binding to plasma proteins (virtual)"),
        story=say(
            "220 molecules of sixteen ring systems were measured, 25 more were thought of, eight of these with rings"
            " that nobody measured yet. Of which does plasma bind at most half, and for which can only the assay tell?"
            " Two hydrochlorides and a molecule with two values are among the measured ones, as in every real table."
        ),
        provenance=say(
            "Simulated, no laboratory data. Binding by lipophilicity and polar surface as RDKit computes them, with an"
            " effect of each ring system; solubility after J. S. Delaney, J. Chem. Inf. Comput. Sci. 44 (2004) 1000."
        ),
        tables=assay,
        study=assay_study,
    ),
    CASE,
)
"""The cases; their truth is what ``plants.assay`` and the screening's own formula compute."""
