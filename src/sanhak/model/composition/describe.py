"""Formulas described: shares of 103 elements, six statistics over 22 properties of elements, and how they are mixed.

The properties are those of L. Ward, A. Agrawal, A. Choudhary and C. Wolverton, npj Comput. Mater. 2 (2016) 16028, and
so are the statistics but for one. The mode takes the least value where two elements are equally frequent, which says
nothing of the material; in its place stands the value of the main element, in a tie the mean over those that share the
first place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.codes.described import Description
from sanhak.model.composition.elements import elements
from sanhak.model.prediction import Floats
from sanhak.table.formula import read_formulas
from sanhak.table.formula.composition import Composition
from sanhak.table.formula.elements import NUMBERS

PROPERTIES: Final = (
    "number",
    "mendeleev_number",
    "atomic_weight",
    "melting_point",
    "group",
    "period",
    "covalent_radius",
    "electronegativity",
    "s_valence",
    "p_valence",
    "d_valence",
    "f_valence",
    "valence",
    "s_unfilled",
    "p_unfilled",
    "d_unfilled",
    "f_unfilled",
    "unfilled",
    "volume",
    "band_gap",
    "magnetic_moment",
    "space_group",
)
"""The columns of the table of elements over which statistics are made."""
STATISTICS: Final = ("mean", "deviation", "least", "most", "range", "main")
MIXING: Final = ("elements", "entropy", "norm_2", "norm_3")
_TIE: Final = 1e-6
"""Difference between shares below which two elements are equally frequent."""


def describe(texts: Sequence[str]) -> Description:
    """What describes formulas, one row each.

    The first 103 columns are the elements' shares of the atoms. Then follow for each of :data:`PROPERTIES` the mean
    over the atoms, the mean absolute deviation from it, the least and the largest value, their difference, and the
    value of the main element. At the end stand the number of elements, the entropy of mixing in units of R
    (``-Σ x ln x``), and the norms ``(Σ x²)^(1/2)`` and ``(Σ x³)^(1/3)``.

    Raises
    ------
    Refusal
        One finding, T280–T285, for each text that is no formula, up to five.
    """
    read = read_formulas(texts)
    against = [one for one in read if isinstance(one, Finding)]
    if against:
        raise Refusal(*against[:_TOLD])
    known = [one for one in read if isinstance(one, Composition)]
    starts, places, shares = _parts(known)
    fractions = np.zeros((len(known), len(NUMBERS)))
    rows = np.repeat(np.arange(len(known)), np.diff(starts))
    fractions[rows, places] = shares
    if not known:
        return Description(_names(), np.zeros((0, len(_names()))), parts=len(NUMBERS))
    statistics = _statistics(starts, rows, places, shares)
    return Description(_names(), np.hstack([fractions, statistics, _mixing(starts, shares)]), parts=len(NUMBERS))


_TOLD: Final = 5


def _parts(known: Sequence[Composition]) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """The elements of all formulas in one line: where each formula starts and the last one ends, place, and share."""
    lengths = np.array([len(one.elements) for one in known], dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    places = np.array([NUMBERS[symbol] for one in known for symbol in one.elements], dtype=np.intp) - 1
    amounts = np.array([amount for one in known for amount in one.amounts])
    if not len(known):
        return starts, places, amounts
    return starts, places, amounts / np.repeat(np.add.reduceat(amounts, starts[:-1]), lengths)


def _statistics(starts: NDArray[np.intp], rows: NDArray[np.intp], places: NDArray[np.intp], shares: Floats) -> Floats:
    """Six columns for each property, shape (formulas, 6 · properties)."""
    first = starts[:-1]
    values = elements().filled(PROPERTIES)[places]
    mean = np.add.reduceat(shares[:, None] * values, first)
    deviation = np.add.reduceat(shares[:, None] * np.abs(values - mean[rows]), first)
    least, most = np.minimum.reduceat(values, first), np.maximum.reduceat(values, first)
    main = shares >= np.maximum.reduceat(shares, first)[rows] - _TIE
    of_main = np.add.reduceat(main[:, None] * values, first) / np.add.reduceat(main.astype(float), first)[:, None]
    stacked = np.stack([mean, deviation, least, most, most - least, of_main], axis=2)
    return stacked.reshape(len(first), -1)


def _mixing(starts: NDArray[np.intp], shares: Floats) -> Floats:
    """How the elements are mixed, shape (formulas, 4)."""
    first = starts[:-1]
    entropy = -np.add.reduceat(shares * np.log(np.maximum(shares, np.finfo(float).tiny)), first)
    norms = [np.add.reduceat(shares**power, first) ** (1 / power) for power in (2, 3)]
    return np.stack([np.diff(starts).astype(float), entropy, *norms], axis=1)


@cache
def _names() -> tuple[str, ...]:
    statistics = [f"{statistic} {name}" for name in PROPERTIES for statistic in STATISTICS]
    return (*(f"share {symbol}" for symbol in elements().symbols), *statistics, *MIXING)
