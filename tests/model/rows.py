"""Tables with a known truth, splits and small methods for the tests of this room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from sklearn.base import BaseEstimator, RegressorMixin

from sanhak.model.learners import Candidate
from sanhak.model.learners.baseline import Frequencies, Mean
from sanhak.table import Table
from sanhak.table.column import Column, Kind
from sanhak.table.split import Split
from sanhak.text import say


def table_of(X, y=None, unit=None, **columns) -> Table:
    """A table of number columns x0, x1, …, an outcome y (numbers or labels) and further text columns."""
    data = {f"x{place}": X[:, place].astype(float) for place in range(X.shape[1])}
    facts = [Column(name) for name in data]
    for name, texts in columns.items():
        data[name] = texts
        facts.append(Column(name, Kind.CATEGORY))
    if y is not None:
        data["y"] = y
        number = np.asarray(y).dtype.kind == "f"
        facts.append(Column("y", unit=unit) if number else Column("y", Kind.CATEGORY))
    return Table(pl.DataFrame(data, nan_to_null=True), tuple(facts))


def split_of(rows, folds=5, groups=None, name="random") -> Split:
    """Folds dealt at random; whole groups where they are given; consecutive stretches where the name is forward."""
    groups = np.arange(rows) if groups is None else np.asarray(groups)
    reason = say("Rows could have come in any order.")
    if name == "forward":
        ends = np.linspace(rows // 3, rows, folds + 1).astype(int)
        pairs = tuple((np.arange(start), np.arange(start, end)) for start, end in pairwise(ends))
        return Split(name, reason, pairs, groups)
    codes = np.unique(groups, return_inverse=True)[1]
    dealt = np.random.default_rng(0).permutation(codes.max() + 1) % folds
    fold = dealt[codes]
    return Split(
        name, reason, tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(folds)), groups
    )


class Straight(RegressorMixin, BaseEstimator):
    """Least squares with state: the cheapest method that can learn, be seeded and be kept."""

    def __init__(self, random_state=0):
        self.random_state = random_state

    def fit(self, X, y):
        self.slope_ = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=1e-6)[0]
        return self

    def predict(self, X):
        return X @ self.slope_[:-1] + self.slope_[-1]

    def state(self):
        return {"slope": self.slope_}

    @classmethod
    def from_state(cls, state):
        made = cls()
        made.slope_ = state["slope"]
        return made


class Wavy(Straight):
    """Least squares on sines and cosines of the inputs, with a deviation of its own."""

    def fit(self, X, y):
        return super().fit(self._waves(X), y)

    def predict(self, X, return_std=False):
        said = super().predict(self._waves(X))
        return (said, 0.1 + np.abs(X[:, 0])) if return_std else said

    def _waves(self, X):
        return np.hstack([X, np.sin(2 * X), np.cos(2 * X)])


def candidate(name, order, kind) -> Candidate:
    """A candidate that suits every table."""

    def make(seed):
        learner = kind()
        return learner.set_params(random_state=seed) if "random_state" in learner.get_params() else learner

    return Candidate(name=say(name), order=order, make=make, suits=lambda *_: True)


MEAN = candidate("mean", 0, Mean)
STRAIGHT = candidate("straight", 1, Straight)
WAVY = candidate("wavy", 3, Wavy)
FREQUENT = candidate("frequencies", 0, Frequencies)
