"""Stops, start-ups, grade changes and unsteady hours are found where they are, with their reason, and nowhere else."""

import resource

import numpy as np
import pytest

from sanhak.finding import Refusal
from sanhak.table.prepare.found_period import Cause, FoundPeriod, Limits, amount, periods_of, rows_in
from sanhak.table.prepare.periods import find_periods, flats, grade_changes, remarks, start_ups, stops
from sanhak.table.prepare.steady import movement, noise_of, restlessness, rising
from sanhak.text import Amount, say

MINUTE, HOUR = 60.0, 3600.0
DAY = 1440
LIMITS = Limits()


def plant(rows=4 * DAY, seed=0):
    """Minutes of a flow and a temperature that stand from row 1000 to 1400 and heat up again until about row 1600."""
    rng = np.random.default_rng(seed)
    times = np.arange(rows) * MINUTE
    row = np.arange(rows)
    flow = np.where((row >= 1000) & (row < 1400), 0.0, 100.0)
    heated = np.where(row < 1400, np.exp(-np.maximum(row - 1000, 0) / 60), 1 - np.exp(-(row - 1400) / 40))
    warm = 20 + 60 * np.where(row < 1000, 1.0, heated)
    return times, flow + rng.normal(0, 1, rows), warm + rng.normal(0, 0.3, rows)


def unsteady(times, tags, window, drift, share=0.0):
    return (restlessness(times, tags, window, drift, share) > 1).any(axis=1)


def spans(found, kind):
    return [(one.first, one.first + one.rows) for one in found if one.kind == kind]


def test_a_stop_is_found_to_the_row_and_gaps_keep_the_state_before():
    times, flow, _ = plant()
    (stop,) = stops(times, flow, LIMITS, "FIC-1")
    assert (stop.first, stop.rows, stop.start, stop.end) == (1000, 400, 1000 * MINUTE, 1400 * MINUTE)
    assert stop.reason.render("en").startswith("FIC-1 under 20 % of its usual ")
    assert "못 미침" in stop.reason.render("ko")
    flow[1100:1200] = np.nan
    flow[:5] = np.nan
    assert spans(stops(times, flow, LIMITS), Cause.STOP) == [(1000, 1400)]
    flow[2000:2005] = 0.0
    assert len(stops(times, flow, LIMITS)) == 1, "five minutes are no stop"
    assert len(stops(times, flow, Limits(least=0.0))) == 2


def test_a_throughput_without_a_level_is_refused():
    times, flow, _ = plant()
    for wrong in (np.zeros_like(flow), np.full_like(flow, np.nan), -flow - 10):
        with pytest.raises(Refusal) as caught:
            stops(times, wrong, LIMITS)
        assert [finding.code for finding in caught.value.findings] == ["T183"]
    with pytest.raises(ValueError, match="shape"):
        stops(times, flow[1:], LIMITS)


def test_all_tags_flat_is_a_period_and_one_stuck_tag_is_none():
    times, flow, warm = plant()
    tags = np.stack([flow, warm, np.full_like(flow, 7.0)], axis=1)
    assert flats(times, tags, HOUR) == []
    tags[3000:3100] = tags[3000]
    assert spans(flats(times, tags, HOUR), Cause.FLAT) == [(3000, 3100)]
    tags[3020:3060] = np.nan
    assert spans(flats(times, tags, HOUR), Cause.FLAT) == [(3000, 3100)], "a gap does not move"
    assert flats(times, tags[:, :1], HOUR) == []
    assert flats(times, np.empty((len(times), 0)), HOUR) == []
    assert flats(times, np.full((len(times), 2), np.nan), HOUR) == []


def test_movement_is_told_in_multiples_of_the_noise():
    rng = np.random.default_rng(1)
    times = np.arange(2000) * MINUTE
    drifting = np.concatenate([np.zeros(1000), np.linspace(0, 1000 * 20 / 60, 1000)])
    tags = np.stack([rng.normal(0, 2, 2000), rng.normal(0, 2, 2000) + 2 * drifting], axis=1)
    assert np.allclose(noise_of(tags), 2, rtol=0.1)
    moved = movement(times, tags, HOUR)
    assert np.nanmax(moved[:, 0]) < 3
    assert abs(np.nanmedian(moved[1100:1900, 1]) - 20) < 1.5
    assert not unsteady(times, tags[:, :1], HOUR, 3.0).any()
    assert unsteady(times, tags, HOUR, 5.0)[1050:1950].all()
    assert not unsteady(times, tags, HOUR, 5.0, share=2.0).any(), "twice its spread is more than it drifts in an hour"


def test_a_bump_and_a_step_count_as_movement_and_few_readings_say_nothing():
    rng = np.random.default_rng(2)
    times = np.arange(600) * MINUTE
    bump = 8 * np.exp(-(((np.arange(600) - 300) / 10) ** 2)) + 8 * (np.arange(600) > 450) + rng.normal(0, 1, 600)
    rows = unsteady(times, bump[:, None], HOUR, 5.0)
    assert rows[290:310].all()
    assert rows[445:455].all()
    assert not rows[:250].any()
    assert np.isnan(movement(times, bump[:, None], 3 * MINUTE)).all()
    gap = bump.copy()
    gap[100:200] = np.nan
    assert np.isnan(movement(times, gap[:, None], HOUR)[140:160]).all()
    assert np.isnan(movement(times, np.ones((600, 1)), HOUR)).all()


def test_a_compressed_history_has_the_noise_of_its_changes():
    rng = np.random.default_rng(3)
    held = np.repeat(rng.normal(0, 2, 500), 4)
    assert 1 < noise_of(held[:, None])[0] < 3
    assert np.isnan(noise_of(np.full((5, 1), np.nan))[0])


def test_a_start_up_ends_where_nothing_moves_any_more():
    times, flow, warm = plant()
    moving = unsteady(times, np.stack([flow, warm], axis=1), HOUR, 5.0)
    stood = stops(times, flow, LIMITS)
    (start_up,) = start_ups(times, stood, moving, LIMITS)
    assert start_up.first == 1400
    assert 100 <= start_up.rows <= 350
    assert start_up.settled
    assert "after a stop, steady again after" in start_up.reason.render("en")
    (cut,) = start_ups(times, stood, np.ones(len(times), dtype=bool), Limits(longest=HOUR))
    assert (cut.rows, cut.settled) == (60, False)
    assert "not steady within 60 min" in cut.reason.render("en")
    again = [*stood, FoundPeriod(1420 * MINUTE, 1500 * MINUTE, Cause.STOP, say("after a stop"), 1420, 80)]
    assert spans(start_ups(times, again, moving, LIMITS), Cause.START_UP)[0] == (1400, 1420)
    assert start_ups(times[:1400], stood, moving[:1400], LIMITS) == [], "the history ends with the stop"


def test_a_grade_change_lasts_until_steady_at_most_a_stated_time():
    rng = np.random.default_rng(4)
    times = np.arange(1000) * MINUTE
    level = np.where(np.arange(1000) < 400, 0.0, 30 * (1 - np.exp(-(np.arange(1000) - 400) / 30)))
    moving = unsteady(times, (level + rng.normal(0, 1, 1000))[:, None], HOUR, 5.0)
    grades = ["A"] * 380 + [None] * 10 + ["B"] * 610
    (change,) = grade_changes(times, grades, moving, LIMITS)
    assert change.first == 390
    assert 60 < change.rows < 200
    assert "from A to B, steady again" in change.reason.render("en")
    assert "A에서 B로 변경" in change.reason.render("ko")
    assert grade_changes(times, ["A"] * 1000, moving, LIMITS) == []
    (late,) = grade_changes(times, grades, np.ones(1000, dtype=bool), Limits(longest=HOUR))
    assert (late.rows, late.settled) == (60, False)
    quick = ["A"] * 390 + ["B"] * 20 + ["C"] * 590
    first, second = grade_changes(times, quick, moving, LIMITS)
    assert (first.rows, second.first) == (20, 410)
    assert "until the next one" in first.reason.render("en")
    with pytest.raises(ValueError, match="grades"):
        grade_changes(times, grades[1:], moving, LIMITS)


def test_everything_at_once_with_reasons_and_a_mask():
    times, flow, warm = plant()
    grades = ["A"] * 3000 + ["B"] * (len(times) - 3000)
    tags = np.stack([flow, warm], axis=1)
    found = find_periods(times, throughput=flow, grades=grades, tags=tags, names=["FIC-1", "FIC-1", "TI-2"])
    kinds = {one.kind for one in found.periods}
    assert {Cause.STOP, Cause.START_UP, Cause.UNSTEADY} <= kinds
    assert found.inside[1000:1500].all()
    assert not found.inside[:900].any()
    assert found.inside.sum() == rows_in(len(times), found.periods).sum()
    assert found.findings == ()
    moves = [one.reason.render("en") for one in found.periods if one.kind is Cause.UNSTEADY]
    assert all("moves" in said and said.endswith("as much as it may within 60 min") for said in moves)
    assert list(found.periods) == sorted(found.periods, key=lambda one: (one.start, one.kind))
    only = find_periods(times, throughput=flow, tags=tags, kinds=[Cause.STOP])
    assert {one.kind for one in only.periods} == {Cause.STOP}
    assert find_periods(times).periods == ()
    assert find_periods(times, tags=tags).periods, "tags alone tell what is unsteady, by their numbers"


def test_flat_tags_inside_a_stop_are_one_stop():
    times, flow, warm = plant()
    tags = np.stack([flow, warm], axis=1)
    tags[1050:1390] = tags[1050]
    found = find_periods(times, throughput=flow, tags=tags, kinds=[Cause.STOP, Cause.FLAT])
    assert spans(found.periods, Cause.STOP) == [(1000, 1400)]
    assert spans(found.periods, Cause.FLAT) == []


def test_a_clock_that_jumps_back_is_told_and_rows_are_judged_in_order():
    times, flow, _ = plant()
    order = np.r_[2000 : len(times), 0:2000]
    found = find_periods(times[order], throughput=flow[order])
    assert [finding.code for finding in found.findings] == ["T182"]
    assert np.array_equal(found.inside, find_periods(times, throughput=flow).inside[order])
    with pytest.raises(ValueError, match="times"):
        rising([0.0, np.nan])
    with pytest.raises(ValueError, match="times"):
        rising([1.0, 0.0])


def test_nothing_left_is_refused_and_little_left_is_told():
    inside = np.ones(50, dtype=bool)
    one = periods_of(np.arange(50.0), inside, Cause.STOP, lambda first, end: say("after a stop"))
    with pytest.raises(Refusal) as caught:
        remarks(inside, one)
    assert [finding.code for finding in caught.value.findings] == ["T180"]
    inside[:9] = False
    assert [finding.code for finding in remarks(inside, one)] == ["T181"]
    assert remarks(np.zeros(5, dtype=bool), []) == ()
    assert remarks(np.zeros(0, dtype=bool), []) == ()


def test_a_plant_that_never_rests_is_told():
    times = np.arange(1000) * MINUTE
    swinging = 50 * np.sin(times / HOUR)[:, None] + np.random.default_rng(5).normal(0, 0.1, (1000, 1))
    with pytest.raises(Refusal) as caught:
        find_periods(times, tags=swinging, limits=Limits(share=0.0))
    assert caught.value.findings[0].code == "T180"
    swinging[900:] = swinging[900] + np.random.default_rng(6).normal(0, 0.1, (100, 1))
    grades = ["A"] * 100 + ["B"] * 900
    told = find_periods(times, tags=swinging, grades=grades, limits=Limits(longest=2 * HOUR, share=0.0))
    assert {finding.code for finding in told.findings} == {"T184", "T185"}


def test_short_rests_are_bridged_and_short_periods_left_away():
    times = np.arange(100.0)
    rows = np.zeros(100, dtype=bool)
    rows[[10, 11, 12, 15, 16, 60]] = True

    def span(**more):
        found = periods_of(times, rows, Cause.UNSTEADY, lambda first, end: say("after a stop"), **more)
        return [(one.first, one.rows, one.end) for one in found]

    assert span() == [(10, 3, 13.0), (15, 2, 17.0), (60, 1, 61.0)]
    assert span(rest=5.0) == [(10, 7, 17.0), (60, 1, 61.0)]
    assert span(rest=5.0, least=2.0) == [(10, 7, 17.0)]
    rows[99] = True
    assert span()[-1] == (99, 1, 100.0)
    with pytest.raises(ValueError, match="shape"):
        periods_of(times, rows[1:], Cause.STOP, lambda first, end: say("after a stop"))


def test_what_does_not_fit_is_an_error():
    times = np.arange(10.0)
    with pytest.raises(ValueError, match="window"):
        movement(times, np.ones((10, 1)), 0.0)
    with pytest.raises(ValueError, match="rows, tags"):
        movement(times, np.ones(10), 5.0)
    with pytest.raises(ValueError, match="noise"):
        movement(times, np.ones((10, 1)), 5.0, noise=[0.0])
    assert movement(times, np.empty((10, 0)), 5.0).shape == (10, 0)


def test_spans_are_read_in_their_own_unit():
    assert [amount(seconds) for seconds in (30.0, 300.0, 9000.0, 3 * 86400.0)] == [
        Amount(30.0, "s", 0),
        Amount(5.0, "min", 0),
        Amount(2.5, "h", 1),
        Amount(3.0, "d", 0),
    ]


def test_three_months_by_the_minute_take_a_moment():
    rng = np.random.default_rng(7)
    times = np.arange(130_000) * MINUTE
    flow = np.where(np.arange(130_000) % 40_000 < 600, 0.0, 100.0) + rng.normal(0, 1, 130_000)
    tags = rng.normal(size=(130_000, 10)) + flow[:, None]
    grades = np.repeat(["A", "B", "C", "A"], 32_500).tolist()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    find_periods(times, throughput=flow, grades=grades, tags=tags)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 2
