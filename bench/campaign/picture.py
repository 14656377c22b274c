"""Best value so far against experiments, what 90 % of campaigns reached after 30, and chemists beside ours.

Drawn like every figure of the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from curves import Curves
from named import BATCH, EXPERIMENTS
from report import title

from sanhak.figure import ACCENT, INK, LIMIT, PAST, Figure, layers, ranges
from sanhak.serve.report.drawing import draw
from sanhak.text import Language, Text

LOOKS = {
    "sanhak": (ACCENT, [1, 0]),
    "sanhak_ranked": (ACCENT, [2, 2]),
    "baybe": (LIMIT, [6, 3]),
    "optuna_gp": ("#009e73", [8, 2, 2, 2]),
    "optuna": ("#cc79a7", [2, 2]),
    "ax": ("#e69f00", [4, 4]),
    "edbo": ("#56a0d3", [10, 3]),
    "chemists": (INK, [1, 0]),
    "random": (PAST, [1, 3]),
}
"""Colour and dash by tool: no line is told by its colour alone."""

WORDS = {
    "en": {
        "across": "Experiments",
        "up": "Best yield so far [%], mean; bands: 90 % of campaigns ({names})",
        "at": "Best yield after 30 experiments [%]: mean, and 90 % of campaigns",
    },
    "ko": {
        "across": "실험 횟수",
        "up": "지금까지의 최고 수율 [%], 평균. 띠: 캠페인의 90 % ({names})",
        "at": "실험 30회 후의 최고 수율 [%]: 평균과 캠페인의 90 %",
    },
}
AT = 30
ALIKE = tuple(tool for tool in LOOKS if tool != "sanhak_ranked")
"""The tools that know nothing when they begin."""
PICTURES = {
    "campaign": (ALIKE, ("sanhak", "baybe")),
    "campaign_chemists": (("sanhak", "sanhak_ranked", "edbo", "chemists"), ("sanhak", "chemists")),
}
"""The tools of each picture of lines, and those whose band is drawn; more bands than two hide one another."""


def point(each: Curves, at: int, language: Language) -> dict[str, Any]:
    """Mean and the middle 90 % of campaigns after so many experiments."""
    values = each.after(at)
    told = {"mean": values.mean(), "low": np.quantile(values, 0.05), "high": np.quantile(values, 0.95)}
    return {"tool": title(each.tool, language), "at": at} | {name: round(float(x), 2) for name, x in told.items()}


def lines(curves: Sequence[Curves], banded: Sequence[str], language: Language) -> dict[str, Any]:
    """One line a tool after each batch, and some bands; nothing beyond the last experiment."""
    names = [title(each.tool, language) for each in curves]
    colours, dashes = zip(*(LOOKS[each.tool] for each in curves), strict=True)
    legend = {"orient": "bottom-right", "symbolType": "stroke", "symbolSize": 600, "symbolStrokeWidth": 2}
    colour = {"field": "tool", "type": "nominal", "scale": {"domain": names, "range": colours}, "legend": legend}
    with_band = [each for each in curves if each.tool in banded]
    up = WORDS[language]["up"].format(names=", ".join(title(each.tool, language) for each in with_band))
    x = {"field": "at", "type": "quantitative", "title": WORDS[language]["across"]}
    x |= {"scale": {"nice": False, "zero": False}}
    y = {"field": "mean", "type": "quantitative", "title": up, "scale": {"domain": [0, 100]}}
    encoding = {"x": x, "y": y, "color": colour, "strokeDash": colour | {"scale": {"domain": names, "range": dashes}}}
    rows = [row for each in curves for row in _points(each, language)]
    layer = [{"data": {"values": rows}, "mark": {"type": "line", "strokeWidth": 2}, "encoding": encoding}]
    for each in with_band:
        area = {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}
        mark = {"type": "area", "opacity": 0.14, "color": LOOKS[each.tool][0]}
        layer.insert(0, {"data": {"values": _points(each, language)}, "mark": mark, "encoding": area})
    return layers(*layer)


def _points(each: Curves, language: Language) -> list[dict[str, Any]]:
    steps = range(BATCH, EXPERIMENTS + 1, BATCH)
    return [point(each, at, language) for at in steps if len(each.after(at))]


def spread(curves: Sequence[Curves], language: Language) -> dict[str, Any]:
    """What 90 % of the campaigns of each tool reached after 30 experiments."""
    reached = {"field": "mean", "type": "quantitative", "title": WORDS[language]["at"], "scale": {"domain": [0, 100]}}
    points = [point(each, AT, language) for each in curves if len(each.after(AT))]
    return ranges(points, reached, "low", "high", "tool")


def draw_all(curves: Sequence[Curves], folder: Path) -> list[Path]:
    """Write each picture in both languages; a picture shows the tools that have campaigns."""
    by_tool = {each.tool: each for each in curves}
    written = []
    for language in get_args(Language):
        views = {
            name: lines([by_tool[tool] for tool in tools if tool in by_tool], banded, language)
            for name, (tools, banded) in PICTURES.items()
        }
        views["campaign_spread"] = spread([by_tool[tool] for tool in ALIKE if tool in by_tool], language)
        for name, view in views.items():
            figure = Figure(name, Text(""), Text(""), Text(""), view | {"background": "#ffffff"})
            path = folder / f"{name}{'' if language == 'en' else f'.{language}'}.svg"
            path.write_text((draw(figure, language, lead=True).wide or "") + "\n", encoding="utf-8")
            written.append(path)
    return written
