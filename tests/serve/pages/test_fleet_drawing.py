"""Pictures of health and of lives: what lies ahead is told apart, open ends reach the edge, axes are round."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from sanhak.center.fleet.source import Source
from sanhak.model.life import Lives
from sanhak.serve.pages.fleet_drawing import Frame, calendar, drawn, frame_of, healths, lasting, place_of, rounded
from sanhak.study.lives import health_table
from sanhak.table import Column, Kind

WALL = {
    "asset": ["A", "A", "A", "B"], "time": ["2026-01-01", "2026-03-01", "2026-09-01", "2026-02-01"],
    "value": [8.0, 7.0, 5.0, 9.0], "lower": [None, None, 4.0, None], "upper": [None, None, 6.0, None],
    "limit": [3.0, 3.0, 3.0, 2.0],
}  # fmt: skip


def source(kind="maintenance.condition_life", **rows):
    table = health_table(Column("wall", unit="mm"), Column("time", Kind.TEXT), rows or WALL)
    return Source.of(SimpleNamespace(kind=kind), {"health": table})


def test_readings_end_where_what_is_foretold_begins_and_the_limit_is_marked():
    found = healths(source(), ["A", "B"])
    one = found["A"]
    assert [value for _, value in one.known] == [8.0, 7.0]
    assert [value for _, value in one.foretold] == [5.0]
    assert one.measured
    frame = frame_of(found.values())
    assert frame.y == (2.0, 9.0)
    picture = drawn(one, frame, date(2026, 6, 1))
    assert picture.ahead.startswith(f"M{frame.at(*one.last)[0]:g},")
    assert picture.dots.count("M") == 2
    assert picture.limit == frame.at(0, 3.0)[1]
    assert 0 < picture.end < 100
    assert drawn(one, frame, date(2030, 1, 1)).end is None
    assert picture.told.render("en") == "wall: last 7 mm, limit 3 mm"


def test_what_was_told_at_each_reading_has_a_band_and_its_open_ends_reach_the_edge():
    rows = WALL | {"lower": [6.0, 5.0, 4.0, 8.0], "upper": [None, 9.0, 6.0, 9.5]}
    one = healths(source(**rows), ["A"])["A"]
    assert not one.measured
    assert one.foretold == ()
    assert math.isinf(one.band[0][2])
    frame = frame_of([one])
    assert frame.y == (3.0, 9.0)
    band = drawn(one, frame).band
    assert band.startswith(f"M{0:g},{frame.at(0, 9.0)[1]:g} ")
    assert "inf" not in band


def test_a_value_on_the_other_side_of_its_limit_is_told():
    found = healths(source(**(WALL | {"limit": [7.5, 7.5, 7.5, 2.0]})), ["A", "B"])
    assert found["A"].passed
    assert found["A"].told.render("en") == "wall: last 7 mm, past its limit 7.5 mm"
    assert drawn(found["A"], frame_of(found.values())).passed
    assert not found["B"].passed


def test_a_life_is_drawn_no_further_than_it_is_known():
    lives = Lives(("A",), np.array([100.0, 200.0]), np.array([[0.5, 0.2]]))
    picture = lasting(lives, 100.0, 400.0)
    ends = [float(point.split(",")[0]) for point in picture.line[1:].split()]
    assert (min(ends), max(ends)) == (0.0, 500.0)
    assert picture.end == 25.0
    assert picture.last[1] == pytest.approx(50.0)
    assert lasting(lives, 500.0, 400.0).end is None
    assert lasting(lives, 0.0, 0.0).end == 0.0, "asked about no time at all"


def test_a_path_of_one_point_is_a_dot_and_what_lies_outside_stays_at_the_edge():
    frame = Frame((0.0, 10.0), (0.0, 1.0))
    assert frame.path([(5.0, 0.5)]) == "M500,50h0"
    assert frame.path([]) == ""
    assert frame.at(10.0, 99.0) == frame.at(10.0, 1.0)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 1, 1), date(2026, 4, 10), ["2026-01", "2026-02", "2026-03", "2026-04"]),
        (date(2026, 6, 15), date(2028, 4, 1), ["2026-07", "2027-01", "2027-07", "2028-01"]),
        (date(2012, 1, 2), date(2034, 1, 1), ["2015", "2020", "2025", "2030"]),
    ],
)
def test_days_stand_at_round_months(first, last, told):
    axis = calendar(place_of(first), place_of(last))
    assert [word for _, word in axis.ticks] == told
    assert all(0 <= place <= 100 for place, _ in axis.ticks)


def test_values_stand_at_round_numbers():
    assert [word for _, word in rounded(4.5, 8.1).ticks] == ["5", "6", "7", "8"]
    assert [word for _, word in rounded(0.0, 1200.0, along=True).ticks] == ["0", "500", "1000"]
    assert rounded(0.0, 1200.0, along=True).ticks[1][0] == pytest.approx(41.67)
