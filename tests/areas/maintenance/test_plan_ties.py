"""Maintenance plans that keep shifts, orders, shared shutdowns, hours for failures, and an earlier plan."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from sanhak import maintenance
from sanhak.finding import Refusal
from sanhak.model.life import LEVELS, Lives
from sanhak.run import Run
from sanhak.table import Table

NAMES = ("A", "B", "C", "D")
QUICK = Run(effort=0.1)


def table(units=None, **data):
    return Table.of(pl.DataFrame(data), units=units or {})


def lives(names=NAMES, usual=(30.0, 60.0, 90.0, 200.0)):
    spread = np.linspace(0.7, 1.3, len(LEVELS))
    return Lives.of_quantiles(names, LEVELS, np.array(usual)[:, None] * spread).table()


def solve(tables, **fields):
    study = maintenance.Plan(**{"start": "2026-06-01", "weeks": 20, "free": 0.0} | fields)
    return study.solve({"lives": lives(), **tables}, QUICK)


def calendar(answer):
    return {row["asset"]: row for row in answer.tables["calendar"].frame.to_dicts()}


def moment(row, end="start"):
    return datetime.strptime(row[end], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local


def finding(answer, code):
    return next(one for one in answer.findings if one.code == code)


def week(row):
    return (moment(row) - datetime(2026, 6, 1)).days // 7  # noqa: DTZ001


def test_jobs_are_done_within_the_shifts_of_their_crew():
    answer = solve({"crews": table(crew=["1"], shift=["화·목 22:00-06:00"])}, hours=12.0)
    rows = calendar(answer)
    assert rows
    for row in rows.values():
        begin, end = moment(row), moment(row, "finish")
        assert begin.weekday() in (1, 3)
        assert begin.hour == 22
        assert end.weekday() in (4, 2)
        assert end.hour == 2


def test_night_work_that_is_not_allowed_leaves_the_day():
    crews = table(crew=["1", "2"], shift=["Mon-Fri 16:00-24:00", "Sat 20-04"])
    answer = solve({"crews": crews}, night=False, hours=6.0)
    assert finding(answer, "S431").hours.value == pytest.approx(5 * 2 + 6)
    assert {row["crew"] for row in calendar(answer).values()} <= {"1", "2"}
    assert all(16 <= moment(row).hour < 22 for row in calendar(answer).values() if row["crew"] == "1")
    with pytest.raises(Refusal, match="S379"):
        solve({"crews": table(crew=["1"], shift=["매일 22-06"])}, night=False)


def test_shifts_that_nobody_understands_are_refused_with_their_row():
    with pytest.raises(Refusal, match="S430") as refused:
        solve({"crews": table(crew=["1", "2"], shift=["Mon-Fri 8-16", "when needed"])})
    assert refused.value.findings[0].row == 2


def test_a_job_waits_for_another():
    jobs = table(asset=list(NAMES), after=["C", "", "D", ""])
    rows = calendar(solve({"jobs": jobs}))
    assert moment(rows["D"], "finish") <= moment(rows["C"])
    assert moment(rows["C"], "finish") <= moment(rows["A"])


def test_an_order_in_a_circle_or_of_nobody():
    with pytest.raises(Refusal, match="S433") as refused:
        solve({"jobs": table(asset=list(NAMES), after=["B", "C", "A", ""])})
    assert sorted(refused.value.findings[0].assets) == ["A", "B", "C"]
    assert finding(solve({"jobs": table(asset=list(NAMES), after=["X", "", "", ""])}), "S432").first == "X"


def test_a_shutdown_is_shared_and_its_saving_told():
    jobs = table({"shutdown cost": "만원"}, asset=list(NAMES), location=["U1", "U1", "U2", "U2"],
                 **{"shutdown cost": [3000.0] * 4})  # fmt: skip
    apart, shared = calendar(solve({})), solve({"jobs": jobs})
    rows = calendar(shared)
    assert week(apart["A"]) != week(apart["B"])
    assert week(rows["A"]) == week(rows["B"])
    told = finding(shared, "D241")
    assert told.jobs >= 2
    assert told.saved.value > 0


def test_what_must_share_a_shutdown_is_done_in_one_week_or_not_at_all():
    jobs = table(asset=list(NAMES), shutdown=["", "S", "", "S"])
    rows = calendar(solve({"jobs": jobs}, crews=2))
    assert week(rows["B"]) == week(rows["D"])
    fixed = table(asset=["B", "D"], date=[datetime(2026, 6, 8), datetime(2026, 8, 3)])  # noqa: DTZ001
    answer = solve({"jobs": jobs, "fixed": fixed})
    why = answer.tables["unplanned"].frame["why"].to_list()
    assert why == ["what it waits for, or is done with at once, cannot be done by then"] * 2


def test_hours_stay_free_for_failures():
    names = tuple(f"P-{at}" for at in range(30))
    tables = {"lives": lives(names, (60.0,) * 30), "jobs": table({"hours": "h"}, asset=list(names), hours=[40.0] * 30)}
    study = maintenance.Plan(start="2026-06-01", weeks=20, crews=2, free=0.0)
    weeks = {}
    for free in (0.0, 30.0):
        answer = study.model_copy(update={"free": free}).solve(tables, QUICK)
        weeks[free] = sum(0 <= week(row) < 10 for row in calendar(answer).values())
    # A job fills a week of its crew: three weeks in ten stay free, and no job becomes impossible.
    assert weeks[0.0] > weeks[30.0]
    assert weeks[30.0] <= 14
    assert finding(answer, "D240").share == pytest.approx(0.3)
    assert "unplanned" not in answer.tables
    itself = finding(solve({}, free=None), "D240")
    assert 0 < itself.share < 0.5


def test_a_day_of_life_has_a_price_of_its_own_kind():
    names = tuple("ABCDEFGHIJ")
    jobs = {"asset": list(names), "kind": ["pump"] * 5 + ["pipe"] * 5}
    given = {"lives": lives(names, (40.0,) * 10)}
    usual = table({"failure cost": "만원"}, **jobs, **{"failure cost": [9000.0] * 5 + [1200.0] * 5})
    dear = table({"life cost": "만원/d"}, **jobs, **{"life cost": [3000.0] * 5 + [None] * 5})
    study = maintenance.Plan(start="2026-06-01", weeks=20, crews=5, free=0.0)
    apart = calendar(study.solve(given | {"jobs": usual}, QUICK))
    assert max(week(apart[name]) for name in "ABCDE") < min(week(apart[name]) for name in apart if name > "E")
    late = calendar(study.solve(given | {"jobs": dear}, QUICK))
    assert not set("ABCDE") & set(late)  # a day is so dear that they are run until they fail


def test_replanned_pinned_jobs_stay_and_the_rest_moves_little():
    first = calendar(solve({}))
    earlier = table(asset=list(first), start=[row["start"] for row in first.values()],
                    crew=[row["crew"] for row in first.values()], pinned=["", "예", ""])  # fmt: skip
    again = solve({"earlier": earlier})
    assert calendar(again) == first
    told = finding(again, "D242")
    assert (told.jobs, told.stay, told.moved) == (3, 3, 0)
    newer = {"lives": lives(usual=(300.0, 62.0, 92.0, 14.0)), "earlier": earlier}
    moved = solve(newer)
    rows = calendar(moved)
    assert week(rows["B"]) == week(first["B"])
    assert week(rows["D"]) < 2
    assert "A" not in rows
    assert finding(moved, "D242").left == 1
    free = solve(newer, moving=0.0)
    assert finding(moved, "D242").stay >= finding(free, "D242").stay


def test_a_pin_that_does_not_fit_is_kept_and_told():
    jobs = table(asset=list(NAMES), skill=["welder", "", "", ""])
    crews = table(crew=["1", "2"], skills=["cleaner", "welder"])
    earlier = table(asset=["A", "B", "Z", "C"], start=["2026-07-06", "2026-07-13", "2026-07-13", "2026-05-04"],
                    crew=["1", "2", "2", "2"], pinned=["yes", "", "", ""])  # fmt: skip
    answer = solve({"jobs": jobs, "crews": crews, "earlier": earlier})
    assert calendar(answer)["A"]["crew"] == "1"
    assert week(calendar(answer)["A"]) == 5
    assert finding(answer, "D243").asset == "A"
    assert finding(answer, "S380").example == "Z"
    assert finding(answer, "S434").count == 1


@pytest.mark.parametrize("row", [("A", "2036-07-07", "1"), ("A", "2026-07-06", "9"), ("B", "2026-07-06", "1")])
def test_a_pinned_job_that_cannot_stay_is_told(row):
    asset, start, crew = zip(row, ("B", "2026-07-13", "1"), strict=True)
    told = finding(solve({"earlier": table(asset=asset, start=start, crew=crew, pinned=["yes"] * 2)}), "S446")
    assert (told.count, told.asset) == (1, row[0])


def test_hours_of_a_crew_in_days_are_refused():
    with pytest.raises(Refusal, match="S448"):
        solve({"crews": table({"hours": "d"}, crew=["1"], hours=[5.0])})


def test_dates_beyond_the_plan_and_two_jobs_of_an_asset_are_told():
    fixed = table(asset=["A"], date=[datetime(2027, 6, 7)])  # noqa: DTZ001
    answer = solve({"fixed": fixed, "jobs": table(asset=["A", "A", "B"], location=["x", "y", "z"])})
    assert finding(answer, "S435").count == 1
    assert finding(answer, "S436").asset == "A"
    assert calendar(answer)["A"]["location"] == "y"


def test_what_a_skill_is_worth_is_planned_again():
    jobs = table(asset=list(NAMES), skill=["welder"] * 4)
    crews = table({"hours": "h"}, crew=["1", "2"], skills=["welder", "cleaner"], hours=[4.0, 40.0])
    answer = solve({"jobs": jobs, "crews": crews})
    worth = {row["one more"]: row for row in answer.tables["measures"].frame.to_dicts()}
    assert worth["skill"]["name"] == "2: welder"
    assert worth["skill"]["saved"] > 1000


def test_a_shutdown_that_no_week_can_hold_is_told():
    jobs = table({"hours": "h"}, asset=list(NAMES), shutdown=["S", "S", "S", ""], hours=[16.0] * 4)
    answer = solve({"jobs": jobs})
    assert answer.tables["unplanned"].frame["asset"].to_list() == ["A", "B", "C"]
    assert finding(answer, "D230").count == 3


def test_what_lies_beyond_the_horizon_is_no_crew_and_no_window():
    beyond = datetime(2027, 1, 4)  # noqa: DTZ001
    with pytest.raises(Refusal, match="S379"):
        solve({"crews": table(crew=["1"], **{"from": [beyond]})})
    answer = solve({"windows": table(asset=["A"], **{"from": [beyond], "until": [beyond]})})
    assert answer.tables["unplanned"].frame["why"].to_list() == ["no window is open within the plan"]
    with pytest.raises(Refusal, match="S433"):
        solve({"jobs": table(asset=list(NAMES), after=["A", "", "", ""])})
