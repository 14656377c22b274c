"""What is known of the elements: the table that comes with the package, read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_TABLE: Final = "elements.csv"
_WORDS: Final = frozenset({"symbol", "price_source", "oxidation_states"})


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """The elements from hydrogen to lawrencium, in order.

    ``properties`` holds one array of shape (elements,) for each column of numbers, NaN where the source knows nothing;
    ``README.md`` beside the table tells units and sources. ``states`` are the common oxidation states of each.
    """

    symbols: tuple[str, ...]
    properties: Mapping[str, Floats]
    states: tuple[tuple[int, ...], ...]

    def filled(self, names: tuple[str, ...]) -> Floats:
        """Properties without gaps, shape (elements, names): what is not known is as the mean of all elements."""
        columns = np.stack([self.properties[name] for name in names], axis=1)
        return np.where(np.isnan(columns), np.nanmean(columns, axis=0), columns)


@cache
def elements() -> Elements:
    """The table of elements."""
    text = files("sanhak.model.composition").joinpath(_TABLE).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    numbers = [name for name in rows[0] if name not in _WORDS]
    return Elements(
        symbols=tuple(row["symbol"] for row in rows),
        properties={name: np.array([float(row[name] or "nan") for row in rows]) for name in numbers},
        states=tuple(tuple(int(state) for state in row["oxidation_states"].split()) for row in rows),
    )
