"""How sure a selection is: the optimum of each of many merits that the reviews leave possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.selection.listing import Relaxed
from sanhak.decide.selection.optimum import near, select
from sanhak.decide.selection.portfolio import Portfolio

WIDTH: Final = 1000
"""So many selections are listed at once in each draw."""
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


def stability(portfolio: Portfolio, merits: Floats, width: int = WIDTH) -> Stability:
    """The selection made again for each of the ``merits``, shape (draws, applications).

    The merits are draws of what the reviews leave possible (:meth:`sanhak.model.reviews.Calibrated.draws`). Each draw's
    selection is the best of those listed, ``width`` at once: mostly the optimum, and far nearer to it than a draw
    changes. What one draw selects keeps the rules in all.

    Raises
    ------
    Refusal
        If no selection keeps all rules (D220).
    """
    known = select(replace(portfolio, merit=merits.mean(axis=0))).chosen[None]
    count = np.zeros(known.shape[1])
    for one in merits:
        drawn = replace(portfolio, merit=one)
        relaxed = Relaxed.of(drawn)
        found = None if relaxed is None else near(drawn, relaxed, known, width)
        chosen = known[0] if found is None else found.chosen
        count += chosen
        if not (known == chosen).all(axis=1).any():
            known = np.vstack([known, chosen])
    return Stability(count / len(merits))
