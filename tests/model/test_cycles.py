from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.model.cycles import cycles_in, turned, width_of
from sanhak.model.encoder import Encoder
from sanhak.model.model import Model
from sanhak.table import Column, Kind, Table

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - plants write local time


def table_of(*columns: tuple[Column, list]) -> Table:
    return Table(pl.DataFrame({column.name: values for column, values in columns}), tuple(c for c, _ in columns))


def days(count: float, step: float, start: datetime = MONDAY) -> np.ndarray:
    first = (start - datetime(1970, 1, 1)) / timedelta(days=1)  # noqa: DTZ001
    return first + np.arange(0, count, step)


@pytest.mark.parametrize(
    ("moments", "cycles"),
    [
        (days(1.5, 0.25), ()),
        (days(3, 0.25), ("day",)),
        (days(20, 1), ("week",)),
        (days(20, 0.25), ("day", "week")),
        (days(140, 7), ()),
        (days(800, 1), ("week", "year")),
        (np.full(4, np.nan), ()),
    ],
    ids=["a day and a half", "three days", "daily", "six-hourly", "always Monday", "two years", "nothing"],
)
def test_a_cycle_counts_where_rows_pass_through_it_twice_at_different_places(moments, cycles):
    assert cycles_in(moments) == cycles
    assert turned(moments, cycles).shape == (len(moments), width_of(cycles))


def test_the_week_begins_on_monday_and_midnight_has_no_edge():
    assert turned(days(7, 1), ("week",)).argmax(axis=1).tolist() == list(range(7))
    late, early = turned(days(1, 0.5, MONDAY - timedelta(minutes=1)), ("day",))[0], turned(days(1, 1), ("day",))[0]
    assert np.abs(late - early).max() < 0.01


def test_a_missing_moment_stands_nowhere():
    assert not turned(np.array([np.nan]), ("day", "week", "year")).any()


def test_an_encoder_of_dates_survives_storage():
    table = table_of((Column("when", Kind.DATE), [MONDAY + timedelta(days=day) for day in range(30)]))
    encoder = Encoder.fit(table, ["when"])
    assert encoder.width == 8
    again = Encoder.from_state(encoder.state())
    assert again == encoder
    assert np.array_equal(again.transform(table), encoder.transform(table))


def test_a_weekly_rhythm_is_learnt_from_the_date():
    when = [MONDAY + timedelta(days=day) for day in range(140)]
    rng = np.random.default_rng(0)
    y = np.where(np.arange(140) % 7 > 4, 5.0, 10.0) + rng.normal(0, 0.3, 140)
    table = table_of((Column("when", Kind.DATE), when), (Column("y"), y.tolist()))
    model = Model.fit(table, ["when"], "y")
    assert next(score for score in model.scores if score.chosen).error < 0.6
