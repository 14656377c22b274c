"""From rows of orders and notifications to events of assets: failures with cause and downtime, and renewals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.prediction import Floats
from sanhak.study.scheduling.findings import HeadNotFound
from sanhak.study.scheduling.heads import Sheet
from sanhak.study.words import plain
from sanhak.study.work_orders import heads
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_events import FlagNotRead
from sanhak.table.findings_orders import DowntimeUnusable, LocationTaken, MomentAssumed, OrdersSorted
from sanhak.table.units import compatible, convert
from sanhak.text import Text, say

_TYPED: Final = re.compile(r"^PM\d\d", re.IGNORECASE)
_FALLBACK: Final = {
    True: ("began", "reported", "planned", "finished", "created"),
    False: ("finished", "planned", "began", "reported", "created"),
}
"""The dates of a failure, and those of a renewal, the best first."""
_SHOWN: Final = 8
_DATE: Final = say("Date of the order")
FAILURE, RENEWAL = "failure", "renewal"


class Sort(StrEnum):
    """What a row tells."""

    FAILURE = FAILURE
    RENEWAL = RENEWAL
    PLANNED = "planned"
    REPAIR = "repairs"
    CANCELLED = "cancelled"
    UNDONE = "undone"
    REPEATED = "repeated"
    INCOMPLETE = "incomplete"


class _By(StrEnum):
    """How failures are told, the surest first."""

    WORDS = "words"
    MARK = "mark"
    REPORT = "report"
    TYPE = "type"
    ROW = "row"


_BY: Final[Mapping[_By, Text]] = {
    _By.WORDS: say("the words that were named"),
    _By.MARK: say("the mark of breakdown"),
    _By.REPORT: say("notifications of a malfunction"),
    _By.TYPE: say("corrective orders"),
    _By.ROW: say("each row, for no column tells them apart"),
}


@dataclass(frozen=True, eq=False)
class WorkOrders:
    """Failures and renewals, in the order of the file.

    ``asset`` and ``moment`` of each; ``failed`` of shape (n,) is False for a renewal; ``cause`` empty where none is
    told; ``downtime`` of shape (n,) [h] and ``cost`` of shape (n,), NaN where not known. ``column`` is the column that
    names the assets; until ``until`` orders were entered. ``done`` are the planned orders that were carried out and of
    which nothing says that they renewed the asset: inspections and lubrication, or jobs of a plant that does not say.
    """

    asset: tuple[str, ...]
    moment: tuple[datetime, ...]
    failed: np.ndarray
    cause: tuple[str, ...]
    downtime: Floats
    cost: Floats
    column: str
    cost_unit: str | None
    until: datetime | None
    findings: tuple[Finding, ...]
    done: tuple[tuple[str, datetime], ...] = ()

    @classmethod
    def known(cls, table: Table) -> bool:
        """Whether a table is an export of a maintenance system, and not a plain list of dates and assets."""
        sheet = _sheet(table, {})
        types = [word for word in sheet.words("order_type") if word]
        typed = bool(types) and all(map(_TYPED.match, types))
        return ("asset" in sheet or "location" in sheet) and (typed or any(field in sheet for field in heads.SIGNS))

    @classmethod
    def of(
        cls, table: Table, named: Mapping[str, str | None] | None = None, failures: Sequence[str] = ()
    ) -> WorkOrders:
        """Sort the rows.

        Parameters
        ----------
        table
            An export of orders, of notifications, or of both joined.
        named
            Columns that the question names, by field of :data:`heads.HEADS`.
        failures
            Words of an order type or of a type of notification that mean a failure, where the question names them.

        Raises
        ------
        Refusal
            T001 for a column that is not there, S328 for one that holds no dates or numbers, T387 if nothing is known
            to be a failure and types are unknown.
        """
        sheet = _sheet(table, named or {})
        rows = _Rows.of(sheet, failures)
        sorts = rows.sorts()
        kept = [at for at, sort in enumerate(sorts) if sort in (Sort.FAILURE, Sort.RENEWAL)]
        counts = Counter(sorts)
        if not counts[Sort.FAILURE] and rows.unknown:
            column = sheet.columns.get("order_type") or sheet.columns["notification_type"]
            raise Refusal(FlagNotRead(column=column, known=rows.unknown[:_SHOWN]), field="failures")
        failed = np.array([sorts[at] is Sort.FAILURE for at in kept], dtype=bool)
        down, bad = _downtime(sheet, [row for row, one in zip(kept, failed, strict=True) if one])
        found = [
            _sorted(counts, _BY[rows.by], len(sorts)),
            *_assumed(sheet, rows, kept, failed),
            *_located(sheet, rows),
        ]
        found += [DowntimeUnusable(count=len(bad), row=bad[0] + 1)] if bad else []
        # Every row that was kept has its date: those without are incomplete.
        moments = tuple(moment for at in kept if (moment := rows.moment(at, sorts[at])) is not None)
        return cls(
            tuple(rows.asset[at] for at in kept), moments, failed, tuple(rows.cause[at] for at in kept), down[kept],
            _cost(sheet)[kept], sheet.columns.get("asset") or sheet.columns["location"], sheet.unit("cost"),
            rows.until, tuple(found), tuple(rows.done(sorts)),
        )  # fmt: skip

    def table(self) -> Table:
        """The events as a plain table of asset, date, order type (failure, renewal), cause and downtime."""
        asset = self.column if self.column not in ("date", "order type", "cause", "downtime") else "asset"
        frame = pl.DataFrame({
            asset: list(self.asset), "date": list(self.moment),
            "order type": [FAILURE if one else RENEWAL for one in self.failed],
            "cause": [cause or None for cause in self.cause], "downtime": self.downtime,
        }, schema={asset: pl.String, "date": pl.Datetime("us"), "order type": pl.String, "cause": pl.String,
                   "downtime": pl.Float64})  # fmt: skip
        facts = (Column(asset, Kind.CATEGORY), Column("date", Kind.DATE), Column("order type", Kind.CATEGORY),
                 Column("cause", Kind.CATEGORY), Column("downtime", unit="h"))  # fmt: skip
        return Table(frame, facts)

    def ends(self) -> dict[str, list[tuple[datetime, bool]]]:
        """Of each asset the moments at which a life ended, and whether by a failure."""
        found: dict[str, list[tuple[datetime, bool]]] = {}
        for name, moment, failed in zip(self.asset, self.moment, self.failed, strict=True):
            found.setdefault(name, []).append((moment, bool(failed)))
        return {name: sorted(some) for name, some in found.items()}


@dataclass(frozen=True, eq=False)
class _Rows:
    """What each row says, as words; ``by`` is how failures are told."""

    asset: list[str]
    kind: list[str]
    notification: list[str]
    report: list[str]
    order: list[str]
    status: list[str]
    activity: list[str]
    marked: list[bool]
    cause: list[str]
    dates: Mapping[str, list[datetime | None]]
    words: frozenset[str]
    by: _By

    @classmethod
    def of(cls, sheet: Sheet, failures: Sequence[str]) -> _Rows:
        asset, place = sheet.words("asset"), sheet.words("location")
        marked = [plain(word) not in heads.NOT_MARKED for word in sheet.words("breakdown")]
        told = zip(sheet.words("cause"), sheet.words("damage"), sheet.words("part"), strict=True)
        report = sheet.words("notification_type")
        words = frozenset(map(plain, failures))
        kind = sheet.words("order_type")
        ways = {
            _By.WORDS: bool(words),
            _By.MARK: any(marked),
            _By.REPORT: any(plain(word).startswith(heads.MALFUNCTION) for word in report),
            _By.TYPE: any(kind) or any(report),
            _By.ROW: True,
        }
        return cls(
            [name or other for name, other in zip(asset, place, strict=True)], kind, sheet.words("notification"),
            report, sheet.words("order"), sheet.words("status"), sheet.words("activity"), marked,
            [next(filter(None, some), "") for some in told], _dates(sheet), words,
            next(way for way, usable in ways.items() if usable),
        )  # fmt: skip

    @property
    def unknown(self) -> tuple[str, ...]:
        """Types of orders or notifications of which it is not known what they mean."""
        types = dict.fromkeys(word for pair in zip(self.kind, self.report, strict=True) for word in pair if word)
        known = (*heads.CORRECTIVE, *heads.PREVENTIVE, *heads.RENEWED, heads.MALFUNCTION)
        return tuple(word for word in types if not heads.holds(word, known))

    @property
    def until(self) -> datetime | None:
        """The last day on which anything was entered; what is planned for later does not count."""
        entered = [day for name in ("began", "reported", "created") for day in self.dates[name] if day]
        done = [day for day, word in zip(self.dates["planned"], self.status, strict=True)
                if day and (heads.holds(word, heads.DONE) or not entered)]  # fmt: skip
        return max((*entered, *done), default=None)

    def moment(self, at: int, sort: Sort) -> datetime | None:
        """When it happened."""
        return next((day for name in _FALLBACK[sort is Sort.FAILURE] if (day := self.dates[name][at])), None)

    def sorts(self) -> list[Sort]:
        """What each row tells; a second order of one notification, or row of one order, tells nothing new."""
        seen: set[str] = set()
        found = []
        for at in range(len(self.asset)):
            sort = self._sort(at)
            if sort in (Sort.FAILURE, Sort.RENEWAL):
                numbers = (f"notification {self.notification[at]}", f"order {self.order[at]}")
                mine = {number for number in numbers if any(map(str.isdigit, number))}
                if not self.asset[at] or self.moment(at, sort) is None:
                    sort = Sort.INCOMPLETE
                elif mine & seen:
                    sort = Sort.REPEATED
                seen |= mine if sort is not Sort.INCOMPLETE else set()
            found.append(sort)
        return found

    def _sort(self, at: int) -> Sort:
        if not self.asset[at] and not any((self.kind[at], self.order[at], self.notification[at])):
            return Sort.INCOMPLETE
        if heads.holds(self.status[at], heads.CANCELLED):
            return Sort.CANCELLED
        if self._failed(at):
            return Sort.FAILURE
        corrective = heads.holds(self.kind[at], heads.CORRECTIVE)
        if heads.holds(f"{self.activity[at]} {self.kind[at]}", heads.RENEWED) and not corrective:
            done = heads.holds(self.status[at], heads.DONE) or not heads.holds(self.status[at], heads.UNDONE)
            return Sort.RENEWAL if done else Sort.UNDONE
        planned = heads.holds(self.kind[at], heads.PREVENTIVE) and not corrective
        return Sort.PLANNED if planned or (not self.kind[at] and self._requested(at)) else Sort.REPAIR

    def done(self, sorts: Sequence[Sort]) -> Iterator[tuple[str, datetime]]:
        """The asset and the moment of each planned order that was carried out."""
        for at, sort in enumerate(sorts):
            moment = self.moment(at, sort) if sort is Sort.PLANNED and self.asset[at] else None
            status = self.status[at]
            if moment and (heads.holds(status, heads.DONE) or not heads.holds(status, heads.UNDONE)):
                yield self.asset[at], moment

    def _requested(self, at: int) -> bool:
        return bool(self.report[at]) and not plain(self.report[at]).startswith(heads.MALFUNCTION)

    def _failed(self, at: int) -> bool:
        kind, report = plain(self.kind[at]), plain(self.report[at])
        match self.by:
            case _By.WORDS:
                return kind in self.words or report in self.words
            case _By.MARK:
                return self.marked[at]
            case _By.ROW:
                return True
        if report:
            return report.startswith(heads.MALFUNCTION) or heads.holds(self.report[at], heads.CORRECTIVE)
        return heads.holds(self.kind[at], heads.CORRECTIVE)


def _sheet(table: Table, named: Mapping[str, str | None]) -> Sheet:
    fields = dict.fromkeys(heads.HEADS) | dict(named)
    return Sheet.of(table.source.name or "orders", table, fields, known=heads.HEADS)


def _dates(sheet: Sheet) -> Mapping[str, list[datetime | None]]:
    """The dates of each row by field; a further column that holds no dates counts as empty.

    Raises
    ------
    Refusal
        S328 if there is no column of dates, or the beginning of the malfunction holds something else.
    """
    usable = [
        field for field in _FALLBACK[True] if field in sheet and sheet.table[sheet.columns[field]].kind is Kind.DATE
    ]
    if not usable:
        wrong = next((field for field in _FALLBACK[True] if field in sheet), None)
        if wrong is None:
            raise Refusal(HeadNotFound(table=sheet.name, wanted=_DATE, known=sheet.table.names), field="date")
        sheet.dates(wrong)
    return {
        field: sheet.dates(field) if field in (*usable, "began") else [None] * len(sheet) for field in _FALLBACK[True]
    }


def _downtime(sheet: Sheet, rows: Sequence[int]) -> tuple[Floats, list[int]]:
    """Hours down of each row of the sheet: as entered, else between both ends; NaN; and the rows where they lie."""
    hours = np.full(len(sheet), np.nan)
    if "downtime" in sheet and sheet.table[sheet.columns["downtime"]].kind is Kind.NUMBER:
        unit = sheet.unit("downtime")
        entered = np.asarray(sheet.table.values(sheet.columns["downtime"]), dtype=float)
        hours = convert(1.0, unit, "h") * entered if unit and compatible(unit, "h") else entered.copy()
        hours[hours == 0] = np.nan  # not entered is printed as zero
    bad = []
    begins, ends = sheet.dates("began"), sheet.dates("ended")
    for at in rows:
        first, last = begins[at], ends[at]
        if not np.isfinite(hours[at]) and first and last:
            hours[at] = (last - first).total_seconds() / 3600
        if hours[at] < 0:
            hours[at] = np.nan
            bad.append(at)
    return hours, bad


def _cost(sheet: Sheet) -> Floats:
    if "cost" not in sheet or sheet.table[sheet.columns["cost"]].kind is not Kind.NUMBER:
        return np.full(len(sheet), np.nan)
    return np.asarray(sheet.table.values(sheet.columns["cost"]), dtype=float)


def _sorted(counts: Counter[Sort], by: Text, rows: int) -> Finding:
    return OrdersSorted(
        rows=rows, failures=counts[Sort.FAILURE], by=by, renewals=counts[Sort.RENEWAL], planned=counts[Sort.PLANNED],
        repairs=counts[Sort.REPAIR], cancelled=counts[Sort.CANCELLED], undone=counts[Sort.UNDONE],
        repeated=counts[Sort.REPEATED], incomplete=counts[Sort.INCOMPLETE],
    )  # fmt: skip


def _assumed(sheet: Sheet, rows: _Rows, kept: Sequence[int], failed: np.ndarray) -> Iterator[Finding]:
    late = [at for at, one in zip(kept, failed, strict=True) if one and rows.dates["began"][at] is None]
    taken = {next(name for name in _FALLBACK[True] if rows.dates[name][at]) for at in late}
    if late and "began" in sheet:
        yield MomentAssumed(count=len(late), columns=tuple(sheet.columns[name] for name in sorted(taken)))


def _located(sheet: Sheet, rows: _Rows) -> Iterator[Finding]:
    bare = [at for at, name in enumerate(sheet.words("asset")) if not name and rows.asset[at]]
    if bare and "asset" in sheet:
        yield LocationTaken(count=len(bare), example=rows.asset[bare[0]])
