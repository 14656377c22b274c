"""The fleet of a project: its assets by risk and by the cost of waiting, and each with all that answers tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from sanhak.center.fleet import asking
from sanhak.center.fleet.alarms import Alarm, Voice
from sanhak.center.fleet.asking import Asked, Order
from sanhak.center.fleet.asset import Detail, detail, opinions
from sanhak.center.fleet.fleet import Asset, Fleet
from sanhak.serve.api import fleet_models as models
from sanhak.serve.api.caller import Me, page_of
from sanhak.serve.api.models import Page
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.serve.pages.fleet_reading import seen
from sanhak.study.lives import HEALTH, TIME, health_of

routes = routes_on("fleet")
Sorted = Annotated[Order, Query(description="What comes first.")]


@routes.get("/projects/{project}/fleet")
def of_project(
    me: Me, project: str, order: Sorted = Order.RISK, limit: Limit = 50, after: After = None
) -> Page[models.AssetReply]:
    """The assets of a project, as its latest answers about lives tell of them."""
    fleet = seen(me.center, me.person, project).fleet
    found, further = page_of(asking.ordered(fleet, Asked(order=order)), lambda one: one.name, limit, after)
    return Page(items=[models.AssetReply(**_plain(fleet, one)) for one in found], next=further)


@routes.get("/projects/{project}/fleet/{asset:path}")
def asset(me: Me, project: str, asset: str) -> models.WholeAssetReply:
    """One asset with all that answers tell of it."""
    fleet = seen(me.center, me.person, project).fleet
    told = detail(fleet, asset)
    views = [
        models.OpinionReply(answer=one.source.answer.id, kind=one.source.answer.kind, risk=one.risk, least=one.least)
        for one in opinions(fleet, told.behind, asset)
    ]
    return models.WholeAssetReply(
        **_plain(fleet, told.asset), opinions=views, voices=_voices(told.voices),
        like=told.like.asset if told.like else None, like_left=told.like.left if told.like else None, **_health(told),
        jobs=[dict(job) for job in told.jobs],
        episodes=[dict(row) for row in told.episodes],
    )  # fmt: skip


def _plain(fleet: Fleet, one: Asset) -> dict[str, Any]:
    lower, middle, upper = one.life
    names = ("name", "kind", "location", "risk", "least", "ahead", "waiting", "read")
    return {name: getattr(one, name) for name in names} | {
        "answer": one.answer.id,
        "until": fleet.until if one.risk is not None and one.ahead is None else None,
        "alarm": None if one.alarm is None else _alarm(one.alarm),
        "life": models.LifeReply(lower=lower, middle=middle, upper=upper, unit=one.unit),
    }


def _alarm(one: Alarm) -> models.AlarmReply:
    return models.AlarmReply(answer=one.answer.id, since=one.since, sensor=one.sensor, voices=_voices(one.voices))


def _voices(heard: Sequence[Voice]) -> list[models.VoiceReply]:
    return [models.VoiceReply(sensor=one.sensor, since=one.since) for one in heard]


def _health(told: Detail) -> dict[str, Any]:
    table = told.source.tables.get(HEALTH)
    if table is None:
        return {"measures": None, "unit_of_health": None, "health": []}
    name = health_of(table)
    rows = [
        models.HealthReply(time=row[TIME], value=row[name], lower=row["lower"], upper=row["upper"], limit=row["limit"])
        for row in told.source.rows(HEALTH, told.asset.name)
    ]
    return {"measures": name, "unit_of_health": table[name].unit, "health": rows}
