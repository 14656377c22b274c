"""Ten real tables, ourselves beside LightGBM, CatBoost and AutoGluon, in one run; prints the tables of the docs.

Each method runs in an environment of its own, one process a fit, one thread. ``--python METHOD=PATH`` names them; a
method without one is left out, and the report says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from named import REPORTED, TABLES, Named

METHODS = ("sanhak", "lightgbm", "catboost", "autogluon")
HERE = Path(__file__).parent
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "POLARS_MAX", "RAYON")}


def fit(python: str, method: str, folder: Path) -> dict[str, float]:
    """One method on one repeat of one table; its own result is kept beside the data and not computed twice."""
    kept = folder / f"{method}.json"
    if not kept.exists():
        environment = os.environ | ONE_THREAD | {"OMP_WAIT_POLICY": "PASSIVE", "POLARS_MAX_THREADS": "1"}
        done = subprocess.run(  # noqa: S603 - our own script in an environment that the caller names
            [python, str(HERE / "method.py"), method, str(folder)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
            return {}
        kept.write_text(done.stdout.strip().splitlines()[-1])
    found: dict[str, float] = json.loads(kept.read_text())
    return found


def mean(results: list[dict[str, float]], what: str) -> float:
    """Mean over repeats of one figure."""
    values = [result[what] for result in results if what in result]
    return float(np.mean(values)) if values else float("nan")


Results = dict[tuple[str, str], list[dict[str, float]]]

COSTS = (("seconds", ".1f"), ("megabytes", ".2f"), ("latency_ms", ".1f"))


def report(results: Results, methods: list[str], tables: list[Named]) -> None:
    """Print the losses with our coverage, what they cost, and the means that count."""
    print(f"| table | rows held out | {' | '.join(methods)} | 90 % intervals hold |")
    print("|---" * (3 + len(methods)) + "|")
    for table in tables:
        losses = [f"{mean(results[table.name, method], 'loss'):.4g}" for method in methods]
        held = 100 * mean(results[table.name, methods[0]], "coverage")
        print(f"| {table.name} | {table.split} | {' | '.join(losses)} | {held:.1f} % |")
    print(f"\n| table | {' | '.join(f'{m}: CPU s · MB · one row ms' for m in methods)} |")
    print("|---" * (1 + len(methods)) + "|")
    for table in tables:
        costs = [
            " · ".join(f"{mean(results[table.name, method], what):{form}}" for what, form in COSTS)
            for method in methods
        ]
        costs[0] += f" ({mean(results[table.name, methods[0]], 'table_ms'):.1f})"
        print(f"| {table.name} | {' | '.join(costs)} |")
    print()
    for method in methods:
        print(summary(results, method, methods, tables))


def summary(results: Results, method: str, methods: list[str], tables: list[Named]) -> str:
    """How far a method is from the best of the run, with the standard error over tables, and what it costs."""
    losses = np.array([[mean(results[table.name, each], "loss") for each in methods] for table in tables])
    share = 100 * (losses[:, methods.index(method)] / losses.min(axis=1) - 1)
    error = share.std(ddof=1) / np.sqrt(len(tables)) if len(tables) > 1 else float("nan")
    seconds = {each: sum(mean(results[table.name, each], "seconds") for table in tables) for each in methods}
    text = (
        f"{method}: mean relative loss to the best {share.mean():.2f} % ± {error:.2f} (worst {share.max():.1f} %),"
        f" {seconds[method] / len(tables):.1f} CPU s a table"
    )
    return text + (f", {seconds[method] / seconds['autogluon']:.2f} of AutoGluon's" if "autogluon" in methods else "")


def main() -> None:
    """Run what has not been run yet and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="the folder that export.py wrote")
    parser.add_argument("--python", action="append", default=[], metavar="METHOD=PATH")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tables", nargs="*", default=[table.name for table in REPORTED])
    given = parser.parse_args()
    if given.data is None:
        print("left out: name the folder that export.py wrote")
        return
    pythons = {"sanhak": sys.executable} | dict(pair.split("=", 1) for pair in given.python)
    methods = [method for method in METHODS if method in pythons]
    tables = [table for table in TABLES if table.name in given.tables]
    tasks = [(table, method, repeat) for table in tables for repeat in range(given.repeats) for method in methods]
    with ThreadPoolExecutor(given.jobs) as pool:
        found = pool.map(lambda t: fit(pythons[t[1]], t[1], given.data / t[0].name / str(t[2])), tasks)
    results: Results = {}
    for (table, method, _), result in zip(tasks, found, strict=True):
        results.setdefault((table.name, method), []).append(result)
    report(results, methods, tables)
    for method in METHODS:
        if method not in methods:
            print(f"{method}: left out, no environment was named")


if __name__ == "__main__":
    main()
