"""The grade is what the plant makes of a decision: nothing for nothing, 100 for the best, less for broken limits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.study.lesson import Grade
from study.lesson.toy import MARGIN, drawn

SETTING = st.floats(0.0, 10.0)


@pytest.fixture(scope="module")
def toy():
    return drawn()


def graded(toy, hot, feed):
    return toy.carry_out({"hot": hot, "feed_rate": feed})


def test_doing_nothing_earns_nothing_and_the_best_earns_all(toy):
    assert graded(toy, 2.0, 2.0).points == 0
    best = graded(toy, 10.0, 2.0 - MARGIN - 1e-4)
    assert best.points == pytest.approx(100, abs=0.05)
    assert best.best.value == pytest.approx(22 - MARGIN, abs=0.01)
    assert not any(held.broken for held in best.limits)
    assert all(loss.points < 0.1 for loss in best.losses)


def test_points_are_the_share_of_the_gain(toy):
    halfway = graded(toy, 2.0 + (16 - MARGIN) / 4, 2.0)
    assert halfway.points == pytest.approx(50, abs=0.1)
    assert halfway.reached.value == pytest.approx(6 + (16 - MARGIN) / 2, abs=0.01)


def test_a_broken_limit_costs_how_often_it_breaks(toy):
    """At the limit itself every second measurement breaks it: 0.4 of the 0.9 that were asked are missing."""
    grade = graded(toy, 10.0, 2.0)
    assert grade.limits[0].kept == pytest.approx(0.5)
    assert grade.limits[0].cost == pytest.approx(100 * 0.4 / 0.9, abs=0.01)
    assert grade.points == pytest.approx(100 - 100 * 0.4 / 0.9, abs=0.01)
    assert "50 %" in grade.catch.render("en")


def test_nothing_is_won_beyond_the_best_by_breaking_a_limit(toy):
    grade = graded(toy, 10.0, 10.0)
    assert grade.share > 1
    assert grade.points == 0
    assert grade.limits[0].kept == 0


def test_it_says_which_knob_cost_most_and_on_which_side(toy):
    timid = graded(toy, 5.0, 2.0 - MARGIN)
    worst = max(timid.losses, key=lambda loss: loss.points)
    assert (worst.name, worst.where) == ("hot", "low")
    assert timid.reasons[0].render("en").startswith("The jacket temperature was set too low")
    greedy = graded(toy, 10.0, 6.0)
    broke = max(greedy.losses, key=lambda loss: loss.points)
    assert broke.name == "feed_rate"
    assert broke.where == "high"
    assert broke.limits > broke.points / 2


@given(SETTING, SETTING)
def test_losses_add_up_to_what_is_missing(toy, hot, feed):
    grade = graded(toy, hot, feed)
    assert 0 <= grade.points <= 100
    assert sum(loss.points for loss in grade.losses) == pytest.approx(100 - grade.points, abs=0.6)
    assert all(loss.points >= -1e-6 and 0 <= loss.limits <= loss.points + 1e-3 for loss in grade.losses)


@given(SETTING, SETTING)
def test_a_grade_survives_storage(toy, hot, feed):
    grade = graded(toy, hot, feed)
    again = Grade.load(json.loads(json.dumps(grade.dump())))
    assert again == grade
    assert [text.render("ko") for text in again.reasons] == [text.render("ko") for text in grade.reasons]


def test_the_same_decision_gets_the_same_grade(toy):
    assert graded(toy, 7.0, 3.0) == graded(drawn(), 7.0, 3.0)


def test_it_tells_no_more_digits_than_are_shown(toy):
    grade = graded(toy, 7.123456, 1.0)
    for amount in (grade.today, grade.reached, grade.best):
        assert amount.value == round(amount.value, 2)


def test_a_goal_may_be_low():
    from dataclasses import replace

    toy = drawn(today=(8.0, 1.0))
    low = replace(toy, task=replace(toy.task, lowest=True), best=toy.plant.optimum("yield", {}, lowest=True))
    assert graded(low, 0.0, 0.0).points == pytest.approx(100)
    assert graded(low, 4.0, 0.5).points == pytest.approx(50)
    assert graded(low, 10.0, 1.0).points == 0
