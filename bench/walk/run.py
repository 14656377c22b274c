"""From exports of a virtual site to set-points, forty times: is the delay found, and do the limits hold in truth?

README.md. python bench/walk/run.py --seeds 40 --jobs 2
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from sanhak import Table, process
from sanhak.plants.plant import Way
from sanhak.plants.site import SiteRecord, record
from sanhak.plants.site_exports import write_grades, write_laboratory, write_pi
from sanhak.plants.site_operation import GRADES
from sanhak.study import Answer
from sanhak.study.file import read_study

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
STUDY: Final = Path(__file__).parents[2] / "examples" / "site.yaml"
DAYS, NEXT, STEP = 90.0, 30.0, 60.0
WAYS: Final[tuple[Way, ...]] = ("drift", "experiments")


@dataclass(frozen=True)
class Walked:
    """One site: the error of the delay [min], grades asked and answered, limits kept in truth, and the next month."""

    way: str
    seed: int
    error: float
    asked: int
    answered: int
    kept: int
    gap: tuple[float, ...]
    next_month: bool
    seconds: float


def walk(site: SiteRecord) -> Answer:
    """The answer to the study file on what a site exports."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        tables = {
            "data": Table.read(write_pi(site, folder / "tags.csv")),
            "laboratory": Table.read(write_laboratory(site, folder / "laboratory.xlsx")),
            "grades": Table.read(write_grades(site, folder / "grades.xlsx")),
        }
    return read_study(STUDY, {"process.setpoints": process.SetPoints}).solve(tables)


def walked(way: Way, seed: int) -> Walked:
    """Three months, and the month after them with the same file."""
    site = record(DAYS + NEXT, STEP, seed, way)
    began = time.process_time()
    first = site.part(0, DAYS)
    answer = walk(first)
    seconds = time.process_time() - began
    delay = next(figure for figure in answer.figures if figure.name.endswith("delay")).title.params["delay"]
    settings: dict[str, dict[str, float]] = {}
    for action in answer.decision:
        level, column = action.what.render("en").split(": ")
        settings.setdefault(level, {})[column] = float(action.value or 0.0)
    kept, gap = 0, []
    for level, given in settings.items():
        made = next(grade for grade in GRADES if grade.name == level)
        truth = truth_of(site, given)
        kept += truth["byproducts"] <= made.byproducts
        gap.append(site.optimum(level).value - truth["yield"])
    try:
        later = bool(walk(site.part(DAYS, DAYS + NEXT)).decision)
    except Exception:  # noqa: BLE001 - whatever stops it counts
        later = False
    asked = first.grades.frame["grade"].n_unique()
    error = float(getattr(delay, "value", np.nan)) - site.delay
    return Walked(way, seed, error, asked, len(settings), kept, tuple(gap), later, seconds)


def truth_of(site: SiteRecord, given: Mapping[str, float]) -> dict[str, float]:
    """The true outcomes of recommended settings with the nominal feed."""
    settings = {"jacket_temperature": given["TIC-1203.PV"], "feed_rate": given["FIC-1201.PV"]}
    return {name: float(values[0]) for name, values in site.truth(settings).items()}


def main() -> None:
    """Run the seeds and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=40)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--ways", nargs="*", default=list(WAYS))
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    given = asked.parse_args()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    tasks = [(way, seed) for way in given.ways for seed in range(given.first, given.first + given.seeds)]
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(walked, *zip(*tasks, strict=True)))
    heads = (
        "delay <= 1 min",
        "mean error",
        "grades answered",
        "limits kept in truth",
        "yield under optimum",
        "next month",
    )
    print("  ".join(("moved as     ", *heads, "CPU s")))
    for way in given.ways:
        group = [one for one in found if one.way == way]
        errors = np.abs([one.error for one in group])
        answered = sum(one.answered for one in group)
        print(
            f"{way:13} {np.mean(errors < 1.01):14.1%} {errors.mean():7.2f} min"
            f" {answered:8} of {sum(one.asked for one in group):3} {sum(one.kept for one in group):12} of {answered:3}"
            f" {np.median([part for one in group for part in one.gap]):18.2f} %"
            f" {sum(one.next_month for one in group):8} of {len(group)} {np.mean([one.seconds for one in group]):6.1f}"
        )
    for one in found:
        if abs(one.error) > 1.01 or not one.next_month:
            print(f"missed: {one.way}, seed {one.seed}: {one.error:+.0f} min, next month {one.next_month}")


if __name__ == "__main__":
    main()
