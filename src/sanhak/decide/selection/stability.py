"""How sure a selection is: the optimum of each of many merits that the reviews leave possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.selection.optimum import near, select
from sanhak.decide.selection.portfolio import Portfolio

_PART: Final = 0.2
"""Of what a draw changes in the summed merit, by deviation: so near to its optimum is each draw solved."""
_BRANCHES: Final = 1000
"""Of the search in each draw."""
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


def stability(portfolio: Portfolio, merits: Floats, part: float = _PART) -> Stability:
    """The selection made again for each of the ``merits``, shape (draws, applications).

    The merits are draws of what the reviews leave possible (:meth:`sanhak.model.reviews.Calibrated.draws`). Each draw
    is solved to a ``part`` of the deviation, over the draws, of what their mean selects: far less than a draw changes.
    What one draw selects keeps the rules in each: where it is near enough to the next one's optimum, none is searched.

    Raises
    ------
    Refusal
        If no selection keeps all rules (D220).
    """
    best = select(replace(portfolio, merit=merits.mean(axis=0))).chosen
    over = part * float(np.std(merits[:, best].sum(axis=1)))
    known, count = best[None], np.zeros(len(best))
    for one in merits:
        found = near(replace(portfolio, merit=one), over, _BRANCHES, known)
        chosen = best if found is None else found.chosen
        count += chosen
        if not (known == chosen).all(axis=1).any():
            known = np.vstack([known, chosen])
    return Stability(count / len(merits))
