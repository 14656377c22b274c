"""What a look at a signal of a million rows costs: CPU per request, by the width of the window. See README.md.

python bench/signals/run.py
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU time is what counts, so one thread does the work; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

from sanhak.center import data, making  # noqa: E402
from sanhak.center.rights import Role  # noqa: E402
from sanhak.jobs.job import State  # noqa: E402
from sanhak.table import Table  # noqa: E402
from sanhak.table.keep import write_table  # noqa: E402
from serve.workbench import Browser, workbench  # noqa: E402

ROWS: Final = 1_000_000
WIDTH: Final = 20
CALLS: Final = 20
TARGET: Final = 100.0
"""Milliseconds of CPU that a zoom of one column may cost."""


def main() -> None:
    """Print one line a window: milliseconds of CPU and of time a request, and what came."""
    with TemporaryDirectory() as folder:
        here = workbench(Path(folder) / "bench").newcomer("lead", Role.ADMINISTRATOR)
        path = _given(here, Path(folder))
        print(f"{ROWS:,} rows, {WIDTH} columns of numbers, one row a second")
        print(f"{'window':<28}{'CPU ms':>9}{'wall ms':>9}{'points':>9}{'kB':>9}")
        for name, days in (("everything", 12.0), ("six days", 6.0), ("a day", 1.0), ("an hour", 1 / 24)):
            assert _line(here, f"{path}/signal.json?column=x7", name, days) <= TARGET
        _page(here, f"{path}/signals")
        here.center.database.close()


def _given(here: Browser, folder: Path) -> str:
    """A dataset of many rows, kept as the job that reads a file would keep it; gives the address of its page."""
    project = here.open()
    path = here.send(f"/projects/{project}/data", files={"files": ("history.csv", "x\n1\n2\n")}).url.path
    job = here.center.queue.claim("bench", (data.MAKE,))
    assert job is not None
    moments = pl.Series(np.arange(ROWS) * 1_000_000 + 1_772_323_200_000_000).cast(pl.Datetime("us"))
    rng = np.random.default_rng(0)
    noise = {f"x{at}": np.cumsum(rng.normal(0, 1, ROWS)) for at in range(WIDTH)}
    write_table(Table.of({"time": moments, **noise}, time="time"), folder / "history.parquet")
    payload = {**job.payload, "read": here.center.blobs.take(folder / "history.parquet").key}
    made = making.make(payload, here.center.blobs.folder, lambda _: None, lambda: False)
    kept = making.keep(made, job, here.center.blobs)
    assert here.center.queue.settle(job, State.DONE, kept.outcome, kept.within)
    return path


def _line(here: Browser, address: str, name: str, days: float) -> float:
    """Time requests for windows of one width that begin at different moments; returns the median of CPU ms."""
    spent, waited, sent, points = [], [], [], 0
    span = ROWS - days * 86_400
    for call in range(CALLS + 1):
        start = 1_772_323_200 + max(0.0, span * (call % 7) / 7)
        ends = [datetime.utcfromtimestamp(end).isoformat() for end in (start, start + days * 86_400)]  # noqa: DTZ004
        begun, clock = process_time(), perf_counter()
        reply = here.client.get(f"{address}&from={ends[0]}&to={ends[1]}&points=4000")
        spent.append(1000 * (process_time() - begun))
        waited.append(1000 * (perf_counter() - clock))
        points, size = len(reply.json()["x"]), len(reply.content)
        assert points <= 4000
        sent.append(size)
    cost = median(spent[1:])
    print(f"{name:<28}{cost:>9.1f}{median(waited[1:]):>9.1f}{points:>9}{median(sent) / 1000:>9.0f}", flush=True)
    return cost


def _page(here: Browser, address: str) -> None:
    """The page with four signals drawn by the server."""
    spent = []
    for _ in range(6):
        begun = process_time()
        reply = here.client.get(address)
        spent.append(1000 * (process_time() - begun))
        assert reply.status_code == 200
    print(f"{'page, four columns drawn':<28}{median(spent[1:]):>9.1f}{'':>9}{'':>9}{len(reply.content) / 1000:>9.0f}")


if __name__ == "__main__":
    main()
