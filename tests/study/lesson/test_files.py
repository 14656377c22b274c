"""What a trainee takes home reads back as the same table, and says no more than the task."""

from __future__ import annotations

from io import BytesIO

import pytest

from sanhak import Table
from sanhak.areas import lesson
from sanhak.study.lesson import files

LESSON = lesson("process.setpoints")


@pytest.mark.parametrize(("language", "goal", "knob"), [("en", "yield", "feed rate"), ("ko", "수율", "공급 유량")])
def test_the_history_reads_back_with_its_units(tmp_path, language, goal, knob):
    task = LESSON.draw(3).task
    path = tmp_path / "history.xlsx"
    path.write_bytes(files.history(task, language))
    table = Table.read(path)
    assert len(table) == len(task.table)
    assert table.values(goal) == pytest.approx(task.table.values("yield"))
    assert {column.name: column.unit for column in table.columns}[knob] == "L/h"
    assert table.source.provenance is None


def test_the_sheet_names_every_knob_and_leaves_the_decision_open(tmp_path):
    task = LESSON.draw(3).task
    path = tmp_path / "decision.xlsx"
    path.write_bytes(files.sheet(task, "ko"))
    frame = Table.read(path).frame
    assert frame.to_series(0).to_list() == ["재킷 온도", "공급 유량"]
    assert frame.to_series(4).to_list() == [knob.today for knob in task.knobs]


def test_the_question_names_aim_ranges_limits_and_conditions():
    task = LESSON.draw(3).task
    for language in ("en", "ko"):
        asked = files.question(LESSON, task, language)
        assert "°C" in asked
        assert "L/h" in asked
        assert "kW" in asked
        assert "90 %" in asked
        assert "{" not in asked


def test_a_history_given_under_a_name_has_no_other_source():
    given = LESSON.draw(3).task.given("ko", "과제")
    assert given.source.name == "과제"
    assert given.source.provenance is None
    assert BytesIO(files.history(LESSON.draw(3).task, "en")).read(2) == b"PK"
