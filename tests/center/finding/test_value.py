"""Amounts as they are typed, three estimates as one, and how alike texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.center.alike import alike, shared
from sanhak.center.finding.value import MOST, Value, estimated, won
from sanhak.finding import Refusal

AMOUNTS = st.integers(0, 10**12)


def refused(act, *given):
    with pytest.raises(Refusal) as caught:
        act(*given)
    return caught.value.findings[0].code


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("350,000,000", 350_000_000), ("3.5억", 350_000_000), ("3억 5,000만", 350_000_000),
        ("3억5000만원", 350_000_000),
        ("₩ 1,200", 1200), ("2천만 원", 20_000_000), ("1조", 10**12), ("０", 0), ("", None), ("  ", None),
    ],
)  # fmt: skip
def test_won_are_read_as_people_write_them(typed, amount):
    assert won(typed) == amount


@pytest.mark.parametrize("typed", ["much", "-3", "5만 3억", "1.5", "3억 억", "1e9", f"{MOST + 1}", "3 t", "억"])
def test_what_is_no_amount_is_told(typed):
    assert refused(won, typed) == "C188"


@given(AMOUNTS)
def test_an_amount_comes_back_as_it_is_shown(amount):
    assert won(f"{amount:,}") == amount


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
def test_the_interval_of_a_value_lies_within_its_estimates(three):
    low, likely, high = sorted(three)
    value = estimated(low, likely, high)
    assert low - 1 <= value.lower <= value.mean + 1
    assert value.mean - 1 <= value.upper <= high + 1
    assert value.mean == pytest.approx((low + 4 * likely + high) / 6, abs=1)


def test_a_symmetric_estimate_has_a_symmetric_interval():
    value = estimated(0, 500, 1000)
    assert value.mean - value.lower == pytest.approx(value.upper - value.mean, abs=1)
    assert value == Value(500, 189, 811)  # the 5 % and 95 % points of a beta(3, 3) between 0 and 1000


def test_estimates_out_of_order_are_told():
    assert refused(estimated, 3, 2, 5) == "C187"


def test_likeness_needs_no_endings():
    asked = "반응기의 수율이 여름에 떨어집니다"
    near, far, same = alike(asked, ["여름철 반응기 수율을 높이는 과제", "판매량 예측과 재고", asked])
    assert same == pytest.approx(1.0)
    assert near > 2 * far
    english = alike("yields of the reactor drop", ["reactor yield", "stock of spare parts"])
    assert english[0] > 2 * english[1]
    assert alike("", ["", "x"]) == (0.0, 0.0)


def test_shared_words_tell_why():
    assert "수율이" in shared("수율이 여름에 낮음", "수율을 높이기")
    assert shared("yields drop", "the yield of summer") == ("yields",)
    assert shared("a b", "c d") == ()
