"""Maintenance plans: hard dates, skills, parts, windows, bad tables with their codes, orders and the calendar file."""

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


def day(month, date):
    return datetime(2026, month, date)  # noqa: DTZ001


def lives(names=NAMES, usual=(30.0, 60.0, 90.0, 200.0)):
    spread = np.linspace(0.7, 1.3, len(LEVELS))
    return Lives.of_quantiles(names, LEVELS, np.array(usual)[:, None] * spread).table()


def table(units=None, **data):
    return Table.of(pl.DataFrame(data), units=units or {})


def solve(study=None, **tables):
    study = study or maintenance.Plan(start="2026-06-01", weeks=20)
    return study.solve({"lives": lives(), **tables}, QUICK)


def starts(answer):
    frame = answer.tables["calendar"].frame
    return dict(zip(frame["asset"], frame["start"], strict=True))


def codes(answer):
    return {finding.code for finding in answer.findings}


def test_assets_are_renewed_before_they_fail_and_the_soonest_first():
    begun = starts(solve())
    assert begun["A"] < begun["B"] < begun["C"]
    assert begun["A"] < "2026-06-24"
    assert "D" not in begun  # lasts beyond the horizon


def test_hard_dates_are_kept_and_one_in_the_past_is_done_at_once():
    fixed = table(asset=["D", "B", "X"], date=[day(7, 6), day(5, 4), day(8, 3)], what=["법정검사"] * 3)
    answer = solve(fixed=fixed)
    begun = starts(answer)
    assert begun["D"].startswith("2026-07-0")
    assert begun["B"].startswith("2026-06-0")
    assert begun["X"].startswith("2026-08-0")
    assert {"S380", "S381"} <= codes(answer)


def test_more_hard_dates_than_crews_are_told_and_the_rest_is_planned():
    fixed = table(asset=["A", "B", "C", "D"], date=[day(7, 6)] * 4)
    answer = solve(fixed=fixed)
    assert len(starts(answer)) == 2
    assert "D231" in codes(answer)
    assert len(answer.tables["unplanned"]) == 2


@pytest.mark.parametrize(
    ("tables", "cause"),
    [
        ({"jobs": {"asset": ["A"], "skill": ["welder"]}, "crews": {"crew": ["1"], "skills": ["cleaner"]}}, "welder"),
        ({"jobs": {"asset": ["A"], "part": ["seal"]}, "parts": {"part": ["seal"], "stock": [0.0]}}, "never arrives"),
        ({"windows": {"asset": ["A"], "from": [day(1, 1)], "until": [day(2, 1)]}}, "no window"),
        ({"jobs": {"asset": ["A"], "hours": [80.0]}}, "longer"),
    ],
)
def test_what_cannot_be_planned_is_listed_with_its_reason(tables, cause):
    units = {"jobs": {"hours": "h"}, "parts": {"stock": "count"}}
    given = {
        name: table({key: unit for key, unit in units.get(name, {}).items() if key in data}, **data)
        for name, data in tables.items()
    }
    answer = solve(**given)
    assert "A" not in starts(answer)
    assert "B" in starts(answer)
    assert "D230" in codes(answer)
    assert cause in answer.tables["unplanned"].frame["why"][0]


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ({"crews": table({"hours": "h"}, crew=["1", "2"], hours=[0.0, 0.0])}, "S379"),
        ({"lives": table(asset=["A", "B"], words=["x", "y"])}, "S378"),
        ({"lives": table({"life 50": "m"}, asset=["A", "B"], **{"life 50": [3.0, 4.0]})}, "S388"),
        ({"lives": table(asset=["A", "B"], **{"life 50": [3.0, 4.0]})}, "S388"),
        ({"lives": lives(("A", "A", "B", "C"))}, "S382"),
        ({"lives": lives(("A",), (30.0,))}, "S387"),
    ],
)
def test_bad_tables_are_refused(tables, code):
    with pytest.raises(Refusal, match=code):
        solve(**tables)


def test_without_a_start_nothing_has_a_date():
    with pytest.raises(Refusal, match="S383"):
        solve(maintenance.Plan())


def test_a_part_with_a_lead_time_is_waited_for():
    jobs = table(asset=list(NAMES), part=["seal"] * 4)
    parts = table({"stock": "count", "lead time": "d"}, part=["seal"], stock=[1.0], **{"lead time": [42.0]})
    begun = starts(solve(jobs=jobs, parts=parts))
    assert sum(start < "2026-07-13" for start in begun.values()) == 1


def test_a_row_without_dates_is_left_out_and_told():
    windows = table(asset=["A", "B"], **{"from": [day(6, 1), day(8, 1)], "until": [day(7, 1), day(7, 1)]})
    answer = solve(windows=windows)
    assert "S385" in codes(answer)
    assert "B" in starts(answer)


def test_the_calendar_file_keeps_to_its_standard(tmp_path):
    fixed = table(asset=["D"], date=[day(7, 6)], what=["법정검사, " * 12])
    raw = solve(fixed=fixed).write(tmp_path / "plan.ics").read_bytes()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    whole = raw.replace(b"\r\n ", b"").decode().split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR"
    assert whole[-2:] == ["END:VCALENDAR", ""]
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 4
    assert len({line for line in whole if line.startswith("UID:")}) == 4
    assert any("법정검사\\, 법정검사" in line for line in whole)


def test_only_a_plan_is_a_calendar(tmp_path):
    answer = solve()
    with pytest.raises(Refusal, match="S386"):
        type(answer)(**{**vars(answer), "tables": {}}).write(tmp_path / "no.ics")
