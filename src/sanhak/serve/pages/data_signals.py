"""Signals of a version: columns of numbers over time, drawn here, and their points for whoever looks closer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from polars import Expr
from starlette.responses import Response

from sanhak.center import data, signals
from sanhak.center.fleet.recorded import column_of, is_of
from sanhak.center.rights import Part
from sanhak.center.signals import MOST, Signal, Signals, Window
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.data_rows import ready_version
from sanhak.serve.pages.data_steps import clock_of, moment_in, row_in
from sanhak.serve.pages.signal_drawing import row_of, ticks_of
from sanhak.serve.web.door import Me
from sanhak.serve.web.showing import page
from sanhak.table.column import Kind
from sanhak.table.keep import scan_table

pages = APIRouter()
_SHOWN: Final = 4
"""Columns that are drawn unless others are asked for."""
_TOGETHER: Final = 12
_DRAWN: Final = 1000
"""Points of a line that is drawn here, about one a pixel."""


@pages.get("/data/{dataset}/signals")
def show(
    me: Me,
    dataset: str,
    version: str = "",
    asset: str = "",
    columns: Annotated[list[str] | None, Query()] = None,
    start: Annotated[str, Query(alias="from")] = "",
    end: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """Columns over time in one window; all of it, and the first columns, unless asked otherwise; of one asset alone."""
    here, whole, chosen = ready_version(me, dataset, version)
    seen = data.profile(me.center.blobs, chosen)
    timed, known = clock_of(seen) is not None, [one.name for one in seen.columns if one.kind is Kind.NUMBER]
    names = _wanted(columns or (), known) or known[:_SHOWN]
    window, errors = window_of(start, end, timed=timed)
    file = me.center.blobs.path(chosen.table or "")
    only = of_asset(file, asset)
    drawn = signals.signals(file, names[:_TOGETHER], window, _DRAWN, only)
    way = _Way(me.to(f"/data/{dataset}/signals"), {"version": chosen.id, "asset": asset}, names, timed=timed)
    whole_of = signals.signals(file, names[:1], Window(), 2, only) if names else drawn
    return page(
        me,
        "data_signals.html",
        project=here,
        place="data",
        status=422 if errors else 200,
        one=here,
        whole=whole,
        chosen=chosen,
        asset=asset,
        Part=Part,
        timed=timed,
        known=[(name, name) for name in known],
        names=names,
        most=_TOGETHER,
        start=start if errors else field_of(drawn.start, timed=timed),
        end=end if errors else field_of(drawn.end, timed=timed),
        errors=errors,
        rows=[row_of(one, drawn) for one in drawn.signals],
        ticks=ticks_of(drawn.start, drawn.end, timed=timed),
        around=way.around(drawn, whole_of.start, whole_of.end),
        points=points_at(me, dataset, chosen.id, asset),
    )


@pages.get("/data/{dataset}/signal.json")
def points_of(
    me: Me,
    dataset: str,
    version: str = "",
    asset: str = "",
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
    window, errors = window_of(start, end, timed=clock_of(seen) is not None)
    if errors:
        raise Refusal(*errors.values())
    first = next((one.name for one in seen.columns if one.kind is Kind.NUMBER), "")
    few = min(MOST, max(2, points))
    file = me.center.blobs.path(chosen.table or "")
    drawn = signals.signals(file, [column or first], window, few, of_asset(file, asset))
    told = {"start": drawn.start, "end": drawn.end, **_plain(drawn.signals[0])}
    return Response(json.dumps(told, separators=(",", ":")), media_type="application/json")


def points_at(me: Me, dataset: str, version: str, asset: str = "") -> str:
    """Where the points of signals are asked for."""
    return me.to(f"/data/{dataset}/signal.json?") + urlencode(
        {"version": version} | ({"asset": asset} if asset else {})
    )


def of_asset(file: Path, asset: str) -> Expr | None:
    """Which rows of a kept table are about an asset; all where none is named, or the table names no such one."""
    column = column_of(file, frozenset({asset})) if asset else None
    return is_of(scan_table(file), column, asset) if column is not None else None


def _plain(one: Signal) -> dict[str, Any]:
    known = [None if value != value else value for value in one.y.tolist()]  # noqa: PLR0124 - NaN alone is not itself
    return {"x": one.x.tolist(), "y": known}


def _wanted(columns: Sequence[str], known: Sequence[str]) -> list[str]:
    """The columns of an address, each for itself or with commas between them; what is none is left out."""
    listed = [name for given in columns for name in ([given] if given in known else given.split(","))]
    return [name for name in dict.fromkeys(listed) if name in known]


def window_of(start: str, end: str, *, timed: bool) -> tuple[Window, dict[str, Finding]]:
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


def field_of(value: float, *, timed: bool) -> str:
    """An end of a window as its field holds it."""
    return signals.moment(value).isoformat(timespec="seconds") if timed else f"{value:.0f}"


class _Way:
    """Addresses of other windows of the same columns."""

    def __init__(self, path: str, kept: Mapping[str, str], names: Sequence[str], *, timed: bool) -> None:
        self._path, self._timed = path, timed
        stays = [(name, value) for name, value in kept.items() if value]
        self._now: list[tuple[str, str]] = [*stays, *(("columns", name) for name in names)]

    def to(self, start: float | None = None, end: float | None = None) -> str:
        """The address of a window."""
        ends = [
            (name, field_of(end, timed=self._timed)) for name, end in (("from", start), ("to", end)) if end is not None
        ]
        return f"{self._path}?{urlencode([*self._now, *ends])}"

    def around(self, drawn: Signals, first: float, last: float) -> Mapping[str, str | None]:
        """What lies before, after and around a window; None where nothing more is recorded."""
        wide = max(drawn.end - drawn.start, 1.0)
        inside = drawn.start > first or drawn.end < last
        return {
            "before": self.to(drawn.start - wide, drawn.start) if drawn.start > first else None,
            "after": self.to(drawn.end, drawn.end + wide) if drawn.end < last else None,
            "wider": self.to(drawn.start - wide, drawn.end + wide) if inside else None,
            "whole": self.to() if inside else None,
        }
