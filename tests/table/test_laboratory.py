"""Samples are told from what a historian repeats, lined up with the tags they show, and traps among tags are named."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.laboratory import Tags, copied_tags, dead_tags, lined_up, moment_of, samples_of

START = datetime(2026, 3, 2)  # noqa: DTZ001 - as the columns of tables are
ROWS, EVERY = 400, 10


def moments(rows, minutes=15.0, first=START):
    return [first + timedelta(minutes=minutes * row) for row in range(rows)]


def plant(rows=ROWS):
    rng = np.random.default_rng(0)
    level = np.cumsum(rng.normal(0, 1, rows))
    return {"time": moments(rows), "a": level, "b": rng.normal(0, 1, rows)}


def with_laboratory(data, values):
    return Table.of(pl.DataFrame(data | {"y": values}).with_columns(pl.col("y").fill_nan(None)), time="time")


def sparse(level):
    return [value if row % EVERY == 0 else None for row, value in enumerate(level)]


def codes(findings):
    return [finding.code for finding in findings]


def test_samples_are_the_rows_with_a_value():
    data = plant()
    found = samples_of(with_laboratory(data, sparse(data["a"])), "y", "data")
    assert len(found.values) == ROWS // EVERY
    assert not found.findings
    assert found.noise is None


def test_what_a_historian_repeats_is_undone_and_told():
    data = plant()
    table = with_laboratory(data, [data["a"][row - row % EVERY] for row in range(ROWS)])
    found = samples_of(table, "y", "data")
    assert codes(found.findings) == ["T330"]
    assert found.values == pytest.approx(data["a"][::EVERY])


def test_a_value_in_every_row_is_no_held_value():
    data = plant()
    assert not samples_of(with_laboratory(data, data["a"]), "y", "data").findings


def test_two_values_of_one_time_are_averaged_and_tell_the_noise():
    rng = np.random.default_rng(1)
    times = [moment for moment in moments(60, 150) for _ in range(2)]
    table = Table.of({"time": times, "y": rng.normal(0, 0.3, 120)}, time="time")
    found = samples_of(table, "y", "samples")
    assert codes(found.findings) == ["T332"]
    assert len(found.values) == 60
    assert found.noise == pytest.approx(0.3, rel=0.25)


def test_samples_outside_of_the_tags_are_left_out_and_told():
    data = plant()
    tags = Tags.of(with_laboratory(data, sparse(data["a"])), ("a", "b"), "data")
    times = moments(60, 150, START - timedelta(hours=12))
    samples = samples_of(Table.of({"time": times, "y": np.arange(60.0)}, time="time"), "y", "samples")
    shown, rows = lined_up(tags, samples, 0.0)
    assert codes(shown.findings) == ["T333", "T334"]
    assert len(shown.values) == len(rows) < 60
    assert (tags.moments[rows] <= shown.moments).all()


def test_a_sample_shows_the_row_before_its_delay():
    data = plant()
    table = with_laboratory(data, sparse(data["a"]))
    tags = Tags.of(table, ("a", "b"), "data")
    shown, rows = lined_up(tags, samples_of(table, "y", "data"), 3 * 900.0 + 10)
    assert shown.moments == pytest.approx(tags.moments[rows] + 4 * 900.0)


def test_too_few_samples_are_refused_with_their_number():
    data = plant(100)
    table = with_laboratory(data, sparse(data["a"]))
    with pytest.raises(Refusal, match=r"T331.*10 values"):
        lined_up(Tags.of(table, ("a",), "data"), samples_of(table, "y", "data"), 0.0)


def test_a_table_without_time_and_a_laboratory_without_numbers_are_refused():
    with pytest.raises(Refusal, match="T337"):
        samples_of(Table.of({"y": np.arange(30.0)}), "y", "data")
    words = Table.of({"time": moments(30), "y": ["pass", "fail"] * 15}, time="time")
    with pytest.raises(Refusal, match="T338"):
        samples_of(words, "y", "data")


@pytest.mark.parametrize("how", ["frozen", "missing"])
def test_a_tag_that_died_is_named_with_its_moment(how):
    data = plant()
    values = data["b"].copy()
    values[300:] = values[299] if how == "frozen" else np.nan
    table = with_laboratory(data | {"b": pl.Series(values).fill_nan(None)}, sparse(data["a"]))
    (found,) = dead_tags(Tags.of(table, ("a", "b"), "data"))
    assert (found.column, found.since) == ("b", START + timedelta(minutes=15 * 299))


def test_a_tag_that_rests_by_nature_is_alive():
    data = plant()
    steps = np.repeat([1.0, 2.0, 3.0, 4.0], ROWS // 4)
    assert not dead_tags(Tags.of(with_laboratory(data | {"b": steps}, sparse(data["a"])), ("a", "b"), "data"))


def test_a_tag_made_from_the_laboratory_value_is_named_and_a_close_one_is_not():
    data = plant()
    value = data["a"] + np.random.default_rng(2).normal(0, 0.5, ROWS)
    copied = np.repeat(value[::EVERY], EVERY) * 1.8 + 32
    table = with_laboratory(data | {"b": copied}, sparse(value))
    tags = Tags.of(table, ("a", "b"), "data")
    assert [one.column for one in copied_tags(tags, samples_of(table, "y", "data"))] == ["b"]


def test_moments_are_told_as_the_clock_of_the_table_shows_them():
    table = Table.of({"time": moments(3), "a": [1.0, 2.0, 3.0]}, time="time")
    assert moment_of(Tags.of(table, ("a",), "data").moments[1]) == START + timedelta(minutes=15)
