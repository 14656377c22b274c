"""From the tables that were given to histories: one for each life, in the order of time, with what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.life.counters import continued
from sanhak.model.life.histories import History
from sanhak.model.prediction import Floats
from sanhak.study.remaining_life.findings import (
    ColumnNotFound,
    ColumnUnlikeOther,
    FailuresWithoutHistory,
    NoFailureKnown,
    NothingRuns,
)
from sanhak.study.remaining_life.heads import WANTED, found, needed, settings_of, words_of
from sanhak.study.remaining_life.mending import Stretches, in_one_unit, placed, single, stretches_of, switches
from sanhak.study.remaining_life.records import widened
from sanhak.study.work_orders import WorkOrders
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_events import EventIncomplete
from sanhak.table.findings_lives import (
    CounterUnrolled,
    ReadingsLeftOut,
    SensorTooYoung,
    SensorWithoutValues,
    TimeWentBack,
)
from sanhak.table.findings_readings import CounterContinued
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study.remaining_life.remaining_life import RemainingLives

_DAY: Final = 86_400e6
_LEAST_READINGS: Final = 3
_LEAST_LIVES: Final = 9
"""Lives with values from which a sensor can be learnt."""
_NAMED: Final = 5
_RISES, _FALLS = 0.5, 0.02
"""A counter rises in so many of its steps at least, and falls in so many at most."""
_NO: Final = frozenset({"", "0", "no", "false", "n", "running", "renewed", "planned", "preventive", "아니오",
                        "아니요", "예방", "계획", "x", "무"})  # fmt: skip
"""Words that say that a life did not end in a failure."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Histories of lives that ended and of those that run, and how their time is told.

    ``clock`` is the column of time; where it holds dates, times are days from ``zero``. ``unit`` is that of time.
    """

    histories: tuple[History, ...]
    sensors: tuple[Column, ...]
    settings: tuple[Column, ...]
    clock: Column
    zero: datetime | None
    findings: tuple[Finding, ...]

    @property
    def unit(self) -> str | None:
        """The unit of time."""
        return "d" if self.zero else self.clock.unit

    @property
    def failed(self) -> tuple[History, ...]:
        """Lives that ended in a failure."""
        return tuple(one for one in self.histories if one.failed)

    @property
    def running(self) -> tuple[History, ...]:
        """Assets that run, each at its last reading."""
        last = {one.asset: one for one in self.histories if not one.renewed}
        return tuple(one for one in last.values() if not one.failed)

    def moment(self, time: float) -> float | str:
        """A time as a reader writes it: a date, or a number."""
        return f"{self.zero + timedelta(days=round(time)):%Y-%m-%d}" if self.zero else round(time, 6)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Readings in the order of asset and time: ``asset`` of shape (rows,), ``time``, ``values``, ``settings``.

    ``stretches`` are those of the assets whose counter of time was reset.
    """

    asset: NDArray[np.str_]
    time: Floats
    values: Floats
    settings: Floats
    stretches: Stretches


def read(study: RemainingLives, tables: Mapping[str, Table]) -> Ready:
    """Bring the tables into histories.

    Raises
    ------
    Refusal
        S367, S369–S371 and T380 for tables of which no histories can be made, T001 for names.
    """
    findings: list[Finding] = []
    tables = {name: widened(table, study.asset, study.time, findings) if name in ("data", "running") else table
              for name, table in tables.items()}  # fmt: skip
    data = tables["data"]
    asset = needed("data", data, "asset", study.asset, data.asset)
    clock = data[needed("data", data, "time", study.time, data.time)]
    ended = _failed_column(study, tables)
    settings = study.settings or settings_of(data)
    left = {asset, clock.name, *settings, *([ended] if ended else ())}
    sensors = study.sensors or tuple(one.name for one in data.of_kind(Kind.NUMBER) if one.name not in left)
    if not sensors:
        raise Refusal(ColumnNotFound(table="data", wanted=WANTED["sensors"], known=data.names))
    for name in (*sensors, *settings):
        if data[name].kind is not Kind.NUMBER:
            raise Refusal(ColumnUnlikeOther(column=name, table="data", wanted=say("a column of numbers")))
    zero = _zero(data, clock)
    first = _sheet(data, "data", (asset, clock), (sensors, settings), zero, findings)
    empty = [name for at, name in enumerate(sensors) if not len(first.time) or np.isnan(first.values[:, at]).all()]
    if study.sensors and empty:
        raise Refusal(*(SensorWithoutValues(column=name) for name in empty))
    columns = tuple(data[name] for name in sensors)
    whole, told = single(_whole(first))
    switched = switches(whole, columns)
    whole, more = in_one_unit(whole, columns, switched)
    findings += [*told, *more]
    lives = _lives(study, tables, whole, (asset, clock), zero, first.stretches, findings)
    if "running" in tables:
        other = tables["running"]
        names = (
            needed("running", other, "asset", study.asset if study.asset in other else None, other.asset),
            other[needed("running", other, "time", study.time if study.time in other else None, other.time)],
        )
        going = _whole(_sheet(other, "running", names, (sensors, settings), zero, findings))
        going, told = single(going)
        going, more = in_one_unit(going, columns, switched)
        findings += [*told, *more]
        lives += [replace(one, failed=False) for one in going]
    kept = [one for one in lives if len(one) >= _LEAST_READINGS]
    if lost := sum(len(one) for one in lives if len(one) < _LEAST_READINGS):
        findings.append(ReadingsLeftOut(rows=lost))
    _known(kept, findings)
    usable, histories = _usable(columns, kept, findings)
    return Ready(histories, usable, tuple(data[name] for name in settings), clock, zero, tuple(findings))


def _failed_column(study: RemainingLives, tables: Mapping[str, Table]) -> str | None:
    where = tables.get("ends", tables["data"])
    return found(where, "failed", study.failed if study.failed in where else None)


def _zero(data: Table, clock: Column) -> datetime | None:
    """The day from which dates are counted; None where time is a number."""
    if clock.kind is Kind.NUMBER:
        return None
    if clock.kind is not Kind.DATE:
        wanted = say("a column of dates or numbers")
        raise Refusal(ColumnUnlikeOther(column=clock.name, table="data", wanted=wanted))
    first = data.frame[clock.name].drop_nulls().min()
    return datetime(first.year, first.month, first.day) if isinstance(first, datetime) else datetime(2000, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time


def _times(table: Table, name: str, clock: Column, zero: datetime | None) -> Floats:
    """Times in days from zero, or in the unit of the column; NaN where there is none."""
    if (clock.kind is Kind.DATE) != (zero is not None) or clock.kind not in (Kind.DATE, Kind.NUMBER):
        wanted = say("a column of dates") if zero else say("a column of numbers")
        raise Refusal(ColumnUnlikeOther(column=clock.name, table=name, wanted=wanted))
    if zero is None:
        return table.values(clock.name)
    moments = table.frame[clock.name].cast(pl.Datetime("us"))
    since = (moments - zero).dt.total_microseconds().cast(pl.Float64)
    return np.asarray(since.fill_null(np.nan).to_numpy() / _DAY)


def _sheet(
    table: Table, name: str, where: tuple[str, Column], columns: tuple[tuple[str, ...], tuple[str, ...]],
    zero: datetime | None, findings: list[Finding],
) -> _Sheet:  # fmt: skip
    """The readings in order; what has no place is left out and told."""
    for column in (*columns[0], *columns[1]):
        if column not in table or table[column].kind is not Kind.NUMBER:
            raise Refusal(ColumnUnlikeOther(column=column, table=name, wanted=say("a column of numbers")))
    assets = np.array(words_of(table, where[0]), dtype=np.str_)
    times = _times(table, name, where[1], zero)
    usable = np.flatnonzero((assets != "") & ~np.isnan(times))
    stretches: Stretches = {}
    if zero is None:
        times, stretches = _continued(assets, times, usable, where[1].name, findings)
    if len(usable) < len(times):
        findings.append(ReadingsLeftOut(rows=len(times) - len(usable)))
    order = usable[np.lexsort((usable, times[usable], assets[usable]))]
    same = assets[order][1:] == assets[order][:-1]
    twice = np.append(same & (times[order][1:] == times[order][:-1]), False)[: len(order)]
    back = _backwards(assets[usable], times[usable]) | set(assets[order][twice].tolist())
    if back:
        moved = int((np.diff(order) < 0)[same].sum()) + int(twice.sum())
        findings.append(TimeWentBack(assets=len(back), rows=max(moved, 1)))
    kept = order[~twice]
    blocks = [
        np.column_stack([table.values(one)[kept] for one in names]) if names else np.zeros((len(kept), 0))
        for names in columns
    ]
    values, settings = (np.where(np.isfinite(block), block, np.nan) for block in blocks)
    return _Sheet(assets[kept], times[kept], values, settings, stretches)


def _continued(
    assets: NDArray[np.str_], times: Floats, usable: NDArray[np.intp], column: str, findings: list[Finding]
) -> tuple[Floats, Stretches]:
    """Counters of time that were reset, each going on where it fell from, and their stretches."""
    whole, resets, stretches = times.copy(), 0, {}
    for name in dict.fromkeys(assets[usable].tolist()):
        rows = usable[assets[usable] == name]
        whole[rows], count = continued(times[rows])
        resets += count
        if count:
            stretches[name] = stretches_of(times[rows], whole[rows])
    if resets:
        example = next(iter(stretches))
        findings.append(CounterContinued(column=column, resets=resets, assets=len(stretches), example=example))
    return whole, stretches


def _backwards(assets: NDArray[np.str_], times: Floats) -> set[str]:
    """Assets whose readings do not stand in the order of time."""
    order = np.argsort(assets, kind="stable")
    names, seen = assets[order], times[order]
    falls = (names[1:] == names[:-1]) & (np.diff(seen) < 0)
    # A file that is sorted the other way round, newest first, is in order too.
    rises = (names[1:] == names[:-1]) & (np.diff(seen) > 0)
    return set(names[1:][falls].tolist()) if falls.any() and rises.any() else set()


def _whole(sheet: _Sheet) -> list[History]:
    """One history for each asset."""
    if not len(sheet.time):
        return []
    edges = np.flatnonzero(np.append(True, sheet.asset[1:] != sheet.asset[:-1]))
    ends = np.append(edges[1:], len(sheet.time))
    return [_part(sheet, slice(int(a), int(b)), failed=True) for a, b in zip(edges, ends, strict=True)]


def _part(sheet: _Sheet, rows: slice, *, failed: bool) -> History:
    time = sheet.time[rows]
    return History(str(sheet.asset[rows][0]), time, sheet.values[rows], sheet.settings[rows],
                   np.zeros(len(time), dtype=np.int64), failed)  # fmt: skip


def _lives(
    study: RemainingLives, tables: Mapping[str, Table], whole: list[History], where: tuple[str, Column],
    zero: datetime | None, stretches: Stretches, findings: list[Finding],
) -> list[History]:  # fmt: skip
    """The lives of the first table: cut at their ends, or each asset whole."""
    if "ends" in tables:
        return _cut(study, tables["ends"], whole, where, zero, stretches, findings)
    if "running" in tables:
        return whole
    column = _failed_column(study, tables)
    if column is None:
        raise Refusal(NoFailureKnown(assets=len(whole)))
    data = tables["data"]
    said = zip(words_of(data, where[0]), words_of(data, column), strict=True)
    failed = {name for name, word in said if word.casefold() not in _NO}
    return [replace(one, failed=one.asset in failed) for one in whole]


def _cut(
    study: RemainingLives, ends: Table, whole: list[History], where: tuple[str, Column], zero: datetime | None,
    stretches: Stretches, findings: list[Finding],
) -> list[History]:  # fmt: skip
    """Histories cut where a life ended; what comes after the last end runs."""
    if zero is not None and WorkOrders.known(ends):
        orders = WorkOrders.of(ends, {"asset": where[0] if where[0] in ends else None})
        findings.extend(orders.findings)
        since = {name: [((moment - zero) / timedelta(days=1), failed) for moment, failed in some]
                 for name, some in orders.ends().items()}  # fmt: skip
        return _divided(whole, since, findings)
    asset = needed("ends", ends, "asset", where[0] if where[0] in ends else None, ends.asset)
    clock = ends[needed("ends", ends, "time", where[1].name if where[1].name in ends else None, ends.time)]
    times = _times(ends, "ends", clock, zero)
    column = found(ends, "failed", study.failed if study.failed in ends else None)
    words = words_of(ends, column) if column else ["yes"] * len(ends)
    of: dict[str, list[tuple[float, bool]]] = {}
    names = words_of(ends, asset)
    lacking = [row for row, name in enumerate(names) if not name or np.isnan(times[row])]
    if lacking:
        findings.append(EventIncomplete(rows=len(lacking), row=lacking[0] + 1, column=clock.name))
    for name, at, word in zip(names, times, words, strict=True):
        if name and not np.isnan(at):
            of.setdefault(name, []).append((float(at), word.casefold() not in _NO))
    return _divided(whole, {name: placed(some, stretches.get(name, ())) for name, some in of.items()}, findings)


def _divided(whole: list[History], of: dict[str, list[tuple[float, bool]]], findings: list[Finding]) -> list[History]:
    """The lives between the ends of each asset; ends without a reading before them are told."""
    known = {one.asset for one in whole}
    lost = [name for name, some in of.items() for _ in some if name not in known]
    lives = [part for one in whole for part in _parts(one, sorted(of.get(one.asset, [])), lost)]
    if lost:
        findings.append(FailuresWithoutHistory(count=len(lost), assets=tuple(dict.fromkeys(lost))[:_NAMED]))
    return lives


def _parts(one: History, ends: list[tuple[float, bool]], lost: list[str]) -> Iterator[History]:
    """The lives of one asset; an end before its first reading is lost.

    A reading at the very moment of an end is of the next life, unless nothing comes after it.
    """
    start = 0
    for at, failed in ends:
        after = int(np.searchsorted(one.time, at, side="right"))
        stop = after if after == len(one) else int(np.searchsorted(one.time, at, side="left"))
        if stop <= start:
            lost.append(one.asset)
            continue
        yield replace(_slice(one, start, stop), failed=failed, renewed=not failed, end=at)
        start = stop
    if start < len(one):
        yield replace(_slice(one, start, len(one)), failed=False)


def _slice(one: History, start: int, stop: int) -> History:
    cut = slice(start, stop)
    return replace(one, time=one.time[cut], values=one.values[cut], settings=one.settings[cut], regime=one.regime[cut])


def _known(lives: list[History], findings: list[Finding]) -> None:
    """That something failed, and something runs; a refusal tells what was found until then too."""
    if not any(one.failed for one in lives):
        raise Refusal(*findings, NoFailureKnown(assets=len({one.asset for one in lives})))
    if all(one.failed or one.renewed for one in lives):
        raise Refusal(*findings, NothingRuns(lives=len(lives)))


def _usable(
    columns: tuple[Column, ...], lives: list[History], findings: list[Finding]
) -> tuple[tuple[Column, ...], tuple[History, ...]]:
    """Counters put together again; sensors left out that too few failed lives show."""
    ended = [one for one in lives if one.failed]
    keep, unrolled = [], {}
    for at, column in enumerate(columns):
        lives_with = sum(not np.isnan(one.values[:, at]).all() for one in ended)
        if lives_with < min(_LEAST_LIVES, len(ended)) or 3 * lives_with < len(ended):
            findings.append(SensorTooYoung(column=column.name, lives=lives_with, of=len(ended)))
            continue
        keep.append(at)
        resets = _resets([one.values[:, at] for one in lives])
        if resets is not None:
            unrolled[at] = resets
            if resets:
                findings.append(CounterUnrolled(column=column.name, resets=resets))
    if not keep:
        raise Refusal(ColumnNotFound(table="data", wanted=WANTED["sensors"], known=tuple(one.name for one in columns)))
    histories = []
    for one in lives:
        values = one.values.copy()
        for at in unrolled:
            values[:, at] = _grown(values[:, at])
        histories.append(replace(one, values=values[:, keep]))
    return tuple(columns[at] for at in keep), tuple(histories)


def _resets(courses: list[Floats]) -> int | None:
    """How often a counter fell back; None if it is none."""
    steps = np.concatenate([np.diff(course[~np.isnan(course)]) for course in courses])
    if not len(steps):
        return None
    up, down = float((steps > 0).mean()), float((steps < 0).mean())
    return int((steps < 0).sum()) if up > _RISES and down < _FALLS else None


def _grown(values: Floats) -> Floats:
    """A counter's growth since its first value; after a reset it goes on from zero."""
    known = np.flatnonzero(~np.isnan(values))
    out = np.full(len(values), np.nan)
    if len(known):
        seen = values[known]
        steps = np.diff(seen, prepend=seen[0])
        out[known] = np.cumsum(np.where(steps < 0, np.maximum(seen, 0.0), steps))
    return out
