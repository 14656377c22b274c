"""How much of what was reachable do recommended set-points reach, and do their promises hold? See README.md.

python bench/setpoints/run.py --seeds 100 --jobs 2
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from multiprocessing import get_context
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.areas.process.evidence import Evidence, learn
from sanhak.areas.process.plan import recommend, space_of
from sanhak.areas.process.setpoints import SetPoints
from sanhak.finding import Refusal
from sanhak.plants import Optimum, Reactor, Region
from sanhak.run import Run
from sanhak.table import Table

Floats = NDArray[np.float64]
Settings = Mapping[str, float]

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU seconds are compared, so every process works with one thread; it inherits these before it loads a library."""
PLANT: Final = Reactor()
CONTROLS: Final = ("jacket_temperature", "feed_rate")
INPUTS: Final = tuple(part.column.name for part in PLANT.inputs)
NOISE: Final = {outcome.column.name: outcome.noise for outcome in PLANT.outcomes}
FEED: Final = {feed.column.name: feed.nominal for feed in PLANT.disturbances}

GOAL: Final = "yield"
LIMITS: Final = {"byproducts": (None, 28.0), "cooling": (-0.5, None)}
ASSURANCE: Final = 0.9
ROWS: Final = 200
FRESH: Final = 1000
PERIODS: Final = (
    # Usual operation keeps clear of the by-products' limit; at low load it is far beyond. Nobody ran in between.
    ({"jacket_temperature": (96.0, 106.0), "feed_rate": (200.0, 340.0)}, 0.85),
    ({"jacket_temperature": (106.0, 118.0), "feed_rate": (80.0, 140.0)}, 0.15),
)
RANGES: Final = {"jacket_temperature": (96.0, 118.0), "feed_rate": (80.0, 340.0)}
WIDTHS: Final = (24, *([24] * len(LIMITS)), 10, 9, 8, *([19] * (1 + len(LIMITS))))
NEVER_VISITED: Final = 0.2
"""No row may lie nearer to the reachable optimum than this share of the hull's size."""


@dataclass(frozen=True)
class Advice:
    """What one method recommends; ``intervals`` are the 90 % ones that it states for the outcomes there, if any."""

    settings: Settings
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    covered: Mapping[str, float] = field(default_factory=dict)
    """Share of the fresh rows inside their 90 % interval, by outcome."""


@dataclass(frozen=True)
class Result:
    """One method on one seed. A refused question leaves the best recorded row in place: nothing is closed."""

    method: str
    seed: int
    closed: float
    keeps: Mapping[str, float]
    inside: bool
    at_point: Mapping[str, float]
    covered: Mapping[str, float]
    seconds: float
    gap: float
    nearest: float
    refused: str = ""


@dataclass(frozen=True)
class Problem:
    """One seed: the history, fresh rows like it, and what was reachable by the plant's truth."""

    seed: int
    history: Table
    fresh: Table
    best: Settings
    region: Region
    optimum: Optimum

    def study(self, **more: str) -> SetPoints:
        """The question as a user asks it."""
        return SetPoints(
            controls=RANGES, maximize=GOAL, keep=LIMITS, assurance=ASSURANCE, context=FEED, today=self.best, **more
        )

    @cached_property
    def evidence(self) -> Evidence:
        """What the history teaches; the question with and without the guard is answered by the same models."""
        return learn(self.study(), self.history, Run(seed=self.seed))


def main() -> None:
    """Run all seeds and print one table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=100, help="number of seeds")
    asked.add_argument("--first", type=int, default=0, help="first seed; settings are chosen on 1000 and above only")
    asked.add_argument("--jobs", type=int, default=1, help="processes")
    options = asked.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    os.environ |= dict.fromkeys(ONE_THREAD, "1")
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        results = []
        for seed, found in zip(seeds, pool.map(solve, seeds), strict=True):
            results += found
            print(f"seed {seed} of {seeds[-1]}", end="\r", file=sys.stderr, flush=True)
    assert min(result.nearest for result in results) > NEVER_VISITED, "a history has visited the optimum"
    _print(results, seeds)


def solve(seed: int) -> list[Result]:
    """Every method on one seed."""
    problem = pose(seed)
    return [_judge(problem, name, method) for name, method in METHODS.items()]


def pose(seed: int) -> Problem:
    """The history of one seed, and the true optimum of the convex hull of its settings at nominal feed."""
    history = record(ROWS, seed)
    points = np.column_stack([history.values(name) for name in CONTROLS])
    region = Region.hull(CONTROLS, points)
    best = dict(zip(CONTROLS, points[_best_row(history)].tolist(), strict=True))
    optimum = PLANT.optimum(GOAL, LIMITS, within=region, assurance=ASSURANCE)
    return Problem(seed, history, record(FRESH, seed + 500_000), best, region, optimum)


def record(rows: int, seed: int) -> Table:
    """Rows of both periods in random order, each with a feed of its own."""
    parts = [
        PLANT.record(round(rows * share), "experiments", 2 * seed + number, within=ranges)
        for number, (ranges, share) in enumerate(PERIODS)
    ]
    order = np.random.default_rng(seed).permutation(rows).tolist()
    return replace(parts[0], frame=pl.concat([part.frame for part in parts])[order])


def best_row(problem: Problem, _seed: int) -> Advice:
    """The recorded row with the highest measured goal among those whose own measurements keep the limits."""
    return Advice(problem.best)


def lightgbm(problem: Problem, seed: int) -> Advice:
    """LightGBM as it comes, one model an outcome, and the best of 10,000 random settings by its point predictions."""
    from lightgbm import LGBMRegressor

    rng = np.random.default_rng(seed)
    tried = np.column_stack(
        [rng.uniform(*RANGES[name], 10_000) for name in CONTROLS] + [[FEED[f]] * 10_000 for f in FEED]
    )
    given = np.column_stack([problem.history.values(name) for name in INPUTS])
    said = {}
    for outcome in (GOAL, *LIMITS):
        model = LGBMRegressor(num_threads=1, random_state=seed, verbose=-1)
        said[outcome] = np.asarray(model.fit(given, problem.history.values(outcome)).predict(tried))
    kept = np.all([_within(said[name], *limits) for name, limits in LIMITS.items()], axis=0)
    chosen = tried[np.argmax(np.where(kept, said[GOAL], -np.inf))]
    return Advice(dict(zip(CONTROLS, chosen[: len(CONTROLS)].tolist(), strict=True)))


def ours(problem: Problem, seed: int) -> Advice:
    """Sanhak's set-points with the settings that a user gets."""
    return _ask(problem, seed)


def unguarded(problem: Problem, seed: int) -> Advice:
    """Sanhak's set-points allowed to leave the known domain."""
    return _ask(problem, seed, extrapolate="mark")


METHODS: Final[Mapping[str, Callable[[Problem, int], Advice]]] = {
    "best recorded row": best_row,
    "LightGBM + random search": lightgbm,
    "Sanhak": ours,
    "Sanhak without domain guard": unguarded,
}


def _ask(problem: Problem, seed: int, **more: str) -> Advice:
    study = problem.study(**more)
    found = recommend(study, space_of(study, problem.history), problem.evidence, Run(seed=seed))
    chosen = found.options[0]
    settings = {name: float(found.settings[name]) for name in CONTROLS}
    intervals = {name: (one.lower, one.upper) for name, one in chosen.outcomes.items()}
    return Advice(settings, intervals, _covered(problem.evidence, problem.fresh))


def _covered(evidence: Evidence, fresh: Table) -> dict[str, float]:
    shares = {}
    for outcome, model in evidence.models.items():
        lower, upper = model.predict(fresh).interval(0.9)
        measured = fresh.values(outcome)
        shares[outcome] = float(np.mean((measured >= lower) & (measured <= upper)))
    return shares


def _judge(problem: Problem, name: str, method: Callable[[Problem, int], Advice]) -> Result:
    start, refused = time.process_time(), ""
    try:
        advice = method(problem, problem.seed)
    except Refusal as refusal:
        advice, refused = Advice(problem.best), refusal.findings[0].code
    seconds = time.process_time() - start
    settings = {name: np.clip(value, *_bounds(name)) for name, value in advice.settings.items()}
    true = {outcome: float(value[0]) for outcome, value in PLANT.truth(settings).items()}
    from_best = float(PLANT.truth(problem.best)[GOAL][0])
    keeps = {outcome: float(chance[0]) for outcome, chance in PLANT.chance(settings, LIMITS).items()}
    point, gap = np.array([[settings[name] for name in CONTROLS]]), problem.optimum.value - from_best
    return Result(
        method=name,
        seed=problem.seed,
        closed=(true[GOAL] - from_best) / gap,
        keeps=keeps,
        inside=bool(problem.region.slack(point).min() >= -1e-6),
        at_point={outcome: _chance_within(true[outcome], outcome, ends) for outcome, ends in advice.intervals.items()},
        covered=advice.covered,
        seconds=seconds,
        gap=gap,
        nearest=_nearest(problem),
        refused=refused,
    )


def _best_row(history: Table) -> int:
    kept = np.all([_within(history.values(name), *limits) for name, limits in LIMITS.items()], axis=0)
    return int(np.argmax(np.where(kept, history.values(GOAL), -np.inf)))


def _within(values: Floats, lower: float | None, upper: float | None) -> NDArray[np.bool_]:
    return (values >= (-np.inf if lower is None else lower)) & (values <= (np.inf if upper is None else upper))


def _bounds(name: str) -> tuple[float, float]:
    return next(control.bounds for control in PLANT.controls if control.column.name == name)


def _chance_within(true: float, outcome: str, ends: tuple[float, float]) -> float:
    """Probability that a fresh measured row at the point lies inside the interval, exactly."""
    from scipy.stats import norm

    return float(np.diff(norm.cdf(ends, true, NOISE[outcome]))[0])


def _nearest(problem: Problem) -> float:
    """Distance of the nearest row to the reachable optimum, as a share of the hull's size."""
    points = np.column_stack([problem.history.values(name) for name in CONTROLS])
    best = np.array([problem.optimum.settings[name] for name in CONTROLS])
    share = (points - best) / (problem.region.upper - problem.region.lower)
    return float(np.sqrt((share**2).sum(axis=1)).min())


def _print(results: list[Result], seeds: range) -> None:
    nearest, gaps = [r.nearest for r in results], [r.gap for r in results]
    whole = PLANT.optimum(GOAL, LIMITS, assurance=ASSURANCE)
    print(f"{PLANT.title}: {len(seeds)} seeds from {seeds[0]}, {ROWS} rows each")
    print(f"maximise {GOAL}, keep {LIMITS}, each for a fresh measured row with {ASSURANCE:.0%}")
    print(f"optimum of the whole plant: {_place(whole.settings)}; every history keeps away from it")
    print(f"nearest row to the reachable optimum: at least {min(nearest):.2f} of the hull's size")
    print(f"gap from best recorded row to reachable optimum: median {np.median(gaps):.2f} %, least {min(gaps):.2f} %\n")
    outcomes = (GOAL, *LIMITS)
    heads = ["gap closed (quartiles)", *(f"keeps {name}" for name in LIMITS), "in hull", "refused", "CPU s"]
    _line("method", [*heads, *(f"cover {name}" for name in outcomes)])
    for method in METHODS:
        own = [result for result in results if result.method == method]
        low, middle, high = np.percentile([100 * result.closed for result in own], [25, 50, 75])
        cells = [f"{middle:.0f} % ({low:.0f} to {high:.0f})"]
        for name in LIMITS:
            kept = [r.keeps[name] for r in own]
            cells.append(f"{_percent(kept)} ({min(kept):.0%})")
        cells += [_percent([float(r.inside) for r in own]), f"{sum(bool(r.refused) for r in own)}"]
        cells += [f"{_mean([r.seconds for r in own]):.2f}", *(_pair(own, name) for name in outcomes)]
        _line(method, cells)
    print(
        f"\nkeeps: true probability for a fresh row, mean (least) over seeds; floor of the mean {ASSURANCE - 0.05:.0%}"
    )
    print(f"cover: 90 % intervals on {FRESH} fresh rows like the history | at the recommended points")
    print(f"refused with: {', '.join(sorted({r.refused for r in results if r.refused})) or '–'}")


def _line(name: str, cells: list[str]) -> None:
    print(f"{name:<28}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True)))


def _pair(results: list[Result], outcome: str) -> str:
    fresh = [result.covered[outcome] for result in results if outcome in result.covered]
    point = [result.at_point[outcome] for result in results if outcome in result.at_point]
    return f"{_percent(fresh)} | {_percent(point)}" if fresh else "–"


def _percent(shares: list[float]) -> str:
    return f"{100 * _mean(shares):.1f} %"


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def _place(settings: Settings) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in settings.items())


if __name__ == "__main__":
    main()
