"""Formulas as numbers: shares of elements, statistics over what is known of the elements, and how they are mixed."""

from sanhak.model.composition.describe import describe
from sanhak.model.composition.elements import Elements, elements

__all__ = ["Elements", "describe", "elements"]
