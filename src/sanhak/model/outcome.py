"""What is to be predicted as learners see it: standardised numbers, or positions of labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from sanhak.model.codes.number import DIGITS
from sanhak.model.learner import State
from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class OutcomeScale:
    """Mean and deviation of an outcome on the teaching rows: learners see standardised numbers only."""

    centre: float
    deviation: float

    @classmethod
    def fit(cls, values: Floats) -> OutcomeScale:
        """The scale of ``values``, shape (rows,), without gaps; an outcome that never varies has the deviation 1."""
        centre, deviation = float(np.mean(values)), float(np.std(values))
        return cls(centre, deviation if deviation > 1e-12 * max(abs(centre), float(np.abs(values).max())) else 1.0)

    def forward(self, values: Floats) -> Floats:
        """Standardised to 9 decimals, same shape."""
        return np.round((values - self.centre) / self.deviation, DIGITS)

    def back(self, values: Floats) -> Floats:
        """In the outcome's unit again, same shape."""
        return values * self.deviation + self.centre

    def state(self) -> dict[str, float]:
        """The two numbers, for storage."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: State) -> OutcomeScale:
        """The scale that :meth:`state` describes."""
        return cls(float(state["centre"]), float(state["deviation"]))


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of an outcome in order of first appearance; learners see their positions only."""

    names: tuple[str, ...]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Labels:
        """The labels of the teaching rows."""
        return cls(tuple(dict.fromkeys(texts)))

    def __len__(self) -> int:
        return len(self.names)

    def codes(self, texts: Sequence[str | None]) -> NDArray[np.intp]:
        """Position of each label, shape (rows,); -1 for one that no teaching row had."""
        place = {name: position for position, name in enumerate(self.names)}
        return np.array([-1 if text is None else place.get(text, -1) for text in texts], dtype=np.intp)

    def state(self) -> dict[str, str]:
        """The names as one JSON text, for storage."""
        return {"names": json.dumps(self.names, ensure_ascii=False)}

    @classmethod
    def from_state(cls, state: State) -> Labels:
        """The labels that :meth:`state` describes."""
        return cls(tuple(json.loads(str(state["names"]))))
