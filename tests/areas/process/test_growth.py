"""Set-points for stated conditions, each product, several goals and money; only on effects that were seen."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from model.contest_of_two import quick
from sanhak import Table, process
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer

BEST = {"A": 70.0, "B": 80.0}
QUICK = Run(effort=0.2)


@pytest.fixture(scope="module", autouse=True)
def _contest_of_two() -> Iterator[None]:
    """What is learnt here are squares; how models compete is judged elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        yield


def products(rows: int = 120, seed: int = 0) -> Table:
    """Two grades with an optimum of their own that moves with the feed by 4 K a unit; B is run seldom, and last."""
    rng = np.random.default_rng(seed)
    grade = np.where(np.arange(rows) < 0.8 * rows, "A", "B")
    hot, feed = rng.uniform(60, 95, rows), rng.normal(5, 0.5, rows)
    best = np.array([BEST[one] for one in grade]) + 4 * (feed - 5)
    gained = 80 - 0.03 * (hot - best) ** 2 + rng.normal(0, 0.4, rows)
    impurity = 0.1 + 0.4 * np.exp((hot - 80) / 6) + rng.normal(0, 0.02, rows)
    inner = hot + 10 + rng.normal(0, 0.3, rows)
    data = {"T": hot, "feed": feed, "grade": grade, "yield": gained, "impurity": impurity, "inner": inner}
    return Table.of(data, units={"T": "degC", "yield": "%", "inner": "degC"})


def value(answer: Answer, what: str) -> float:
    return next(action.value for action in answer.decision if action.what.render("en") == what)


@pytest.fixture(scope="module")
def by_grade() -> Answer:
    study = process.SetPoints(
        controls={"T": (60, 95)}, maximize="yield", keep={"impurity": (None, 3.0)}, context={"feed": 5.0}, by="grade",
        products=({"grade": "B", "T": [60, 78]},), states=["inner"],
    )  # fmt: skip
    return study.solve(products(), QUICK)


def test_each_product_gets_set_points_of_its_own_within_its_own_ranges(by_grade):
    assert value(by_grade, "A: T") == pytest.approx(BEST["A"], abs=2)
    assert value(by_grade, "B: T") == pytest.approx(78, abs=1), "the range of B ends at 78"
    assert by_grade.headline.render("en").startswith("B: "), "what runs now comes first"
    names = [option.name.render("en") for option in by_grade.compared]
    assert {"B: Recommended", "B: Today, nothing changed", "A: Recommended", "A: Today, nothing changed"} <= set(names)
    assert Answer.load(by_grade.dump()).dump() == by_grade.dump()


def test_a_state_is_predicted_and_never_an_input(by_grade):
    (hot,) = (option.outcomes["inner"] for option in by_grade.compared if option.name.render("en") == "A: Recommended")
    assert hot.value == pytest.approx(value(by_grade, "A: T") + 10, abs=0.5)
    assert "inner" not in [column.name for column in by_grade.models["yield"].inputs]


def test_a_product_that_cannot_be_answered_is_told_and_the_others_are_answered():
    study = process.SetPoints(
        controls={"T": (60, 95)}, maximize="yield", keep={"impurity": (None, 3.0)}, by="grade",
        products=({"grade": "B", "impurity": [None, 0.05]},),
    )  # fmt: skip
    answer = study.solve(products(60), QUICK)
    assert [action.what.render("en") for action in answer.decision] == ["A: T"]
    assert "D026" in [finding.code for finding in answer.findings]


def test_the_spread_of_the_history_and_today_are_different_conditions():
    table = products().rows(np.arange(90))
    found = {}
    for conditions in ("today", "history"):
        study = process.SetPoints(controls={"T": (60, 95)}, maximize="yield", context=["feed"], conditions=conditions)
        found[conditions] = study.solve(table, QUICK)
    assert value(found["history"], "T") == pytest.approx(BEST["A"], abs=2)
    feed = table.values("feed")[-1]
    assert value(found["today"], "T") == pytest.approx(BEST["A"] + 4 * (feed - 5), abs=2.5)
    assert "12 rows of the history" in found["history"].promise.against.render("en")


def steam(rows: int = 120, seed: int = 0) -> Table:
    """Yield peaks at T = 85, steam rises with T and F."""
    rng = np.random.default_rng(seed)
    hot, flow = rng.uniform(60, 95, rows), rng.uniform(10, 20, rows)
    gained = 80 - 0.02 * (hot - 85) ** 2 - 0.1 * (flow - 12) ** 2 + rng.normal(0, 0.3, rows)
    used = 0.005 * (hot - 50) * flow + rng.normal(0, 0.05, rows)
    data = {"T": hot, "F": flow, "yield": gained, "steam": used}
    return Table.of(data, units={"T": "degC", "F": "m3/h", "yield": "%", "steam": "t/h"})


@pytest.fixture(scope="module")
def traded() -> Answer:
    return process.SetPoints(
        controls={"T": (60, 95), "F": (10, 20)}, maximize="yield", also={"steam": "minimize"}
    ).solve(steam(), QUICK)


def test_several_goals_give_a_front_with_a_knee_and_the_price_of_moving(traded):
    front = traded.tables["trade-off"].frame
    gained, used = front["yield expected"].to_numpy(), front["steam expected"].to_numpy()
    assert len(front) >= 8
    assert (np.diff(gained) < 0).all()
    assert (np.diff(used) < 0).all(), "who gives up yield gets less steam"
    assert (front["recommended"] == "yes").sum() == 1
    truth = 80 - 0.02 * (front["T"] - 85) ** 2 - 0.1 * (front["F"] - 12) ** 2
    assert np.abs(truth.to_numpy() - gained).max() < 0.8
    assert "1 % more of yield moves steam by" in traded.figures[0].title.render("en")
    assert "steam" in traded.headline.render("ko")
    names = [option.name.render("en") for option in traded.compared]
    assert {"Best for yield alone", "Best for steam"} <= set(names)


def test_the_price_of_moving_has_the_right_sign_where_the_first_goal_is_made_small():
    answer = process.SetPoints(
        controls={"T": (60, 95), "F": (10, 20)}, minimize="steam", also={"yield": "maximize"}
    ).solve(steam(60), QUICK)
    front = answer.tables["trade-off"].frame
    assert (np.diff(front["steam expected"].to_numpy()) > 0).all(), "the best of the first goal comes first"
    title = answer.figures[0].title
    assert title.params["more"].value > 0 > title.params["less"].value


def test_a_goal_of_money_is_an_expression_with_units_and_sources():
    money = {
        "derive": {"profit": "price * yield * 10 t/h - cost * steam"},
        "given": {
            "price": {"value": "1200 KRW/kg", "source": "contract of 2026"},
            "cost": {"value": "90000 KRW/t", "source": "utility bill"},
        },
    }
    study = process.SetPoints(controls={"T": (60, 95), "F": (10, 20)}, maximize="profit", prepare=[money])
    answer = study.solve(steam(), QUICK)
    assert answer.promise.effect.unit == "원/h"
    hours = answer.promise.money.value / answer.promise.effect.value
    assert hours == pytest.approx(8766, rel=0.001)
    assert "contract of 2026" in " ".join(part.said.render("en") for part in answer.preparation)


def test_controls_that_always_moved_together_are_refused_with_the_test_that_settles_it():
    rng = np.random.default_rng(0)
    hot = rng.uniform(60, 95, 100)
    data = {"T": hot, "ratio": hot / 80 + rng.normal(0, 0.002, 100), "yield": 80 - 0.02 * (hot - 85) ** 2}
    table = Table.of({**data, "yield": data["yield"] + rng.normal(0, 0.3, 100)})
    question = {"controls": {"T": (60, 95), "ratio": (0.7, 1.2)}, "maximize": "yield"}
    with pytest.raises(Refusal) as caught:
        process.SetPoints(**question).solve(table, QUICK)
    assert [finding.code for finding in caught.value.findings][:1] == ["D027"]
    assert "4 runs" in caught.value.findings[0].remedy.render("en")
    marked = process.SetPoints(**question, unidentified="mark").solve(table, QUICK)
    assert "T088" in [finding.code for finding in marked.findings]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("D025", {"products": ({"grade": "A"},)}),
        ("D025", {"by": "grade", "products": ({"T": [60, 70]},)}),
        ("D025", {"by": "grade", "products": ({"grade": "A", "feed": [1, 2]},)}),
        ("D002", {"by": "T"}),
        ("D002", {"states": ["T"]}),
        ("D002", {"also": {"yield": "minimize"}}),
        ("D002", {"also": {"T": "minimize"}}),
    ],
)
def test_fields_that_contradict_each_other_are_refused(code, more):
    with pytest.raises(Refusal) as caught:
        process.SetPoints(controls={"T": (60, 95)}, maximize="yield", **more)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_rows_in_which_the_plant_moved_are_left_out_unless_told_otherwise():
    rng = np.random.default_rng(0)
    minutes = np.arange(0, 2400, 5)
    level = rng.uniform(60, 90, 20)[minutes // 120]
    hot = level + rng.normal(0, 0.1, len(minutes))
    felt = np.convolve(np.r_[np.full(11, level[0]), level], np.full(12, 1 / 12), "valid")
    moments = pl.datetime_range(pl.datetime(2026, 3, 2), interval="5m", closed="left", eager=True,
                                end=pl.datetime(2026, 3, 2) + pl.duration(minutes=2400))  # fmt: skip
    data = {"time": moments, "T": hot, "yield": 80 - 0.02 * (felt - 80) ** 2 + rng.normal(0, 0.3, len(minutes))}
    table = Table.of(data, units={"T": "degC", "yield": "%"}, time="time")
    question = {"controls": {"T": (60, 90)}, "maximize": "yield"}
    answer = process.SetPoints(**question).solve(table, Run(effort=0.1))
    (steady,) = [part for part in answer.preparation if part.what.render("en") == "At steady state"]
    assert 0.4 * steady.before < steady.after < 0.95 * steady.before
    kept = process.SetPoints(**question, unsteady="keep").solve(table, Run(effort=0.1))
    assert "At steady state" not in [part.what.render("en") for part in kept.preparation]
    errors = [next(score.error for score in one.scores if score.chosen) for one in (answer, kept)]
    assert errors[0] < 0.8 * errors[1]
