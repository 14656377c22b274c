"""One campaign on one table: paired random rows first, then batches that a tool chooses. And where they are kept."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from lookup import Lookup
from named import BATCH, FIRST, PEERS, Peer

HERE = Path(__file__).parent
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "RAYON")}


class Stopped(Exception):  # noqa: N818 - it is told, not handled as an error
    """A tool cannot go on; the message says why."""


@dataclass
class Campaign:
    """What one tool did on one table from one start; the lists after ``rows`` hold one figure a batch.

    ``filled`` rows were drawn at random because the batch was too short or held a row twice, ``repeated`` ones had been
    measured before (and count as experiments), ``snapped`` ones were points off the list. ``seconds`` are CPU seconds
    of the tool's process; ``prepared`` those before the first batch.
    """

    tool: str
    table: str
    seed: int
    rows: list[int]
    filled: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    snapped: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    prepared: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)

    def best(self, table: Lookup) -> np.ndarray:
        """The best value so far after each experiment."""
        values = np.array(table.values)[self.rows]
        return np.maximum.accumulate(values) if table.pool.maximize else np.minimum.accumulate(values)


class Worker:
    """A tool in a process of its own, with one thread; ``ended`` tells that the process is gone."""

    ended = False

    def __init__(self, python: str, peer: Peer) -> None:
        environment = os.environ | ONE_THREAD | {"OMP_WAIT_POLICY": "PASSIVE", "CUDA_VISIBLE_DEVICES": ""}
        self._told = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115 - it lives as long as the process does
        self._process = subprocess.Popen(  # noqa: S603 - our own script in an environment that the caller names
            [python, str(HERE / "worker.py"), peer.module, json.dumps(dict(peer.options))],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._told, text=True,
        )  # fmt: skip

    def tell(self, **question: Mapping[str, Any]) -> dict[str, Any]:
        """One question and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.ended = True
            self._told.seek(0)
            raise Stopped(f"its process ended: {' '.join(self._told.read().splitlines()[-1:])}")
        told: dict[str, Any] = json.loads(line)
        if "error" in told:
            raise Stopped(told["error"])
        return told

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()
        self._told.close()


def first_rows(table: Lookup, seed: int) -> list[int]:
    """The random rows that every tool begins with."""
    drawn = np.random.default_rng(seed).choice(len(table.values), FIRST, replace=False)
    return [int(row) for row in drawn]


def warm_up(worker: Worker, table: Lookup) -> None:
    """Load what the tool loads at its first question, so that no campaign pays for it.

    Raises
    ------
    Stopped
        If the tool cannot begin.
    """
    rows = first_rows(table, 0)
    worker.tell(begin={"pool": table.pool.dump(), "seed": 0})
    worker.tell(ask={"rows": rows, "values": [table.values[row] for row in rows], "count": BATCH})


def carry_out(worker: Worker, tool: str, table: Lookup, seed: int, until: int) -> Campaign:
    """One whole campaign.

    Raises
    ------
    Stopped
        If the tool fails.
    """
    begun = worker.tell(begin={"pool": table.pool.dump(), "seed": seed})
    done = Campaign(tool, table.name, seed, [] if PEERS[tool].own_start else first_rows(table, seed))
    done.prepared, done.versions = begun["seconds"], begun["versions"]
    rng = np.random.default_rng([seed, 1])
    while len(done.rows) < until:
        count = min(BATCH, until - len(done.rows))
        values = [table.values[row] for row in done.rows]
        told = worker.tell(ask={"rows": done.rows, "values": values, "count": count})
        chosen = list(dict.fromkeys(told["rows"][:count]))
        free = np.setdiff1d(np.arange(len(table.values)), done.rows + chosen)
        drawn = [int(row) for row in rng.choice(free, count - len(chosen), replace=False)]
        done.repeated.append(len(set(chosen) & set(done.rows)))
        done.filled.append(len(drawn))
        done.snapped.append(told["snapped"])
        done.seconds.append(told["seconds"])
        done.rows += chosen + drawn
    return done


class Kept:
    """A folder with the campaigns of each tool on each table, one line of JSON each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, tool: str, table: str) -> dict[int, Campaign]:
        """By seed; the longest of each. A line that was cut off is passed over."""
        found: dict[int, Campaign] = {}
        for one in self._lines(self._path(tool, table)):
            if one.seed not in found or len(one.rows) >= len(found[one.seed].rows):
                found[one.seed] = one
        return dict(sorted(found.items()))

    def add(self, done: Campaign) -> None:
        """Append one campaign, on a line of its own even after one that was cut off."""
        path = self._path(done.tool, done.table)
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = not path.exists() or path.read_bytes()[-1:] in {b"", b"\n"}
        with path.open("a", encoding="utf-8") as file:
            file.write(("" if whole else "\n") + json.dumps(asdict(done)) + "\n")

    def _path(self, tool: str, table: str) -> Path:
        return self._folder / f"{tool}.{table}.jsonl"

    @staticmethod
    def _lines(path: Path) -> Iterable[Campaign]:
        if not path.exists():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                yield Campaign(**json.loads(line))
            except (ValueError, TypeError):
                continue
