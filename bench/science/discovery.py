"""How many experiments until the first of the best 1 %: the search of ``materials.discover``, peers and chance.

Usage: ``SANHAK_DATA=... python bench/science/discovery.py [steels | gap | barrel | photo] [seeds]``, by default
``steels 20``. Five random rows are known, then one row is chosen after the other; every way starts from the same rows.
Settings of the search were fixed on ``gap`` (400 random rows of the band gaps, four draws), ``barrel`` and ``photo``;
``steels`` was only reported. Peers choose on the same numbers: extremely randomised trees by expected improvement, and
a Gaussian process (isotropic Matérn 5/2 with noise, scikit-learn) by its upper bound, mean plus one deviation.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from sanhak.decide.campaign.orders import Places, RandomOrder, replayed, waited
from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.rehearsal import BEST, START, order
from sanhak.model.encoder import Encoder
from sanhak.model.prediction import Floats
from sanhak.run import Run, one_thread
from sanhak.table import Column, Kind, Table

LONGEST: Final = 120
LIMIT, WISH = 20, 14
ROWS, DRAWS = 400, 4
RESAMPLED: Final = 2000
Pool = tuple[str, Floats, Floats, Aim]


def pools(name: str, folder: Path) -> Iterator[Pool]:
    """The pools of a name: matrix of the inputs, values and the aim."""
    if name == "steels":
        yield formulas(
            name, pl.read_csv(folder / "materials/steels_yield.csv", schema_overrides={"target": pl.Float64})
        )
    elif name == "gap":
        frame = pl.read_csv(folder / "materials/expt_gap.csv", schema_overrides={"target": pl.Float64})
        for draw in range(1, DRAWS + 1):
            rows = np.random.default_rng(100 + draw).choice(len(frame), ROWS, replace=False)
            yield formulas(f"gap {draw}", frame[rows.tolist()])
    else:
        file, high = {"barrel": ("crossed_barrel", True), "photo": ("photo_wf3", False)}[name]
        data = np.loadtxt(folder / "process" / file / "data.csv", delimiter=",")
        settings, place = np.unique(data[:, :-1], axis=0, return_inverse=True)
        place = place.ravel()
        X = (settings - settings.mean(axis=0)) / settings.std(axis=0)
        yield name, X, np.bincount(place, data[:, -1]) / np.bincount(place), Aim(high)


def formulas(name: str, frame: pl.DataFrame) -> Pool:
    """Formulas as the answer's models read them."""
    table = Table(frame, (Column("formula", Kind.FORMULA), Column("target")))
    return name, Encoder.fit(table, ["formula"]).transform(table), table.values("target"), Aim()


def best(pool: Pool) -> NDArray[np.bool_]:
    """The best 1 % of the rows, rounded up; of equal rows at the end the first ones."""
    worth = pool[3].worth(pool[2])
    good = np.zeros(len(worth), dtype=bool)
    good[np.argsort(-worth, kind="stable")[: int(np.ceil(BEST * len(worth)))]] = True
    return good


def trees(X: Floats, y: Floats, points: Floats, seed: int) -> Floats:
    """Expected improvement by the spread of 60 extremely randomised trees."""
    forest = ExtraTreesRegressor(60, random_state=seed).fit(X, y)
    each = np.stack([tree.predict(points) for tree in forest.estimators_])
    mean, deviation = each.mean(axis=0), np.maximum(each.std(axis=0), 1e-9)
    off = (mean - y.max()) / deviation
    return np.asarray(deviation * (off * norm.cdf(off) + norm.pdf(off)))


def process(X: Floats, y: Floats, points: Floats, seed: int) -> Floats:
    """The upper bound of a Gaussian process."""
    kernel = ConstantKernel(1.0, (1e-2, 1e2)) * Matern(np.sqrt(X.shape[1]), (1e-1, 1e3), nu=2.5) + WhiteKernel(1e-2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        mean, deviation = GaussianProcessRegressor(kernel, random_state=seed).fit(X, y).predict(points, return_std=True)
    return np.asarray(mean + deviation)


PEERS: Final = {"ExtraTrees-EI": trees, "GP-UCB": process}


def peer(name: str, pool: Pool, rng: np.random.Generator) -> Places:
    """The order of a peer from the same start as ours."""
    _, X, values, aim = pool
    worth = aim.worth(values)

    def following(made: Places, _count: int) -> Places:
        left = np.setdiff1d(np.arange(len(X)), made)
        y = (worth[made] - worth[made].mean()) / max(float(worth[made].std()), 1e-12)
        return left[[int(PEERS[name](X[made], y, X[left], int(rng.integers(2**31 - 1))).argmax())]]

    start = rng.choice(len(X), START, replace=False)
    return replayed(following, start, best(pool), 1, LONGEST)


def told(name: str, needed: Floats, seconds: float) -> None:
    """Print median, its 90 % bootstrap interval, mean (what was not found counts as the longest) and time."""
    capped = np.minimum(needed, LONGEST + 1)
    drawn = np.random.default_rng(0).choice(capped, (RESAMPLED, len(capped)))
    low, high = np.quantile(np.median(drawn, axis=1), (0.05, 0.95))
    sys.stdout.write(
        f"  {name:14s} median {np.median(capped):5.1f} ({low:.1f} to {high:.1f}), mean {capped.mean():5.1f},"
        f" {np.isfinite(needed).mean():4.0%} found, {seconds:.0f} CPU s\n"
    )
    sys.stdout.flush()


def judge(pool: Pool, seeds: int) -> None:
    """Replay one pool by every way."""
    name, X, values, aim = pool
    good = best(pool)
    chance = RandomOrder(aim.worth(values), good)
    sys.stdout.write(f"{name}: {len(X)} rows, {int(good.sum())} are the best {BEST:.0%}\n")
    start = time.process_time()
    ways = {
        "sanhak": [order(aim, X, values, good, LONGEST, Run(seed).rng("start"), greedy=False) for seed in range(seeds)]
    }
    seconds = {"sanhak": time.process_time() - start}
    for other in PEERS:
        start = time.process_time()
        ways[other] = [peer(other, pool, Run(seed).rng("start")) for seed in range(seeds)]
        seconds[other] = time.process_time() - start
    for way, orders in ways.items():
        told(way, np.array([waited(one, good) for one in orders]), seconds[way])
    sys.stdout.write(f"  {'random':14s} median {chance.quantile(0.5)}, mean {chance.mean:.1f} (exact)\n")
    if name == "steels":
        median = float(np.median([waited(one, good) for one in ways["sanhak"]]))
        verdict = "held" if median <= LIMIT else "MISSED"
        sys.stdout.write(f"  limit {LIMIT}: {verdict}; aim {WISH}: {'reached' if median <= WISH else 'not reached'}\n")


def main() -> None:
    """Replay the pools that are named."""
    data = os.environ.get("SANHAK_DATA")
    if not data:
        sys.exit("SANHAK_DATA is not set: the folder with materials/ and process/")
    name = sys.argv[1] if len(sys.argv) > 1 else "steels"
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with one_thread():
        for pool in pools(name, Path(data)):
            judge(pool, seeds)


if __name__ == "__main__":
    main()
