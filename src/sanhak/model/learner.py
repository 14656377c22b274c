"""The seam for methods: a learner is a scikit-learn estimator on the float matrix of one encoder.

An outside method needs ``fit(X, y)``, ``predict(X)`` (for labels also ``predict_proba(X)``) and to be cloneable as any
scikit-learn estimator is. Six further abilities are used where they are found:

``blocks``  a constructor parameter that receives the column slices which belong to one category (see Encoder.blocks)
``counts``  one that receives the column slices which count groups of atoms (see Encoder.counts)
``predict(X, return_std=True)``  a standard deviation for each row, used to scale the intervals
``quantiles(X)``  the 19 quantiles of a measurement for each row, used to shape the intervals
``settled()``  a fresh learner with the settings that this one found, so that other rows are taught without a search
``state()`` and ``from_state(state)``  arrays and plain values from which the fitted learner is rebuilt without pickle
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sanhak.model.doubt import Doubt
from sanhak.model.prediction import Floats

State = Mapping[str, NDArray[Any] | str | float | int]
"""What a fitted learner is made of: arrays, texts (LightGBM) and numbers; stored as npz and JSON, never pickled."""


class Learner(Protocol):
    """What the contest needs of a method for numbers."""

    def fit(self, X: Floats, y: Floats) -> Any:
        """Learn from ``X`` of shape (rows, columns) without gaps and ``y`` of shape (rows,), both standardised."""

    def predict(self, X: Floats) -> Floats:
        """Expected values of shape (rows,), standardised as ``y`` was."""


@runtime_checkable
class Lasting(Protocol):
    """A learner that can be stored without pickle."""

    def state(self) -> State:
        """The fitted parts."""

    @classmethod
    def from_state(cls, state: State) -> Learner:
        """The fitted learner again; its predictions equal the stored one's to the last digit."""


def afresh(learner: Any) -> Any:
    """An unfitted learner like this fitted one, with the settings that it found where it can tell them."""
    if hasattr(learner, "settled"):
        return learner.settled()
    from sklearn.base import clone

    return clone(learner)


def doubt_of(learner: Any, X: Floats) -> Doubt:
    """What the learner itself says of its doubt."""
    quantiles = np.asarray(learner.quantiles(X), dtype=float) if hasattr(learner, "quantiles") else None
    try:
        _, deviation = learner.predict(X, return_std=True)
    except TypeError:
        return Doubt(None, quantiles)
    return Doubt(np.asarray(deviation, dtype=float), quantiles)
