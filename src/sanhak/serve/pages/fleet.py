"""The fleet of a project: its assets by risk and by the cost of waiting."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from sanhak.center import days
from sanhak.center.fleet import asking, costs
from sanhak.center.fleet.alarms import Alarm
from sanhak.center.fleet.asking import Asked, Order, Part
from sanhak.center.fleet.findings import TurnaroundPassed
from sanhak.center.fleet.fleet import Asset, Fleet
from sanhak.center.fleet.searching import place_of
from sanhak.center.fleet.source import Source
from sanhak.center.rights import Part as Rank
from sanhak.center.studies import KeptAnswer
from sanhak.serve.pages import fleet_drawing as drawing
from sanhak.serve.pages.fleet_drawing import Picture
from sanhak.serve.pages.fleet_reading import Seen, seen
from sanhak.serve.report.again import title_of
from sanhak.serve.style import Head
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted
from sanhak.study.lives import day_of
from sanhak.text import Amount, Param, Text, say

pages = APIRouter()
_ORDERS: Final[Mapping[Order, Text]] = {
    Order.RISK: say("the likeliest to fail first"),
    Order.WAITING: say("where waiting costs most first"),
    Order.LIFE: say("the shortest life first"),
    Order.READ: say("the oldest reading first"),
    Order.NAME: say("by name"),
}
_FALLING: Final = (Order.RISK, Order.WAITING)
STANDING: Final = "standing"
_LOW: Final = 0.1
"""Chances below this show a place after the point."""
_FAR: Final = 1.5
"""A small picture of a chance to last goes so many times as far as is asked about."""


@dataclass(frozen=True, slots=True)
class Row:
    """An asset as the page lists it."""

    asset: Asset
    href: str
    picture: Picture | None
    risk: Amount | None
    ahead: Amount | None
    life: Text | None
    age: int | None
    alarm: Text | None


def asked_in(
    name: Annotated[str, Query(alias="q")] = "",
    kind: str = "",
    location: str = "",
    question: str = "",
    alarm: str = "",
    order: str = Order.RISK,
    number: Annotated[int, Query(alias="page")] = 1,
) -> Asked:
    """What the address asks for."""
    known = Order(order) if order in tuple(Order) else Order.RISK
    return Asked(name[:200], kind, location, question, known, number, alarm == STANDING)


@pages.get("/projects/{project}/fleet")
def show(me: Me, project: str, asked: Annotated[Asked, Depends(asked_in)]) -> Response:
    """All assets of the latest answers about lives."""
    found = seen(me.center, me.person, project)
    shown = asking.part(found.fleet, asked)
    way = _Way(me.to(f"/projects/{project}/fleet"), asked)
    return page(
        me,
        "fleet.html",
        project=found.project,
        place="fleet",
        one=found.project,
        Part=Rank,
        fleet=found.fleet,
        sources=[(source.answer, title_of(source.answer.kind)) for source in found.fleet.sources],
        stated=found.stated,
        typed=typed(found),
        asked=asked,
        shown=shown,
        rows=rows_of(me, found.fleet, shown),
        heads=way.heads(found.fleet),
        orders=[(one.value, told) for one, told in _ORDERS.items()],
        choices=_choices(found.fleet),
        before=way.to(page=shown.page - 1) if shown.page > 1 else None,
        after=way.to(page=shown.page + 1) if shown.page < shown.pages else None,
        notes=notes(found.fleet),
        lead=lead(found.fleet),
        alarms=alarms_of(found.fleet),
        alarmed=way.to(alarm=STANDING),
        lived=any(one.risk is not None for one in found.fleet.assets),
    )


@pages.post("/projects/{project}/fleet/costs")
def state(me: Me, project: str, form: Form) -> Response:
    """State what a failure and a planned job cost, and the next turnaround."""
    return submitted(
        me, "costs", form, then=f"/projects/{project}/fleet", show=lambda: show(me, project, Asked()),
        act=lambda rows: costs.state(rows, me.person, project, **form.words("failure", "planned", "until")),
    )  # fmt: skip


def typed(found: Seen) -> dict[str, str]:
    """What is stated of a fleet, as its form holds it."""
    stated = found.stated
    told = {"failure": stated.failure, "planned": stated.planned}
    return {name: "" if cost is None else f"{cost:,}" for name, cost in told.items()} | {
        "until": stated.until.isoformat() if stated.until else ""
    }


def notes(fleet: Fleet) -> list[Any]:
    """What must be known of the fleet as a whole."""
    passed = fleet.until is not None and fleet.until <= days.today()
    return [TurnaroundPassed(until=fleet.until)] if passed and fleet.until else []


@dataclass(frozen=True, slots=True)
class Lead:
    """What the sentence above the list says: ``failing`` of ``count`` assets, and which one comes first.

    ``cost`` is what waiting costs most, in won; None where no costs are known, or waiting pays everywhere.
    """

    failing: Amount
    count: int
    asset: str
    risk: float
    cost: int | None


def lead(fleet: Fleet) -> Lead | None:
    """How many are expected to fail, and which asset comes first; None where no life is known."""
    known = [asset for asset in fleet.assets if asset.risk is not None]
    if not known:
        return None
    first = max(known, key=lambda one: one.waiting if one.waiting is not None else -math.inf)
    dear = first.waiting is not None and first.waiting > 0
    worst = first if dear else asking.part(fleet, Asked()).assets[0]
    cost = first.waiting if dear else None
    return Lead(Amount(fleet.failing, None, _digits(fleet.failing)), len(known), worst.name, worst.risk or 0.0, cost)


def alarms_of(fleet: Fleet) -> Text | None:
    """How many alarms stand and which is the latest; None where nothing is watched."""
    if not fleet.watched:
        return None
    standing = fleet.alarmed
    if not standing or standing[0].alarm is None:
        return say("No alarm stands.")
    latest = standing[0].alarm
    return say("{count:asset has|assets have} a standing alarm, the latest {asset} since {since}.",
               count=len(standing), asset=standing[0].name, since=since_of(latest))  # fmt: skip


def alarm_of(asset: Asset) -> Text | None:
    """The standing alarm of an asset in a line."""
    alarm = asset.alarm
    if alarm is None:
        return None
    values: dict[str, Param] = {
        "since": since_of(alarm), "sensors": ", ".join(voice.sensor for voice in alarm.voices),
    }  # fmt: skip
    if alarm.sensor:
        return say("a sensor to look at since {since}: {sensors}", **values)
    return say("alarm since {since}: {sensors}", **values)


def since_of(alarm: Alarm) -> Param:
    """When an alarm began: the day where it is on a calendar."""
    written = alarm.since
    return day_of(written) or (written if isinstance(written, str) else Amount(written, alarm.unit))


def rows_of(me: Me, fleet: Fleet, shown: Part) -> list[Row]:
    """The assets of a page with their pictures; those of one answer share their axes."""
    pictures: dict[str, Picture] = {}
    for source in fleet.sources:
        mine = [asset for asset in shown.assets if asset.answer.id == source.answer.id]
        if mine:
            pictures |= _pictures(source, mine, fleet.until)
    today = days.today()
    return [
        Row(
            asset, me.to(place_of(asset.answer.project, asset.name)), pictures.get(asset.name),
            None if asset.risk is None else Amount(100 * asset.risk, None, 0 if asset.risk >= _LOW else 1),
            None if asset.ahead is None else Amount(asset.ahead, asset.unit, _digits(asset.ahead)),
            life_of(asset), (today - asset.read).days if asset.read else None,
            alarm_of(asset),
        )
        for asset in shown.assets
    ]  # fmt: skip


def _pictures(source: Source, mine: Sequence[Asset], until: date | None) -> dict[str, Picture]:
    names = [asset.name for asset in mine]
    found = drawing.healths(source, names)
    drawn: dict[str, Picture] = {}
    if found:
        frame = drawing.frame_of(found.values())
        drawn = {name: drawing.drawn(one, frame, until) for name, one in found.items()}
    horizon, left = source.horizon, [asset for asset in mine if asset.name not in found and asset.risk is not None]
    if left and horizon is not None:
        lives = source.only([asset.name for asset in left]).lives()
        place = {name: at for at, name in enumerate(lives.assets)}
        for asset in left:
            ahead = source.ahead(source.start(asset.read), until)
            alone, far = lives.of([place[asset.name]]), _FAR * max(ahead, horizon.ahead)
            drawn[asset.name] = drawing.lasting(alone, ahead, far)
    return drawn


def life_of(asset: Asset) -> Text | None:
    """The 90 % interval of remaining life; None where nothing is known of it."""
    low, _, high = asset.life
    if asset.risk is None:
        return None
    if low is None:
        return say("beyond what is known")
    if high is None:
        return say("at least {low}", low=Amount(low, asset.unit, _digits(low)))
    return say("{low} to {high}", low=Amount(low, None, _digits(high)), high=Amount(high, asset.unit, _digits(high)))


def _digits(value: float) -> int:
    return 0 if value >= 20 else 1  # noqa: PLR2004 - days or less


def _choices(fleet: Fleet) -> dict[str, list[tuple[str, Any]]]:
    """What may be chosen among: kinds, locations and questions, where there are several."""
    kinds = {asset.kind for asset in fleet.assets if asset.kind}
    places = {asset.location for asset in fleet.assets if asset.location}
    asked: dict[str, KeptAnswer] = {asset.answer.kind: asset.answer for asset in fleet.assets}
    found: dict[str, list[tuple[str, Any]]] = {
        "kind": [(one, one) for one in sorted(kinds)],
        "location": [(one, one) for one in sorted(places)],
        "question": [(one, title_of(one)) for one in sorted(asked)],
    }
    chosen = {name: [("", say("all")), *those] if len(those) > 1 else [] for name, those in found.items()}
    standing = [("", say("all")), (STANDING, say("standing"))]
    return chosen | {"alarm": standing if fleet.watched else []}


class _Way:
    """Addresses of other parts of the fleet."""

    def __init__(self, path: str, asked: Asked) -> None:
        self._path, self._asked = path, asked

    def to(self, *, order: Order | None = None, page: int = 1, alarm: str = "") -> str:
        """The address of a page in an order."""
        asked = self._asked
        told = {
            "q": asked.name,
            "kind": asked.kind,
            "location": asked.location,
            "question": asked.question,
            "alarm": alarm or (STANDING if asked.alarmed else ""),
            "order": (order or asked.order).value,
            "page": page if page > 1 else "",
        }
        return f"{self._path}?{urlencode({name: value for name, value in told.items() if value})}"

    def heads(self, fleet: Fleet) -> dict[str, Head]:
        """The heads of the list, each sorts by itself."""
        risk = say("Chance to fail until {until}", until=fleet.until) if fleet.until else say("Chance to fail")
        named: dict[Order, tuple[Text, Literal["text", "number"], str | None]] = {
            Order.NAME: (say("Asset"), "text", None),
            Order.RISK: (risk, "number", "%"),
            Order.WAITING: (say("Waiting until then costs"), "number", None),
            Order.LIFE: (say("Remaining life, 90 %"), "text", None),
            Order.READ: (say("Last reading"), "text", None),
        }
        found = {}
        for order, (title, shape, unit) in named.items():
            up: Literal["ascending", "descending"] = "descending" if order in _FALLING else "ascending"
            now = order is self._asked.order
            found[order.value] = Head(title, unit, shape, self.to(order=order), up if now else None)
        return found
