"""How the columns of a question hang together: leaks, inputs that moved together, controls that only answered."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from sanhak.table import Table
from sanhak.table.check import check_question
from sanhak.table.check.findings import (
    ControlAnsweredOutcome,
    ControlFollowed,
    CopyOfOutcome,
    DatedAfterRow,
    GivesOutcomeAway,
    InputsNotCompared,
    MissingTellsValue,
    MovedTogether,
    NamedAfterOutcome,
    RecordedWithOutcome,
)
from sanhak.table.check.strength import dependence, explained_by_levels, ranks, shift
from table.check.asking import ROWS, START, ask, normal, one

Make = Callable[..., Table]


def test_a_rescaled_copy_of_the_outcome_is_a_leak(make: Make):
    y = normal()
    table = make({"x": normal(1), "copy": np.round(-0.01 * y + 3, 6), "y": y})
    finding = one(table, CopyOfOutcome, inputs=["x", "copy"], outcomes=["y"])
    assert finding.column == "copy"
    assert finding.strength == pytest.approx(-1, abs=1e-5)


@pytest.mark.parametrize("shape", [np.exp, lambda y: np.round(y, 1), lambda y: y + 0.05 * normal(7)])
def test_an_input_that_tells_the_outcome_is_a_leak_whatever_its_shape(make: Make, shape):
    y = normal()
    table = make({"x": normal(1), "lab": shape(y), "y": y})
    assert one(table, GivesOutcomeAway, inputs=["x", "lab"], outcomes=["y"]).column == "lab"


def test_a_hill_that_tells_the_outcome_is_a_leak_and_a_noisy_cause_is_none(make: Make):
    x = np.random.default_rng(0).uniform(-2, 2, 500)
    table = make({"hill": x, "cause": normal(1, 500), "y": x**2})
    assert one(table, GivesOutcomeAway, inputs=["hill", "cause"], outcomes=["y"]).column == "hill"
    noisy = make({"x": x, "y": x + 0.3 * normal(1, 500)})
    assert not check_question(noisy, inputs=["x"], outcomes=["y"])


def test_a_category_that_tells_the_outcome_is_a_leak(make: Make):
    grade = np.random.default_rng(0).integers(0, 5, ROWS)
    table = make({"grade": [f"G{g}" for g in grade], "y": 10.0 * grade + 0.01 * normal()})
    assert one(table, GivesOutcomeAway, inputs=["grade"], outcomes=["y"]).strength > 0.98


def test_a_label_that_is_told_by_a_number_is_a_leak(make: Make):
    x = normal()
    table = make({"x": x, "y": np.where(x > 0.2, "off", "ok")})
    assert one(table, GivesOutcomeAway, inputs=["x"], outcomes=["y"], labels=True).outcome == "y"


def test_controls_are_no_leak(make: Make):
    c = normal()
    table = make({"c": c, "y": np.exp(c)})
    assert not check_question(table, inputs=[], outcomes=["y"], controls=["c"])


@pytest.mark.parametrize("name", ["yield_after", "final assay", "분석결과"])
def test_a_telling_name_with_a_strong_relation_is_told(make: Make, name: str):
    y = normal()
    table = make({name: y + 0.4 * normal(1), "early": y + 0.4 * normal(2), "yield": y})
    assert one(table, NamedAfterOutcome, inputs=[name, "early"], outcomes=["yield"]).column == name


def test_a_telling_name_alone_is_no_evidence(make: Make):
    table = make({"final assay": normal(1), "y": normal()})
    assert not check_question(table, inputs=["final assay"], outcomes=["y"])


def test_an_input_recorded_only_with_the_outcome_is_told(make: Make):
    gaps = np.arange(ROWS) % 4 != 0
    lab = [None if gap else value for gap, value in zip(gaps, normal(1), strict=True)]
    y = [None if gap else value for gap, value in zip(gaps, normal(2), strict=True)]
    table = make({"x": normal(), "lab": lab, "y": y})
    finding = one(table, RecordedWithOutcome, inputs=["x", "lab"], outcomes=["y"])
    assert (finding.column, finding.rows) == ("lab", 150)


def test_a_date_after_the_row_itself_is_told(make: Make):
    times = [START + timedelta(hours=row) for row in range(ROWS)]
    table = make(
        {
            "t": times,
            "shipped": [time + timedelta(days=2) for time in times],
            "made": [time - timedelta(days=2) for time in times],
            "y": normal(),
        },
        time="t",
    )
    question = {"inputs": ["t", "shipped", "made"], "outcomes": ["y"]}
    assert one(table, DatedAfterRow, **question).column == "shipped"


@pytest.mark.parametrize("gap_in", ["x", "y"])
def test_gaps_that_go_with_a_value_are_told(make: Make, gap_in: str):
    rng, values = np.random.default_rng(0), {"x": normal(1), "y": normal(2)}
    tells = "y" if gap_in == "x" else "x"
    gap = (values[tells] > 0.5) & (rng.random(ROWS) < 0.7)
    table = make(values | {gap_in: [None if g else v for g, v in zip(gap, values[gap_in], strict=True)]})
    finding = one(table, MissingTellsValue, inputs=["x"], outcomes=["y"])
    assert (finding.column, finding.other) == (gap_in, tells)
    assert finding.median_missing > 0.5 > finding.median_present


def test_gaps_at_random_are_not_told(make: Make):
    gap = np.random.default_rng(0).random(ROWS) < 0.3
    table = make({"x": [None if g else v for g, v in zip(gap, normal(1), strict=True)], "y": normal(2)})
    assert not ask(table, MissingTellsValue, inputs=["x"], outcomes=["y"])


def test_two_inputs_that_moved_together_are_named_with_the_two_missing_corners(make: Make):
    a = np.random.default_rng(0).uniform(60, 95, ROWS)
    table = make({"a": a, "b": 2 - 0.01 * a + 0.003 * normal(), "z": normal(1), "y": normal(2)}, units={"a": "°C"})
    finding = one(table, MovedTogether, inputs=["a", "b", "z"], outcomes=["y"])
    assert {finding.first, finding.second} == {"a", "b"}
    # b falls with a: the corners that were never visited are low with low and high with high.
    assert (finding.first_low, finding.first_high) == ("61 °C", "94 °C")
    assert float(finding.second_low) < float(finding.second_high)


def test_categories_move_together_with_numbers_and_with_each_other(make: Make):
    grade = np.random.default_rng(0).integers(0, 3, ROWS)
    table = make(
        {
            "grade": [f"G{g}" for g in grade],
            "code": [f"K{g}" for g in grade],
            "t": 60 + 10.0 * grade + 0.1 * normal(),
            "y": normal(1),
        }
    )
    found = ask(table, MovedTogether, inputs=["grade", "code", "t"], outcomes=["y"])
    assert {(f.first, f.second) for f in found} == {("grade", "code"), ("grade", "t"), ("code", "t")}
    pair = next(f for f in found if f.second == "code")
    assert pair.first_low[1] == pair.second_high[1] != pair.second_low[1]


def test_free_inputs_that_moved_together_are_not_told_where_controls_are_named(make: Make):
    a = normal()
    table = make({"c": normal(1), "a": a, "b": a + 0.01 * normal(2), "y": normal(3)})
    assert not check_question(table, inputs=["a", "b"], outcomes=["y"], controls=["c"])


def test_a_control_set_by_a_rule_is_named_with_what_it_followed(make: Make):
    feed = 10 + normal()
    table = make(
        {"feed": feed, "other": normal(1), "c": 80 - 3 * (feed - 10) + 0.5 * normal(2), "y": normal(3)},
        units={"c": "°C"},
    )
    finding = one(table, ControlFollowed, inputs=["feed", "other"], outcomes=["y"], controls=["c"])
    assert (finding.others, finding.strongest) == (("feed",), "feed")
    assert finding.share > 0.9
    assert finding.low.endswith("°C")
    assert float(finding.low.split()[0]) < 80 < float(finding.high.split()[0])


def test_a_step_rule_is_found_though_ranks_hardly_correlate(make: Make):
    feed = np.random.default_rng(0).uniform(0, 3, ROWS)
    table = make({"feed": feed, "c": np.where((feed > 1) & (feed < 2), 90.0, 80.0), "y": normal(3)})
    assert one(table, ControlFollowed, inputs=["feed"], outcomes=["y"], controls=["c"]).share > 0.9


def test_a_control_set_by_several_columns_or_by_the_grade_is_found(make: Make):
    a, b = normal(1), normal(2)
    table = make({"a": a, "b": b, "c": a - b + 0.2 * normal(3), "y": normal(4)})
    assert set(one(table, ControlFollowed, inputs=["a", "b"], outcomes=["y"], controls=["c"]).others) == {"a", "b"}
    grade = np.random.default_rng(0).integers(0, 3, ROWS)
    graded = make({"grade": [f"G{g}" for g in grade], "c": 60 + 10.0 * grade + normal(5), "y": normal(4)})
    assert one(graded, ControlFollowed, inputs=["grade"], outcomes=["y"], controls=["c"]).held in {"G0", "G1", "G2"}


def feedback(gain: float, own: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A control that answers the last outcome (``own`` 1: it integrates), and an outcome that answers the control."""
    rng = np.random.default_rng(seed)
    setting, outcome = np.full(ROWS, 80.0), np.zeros(ROWS)
    for row in range(1, ROWS):
        setting[row] = 80 + own * (setting[row - 1] - 80) - gain * outcome[row - 1] + 0.05 * rng.normal()
        outcome[row] = 0.5 * (setting[row] - 80) + 0.5 * outcome[row - 1] + rng.normal()
    return setting, outcome


@pytest.mark.parametrize(("gain", "own"), [(1.0, 0.0), (0.3, 1.0)])
def test_a_control_that_answered_the_last_outcome_is_found(make: Make, gain: float, own: float):
    setting, outcome = feedback(gain, own)
    table = make({"c": setting, "y": outcome})
    assert one(table, ControlAnsweredOutcome, inputs=[], outcomes=["y"], controls=["c"]).share > 0.9


@pytest.mark.parametrize(
    "setting",
    [np.repeat([70.0, 85, 75, 80, 70, 80, 85, 75, 70, 75], 20), np.tile([70.0, 80.0], 100), 80 + np.cumsum(normal(5))],
    ids=["blocks", "alternating", "slow"],
)
def test_a_strong_effect_of_a_slow_or_alternating_control_is_no_answer(make: Make, setting: np.ndarray):
    table = make({"c": setting, "y": setting + 0.01 * normal()})
    assert not ask(table, ControlAnsweredOutcome, inputs=[], outcomes=["y"], controls=["c"])


def test_inputs_beyond_the_limit_are_not_compared_and_that_is_said(make: Make):
    table = make({f"x{i}": normal(i, 30) for i in range(230)} | {"y": normal(999, 30)})
    finding = one(table, InputsNotCompared, inputs=[f"x{i}" for i in range(230)], outcomes=["y"])
    assert (finding.inputs, finding.compared) == (230, 200)


def test_dependence_is_one_for_any_function_and_near_zero_for_none():
    x = np.random.default_rng(0).uniform(-3, 3, 2000)
    assert dependence(x, x**3) == 1.0
    assert dependence(x, np.sin(2 * x)) > 0.98
    assert dependence(x, normal(1, 2000)) < 0.1
    assert dependence(x[:2], x[:2]) == 0.0
    assert dependence(x, np.ones(2000)) == 0.0
    assert dependence(np.where(x > 0, 1.0, 0.0), np.where(x > 0, 5.0, 2.0)) == 1.0


def test_ranks_and_shift_are_those_of_scipy():
    from scipy.stats import mannwhitneyu, rankdata

    values = np.round(np.random.default_rng(0).normal(size=(3, 60)), 1)
    assert ranks(values) == pytest.approx(np.stack([rankdata(row) for row in values]))
    later = np.arange(60) >= 25
    strength, score = shift(values, later)
    for row in range(3):
        test = mannwhitneyu(values[row][later], values[row][~later], use_continuity=False, method="asymptotic")
        assert strength[row] == pytest.approx(2 * test.statistic / (25 * 35) - 1)
        from scipy.special import ndtr

        assert 2 * ndtr(-abs(score[row])) == pytest.approx(test.pvalue, rel=0.05)


def test_a_share_between_levels_needs_more_rows_than_levels():
    assert explained_by_levels(np.arange(5), np.arange(5.0)) == 0.0
    assert explained_by_levels(np.array([0, 0, 1, 1]), np.array([1.0, 1.0, 1.0, 1.0])) == 0.0
    assert explained_by_levels(np.array([0, 0, 1, 1]), np.array([1.0, 1.0, 2.0, 2.0])) == 1.0


def test_categories_with_few_rows_tell_nothing(make: Make):
    gap = [None] * 12
    table = make(
        {
            "a": [*"AABB", *gap],
            "b": [*"KKLL", *gap],
            "c": [*gap, *"AABB"],
            "x": [1.0, 1, 9, 9, *normal(1, 12)],
            "e": ["A", *gap, "A", "A", "A"],
            "y": [1.0, 1.1, 9, 9.1, *normal(0, 12)],
        }
    )
    question = {"inputs": ["a", "b", "c", "x"], "outcomes": ["y"], "controls": ["a", "e"]}
    told = {GivesOutcomeAway, MovedTogether, ControlFollowed, ControlAnsweredOutcome}
    assert not told & {type(finding) for finding in check_question(table, **question)}


def test_a_few_rows_that_moved_against_the_rule_identify_the_effect(make: Make):
    feed = normal(0, 200)
    rule = np.round(3 * feed) / 2
    table = make({"feed": feed, "c": rule, "y": normal(1, 200)})
    question = {"inputs": ["feed"], "outcomes": ["y"], "controls": ["c"]}
    assert ControlFollowed in {type(finding) for finding in check_question(table, **question)}
    moved = rule.copy()
    moved[np.argsort(np.abs(feed))[[2, 9, 15, 30]]] = [-2, 2, 2, -2]
    tested = make({"feed": feed, "c": moved, "y": normal(1, 200)})
    assert ControlFollowed not in {type(finding) for finding in check_question(tested, **question)}


def test_a_rule_in_two_columns_is_broken_by_a_test_too(make: Make):
    a, b = normal(0, 200), normal(2, 200)
    rule = a + b
    question = {"inputs": ["a", "b"], "outcomes": ["y"], "controls": ["c"]}
    table = make({"a": a, "b": b, "c": rule, "y": normal(1, 200)})
    assert ControlFollowed in {type(finding) for finding in check_question(table, **question)}
    rule = rule.copy()
    rule[np.argsort(np.abs(rule))[[1, 5, 8, 12]]] = [-2.5, 2.5, 2.5, -2.5]
    tested = make({"a": a, "b": b, "c": rule, "y": normal(1, 200)})
    assert ControlFollowed not in {type(finding) for finding in check_question(tested, **question)}


def test_a_date_control_and_a_constant_input_are_no_rule(make: Make):
    times = [START + timedelta(hours=row) for row in range(ROWS)]
    table = make({"start": times, "c": normal(), "k": [1.0] * ROWS, "y": normal(1)})
    assert not check_question(table, inputs=["k"], outcomes=["y"], controls=["start", "c"])


def test_long_tables_are_compared_on_a_sample(make: Make):
    x = normal(0, 12_000)
    table = make({"x": x, "lab": np.exp(x), "c": x + 0.1 * normal(1, 12_000), "y": x})
    found = check_question(table, inputs=["lab"], outcomes=["y"], controls=["c"])
    assert {type(finding) for finding in found} == {GivesOutcomeAway, ControlFollowed}
