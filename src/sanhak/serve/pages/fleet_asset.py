"""One asset of the fleet: its life, what speaks, its condition and signals, events, and what is planned for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from sanhak.center import days, signals
from sanhak.center.fleet import recorded
from sanhak.center.fleet.asset import Detail, Opinion, detail, opinions
from sanhak.center.fleet.recorded import READINGS, Events, Recorded
from sanhak.center.fleet.source import WARNING
from sanhak.center.rights import Part
from sanhak.center.signals import Window
from sanhak.serve.pages import fleet_drawing as drawing
from sanhak.serve.pages.data_signals import field_of, points_at, window_of
from sanhak.serve.pages.fleet import alarm_of, life_of
from sanhak.serve.pages.fleet_drawing import Picture
from sanhak.serve.pages.fleet_reading import Seen, seen
from sanhak.serve.pages.signal_drawing import Row, row_of, ticks_of
from sanhak.serve.report.again import title_of
from sanhak.serve.style import Head
from sanhak.serve.web.door import Me
from sanhak.serve.web.showing import page
from sanhak.study.early_warning.tables import WORDS
from sanhak.study.lives import HEALTH, day_of, health_of, said
from sanhak.table import Kind
from sanhak.table.keep import Scanned, scan_table
from sanhak.text import Amount, Param, Text, say

pages = APIRouter()
_SIGNALS: Final = 4
_DRAWN: Final = 1000
_FAR: Final = 1.5
"""A life is drawn so many times as far as is asked about, and on until most of it is over."""
_FARTHEST: Final = 4.0
_NUMBERS: Final = 12
_HALF: Final = 0.5
_DAY: Final = 86_400.0

_WARNED: Final[Mapping[str, Text]] = {
    "since": say("Alarm from"),
    "until": say("Alarm until"),
    "peak": say("At its peak, times the limit"),
    "speaks": say("What speaks"),
    "cause": say("It looks like"),
    "like": say("Most like"),
}
Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its axes: round values of the vertical one in ``unit``, and places along the other with words.

    ``marks`` are words in it: place in percent along and down, the words, and which mark they belong to; ``warns``
    tells that what was measured has passed its limit.
    """

    title: Text
    unit: str | None
    picture: Picture
    up: Ticks
    along: Ticks
    marks: Sequence[tuple[float, float, Param, str]] = ()
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Sensors:
    """Signals of an asset in a window, as they are drawn."""

    of: Recorded
    rows: Sequence[Row]
    ticks: Ticks
    timed: bool
    start: str
    end: str
    points: str
    viewer: str


@pages.get("/projects/{project}/fleet/{asset:path}")
def show(
    me: Me, project: str, asset: str,
    start: Annotated[str, Query(alias="from")] = "", end: Annotated[str, Query(alias="to")] = "",
) -> Response:  # fmt: skip
    """All that is known of one asset; what no answer gives is left out."""
    found = seen(me.center, me.person, project)
    told = detail(found.fleet, asset)
    views = opinions(found.fleet, told.behind, asset)
    mine = [one for one in found.records if recorded.column_of(one.file, frozenset({asset}))]
    return page(
        me,
        "fleet_asset.html",
        project=found.project,
        place="fleet",
        one=found.project,
        Part=Part,
        fleet=found.fleet,
        detail=told,
        asset=told.asset,
        age=(days.today() - told.asset.read).days if told.asset.read else None,
        ahead=Amount(told.ahead, told.asset.unit, 0),
        expected=_expected(told),
        life=life_of(told.asset),
        ends=_ends(told),
        cost=told.asset.waiting,
        alarm=alarm_of(told.asset),
        charts=[*_life(found, told), *_healths(told, found.fleet.until)],
        readings=_readings(told),
        opinions=[(one, title_of(one.source.answer.kind), _risk(one)) for one in views],
        behind=[(one.answer, title_of(one.answer.kind)) for one in told.behind],
        sensors=_sensors(me, told, mine, start, end),
        voices=[(voice.sensor, said(voice.since)) for voice in told.voices],
        jobs=[(job, _moment(job["start"]), _moment(job["finish"])) for job in told.jobs],
        events=[(one, *_table(one)) for one in recorded.events(mine, asset)],
        episodes=_rows(told.episodes),
    )


def _expected(told: Detail) -> Amount | None:
    middle = told.asset.life[1]
    return None if middle is None else Amount(middle, told.asset.unit, 0 if middle >= _NUMBERS else 1)


def _ends(told: Detail) -> tuple[date | None, date | None]:
    """The days between which the life ends with 90 %, where it is on a calendar; None where an end is open."""
    per = told.source.day
    low, _, high = told.asset.life
    if told.start is None or per is None:
        return None, None
    start = told.start
    first, last = (None if end is None else start + timedelta(days=min(end / per, 1e5)) for end in (low, high))
    return first, last


def _risk(one: Opinion) -> Amount:
    return Amount(100 * one.risk, "%", 0 if one.risk >= 0.1 else 1)  # noqa: PLR2004 - a place after the point below


def _life(found: Seen, told: Detail) -> list[Chart]:
    """The chance to last over time, with the day that is asked about."""
    lives = told.lives
    if lives is None:
        return []
    last = float(lives.quantile(0.95)[0])
    most = max(_FAR * told.ahead, min(last, _FARTHEST * told.ahead, float(lives.times[-1])))
    if last < _HALF * told.ahead:  # all is over long before: what is asked about stays outside of the picture
        most = _FAR * last
    picture = drawing.lasting(lives, told.ahead, most)
    along, timed = _along(told, most)
    until = found.fleet.until if timed else None
    share = float(lives.lasts(told.ahead)[0])
    word = (
        say("{share:%} to last until {until}", share=share, until=until)
        if until
        else say("{share:%} to last for {time}", share=share, time=Amount(told.ahead, told.asset.unit, 0))
    )
    up = tuple((drawing.level(value, 0.0, 100.0), f"{value}") for value in (0, 50, 100))
    # The words stand where the curve does not.
    at = (100.0 if picture.end is None else picture.end, 88.0 if share > _HALF else 6.0, word, "end")
    return [Chart(say("Chance to last"), "%", picture, up, along, (at,))]


def _along(told: Detail, most: float) -> tuple[Ticks, bool]:
    """The axis of a life: days where it is on a calendar, else time from now on."""
    if told.start is None or told.source.day is None:
        *first, last = drawing.rounded(0.0, most, along=True).ticks
        unit = told.asset.unit if told.asset.unit != "1" else None
        return (*first, (last[0], f"{last[1]} {unit}" if unit else last[1])), False
    start = drawing.place_of(told.start)
    return drawing.calendar(start, start + most / told.source.day * _DAY).ticks, True


def _healths(told: Detail, until: date | None) -> list[Chart]:
    """Health over time by each answer that tells it."""
    found = []
    for source in told.behind:
        for one in drawing.healths(source, [told.asset.name]).values():
            frame = drawing.frame_of([one])
            picture = drawing.drawn(one, frame, until)
            along = (drawing.calendar(*frame.x) if one.dated else drawing.rounded(*frame.x, along=True)).ticks
            marks: list[tuple[float, float, Param, str]] = []
            if one.limit is not None and one.measured and picture.limit is not None:
                word = say("limit {limit}", limit=Amount(one.limit, one.unit))
                marks.append((2.0, picture.limit, word, "limit"))
            title = say("{name}", name=one.name) if one.measured else say("Remaining life as it was told")
            watched = source.answer.kind == WARNING
            if watched:
                title = say("Distance from its normal course, times the limit")
            warns = picture.passed and not watched  # whose alarm is told in words of its own
            found.append(Chart(title, one.unit, picture, drawing.rounded(*frame.y).ticks, along, marks, warns))
    return found


def _readings(told: Detail) -> tuple[Sequence[Head], Sequence[Sequence[Param]]]:
    """The last measured values of its condition."""
    for source in told.behind:
        for one in drawing.healths(source, [told.asset.name]).values():
            if one.measured and source.answer.kind != WARNING:
                when: list[Param] = [
                    signals.moment(x).date() if one.dated else Amount(x, None, None) for x, _ in one.known
                ]
                rows = [[day, Amount(y)] for day, (_, y) in zip(when, one.known, strict=True)]
                heads = (Head(say("When")), Head(say("{name}", name=one.name), one.unit, "number"))
                return heads, list(reversed(rows))[:_NUMBERS]
    return (), ()


def _sensors(me: Me, told: Detail, mine: Sequence[Recorded], start: str, end: str) -> Sensors | None:
    """Its signals, those first that speak; of the data that were read last."""
    name = told.asset.name
    for one in mine:
        table = scan_table(one.file)
        names = _columns(told, table) if one.table in READINGS else []
        if not names:
            continue
        timed = signals.clock_of(table) is not None
        window, errors = window_of(start, end, timed=timed)
        only = recorded.is_of(table, one.asset, name)
        drawn = signals.signals(one.file, names, Window() if errors else window, _DRAWN, only)
        version = one.version.id
        asked = [("version", version), ("asset", name), *(("columns", column) for column in names)]
        return Sensors(
            one, [row_of(each, drawn) for each in drawn.signals], ticks_of(drawn.start, drawn.end, timed=timed), timed,
            field_of(drawn.start, timed=timed), field_of(drawn.end, timed=timed),
            points_at(me, one.dataset, version, name), me.to(f"/data/{one.dataset}/signals?{urlencode(asked)}"),
        )  # fmt: skip
    return None


def _columns(told: Detail, table: Scanned) -> list[str]:
    """Columns of numbers, those first that speak; none where the table holds the condition that is drawn already."""
    known = [one.name for one in table.columns if one.kind is Kind.NUMBER and one.name != table.time]
    alarmed = told.asset.alarm.voices if told.asset.alarm else ()
    loud = [voice.sensor for voice in (*alarmed, *told.voices) if voice.sensor in known]
    drawn = {health_of(one.tables[HEALTH]) for one in told.behind if HEALTH in one.tables}
    # Inspections of one condition are drawn with their limit already.
    return [] if drawn & set(known) else list(dict.fromkeys([*loud, *known]))[:_SIGNALS]


def _table(one: Events) -> tuple[Sequence[Head], Sequence[Sequence[Param]]]:
    """Events as a table."""
    heads = [Head(column.name, column.unit, _shape(column.kind)) for column in one.columns]
    return heads, [[_cell(value) for value in row] for row in one.rows]


def _shape(kind: Kind) -> Any:
    return "number" if kind is Kind.NUMBER else "text"


def _cell(value: Any) -> Param:
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, float) and value.is_integer():
        return f"{value:.15g}"  # mostly a number of an order, which has no commas
    return value if isinstance(value, str | int | float | None) else f"{value}"


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Head], Sequence[Sequence[Param]]]:
    """Warnings as a table, the latest first, with what is known of them."""
    names = [name for name in _WARNED if rows and name in rows[0]]
    latest = sorted(rows, key=lambda row: f"{row.get('since') or ''}", reverse=True)
    return [Head(_WARNED[name]) for name in names], [[_warned(name, row[name]) for name in names] for row in latest]


def _moment(written: str) -> Param:
    """A moment as a plan writes it."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


def _warned(name: str, value: Any) -> Param:
    """A cell of a warning: a day where it is one, and words where it is a word of ours."""
    if name == "until" and value is None:
        return say("still stands")
    if name == "cause":
        return WORDS.get(value, f"{value}")
    if name == "peak":
        return Amount(value, None, 1)
    return day_of(value) or _cell(value)
