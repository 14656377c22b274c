"""Trials of schedules and plans, carried out.

When orders are ready, in courses whose durations follow another law than the answer draws; and what the first plan of a
virtual fleet would have cost, each asset until its first renewal, by the true lives (bench/plan).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Final

import numpy as np
from judging import LEVEL, Piece

from sanhak.areas.manufacturing.schedule_case import case
from sanhak.decide.schedule.simulate import simulated
from sanhak.run import Run
from sanhak.study.scheduling.planning import planned
from sanhak.study.scheduling.reading import read

COURSES: Final = 200
EFFORT: Final = 0.3
FLEETS: Final = 300_000
"""Seeds of the fleets begin here: not among those on which bench/plan was tuned, nor those that it reports."""
CREWS: Final = 8


def ready(seed: int) -> Iterator[Piece]:
    """The virtual plant, planned and carried out: durations are gamma with mean and deviation of the recipes."""
    one = case()
    study, run = one.study(), Run(seed, EFFORT)
    plan = planned(study, read(study, one.tables()), run)
    asked, rng = plan.asked, run.rng("carried out")
    draws = {}
    for (job, step, unit), spread in asked.spreads.items():
        if plan.plan.units[job][step] == unit:
            mean = asked.problem.jobs[job].operations[step].lengths[unit]
            lengths = rng.gamma((mean / spread) ** 2, spread**2 / mean, COURSES)
            variance = np.log1p((spread / mean) ** 2)
            # As the normal number from which the simulation would make this length.
            draws[job, step] = (np.log(lengths / mean) + variance / 2) / np.sqrt(variance)
    happened = simulated(asked.problem, plan.plan, asked.spreads, draws, COURSES).ready * asked.hours(1)
    said = plan.courses["plan"].ready * asked.hours(1)
    low, high = (np.repeat(np.quantile(said, end, axis=1), COURSES) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    truth = happened.ravel()
    span = float(np.quantile(truth, 0.95) - np.quantile(truth, 0.05))
    yield Piece("courses carried out", LEVEL, len(asked.orders), truth, low, high, span)


def promised(seed: int) -> Iterator[Piece]:
    """The cost of a fleet's first plan carried through; the width is told in shares of the promised cost."""
    plan = run_path(str(Path(__file__).parents[1] / "plan" / "run.py"))
    year = plan["Year"](FLEETS + seed, 1 + seed % CREWS)
    _, lower, upper, real = year.promised()
    ends = np.array([lower]), np.array([upper])
    yield Piece("plans carried out", LEVEL, 1, np.array([real]), *ends, (lower + upper) / 2)
