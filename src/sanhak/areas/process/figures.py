"""The pictures of a set-point answer, the one that convinces or warns first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.areas.process.plan import between, number
from sanhak.areas.process.trade import trade_figures
from sanhak.decide.setpoints import judge
from sanhak.decide.space import Category, Factor
from sanhak.figure import (
    PAST,
    Figure,
    band,
    density,
    identity,
    layers,
    limit,
    line,
    points,
    quantity,
    ranges,
    spot,
    unknown,
    x_axis,
    y_axis,
)
from sanhak.model.prediction import Domain, Floats, Prediction
from sanhak.study.evidence.figures import drawn_rows, held_out, matters
from sanhak.text import Param, say

if TYPE_CHECKING:
    from sanhak.areas.process.evidence import Evidence
    from sanhak.areas.process.plan import Recommendation
    from sanhak.areas.process.setpoints import SetPoints
    from sanhak.model.model import Model

_GRID: Final = 61
_BEYOND: Final = 0.25
"""How far the path is drawn before today and beyond the recommendation, as a share of the move."""
_BESIDE: Final = 0.12
"""Rows within this distance of the path, as a share of the controls' ranges, are drawn at their place along it."""


def figures(study: SetPoints, evidence: Evidence, plan: Recommendation) -> tuple[Figure, ...]:
    """Goals against each other, along the move, each control alone, predicted against measured, what matters."""
    along = [_along(study, evidence, plan, name) for name in evidence.models]
    alone = [_response(study, evidence, plan, factor) for factor in plan.problem.space.factors]
    held = [held_out(model, evidence.history.values(name)) for name, model in evidence.models.items()]
    matter = [matters(model) for model in evidence.models.values() if model.importance]
    traded = trade_figures(plan.trade_off, plan.predicted) if plan.trade_off else ()
    return (*traded, *along, *alone, *held, *matter)


@dataclass(frozen=True, slots=True)
class _Curve:
    """A prediction along one axis: positions, what is said there, and where it is unknown."""

    at: Floats
    said: Prediction

    @property
    def rows(self) -> list[dict[str, float]]:
        low, high = self.said.interval(0.9)
        inner_low, inner_high = self.said.interval(0.5)
        columns = zip(self.at, self.said.mean, low, high, inner_low, inner_high, strict=True)
        names = ("at", "mean", "low", "high", "inner low", "inner high")
        return [dict(zip(names, map(float, row), strict=True)) for row in columns]

    @property
    def outside(self) -> list[tuple[float, float]]:
        """Stretches of the axis outside the known domain."""
        known = self.said.domain < Domain.OUTSIDE
        spans, start = [], None
        for place, inside in enumerate(known):
            if not inside and start is None:
                start = float(self.at[max(place - 1, 0)])
            if inside and start is not None:
                spans.append((start, float(self.at[place])))
                start = None
        if start is not None:
            spans.append((start, float(self.at[-1])))
        return spans


def _along(study: SetPoints, evidence: Evidence, plan: Recommendation, outcome: str) -> Figure:
    """One outcome on the straight way from today to the recommendation."""
    problem, model = plan.problem, evidence.models[outcome]
    share = np.linspace(-_BEYOND, 1 + _BEYOND, _GRID)
    start = problem.space.points({name: np.array([value]) for name, value in problem.today.items()})
    start = np.nan_to_num(start, nan=0.5)
    path = np.clip(start + share[:, None] * (plan.point - start), 0.0, 1.0)
    curve = _Curve(share, problem.predict(model, problem.space.values(path)))
    before, after = plan.before(outcome), plan.after(outcome)
    x = x_axis("at", say("Share of the move (0 today, 1 recommended)"), axis={"format": ".1f"})
    view = _drawn(model, curve, x, _beside(evidence, plan, outcome, start), _limits(study, model))
    marks = [
        spot(0.0, before.value, say("today"), filled=False, of=identity("option", 1)),
        spot(1.0, after.value, say("recommended"), filled=True, of=identity("option", 0)),
    ]
    values: dict[str, Param] = {
        "outcome": outcome,
        "before": before.amount,
        "after": after.amount,
        "interval": after.interval,
    }
    return Figure(
        name=f"along {list(evidence.models).index(outcome) + 1}",
        title=say("{outcome} goes from {before} to {after} along the move", **values),
        caption=say("Line: expected. Bands: 50 and 90 % of new measurements. Grey: measured rows near this path."),
        alternative=say("{outcome}: {before} today, {after} recommended, 90 % interval {interval}.", **values),
        spec=layers(*view, *marks),
    )


def _response(study: SetPoints, evidence: Evidence, plan: Recommendation, factor: Factor) -> Figure:
    """The goal over one control, the others as recommended."""
    problem, model = plan.problem, evidence.models[study.outcome]
    column = evidence.history[factor.name]
    if isinstance(factor, Category):
        return _levels(study, evidence, plan, factor)
    measured = evidence.history.values(factor.name)
    low, high = min(factor.lower, np.nanmin(measured)), max(factor.upper, np.nanmax(measured))
    grid = np.linspace(low, high, _GRID)
    settings = {name: np.array([value] * _GRID) for name, value in plan.settings.items()} | {factor.name: grid}
    judged = judge(problem, settings)
    curve = _Curve(grid, judged.goal)
    rows = drawn_rows(measured, evidence.history.values(study.outcome))
    x = x_axis("at", quantity(factor.name, column.unit))
    view = _drawn(model, curve, x, rows, [] if study.keep.get(study.outcome) is None else _limits(study, model))
    value = float(plan.settings[factor.name])
    height = plan.after(study.outcome).value
    mark = spot(value, height, say("recommended"), filled=True, of=identity("option", 0))
    window = plan.window[factor.name]
    shown: dict[str, Param] = {"name": factor.name, "goal": study.outcome, "value": number(column, value, factor)}
    ends: dict[str, Param] = {"low": number(column, window[0], factor), "high": number(column, window[1], factor)}
    return Figure(
        name=f"response {plan.problem.space.names.index(factor.name) + 1}",
        title=say("{name}: all limits are kept from {low} to {high}", **shown, **ends),
        caption=say(
            "{goal} over {name}, the others as recommended. Grey: every measured row, whatever the others were.",
            **shown,
        ),
        alternative=say("{name} is recommended at {value}; the limits are kept from {low} to {high}.", **shown, **ends),
        spec=layers(*view, density(rows, x), mark),
    )


def _levels(study: SetPoints, evidence: Evidence, plan: Recommendation, factor: Category) -> Figure:
    """The goal for each level of a category, the others as recommended."""
    problem, model = plan.problem, evidence.models[study.outcome]
    count = len(factor.levels)
    settings = {name: np.array([value] * count) for name, value in plan.settings.items()}
    settings[factor.name] = np.asarray(factor.levels)
    said = judge(problem, settings).goal
    low, high = said.interval(0.9)
    rows = [
        {"level": level, "mean": float(said.mean[place]), "low": float(low[place]), "high": float(high[place])}
        for place, level in enumerate(factor.levels)
    ]
    axis = x_axis("mean", quantity(study.outcome, model.outcome.unit))
    values: dict[str, Param] = {"name": factor.name, "goal": study.outcome, "value": str(plan.settings[factor.name])}
    return Figure(
        name=f"response {problem.space.names.index(factor.name) + 1}",
        title=say("{name}: {value} is recommended", **values),
        caption=say(
            "Dots: expected {goal} for each level, the others as recommended. Bars: 90 % of new measurements.", **values
        ),
        alternative=say("{name} is recommended at {value}.", **values),
        spec=ranges(rows, axis, "low", "high", "level"),
    )


def _drawn(
    model: Model[Prediction],
    curve: _Curve,
    x: dict[str, Any],
    rows: list[dict[str, Any]],
    limits: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Unknown stretches, measured rows, bands, curve and limits, in the order in which they are painted."""
    y = y_axis("mean", quantity(model.outcome.name, model.outcome.unit))
    dots = points(rows, x, y_axis("measured", y["title"]), color=PAST)
    shaded = [unknown(curve.outside, say("not measured"))] if curve.outside else []
    bands = [band(curve.rows, x, "low", "high"), band(curve.rows, x, "inner low", "inner high", strong=True)]
    return [*shaded, dots, *bands, line(curve.rows, x, y), *limits]


def _limits(study: SetPoints, model: Model[Prediction]) -> list[dict[str, Any]]:
    name, unit = model.outcome.name, model.outcome.unit
    drawn = []
    for low, high in (bounds[name] for bounds in (study.keep, study.safety) if name in bounds):
        if low is not None:
            drawn.append(limit(low, say("limit: {limit}", limit=between(low, None, unit))))
        if high is not None:
            drawn.append(limit(high, say("limit: {limit}", limit=between(None, high, unit))))
    return drawn


def _beside(evidence: Evidence, plan: Recommendation, outcome: str, start: Floats) -> list[dict[str, Any]]:
    """Measured rows near the path, at the share of the move that lies nearest to them."""
    history, space = evidence.history, plan.problem.space
    where = {factor.name: _column(history, factor) for factor in space.factors}
    rows = space.points(where)
    move = plan.point - start
    length = float(np.sum(move**2))
    if length == 0:
        return []
    share = (rows - start) @ move[0] / length
    off = np.sqrt(np.mean((rows - start - share[:, None] * move) ** 2, axis=1))
    near = (off <= _BESIDE) & (share >= -_BEYOND) & (share <= 1 + _BEYOND)
    return drawn_rows(share[near], history.values(outcome)[near], np.flatnonzero(near))


def _column(history: Any, factor: Factor) -> Any:
    return history.texts(factor.name) if isinstance(factor, Category) else history.values(factor.name)
