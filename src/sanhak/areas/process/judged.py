"""How well a design's model predicts runs that it has not seen: each run left out once, beside the plain mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.model.score import Coverage, Score
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.analysis import Analysis, Evidence

_SURE: Final = 0.95


def scores(evidence: Evidence) -> tuple[Score, ...]:
    """The mean and the model of each outcome, judged on runs left out; nothing where a run cannot be left out."""
    return tuple(score for analysis in evidence.analyses.values() if judged(analysis) for score in _scores(analysis))


def judged(analysis: Analysis) -> bool:
    """Whether every run can be left out and an error remains."""
    return analysis.fit.df > 1 and bool(np.isfinite(analysis.fit.left_out).all())


def _scores(analysis: Analysis) -> list[Score]:
    y = analysis.fit.y
    plain = (y - y.mean()) * len(y) / (len(y) - 1)
    base, better = _size(plain), _size(analysis.fit.left_out) < _size(plain)
    found = []
    for name, off in ((say("mean of all runs"), plain), (say("effects"), analysis.fit.left_out)):
        error = _size(off)
        spread = float(np.std(off**2, ddof=1) / (2 * error * np.sqrt(len(off)))) if error > 0 else 0.0
        is_base = off is plain
        found.append(
            Score(
                outcome=analysis.outcome.name,
                candidate=name,
                metric="RMSE",
                error=error,
                spread=spread,
                skill=1 - error / base if base > 0 else 0.0,
                unit=analysis.outcome.unit,
                chosen=better is not is_base,
                baseline=is_base,
            )
        )
    return found


def _size(off: Floats) -> float:
    return float(np.sqrt(np.mean(off**2)))


def coverage(evidence: Evidence) -> tuple[Coverage, ...]:
    """How often a 90 % interval held the run that was left out."""
    return tuple(_coverage(analysis) for analysis in evidence.analyses.values() if judged(analysis))


def outside(analysis: Analysis) -> Floats:
    """Each run's distance from what the model without it expects, in its own standard errors, shape (runs,)."""
    fit = analysis.fit
    room = 1 - fit.leverage
    others = np.maximum(fit.rss - fit.residuals**2 / room, 0.0) / (fit.df - 1)
    scale = np.sqrt(others * room)
    found: Floats = np.divide(fit.residuals, scale, out=np.zeros(len(fit.y)), where=scale > 0)
    return found


def _coverage(analysis: Analysis) -> Coverage:
    from scipy.stats import beta, t

    from sanhak.areas.process.analysis import LEVEL

    fit = analysis.fit
    reach = float(t.ppf((1 + LEVEL) / 2, fit.df - 1))
    held = int(np.sum(np.abs(outside(analysis)) <= reach))
    count = len(fit.y)
    low, high = (1 - _SURE) / 2, (1 + _SURE) / 2
    return Coverage(
        outcome=analysis.outcome.name,
        nominal=LEVEL,
        measured=held / count,
        lower=float(beta.ppf(low, held, count - held + 1)) if held else 0.0,
        upper=float(beta.ppf(high, held + 1, count - held)) if held < count else 1.0,
        width=float(np.mean(2 * analysis.margin * fit.sigma * np.sqrt(1 + fit.leverage))),
        unit=analysis.outcome.unit,
        rows=count,
        split="each left out",
        reason=say("Each run was left out once and predicted from the others: a designed run has no like."),
    )
