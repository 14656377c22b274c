"""The queue: one holder at a time, one settlement a job, turns that are fair; on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from tests.jobs.handlers import BROUGHT

from sanhak.jobs.job import Alike, Mark, Reached, State
from sanhak.jobs.queue import Queue
from sanhak.jobs.schema import jobs
from sanhak.run import Step
from sanhak.store import Database
from sanhak.text import say

KINDS = ("study",)


class Clock:
    """A moment that moves only when it is told to."""

    def __init__(self):
        self.now = datetime(2026, 11, 28, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(database_url, clock):
    database = Database(database_url, durable=False)
    jobs.create(database.engine)
    BROUGHT.create(database.engine)
    yield Queue(database, lease=10.0, attempts=3, clock=clock)
    database.close()


def put(queue, person="a", **more):
    return queue.put("study", {"rows": [1, 2]}, person, **more)


def bring(job):
    return lambda rows: rows.execute(insert(BROUGHT).values(job=job.id))


def brought(queue):
    with queue.database.reading() as rows:
        return rows.scalar(select(func.count()).select_from(BROUGHT))


def claimed(queue, runner="one"):
    job = queue.claim(runner, KINDS)
    assert job is not None
    return job


def test_a_job_is_what_was_put(queue, clock):
    id_ = put(queue, project="p", priority=2, alike=Alike("process.setpoints", 500))
    job = queue.get(id_)
    assert (job.kind, job.payload, job.person, job.project) == ("study", {"rows": [1, 2]}, "a", "p")
    assert (job.priority, job.alike, job.made, job.attempts) == (2, Alike("process.setpoints", 500), clock.now, 0)
    assert (job.state, job.step, job.trace, job.findings, job.seconds) == (State.WAITING, None, (), (), None)
    assert queue.get("nobody") is None


def test_a_job_belongs_to_the_transaction_in_which_it_was_put(queue):
    def fail():
        with queue.database.writing() as rows:
            put(queue, connection=rows)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert queue.claim("one", KINDS) is None
    with queue.database.writing() as rows:
        id_ = put(queue, connection=rows)
    assert claimed(queue).id == id_


def test_a_claimed_job_is_nobody_elses_while_it_is_held(queue, clock):
    put(queue)
    job = claimed(queue)
    for _ in range(5):
        clock.pass_(9)
        assert queue.claim("two", KINDS) is None
        assert queue.beat(job) == (True, False)


def test_only_jobs_of_kinds_that_the_runner_knows_are_claimed(queue):
    put(queue)
    assert queue.claim("one", ("file",)) is None
    assert queue.claim("one", ()) is None


def test_a_lease_that_ran_out_has_its_turn_again_and_only_the_new_holder_settles(queue, clock):
    put(queue)
    first = claimed(queue)
    clock.pass_(10)
    second = claimed(queue, "two")
    assert (second.id, second.attempts) == (first.id, 2)
    assert queue.beat(first) == (False, False)
    assert not queue.settle(first, State.DONE, within=bring(first))
    assert not queue.give_back(first, counted=True)
    assert queue.settle(second, State.DONE, {"answer": "x"}, bring(second))
    assert not queue.settle(second, State.FAILED, within=bring(second))
    assert brought(queue) == 1
    assert queue.get(first.id).outcome == {"answer": "x"}


def test_what_cannot_be_written_leaves_the_job_unsettled(queue):
    put(queue)
    job = claimed(queue)

    def fail(rows):
        bring(job)(rows)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the very one
        queue.settle(job, State.DONE, within=fail)
    assert queue.get(job.id).state is State.RUNNING
    assert brought(queue) == 0
    assert queue.settle(job, State.DONE, within=bring(job))


def test_a_job_whose_runners_end_fails_with_a_code_once_its_attempts_are_used_up(queue, clock):
    id_ = put(queue)
    for _ in range(3):
        claimed(queue)
        clock.pass_(10)
    assert queue.claim("one", KINDS) is None
    job = queue.get(id_)
    assert (job.state, job.ended) == (State.FAILED, clock.now)
    (finding,) = job.findings
    assert (finding.code, finding.times) == ("R003", 3)


def test_the_way_of_a_job_can_be_seen_while_it_runs_and_begins_anew_with_it(queue, clock):
    put(queue)
    job = queue.claim("r", KINDS)
    trace = (Mark(0.0, "Reading", 0, 1), Mark(1.5, "Fitting", 0, 3))
    queue.beat(job, Reached(Step(say("Fitting"), 0, 3), 1.5), trace)
    assert queue.get(job.id).trace == trace
    queue.beat(job)
    assert queue.get(job.id).trace == trace, "a beat without news changes nothing"
    clock.pass_(11.0)
    assert queue.claim("other", KINDS).trace == ()


def test_steps_and_traces_are_kept(queue, clock):
    put(queue)
    job = claimed(queue)
    reached = Reached(Step(say("{rows:row|rows} were read.", rows=3), 1, 4), 2.5, 1)
    queue.beat(job, reached)
    queue.beat(job)
    assert queue.get(job.id).step == reached
    clock.pass_(4)
    marks = (Mark(0.5, "first", 0, 2), Mark(2.5, "second", 1, 2))
    queue.settle(job, State.DONE, trace=marks, cpu=1.5)
    ended = queue.get(job.id)
    assert (ended.trace, ended.cpu, ended.seconds, ended.step) == (marks, 1.5, 4.0, None)


def test_turns_are_shared_among_persons_and_priority_goes_first(queue, clock):
    for person, priority in (("a", 0), ("a", 0), ("a", 0), ("b", 0), ("c", 0), ("a", 1)):
        put(queue, person, priority=priority)
        clock.pass_(1)
    turns = [claimed(queue).person for _ in range(6)]
    assert turns == ["a", "b", "c", "a", "a", "a"]


def test_the_number_of_jobs_before_one_is_the_number_that_is_claimed_before_it(queue, clock):
    ids = []
    for person, priority in (("a", 0), ("a", 0), ("b", 0), ("a", 1), ("b", 0), ("c", 0), ("a", 0)):
        ids.append(put(queue, person, priority=priority))
        clock.pass_(1)
    claimed(queue)
    waiting = {id_: queue.waiting_before(id_) for id_ in ids}
    came = [claimed(queue).id for _ in range(6)]
    assert {id_: place for id_, place in waiting.items() if place is not None} == {
        id_: place for place, id_ in enumerate(came)
    }


def test_a_job_waits_for_its_moment(queue, clock):
    id_ = put(queue, not_before=clock.now + timedelta(seconds=60))
    clock.pass_(59)
    assert queue.claim("one", KINDS) is None
    clock.pass_(1)
    assert claimed(queue).id == id_


def test_a_job_given_back_waits_again_and_may_count_or_not(queue, clock):
    put(queue)
    assert queue.give_back(claimed(queue), counted=False)
    job = claimed(queue)
    assert job.attempts == 1
    assert queue.give_back(job, counted=True, seconds=5, cpu=2.0)
    assert queue.claim("one", KINDS) is None
    clock.pass_(5)
    job = claimed(queue)
    assert (job.attempts, job.cpu) == (2, 2.0)


def test_a_waiting_job_is_cancelled_at_once(queue):
    id_ = put(queue)
    assert queue.cancel(id_)
    assert queue.get(id_).state is State.CANCELLED
    assert queue.claim("one", KINDS) is None
    assert not queue.cancel(id_)
    assert not queue.cancel("nobody")


@pytest.mark.parametrize("end", ["settled", "given back", "left"])
def test_a_running_job_is_told_to_stop_and_is_not_begun_again(queue, clock, end):
    put(queue)
    job = claimed(queue)
    assert queue.cancel(job.id)
    assert queue.beat(job) == (True, True)
    match end:
        case "settled":
            assert queue.settle(job, State.CANCELLED)
        case "given back":
            assert queue.give_back(job, counted=False)
        case "left":
            clock.pass_(10)
            assert queue.claim("two", KINDS) is None
    assert queue.get(job.id).state is State.CANCELLED
    assert queue.claim("two", KINDS) is None


@pytest.mark.parametrize("end", [State.REFUSED, State.CANCELLED, State.FAILED])
def test_what_was_not_done_can_be_done_again(queue, end):
    put(queue)
    job = claimed(queue)
    queue.cancel(job.id)
    queue.settle(job, end, {"findings": []})
    assert queue.again(job.id)
    anew = claimed(queue)
    assert (anew.id, anew.attempts, anew.cancel_asked, anew.outcome) == (job.id, 1, False, None)
    assert not queue.again(job.id)


def test_what_is_done_stays_done(queue):
    put(queue)
    job = claimed(queue)
    queue.settle(job, State.DONE)
    assert not queue.again(job.id)
    assert not queue.cancel(job.id)
    assert queue.get(job.id).state is State.DONE


def test_jobs_are_found_by_person_project_and_state(queue, clock):
    ids = []
    for person, project in (("a", "p"), ("a", "q"), ("b", "p")):
        ids.append(put(queue, person, project=project))
        clock.pass_(1)
    queue.cancel(ids[0])
    assert [job.id for job in queue.of(person="a")] == [ids[1], ids[0]]
    assert [job.id for job in queue.of(project="p")] == [ids[2], ids[0]]
    assert [job.id for job in queue.of(person="a", project="p")] == [ids[0]]
    assert [job.id for job in queue.of(project="p", states=(State.WAITING,))] == [ids[2]]
    assert len(queue.of(most=2)) == 2


def test_earlier_jobs_are_those_that_are_done_and_alike(queue):
    for name in ("x", "x", "y"):
        put(queue, alike=Alike(name))
        queue.settle(claimed(queue), State.DONE)
    put(queue, alike=Alike("x"))
    queue.settle(claimed(queue), State.REFUSED, {"findings": []})
    put(queue, alike=Alike("x"))
    assert [job.alike.name for job in queue.earlier(claimed(queue))] == ["x", "x"]


def test_many_claim_at_once_and_no_job_is_held_twice(queue):
    for place in range(24):
        put(queue, f"person {place % 3}")
    held, guard = [], threading.Lock()

    def take(name):
        while (job := queue.claim(name, KINDS)) is not None:
            with guard:
                held.append(job.id)
            assert queue.settle(job, State.DONE, within=bring(job))

    threads = [threading.Thread(target=take, args=(f"runner {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == len(set(held)) == brought(queue) == 24
