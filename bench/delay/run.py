"""How often is the delay between tags and laboratory found to the minute? See README.md.

python bench/delay/run.py --seeds 40 --jobs 2
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.plants.plant import Way
from sanhak.plants.site import record
from sanhak.table.prepare.delay import find_delay

Floats = NDArray[np.float64]

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU seconds are compared, so every process works with one thread; it inherits these before it loads a library."""
DAYS: Final = 90.0
STEP: Final = 60.0
LONGEST: Final = 240.0
"""Longest delay searched [min]."""
MOVES: Final[tuple[Way, ...]] = ("experiments", "drift", "operator")
VALUES: Final = (("byproducts",), ("yield",), ("byproducts", "yield"))
WIDTHS: Final = (14, 22, 14, 10, 12, 12, 12, 8, 8)
HEADER: Final = ("moved as", "value", "method", "≤ 1 min", "mean error", "in interval", "its width", "certain", "CPU s")


@dataclass(frozen=True)
class Result:
    """One method on one value of one history; times in minutes."""

    way: str
    value: str
    method: str
    seed: int
    error: float
    holds: float
    width: float
    certain: float
    seconds: float


def closest_tag(times: Floats, tags: Floats, sampled: Floats, values: Floats) -> float:
    """The delay [min] at which any one tag correlates most with the value: what is commonly done by hand."""
    inside = sampled - LONGEST * 60 >= times[0]
    sampled, values = sampled[inside], values[inside]
    filled = np.where(np.isfinite(tags), tags, np.nanmean(tags, axis=0))
    goal = (values - values.mean()) / values.std()
    best = []
    for delay in np.arange(0.0, LONGEST + 1):
        seen = filled[np.searchsorted(times, sampled - delay * 60, side="right") - 1]
        spread = seen.std(axis=0)
        seen = (seen - seen.mean(axis=0)) / np.where(spread > 0, spread, np.inf)
        best.append(np.abs(goal @ seen).max())
    return float(np.argmax(best))


def results(way: Way, seed: int) -> list[Result]:
    """Both methods on each value of one history, and ours on both values together."""
    history = record(DAYS, STEP, seed, way)
    times = history.tags.frame["time"].dt.epoch("us").to_numpy() / 1e6
    tags = history.tags.frame.drop("time").to_numpy()
    sampled = history.laboratory.frame["sampled"].dt.epoch("us").to_numpy() / 1e6
    found = []
    for names in VALUES:
        value, values = " and ".join(names), history.laboratory.frame.select(names).to_numpy()
        began = time.process_time()
        answer = find_delay(times, tags, sampled, values, LONGEST * 60)
        middle = time.process_time()
        closest = closest_tag(times, tags, sampled, values[:, 0])
        ended = time.process_time()
        lower, upper, delay = (part / 60 for part in (answer.lower, answer.upper, answer.delay))
        facts = (float(lower <= history.delay <= upper), upper - lower, float(answer.certain))
        found.append(Result(way, value, "Sanhak", seed, delay - history.delay, *facts, middle - began))
        nothing = (np.nan, np.nan, np.nan)
        if len(names) == 1:
            found.append(Result(way, value, "closest tag", seed, closest - history.delay, *nothing, ended - middle))
    return found


def lines(found: list[Result]) -> list[tuple[str, ...]]:
    """One line of the table for each history, value and method."""
    table = [HEADER]
    for way, value, method in dict.fromkeys((r.way, r.value, r.method) for r in found):
        group = [r for r in found if (r.way, r.value, r.method) == (way, value, method)]
        errors = np.abs([r.error for r in group])
        told = (
            f"{np.mean([r.holds for r in group]):.1%}",
            f"{np.median([r.width for r in group]):.0f} min",
            f"{np.mean([r.certain for r in group]):.0%}",
        )
        seconds = f"{np.mean([r.seconds for r in group]):.2f}"
        told = told if method == "Sanhak" else ("–",) * 3
        table.append((way, value, method, f"{np.mean(errors < 1.01):.1%}", f"{errors.mean():.2f} min", *told, seconds))
    return table


def main() -> None:
    """Run the seeds and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=40)
    asked.add_argument("--first", type=int, default=0, help="settings are chosen on seeds from 1000 on")
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    given = asked.parse_args()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    tasks = [(way, seed) for way in MOVES for seed in range(given.first, given.first + given.seeds)]
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        found = [result for part in pool.map(results, *zip(*tasks, strict=True)) for result in part]
    for cells in lines(found):
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip())
    for result in found:
        if result.method == "Sanhak" and abs(result.error) > 1.01:
            print(f"missed: {result.way}, {result.value}, seed {result.seed}: {result.error:+.0f} min")


if __name__ == "__main__":
    main()
