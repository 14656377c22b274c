"""The peers at the same work, in an environment of their own: one line of JSON for one act.

``peers.py huey|dbos speed|serve|put|done ADDRESS FOLDER JOBS``. A job of ``serve`` waits 0.3 s; each writes one line
when it begins, and one when it ends.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

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


def told(many: int, put: tuple[float, float], done: tuple[float, float]) -> None:
    """What a run of ``many`` jobs without work took."""
    print(json.dumps({"put": many / put[0], "jobs": many / done[0], "cpu": 1000 * done[1] / many}))


def with_huey(act: str, address: str, folder: str, many: int) -> None:
    """Tables of huey's own, in SQLite (fsync on) or PostgreSQL; jobs run in threads of the consumer's process."""
    from huey import PostgresHuey, SqliteHuey

    if address.startswith("sqlite"):
        huey = SqliteHuey(filename=address.removeprefix("sqlite:///"), fsync=True)
    else:
        huey = PostgresHuey(dsn=address)

    @huey.task()
    def job(number: int, seconds: float) -> int:
        if seconds:
            note(folder, number, "begun")
            time.sleep(seconds)
            note(folder, number, "done")
        return number

    def work_off() -> None:
        while (task := huey.dequeue()) is not None:
            huey.execute(task)

    def put() -> None:
        for number in range(many):
            job(number, SECONDS if act == "put" else 0)

    match act:
        case "speed":
            told(many, timed(put), timed(work_off))
        case "put":
            put()
        case "serve":
            huey.create_consumer(workers=2, periodic=False).run()


def with_dbos(act: str, address: str, folder: str, many: int) -> None:
    """One workflow of one step a job, in a queue with two at once; jobs run in threads of its process."""
    from dbos import DBOS, Queue

    url = address.replace("postgresql://", "postgresql+psycopg://")
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR", "application_version": "1"})
    queue = Queue("jobs", concurrency=None if act == "speed" else 2, polling_interval_sec=0.2)

    @DBOS.step()
    def step(number: int, seconds: float) -> int:
        if seconds:
            note(folder, number, "begun")
            time.sleep(seconds)
            note(folder, number, "done")
        return number

    @DBOS.workflow()
    def job(number: int, seconds: float) -> int:
        return step(number, seconds)

    DBOS.launch()
    handles = []

    def put() -> None:
        handles.extend(queue.enqueue(job, number, SECONDS if act == "put" else 0.0) for number in range(many))

    match act:
        case "speed":
            wall, cpu = time.monotonic(), time.process_time()
            first = timed(put)
            for handle in handles:
                handle.get_result()
            told(many, first, (time.monotonic() - wall, time.process_time() - cpu))
        case "put":
            put()
        case "serve":
            time.sleep(600)
    DBOS.destroy()


if __name__ == "__main__":
    peer, asked, where, notes_in, number_of_jobs = sys.argv[1:]
    {"huey": with_huey, "dbos": with_dbos}[peer](asked, where, notes_in, int(number_of_jobs))
