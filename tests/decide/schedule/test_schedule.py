import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.decide.schedule import (
    FOREVER,
    RULES,
    Job,
    Operation,
    Order,
    Plan,
    Problem,
    broken,
    dispatched,
    improved,
    inserted,
    proven,
    tightened,
)
from sanhak.decide.schedule.exact import ordered
from sanhak.decide.schedule.simulate import drawn, simulated
from sanhak.decide.schedule.tabu import wandered
from sanhak.run import Run

BY_RULE = list(RULES.values())


@st.composite
def problems(draw):
    """Small problems of every sort: alternatives, releases, changeovers, closed times."""
    units, orders = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    length = st.integers(1, 9)
    jobs = []
    for order in range(orders):
        chain = tuple(
            Operation(draw(st.dictionaries(st.integers(0, units - 1), length, min_size=1)))
            for _ in range(draw(st.integers(1, 3)))
        )
        jobs += [Job(order, draw(st.integers(0, 2)), chain)] * draw(st.integers(1, 2))
    shut = draw(st.integers(0, 20))
    return Problem(
        units=tuple(f"U{unit}" for unit in range(units)),
        orders=tuple(
            Order(f"O{order}", draw(st.integers(0, 10)), draw(st.none() | st.integers(5, 40)), draw(st.integers(1, 3)))
            for order in range(orders)
        ),
        jobs=tuple(jobs),
        changeovers={0: {pair: draw(st.integers(0, 4)) for pair in ((0, 1), (1, 0), (1, 2), (2, 0))}},
        closed={units - 1: ((shut, shut + draw(st.integers(1, 5))),)},
    )


def late(problem):
    return lambda plan: plan.cost(problem, "tardiness")


@given(problems())
def test_every_rule_and_every_insertion_gives_a_plan_that_can_be_carried_out(problem):
    plans = [dispatched(problem, rule) for rule in BY_RULE]
    plans.append(inserted(problem, range(len(problem.jobs))))
    plans.append(improved(problem, plans[0], late(problem), Run(), 20))
    for plan in plans:
        assert broken(problem, plan) == []
        assert broken(problem, ordered(problem, plan)) == []
    assert late(problem)(plans[-1]) <= late(problem)(plans[0])


@given(problems())
def test_pulling_a_plan_together_breaks_nothing_and_delays_nothing(problem):
    plan = dispatched(problem, RULES["least slack"])
    apart = Plan(tuple(tuple(3 * start for start in row) for row in plan.starts), plan.units)
    pulled = tightened(problem, apart)
    assert broken(problem, pulled) == []
    assert pulled.makespan(problem) <= plan.makespan(problem)


@given(problems())
def test_without_scatter_a_simulated_course_is_the_plan(problem):
    plan = tightened(problem, dispatched(problem, RULES["first come"]))
    course = simulated(problem, plan, {}, {}, 3)
    assert course.ready.T.tolist() == [list(plan.finished(problem))] * 3
    assert course.tardiness.tolist() == [plan.tardiness(problem)] * 3


def test_what_breaks_a_plan_is_told():
    chain = (Operation({0: 4}), Operation({1: 2}))
    problem = Problem(
        ("A", "B"),
        (Order("one", 1), Order("two")),
        (Job(0, 0, chain), Job(1, 1, chain)),
        {0: {(0, 1): 3}},
        {1: ((5, 8),)},
    )
    told = " ".join(broken(problem, Plan(((0, 4), (5, 14)), ((0, 1), (0, 1)))))
    for fault in ("before it is ready", "closed", "changeover"):
        assert fault in told
    assert "cannot do it" in broken(problem, Plan(((1, 8), (8, 14)), ((1, 1), (0, 1))))[0]


def test_a_unit_that_is_closed_for_ever_is_never_used_afterwards():
    problem = Problem(("A",), (Order("one"),), (Job(0, 0, (Operation({0: 5}),)),), closed={0: ((3, FOREVER),)})
    assert dispatched(problem, RULES["first come"]).makespan(problem) >= FOREVER


def small(weight=1):
    """Three batches on one unit; by hand: the sequence b, c, a is late by nothing, first come is late by 5."""
    orders = (Order("a", due=12), Order("b", due=4), Order("c", due=7, weight=weight))
    jobs = tuple(Job(at, at, (Operation({0: length}),)) for at, length in enumerate((5, 4, 3)))
    return Problem(("A",), orders, jobs)


def test_the_best_sequence_of_three_is_found_and_proved():
    pytest.importorskip("ortools")
    problem = small()
    first = dispatched(problem, RULES["first come"])
    assert first.tardiness(problem) == 5 + 5
    found = proven(problem, first, "tardiness", Run(), 1.0)
    assert found.best
    assert found.plan.tardiness(problem) == found.bound == 0
    assert [job for _, _, job, _ in found.plan.sequence(problem, 0)] == [1, 2, 0]


def test_changeovers_decide_the_sequence():
    pytest.importorskip("ortools")
    orders = tuple(Order(name) for name in "abcd")
    jobs = tuple(Job(at, at % 2, (Operation({0: 2}),)) for at in range(4))
    problem = Problem(("A",), orders, jobs, {0: {(0, 1): 5, (1, 0): 1}})
    known = dispatched(problem, RULES["first come"])
    found = proven(problem, known, "makespan", Run(), 1.0)
    assert broken(problem, found.plan) == []
    assert (found.plan.makespan(problem), found.best) == (4 * 2 + 1, True)


@settings(max_examples=12)
@given(problems())
def test_the_solver_is_never_worse_than_what_it_began_from_and_its_bound_holds(problem):
    pytest.importorskip("ortools")
    known = dispatched(problem, RULES["earliest due date"])
    found = proven(problem, known, "tardiness", Run(), 0.05)
    assert broken(problem, found.plan) == []
    assert found.plan.cost(problem, "tardiness") <= known.cost(problem, "tardiness")
    assert found.bound <= found.plan.tardiness(problem)
    others = [dispatched(problem, rule).tardiness(problem) for rule in BY_RULE]
    assert found.bound <= min(others)


def test_the_same_seed_gives_the_same_plan():
    pytest.importorskip("ortools")
    rng = np.random.default_rng(3)
    chains = [
        tuple(Operation({int(unit): int(rng.integers(2, 9)) for unit in rng.permutation(4)[:2]}) for _ in range(4))
        for _ in range(8)
    ]
    problem = Problem(tuple("ABCD"), tuple(Order(str(at), due=20) for at in range(8)),
                      tuple(Job(at, 0, chain) for at, chain in enumerate(chains)))  # fmt: skip
    known = dispatched(problem, RULES["first come"])
    first, again = (proven(problem, known, "tardiness", Run(5), 0.1) for _ in range(2))
    assert first == again


def test_scatter_makes_the_mean_of_a_tight_plan_later_than_planned():
    problem = small()
    plan = inserted(problem, [1, 2, 0])
    spreads = {(job, 0, 0): 1.0 for job in range(3)}
    draws = drawn(problem, spreads, Run(), 4000, "test")
    course = simulated(problem, plan, spreads, draws, 4000)
    assert course.makespan.mean() == pytest.approx(12, abs=0.1)  # durations keep their mean
    assert course.makespan.std() == pytest.approx(np.sqrt(3), abs=0.1)  # and their deviation
    assert course.tardiness.mean() > 0.5


def job_shop(seed, jobs=6, units=4):
    """A random flexible job shop without anything else."""
    rng = np.random.default_rng(seed)
    chains = [
        tuple(
            Operation({int(unit): int(rng.integers(1, 20)) for unit in rng.permutation(units)[: rng.integers(1, 4)]})
            for _ in range(rng.integers(1, 6))
        )
        for _ in range(jobs)
    ]
    orders = tuple(Order(str(at)) for at in range(jobs))
    return Problem(tuple(map(str, range(units))), orders, tuple(Job(at, 0, chain) for at, chain in enumerate(chains)))


@pytest.mark.parametrize("seed", range(6))
def test_tabu_search_gives_plans_that_can_be_carried_out_and_comes_near_the_best(seed):
    problem = job_shop(seed)
    first = dispatched(problem, RULES["first come"])
    found = wandered(problem, first, Run(seed), 300)
    assert broken(problem, found) == []
    assert found == wandered(problem, first, Run(seed), 300)
    pytest.importorskip("ortools")
    best = proven(problem, found, "makespan", Run(), 1.0)
    assert best.bound <= found.makespan(problem) <= 1.03 * best.plan.makespan(problem)


def test_tabu_search_knows_no_changeovers():
    problem = Problem(("A",), (Order("a", release=3),), (Job(0, 0, (Operation({0: 2}),)),))
    with pytest.raises(ValueError, match="releases"):
        wandered(problem, dispatched(problem, RULES["first come"]), Run(), 1)
