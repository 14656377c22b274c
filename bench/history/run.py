"""Ten million rows of fifty tags, filtered, made 10-minute rows, joined with a laboratory sheet and filtered again.

The history is simulated into Parquet files, or one CSV file, first, which does not count. Then a process of its own
prepares it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl

START = datetime(2020, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time
CHUNK = 1_000_000
STEP = timedelta(seconds=10)
STEPS = (
    {"where": "tag0 > -3"},
    {"resample": "10 min"},
    {"join": "laboratory", "delay": "35 min", "within": "10 min", "keep": "all"},
    {"where": "tag1 < 0.5"},
)


def simulate(folder: Path, rows: int, tags: int, form: str) -> None:
    """Write the history in parts of a million rows each; as CSV all parts in one file, four digits each."""
    for part in range(rows // CHUNK):
        rng = np.random.default_rng(part)
        first = START + part * CHUNK * STEP
        time = pl.datetime_range(first, first + (CHUNK - 1) * STEP, STEP, eager=True).alias("time")
        frame = pl.DataFrame({f"tag{tag}": rng.normal(size=CHUNK) for tag in range(tags)}).insert_column(0, time)
        if form == "parquet":
            frame.write_parquet(folder / f"{part:03}.parquet")
            continue
        with (folder / "history.csv").open("ab") as file:
            frame.write_csv(file, include_header=part == 0, float_precision=4, datetime_format="%Y-%m-%d %H:%M:%S")


def prepare(folder: Path, rows: int, form: str) -> None:
    """Prepare the history and print what it took; runs in a process of its own."""
    from sanhak import Table
    from sanhak.table.prepare import Scan

    hours = range(4, rows // 360, 4)
    samples = {
        "sampled": [START + timedelta(hours=hour) for hour in hours],
        "purity": [99.0 + h % 7 / 10 for h in hours],
    }
    laboratory = Table.of(samples, units={"purity": "%"}, time="sampled")
    table = Scan(folder / f"*.{form}", time="time").prepare(*STEPS, laboratory=laboratory)
    used = resource.getrusage(resource.RUSAGE_SELF)
    for step in table.steps:
        print(f"{step.said.render('en')}  {step.before} → {step.after}")
    print(f"{len(table)} rows, {used.ru_utime + used.ru_stime:.1f} CPU s, {used.ru_maxrss * 1024 / 1e9:.2f} GB at most")


def main() -> None:
    """Simulate, then prepare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--tags", type=int, default=50)
    parser.add_argument("--form", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--folder", type=Path, help="where a history was simulated before; used by the second process")
    given = parser.parse_args()
    if given.folder is not None:
        prepare(given.folder, given.rows, given.form)
        return
    with tempfile.TemporaryDirectory() as folder:
        # A process of its own: Linux hands the most memory of a parent on to its children.
        asked = (Path(folder), given.rows, given.tags, given.form)
        simulation = get_context("spawn").Process(target=simulate, args=asked)
        simulation.start()
        simulation.join()
        size = sum(part.stat().st_size for part in Path(folder).iterdir()) / 1e9
        print(f"{given.rows:,} rows × {given.tags} tags as {given.form}, {size:.1f} GB on disk", flush=True)
        again = [sys.executable, __file__, "--folder", folder, "--rows", str(given.rows), "--form", given.form]
        subprocess.run(again, check=True)  # noqa: S603 - this very script


if __name__ == "__main__":
    main()
