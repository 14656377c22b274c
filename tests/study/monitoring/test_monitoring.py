"""The monitor's answer: it finds the fault, names its tag, and is honest on calm rows."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from tests.study.monitoring.watched import TAGS, ask, changed, codes, history

from sanhak.areas.manufacturing.case import CASES
from sanhak.plants.exchanger import START, record
from sanhak.study import Case, Estimate
from sanhak.table import Table
from sanhak.table.read import read


@pytest.fixture(scope="module")
def circuit():
    """The answer to the case."""
    case: Case = CASES[0]
    return case.study().solve(case.tables())


def test_both_faults_of_the_circuit_are_found_when_they_begin_and_blamed_on_their_tags(circuit):
    course = record()
    episodes = circuit.tables["episodes"].frame.filter(circuit.tables["episodes"].frame["weight"] == "clear")
    truth = {"bearing": course.bearing[0], "fouling": course.fouling}
    assert len(episodes) == 2
    for (name, row), found in zip(truth.items(), episodes.to_dicts(), strict=True):
        assert found["first"] in course.blamed()[name]
        late = datetime.fromisoformat(found["alarm"]) - (START + timedelta(minutes=10 * row))
        assert timedelta(0) <= late <= timedelta(hours=8)


def test_the_decision_names_the_tag_what_it_shows_and_what_it_should(circuit):
    first = circuit.decision[0]
    assert first.column == "PI-105"
    assert first.unit == "bar"
    lower, upper = first.allowed
    assert lower < first.value < upper < first.today


def test_the_false_alarms_stand_in_the_headline_the_promise_and_the_coverage(circuit):
    said = circuit.promise.after
    assert said.amount.unit == "%"
    assert "false alarm" in circuit.headline.render("en")
    assert "오경보" in circuit.headline.render("ko")
    assert circuit.coverage[0].measured == pytest.approx(1 - said.value / 100)
    assert said.lower <= 1.0 <= said.upper


def test_the_chosen_way_misses_less_than_limits_for_each_tag(circuit):
    (chosen,) = [score for score in circuit.scores if score.chosen]
    (baseline,) = [score for score in circuit.scores if score.baseline]
    assert chosen.error < baseline.error - 3 * baseline.spread


def test_what_is_compared_begins_with_no_monitor_at_all(circuit):
    none, *others = circuit.compared
    assert none.outcomes["missed disturbances"] == Estimate(100, 100, 100, "%")
    assert len(others) == 3


def test_calm_rows_are_said_to_be_calm():
    answer = ask(history(fault=None))
    assert "Nothing is clearly off" in answer.headline.render("en")
    assert len(answer.decision) == 1
    assert answer.promise is not None


def test_a_second_table_is_watched_in_place_of_the_rest():
    table = history()
    first, second = table.rows(range(200)), table.rows(range(200, 300))
    answer = ask({"data": first, "watched": second}, normal_until=None)
    assert len(answer.tables["watched"]) == 100
    assert answer.decision[0].column == "PI-3"


def test_a_condition_tells_normal_rows_too():
    table = changed(history(), **{"LI-5": np.where(np.arange(300) < 200, 50 + np.sin(np.arange(300)), 80.0)})
    answer = ask(table, normal_until=None, normal_where=("[LI-5] < 60",))
    assert len(answer.tables["watched"]) == 100


def test_without_a_time_rows_are_numbered():
    table = history().select(TAGS)
    answer = ask(table, normal_until=None)
    assert "row 251" in answer.decision[0].what.render("en") or "row 252" in answer.decision[0].what.render("en")
    assert "S330" in codes(answer)


def test_gaps_in_time_are_bridged_by_no_memory():
    table = history()
    rows = np.concatenate((np.arange(120), np.arange(160, 300)))
    assert ask(table.rows(rows)).decision[0].column == "PI-3"


def test_a_file_with_korean_heads_is_watched(tmp_path):
    path = tmp_path / "tags.csv"
    table = history()
    heads = dict(
        zip(
            table.names,
            ("시각", "온도1 [°C]", "온도2 [°C]", "압력 [°C]", "유량 [°C]", "액위 [°C]", "분석 [°C]"),
            strict=True,
        )
    )
    table.frame.rename(heads).write_csv(path, datetime_format="%Y-%m-%d %H:%M")
    given: Table = read(path)
    assert ask(given).decision[0].column == "압력"
