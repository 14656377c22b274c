"""A fleet of twelve assets behind the web: warnings, lives, risks and a plan, each an answer."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import Connection

from center.opening import work
from sanhak.center import answering, data, studies
from sanhak.center.center import Center
from sanhak.center.days import today
from sanhak.center.people import Person
from sanhak.model.life import LEVELS, Lives
from sanhak.store import new_id
from sanhak.study.answer import Answer
from sanhak.study.lives import Horizon, health_table
from sanhak.table import Column, Kind, Table
from sanhak.text import say

COUNT = 12
READINGS = 24
TODAY = today()
TURNAROUND = TODAY + timedelta(days=200)
COSTS = (5000.0, 500.0)


def names_of(unit: str = "") -> list[str]:
    return [f"{unit}P-{at:03}" for at in range(1, COUNT + 1)]


def fleet_things(center: Center, person: Person, project: str, word: str, unit: str = "") -> dict[str, str]:
    """Readings, orders and a register as data, and four answers that rest on them; gives the first asset."""
    names = names_of(unit)
    with center.database.writing() as rows:
        kept = {
            name: data.add(rows, center.queue, person, project, name=f"{word} {name}.csv", file=center.blobs.put(text))
            for name, text in (("readings", readings(names)), ("orders", orders(names)), ("register", register(names)))
        }
    work(center)
    lives = Lives.of_quantiles(names, LEVELS, np.outer(40.0 + 45.0 * np.arange(COUNT), 0.4 + 1.2 * LEVELS))
    with center.database.writing() as rows:
        for kind, tables, told in (
            ("early_warning", _warnings(names), {"data": "readings"}),
            ("remaining_life", _lives(names, lives), {"data": "readings", "ends": "orders"}),
            ("failure_risk", _risks(names, lives), {"records": "orders", "register": "register"}),
            ("plan", _plan(names, lives), {}),
        ):
            versions = {table: kept[name] for table, name in told.items()}
            _answered(center, rows, person, project, f"maintenance.{kind}", f"{word} {kind}", tables, versions)
    return {"asset": names[0]}


def days(count: int) -> list[str]:
    return [f"{TODAY - timedelta(days=7 * at)}" for at in reversed(range(count))]


def readings(names: list[str]) -> bytes:
    rows = [
        f"{name},{day},{2 + at / 12 * (1 + place % 3):.2f},{60 + (at + place) % 5}"
        for place, name in enumerate(names)
        for at, day in enumerate(days(READINGS))
    ]
    return "\n".join(["asset,date,vibration [mm/s],current [A]", *rows]).encode()


def orders(names: list[str]) -> bytes:
    rows = [f"{4_000_000 + at},{name},2025-{1 + at % 9:02}-15,corrective,seal" for at, name in enumerate(names * 2)]
    return "\n".join(["order,asset,date,order type,cause", *rows]).encode()


def register(names: list[str]) -> bytes:
    rows = [f"{name},{'pump' if at % 2 else 'fan'},2024-01-{at + 1:02}" for at, name in enumerate(names)]
    return "\n".join(["asset,kind,installed", *rows]).encode()


def _table(columns: dict[Column, list[Any]]) -> Table:
    frame = pl.DataFrame({one.name: values for one, values in columns.items()}, strict=False)
    return Table(frame, tuple(columns), asset="asset")


def _lives(names: list[str], lives: Lives) -> dict[str, Table]:
    """What an answer about lives from sensors holds."""
    asset, last = Column("asset", Kind.IDENTIFIER), Column("last reading", Kind.TEXT)
    assets = _table({
        asset: names, last: [f"{TODAY}"] * COUNT,
        Column("speaks", Kind.TEXT): ["vibration (2026-03-02), current (2026-04-11)"] * COUNT,
        Column("like", Kind.IDENTIFIER): names[::-1], Column("like left", unit="d"): [30.0] * COUNT,
        Column("distance"): [0.4] * (COUNT - 1) + [1.7],
        Column("seen before", Kind.CATEGORY): ["yes"] * (COUNT - 1) + ["like nothing"],
    })  # fmt: skip
    told = [(name, at, day) for name in names for at, day in enumerate(days(READINGS))]
    value = [400.0 - 10 * at for _, at, _ in told]
    health = health_table(
        Column("remaining life", unit="d"), Column("time", Kind.TEXT),
        {"asset": [name for name, _, _ in told], "time": [day for _, _, day in told], "value": value,
         "lower": [each - 80 for each in value], "upper": [each + 90 for each in value], "limit": [0.0] * len(told)},
    )  # fmt: skip
    return {"assets": assets, "lives": lives.table(), "horizon": Horizon("", "", 90.0, "d").table(), "health": health}


def _warnings(names: list[str]) -> dict[str, Table]:
    """What an answer about warnings holds: an alarm of the last asset, a stuck sensor, and an alarm that is over."""
    asset, quiet = Column("asset", Kind.IDENTIFIER), [None] * (COUNT - 3)
    assets = _table({
        asset: names, Column("last reading", Kind.TEXT): [f"{TODAY}"] * COUNT,
        Column("state", Kind.CATEGORY): ["sensor", "was off", *["normal"] * (COUNT - 3), "off"],
        Column("since", Kind.TEXT): [None, "2026-02-01", *quiet, "2026-05-12"],
        Column("speaks", Kind.TEXT): [
            "current (2026-05-20)", "current (2026-02-01)", *quiet, "vibration (2026-05-12), current (2026-05-26)"],
        Column("cause", Kind.CATEGORY): ["stuck", "the asset", *quiet, "the asset"],
    })  # fmt: skip
    episodes = _table({
        asset: [names[1], names[-1]], Column("since", Kind.TEXT): ["2026-02-01", "2026-05-12"],
        Column("until", Kind.TEXT): ["2026-02-20", None], Column("peak"): [1.4, 2.12],
        Column("speaks", Kind.TEXT): ["current (2026-02-01)", "vibration (2026-05-12), current (2026-05-26)"],
        Column("cause", Kind.CATEGORY): ["the asset", "the asset"],
    })  # fmt: skip
    told = [(name, at, day) for name in names for at, day in enumerate(days(READINGS))]
    health = health_table(
        Column("distance"), Column("time", Kind.TEXT),
        {"asset": [name for name, _, _ in told], "time": [day for _, _, day in told],
         "value": [0.2 + (0.08 * at if name == names[-1] else 0) for name, at, _ in told], "limit": [1.0] * len(told),
         "lower": [None] * len(told), "upper": [None] * len(told)},
    )  # fmt: skip
    return {"assets": assets, "episodes": episodes, "health": health}


def _risks(names: list[str], lives: Lives) -> dict[str, Table]:
    """What an answer about risks from orders holds."""
    assets = _table({Column("asset", Kind.IDENTIFIER): names, Column("risk", unit="%"): [10.0] * COUNT})
    horizon = Horizon.between(TODAY, TURNAROUND, 200.0, "d")
    return {"assets": assets, "lives": lives.table(), "horizon": horizon.table()}


def _plan(names: list[str], lives: Lives) -> dict[str, Table]:
    """What a plan holds."""
    asset = Column("asset", Kind.IDENTIFIER)
    assets = _table({
        asset: names,
        Column("location", Kind.TEXT): [f"U-{100 + 100 * (at % 2)}" for at in range(COUNT)],
        Column("failure cost", unit="만원"): [COSTS[0]] * COUNT,
        Column("planned cost", unit="만원"): [COSTS[1]] * COUNT,
    })  # fmt: skip
    calendar = _table({
        asset: names[:1],
        Column("start", Kind.TEXT): ["2026-06-08 08:00"],
        Column("finish", Kind.TEXT): ["2026-06-08 16:00"],
        Column("crew", Kind.TEXT): ["A"],
        Column("part", Kind.TEXT): ["seal"],
        Column("reason", Kind.TEXT): [""],
    })  # fmt: skip
    horizon = Horizon.between(TODAY, TODAY + timedelta(days=364), 364.0, "d")
    return {"assets": assets, "calendar": calendar, "lives": lives.table(), "horizon": horizon.table()}


def _answered(
    center: Center, rows: Connection, person: Person, project: str, kind: str, title: str, tables: dict[str, Table],
    versions: dict[str, str],
) -> None:  # fmt: skip
    """Keep an answer as a job does."""
    words = say("{title}", title=title)
    result = answering.answered(Answer(words, words, (), None, (), (), (), (), (), tables=tables), center.blobs)
    study = studies.begin(rows, person, project, kind=kind, title=title)
    told = {name: {"version": version} for name, version in versions.items()}
    payload = {"study": study, "kind": kind, "values": {}, "tables": told, "seed": 0}
    job: Any = SimpleNamespace(id=new_id(), payload=payload, person=person.id)
    answering.keep(result, job, center.blobs).within(rows)
