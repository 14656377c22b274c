"""A figure as plain Vega-Lite data, with its words still in no language.

One figure is one view. Several views of one idea are several figures: the page lets them flow, so that each stays
legible on a phone. Colour carries meaning only, and each colour comes with a second mark (dash, shape or word).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sanhak.text import Language, Text, dump, load, render

Rows = Sequence[Mapping[str, Any]]

# Okabe–Ito hues by meaning; the page maps each to its own shade in the dark and in print.
ACCENT: Final = "#0072b2"
"""The recommendation, the thing in question."""
PAST: Final = "#767676"
"""Measured data, baselines, everything not in question."""
WARN: Final = "#9a5b00"
"""A warning."""
LIMIT: Final = "#c23b00"
"""A limit that must hold."""
INK: Final = "#1a1a1a"
"""Today's position, words."""
FAINT: Final = "#d9d9d9"
"""Ranges that were allowed, ticks of density."""
UNKNOWN: Final = "#dedede"
"""Ground outside the known domain; a page hatches it."""
IDENTITY: Final = "is"
"""The field of a datum that names what it stands for, written by :func:`identity`: in no language, never shown."""
MOST_POINTS: Final = 5000
"""Points drawn inline; more must be binned by the maker of the figure, who says so in the caption."""

_ONE: Final[Mapping[str, Any]] = {"data": {"values": [{}]}}
"""A layer that is drawn once, from no data."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Title (states what is seen), caption (how to read it), text alternative with the numbers, and a Vega-Lite view.

    ``name`` is unique in its answer. Its first word tells where a report shows it: ``along`` (the recommended move),
    ``window``, ``compared``, ``held`` (predicted against measured on held-out rows), ``matters``, ``response`` or
    ``prepared`` (the evidence of a step of preparation), as in ``response 2``. The first figure of an answer is the
    picture that convinces or warns and stands under the decision.

    ``spec`` is one Vega-Lite unit or layer view without size, title and theme. Wherever Vega-Lite expects words it may
    hold a :class:`~sanhak.text.Text`.

    A datum that stands for something which other figures or tables show as well says so in its field
    :data:`IDENTITY`: whatever has the same identity is the same thing, and a page that is alive marks it everywhere at
    once. The kinds are ``row`` (of the rows that the answer was learnt from, the first is 1), ``run`` (its number on
    the run sheet), ``option`` (its place in the comparison, the recommendation is 0), ``column`` and ``term``.
    """

    name: str
    title: Text
    caption: Text
    alternative: Text
    spec: Mapping[str, Any]
    aspect: float = 0.6
    """Height over width of the plotting area; 1 for predicted against measured. Lists take their own height."""

    def view(self, language: Language) -> dict[str, Any]:
        """The Vega-Lite view in the words of ``language``."""
        view: dict[str, Any] = render(self.spec, language)
        return view

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {part: dump(getattr(self, part)) for part in self.__slots__}

    @staticmethod
    def load(data: Mapping[str, Any]) -> Figure:
        """The figure that :meth:`dump` wrote."""
        return Figure(**load(dict(data)))


def identity(kind: str, key: object) -> str:
    """What a datum stands for, as it is written into its field :data:`IDENTITY`: ``row 12``, ``column T_jacket``."""
    return f"{kind} {key}"


def quantity(title: Text | str, unit: str | None = None) -> Text:
    """The title of an axis or a table column: name, and unit in brackets where there is one."""
    return Text("{name} [{unit}]", {"name": title, "unit": unit}) if unit else Text("{name}", {"name": title})


def layers(*parts: Mapping[str, Any], **shared: Any) -> dict[str, Any]:
    """One view of several layers that share their axes."""
    return {"layer": list(parts), **shared}


def x_axis(field: str, title: Text, **extra: Any) -> dict[str, Any]:
    """A horizontal quantitative axis from the smallest to the largest value; zero is not forced into view."""
    scale = {"zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale, **extra}


def y_axis(field: str, title: Text, **extra: Any) -> dict[str, Any]:
    """A vertical quantitative axis to round values; zero is not forced into view."""
    return {"field": field, "type": "quantitative", "title": title, "scale": {"zero": False}, **extra}


def points(rows: Rows, x: Mapping[str, Any], y: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    """Measured rows: small grey points."""
    style = {"type": "point", "size": 14, "color": PAST, "opacity": 0.6, "filled": True, **mark}
    return _layer(rows, style, x, y)


def line(rows: Rows, x: Mapping[str, Any], y: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    """A curve in the accent colour."""
    return _layer(rows, {"type": "line", "color": ACCENT, "strokeWidth": 2, **mark}, x, y)


def band(rows: Rows, x: Mapping[str, Any], lower: str, upper: str, *, strong: bool = False) -> dict[str, Any]:
    """An interval as a band: light for 90 %, ``strong`` for 50 %."""
    style = {"type": "area", "color": ACCENT, "opacity": 0.28 if strong else 0.14, "line": False}
    return _layer(rows, style, x, {"field": lower, "type": "quantitative"}, y2={"field": upper})


def limit(value: float, label: Text, *, along: str = "y") -> dict[str, Any]:
    """A limit: a dashed red line with its value written at it, across the axis ``along``."""
    style = {"type": "rule", "color": LIMIT, "strokeDash": [5, 4], "strokeWidth": 1.5}
    at = {along: {"datum": value}}
    level = along == "y"
    words = {"type": "text", "color": LIMIT, "fontSize": 12, "text": label}
    if level:
        words |= {"align": "center", "dy": -8}
    else:
        # Near the left end its name stands to the right of the line, or it would lie on the names of a list.
        left = f"scale('x', {value!r}) < width / 4"
        words |= {"align": {"expr": f"{left} ? 'left' : 'right'"}, "dx": {"expr": f"{left} ? 5 : -5"}}
    # In the middle it keeps clear of today and the recommendation, which lie towards the ends of a move.
    edge = {"x": {"value": {"expr": "width / 2"}}} if level else {"y": {"value": 8}}
    return {**_ONE, "layer": [{"mark": style, "encoding": at}, {"mark": words, "encoding": at | edge}]}


def spot(x: float, y: float, label: Text, *, filled: bool, of: str | None = None) -> dict[str, Any]:
    """One position with its name: today hollow, the recommendation filled. The name keeps inside the frame.

    ``of`` is the identity of what stands there.
    """
    at = {"x": {"datum": x}, "y": {"datum": y}}
    colour = ACCENT if filled else INK
    mark = {"type": "point", "size": 90, "color": colour, "filled": filled, "strokeWidth": 2, "opacity": 1}
    place = f"scale('x', {x!r}) / width"
    side = {"expr": f"{place} > 0.8 ? 'right' : {place} < 0.2 ? 'left' : 'center'"}
    words = {
        "type": "text",
        "dy": -14,
        "fontSize": 12,
        "fontWeight": 600,
        "color": colour,
        "align": side,
        "text": label,
    }
    one = _ONE if of is None else {"data": {"values": [{IDENTITY: of}]}}
    return {**one, "layer": [{"mark": mark, "encoding": at}, {"mark": words, "encoding": at}]}


def density(rows: Rows, x: Mapping[str, Any]) -> dict[str, Any]:
    """Where the data lie along the horizontal axis: a short grey tick at the foot for each row."""
    style = {"type": "rule", "color": PAST, "opacity": 0.35, "strokeWidth": 1}
    foot = {"y": {"value": {"expr": "height"}}, "y2": {"value": {"expr": "height - 9"}}}
    return {"data": {"values": [dict(row) for row in rows]}, "mark": style, "encoding": {"x": x, **foot}}


def unknown(spans: Iterable[tuple[float, float]], label: Text) -> dict[str, Any]:
    """Stretches of the horizontal axis outside the known domain: shaded (a page hatches them) and named."""
    rows = [{"from": start, "to": end, "middle": (start + end) / 2} for start, end in spans]
    over = {"x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}}
    shade = {"mark": {"type": "rect", "color": UNKNOWN, "opacity": 0.7}, "encoding": over}
    words = {"mark": {"type": "text", "color": INK, "fontSize": 12, "angle": 270, "text": label}}
    middle = {"encoding": {"x": {"field": "middle", "type": "quantitative"}, "y": {"value": {"expr": "height / 2"}}}}
    return {"data": {"values": rows}, "layer": [shade, words | middle]}


def diagonal(lower: float, upper: float) -> dict[str, Any]:
    """The line on which prediction equals measurement; both axes of the view reach from ``lower`` to ``upper``."""
    rows = [{"x": lower, "y": lower}, {"x": upper, "y": upper}]
    same = {"type": "quantitative", "scale": {"domain": [lower, upper], "nice": False}}
    style = {"type": "line", "color": INK, "strokeWidth": 1, "strokeDash": [2, 2]}
    return _layer(rows, style, {"field": "x", **same}, {"field": "y", **same})


def names_axis(name: str) -> dict[str, Any]:
    """A vertical list of names in the order of the rows: names are listed, never turned."""
    return {"field": name, "type": "nominal", "sort": None, "title": None}


def ranges(rows: Rows, value: Mapping[str, Any], lower: str, upper: str, name: str, **mark: Any) -> dict[str, Any]:
    """An interval for each name: a light bar from ``lower`` to ``upper`` with its value as a dot."""
    start = {**value, "field": lower}
    style = {"type": "bar", "color": ACCENT, "opacity": 0.28, "height": {"band": 0.5}, **mark}
    bar = _layer(rows, style, start, names_axis(name), x2={"field": upper})
    colour = {"color": style["color"]}
    dot = _layer(rows, {"type": "point", "size": 60, "filled": True, "opacity": 1, **colour}, value, names_axis(name))
    return layers(bar, dot)


def _layer(
    rows: Rows, mark: Mapping[str, Any], x: Mapping[str, Any], y: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    return {"data": {"values": [dict(row) for row in rows]}, "mark": dict(mark), "encoding": {"x": x, "y": y, **more}}
