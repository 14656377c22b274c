"""Grids: numbers read to the digits that they carry, on one decimal point."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.serve.report import sections
from sanhak.serve.report.grid import (
    Grid,
    Head,
    Number,
    Range,
    Shape,
    decimals_of,
    resolution,
    shown,
    spread_decimals,
    words,
)
from sanhak.serve.report.track import tracks
from sanhak.study import Action
from sanhak.text import Text, say
from serve.report import sample


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, 5)), min_size=1, max_size=8))
def test_padded_numbers_of_a_column_end_at_one_place(cells):
    rows = tuple((Number(value, decimals),) for value, decimals in cells)
    grid = Grid("g", Text("g"), (Head("v", Text("v"), Shape.NUMBER),), rows)
    behind = {len((row[0].text + row[0].padding).partition(".")[2]) for row in shown(grid, "en")}
    assert len(behind) == 1


@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=5), st.integers(0, 6))
def test_fewer_decimals_never_change_what_is_read(values, most):
    fewest = decimals_of(values, most)
    assert fewest <= most
    assert all(math.isclose(round(value, fewest), round(value, most), abs_tol=1e-9) for value in values)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (Range(60.0, 95.0, 0), "60–95"),
        (Range(-5.0, 3.0, 1), "-5.0 to 3.0"),
        (Range(None, 0.5, 1), "at most 0.5"),
        (Range(80.0, None, 0), "at least 80"),
        (Range(None, None), "any"),
        (Number(1234.5, 1), "1,234.5"),
        (Number(99.99, 1, (0.0, 100.0)), "> 99.9"),
        (Number(0.01, 1, (0.0, 100.0)), "< 0.1"),
        (sections.chance(1.0), "> 99.9"),
        (sections.chance(0.97), "97"),
        (sections.counted(1.0), "100"),
        (sections.counted(0.0), "0"),
        (None, "–"),
        (say("yes"), "yes"),
    ],
)
def test_cells_read_as_an_engineer_writes(cell, read):
    assert words(cell, "en") == read


@pytest.mark.parametrize(("low", "high", "decimals"), [(60, 95, 1), (0.8, 1.4, 3), (0, 5000, 0), (0, 1e-9, 6)])
def test_a_setting_is_read_to_a_part_of_its_range(low, high, decimals):
    assert resolution(low, high) == decimals


@pytest.mark.parametrize(
    ("spreads", "values", "decimals"),
    [([0.12, 0.05], [2.41], 2), ([1.3, 0.5], [81.9], 1), ([40.0], [1200.0], 0), ([0.0], [0.5], 3), ([], [], 0)],
)
def test_digits_follow_the_spread(spreads, values, decimals):
    assert spread_decimals(spreads, values) == decimals


def test_a_decision_reads_as_it_is_set():
    grid = sections.decision(sample.answer())
    assert [words(cell, "en") for cell in grid.rows[0][1:6]] == ["75.0", "82.5", "°C", "60–95", "79.5–84.0"]
    assert [words(cell, "en") for cell in grid.rows[2][1:6]] == ["A-7", "A-7", "", "A-7, B-2", "A-7"]
    assert grid.strong == {0, 1}


def test_a_setting_without_a_range_is_read_to_four_digits():
    action = Action(Text("a"), "a", 0.0, 3.14159, None, Text("r"))
    assert sections.places(action) == 3
    assert sections.places(Action(Text("a"), "a", None, "x", None, Text("r"))) == 0


@pytest.mark.parametrize(
    ("value", "window", "read"),
    [
        (1927.5858, (1843.27153, 2011.9001), ["1,928", "1,843–2,012"]),
        (21.0837, (20.283, 21.884), ["21.08", "20.28–21.88"]),
        (0.43512, (0.40823, 0.46177), ["0.435", "0.408–0.462"]),
        (-0.21, (-3.4567, 3.0123), ["-0.2", "-3.5 to 3.0"]),
        (0.118034, (0.003217, 4.51234), ["0.118", "0.003–4.512"]),
        (1012.3, (0.000312, 2011.9), ["1,012", "0–2,012"]),
        (74213.9, (30213.4, 182345.6), ["74,214", "30,213–182,346"]),
    ],
)
def test_a_predicted_value_and_its_interval_are_read_as_far_as_the_interval_allows(value, window, read):
    action = Action(Text("a"), "a", None, value, "MPa", Text("r"), window=window)
    grid = sections.decision(replace(sample.answer(), decision=(action,)))
    cells = dict(zip((head.key for head in grid.heads), grid.rows[0], strict=True))
    assert [words(cells[key], "en") for key in ("value", "window")] == read


def test_tracks_lie_within_the_allowed_range():
    lines = tracks(sample.answer())
    assert [line.name for line in lines] == ["재킷 온도", "공급비"]
    assert lines[0].window == (55.71, 68.57)
    assert (lines[0].today, lines[0].value) == (42.86, 64.29)


def test_a_track_without_window_or_today_still_stands():
    action = Action(Text("a"), "a", None, 5.0, "bar", Text("r"), (0.0, 10.0))
    answer = sample.answer()
    line = tracks(type(answer)(**{**vars(answer), "decision": (action,)}))[0]
    assert (line.window, line.today, line.value) == (None, None, 50.0)
    assert line.summary.render() == "recommended 5 bar"


def test_an_open_or_empty_range_has_no_track():
    answer = sample.answer()
    open_ended = Action(Text("a"), "a", 1.0, 5.0, None, Text("r"), (0.0, None))
    assert not tracks(type(answer)(**{**vars(answer), "decision": (open_ended,)}))


def test_provenance_names_the_first_publisher():
    answer = sample.answer()
    data = {"data": {**answer.provenance.data["data"], "published": "Box and Draper 2007"}}
    origin = type(answer.provenance)(
        **{**{n: getattr(answer.provenance, n) for n in answer.provenance.__slots__}, "data": data}
    )
    assert any(row[1] == "Box and Draper 2007" for row in sections.provenance(origin).rows)
    assert not sections.provenance(None)
