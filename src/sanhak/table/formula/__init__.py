"""Formulas as people write them, read into amounts of elements."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sanhak.finding import Finding, Refusal
from sanhak.table.formula.composition import Basis, Composition
from sanhak.table.formula.parse import parsed

__all__ = ["Basis", "Composition", "read_formula", "read_formulas"]


@lru_cache(maxsize=1 << 16)
def read_formula(text: str) -> Composition:
    """The composition that a formula writes.

    Read are symbols with amounts (``Fe0.62Ni0.19Co0.19``, ``Fe2O3``), nested brackets, fractions (``(Mg1/3Nb2/3)``),
    hydrates (``CuSO4·5H2O``), mixtures with the number of moles before each part (``0.7PbZrO3-0.3PbTiO3``), alloys with
    one element as the balance, in per cent by weight (``Fe-18Cr-8Ni``), and dopants, per formula unit of the host
    (``Y2O3:5%Eu``, ``LiFePO4:0.02Mg``). ``wt%``, ``at%`` or ``mol%`` at the end states the basis of what stands before.
    Charges and spaces are left off, isotopes of hydrogen count as hydrogen, a zero as absence.

    Raises
    ------
    Refusal
        With one finding: T280 for a text that is no formula, T281 for an unknown element, T282 for shares that do not
        sum, T283 for amounts that are not positive, T284 for two readings, T285 for open amounts.
    """
    return parsed(text)


def read_formulas(texts: Iterable[str]) -> list[Composition | Finding]:
    """The composition of each text, or what stands against it."""
    read: list[Composition | Finding] = []
    for text in texts:
        try:
            read.append(read_formula(text))
        except Refusal as refused:
            read.append(refused.findings[0])
    return read
