"""Lessons graded by three ways of deciding: a guess at random, a simple rule, and the study that answers them.

Every seed is another plant with another history. Run: python bench/lessons/run.py --seeds 50
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.areas import lesson
from sanhak.areas.maintenance.failure_risk import FailureRisk
from sanhak.areas.process.evidence import learn
from sanhak.areas.process.plan import recommend, space_of
from sanhak.areas.process.setpoints import SetPoints
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study.failing.estimating import estimated
from sanhak.study.failing.reading import read
from sanhak.study.lesson import Drawn, Task

Floats = NDArray[np.float64]
ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
RANDOM, SIMPLE, STUDY = "random guess", "simple rule", "the study"
WAYS: Final = (RANDOM, SIMPLE, STUDY)
Decided: TypeAlias = "tuple[dict[str, Mapping[str, float]], str]"
"""Settings by the simple rule and by the study, and the code where the study refuses."""
_RULE: Final = "Simple rule"
_QUARTER: Final = 90.0
"""A quarter of a year [d]."""
_NORMAL: Final = 1.96


@dataclass(frozen=True)
class Result:
    """One plant: points, and whether all limits were kept, by the way of deciding; CPU seconds of the study."""

    seed: int
    points: Mapping[str, float]
    kept: Mapping[str, bool]
    seconds: float
    refused: str = ""


def main() -> None:
    """Grade every way on every seed, and print one table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lessons", nargs="*", default=list(STUDIED), help="which lessons; by default all")
    asked.add_argument("--seeds", type=int, default=50, help="number of seeds")
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--jobs", type=int, default=1, help="processes")
    options = asked.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    os.environ |= dict.fromkeys(ONE_THREAD, "1")
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for name in options.lessons:
            results = []
            for result in pool.map(graded, [name] * len(seeds), seeds):
                results.append(result)
                print(f"seed {result.seed} of {seeds[-1]}", end="\r", file=sys.stderr, flush=True)
            print(f"{told(name, results)}\n")


def graded(name: str, seed: int) -> Result:
    """All ways of deciding on one plant; where the study refuses, and where no rule is known, nothing is changed."""
    drawn = lesson(name).draw(seed)
    rng = np.random.default_rng([seed, *b"guess"])
    guess = {knob.name: float(rng.uniform(knob.lower, knob.upper)) for knob in drawn.task.knobs}
    start = time.process_time()
    decided, refused = STUDIED[name](drawn.task, seed)
    seconds = time.process_time() - start
    grades = {way: drawn.carry_out(_within(drawn, settings)) for way, settings in ({RANDOM: guess} | decided).items()}
    return Result(
        seed,
        {way: grade.points for way, grade in grades.items()},
        {way: not any(held.broken for held in grade.limits) for way, grade in grades.items()},
        seconds,
        refused,
    )


def question(task: Task) -> SetPoints:
    """The question of the lesson as a study of set-points, with the settings that a user gets."""
    return SetPoints(
        controls={knob.name: (knob.lower, knob.upper) for knob in task.knobs},
        maximize=task.goal.name,
        keep={limit.of.name: (limit.lower, limit.upper) for limit in task.limits},
        context={name: amount.value for name, amount in task.conditions.items()},
        assurance=task.assurance,
    )


def studied(task: Task, seed: int) -> Decided:
    """What the study of set-points recommends, and what it calls the simple rule, which is tuned."""
    study, run = question(task), Run(seed=seed)
    decided: dict[str, Mapping[str, float]] = {SIMPLE: task.today, STUDY: task.today}
    try:
        found = recommend(study, space_of(study, task.table), learn(study, task.table, run), run)
    except Refusal as refusal:
        return decided, refusal.findings[0].code
    for option in found.options:
        settings = {name: float(value) for name, value in option.settings.items() if isinstance(value, int | float)}
        if option.recommended:
            decided[STUDY] = settings
        elif option.name.message.startswith(_RULE):
            decided[SIMPLE] = settings
    return decided, ""


def renewed(task: Task, seed: int) -> Decided:
    """The age at which renewal costs least, by a study of each unit's lives with its costs, beside the simple rule."""
    decided: dict[str, float] = dict(task.today)
    refused = ""
    for knob in task.knobs:
        price = {what: task.conditions[f"{what} {knob.name}"].value for what in ("failure", "planned")}
        study = FailureRisk(
            duration="life", event="failed", failure_cost=price["failure"], planned_cost=price["planned"]
        )
        lives = task.table.frame.filter(pl.col("unit") == knob.name).drop("unit")
        table = replace(task.table, frame=lives, columns=tuple(task.table[name] for name in lives.columns))
        try:
            best = estimated(study, read(study, {"records": table}), Run(seed=seed)).fleet.best
        except Refusal as refusal:
            refused = refusal.findings[0].code
        else:
            decided[knob.name] = min(best, knob.upper)
    return {SIMPLE: _spreadsheet(task), STUDY: decided}, refused


STUDIED: Final[Mapping[str, Callable[[Task, int], Decided]]] = {
    "process.setpoints": studied,
    "maintenance.failure_risk": renewed,
}
"""How each lesson is answered."""


def _spreadsheet(task: Task) -> dict[str, float]:
    """What a spreadsheet says: the age in quarters of a year at which the lives that failed would have cost least.

    Lives that did not fail are left out, as they have no age at failure; so it thinks that pumps live shorter than they
    do.
    """
    ages = np.arange(1, int(task.knobs[0].upper / _QUARTER) + 1) * _QUARTER
    decided = {}
    for knob in task.knobs:
        failure, planned = (task.conditions[f"{what} {knob.name}"].value for what in ("failure", "planned"))
        rows = task.table.frame.filter((pl.col("unit") == knob.name) & (pl.col("failed") == "yes"))
        lives = rows["life"].to_numpy()[:, None]
        cost = np.where(lives <= ages, failure, planned).sum(axis=0) / np.minimum(lives, ages).sum(axis=0)
        decided[knob.name] = float(np.clip(ages[cost.argmin()], knob.lower, knob.upper))
    return decided


def told(name: str, results: Sequence[Result]) -> str:
    """The table, and the paired differences with their 95 % intervals."""
    head = f"{'way of deciding':<22}{'mean points':>13}{'95 % interval':>18}{'all limits kept':>18}"
    lines = [f"{name}: {len(results)} plants, seeds {results[0].seed}–{results[-1].seed}", "", head]
    for way in WAYS:
        points = np.array([result.points[way] for result in results])
        kept = float(np.mean([result.kept[way] for result in results]))
        lines.append(f"{way:<22}{points.mean():>13.1f}{_interval(points):>18}{kept:>18.0%}")
    lines.append("")
    for better, worse in ((SIMPLE, RANDOM), (STUDY, SIMPLE), (STUDY, RANDOM)):
        gained = np.array([result.points[better] - result.points[worse] for result in results])
        wins = float(np.mean(gained > 0))
        lines.append(f"{better} − {worse}: {gained.mean():+.1f} points ({_interval(gained)}), better in {wins:.0%}")
    codes = sorted({result.refused for result in results if result.refused})
    refused, seconds = sum(bool(result.refused) for result in results), [result.seconds for result in results]
    lines.append(
        f"\nstudy: {np.mean(seconds):.1f} CPU s a plant, {sum(seconds) / 60:.1f} min in all; refused: {refused}"
    )
    lines += codes
    return "\n".join(lines)


def _interval(values: Floats) -> str:
    half = _NORMAL * float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return f"{values.mean() - half:.1f} to {values.mean() + half:.1f}"


def _within(drawn: Drawn, settings: Mapping[str, float]) -> dict[str, float]:
    """Settings that rounding has put outside of a range, put back on its end."""
    return {knob.name: float(np.clip(settings[knob.name], knob.lower, knob.upper)) for knob in drawn.task.knobs}


if __name__ == "__main__":
    main()
