"""The delay between the tags of a plant and what its laboratory finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.figure import FAINT, MOST_POINTS, Figure, band, layers, line, quantity, spot, x_axis, y_axis
from sanhak.finding import Finding, Refusal
from sanhak.table.check.rows import Floats, Rows
from sanhak.table.prepare.delay_findings import (
    DelayAtTheEnd,
    DelaysNotToldApart,
    LongestExceedsHistory,
    NothingMoves,
    TagsTellNothing,
    TooFewSamplesForDelay,
)
from sanhak.text import Amount, Text, say

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
LEAST_CHANCE: Final = 0.05
OUTER: Final = 0.02
"""Share of values at each end that may be wrong: far beyond these quantiles a value is drawn in."""
DRAWN_IN: Final = 3.0
"""Robust standard deviations beyond which a prediction's error is drawn in (P. J. Huber, 1964)."""
CAP: Final = 4.0
"""Robust standard deviations beyond which an error counts no more in the profile."""
ROUNDS: Final = 2
"""Times the profile is drawn, each time with far values judged at the best delay of the time before."""
ERRORS_APART: Final = 1.7
"""Paired standard errors by which a delay must be worse to be told from the best: one in twenty on one side."""
FLAT: Final = 0.5
"""Share of the range above which delays that are not told apart leave nothing certain."""
_TINY: Final = 1e-9
_STILL: Final = 1e-6
"""Deviation of a standardised effect below which it is rounding."""


@dataclass(frozen=True, slots=True)
class Delay:
    """What was found: the sample at time t shows the tags of t − ``delay``. All delays in seconds.

    ``lower`` and ``upper`` bound the delays that cannot be told from the best. ``delays`` and ``explained`` are the
    profile, both of shape (delays,): the share of the value's variance, slow drifts taken out, that the tags at this
    delay predict in samples that were left out. ``samples`` is the number used. ``certain`` is False where the
    profile is flat, the best lies at the end of the range, or the tags tell nothing; ``findings`` say which.
    """

    delay: float
    lower: float
    upper: float
    delays: Floats
    explained: Floats
    samples: int
    certain: bool
    findings: tuple[Finding, ...] = ()


def find_delay(
    times: ArrayLike,
    tags: ArrayLike,
    sampled: ArrayLike,
    values: ArrayLike,
    longest: float,
    step: float | None = None,
) -> Delay:
    """The one delay at which the tags best predict a laboratory value.

    The tags (held over gaps, their mean over five steps around the moment), their squares and the products of the
    closest five predict the value by ridge regression (A. E. Hoerl and R. W. Kennard, Technometrics 12 (1970) 55–67)
    with blocks of neighbouring samples left out. Slow waves are taken out of both sides alike, as in a partial
    regression (R. Frisch and F. V. Waugh, Econometrica 1 (1933) 387–401), so that drifts decide nothing. Errors far
    out are drawn in (P. J. Huber, Ann. Math. Stat. 35 (1964) 73–101).

    Lags count as delay: where a value answers slowly to all tags, the delay found includes a part of that answer.

    Parameters
    ----------
    times
        When the tags were read [s], rising, shape (rows,).
    tags
        Readings in any units, shape (rows, tags); gaps are NaN.
    sampled
        When each sample was drawn [s], on the clock of ``times``, shape (samples,).
    values
        What the laboratory found, shape (samples,); NaN where it found nothing.
    longest
        The longest delay to be searched [s]; the shortest is 0.
    step
        Distance of the delays searched [s]; by default the median distance of ``times``.

    Raises
    ------
    ValueError
        If shapes do not fit, ``times`` do not rise, or ``longest`` or ``step`` is not positive.
    Refusal
        T172 if ``longest`` exceeds the history, T173 if too few samples can be used, T174 if nothing moves.
    """
    clock, readings = np.asarray(times, dtype=float), np.asarray(tags, dtype=float)
    drawn, found = np.asarray(sampled, dtype=float), np.asarray(values, dtype=float)
    _fitting(clock, readings, drawn, found)
    step = float(np.median(np.diff(clock))) if step is None else step
    if not (step > 0 and longest > 0):
        raise ValueError("longest and step must be positive")
    if longest >= clock[-1] - clock[0]:
        raise Refusal(LongestExceedsHistory(_minutes(longest), _minutes(float(clock[-1] - clock[0]))))
    usable = np.isfinite(found) & (drawn - longest >= clock[0]) & (drawn <= clock[-1] + BESIDE * step)
    if usable.sum() < LEAST_SAMPLES:
        raise Refusal(TooFewSamplesForDelay(int(usable.sum()), LEAST_SAMPLES))
    order = np.flatnonzero(usable)[np.argsort(drawn[usable], kind="stable")]
    drawn, found = drawn[order], found[order]
    delays: Floats = np.arange(int(longest / step + 0.5) + 1, dtype=float) * step
    problem = _Problem.of(_at_delays(clock, readings, drawn, delays, step), drawn, found)
    return _judged(problem, delays)


def delay_figure(found: Delay, value: str) -> Figure:
    """The profile: the share explained against the delay, with the chosen delay and those not told from it.

    ``value`` is the name of the laboratory value.
    """
    chosen, lower, upper = (_minutes(part) for part in (found.delay, found.lower, found.upper))
    params: dict[str, str | Amount] = {"value": value, "delay": chosen, "lower": lower, "upper": upper}
    best = float(found.explained.max())
    places = np.arange(0, len(found.delays), -(-len(found.delays) // MOST_POINTS))
    foot = float(found.explained.min())
    rows = [
        {"delay": float(found.delays[i]) / 60, "explained": float(found.explained[i]), "foot": foot} for i in places
    ]
    inside = [row for row in rows if found.lower / 60 <= row["delay"] <= found.upper / 60]
    x = x_axis("delay", quantity(say("delay"), "min"))
    curve = line(rows, x, y_axis("explained", say("share explained"), axis={"format": ".0%"}))
    at = found.delays == found.delay
    mark = spot(found.delay / 60, float(found.explained[at][0]), say("{delay} before", delay=chosen), filled=True)
    return Figure(
        name="delay",
        title=_title(found, params),
        caption=say(
            "How much of {value} the tags predict in samples that were left out, for each delay before the sample; "
            "slow drifts are taken out. Shaded: delays that cannot be told from the best.",
            value=value,
        ),
        alternative=say(
            "Curve of the share explained against the delay; it peaks at {delay} with {best:%}. Delays from {lower} to "
            "{upper} cannot be told from it. {samples:sample was|samples were} used.",
            delay=chosen,
            lower=lower,
            upper=upper,
            best=best,
            samples=found.samples,
        ),
        spec=layers(band(inside, x, "foot", "explained", strong=True), curve, mark, view={"stroke": FAINT}),
    )


def _title(found: Delay, params: dict[str, str | Amount]) -> Text:
    if found.certain:
        return say("{value} shows the plant of {delay} before ({lower} to {upper})", **params)
    return say("The delay of {value} is not certain from these data", value=params["value"])


def _minutes(seconds: float) -> Amount:
    return Amount(seconds / 60, "min")


def _fitting(times: Floats, tags: Floats, sampled: Floats, values: Floats) -> None:
    if times.ndim != 1 or tags.ndim != 2 or len(tags) != len(times) or len(times) < 2:  # noqa: PLR2004 - rows × tags
        raise ValueError(f"times {times.shape} and tags {tags.shape} must be of shape (rows,) and (rows, tags)")
    if sampled.ndim != 1 or sampled.shape != values.shape or not np.isfinite(sampled).all():
        raise ValueError(f"sampled {sampled.shape} and values {values.shape} must be of shape (samples,), times known")
    if not (np.diff(times) > 0).all():
        raise ValueError("times must rise")


def _at_delays(times: Floats, tags: Floats, sampled: Floats, delays: Floats, step: float) -> list[Floats]:
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


def _judged(problem: _Problem, delays: Floats) -> Delay:
    """The profile, its best, and what is to be said of it."""
    places = np.unique(np.linspace(0, len(delays) - 1, max(COARSE, len(delays) // 4) + 1).astype(int))
    tags, chance = problem.related(places)
    near, penalty = problem.tuned(tags, places)
    losses = problem.losses(tags, penalty, near)
    best = int(losses.mean(axis=1).argmin())
    inside = _not_told_apart(np.stack([losses[:, block].sum(axis=1) for block in problem.blocks], axis=1), best)
    lower, upper = float(delays[inside[0]]), float(delays[inside[-1]])
    delay, longest = float(delays[best]), float(delays[-1])
    findings: list[Finding] = []
    if upper - lower > FLAT * longest:
        findings.append(DelaysNotToldApart(_minutes(delay), _minutes(lower), _minutes(upper)))
    if best in (0, len(delays) - 1):
        findings.append(DelayAtTheEnd(_minutes(delay), _minutes(longest)))
    if chance > LEAST_CHANCE:
        findings.append(TagsTellNothing(chance))
    explained = 1 - losses.mean(axis=1) / (problem.goal**2).mean()
    return Delay(delay, lower, upper, delays, explained, len(problem.goal), not findings, tuple(findings))


def _not_told_apart(losses: Floats, best: int) -> Rows:
    """Places whose losses, shape (delays, blocks), are not surely larger than those of the best."""
    apart = losses - losses[best]
    error = apart.std(axis=1, ddof=1) / np.sqrt(losses.shape[1])
    return np.flatnonzero(apart.mean(axis=1) <= ERRORS_APART * error)


def _spread(errors: Floats) -> float:
    """Standard deviation by the median of the absolute errors."""
    return float(1.4826 * np.median(np.abs(errors)))


def _loss(errors: Floats) -> Floats:
    """Squares, those of errors beyond twice the value's deviation drawn in, so that few wrong values decide nothing."""
    return np.minimum(errors**2, 4.0)
