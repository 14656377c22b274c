"""Whether the charges of ions can cancel out in a compound, by the common oxidation states of its elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from typing import Final

import numpy as np

from sanhak.model.composition.elements import elements
from sanhak.table.formula.composition import Composition
from sanhak.table.formula.elements import NUMBERS

_MIXED: Final = 2
"""Two states of one element that differ by no more may stand side by side, as 2 and 3 in Fe3O4."""
_CLOSE: Final = 1e-3
"""Charge per atom that is left to the rounding of shares."""


def neutral(composition: Composition) -> bool:
    """Whether the charges cancel out, with the more electronegative elements as the anions.

    Each element has one of its common oxidation states, and one cation may have two that differ by at most 2 (mixed
    valence). Every anion must be more electronegative than every cation. A metal, an alloy and a compound of noble
    gases are not neutral in this sense, since nothing in them is an ion; neither is what needs an uncommon state, as
    Cu2O does.

    Source: D. W. Davies and others, Computational Screening of All Stoichiometric Inorganic Materials, Chem 1 (2016)
    617, for the two tests; the mixed states are our addition.
    """
    power = elements().properties["electronegativity"]
    pairs = sorted(
        (-float(power[NUMBERS[symbol] - 1]), symbol, amount) for symbol, amount in composition.atomic_fractions.items()
    )
    if any(np.isnan(less) for less, _, _ in pairs):
        return False
    return any(
        _cancels([(symbol, amount) for _, symbol, amount in pairs[:cut]],
                 [(symbol, amount) for _, symbol, amount in pairs[cut:]])
        for cut in range(1, len(pairs))
        if pairs[cut - 1][0] < pairs[cut][0]
    )  # fmt: skip


def _cancels(anions: Sequence[tuple[str, float]], cations: Sequence[tuple[str, float]]) -> bool:
    """Whether some states of these anions and cations, each with its share of the atoms, sum to nothing."""
    negative = [[state * share for state in states_of(symbol) if state < 0] for symbol, share in anions]
    positive = [list(_spans(symbol, share)) for symbol, share in cations]
    for drawn in product(*negative):
        for given in product(*positive):
            if sum(low != high for low, high in given) <= 1:
                low, high = (sum(drawn) + sum(ends) for ends in zip(*given, strict=True))
                if low - _CLOSE <= 0 <= high + _CLOSE:
                    return True
    return False


def _spans(symbol: str, share: float) -> Iterator[tuple[float, float]]:
    """The charge that an element may bring as a cation: of one state, or between two that are mixed."""
    states = [state for state in states_of(symbol) if state > 0]
    yield from ((state * share, state * share) for state in states)
    yield from ((low * share, high * share) for low, high in pairwise(states) if high - low <= _MIXED)


@cache
def states_of(symbol: str) -> tuple[int, ...]:
    """The common oxidation states of an element, least first.

    Raises
    ------
    KeyError
        For a symbol that is no element.
    """
    return tuple(sorted(elements().states[NUMBERS[symbol] - 1]))
