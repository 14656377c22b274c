"""Figures for a browser: compiled once to plain Vega, so that a page needs neither Vega-Lite nor ``eval``.

Each spec is what :mod:`sanhak.serve.report.drawing` draws, with the words of one language in it. A mark that can be
pointed at says what it shows in its ``tooltip``: an object from title to number, or one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sanhak.serve.report.drawing import TIME, spec_of, theme
from sanhak.text import Amount, Text, decimals_for, say, show

if TYPE_CHECKING:
    from sanhak.figure import Figure, Rows
    from sanhak.study.answer import Answer
    from sanhak.text import Language

WIDTH: Final = 516
_MOMENT: Final = "%Y-%m-%d %H:%M"
_POINTED_AT: Final = frozenset({"point", "line", "bar", "rule"})
_ENDS: Final = 2
"""A line of two ends, such as the diagonal, tells nothing that its figure does not."""
_NAMES: Final[Mapping[str, Text]] = {
    "row": say("row {key}", key="{}"),
    "run": say("run {key}", key="{}"),
    "term": Text("{key}", {"key": "{}"}),
}
"""How a thing that has no name of its own in a figure is called by its identity; ``{}`` stands for the key."""
_FORMATTED: Final = ("quantitative", "temporal")
_FINER: Final = 20
"""Numbers are told to two digits of this part of what their rows span."""
_DIGITS: Final = 7
"""Significant digits that are sent: more than a screen tells apart."""


def figures(answer: Answer, language: Language) -> dict[str, Any]:
    """The figures of ``answer`` as JSON data, for one address of their own.

    ``time`` is the locale of times (d3-time-format). ``names`` tells how things are called by their identity, by kind,
    with ``{}`` in place of the key. ``figures`` holds for each figure, by name, its Vega ``spec``, and
    its ``aspect``: height over width of the plotting area, None where a list takes its own height.
    """
    import vl_convert

    return {
        "time": vl_convert.get_time_format_locale(TIME[language]),
        "names": {kind: show(name, language) for kind, name in _NAMES.items()},
        "figures": {figure.name: _compiled(figure, language) for figure in answer.figures},
    }


def _compiled(figure: Figure, language: Language) -> dict[str, Any]:
    import vl_convert

    view = _telling(figure.view(language), language)
    spec = spec_of(view, figure.aspect, WIDTH)
    compiled = vl_convert.vegalite_to_vega(spec, config=theme(WIDTH))
    for unused in ("$schema", "background"):
        compiled.pop(unused, None)
    for data in compiled["data"]:
        for row in data.get("values", ()):
            row.update({name: float(f"{value:.{_DIGITS}g}") for name, value in row.items() if isinstance(value, float)})
    return {"spec": compiled, "aspect": None if isinstance(spec["height"], Mapping) else figure.aspect}


def _telling(view: dict[str, Any], language: Language) -> dict[str, Any]:
    """The view with a tooltip for each mark that can be pointed at."""
    units = list(_units(view))
    titles = {axis: _title(units, axis) for axis in ("x", "y")}
    for unit in units:
        kind = unit["mark"]["type"] if isinstance(unit["mark"], Mapping) else unit["mark"]
        straight = kind == "line" and len(_rows(unit)) <= _ENDS
        if kind not in _POINTED_AT or straight:
            continue
        told = _named(unit, titles, language) if "label" in unit else _row(unit, units, titles, language)
        if told:
            unit["encoding"] = {**unit["encoding"], "tooltip": told}
        unit.pop("label", None)
    return view


def _units(view: dict[str, Any], data: Any = None) -> Iterator[dict[str, Any]]:
    """The unit views inside ``view``; a lone position carries the words that stand at it as ``label``."""
    data = view.get("data", data)
    if "layer" not in view:
        view["data"] = data
        yield view
        return
    words = [part["mark"]["text"] for part in view["layer"] if "text" in _mark(part)]
    for part in view["layer"]:
        if words and "layer" not in part and _mark(part).get("type") == "point":
            part["label"] = words[0]
        yield from _units(part, data)


def _mark(part: Mapping[str, Any]) -> Mapping[str, Any]:
    mark = part.get("mark")
    return mark if isinstance(mark, Mapping) else {}


def _title(units: list[dict[str, Any]], axis: str) -> str:
    """What an axis is called: one layer says it for all."""
    titles = (unit["encoding"].get(axis, {}).get("title") for unit in units)
    return next((title for title in titles if title), "")


def _named(unit: Mapping[str, Any], titles: Mapping[str, str], language: Language) -> dict[str, Any] | None:
    """One line for a lone position: its name, then where it stands."""
    at = [
        f"{titles[axis]}: {show(Amount(unit['encoding'][axis]['datum']), language)}"
        for axis in ("x", "y")
        if titles[axis] and isinstance(unit["encoding"].get(axis, {}).get("datum"), int | float)
    ]
    return {"value": "; ".join((unit["label"], *at))} if at else None


def _row(
    unit: Mapping[str, Any], units: list[dict[str, Any]], titles: Mapping[str, str], language: Language
) -> list[dict[str, Any]]:
    """What a mark of a row of data tells: names, positions, and the interval that another layer draws of the row."""
    rows, channels = _rows(unit), unit["encoding"]
    titled = {axis: titles.get(axis, "") for axis in ("y", "x", "color")}
    told = [_field(channels[axis], title, rows) for axis, title in titled.items() if _tells(channels, axis, title)]
    told.sort(key=lambda part: part["type"] != "nominal")
    of_row = (other["encoding"] for other in (unit, *units) if other is unit or _rows(other) == rows)
    interval = next(filter(None, map(_interval, of_row)), ())
    ends = [end["field"] for end in interval]
    words = (show(say("lower end"), language), show(say("upper end"), language))
    told = [part for part in told if part["field"] not in ends]
    told += [_field(end, word, rows) for end, word in zip(interval, words, strict=False)]
    # One number alone says where a mark lies, which its axis says as well.
    return told if len(told) > 1 else []


def _rows(unit: Mapping[str, Any]) -> Rows:
    rows: Rows = (unit.get("data") or {}).get("values", ())
    return rows


def _interval(channels: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The two ends of what a layer draws between two fields, if it does."""
    for axis in ("x", "y"):
        start, end = channels.get(axis, {}), channels.get(f"{axis}2", {})
        if "field" in start and "field" in end and start.get("type") in _FORMATTED:
            return (start, {"field": end["field"], "type": start["type"]})
    return ()


def _tells(channels: Mapping[str, Any], axis: str, title: str) -> bool:
    """Whether a channel shows a name, or a number or time that has a title."""
    channel = channels.get(axis, {})
    return "field" in channel and (
        channel.get("type") == "nominal" or (channel.get("type") in _FORMATTED and title != "")
    )


def _field(channel: Mapping[str, Any], title: str, rows: Rows) -> dict[str, Any]:
    """A line of a tooltip; names need no title of their own, numbers are told as finely as their rows differ."""
    told = {"field": channel["field"], "type": channel["type"], "title": title or " "}
    match channel["type"]:
        case "quantitative":
            values = [row[channel["field"]] for row in rows if isinstance(row.get(channel["field"]), int | float)]
            span = max(values, default=0.0) - min(values, default=0.0) or abs(max(values, default=0.0))
            return told | {"format": f",.{max(0, decimals_for(span / _FINER))}~f"}
        case "temporal":
            return told | {"format": _MOMENT}
        case _:
            return told
