"""What a new formula has to keep: which elements, how much of each, their charges, price, supply and hazard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

import numpy as np

from sanhak.model.composition.charge import neutral
from sanhak.model.composition.elements import elements
from sanhak.model.prediction import Floats
from sanhak.table.formula.composition import Basis, Composition
from sanhak.table.formula.elements import NUMBERS, WEIGHTS

HAZARDOUS: Final = frozenset({"Be", "As", "Cd", "Hg", "Tl", "Pb"})
"""Elements that are fatal, carcinogenic or toxic for reproduction as such or in most compounds.

By the harmonised classification of Regulation (EC) No 1272/2008, Annex VI; Cd, Hg and Pb are restricted in electrical
equipment besides (Directive 2011/65/EU, Annex II).
"""
_CLOSE: Final = 1e-9
PRICES_OF: Final = "2013–2020"
"""The years in which the prices of the table of elements were read."""


@dataclass(frozen=True)
class Rules:
    """What every proposed formula keeps.

    ``allowed`` are the only elements that may occur (None for all), ``forbidden`` those that must not; ``most`` is the
    largest number of elements. ``shares`` bounds the share of an element, of the atoms or of the weight as ``basis``
    says; an element with a lower bound has to be there. ``neutral`` asks that charges cancel out
    (:func:`~sanhak.model.composition.charge.neutral`). ``price`` is the most that the elements may cost, USD/kg, in
    prices of 2013–2020; ``abundance`` the least share of the Earth's crust of each element, mg/kg; ``concentration``
    the largest Herfindahl–Hirschman index of the countries that produce the elements, mean by weight. An element of
    which the table knows none of these does not pass where it is asked for.
    """

    allowed: frozenset[str] | None = None
    forbidden: frozenset[str] = frozenset()
    most: int | None = None
    shares: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    basis: Basis = Basis.ATOMIC
    neutral: bool = False
    price: float | None = None
    abundance: float | None = None
    concentration: float | None = None
    radioactive: bool = True
    hazardous: bool = True

    @cached_property
    def elements(self) -> frozenset[str]:
        """The elements that may occur at all."""
        known = elements()
        kept = set(known.symbols if self.allowed is None else self.allowed) - self.forbidden
        if not self.radioactive:
            kept -= {symbol for symbol in kept if _fact("radioactive", symbol)}
        if not self.hazardous:
            kept -= HAZARDOUS
        if self.abundance is not None:
            kept = {symbol for symbol in kept if _fact("abundance", symbol) >= self.abundance}
        kept -= {symbol for symbol, (_, upper) in self.shares.items() if upper is not None and upper <= 0}
        return frozenset(kept)

    def broken(self, made: Composition) -> tuple[str, ...]:
        """Names of the rules that a composition breaks, by the fields of this class; none where it may be made."""
        found = [] if self.elements.issuperset(made.elements) else ["elements"]
        if self.most is not None and len(made.elements) > self.most:
            found.append("most")
        if self.shares and not self._within(made):
            found.append("shares")
        if self.price is not None and not price(made) <= self.price:
            found.append("price")
        if self.concentration is not None and not concentration(made) <= self.concentration:
            found.append("concentration")
        if self.neutral and not found and not neutral(made):
            found.append("neutral")
        return tuple(found)

    def keeps(self, made: Composition) -> bool:
        """Whether a composition keeps every rule."""
        return not self.broken(made)

    def _within(self, made: Composition) -> bool:
        parts = made.weight_fractions if self.basis is Basis.WEIGHT else made.atomic_fractions
        return all(
            (lower is None or parts.get(symbol, 0.0) >= lower - _CLOSE)
            and (upper is None or parts.get(symbol, 0.0) <= upper + _CLOSE)
            for symbol, (lower, upper) in self.shares.items()
        )


def price(made: Composition) -> float:
    """What the elements of a kilogram cost, USD, in prices of 2013–2020; NaN where one of them is not known.

    It is the price of the raw elements: making the material, and buying them as oxides or master alloys, is another
    matter.
    """
    return sum(share * _fact("price", symbol) for symbol, share in made.weight_fractions.items())


def concentration(made: Composition) -> float:
    """The mean Herfindahl–Hirschman index of production by weight, 10,000 for a monopoly; NaN where one is not known.

    Source: M. W. Gaultois and others, Data-driven review of thermoelectric materials, Chem. Mater. 25 (2013) 2911.
    """
    return sum(share * _fact("hhi_production", symbol) for symbol, share in made.weight_fractions.items())


def shares_of(made: Sequence[Composition]) -> Floats:
    """Shares of the atoms, shape (compositions, elements)."""
    shares = np.zeros((len(made), len(WEIGHTS)))
    for row, one in enumerate(made):
        for symbol, share in one.atomic_fractions.items():
            shares[row, NUMBERS[symbol] - 1] = share
    return shares


def novelty(shares: Floats, known: Floats) -> Floats:
    """How many of the atoms would have to be others to meet the nearest known composition, shape (compositions,).

    ``shares`` and ``known`` as :func:`shares_of` gives them; 1 where no element is shared with any of them.
    """
    from scipy.spatial.distance import cdist

    if not len(known):
        return np.ones(len(shares))
    used = np.vstack([shares, known]).any(axis=0)
    return np.asarray(cdist(shares[:, used], known[:, used], "cityblock").min(axis=1) / 2)


@cache
def _fact(name: str, symbol: str) -> float:
    return float(elements().properties[name][NUMBERS[symbol] - 1])
