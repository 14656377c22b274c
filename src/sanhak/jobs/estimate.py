"""How much longer a job will take, learnt from earlier ones that were alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist, fmean, median
from typing import Final

from sanhak.jobs.job import Job, Mark, Reached, State

LEVEL: Final = 0.8
"""How often the interval is to hold what really remained."""
_OWN: Final = 0.2
"""The share of an earlier job's time after which a job's own pace counts as much as the expectation of the same one."""
_DOUBT: Final = 0.25
"""The spread (of the logarithm) that two imagined earlier jobs add: one earlier job does not make a time certain."""
_SHORTEST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Remaining:
    """Seconds that a job will still take, and the interval that holds them four times out of five."""

    seconds: float
    lower: float
    upper: float


def remaining(job: Job, earlier: Sequence[Job], now: datetime) -> Remaining | None:
    """The seconds that a running job still needs.

    Each earlier job tells when it reached the step at which this one is, and how long it took from there to its end.
    Both are scaled by the sizes, if both are known, and by how much quicker or slower this one was up to that step; its
    own pace counts the more, the more of the way is behind it. The median is the estimate; the interval is Student's,
    on the logarithms, around it.

    Parameters
    ----------
    job
        A running job; one that waits gets the whole time.
    earlier
        Jobs that are done and alike (:meth:`~sanhak.jobs.queue.Queue.earlier`).
    now
        The moment for which it is asked.

    Returns
    -------
    Remaining or None
        None when there is none to learn from, or the job has ended.
    """
    if job.state not in (State.WAITING, State.RUNNING):
        return None
    elapsed = (now - job.started).total_seconds() if job.started and job.state is State.RUNNING else 0.0
    told = [
        seconds for one in earlier if one.seconds is not None and (seconds := _told_by(one, job, elapsed)) is not None
    ]
    return _summed(told) if told else None


def _told_by(one: Job, job: Job, elapsed: float) -> float | None:
    """The seconds that still remain, if the job goes on as this earlier one did."""
    whole = max(one.seconds or 0.0, _SHORTEST)
    scale = job.alike.size / one.alike.size if job.alike.size and one.alike.size else 1.0
    if job.step is None or job.state is State.WAITING:
        return max(whole * scale - elapsed, _SHORTEST)
    place = _place(one.trace, job.step)
    if place is None:
        return None
    there = one.trace[place].seconds * scale
    after = one.trace[place + 1].seconds * scale if place + 1 < len(one.trace) else whole * scale
    trust = _OWN * whole * scale
    pace = (job.step.seconds + trust) / (there + trust)
    since = min(max(elapsed - job.step.seconds, 0.0), (after - there) * pace)
    return max((whole * scale - there) * pace - since, _SHORTEST)


def _place(trace: Sequence[Mark], reached: Reached) -> int | None:
    """Where an earlier job was at the same step; if it had no such step, at the nearest with the same words."""
    step = reached.step
    share = step.done / step.of if step.of else 0.0
    told: Counter[tuple[int, int]] = Counter()
    nearest: tuple[float, int, int] | None = None
    for place, mark in enumerate(trace):
        if mark.doing != step.doing.message:
            continue
        before = told[mark.done, mark.of]
        told[mark.done, mark.of] += 1
        distance = abs(mark.done / mark.of - share) if mark.of else 0.0
        this = (distance, abs(before - reached.before), place)
        nearest = this if nearest is None else min(nearest, this)
    return nearest[2] if nearest else None


def _summed(told: Sequence[float]) -> Remaining:
    """The median, and an interval from the spread of what the earlier jobs tell."""
    logs = [math.log(seconds) for seconds in told]
    mean = fmean(logs)
    freedom = len(logs) + 1
    variance = (sum((one - mean) ** 2 for one in logs) + 2 * _DOUBT**2) / freedom
    half = _student(freedom) * math.sqrt(variance * (1 + 1 / len(logs)))
    middle = median(told)
    return Remaining(middle, middle * math.exp(-half), middle * math.exp(half))


def _student(freedom: int) -> float:
    """The quantile of Student's distribution (Abramowitz and Stegun, 26.7.5, to the second term)."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
