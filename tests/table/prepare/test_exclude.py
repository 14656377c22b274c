"""Periods that are found are left out of a table, with their kinds, times and rows."""

import json

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.plants.site import record
from sanhak.table import Table
from sanhak.table.prepare import step_of

FOUND = {
    "exclude": ["stop", "start-up", "grade change", "unsteady"],
    "throughput": "FIC-1201.PV",
    "grade": "grade",
    "steady": ["TI-1204", "TIC-1203.PV", "FIC-1201.PV"],
}
CALENDAR = {"join": "grades", "start": "start", "end": "end", "keep": "all"}


@pytest.fixture(scope="module")
def site():
    return record(20, 300.0, 0, "experiments")


def test_stops_start_ups_and_grade_changes_of_a_site_are_left_out(site):
    table = site.tags.prepare(CALENDAR, FOUND, grades=site.grades)
    step = table.steps[1]
    said = step.said.render("en")
    assert all(kind in said for kind in ("stop 1×", "start-up 1×", "grade change", "not steady"))
    assert "정지 1회" in step.said.render("ko")
    assert 0.3 * step.before < step.after < step.before
    ((start, end),) = site.stops
    assert not table.frame["time"].is_between(start, end, closed="left").any()
    changed = site.grades.frame["start"][1:]
    assert not table.frame["time"].is_in(changed.to_list()).any()
    (figure,) = step.figures
    assert "period" in figure.title.render("en")
    assert json.dumps(figure.view("ko"), allow_nan=False)


def test_the_step_stands_in_a_study_file_and_does_the_same_again(site):
    step = step_of({**FOUND, "window": "2 h", "longest": "6 h"})
    again = step_of(json.loads(json.dumps(step.data)))
    assert again == step
    one, two = (site.tags.prepare(CALENDAR, each, grades=site.grades) for each in (step, again))
    assert one.hash == two.hash


def test_given_and_found_periods_go_together(site):
    given = {"start": "2026-01-05 00:00", "end": "2026-01-06 00:00", "reason": "test run"}
    table = site.tags.prepare({"exclude": ["stop", given], "throughput": "FIC-1201.PV"})
    assert table.frame["time"].min().day == 6
    assert "1 period given" in table.steps[0].said.render("en")
    assert step_of({"exclude": "stop", "throughput": "x"}) == step_of({"exclude": ["stop"], "throughput": "x"})


def test_each_asset_has_its_own_periods():
    minutes = np.arange(400)
    stops = {"a": (100, 200), "b": (250, 300)}
    frame = pl.concat(
        pl.DataFrame({
            "time": pl.datetime_range(pl.datetime(2026, 3, 2), interval="1m", closed="left", eager=True,
                                      end=pl.datetime(2026, 3, 2) + pl.duration(minutes=400)),
            "pump": pl.repeat(name, 400, eager=True),
            "flow": np.where((minutes >= first) & (minutes < end), 0.0, 10.0 + np.sin(minutes)),
        })
        for name, (first, end) in stops.items()
    )  # fmt: skip
    table = Table.of(frame, time="time", asset="pump").prepare({"exclude": "stop", "throughput": "flow"})
    assert table.frame["pump"].value_counts().sort("pump")["count"].to_list() == [300, 350]


def test_nothing_found_leaves_all_rows(site):
    steady = site.tags.rows(np.arange(200)).prepare({"exclude": "stop", "throughput": "FIC-1201.PV"})
    assert len(steady) == 200
    assert steady.steps[0].figures == ()
    assert "no such period" in steady.steps[0].said.render("en")


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("T212", {"exclude": "stop"}),
        ("T212", {"exclude": "grade change"}),
        ("T212", {"exclude": ["unsteady"]}),
        ("T206", {"exclude": "stop", "throughput": "time"}),
        ("T001", {"exclude": "stop", "throughput": "FIC-1201"}),
        ("T001", {"exclude": "grade change", "grade": "grade"}),
        ("T183", {"exclude": "stop", "throughput": "none"}),
        ("T216", {"exclude": ["stopp"], "throughput": "FIC-1201.PV"}),
        ("T202", {"exclude": [{"start": "2026-01-01"}]}),
    ],
)
def test_what_cannot_be_found_is_refused(site, code, step):
    table = site.tags.rows(np.arange(100)).prepare({"derive": {"none": "0 * [FIC-1201.PV]"}})
    with pytest.raises(Refusal) as caught:
        table.prepare(step)
    assert caught.value.findings[0].code == code
