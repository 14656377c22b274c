"""The tables of a design: the runs to make, what each term's test can do, chains of aliases, and other designs."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.choosing import NAMES
from sanhak.areas.process.design_words import coded_ends, judged_terms
from sanhak.areas.process.planning import free_name
from sanhak.decide.design import Word, found_with, near_aliases, power, spelled
from sanhak.decide.space import Category, Factor, Ordinal
from sanhak.model.experiments import Matrix, Scale, Term
from sanhak.study import Listed
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.design import Design
    from sanhak.areas.process.planning import Plan
    from sanhak.decide.design import Quality

_LONGEST: Final = 3
"""Aliases of up to so many factors are listed."""
_FELT: Final = 0.05
WORDS: Final[dict[str, Text]] = {
    "run": say("Run"),
    "standard order": say("Standard order"),
    "block": say("Block"),
    "leverage": say("Leverage"),
    "term": say("Term"),
    "power": say("Power"),
    "found with 80 %": say("Found with 80 %"),
    "standard error": say("Standard error / noise"),
    "inflation": say("Variance inflation"),
    "effect": say("Effect"),
    "cannot be told from": say("Cannot be told from"),
    "share": say("Share that goes in"),
    "design": say("Design"),
    "runs": say("Runs"),
    "left for the error": say("Left for the error"),
    "D-efficiency": say("D-efficiency"),
    "terms lost": say("Terms it cannot estimate"),
    "mean": say("mean"),
    "blocks": say("blocks"),
    **NAMES,
}
"""How heads and cells are called."""


def tables_of(study: Design, plan: Plan) -> dict[str, Table]:
    """The answer's tables by name: ``runs``, ``terms``, ``aliases`` where there are any, and ``designs``."""
    aliases = _aliases(plan)
    found = {"runs": runs_of(study, plan), "terms": _terms(study, plan), "designs": _designs(study, plan)}
    return found | ({"aliases": aliases} if aliases is not None else {})


def listed(plan: Plan) -> tuple[Listed, ...]:
    """The tables as a report shows them."""
    del plan
    return (
        Listed(
            "runs",
            say("The runs in the order in which to make them"),
            say("At random within each block, so that what drifts is not taken for an effect. Fill in what is "
                "measured; the same table feeds process.analyse and process.campaign."),
            WORDS,
        ),
        Listed(
            "terms",
            say("What the design can tell"),
            say("Power: how surely the effect that matters is found. Then the smallest effect found with 80 %, the "
                "standard error of the coefficient in units of the noise, and by how much its variance is inflated."),
            WORDS,
        ),
        Listed(
            "aliases",
            say("What the design cannot tell apart"),
            say("Of the effects in one line only the sum is seen."),
            WORDS,
        ),
        Listed(
            "designs",
            say("Other designs for the same question"),
            say("All seen through the same model. D-efficiency: 1 is the most that runs can give."),
            WORDS,
        ),
    )  # fmt: skip


def runs_of(study: Design, plan: Plan) -> Table:
    """One row for each run in the order of making, with an empty column for each outcome."""
    order = plan.order
    named = {name: free_name(name, study.factors) for name in ("run", "standard order", "block")}
    data: dict[str, Any] = {named["run"]: np.arange(1.0, len(order) + 1)}
    columns = [Column(named["run"])]
    data[named["standard order"]] = order + 1.0
    columns.append(Column(named["standard order"]))
    if plan.blocked:
        data[named["block"]] = [str(block + 1) for block in plan.blocks[order]]
        columns.append(Column(named["block"], Kind.CATEGORY))
    for factor in plan.space.factors:
        values = plan.values[factor.name]
        data[factor.name] = [values[place] for place in order]
        columns.append(_column(study, factor))
    for name in study.outcomes:
        data[name] = pl.Series([None] * len(order), dtype=pl.Float64)
        columns.append(Column(name, unit=study.units.get(name)))
    frame = pl.DataFrame(data)
    return Table(frame, tuple(columns), source=Source("runs"))


def _column(study: Design, factor: Factor) -> Column:
    unit = study.units.get(factor.name)
    if isinstance(factor, Category):
        kind = Kind.ORDINAL if isinstance(factor, Ordinal) else Kind.CATEGORY
        return Column(factor.name, kind, unit, levels=factor.levels if kind is Kind.ORDINAL else ())
    return Column(factor.name, unit=unit)


def _terms(study: Design, plan: Plan) -> Table:
    """One row for each term: power, smallest effect found, standard error over noise, variance inflation."""
    inflation, quality = plan.quality.inflation, plan.quality
    judged = set(judged_terms(study, plan))
    unit = study.units.get(study.outcomes[0]) if study.outcomes else None
    rows = []
    for one in plan.terms:
        at = np.flatnonzero(quality.matrix.place(one))
        lost = one in quality.lost or not len(at)
        rows.append(
            {
                "term": str(one),
                "power": 100 * power(quality, one, study.size) if one in judged else None,
                "found with 80 %": found_with(quality, one) * study.noise if one in judged else None,
                "standard error": None if lost else float(np.sqrt(np.diag(quality.inverse)[at].max())),
                "inflation": None if lost else inflation.get(one),
            }
        )
    units = {"power": "%", "found with 80 %": unit}
    return _table(rows, "terms", {"term": pl.String}, units)


def _designs(study: Design, plan: Plan) -> Table:
    """One row for each design: runs, what is left for the error, D-efficiency, what it finds, what it loses."""
    named = {plan.kind: (len(plan.points), plan.quality), **plan.others}
    unit = study.units.get(study.outcomes[0]) if study.outcomes else None
    rows = [
        {
            "design": name,
            "runs": float(count),
            "left for the error": float(quality.df) if quality else None,
            "D-efficiency": quality.d_efficiency if quality and not _lost(plan, quality) else None,
            "found with 80 %": _found(study, plan, quality) if quality else None,
            "terms lost": float(len(_lost(plan, quality))) if quality else None,
        }
        for name, (count, quality) in named.items()
    ]
    return _table(rows, "designs", {"design": pl.String}, {"found with 80 %": unit})


def _lost(plan: Plan, quality: Quality) -> list[Term]:
    return [one for one in plan.terms if one in quality.lost]


def _found(study: Design, plan: Plan, quality: Quality) -> float | None:
    """The effect that a design finds with 80 % on the term that it finds least surely."""
    found = [found_with(quality, one) * study.noise for one in judged_terms(study, plan) if one not in quality.lost]
    known = [value for value in found if np.isfinite(value)]
    return max(known) if known else None


def _aliases(plan: Plan) -> Table | None:
    """Chains of aliases: of a fraction by its words, of other two-level designs by what goes into each coefficient."""
    if plan.fraction is not None and plan.fraction.generators:
        return _chains(plan)
    coded = coded_ends(plan)
    if coded is None or plan.kind != "plackett-burman":
        return None
    names = plan.space.names
    scales = [Scale(name, -1.0, 1.0) for name in names]
    settings = dict(zip(names, coded.T, strict=True))
    main = Matrix.of(scales, [Term(((name, 1),)) for name in names], settings)
    pairs = Matrix.of(scales, [Term(((a, 1), (b, 1))) for a, b in combinations(names, 2)], settings, mean=False)
    from sanhak.decide.design import Quality

    near = near_aliases(Quality.of(main), pairs, _FELT)
    rows = [
        {"effect": name, "cannot be told from": ", ".join(f"{share:+.2f} {other}" for other, share in chain)}
        for name, chain in near.items()
        if name != "1"
    ]
    return _table(rows, "aliases", {"effect": pl.String, "cannot be told from": pl.String}, {}) if rows else None


def _chains(plan: Plan) -> Table | None:
    fraction, names = plan.fraction, plan.space.names
    if fraction is None:
        return None
    effects = [Word(1 << place) for place in range(len(names))]
    effects += [Word(1 << one | 1 << other) for one, other in combinations(range(len(names)), 2)]
    rows, seen = [], set()
    for effect in effects:
        chain = fraction.aliases(effect, _LONGEST)
        key = frozenset((effect.factors, *(word.factors for word in chain)))
        if chain and key not in seen and not (effect.length > 1 and chain[0].length < effect.length):
            seen.add(key)
            told = ", ".join(spelled(word, names, ":") for word in chain)
            rows.append({"effect": spelled(effect, names, ":"), "cannot be told from": told})
    return _table(rows, "aliases", {"effect": pl.String, "cannot be told from": pl.String}, {}) if rows else None


def _table(rows: list[dict[str, Any]], name: str, words: dict[str, Any], units: dict[str, str | None]) -> Table:
    """A table of rows; columns that are not words are numbers, and what is not finite is missing."""
    plain = [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows
    ]
    schema = {key: words.get(key, pl.Float64) for key in rows[0]}
    columns = tuple(Column(key, Kind.CATEGORY if key in words else Kind.NUMBER, units.get(key)) for key in schema)
    return Table(pl.DataFrame(plain, schema=schema), columns, source=Source(name))
