"""The pictures of an analysis: effects, the normal plot, each factor's course, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.areas.process.analyse_words import active, effect, factor_of, run_order
from sanhak.areas.process.analysis import LEVEL, Analysis, Evidence
from sanhak.figure import (
    ACCENT,
    IDENTITY,
    INK,
    PAST,
    Figure,
    band,
    diagonal,
    identity,
    layers,
    limit,
    line,
    names_axis,
    points,
    quantity,
    spot,
    x_axis,
    y_axis,
)
from sanhak.model.experiments import Levels, half_normal_scores, normal_scores
from sanhak.model.prediction import Floats
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.best import Best

_GRID: Final = 41
_MOST_EFFECTS: Final = 24
_FEW: Final = 6


def figures(study: Analyse, evidence: Evidence, best: Best) -> tuple[Figure, ...]:
    """Effects first, then the normal plot where it judges, courses at the best setting, and residuals."""
    found = [_effects(analysis, at) for at, analysis in enumerate(evidence.analyses.values(), 1)]
    for at, analysis in enumerate(evidence.analyses.values(), 1):
        if len(analysis.effect_places) > _FEW:
            found.append(_half_normal(analysis, at))
    for at, name in enumerate(study.factors, 1):
        found.append(_course(evidence, best, name, at))
    for at, analysis in enumerate(evidence.analyses.values(), 1):
        found += _residuals(study, evidence, analysis, at)
    return tuple(found)


def _effects(analysis: Analysis, number: int) -> Figure:
    """Each effect with its interval, the largest first; a line at zero."""
    unit, outcome = analysis.outcome.unit, analysis.outcome.name
    found = active(analysis)
    places = sorted(map(int, analysis.effect_places), key=lambda at: -round(abs(effect(analysis, at)), 9))
    rows: list[dict[str, Any]] = []
    for at in places[:_MOST_EFFECTS]:
        size = effect(analysis, at)
        half = analysis.margin * factor_of(analysis, at) * float(analysis.errors[at])
        half = half if np.isfinite(half) else 0.0
        clear = bool(analysis.p_values[at] < 1 - LEVEL)
        rows.append(
            {
                IDENTITY: identity("term", analysis.fit.matrix.names[at]),
                "term": analysis.fit.matrix.names[at],
                "effect": size,
                "low": size - half,
                "high": size + half,
                "clear": clear,
            }
        )
    x = x_axis("effect", quantity(say("Effect on {outcome}", outcome=outcome), unit), scale={"zero": True})
    largest = rows[0]
    told: dict[str, Param] = {
        "outcome": outcome,
        "count": len(found),
        "all": len(places),
        "term": str(largest["term"]),
        "effect": Amount(float(largest["effect"]), unit),
    }
    title = say("{count} of {all} effects on {outcome} can be told from noise", **told)
    return Figure(
        name=f"along effects {number}",
        title=title,
        caption=say("The change of the outcome from low to high, with its 90 % interval. Filled: zero is left out."),
        alternative=say("The largest effect on {outcome} is that of {term}: {effect}.", **told),
        spec=_forest(rows, x),
    )


def _forest(rows: list[dict[str, Any]], x: dict[str, Any]) -> dict[str, Any]:
    start = {**x, "field": "low"}
    colour = {"condition": {"test": "datum.clear", "value": ACCENT}, "value": PAST}
    bar = {
        "data": {"values": rows},
        "mark": {"type": "bar", "opacity": 0.3, "height": {"band": 0.45}},
        "encoding": {"x": start, "x2": {"field": "high"}, "y": names_axis("term"), "color": colour},
    }
    fill = {"condition": {"test": "datum.clear", "value": ACCENT}, "value": "white"}
    dot = {
        "data": {"values": rows},
        "mark": {"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2},
        "encoding": {"x": x, "y": names_axis("term"), "stroke": colour, "fill": fill},
    }
    zero = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"x": {"datum": 0}},
    }
    return layers(bar, zero, dot)


def _half_normal(analysis: Analysis, number: int) -> Figure:
    """Sizes of effects against where they would lie were all chance; names at those that stand out."""
    places, outcome = analysis.effect_places, analysis.outcome.name
    sizes = np.array([abs(effect(analysis, int(at))) for at in places])
    scores = half_normal_scores(sizes)
    clear = analysis.p_values[places] < 1 - LEVEL
    rows = [
        {
            IDENTITY: identity("term", analysis.fit.matrix.names[at]),
            "score": float(score),
            "size": float(size),
            "term": analysis.fit.matrix.names[at],
            "clear": bool(real),
        }
        for at, score, size, real in zip(places, scores, sizes, clear, strict=True)
    ]
    unit = analysis.outcome.unit
    x = x_axis("score", say("Half-normal score"), scale={"zero": True})
    y = y_axis("size", quantity(say("Size of the effect"), unit), scale={"zero": True})
    rough = float(np.median(sizes) / 0.6745) if len(sizes) else 0.0
    reach = float(scores.max(initial=1.0))
    chance = [{"score": 0.0, "size": 0.0}, {"score": reach, "size": min(reach * rough, float(sizes.max(initial=0.0)))}]
    if rough > 0:
        chance[1]["score"] = chance[1]["size"] / rough
    names = [
        {
            "data": {"values": [row for row in rows if row["clear"] and (row["score"] > reach / 2) == right]},
            "mark": {"type": "text", "align": side, "dx": -8 if right else 8, "fontSize": 12, "color": INK},
            "encoding": {"x": x, "y": y, "text": {"field": "term", "type": "nominal"}},
        }
        for right, side in ((True, "right"), (False, "left"))
    ]
    told: dict[str, Param] = {"outcome": outcome, "count": int(clear.sum())}
    marks = [
        line(chance, x, y, color=PAST, strokeDash=[4, 3], strokeWidth=1.5),
        points([row for row in rows if not row["clear"]], x, y, size=50),
        points([row for row in rows if row["clear"]], x, y, size=60, color=ACCENT, opacity=1),
        *names,
    ]
    if analysis.lenth is not None:
        marks.append(limit(analysis.lenth.margin, say("margin of error (Lenth)")))
    return Figure(
        name=f"matters half-normal {number}",
        title=say("{outcome}: {count:effect stands|effects stand} out from the line of chance", **told),
        caption=say("Chance alone would put all points on the dashed line through the small effects."),
        alternative=say("{outcome}: {count:effect leaves|effects leave} zero out of its interval.", **told),
        spec=layers(*marks),
    )


def _course(evidence: Evidence, best: Best, name: str, number: int) -> Figure:
    """The first outcome over one factor, the others at the best setting, with the measured runs."""
    first = evidence.first
    coding = next(one for one in first.codings if one.name == name)
    unit, outcome = first.outcome.unit, first.outcome.name
    told: dict[str, Param] = {"name": name, "outcome": outcome}
    caption = say("{outcome} over {name}, the others at the best setting; 90 % of new runs. Grey: the runs.", **told)
    y = y_axis("mean", quantity(outcome, unit))
    if isinstance(coding, Levels):
        grid: Any = list(coding.levels)
        axis: dict[str, Any] = {
            "field": "at",
            "type": "nominal",
            "sort": None,
            "title": name,
            "axis": {"labelAngle": 0},
        }
    else:
        values = np.asarray(first.settings[name], dtype=float)
        grid = np.linspace(float(values.min()), float(values.max()), _GRID)
        axis = x_axis("at", quantity(name, evidence.table[name].unit))
    fixed = {key: [value] * len(grid) if isinstance(value, str) else np.full(len(grid), value)
             for key, value in best.settings.items()}  # fmt: skip
    mean, _, leverage = first.expected({**fixed, name: grid})
    half = np.nan_to_num(first.margin * first.sigma * np.sqrt(1 + leverage))
    rows = [
        {"at": at if isinstance(at, str) else float(at), "mean": float(m), "low": float(m - h), "high": float(m + h)}
        for at, m, h in zip(grid, mean, half, strict=True)
    ]
    ran = [
        {
            IDENTITY: identity("row", int(row) + 1),
            "at": at if isinstance(at, str) else float(at),
            "measured": float(value),
        }
        for row, at, value in zip(first.rows, first.settings[name], first.fit.y, strict=True)
    ]
    dots = points(ran, axis, y_axis("measured", y["title"]), size=40)
    if isinstance(coding, Levels):
        reach = {
            "data": {"values": rows},
            "mark": {"type": "rule", "color": ACCENT, "opacity": 0.3, "strokeWidth": 10},
            "encoding": {"x": axis, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        }
        spec = layers(reach, dots, points(rows, axis, y, size=90, color=ACCENT, opacity=1))
        lift = max(rows, key=lambda row: float(row["mean"]))["at"]
        said = say("{outcome} is largest at {name} {level}.", level=str(lift), **told)
    else:
        at = float(best.settings[name])
        height = float(np.interp(at, grid, mean))
        spec = layers(
            band(rows, axis, "low", "high"),
            dots,
            line(rows, axis, y),
            spot(at, height, say("best"), filled=True, of=identity("option", 0)),
        )
        said = say("{outcome} goes from {low} to {high} over {name}.", low=Amount(float(mean[0]), unit),
                   high=Amount(float(mean[-1]), unit), **told)  # fmt: skip
    return Figure(name=f"response {number}", title=say("{outcome} over {name}", **told), caption=caption,
                  alternative=said, spec=spec)  # fmt: skip


def _residuals(study: Analyse, evidence: Evidence, analysis: Analysis, number: int) -> list[Figure]:
    """Fitted against measured, residuals on a normal plot, over what is fitted, and in the order of the runs."""
    fit, unit = analysis.fit, analysis.outcome.unit
    told: dict[str, Param] = {"outcome": analysis.outcome.name}
    if fit.df <= 0:
        return [_fitted(analysis, number)]
    normal = say("{outcome}: residuals on a normal plot", **told)
    straight = say("Normal errors lie on a straight line; single points off its ends are runs to look at.")
    spread = say("{outcome}: residuals over what is fitted", **told)
    funnel = say("A funnel means that errors grow with the outcome; a bow means that a curve is missing.")
    order = say("{outcome}: residuals in the order of the runs", **told)
    trend = say("A trend means that something drifted while the runs were made.")
    runs = run_order(study, evidence, analysis)
    fitted = quantity(say("{outcome} fitted", **told), unit)
    return [
        _fitted(analysis, number),
        _left(analysis, f"held normal {number}", (normal, straight), normal_scores(fit.residuals), say("Normal score")),
        _left(analysis, f"held spread {number}", (spread, funnel), fit.fitted, fitted),
        _left(analysis, f"held order {number}", (order, trend), runs, say("Order of the runs")),
    ]


def _fitted(analysis: Analysis, number: int) -> Figure:
    """Fitted against measured."""
    fit, unit = analysis.fit, analysis.outcome.unit
    told: dict[str, Param] = {"outcome": analysis.outcome.name, "share": fit.r_squared}
    shares: dict[str, Param] = {"r": _two(fit.r_squared), "q": _two(fit.r_squared_predicted)}
    both = np.concatenate([fit.fitted, fit.y])
    low, high = float(both.min()), float(both.max())
    scale = {"scale": {"domain": [low, high], "nice": True}}
    x = x_axis("x", quantity(say("{outcome} fitted", **told), unit)) | scale
    y = y_axis("y", quantity(say("{outcome} measured", **told), unit)) | scale
    return Figure(
        name=f"held fitted {number}",
        title=say("{outcome}: R² {r}, predicted R² {q}", **shares, **told),
        caption=say("On the dashed line the model fits exactly."),
        alternative=say("{outcome}: the model explains {share:%} of the spread.", **told),
        spec=layers(diagonal(low, high), points(_pairs(analysis, fit.fitted, fit.y), x, y, size=40)),
        aspect=1.0,
    )


def _left(analysis: Analysis, name: str, words: tuple[Text, Text], values: Floats, axis: Text) -> Figure:
    """Residuals over something, with a line where the model fits exactly; ``words`` are title and caption."""
    left, unit = analysis.fit.residuals, analysis.outcome.unit
    ends: dict[str, Param] = {"low": Amount(float(left.min()), unit), "high": Amount(float(left.max()), unit)}
    rows = points(
        _pairs(analysis, values, left), x_axis("x", axis), y_axis("y", quantity(say("left over"), unit)), size=40
    )
    zero = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
        "encoding": {"y": {"datum": 0}},
    }
    return Figure(
        name=name,
        title=words[0],
        caption=words[1],
        alternative=say("{outcome}: residuals reach from {low} to {high}.", outcome=analysis.outcome.name, **ends),
        spec=layers(zero, rows),
    )


def _two(share: float) -> Amount:
    return Amount(share, None, 2)


def _pairs(analysis: Analysis, x: Any, y: Any) -> list[dict[str, Any]]:
    """Two numbers for each row of the analysis."""
    return [
        {IDENTITY: identity("row", int(row) + 1), "x": float(a), "y": float(b)}
        for row, a, b in zip(analysis.rows, x, y, strict=True)
    ]
