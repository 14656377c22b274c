"""All assets of a project: for each the latest answer about its life, its risk, and what it costs to wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, select

from sanhak.center import schema, studies
from sanhak.center.fleet.alarms import Alarm, alarms
from sanhak.center.fleet.costs import Stated
from sanhak.center.fleet.source import AREA, WARNING, Source
from sanhak.center.people import Person
from sanhak.center.studies import KeptAnswer
from sanhak.decide.maintenance import Prices, cost_of_waiting, worth_of_life
from sanhak.model.life import Lives
from sanhak.model.prediction import Floats
from sanhak.study.lives import ASSETS, day_of

WON: Final = 10_000
"""Won in the unit of a plan's costs."""
_WORTH: Final = 1000
"""What a day of life is worth is worked out from so many assets of an answer at most."""
_STEPS: Final = 52


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset as the fleet lists it.

    ``answer`` tells its life: 5, 50 and 95 % of it in ``unit``, None where it is open. ``risk`` is the chance to fail
    until the fleet's day, or, where the life is on no calendar, within ``ahead``; ``least`` tells that lives are known
    no further, so that it is at least so much. ``waiting`` is what it costs more to renew it only then than now, in
    won, below 0 where waiting pays. Each is None where nothing is known. ``read`` is the day of its last
    reading, ``kind`` and ``location`` are what the data state of it, ``alarm`` stood at its last reading.
    """

    name: str
    answer: KeptAnswer
    risk: float | None = None
    least: bool = False
    waiting: int | None = None
    life: tuple[float | None, float | None, float | None] = (None, None, None)
    unit: str | None = None
    ahead: float | None = None
    read: date | None = None
    kind: str = ""
    location: str = ""
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """All assets; ``until`` is the day to which risks count where lives are on a calendar.

    ``sources`` are the answers behind it, the latest first; ``plan`` the latest plan among them.
    """

    assets: tuple[Asset, ...]
    sources: tuple[Source, ...]
    until: date | None
    plan: Source | None

    @property
    def watched(self) -> bool:
        """Whether an answer watches for assets that leave their normal course."""
        return any(source.answer.kind == WARNING for source in self.sources)

    @property
    def alarmed(self) -> tuple[Asset, ...]:
        """The assets with a standing alarm, the latest first."""
        found = [(asset.alarm.begun, asset) for asset in self.assets if asset.alarm]
        return tuple(asset for _, asset in sorted(found, key=lambda pair: pair[0], reverse=True))

    def get(self, name: str) -> Asset | None:
        """The asset of a name."""
        return next((asset for asset in self.assets if asset.name == name), None)

    def source(self, asset: Asset) -> Source:
        """The answer behind an asset."""
        return next(one for one in self.sources if one.answer.id == asset.answer.id)

    @property
    def failing(self) -> float:
        """How many of the assets are expected to fail."""
        return float(sum(asset.risk or 0.0 for asset in self.assets))


Facts = Mapping[str, tuple[str, str]]
"""Kind and location of assets, by name."""


def answers(rows: Connection, person: Person, project: str) -> tuple[KeptAnswer, ...]:
    """The latest answer to each question about assets, the latest first; :class:`Refusal` C001."""
    found = studies.newest(rows, person, project).values()
    kept = [one for one in found if one.kind.startswith(AREA)]
    return tuple(sorted(kept, key=lambda one: (one.made, one.id), reverse=True))


def told(rows: Connection, project: str) -> bool:
    """Whether any answer of a project, which the reader has entered already, tells of assets."""
    table = schema.answers.c
    asked = select(table.id).where(table.project == project, table.kind.startswith(AREA)).limit(1)
    return rows.scalar(asked) is not None


def assembled(sources: Sequence[Source], stated: Stated, today: date, facts: Facts | None = None) -> Fleet:
    """The fleet that answers tell of.

    An answer that sees the condition of an asset goes before one that knows its age alone, that before a plan, and a
    later one before an earlier.
    """
    known = facts or {}
    plan = next((one for one in sources if one.plan), None)
    until = stated.until or _until(sources, today)
    prices = _prices(plan)
    found: dict[str, Asset] = {}
    for source in sorted(sources, key=lambda one: (one.plan, not one.sees)):
        new = [name for name in source.names() if name not in found or found[name].risk is None]
        alone = source if len(new) == len(source.names()) else source.only(new)
        for asset in _assets(alone, until, stated, prices, known):
            if asset.risk is not None or asset.name not in found:
                found[asset.name] = asset
    standing = alarms(sources)
    assets = tuple(replace(asset, alarm=standing.get(name)) for name, asset in found.items())
    return Fleet(assets, tuple(sources), until, plan)


def _until(sources: Sequence[Source], today: date) -> date | None:
    """The next day that an answer was asked about, before that of a plan; the last one where all have passed."""
    told = [(one.plan, day) for one in sources if one.horizon and one.day and (day := day_of(one.horizon.until))]
    ahead = sorted((plan, day) for plan, day in told if day > today)
    return ahead[0][1] if ahead else max((day for _, day in told), default=None)


def _prices(plan: Source | None) -> Mapping[str, tuple[float, float]]:
    """What a failure and a planned job cost by the plan [won], by asset."""
    table = plan.tables.get(ASSETS) if plan else None
    if table is None:
        return {}
    rows = table.frame.select("asset", "failure cost", "planned cost").iter_rows()
    return {asset: (WON * failure, WON * planned) for asset, failure, planned in rows}


def _assets(
    source: Source, until: date | None, stated: Stated, prices: Mapping[str, tuple[float, float]], facts: Facts
) -> Iterator[Asset]:
    names, reads = source.names(), source.reads()
    lives = _told(source, until, stated, prices, reads) if names else ()
    for row in lives:
        kind, location = facts.get(row["name"], ("", ""))
        yield Asset(answer=source.answer, unit=source.unit, kind=kind, location=location, **row)
    for name in source.known()[len(names) :]:
        kind, location = facts.get(name, ("", ""))
        yield Asset(name, source.answer, read=reads.get(name), kind=kind, location=location)


def _told(
    source: Source, until: date | None, stated: Stated, prices: Mapping[str, tuple[float, float]],
    reads: Mapping[str, date],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """What is told of each life, in the order of its table."""
    names, lives, ends, horizon = source.names(), source.lives(), source.ends(), source.horizon
    assert horizon is not None  # noqa: S101 - names come with it
    starts = [source.start(reads.get(name)) for name in names]
    ahead = np.array([source.ahead(start, until) for start in starts])
    dated = [until is not None and start is not None for start in starts]
    risk, least = 1 - lives.lasts(ahead), ahead > source.last()
    waiting = _waiting(lives, ahead, horizon.ahead, names, stated, prices)
    for at, name in enumerate(names):
        low, middle, high = (None if np.isnan(end) else float(end) for end in ends[at])
        yield {
            "name": name, "risk": float(risk[at]), "least": bool(least[at]), "life": (low, middle, high),
            "waiting": None if np.isnan(waiting[at]) else round(float(waiting[at])),
            "ahead": None if dated[at] else horizon.ahead, "read": reads.get(name),
        }  # fmt: skip


def _waiting(
    lives: Lives, ahead: Floats, horizon: float, names: Sequence[str], stated: Stated,
    prices: Mapping[str, tuple[float, float]],
) -> Floats:  # fmt: skip
    """The cost of waiting of each life; NaN where no costs are known."""
    usual = (np.nan, np.nan) if stated.failure is None or stated.planned is None else (stated.failure, stated.planned)
    costs = np.array([prices.get(name, usual) for name in names], dtype=float)
    priced = np.flatnonzero(np.isfinite(costs).all(axis=1))
    found = np.full(len(names), np.nan)
    if len(priced):
        some = priced[:: -(-len(priced) // _WORTH)]
        times = np.linspace(horizon / _STEPS, horizon, _STEPS)
        worth = worth_of_life(lives.of(some), times, costs[some, 0], costs[some, 1])
        mine = Prices.of(len(priced), costs[priced, 0], costs[priced, 1], worth)
        found[priced] = cost_of_waiting(lives.of(priced), ahead[priced], mine)
    return found
