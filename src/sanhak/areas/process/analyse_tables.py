"""The tables of an analysis: effects, analysis of variance, the surface and the way up, and the runs with residuals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.analyse_words import effect, factor_of
from sanhak.areas.process.analysis import Analysis, Evidence
from sanhak.model.experiments import Line, Scale, Surface, anova, regression, residual
from sanhak.model.prediction import Floats
from sanhak.study import Listed
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.best import Best

_RADII: Final = np.linspace(0.0, 2.0, 9)
WORDS: Final[dict[str, Text]] = {
    "term": say("Term"),
    "effect": say("Effect"),
    "lower 90 %": say("90 % interval, from"),
    "upper 90 %": say("90 % interval, to"),
    "p": say("p"),
    "p, all together": say("p, all together"),
    "coefficient": say("Coefficient (coded)"),
    "standard error": say("Standard error"),
    "source": say("Source"),
    "sum of squares": say("Sum of squares"),
    "df": say("Degrees of freedom"),
    "mean square": say("Mean square"),
    "F": say("F"),
    "model": say("Model"),
    "residual": say("Residual"),
    "lack of fit": say("Lack of fit"),
    "pure error": say("Pure error"),
    "total": say("Total"),
    "mean": say("mean"),
    "axis": say("Axis"),
    "curvature": say("Curvature"),
    "stationary point": say("Stationary point"),
    "stationary point, outside the runs": say("Stationary point, outside the runs"),
    "distance": say("Distance from the centre (coded)"),
    "expected": say("expected"),
    "where": say("Where"),
    "inside": say("inside the runs"),
    "outside": say("outside the runs"),
    "figure": say("Figure"),
    "value": say("Value"),
    "R²": say("R²"),
    "R² adjusted": say("R² adjusted"),
    "R² predicted (PRESS)": say("R² predicted (PRESS)"),
    "standard deviation": say("Standard deviation of a run"),
    "pseudo standard error (Lenth)": say("Pseudo standard error (Lenth)"),
    "desirability": say("Desirability of the best setting"),
}
"""How heads and cells are called."""
_KINDS: Final = {
    "sequential": say("type I: each term after those before it"),
    "marginal": say("type II: each term after all that do not hold it"),
    "partial": say("type III: each term after all others"),
}


def tables_of(study: Analyse, evidence: Evidence, best: Best) -> dict[str, Table]:
    """The answer's tables by name; those of further outcomes carry their number."""
    found: dict[str, Table] = {}
    for name, (number, analysis) in zip(_names(evidence), enumerate(evidence.analyses.values()), strict=True):
        found[f"effects{name}"] = effects_of(analysis)
        found[f"variance{name}"] = variance_of(study, analysis)
        found[f"fit{name}"] = _fit(analysis, best if number == 0 else None)
        surface = _surface(analysis)
        if surface is not None:
            found[f"surface{name}"] = surface
        found[f"runs{name}"] = _runs(evidence, analysis)
    path = _path(study, evidence)
    return found | ({"path": path} if path is not None else {})


def _names(evidence: Evidence) -> list[str]:
    return ["", *(f" {number}" for number in range(2, len(evidence.analyses) + 1))]


def listed(study: Analyse, evidence: Evidence) -> tuple[Listed, ...]:
    """The tables as a report shows them."""
    found = []
    for name, analysis in zip(_names(evidence), evidence.analyses.values(), strict=True):
        outcome = analysis.outcome.name
        found += [
            Listed(
                f"effects{name}",
                say("Effects on {outcome}", outcome=outcome),
                say("The change from low to high; of a level its distance from the mean of levels, of a square the "
                    "change from the middle to the ends. The last p holds when all are judged together (Holm)."),
                WORDS,
            ),
            Listed(
                f"variance{name}",
                say("Analysis of variance of {outcome}", outcome=outcome),
                say("Sums of squares of {kind}.", kind=_KINDS[study.sums]),
                WORDS,
            ),
            Listed(
                f"fit{name}",
                say("How well the model of {outcome} fits", outcome=outcome),
                say("Adjusted: with the number of terms counted. Predicted: each run left out once."),
                WORDS,
            ),
            Listed(
                f"surface{name}",
                say("The surface of {outcome} around its stationary point", outcome=outcome),
                say("Each axis of the surface with its curvature (below zero it falls to both sides) and its direction "
                    "in coded units; the last row is where the surface is level."),
                WORDS,
            ),
        ]  # fmt: skip
    way = Listed(
        "path",
        say("The way of steepest improvement"),
        say("From the centre in the direction in which the outcome improves fastest; beyond the runs the model is only "
            "a guess, and each step must be tried."),
        WORDS,
    )  # fmt: skip
    return (*found, way)


def effects_of(analysis: Analysis) -> Table:
    """One row for each effect, with interval, p-values, coefficient and its standard error."""
    places = analysis.effect_places
    p = analysis.p_values[places]
    together = holm(p)
    rows = []
    for at, single, joint in zip(places, p, together, strict=True):
        size, scale = effect(analysis, int(at)), factor_of(analysis, int(at))
        half = analysis.margin * scale * float(analysis.errors[at])
        rows.append(
            {
                "term": analysis.fit.matrix.names[at],
                "effect": size,
                "lower 90 %": size - half,
                "upper 90 %": size + half,
                "p": float(single),
                "p, all together": float(joint),
                "coefficient": float(analysis.fit.coefficients[at]),
                "standard error": float(analysis.errors[at]),
            }
        )
    unit = analysis.outcome.unit
    units = dict.fromkeys(("effect", "lower 90 %", "upper 90 %", "coefficient", "standard error"), unit)
    return _table(rows, "effects", ("term",), units)


def holm(p: Floats) -> Floats:
    """p-values that hold for all tests together (S. Holm 1979), shape (tests,)."""
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    found = np.empty(len(p))
    found[order] = np.minimum(stepped, 1.0)
    return found


def variance_of(study: Analyse, analysis: Analysis) -> Table:
    """The analysis of variance: each term, the model, the residual with lack of fit and pure error, the total."""
    fit = analysis.fit
    lines: list[tuple[str, Line]] = [(str(one), line) for one, line in anova(fit, study.sums).items()]
    lines += [("model", regression(fit)), ("residual", residual(fit))]
    if analysis.replicates is not None:
        lines += [("lack of fit", analysis.replicates.lack), ("pure error", analysis.replicates.pure)]
    lines.append(("total", Line(fit.total, len(fit.y) - 1)))
    rows = [
        {
            "source": name,
            "sum of squares": line.sum_of_squares,
            "df": float(line.df),
            "mean square": line.mean_square,
            "F": line.f,
            "p": line.p,
        }
        for name, line in lines
    ]
    return _table(rows, "variance", ("source",), {})


def _fit(analysis: Analysis, best: Best | None) -> Table:
    fit = analysis.fit
    rows: list[dict[str, Any]] = [
        {"figure": "R²", "value": fit.r_squared},
        {"figure": "R² adjusted", "value": fit.r_squared_adjusted},
        {"figure": "R² predicted (PRESS)", "value": fit.r_squared_predicted},
        {"figure": "standard deviation", "value": fit.sigma},
    ]
    if analysis.lenth is not None:
        rows.append({"figure": "pseudo standard error (Lenth)", "value": analysis.lenth.error})
    if best is not None and np.isfinite(best.whole):
        rows.append({"figure": "desirability", "value": best.whole})
    return _table([row for row in rows if np.isfinite(row["value"])], "fit", ("figure",), {})


def surface_of(analysis: Analysis) -> Surface | None:
    """The second-order surface over the numbers; None where the model has no curvature."""
    numbers = [coding.name for coding in analysis.codings if isinstance(coding, Scale)]
    squares = [one for one in analysis.fit.matrix.distinct if len(one.powers) == 1 and one.order > 1]
    return Surface.of(analysis.fit, numbers) if squares and len(numbers) > 1 else None


def _surface(analysis: Analysis) -> Table | None:
    surface = surface_of(analysis)
    if surface is None:
        return None
    curvatures, directions = surface.canonical()
    rows: list[dict[str, Any]] = [
        {
            "axis": str(at + 1),
            "curvature": float(curvature),
            **dict(zip(surface.names, map(float, column), strict=True)),
        }
        for at, (curvature, column) in enumerate(zip(curvatures, directions.T, strict=True))
    ]
    at = surface.stationary
    if at is not None:
        scales = {coding.name: coding for coding in analysis.codings if isinstance(coding, Scale)}
        there = {name: float(scales[name].values(value)) for name, value in zip(surface.names, at, strict=True)}
        far = bool(np.any(np.abs(at) > 1))
        name = "stationary point, outside the runs" if far else "stationary point"
        rows.append({"axis": name, "curvature": None, **there})
    return _table(rows, "surface", ("axis",), {"curvature": analysis.outcome.unit})


def _path(study: Analyse, evidence: Evidence) -> Table | None:
    """Steps along the gradient where the model has no curvature, with what is expected there."""
    first = evidence.first
    numbers = [coding for coding in first.codings if isinstance(coding, Scale)]
    wish = next(iter(study.goals.values()))
    if surface_of(first) is not None or not numbers or wish == "target" or study.mixture:
        return None
    surface = Surface.of(first.fit, [coding.name for coding in numbers])
    if not np.any(surface.slope):
        return None
    points = surface.steepest(_RADII, ascent=wish == "maximize")
    settings = {coding.name: coding.values(points[:, at]) for at, coding in enumerate(numbers)}
    value, _, leverage = first.expected(settings)
    half = first.margin * first.sigma * np.sqrt(1 + leverage)
    inside = np.all(np.abs(points) <= 1 + 1e-9, axis=1)
    rows: list[dict[str, Any]] = [
        {
            "distance": float(radius),
            **{name: float(values[at]) for name, values in settings.items()},
            "expected": float(value[at]),
            "lower 90 %": float(value[at] - half[at]),
            "upper 90 %": float(value[at] + half[at]),
            "where": "inside" if inside[at] else "outside",
        }
        for at, radius in enumerate(_RADII)
    ]
    units: dict[str, str | None] = {coding.name: evidence.table[coding.name].unit for coding in numbers}
    units.update(dict.fromkeys(("expected", "lower 90 %", "upper 90 %"), first.outcome.unit))
    return _table(rows, "path", ("where",), units)


def _runs(evidence: Evidence, analysis: Analysis) -> Table:
    """The runs with what was measured, fitted and left, their leverage and what the model without them expects."""
    fit, names = analysis.fit, [coding.name for coding in analysis.codings]
    data: dict[str, Any] = {"row": analysis.rows + 1.0}
    columns = [Column("row")]
    for name in names:
        data[name] = list(analysis.settings[name])
        columns.append(evidence.table[name] if not isinstance(data[name][0], str) else Column(name, Kind.CATEGORY))
    unit = analysis.outcome.unit
    for name, values in (
        ("measured", fit.y),
        ("fitted", fit.fitted),
        ("left over", fit.residuals),
        ("expected without it", fit.y - fit.left_out),
    ):
        data[name] = [float(value) if np.isfinite(value) else None for value in values]
        columns.append(Column(name, unit=unit))
    data["leverage"] = fit.leverage
    columns.append(Column("leverage"))
    frame = pl.DataFrame(data, schema_overrides=dict.fromkeys(("measured", "expected without it"), pl.Float64))
    return Table(frame, tuple(columns), source=Source(analysis.outcome.name))


def _table(rows: list[dict[str, Any]], name: str, words: tuple[str, ...], units: Mapping[str, str | None]) -> Table:
    """A table of rows; columns that are not words are numbers, and what is not finite is missing."""
    plain = [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows
    ]
    schema = {key: pl.String if key in words else pl.Float64 for key in rows[0]}
    columns = tuple(Column(key, Kind.CATEGORY if key in words else Kind.NUMBER, units.get(key)) for key in schema)
    return Table(pl.DataFrame(plain, schema=schema), columns, source=Source(name))
