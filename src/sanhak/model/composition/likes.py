"""Elements that can take each other's place: of like charge, size and electronegativity."""

from __future__ import annotations

from functools import cache
from typing import Final

from sanhak.model.composition.charge import states_of
from sanhak.model.composition.elements import elements
from sanhak.table.formula.elements import NUMBERS

_SIZE: Final = 0.15
"""Largest difference of the radii, as a share of the larger one."""
_POWER: Final = 0.4
"""Largest difference of the electronegativities."""


@cache
def likes(symbol: str) -> tuple[str, ...]:
    """Elements that may stand in the place of this one, the nearest in size first.

    They share a common oxidation state with it, and are neighbours in its group of the periodic table or differ by at
    most 15 % in radius and 0.4 in electronegativity. The limits are those of W. Hume-Rothery for solid solutions, on
    covalent radii and Pauling's scale.

    Raises
    ------
    KeyError
        For a symbol that is no element.
    """
    known = elements()
    radius, power = known.properties["covalent_radius"], known.properties["electronegativity"]
    group, period = known.properties["group"], known.properties["period"]
    own, states = NUMBERS[symbol] - 1, set(states_of(symbol)) - {0}
    found = []
    for at, other in enumerate(known.symbols):
        apart = float(abs(radius[at] - radius[own]) / max(radius[at], radius[own]))
        alike = apart <= _SIZE and abs(power[at] - power[own]) <= _POWER
        next_to = group[at] == group[own] and abs(period[at] - period[own]) == 1
        if at != own and states & set(states_of(other)) and (alike or next_to):
            found.append((apart, at, other))
    return tuple(other for _, _, other in sorted(found))
