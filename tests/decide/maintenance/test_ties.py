"""Jobs that wait for others or share a shutdown: the best by enumeration, rules that keep them, and what is told."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sanhak.decide.maintenance import LATER, NONE, Plan, Problem, Ties, broken, judged, planned, quantile_rule
from sanhak.decide.maintenance.problem import priced
from sanhak.run import Run

RUN = Run(effort=0.2)


def problem(seed=0, jobs=5, periods=3, crews=2, ties=None):
    """A problem by lot in which capacity binds."""
    rng = np.random.default_rng(seed)
    return Problem(
        cost=rng.random((jobs, periods)),
        later=rng.random(jobs) + 0.5,
        must=np.zeros(jobs, dtype=bool),
        hours=rng.integers(1, 4, jobs).astype(float),
        able=rng.random((jobs, crews)) < 0.8,
        capacity=np.full((crews, periods), 4.0),
        part=np.full(jobs, NONE),
        supply=np.zeros((0, periods)),
        ties=ties,
    )


def ties(seed, jobs=5):
    """Two of an order, and two shutdowns: one that is shared where it pays, one that has to be."""
    rng = np.random.default_rng(seed)
    first, second, third = rng.permutation(jobs)[:3]
    shutdown = rng.integers(-1, 2, jobs)
    return Ties(shutdown, np.array([0.4, 0.2]), np.array([False, True]), np.array([[first, second], [second, third]]))


def best(asked):
    """The least cost of all assignments that keep everything."""
    spots = [(LATER, LATER), *product(range(asked.periods), range(len(asked.capacity)))]
    least = np.inf
    for chosen in product(spots, repeat=len(asked)):
        period, crew = np.array(chosen).T
        cost = priced(asked, period)
        if cost < least and not broken(asked, Plan(period, crew, cost, -np.inf)):
            least = cost
    return least


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_the_best_that_keeps_the_ties(seed):
    asked = problem(seed, jobs=4, ties=ties(seed, 4))
    plan = planned(asked, RUN)
    assert not broken(asked, plan)
    assert plan.cost == pytest.approx(best(asked))
    assert plan.proved


@pytest.mark.parametrize("seed", range(6))
def test_without_a_solver_ties_are_kept_too(seed):
    asked = problem(seed, jobs=14, periods=6, ties=ties(seed, 14))
    first, plan = planned(asked), planned(asked, RUN)
    for one in (first, plan, quantile_rule(asked, np.arange(14) / 2.0)):
        assert not broken(asked, one)
    assert plan.bound - 1e-9 <= plan.cost <= first.cost + 1e-9
    assert judged(asked, plan).total == pytest.approx(plan.cost)


def test_a_shutdown_is_shared_where_that_pays():
    alike = problem(jobs=2, periods=2, crews=1)
    alike = replace(alike, cost=np.array([[0.0, 0.3], [0.3, 0.0]]), later=np.ones(2), able=np.ones((2, 1), dtype=bool))
    assert set(planned(alike, RUN).period.tolist()) == {0, 1}
    shared = replace(alike, ties=Ties(np.zeros(2, dtype=int), np.array([0.5]), np.zeros(1, dtype=bool)))
    for run in (None, RUN):
        plan = planned(shared, run)
        assert len(set(plan.period.tolist())) == 1
        assert plan.cost == pytest.approx(0.3 + 0.5)
    assert judged(shared, plan).cost.sum() == pytest.approx(0.8)


def test_a_job_that_waits_draws_the_first_in():
    asked = problem(jobs=2, periods=2, crews=1)
    tied = Ties(np.full(2, NONE), np.zeros(0), np.zeros(0, dtype=bool), np.array([[0, 1]]))
    asked = replace(asked, cost=np.array([[0.0, 0.0], [0.3, 0.3]]), later=np.array([1.0, 0.1]), ties=tied,
                    able=np.ones((2, 1), dtype=bool), hours=np.full(2, 3.0))  # fmt: skip
    for run in (None, RUN):
        assert planned(asked, run).period.tolist() == [1, 0]


@pytest.mark.parametrize("seed", range(3))
def test_what_one_more_is_worth_is_what_the_best_plan_saves(seed):
    asked = replace(problem(seed, jobs=4, periods=2, ties=ties(seed, 4)), capacity=np.full((2, 2), 3.0))
    plan = planned(asked, RUN)
    for more in (asked.one_more_crew(0), asked.taught(1, np.ones(4, dtype=bool))):
        better = planned(more, RUN, plan)
        assert not broken(more, better)
        assert better.cost == pytest.approx(best(more))
        assert better.cost <= plan.cost + 1e-9


@pytest.mark.parametrize(
    ("change", "name", "jobs"),
    [
        ({"period": [0, 0, 0]}, "full", (0, 1, 2)),
        ({"period": [1, 0, 0], "crew": [1, 0, 0]}, "unable", (0,)),
        ({"period": [0, 1, 2]}, "early", (0, 1)),
        ({"period": [2, 0, LATER]}, "left", (2,)),
        ({"period": [2, 1, 0]}, "closed", (2,)),
        ({"period": [2, 0, 1]}, "apart", (1, 2)),
        ({"period": [2, 1, 1]}, "short", (1, 2)),
    ],
)
def test_each_clash_is_named_with_its_jobs(change, name, jobs):
    asked = Problem(
        cost=np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [np.inf, 1.0, 2.0]]),
        later=np.full(3, 3.0),
        must=np.array([False, False, True]),
        hours=np.full(3, 2.0),
        able=np.array([[True, False], [True, False], [True, False]]),
        capacity=np.full((2, 3), 4.0),
        part=np.array([NONE, 0, 0]),
        supply=np.array([[1.0, 1.0, 2.0]]),
        ties=Ties(np.array([NONE, 0, 0]), np.array([0.5]), np.ones(1, dtype=bool), np.array([[0, 1]])),
    )
    period = np.array(change["period"])
    crew = np.where(period == LATER, LATER, np.array(change.get("crew", [0, 0, 0])))
    found = judged(asked, Plan.of(asked, period, crew, -np.inf))
    assert (name, jobs) in {(clash.name, clash.jobs) for clash in found.clashes}
    assert np.isfinite(found.cost).all()
    kept = Plan.of(asked, np.array([2, 2, 2]), np.zeros(3, dtype=int), -np.inf)
    assert [clash.name for clash in judged(asked, kept).clashes] == ["full"]


def test_an_order_that_runs_in_a_circle_is_found():
    order = np.array([[0, 1], [1, 2], [2, 0], [3, 0]])
    round_ = Ties(np.full(4, NONE), np.zeros(0), np.zeros(0, dtype=bool), order)
    assert sorted(round_.circle()) == [0, 1, 2]
    assert replace(round_, after=order[:2]).circle() == ()
