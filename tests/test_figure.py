"""Figures: plain Vega-Lite views with their words in no language yet."""

from __future__ import annotations

import json

import pytest

from sanhak import figure
from sanhak.figure import Figure, quantity
from sanhak.text import Amount, Text, say

X = figure.x_axis("x", quantity("T_jacket", "°C"))
Y = figure.y_axis("y", quantity("yield", "%"))
ROWS = [{"x": 60.0, "y": 78.4, "low": 77.0, "high": 79.0}, {"x": 80.0, "y": 81.9, "low": 80.6, "high": 83.1}]
LEVELS = [{"name": "a", "mean": 1.0, "low": 0.8, "high": 1.3}, {"name": "b", "mean": 2.0, "low": 1.7, "high": 2.2}]


def view_of(*parts, **shared):
    words = Text("{a}", {"a": "words"})
    return Figure("response", words, words, words, figure.layers(*parts, **shared))


PARTS = {
    "points": figure.points(ROWS, X, Y),
    "line": figure.line(ROWS, X, Y),
    "band": figure.band(ROWS, X, "low", "high"),
    "strong band": figure.band(ROWS, X, "low", "high", strong=True),
    "limit": figure.limit(80.0, say("limit: {limit}", limit=Amount(80.0, "%"))),
    "upright limit": figure.limit(75.0, say("limit: {limit}", limit=Amount(75.0, "°C", 1)), along="x"),
    "today": figure.spot(60.0, 78.4, say("no"), filled=False),
    "recommended": figure.spot(80.0, 81.9, say("yes"), filled=True),
    "unknown": figure.unknown([(50.0, 60.0)], say("no")),
    "diagonal": figure.diagonal(70.0, 90.0),
    "ranges": figure.ranges(LEVELS, figure.x_axis("mean", say("no")), "low", "high", "name"),
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_every_part_is_drawn_without_a_warning(part):
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(json.dumps(view_of(part).view("ko")))
    assert drawn.startswith("<svg")
    assert "NaN" not in drawn
    assert "undefined" not in drawn


def test_all_parts_share_one_view():
    import vl_convert

    both = view_of(*(PARTS[name] for name in ("points", "line", "band", "limit", "today", "recommended", "unknown")))
    assert vl_convert.vegalite_to_svg(json.dumps(both.view("en"))).count("<path") > 5


def test_axes_carry_name_and_unit():
    view = view_of(PARTS["points"]).view("ko")
    assert view["layer"][0]["encoding"]["x"]["title"] == "T_jacket [°C]"
    assert quantity("ratio").render() == "ratio"
    assert quantity(say("yes"), "%").render("ko") == "예 [%]"


def test_a_limit_is_dashed_and_carries_its_value():
    rule, words = view_of(PARTS["limit"]).view("en")["layer"][0]["layer"]
    assert rule["mark"]["strokeDash"]
    assert words["mark"]["text"] == "limit: 80 %"


def test_today_is_hollow_and_the_recommendation_filled():
    def mark(part):
        return part["layer"][0]["mark"]["filled"]

    assert (mark(PARTS["today"]), mark(PARTS["recommended"])) == (False, True)


def test_a_figure_survives_json():
    drawn = view_of(*PARTS.values())
    again = Figure.load(json.loads(json.dumps(drawn.dump())))
    assert again.view("ko") == drawn.view("ko")
    assert again.title == drawn.title
    assert again.aspect == drawn.aspect
