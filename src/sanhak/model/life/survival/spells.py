"""What survival is learnt from: stretches of age in which assets were watched, and whether they failed at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Lives as far as they were seen, n in number; arrays of shape (n,).

    ``entered`` is the age from which on a life was watched (0 from its beginning; later is delayed entry), ``left`` the
    age at which watching ended, above ``entered``; ``failed`` tells whether it ended by a failure, else it is censored.
    ``inputs`` of shape (n, p) is what the asset is, without gaps; ``assets`` numbers the asset of each life.
    """

    entered: Floats
    left: Floats
    failed: NDArray[np.bool_]
    inputs: Floats
    assets: NDArray[np.intp]

    def __post_init__(self) -> None:
        if not (self.left > self.entered).all() or (self.entered < 0).any():
            raise ValueError("a life is watched from an age of at least 0 to a higher one")

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def of(
        cls, left: Any, failed: Any, inputs: Any = None, assets: Any = None, entered: Any = None
    ) -> Spells:  # numpydoc ignore=PR01
        """Spells from anything like arrays; by default each life is of an asset of its own, and seen from age 0."""
        end = np.asarray(left, dtype=float)
        return cls(
            np.zeros(len(end)) if entered is None else np.asarray(entered, dtype=float),
            end,
            np.asarray(failed, dtype=bool),
            np.zeros((len(end), 0)) if inputs is None else np.asarray(inputs, dtype=float).reshape(len(end), -1),
            np.arange(len(end)) if assets is None else np.asarray(assets, dtype=np.intp),
        )

    def where(self, rows: NDArray[Any]) -> Spells:
        """Only these lives, by a mask or by places."""
        return Spells(*(getattr(self, name)[rows] for name in self.__slots__))

    def failing(self, failed: NDArray[np.bool_]) -> Spells:
        """The same lives with another meaning of failure, as for one of several causes."""
        return Spells(self.entered, self.left, failed, self.inputs, self.assets)

    @property
    def ages(self) -> Floats:
        """The ages at which assets failed, each once, rising."""
        return np.unique(self.left[self.failed])

    def at_risk(self, ages: Floats) -> Floats:
        """How many lives were watched just before each age, shape of ``ages``."""
        began = np.searchsorted(np.sort(self.entered), ages, side="left")
        ended = np.searchsorted(np.sort(self.left), ages, side="left")
        return np.asarray(began - ended, dtype=float)


class SurvivalModel(Protocol):
    """A candidate of the contest."""

    def fit(self, spells: Spells) -> Self:
        """Learn from lives."""

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Probability to live longer than each of ``ages`` (k,), rising, for each row of ``inputs`` (n, p): (n, k)."""
