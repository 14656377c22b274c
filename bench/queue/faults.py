"""Is any job lost, settled twice or stuck when runners, workers and the process that keeps them are killed at random?

``python bench/queue/faults.py [jobs] [kills] [seed] [address of a database]``; without one SQLite and PostgreSQL.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from serving import brought
from sqlalchemy import func, select

from sanhak.jobs.job import ENDS, State
from sanhak.jobs.queue import Queue
from sanhak.jobs.schema import jobs
from sanhak.store import Blobs, Database, metadata

KILLED_EVERY = 0.8
"""Mean seconds between two kills."""
KILLS = ("worker", "worker", "worker", "runner", "server")
"""Whom the kills meet, shuffled anew each five."""
STUCK = 60.0
"""Seconds without any job coming to its end after which what is left is stuck."""


class Site:
    """A server as a process, and whom of its kin to kill."""

    def __init__(self, url: str, folder: Path) -> None:
        # By -c, so that its runners and workers do not load a script.
        here = str(Path(__file__).parent)
        code = f"import sys; sys.path.insert(0, {here!r}); from serving import serve; serve({url!r}, {str(folder)!r})"
        self._words = [sys.executable, "-c", code]
        self.kin: set[psutil.Process] = set()
        self._start()

    def _start(self) -> None:
        self._server = subprocess.Popen(self._words)  # noqa: S603 - our own words
        self.kin.add(psutil.Process(self._server.pid))

    def kill(self, whom: str) -> bool:
        """Kill one of these, if there is one; whether there was."""
        found = self._found()
        self.kin.update(process for some in found.values() for process in some)
        if not found[whom]:
            return False
        with suppress(psutil.Error):
            random.choice(found[whom]).kill()  # noqa: S311 - no cryptography here
        if whom == "server":
            self._server.wait()
            self._start()
        return True

    def left(self) -> int:
        """Kill the server a last time; how many of its kin are alive ten seconds later."""
        self.kin.update(process for some in self._found().values() for process in some)
        self._server.kill()
        self._server.wait()
        return len(psutil.wait_procs(self.kin, timeout=10.0)[1])

    def _found(self) -> dict[str, list[psutil.Process]]:
        server = psutil.Process(self._server.pid)
        runners = _python(server)
        return {"server": [server], "runner": runners, "worker": [one for runner in runners for one in _python(runner)]}


def _python(parent: psutil.Process) -> list[psutil.Process]:
    """The processes that multiprocessing has started for a process, its own helper left out."""
    with suppress(psutil.Error):
        return [child for child in parent.children() if "--multiprocessing-fork" in child.cmdline()]
    return []


def torment(url: str, number: int, many: int, seed: int) -> dict[str, Any]:
    """Put the jobs, kill some of their carriers until all have ended, and count."""
    rng = random.Random(seed)  # noqa: S311 - no cryptography here
    random.seed(seed)
    database = Database(url, durable=False)
    metadata.create_all(database.engine)
    queue = Queue(database)
    cancels = []
    for place in range(number):
        payload = {"number": place, "seconds": rng.uniform(0.0, 0.4), "refuse": rng.random() < 0.1}
        id_ = queue.put("work", payload, f"person {place % 5}", priority=rng.randrange(2))
        cancels += [id_] if rng.random() < 0.05 else []
    due = [whom for _ in range(many // len(KILLS)) for whom in rng.sample(KILLS, len(KILLS))]
    kills: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as held:
        site = Site(url, Path(held))
        ended, at = 0, time.monotonic()
        while ended < number and time.monotonic() - at < STUCK:
            time.sleep(min(rng.expovariate(1 / KILLED_EVERY), 2 * KILLED_EVERY))
            if due and site.kill(due[-1]):
                kills[due.pop()] += 1
            if cancels and rng.random() < 0.3:
                queue.cancel(cancels.pop())
            if (now := _ended(database)) > ended:
                ended, at = now, time.monotonic()
        left = site.left()
        told = {"jobs": number, "seconds": round(time.monotonic() - begun, 1), "kills": dict(kills)}
        told |= _counted(database, Blobs(Path(held)), left)
    database.close()
    return told


def _ended(database: Database) -> int:
    with database.reading() as rows:
        return rows.scalar(select(func.count()).where(jobs.c.state.in_(ENDS))) or 0


def _counted(database: Database, blobs: Blobs, left: int) -> dict[str, Any]:
    with database.reading() as rows:
        state = {row.id: State(row.state) for row in rows.execute(select(jobs.c.id, jobs.c.state))}
        begun = rows.scalar(select(func.sum(jobs.c.attempts))) or 0
        rows_of = Counter(rows.scalars(select(brought.c.job)))
        keys = list(rows.scalars(select(brought.c.key)))
    done = [one for one, where in state.items() if where is State.DONE]
    files = sum(1 for file in blobs.folder.glob("??/*"))
    return {
        "states": dict(Counter(state.values())),
        "begun": begun,
        "lost": sum(rows_of[one] == 0 for one in done) + sum(where is State.FAILED for where in state.values()),
        "twice": sum(many > 1 or one not in done for one, many in rows_of.items()),
        "stuck": sum(where not in ENDS for where in state.values()),
        "blobs without a row": files - sum(blobs.path(key).is_file() for key in keys),
        "processes left over": left,
    }


@contextmanager
def _addresses() -> Iterator[list[str]]:
    """A fresh database of each kind."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    import postgres

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        addresses = [f"sqlite:///{folder}/jobs.db"]
        if program := postgres.server_program():
            addresses.append(stack.enter_context(postgres.running(program)))
        yield addresses


def main(words: list[str]) -> None:
    """Print one line of JSON for each database."""
    number, many, seed = (int(word) for word in (*words[:3], *("500", "125", "1")[len(words) :]))
    if len(words) > 3:
        print(json.dumps(torment(words[3], number, many, seed)))
        return
    with _addresses() as addresses:
        for url in addresses:
            print(url.partition(":")[0], json.dumps(torment(url, number, many, seed)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
