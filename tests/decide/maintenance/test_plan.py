"""Plans of maintenance: the best by hand and by enumeration, what binds, and what rules give."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sanhak.decide.maintenance import (
    LATER,
    NONE,
    Plan,
    Prices,
    Problem,
    broken,
    cost_of_a_day,
    evenly,
    planned,
    quantile_rule,
    renewal_costs,
    tuned_rule,
    worth_of_life,
)
from sanhak.decide.maintenance.exact import searched
from sanhak.decide.maintenance.problem import priced
from sanhak.decide.maintenance.relaxed import relaxed
from sanhak.model.life import Lives
from sanhak.run import Run


def problem(seed=0, jobs=12, periods=4, crews=2, *, equal=True, skills=False, parts=False):
    """A problem by lot in which capacity binds."""
    rng = np.random.default_rng(seed)
    able = np.ones((jobs, crews), dtype=bool)
    if skills:
        able = rng.random((jobs, crews)) < 0.6
        able[~able.any(axis=1), 0] = True
    return Problem(
        cost=rng.random((jobs, periods)),
        later=rng.random(jobs) + 0.7,
        must=np.zeros(jobs, dtype=bool),
        hours=np.ones(jobs) if equal else rng.integers(1, 5, jobs).astype(float),
        able=able,
        capacity=np.full((crews, periods), 1.0 if equal else 4.0),
        part=rng.integers(0, 2, jobs) if parts else np.full(jobs, NONE),
        supply=np.array([[0.0, 1.0, 1.0, 2.0], [1.0, 1.0, 3.0, 3.0]]) if parts else np.zeros((0, periods)),
    )


def by_hand(asked):
    """The least cost by trying everything (few jobs, one crew)."""
    best = np.inf
    for places in product(range(-1, asked.periods), repeat=len(asked)):
        period = np.array(places)
        crew = np.where(period == LATER, LATER, 0)
        cost = priced(asked, period)
        if cost < best and not broken(asked, replace(planned(asked), period=period, crew=crew)):
            best = cost
    return best


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("skills", [False, True])
def test_where_only_capacity_binds_the_plan_is_proved_without_a_search(seed, skills):
    asked = problem(seed, skills=skills)
    plan = planned(asked)
    assert not broken(asked, plan)
    assert plan.proved


@pytest.mark.parametrize("seed", range(2))
def test_the_plan_is_the_best_of_all(seed):
    asked = problem(seed, jobs=5, periods=3, crews=1, equal=False)
    plan = planned(asked, Run())
    assert plan.cost == pytest.approx(by_hand(asked))
    assert plan.bound == pytest.approx(plan.cost)


@pytest.mark.parametrize("seed", range(3))
def test_lengths_skills_and_parts_are_kept_and_the_search_never_loses(seed):
    asked = problem(seed, equal=False, skills=True, parts=True)
    first, plan = planned(asked), planned(asked, Run(effort=0.2))
    for one in (first, plan):
        assert not broken(asked, one)
        assert one.cost >= one.bound - 1e-9
    assert plan.cost <= first.cost + 1e-9
    assert relaxed(asked).bound <= plan.cost + 1e-9


def test_what_must_be_done_is_done_first():
    asked = problem(jobs=6, periods=2, crews=1)
    must = np.zeros(6, dtype=bool)
    must[[1, 4]] = True
    plan = planned(replace(asked, must=must, cost=asked.cost + 5 * must[:, None]))
    assert (plan.period[[1, 4]] != LATER).all()


def test_one_more_crew_or_part_never_costs_more():
    run = Run(effort=0.2)
    asked = problem(equal=False)
    assert planned(asked.one_more_crew(0), run).cost < planned(asked, run).cost
    asked = problem(equal=False, parts=True)  # parts bind: a crew more brings nothing
    assert planned(asked.one_more_crew(0), run).cost == pytest.approx(planned(asked, run).cost)
    assert planned(asked.one_more_part(0), run).cost < planned(asked, run).cost


def test_without_a_crew_all_is_left():
    asked = problem(crews=0)
    plan = planned(asked)
    assert (plan.period == LATER).all()
    assert plan.proved


def test_rules_keep_what_a_plan_keeps_and_cost_no_less():
    asked = problem(equal=False, parts=True, skills=True)
    plan = planned(asked, Run(effort=0.2))
    due = np.array([np.inf, *np.linspace(0, 5, 11)])
    level, rule = tuned_rule(asked, {0.1: due, 0.2: due + 1})
    assert level in (0.1, 0.2)
    for one in (rule, quantile_rule(asked, due), evenly(asked, np.arange(12))):
        assert not broken(asked, one)
        assert one.cost >= plan.bound - 1e-9
    assert rule.period[0] == LATER


def test_a_broken_plan_is_told():
    asked = problem(crews=1, jobs=3)
    plan = planned(asked)
    twice = replace(plan, period=np.zeros(3, dtype=int), crew=np.zeros(3, dtype=int))
    assert broken(asked, twice) == ("full",)


def test_the_cost_of_waiting_by_hand():
    # Lives uniform on 0–10 d and on 0–20 d: all is known in closed form.
    lives = Lives(("a", "b"), np.array([5.0, 10.0, 20.0]), np.array([[0.5, 0.0, 0.0], [0.75, 0.5, 0.0]]))
    prices = Prices.of(2, 100.0, 10.0, 1.0)
    cost, later = renewal_costs(lives, [5.0, 10.0], prices)
    assert cost[0, 0] == pytest.approx(50 + 5 + (5.0 - 3.75))
    assert cost[0, 1] == pytest.approx(100)
    assert later[0] == pytest.approx(100)  # who fails within the horizon gains nothing by waiting beyond it
    assert cost[1, 1] == pytest.approx(50 + 5 + (10.0 - 7.5))


def test_a_day_is_worth_its_long_run_cost():
    # A new asset lasts 10 d for sure and 20 d at most: renewed at 10 d it costs 1 a day.
    new = Lives(("new",), np.array([10.0, 20.0]), np.array([[1.0, 0.0]]))
    assert cost_of_a_day(new, 100.0, 10.0) == pytest.approx(1.0)
    # A life without memory gains nothing by renewal: it is run until it fails.
    times = np.linspace(1, 4000, 4000)
    lasting = Lives(("new",), times, np.exp(-times / 200)[None])
    assert cost_of_a_day(lasting, 100.0, 10.0) == pytest.approx(100 / 200, rel=0.01)
    fleet = Lives(tuple(map(str, range(50))), times, np.tile(lasting.survival, (50, 1)))
    assert worth_of_life(fleet, np.arange(1, 53) * 7.0, 100.0, 10.0) == pytest.approx(100 / 200, rel=0.02)


def test_small_savings_are_found_beside_what_must_be_done():
    """A millionth of a job's cost decides, though leaving the first job counts as a thousand jobs.

    Counted in so coarse a grain, 4975.51 + 2487.51 would be more than 4976.49 + 2486.54.
    """
    grain = 201_000 / 1e7
    one = Problem(
        cost=grain * np.array([[4975.51, 4976.49], [2486.54, 2487.51]]),
        later=np.array([200.0, 200.0]),
        must=np.array([True, False]),
        hours=np.ones(2),
        able=np.ones((2, 1), dtype=bool),
        capacity=np.ones((1, 2)),
        part=np.full(2, NONE),
        supply=np.zeros((0, 2)),
    )
    dear = Plan.of(one, np.array([1, 0]), np.array([0, 0]), -np.inf)
    best = searched(one, dear, 1.0, 0)
    assert best.period.tolist() == [0, 1]
    assert best.cost == pytest.approx(grain * 7463.02)
