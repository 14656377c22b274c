"""The pictures of a replay: the best so far in each order, and the runs that each order needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.areas.process.replaying.outcome import Outcome
from sanhak.areas.process.replaying.pool import Pool
from sanhak.areas.process.replaying.reading import ENDS, INNER, Way, judged_after, runs_said, span_said
from sanhak.figure import ACCENT, INK, PAST, WARN, Figure, band, layers, quantity, ranges, x_axis, y_axis
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.replay import Replay

_LOOKS: Final = {"learnt": (ACCENT, [1, 0]), "simple": (WARN, [2, 3]), "random": (PAST, [7, 3]), "own": (INK, [1, 0])}
"""Colour and dash of each order."""
_AIR: Final = 1.15
"""How much further than the slowest order the picture reaches."""


def pictures(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> tuple[Figure, ...]:
    """The best so far in each order first, then how many runs each needed."""
    return (_course(study, pool, found, each), _needed(found, each))


def _course(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> Figure:
    slowest = max(way.upper if np.isfinite(way.upper) else found.longest for way in each)
    # The first runs are the same for every way; with them the picture would show little but their spread.
    steps = range(study.start, min(found.longest, max(int(_AIR * slowest), study.start + study.batch)) + 1)
    # Bands are cut where no line runs, or their foot would press the lines together.
    least = min(way.after(steps[0], None) for way in each)
    learnt, _, random, _ = each
    x, y = x_axis("run", say("Runs")), y_axis("value", quantity(study.goal, pool.unit))
    runs = judged_after(found)
    values = [way.best(pool, runs).value for way in each]
    digits = decimals_for(abs(pool.ends[1] - pool.ends[0]) / 10)
    after = [say("{way} {value}", way=way.name, value=Amount(value, pool.unit, digits))
             for way, value in zip(each, values, strict=True)]  # fmt: skip
    return Figure(
        name="along 1",
        title=say("After {runs:run|runs}, choosing by what was learnt has reached {value}, a random order {random}",
                  runs=runs, value=Amount(values[0], pool.unit, digits), random=Amount(values[2], pool.unit, digits)),
        caption=say("Lines: the best so far, mean over all starts. Blue bands: 50 and 90 % of the starts; grey band: "
                    "90 % of random orders; both are cut below the lowest line. The simple rule runs what lies nearest "
                    "to the best so far, in the way that suits this table best."),
        alternative=say("Best after {runs:run|runs}: {values}.", runs=runs, values=after),
        spec=layers(
            _band(pool, random, steps, x, ENDS, color=PAST, least=least),
            _band(pool, learnt, steps, x, ENDS, least=least),
            _band(pool, learnt, steps, x, INNER, strong=True, least=least),
            _target(pool),
            _lines(study, pool, each, steps, x, y),
        ),
    )  # fmt: skip


def _band(
    pool: Pool, way: Way, steps: range, x: dict[str, Any], ends: tuple[float, float], *, strong: bool = False,
    color: str = ACCENT, least: float = 0.0,
) -> dict[str, Any]:  # fmt: skip
    """Where this share of orders lies, cut at the worth ``least``."""
    low, high = ([pool.value(max(way.after(at, end), least)) for at in steps] for end in ends)
    rows = [{"run": at, "low": one, "high": other} for at, one, other in zip(steps, low, high, strict=True)]
    drawn = band(rows, x, "low", "high", strong=strong)
    return drawn | {"mark": drawn["mark"] | {"color": color}}


def _lines(
    study: Replay, pool: Pool, each: tuple[Way, ...], steps: range, x: dict[str, Any], y: dict[str, Any]
) -> dict[str, Any]:
    """One line for each order, told apart by colour, dash and name, the names where no line runs."""
    colours, dashes = zip(*(_LOOKS[way.key] for way in each), strict=True)
    names = [way.name for way in each]
    # What was learnt stands last, so that no other line hides it.
    rows = [{"run": at, "value": pool.value(way.after(at, None)), "order": way.name} for way in reversed(each)
            for at in steps]  # fmt: skip
    legend = {"orient": "bottom-right" if study.maximize else "top-right", "symbolType": "stroke", "symbolSize": 500,
              "symbolStrokeWidth": 2}  # fmt: skip
    order = {"field": "order", "type": "nominal", "legend": legend}
    colour = order | {"scale": {"domain": names, "range": list(colours)}}
    dash = order | {"scale": {"domain": names, "range": list(dashes)}}
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "step-after"},
        "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
    }


def _target(pool: Pool) -> dict[str, Any]:
    """From where on a run counts as found: a thin line with its name."""
    least = pool.value(float(pool.worth[pool.good].min()))
    at = {"y": {"datum": least}}
    rule = {"mark": {"type": "rule", "color": PAST, "strokeDash": [2, 2], "strokeWidth": 1}, "encoding": at}
    words = {"mark": {"type": "text", "color": PAST, "fontSize": 12, "align": "left", "dx": 4, "dy": -8,
             "text": say("counts as found")}, "encoding": at | {"x": {"value": 0}}}  # fmt: skip
    return {"data": {"values": [{}]}, "layer": [rule, words]}


def _needed(found: Outcome, each: tuple[Way, ...]) -> Figure:
    longest = found.longest
    rows = [
        {"order": way.name, "median": _end(way.median, longest), "low": _end(way.lower, longest),
         "high": _end(way.upper, longest)}
        for way in each
    ]  # fmt: skip
    said: list[Text] = [
        say("{way} {runs} ({span})", way=way.name, runs=runs_said(way.median, longest), span=span_said(way, longest))
        if way.key != "own" else say("{way} {runs}", way=way.name, runs=runs_said(way.median, longest))
        for way in each
    ]  # fmt: skip
    axis = x_axis("median", say("Runs until the best is found"), scale={"zero": True})
    return Figure(
        name="compared 1",
        title=say("In {share:%} of cases choosing by what was learnt is sooner than a random order",
                  share=round(found.sooner, 2)),
        caption=say("Dots: median. Bars: 90 % of starts or orders. A bar that ends at {longest} may go on.",
                    longest=longest),
        alternative=say("Runs until the best is found: {values}.", values=said),
        spec=ranges(rows, axis, "low", "high", "order"),
    )  # fmt: skip


def _end(runs: float, longest: int) -> float:
    return float(min(runs, longest)) if np.isinf(runs) else runs
