"""Do the intervals hold for structures that are like those taught, and for those that are not? One table a file.

The model is judged by scaffolds, as it would be in earnest; then rows that it never saw, drawn at random, tell in which
share of them the 90 % interval holds, in each band of likeness to the nearest teaching row. Wilson intervals treat the
rows of all seeds as independent, which they are not quite: the same row may be drawn by two seeds.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.model import Model
from sanhak.model.calibration import wilson
from sanhak.model.learners.inner import inner_folds
from sanhak.model.likeness import BANDS
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.column import Column, Kind
from sanhak.table.split import Split
from sanhak.text import say

NAMES = ("[.5, 1]", "[.35, .5)", "[0, .35)")


def read(file: Path) -> Table:
    """A file of two columns, structures and a number."""
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    frame = pl.DataFrame({"structure": [row[0] for row in rows], "outcome": [float(row[1]) for row in rows]})
    return Table(frame, (Column("structure", Kind.MOLECULE), Column("outcome")))


def by_scaffold(table: Table, seed: int, folds: int) -> Split:
    """Folds of whole scaffolds; a structure without rings stands alone."""
    from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles

    texts = [str(text) for text in table.texts("structure")]
    _, groups = np.unique([MurckoScaffoldSmiles(text) or text for text in texts], return_inverse=True)
    return Split("scaffold", say("Rows of one scaffold."), inner_folds(len(texts), groups, folds, seed), groups)


def once(
    table: Table, seed: int, most: int, folds: int
) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.float64]]:
    """Whether each outer row lay in its interval, its band, and the widths."""
    order = np.random.default_rng(seed).permutation(len(table))
    judging, teaching = np.split(order, [len(order) // 5])
    taught, asked = table.rows(np.sort(teaching[:most])), table.rows(judging)
    started = time.process_time()
    model = Model.fit(taught, ["structure"], "outcome", Run(seed=seed), split=by_scaffold(taught, seed, folds))
    said = model.predict(asked)
    low, high = said.interval(0.9)
    measured = asked.values("outcome")
    band = np.searchsorted(BANDS, model.domain.distance(model.ensemble.encoder.transform(asked)))
    error = np.sqrt(np.mean((said.centre - measured) ** 2))
    chosen = next(str(score.candidate) for score in model.scores if score.chosen)
    seconds = time.process_time() - started
    told = (
        f"seed {seed}: RMSE {error:.3f}, {chosen}, {model.calibration.difficulty.kind}, bands {model.calibration.bands}"
    )
    print(f"{told}, {seconds:.0f} CPU s; held out {model.coverage.measured:.3f}", flush=True)
    return (low <= measured) & (measured <= high), band, high - low


def main() -> None:
    """Read the arguments and print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10**6, help="teaching rows at most")
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    for file in given.files:
        table = read(file)
        seen = [once(table, seed, given.rows, given.folds) for seed in range(given.seeds)]
        held, band, width = (np.concatenate([part[at] for part in seen]) for at in range(3))
        print(
            f"\n{file.stem}: {given.seeds} seeds\n| likeness | rows | 90 % intervals hold | Wilson 95 % | mean width |"
        )
        print("|---|---|---|---|---|")
        for number, name in (*enumerate(NAMES), (None, "all")):
            here = band == number if number is not None else np.ones(len(band), dtype=bool)
            if here.any():
                low, high = wilson(float(held[here].mean()), int(here.sum()))
                print(
                    f"| {name} | {here.sum()} | {held[here].mean():.3f} | {low:.3f}-{high:.3f} |"
                    f" {width[here].mean():.2f} |"
                )


if __name__ == "__main__":
    main()
