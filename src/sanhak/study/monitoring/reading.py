"""From the tables that were given to normal and watched rows: order, gaps, tags that cannot be watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.findings import SilentTag, Totaliser
from sanhak.model.prediction import Floats
from sanhak.study.monitoring.course import Course, course
from sanhak.study.monitoring.findings import (
    MomentNotRead,
    NoNormalRow,
    NormalGuessed,
    NothingToWatch,
)
from sanhak.table import Column, Kind, Table
from sanhak.table.expression import Expression
from sanhak.table.findings_monitoring import (
    NoTagToWatch,
    TagHasNoValues,
    TagIsNoNumber,
    TagLeftOut,
    TagNotInWatched,
    TagStands,
)
from sanhak.table.prepare.findings import NotACondition
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study.monitoring.monitoring import Monitoring


@dataclass(frozen=True, slots=True)
class Ready:
    """Normal and watched rows of the tags that can be watched, and what was found on the way."""

    tags: tuple[Column, ...]
    normal: Course
    watched: Course
    findings: tuple[Finding, ...]


def read(study: Monitoring, tables: Mapping[str, Table]) -> Ready:
    """Bring the tables into order and part them.

    Raises
    ------
    Refusal
        T312–T314 and T317 for tags, S331–S333 for the periods, T001 and T11x for names and conditions.
    """
    data, other = tables["data"], tables.get("watched")
    tags = _tags(study, data, other)
    rows, found = course(data, tags)
    normal = _normal(study, data, rows, whole=other is not None)
    if not normal.any():
        raise Refusal(NoNormalRow(rows=len(rows)), *found)
    watched = rows.part(~normal)
    if other is not None:
        watched, more = course(other, tags)
        found = (*found, *more)
    if not len(watched):
        raise Refusal(NothingToWatch(rows=len(rows)), *found)
    guessed = (
        ()
        if (study.normal_from or "").strip() or (study.normal_until or "").strip() or study.normal_where
        else (NormalGuessed(rows=int(normal.sum()), until=rows.moment(int(np.flatnonzero(normal)[-1]))),)
    )
    ready = _usable(study, Ready(tags, rows.part(normal), watched, (*guessed, *found)))
    return replace(ready, normal=ready.normal.held(), watched=ready.watched.held(ready.normal))


def _tags(study: Monitoring, data: Table, other: Table | None) -> tuple[Column, ...]:
    """The tags that were named, or all columns of numbers."""
    found = tuple(data[name] for name in dict.fromkeys(study.tags)) or tuple(
        column for column in data.of_kind(Kind.NUMBER) if column.name != data.time
    )
    words = [column for column in found if column.kind is not Kind.NUMBER]
    if words:
        raise Refusal(*(TagIsNoNumber(column=column.name) for column in words))
    if not found:
        raise Refusal(NoTagToWatch(columns=len(data.columns)))
    if other is not None and (lacking := [tag.name for tag in found if not _same(tag, other)]):
        raise Refusal(TagNotInWatched(columns=tuple(lacking)))
    return found


def _same(tag: Column, other: Table) -> bool:
    return tag.name in other and other[tag.name].kind is Kind.NUMBER and other[tag.name].unit == tag.unit


def _normal(study: Monitoring, data: Table, rows: Course, *, whole: bool) -> Flags:
    """Which rows are of the normal period, shape (rows,)."""
    start, end = (_moment(name, getattr(study, name), rows) for name in ("normal_from", "normal_until"))
    normal = np.ones(len(rows), dtype=np.bool_)
    if rows.times is not None:
        normal &= np.array([(start is None or at >= start) and (end is None or at <= end) for at in rows.times], bool)
    for condition in study.normal_where:
        planned = Expression.parse(condition).plan({one.name: one for one in data.columns}, data.time, data.asset)
        if not planned.truth:
            raise Refusal(NotACondition(given=condition))
        holds = data.frame.select(planned.expr.fill_null(value=False).alias("holds"))["holds"].to_numpy()
        normal &= holds[rows.source]
    if end is None and not study.normal_where and not whole:
        first = np.flatnonzero(normal)
        normal[first[len(first) // 2 :]] = False
    return normal


def _moment(field: str, given: str | None, rows: Course) -> datetime | None:
    """A moment as it was typed.

    Raises
    ------
    Refusal
        S333 where it cannot be read, or the table has no times to compare it with.
    """
    if not given or not given.strip():
        return None
    from sanhak.table.read.dates import read_dates

    try:
        moment = datetime.fromisoformat(given.strip()).replace(tzinfo=None)
    except ValueError:
        moment = read_dates(pl.Series([given.strip()])).values[0]
    if moment is None or rows.times is None:
        raise Refusal(MomentNotRead(given=given), field=field)
    return moment


def _usable(study: Monitoring, ready: Ready) -> Ready:
    """Without the tags that say nothing in the normal period; what stops later is told."""
    findings = list(ready.findings)
    kept = []
    for at, tag in enumerate(ready.tags):
        values = ready.normal.X[:, at]
        known = values[~np.isnan(values)]
        if not len(known) and tag.name in study.tags:
            raise Refusal(TagHasNoValues(column=tag.name))
        if 2 * len(known) < len(values):
            findings.append(TagLeftOut(column=tag.name, because=say("it has values in fewer than half of the rows")))
        elif np.ptp(known) == 0:
            findings += _constant(tag, known[0], ready.watched.X[:, at])
        elif np.isnan(ready.watched.X[:, at]).all():
            findings.append(SilentTag(column=tag.name, rows=len(ready.watched)))
        elif tag.name not in study.tags and _counts(known):
            findings.append(Totaliser(column=tag.name))
        else:
            kept.append(at)
            findings += _stands(tag, values, ready.watched, at)
    if not kept:
        raise Refusal(NoTagToWatch(columns=len(ready.tags)))
    normal, watched = (replace(one, X=one.X[:, kept]) for one in (ready.normal, ready.watched))
    return Ready(tuple(ready.tags[at] for at in kept), normal, watched, tuple(findings))


def _constant(tag: Column, value: float, later: Floats) -> Iterator[Finding]:
    moves = bool(np.any(later[~np.isnan(later)] != value))
    yield TagLeftOut(
        column=tag.name,
        because=say("it never moves in the normal period, and does later; look at it yourself")
        if moves
        else say("it never moves in the normal period"),
    )


def _counts(values: Floats) -> bool:
    """Whether a tag only rises or only falls, as a totaliser does; it may be set back now and then."""
    steps = np.diff(values)
    up, down = float((steps > 0).mean()), float((steps < 0).mean())
    return max(up, down) > _MOVES and min(up, down) < _BACK


_MOVES: Final = 0.5
"""Share of steps that go one way from which on a tag may be a totaliser."""
_BACK: Final = 0.02
"""Share of steps that go the other way under which it is one."""


def _stands(tag: Column, normal: Floats, watched: Course, at: int) -> Iterator[Finding]:
    """A tag that gives no value any more, or always the same one, up to the last watched row."""
    values = watched.X[:, at]
    known = np.flatnonzero(~np.isnan(values))
    last = int(known[-1]) if len(known) else -1
    silent = len(values) - 1 - last
    still = _tail(values[: last + 1])
    usual = max((end - first for first, end in _runs(normal)), default=1)
    if silent >= max(_LEAST_STILL, len(values) // 20):
        yield TagStands(column=tag.name, since=watched.moment(last + 1), what=say("gives no value any more"))
    elif still >= max(_LEAST_STILL, 3 * usual):
        yield TagStands(column=tag.name, since=watched.moment(last + 1 - still), what=say("shows one value only"))


_LEAST_STILL = 10
"""Rows at the end of the watched rows from which on a tag is said to stand still."""


def _tail(values: Floats) -> int:
    """How many of the last values are the same."""
    if not len(values):
        return 0
    other = np.flatnonzero(values != values[-1])
    return len(values) - 1 - (int(other[-1]) if len(other) else -1)


def _runs(values: Floats) -> list[tuple[int, int]]:
    """Stretches of equal values."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(values) != 0) + 1, [len(values)])).tolist()
    return list(pairwise(edges))
