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
    TagsTellNothing,
)
from sanhak.table.prepare.delay_profile import BESIDE, BLOCK_SAMPLES, MOST_BLOCKS, Profile, profile_of, tags_at
from sanhak.text import Amount, Text, say

LEAST_CHANCE: Final = 0.05
ERRORS_APART: Final = 1.7
"""Paired standard errors by which a delay must be worse to be told from the best: one in twenty on one side."""
FLAT: Final = 0.5
"""Share of the range above which delays that are not told apart leave nothing certain."""
AROUND: Final = 3
"""Steps on both sides of the least error through which a parabola is laid: its lowest point is the delay."""
_TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Delay:
    """What was found: the sample at time t shows the tags of t − ``delay``. All delays in seconds.

    ``lower`` and ``upper`` bound the delays that cannot be told from the best. ``delays`` and ``explained`` are the
    profile, both of shape (delays,): the share of the values' variance, slow drifts taken out, that the tags at this
    delay predict in samples that were left out; surer values count more. ``samples`` is the number used. ``certain`` is
    False where the profile is flat, the best lies at the end of the range, or the tags tell nothing; ``findings`` say
    which.
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
    """The one delay at which the tags best predict what the laboratory found in a sample, all its values together.

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
        What the laboratory found, shape (samples,) or (samples, values); NaN where it found nothing. Values that cannot
        tell a delay, because they are too few or never move, are passed over.
    longest
        The longest delay to be searched [s]; the shortest is 0.
    step
        Distance of the delays searched [s]; by default the median distance of ``times``.

    Raises
    ------
    ValueError
        If shapes do not fit, ``times`` do not rise, or ``longest`` or ``step`` is not positive.
    Refusal
        T172 if ``longest`` exceeds the history; T173 if too few samples can be used or T174 if nothing moves, where
        this holds for all values.
    """
    clock, readings = np.asarray(times, dtype=float), np.asarray(tags, dtype=float)
    drawn, found = np.asarray(sampled, dtype=float), np.asarray(values, dtype=float)
    found = found[:, None] if found.ndim == 1 else found
    _fitting(clock, readings, drawn, found)
    step = float(np.median(np.diff(clock))) if step is None else step
    if not (step > 0 and longest > 0):
        raise ValueError("longest and step must be positive")
    if longest >= clock[-1] - clock[0]:
        raise Refusal(LongestExceedsHistory(_minutes(longest), _minutes(float(clock[-1] - clock[0]))))
    usable = (drawn - longest >= clock[0]) & (drawn <= clock[-1] + BESIDE * step)
    usable &= np.isfinite(found).any(axis=1)
    order = np.flatnonzero(usable)[np.argsort(drawn[usable], kind="stable")]
    drawn, found = drawn[order], found[order]
    delays: Floats = np.arange(int(longest / step + 0.5) + 1, dtype=float) * step
    at = tags_at(clock, readings, drawn, delays, step)
    return _judged(_profiles(at, drawn, found), len(drawn), delays)


def _profiles(at: Sequence[Floats], sampled: Floats, values: Floats) -> list[tuple[Rows, Profile]]:
    """The rows and the profile of each value that can tell something; the first refusal if none can."""
    found: list[tuple[Rows, Profile]] = []
    refused: list[Refusal] = []
    for value in values.T:
        rows = np.flatnonzero(np.isfinite(value))
        try:
            found.append((rows, profile_of([tag[:, rows] for tag in at], sampled[rows], value[rows])))
        except Refusal as refusal:
            refused.append(refusal)
    if not found:
        raise refused[0]
    return found


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
    if sampled.ndim != 1 or len(sampled) != len(values) or not np.isfinite(sampled).all():
        raise ValueError(f"sampled {sampled.shape} and values {values.shape} must be of shape (samples,), times known")
    if not (np.diff(times) > 0).all():
        raise ValueError("times must rise")


def _judged(profiles: Sequence[tuple[Rows, Profile]], samples: int, delays: Floats) -> Delay:
    """The delay of all values together, and what is to be said of it.

    The values of a sample share its delay. Each counts by the inverse square of its least error: where a model fits
    badly its errors are shared by neighbouring delays and tell them apart less than their number says.
    """
    losses, explained, weights = np.zeros((len(delays), samples)), np.zeros(len(delays)), 0.0
    for rows, profile in profiles:
        mean = profile.losses.mean(axis=1)
        weight = 1 / max(float(mean.min()), _TINY) ** 2
        losses[:, rows] += weight * profile.losses
        explained += weight * (1 - mean / profile.variance)
        weights += weight
    best = _lowest(losses.mean(axis=1))
    blocks = np.array_split(np.arange(samples), min(MOST_BLOCKS, samples // BLOCK_SAMPLES))
    inside = _not_told_apart(np.stack([losses[:, block].sum(axis=1) for block in blocks], axis=1), best)
    lower, upper = float(delays[inside.min()]), float(delays[inside.max()])
    delay, longest = float(delays[best]), float(delays[-1])
    chance = min(profile.chance for _, profile in profiles)
    findings: list[Finding] = []
    if upper - lower > FLAT * longest:
        findings.append(DelaysNotToldApart(_minutes(delay), _minutes(lower), _minutes(upper)))
    if best in (0, len(delays) - 1):
        findings.append(DelayAtTheEnd(_minutes(delay), _minutes(longest)))
    if chance > LEAST_CHANCE:
        findings.append(TagsTellNothing(chance))
    return Delay(delay, lower, upper, delays, explained / weights, samples, not findings, tuple(findings))


def _lowest(errors: Floats) -> int:
    """The place of the least error, shape (delays,): the nearest to the lowest point of a parabola around it."""
    least = int(errors.argmin())
    first, end = least - AROUND, least + AROUND + 1
    if first < 0 or end > len(errors):
        return least
    curve, slope, _ = np.polyfit(np.arange(-AROUND, AROUND + 1), errors[first:end], 2)
    return least + round(float(np.clip(-slope / (2 * curve), -AROUND, AROUND))) if curve > 0 else least


def _not_told_apart(losses: Floats, best: int) -> Rows:
    """Places whose losses, shape (delays, blocks), are not surely larger than those of the best."""
    apart = losses - losses[best]
    error = apart.std(axis=1, ddof=1) / np.sqrt(losses.shape[1])
    return np.flatnonzero(apart.mean(axis=1) <= ERRORS_APART * error)
