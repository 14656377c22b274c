"""Signals of a version: columns of numbers over time, drawn here, and their points for whoever looks closer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from sanhak.center import data, signals
from sanhak.center.data import Profile
from sanhak.center.rights import Part
from sanhak.center.signals import MOST, Signal, Signals, Window
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.data_rows import ready_version
from sanhak.serve.pages.data_steps import clock_of, moment_in, row_in
from sanhak.serve.web.door import Me
from sanhak.serve.web.showing import page
from sanhak.table.column import Kind
from sanhak.text import Amount, Text, say

pages = APIRouter()
_SHOWN: Final = 4
"""Columns that are drawn unless others are asked for."""
_TOGETHER: Final = 12
_DRAWN: Final = 1000
"""Points of a line that is drawn here, about one a pixel."""
_WIDE, _HIGH, _EDGE = 1000, 96, 4
_TICKS: Final = 6
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)  # s
_DAY: Final = 86_400
_DAYS: Final = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650)


@dataclass(frozen=True, slots=True)
class Row:
    """A signal as it is drawn: the path of its line in a box of 1000 by 96, and what it tells in words."""

    name: str
    unit: str | None
    path: str
    low: Text
    high: Text
    told: Text


@pages.get("/data/{dataset}/signals")
def show(
    me: Me,
    dataset: str,
    version: str = "",
    columns: Annotated[list[str] | None, Query()] = None,
    start: Annotated[str, Query(alias="from")] = "",
    end: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """Columns over time in one window; all of it, and the first columns, unless asked otherwise."""
    here, whole, chosen = ready_version(me, dataset, version)
    seen = data.profile(me.center.blobs, chosen)
    timed, known = clock_of(seen) is not None, [one.name for one in seen.columns if one.kind is Kind.NUMBER]
    names = _wanted(columns or (), known) or known[:_SHOWN]
    window, errors = _window(start, end, timed=timed)
    drawn = signals.signals(me.center.blobs.path(chosen.table or ""), names[:_TOGETHER], window, _DRAWN)
    way = _Way(me.to(f"/data/{dataset}/signals"), chosen.id, names, timed=timed)
    return page(
        me,
        "data_signals.html",
        project=here,
        place="data",
        status=422 if errors else 200,
        one=here,
        whole=whole,
        chosen=chosen,
        Part=Part,
        timed=timed,
        known=[(name, name) for name in known],
        names=names,
        most=_TOGETHER,
        start=start if errors else _field(drawn.start, timed=timed),
        end=end if errors else _field(drawn.end, timed=timed),
        errors=errors,
        rows=[_row(one, drawn) for one in drawn.signals],
        ticks=_ticks(drawn.start, drawn.end, timed=timed),
        around=way.around(drawn, seen, chosen.rows or 0),
        points=me.to(f"/data/{dataset}/signal.json?") + urlencode({"version": chosen.id}),
    )


@pages.get("/data/{dataset}/signal.json")
def points_of(
    me: Me,
    dataset: str,
    version: str = "",
    column: str = "",
    start: Annotated[str, Query(alias="from")] = "",
    end: Annotated[str, Query(alias="to")] = "",
    points: int = MOST,
) -> Response:
    """The points of one column in a window: ``x`` in seconds of the plant's clock or as rows, ``y`` with null for gaps.

    Raises
    ------
    Refusal
        C001, C017; T001 for no such column of numbers, W121 for an end that is none.
    """
    _, _, chosen = ready_version(me, dataset, version)
    seen = data.profile(me.center.blobs, chosen)
    window, errors = _window(start, end, timed=clock_of(seen) is not None)
    if errors:
        raise Refusal(*errors.values())
    first = next((one.name for one in seen.columns if one.kind is Kind.NUMBER), "")
    few = min(MOST, max(2, points))
    drawn = signals.signals(me.center.blobs.path(chosen.table or ""), [column or first], window, few)
    told = {"start": drawn.start, "end": drawn.end, **_plain(drawn.signals[0])}
    return Response(json.dumps(told, separators=(",", ":")), media_type="application/json")


def _plain(one: Signal) -> dict[str, Any]:
    known = [None if value != value else value for value in one.y.tolist()]  # noqa: PLR0124 - NaN alone is not itself
    return {"x": one.x.tolist(), "y": known}


def _wanted(columns: Sequence[str], known: Sequence[str]) -> list[str]:
    """The columns of an address, each for itself or with commas between them; what is none is left out."""
    listed = [name for given in columns for name in ([given] if given in known else given.split(","))]
    return [name for name in dict.fromkeys(listed) if name in known]


def _window(start: str, end: str, *, timed: bool) -> tuple[Window, dict[str, Finding]]:
    """The window of an address, all of the table for none, and what is wrong with it by field."""
    ends: dict[str, float] = {}
    errors: dict[str, Finding] = {}
    for field, given in (("from", start), ("to", end)):
        if not given.strip():
            continue
        try:
            ends[field] = signals.seconds(moment_in(given)) if timed else row_in(given)
        except Refusal as refusal:
            errors[field] = refusal.findings[0]
    if errors:
        return Window(), errors
    if "from" in ends and "to" in ends and ends["from"] > ends["to"]:
        ends = {"from": ends["to"], "to": ends["from"]}
    return Window(ends.get("from"), ends.get("to")), {}


def _field(value: float, *, timed: bool) -> str:
    """An end of a window as its field holds it."""
    return signals.moment(value).isoformat(timespec="seconds") if timed else f"{value:.0f}"


def _row(one: Signal, drawn: Signals) -> Row:
    low, high = (Amount(end, one.column.unit) if end is not None else "–" for end in (one.low, one.high))
    told = (
        say(
            "{column}: {low} to {high}, {rows:row|rows}, {missing} without a value",
            column=one.column.name,
            low=low,
            high=high,
            rows=one.rows,
            missing=one.missing,
        )
        if one.low is not None
        else say("{column}: nothing is known in this window", column=one.column.name)
    )
    lowest, highest = (say("{value}", value=end) for end in (low, high))
    return Row(one.column.name, one.column.unit, _path(one, drawn), lowest, highest, told)


def _path(one: Signal, drawn: Signals) -> str:
    """The line of a signal; where nothing is known it is parted, and a value alone is a dot."""
    if one.low is None or one.high is None:
        return ""
    wide, high = max(drawn.end - drawn.start, 1e-9), one.high - one.low
    xs = ((one.x - drawn.start) * (_WIDE / wide)).round(1).tolist()
    scale = (_HIGH - 2 * _EDGE) / high if high else 0.0
    ys = (_HIGH - _EDGE - (one.y - one.low) * scale if high else one.y * 0 + _HIGH / 2).round(1).tolist()
    parts, begun = [], False
    for x, y in zip(xs, ys, strict=True):
        known = y == y  # noqa: PLR0124 - NaN alone is not itself
        if known:
            parts.append(f"{'L' if begun else 'M'}{x:g},{y:g}" + ("" if begun else "h0"))
        begun = known
    return "".join(parts)


def _ticks(start: float, end: float, *, timed: bool) -> tuple[tuple[float, str], ...]:
    """Round places of the axis: where they stand in percent, and their words."""
    wide = end - start
    if wide <= 0:
        return ((0.0, _words(start, _DAY, timed=timed)),)
    step = _step(wide / _TICKS, timed=timed)
    first = -(-start // step) * step
    count = int((end - first) // step) + 1
    places = [first + at * step for at in range(count)]
    return tuple((round(100 * (place - start) / wide, 2), _words(place, step, timed=timed)) for place in places)


def _step(wanted: float, *, timed: bool) -> float:
    if timed:
        known = (*_STEPS, *(_DAY * days for days in _DAYS))
        return float(next((step for step in known if step >= wanted), known[-1]))
    size = 10.0 ** max(0, len(str(int(wanted))) - 1)
    return next((size * part for part in (1, 2, 5) if size * part >= wanted), 10 * size)


def _words(place: float, step: float, *, timed: bool) -> str:
    if not timed:
        return f"{place:,.0f}"
    when: datetime = signals.moment(place)
    return when.strftime("%Y-%m-%d" if step >= _DAY else "%m-%d %H:%M" if step >= 60 else "%H:%M:%S")  # noqa: PLR2004


class _Way:
    """Addresses of other windows of the same columns."""

    def __init__(self, path: str, version: str, names: Sequence[str], *, timed: bool) -> None:
        self._path, self._timed = path, timed
        self._now: list[tuple[str, str]] = [("version", version), *(("columns", name) for name in names)]

    def to(self, start: float | None = None, end: float | None = None) -> str:
        """The address of a window."""
        ends = [
            (name, _field(end, timed=self._timed)) for name, end in (("from", start), ("to", end)) if end is not None
        ]
        return f"{self._path}?{urlencode([*self._now, *ends])}"

    def around(self, drawn: Signals, seen: Profile, rows: int) -> Mapping[str, str | None]:
        """What lies before, after and around a window; None where the table has nothing more."""
        first, last = _ends(seen, rows)
        wide = max(drawn.end - drawn.start, 1.0)
        inside = drawn.start > first or drawn.end < last
        return {
            "before": self.to(drawn.start - wide, drawn.start) if drawn.start > first else None,
            "after": self.to(drawn.end, drawn.end + wide) if drawn.end < last else None,
            "wider": self.to(drawn.start - wide, drawn.end + wide) if inside else None,
            "whole": self.to() if inside else None,
        }


def _ends(seen: Profile, rows: int) -> tuple[float, float]:
    clock = next((one for one in seen.columns if one.name == clock_of(seen)), None)
    ends = [signals.seconds(end) for end in (clock.low, clock.high) if isinstance(end, datetime)] if clock else []
    return (ends[0], ends[1]) if len(ends) == 2 else (1.0, float(rows))  # noqa: PLR2004 - two ends
