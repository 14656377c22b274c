"""A figure as plain Vega-Lite data, with its words still in no language.

One figure is one view. Several views of one idea are several figures: the page lets them flow, so that each stays legible
on a phone. Colour carries meaning only, and each colour comes with a second mark (dash, shape or word).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sanhak.text import Amount, Language, Text, dump, load, render

Rows = Sequence[Mapping[str, Any]]

# Okabe–Ito hues by meaning; the page maps each to its own shade in the dark and in print.
ACCENT: Final = "#0072b2"
"""The recommendation, the thing in question."""
PAST: Final = "#767676"
"""Measured data, baselines, everything not in question."""
WARN: Final = "#b36b00"
LIMIT: Final = "#c23b00"
INK: Final = "#1a1a1a"
FAINT: Final = "#d9d9d9"
MOST_POINTS: Final = 5000
"""Points drawn inline; more must be binned by the maker of the figure, who says so in the caption."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Title (states what is seen), caption (how to read it), text alternative with the numbers, and a Vega-Lite view.

    ``spec`` is one Vega-Lite unit or layer view without size, title and theme. Wherever Vega-Lite expects words it may
    hold a :class:`~sanhak.text.Text`.
    """

    name: str
    title: Text
    caption: Text
    alternative: Text
    spec: Mapping[str, Any]
    aspect: float = 0.6
    """Height over width of the plotting area; 1 for predicted against measured."""

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


def quantity(title: Text | str, unit: str | None = None) -> Text:
    """The title of an axis or a table column: name, and unit in brackets where there is one."""
    return Text("{name} [{unit}]", {"name": title, "unit": unit}) if unit else Text("{name}", {"name": title})


def layers(*parts: Mapping[str, Any], **shared: Any) -> dict[str, Any]:
    """One view of several layers that share their axes."""
    return {"layer": list(parts), **shared}


def x_axis(field: str, title: Text, **extra: Any) -> dict[str, Any]:
    """A quantitative axis that does not force zero into view."""
    return {"field": field, "type": "quantitative", "title": title, "scale": {"zero": False}, **extra}


y_axis = x_axis


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
    """A limit: a dashed red line with its value written at it."""
    style = {"type": "rule", "color": LIMIT, "strokeDash": [5, 4], "strokeWidth": 1.5}
    words = {"type": "text", "color": LIMIT, "align": "right", "dy": -6, "fontSize": 11, "text": label}
    at = {along: {"datum": value}}
    edge = {"x": {"value": "width"}} if along == "y" else {"y": {"value": 12}}
    return {"layer": [{"mark": style, "encoding": at}, {"mark": words, "encoding": at | edge}]}


def spot(x: float, y: float, label: Text, *, filled: bool) -> dict[str, Any]:
    """One position with its name: today hollow, the recommendation filled."""
    at = {"x": {"datum": x}, "y": {"datum": y}}
    colour = ACCENT if filled else INK
    mark = {"type": "point", "size": 90, "color": colour, "filled": filled, "strokeWidth": 2, "opacity": 1}
    words = {"type": "text", "dy": -13, "fontSize": 11, "fontWeight": "bold", "color": colour, "text": label}
    return {"layer": [{"mark": mark, "encoding": at}, {"mark": words, "encoding": at}]}


def unknown(spans: Iterable[tuple[float, float]], label: Text) -> dict[str, Any]:
    """Stretches of the horizontal axis outside the known domain: shaded and named."""
    rows = [{"from": start, "to": end, "middle": (start + end) / 2} for start, end in spans]
    over = {"x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}}
    shade = {"mark": {"type": "rect", "color": FAINT, "opacity": 0.55}, "encoding": over}
    words = {"mark": {"type": "text", "color": PAST, "fontSize": 11, "angle": 270, "text": label}}
    middle = {"encoding": {"x": {"field": "middle", "type": "quantitative"}, "y": {"value": {"expr": "height / 2"}}}}
    return {"data": {"values": rows}, "layer": [shade, words | middle]}


def diagonal(lower: float, upper: float) -> dict[str, Any]:
    """The line on which prediction equals measurement."""
    rows = [{"x": lower, "y": lower}, {"x": upper, "y": upper}]
    axes = ({"field": "x", "type": "quantitative"}, {"field": "y", "type": "quantitative"})
    return _layer(rows, {"type": "line", "color": INK, "strokeWidth": 1, "strokeDash": [2, 2]}, *axes)


def bars(rows: Rows, value: Mapping[str, Any], name: str, **mark: Any) -> dict[str, Any]:
    """Horizontal bars, one a name, in the order of the rows: names are listed, never turned."""
    names = {"field": name, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    return _layer(rows, {"type": "bar", "color": ACCENT, "height": {"band": 0.6}, **mark}, value, names)


def label_of(value: float, unit: str | None, decimals: int | None = None) -> Text:
    """A value written beside its mark."""
    return Text("{value}", {"value": Amount(value, unit, decimals)})


def _layer(
    rows: Rows, mark: Mapping[str, Any], x: Mapping[str, Any], y: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    return {"data": {"values": [dict(row) for row in rows]}, "mark": dict(mark), "encoding": {"x": x, "y": y, **more}}
