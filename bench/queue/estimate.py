"""How far off are the estimates of the time that remains, on real studies? Each case is run several times here.

``python bench/queue/estimate.py [runs] [case ...]``; each run is estimated from the others at five places on its way.
"""

from __future__ import annotations

import sys
import time
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from statistics import median

from sanhak.areas import areas
from sanhak.jobs import Task, here
from sanhak.jobs.estimate import LEVEL, remaining
from sanhak.jobs.job import Alike, Job, Mark, Reached, State
from sanhak.run import Step

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def job(state: State, seconds: float, step: Reached | None = None, trace: tuple[Mark, ...] = ()) -> Job:
    """A job that was begun so many seconds ago."""
    begun, ended = NOW - timedelta(seconds=seconds), NOW if state is State.DONE else None
    row = dict.fromkeys(part.name for part in fields(Job))
    row |= {"id": "x", "kind": "study", "state": state, "alike": Alike("case"), "made": begun, "started": begun}
    row |= {"ended": ended, "step": step, "trace": trace}
    return Job(**row)  # type: ignore[arg-type]


def run(case: object, seed: int) -> tuple[list[tuple[float, Step]], float]:
    """The steps of one run with their seconds, and the seconds of the whole."""
    steps: list[tuple[float, Step]] = []
    task = Task(case.study(), case.tables(), seed=seed)  # type: ignore[attr-defined]
    begun = time.monotonic()
    here(task, lambda step: steps.append((time.monotonic() - begun, step)))
    return steps, time.monotonic() - begun


def judge(runs: list[tuple[list[tuple[float, Step]], float]]) -> None:
    """Print the errors at each place, every run estimated from all others."""
    done = [
        job(State.DONE, whole, trace=tuple(Mark(at, step.doing.message, step.done, step.of) for at, step in steps))
        for steps, whole in runs
    ]
    for share in SHARES:
        errors, held = [], 0
        for place, (steps, whole) in enumerate(runs):
            elapsed = share * whole
            told = [(at, step) for at, step in steps if at <= elapsed]
            same = [step for _, step in told if told and _key(step) == _key(told[-1][1])]
            step = Reached(told[-1][1], told[-1][0], len(same) - 1) if told else None
            estimate = remaining(job(State.RUNNING, elapsed, step), done[:place] + done[place + 1 :], NOW)
            assert estimate is not None
            errors.append(abs(estimate.seconds - (whole - elapsed)) / whole)
            held += estimate.lower <= whole - elapsed <= estimate.upper
        error = f"error {median(errors):5.1%} of the whole time (median), {max(errors):5.1%} (worst)"
        print(f"  {share:4.0%} of the way: {error}; interval of {LEVEL:.0%} held {held} of {len(runs)}")


def _key(step: Step) -> tuple[str, int, int]:
    return step.doing.message, step.done, step.of


if __name__ == "__main__":
    many = int(sys.argv[1]) if sys.argv[1:] else 8
    for area in areas():
        for case in area.cases():
            if (sys.argv[2:] or ["naphthalene", "reactor"]).count(case.name):
                done_runs = [run(case, seed) for seed in range(many)]
                seconds = [whole for _, whole in done_runs]
                length = f"{min(seconds):.1f} to {max(seconds):.1f} s"
                print(f"{case.name}: {many} runs of {length}, {len(done_runs[0][0])} steps", flush=True)
                judge(done_runs)
