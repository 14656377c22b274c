"""Numbers and days as people type them: each is read as it is meant, or not at all."""

from __future__ import annotations

import pytest

from sanhak.center.words import number
from sanhak.finding import Refusal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("80.1", 80.1), ("1,200 kg", 1200), ("−3 °C", -3), ("8 ℃", 8), ("2.5%", 2.5), ("3 원/kg", 3), ("12 m³/h", 12),
        ("5e3 W", 5000), (".5", 0.5), ("７８", 78), ("4 /h", 4), ("5 eV", 5), ("", None), ("  ", None),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_unit(typed, value):
    assert number(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "80-90", "80~90", "80±2", "1_000", "1'000", "1,5", "1e5.5", "1x10^3", "1×10³", "3/4", "3만", "300만원", "2억",
        "NaN", "Infinity", "1e400", "10:30", "=1", "1 2",
    ],
)  # fmt: skip
def test_what_would_be_read_as_another_number_is_refused(typed):
    with pytest.raises(Refusal) as caught:
        number(typed)
    assert caught.value.findings[0].code == "C014"


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("800", "kg", 800), ("800 g", "kg", 0.8), ("0.5 t/h", "kg/h", 500), ("80 %", "%", 80), ("3 억원", "억원", 3),
        ("300 K", "°C", 26.85), ("5 kg", "", 5), ("7 °C", "℃", 7), ("2 점", "점", 2),
    ],
)  # fmt: skip
def test_a_number_comes_to_the_unit_that_is_meant(typed, unit, value):
    assert number(typed, unit) == pytest.approx(value)


@pytest.mark.parametrize(("typed", "unit"), [("800 g", "°C"), ("5 점", "kg"), ("5 kg", "억원")])
def test_a_unit_of_something_else_is_refused(typed, unit):
    with pytest.raises(Refusal) as caught:
        number(typed, unit)
    assert caught.value.findings[0].code == "C050"
