"""Structural alerts: groups of atoms that disturb assays (PAINS) or have no place in a drug (BRENK), by RDKit.

Sources: J. B. Baell and G. A. Holloway, J. Med. Chem. 53 (2010) 2719; R. Brenk and others, ChemMedChem 3 (2008) 435.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_COUNT: Final = re.compile(r"\(\d+\)$")


def alerts(molecule: Mol) -> tuple[str, ...]:
    """The names of the alerts that a structure carries, each with its collection, in the order of the alphabet."""
    return tuple(sorted({_name(entry) for entry in _catalogue().GetMatches(molecule)}))


def _name(entry: Any) -> str:
    """``PAINS: catechol``: the collection, and the alert without the count of those who reported it."""
    collection = entry.GetProp("FilterSet").split("_")[0].upper()
    return f"{collection}: {_COUNT.sub('', entry.GetDescription())}"


@cache
def _catalogue() -> Any:
    from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

    asked = FilterCatalogParams()
    for collection in ("PAINS", "BRENK"):
        asked.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, collection))
    return FilterCatalog(asked)
