"""How far a job is, in words and as a share: what a page shows of it while it waits or runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from sanhak.center.center import Center
from sanhak.finding import Finding
from sanhak.jobs.estimate import remaining
from sanhak.jobs.job import Job, State
from sanhak.serve.web.door import Visit
from sanhak.text import Text, say

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """``share`` is how much of the whole time is behind it, None where nothing can be told; ``left`` says the rest."""

    state: State
    doing: Text
    share: float | None
    left: Text | None
    findings: tuple[Finding, ...]

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (State.WAITING, State.RUNNING)


def progress_of(here: Visit, job: Job) -> Progress:
    """How far the job is, learnt from earlier ones of its kind."""
    return progress_in(here.center, job)


def progress_in(center: Center, job: Job) -> Progress:
    """How far a job of this centre is."""
    queue, now = center.queue, datetime.now(UTC)
    if job.state not in (State.WAITING, State.RUNNING):
        return Progress(job.state, ENDED[job.state], None, None, job.findings)
    rest = remaining(job, queue.earlier(job), now)
    if job.state is State.WAITING:
        before = queue.waiting_before(job.id) or 0
        doing = say("Waiting; {jobs:job is|jobs are} before it", jobs=before) if before else say("Waiting to begin")
        return Progress(job.state, doing, None, None, ())
    elapsed = (now - job.started).total_seconds() if job.started else 0.0
    doing = job.step.step.doing if job.step else say("Starting")
    if rest is None:
        return Progress(job.state, doing, _told(job), say("for {time} so far", time=duration(elapsed)), ())
    share = elapsed / (elapsed + rest.seconds) if rest.seconds else None
    left = say("about {low} to {high} left", low=duration(rest.lower), high=duration(rest.upper))
    return Progress(job.state, doing, share, left, ())


ENDED = {
    State.DONE: say("Done"),
    State.REFUSED: say("Not possible"),
    State.CANCELLED: say("Stopped"),
    State.FAILED: say("Failed"),
}
"""What is said of a job that has ended."""


def duration(seconds: float) -> Text:
    """A time in words, as coarse as a reader needs it."""
    if seconds < _MINUTE:
        return say("{seconds:second|seconds}", seconds=max(1, math.ceil(seconds)))
    if seconds < _HOUR:
        return say("{minutes:minute|minutes}", minutes=round(seconds / _MINUTE))
    return say("{hours:hour|hours}", hours=round(seconds / _HOUR))


def _told(job: Job) -> float | None:
    """The share that the job itself tells, where it counts its steps."""
    step = job.step.step if job.step else None
    return step.done / step.of if step is not None and step.of > 1 else None
