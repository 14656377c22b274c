"""From alarms to episodes: since when, how surely, which tags moved, in which order, and what each adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.normal.detectors import Distance, Flags
from sanhak.model.normal.heldout import memory
from sanhak.model.prediction import Floats

APART: Final = 6
"""Rows without alarm up to which two alarms belong to one episode."""
_PEAK: Final = 2.0
"""Times the largest statistic of held-out normal rows from which on an episode is clear."""
_BEFORE: Final = 100
"""Rows before an episode in which its beginning is looked for."""
_WITHIN: Final = 200
"""Rows of an episode from which its beginning is told."""
_LEAST: Final = 3
"""Rows that a change needs at least."""
_NEAR: Final = 12
"""Rows after an onset by which it is told again."""
_BELIEVED: Final = 1.92
"""Log likelihood under the best by which the ends of an onset's interval lie: half of 3.84, chi-squared at 95 %."""
_WINDOWS: Final = 60
_LEAST_SHARE: Final = 0.05
"""Share of an episode under which a tag is not named: what the others let expect of it errs when they are off."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A tag that left its course: the row of its onset with the first and last row that may be it, and its share.

    ``share`` is its part of all that the tags of the episode show beyond what the others let expect.
    """

    tag: int
    onset: int
    earliest: int
    latest: int
    share: float


@dataclass(frozen=True, slots=True)
class Episode:
    """Alarms that belong together, from row ``first`` up to, but not with, ``end``.

    ``peak`` is the largest statistic in multiples of the limit; ``clear`` whether normal rows showed nothing like it;
    ``moved`` are the tags that left their course in the order in which they did; ``lead`` the one to look at first.
    """

    first: int
    end: int
    alarms: int
    peak: float
    clear: bool
    moved: tuple[Moved, ...]
    lead: Moved


@dataclass(frozen=True, slots=True)
class Usual:
    """What normal rows show: the largest statistic, and episodes a row."""

    largest: float
    episodes_a_row: float

    @staticmethod
    def of(statistic: Floats, limit: float) -> Usual:
        """Counted on held-out rows, shape (rows,)."""
        return Usual(float(statistic.max()), len(merged(statistic > limit)) / len(statistic))


def merged(alarms: Flags) -> list[tuple[int, int]]:
    """The stretches of alarms, those at most :data:`APART` rows apart joined; each from its first row to its end."""
    at = np.flatnonzero(alarms)
    if not len(at):
        return []
    cuts = np.flatnonzero(np.diff(at) > APART + 1)
    firsts, lasts = at[np.concatenate(([0], cuts + 1))], at[np.concatenate((cuts, [len(at) - 1]))]
    return list(zip(firsts.tolist(), (lasts + 1).tolist(), strict=True))


def episodes(
    statistic: Floats, limit: float, usual: Usual, model: Distance, normal: Floats, X: Floats
) -> tuple[Episode, ...]:
    """The episodes of watched rows, in time order.

    Parameters
    ----------
    statistic
        Of the watched rows, shape (rows,).
    limit
        From which on a row raises an alarm.
    usual
        What held-out normal rows show.
    model
        T² of all tags, learnt from the normal rows.
    normal, X
        Normal and watched rows without gaps, shape (rows, tags).
    """
    alarms = statistic > limit
    away = model.residuals(X)
    calm = model.residuals(normal)
    remembers = np.array([memory(column) for column in calm.T], dtype=float)
    least = _least_likelihood(calm, remembers)
    made = []
    free = 0
    for first, end in merged(alarms):
        count, peak = int(alarms[first:end].sum()), float(statistic[first:end].max())
        moved = _moved(away, range(max(free, first - _BEFORE), min(end, first + _WITHIN)), first, remembers, least)
        clear = peak > _PEAK * usual.largest
        made.append(Episode(first, end, count, peak / limit, clear, moved, _lead(moved)))
        free = end
    return tuple(made)


def likelihood(away: Floats) -> Floats:
    """For each row, how much likelier all rows from it on are under a scatter of their own than under a normal one.

    Log likelihood ratios of a Gaussian with deviation one against one with its own, shape (rows, tags); a shift, a
    drift and an oscillation all widen it. Rows too near to the end are zero.
    """
    rows = len(away)
    count = np.arange(rows, 0, -1, dtype=float)[:, None]
    power = np.cumsum(away[::-1] ** 2, axis=0)[::-1] / count
    gain = np.where(power > 1, count / 2 * (power - 1 - np.log(np.maximum(power, 1e-12))), 0.0)
    gain[max(0, rows - _LEAST + 1) :] = 0.0
    return np.asarray(gain)


def _least_likelihood(calm: Floats, remembers: Floats) -> float:
    """The likelihood of a change that no window of normal rows reaches."""
    length = min(len(calm), _BEFORE)
    starts = np.unique(np.linspace(0, len(calm) - length, _WINDOWS).astype(int))
    return max(float((likelihood(calm[at : at + length]) / remembers).max()) for at in starts)


def _moved(away: Floats, window: range, first: int, remembers: Floats, least: float) -> tuple[Moved, ...]:
    """The tags that moved, by their onsets; the largest alone where none passes what normal rows show."""
    rows = away[window.start : window.stop]
    gain = likelihood(rows) / remembers
    power = (rows[first - window.start :] ** 2).sum(axis=0)
    shares = power / power.sum() if power.sum() > 0 else np.full(len(power), 1 / len(power))
    best = gain.max(axis=0)
    large = [int(tag) for tag in np.argsort(-shares, kind="stable") if shares[tag] >= _LEAST_SHARE]
    tags = [tag for tag in large if best[tag] > least] or [int(np.argmax(shares))]
    found = []
    for tag in tags:
        onset, earliest, latest = (window.start + at for at in _onset(rows[:, tag], remembers[tag]))
        found.append(Moved(tag, onset, earliest, latest, float(shares[tag])))
    return tuple(sorted(found, key=lambda one: (one.onset, -one.share)))


def _onset(away: Floats, remembers: float) -> tuple[int, int, int]:
    """The likeliest row of a tag's onset, the earliest and the latest that are nearly as likely.

    What grows slowly looks as if it had begun where it is large; so the end of the window is drawn nearer to the onset
    as long as that shows an earlier one.
    """
    end = len(away)
    while True:
        gain = likelihood(away[:end, None])[:, 0] / remembers
        onset = int(np.argmax(gain))
        nearer = min(end, onset + _NEAR)
        sooner = likelihood(away[:nearer, None])[:, 0] / remembers
        if nearer == end or sooner.max() <= _BELIEVED or int(np.argmax(sooner)) >= onset:
            break
        end = nearer
    believed = np.flatnonzero(gain >= gain[onset] - _BELIEVED)
    return onset, int(believed[0]), int(believed[-1])


def _lead(moved: tuple[Moved, ...]) -> Moved:
    """Of the tags that may have been first, the one that shows most."""
    until = min(one.latest for one in moved)
    return max((one for one in moved if one.earliest <= until), key=lambda one: one.share)
