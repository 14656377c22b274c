"""When to renew, tried on lives that were held out: by the sensors, at a fixed age, or not before a failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.heldout import Held
from sanhak.model.life.histories import History
from sanhak.model.life.lives import LEVELS
from sanhak.model.prediction import Floats

Places = NDArray[np.int64]
_DRAWS: Final = 400
_LEVEL: Final = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule brought on held-out lives: the share that failed before it renewed them, and the life it wasted.

    Each with the ends of its 90 % interval over lives drawn again; ``wasted`` is a mean over the lives renewed in time,
    0 where there were none.
    """

    failed: tuple[float, float, float]
    wasted: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """The three rules on the same lives; ``age`` at which the fixed rule renews; ``gain`` in wasted life, paired."""

    sensors: Outcome
    fixed: Outcome
    failure: Outcome
    age: float
    gain: tuple[float, float, float]
    lives: int


def tried(held: Held, key: str, failed: Sequence[History], notice: float) -> Trial:
    """Renew when one in ten is to fail within ``notice``; against the fixed age that lets as many lives fail.

    The errors behind each life's interval are those of assets in other folds.
    """
    low = held.quantiles(key)[:, int(np.flatnonzero(np.isclose(LEVELS, _LEVEL))[0])]
    ours = np.full(len(np.unique(held.asset)), np.nan)
    spans = np.empty(len(ours))
    for place, asset in enumerate(np.unique(held.asset)):
        rows = np.flatnonzero(held.asset == asset)
        spans[place] = held.age[rows[-1]] + held.came[rows[-1]]
        due = rows[low[rows] <= 2 * notice]
        # A job takes its time: what has less than that left when it is noticed fails before it is done.
        if len(due) and held.came[due[0]] > notice:
            ours[place] = held.came[due[0]] - notice
    age = float(np.quantile(spans, np.isnan(ours).mean())) if len(spans) else 0.0
    fixed = np.where(spans > age, spans - age, np.nan)
    rng = np.random.default_rng(len(failed))
    draws = rng.integers(0, len(ours), (_DRAWS, len(ours)))
    none = np.full(len(ours), np.nan)
    gain = _drawn(draws, lambda rows: _mean(ours[rows]) - _mean(fixed[rows]))
    return Trial(_outcome(ours, draws), _outcome(fixed, draws), _outcome(none, draws), age, gain, len(ours))


def _outcome(wasted: Floats, draws: Places) -> Outcome:
    return Outcome(
        _drawn(draws, lambda rows: float(np.isnan(wasted[rows]).mean())),
        _drawn(draws, lambda rows: _mean(wasted[rows])),
    )


def _mean(wasted: Floats) -> float:
    known = wasted[~np.isnan(wasted)]
    return float(known.mean()) if len(known) else 0.0


def _drawn(draws: Places, of: Callable[[Places], float]) -> tuple[float, float, float]:
    """A value over all lives, and the ends of its 90 % interval over lives drawn again."""
    found = [of(rows) for rows in draws]
    return (
        of(np.arange(draws.shape[1], dtype=np.int64)),
        float(np.quantile(found, 0.05)),
        float(np.quantile(found, 0.95)),
    )
