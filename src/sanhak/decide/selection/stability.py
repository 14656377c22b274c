"""How sure a selection is: the optimum of each of many merits that the reviews leave possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.selection.optimum import select
from sanhak.decide.selection.portfolio import Portfolio

_GAP: Final = 0.005
"""Of the summed merit, to which each draw is solved: far less than a draw changes, and far quicker than proof."""
_BRANCHES: Final = 200
_SURE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Stability:
    """The share of draws in which each application is selected, shape (applications,)."""

    share: Floats
    sure: float = _SURE

    @property
    def stable(self) -> Truths:
        """Selected in nine draws of ten at least."""
        return self.share >= self.sure

    @property
    def band(self) -> Truths:
        """Neither surely in nor surely out: where the reviews do not decide."""
        return (self.share > 1 - self.sure) & (self.share < self.sure)


def stability(portfolio: Portfolio, merits: Floats) -> Stability:
    """The selection made again for each of the ``merits``, shape (draws, applications).

    The merits are draws of what the reviews leave possible (:meth:`sanhak.model.reviews.Calibrated.draws`).
    """
    shares = np.mean([select(replace(portfolio, merit=one), _GAP, _BRANCHES).chosen for one in merits], axis=0)
    return Stability(np.asarray(shares))
