"""How well the tags of a plant predict a laboratory value at each delay: a ridge regression on held-out samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.finding import Refusal
from sanhak.table.check.rows import Floats, Rows
from sanhak.table.prepare.delay_findings import NothingMoves, TooFewSamplesForDelay

LEAST_SAMPLES: Final = 40
"""With fewer samples no delay can be told from accident."""
BESIDE: Final = 2
"""Steps before and after a moment whose mean is a tag's value there: readings are noisy."""
SAMPLES_PER_WAVE: Final = 15
"""Samples for each term of the slow part that is taken out of both sides."""
MOST_BLOCKS, BLOCK_SAMPLES = 24, 5
"""Blocks of neighbouring samples that are left out in turn, and the fewest samples in one."""
MOST_TAGS, MOST_CROSSED = 12, 5
"""Tags that enter the prediction, the most closely related first, and how many of them with their products."""
PENALTIES: Final = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""Ridge penalties that are tried; the effects have a standard deviation of one."""
COARSE: Final = 60
"""About so many delays are looked at before the whole profile is."""
SHIFTS: Final = 39
"""Moves of the values against the samples: the smallest chance that can be found is 1/40."""
OUTER: Final = 0.02
"""Share of values at each end that may be wrong: far beyond these quantiles a value is drawn in."""
DRAWN_IN: Final = 3.0
"""Robust standard deviations beyond which a prediction's error is drawn in (P. J. Huber, 1964)."""
CAP: Final = 4.0
"""Robust standard deviations beyond which an error counts no more in the profile."""
ROUNDS: Final = 2
"""Times the profile is drawn, each time with far values judged at the best delay of the time before."""
_TINY: Final = 1e-9
_STILL: Final = 1e-6
"""Deviation of a standardised effect below which it is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """How one value is predicted at each delay.

    ``losses`` are the squares of the errors in variances of the value, shape (delays, samples); ``variance`` is what
    there was to predict; ``chance`` that of tags without relation to be related as closely.
    """

    losses: Floats
    variance: float
    chance: float


def profile_of(at: Sequence[Floats], sampled: Floats, values: Floats) -> Profile:
    """The profile of one value.

    Parameters
    ----------
    at
        Each tag at every delay, shape (delays, samples), from :func:`tags_at`.
    sampled
        When each sample was drawn [s], rising, shape (samples,).
    values
        What the laboratory found, shape (samples,), all known.

    Raises
    ------
    Refusal
        T173 if there are too few samples, T174 if no tag or not the value moves.
    """
    if len(values) < LEAST_SAMPLES:
        raise Refusal(TooFewSamplesForDelay(len(values), LEAST_SAMPLES))
    problem = _Problem.of(at, sampled, values)
    delays = len(at[0])
    places = np.unique(np.linspace(0, delays - 1, max(COARSE, delays // 4) + 1).astype(int))
    tags, chance = problem.related(places)
    near, penalty = problem.tuned(tags, places)
    losses = problem.losses(tags, penalty, near)
    return Profile(losses, float((problem.goal**2).mean()), chance)


def tags_at(times: Floats, tags: Floats, sampled: Floats, delays: Floats, step: float) -> list[Floats]:
    """Each tag that moves, as its values at t − delay: a list of arrays of shape (delays, samples), single precision.

    Gaps are held at the last reading. One tag after the other, so that a long history stands in memory once.
    """
    moment = sampled - delays[:, None]
    half = (BESIDE + 0.5) * step
    start = np.clip(np.searchsorted(times, moment - half, side="right"), 0, len(times) - 1)
    end = np.maximum(np.searchsorted(times, moment + half, side="right"), start + 1)
    count = (end - start).astype(np.float32)
    found = []
    for values in tags.T:
        held = _held(values)
        if held is not None:
            total = np.concatenate([[0.0], np.cumsum(held)])
            found.append(((total[end] - total[start]) / count).astype(np.float32))
    return found


def _held(values: Floats) -> Floats | None:
    """One tag without gaps or far values, mean 0 and deviation 1, shape (rows,); None if it never moves."""
    known = np.isfinite(values)
    if not known.any():
        return None
    low, high = np.quantile(values[known], [OUTER, 1 - OUTER])
    reach = (high - low) / 2
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
    filled = np.where(np.isfinite(values[last]), values[last], np.median(values[known]))
    filled = np.clip(filled, low - reach, high + reach)
    spread = float(filled.std())
    return None if spread <= _TINY * (1 + abs(high)) else np.asarray((filled - filled.mean()) / spread)


@dataclass
class _Problem:
    """Values freed of slow waves, and the tags at every delay."""

    at: Sequence[Floats]
    """Of each tag, shape (delays, samples)."""
    waves: Floats
    """Orthonormal slow waves, shape (samples, waves)."""
    goal: Floats
    """The value without them, deviation 1, shape (samples,)."""
    blocks: Sequence[Rows]
    found: Floats
    """The goal before far values were drawn in, shape (samples,)."""

    @staticmethod
    def of(at: Sequence[Floats], sampled: Floats, values: Floats) -> _Problem:
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        # Three spans of the quartiles are four standard deviations of normal values; where they meet, nothing is drawn.
        reach = 3 * (high - low) if high > low else np.inf
        drawn_in = np.clip(values, middle - reach, middle + reach)
        count = len(values)
        share = (sampled - sampled[0]) / max(float(sampled[-1] - sampled[0]), _TINY)
        waves = np.linalg.qr(np.cos(np.pi * share[:, None] * np.arange(1 + count // SAMPLES_PER_WAVE)))[0]
        goal = drawn_in - waves @ (waves.T @ drawn_in)
        if not at or goal.std() <= _TINY * (1 + np.abs(drawn_in).max()):
            raise Refusal(NothingMoves(count))
        blocks = np.array_split(np.arange(count), min(MOST_BLOCKS, count // BLOCK_SAMPLES))
        return _Problem(at, waves, goal / goal.std(), blocks, goal / goal.std())

    def freed(self, effects: Floats) -> Floats:
        """Effects of shape (samples, effects) without slow waves, deviation 1; those that do not move are zero."""
        effects = effects - self.waves @ (self.waves.T @ effects)
        spread = effects.std(axis=0)
        return np.asarray(effects / np.where(spread > _STILL, spread, np.inf))

    def effects(self, tags: Rows, place: int, crossed: int) -> Floats:
        """Tags, their squares and the products of the first ``crossed`` at one delay, shape (samples, effects)."""
        plain = np.stack([self.at[tag][place] for tag in tags], axis=1).astype(float)
        centred = plain - plain.mean(axis=0)
        centred = np.clip(centred / (centred.std(axis=0) + _TINY), -4, 4)
        one, other = np.triu_indices(min(crossed, len(tags)), 1)
        return self.freed(np.hstack([plain, centred**2, centred[:, one] * centred[:, other]]))

    def related(self, places: Rows) -> tuple[Rows, float]:
        """Tags, the most closely related first, and the chance that values moved in time relate as closely."""
        count = len(self.goal)
        moves = np.unique(np.linspace(0.1 * count, 0.9 * count, SHIFTS).astype(int))
        goals = np.stack([self.goal, *(np.roll(self.goal, move) for move in moves)], axis=1)
        best = np.zeros((len(self.at), goals.shape[1]))
        every = np.arange(len(self.at))
        for place in places:
            near = np.abs(self.effects(every, int(place), 0).T @ goals) / count
            best = np.maximum(best, np.maximum(*np.split(near, 2)))
        strongest = best.max(axis=0)
        chance = (1 + int((strongest[1:] >= strongest[0]).sum())) / len(strongest)
        return np.argsort(-best[:, 0], kind="stable")[:MOST_TAGS], chance

    def errors(self, tags: Rows, place: int, penalty: float) -> Floats:
        """Errors of the samples, each predicted without its block, shape (samples,)."""
        effects = self.effects(tags, place, MOST_CROSSED)
        inner = effects.T @ effects + penalty * np.eye(effects.shape[1])
        hat = effects @ np.linalg.solve(inner, effects.T)
        rest, errors = self.goal - hat @ self.goal, np.empty_like(self.goal)
        for block in self.blocks:
            errors[block] = np.linalg.solve(np.eye(len(block)) - hat[np.ix_(block, block)], rest[block])
        return errors

    def tuned(self, tags: Rows, places: Rows) -> tuple[int, float]:
        """The best of some delays, and the penalty that predicts best there."""
        middle = PENALTIES[len(PENALTIES) // 2]
        place = int(min(places, key=lambda at: _loss(self.errors(tags, int(at), middle)).mean()))
        penalty = min(PENALTIES, key=lambda tried: _loss(self.errors(tags, place, tried)).mean())
        return place, penalty

    def draw_in(self, tags: Rows, place: int, penalty: float) -> None:
        """Draw in the values that lie far from what the tags predict at one delay."""
        self.goal = self.found
        for _ in range(2):
            errors = self.errors(tags, place, penalty)
            most = DRAWN_IN * _spread(errors)
            self.goal = self.goal - (errors - np.clip(errors, -most, most))

    def losses(self, tags: Rows, penalty: float, near: int) -> Floats:
        """Squares of the errors at every delay, shape (delays, samples), values drawn in by what is predicted there.

        What is far off is judged by the best delay: it starts from the place ``near`` and is judged once more.
        """
        for _ in range(ROUNDS):
            self.draw_in(tags, near, penalty)
            losses = np.stack([self.errors(tags, place, penalty) ** 2 for place in range(len(self.at[0]))])
            most = (CAP * _spread(np.sqrt(losses[losses.mean(axis=1).argmin()]))) ** 2
            losses = np.minimum(losses, most)
            near = int(losses.mean(axis=1).argmin())
        return losses


def _spread(errors: Floats) -> float:
    """Standard deviation by the median of the absolute errors."""
    return float(1.4826 * np.median(np.abs(errors)))


def _loss(errors: Floats) -> Floats:
    """Squares, those of errors beyond twice the value's deviation drawn in, so that few wrong values decide nothing."""
    return np.minimum(errors**2, 4.0)
