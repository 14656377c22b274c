"""Structural alerts: groups of atoms that disturb assays (PAINS) or have no place in a drug (BRENK), by RDKit.

Sources: J. B. Baell and G. A. Holloway, J. Med. Chem. 53 (2010) 2719; R. Brenk and others, ChemMedChem 3 (2008) 435.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdkit.Chem import Mol


def alerts(molecule: Mol) -> tuple[str, ...]:
    """The names of the alerts that a structure carries, each with its collection, in the order of the alphabet."""
    found = {f"{entry.GetProp('FilterSet')}: {entry.GetDescription()}" for entry in _catalogue().GetMatches(molecule)}
    return tuple(sorted(name.replace("_A:", ":").replace("_B:", ":").replace("_C:", ":") for name in found))


@cache
def _catalogue() -> Any:
    from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

    asked = FilterCatalogParams()
    for collection in ("PAINS", "BRENK"):
        asked.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, collection))
    return FilterCatalog(asked)
