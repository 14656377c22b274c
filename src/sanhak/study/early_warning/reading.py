"""From the tables to courses: the readings of each asset between renewals, and which of them count as normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.normal.codes import no_measurements
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.findings import NoMeasurement, Totaliser
from sanhak.model.normal.fleet import Courses
from sanhak.model.prediction import Floats
from sanhak.study.early_warning.findings import (
    ClockWithoutUnit,
    EventsElsewhere,
    MomentUnread,
    NormalFirst,
    NothingNormal,
    NothingWatched,
)
from sanhak.study.remaining_life.findings import ColumnNotFound, ColumnUnlikeOther
from sanhak.study.remaining_life.heads import WANTED, needed, settings_of
from sanhak.study.remaining_life.sheets import Sheet, resets_of, sheet_of, times_of, zero_of
from sanhak.study.words import words_of
from sanhak.study.work_orders import WorkOrders
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_fleet import SensorCameLater, SensorNeverMoves, TwoUnderOneName
from sanhak.table.findings_lives import ReadingsLeftOut, SensorWithoutValues
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.study.early_warning.early_warning import EarlyWarnings

LEAST: Final = 24
"""Normal readings that are needed."""
_LEAST_OF_ONE: Final = 8
_LEAST_READINGS: Final = 3
_SHARE: Final = 1 / 3
"""The normal period as a share of the usual time between renewals, where none was named."""
_TWICE: Final = 0.2
_NAMED: Final = 5
_DAYS: Final[Mapping[str, float]] = {"d": 1.0, "h": 1 / 24, "min": 1 / 1440, "s": 1 / 86400, "week": 7.0}
"""Days in a unit of time."""
_WHAT: Final = frozenset({"what", "event", "work", "order type", "kind", "type", "description", "작업", "내용",
                          "이벤트", "작업내용", "오더유형", "구분", "정비내용"})  # fmt: skip
"""Heads of the column that says what an event was."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Courses of assets in days, and how their time is told.

    ``named`` is the column that names them, ``clock`` that of time; where it holds dates, days count from ``zero``;
    else ``day`` is one of its units in days. ``normal_for`` is the time that counts as normal after a beginning [d];
    ``begun`` tells by the names of assets when they began anew, in the unit of the clock.
    """

    courses: Courses
    assets: tuple[str, ...]
    sensors: tuple[Column, ...]
    settings: tuple[Column, ...]
    named: Column
    clock: Column
    zero: datetime | None
    day: float
    normal_for: float
    begun: Mapping[str, Sequence[float]]
    findings: tuple[Finding, ...]

    def moment(self, time: float) -> float | str:
        """A time as a reader writes it: a date, or a number."""
        return f"{self.zero + timedelta(days=time):%Y-%m-%d}" if self.zero else round(time / self.day, 6)

    def span(self, days: float) -> Amount:
        """A duration in days, or in the unit of the clock."""
        unit = "d" if self.zero else self.clock.unit
        return Amount(days if self.zero else days / self.day, unit, 0)

    def asset_of(self, row: int) -> str:
        """The asset of a row."""
        return self.assets[int(self.courses.asset[self.courses.course[row]])]


def read(study: EarlyWarnings, tables: Mapping[str, Table]) -> Ready:
    """Bring the tables into courses.

    Raises
    ------
    Refusal
        S370, S371 and T380 for columns, S400, S401 and S404 for the normal period, T001 for names.
    """
    data = tables["data"]
    asset = needed("data", data, "asset", study.asset, data.asset)
    clock = data[needed("data", data, "time", study.time, data.time)]
    settings = study.settings or settings_of(data)
    sensors = _sensors(study, data, {asset, clock.name, *settings})
    zero = zero_of(data, clock)
    findings: list[Finding] = []
    sheet = sheet_of(data, "data", (asset, clock), (sensors, settings), zero, findings)
    sheet = _single(sheet, _mixed(data, asset, clock, sensors), findings)
    for at, name in enumerate(sensors):
        odd = no_measurements(sheet.values[:, at])
        if odd.any():
            findings.append(NoMeasurement(column=name, value=float(sheet.values[odd, at][0]), rows=int(odd.sum())))
            sheet.values[odd, at] = np.nan
    if not len(sheet.time):
        raise Refusal(NothingNormal(rows=0, least=LEAST), *findings)
    empty = [name for at, name in enumerate(sensors) if np.isnan(sheet.values[:, at]).all()]
    if study.sensors and empty:
        raise Refusal(*(SensorWithoutValues(column=name) for name in empty), *findings)
    day = 1.0 if zero else _DAYS.get(clock.unit or "", 1.0)
    if zero is None and (clock.unit or "") not in _DAYS:
        findings.append(ClockWithoutUnit(column=clock.name))
    begun = _begun(study, tables, sheet, (asset, clock), zero, findings)
    names, courses = courses_of(sheet, begun, day, findings)
    ready = Ready(courses, names, tuple(data[name] for name in sensors), tuple(data[name] for name in settings),
                  data[asset], clock, zero, day, 0.0, begun, ())  # fmt: skip
    ready = _with_normal(study, ready, findings)
    return replace(_usable(study, ready, findings), findings=tuple(findings))


def _sensors(study: EarlyWarnings, data: Table, left: set[str]) -> tuple[str, ...]:
    sensors = study.sensors or tuple(one.name for one in data.of_kind(Kind.NUMBER) if one.name not in left)
    if not sensors:
        raise Refusal(ColumnNotFound(table="data", wanted=WANTED["sensors"], known=data.names))
    for name in (*sensors, *study.settings):
        if data[name].kind is not Kind.NUMBER:
            raise Refusal(ColumnUnlikeOther(column=name, table="data", wanted=say("a column of numbers")))
    return sensors


def _mixed(data: Table, asset: str, clock: Column, sensors: tuple[str, ...]) -> tuple[str, ...]:
    """Assets of which many moments are there twice, with different values."""
    frame = pl.DataFrame({"asset": words_of(data, asset), "time": data.frame[clock.name]})
    frame = frame.with_columns(pl.Series("value", data.values(sensors[0])), pl.Series("row", range(len(data))))
    each = frame.filter(pl.col("asset") != "").group_by("asset", "time").agg(
        (pl.col("value").n_unique() > 1).alias("twice")
    )  # fmt: skip
    share = each.group_by("asset").agg(pl.col("twice").mean(), pl.len())
    return tuple(sorted(share.filter((pl.col("twice") > _TWICE) & (pl.col("len") >= _LEAST_READINGS))["asset"]))


def _single(sheet: Sheet, mixed: tuple[str, ...], findings: list[Finding]) -> Sheet:
    """Without assets of which two bear one name."""
    if not mixed:
        return sheet
    findings.append(TwoUnderOneName(count=len(mixed), assets=mixed[:_NAMED]))
    kept = ~np.isin(sheet.asset, mixed)
    return Sheet(sheet.asset[kept], sheet.time[kept], sheet.values[kept], sheet.settings[kept], sheet.stretches)


def _begun(
    study: EarlyWarnings, tables: Mapping[str, Table], sheet: Sheet, where: tuple[str, Column], zero: datetime | None,
    findings: list[Finding],
) -> dict[str, list[float]]:  # fmt: skip
    """When assets began anew, by their names, in the unit of the sheet."""
    if "events" not in tables:
        return {}
    known = set(sheet.asset.tolist())
    of: dict[str, list[float]] = {}
    lost = []
    for name, at, counts in _events(study, tables["events"], where, zero, findings):
        if name not in known or np.isnan(at):
            lost.append(name)
        elif counts:
            of.setdefault(name, []).append(at)
    if lost:
        named = tuple(name for name in dict.fromkeys(lost) if name)[:_NAMED]
        findings.append(EventsElsewhere(count=len(lost), assets=named))
    return of


def _events(
    study: EarlyWarnings, events: Table, where: tuple[str, Column], zero: datetime | None, findings: list[Finding]
) -> Iterator[tuple[str, float, bool]]:
    """Asset, time, and whether it begins anew by that, of each event.

    Of work orders as they are exported only what failed and what was renewed begins anew, no inspection.
    """
    asset = where[0] if where[0] in events else None
    if zero is not None and not study.renewing and WorkOrders.known(events):
        orders = WorkOrders.of(events, {"asset": asset})
        findings.extend(orders.findings)
        for name, moment in zip(orders.asset, orders.moment, strict=True):
            yield name, (moment - zero) / timedelta(days=1), True
        return
    asset = needed("events", events, "asset", asset, events.asset)
    clock = events[needed("events", events, "time", where[1].name if where[1].name in events else None, events.time)]
    times = times_of(events, "events", clock, zero)
    yield from zip(words_of(events, asset), times.tolist(), _renews(study, events), strict=True)


def _renews(study: EarlyWarnings, events: Table) -> list[bool]:
    if not study.renewing:
        return [True] * len(events)
    column = next((name for name in events.names if name.strip().casefold() in _WHAT), None)
    if column is None:
        raise Refusal(ColumnNotFound(table="events", wanted=say("what was done"), known=events.names))
    wanted = {word.strip().casefold() for word in study.renewing}
    return [word.casefold() in wanted for word in words_of(events, column)]


def courses_of(
    sheet: Sheet, begun: Mapping[str, Sequence[float]], day: float, findings: list[Finding]
) -> tuple[tuple[str, ...], Courses]:
    """Courses of at least three readings; a reading at the very moment of an event is of the next one."""
    course = np.zeros(len(sheet.time), dtype=np.int64)
    names, whose = np.unique(sheet.asset, return_inverse=True)
    edges = np.searchsorted(sheet.asset, names)
    ends = np.append(edges[1:], len(sheet.time))
    for name, first, end in zip(names.tolist(), edges.tolist(), ends.tolist(), strict=True):
        course[first:end] = np.searchsorted(np.sort(begun.get(name, [])), sheet.time[first:end], side="right")
    anew = (np.diff(course, prepend=-1) != 0) | (np.diff(whose, prepend=-1) != 0)
    course = np.cumsum(anew) - 1
    size = np.bincount(course, minlength=1)
    kept = size[course] >= _LEAST_READINGS if len(course) else np.zeros(0, dtype=np.bool_)
    if len(kept) > kept.sum():
        findings.append(ReadingsLeftOut(rows=int(len(kept) - kept.sum())))
    _, numbered = np.unique(course[kept], return_inverse=True)
    owner = np.zeros(int(numbered.max(initial=-1)) + 1, dtype=np.int64)
    owner[numbered] = whose[kept]
    values = sheet.values[kept]
    return tuple(names.tolist()), Courses(owner, numbered.astype(np.int64), sheet.time[kept] * day, values,
                                          sheet.settings[kept], np.zeros(values.shape, dtype=np.bool_))  # fmt: skip


def _with_normal(study: EarlyWarnings, ready: Ready, findings: list[Finding]) -> Ready:
    """Which readings count as normal; those before the named beginning are left out."""
    courses = ready.courses
    if not len(courses):
        raise Refusal(NothingNormal(rows=0, least=LEAST), *findings)
    starts = courses.starts
    lengths = courses.time[np.append(starts[1:], len(courses)) - 1] - courses.time[starts]
    given = None if study.normal_for is None else study.normal_for * ready.day
    lasts = given or max(_SHARE * float(np.median(lengths)), _LEAST_OF_ONE * courses.step)
    first, last = (_moment(ready, name, getattr(study, name)) for name in ("normal_from", "normal_until"))
    if first is not None:
        courses = courses.part(courses.time >= first)
    calm = _calm(courses, last, lasts)
    normal = calm[:, None] & ~np.isnan(courses.values)
    later = _late(courses, calm, lasts)
    ready = replace(ready, courses=replace(courses, normal=normal | later), normal_for=lasts)
    if first is None and last is None:
        findings.append(NormalFirst(days=say("{span}", span=ready.span(lasts))))
    rows = ready.courses.calm
    most = np.bincount(courses.course[rows], minlength=1).max(initial=0)
    if rows.sum() < LEAST or most < _LEAST_OF_ONE:
        raise Refusal(NothingNormal(rows=int(rows.sum()), least=LEAST), *findings)
    if calm.all():
        raise Refusal(NothingWatched(rows=len(rows)), *findings)
    for at, column in enumerate(ready.sensors):
        if later[:, at].any():
            since = float(courses.time[later[:, at]].min())
            count = len(np.unique(courses.asset[courses.course[later[:, at]]]))
            findings.append(SensorCameLater(column=column.name, count=count, since=_said(ready, since),
                                            days=say("{span}", span=ready.span(lasts))))  # fmt: skip
    return ready


def _said(ready: Ready, time: float) -> Text:
    return say("{moment}", moment=ready.moment(time))


def _calm(courses: Courses, last: float | None, lasts: float) -> Flags:
    """Rows up to the named end, or of the first time of each course, which also holds for courses that begin later."""
    if not len(courses):
        return np.zeros(0, dtype=np.bool_)
    starts = courses.starts
    begun = np.repeat(courses.time[starts], np.diff(np.append(starts, len(courses))))
    first = np.asarray(courses.time - begun <= lasts)
    return first if last is None else np.where(begun <= last, courses.time <= last, first)


def _late(courses: Courses, calm: Flags, lasts: float) -> Flags:
    """Readings of sensors that came after the normal period of their course, in their own first time."""
    shape = (len(courses.asset), courses.values.shape[1])
    first, known = np.full(shape, np.inf), ~np.isnan(courses.values)
    np.minimum.at(first, courses.course, np.where(known, courses.time[:, None], np.inf))
    end = np.full(len(courses.asset), -np.inf)
    np.maximum.at(end, courses.course[calm], courses.time[calm])
    came = first > end[:, None]
    came &= np.isfinite(end)[:, None]
    return np.asarray(known & came[courses.course] & (courses.time[:, None] - first[courses.course] <= lasts))


def _moment(ready: Ready, field: str, given: str | None) -> float | None:
    """A moment as it was typed, in days.

    Raises
    ------
    Refusal
        S404 where it cannot be read.
    """
    if not given or not given.strip():
        return None
    example = say("{moment}", moment=ready.moment(float(ready.courses.time[0])))
    if ready.zero is None:
        try:
            return float(given) * ready.day
        except ValueError:
            raise Refusal(MomentUnread(given=given, column=ready.clock.name, example=example), field=field) from None
    from sanhak.table.read.dates import read_dates

    moment = read_dates(pl.Series([given.strip()])).values[0]
    if moment is None:
        raise Refusal(MomentUnread(given=given, column=ready.clock.name, example=example), field=field)
    since = moment.replace(tzinfo=None) - ready.zero
    # A day names all of it.
    whole = field == "normal_until" and since.seconds == 0
    return float(since.total_seconds()) / 86400 + (1 - 1e-9 if whole else 0.0)


def _usable(study: EarlyWarnings, ready: Ready, findings: list[Finding]) -> Ready:
    """Without sensors that say nothing: silent, constant, or counters."""
    courses = ready.courses
    kept = []
    for at, column in enumerate(ready.sensors):
        values, normal = courses.values[:, at], courses.normal[:, at]
        if not normal.any():
            continue
        if float(np.ptp(values[normal])) == 0:
            findings.append(SensorNeverMoves(column=column.name))
        elif column.name not in study.sensors and _counts(values, courses):
            findings.append(Totaliser(column=column.name))
        else:
            kept.append(at)
    if not kept:
        raise Refusal(ColumnNotFound(table="data", wanted=WANTED["sensors"],
                                     known=tuple(one.name for one in ready.sensors)), *findings)  # fmt: skip
    less = replace(courses, values=courses.values[:, kept], normal=courses.normal[:, kept])
    return replace(ready, courses=less, sensors=tuple(ready.sensors[at] for at in kept))


def _counts(values: Floats, courses: Courses) -> bool:
    """Whether a sensor is a counter, as running hours are."""
    return resets_of(list(_split(values, courses.starts))) is not None


def _split(values: Floats, starts: NDArray[np.int64]) -> Iterator[Floats]:
    yield from np.split(values, starts[1:])
