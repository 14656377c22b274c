"""The queue beside DBOS and huey: jobs a second, processor time a job, and what is left after kill -9.

``python bench/queue/run.py --setup`` makes the peers' environment once; without it they are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from serving import HANDLERS

from sanhak.jobs.crew import Crew
from sanhak.jobs.job import ENDS, State
from sanhak.jobs.queue import Queue
from sanhak.jobs.runner import Post, Runner
from sanhak.jobs.usage import usage
from sanhak.jobs.watch import Pace
from sanhak.store import Blobs, Database, metadata

HERE: Final = Path(__file__).parent
VENV: Final = HERE.parents[1] / "build" / "queue"
PYTHON: Final = Path(os.environ.get("SANHAK_PEERS", VENV / "bin" / "python"))
PINS: Final = ("dbos==3.4.0", "huey==3.5.4", "psycopg[binary]>=3.2")
MANY, KILLED = 300, 20
PATIENCE: Final = 40.0


def ours_alone(address: str, folder: Path) -> dict[str, float]:
    """Claim and settle in one process, the work left out."""
    del folder
    database = Database(address)
    metadata.create_all(database.engine)
    queue = Queue(database)
    begun = time.monotonic()
    for _ in range(MANY):
        queue.put("none", {}, "a")
    put = MANY / (time.monotonic() - begun)
    begun, cpu = time.monotonic(), time.process_time()
    while (job := queue.claim("bench", ("none",))) is not None:
        queue.settle(job, State.DONE)
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    database.close()
    return {"put": put, "jobs": MANY / seconds, "cpu": 1000 * cpu / MANY}


def ours(address: str, folder: Path) -> dict[str, float]:
    """A runner whose worker's process carries each job out; what it brings is a blob and a row."""
    database = Database(address)
    metadata.create_all(database.engine)
    queue = Queue(database)
    begun = time.monotonic()
    for number in range(MANY):
        queue.put("work", {"number": number, "seconds": 0.0, "refuse": False}, "a")
    put = MANY / (time.monotonic() - begun)
    runner = Runner(queue, Blobs(folder), HANDLERS, Pace(jobs=MANY + 1))
    runner.turn()  # starts the worker
    begun, before = time.monotonic(), usage(os.getpid()).cpu
    while runner.turn():
        pass
    seconds, cpu = time.monotonic() - begun, usage(os.getpid()).cpu - before
    runner._end_worker()  # noqa: SLF001 - the process goes on
    database.close()
    return {"put": put, "jobs": MANY / seconds, "cpu": 1000 * cpu / MANY}


def idle(address: str, folder: Path, seconds: float = 20.0) -> float:
    """The share of a core that a runner takes when there is nothing to do."""
    database = Database(address)
    metadata.create_all(database.engine)
    database.close()
    with Crew(Post(address, folder, HANDLERS), 1) as crew:
        time.sleep(8.0)
        before = usage(crew.pids[0]).cpu
        time.sleep(seconds)
        return (usage(crew.pids[0]).cpu - before) / seconds


def peer(name: str, act: str, address: str, folder: Path, many: int) -> subprocess.Popen[str]:
    """A peer at one act."""
    words = [PYTHON, HERE / "peers.py", name, act, address, folder, str(many)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own words


def peer_speed(name: str, address: str, folder: Path) -> dict[str, float]:
    """The peer at work that is none."""
    with peer(name, "speed", address, folder, MANY) as process:
        assert process.stdout is not None
        found: dict[str, float] = json.loads(process.stdout.read())
        return found


def peer_killed(name: str, address: str, folder: Path) -> dict[str, Any]:
    """Twenty jobs of 0.3 s; the process is killed once in their midst and started again."""
    notes = folder / "notes"
    first = peer(name, "serve", address, folder, KILLED)
    _until(lambda: _noted(notes)["done"] >= KILLED // 4)
    first.send_signal(signal.SIGKILL)
    first.wait()
    begun, second = time.monotonic(), peer(name, "serve", address, folder, 0)
    _until(lambda: len(_done(notes)) == KILLED)
    second.kill()
    second.wait()
    lines = [line.split() for line in notes.read_text().splitlines()]
    many = Counter(number for number, word in lines if word == "begun")
    return {
        "lost": KILLED - len(_done(notes)),
        "begun again": sum(times > 1 for times in many.values()),
        "seconds": round(time.monotonic() - begun, 1),
    }


def ours_killed(address: str, folder: Path) -> dict[str, Any]:
    """The same: the runner is killed once, by -9; its crew starts another."""
    database = Database(address)
    metadata.create_all(database.engine)
    queue = Queue(database)
    ids = [queue.put("work", {"number": number, "seconds": 0.3, "refuse": False}, "a") for number in range(KILLED)]

    def ended() -> int:
        return len(queue.of(states=ENDS))

    with Crew(Post(address, folder, HANDLERS), 2) as crew:
        _until(lambda: ended() >= KILLED // 4)
        os.kill(crew.pids[0], signal.SIGKILL)
        begun = time.monotonic()
        _until(lambda: ended() == KILLED)
        seconds = round(time.monotonic() - begun, 1)
    found = [job for id_ in ids if (job := queue.get(id_))]
    database.close()
    return {
        "lost": sum(job.state is not State.DONE for job in found),
        "begun again": sum(job.attempts > 1 for job in found),
        "seconds": seconds,
    }


def _noted(notes: Path) -> Counter[str]:
    return Counter(line.split()[1] for line in notes.read_text().splitlines()) if notes.exists() else Counter()


def _done(notes: Path) -> set[str]:
    return {line.split()[0] for line in notes.read_text().splitlines() if line.endswith("done")}


def _until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        time.sleep(0.1)


@contextmanager
def fresh(kind: str) -> Iterator[tuple[str, Path]]:
    """An empty database that waits for the disk, and an empty folder."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    import postgres

    with tempfile.TemporaryDirectory() as held:
        if kind == "sqlite":
            yield f"sqlite:///{held}/jobs.db", Path(held)
            return
        program = postgres.server_program()
        assert program, "PostgreSQL is not installed"
        with postgres.running(program, durable=True) as server, postgres.fresh(server) as address:
            yield address, Path(held)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environment of the peers")
    if parser.parse_args().setup:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)  # noqa: S603 - our own interpreter
        subprocess.run([VENV / "bin" / "python", "-m", "pip", "install", "-q", *PINS], check=True)  # noqa: S603
        return
    peers = ("huey", "dbos") if PYTHON.exists() else ()
    print("| queue | database | put/s | jobs/s | CPU ms a job | lost | begun again | s after kill -9 |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in ("sqlite", "postgresql"):
        with fresh(kind) as place:
            alone = ours_alone(*place)
        with fresh(kind) as place:
            own = ours(*place)
        with fresh(kind) as place:
            killed = ours_killed(*place)
        _row("ours, no work", kind, alone, {})
        _row("ours", kind, own, killed)
        for name in peers:
            with fresh(kind) as place:
                speed = peer_speed(name, *place)
            with fresh(kind) as place:
                _row(name, kind, speed, peer_killed(name, *place))
        with fresh(kind) as place:
            print(f"A runner without work on {kind}: {idle(*place):.2%} of a core", file=sys.stderr, flush=True)


def _row(name: str, kind: str, speed: dict[str, float], killed: dict[str, Any]) -> None:
    told = [f"{speed['put']:.0f}", f"{speed['jobs']:.0f}", f"{speed['cpu']:.2f}"]
    told += [str(killed.get(word, "–")) for word in ("lost", "begun again", "seconds")]
    print(f"| {name} | {kind} | {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main()
