"""From orders and a register, or from one row for each life, to lives as the models read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.encoder import Encoder
from sanhak.model.life.survival import Spells, rate
from sanhak.model.prediction import Floats
from sanhak.study.failing.findings import (
    BeginUnknown,
    HeadMissing,
    NegativeAge,
    OrderBeforeInstalled,
    TooFewFailures,
    UntilUnread,
)
from sanhak.study.failing.heads import FAILED, WANTED, found
from sanhak.study.failing.inputs import matrix_of, taken_by
from sanhak.study.failing.register import Register, days_of
from sanhak.study.words import plain, words_of
from sanhak.study.work_orders import WorkOrders
from sanhak.study.work_orders.downtime import downtimes
from sanhak.table import Kind, Table
from sanhak.table.findings_events import EventIncomplete, EventTwice, FlagNotRead, NoTimePassed
from sanhak.table.read.dates import read_dates
from sanhak.table.units import compatible, convert
from sanhak.text import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sanhak.study.failing.failing import Failing

_LEAST: Final = 3
_AHEAD: Final = 90.0
_DAY: Final = 86400.0
_SHOWN: Final = 8


@dataclass(frozen=True, eq=False)
class History:
    """All that is known of a fleet's failures.

    ``spells`` are its lives; ``cause`` of shape (n,) the place of each failure's cause in ``causes``, -1 for none;
    ``running`` the places of the lives that go on, whose assets are asked about; ``names`` the assets by number.
    ``events`` holds the ages of assets at their failures and the asset of each, ``seen`` the age until which each
    asset was watched, where failures of the same asset are known; else both are empty. Times are in ``unit``.
    """

    spells: Spells
    cause: NDArray[np.intp]
    causes: tuple[str, ...]
    running: NDArray[np.intp]
    names: tuple[str, ...]
    inputs: tuple[str, ...]
    events: tuple[Floats, NDArray[np.intp]]
    seen: Floats
    unit: str
    horizon: float
    column: str
    column_unit: str | None
    until: datetime | None
    findings: tuple[Finding, ...]
    encoder: Encoder | None = None
    """How what assets are became ``inputs`` of the lives; None where nothing is known of them."""
    downtime: Table | None = None
    """Hours down by cause, where orders tell them."""

    @property
    def assets(self) -> tuple[str, ...]:
        """The names of the running assets."""
        return tuple(self.names[at] for at in self.spells.assets[self.running])

    @property
    def ages(self) -> Floats:
        """The ages of the running assets."""
        return np.asarray(self.spells.left[self.running])


def read(study: Failing, tables: Mapping[str, Table]) -> History:
    """The lives that the tables tell.

    Raises
    ------
    Refusal
        S372, S373, S375, S376, T001 and T387 for what cannot be used.
    """
    history = history_of(study, tables)
    failures, time = int(history.spells.failed.sum()), float((history.spells.left - history.spells.entered).sum())
    if failures < _LEAST or len(set(history.spells.assets)) < _LEAST:
        unit = history.unit or None
        least = Amount(rate(failures, time).lower, unit, 0)
        raise Refusal(*history.findings, TooFewFailures(failures=failures, time=Amount(time, unit, 0), least=least))
    return history


def history_of(study: Failing, tables: Mapping[str, Table], encoder: Encoder | None = None) -> History:
    """The lives that the tables tell, however few failed.

    What assets are is read as an ``encoder`` has learnt it, where there is one. Raises as :func:`read` does.
    """
    records = tables["records"]
    columns = columns_of(study, records)
    if study.duration is None and WorkOrders.known(records):
        return _of_work_orders(study, records, tables, encoder)
    if of_lives(study, columns):
        return _of_lives(study, records, columns, encoder)
    return _of_orders(study, records, columns, tables, encoder)


def columns_of(study: Failing, records: Table) -> dict[str, str]:
    """The columns of the records by field; :class:`Refusal` T001."""
    named = {name: getattr(study, name) for name in ("duration", "event", "asset", "date", "order_type", "cause")}
    return found("records", records, named, ())


def of_lives(study: Failing, columns: Mapping[str, str]) -> bool:
    """Whether a row of the records is a life; else it is an order."""
    return "duration" in columns and (study.duration is not None or "date" not in columns)


def _of_lives(study: Failing, table: Table, columns: dict[str, str], encoder: Encoder | None) -> History:
    """Each row is a life; those that were cut off go on."""
    for field in ("duration", "event"):
        if field not in columns or (field == "duration" and table[columns[field]].kind is not Kind.NUMBER):
            raise Refusal(HeadMissing(table="records", wanted=WANTED[field], known=table.names), field=field)
    length, flags = table.values(columns["duration"]).astype(float), words_of(table, columns["event"])
    assets = words_of(table, columns["asset"]) if "asset" in columns else [f"{row + 1}" for row in range(len(table))]
    full = np.isfinite(length) & np.array(
        [bool(flag) and bool(asset) for flag, asset in zip(flags, assets, strict=True)], bool
    )
    notes = [*_incomplete(~full, columns["duration"])]
    unit = table[columns["duration"]].unit or ""
    _refuse_negative(length, assets, unit)
    notes += _no_time(full & (length == 0))
    kept = np.flatnonzero(full & (length > 0))
    failed = _failed(study, [flags[row] for row in kept], columns["event"])
    names, number = _numbered([assets[row] for row in kept])
    last = {asset: at for at, asset in enumerate(number)}
    running = np.array([at for at in last.values() if not failed[at]], dtype=np.intp)
    encoder, matrix = matrix_of(study, table.rows(kept), columns, encoder)
    spells = Spells(np.zeros(len(kept)), length[kept], failed, matrix, number)
    causes, cause = _causes(table, columns, kept, failed)
    column = columns.get("asset", columns["duration"])
    no_events = (np.empty(0), np.empty(0, dtype=np.intp))
    return History(
        spells, cause, causes, running, names, taken_by(encoder), no_events, np.empty(0), unit,
        study.horizon or _ahead(unit, length[kept], failed), column, table[column].unit, None, tuple(notes), encoder,
    )  # fmt: skip


def _of_work_orders(study: Failing, table: Table, tables: Mapping[str, Table], encoder: Encoder | None) -> History:
    """Orders and notifications of a maintenance system: what failed and what was renewed end lives, nothing else."""
    named = {"asset": study.asset, "began": study.date, "order_type": study.order_type, "cause": study.cause}
    orders = WorkOrders.of(table, named, study.failures)
    events = orders.table()
    fields = zip(("asset", "date", "order_type", "cause"), events.names[:4], strict=True)
    register = tables.get("register")
    member = orders.column if study.member is None and register and orders.column in register else study.member
    sorted_already = study.model_copy(update={"failures": (), "member": member})
    history = _of_orders(sorted_already, events, dict(fields), tables, encoder, orders.until)
    return replace(history, findings=(*orders.findings, *history.findings), downtime=downtimes(orders))


def _of_orders(
    study: Failing,
    table: Table,
    columns: dict[str, str],
    tables: Mapping[str, Table],
    encoder: Encoder | None,
    known: datetime | None = None,
) -> History:
    """Each order ends a life and begins the next; the register tells where the first one began.

    ``known`` is the moment until which orders were entered, where that is later than the last event.
    """
    for field in ("asset", "date"):
        if field not in columns or (field == "date" and table[columns[field]].kind is not Kind.DATE):
            raise Refusal(HeadMissing(table="records", wanted=WANTED[field], known=table.names), field=field)
    assets, days = words_of(table, columns["asset"]), days_of(table, columns["date"])
    full = np.isfinite(days) & np.array([bool(asset) for asset in assets], dtype=bool)
    notes = [*_incomplete(~full, columns["date"])]
    kept = np.flatnonzero(full)
    failed = np.ones(len(kept), dtype=bool)
    if "order_type" in columns:
        types = words_of(table, columns["order_type"])
        failed = _failed(study, [types[row] for row in kept], columns["order_type"])
    causes, cause = _causes(table, columns, kept, failed)
    register = Register.of(study, tables.get("register"))
    end = _until(study, np.append(days[kept], [_day(known)] if known else []), register)
    orders = _Orders([assets[row] for row in kept], days[kept], failed, cause)
    lives = _Lives.of(orders, register, end)
    notes += lives.findings
    matrix = np.zeros((len(lives.left), 0))
    if register.table is not None:
        encoder, by_asset = matrix_of(study, register.table, register.columns, encoder)
        # An asset that the register does not know is taken for a mean one: standardised inputs of zero.
        by_asset = np.vstack([by_asset, np.zeros((1, by_asset.shape[1]))])
        matrix = by_asset[[register.row.get(lives.names[at], -1) for at in lives.assets]]
    spells = Spells(np.zeros(len(lives.left)), lives.left, lives.failed, matrix, lives.assets)
    return History(
        spells, lives.cause, causes, np.flatnonzero(lives.running), lives.names, taken_by(encoder), lives.events,
        lives.seen, "d", study.horizon or _AHEAD, columns["asset"], table[columns["asset"]].unit,
        _moment(end), tuple(notes), encoder,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Orders:
    """Orders with asset, day, whether it was a failure, and its cause."""

    asset: list[str]
    day: Floats
    failed: NDArray[np.bool_]
    cause: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Lives:
    """Lives between orders, asset after asset."""

    names: tuple[str, ...]
    assets: NDArray[np.intp]
    left: Floats
    failed: NDArray[np.bool_]
    cause: NDArray[np.intp]
    running: NDArray[np.bool_]
    events: tuple[Floats, NDArray[np.intp]]
    seen: Floats
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, orders: _Orders, register: Register, end: float) -> _Lives:
        """Cut each asset's time in service at its orders; what comes after the end is not yet known."""
        names = tuple(dict.fromkeys([*register.begun, *orders.asset]))
        number = {name: at for at, name in enumerate(names)}
        of_asset: list[dict[float, int]] = [{} for _ in names]
        twice = 0
        for at in sorted(range(len(orders.day)), key=lambda at: (orders.day[at], not orders.failed[at])):
            here = of_asset[number[orders.asset[at]]]
            twice += orders.day[at] in here
            if orders.day[at] <= end:
                here.setdefault(float(orders.day[at]), at)
        rows: list[tuple[int, float, bool, int, bool]] = []
        events: list[tuple[float, int]] = []
        seen, early, zero, unknown = np.zeros(len(names)), [], [], []
        for name, days in zip(names, of_asset, strict=True):
            at = number[name]
            begun = register.begun.get(name)
            if begun is None:
                unknown += [name]
                begun = min(days, default=end)
            first, start = begun, begun
            early += [name for day in days if day < begun]
            zero += [days[day] for day in days if day == begun and name in register.begun]
            for day, order in days.items():
                if day > start:
                    rows.append((at, day - start, bool(orders.failed[order]), int(orders.cause[order]), False))
                    events += [(day - first, at)] if orders.failed[order] else []
                    start = day
            seen[at] = end - first
            if end > start:
                rows.append((at, end - start, False, -1, True))
        notes = _told(twice, early, zero, unknown)
        given = [np.array([row[part] for row in rows]) for part in range(5)]
        ages = np.array([age for age, _ in events]), np.array([at for _, at in events], dtype=np.intp)
        return cls(
            names, given[0].astype(np.intp), given[1].astype(float), given[2].astype(bool), given[3].astype(np.intp),
            given[4].astype(bool), ages, seen, tuple(notes),
        )  # fmt: skip


def _told(twice: int, early: list[str], zero: list[int], unknown: list[str]) -> Iterator[Finding]:
    if twice:
        yield EventTwice(rows=twice)
    if early:
        yield OrderBeforeInstalled(orders=len(early), asset=early[0])
    if zero:
        yield NoTimePassed(rows=len(zero), row=min(zero) + 1)
    if unknown:
        yield BeginUnknown(assets=len(unknown), asset=unknown[0])


def _until(study: Failing, days: Floats, register: Register) -> float:
    """The day until which orders are known; an asset that was installed later has a negative age."""
    end = _asked_day(study.until) if study.until and study.until.strip() else float(days.max(initial=-np.inf))
    late = {name: end - day for name, day in register.begun.items() if day > end}
    if late and study.until is not None:
        name = min(late, key=lambda name: late[name])
        raise Refusal(NegativeAge(asset=name, age=Amount(late[name], "d", 0)))
    return max([end, *register.begun.values()]) if np.isfinite(end) else max(register.begun.values(), default=0.0)


def _failed(study: Failing, flags: list[str], column: str) -> NDArray[np.bool_]:
    """Which cells mean a failure.

    Raises
    ------
    Refusal
        T387 if cells are there and none says whether it was one.
    """
    words = frozenset(map(plain, study.failures)) or FAILED
    failed = np.array([plain(flag) in words for flag in flags], dtype=bool)
    known = tuple(dict.fromkeys(flags))
    harmless = all(plain(flag) in _ENDED for flag in known)
    if not failed.any() and not harmless:
        raise Refusal(FlagNotRead(column=column, known=known[:_SHOWN]), field="failures")
    return failed


_ENDED: Final = frozenset({
    "0", "false", "no", "n", "alive", "censored", "running", "preventive", "planned", "renewal", "아니오", "중도절단",
    "운전중", "가동중", "예방", "예방정비", "예방보전", "계획",
})  # fmt: skip
"""Cells that mean another end than a failure: if these are all, nothing has failed."""


def _causes(
    table: Table, columns: dict[str, str], rows: NDArray[Any], failed: NDArray[np.bool_]
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The causes by frequency, and the place of each failure's cause; -1 where none is told."""
    if "cause" not in columns:
        return (), np.full(len(rows), -1, dtype=np.intp)
    words = words_of(table, columns["cause"])
    told = [words[row] if one else "" for row, one in zip(rows, failed, strict=True)]
    counts: dict[str, int] = {}
    for word in filter(None, told):
        counts[word] = counts.get(word, 0) + 1
    names = tuple(sorted(counts, key=lambda word: -counts[word]))
    place = {word: at for at, word in enumerate(names)}
    return names, np.array([place.get(word, -1) for word in told], dtype=np.intp)


def _numbered(names: list[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    every = tuple(dict.fromkeys(names))
    place = {name: at for at, name in enumerate(every)}
    return every, np.array([place[name] for name in names], dtype=np.intp)


def _refuse_negative(length: Floats, assets: list[str], unit: str) -> None:
    if len(length) and np.nanmin(np.append(length, 0.0)) < 0:
        row = int(np.nanargmin(length))
        raise Refusal(NegativeAge(asset=assets[row] or f"{row + 1}", age=Amount(float(length[row]), unit or None)))


def _incomplete(missing: NDArray[np.bool_], column: str) -> Iterator[Finding]:
    if missing.any():
        yield EventIncomplete(rows=int(missing.sum()), row=int(missing.argmax()) + 1, column=column)


def _no_time(zero: NDArray[np.bool_]) -> Iterator[Finding]:
    if zero.any():
        yield NoTimePassed(rows=int(zero.sum()), row=int(zero.argmax()) + 1)


def _ahead(unit: str, length: Floats, failed: NDArray[np.bool_]) -> float:
    """90 days in the unit of the durations; where that is no time, a quarter of the median life."""
    if unit and compatible(unit, "d"):
        return float(convert(_AHEAD, "d", unit))
    return float(np.median(length[failed])) / 4 if failed.any() else 1.0


def _asked_day(text: str) -> float:
    moment = read_dates(pl.Series([text.strip()], dtype=pl.String)).values[0]
    if moment is None:
        raise Refusal(UntilUnread(given=text), field="until")
    return _day(moment)


def _day(moment: datetime) -> float:
    return (moment - datetime(1970, 1, 1)).total_seconds() / _DAY  # noqa: DTZ001 - likewise


def _moment(day: float) -> datetime:
    return datetime(1970, 1, 1) + timedelta(days=day)  # noqa: DTZ001 - a plant's clock shows local time
