"""Formula alone to property on two public tables, official folds: mean absolute error and processor seconds.

Usage: ``SANHAK_DATA=... python bench/science/composition.py [steels] [expt_gap]``. The outer folds are the official
ones; each fit chooses among its candidates on its own teaching rows, in the folds that those rows call for.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sanhak.model import Model
from sanhak.table import Column, Kind, Table

FILES: Final = {"steels": ("steels_yield.csv", "MPa"), "expt_gap": ("expt_gap.csv", "eV")}


def read(folder: Path, name: str) -> tuple[Table, list[list[int]]]:
    """A table with its unit, and the rows that each official fold judges."""
    file, unit = FILES[name]
    frame = pl.read_csv(folder / file, schema_overrides={"target": pl.Float64})
    folds = json.loads((folder / "matbench_official_folds.json").read_text(encoding="utf-8"))[name]
    return Table(frame, (Column("formula", Kind.FORMULA), Column("target", unit=unit))), folds


def judge(name: str, table: Table, folds: list[list[int]]) -> None:
    """Print the error of each fold, then their mean, the coverage of the 90 % intervals and the time."""
    errors, inside = [], []
    began = time.process_time()
    for number, judging in enumerate(folds):
        start = time.process_time()
        teaching = np.setdiff1d(np.arange(len(table)), judging)
        model = Model.fit(table.rows(teaching), ["formula"], "target")
        said = model.predict(table.rows(np.array(judging)))
        measured = table.values("target")[judging]
        errors.append(float(np.abs(said.mean - measured).mean()))
        inside.append(float(((said.quantile(0.05) <= measured) & (measured <= said.quantile(0.95))).mean()))
        tried = ", ".join(
            f"{score.candidate.render()} {score.error:.4g} {score.seconds:.0f} s" for score in model.scores
        )
        sys.stdout.write(
            f"{name} fold {number}: MAE {errors[-1]:.4g}, 90 % holds {inside[-1]:.3f}, {model.split.name},"
            f" {time.process_time() - start:.0f} CPU s ({tried})\n"
        )
        sys.stdout.flush()
    deviation = float(np.std(errors, ddof=1))
    sys.stdout.write(
        f"{name}: MAE {np.mean(errors):.4g} ± {deviation:.2g}, 90 % holds {np.mean(inside):.3f},"
        f" {time.process_time() - began:.0f} CPU s for {len(folds)} folds\n"
    )


def main() -> None:
    """Judge the tables that are named, by default both."""
    data = os.environ.get("SANHAK_DATA")
    if not data:
        sys.exit("SANHAK_DATA is not set: the folder with materials/")
    for name in sys.argv[1:] or FILES:
        judge(name, *read(Path(data) / "materials", name))


if __name__ == "__main__":
    main()
