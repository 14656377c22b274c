"""What is believed between samples agrees with a truth that is known, and is not believed where it should not be."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from sanhak.areas.quality.soft_sensor import SoftSensor
from sanhak.finding import Refusal
from sanhak.model import task
from sanhak.model.learners import number_candidates
from sanhak.plants.debutaniser import DebutaniserRecord, record
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.table import Table

VALUE = "butane in bottoms"
DAYS = 29.5


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A contest that is over in a moment."""
    simple = ("mean", "elastic net", "response surface", "partial least squares")
    numbers = tuple(one for one in number_candidates() if str(one.name) in simple)
    monkeypatch.setattr(task, "number_candidates", lambda: numbers)


def asked(table, samples=None, **question) -> Answer:
    given = {"data": table} | ({} if samples is None else {"samples": samples})
    return SoftSensor(laboratory=VALUE, **question).solve(given, Run())


@cache
def plant(fouling: float = 0.0) -> DebutaniserRecord:
    return record(days=DAYS, fouling=fouling)


@cache
def answered() -> Answer:
    return asked(plant().table, needed=0.6)


def codes(answer):
    return {finding.code for finding in answer.findings}


def changed(**columns) -> Table:
    """The table with other columns, whose facts stay or are those of the feed flow."""
    table = plant().table
    facts = {column.name: column for column in table.columns}
    new = tuple(replace(facts["feed flow"], name=name) for name in columns if name not in facts)
    frame = table.frame.with_columns(**columns)
    return replace(table, frame=frame, columns=(*table.columns, *new))


def test_between_the_samples_the_truth_lies_inside_nine_times_of_ten():
    estimates = answered().tables["estimates"].frame
    place = plant().table.frame["time"].search_sorted(estimates["time"]).to_numpy()
    seen = plant().truth[place] + Run().rng("analysed").normal(0, plant().noise, len(place))
    inside = (estimates["lower 90 %"].to_numpy() <= seen) & (seen <= estimates["upper 90 %"].to_numpy())
    assert 0.83 <= inside.mean() <= 0.97


def test_it_beats_the_last_sample_and_says_by_how_much():
    answer = answered()
    scores = {str(score.candidate): score for score in answer.scores}
    held = scores["hold the last sample"]
    chosen = next(score for score in answer.scores if score.chosen)
    assert held.baseline
    assert held.skill == 0
    assert chosen.error < held.error / 3
    assert answer.promise.effect.upper < 0
    assert codes(answer) >= {"M034", "M242"}


def test_the_last_sample_is_held_for_one_interval_and_no_further():
    values = plant().table.values(VALUE)
    known = values[np.isfinite(values)]
    table = answered().tables["held out 1"]
    assert table.values("last sample") == pytest.approx(known[-len(table) - 1 : -1])


def test_the_next_sample_is_as_late_as_the_needed_precision_allows():
    now, following, between = answered().decision
    assert now.window[0] < now.value < now.window[1]
    assert between.value == "32 h"
    last = plant().table.frame.filter(pl.col(VALUE).is_not_null())["time"][-1]
    waits = (pl.Series([following.value]).str.to_datetime("%Y-%m-%d %H:%M")[0] - last).total_seconds()
    assert waits == 32 * 3600
    assert [option.recommended for option in answered().compared] == [True, False, False, False, False]


def test_a_precision_out_of_reach_is_said_and_asks_for_more_samples():
    answer = asked(plant().table, needed=0.05)
    assert codes(answer) >= {"S340", "S341"}
    assert answer.decision[2].value == "4 h"
    assert str(answer.headline).startswith("Take a sample now")
    assert set(answer.tables["estimates"].texts("trust")) == {"too wide an interval"}


def test_tags_that_tell_nothing_leave_the_last_sample_and_the_headline_says_so():
    rng = np.random.default_rng(5)
    table = plant().table.select(["time", "feed temperature", VALUE])
    drift = pl.Series(VALUE, np.cumsum(rng.normal(0, 0.1, len(table)))).set(table.frame[VALUE].is_null(), None)
    noise = pl.Series("feed temperature", rng.normal(0, 1, len(table)))
    answer = asked(replace(table, frame=table.frame.with_columns(drift, noise)), update="never")
    assert "M240" in codes(answer)
    assert "no more of butane in bottoms than its last sample" in str(answer.headline)
    assert answer.promise is None
    assert next(score for score in answer.scores if score.chosen).baseline
    last = table.frame[VALUE].is_not_null().arg_true()[-1]
    assert answer.decision[0].value == drift[last]


def test_a_transmitter_that_drifts_is_told_by_its_errors_and_stops_trust():
    answer = asked(plant(14.0).table, update="never", tags=plant().table.names[1:-1])
    (grown,) = (finding for finding in answer.findings if finding.code == "M241")
    moments = plant().table.frame["time"]
    begins = moments[0] + (moments[-1] - moments[0]) * (2 / 3)
    assert abs((grown.since - begins).total_seconds()) < 5 * 86400
    assert str(answer.decision[2].value) == "4 h"
    assert answer.tables["not trusted"].texts("why")[-1] in ("the error has grown", "unlike anything sampled")


def test_past_errors_move_the_estimate_where_it_drifts():
    still, moved = (asked(plant(14.0).table, update=update) for update in ("never", "auto"))
    errors = [next(score.error for score in answer.scores if score.chosen) for answer in (still, moved)]
    assert errors[1] < 0.95 * errors[0]
    assert "M244" in codes(moved)


def test_samples_in_a_table_of_their_own_give_the_same_answer():
    table = plant().table
    drawn = table.frame.filter(pl.col(VALUE).is_not_null()).select("time", VALUE)
    samples = Table(drawn, (table["time"], table[VALUE]), time="time")
    answer = asked(table.select(table.names[:-1]), samples, needed=0.6)
    assert [action.value for action in answer.decision] == [action.value for action in answered().decision]


def test_what_a_historian_held_gives_nearly_the_same_answer():
    held = plant().table.frame[VALUE].forward_fill()
    answer = asked(changed(**{VALUE: held}), needed=0.6)
    assert "T330" in codes(answer)
    assert answer.decision[0].value == pytest.approx(answered().decision[0].value, abs=0.2)


def test_a_leak_and_a_dead_tag_are_left_out_and_told():
    frame = plant().table.frame
    dead = pl.Series(np.where(np.arange(len(frame)) > 2500, 20.0, frame["feed flow"].to_numpy()))
    answer = asked(changed(**{"copy": frame[VALUE].forward_fill().fill_null(0.0) * 2, "feed flow": dead}), needed=0.6)
    assert codes(answer) >= {"T335", "T336"}
    assert not {"copy", "feed flow"} & {column.name for column in answer.models[VALUE].inputs}


def test_only_copies_leave_nothing_to_estimate_from():
    table = changed(copy=plant().table.frame[VALUE].forward_fill().fill_null(0.0) * 2).select(["time", "copy", VALUE])
    with pytest.raises(Refusal, match="S343"):
        asked(table)


def test_a_delay_that_is_given_is_taken_and_one_that_cannot_be_found_is_told():
    assert not any(figure.name == "prepared delay" for figure in asked(plant().table, delay=30.0).figures)
    short = plant().table.rows(np.arange(32 * 36))
    assert "S342" in codes(asked(short))


def test_repeats_tell_the_noise_of_the_laboratory_beside_the_error():
    table, rng = plant().table, np.random.default_rng(2)
    drawn = table.frame.filter(pl.col(VALUE).is_not_null()).select("time", VALUE)
    twice = pl.concat([drawn, drawn.with_columns(pl.col(VALUE) + pl.Series(rng.normal(0, 1.5, len(drawn))))])
    answer = asked(table.select(table.names[:-1]), Table(twice, (table["time"], table[VALUE]), time="time"))
    assert codes(answer) >= {"T332", "M243"}


def test_no_estimate_is_taught_by_a_later_sample(monkeypatch):
    alone = tuple(one for one in number_candidates() if str(one.name) in ("mean", "response surface"))
    monkeypatch.setattr(task, "number_candidates", lambda: alone)
    table = plant().table
    later = pl.when(pl.int_range(pl.len()) > 2000).then(pl.col(VALUE) + 0.3).otherwise(pl.col(VALUE)).alias(VALUE)
    one, other = (asked(given, delay=30.0, update="never").tables["estimates"].frame for given in (
        table, replace(table, frame=table.frame.with_columns(later))))  # fmt: skip
    before = one["time"] < table.frame["time"][2000]
    assert one.filter(before)["expected"].to_numpy() == pytest.approx(other.filter(before)["expected"].to_numpy())
    assert one["expected"][-1] != pytest.approx(other["expected"][-1])


def short(**columns) -> Table:
    """A week and a half of the plant, some columns changed."""
    return changed(**columns).rows(np.arange(32 * 36))


def test_absurd_values_are_missing_and_told():
    laboratory, flow = short().frame[VALUE].clone(), short().frame["feed flow"].to_numpy().copy()
    laboratory[int(laboratory.is_not_null().arg_true()[5])] = 1e300
    flow[::50] = -9999.0
    frame = short().frame.with_columns(laboratory, pl.Series("feed flow", flow))
    answer = asked(replace(short(), frame=frame), delay=30.0)
    assert [one.params["column"] for one in answer.findings if one.code == "M270"] == ["feed flow", VALUE]
    assert all(np.isfinite(score.error) for score in answer.scores)


def test_a_sample_far_from_all_others_is_told():
    laboratory = short().frame[VALUE].clone()
    laboratory[int(laboratory.is_not_null().arg_true()[5])] = -500.0
    answer = asked(replace(short(), frame=short().frame.with_columns(laboratory)), delay=30.0)
    (found,) = [one for one in answer.findings if one.code == "S357"]
    assert found.params["count"] == 1
    assert answer.catch.params["said"] == found.said


def test_a_delay_longer_than_the_history_is_refused_at_its_field():
    with pytest.raises(Refusal, match="S358") as caught:
        asked(short(), delay=1e6)
    assert caught.value.field == "delay"
    for name in ("needed", "delay"):
        with pytest.raises(ValueError, match=name):
            SoftSensor(laboratory=VALUE, **{name: float("inf")})


def test_samples_without_a_time_of_day_are_told():
    table = plant().table
    days = table.frame.filter(pl.col("time").dt.hour() == 12, pl.col("time").dt.minute() == 0)
    days = days.select(pl.col("time").dt.truncate("1d"), pl.col("feed flow").alias(VALUE))
    samples = Table(days, (table["time"], table[VALUE]), time="time")
    assert "S359" in codes(asked(table.select(table.names[:-1]), samples, delay=0.0))


def test_no_delay_is_no_end_of_the_range_that_was_searched():
    table = plant().table
    now = pl.Series(VALUE, table.frame["feed flow"].to_numpy()).set(table.frame[VALUE].is_null(), None)
    answer = asked(replace(table, frame=table.frame.with_columns(now)), update="never", tags=("feed flow",))
    assert "T171" not in codes(answer)


def test_tags_that_hold_no_numbers_and_no_tags_at_all_are_refused():
    with pytest.raises(Refusal, match="S360") as caught:
        asked(short(), tags=("time", "feed flow"))
    assert caught.value.field == "tags"
    with pytest.raises(Refusal, match="S343"):
        asked(short().select(["time", VALUE]))
