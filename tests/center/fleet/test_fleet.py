"""The fleet of a project: which answer tells an asset, until when risks count, what waiting costs, what is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from sanhak.center.findings import NotHere
from sanhak.center.fleet.asking import PAGE, Asked, Order, ordered, part
from sanhak.center.fleet.asset import detail, opinions
from sanhak.center.fleet.costs import Stated
from sanhak.center.fleet.fleet import assembled
from sanhak.center.fleet.source import Source
from sanhak.finding import Refusal
from sanhak.model.life import LEVELS, Lives
from sanhak.study.lives import Horizon, health_table
from sanhak.table import Column, Kind, Table

TODAY = date(2026, 6, 1)
COSTS = Stated(10_000_000, 1_000_000)


def lives_of(*medians: float, unit: str = "d", names: str = "ABCDEFGH") -> Table:
    """Lives whose ends lie between none of the median and twice of it, each as likely."""
    return Lives.of_quantiles(
        list(names[: len(medians)]), LEVELS, 2 * LEVELS * [[one] for one in medians], unit
    ).table()


def source(kind: str, lives: Table | None, horizon: Horizon | None, made: int = 0, **tables: Table) -> Source:
    answer = SimpleNamespace(
        id=f"{kind}{made}",
        kind=f"maintenance.{kind}",
        title=kind,
        project="p",
        made=datetime(2026, 1, 1 + made, tzinfo=UTC),
    )
    own = {"lives": lives, "horizon": horizon.table() if horizon else None, **tables}
    return Source.of(answer, {name: table for name, table in own.items() if table is not None})


def until(day: date, *, start: date = TODAY) -> Horizon:
    return Horizon.between(start, day, float((day - start).days), "d")


def health(*names: str, last: str = "2026-05-02") -> Table:
    rows = {"asset": list(names), "time": [last] * len(names)} | {
        part: [value] * len(names) for part, value in (("value", 5.0), ("lower", None), ("upper", None), ("limit", 3.0))
    }
    return health_table(Column("wall", unit="mm"), Column("time", Kind.TEXT), rows)


def test_who_sees_an_asset_goes_before_who_knows_its_age_and_before_a_plan():
    day = until(TODAY + timedelta(days=100))
    plan, risks = source("plan", lives_of(10, 10, 10), day, 5), source("failure_risk", lives_of(100, 100), day, 4)
    seen = source("condition_life", lives_of(200), day, 1, health=health("A"))
    fleet = assembled([plan, risks, seen], Stated(), TODAY)
    told = {asset.name: asset.answer.id for asset in fleet.assets}
    assert told == {"A": "condition_life1", "B": "failure_risk4", "C": "plan5"}
    assert fleet.get("A").risk == pytest.approx(0.25)
    assert fleet.get("A").read == date(2026, 5, 2)
    older = source("failure_risk", lives_of(50, 50), day, 0)
    assert assembled([risks, older], Stated(), TODAY).get("A").answer.id == "failure_risk4"


def test_risks_count_until_the_next_day_that_is_ahead_and_the_stated_one_goes_before():
    passed, ahead = TODAY - timedelta(days=5), TODAY + timedelta(days=50)
    start = TODAY - timedelta(days=50)
    found = [source("failure_risk", lives_of(100), until(passed, start=start)),
             source("condition_life", lives_of(100), until(ahead, start=start))]  # fmt: skip
    assert assembled(found, Stated(), TODAY).until == ahead
    assert assembled(found[:1], Stated(), TODAY).until == passed
    plan = source("plan", lives_of(100), until(TODAY + timedelta(days=9), start=start))
    assert assembled([plan, *found], Stated(), TODAY).until == ahead
    stated = assembled(found, Stated(until=TODAY + timedelta(days=100)), TODAY)
    assert stated.get("A").risk == pytest.approx(0.75)


def test_a_life_on_no_calendar_counts_within_its_own_time_ahead():
    cycles = source("remaining_life", lives_of(100, unit="1"), Horizon("", "", 40.0, "1"))
    days = source("failure_risk", lives_of(0, 100), until(TODAY + timedelta(days=100)))
    fleet = assembled([cycles, days], Stated(), TODAY)
    assert (fleet.get("A").risk, fleet.get("A").ahead) == (pytest.approx(0.2), 40.0)
    assert (fleet.get("B").risk, fleet.get("B").ahead) == (pytest.approx(0.5), None)


def test_lives_of_each_asset_count_from_its_own_last_reading():
    facts = (Column("asset", Kind.IDENTIFIER), Column("last reading", Kind.TEXT))
    rows = pl.DataFrame({"asset": ["A", "B"], "last reading": ["2026-05-12", "2026-06-01"]})
    assets = Table(rows, facts, asset="asset")
    told = source("remaining_life", lives_of(100, 100), Horizon("", "", 30.0, "d"), assets=assets)
    fleet = assembled([told], Stated(until=date(2026, 7, 1)), TODAY)
    assert [fleet.get(name).risk for name in "AB"] == pytest.approx([0.25, 0.15])
    hours = source("remaining_life", lives_of(2400, unit="h"), Horizon("", "", 30.0, "h"), assets=assets)
    assert assembled([hours], Stated(until=date(2026, 7, 1)), TODAY).get("A").risk == pytest.approx(0.25)


def test_a_risk_beyond_what_is_known_is_told_as_the_least():
    whole = lives_of(100, 300)
    closed = [pl.when((pl.col(name) > 110) & (pl.col("asset") == "A")).then(None).otherwise(pl.col(name)).alias(name)
              for name in whole.names[1:]]  # fmt: skip
    frame = whole.frame.with_columns(closed)
    told = source("remaining_life", Table(frame, whole.columns, asset="asset"), until(TODAY + timedelta(days=150)))
    asset = assembled([told], Stated(), TODAY).get("A")
    assert asset.least
    assert asset.risk == pytest.approx(0.5)
    assert asset.life[2] is None
    other = assembled([told], Stated(), TODAY).get("B")
    assert (other.least, other.risk) == (False, pytest.approx(0.25))
    none = Table(frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in frame.columns[1:]), whole.columns)
    never = assembled([source("remaining_life", none, Horizon("", "", 30.0, "d"))], Stated(), TODAY).get("A")
    assert (never.risk, never.least, never.life) == (0.0, True, (None, None, None))


def test_waiting_has_the_costs_of_the_plan_then_those_that_are_stated_then_none():
    day = until(TODAY + timedelta(days=100))
    facts = (Column("asset", Kind.IDENTIFIER), Column("failure cost", unit="만원"), Column("planned cost", unit="만원"))
    costs = Table(pl.DataFrame({"asset": ["A"], "failure cost": [9000.0], "planned cost": [100.0]}), facts)
    risks, plan = source("failure_risk", lives_of(100, 100, 900), day), source("plan", lives_of(100), day, assets=costs)
    fleet = assembled([risks, plan], COSTS, TODAY)
    waits = {asset.name: asset.waiting for asset in fleet.assets}
    assert waits["A"] > waits["B"] > 0 > waits["C"]
    alone = assembled([risks, plan], Stated(), TODAY)
    assert alone.get("A").waiting is not None
    assert alone.get("B").waiting is None


def test_a_fleet_is_filtered_ordered_and_paged():
    many = [f"P-{at:03}" for at in range(120)]
    lives = Lives.of_quantiles(many, LEVELS, [[10 + at] for at in range(120)] * LEVELS * 2).table()
    told = source("failure_risk", lives, until(TODAY + timedelta(days=60)))
    fleet = assembled([told], COSTS, TODAY, {name: ("pump" if name < "P-060" else "fan", "U-1") for name in many})
    assert [one.name for one in ordered(fleet, Asked())[:2]] == ["P-000", "P-001"]
    assert ordered(fleet, Asked(order=Order.LIFE))[0].name == "P-000"
    waits = [one.waiting for one in ordered(fleet, Asked(order=Order.WAITING))]
    assert waits == sorted(waits, reverse=True)
    assert {one.kind for one in ordered(fleet, Asked(kind="fan"))} == {"fan"}
    assert len(ordered(fleet, Asked("p-00"))) == 10
    assert not ordered(fleet, Asked(location="U-2"))
    last = part(fleet, Asked(page=99))
    assert (last.first, last.last, last.count, last.page, last.pages) == (101, 120, 120, 3, -(-120 // PAGE))


def test_an_asset_tells_what_its_answers_tell_and_leaves_the_rest_out():
    day = until(TODAY + timedelta(days=100))
    seen = source("condition_life", lives_of(200), day, 2, health=health("A"))
    risks = source("failure_risk", lives_of(100, 100), day, 1)
    fleet = assembled([seen, risks], Stated(), TODAY)
    told = detail(fleet, "A")
    assert (told.voices, told.like, told.jobs, told.episodes) == ((), None, (), ())
    assert [one.risk for one in opinions(fleet, told.behind, "A")] == pytest.approx([0.25, 0.5])
    assert [one.answer.kind for one in detail(fleet, "B").behind] == ["maintenance.failure_risk"]
    with pytest.raises(Refusal) as refused:
        detail(fleet, "Z")
    assert isinstance(refused.value.findings[0], NotHere)


def test_an_asset_that_a_warning_alone_tells_of_stands_last_without_a_risk():
    facts = (Column("asset", Kind.IDENTIFIER), Column("since", Kind.TEXT))
    rows = Table(pl.DataFrame({"asset": ["A", "Z"], "since": ["2026-05-01", "2026-05-02"]}), facts, asset="asset")
    warned = source("early_warning", None, None, 3, assets=rows, episodes=rows)
    risks = source("failure_risk", lives_of(100), until(TODAY + timedelta(days=100)))
    fleet = assembled([warned, risks], Stated(), TODAY)
    assert [one.name for one in ordered(fleet, Asked())] == ["A", "Z"]
    assert fleet.get("A").answer.kind == "maintenance.failure_risk"
    assert fleet.get("Z").risk is None
    assert detail(fleet, "Z").episodes[0]["since"] == "2026-05-02"
    assert replace(fleet.get("Z"), name="A").life == (None, None, None)


def warnings(made: int = 0, **states: str) -> Source:
    """What watches some assets says of them today."""
    columns = (Column("asset", Kind.IDENTIFIER), Column("state", Kind.CATEGORY), Column("since", Kind.TEXT),
               Column("speaks", Kind.TEXT), Column("cause", Kind.CATEGORY))  # fmt: skip
    rows = [(name, state, "2026-05-12" if state == "off" else None, "flow (2026-05-20)",
             "stuck" if state == "sensor" else "the asset") for name, state in states.items()]  # fmt: skip
    frame = pl.DataFrame(rows, schema=[one.name for one in columns], orient="row")
    return source("early_warning", None, None, made, assets=Table(frame, columns, asset="asset"))


def test_the_latest_answer_that_watches_an_asset_says_whether_an_alarm_stands():
    later, earlier = warnings(5, A="off", B="sensor", C="was off"), warnings(1, C="off", D="off")
    fleet = assembled([later, earlier, source("plan", lives_of(10), until(TODAY + timedelta(days=9)))], Stated(), TODAY)
    alarms = {asset.name: (asset.alarm.since, asset.alarm.sensor) for asset in fleet.alarmed}
    assert alarms == {"B": ("2026-05-20", True), "A": ("2026-05-12", False), "D": ("2026-05-12", False)}
    assert next(iter(alarms)) == "B"
    assert [asset.name for asset in ordered(fleet, Asked())] == ["A", "B", "D", "C"]
    assert [asset.name for asset in ordered(fleet, Asked(alarmed=True))] == ["A", "B", "D"]
    assert detail(fleet, "C").voices == ()
    assert not assembled([], Stated(), TODAY).watched
