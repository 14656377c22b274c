from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Kind, Table
from sanhak.table.prepare import STEPS, Exclude, Join, Period, Resample, Scan, Where, step_of
from sanhak.table.prepare.duration import span_of, written

START = datetime(2026, 3, 2)  # noqa: DTZ001 - plants write local time


def minutes(*some: float) -> list[datetime]:
    return [START + timedelta(minutes=minute) for minute in some]


def tags(rows: int = 60, step: float = 1.0) -> Table:
    numbers = np.arange(rows, dtype=float)
    data = {
        "time": minutes(*(numbers * step)),
        "T": 80 + numbers / 10,
        "load": np.where(numbers < 20, 10.0, 90.0),
        "grade": ["A" if number < 40 else "B" for number in numbers],
    }
    return Table.of(data, units={"T": "degC", "load": "%"}, time="time")


def laboratory(*when: float) -> Table:
    return Table.of(
        {"sampled": minutes(*when), "purity": [99.0 + n / 10 for n in range(len(when))]},
        units={"purity": "%"},
        time="sampled",
    )


def counts(table: Table) -> list[tuple[int, int]]:
    return [(step.before, step.after) for step in table.steps]


def refused(code: str, table: Table, *steps, **others) -> None:
    with pytest.raises(Refusal) as found:
        table.prepare(*steps, **others)
    assert found.value.findings[0].code == code


def test_steps_are_counted_and_say_what_they_did():
    table = tags().prepare(
        {"where": "load > 50 %"}, {"resample": "10 min"}, {"exclude": "grade == 'B'", "reason": "trial"}
    )
    assert counts(table) == [(60, 40), (40, 5), (5, 2)]
    said = [step.said.render("en") for step in table.steps]
    assert said[0] == "20 rows were left out, for load > 50 % is not true."
    assert "trial" in said[2]
    assert all(step.said.render("ko") != step.said.render("en") for step in table.steps)
    assert table.time == "time"
    assert table["T"].unit == "°C"


def test_a_row_whose_condition_cannot_be_told_is_left_out_and_counted():
    table = Table.of({"x": [1.0, None, 3.0]}).prepare({"where": "x > 0"})
    assert len(table) == 2
    assert "1 of them" in table.steps[0].said.render("en")
    kept = Table.of({"x": [1.0, None, 3.0]}).prepare({"exclude": "x > 2"})
    assert kept.frame["x"].to_list() == [1.0, None]


def test_periods_are_left_out_from_their_start_up_to_their_end():
    periods = ({"start": "2026-03-02 00:10", "end": "2026-03-02 00:20"}, {"start": "2026-03-02 00:50"})
    table = tags().prepare({"exclude": periods})
    assert table.frame["time"].dt.minute().to_list() == [*range(10), *range(20, 50)]
    assert step_of({"exclude": periods}) == Exclude(
        exclude=(Period(start=minutes(10)[0], end=minutes(20)[0]), Period(start=minutes(50)[0]))
    )


def test_a_window_speaks_of_the_past_only():
    table = tags(21).prepare({"resample": "10 min", "rules": {"load": "count", "grade": "first"}})
    assert table.frame["time"].dt.minute().to_list() == [0, 10, 20]
    assert table.frame["T"].to_list() == pytest.approx([80.0, 80.55, 81.55])
    assert table.frame["load"].to_list() == [1, 10, 10]
    assert table["load"].unit is None
    assert len(tags(21).prepare({"resample": "10 min", "least": 2})) == 2


def test_every_rule_is_what_its_name_says():
    values = [3.0, None, 1.0, 2.0]
    table = Table.of({"time": minutes(1, 2, 3, 4), **dict.fromkeys("abcdefghi", values)}, time="time")
    rules = dict(
        zip("abcdefghi", ("mean", "median", "least", "most", "sum", "deviation", "count", "first", "last"), strict=True)
    )
    row = table.prepare({"resample": "1 h", "rules": rules}).frame.row(0)[1:]
    assert row == pytest.approx([2, 2, 1, 3, 6, 1, 3, 3, 2])


def test_each_asset_has_its_own_windows():
    twice = pl.concat([tags(20).frame.with_columns(pump=pl.lit(name)) for name in "ab"]).sort("time")
    table = Table.of(twice, time="time", asset="pump").prepare({"resample": "10 min"})
    assert table.frame["pump"].to_list() == ["a", "b"] * 2 + ["a", "b"]


def test_a_sample_meets_the_row_that_it_shows():
    table = tags().prepare(
        Join(join="laboratory", delay="35 min", within="5 min"), laboratory=laboratory(40, 55.5, 200)
    )
    assert table.frame["time"].dt.minute().to_list() == [5, 20]
    assert table.frame["purity"].to_list() == pytest.approx([99.0, 99.1])
    assert table["purity"].unit == "%"
    assert [finding.code for finding in table.findings if finding.code == "T213"] == ["T213"]
    everything = tags().prepare({"join": "laboratory", "delay": "35 min", "keep": "all"}, laboratory=laboratory(40))
    assert len(everything) == 60
    assert everything.frame["purity"].count() == 1


def test_columns_of_one_name_are_told_apart():
    other = Table.of({"time": minutes(0, 10), "T": [1.0, 2.0]}, time="time")
    table = tags().prepare({"join": "second", "within": "1 min"}, second=other)
    assert table.names == ("time", "T", "load", "grade", "time (second)", "T (second)")


def test_lots_find_one_another_whatever_their_spelling():
    main = Table.of({"lot": ["L 1", "l2", "L3"], "y": [1.0, 2.0, 3.0]})
    others = Table.of({"lot": ["L1", "L2", "L2", "L9"], "ash": [1.0, 2.0, 4.0, 9.0], "mark": ["a", "b", "c", "d"]})
    table = main.prepare({"join": "feed", "on": ["lot"]}, feed=others)
    assert table.frame.select("y", "ash", "mark").rows() == [(1.0, 1.0, "a"), (2.0, 3.0, "c")]
    assert "numbers averaged" in table.steps[0].said.render("en")


def test_a_calendar_of_grades_tells_each_row_its_grade():
    calendar = Table.of(
        {"from": minutes(10, 30), "to": minutes(20, 60), "product": ["P", "Q"]}, kinds={"product": "category"}
    )
    table = tags().prepare(
        {"join": "calendar", "start": "from", "end": "to", "columns": ["product"], "keep": "all"}, calendar=calendar
    )
    assert table.frame["product"].to_list() == [None] * 10 + ["P"] * 10 + [None] * 10 + ["Q"] * 30
    kept = tags().prepare({"join": "calendar", "start": "from"}, calendar=calendar)
    assert len(kept) == 50


def test_derived_columns_carry_their_unit_and_tell_what_was_lost():
    table = tags().prepare(
        {"derive": {"warmer": "T - 80 °C", "ratio": "1 / (T - 80 °C)", "kind": "if(load > 50, 'high', 'low')"}}
    )
    assert table["warmer"].unit == "K"
    assert table["ratio"].unit == "1/K"
    assert table["kind"].kind is Kind.CATEGORY
    lost = [finding for finding in table.findings if finding.code == "T207"]
    assert [(finding.column, finding.cells) for finding in lost] == [("ratio", 1)]
    assert tags().prepare({"derive": {"T": "convert(T, 'K')"}})["T"].unit == "K"


def test_a_look_back_puts_rows_in_the_order_of_time():
    shuffled = tags().rows(np.random.default_rng(0).permutation(60))
    table = shuffled.prepare({"derive": {"before": "lag(T, 1)"}})
    assert table.frame["before"].to_list()[1:] == table.frame["T"].to_list()[:-1]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ({"by": "hold"}, [1, 1, 1, 4, 4]),
        ({"by": "hold", "within": "1 min"}, [1, 1, None, 4, 4]),
        ({"by": "interpolate"}, [1, 2, 3, 4, None]),
        ({"by": "interpolate", "within": "1 min"}, [1, None, None, 4, None]),
        ({"by": "middle"}, [1, 2.5, 2.5, 4, 2.5]),
        ({"by": "value", "value": 0.0}, [1, 0, 0, 4, 0]),
    ],
)
def test_gaps_are_filled_by_the_stated_rule(step, found):
    table = Table.of({"time": minutes(0, 1, 2, 3, 4), "x": [1.0, None, None, 4.0, None]}, time="time")
    filled = table.prepare({"fill": ["x"], **step})
    assert filled.frame["x"].to_list() == found
    assert str(found.count(None)) in filled.steps[0].said.render("en")


def test_gaps_are_filled_from_the_same_asset():
    table = Table.of(
        {"time": minutes(0, 0, 1, 1), "pump": ["a", "b", "a", "b"], "x": [1.0, 2.0, None, None]},
        time="time",
        asset="pump",
    )
    assert table.prepare({"fill": ["x"]}).frame["x"].to_list() == [1.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("T214", {"filter": "x > 1"}),
        ("T214", {}),
        ("T216", {"where": "T > 1", "because": "x"}),
        ("T216", {"resample": "10 min", "rules": {"T": "average"}}),
        ("T200", {"resample": "often"}),
        ("T200", {"resample": "0 min"}),
        ("T200", {"resample": "10 kPa"}),
        ("T200", {"resample": "99999999999 d"}),
        ("T200", {"resample": f"{'9' * 400} s"}),
        ("T216", {"exclude": [{"start": "2026-03-01", "end": "2026-03-02T00:00+09:00"}]}),
        ("T203", {"where": "T + 1"}),
        ("T204", {"derive": {"hot": "T > 80"}}),
        ("T205", {"exclude": [{"start": "2026-03-02", "end": "2026-03-01"}]}),
        ("T206", {"resample": "10 min", "rules": {"grade": "mean"}}),
        ("T206", {"fill": ["grade"], "by": "interpolate"}),
        ("T208", {"fill": ["T"], "by": "value"}),
        ("T208", {"fill": ["T"], "value": 3}),
        ("T209", {"join": "nothing", "within": "1 h"}),
        ("T215", {"join": "lab", "within": "1 h", "on": ["lot"]}),
        ("T215", {"join": "lab", "end": "to"}),
        ("T119", {"where": "Temp > 3"}),
        ("T001", {"fill": ["Temp"]}),
        ("T001", {"resample": "10 min", "rules": {"Temp": "mean"}}),
        ("T202", {"where": "T > 1000"}),
        ("T202", {"exclude": [{"start": "2026-01-01"}]}),
    ],
)
def test_bad_steps_are_refused_with_a_code(code, step):
    refused(code, tags(), step)


def test_what_goes_by_time_needs_a_time():
    bare = Table.of({"x": [1.0, 2.0]})
    for step in ({"resample": "1 h"}, {"exclude": [{"start": "2026-01-01"}]}, {"fill": ["x"], "by": "interpolate"}):
        refused("T201", bare, step)
    refused("T201", tags(), {"join": "lab", "within": "1 h"}, lab=bare)
    refused("T117", bare, {"derive": {"y": "mean(x, 1 h)"}})
    refused("T201", bare, {"derive": {"y": "lag(x, 1)"}})


def test_joins_that_match_nothing_or_everything_are_refused():
    refused("T210", tags(), {"join": "lab", "within": "1 min"}, lab=laboratory(5000))
    same = Table.of({"grade": ["A"] * 500, "y": np.arange(500.0)})
    refused("T211", tags(), {"join": "lab", "on": ["grade"]}, lab=same)
    timeless = Table.of({"x": ["a"], "n": [1.0]})
    refused("T210", timeless, {"join": "lab", "on": ["x"]}, lab=Table.of({"x": ["b", "c"], "y": [1.0, 2.0]}))


ANY = st.lists(
    st.sampled_from(
        [
            {"where": "load > 5 % or T is missing"},
            {"exclude": "T > 85 °C", "reason": "hot"},
            {"resample": "7 min"},
            {"derive": {"change": "difference(T, 5 min)", "share": "load / 2"}},
            {"fill": ["T", "load"], "by": "hold", "within": "30 min"},
            {"join": "laboratory", "within": "1 h", "keep": "all"},
        ]
    ),
    max_size=4,
    unique_by=lambda step: next(iter(step)),
)


@settings(max_examples=25, deadline=None)
@given(ANY)
def test_replayed_preparation_gives_the_same_rows_and_every_step_is_counted(steps):
    table, other = tags(), laboratory(3, 17, 44)
    first, again = (table.prepare(*steps, laboratory=other) for _ in range(2))
    assert first.hash == again.hash
    assert first.steps == again.steps
    assert len(first.steps) == len(steps)
    assert [step.after for step in first.steps][-1:] == [len(first)][: len(steps)]
    assert all(one.after == two.before for one, two in zip(first.steps, first.steps[1:], strict=False))
    replayed = table.prepare(*(step.step for step in first.steps), laboratory=other)
    assert replayed.hash == first.hash


def test_a_step_survives_its_data():
    for step in (
        Where(where="x > 1"),
        Resample(resample="90 min", rules={"T": "median"}),
        Join(join="lab", delay="1 h"),
    ):
        assert step_of(step.data) == step
    assert set(STEPS) == {"join", "genealogy", "resample", "where", "exclude", "derive", "fill"}


@given(st.integers(1, 10**7))
def test_a_span_is_read_as_it_is_written(seconds):
    span = timedelta(seconds=seconds)
    assert span_of(written(span)) == span


def test_a_file_is_prepared_as_a_stream_as_it_is_in_memory(tmp_path):
    table = tags(600)
    path = tmp_path / "history.parquet"
    table.frame.rename({"T": "T [degC]", "load": "load [%]"}).write_parquet(path)
    steps = [
        step_of(step)
        for step in (
            {"where": "load > 50 %"},
            {"resample": "10 min"},
            {"join": "lab", "within": "15 min", "keep": "all"},
        )
    ]
    streamed = Scan(path, time="time").prepare(*steps, lab=laboratory(30, 300))
    kept = table.prepare(*steps, lab=laboratory(30, 300))
    assert streamed.frame.equals(kept.frame)
    assert streamed.columns == kept.columns
    assert [step.after for step in streamed.steps] == [step.after for step in kept.steps]
    assert streamed.steps[0].before == 600


def test_a_delay_is_found_where_it_is_asked_for():
    rng = np.random.default_rng(0)
    steps = 6000
    tag = np.convolve(rng.normal(size=steps + 30), np.ones(30) / 30, mode="valid")[:steps] * 5
    main = Table.of({"time": minutes(*range(steps)), "T": tag, "P": rng.normal(size=steps)}, time="time")
    when = np.arange(200, steps, 45)
    value = tag[when - 37] + rng.normal(0, 0.02, len(when))
    lab = Table.of({"sampled": minutes(*when.tolist()), "ash": value}, time="sampled")
    table = main.prepare({"join": "lab", "delay": "find", "longest": "2 h", "within": "2 min"}, lab=lab)
    assert "37 min" in table.steps[0].said.render("en")
    assert np.corrcoef(table.values("T"), table.values("ash"))[0, 1] > 0.99
    refused(
        "T215",
        Table.of({"time": minutes(0, 1), "a": ["x", "y"]}, time="time"),
        {"join": "lab", "delay": "find"},
        lab=lab,
    )
