"""A decision is taken as it is meant, in either language and any fitting unit, or refused with a code and its knob."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.study.lesson import read_decision
from study.lesson.toy import drawn

TASK = drawn().task
FEED = {"feed_rate": 2.0}


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_numbers_are_taken_as_they_are(hot, feed):
    assert read_decision(TASK, {"hot": hot, "feed_rate": feed}) == {"hot": hot, "feed_rate": feed}


@given(st.floats(0.0, 10.0).map(lambda value: round(value, 3)), st.sampled_from(["", " L/h", "L/h", "  "]))
def test_words_are_numbers_with_or_without_their_unit(value, unit):
    assert read_decision(TASK, {"hot": 1, "feed_rate": f" {value}{unit}"})["feed_rate"] == value


@pytest.mark.parametrize("name", ["재킷 온도", "jacket temperature", "Jacket_Temperature", "재킷 온도 [°C]", "HOT"])
def test_a_knob_answers_to_all_its_names(name):
    assert read_decision(TASK, {name: "3", **FEED})["hot"] == 3


def test_a_fitting_unit_is_converted():
    assert read_decision(TASK, {"hot": "277.15 K", **FEED})["hot"] == pytest.approx(4.0)
    assert read_decision(TASK, {"hot": 1, "feed_rate": "0.005 m3/h"})["feed_rate"] == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"hot": 3}, "S351", "feed_rate"),
        ({"hot": " ", **FEED}, "S351", "hot"),
        ({"hot": 3, "T": 82, **FEED}, "S352", ""),
        ({"hot": 10.001, **FEED}, "S353", "hot"),
        ({"hot": "-1", **FEED}, "S353", "hot"),
        ({"hot": "warm", **FEED}, "S354", "hot"),
        ({"hot": "3-4", **FEED}, "S354", "hot"),
        ({"hot": True, **FEED}, "S354", "hot"),
        ({"hot": None, **FEED}, "S354", "hot"),
        ({"hot": float("nan"), **FEED}, "S354", "hot"),
        ({"hot": "1e999", **FEED}, "S354", "hot"),
        ({"hot": [3], **FEED}, "S354", "hot"),
        ({"hot": "3 kg", **FEED}, "S355", "hot"),
        ({"hot": "3 퍼센", **FEED}, "S355", "hot"),
        ({"hot": 3, "재킷 온도": 4, **FEED}, "S356", "hot"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(given, code, field):
    with pytest.raises(Refusal) as refused:
        read_decision(TASK, given)
    assert (refused.value.findings[0].code, refused.value.field) == (code, field)
    for language in ("en", "ko"):
        assert "{" not in refused.value.findings[0].render(language)


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans())))
def test_whatever_is_given_is_read_or_refused(given):
    try:
        read = read_decision(TASK, given)
    except Refusal:
        return
    assert all(0 <= value <= 10 for value in read.values())
