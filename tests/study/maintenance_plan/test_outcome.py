"""A plan against what came: jobs by what became of them, like held against like, and virtual years lived through."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtri

from sanhak import maintenance
from sanhak.decide.maintenance.promise import SHARED
from sanhak.finding import Refusal
from sanhak.model.life import LEVELS, Lives
from sanhak.plants.fleet import EXCHANGER, Fleet
from sanhak.run import Run
from sanhak.study.maintenance_plan.board import Board
from sanhak.study.maintenance_plan.came import State, counted
from sanhak.study.maintenance_plan.outcome import Outcome
from sanhak.study.maintenance_plan.outcome_telling import kept, lines, rows, verdict
from sanhak.table import Table

START = datetime(2026, 6, 1)  # noqa: DTZ001
NAMES = ("A", "B", "C", "D", "E")
USUAL = (40.0, 60.0, 90.0, 120.0, 900.0)
FAILURE, PLANNED = 3500.0, 450.0
ERROR = 0.25


def lives_of(names, usual, spread=0.12):
    return Lives.of_quantiles(names, LEVELS, np.array(usual)[:, None] * np.exp(spread * ndtri(LEVELS))).table()


def planned(lives, weeks=26, **more):
    study = maintenance.Plan(start="2026-06-01", weeks=weeks, failure=FAILURE, planned=PLANNED, shift=80.0, free=0.0)
    tables = {"lives": lives, **more}
    answer = study.solve(tables, Run(effort=0.1))
    return Board.of(study, tables).planned(answer.tables["calendar"]), answer


def orders(*told, **more):
    """Rows of asset, day after the start, and kind of order."""
    data = {"asset": [name for name, _, _ in told], "date": [START + timedelta(days=day) for _, day, _ in told],
            "order type": [kind for _, _, kind in told]}  # fmt: skip
    return Table.of(pl.DataFrame(data | more))


@pytest.fixture(scope="module")
def board():
    return planned(lives_of(NAMES, USUAL))[0]


def of(board, told, until=180.0):
    found = Outcome.of(board, orders(*told), board.asked.moment(until))
    return found, {board.asked.jobs[one.job].asset: one.state for one in found.came}


def test_each_job_is_told_by_what_came_first(board):
    due = {board.asked.jobs[at].asset: spot for at, spot in board.spots.items()}
    assert set(due) == set("ABCD")
    told = [("A", due["A"].start - 3, "breakdown"), ("A", due["A"].finish + 2, "replacement"),
            ("B", due["B"].finish, "replacement"), ("C", due["C"].finish + 20, "renewal"),
            ("E", 150, "failure"), ("X", 10, "breakdown")]  # fmt: skip
    found, state = of(board, told)
    assert state == {"A": State.FAILED, "B": State.DONE, "C": State.LATE, "D": State.MISSED, "E": State.UNPLANNED}
    assert found.cost == 2 * FAILURE + 2 * PLANNED, "what comes after a renewal is of a new life"
    assert [one.asset for one in rows(found)][:3] == ["A", "E", "D"], "what went otherwise comes first"
    _, state = of(board, [("B", due["B"].start - 20, "renewal"), ("C", due["C"].finish + 9, "breakdown")])
    assert (state["B"], state["C"], state["A"]) == (State.EARLY, State.OVERDUE, State.MISSED)
    _, state = of(board, [("E", 3, "renewal")], until=4.0)
    assert state == {"A": State.AHEAD, "B": State.AHEAD, "C": State.AHEAD, "D": State.AHEAD, "E": State.BESIDE}


def test_before_the_start_and_after_the_last_day_nothing_counts(board):
    found, state = of(board, [("A", -30, "breakdown"), ("B", 100, "breakdown"), ("C", 5, "renewal")], until=50.0)
    assert counted(found.came)[State.EARLY] == 1
    assert not any(one.failed for one in state.values())


def test_like_is_held_against_like(board):
    early, _ = of(board, [("E", 1, "renewal")], until=10.0)
    late, _ = of(board, [("E", 1, "renewal")], until=179.0)
    assert early.promised.value < 0.1 * late.promised.value
    assert early.whole.lower < early.whole.value < early.whole.upper
    course = late.course()
    assert (np.diff(course.promised) >= -1e-9).all()
    assert late.over is False
    over, _ = of(board, [("E", 1, "renewal")], until=200.0)
    assert over.over
    assert over.whole.value == over.whole.upper == over.cost == PLANNED


def test_at_the_horizon_the_promise_is_that_of_the_answer():
    hard = Table.of(pl.DataFrame({"asset": ["B", "Z"], "date": [START + timedelta(days=100)] * 2, "what for": "law"}))
    jobs = Table.of(pl.DataFrame({"asset": list("ABCDE"), "location": list("UUVVV"), "shutdown cost": [900.0] * 5}),
                    units={"shutdown cost": "만원"})  # fmt: skip
    board, answer = planned(lives_of(NAMES, USUAL), fixed=hard, jobs=jobs)
    found, _ = of(board, [("A", 1, "breakdown")], until=400.0)
    promise = answer.promise.after
    assert found.promised.value == pytest.approx(promise.value, rel=0.03)
    assert found.promised.upper == pytest.approx(promise.upper, rel=0.05)
    at = {job.asset: spot for place, job in enumerate(board.asked.jobs) if (spot := board.spots.get(place))}
    done = [(name, spot.finish, "renewal") for name, spot in at.items()]
    every, state = of(board, done, until=400.0)
    assert set(state.values()) <= {State.DONE, State.RUNS}
    assert sum(cost for _, cost in every.counted()) == pytest.approx(every.cost)
    assert every.cost > PLANNED * len(board.spots), "shutdowns cost something"


def test_planned_orders_count_where_no_order_says_that_it_renewed(board):
    spot = next(spot for at, spot in board.spots.items() if board.asked.jobs[at].asset == "A")
    told = [("A", spot.finish, "PM02"), ("B", 3, "PM01")]
    found, state = of(board, told)
    assert found.assumed
    assert (state["A"], state["B"]) == (State.DONE, State.FAILED)
    more = {"activity": ["점검", "", "교체"], "status": ["TECO"] * 3}
    table = orders(*told, ("C", 4, "PM02"), **more).rows([0, 1, 2])
    named = Table.of(table.frame.rename({"activity": "PM activity type", "status": "system status"}))
    found = Outcome.of(board, named, board.asked.moment(180))
    assert not found.assumed, "an inspection renews nothing where the orders tell them apart"
    assert found.came[0].state is State.MISSED


@pytest.mark.parametrize(
    ("code", "told", "until"),
    [("S423", [("X", 3, "breakdown")], None), ("S424", [("A", -9, "breakdown")], None),
     ("S424", [("A", 9, "breakdown")], -5.0), ("S328", [], None)],
)  # fmt: skip
def test_orders_that_tell_nothing_are_refused(board, code, told, until):
    table = orders(*told) if told else Table.of(pl.DataFrame({"asset": ["A"], "hours": [3.0]}))
    with pytest.raises(Refusal) as refused:
        Outcome.of(board, table, None if until is None else board.asked.moment(until))
    assert [one.code for one in refused.value.findings] == [code]


def test_it_is_said_in_a_sentence(board):
    found, _ = of(board, [(name, 1, "breakdown") for name in NAMES])
    assert "it was more than promised" in verdict(found).render("en")
    assert not kept(found)
    few, _ = of(board, [("E", 1, "renewal")])
    assert "less than promised" in verdict(few).render("en")
    assert all(value.render("ko") for pair in lines(few) for value in pair)


def lived(seed, wrong=1.0):
    """A year of a virtual fleet under its plan, with lives as a fair model tells them; ``wrong`` times too long."""
    rng = np.random.default_rng(seed)
    course = Fleet(EXCHANGER, assets=30, seed=seed).live()
    left = course.remaining()
    known = np.minimum(left, 3000.0) * np.exp(ERROR * rng.normal(size=len(left)) + SHARED * rng.normal())
    board, _ = planned(lives_of(course.assets, wrong * np.maximum(known, 5.0), ERROR), weeks=52)
    told = []
    for at, (name, end) in enumerate(zip(course.assets, left, strict=True)):
        spot = board.spots.get(at)
        if spot and spot.finish < end:
            told.append((name, spot.finish, "replacement"))
        elif end < 7 * 52:
            told.append((name, end, "breakdown"))
    return board, orders(*told)


def test_promises_hold_in_virtual_years_at_each_moment():
    fleets = [lived(seed) for seed in range(8)]
    for until in (60, 150, 364):
        found = [Outcome.of(board, table, board.asked.moment(until)) for board, table in fleets]
        assert sum(map(kept, found)) >= 6, until
        cost, promised = (
            sum(values) for values in zip(*((one.cost, one.promised.value) for one in found), strict=True)
        )
        assert cost == pytest.approx(promised, rel=0.2)
    in_all = [Outcome.of(*one, one[0].asked.moment(364)).cost for one in fleets]
    told = [Outcome.of(*one, one[0].asked.moment(150)).whole for one in fleets]
    assert sum(one.lower <= cost <= one.upper for one, cost in zip(told, in_all, strict=True)) >= 6


def test_lives_that_are_told_too_long_break_the_promise():
    found = [Outcome.of(*lived(seed, wrong=2.5)) for seed in range(3)]
    assert all(one.cost > one.promised.upper for one in found)
