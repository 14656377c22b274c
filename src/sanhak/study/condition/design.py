"""What is known of the service of each asset, as numbers: learnt once, so that a new asset is seen in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.table import Kind, Table

_LEVELS: Final = 6
"""Levels of a category that become columns of their own; rarer ones count as the first."""


@dataclass(frozen=True, slots=True)
class Design:
    """How columns of service become numbers: by name, mean and deviation, or the levels that have columns.

    A number is told in deviations, an unknown one as the mean; a level that no asset had counts as the first.
    """

    names: tuple[str, ...]
    codes: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, table: Table, service: Sequence[str], rows: Sequence[int]) -> Design:
        """From the rows of a table that stand for assets, one each."""
        return cls(tuple(service), tuple(_code(table, name, rows) for name in service))

    def matrix(self, table: Table, rows: Sequence[int]) -> Floats:
        """Shape (rows, columns)."""
        columns: list[Floats] = []
        for name, code in zip(self.names, self.codes, strict=True):
            if "mean" in code:
                values = np.nan_to_num(table.values(name)[rows], nan=code["fill"])
                columns.append((values - code["mean"]) / code["scale"])
                continue
            words = np.array([text or "" for text in table.texts(name)])[rows]
            columns.extend((words == level).astype(float) for level in code["levels"])
        return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def _code(table: Table, name: str, rows: Sequence[int]) -> dict[str, Any]:
    if table[name].kind is Kind.NUMBER:
        known = table.values(name)[rows]
        fill = float(np.nanmean(known))
        values = np.nan_to_num(known, nan=fill)
        return {"fill": fill, "mean": float(values.mean()), "scale": float(values.std() or 1.0)}
    words = np.array([text or "" for text in table.texts(name)])[rows]
    levels = list(dict.fromkeys(words.tolist()))
    levels.sort(key=lambda level: -int((words == level).sum()))
    return {"levels": [str(level) for level in levels[1:_LEVELS]]}
