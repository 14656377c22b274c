"""Drawings: legible at both widths, small, closed to the outside, and safe to stand on one page."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from sanhak.figure import Figure, layers, limit, line, points, quantity, ranges, spot, unknown, x_axis, y_axis
from sanhak.serve.report.drawing import LEAD_WIDTH, NARROW, WIDE, draw
from sanhak.text import Text, say
from serve.report import sample

SVG = "{http://www.w3.org/2000/svg}"
X, Y = x_axis("x", quantity("온도", "°C")), y_axis("y", quantity("수율", "%"))


def figure(view, name="response 1", aspect=0.6) -> Figure:
    return Figure(name, Text("t"), Text("c"), Text("a"), view, aspect)


def tree(svg: str):
    return etree.fromstring(svg)


def rows(count: int):
    return [{"x": float(place), "y": float(place % 7)} for place in range(count)]


def test_both_widths_are_kept():
    drawn = draw(figure(layers(points(rows(5), X, Y))), "ko")
    assert (tree(drawn.wide).get("width"), tree(drawn.narrow).get("width")) == (str(WIDE), str(NARROW))
    assert tree(draw(figure(layers(points(rows(5), X, Y))), "ko", lead=True).wide).get("width") == str(LEAD_WIDTH)


def test_a_square_is_drawn_once():
    drawn = draw(figure(layers(points(rows(5), X, Y)), aspect=1.0), "en")
    assert drawn.wide is None
    assert tree(drawn.narrow).get("width") == str(NARROW)


def test_words_keep_their_size_on_a_phone():
    drawn = draw(sample.answer().figures[0], "ko", lead=True)
    for svg in (drawn.wide, drawn.narrow):
        sizes = {int(re.sub("px", "", text.get("font-size"))) for text in tree(svg).iter(f"{SVG}text")}
        assert min(sizes) >= 12


def test_axis_titles_carry_name_and_unit():
    assert {"온도 [°C]", "수율 [%]"} <= set(tree(draw(figure(layers(points(rows(5), X, Y))), "ko").wide).itertext())


def test_labels_keep_all_their_digits():
    small = x_axis("x", quantity("x"), scale={"domain": [0, 0.006]})
    drawn = draw(figure(layers(points([{"x": 0.001, "y": 1}, {"x": 0.006, "y": 2}], small, Y))), "en")
    assert {"0.001", "0.006"} <= set(tree(drawn.wide).itertext())


def test_limits_and_positions_are_drawn_with_their_names():
    view = layers(
        line(rows(9), X, Y), limit(3.0, say("{x}", x="L")), limit(4.0, Text("V"), along="x"),
        spot(1.0, 2.0, Text("today"), filled=False), unknown([(6.0, 8.0)], Text("unknown")),
    )  # fmt: skip
    drawn = tree(draw(figure(view), "en").wide)
    assert {"L", "V", "today", "unknown"} <= set(drawn.itertext())
    assert drawn.xpath("//*[@stroke-dasharray]")


def test_many_dots_become_few_paths_in_the_same_places():
    few, many = (draw(figure(layers(points(rows(count), X, Y))), "en").wide for count in (30, 3000))
    assert len(many) < 5 * len(few)
    dots = [path.get("d") for path in tree(many).iter(f"{SVG}path") if "h0" in path.get("d", "")]
    assert sum(path.count("M") for path in dots) == 3000


def test_dots_of_several_colours_stay_apart():
    shown = points(rows(60), X, Y)
    shown["encoding"]["color"] = {"field": "y", "type": "nominal", "legend": None}
    assert "h0" not in draw(figure(layers(shown)), "en").wide


def test_identities_of_two_drawings_never_meet():
    clipped = layers(points(rows(5), X, Y, clip=True))
    first, second = (set(tree(draw(figure(clipped, name), "en").wide).xpath("//@id")) for name in ("a b", "a/c"))
    assert first
    assert not first & second


def test_lists_grow_with_their_names():
    def height(count):
        rows = [{"v": 1.0, "low": 0.5, "high": 1.5, "n": str(at)} for at in range(count)]
        listed = ranges(rows, x_axis("v", quantity("v")), "low", "high", "n")
        return int(tree(draw(figure(listed), "en").narrow).get("height"))

    assert height(9) - height(3) == 6 * 30


@pytest.mark.parametrize(
    "outside",
    [
        {"data": {"url": "https://example.org/x.csv"}, "mark": "point", "encoding": {}},
        {"data": {"values": [{}]}, "mark": {"type": "image", "url": "https://example.org/x.png"}},
        {"data": {"values": [{}]}, "mark": {"type": "point", "href": "https://example.org"}},
    ],
)
def test_a_figure_that_points_outside_is_not_drawn(outside):
    with pytest.raises(ValueError, match=r"holds its own data|not allowed"):
        draw(figure(outside), "en")
