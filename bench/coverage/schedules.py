"""Trials of schedules: when orders are ready, in courses whose durations follow another law than the answer draws."""

from __future__ import annotations

from collections.abc import Iterator
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
