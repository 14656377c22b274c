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
from named import TABLES, Named

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


def report(results: dict[tuple[str, str], list[dict[str, float]]], methods: list[str], tables: list[Named]) -> None:
    """Print every table, then the means that count."""
    print("| table | split | " + " | ".join(f"{m} loss" for m in methods) + " | coverage | CPU s | one row ms | MB |")
    print("|---" * (6 + len(methods)) + "|")
    relative: dict[str, list[float]] = {method: [] for method in methods}
    for table in tables:
        losses = {method: mean(results[table.name, method], "loss") for method in methods}
        best = min(losses.values())
        for method in methods:
            relative[method].append(losses[method] / best - 1)
        row = [f"{losses[method]:.4g}" for method in methods]
        for what, form in (("seconds", ".1f"), ("latency_ms", ".2f"), ("megabytes", ".2f")):
            row.append(" / ".join(f"{mean(results[table.name, method], what):{form}}" for method in methods))
        row.insert(len(methods), f"{mean(results[table.name, methods[0]], 'coverage'):.3f}")
        print(f"| {table.name} | {table.split} | " + " | ".join(row) + " |")
    print()
    for method in methods:
        share = np.array(relative[method])
        seconds = sum(mean(results[table.name, method], "seconds") for table in tables)
        print(
            f"{method}: mean relative loss to the best {100 * share.mean():.2f} % (worst {100 * share.max():.1f} %),"
            f" {seconds / len(tables):.1f} CPU s a table"
        )


def main() -> None:
    """Run what has not been run yet and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="the folder that export.py wrote")
    parser.add_argument("--python", action="append", default=[], metavar="METHOD=PATH")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tables", nargs="*", default=[table.name for table in TABLES])
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
    results: dict[tuple[str, str], list[dict[str, float]]] = {}
    for (table, method, _), result in zip(tasks, found, strict=True):
        results.setdefault((table.name, method), []).append(result)
    report(results, methods, tables)
    for method in METHODS:
        if method not in methods:
            print(f"{method}: left out, no environment was named")


if __name__ == "__main__":
    main()
