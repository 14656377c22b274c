"""What a chemist of drugs calculates of a molecule before it is bought: size, lipophilicity, polarity, flexibility."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sanhak.study.screening import Calculated
from sanhak.table.substances.structure import measures
from sanhak.text import say


def _mass(molecule: Any) -> float:
    return measures(molecule)[0]


def _log_p(molecule: Any) -> float:
    from rdkit.Chem.rdMolDescriptors import CalcCrippenDescriptors

    return float(CalcCrippenDescriptors(molecule)[0])


def _by(name: str) -> Callable[[Any], float]:
    """The descriptor of this name; RDKit is loaded when a molecule is described."""

    def described(molecule: Any) -> float:
        from rdkit.Chem import rdMolDescriptors

        return float(getattr(rdMolDescriptors, name)(molecule))

    return described


CALCULATED: Final[Mapping[str, Calculated]] = {
    "mass": Calculated(say("molar mass"), "g/mol", _mass),
    "log P": Calculated(say("log P"), None, _log_p),
    "polar surface": Calculated(say("polar surface"), "Å²", _by("CalcTPSA")),
    "donors": Calculated(say("donors of hydrogen bonds"), None, _by("CalcNumHBD")),
    "acceptors": Calculated(say("acceptors of hydrogen bonds"), None, _by("CalcNumHBA")),
    "rotatable bonds": Calculated(say("rotatable bonds"), None, _by("CalcNumRotatableBonds")),
}
"""The calculated properties that can have a window."""
