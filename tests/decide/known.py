"""Models whose truth is known, for tests of decisions: a function, a normal noise and a box as the known domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from sanhak.model.prediction import LEVELS, Domain, Prediction
from sanhak.table import Column, Kind, Table


@dataclass(frozen=True)
class Known:
    """A model that knows ``truth`` and predicts it with normal noise; outside of ``box`` it knows nothing."""

    inputs: tuple[Column, ...]
    outcome: Column
    truth: Callable[[Mapping[str, np.ndarray]], np.ndarray]
    noise: float = 1.0
    error: float = 0.0
    box: Mapping[str, tuple[float, float]] | None = None

    def predict(self, table: Table) -> Prediction:
        values = {
            column.name: table.values(column.name)
            if column.kind is Kind.NUMBER
            else np.array(table.texts(column.name), dtype=object)
            for column in self.inputs
        }
        mean = np.asarray(self.truth(values), dtype=float)
        domain = np.zeros(len(mean), dtype=np.int8)
        for name, (lower, upper) in (self.box or {}).items():
            domain[(values[name] < lower) | (values[name] > upper)] = Domain.OUTSIDE
        return Prediction(mean[:, None] + self.noise * norm.ppf(LEVELS), domain, mean, self.outcome.unit)

    def standard_error(self, table: Table) -> np.ndarray:
        """The same for every row."""
        return np.full(len(table), self.error)
