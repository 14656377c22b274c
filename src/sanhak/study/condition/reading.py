"""From inspections to the courses of assets: what is cut, mended or left out, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.life.counters import continued
from sanhak.model.life.degradation import Courses
from sanhak.model.life.degradation.findings import Improves, LimitPassed, OneReading
from sanhak.model.prediction import Floats
from sanhak.study.condition import heads
from sanhak.study.condition.cleaning import History, cut, mended, noise_of
from sanhak.study.condition.design import Design
from sanhak.study.condition.findings import (
    NoLimit,
    RenewalsUnused,
    TooFewReadings,
    TurnaroundAssumed,
    TurnaroundNotAhead,
)
from sanhak.study.condition.units import in_one_unit
from sanhak.study.words import plain, words_of
from sanhak.study.work_orders import WorkOrders
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_events import EventIncomplete
from sanhak.table.findings_inspections import MomentTwice, RowsWithoutReading, TimeBackwards
from sanhak.table.findings_readings import CounterContinued
from sanhak.table.read.dates import read_dates

if TYPE_CHECKING:
    from sanhak.study.condition.condition import ConditionLives

_START: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - as columns of dates are
_DAY: Final = 86400.0
_YEAR: Final = 365.0
Renewals: TypeAlias = "Mapping[str, list[tuple[float, bool]]] | None"
"""Moments at which each asset was renewed, and whether after a failure; None where no orders were given."""


@dataclass(frozen=True)
class Asked:
    """The courses with their words: ``sign`` is -1 where low is bad, ``until`` the turnaround from now on.

    ``column`` is the condition's, ``asset`` the name of the column of assets; ``unit`` is that of time.
    """

    courses: Courses
    column: Column
    asset: str
    sign: float
    unit: str
    dated: bool
    until: float
    noise: float
    design: Design
    findings: tuple[Finding, ...]

    def moment(self, at: float) -> str:
        """A moment for the reader: a date, or a number with its unit."""
        if self.dated:
            return f"{_START + timedelta(days=at):%Y-%m-%d}"
        return f"{at:.6g} {self.unit}".strip()

    def shown(self, value: float) -> float:
        """A condition as it was measured."""
        return self.sign * value


def read(study: ConditionLives, tables: Mapping[str, Table], known: Design | None = None) -> Asked:
    """The question as courses; what is ``known`` of service is seen as it was learnt, where it was.

    Raises
    ------
    Refusal
        S361–S364 and T001.
    """
    table = tables["data"]
    asset = heads.needed(table, "asset", study.asset, ())
    at = heads.needed(table, "time", study.time, (Kind.DATE, Kind.NUMBER), (asset,))
    value = heads.needed(table, "condition", study.condition, (Kind.NUMBER,), (asset, at))
    limit = heads.column_of(table, "limit", study.limit, (asset, at, value))
    if study.threshold is None and (limit is None or table[limit].kind is not Kind.NUMBER):
        raise Refusal(NoLimit(condition=value, known=table.names), field="limit")
    limits = table.values(limit) if study.threshold is None and limit else np.full(len(table), study.threshold)
    dated = table[at].kind is Kind.DATE
    names, moments, values = words_of(table, asset), _moments(table, at), table.values(value)
    found: list[Finding] = []
    good = np.array([bool(name) for name in names], dtype=bool) & np.isfinite(moments + values + limits)
    if not good.all():
        found.append(RowsWithoutReading(count=int((~good).sum()), row=int(np.flatnonzero(~good)[0]) + 1))
    histories, at_rows = _histories(np.array(names), moments, values, limits, good, table[at], found)
    histories = mended(in_one_unit(histories, table[value], found), table[value].unit, found)
    enough = sum(len(one.at) > 1 for one in histories)
    if enough < 2:  # noqa: PLR2004 - two are no fleet yet, but one is none at all
        raise Refusal(TooFewReadings(assets=len(histories), enough=enough))
    sign = _side(study.bad, histories)
    turned = _worst([History(one.name, one.at, sign * one.value, sign * one.limit) for one in histories], found)
    noise = noise_of(turned)
    now = float(max(one.at[-1] for one in turned))
    orders = _orders(study, tables, found, dated=dated)
    _unused(orders, {one.name for one in turned}, now, found)
    rows = [at_rows[one.name] for one in turned]
    design = known or Design.of(table, study.service, rows)
    asked = Asked(
        _courses(orders, turned, design.matrix(table, rows), now, noise, found), table[value], asset, sign,
        "d" if dated else table[at].unit or "1", dated, 0.0, noise, design, (),
    )  # fmt: skip
    until = _until(study, asked, found)
    found.extend(_remarks(asked))
    return replace(asked, until=until, findings=tuple(found))


def _moments(table: Table, column: str) -> Floats:
    if table[column].kind is not Kind.DATE:
        return np.asarray(table.values(column))
    micro = table.frame[column].cast(pl.Datetime("us")).dt.epoch("us")
    return np.asarray(micro.cast(pl.Float64).fill_null(math.nan).to_numpy() / 1e6 / _DAY)


def _histories(
    names: np.ndarray, at: Floats, value: Floats, limit: Floats, good: np.ndarray, clock: Column, found: list[Finding]
) -> tuple[list[History], dict[str, int]]:
    """The readings of each asset in the order of time, the assets as they come first; and a row of each."""
    rows_of: dict[str, list[int]] = {}
    backwards: list[str] = []
    resets: list[str] = []
    at = at.copy()
    histories = []
    for row in np.flatnonzero(good).tolist():
        rows_of.setdefault(str(names[row]), []).append(row)
    for name, mine in rows_of.items():
        rows = np.array(mine)
        if clock.kind is Kind.NUMBER:
            at[rows], count = continued(at[rows])
            resets += [name] * count
        if (np.diff(at[rows]) < 0).any():
            backwards.append(name)
        rows = rows[np.argsort(at[rows], kind="stable")]
        histories.append(History(name, at[rows], value[rows], float(limit[rows[-1]])))
    if resets:
        told = dict.fromkeys(resets)
        found.append(CounterContinued(column=clock.name, resets=len(resets), assets=len(told), example=resets[0]))
    # A sheet that stands with the newest on top goes backwards everywhere, and nothing is wrong with it.
    if backwards and len(backwards) < len(rows_of):
        found.append(TimeBackwards(count=len(backwards), example=backwards[0]))
    return histories, {name: mine[0] for name, mine in rows_of.items()}


def _worst(histories: list[History], found: list[Finding]) -> list[History]:
    """Histories with one reading a moment, the worst; conditions grow as they get worse."""
    single = []
    for one in histories:
        at, place = np.unique(one.at, return_inverse=True)
        value = np.full(len(at), -np.inf)
        np.maximum.at(value, place, one.value)
        single.append(History(one.name, at, value, one.limit))
    fewer = [(one.name, len(one.at) - len(new.at)) for one, new in zip(histories, single, strict=True)]
    if lost := sum(count for _, count in fewer):
        found.append(MomentTwice(count=lost, example=next(name for name, count in fewer if count)))
    return single


def _side(bad: str, histories: list[History]) -> float:
    """1 where an asset fails above its limit, -1 below: the side on which its first readings do not lie."""
    if bad != "auto":
        return 1.0 if bad == "high" else -1.0
    return 1.0 if np.median([one.limit - np.median(one.value) for one in histories]) >= 0 else -1.0


def _courses(
    orders: Renewals, histories: list[History], design: Floats, now: float, noise: float, found: list[Finding]
) -> Courses:  # fmt: skip
    lives = cut(histories, orders, noise, now, found)
    names = [one.name for one in histories]
    place = {name: number for number, name in enumerate(names)}
    asset = np.array([place[one.name] for one in lives])
    return Courses.of(
        names, asset, [one.at for one in lives], [one.value for one in lives], [one.limit for one in lives], now,
        begun=[one.begun for one in lives], ended=[one.ended for one in lives],
        reached=[one.reached for one in lives], design=design[asset],
    )  # fmt: skip


def _orders(study: ConditionLives, tables: Mapping[str, Table], told: list[Finding], *, dated: bool) -> Renewals:
    """Moments at which each asset was renewed, and whether after a failure; None where no orders were given."""
    if "renewals" not in tables:
        return None
    table = tables["renewals"]
    if dated and WorkOrders.known(table):
        named = {"asset": study.renewed, "began": study.renewed_on, "order_type": study.order_type}
        orders = WorkOrders.of(table, named)
        told.extend(orders.findings)
        return {
            name: [((moment - _START).total_seconds() / _DAY, failed) for moment, failed in ends]
            for name, ends in orders.ends().items()
        }
    asset = heads.needed(table, "renewed", study.renewed, ())
    at = heads.needed(table, "renewed_on", study.renewed_on, (Kind.DATE, Kind.NUMBER), (asset,))
    kind = heads.column_of(table, "order_type", study.order_type, (asset, at))
    words = table.texts(kind) if kind else [None] * len(table)
    names, moments = words_of(table, asset), _moments(table, at)
    lacking = [row for row, name in enumerate(names) if not name or not np.isfinite(moments[row])]
    if lacking:
        told.append(EventIncomplete(rows=len(lacking), row=lacking[0] + 1, column=at))
    found: dict[str, list[tuple[float, bool]]] = {}
    for name, moment, word in zip(names, moments, words, strict=True):
        if name and np.isfinite(moment):
            failed = any(sign in plain(word or "") for sign in heads.FAILED)
            found.setdefault(name, []).append((float(moment), failed))
    return {name: sorted(moments) for name, moments in found.items()}


def _unused(orders: Renewals, names: set[str], now: float, found: list[Finding]) -> None:
    """Tell of renewals that cut no life: of assets without readings, and of a time to come."""
    lost = [name for name, some in (orders or {}).items() for at, _ in some if name not in names or at > now]
    if lost:
        found.append(RenewalsUnused(count=len(lost), asset=lost[0]))


def _until(study: ConditionLives, asked: Asked, found: list[Finding]) -> float:
    """Time from now until the turnaround."""
    now = asked.courses.now
    if study.turnaround is None or not study.turnaround.strip():
        span = now - float(np.nanmin(asked.courses.at))
        ahead = _YEAR if asked.dated else (span / 4 or 1.0)
        found.append(TurnaroundAssumed(until=asked.moment(now + ahead)))
        return ahead
    moment = _number(study.turnaround) if not asked.dated else _date(study.turnaround)
    if moment is None or moment <= now:
        raise Refusal(TurnaroundNotAhead(given=study.turnaround, last=asked.moment(now)), field="turnaround")
    return moment - now


def _date(text: str) -> float | None:
    value = read_dates(pl.Series([text.strip()], dtype=pl.String)).values[0]
    return None if value is None else (datetime.fromisoformat(f"{value}"[:19]) - _START).total_seconds() / _DAY


def _number(text: str) -> float | None:
    try:
        value = float(text.split(maxsplit=1)[0].replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _remarks(asked: Asked) -> list[Finding]:
    """What the running lives show: limits passed, single readings, conditions that get better by themselves."""
    courses = asked.courses
    running = courses.of_rows(courses.running)
    names = [courses.assets[one] for one in running.asset]
    passed = np.flatnonzero(running.last >= running.limit)
    single = np.flatnonzero(running.counts == 1)
    better = np.flatnonzero([_better(value, asked.noise) for value in running.value])
    said: list[Finding] = []
    if len(passed):
        said.append(LimitPassed(count=len(passed), example=names[passed[0]]))
    if len(better):
        said.append(Improves(count=len(better), example=names[better[0]]))
    if len(single):
        said.append(OneReading(count=len(single), example=names[single[0]]))
    return said


def _better(value: Floats, noise: float) -> bool:
    """Whether a life gets better over its readings, by more than its noise explains."""
    known = value[np.isfinite(value)]
    if len(known) < 3:  # noqa: PLR2004 - two readings go down by noise half of the time
        return False
    half = len(known) // 2
    fall = known[:half].mean() - known[-half:].mean()
    return bool(fall > 3 * noise * math.sqrt(2 / half))
