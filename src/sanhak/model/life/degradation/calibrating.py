"""Intervals of lives by whole assets: levels are what they were in the past, where enough lives ended.

Each life that ran at an earlier moment was foretold to end by its real end with some chance. If lives were foretold
well, these chances are uniform; where they are not, the level of each chance is the share of lives that ended at or
below it (distributional conformal prediction: Chernozhukov, Wüthrich & Zhu 2021, PNAS 118). Lives that still run, or
were renewed before their limit, are censored: the share is Kaplan and Meier's on the scale of chances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.model.life.degradation.contest import Past
from sanhak.model.life.lives import Lives
from sanhak.model.prediction import Floats

ENOUGH: Final = 40
"""Assets with an ended life from which on intervals are set by them: 5 % of fewer is one or two."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The level ``real`` that each foretold ``chance`` had, both rising from 0 to 1; ``ended`` assets it rests on."""

    chance: Floats
    real: Floats
    ended: int

    @classmethod
    def of(cls, past: Past) -> Levels:
        """From the past of the chosen candidate: each asset weighs one; as foretold where too few lives ended."""
        ended = len(np.unique(past.owner[past.ended]))
        if ended < ENOUGH:
            return cls(np.array([0.0, 1.0]), np.array([0.0, 1.0]), ended)
        weight = 1 / np.bincount(past.owner)[past.owner]
        order = np.argsort(past.chance, kind="stable")
        chance, event, mass = past.chance[order], past.ended[order], weight[order]
        # One more asset that has not ended stands for the one that is foretold.
        left = np.cumsum(mass[::-1])[::-1] + 1.0
        alive = np.cumprod(1 - np.where(event, mass, 0.0) / left)
        ends, place = np.unique(chance[event], return_index=True)
        last = np.append(place[1:], event.sum()) - 1
        real = 1 - alive[event][last]
        return cls(np.concatenate([[0.0], ends, [1.0]]), np.concatenate([[0.0], real, [1.0]]), ended)

    @property
    def set(self) -> bool:
        """Whether levels rest on lives that ended."""
        return self.ended >= ENOUGH

    def applied(self, lives: Lives) -> Lives:
        """The lives at the levels of the past."""
        if not self.set:
            return lives
        survival = 1 - np.interp(1 - lives.survival, self.chance, self.real)
        return replace(lives, survival=np.minimum.accumulate(np.clip(survival, 0.0, 1.0), axis=1))
