"""A campaign asked from Python: runs planned, results told in every way that people tell them, and judged."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sanhak.areas.process.campaign import Campaign
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.table import Column, Kind, Table

STUDY = Campaign(
    factors={"T": (20.0, 90.0), "base": ["KOAc", "CsOAc", "K2CO3"]},
    maximize="yield",
    keep={"impurity": (None, 2.0)},
    batch=3,
    units={"T": "degC", "yield": "%"},
    smallest_gain=0.5,
)


def refused(code, work):
    with pytest.raises(Refusal) as refusal:
        work()
    assert [finding.code for finding in refusal.value.findings] == [code]
    return refusal.value.findings[0]


@pytest.fixture(scope="module")
def planned():
    return STUDY.ask()


def column(table, name):
    return table.frame[name].to_list()


def test_the_first_batch_is_numbered_planned_and_without_results(planned):
    assert column(planned, "run") == [1, 2, 3]
    assert column(planned, "status") == ["planned"] * 3
    assert column(planned, "yield") == [None] * 3
    assert planned["T"].unit == "°C"
    assert STUDY.waiting(planned) == (1, 2, 3)


def test_the_same_runs_and_seed_give_the_same_batch(planned):
    assert STUDY.ask().frame.equals(planned.frame)
    told = STUDY.tell(planned, {1: 40, 2: 50, 3: 45})
    assert STUDY.ask(told, Run(seed=1)).frame.equals(STUDY.ask(told, Run(seed=1)).frame)


def test_results_are_told_by_number_alone_or_with_others_and_in_part(planned):
    told = STUDY.tell(planned, {1: "45,2 %", 2: {"yield": 30, "impurity": 1.5}})
    assert column(told, "yield") == [45.2, 30, None]
    assert column(told, "status") == ["planned", "done", "planned"]
    assert STUDY.waiting(told) == (3,)
    assert column(STUDY.tell(told, {1: {"impurity": 0.4}}), "status") == ["done", "done", "planned"]


@pytest.mark.parametrize("word", ["did not dissolve", "Failed: vial broke", "녹지 않음", "실패 (막힘)"])
def test_a_word_for_failure_fails_the_run(planned, word):
    told = STUDY.tell(planned, {2: word})
    assert column(told, "status") == ["planned", "failed", "planned"]
    assert STUDY.waiting(told) == (1, 3)


def test_a_measured_run_does_not_fail_by_one_word(planned):
    told = STUDY.tell(planned, {2: {"yield": 0, "impurity": "failed"}})
    assert column(told, "status")[1] == "planned"
    assert column(told, "yield")[1] == 0


def test_rows_name_their_run_by_settings_and_others_are_added(planned):
    waiting = planned.frame.row(1, named=True)
    rows = [
        {"T": waiting["T"], "base": waiting["base"].lower(), "yield": 51, "impurity": 1},
        {"T": "55,5", "base": "KOAc", "yield": 47, "impurity": 1},
        {"T": 55.5, "base": "KOAc", "yield": 48},
    ]
    told = STUDY.tell(planned, rows)
    assert column(told, "yield") == [None, 51, None, 47, 48]
    assert column(told, "run") == [1, 2, 3, 4, 5]
    assert column(told, "T")[3:] == [55.5, 55.5]


def test_a_table_of_results_is_told_too(planned):
    results = Table(
        pl.DataFrame({"No.": ["3", "1"], "yield": [20.0, 30.0]}), (Column("No.", Kind.IDENTIFIER), Column("yield"))
    )
    assert column(STUDY.tell(planned, results), "yield") == [30, None, 20]


def test_runs_may_begin_with_results_of_ones_own():
    told = STUDY.tell(None, [{"T": 50, "base": "KOAc", "yield": 40}])
    assert column(told, "run") == [1]
    assert column(STUDY.ask(told), "run") == [1, 2, 3, 4]


def test_what_was_set_otherwise_is_told_with_the_number(planned):
    told = STUDY.tell(planned, [{"run": 1, "T": 57.0, "yield": 40}])
    assert column(told, "T")[0] == 57


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ({7: 40}, "D052"),
        ({"first": 40}, "D052"),
        ({1: "a lot"}, "D054"),
        ({1: math.inf}, "D054"),
        ({1: {"T": "hot", "yield": 5.0}}, "D054"),
        ([{"run": math.inf, "yield": 5.0}], "D052"),
        ([{"T": 50, "yield": 40}], "D055"),
        ([{"run": 1, "yeild": 40}], "T001"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_code(planned, results, code):
    refused(code, lambda: STUDY.tell(planned, results))


def test_a_second_result_is_refused_and_the_same_again_is_not(planned):
    told = STUDY.tell(planned, {1: 40})
    assert STUDY.tell(told, {1: 40}).frame.equals(told.frame)
    assert refused("D053", lambda: STUDY.tell(told, {1: 41})).known == 40


@settings(max_examples=20, deadline=None)
@given(
    values=some.lists(some.none() | some.floats(0, 100).map(lambda value: round(value, 2)), min_size=3, max_size=3),
    order=some.permutations([1, 2, 3]),
    comma=some.booleans(),
)
def test_however_results_are_told_the_runs_are_the_same(planned, values, order, comma):
    def said(value):
        return value if value is None or not comma else f"{value:.2f} %".replace(".", ",")

    once = STUDY.tell(planned, {number: said(values[number - 1]) for number in order})
    each = planned
    for number in order:
        each = STUDY.tell(each, [{"run": number, "yield": values[number - 1]}])
    settings_of = planned.frame.rows(named=True)
    rows = [
        {"T": settings_of[number - 1]["T"], "base": settings_of[number - 1]["base"], "yield": values[number - 1]}
        for number in order
    ]
    assert once.frame.equals(each.frame)
    assert once.frame.equals(STUDY.tell(planned, rows).frame)
    assert column(once, "yield") == values
    assert once.frame.drop("yield").equals(planned.frame.drop("yield"))  # no impurity yet, so none is done


def test_the_best_run_keeps_the_limits_and_has_an_interval(planned):
    told = STUDY.tell(
        planned, {1: {"yield": 60, "impurity": 3}, 2: {"yield": 50, "impurity": 1}, 3: {"yield": 40, "impurity": 1}}
    )
    best = STUDY.best(told)
    assert best.run == 2
    assert best.settings == {"T": column(told, "T")[1], "base": column(told, "base")[1]}
    assert best.estimate.unit == "%"
    assert best.estimate.lower < best.estimate.value < best.estimate.upper


def test_before_any_result_there_is_no_best_and_a_batch_is_worth_it(planned):
    assert STUDY.best(planned) is None
    worth = STUDY.worth(planned)
    assert worth.gain is None
    assert worth.worth_it


def test_worth_is_what_the_answer_says(planned):
    told = STUDY.tell(
        planned, {1: {"yield": 40, "impurity": 1}, 2: {"yield": 50, "impurity": 1}, 3: {"yield": 45, "impurity": 1}}
    )
    worth, answer = STUDY.worth(told), STUDY.solve(told)
    assert (worth.gain.value, worth.gain.lower, worth.gain.upper) == (
        answer.promise.effect.value, answer.promise.effect.lower, answer.promise.effect.upper)  # fmt: skip
    assert worth.needed == 0.5
    assert worth.cost is None
    assert worth.verdict.render("en") == answer.headline.render("en")
    dear = STUDY.model_copy(update={"run_cost": 1e6, "value": 1.0})
    assert dear.worth(told).cost == 3e6
    assert not dear.worth(told).worth_it
