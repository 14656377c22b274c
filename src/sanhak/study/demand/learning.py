"""From the table to what is known: series, forecasts made then and now, and quantities tried on held-out windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.supply import Supply, Trial, supply, tried
from sanhak.finding import Finding, Refusal
from sanhak.model.findings_forecast import (
    Discontinued,
    HistoryTooShort,
    HorizonTooLong,
    IntervalsBorrowed,
    NeverSold,
    SeasonUnseen,
    ShortSeries,
)
from sanhak.model.forecast.forecaster import Forecast as Said
from sanhak.model.forecast.forecaster import Forecaster
from sanhak.model.forecast.hierarchy import Hierarchy
from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats
from sanhak.table.series import Period, Reading, Series, series_of, words_of
from sanhak.table.series_findings import RemarksNoLevel, TotalAmongItems
from sanhak.table.series_labels import label_columns, remark_columns
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.table import Table

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_LEAST: Final = 9
_NEW: Final = 4
_SHOWN: Final = 3
_ROUNDED: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table: its columns, how it is to be read, and how far ahead; empty where it is to be found.

    ``service`` is the share of lead times to serve in full; ``horizon`` and ``lead_time`` count periods.
    """

    quantity: str
    time: str
    items: tuple[str, ...]
    horizon: int | None
    lead_time: int | None
    service: float
    price: str | None
    on_hand: str | None
    period: Period | Literal["auto"]
    gaps: Literal["auto", "zero", "missing"]
    doubles: Literal["ask", "add", "last"]


@dataclass(frozen=True)
class Learnt:
    """All that an answer tells.

    ``then`` was learnt and said before the last ``hold`` periods, ``now`` with all; ``then_said``, ``then_ends`` and
    ``now_said``, ``now_ends`` are forecasts and their quantiles at :data:`LEVELS`, shape (nodes, horizon, levels);
    ``nodes`` the history of all nodes.
    """

    labels: tuple[str, ...]
    series: Series
    hierarchy: Hierarchy
    items: Panel
    nodes: Panel
    horizon: int
    lead: int
    then: Forecaster
    then_said: Said
    then_ends: Floats
    now: Forecaster
    now_said: Said
    now_ends: Floats
    trial: Trial
    supply: Supply
    whole: bool
    findings: tuple[Finding, ...]

    @property
    def periods(self) -> Text:
        """The periods in words, as they stand behind the horizon."""
        return words_of(self.series.period, self.horizon)

    @property
    def lead_periods(self) -> Text:
        """The periods in words, as they stand behind the lead time."""
        return words_of(self.series.period, self.lead)

    @property
    def known(self) -> int:
        """Periods of the history."""
        return int(self.items.values.shape[1])

    @property
    def taught(self) -> int:
        """Periods that were known before those that were held out."""
        return self.known - self.horizon

    @property
    def came(self) -> Floats:
        """What came in the held-out periods, shape (nodes, horizon); NaN for what has not begun."""
        return self.nodes.values[:, self.taught :]

    def name(self, node: int) -> Text:
        """A node as a reader calls it."""
        labels = self.hierarchy.names[node]
        return say("{name}", name=" · ".join(labels)) if labels else say("All items")


def learn(asked: Question, table: Table, run: Run) -> Learnt:
    """Read the table, learn before the held-out periods, judge there, and learn again with all.

    Raises
    ------
    Refusal
        T340–T344 for tables that are no series, M260 and M261 for histories that are too short.
    """
    others = tuple(name for name in (asked.quantity, asked.time, asked.price, asked.on_hand) if name)
    for name in (*others, *asked.items):
        table[name]
    labels = tuple(dict.fromkeys(asked.items)) or label_columns(table, others)
    reading = Reading(asked.quantity, asked.time, labels, asked.period, asked.gaps, asked.doubles)
    series = series_of(table, reading)
    known = series.values.shape[1]
    horizon, lead = _spans(asked, series, known)
    items = Panel(series.values, series.season if known - horizon >= 2 * series.season else 1)
    hierarchy = Hierarchy.of(series.keys)
    nodes = hierarchy.over(items)
    run.step(say("Forecasts as they would have been made {horizon} {periods} ago", horizon=horizon,
                 periods=words_of(series.period, horizon)), 0, 2)  # fmt: skip
    before = items.until(known - horizon)
    then = Forecaster.learn(before, hierarchy, horizon, run)
    then_said = then.forecast(before)
    whole = bool((series.values[~np.isnan(series.values)] % 1 == 0).all())
    # The quantities look no further than the lead time, so that their errors are learnt from later origins.
    near = then if lead == horizon else Forecaster.learn(before, hierarchy, lead, run)
    trial = tried(near, items, known - horizon, lead, asked.service, whole=whole)
    run.step(say("Forecasts from today"), 1, 2)
    now = Forecaster.learn(items, hierarchy, horizon, run)
    gone = np.zeros(len(series.keys), dtype=bool)
    gone[list(series.ended)] = True
    now_said = _without(now.forecast(items), hierarchy, gone)
    near = now if lead == horizon else Forecaster.learn(items, hierarchy, lead, run)
    ahead = near.forecast(items).expected[-len(series.keys) :]
    held = supply(near, items, ahead, lead, asked.service, whole=whole, gone=gone)
    remarks = () if asked.items else remark_columns(table, others)
    findings = (*series.findings, *_read_otherwise(series, remarks), *_doubts(series, items, now, horizon))
    ends = (then.quantiles(then_said, LEVELS), now.quantiles(now_said, LEVELS))
    ends[1][-len(gone) :][gone] = 0.0
    return Learnt(labels, series, hierarchy, items, nodes, horizon, lead, then, then_said, ends[0], now, now_said,
                  ends[1], trial, held, whole, findings)  # fmt: skip


def _without(said: Said, hierarchy: Hierarchy, gone: NDArray[np.bool_]) -> Said:
    """The same forecast with nothing of what is gone, in the items and in the sums above them."""
    if not gone.any():
        return said
    items = np.where(gone[:, None], 0.0, said.expected[-len(gone) :])
    return replace(said, expected=hierarchy.summing @ items)


def _spans(asked: Question, series: Series, known: int) -> tuple[int, int]:
    """Horizon and lead time, in periods."""
    if known < _LEAST:
        raise Refusal(HistoryTooShort(known=known, least=_LEAST, periods=words_of(series.period, known)))
    usual = min(max(series.season, 4), known // 4)
    horizon = asked.horizon or max(usual, asked.lead_time or 1, 1)
    if 3 * horizon > known:
        periods = words_of(series.period, horizon)
        raise Refusal(HorizonTooLong(horizon=horizon, known=known, most=known // 3, periods=periods), field="horizon")
    lead = asked.lead_time or max(1, horizon // 4)
    return horizon, min(lead, horizon)


def _read_otherwise(series: Series, remarks: tuple[str, ...]) -> Iterator[Finding]:
    """Totals among the items, and columns of words that name none."""
    values = np.nan_to_num(series.values)
    others = values.sum(axis=0) - values
    alike = (np.abs(values - others) <= _ROUNDED * np.abs(values)).all(axis=1) & (values > 0).any(axis=1)
    totals = np.flatnonzero(alike) if len(values) > 2 else np.array([], dtype=int)  # noqa: PLR2004 - two may be alike
    if len(totals):
        yield TotalAmongItems(names=_names(series, totals))
    if remarks:
        yield RemarksNoLevel(columns=remarks)


def _doubts(series: Series, items: Panel, now: Forecaster, horizon: int) -> Iterator[Finding]:
    """What the series themselves make doubtful."""
    never = np.flatnonzero(np.nansum(items.values, axis=1) <= 0)
    if len(never):
        yield NeverSold(count=len(never), names=_names(series, never))
    if series.ended:
        yield Discontinued(count=len(series.ended), names=_names(series, np.array(series.ended)))
    least = horizon + _NEW
    new = np.flatnonzero(items.lengths < least)
    if len(new):
        names = _names(series, new)
        yield ShortSeries(count=len(new), least=least, names=names, periods=words_of(series.period))
    if items.season == 1 < series.season:
        yield SeasonUnseen(known=items.values.shape[1], periods=words_of(series.period))
    if now.bands.borrowed:
        yield IntervalsBorrowed(count=len({level for level, _ in now.bands.borrowed}))


def _names(series: Series, which: np.ndarray) -> tuple[str, ...]:
    return tuple(" · ".join(series.keys[at]) for at in which[:_SHOWN].tolist())
