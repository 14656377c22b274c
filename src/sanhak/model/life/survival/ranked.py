"""Inputs by their ranks: what is twice as large need not be twice as bad, and one odd value need not move a model."""

from __future__ import annotations

from typing import Final, Generic, Self, TypeVar

import numpy as np
from scipy.special import ndtri

from sanhak.model.life.survival.spells import Spells, SurvivalModel
from sanhak.model.prediction import Floats

M = TypeVar("M", bound=SurvivalModel)
_LEVELS: Final = 5
"""An input of so few values is taken as it is."""


class Ranked(Generic[M]):
    """A model that sees each input as the normal score of its rank among the lives that taught.

    A value below or above all that taught counts as the lowest or the highest of them.

    Parameters
    ----------
    model
        What learns from the scores.
    """

    def __init__(self, model: M) -> None:
        self.model = model

    def fit(self, spells: Spells) -> Self:
        """Learn the ranks, and from them."""
        columns = [np.sort(column) for column in spells.inputs.T]
        self.known = [column if len(np.unique(column)) > _LEVELS else None for column in columns]
        scored = Spells(spells.entered, spells.left, spells.failed, self.scored(spells.inputs), spells.assets)
        self.model.fit(scored)
        return self

    def scored(self, inputs: Floats) -> Floats:
        """Normal scores of the ranks, shape of ``inputs``; ties share the middle of theirs."""
        found = np.array(inputs, dtype=float)
        for place, known in enumerate(self.known):
            if known is not None:
                below, upto = (np.searchsorted(known, inputs[:, place], side) for side in ("left", "right"))
                found[:, place] = ndtri(((below + upto) / 2 + 0.5) / (len(known) + 1))
        return found

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """What the model says of the scores, shape (n, k)."""
        return self.model.survival(self.scored(inputs), ages)
