from __future__ import annotations

import numpy as np
import pytest

from sanhak import Table, process
from sanhak.finding import Refusal, Severity
from sanhak.plants.reactor import Reactor
from sanhak.run import Cancelled, Run
from sanhak.study import Answer

CONTROLS = {"T": (60.0, 95.0), "ratio": (0.8, 1.4)}


def plant(rows: int = 120, seed: int = 0, noise: float = 0.5) -> Table:
    """Yield peaks at T = 85, ratio = 1.1; impurity rises with T, past 0.5 % near T = 80; the history stays below 82."""
    rng = np.random.default_rng(seed)
    hot, ratio = rng.uniform(60, 84, rows), rng.uniform(0.8, 1.4, rows)
    feed = rng.normal(5, 0.2, rows)
    gained = 80 - 0.02 * (hot - 85) ** 2 - 30 * (ratio - 1.1) ** 2 + 2 * (feed - 5) + rng.normal(0, noise, rows)
    impurity = 0.1 + 0.4 * np.exp((hot - 80) / 6) + rng.normal(0, 0.02, rows)
    line = rng.choice(["A", "B"], rows)
    data = {"T": hot, "ratio": ratio, "feed": feed, "line": line, "yield": gained, "impurity": impurity}
    return Table.of(data, units={"T": "degC", "yield": "%", "impurity": "%"})


@pytest.fixture(scope="module")
def table() -> Table:
    return plant()


@pytest.fixture(scope="module")
def answer(table: Table) -> Answer:
    study = process.SetPoints(controls=CONTROLS, maximize="yield", keep={"impurity": (None, 0.5)}, context=["feed"])
    return study.solve(table)


def settings(answer: Answer) -> dict[str, float]:
    return {action.column: action.value for action in answer.decision}


def test_the_recommendation_is_near_the_true_constrained_optimum(answer):
    found = settings(answer)
    # Impurity 0.5 with noise 0.02 at 90 %: 0.1 + 0.4 e^((T - 80) / 6) = 0.474, T = 79.6.
    assert found["T"] == pytest.approx(79.6, abs=2.0)
    assert found["ratio"] == pytest.approx(1.1, abs=0.06)


def test_the_promise_holds_in_truth(answer):
    found = settings(answer)
    truth = 80 - 0.02 * (found["T"] - 85) ** 2 - 30 * (found["ratio"] - 1.1) ** 2
    assert answer.promise.after.lower <= truth <= answer.promise.after.upper


def test_the_decision_stays_inside_ranges_and_windows(answer):
    for action in answer.decision:
        assert action.allowed[0] <= action.value <= action.allowed[1]
        assert action.window[0] <= action.value <= action.window[1]


def test_it_is_compared_with_today_the_best_row_and_the_simple_rule(answer):
    assert [option.recommended for option in answer.compared] == [True, False, False, False]
    assert all(option.keeps["impurity"] >= 0 for option in answer.compared)
    assert answer.compared[0].keeps["impurity"] >= 0.9 - 1e-9


def test_every_candidate_stands_beside_the_baseline(answer):
    for outcome in ("yield", "impurity"):
        scores = [score for score in answer.scores if score.outcome == outcome]
        assert sum(score.baseline for score in scores) >= 1
        assert sum(score.chosen for score in scores) == 1


def test_an_answer_survives_json(answer):
    assert Answer.load(answer.dump()).dump() == answer.dump()


def test_the_headline_speaks_both_languages(answer):
    assert "yield" in answer.headline.render("en")
    assert "바꾸면" in answer.headline.render("ko")


def test_money_follows_from_price_and_throughput(table):
    study = process.SetPoints(
        controls=CONTROLS, maximize="yield", price=1000.0, throughput=50.0, prices={"T": 2.0}, largest_move={"T": 4.0}
    )
    answer = study.solve(table)
    move = next(action.value - action.today for action in answer.decision if action.column == "T")
    assert abs(move) <= 4.0 + 1e-9
    assert answer.promise.money.value == pytest.approx(50 * (1000 * answer.promise.effect.value - 2 * move))
    assert answer.promise.money.unit == "KRW/a"


def test_a_limit_that_can_never_hold_is_refused_with_the_best_chance(table):
    study = process.SetPoints(controls=CONTROLS, maximize="yield", keep={"impurity": (None, 0.05)})
    with pytest.raises(Refusal) as refused:
        study.solve(table)
    assert refused.value.findings[0].code == "D003"
    assert refused.value.findings[0].chance < 0.9


def test_the_nearest_setting_is_given_only_when_asked_for_and_never_against_safety(table):
    near = process.SetPoints(controls=CONTROLS, maximize="yield", keep={"impurity": (None, 0.1)}, unreachable="nearest")
    assert "D014" in {finding.code for finding in near.solve(table).findings}
    unsafe = process.SetPoints(
        controls=CONTROLS, maximize="yield", safety={"impurity": (None, 0.05)}, unreachable="nearest"
    )
    with pytest.raises(Refusal, match="D003"):
        unsafe.solve(table)


def test_noise_alone_is_refused():
    rng = np.random.default_rng(1)
    noise = Table.of({"x": rng.normal(size=80), "y": rng.normal(size=80)})
    with pytest.raises(Refusal, match="D016"):
        process.SetPoints(controls={"x": (-1, 1)}, maximize="y").solve(noise)


def test_categories_are_controls_too(table):
    answer = process.SetPoints(controls={**CONTROLS, "line": ["A", "B"]}, maximize="yield").solve(table)
    assert settings(answer)["line"] in {"A", "B"}
    line = next(action for action in answer.decision if action.column == "line")
    assert line.value in line.window
    assert set(line.window) <= {"A", "B"}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"controls": CONTROLS}, "D015"),
        ({"controls": CONTROLS, "maximize": "yield", "minimize": "impurity"}, "D015"),
        ({"controls": {"T": (95.0, 60.0)}, "maximize": "yield"}, "D001"),
        ({"controls": CONTROLS, "maximize": "yield", "keep": {"impurity": (1.0, 0.5)}}, "D001"),
        ({"controls": CONTROLS, "maximize": "yield", "keep": {"impurity": (None, None)}}, "D019"),
        ({"controls": CONTROLS, "maximize": "T"}, "D002"),
        ({"controls": CONTROLS, "maximize": "yield", "context": ["T"]}, "D002"),
        ({"controls": CONTROLS, "maximize": "yield", "largest_move": {"feed": 1.0}}, "D018"),
        ({"controls": CONTROLS, "maximize": "yield", "prices": {"T": 1.0}}, "D020"),
    ],
)
def test_contradictions_are_refused_with_their_code(question, code):
    with pytest.raises(Refusal) as refused:
        process.SetPoints(**question)
    assert refused.value.findings[0].code == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"controls": {"Temp": (60.0, 95.0)}, "maximize": "yield"}, "T001"),
        ({"controls": {"T": ["60", "95"]}, "maximize": "yield"}, "D022"),
        ({"controls": {"line": (0.0, 1.0)}, "maximize": "yield"}, "D022"),
        ({"controls": {"T": (200.0, 300.0)}, "maximize": "yield"}, "D021"),
    ],
)
def test_questions_that_do_not_fit_the_table_are_refused_with_their_code(table, question, code):
    with pytest.raises(Refusal) as refused:
        process.SetPoints(**question).solve(table)
    assert refused.value.findings[0].code == code


def test_without_a_complete_row_today_must_be_given(table):
    holes = Table.of(table.frame.with_columns(T=None, yield_=table.frame["yield"]))
    with pytest.raises(Refusal):
        process.SetPoints(controls=CONTROLS, maximize="yield").solve(holes)


def test_cancel_stops_between_steps(table):
    with pytest.raises(Cancelled):
        process.SetPoints(controls=CONTROLS, maximize="yield").solve(table, Run(cancelled=lambda: True))


def test_refusals_weigh_most_and_come_first(answer):
    ranks = [finding.severity.rank for finding in answer.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert Severity.REFUSE not in {finding.severity for finding in answer.findings}


def test_nothing_beyond_what_was_measured_is_recommended_however_the_history_drifts():
    """A history of slow drift whose split holds later rows out: the ranges allow more than was ever measured."""
    history = Reactor().record(150, "drift", 5, within={"feed_rate": (190.0, 340.0)})
    controls = {"jacket_temperature": (90.0, 130.0), "feed_rate": (50.0, 350.0)}
    study = process.SetPoints(controls=controls, maximize="yield", keep={"byproducts": (None, 30.0)})
    answer = study.solve(history, Run(effort=0.3))
    for action in answer.decision:
        measured = history.values(action.column)
        assert measured.min() <= action.value <= measured.max()
    assert {"D005"} <= {finding.code for finding in answer.findings}


def recorded(way: str) -> Table:
    return Reactor().record(120, way, 3, within={"jacket_temperature": (98.0, 112.0), "feed_rate": (199.99, 200.01)})


def by_jacket(**more) -> process.SetPoints:
    context = ["feed_concentration", "feed_temperature"]
    return process.SetPoints(controls={"jacket_temperature": (98, 112)}, maximize="yield", context=context, **more)


def test_a_control_that_only_answered_is_refused_with_the_test_that_would_settle_it():
    with pytest.raises(Refusal) as refused:
        by_jacket().solve(recorded("operator"), Run(effort=0.2))
    first, evidence = refused.value.findings
    assert (first.code, evidence.code) == ("D024", "T089")
    assert first.less.value == pytest.approx(first.width.value / np.sqrt(2))
    assert "1 h" in first.render("en") or "60 min" in first.render("en")


def test_a_control_that_only_answered_is_set_with_a_warning_where_that_is_asked_for():
    answer = by_jacket(unidentified="mark").solve(recorded("operator"), Run(effort=0.2))
    assert "T089" in {finding.code for finding in answer.findings}


def test_experiments_are_not_refused():
    assert by_jacket().solve(recorded("experiments"), Run(effort=0.2)).decision


def test_the_end_of_what_was_measured_is_named(table):
    answer = process.SetPoints(controls={"T": (60.0, 120.0)}, maximize="impurity").solve(table)
    assert settings(answer)["T"] == pytest.approx(table.values("T").max())
    assert "D023" in {finding.code for finding in answer.findings}
