"""The peers at the same work, in an environment of their own: one line of JSON for one act.

``peers.py huey|dbos speed|serve ADDRESS FOLDER JOBS``. A job of ``serve`` waits 0.3 s, with one line
written when it begins and one when it ends.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Acts: TypeAlias = tuple[Callable[[int, float], Any], Callable[[], None], Callable[[], Any]]
"""Put one job; work all of them off; serve until the process is ended."""
SECONDS = 0.3


def note(folder: str, number: int, word: str) -> None:
    """One line about a job."""
    with (Path(folder) / "notes").open("a") as notes:
        notes.write(f"{number} {word}\n")


def timed(act: Any) -> tuple[float, float]:
    """Wall and processor seconds of an act."""
    wall, cpu = time.monotonic(), time.process_time()
    act()
    return time.monotonic() - wall, time.process_time() - cpu


def work(folder: str, number: int, seconds: float) -> int:
    """A job."""
    if seconds:
        note(folder, number, "begun")
        time.sleep(seconds)
        note(folder, number, "done")
    return number


def with_huey(address: str, folder: str) -> Acts:
    """Tables of huey's own, in SQLite (fsync on) or PostgreSQL; jobs run in threads of the consumer's process."""
    from huey import PostgresHuey, SqliteHuey

    if address.startswith("sqlite"):
        huey = SqliteHuey(filename=address.removeprefix("sqlite:///"), fsync=True)
    else:
        huey = PostgresHuey(dsn=address)
        huey.storage.blocking = False

    @huey.task()
    def job(number: int, seconds: float) -> int:
        return work(folder, number, seconds)

    def work_off() -> None:
        while (task := huey.dequeue()) is not None:
            huey.execute(task)

    return job, work_off, lambda: huey.create_consumer(workers=2, periodic=False).run()


def with_dbos(address: str, folder: str) -> Acts:
    """One workflow of one step a job, in a queue with two at once; jobs run in threads of its process."""
    from dbos import DBOS

    url = address.replace("postgresql://", "postgresql+psycopg://")
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR", "application_version": "1"})

    @DBOS.step()
    def step(number: int, seconds: float) -> int:
        return work(folder, number, seconds)

    @DBOS.workflow()
    def job(number: int, seconds: float) -> int:
        return step(number, seconds)

    DBOS.launch()
    DBOS.register_queue("jobs", concurrency=2, polling_interval_sec=0.1)
    handles = []

    def work_off() -> None:
        for handle in handles:
            handle.get_result()
        DBOS.destroy()

    return lambda *given: handles.append(DBOS.enqueue_workflow("jobs", job, *given)), work_off, lambda: time.sleep(600)


def main(name: str, act: str, address: str, folder: str, many: int) -> None:
    """Put the jobs; then work them off and tell how long both took, or serve until the process is ended."""
    put_one, work_off, serve = {"huey": with_huey, "dbos": with_dbos}[name](address, folder)

    def put() -> None:
        for number in range(many):
            put_one(number, 0.0 if act == "speed" else SECONDS)

    first = timed(put)
    if act == "speed":
        done = timed(work_off)
        print(json.dumps({"put": many / first[0], "jobs": many / done[0], "cpu": 1000 * done[1] / many}))
    else:
        serve()


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
