"""What is known of assets at some of their readings: features of their past, and the past itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.histories import History
from sanhak.model.life.windows import Features, Windows


@dataclass(frozen=True, slots=True)
class Past:
    """The past at ``n`` readings.

    ``X`` of shape (n, features) says it in numbers, NaN unknown; ``life`` and ``place`` of shape (n,) say in which of
    ``lives``, which are shared and never copied, the reading stands, and at which place there.
    """

    X: Features
    lives: tuple[History, ...]
    life: NDArray[np.int64]
    place: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.life)

    @classmethod
    def of(cls, lives: Sequence[History], keep: Sequence[NDArray[np.int64]], windows: Windows) -> Past:
        """The past at the readings ``keep`` (places, rising) of each life."""
        life = np.repeat(np.arange(len(lives)), [len(places) for places in keep])
        return cls(windows.over(lives, keep), tuple(lives), life, np.concatenate(list(keep)))

    def where(self, mask: NDArray[np.bool_]) -> Past:
        """Only the readings of ``mask``."""
        return Past(self.X[mask], self.lives, self.life[mask], self.place[mask])
