"""Studies carried out here and in processes of their own: same answers, order kept, faults contained, cancel obeyed."""

import os
import threading
import time

import polars as pl
import pytest
from tests.jobs.kinds import Behaving

from sanhak.finding import Refusal
from sanhak.jobs import Pool, Task, here, solve_many
from sanhak.run import Cancelled
from sanhak.study import Answer
from sanhak.table import Column, Table
from sanhak.text import say


def table(rows=3):
    return Table(pl.DataFrame({"T": [float(row) for row in range(rows)]}), (Column("T"),))


def task(mood="answer", rows=3, name=None):
    study = Behaving(controls={"T": (0, 1)}, mood=mood)
    return Task(study, table(rows)) if name is None else Task(study, table(rows), name=name)


@pytest.fixture(scope="module")
def pool():
    with Pool(1) as one:
        yield one


def test_here_tells_each_step_and_gives_the_answer():
    steps = []
    answer = here(task(rows=5), steps.append)
    assert [step.done for step in steps] == [0, 1, 2]
    assert answer.headline.render() == "5 rows were read."


def test_here_stops_at_the_next_step_when_asked():
    with pytest.raises(Cancelled):
        here(task(), cancelled=lambda: True)


def test_a_lack_of_memory_is_refused_with_its_code():
    with pytest.raises(Refusal) as refusal:
        here(task("hunger", name=say("{kind}", kind="my study")))
    assert refusal.value.findings[0].code == "R002"
    assert "my study" in refusal.value.findings[0].render("ko")


def test_a_worker_gives_the_answer_that_is_given_here(pool):
    there = pool.submit(task()).result()
    assert isinstance(there, Answer)
    assert there.provenance.seed == 0
    assert there.headline == here(task()).headline


def test_a_refusal_comes_back_as_one(pool):
    outcome = pool.submit(task("refuse")).result()
    assert isinstance(outcome, Refusal)
    assert outcome.findings[0].code == "S002"


def test_a_worker_has_one_numerical_thread_and_the_first_process_keeps_its_own(pool, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    steps = []
    with Pool(1) as fresh:
        fresh.submit(task("threads"), steps.append).result()
    assert steps[0].doing.message == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


def test_a_process_that_ends_is_a_refusal_and_the_next_task_is_answered(pool):
    outcome = pool.submit(task("die")).result()
    assert isinstance(outcome, Refusal)
    (finding,) = outcome.findings
    assert (finding.code, finding.status) == ("R001", 3)
    assert isinstance(pool.submit(task()).result(), Answer)


def test_a_running_task_stops_when_asked(pool):
    asked = threading.Event()
    steps = []

    def tell(step):
        steps.append(step)
        asked.set()

    assert isinstance(pool.submit(task("linger"), tell, asked.is_set).result(timeout=20), Cancelled)
    assert len(steps) < 100  # of 600: it was asked while steps kept coming


def test_a_task_that_was_cancelled_before_it_began_never_begins(pool):
    assert isinstance(pool.submit(task(), cancelled=lambda: True).result(), Cancelled)


def test_leaving_the_pool_ends_what_is_still_running():
    with Pool(1) as leaving:
        begun = threading.Event()
        future = leaving.submit(task("linger"), lambda _step: begun.set())
        assert begun.wait(20)
        start = time.monotonic()
    assert isinstance(future.result(), Cancelled)
    assert time.monotonic() - start < 10


def test_many_tasks_come_back_in_their_order_whatever_becomes_of_them():
    told = set()
    tasks = [task(rows=4), task("die"), task(rows=2)]
    first, second, third = solve_many(tasks, 2, lambda place, _step: told.add(place))
    assert (first.headline.params["rows"], third.headline.params["rows"]) == (4, 2)
    assert isinstance(second, Refusal)
    assert told == {0, 2}


def test_no_tasks_are_no_work():
    assert solve_many([]) == ()


def test_tasks_are_cancelled_together():
    assert all(isinstance(outcome, Cancelled) for outcome in solve_many([task()] * 3, 1, cancelled=lambda: True))
