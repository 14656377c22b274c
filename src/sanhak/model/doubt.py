"""Doubt: what a learner itself says of how far a measurement may lie from its prediction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """A learner's own doubt of some rows; None for what it cannot tell.

    ``deviation`` is its standard deviation, shape (rows,); ``quantiles`` are those that it expects of a measurement,
    shape (rows, 19).
    """

    deviation: Floats | None = None
    quantiles: Floats | None = None

    @classmethod
    def together(cls, parts: Iterable[Doubt]) -> Doubt:
        """The doubt of rows that come in parts, one beneath the other; None for what one of them cannot tell."""
        parts = list(parts)
        return cls(*(_beneath([getattr(part, name) for part in parts]) for name in cls.__slots__))

    @classmethod
    def first(cls, parts: Iterable[Doubt]) -> Doubt:
        """Each kind of doubt from the first part that can tell it; all parts speak of the same rows."""
        parts = list(parts)
        told = ([getattr(part, name) for part in parts] for name in cls.__slots__)
        return cls(*(next((one for one in each if one is not None), None) for each in told))

    def where(self, mask: NDArray[np.bool_]) -> Doubt:
        """Only the rows of ``mask``."""
        return Doubt(*(part if part is None else part[mask] for part in (self.deviation, self.quantiles)))


NONE: Final = Doubt()
"""The doubt of a learner that tells none."""


def _beneath(parts: list[Floats | None]) -> Floats | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known and len(known) == len(parts) else None
