"""The pictures of an analysis: effects, the normal plot, each factor's course, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.areas.process.analyse_words import active, effect, factor_of, run_order
from sanhak.areas.process.analysis import LEVEL, Analysis, Evidence
from sanhak.figure import (
    ACCENT,
    INK,
    PAST,
    Figure,
    band,
    diagonal,
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
from sanhak.model.effects import Levels, half_normal_scores, normal_scores
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.best import Best

_GRID: Final = 41
_MOST_EFFECTS: Final = 24
_FEW: Final = 3


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
    rows = []
    for at in places[:_MOST_EFFECTS]:
        size = effect(analysis, at)
        half = analysis.margin * factor_of(analysis, at) * float(analysis.errors[at])
        half = half if np.isfinite(half) else 0.0
        clear = bool(analysis.p_values[at] < 1 - LEVEL)
        rows.append(
            {
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
        {"score": float(score), "size": float(size), "term": analysis.fit.matrix.names[at], "clear": bool(real)}
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
    names = {
        "data": {"values": [row for row in rows if row["clear"]]},
        "mark": {"type": "text", "align": "right", "dx": -8, "fontSize": 12, "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "term", "type": "nominal"}},
    }
    told: dict[str, Param] = {"outcome": outcome, "count": int(clear.sum())}
    marks = [
        line(chance, x, y, color=PAST, strokeDash=[4, 3], strokeWidth=1.5),
        points([row for row in rows if not row["clear"]], x, y, size=50),
        points([row for row in rows if row["clear"]], x, y, size=60, color=ACCENT, opacity=1),
        names,
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
        {"at": at if isinstance(at, str) else float(at), "measured": float(value)}
        for at, value in zip(first.settings[name], first.fit.y, strict=True)
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
            band(rows, axis, "low", "high"), dots, line(rows, axis, y), spot(at, height, say("best"), filled=True)
        )
        said = say("{outcome} goes from {low} to {high} over {name}.", low=Amount(float(mean[0]), unit),
                   high=Amount(float(mean[-1]), unit), **told)  # fmt: skip
    return Figure(name=f"response {number}", title=say("{outcome} over {name}", **told), caption=caption,
                  alternative=said, spec=spec)  # fmt: skip


def _residuals(study: Analyse, evidence: Evidence, analysis: Analysis, number: int) -> list[Figure]:
    """Fitted against measured, residuals on a normal plot, over what is fitted, and in the order of the runs."""
    fit, unit, outcome = analysis.fit, analysis.outcome.unit, analysis.outcome.name
    told: dict[str, Param] = {"outcome": outcome}
    both = np.concatenate([fit.fitted, fit.y])
    low, high = float(both.min()), float(both.max())
    scale = {"scale": {"domain": [low, high], "nice": True}}
    x = x_axis("x", quantity(say("{outcome} fitted", outcome=outcome), unit)) | scale
    y = y_axis("y", quantity(say("{outcome} measured", outcome=outcome), unit)) | scale
    found = [
        Figure(
            name=f"held fitted {number}",
            title=say(
                "{outcome}: R² {r}, predicted R² {q}", r=_two(fit.r_squared), q=_two(fit.r_squared_predicted), **told
            ),
            caption=say("On the dashed line the model fits exactly."),
            alternative=say("{outcome}: the model explains {share:%} of the spread.", share=fit.r_squared, **told),
            spec=layers(diagonal(low, high), points(_pairs(fit.fitted, fit.y), x, y, size=40)),
            aspect=1.0,
        )
    ]
    if analysis.fit.df <= 0:
        return found
    left = y_axis("y", quantity(say("left over"), unit))
    zero = limit(0.0, say("fits exactly"))
    for name, values, axis, title, caption in (
        ("normal", normal_scores(fit.residuals), say("Normal score"), say("{outcome}: residuals on a normal plot", **told),
         say("Normal errors lie on a straight line; single points off its ends are runs to look at.")),
        ("spread", fit.fitted, quantity(say("{outcome} fitted", outcome=outcome), unit),
         say("{outcome}: residuals over what is fitted", **told),
         say("A funnel means that errors grow with the outcome; a bow means that a curve is missing.")),
        ("order", run_order(study, evidence, analysis), say("Order of the runs"),
         say("{outcome}: residuals in the order of the runs", **told),
         say("A trend means that something drifted while the runs were made.")),
    ):  # fmt: skip
        found.append(
            Figure(
                name=f"held {name} {number}",
                title=title,
                caption=caption,
                alternative=say("{outcome}: residuals reach from {low} to {high}.",
                                low=Amount(float(fit.residuals.min()), unit),
                                high=Amount(float(fit.residuals.max()), unit), **told),
                spec=layers(zero, points(_pairs(values, fit.residuals), x_axis("x", axis), left, size=40)),
            )
        )  # fmt: skip
    return found


def _two(share: float) -> Amount:
    return Amount(share, None, 2)


def _pairs(x: Any, y: Any) -> list[dict[str, float]]:
    return [{"x": float(a), "y": float(b)} for a, b in zip(x, y, strict=True)]
