"""Plans made anew: what moving costs, pins that stay whatever comes, crews that keep their jobs."""

from dataclasses import replace

import numpy as np
import pytest

from sanhak.decide.maintenance import LATER, NONE, Problem, planned
from sanhak.decide.maintenance.steady import steady, with_their_crews
from sanhak.run import Run

RUN = Run(effort=0.2)
NOBODY = np.zeros(8, dtype=bool)


def problem(seed=0, jobs=8, periods=5, crews=2):
    """Jobs of different lengths, whose hours bind."""
    rng = np.random.default_rng(seed)
    return Problem(
        cost=rng.random((jobs, periods)),
        later=rng.random(jobs) + 1.0,
        must=np.zeros(jobs, dtype=bool),
        hours=rng.integers(1, 4, jobs).astype(float),
        able=np.ones((jobs, crews), dtype=bool),
        capacity=np.full((crews, periods), 4.0),
        part=np.full(jobs, NONE),
        supply=np.zeros((0, periods)),
    )


@pytest.mark.parametrize("seed", range(3))
def test_fewer_jobs_move_the_dearer_moving_is(seed):
    asked = problem(seed)
    first = planned(asked, RUN)
    newer = replace(asked, cost=np.random.default_rng(seed + 9).random(asked.cost.shape))
    moved = [
        int((planned(steady(newer, first.period, first.crew, NOBODY, moving), RUN).period != first.period).sum())
        for moving in (0.0, 0.3, 100.0)
    ]
    assert moved[0] >= moved[1] >= moved[2] == 0
    assert moved[0] > 0


def test_nothing_new_moves_nothing():
    asked = problem()
    first = planned(asked, RUN)
    again = steady(asked, first.period, first.crew, NOBODY, 0.01)
    assert (planned(again, RUN).period == first.period).all()


def test_a_pin_stays_where_it_does_not_fit():
    asked = problem()
    closed, able = asked.cost.copy(), asked.able.copy()
    closed[0, 2] = np.inf
    able[1, 0] = False
    asked = replace(asked, cost=closed, able=able, capacity=np.full((2, 5), 1.0))
    period, crew, pinned = np.full(8, LATER), np.full(8, LATER), np.arange(8) < 2
    period[:2], crew[:2] = (2, 3), (1, 0)
    plan = planned(steady(asked, period, crew, pinned, 0.1), RUN)
    assert plan.period[:2].tolist() == [2, 3]
    assert plan.crew[:2].tolist() == [1, 0]


def test_a_pin_stays_where_its_part_has_not_come():
    asked = replace(problem(), part=np.where(np.arange(8) < 2, 0, NONE), supply=np.array([[0.0, 0.0, 0.0, 0.0, 1.0]]))
    period, crew, pinned = np.full(8, LATER), np.full(8, LATER), np.arange(8) < 1
    period[0], crew[0] = 2, 1
    assert planned(steady(asked, period, crew, pinned, 0.1), RUN).period[0] == 2


def test_jobs_go_back_to_their_crew_where_it_has_room():
    asked = replace(problem(), hours=np.full(8, 2.0))
    plan = planned(asked, RUN)
    turned = np.where(plan.crew == LATER, LATER, 1 - plan.crew)
    assert with_their_crews(asked, plan, plan.crew).crew.tolist() == plan.crew.tolist()
    full = np.bincount(plan.period[plan.period != LATER], minlength=5) == 4
    back = with_their_crews(asked, plan, turned)
    changed = back.crew != plan.crew
    assert changed.any()
    assert not changed[(plan.period != LATER) & full[plan.period]].any()
