"""The tables of a campaign: the runs with the next batch under them, the run sheet, and what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.experiments.cells import numbering
from sanhak.areas.process.experiments.domain import domain_of, unit_of
from sanhak.areas.process.experiments.headings import FACTOR, NEAREST, PARTS, RUN, SETTING, WHERE
from sanhak.areas.process.experiments.learning import Learnt
from sanhak.areas.process.experiments.proposal import Batch, Proposed
from sanhak.areas.process.experiments.states import State
from sanhak.decide.space import Category
from sanhak.model.prediction import Domain, Floats
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

WORDS: Final[Mapping[str, Text]] = {
    "run": say("run"),
    "inside": say("inside"),
    "edge": say("edge"),
    "outside": say("outside"),
    "of what was measured": say("of what was measured"),
    "nearest rows": say("nearest rows"),
    "factor": say("factor"),
    "setting": say("setting"),
}
_NAMES: Final = {Domain.INSIDE: "inside", Domain.EDGE: "edge", Domain.OUTSIDE: "outside"}
_SAMPLE: Final = 512


def words_of(study: Campaign) -> dict[str, Text]:
    """What heads and cells of the tables mean to a reader, by how they stand there."""
    found = dict(WORDS)
    for outcome in study.outcomes:
        found[f"{outcome} {PARTS['value']}"] = say("{outcome} expected", outcome=outcome)
        found[f"{outcome} {PARTS['lower']}"] = say("{outcome} 90 % from", outcome=outcome)
        found[f"{outcome} {PARTS['upper']}"] = say("{outcome} 90 % to", outcome=outcome)
    return found


def runs_table(study: Campaign, known: Learnt, runs: Table | None, batch: Batch) -> Table:
    """Every run so far as it was read, and under it the next batch, planned, its results empty."""
    facts, frame = _so_far(study, known.domain.region.columns, known.units, runs)
    number = RUN if runs is None else numbering(runs)
    more = pl.DataFrame(
        [{fact.name: _cell(study, run, fact, number) for fact in facts} for run in batch.runs],
        schema={fact.name: frame.schema[fact.name] for fact in facts},
    )
    return Table(pl.concat([frame, more]), tuple(facts), source=Source("runs"))


def blank(study: Campaign) -> Table:
    """A table of runs before the first."""
    columns = domain_of(study, None).region.columns
    facts, frame = _so_far(study, columns, {name: unit_of(study, name) for name in study.outcomes}, None)
    return Table(frame, tuple(facts), source=Source("runs"))


def _so_far(
    study: Campaign, columns: Mapping[str, Column], units: Mapping[str, str | None], runs: Table | None
) -> tuple[list[Column], pl.DataFrame]:
    """The columns and rows so far, with a column for whatever the campaign needs and the table has not yet."""
    needed = [*columns.values(), *(Column(outcome, unit=units.get(outcome)) for outcome in study.outcomes),
              Column(study.status, Kind.CATEGORY)]  # fmt: skip
    if runs is None:
        needed.insert(0, Column(RUN))
    facts = [] if runs is None else list(runs.columns)
    frame = pl.DataFrame() if runs is None else runs.frame
    missing = [fact for fact in needed if runs is None or fact.name not in runs]
    if not len(frame):  # what has no values yet is of the kind that is expected
        types = {fact.name: fact for fact in (*facts, *needed)}
        facts = [types[fact.name] for fact in (*facts, *missing)]
        return facts, pl.DataFrame(schema={fact.name: _type(fact) for fact in facts})
    value = {study.status: State.DONE.value}
    added = [pl.lit(value.get(fact.name), dtype=_type(fact)).alias(fact.name) for fact in missing]
    return [*facts, *missing], frame.with_columns(added)


def _cell(study: Campaign, run: Proposed, fact: Column, number: str | None) -> Any:
    """The cell of a planned run; results stay empty."""
    if fact.name == number:
        return float(run.number) if fact.kind is Kind.NUMBER else str(run.number)
    return State.PLANNED.value if fact.name == study.status else run.settings.get(fact.name)


def _type(fact: Column) -> type[pl.Float64 | pl.String]:
    return pl.Float64 if fact.kind is Kind.NUMBER else pl.String


def run_sheet(study: Campaign, known: Learnt, batch: Batch) -> Table:
    """One row for each run of the batch: its settings, what is expected of it, and where it lies."""
    columns = [Column("run"), *(known.domain.region.columns[factor.name] for factor in known.domain.space.factors)]
    data: dict[str, list[Any]] = {"run": [float(run.number) for run in batch.runs]}
    data |= {name: [run.settings[name] for run in batch.runs] for name in known.domain.space.names}
    for outcome in study.outcomes:
        unit = known.units[outcome]
        expected = [run.expected.get(outcome) for run in batch.runs]
        widths = [one.upper - one.lower for one in expected if one is not None]
        digits = max(0, decimals_for(min(widths) / 4)) if widths else 0
        for part in ("value", "lower", "upper"):
            name = f"{outcome} {PARTS[part]}"
            data[name] = [None if one is None else round(getattr(one, part), digits) for one in expected]
            columns.append(Column(name, unit=unit))
    data[WHERE] = [_NAMES[run.where] for run in batch.runs]
    data[NEAREST] = [", ".join(map(str, run.nearest)) for run in batch.runs]
    columns += [Column(WHERE, Kind.CATEGORY), Column(NEAREST, Kind.TEXT)]
    schema = {column.name: _type(column) for column in columns}
    return Table(pl.DataFrame(data, schema=schema), tuple(columns), source=Source("run sheet"))


def learnt_table(study: Campaign, known: Learnt) -> Table:
    """What each setting of each factor gives on average over all others, one row for each."""
    data: dict[str, list[Any]] = {FACTOR: [], SETTING: []}
    data |= {outcome: [] for outcome in study.outcomes}
    for name, settings in alone(study, known).items():
        for setting, values in settings.items():
            data[FACTOR].append(name)
            data[SETTING].append(setting)
            for outcome in study.outcomes:
                data[outcome].append(values[outcome])
    columns = (Column(FACTOR, Kind.CATEGORY), Column(SETTING, Kind.TEXT),
               *(Column(outcome, unit=known.units[outcome]) for outcome in study.outcomes))  # fmt: skip
    schema = {column.name: _type(column) for column in columns}
    return Table(pl.DataFrame(data, schema=schema), columns, source=Source("learnt"))


def alone(study: Campaign, known: Learnt) -> dict[str, dict[str, dict[str, float]]]:
    """The expected outcomes at each level of each factor, or at its two ends, averaged over what may be run."""
    region, space = known.domain.region, known.domain.space
    rng = np.random.default_rng(0)
    listed = region.listed
    drawn = region.draw(_SAMPLE, rng) if listed is None else listed[rng.permutation(len(listed))[:_SAMPLE]]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for place, factor in enumerate(space.factors):
        settings = factor.unit(factor.levels) if isinstance(factor, Category) else np.array([0.0, 1.0])
        words = (
            factor.levels if isinstance(factor, Category) else tuple(f"{value:g}" for value in factor.values(settings))
        )
        found[factor.name] = {
            word: {outcome: _mean(known, outcome, drawn, place, at) for outcome in study.outcomes}
            for word, at in zip(words, settings, strict=True)
        }
    return found


def _mean(known: Learnt, outcome: str, drawn: Floats, place: int, at: float) -> float:
    points = drawn.copy()
    points[:, place] = at
    return float(known.predicted(outcome, points)[0].mean())
