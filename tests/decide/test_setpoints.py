from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from decide.known import Known
from sanhak.decide.setpoints import Goal, Limit, Problem, judge, kept, search, simple_rule, window
from sanhak.decide.space import Category, Continuous, Space
from sanhak.model.prediction import Domain
from sanhak.run import Run
from sanhak.table import Column, Kind, Table

INPUTS = (Column("t", unit="°C"), Column("f"))
SPACE = Space((Continuous("t", 0.0, 10.0), Continuous("f", 0.0, 1.0)))
TODAY = {"t": 2.0, "f": 0.5}


def hill(values):
    """Best at t = 8, f = 0.3."""
    return 50 - (values["t"] - 8) ** 2 - 20 * (values["f"] - 0.3) ** 2


def problem(**changes) -> Problem:
    goal = Goal(Known(INPUTS, Column("yield", unit="%"), hill), maximize=True, scale=5.0)
    return replace(Problem(SPACE, goal, (), TODAY), **changes)


def tried(count: int = 40):
    return SPACE.values(np.random.default_rng(3).random((count, 2)) * 0.6)


def settings_of(task: Problem) -> dict[str, float]:
    return {name: float(values[0]) for name, values in task.space.values(search(task, tried(), Run())).items()}


def impurity(task: Problem, upper: float, assurance: float = 0.9) -> Limit:
    """Impurity equals t with deviation 0.5."""
    return Limit(Known(INPUTS, Column("impurity"), lambda v: v["t"], 0.5), None, upper, assurance)


def test_the_known_optimum_is_found_without_limits():
    found = settings_of(problem())
    assert found["t"] == pytest.approx(8, abs=0.05)
    assert found["f"] == pytest.approx(0.3, abs=0.02)


def test_a_limit_is_kept_exactly_as_surely_as_asked():
    task = problem()
    task = replace(task, limits=(impurity(task, 6.0),))
    # t + 1.2816 * 0.5 = 6 is the farthest that keeps the limit with 90 %.
    assert settings_of(task)["t"] == pytest.approx(6 - norm.ppf(0.9) * 0.5, abs=0.03)


def test_a_limit_is_kept_even_if_the_model_is_off_by_one_standard_error():
    task, limit = problem(), impurity(problem(), 6.0)
    task = replace(task, limits=(replace(limit, model=replace(limit.model, error=0.4)),))
    assert settings_of(task)["t"] == pytest.approx(6 - 0.4 - norm.ppf(0.9) * 0.5, abs=0.03)


def test_the_margin_narrows_a_two_sided_limit_from_both_sides():
    limit = Limit(Known(INPUTS, Column("impurity"), lambda v: v["t"], 0.5, error=0.4), 4.0, 6.0, 0.5)
    chance = judge(problem(limits=(limit,)), {"t": np.array([5.0]), "f": np.array([0.5])}).keeps[0, 0]
    assert chance == pytest.approx(1 - 2 * norm.sf(0.6 / 0.5), abs=0.01)


def test_the_guaranteed_goal_prefers_quiet_places_but_equal_noise_changes_nothing():
    plain = settings_of(problem())
    sure = settings_of(problem(goal=replace(problem().goal, assurance=0.9)))
    assert sure["t"] == pytest.approx(plain["t"], abs=0.05)


def test_minimizing_goes_the_other_way():
    found = settings_of(problem(goal=replace(problem().goal, maximize=False)))
    assert found["t"] == pytest.approx(0.0, abs=0.05)


def test_prices_of_controls_pull_the_optimum_to_the_cheap_side():
    goal = replace(problem().goal, price=1.0)
    # d/dt (-(t - 8)^2 - 4 t) = 0 at t = 6.
    assert settings_of(problem(goal=goal, costs={"t": 4.0}))["t"] == pytest.approx(6.0, abs=0.1)


def test_the_largest_move_is_respected():
    assert settings_of(problem(moves={"t": 1.5}))["t"] == pytest.approx(3.5, abs=1e-6)


def test_steps_are_respected():
    space = Space((Continuous("t", 0.0, 10.0, step=0.5), SPACE.factors[1]))
    found = settings_of(problem(space=space))
    assert found["t"] == 8.0


def test_nothing_outside_of_the_domain_is_recommended_unless_allowed():
    known = replace(problem().goal.model, box={"t": (0.0, 5.0)})
    goal = replace(problem().goal, model=known)
    assert settings_of(problem(goal=goal))["t"] == pytest.approx(5.0, abs=0.02)
    assert settings_of(problem(goal=goal, farthest=Domain.OUTSIDE))["t"] == pytest.approx(8.0, abs=0.05)


def test_categories_are_searched_too():
    inputs = (Column("t"), Column("catalyst", Kind.CATEGORY))
    space = Space((Continuous("t", 0.0, 10.0), Category("catalyst", ("A", "B", "C"))))
    truth = lambda v: -((v["t"] - 4) ** 2) + np.where(v["catalyst"] == "C", 3.0, 0.0)  # noqa: E731
    goal = Goal(Known(inputs, Column("yield"), truth), maximize=True)
    task = Problem(space, goal, (), {"t": 1.0, "catalyst": "A"})
    point = search(task, {"t": np.array([1.0, 2.0]), "catalyst": np.array(["A", "B"])}, Run())
    values = space.values(point)
    assert values["catalyst"][0] == "C"
    assert values["t"][0] == pytest.approx(4.0, abs=0.05)
    assert window(task, point)["catalyst"] == ("A", "B", "C")


def test_among_equals_the_nearest_to_today_wins():
    flat = replace(problem().goal.model, truth=lambda v: np.zeros(len(v["t"])))
    found = settings_of(problem(goal=replace(problem().goal, model=flat)))
    assert found["t"] == pytest.approx(TODAY["t"], abs=0.05)
    assert found["f"] == pytest.approx(TODAY["f"], abs=0.01)


def test_the_same_seed_finds_the_same_point_and_progress_is_told():
    steps = []
    one = search(problem(), tried(), Run(seed=4, progress=steps.append))
    two = search(problem(), tried(), Run(seed=4))
    assert np.array_equal(one, two)
    assert steps[0].doing.render("ko") == "가장 좋은 조건을 찾는 중입니다"


def test_history_with_unknown_levels_or_none_at_all_is_no_obstacle():
    task = problem(today={"t": np.nan, "f": 0.5})
    point = search(task, {"t": np.array([np.nan]), "f": np.array([0.2])}, Run())
    assert point.shape == (1, 2)


def test_the_window_ends_where_a_limit_ends():
    task = problem()
    task = replace(task, limits=(impurity(task, 6.0),))
    found = window(task, SPACE.points({"t": np.array([4.0]), "f": np.array([0.5])}))
    assert found["t"][0] == 0.0
    assert found["t"][1] == pytest.approx(6 - norm.ppf(0.9) * 0.5, abs=0.06)
    assert found["f"] == (0.0, 1.0)


def test_a_window_around_a_setting_that_keeps_no_limit_is_that_setting_alone():
    task = problem()
    task = replace(task, limits=(impurity(task, 1.0),))
    found = window(task, SPACE.points({"t": np.array([4.0]), "f": np.array([0.5])}))
    assert found["t"] == (4.0, 4.0)


def history() -> Table:
    rng = np.random.default_rng(0)
    t, f = rng.uniform(0, 6, 100), rng.uniform(0, 1, 100)
    frame = pl.DataFrame({"t": t, "f": f, "yield": hill({"t": t, "f": f}), "impurity": t})
    return Table(frame, (*INPUTS, Column("yield", unit="%"), Column("impurity")))


def test_the_simple_rule_is_the_mean_of_good_rows_that_kept_the_limits():
    task = problem()
    task = replace(task, limits=(impurity(task, 4.0),))
    table = history()
    good = kept(task, table)
    assert (table.values("impurity")[good] <= 4.0).all()
    share, rule = simple_rule(task, table)
    ranked = good[np.argsort(-table.values("yield")[good])]
    assert rule["t"] == pytest.approx(table.values("t")[ranked[: round(share * len(good))]].mean())


def test_without_a_row_that_kept_the_limits_there_is_no_simple_rule():
    task = problem()
    task = replace(task, limits=(impurity(task, -1.0),))
    assert simple_rule(task, history()) is None


def test_shortfall_counts_missed_limits_and_domain():
    known = replace(problem().goal.model, box={"t": (0.0, 5.0)})
    task = problem(goal=replace(problem().goal, model=known))
    task = replace(task, limits=(impurity(task, 6.0),))
    judged = judge(task, {"t": np.array([4.0, 9.0]), "f": np.array([0.3, 0.3])})
    assert judged.shortfall[0] == 0
    assert judged.shortfall[1] > 1.8
    assert judged.order.tolist() == [0, 1]
