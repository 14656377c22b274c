"""One runner, in this process, with real workers: each way in which a job can end."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from tests.jobs.handlers import BROUGHT, HANDLERS, OWN

from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue
from sanhak.jobs.runner import Runner
from sanhak.jobs.watch import Pace
from sanhak.store import Blobs, Database, metadata

PACE = Pace(beat=0.05, look=0.05, grace=0.2, idle=(0.01, 0.04), retry=0.0, jobs=3)


@pytest.fixture(scope="module")
def blobs(tmp_path_factory):
    return Blobs(tmp_path_factory.mktemp("blobs"))


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('queue') / 'jobs.db'}", durable=False)
    metadata.create_all(database.engine)
    OWN.create_all(database.engine)
    yield Queue(database, lease=60.0, attempts=2)
    database.close()


@pytest.fixture(scope="module")
def runner(queue, blobs):
    one = Runner(queue, blobs, HANDLERS, PACE)
    yield one
    one._end_worker()


@pytest.fixture
def carried_out(queue, runner):
    def act(mood, **more):
        id_ = queue.put("test", {"mood": mood, **more}, "a")
        assert runner.turn()
        return queue.get(id_)

    return act


def brought(queue, job):
    with queue.database.reading() as rows:
        return rows.scalar(select(func.count()).where(BROUGHT.c.job == job.id))


def files(blobs):
    return set(blobs.folder.glob("??/*"))


def test_what_a_job_brings_is_kept_once_with_its_trace(carried_out, queue, blobs):
    job = carried_out("answer")
    assert (job.state, job.attempts, brought(queue, job)) == (State.DONE, 1, 1)
    assert [(mark.doing, mark.done, mark.of) for mark in job.trace] == [("{part}", 0, 2), ("{part}", 1, 2)]
    assert blobs.read(job.outcome["key"]) == b"brought"
    assert job.cpu >= 0


def test_without_a_job_there_is_no_turn(runner):
    assert not runner.turn()


def test_a_worker_is_used_for_some_jobs_and_then_replaced(queue, blobs):
    own = Runner(queue, blobs, HANDLERS, PACE)
    workers = []
    for _ in range(4):
        id_ = queue.put("test", {"mood": "answer"}, "a")
        own.turn()
        workers.append(queue.get(id_).outcome["worker"])
    own._end_worker()
    assert len(set(workers[:3])) == 1
    assert workers[3] != workers[0]


def test_a_refusal_is_kept_with_its_findings(carried_out, queue):
    job = carried_out("refuse")
    assert (job.state, [finding.code for finding in job.findings]) == (State.REFUSED, ["R002"])
    assert brought(queue, job) == 0


def test_a_fault_of_the_programme_fails_at_once(carried_out):
    job = carried_out("fault")
    (finding,) = job.findings
    assert (job.state, finding.code, finding.status) == (State.FAILED, "R001", 1)


def test_a_job_whose_worker_is_killed_is_tried_again_until_its_attempts_are_used_up(
    carried_out, queue, runner, tmp_path
):
    sign = tmp_path / "sign"
    job = carried_out("killed", sign=str(sign))
    assert (job.state, job.attempts) == (State.WAITING, 1)
    assert runner.turn()
    job = queue.get(job.id)
    (finding,) = job.findings
    assert (job.state, finding.code, finding.status) == (State.FAILED, "R001", -9)
    assert sign.read_text() == "xx"


@pytest.mark.parametrize("mood", ["hunger", "hungry_child"])
def test_more_memory_than_one_job_may_hold_is_refused_with_both_figures(carried_out, mood):
    job = carried_out(mood)
    (finding,) = job.findings
    assert (job.state, finding.code) == (State.REFUSED, "R004")
    assert finding.held.value > finding.most.value == pytest.approx(0.3146, abs=1e-3)
    assert "0.31 GB" in finding.render("en")


def test_more_work_than_one_job_may_do_is_refused_with_both_figures(carried_out):
    job = carried_out("toil")
    (finding,) = job.findings
    assert (job.state, finding.code) == (State.REFUSED, "R005")
    assert finding.worked.value > finding.most.value == 1.0
    assert job.cpu > 1.0


@contextmanager
def once(sign, act):
    """Act, from another thread, as soon as a worker has given its sign."""

    def wait():
        while not sign.exists():
            time.sleep(0.01)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize("mood", ["linger", "deaf"])
def test_a_job_stops_when_asked_whether_it_listens_or_not(queue, runner, tmp_path, mood):
    sign = tmp_path / "sign"
    id_ = queue.put("test", {"mood": mood, "sign": str(sign)}, "a")
    with once(sign, lambda: queue.cancel(id_)):
        runner.turn()
    assert queue.get(id_).state is State.CANCELLED


def test_a_job_that_was_taken_over_is_dropped(queue, runner, tmp_path):
    sign = tmp_path / "sign"
    id_ = queue.put("test", {"mood": "deaf", "sign": str(sign)}, "a")

    def take_over():
        queue.give_back(queue.get(id_), counted=False)
        assert queue.claim("another", ("test",)).id == id_

    with once(sign, take_over):
        runner.turn()
    job = queue.get(id_)
    assert (job.state, job.runner, job.attempts) == (State.RUNNING, "another", 1)
    queue.settle(job, State.CANCELLED)


def test_a_runner_told_to_leave_gives_its_job_back_uncounted(queue, blobs, tmp_path):
    sign = tmp_path / "sign"
    id_ = queue.put("test", {"mood": "deaf", "sign": str(sign)}, "a")
    Runner(queue, blobs, HANDLERS, PACE, sign.exists).run()
    job = queue.get(id_)
    assert (job.state, job.attempts, job.lease) == (State.WAITING, 0, None)
    queue.cancel(id_)


def test_blobs_of_a_job_that_another_has_settled_are_deleted(queue, blobs):
    handler = HANDLERS["test"]

    def keep(result, job, blobs):
        kept = handler.keep(result, job, blobs)
        queue.settle(job, State.CANCELLED)
        return kept

    own = Runner(queue, blobs, {"test": type(handler)(handler.carry_out, keep, handler.name)}, PACE)
    before = files(blobs)
    id_ = queue.put("test", {"mood": "answer"}, "a")
    own.turn()
    own._end_worker()
    assert (queue.get(id_).state, files(blobs)) == (State.CANCELLED, before)


def test_what_cannot_be_kept_is_tried_again_and_then_fails_with_its_reason(carried_out, queue, runner, caplog):
    job = carried_out("unkept")
    assert (job.state, brought(queue, job)) == (State.WAITING, 0)
    runner.turn()
    job = queue.get(job.id)
    (finding,) = job.findings
    assert (job.state, finding.code, finding.because) == (State.FAILED, "R006", "OSError: no room")
    assert brought(queue, job) == 0


def test_a_runner_rests_ever_longer_and_leaves_when_told(queue, blobs):
    rests = []
    idle = Runner(queue, blobs, HANDLERS, PACE, lambda: len(rests) == 6)
    idle.run(rests.append)
    assert rests[0] == 0.01
    assert rests == sorted(rests)
    assert rests[-1] == 0.04


def test_a_database_that_is_away_for_a_while_ends_no_runner(queue, blobs, caplog):
    class Away(Queue):
        def claim(self, runner, kinds):
            raise OperationalError("claim", {}, OSError("away"))

    assert not Runner(Away(queue.database), blobs, HANDLERS, PACE).turn()
    assert "away" in caplog.text
