"""The right chart for a row of measurements, with its reason, and what it signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sanhak.model.control_chart.chart import (
    Chart,
    Flags,
    cumulative,
    defectives,
    defects,
    individuals,
    subgroups,
    weighted,
)
from sanhak.model.control_chart.nelson import expected_alarms, signals
from sanhak.model.control_chart.serial import Step, memory, residuals, step
from sanhak.model.prediction import Floats
from sanhak.text import Text, say

Asked = Literal["auto", "individuals", "means", "ewma", "cusum"]
Counted = Literal["defectives", "defects"]
OF_COUNTS: Final = (1, 2)
"""Rules that mean something on counts, which are neither normal nor fine."""
OF_SUMS: Final = (1,)
"""Points of weighted means and sums follow one another; only their limits speak."""
_RARE: Final = 0.001
"""Where chance alone would give so many signals more rarely than this, the process is not stable."""
_ALARMS: Final = 370


@dataclass(frozen=True, slots=True)
class Reading:
    """A chart with all that it says.

    ``level`` is the chart of the level, ``spread`` that of the spread where there is one. ``fired`` are its signals as
    (point, rule), ``chance`` is how many a chart in control would give. ``followed`` tells how strongly each point
    follows the one before it, ``shifted`` the clearest step of the level. ``why`` is the reason for this chart.
    """

    level: Chart
    spread: Chart | None
    fired: tuple[tuple[int, int], ...]
    chance: float
    followed: float
    shifted: Step | None
    why: Text

    @property
    def stable(self) -> bool:
        """Whether chance alone may have made the signals, and no step was found."""
        from scipy.stats import poisson

        if self.shifted is not None:
            return False
        return not self.fired or float(poisson.sf(len(self.fired) - 1, self.chance)) >= _RARE


def measured(groups: Sequence[Floats], asked: Asked, rules: Sequence[int], base: Flags | None = None) -> Reading:
    """The chart of measurements in subgroups, each of shape (values,); of single values where each holds one."""
    grouped = max(map(len, groups)) > 1
    if grouped:
        level, spread = subgroups(groups, base)
        why = say(
            "subgroups of {size}: means with {spread}",
            size=_size(groups),
            spread=say("ranges") if spread.name == "range" else say("standard deviations"),
        )
    else:
        level, spread = individuals(np.concatenate(groups), _spread_base(groups, base))
        why = say("single values: each one, with moving ranges")
    shifted = step(level.values, float(np.median(level.deviation)))
    followed = memory(level.values, shifted)
    if followed > 0:
        return _following(level, spread, followed, rules, grouped=grouped, base=base)
    if asked in ("ewma", "cusum"):
        return _small(level, spread, shifted, asked)
    return _read(level, spread, rules, 0.0, shifted, why)


def counted(
    kind: Counted, counts: Floats, sizes: Floats | None, rules: Sequence[int], base: Flags | None = None
) -> Reading:
    """The chart of counts, shape (samples,), of samples of these sizes (defects may stand without)."""
    if kind == "defectives" and sizes is not None:
        level = defectives(counts, sizes, base)
        why = (
            say("units that do not conform, samples of one size")
            if level.name == "np"
            else say("units that do not conform, samples of many sizes")
        )
    else:
        level = defects(counts, sizes, base)
        why = say("defects, samples of one size") if level.name == "c" else say("defects, samples of many sizes")
    shifted = step(level.scores, 1.0)
    if shifted is not None:
        before, after = level.values[: shifted.at].mean(), level.values[shifted.at :].mean()
        shifted = replace(shifted, before=float(before), after=float(after))
    return _read(level, None, [number for number in rules if number in OF_COUNTS], 0.0, shifted, why)


def _read(
    level: Chart, spread: Chart | None, rules: Sequence[int], followed: float, shifted: Step | None, why: Text
) -> Reading:
    fired = [(place, number) for place, number in signals(level.scores, rules) if number != 1]
    fired += [(int(place), 1) for place in np.flatnonzero(level.outside)]
    chance = expected_alarms(len(level.values), rules)
    return Reading(level, spread, tuple(sorted(fired)), chance, followed, shifted, why)


def _following(
    level: Chart, spread: Chart | None, followed: float, rules: Sequence[int], *, grouped: bool, base: Flags | None
) -> Reading:
    """The chart of what each point brings that the one before it did not tell."""
    left = residuals(level.values, followed)
    chart, _ = individuals(left, base if grouped else _spread_base([np.zeros(1)] * len(left), base))
    chart = replace(chart, name="residuals", sigma=level.sigma, freedom=level.freedom)
    why = say("each point follows the one before it (correlation {followed}): residuals of that", followed=followed)
    return _read(chart, spread, rules, followed, None, why)


def _small(level: Chart, spread: Chart | None, shifted: Step | None, asked: Asked) -> Reading:
    """Weighted means or sums, which see small shifts; they were asked for."""
    centre = float(level.centre[0])
    sigma = float(np.median(level.deviation))
    if asked == "ewma":
        chart = replace(weighted(level.values, centre, sigma), sigma=level.sigma, freedom=level.freedom)
        return _told(chart, spread, shifted, say("asked for: weighted means (EWMA), for small shifts"))
    up, down, height = cumulative(level.values, centre, sigma)
    values = np.where(up >= down, up, -down)
    middle, ends = np.zeros(len(values)), np.full(len(values), height)
    chart = Chart("cusum", values, middle, -ends, ends, ends / 3, level.sigma, level.freedom)
    return _told(chart, spread, shifted, say("asked for: cumulative sums (CUSUM), for small shifts"))


def _told(chart: Chart, spread: Chart | None, shifted: Step | None, why: Text) -> Reading:
    outside = chart.outside
    started = outside & ~np.concatenate([[False], outside[:-1]])
    fired = tuple((int(place), 1) for place in np.flatnonzero(started))
    return Reading(chart, spread, fired, len(chart.values) / _ALARMS, 0.0, shifted, why)


def _spread_base(groups: Sequence[Floats], base: Flags | None) -> Flags | None:
    """The base of single values from that of their subgroups."""
    return None if base is None else np.repeat(base, [len(group) for group in groups])


def _size(groups: Sequence[Floats]) -> Text:
    sizes = sorted({len(group) for group in groups})
    return say("{least}–{most}", least=sizes[0], most=sizes[-1]) if len(sizes) > 1 else say("{size}", size=sizes[0])
