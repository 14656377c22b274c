"""The pictures of a design: where its runs lie, and how surely effects of each size are found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.areas.process.design_words import weakest
from sanhak.decide.design import LEVEL, SURE, power
from sanhak.decide.space import Category, Factor
from sanhak.figure import ACCENT, FAINT, INK, Figure, layers, limit, line, quantity, spot, x_axis, y_axis
from sanhak.model.prediction import Floats
from sanhak.text import Param, say

if TYPE_CHECKING:
    from sanhak.areas.process.design import Design
    from sanhak.areas.process.planning import Plan

_MOST_SHOWN: Final = 6
"""Factors in the picture of pairs; more would be too small to read."""
_CELL: Final = 1.3
"""Width of one pair's frame, of which the ranges take 1."""
_SIZES: Final = 41
_LARGEST: Final = 4.0


def figures(study: Design, plan: Plan) -> tuple[Figure, ...]:
    """The runs in every pair of factors, and the power over the size of the effect."""
    least = weakest(study, plan)
    return (_pairs(plan), *((_power(study, plan),) if least is not None else ()))


def _pairs(plan: Plan) -> Figure:
    """Every pair of factors as a frame of a triangle, each run as a point, repeats as larger ones."""
    names = plan.space.names[:_MOST_SHOWN]
    frames: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    count = len(names)
    for column in range(count):
        words.append({"x": column * _CELL, "y": -column * _CELL, "name": names[column]})
        for row in range(column + 1, count):
            x, y = column * _CELL, -row * _CELL
            frames.append({"x": x - 0.56, "x2": x + 0.56, "y": y - 0.56, "y2": y + 0.56})
            seen = Counter(zip(_place(plan, column), _place(plan, row), strict=True))
            for (across, up), times in seen.items():
                points.append({"x": x + across, "y": y + up, "times": times})
    if count == 1:
        seen_alone = Counter((across, 0.0) for across in _place(plan, 0))
        frames.append({"x": -0.56, "x2": 0.56, "y": -0.56, "y2": 0.56})
        points = [{"x": across, "y": up, "times": times} for (across, up), times in seen_alone.items()]
        words = [{"x": 0.0, "y": -0.7, "name": names[0]}]
    distinct = len({tuple(point) for point in np.round(plan.points, 9)})
    told: dict[str, Param] = {"runs": len(plan.points), "distinct": distinct}
    return Figure(
        name="along runs",
        title=say("{runs:run|runs} at {distinct:setting|settings}", **told),
        caption=say("Each frame is a pair of factors, low to high; the name to the right is the one that runs upwards. "
                    "Larger points are settings that several runs share in this pair."),
        alternative=say("{runs:run|runs} at {distinct:setting|settings} of {names}.", **told, names=plan.space.names),
        spec=_triangle(frames, points, words),
        aspect=0.75,
    )  # fmt: skip


def _place(plan: Plan, place: int) -> list[float]:
    """Where each run lies in a factor's frame, from -1/2 (low) to +1/2 (high)."""
    factor: Factor = plan.space.factors[place]
    unit: Floats = plan.points[:, place]
    if isinstance(factor, Category):
        count = len(factor.levels)
        unit = (unit * count - 0.5) / max(1, count - 1)
    return [float(np.round(value - 0.5, 6)) for value in unit]


def _triangle(
    frames: list[dict[str, Any]], points: list[dict[str, Any]], words: list[dict[str, Any]]
) -> dict[str, Any]:
    bare = {"axis": None, "type": "quantitative", "scale": {"zero": False, "nice": False, "padding": 14}}
    frame = {
        "data": {"values": frames},
        "mark": {"type": "rect", "fillOpacity": 0, "stroke": FAINT, "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "x", **bare},
            "x2": {"field": "x2"},
            "y": {"field": "y", **bare},
            "y2": {"field": "y2"},
        },
    }
    size: dict[str, Any] = {
        "field": "times",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [40, 240], "zero": False},
    }
    if len({point["times"] for point in points}) == 1:
        size = {"value": 60}
    dots = {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "color": ACCENT, "opacity": 0.75},
        "encoding": {"x": {"field": "x", **bare}, "y": {"field": "y", **bare}, "size": size},
    }
    text = {
        "data": {"values": words},
        "mark": {"type": "text", "fontWeight": 600, "fontSize": 12, "color": INK, "lineBreak": "_"},
        "encoding": {
            "x": {"field": "x", **bare},
            "y": {"field": "y", **bare},
            "text": {"field": "name", "type": "nominal"},
        },
    }
    return layers(*([frame] if frames else []), dots, text)


def _power(study: Design, plan: Plan) -> Figure:
    """The probability that an effect is found over its size, on the term that is found least surely."""
    least = weakest(study, plan)
    if least is None:
        raise ValueError("no term has a power")
    one, found = least
    sizes = np.linspace(0.0, max(_LARGEST, 1.25 * study.size), _SIZES)
    rows = [{"at": float(size * study.noise), "power": 100 * power(plan.quality, one, float(size))} for size in sizes]
    unit = study.units.get(study.outcomes[0]) if study.outcomes else None
    x = x_axis("at", quantity(say("Size of the effect"), unit))
    y = y_axis("power", quantity(say("Found with a probability of"), "%"), scale={"domain": [0, 100]})
    shown: dict[str, Param] = {"term": str(one), "power": found}
    return Figure(
        name="power",
        title=say("The effect that matters is found with {power:%} on {term}", **shown),
        caption=say("How surely the {level:%} interval of an effect leaves zero out, over the size of the effect.",
                    level=LEVEL),
        alternative=say("On {term} the effect that matters is found with {power:%}.", **shown),
        spec=layers(
            limit(100 * SURE, say("usually asked for")),
            line(rows, x, y),
            spot(study.size * study.noise, 100 * found, say("effect that matters"), filled=True),
        ),
    )  # fmt: skip
