"""The measurement of a sample: signal where there is some, none where there is none, and bad samples told by code."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import numpy as np
import pytest

from center.finding.samples import table
from sanhak.center.finding.intake import Intake, Signal, Verdict, measure, verdict_of
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.table import Table
from sanhak.text import say


def codes(intake):
    return [one.code for one in intake.findings]


def refused(sample, outcome="yield"):
    with pytest.raises(Refusal) as caught:
        measure(sample, outcome, Run())
    return caught.value.findings[0].code


@pytest.fixture(scope="module")
def found():
    """The measurement of a sample with signal."""
    return measure(table(120), "yield", Run())


def test_signal_is_seen_with_its_size(found):
    """0.4 × 5 of 1 noise: the naive error is √5, the best possible one 1, so that about 55 % can be taken away."""
    assert found.verdict is Verdict.SIGNAL
    assert found.signal.lower < 0.55 < found.signal.upper
    assert found.signal.naive == pytest.approx(5**0.5, rel=0.25)
    assert found.signal.error == pytest.approx(1.0, rel=0.35)
    assert (found.rows, found.columns, found.usable, found.inputs, found.missing) == (120, 3, 120, 2, 0.0)


def test_no_signal_is_not_made_up():
    verdicts = [measure(table(60, strength=0.0, seed=seed), "yield", Run()).verdict for seed in range(2)]
    assert verdicts == [Verdict.NONE, Verdict.NONE]


def test_the_verdict_follows_the_interval():
    def signal(share, lower, upper):
        return Signal(share, lower, upper, 1.0, 1 - share, 30, say("mean"), say("none"))

    assert verdict_of(signal(0.3, 0.1, 0.5)) is Verdict.SIGNAL
    assert verdict_of(signal(0.3, -0.1, 0.5)) is Verdict.PERHAPS
    assert verdict_of(signal(0.02, 0.01, 0.03)) is Verdict.NONE
    assert verdict_of(signal(-0.1, -0.2, 0.2)) is Verdict.NONE
    assert verdict_of(None) is Verdict.FEW


def test_the_scatter_of_equal_rows_is_the_floor():
    jacket = np.repeat(np.linspace(70, 90, 20), 3)
    rng = np.random.default_rng(1)
    found = measure(Table.of({"T": jacket, "yield": jacket + rng.normal(0, 2, 60)}), "yield", Run())
    assert found.repeated
    assert found.noise == pytest.approx(2.0, rel=0.25)
    assert 0.4 < found.reachable < 0.9


def test_without_equal_rows_neighbours_tell_the_most_it_can_be(found):
    assert not found.repeated
    assert 0.8 < found.noise < 1.6
    assert found.reachable is None


def test_words_are_explained_too():
    rng = np.random.default_rng(0)
    heat = rng.normal(0, 1, 90)
    words = np.where(heat + rng.normal(0, 0.4, 90) > 0, "good", "scrap")
    found = measure(Table.of({"heat": heat, "grade": words}), "grade", Run())
    assert found.verdict is Verdict.SIGNAL
    assert found.noise is None


def test_few_rows_are_told_and_nothing_more():
    for rows in (1, 12):
        found = measure(table(rows), "yield", Run())
        assert found.verdict is Verdict.FEW
        assert "C183" in codes(found)
        assert found.rows == rows


def test_few_groups_are_few_rows():
    lots = np.repeat(["A", "B", "C", "D"], 15)
    sample = table(60, lot=lots)
    found = measure(Table(sample.frame, sample.columns, lot="lot"), "yield", Run())
    assert found.verdict is Verdict.FEW


def test_what_is_known_too_late_is_left_out():
    late = table(60, strength=0.0).frame["yield"].to_numpy() * 2 + 1
    found = measure(table(60, strength=0.0, graded=late), "yield", Run())
    assert "C184" in codes(found)
    assert found.inputs == 2
    assert found.verdict is not Verdict.SIGNAL


def test_a_long_sample_is_measured_at_even_distances(monkeypatch):
    monkeypatch.setattr("sanhak.center.finding.intake.MOST_ROWS", 15)
    found = measure(table(60), "yield", Run())
    assert {"C183", "C185"} <= set(codes(found))
    assert found.usable == 60


def test_the_span_of_time_is_told():
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - as columns are
    moments = [start + timedelta(hours=hour) for hour in range(12)]
    found = measure(table(12, time=moments), "yield", Run())
    assert (found.start, found.end) == (moments[0], moments[-1])


REMARKS = [f"a long remark of shift number {number} " * 3 for number in range(30)]


@pytest.mark.parametrize(
    ("sample", "outcome", "code"),
    [
        (table(30), "yeild", "C180"),
        (Table.of({"T": np.arange(30.0) ** 2, "note": REMARKS}), "note", "C181"),
        (Table.of({"note": REMARKS, "y": np.arange(30.0) ** 2}), "y", "C182"),
        (table(30, flat=np.ones(30)), "flat", "T072"),
    ],
)
def test_a_sample_that_cannot_be_measured_is_told_by_its_code(sample, outcome, code):
    assert refused(sample, outcome) == code


def test_the_same_sample_gives_the_same_measurement_and_is_kept_as_plain_data(found):
    assert measure(table(120), "yield", Run()) == found
    assert Intake.load(json.loads(json.dumps(found.dump()))) == found
