"""Composition: which elements, and how many atoms of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sanhak.table.formula.elements import NUMBERS, WEIGHTS


class Basis(StrEnum):
    """What shares are shares of: of the number of atoms (or moles), or of the weight."""

    ATOMIC = "atomic"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Composition:
    """Elements in order of their atomic numbers, and a positive amount of each.

    ``amounts`` count atoms in a formula unit: (2, 3) for Al2O3, fractions where an alloy was given by shares. Two
    compositions are equal if they are to the last digit; :attr:`key` tells what is one substance. Build it with
    :meth:`of`.
    """

    elements: tuple[str, ...]
    amounts: tuple[float, ...]

    @classmethod
    def of(cls, amounts: Mapping[str, float], basis: Basis = Basis.ATOMIC) -> Composition:
        """The composition with these amounts by symbol, in any order; an element of which there is nothing is left out.

        Amounts by weight are divided by the atomic weights and sum to 1 afterwards.

        Raises
        ------
        KeyError
            For a symbol that is no element.
        ValueError
            If nothing is left, or an amount is negative.
        """
        there = sorted((NUMBERS[symbol], symbol, amount) for symbol, amount in amounts.items() if amount)
        if not there or any(amount < 0 for _, _, amount in there):
            raise ValueError(amounts)
        elements = tuple(symbol for _, symbol, _ in there)
        if basis is Basis.ATOMIC:
            return cls(elements, tuple(float(amount) for _, _, amount in there))
        moles = [amount / WEIGHTS[symbol] for _, symbol, amount in there]
        whole = sum(moles)
        return cls(elements, tuple(mole / whole for mole in moles))

    @property
    def weight(self) -> float:
        """Weight of a formula unit, g/mol."""
        return sum(amount * WEIGHTS[symbol] for symbol, amount in zip(self.elements, self.amounts, strict=True))

    @property
    def atomic_fractions(self) -> dict[str, float]:
        """Share of the atoms by symbol; the sum is 1."""
        whole = sum(self.amounts)
        return {symbol: amount / whole for symbol, amount in zip(self.elements, self.amounts, strict=True)}

    @property
    def weight_fractions(self) -> dict[str, float]:
        """Share of the weight by symbol; the sum is 1."""
        whole = self.weight
        pairs = zip(self.elements, self.amounts, strict=True)
        return {symbol: amount * WEIGHTS[symbol] / whole for symbol, amount in pairs}

    @property
    def system(self) -> str:
        """The chemical system, elements in order of the alphabet: ``Cr-Fe-Ni``."""
        return "-".join(sorted(self.elements))

    @property
    def formula(self) -> str:
        """The composition as a formula that is read back as the same one, to the last digit."""
        pairs = zip(self.elements, self.amounts, strict=True)
        return "".join(symbol + _written(amount) for symbol, amount in pairs)

    @property
    def key(self) -> str:
        """Equal for one composition in two ways of writing: shares of the atoms to six decimals."""
        shares = self.atomic_fractions
        return " ".join(f"{symbol}{share:.6f}" for symbol, share in shares.items())


def _written(amount: float) -> str:
    if amount == 1:
        return ""
    return np.format_float_positional(amount, trim="-")
