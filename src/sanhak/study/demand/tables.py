"""The tables of an answer on demand: quantities by item, forecasts by date, errors by level, ways to hold stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from sanhak.decide.supply import Way
from sanhak.model.prediction import Floats
from sanhak.study.demand.learning import LEVELS, Learnt
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.series import as_moment
from sanhak.text import Text, decimals_for, say

WAYS: Final[Mapping[Way, Text]] = {
    "forecast": say("Recommended quantities"),
    "simple": say("Tuned simple rule"),
    "last year": say("As much as was sold a year ago"),
}
HEADS: Final[Mapping[str, Text]] = {
    "level": say("Level"),
    "series": say("Series"),
    "error": say("Error"),
    "error of last year": say("Error of last year's value"),
    "inside": say("Inside 90 % interval"),
    "all items": say("All items"),
    "way": say("Way"),
    "served": say("Lead times served"),
    "filled": say("Quantity served"),
    "stock": say("Stock"),
    "unserved": say("Unserved"),
    "expected": say("Expected"),
    "hold": say("To hold"),
    "last year": say("A year ago"),
    "on hand": say("On hand"),
    "order": say("To order"),
    "value": say("Value"),
    "date": say("Date"),
    **{f"{round(100 * level)} %": say("{level} % point", level=round(100 * level)) for level in LEVELS},
    **{f"way {way}": words for way, words in WAYS.items()},
}
"""Heads and cells that are words."""


def tables_of(
    learnt: Learnt, unit: str | None, stock: Floats | None, price: tuple[Floats, str | None] | None
) -> dict[str, Table]:
    """``orders`` by item, ``forecast`` by node and date, ``total`` of the coarsest level, ``levels`` and ``ways``."""
    every = _forecast(learnt, unit, range(len(learnt.hierarchy.level)))
    coarsest = np.flatnonzero(learnt.hierarchy.level == learnt.hierarchy.level[0])[:1]
    return {
        "total": _forecast(learnt, unit, coarsest.tolist(), named=False),
        "levels": _levels(learnt, unit),
        "ways": _ways(learnt, unit),
        "orders": _orders(learnt, unit, stock, price),
        "forecast": every,
    }


def rounding(learnt: Learnt, values: Floats) -> int:
    """Decimals for quantities: none where only whole numbers are sold."""
    return 0 if learnt.whole else max(0, decimals_for(float(np.median(np.abs(values))) / 10))


def _made(columns: Sequence[tuple[Column, Any]], name: str) -> Table:
    frame = pl.DataFrame({column.name: values for column, values in columns}, strict=False)
    return Table(frame, tuple(column for column, _ in columns), source=Source(name))


def _label_columns(learnt: Learnt, nodes: Sequence[int]) -> list[tuple[Column, Any]]:
    """What names each node, one column a label; None where a node stands above that label."""
    names = [learnt.hierarchy.names[node] for node in nodes]
    labels = learnt.labels or ("series",)
    free = [label if label not in HEADS else f"{label} *" for label in labels]
    return [
        (Column(label, Kind.TEXT), [name[at] if at < len(name) else None for name in names])
        for at, label in enumerate(free)
    ]


def _orders(learnt: Learnt, unit: str | None, stock: Floats | None, price: tuple[Floats, str | None] | None) -> Table:
    supply = learnt.supply
    decimals = rounding(learnt, supply.expected)
    items = range(len(learnt.hierarchy.level) - learnt.hierarchy.items, len(learnt.hierarchy.level))
    hold = np.round(supply.held["forecast"], decimals)
    parts = {
        "expected": np.round(supply.expected, max(decimals, 1)),
        "5 %": np.round(supply.lower, decimals),
        "95 %": np.round(supply.upper, decimals),
        "hold": hold,
        "last year": np.round(supply.held["last year"], decimals),
        "unserved": np.round(supply.short, max(decimals, 1)),
    }
    if stock is not None:
        parts |= {"on hand": stock, "order": np.maximum(hold - np.nan_to_num(stock), 0.0)}
    columns = [(Column(name, unit=unit), _known(values)) for name, values in parts.items()]
    if price is not None:
        columns.append((Column("value", unit=price[1]), _known(np.round(hold * price[0], 0))))
    return _made([*_label_columns(learnt, items), *columns], "orders")


def _forecast(learnt: Learnt, unit: str | None, nodes: Sequence[int], *, named: bool = True) -> Table:
    said, ends = learnt.now_said.expected[list(nodes)], learnt.now_ends[list(nodes)]
    decimals = rounding(learnt, said)
    many = np.repeat(np.array(list(nodes)), learnt.horizon).tolist()
    days = [learnt.series.date(learnt.known + step) for step in range(learnt.horizon)]
    labels = _label_columns(learnt, many) if named else []
    numbers: list[tuple[Column, Any]] = [(Column("expected", unit=unit), np.round(said.ravel(), decimals))]
    for at, level in enumerate(LEVELS):
        column = Column(f"{round(100 * level)} %", unit=unit)
        numbers.append((column, np.round(ends[:, :, at].ravel(), decimals)))
    # A reader needs the day of a date, a table that goes on the moment.
    when: tuple[Column, Any] = (Column("date", Kind.DATE), [as_moment(day) for day in days] * len(list(nodes)))
    if not named:
        when = (Column("date", Kind.TEXT), [day.isoformat() for day in days])
    return _made([*labels, when, *numbers], "forecast")


def _levels(learnt: Learnt, unit: str | None) -> Table:
    rows = []
    for depth in learnt.hierarchy.depths:
        which = learnt.hierarchy.level == depth
        error, naive, inside = judged(learnt, which)
        name = "all items" if depth == 0 else (learnt.labels or ("series",))[depth - 1]
        rows.append((name, float(which.sum()), error, naive, round(100 * inside, 1)))
    names, counts, errors, naives, shares = zip(*rows, strict=True)
    decimals = max(0, decimals_for(min(errors) / 2))
    return _made(
        [
            (Column("level", Kind.TEXT), list(names)),
            (Column("series"), list(counts)),
            (Column("error", unit=unit), np.round(errors, decimals)),
            (Column("error of last year", unit=unit), np.round(naives, decimals)),
            (Column("inside", unit="%"), list(shares)),
        ],
        "levels",
    )


def judged(learnt: Learnt, which: np.ndarray) -> tuple[float, float, float]:
    """Mean absolute error on held-out periods of some nodes, that of last year's value, and the share inside 90 %."""
    came, ends = learnt.came[which], learnt.then_ends[which]
    known = ~np.isnan(came)
    error = np.abs(came - learnt.then_said.expected[which])[known]
    naive = np.abs(came - learnt.then_said.methods["naive"][which])[known]
    inside = ((came >= ends[:, :, 0]) & (came <= ends[:, :, -1]))[known]
    return float(error.mean()), float(naive.mean()), float(inside.mean())


def _ways(learnt: Learnt, unit: str | None) -> Table:
    served = [learnt.trial.served[way] for way in WAYS]
    return _made(
        [
            (Column("way", Kind.TEXT), [f"way {way}" for way in WAYS]),
            (Column("served", unit="%"), [round(100 * one.share, 1) for one in served]),
            (Column("filled", unit="%"), [round(100 * one.filled, 1) for one in served]),
            (Column("stock", unit=unit), np.round([one.held for one in served], 0)),
            (Column("unserved", unit=unit), np.round([one.short for one in served], 1)),
        ],
        "ways",
    )


def _known(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
