"""The bad input of maintenance, kind by kind: each has its code and remedy, and the tables stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import polars as pl
import pytest

from sanhak import maintenance
from sanhak.finding import Finding, Refusal, Severity
from sanhak.model.life import LEVELS, Lives
from sanhak.run import Run
from sanhak.study.condition.reading import read as read_condition
from sanhak.study.failing.reading import read as read_failures
from sanhak.study.remaining_life.reading import read as read_lives
from sanhak.table import Table

Rows = dict[str, list[Any]]
Given = dict[str, Rows]
FIRST: Final = datetime(2022, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time
UNITS: Final = {
    "thickness": "mm", "limit": "mm", "pressure": "bar", "work": "h", "hours": "h", "stock": "count", "lead time": "d",
    "running": "h", "duration": "d",
}  # fmt: skip


def day(number: float) -> datetime:
    """So many days after the first."""
    return FIRST + timedelta(days=number)


def table(rows: Rows) -> Table:
    """With the units of its columns."""
    return Table.of(pl.DataFrame(rows, strict=False), units={name: UNITS[name] for name in rows if name in UNITS})


def inspections() -> Given:
    """Eight yearly readings of five walls that get thinner."""
    rng = np.random.default_rng(0)
    names = [f"L-{asset}" for asset in range(5) for _ in range(8)]
    wall = [10 - (0.2 + 0.05 * asset) * year + 0.02 * rng.normal() for asset in range(5) for year in range(8)]
    return {"data": {"asset": names, "date": [day(365 * (at % 8)) for at in range(40)], "thickness": wall,
                     "limit": [6.0] * 40}}  # fmt: skip


def readings() -> Given:
    """Sixty days of six pumps, two of which failed."""
    rng = np.random.default_rng(0)
    return {
        "data": {"asset": [f"P-{at // 60}" for at in range(360)], "time": [day(at % 60) for at in range(360)],
                 "vibration": (2 + 0.1 * rng.normal(size=360)).tolist(),
                 "pressure": (3 + 0.1 * rng.normal(size=360)).tolist()},
        "ends": {"asset": ["P-0", "P-1"], "time": [day(59), day(40)], "failed": ["yes", "yes"]},
    }  # fmt: skip


def orders() -> Given:
    """Six failures of four assets with their register."""
    return {
        "records": {"asset": ["A", "A", "B", "B", "C", "D"], "date": [*map(day, (100, 300, 150, 200, 400, 500))]},
        "register": {"asset": ["A", "B", "C", "D"], "installed": [day(0)] * 4},
    }


def plant() -> Given:
    """Four lives, two crews."""
    usual = np.array([30.0, 60.0, 90.0, 200.0])[:, None] * np.linspace(0.7, 1.3, len(LEVELS))
    lives = Lives.of_quantiles(("A", "B", "C", "D"), LEVELS, usual).table()
    return {"lives": lives.frame.to_dict(as_series=False), "crews": {"crew": ["1", "2"], "hours": [40.0, 40.0]}}


def asked_condition(tables: Mapping[str, Table], **fields: Any) -> tuple[Finding, ...]:
    """What is found in inspections."""
    return read_condition(maintenance.ConditionLife(**fields), tables).findings


def asked_lives(tables: Mapping[str, Table], **fields: Any) -> tuple[Finding, ...]:
    """What is found in readings."""
    return read_lives(maintenance.RemainingLife(**fields), tables).findings


def asked_failures(tables: Mapping[str, Table], **fields: Any) -> tuple[Finding, ...]:
    """What is found in orders."""
    return read_failures(maintenance.FailureRisk(**fields), tables).findings


def asked_plan(tables: Mapping[str, Table], **fields: Any) -> tuple[Finding, ...]:
    """What is found in planning."""
    days = {name: "d" for name in tables["lives"].names if name.startswith("life")}
    lives = Table.of(tables["lives"].frame, units=days | fields.pop("units", {}))
    study = maintenance.Plan(**{"start": "2026-06-01", "weeks": 20, **fields})
    return study.solve({**tables, "lives": lives}, Run(effort=0.1)).findings


KINDS: Final[Mapping[str, tuple[Callable[[], Given], Callable[..., tuple[Finding, ...]]]]] = {
    "condition_life": (inspections, asked_condition),
    "remaining_life": (readings, asked_lives),
    "failure_risk": (orders, asked_failures),
    "plan": (plant, asked_plan),
}


def put(name: str, column: str, rows: slice | list[int], *values: Any) -> Callable[[Given], None]:
    """A change that puts values into a column, in turn."""

    def change(given: Given) -> None:
        places = range(len(given[name][column]))[rows] if isinstance(rows, slice) else rows
        for at, place in enumerate(places):
            old = given[name][column][place]
            value = values[at % len(values)]
            given[name][column][place] = value(old) if callable(value) else value

    return change


def keep(name: str, rows: list[int]) -> Callable[[Given], None]:
    """A change that keeps some rows only."""

    def change(given: Given) -> None:
        given[name] = {column: [cells[row] for row in rows] for column, cells in given[name].items()}

    return change


def put_table(name: str, **columns: list[Any]) -> Callable[[Given], None]:
    """A change that gives a table."""
    return lambda given: given.update({name: {key.replace("_", " "): cells for key, cells in columns.items()}})


def drop(name: str, column: str) -> Callable[[Given], None]:
    """A change that takes a column away."""
    return lambda given: given[name].pop(column) and None


def more(name: str, **cells: Any) -> Callable[[Given], None]:
    """A change that adds a row."""

    def change(given: Given) -> None:
        for column, old in given[name].items():
            old.append(cells.get(column.replace(" ", "_")))

    return change


def clock(falls_at: int) -> Callable[[Given], None]:
    """Hours in place of dates, which fall back to zero in the first asset."""

    def change(given: Given) -> None:
        times = given["data"].pop("date", None) or given["data"].pop("time")
        hours = [24.0 * (time - FIRST).days for time in times]
        first = [at for at, name in enumerate(given["data"]["asset"]) if name == given["data"]["asset"][0]]
        start = hours[first[falls_at]]
        for at in first[falls_at:]:
            hours[at] -= start
        given["data"]["running"] = hours
        given["data"]["failed"] = ["yes" if name == "P-1" else "no" for name in given["data"]["asset"]]
        given.pop("ends", None)

    return change


def times(factor: float) -> Callable[[float], float]:
    """A value in another unit."""
    return lambda value: value * factor


# kind, what is wrong, what makes it so, further fields, the code; each is a row of the list and its neighbours
BAD: Final[list[tuple[str, str, Callable[[Given], None], dict[str, Any], str]]] = [
    ("condition_life", "one reading each", keep("data", [0, 8, 16, 24, 32]), {}, "S361"),
    ("condition_life", "one reading of one", more("data", asset="L-9", date=day(9), thickness=9.0, limit=6.0), {},
     "M303"),
    ("condition_life", "time backwards", put("data", "date", [1, 2], day(730), day(365)), {}, "T377"),
    ("condition_life", "two assets, one name", put("data", "thickness", slice(1, 8, 2), times(0.6)), {"bad": "low"},
     "T379"),
    ("condition_life", "a counter reset", clock(4), {"time": "running", "turnaround": "90000"}, "T418"),
    ("condition_life", "units switched", put("data", "thickness", slice(4, 8), times(1 / 25.4)), {}, "T378"),
    ("condition_life", "units of all switched", lambda given: [put("data", "thickness", slice(8 * at + 4, 8 * at + 8),
     times(0.1))(given) for at in range(5)] and None, {}, "T419"),
    ("condition_life", "measured since 2024 only", put("data", "thickness", slice(0, 4), None), {}, "T376"),
    ("condition_life", "improves by itself", put("data", "thickness", slice(8), *(8 + 0.15 * at for at in range(8))),
     {}, "M301"),
    ("condition_life", "renewed unseen", put("data", "thickness", slice(36, 40), 11.0, 10.6, 10.2, 9.8), {"bad": "low"},
     "M300"),
    ("condition_life", "beyond its limit", put("data", "thickness", [7], 5.0), {}, "M302"),
    ("condition_life", "no limit", drop("data", "limit"), {}, "S362"),
    ("condition_life", "no column of assets", drop("data", "asset"), {}, "S363"),
    ("condition_life", "the turnaround is over", lambda given: None, {"turnaround": "2022-01-01"}, "S364"),
    ("condition_life", "renewals without readings", put_table("renewals", asset=["X-1"], date=[day(50)]), {}, "S410"),
    ("condition_life", "renewals to come", put_table("renewals", asset=["L-0"], date=[day(9000)]), {}, "S410"),
    ("condition_life", "one moment twice", put("data", "date", [1], day(0)), {}, "T421"),
    ("remaining_life", "one reading each", keep("data", list(range(0, 360, 60))), {}, "T384"),
    ("remaining_life", "one reading of one", more("data", asset="P-9", time=day(1), vibration=2.0, pressure=3.0), {},
     "T384"),
    ("remaining_life", "time backwards", put("data", "time", [3, 4], day(4), day(3)), {}, "T381"),
    ("remaining_life", "two assets, one name", put("data", "vibration", slice(180, 240, 2), times(4)), {}, "T420"),
    ("remaining_life", "a counter reset", clock(30), {"time": "running"}, "T418"),
    ("remaining_life", "a counter among sensors", put("data", "pressure", slice(360), *map(float, range(150))), {},
     "T382"),
    ("remaining_life", "a sensor since 2024", put("data", "pressure", slice(120), None), {}, "T383"),
    ("remaining_life", "failures without history", more("ends", asset="X-1", time=day(9), failed="yes"), {}, "S368"),
    ("remaining_life", "an order before commissioning", more("ends", asset="P-3", time=day(-9), failed="yes"), {},
     "S368"),
    ("remaining_life", "all censored", put("ends", "failed", slice(2), "no"), {}, "S367"),
    ("remaining_life", "no end known", lambda given: given.pop("ends") and None, {}, "S367"),
    ("remaining_life", "nothing runs", put_table("ends", asset=[f"P-{at}" for at in range(6)], time=[day(59)] * 6), {},
     "S369"),
    ("remaining_life", "a sensor without values", put("data", "pressure", slice(360), None),
     {"sensors": ("vibration", "pressure")}, "T380"),
    ("remaining_life", "no asset named", put("data", "asset", slice(360), None), {}, "T384"),
    ("remaining_life", "no time known", put("data", "time", slice(360), None), {}, "S371"),
    ("remaining_life", "words for times", put("data", "time", slice(360), "morning"), {}, "S371"),
    ("remaining_life", "ends without dates", put("ends", "time", [1], None), {}, "T386"),
    ("failure_risk", "one order", keep("records", [0]), {}, "S373"),
    ("failure_risk", "all censored", lambda given: given["records"].update({"order type": ["preventive"] * 6}), {},
     "S373"),
    ("failure_risk", "an order before commissioning", more("records", asset="A", date=day(-20)), {}, "S374"),
    ("failure_risk", "an order on the first day", more("records", asset="A", date=day(0)), {}, "T385"),
    ("failure_risk", "installed after all orders", put("register", "installed", [2], day(900)),
     {"until": "2023-06-01"}, "S375"),
    ("failure_risk", "two assets, one name", put("register", "asset", [1], "A"), {}, "S376"),
    ("failure_risk", "no history before", lambda given: given.pop("register") and None, {}, "S377"),
    ("failure_risk", "an asset that is not registered", keep("register", [0, 1, 2]), {}, "S377"),
    ("failure_risk", "orders twice", more("records", asset="A", date=day(100)), {}, "T388"),
    ("failure_risk", "an order without a date", put("records", "date", [3], None), {}, "T386"),
    ("failure_risk", "words nobody knows", lambda given: given["records"].update({"order type": ["Z9"] * 6}), {},
     "T387"),
    ("failure_risk", "an end that is no date", lambda given: None, {"until": "soon"}, "S411"),
    ("failure_risk", "a negative life", put_table("records", asset=["A", "B"], duration=[-3.0, 4.0], failed=["1", "0"]),
     {}, "S375"),
    ("plan", "a crew without hours", put("crews", "hours", slice(2), 0.0), {}, "S379"),
    ("plan", "a crew that left", lambda given: given["crews"].update({"until": [datetime(2026, 1, 1)] * 2}), {},  # noqa: DTZ001
     "S379"),
    ("plan", "a table without a crew", put("crews", "crew", slice(2), None), {}, "S379"),
    ("plan", "a part that never arrives", lambda given: given.update({"jobs": {"asset": ["A"], "part": ["seal"]},
     "parts": {"part": ["seal"], "stock": [0.0]}}), {}, "D230"),
    ("plan", "a part nobody knows", lambda given: given.update({"jobs": {"asset": ["A"], "part": ["seal"]},
     "parts": {"part": ["gasket"], "stock": [1.0]}}), {}, "D230"),
    ("plan", "an impossible window", lambda given: given.update({"windows": {"asset": ["A"],
     "from": [datetime(2025, 1, 1)], "until": [datetime(2025, 2, 1)]}}), {}, "D230"),  # noqa: DTZ001
    ("plan", "a window that ends before it begins", lambda given: given.update({"windows": {"asset": ["A"],
     "from": [datetime(2026, 8, 1)], "until": [datetime(2026, 7, 1)]}}), {}, "S385"),  # noqa: DTZ001
    ("plan", "a hard date that is over", lambda given: given.update({"fixed": {"asset": ["A"],
     "date": [datetime(2026, 1, 1)]}}), {}, "S381"),  # noqa: DTZ001
    ("plan", "hard dates on one day", lambda given: given.update({"fixed": {"asset": ["A", "B", "C", "D"],
     "date": [datetime(2026, 7, 6)] * 4}}), {"hours": 30.0}, "D231"),  # noqa: DTZ001
    ("plan", "a skill nobody has", lambda given: given.update({"jobs": {"asset": ["A"], "skill": ["welder"]},
     "crews": {"crew": ["1"], "skills": ["cleaner"], "hours": [40.0]}}), {}, "D230"),
    ("plan", "a job longer than a week", put_table("jobs", asset=["A"], work=[4000.0]), {}, "D230"),
    ("plan", "a job without an asset that lives", put_table("jobs", asset=["X"], work=[4.0]), {}, "S380"),
    ("plan", "two assets, one name", put("lives", "asset", [1], "A"), {}, "S382"),
    ("plan", "one asset", keep("lives", [0]), {}, "S387"),
    ("plan", "no beginning", lambda given: None, {"start": None}, "S383"),
    ("plan", "a beginning that is no date", lambda given: None, {"start": "soon"}, "S383"),
    ("plan", "a beginning in a year of no calendar", lambda given: None, {"start": "9999-12-31"}, "S447"),
    ("plan", "a beginning in the year one", lambda given: None, {"start": "0001-01-01"}, "S447"),
    ("plan", "a negative job", put_table("jobs", asset=["A"], work=[-4.0]), {}, "S322"),
    ("plan", "a cost that is none", lambda given: given.update({"jobs": {"asset": ["A"], "failure cost": [1e300]}}), {},
     "S413"),
    ("plan", "hours in words", put("crews", "hours", slice(2), "many"), {}, "D188"),
    ("plan", "lives without a time", lambda given: None, {"units": {f"life {100 * at:.0f}": "m" for at in LEVELS}},
     "S388"),
    ("plan", "no life at all", put_table("lives", asset=["A", "B"], words=["x", "y"]), {}, "S378"),
    ("plan", "a life that is not known", lambda given: [put("lives", name, [1], None)(given) for name in given["lives"]
     if name.startswith("life")] and None, {}, "S412"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "what", "change", "fields", "code"), BAD, ids=[f"{row[0]}: {row[1]}" for row in BAD])
def test_bad_input_has_a_code_and_a_remedy(kind, what, change, fields, code):
    made, asked = KINDS[kind]
    given = made()
    change(given)
    tables = {name: table(rows) for name, rows in given.items()}
    before = {name: one.frame.clone() for name, one in tables.items()}
    try:
        found, refused = asked(tables, **fields), False
    except Refusal as refusal:
        found, refused = tuple(refusal.findings), True
    told = {finding.code: finding for finding in found}
    assert code in told, (what, sorted(told))
    assert refused == any(finding.severity is Severity.REFUSE for finding in found)
    for language in ("en", "ko"):
        assert told[code].said.render(language)
        assert told[code].remedy.render(language)
    assert all(one.frame.equals(before[name]) for name, one in tables.items())


def test_good_input_has_none_of_these_codes():
    codes = {row[4] for row in BAD}
    for made, asked in KINDS.values():
        found = asked({name: table(rows) for name, rows in made().items()})
        assert not codes & {finding.code for finding in found}
