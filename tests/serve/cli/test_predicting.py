"""New rows are read as the models know their columns, whatever a few rows look like, in any unit that converts."""

import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from model.rows import MEAN, STRAIGHT, split_of
from sanhak.model import task
from sanhak.model.model import Model
from sanhak.table import Column, Kind, Table

LEVELS = ("1.10", "1.20", "1.30")
"""Grades that look like numbers, and lose their last digit when they are read as such."""


@pytest.fixture
def answered(sanhak, study, data, monkeypatch):
    """An answer whose model knows a temperature, a grade and a rank."""
    from sanhak.serve.report import read_folder

    monkeypatch.setattr(task, "number_candidates", lambda: (MEAN, STRAIGHT))
    rng = np.random.default_rng(0)
    hot, grade, rank = rng.uniform(60, 95, 120), rng.integers(0, 3, 120), rng.integers(0, 3, 120)
    frame = pl.DataFrame(
        {
            "T": hot,
            "grade": [LEVELS[place] for place in grade],
            "rank": [LEVELS[place] for place in rank],
            "y": 0.3 * hot + 4.0 * (grade == 1) - 2.0 * rank + 0.1 * rng.standard_normal(120),
        }
    )
    columns = (
        Column("T", unit="°C"),
        Column("grade", Kind.CATEGORY),
        Column("rank", Kind.ORDINAL, levels=LEVELS),
        Column("y", unit="%"),
    )
    model = Model.fit(Table(frame, columns), ["T", "grade", "rank"], "y", split=split_of(120))
    assert sanhak("run", study, "--data", data)[0] == 0
    answer = replace(read_folder("answer"), models={"y": model})
    monkeypatch.setattr("sanhak.serve.report.read_folder", lambda _: answer)
    return lambda T, grade, rank: 0.3 * T + 4.0 * (grade == "1.20") - 2.0 * LEVELS.index(rank)


def predicted(sanhak, tmp_path, text, *options):
    """The predicted value and the place of each row of a text file, and what was printed."""
    (tmp_path / "new.csv").write_text(text, encoding="utf-8")
    code, said, beside = sanhak("predict", "answer", "new.csv", "-o", "out.csv", *options)
    assert code == 0, beside
    written = pl.read_csv(tmp_path / "out.csv")
    return written["y [%], predicted"].to_list(), written["y, place"].to_list(), said


@pytest.mark.parametrize(("grade", "rank"), [("1.10", "1.30"), ("1.20", "1.10"), ("1.30", "1.20")])
def test_one_row_of_levels_that_look_like_numbers_is_read_as_the_model_knows_them(
    sanhak, answered, tmp_path, grade, rank
):
    values, places, said = predicted(sanhak, tmp_path, f"T [degC],grade,rank\n80,{grade},{rank}\n")
    assert values == [pytest.approx(answered(80, grade, rank), abs=0.3)]
    assert places == ["inside"]
    assert not re.search(r"T\d{3}", said)


def test_a_file_in_fahrenheit_gives_what_the_same_rows_in_celsius_give(sanhak, answered, tmp_path):
    celsius = predicted(sanhak, tmp_path, "T [degC],grade,rank\n80,1.10,1.20\n65,1.20,1.10\n")
    fahrenheit = predicted(sanhak, tmp_path, "T [degF],grade,rank\n176,1.10,1.20\n149,1.20,1.10\n")
    assert fahrenheit[:2] == (pytest.approx(celsius[0], rel=1e-9), celsius[1])
    told = predicted(sanhak, tmp_path, "T,grade,rank\n176,1.10,1.20\n149,1.20,1.10\n", "--unit", "T=degF")
    assert told[:2] == fahrenheit[:2]


@pytest.mark.usefixtures("answered")
def test_a_unit_of_another_quantity_is_refused(sanhak, tmp_path):
    (tmp_path / "new.csv").write_text("T [kPa],grade,rank\n80,1.10,1.20\n")
    code, _, beside = sanhak("predict", "answer", "new.csv")
    assert code == 1
    assert beside.startswith("M003")


@pytest.mark.usefixtures("answered")
def test_a_column_that_the_file_lacks_is_named(sanhak, tmp_path):
    (tmp_path / "new.csv").write_text("T [degC],grade\n80,1.10\n")
    code, _, beside = sanhak("predict", "answer", "new.csv")
    assert code == 1
    assert beside.startswith("T001 The table has no column rank.")


@pytest.mark.usefixtures("answered")
def test_cells_that_are_no_number_where_the_model_needs_one_are_told_and_lie_outside(sanhak, tmp_path):
    _, places, said = predicted(sanhak, tmp_path, "T [degC],grade,rank\nhigh,1.10,1.20\nhot,1.10,1.20\n80,1.10,1.20\n")
    assert places == ["outside", "outside", "inside"]
    assert "T032" in said
    assert "high" in said


def test_what_the_user_states_of_a_kind_wins(data):
    from sanhak.serve.cli.looking import Reading

    known = (Column("catalyst", Kind.ORDINAL), Column("ambient", Kind.CATEGORY), Column("gone", Kind.DATE))
    table = Reading(kinds=("ambient=number",)).table(data, known=known)
    assert (table["catalyst"].kind, table["ambient"].kind) == (Kind.ORDINAL, Kind.NUMBER)
