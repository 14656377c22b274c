"""How much longer: right where earlier jobs tell it, honest about its interval, silent where nothing is known."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from sanhak.jobs.estimate import LEVEL, remaining
from sanhak.jobs.job import Alike, Job, Mark, Reached, State
from sanhak.run import Step
from sanhak.text import say

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
# The phases of a study: what is said, how many parts, and seconds a part at 1,000 rows.
PHASES = (("reading", 1, 2.0), ("learning", 20, 3.0), ("searching", 10, 1.5), ("writing", 1, 1.0))


def steps(pace=1.0, rows=1000.0, rng=None):
    """The marks of a run, and its seconds."""
    marks, at = [], 0.0
    for doing, parts, seconds in PHASES:
        for part in range(parts):
            marks.append(Mark(at, doing, part, parts))
            at += seconds * pace * rows / 1000 * (rng.lognormvariate(0, 0.2) if rng else 1.0)
    return tuple(marks), at


def job(state, marks=(), seconds=0.0, rows=None, at=None):
    """A job that was begun ``seconds`` ago; ``at`` is the place of its last step."""
    reached = None
    if at is not None:
        mark = marks[at]
        reached = Reached(Step(say("{doing}", doing=1), mark.done, mark.of), mark.seconds)
        reached = replace(reached, step=replace(reached.step, doing=replace(reached.step.doing, message=mark.doing)))
    started = NOW - timedelta(seconds=seconds)
    return Job(
        id="x",
        kind="study",
        payload={},
        person="a",
        project=None,
        priority=0,
        state=state,
        attempts=1,
        not_before=None,
        alike=Alike("study", rows),
        runner=None,
        lease=None,
        lease_until=None,
        step=reached,
        trace=marks if state is State.DONE else (),
        cancel_asked=False,
        made=started,
        started=started,
        ended=NOW if state is State.DONE else None,
        cpu=0.0,
        outcome=None,
    )


def done(pace=1.0, rows=None, rng=None):
    marks, seconds = steps(pace, rows or 1000.0, rng)
    return job(State.DONE, marks, seconds, rows)


def running(share, pace=1.0, rows=None, rng=None):
    """A job at a share of its way, and what remains of it in truth."""
    marks, seconds = steps(pace, rows or 1000.0, rng)
    elapsed = share * seconds
    at = max(place for place, mark in enumerate(marks) if mark.seconds <= elapsed)
    return job(State.RUNNING, marks, elapsed, rows, at), seconds - elapsed


def test_nothing_is_told_without_earlier_jobs_or_of_a_job_that_has_ended():
    assert remaining(running(0.5)[0], [], NOW) is None
    assert remaining(done(), [done()], NOW) is None


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.6, 0.95])
def test_a_job_that_goes_as_the_earlier_ones_needs_what_they_needed(share):
    one, truth = running(share)
    told = remaining(one, [done()] * 3, NOW)
    assert told.seconds == pytest.approx(truth, rel=1e-6, abs=0.1)
    assert told.lower < truth < told.upper


def test_a_job_that_waits_needs_the_whole_time():
    one = replace(job(State.WAITING), started=None)
    assert remaining(one, [done(2.0)], NOW).seconds == pytest.approx(steps(2.0)[1])


def test_its_own_pace_counts_the_more_the_further_it_is():
    errors = []
    for share in (0.1, 0.5, 0.9):
        one, truth = running(share, pace=3.0)
        errors.append(abs(remaining(one, [done()] * 5, NOW).seconds / truth - 1))
    assert errors == sorted(errors, reverse=True)
    assert errors[0] < 0.6
    assert errors[-1] < 0.2


def test_rows_scale_the_time_where_both_are_known():
    one, truth = running(0.3, rows=4000.0)
    assert remaining(one, [done(rows=1000.0)], NOW).seconds == pytest.approx(truth, rel=1e-6)


def test_a_long_step_does_not_run_down_to_nothing():
    one, _ = running(0.3)
    later = replace(one, started=one.started - timedelta(seconds=500))
    told = remaining(later, [done()], NOW).seconds
    assert told == pytest.approx(0.7 * steps()[1], rel=0.1)


def test_steps_that_no_earlier_job_had_tell_nothing_and_other_counts_tell_the_nearest():
    one, truth = running(0.5)
    unknown = replace(one, step=Reached(Step(say("Waiting"), 0, 1), 3.0))
    assert remaining(unknown, [done()], NOW) is None
    halved = replace(one, step=replace(one.step, step=replace(one.step.step, done=one.step.step.done * 2, of=40)))
    assert remaining(halved, [done()], NOW).seconds == pytest.approx(truth, rel=0.05)


def test_the_same_step_told_twice_is_told_apart():
    marks = tuple(Mark(float(at), "searching", at % 5, 5) for at in range(10))
    earlier = job(State.DONE, marks, 10.0)
    second = job(State.RUNNING, marks, 7.0, at=7)
    second = replace(second, step=replace(second.step, before=1))
    assert remaining(second, [earlier], NOW).seconds == pytest.approx(3.0)


def test_the_interval_holds_what_it_says_and_the_estimate_errs_little():
    rng = random.Random(3)
    held, errors = 0, []
    for _ in range(300):
        earlier = [done(rng.lognormvariate(0, 0.4), rng=rng) for _ in range(rng.randint(2, 12))]
        one, truth = running(rng.uniform(0.05, 0.9), rng.lognormvariate(0, 0.4), rng=rng)
        told = remaining(one, earlier, NOW)
        held += told.lower <= truth <= told.upper
        errors.append(abs(told.seconds / truth - 1))
    assert held / 300 >= LEVEL - 0.03
    assert median(errors) < 0.15
