"""Text: sentences kept as data, numbers and dates as readers expect them, Korean particles by sound."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.text import Amount, Text, decimals_for, dump, load, particle, render, say, show

PARTICLES = [
    ("수율", "은/는", "은"),
    ("온도", "은/는", "는"),
    ("수율", "이/가", "이"),
    ("불순물", "을/를", "을"),
    ("압력", "과/와", "과"),
    ("온도", "과/와", "와"),
    ("서울", "으로/로", "로"),
    ("압력", "으로/로", "으로"),
    ("온도", "으로/로", "로"),
    ("온도", "로/으로", "로"),
    ("0", "이/가", "이"),
    ("1", "으로/로", "로"),
    ("2", "은/는", "는"),
    ("3", "으로/로", "으로"),
    ("4", "을/를", "를"),
    ("5", "과/와", "와"),
    ("6", "은/는", "은"),
    ("7", "으로/로", "로"),
    ("8", "을/를", "을"),
    ("9", "이/가", "가"),
    ("1,200", "으로/로", "으로"),
    ("82 °C", "으로/로", "로"),
    ("82 K", "으로/로", "으로"),
    ("82 %", "이/가", "가"),
    ("81.9%", "은/는", "는"),
    ("5 kg", "을/를", "을"),
    ("5 kg/h", "을/를", "을"),
    ("3 m", "은/는", "는"),
    ("3 m³/h", "은/는", "는"),
    ("2 L/min", "을/를", "를"),
    ("101 kPa", "으로/로", "로"),
    ("4 bar", "은/는", "는"),
    ("300 rpm", "을/를", "을"),
    ("12 kJ/mol", "으로/로", "로"),
    ("5 t", "이/가", "이"),
    ("8 h", "은/는", "은"),
    ("T_jacket", "은/는", "은"),
    ("feed_ratio", "을/를", "를"),
    ("catalyst", "은/는", "는"),
    ("reactor", "이/가", "가"),
    ("batch", "을/를", "를"),
    ("feed", "이/가", "가"),
    ("tank", "은/는", "는"),
    ("heat", "을/를", "를"),
    ("steam", "을/를", "을"),
    ("acetone", "은/는", "은"),
    ("ethanol", "으로/로", "로"),
    ("volume", "이/가", "이"),
    ("mixing", "은/는", "은"),
    ("stock", "은/는", "은"),
    ("temperature", "을/를", "를"),
    ("R", "으로/로", "로"),
    ("LDPE", "은/는", "는"),
    ("PCR", "이/가", "이"),
    ("MEG", "이/가", "가"),
    ("CO2", "을/를", "를"),
    ("x1", "은/는", "은"),
    ("온도 [°C]", "은/는", "는"),
    ("수율(%)", "이/가", "이"),
    ("“수율”", "이/가", "이"),
    ("2026. 11. 23. (월)", "으로/로", "로"),
    ("14:30", "으로/로", "으로"),
    ("14:05", "으로/로", "으로"),
    ("100 µL", "을/를", "를"),
    ("–", "은/는", "는"),
    ("", "은/는", "는"),
]


@pytest.mark.parametrize(("word", "pair", "expected"), PARTICLES)
def test_a_particle_follows_the_last_sound(word, pair, expected):
    assert particle(word, pair) == expected


def test_a_template_speaks_counts_shares_and_particles():
    sentence = say("{rows:row|rows}, {share:%}, {name:은/는}", rows=1, share=0.125, name="수율")
    assert sentence.render() == "1 row, 12.5 %, 수율은"
    assert say("{rows:row|rows}", rows=1200).render() == "1,200 rows"
    assert str(say("{rows:row|rows}", rows=0)) == "0 rows"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1200, "1,200"),
        (1200.0, "1,200"),
        (0.0, "0"),
        (-0.0, "0"),
        (81.93472, "81.93"),
        (9.99996, "10"),
        (0.00123456, "0.001235"),
        (0.0000123456, "1.235e-05"),
        (1234567.8, "1,234,568"),
        (3.2e15, "3.2e+15"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (None, "–"),
        ((), "–"),
        (("a", 2.5, None), "a, 2.5, –"),
        (True, "yes"),
        (False, "no"),
        ("as it is {x}", "as it is {x}"),
        (Amount(81.93472, "%", 1), "81.9 %"),
        (Amount(-0.001, None, 1), "0.0"),
        (Amount(12345.0, "원", -2), "12,300 원"),
        (Amount(0.5), "0.5"),
        (Text("{a}", {"a": 1}), "1"),
    ],
)
def test_values_are_shown_as_a_reader_expects(value, shown):
    assert show(value) == shown


def test_dates_speak_both_languages():
    day = date(2026, 11, 23)
    assert show(day) == "23 Nov 2026"
    assert show(day, "ko") == "2026. 11. 23. (월)"
    moment = datetime(2026, 11, 23, 14, 30, tzinfo=timezone(timedelta(hours=9)))
    assert show(moment) == "23 Nov 2026 14:30"
    assert show(moment, "ko") == "2026. 11. 23. (월) 14:30"


def test_korean_comes_from_the_catalogue_and_english_stands_in_for_what_is_missing():
    assert show(True, "ko") == "예"
    assert show(False, "ko") == "아니요"
    assert say("No catalogue has {this}.", this=1).render("ko") == "No catalogue has 1."


@pytest.mark.parametrize(
    ("spread", "decimals"), [(1.25, 1), (0.04, 3), (12.0, 0), (1234.0, -2), (0.0, 0), (math.nan, 0), (math.inf, 0)]
)
def test_decimals_show_two_digits_of_the_spread(spread, decimals):
    assert decimals_for(spread) == decimals


def test_an_amount_has_as_many_digits_as_its_interval_allows():
    assert show(Amount.within(81.93472, 80.6, 83.1, "%")) == "81.9 %"


def test_render_reaches_into_nested_data():
    tree = {"title": say("no"), "list": [Amount(1.0, "K"), 3, ("x", say("yes"))]}
    assert render(tree, "ko") == {"title": "아니요", "list": ["1 K", 3, ["x", "예"]]}


KEYS = st.sampled_from(["text", "params", "amount", "unit", "decimals", "date", "number", "mapping"]) | st.text(
    max_size=3
)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.builds(Amount, st.floats(allow_nan=False), st.none() | st.text(max_size=3), st.none() | st.integers(-3, 6))
)
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.builds(Text, st.text(max_size=5), st.dictionaries(KEYS, inner, max_size=3))
    ),
    max_leaves=8,
)


@given(TREES)
def test_what_was_dumped_is_loaded_whatever_its_keys_are(tree):
    assert load(json.loads(json.dumps(dump(tree), allow_nan=False))) == tree


def test_numbers_that_json_does_not_know_survive():
    import numpy as np

    assert math.isnan(load(dump(np.float64("nan"))))
    assert load(dump({"ends": [-math.inf, Amount(math.inf)]})) == {"ends": (-math.inf, Amount(math.inf))}


@given(st.text(max_size=8), st.sampled_from(["은/는", "이/가", "을/를", "과/와", "으로/로"]))
def test_every_word_gets_a_particle_of_its_pair(word, pair):
    assert particle(word, pair) in pair.split("/")


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-3, 6))
def test_no_number_is_shown_as_minus_zero(value, decimals):
    for shown in (show(value), show(Amount(value, None, decimals))):
        assert not (shown.startswith("-") and set(shown) <= set("-0.,"))


def test_moments_with_a_zone_are_told_as_the_clocks_here_show_them(monkeypatch):
    moment = datetime(2026, 11, 28, 21, 34, tzinfo=UTC)
    try:
        monkeypatch.setenv("TZ", "Asia/Seoul")
        time.tzset()
        assert show(moment, "ko") == "2026. 11. 29. (일) 06:34"
        assert show(moment.replace(tzinfo=None), "ko") == "2026. 11. 28. (토) 21:34"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_numbers_with_more_digits_than_a_float_has_are_written_with_an_exponent():
    assert show(Amount(1e-300, "%", 301)) == "1e-300 %"
    assert show(Amount(1e300, None, 2)) == "1e+300"
    assert show(10**300) == "1e+300"
    assert show(10**14) == "100,000,000,000,000"
