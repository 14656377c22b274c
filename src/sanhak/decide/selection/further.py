"""Which applications to have reviewed once more: where one review is worth most to the selection.

The knowledge gradient (P. I. Frazier, W. B. Powell, S. Dayanik, *SIAM J. Control Optim.* 47 (2008) 2410): before it is
written, a review changes the expected merit of its application by a normal amount of known deviation; it is worth the
expected gain of deciding with it. What a decision turns on is the margin, the merit beyond what the application's place
and money are worth elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanhak.decide.assignment.question import Floats, Places
from sanhak.decide.selection.optimum import margins
from sanhak.decide.selection.portfolio import Portfolio

if TYPE_CHECKING:
    from sanhak.model.reviews import Calibrated


@dataclass(frozen=True, slots=True)
class Advice:
    """Applications to review once more, the most valuable first; ``value`` of one more review for each application.

    The value is summed merit that the selection is expected to gain, shape (applications,); ``margin`` likewise.
    """

    places: Places
    value: Floats
    margin: Floats

    @property
    def gain(self) -> float:
        """What these reviews are expected to bring together, at least where they decide on different places."""
        return float(self.value[self.places].sum())

    @property
    def evenly(self) -> float:
        """What as many reviews are expected to bring where they are spread evenly."""
        return float(self.value.mean() * len(self.places))


def further_reviews(portfolio: Portfolio, calibrated: Calibrated, count: int) -> Advice:
    """The ``count`` applications for which one more review is worth most; fewer where fewer could change anything."""
    margin, spread = margins(portfolio), calibrated.spread
    moved = spread**2 / np.sqrt(spread**2 + calibrated.noise**2)
    value = np.where(portfolio.chosen | portfolio.barred, 0.0, _gained(np.abs(margin), moved))
    order = np.argsort(-value, kind="stable")[:count]
    return Advice(order[value[order] > 0], value, margin)


def _gained(margin: Floats, moved: Floats) -> Floats:
    """The expected positive part of a normal amount with this deviation, beyond the margin."""
    from scipy.stats import norm

    deviation = np.maximum(moved, np.finfo(float).tiny)
    height = margin / deviation
    return np.maximum(deviation * (norm.pdf(height) - height * norm.sf(height)), 0.0)
