"""Runners and their crew, as processes: killed at random they lose nothing, asked to end they leave nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from pickle import PicklingError

import psutil
import pytest
from tests.jobs.handlers import HANDLERS, OWN

from sanhak.jobs.crew import Crew
from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue
from sanhak.jobs.runner import Post
from sanhak.store import Database, metadata

FAULTS = Path(__file__).parents[2] / "bench" / "queue" / "faults.py"
LONG = 30.0
"""Seconds after which what was to happen will not happen."""


def until(true):
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_kills_lose_nothing_and_double_nothing(database_url):
    told = subprocess.run(
        [sys.executable, FAULTS, "40", "5", "3", database_url], check=True, capture_output=True, text=True, timeout=120
    )
    found = json.loads(told.stdout)
    assert found["kills"] == {"worker": 3, "runner": 1, "server": 1}
    assert sum(found["states"].values()) == 40
    assert (found["lost"], found["twice"], found["stuck"], found["processes left over"]) == (0, 0, 0, 0)


def test_a_crew_that_leaves_gives_its_job_back_and_ends_all_processes(tmp_path):
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    queue = Queue(Database(url, durable=False))
    metadata.create_all(queue.database.engine)
    OWN.create_all(queue.database.engine)
    sign = tmp_path / "sign"
    id_ = queue.put("test", {"mood": "deaf", "sign": str(sign)}, "a")
    with Crew(Post(url, tmp_path / "blobs", HANDLERS, durable=False), 1) as crew:
        until(lambda: sign.exists() and sign.read_text())
        kin = [psutil.Process(pid) for pid in (*crew.pids, int(sign.read_text()))]
    assert not any(process.is_running() for process in kin)
    job = queue.get(id_)
    assert (job.state, job.attempts, job.lease) == (State.WAITING, 0, None)
    queue.database.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker ends when it next looks at its line")
def test_a_worker_dies_with_its_runner_and_the_runner_is_replaced(tmp_path):
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    queue = Queue(Database(url, durable=False))
    metadata.create_all(queue.database.engine)
    OWN.create_all(queue.database.engine)
    sign = tmp_path / "sign"
    queue.put("test", {"mood": "deaf", "sign": str(sign)}, "a")
    with Crew(Post(url, tmp_path / "blobs", HANDLERS, durable=False), 1) as crew:
        until(lambda: sign.exists() and sign.read_text())
        (runner,), worker = crew.pids, psutil.Process(int(sign.read_text()))
        os.kill(runner, 9)
        until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
        until(lambda: crew.pids and runner not in crew.pids)
    queue.database.close()


def test_a_crew_whose_work_cannot_be_handed_over_says_so_at_once(tmp_path):
    handler = HANDLERS["test"]
    post = Post("sqlite://", tmp_path, {"test": type(handler)(lambda *_: None, handler.keep, handler.name)})
    with pytest.raises((AttributeError, PicklingError)), Crew(post, 2) as crew:
        raise AssertionError(crew)
