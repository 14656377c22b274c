"""Recorded under control: does a recommendation help or harm, and does the proposed test settle it?

The virtual reactor's jacket temperature is set by an operator's rule, by experiments, or by both; the feed rate rests.
The question is the jacket temperature that gives the highest yield at the last row's feed.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from sanhak import Table, process
from sanhak.areas.process.identification import RUNS
from sanhak.finding import Refusal
from sanhak.plants.reactor import Reactor
from sanhak.run import Run

CONTROL, GOAL, CONTEXT = "jacket_temperature", "yield", ("feed_concentration", "feed_temperature")
ROWS = 200
WITHIN = {CONTROL: (98.0, 112.0), "feed_rate": (199.99, 200.01)}
WAYS = ("operator", "experiments", "mixed")
MATTERS = 0.05
"""A true change of the yield by less than so many points is neither help nor harm."""


@dataclass(frozen=True)
class Result:
    """True change of the goal from today by the naive move and by ours (None where refused), and after the test."""

    naive: float
    ours: float | None
    after: float | None
    seconds: float


def history(way: str, seed: int) -> Table:
    """Two hundred rows; mixed are three quarters by the rule and one quarter of experiments."""
    plant = Reactor()
    if way != "mixed":
        return plant.record(ROWS, way, seed, within=WITHIN)
    parts = (
        plant.record(3 * ROWS // 4, "operator", seed, within=WITHIN),
        plant.record(ROWS // 4, "experiments", seed, within=WITHIN),
    )
    columns = [column.name for column in plant.columns]
    frame = pl.concat([part.frame.select(columns) for part in parts])
    return Table(frame.sample(fraction=1.0, shuffle=True, seed=seed), plant.columns)


def truth(setting: float, today: dict[str, float]) -> float:
    """The true yield at a setting of the jacket and the feed of the last row."""
    feed = {name: today[name] for name in (*CONTEXT, "feed_rate")}
    return float(Reactor().truth({CONTROL: setting, **feed})[GOAL][0])


def naive(table: Table, today: dict[str, float]) -> float:
    """LightGBM with its default settings and the best of all measured settings by its prediction."""
    import lightgbm

    inputs = [CONTROL, *CONTEXT]
    X = np.column_stack([table.values(name) for name in inputs])
    model = lightgbm.LGBMRegressor(num_threads=1, verbosity=-1, random_state=0).fit(X, table.values(GOAL))
    tried = np.linspace(X[:, 0].min(), X[:, 0].max(), 200)
    rows = np.column_stack([tried, *(np.full(200, today[name]) for name in CONTEXT)])
    return float(tried[model.predict(rows).argmax()])


def ours(table: Table) -> tuple[float | None, tuple[float, float] | None]:
    """Our recommendation, or None with the two settings of the proposed test."""
    lower, upper = float(table.values(CONTROL).min()), float(table.values(CONTROL).max())
    study = process.SetPoints(controls={CONTROL: (lower, upper)}, maximize=GOAL, context=list(CONTEXT))
    try:
        answer = study.solve(table, Run())
    except Refusal as refused:
        test = next((finding for finding in refused.findings if finding.code == "D024"), None)
        ends = None if test is None else (float(test.low.split()[0]), float(test.high.split()[0]))
        return None, ends
    return float(answer.decision[0].value), None


def tested(table: Table, ends: tuple[float, float], seed: int) -> Table:
    """The table with the rows of the proposed test: both settings in random order, the feed as it usually is."""
    rng = np.random.default_rng(seed)
    settings = rng.permutation(np.repeat(ends, RUNS[0] // 2))
    watched = table.values(CONTEXT[0])
    usual = np.argsort(np.abs(watched - np.median(watched)))[: len(table) // 4]
    fed = table.rows(rng.permutation(usual)[: len(settings)])
    inputs = {name: fed.values(name) for name in (*CONTEXT, "feed_rate")}
    measured = Reactor().measure({CONTROL: settings, **inputs}, rng)
    frame = measured.frame.select(column.name for column in Reactor().columns)
    if table.time is not None:
        last, step = table.frame[table.time][-1], table.frame[table.time][1] - table.frame[table.time][0]
        when = pl.Series(table.time, [last + (place + 1) * step for place in range(len(settings))])
        frame = frame.with_columns(when.dt.cast_time_unit("us"))
    return replace(table, frame=pl.concat([table.frame, frame.select(table.frame.columns)]))


def one(task: tuple[str, int]) -> Result:
    """One history."""
    way, seed = task
    start = time.process_time()
    table = history(way, seed)
    today = table.frame.row(-1, named=True)
    now = truth(today[CONTROL], today)
    setting, ends = ours(table)
    after = None
    if setting is None and ends is not None:
        again = tested(table, ends, seed + 10_000)
        settled, _ = ours(again)
        last = again.frame.row(-1, named=True)
        after = float("nan") if settled is None else truth(settled, last) - truth(today[CONTROL], last)
    gained = None if setting is None else truth(setting, today) - now
    return Result(truth(naive(table, today), today) - now, gained, after, time.process_time() - start)


def main() -> None:
    """Run all seeds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print("| history | naive harms | ours harms there | refused | after the test: answered | improves | CPU s |")
    print("|---" * 7 + "|")
    with ProcessPoolExecutor(given.jobs) as pool:
        for way in WAYS:
            tasks = [(way, seed) for seed in range(given.first, given.first + given.seeds)]
            found = list(pool.map(one, tasks))
            print(row(way, found), flush=True)


def row(way: str, found: list[Result]) -> str:
    """One row of the table."""
    harmed = [result for result in found if result.naive < -MATTERS]
    both = [result for result in harmed if result.ours is not None and result.ours < -MATTERS]
    refused = [result for result in found if result.ours is None]
    after = [result.after for result in refused if result.after is not None]
    settled = [gain for gain in after if np.isfinite(gain)]
    better = [gain for gain in settled if gain > 0]
    shares = [(harmed, found), (both, harmed), (refused, found), (settled, after), (better, settled)]
    told = " | ".join(f"{len(part)} of {len(whole)}" for part, whole in shares)
    return f"| {way} | {told} | {np.mean([result.seconds for result in found]):.1f} |"


if __name__ == "__main__":
    main()
