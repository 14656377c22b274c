"""The tables of a replay: what each order needed, every start, and one replay row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.replaying.outcome import Outcome
from sanhak.areas.process.replaying.pool import Pool
from sanhak.areas.process.replaying.reading import Way
from sanhak.decide.campaign.orders import best_so_far
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.replay import Replay

WORDS: Final[Mapping[str, Text]] = {
    "order": say("order"),
    "learnt": say("choosing by what was learnt"),
    "simple": say("simple rule"),
    "random": say("random order"),
    "own": say("your own order"),
    "median": say("median"),
    "lower 90 %": say("lower 90 %"),
    "upper 90 %": say("upper 90 %"),
    "mean": say("mean"),
    "found": say("found"),
}


def needed_table(each: tuple[Way, ...]) -> Table:
    """One row for each order: the runs it needed, and the share of orders that found within the longest replay."""
    data = {
        "order": [way.key for way in each],
        "median": [_finite(way.median) for way in each],
        "lower 90 %": [_finite(way.lower) for way in each],
        "upper 90 %": [_finite(way.upper) for way in each],
        "mean": [round(way.mean, 1) for way in each],
        "found": [round(100 * way.found, 1) for way in each],
    }
    runs = (Column(name) for name in ("median", "lower 90 %", "upper 90 %", "mean"))
    columns = [Column("order", Kind.CATEGORY), *runs, Column("found", unit="%")]
    return Table(pl.DataFrame(data, schema=_schema(columns)), tuple(columns), source=Source("runs needed"))


def starts_table(study: Replay, pool: Pool, found: Outcome) -> Table:
    """One row for each start: the runs that both ways needed from it, and the best result that both reached."""
    data: dict[str, list[Any]] = {"start": [float(at + 1) for at in range(len(found.surface.needed))]}
    columns = [Column("start")]
    for key, way in (("learnt", found.surface), ("simple", found.simple)):
        data[key] = [_finite(runs) for runs in way.needed]
        data[f"{study.goal} {key}"] = [pool.value(float(pool.worth[order].max())) for order in way.orders]
        columns += [Column(key), Column(f"{study.goal} {key}", unit=pool.unit)]
    return Table(pl.DataFrame(data, schema=_schema(columns)), tuple(columns), source=Source("starts"))


def one_table(study: Replay, pool: Pool, found: Outcome) -> Table:
    """The replay from the start that needed the median number of runs: which row was chosen when, and what it gave."""
    needed = found.surface.needed
    middle = int(np.argsort(needed, kind="stable")[(len(needed) - 1) // 2])
    order = found.surface.orders[middle]
    values = pool.domain.space.values(pool.log.points[order])
    facts = [pool.domain.region.columns[name] for name in pool.domain.space.names]
    data: dict[str, list[Any]] = {
        "run": [float(at) for at in range(1, len(order) + 1)],
        "chosen": ["at random" if at < study.start else "learnt" for at in range(len(order))],
        "row": (pool.log.rows[order] + 1.0).tolist(),
    }
    data |= {name: [value.item() for value in values[name]] for name in pool.domain.space.names}
    for outcome in pool.campaign.outcomes:
        data[outcome] = [_finite(value) for value in pool.log.results[outcome][order]]
    data["best so far"] = [pool.value(float(worth)) for worth in best_so_far(order, pool.worth, len(order))]
    columns = [Column("run"), Column("chosen", Kind.CATEGORY), Column("row"), *facts,
               *(Column(outcome, unit=pool.units[outcome]) for outcome in pool.campaign.outcomes),
               Column("best so far", unit=pool.unit)]  # fmt: skip
    return Table(pl.DataFrame(data, schema=_schema(columns)), tuple(columns), source=Source("one replay"))


def _finite(runs: float) -> float | None:
    return float(runs) if np.isfinite(runs) else None


def _schema(columns: list[Column]) -> dict[str, type[pl.Float64 | pl.String]]:
    return {column.name: pl.Float64 if column.kind is Kind.NUMBER else pl.String for column in columns}
