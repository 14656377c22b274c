"""Splits: which rows may teach and which must judge. They follow the data's nature and are named with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanhak.text import Text

if TYPE_CHECKING:
    from sanhak.table.table import Table

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Split:
    """A named way of holding rows out.

    ``name`` is ``forward``, ``grouped``, ``blocked`` or ``random`` (areas may bring others, such as ``scaffold``);
    ``reason`` says why it fits this table. ``folds`` pairs teaching rows with judging rows, both as positions.
    ``groups`` has shape (rows,): rows with the same number stay together and weigh one together.
    ``chosen`` is False where the user has overridden the choice.
    """

    name: str
    reason: Text
    folds: tuple[tuple[Rows, Rows], ...]
    groups: NDArray[np.intp]
    chosen: bool = True

    def __iter__(self) -> Iterator[tuple[Rows, Rows]]:
        return iter(self.folds)

    def __len__(self) -> int:
        return len(self.folds)

    @property
    def forward(self) -> bool:
        """Whether every judging row lies after its teaching rows."""
        return self.name == "forward"
