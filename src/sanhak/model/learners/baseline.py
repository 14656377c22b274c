"""The naive baselines: what a model must beat before it may claim to know anything."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.prediction import Floats


class Mean(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """The mean of the teaching rows, for every row."""

    def fit(self, X: Floats, y: Floats) -> Self:  # noqa: ARG002 - a baseline looks at no input
        """Learn from ``y`` of shape (rows,)."""
        self.value_ = float(np.mean(y))
        return self

    def predict(self, X: Floats) -> Floats:
        """The mean, shape (rows,)."""
        return np.full(len(X), self.value_)

    def state(self) -> dict[str, float]:
        """The mean."""
        return {"value": self.value_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The baseline that :meth:`state` describes."""
        learner = cls()
        learner.value_ = float(state["value"])
        return learner


class LastValue(Mean):
    """The last teaching row's value, for every row: the baseline where rows follow one another in time."""

    def fit(self, X: Floats, y: Floats) -> Self:  # noqa: ARG002 - a baseline looks at no input
        """Learn from ``y`` of shape (rows,), in the order of time."""
        self.value_ = float(y[-1])
        return self


class Frequencies(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """How often each label was taught, for every row; each label counts one row more than it was seen (Laplace)."""

    def fit(self, X: Floats, y: NDArray[np.intp]) -> Self:  # noqa: ARG002 - likewise
        """Learn from label codes ``y`` of shape (rows,)."""
        self.classes_, counts = np.unique(y, return_counts=True)
        self.chances_ = (counts + 1) / (counts.sum() + len(counts))
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """The shares, shape (rows, labels)."""
        return np.tile(self.chances_, (len(X), 1))

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The most frequent label, shape (rows,)."""
        return np.full(len(X), self.classes_[self.chances_.argmax()])

    def state(self) -> dict[str, Any]:
        """Labels and their shares."""
        return {"classes": self.classes_, "chances": self.chances_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The baseline that :meth:`state` describes."""
        learner = cls()
        learner.classes_, learner.chances_ = np.asarray(state["classes"]), np.asarray(state["chances"])
        return learner
