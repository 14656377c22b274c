"""The tables of an answer about a property: the candidates in order, the records that reach it, the held-out rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.decide.target import Verdict
from sanhak.model.prediction import LabelPrediction
from sanhak.study.evidence.tables import held_out
from sanhak.study.property.ranking import ANALOGUES
from sanhak.study.property.words import VERDICTS
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property
    from sanhak.study.property.ranking import Ranked

_FIRST: Final = 20
"""Candidates that a report lists; all of them stand in the workbook."""

HEADS: Final[Mapping[str, Text]] = {
    "place": say("Place"),
    "next": say("Next"),
    "name": say("Name"),
    "expected": say("Expected"),
    "lower 90 %": say("Lower 90 %"),
    "upper 90 %": say("Upper 90 %"),
    "chance": say("Chance"),
    "verdict": say("Verdict"),
    "known domain": say("Known domain"),
    "inside": say("inside"),
    "edge": say("edge"),
    "outside": say("outside"),
    "yes": say("yes"),
    **{verdict.value: words for verdict, words in VERDICTS.items()},
    **{f"analogue {number}": say("Analogue {number}", number=number) for number in range(1, ANALOGUES + 1)},
    **{f"measured {number}": say("Measured {number}", number=number) for number in range(1, ANALOGUES + 1)},
}
"""Heads and cells of the table of candidates that are words."""


def heads(study: Property) -> Mapping[str, Text]:
    """The same with the word of the study's trade for measuring."""
    return {**HEADS, Verdict.MEASURE.value: study.undecided}


def tables_of(study: Property, learnt: Learnt, ranked: Ranked) -> dict[str, Table]:
    """The tables by name.

    ``first candidates`` as a report lists them, all ``candidates`` with inputs and analogues, ``records`` that reach
    the target (where one is stated) and ``held out 1``.
    """
    found: dict[str, Table] = {}
    if len(ranked):
        first = [place for place in range(len(ranked)) if place < _FIRST or place in ranked.batch]
        found["first candidates"] = _first(study, learnt, ranked).rows(first)
        found["candidates"] = _candidates(study, learnt, ranked)
    if study.target.stated and len(ranked.reached):
        columns = [*study.inputs, learnt.endpoint.column.name]
        found["records"] = learnt.table.select(columns).rows(ranked.reached)
    if not learnt.endpoint.label:
        found["held out 1"] = held_out(learnt.model)
    return found


def _first(study: Property, learnt: Learnt, ranked: Ranked) -> Table:
    """What a reader wants to know of each candidate: what is expected, whether it suffices, and what is like it."""
    unit = learnt.endpoint.column.unit
    names = Column("name", Kind.TEXT)
    near = _analogues(learnt, ranked, unit)[:2]
    said = rounded(learnt, ranked.said, _said(ranked, unit))
    return _table([*_places(ranked), (names, list(ranked.names)), *said, *_judged(study, ranked), *near])


def _candidates(study: Property, learnt: Learnt, ranked: Ranked) -> Table:
    unit = learnt.endpoint.column.unit
    inputs = [(column, ranked.table.frame[column.name]) for column in ranked.table.columns]
    near = _analogues(learnt, ranked, unit)
    return _table([*_places(ranked), *inputs, *_said(ranked, unit), *_judged(study, ranked), *near])


def _table(columns: list[tuple[Column, Any]]) -> Table:
    frame = pl.DataFrame({column.name: values for column, values in columns})
    return Table(frame, tuple(column for column, _ in columns), source=Source("candidates"))


def _places(ranked: Ranked) -> list[tuple[Column, Any]]:
    following = ["yes" if place in ranked.batch else None for place in range(len(ranked))]
    return [(Column("place"), np.arange(1.0, len(ranked) + 1)), (Column("next", Kind.CATEGORY), following)]


def _judged(study: Property, ranked: Ranked) -> list[tuple[Column, Any]]:
    """The chance of reaching what is asked, the verdict, and where the candidate lies."""
    words = [("inside", "edge", "outside")[code] for code in ranked.said.domain]
    domain = (Column("known domain", Kind.CATEGORY), words)
    if not study.target.stated:
        return [domain]
    verdicts = [verdict.value for verdict in ranked.verdicts]
    return [
        (Column("chance", unit="%"), np.round(100 * ranked.chance)),
        (Column("verdict", Kind.CATEGORY), verdicts),
        domain,
    ]


def _said(ranked: Ranked, unit: str | None) -> list[tuple[Column, Any]]:
    said = ranked.said
    if isinstance(said, LabelPrediction):
        return [(Column("expected", Kind.CATEGORY), list(said.likeliest))]
    lower, upper = said.interval(0.9)
    parts = {"expected": said.mean, "lower 90 %": lower, "upper 90 %": upper}
    return [(Column(name, unit=unit), values) for name, values in parts.items()]


def rounded(learnt: Learnt, said: Any, columns: list[tuple[Column, Any]]) -> list[tuple[Column, Any]]:
    """What is expected and both ends of its interval, to the digits that the usual interval allows."""
    if isinstance(said, LabelPrediction):
        return columns
    low, high = said.interval(0.9)
    decimals = decimals_for(float(np.median(high - low)) / 2)
    if learnt.endpoint.logarithm:
        return [(column, [float(f"{value:.3g}") for value in values]) for column, values in columns]
    return [(column, np.round(values, decimals) + 0.0) for column, values in columns]


def _analogues(learnt: Learnt, ranked: Ranked, unit: str | None) -> list[tuple[Column, Any]]:
    """The nearest measured rows and what was measured of them."""
    names = np.array(learnt.called, dtype=object)
    measured = np.asarray(learnt.measured, dtype=object if learnt.endpoint.label else float)
    columns: list[tuple[Column, Any]] = []
    for number in range(1, ranked.near.shape[1] + 1):
        places = ranked.near[:, number - 1]
        columns.append((Column(f"analogue {number}", Kind.TEXT), names[places].tolist()))
        facts = Column(f"measured {number}", Kind.CATEGORY) if learnt.endpoint.label else None
        columns.append((facts or Column(f"measured {number}", unit=unit), measured[places].tolist()))
    return columns
