"""From the tables that were given to histories: one for each life, in the order of time, with what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life.histories import History
from sanhak.study.remaining_life.findings import (
    ColumnNotFound,
    ColumnUnlikeOther,
    FailuresWithoutHistory,
    NoFailureKnown,
    NothingRuns,
)
from sanhak.study.remaining_life.heads import WANTED, found, needed, settings_of
from sanhak.study.remaining_life.mending import Stretches, in_one_unit, placed, single, switches
from sanhak.study.remaining_life.records import widened
from sanhak.study.remaining_life.sheets import Sheet, grown, resets_of, sheet_of, times_of, zero_of
from sanhak.study.words import words_of
from sanhak.study.work_orders import WorkOrders
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_events import EventIncomplete
from sanhak.table.findings_lives import (
    CounterUnrolled,
    ReadingsLeftOut,
    SensorTooYoung,
    SensorWithoutValues,
)
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study.remaining_life.remaining_life import RemainingLives

LEAST_READINGS: Final = 3
"""Fewer readings of a life tell of no course."""
_LEAST_LIVES: Final = 9
"""Lives with values from which a sensor can be learnt."""
_NAMED: Final = 5
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
    asset: str
    clock: Column
    zero: datetime | None
    findings: tuple[Finding, ...]
    counters: tuple[str, ...] = ()
    """Sensors that count on and fall back now and then; their readings were put together again."""

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
    zero = zero_of(data, clock)
    first = sheet_of(data, "data", (asset, clock), (sensors, settings), zero, findings)
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
        going = _whole(sheet_of(other, "running", names, (sensors, settings), zero, findings))
        going, told = single(going)
        going, more = in_one_unit(going, columns, switched)
        findings += [*told, *more]
        lives += [replace(one, failed=False) for one in going]
    kept = [one for one in lives if len(one) >= LEAST_READINGS]
    if lost := sum(len(one) for one in lives if len(one) < LEAST_READINGS):
        findings.append(ReadingsLeftOut(rows=lost))
    _known(kept, findings)
    usable, histories, counters = _usable(columns, kept, findings)
    return Ready(histories, usable, tuple(data[name] for name in settings), asset, clock, zero,
                 tuple(findings), counters)  # fmt: skip


def _failed_column(study: RemainingLives, tables: Mapping[str, Table]) -> str | None:
    where = tables.get("ends", tables["data"])
    return found(where, "failed", study.failed if study.failed in where else None)


def _whole(sheet: Sheet) -> list[History]:
    """One history for each asset."""
    if not len(sheet.time):
        return []
    edges = np.flatnonzero(np.append(True, sheet.asset[1:] != sheet.asset[:-1]))
    ends = np.append(edges[1:], len(sheet.time))
    return [_part(sheet, slice(int(a), int(b)), failed=True) for a, b in zip(edges, ends, strict=True)]


def histories_of(
    table: Table, inputs: tuple[Column, ...], sensors: int, zero: datetime | None, findings: list[Finding]
) -> list[History]:
    """One history for each asset of a table that holds asset, time, so many ``sensors``, then settings."""
    names = tuple(one.name for one in inputs)
    columns = names[2 : 2 + sensors], names[2 + sensors :]
    return _whole(sheet_of(table, "data", (names[0], inputs[1]), columns, zero, findings))


def seen_again(one: History, counters: Sequence[int]) -> History:
    """The history with its counters, by their places, put together again."""
    values = one.values.copy()
    for at in counters:
        values[:, at] = grown(values[:, at])
    return replace(one, values=values)


def _part(sheet: Sheet, rows: slice, *, failed: bool) -> History:
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
    times = times_of(ends, "ends", clock, zero)
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
) -> tuple[tuple[Column, ...], tuple[History, ...], tuple[str, ...]]:
    """Counters put together again; sensors left out that too few failed lives show."""
    ended = [one for one in lives if one.failed]
    keep, unrolled = [], {}
    for at, column in enumerate(columns):
        lives_with = sum(not np.isnan(one.values[:, at]).all() for one in ended)
        if lives_with < min(_LEAST_LIVES, len(ended)) or 3 * lives_with < len(ended):
            findings.append(SensorTooYoung(column=column.name, lives=lives_with, of=len(ended)))
            continue
        keep.append(at)
        resets = resets_of([one.values[:, at] for one in lives])
        if resets is not None:
            unrolled[at] = resets
            if resets:
                findings.append(CounterUnrolled(column=column.name, resets=resets))
    if not keep:
        raise Refusal(ColumnNotFound(table="data", wanted=WANTED["sensors"], known=tuple(one.name for one in columns)))
    histories = []
    for one in lives:
        whole = seen_again(one, tuple(unrolled))
        histories.append(replace(whole, values=whole.values[:, keep]))
    return tuple(columns[at] for at in keep), tuple(histories), tuple(columns[at].name for at in unrolled)
