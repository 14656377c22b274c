"""The virtual site: reproducible, late by what it says, and complete in its tags and units."""

import numpy as np
import pytest

from sanhak.plants.site import FOLLOWERS, TAGS, record
from sanhak.table import Kind
from sanhak.table.prepare.delay import find_delay


def seconds(series):
    return series.dt.epoch("us").to_numpy() / 1e6


@pytest.mark.parametrize(("seed", "way"), [(0, "experiments"), (1, "drift"), (2, "drift")])
def test_the_true_delay_is_found_again(seed, way):
    history = record(20, 60.0, seed, way)
    tags, found = history.tags.frame, history.laboratory.frame
    numbers = tags.drop("time").to_numpy()
    delay = find_delay(
        seconds(tags["time"]), numbers, seconds(found["sampled"]), found["byproducts"].to_numpy(), 9000.0
    )
    assert abs(delay.delay / 60 - history.delay) <= 3
    assert delay.lower / 60 <= history.delay <= delay.upper / 60
    assert delay.certain


def test_same_seed_same_history_and_another_seed_another():
    one, again, other = (record(1, 300.0, seed, "drift") for seed in (5, 5, 6))
    assert one.tags.frame.equals(again.tags.frame)
    assert one.laboratory.frame.equals(again.laboratory.frame)
    assert one.delay == again.delay
    assert not one.tags.frame.equals(other.tags.frame)


def test_sixty_tags_have_names_units_and_gaps():
    history = record(3, 120.0, 0, "experiments")
    assert len(TAGS) == len({column.name for column in TAGS}) == 60
    assert all(column.unit for column in TAGS)
    assert history.tags.names == ("time", *(column.name for column in TAGS))
    assert history.tags.frame.null_count().drop("time").sum_horizontal().item() > 0
    assert len(history.tags) == 3 * 720


def test_a_result_is_known_one_to_six_hours_after_its_sample():
    laboratory = record(10, 300.0, 3, "drift").laboratory
    wait = (laboratory.frame["entered"] - laboratory.frame["sampled"]).dt.total_seconds() / 3600
    assert 1 <= wait.min() <= wait.max() <= 6
    assert [column.kind for column in laboratory.columns] == [Kind.DATE, Kind.DATE, Kind.NUMBER, Kind.NUMBER]
    apart = np.diff(seconds(laboratory.frame["sampled"])) / 3600
    assert 3 < np.median(apart) < 5
    assert 20 <= record(1, 300.0, 3, "drift").delay <= 120


def test_controls_rest_between_planned_steps_and_wander_in_drift():
    def quiet(way):
        jacket = record(5, 300.0, 1, way).tags.frame[FOLLOWERS[0].tag].drop_nulls().to_numpy()
        return np.mean(np.abs(np.diff(jacket)) < 0.5)

    assert quiet("experiments") > 0.85
    assert quiet("experiments") > quiet("drift")


def test_a_history_too_short_is_an_error():
    with pytest.raises(ValueError, match="one day"):
        record(0.5, 60.0, 0, "drift")
    with pytest.raises(ValueError, match="one day"):
        record(2, 0.0, 0, "drift")
