"""Each stream with its chart, its capability and what to do about it, what deserves attention first in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanhak.decide.capability import Act, Verdict, verdict
from sanhak.model.control_chart import Capability, Reading, capability, counted, measured
from sanhak.run import Run
from sanhak.study.control_chart.streams import Stream, Streams
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study.control_chart.question import ControlCharts


@dataclass(frozen=True, slots=True)
class Judged:
    """A stream, what its chart reads, how it keeps its limits (measurements only), and what to do."""

    stream: Stream
    reading: Reading
    found: Capability | None
    verdict: Verdict

    @property
    def limited(self) -> bool:
        """Whether it has limits to keep."""
        return self.found is not None and self.found.limits.stated

    @property
    def able(self) -> bool:
        """Whether it asks for nothing."""
        return self.verdict.act is Act.NONE

    @property
    def share(self) -> float:
        """The share that is expected outside today; 0 where there is no limit."""
        return self.verdict.before[0] if self.verdict.before is not None else 0.0

    @property
    def outside(self) -> int:
        """How many of the measured values were outside."""
        if self.found is None:
            return 0
        values, limits = self.stream.all, self.found.limits
        under = 0 if limits.lower is None else int((values < limits.lower).sum())
        return under + (0 if limits.upper is None else int((values > limits.upper).sum()))


def judge(study: ControlCharts, read: Streams, run: Run) -> tuple[Judged, ...]:
    """Every stream judged; those that ask for an act first, by the share outside and then by their signals."""
    found = []
    for place, stream in enumerate(read.streams):
        run.step(say("Charting {name}", name=stream.name), place, len(read.streams))
        found.append(_judged(study, stream, run.rng("capability", place)))
    return tuple(sorted(found, key=lambda one: (one.able, -one.share, -_excess(one))))


def _excess(one: Judged) -> float:
    """Signals beyond those that chance would give; of what asks for nothing, how near its index is to the limit."""
    if one.able and one.found is not None and one.found.ppk is not None:
        return -one.found.ppk[0]
    return len(one.reading.fired) - one.reading.chance


def _judged(study: ControlCharts, stream: Stream, rng: np.random.Generator) -> Judged:
    points = len(stream.values)
    base = None if study.baseline is None or study.baseline >= points else np.arange(points) < study.baseline
    if stream.sort != "measured":
        counts = stream.all
        reading = counted(stream.sort, counts, stream.sizes, study.numbers, base)
        return Judged(stream, reading, None, _of_counts(stream, reading))
    reading = measured(stream.values, study.chart, study.numbers, base)
    sigma, freedom = reading.level.sigma, reading.level.freedom
    found = capability(stream.all, stream.limits, sigma, freedom, rng, followed=reading.followed, shaped=reading.stable)
    shifted = reading.shifted
    parts = None
    if shifted is not None:
        parts = np.concatenate(stream.values[: shifted.at]), np.concatenate(stream.values[shifted.at :])
    return Judged(stream, reading, found, verdict(reading, found, parts, study.capable, rng))


def _of_counts(stream: Stream, reading: Reading) -> Verdict:
    """Counts have no limits of their own: they ask for a cause where they are not stable.

    Levels are counts: those of a sample of mean size where samples differ.
    """
    level, shifted = reading.level, reading.shifted
    size = float(stream.sizes.mean()) if level.name in ("p", "u") and stream.sizes is not None else 1.0
    if reading.stable:
        return Verdict(Act.NONE, size * float(level.centre[0]))
    if shifted is None:
        return Verdict(Act.CAUSE, size * float(level.centre[0]))
    return Verdict(Act.CAUSE, size * shifted.after, size * shifted.before)
