"""One asset: what every answer tells of it, and what is planned for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sanhak.center.findings import NotHere
from sanhak.center.fleet.alarms import Voice, voices_of
from sanhak.center.fleet.fleet import Asset, Fleet
from sanhak.center.fleet.source import CALENDAR, EPISODES, WARNING, Source
from sanhak.finding import Refusal
from sanhak.model.life import Lives
from sanhak.study.lives import ASSETS

_LIKE: Final = ("like", "like left", "distance", "seen before")


@dataclass(frozen=True, slots=True)
class Like:
    """The past asset that an asset is most like: how much life it then had ``left`` in ``unit``, and how like it is.

    A ``distance`` of up to 1 is usual; ``unseen`` tells that nothing like it was seen before.
    """

    asset: str
    left: float | None
    unit: str | None
    distance: float
    unseen: bool


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """An asset with its life, counted from ``start``; ``ahead`` is the time until the fleet's day in its unit.

    ``voices`` and ``like`` are told by sensors, ``jobs`` by the latest plan, ``episodes`` by warnings; ``behind`` are
    all answers that tell of it. What no answer gives is empty.
    """

    asset: Asset
    source: Source
    lives: Lives | None
    start: date | None
    ahead: float
    voices: tuple[Voice, ...]
    like: Like | None
    jobs: tuple[Mapping[str, Any], ...]
    episodes: tuple[Mapping[str, Any], ...]
    behind: tuple[Source, ...]


def detail(fleet: Fleet, name: str) -> Detail:
    """All that the answers tell of an asset; :class:`Refusal` C001 if they tell of none of this name."""
    asset = fleet.get(name)
    if asset is None:
        raise Refusal(NotHere())
    source = fleet.source(asset)
    start = source.start(asset.read)
    behind = tuple(one for one in fleet.sources if name in one.known())
    return Detail(
        asset=asset,
        source=source,
        lives=source.only([name]).lives() if asset.risk is not None else None,
        start=start,
        ahead=source.ahead(start, fleet.until),
        voices=_voices(asset, behind),
        like=next((near for one in behind if (near := _like(one, name))), None),
        jobs=tuple(fleet.plan.rows(CALENDAR, name)) if fleet.plan else (),
        episodes=tuple(row for one in behind for row in one.rows(EPISODES, name)),
        behind=behind,
    )


def _voices(asset: Asset, behind: Sequence[Source]) -> tuple[Voice, ...]:
    """The sensors that tell its life; where none does, those of a standing alarm."""
    lived = (voices_of(one.row(ASSETS, asset.name)) for one in behind if one.answer.kind != WARNING)
    warned = asset.alarm.voices if asset.alarm and not asset.alarm.sensor else ()
    return next((heard for heard in lived if heard), warned)


def _like(source: Source, name: str) -> Like | None:
    row = source.row(ASSETS, name)
    if any(part not in row for part in _LIKE) or row["like"] is None:
        return None
    unit = source.tables[ASSETS]["like left"].unit
    return Like(row["like"], row["like left"], unit, row["distance"], row["seen before"] != "yes")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one answer tells of an asset: the chance to fail until the fleet's day, at least that where ``least``."""

    source: Source
    risk: float
    least: bool


def opinions(fleet: Fleet, behind: Sequence[Source], name: str) -> tuple[Opinion, ...]:
    """What each answer about its life tells of an asset; a plan has its lives from one of them."""
    found = []
    for source in behind:
        if name in source.names() and not source.plan:
            alone = source.only([name])
            ahead = source.ahead(source.start(source.reads().get(name)), fleet.until)
            found.append(Opinion(source, float(1 - alone.lives().lasts(ahead)[0]), bool(ahead > alone.last()[0])))
    return tuple(found)
