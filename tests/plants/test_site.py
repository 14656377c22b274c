"""The virtual site: reproducible, late by what it says, run by a calendar, and complete in its tags and units."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.plants.reactor import Reactor
from sanhak.plants.site import START, record
from sanhak.plants.site_operation import GRADES
from sanhak.plants.site_tags import DESCRIPTIONS, TAGS
from sanhak.table import Kind
from sanhak.table.prepare.delay import find_delay
from sanhak.table.prepare.found_period import Cause
from sanhak.table.prepare.periods import find_periods
from sanhak.table.read.isa import read_tag
from sanhak.table.units import known


def seconds(series):
    return series.dt.epoch("us").to_numpy() / 1e6


@pytest.fixture(scope="module")
def site():
    """Twenty days by five minutes, with grades and a stop."""
    return record(20, 300.0, 0, "experiments")


@pytest.mark.parametrize(("seed", "way"), [(0, "experiments"), (1, "drift"), (2, "drift"), (4, "operator")])
def test_the_true_delay_is_found_again(seed, way):
    history = record(20, 60.0, seed, way)
    tags, found = history.tags.frame, history.laboratory.frame
    numbers = tags.drop("time").to_numpy()
    delay = find_delay(
        seconds(tags["time"]), numbers, seconds(found["sampled"]), found["byproducts"].to_numpy(), 9000.0
    )
    assert abs(delay.delay / 60 - history.delay) <= 3
    assert delay.lower / 60 - 1 <= history.delay <= delay.upper / 60 + 1, "tags follow the vessel by about a minute"
    assert delay.certain


def test_same_seed_same_history_and_another_seed_another():
    one, again, other = (record(1, 300.0, seed, "drift") for seed in (5, 5, 6))
    assert one.tags.frame.equals(again.tags.frame)
    assert one.laboratory.frame.equals(again.laboratory.frame)
    assert one.tests.equals(again.tests)
    assert one.delay == again.delay
    assert not one.tags.frame.equals(other.tags.frame)


def test_sixty_tags_have_names_units_descriptions_and_gaps(site):
    assert len(TAGS) == len({column.name for column in TAGS}) == 60
    assert all(known(column.unit) == column.unit for column in TAGS)
    assert all(read_tag(column.name) for column in TAGS if column.name[0] != "D"), "D is the user's choice"
    described = {DESCRIPTIONS[column.name].render("ko") for column in TAGS}
    assert len(described) == 60
    assert site.tags.names == ("time", *(column.name for column in TAGS))
    assert site.tags.frame.null_count().drop("time").sum_horizontal().item() > 0
    assert len(site.tags) == 20 * 288
    assert all("TIC-1203." + point in site.tags for point in ("PV", "SP", "OP"))


def test_a_result_is_known_one_to_six_hours_after_its_sample_and_a_retest_later(site):
    tests = site.tests
    wait = (tests["entered"] - tests["sampled"]).dt.total_seconds() / 3600
    assert 0.99 < wait.filter(~tests["retest"]).min() <= wait.filter(~tests["retest"]).max() < 6.01
    assert wait.filter(tests["retest"]).max() < 9.01
    assert 0 < tests["retest"].sum() < 0.1 * len(tests)
    assert tests["result"].str.starts_with("<").sum() > 0
    laboratory = site.laboratory
    assert [column.kind for column in laboratory.columns] == [Kind.DATE, Kind.DATE, Kind.NUMBER, Kind.NUMBER]
    assert 3 < np.median(np.diff(seconds(laboratory.frame["sampled"])) / 3600) < 5
    last = tests.group_by("sampled", maintain_order=True).agg(pl.col("entered").max())
    assert last["entered"].to_list() == laboratory.frame["entered"].to_list()
    assert 20 <= site.delay <= 120


def test_the_calendar_covers_the_history_and_the_plant_follows_it(site):
    grades = site.grades.frame
    assert grades["start"][0] == START
    assert grades["start"][1:].to_list() == grades["end"][:-1].to_list()
    assert grades["end"][-1] == START + timedelta(days=20)
    assert all(one != other for one, other in zip(grades["grade"], grades["grade"][1:], strict=False))
    made = {grade.name: grade for grade in GRADES}
    for start, end, grade in grades.iter_rows():
        inside = pl.col("time").is_between(start + timedelta(hours=2), end, closed="left")
        wanted = site.tags.frame.filter(inside & (pl.col("FIC-1201.SP") > 100))["TIC-1203.SP"].drop_nulls()
        lower, upper = made[grade].jacket_temperature
        assert wanted.is_between(lower, upper).mean() > 0.98, grade


def test_stops_are_seen_in_the_tags_and_not_in_the_laboratory(site):
    ((start, end), *_) = site.stops
    standing = site.tags.frame.filter(pl.col("time").is_between(start + timedelta(hours=6), end, closed="left"))
    assert standing["FIC-1201.PV"].max() < 10
    assert standing["TI-1204"].drop_nulls().min() < 60
    assert standing["AI-1210"].null_count() == len(standing)
    drawn = site.laboratory.frame["sampled"]
    assert not drawn.is_between(start, end + timedelta(hours=2), closed="left").any()
    tags = site.tags.frame
    found = find_periods(
        seconds(tags["time"]), throughput=site.tags.values("FIC-1201.PV"), kinds=[Cause.STOP], names=["FIC-1201.PV"]
    )
    assert len(found.periods) == len(site.stops)
    assert abs(found.periods[0].start - start.timestamp() + found_offset(tags)) <= 600


def found_offset(tags):
    """Between the clock of the table, which has no zone, and that of this machine."""
    return tags["time"][0].timestamp() - seconds(tags["time"])[0]


def test_one_tag_is_stuck_for_some_hours(site):
    tag, start, end = site.stuck
    assert timedelta(hours=5) < end - start < timedelta(hours=21)
    still = site.tags.frame.filter(pl.col("time").is_between(start, end, closed="left"))[tag].drop_nulls()
    assert still.n_unique() == 1


def test_controls_rest_between_planned_steps_and_wander_in_drift():
    def moves(way):
        return np.mean(np.abs(np.diff(record(3, 300.0, 1, way).tags.values("FIC-1201.SP"))) > 0)

    assert moves("experiments") < 0.05
    assert moves("drift") > 0.5
    answering = record(3, 300.0, 1, "operator").tags
    jacket, feed = answering.values("TIC-1203.SP"), answering.values("AI-1202")
    known_rows = np.isfinite(jacket) & np.isfinite(feed)
    assert np.corrcoef(jacket[known_rows], feed[known_rows])[0, 1] < -0.8


def test_the_truth_is_that_of_the_reactor_and_each_grade_has_an_optimum(site):
    settings = {"jacket_temperature": 105.0, "feed_rate": 200.0}
    assert site.truth(settings)["yield"] == Reactor().truth(settings)["yield"]
    best = site.optimum("N100")
    assert best.outcomes["byproducts"] <= GRADES[0].byproducts + 1e-6
    assert 98 <= best.settings["jacket_temperature"] <= 108
    middle = site.truth({"jacket_temperature": 103.0, "feed_rate": 260.0})
    assert best.value >= middle["yield"][0] or middle["byproducts"][0] > GRADES[0].byproducts
    with pytest.raises(KeyError):
        site.optimum("N400")


def test_a_history_too_short_or_an_unknown_way_is_an_error():
    for given in ((0.5, 60.0, 0, "drift"), (2, 0.0, 0, "drift"), (2, 60.0, 0, "random")):
        with pytest.raises(ValueError, match="one day"):
            record(*given)


def test_a_day_without_a_sample_is_a_record_too():
    assert record(1, 3600.0, 4, "experiments").laboratory.names == ("sampled", "entered", "yield", "byproducts")
