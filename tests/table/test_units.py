"""Units are recognised as plants write them and converted by their physics; what does not convert is refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import units
from sanhak.table.units import compatible, convert, known, names, raised, require, step, steps, times

WRITTEN = {
    "°C": ("degC", "℃", "C", "ºC", "deg C", "DEGC", "Celsius"),
    "kPa": ("kPa", "KPA", "kpa", " kPa "),
    "MPa": ("MPa", "Mpa"),
    "kgf/cm²": ("kg/cm2", "kgf/cm²", "kgf/cm^2", "㎏/㎠"),
    "kgf/cm²G": ("kg/cm2G", "kgf/cm2g", "kgf/cm²(g)"),
    "m³/h": ("m3/h", "㎥/h", "m³/hr", "m^3/h", "m**3/h", "m3/시간"),
    "Nm³/h": ("Nm3/h", "Nm³/hr"),
    "W/(m²·K)": ("W/m2K", "W/m2·K", "W/(m2*K)", "W m-2 K-1"),
    "kJ/(mol·K)": ("kJ/mol/K", "kJ/(mol·K)", "kJ per mol K"),
    "mol/(L·s)": ("mol L-1 s-1", "mol/L/s", "mol/ℓ·sec"),
    "1/h": ("1/h", "h-1", "1/hr"),
    "wt%": ("wt%", "wt.%", "중량%"),
    "%": ("%", "percent", "퍼센트"),
    "µg/mL": ("ug/ml", "μg/mL", "µg/mL"),
    "t/d": ("ton/day", "톤/일", "t/d"),
    "원/kg": ("KRW/kg", "원/kg"),
}


@pytest.mark.parametrize(("shown", "text"), [(shown, text) for shown, texts in WRITTEN.items() for text in texts])
def test_the_ways_of_writing_a_unit_are_shown_as_one(shown, text):
    assert known(text) == shown


@pytest.mark.parametrize(
    "text", ["", "/", "/hr", "kg/", "in", "max", "inlet", "TI-101", "lab", "2", "mw", "12kg", "kg//h", "m/m"]
)
def test_words_that_are_no_unit_stay_unknown(text):
    assert known(text) is None


@pytest.mark.parametrize("unit", sorted({*units._NAMED, *units._spellings().values()}))
def test_every_unit_shows_itself_and_converts_to_itself_through_its_definition(unit):
    assert known(unit) == unit
    quantity = units._registry().Quantity(2.0, units._expression(units._factors(unit)))
    assert quantity.to_base_units().to(quantity.units).magnitude == pytest.approx(2.0)


# Fixed points: SI brochure (2019), NIST SP 811 (2008) appendix B, CODATA 2018, ISO 2533:1975.
FIXED = [
    (0.0, "°C", "K", 273.15),
    (212.0, "°F", "°C", 100.0),
    (1.0, "atm", "kPa", 101.325),
    (1.0, "kgf/cm²", "kPa", 98.0665),
    (1.0, "psi", "kPa", 6.894757),
    (760.0, "mmHg", "kPa", 101.325),
    (0.0, "barg", "bar", 1.01325),
    (0.0, "kgf/cm2G", "kPa", 101.325),
    (1.0, "kgf/cm2G", "kPa", 101.325 + 98.0665),
    (0.0, "psig", "atm", 1.0),
    (0.0, "MPag", "kPag", 0.0),
    (22.41396954, "NL", "mol", 1.0),
    (1.0, "Nm3/h", "kmol/h", 0.04461503),
    (1.0, "kcal/(kg·°C)", "kJ/(kg·K)", 4.184),
    (60.0, "rpm", "Hz", 1.0),
    (1.0, "%", "ppm", 1e4),
    (1.0, "wt%", "ppmw", 1e4),
    (1.0, "vol%", "ppmv", 1e4),
    (1.0, "cP", "mPa·s", 1.0),
    (1.0, "억원", "만원", 1e4),
    (1.0, "t/d", "kg/h", 1000 / 24),
    (1.0, "LPM", "m3/h", 0.06),
    (1.0, "RT", "kW", 3.516853),
]


@pytest.mark.parametrize(("value", "source", "target", "expected"), FIXED)
def test_published_fixed_points_hold(value, source, target, expected):
    assert convert(value, source, target) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_arrays_keep_their_shape():
    given_values = np.array([[0.0, 100.0], [math.nan, -273.15]])
    converted = convert(given_values, "degC", "K")
    assert converted.shape == (2, 2)
    assert converted[0].tolist() == [273.15, 373.15]
    assert math.isnan(converted[1, 0])


@pytest.mark.parametrize(
    ("source", "target"), [("wt%", "mol%"), ("%", "wt%"), ("Nm3/h", "m3/h"), ("kPa", "°C"), ("원", "USD"), ("pH", "%")]
)
def test_units_that_need_more_knowledge_are_refused(source, target):
    assert not compatible(source, target)
    with pytest.raises(Refusal, match="T003"):
        convert(1.0, source, target)


def test_an_unknown_unit_is_refused_with_near_ones():
    assert not compatible("blub", "kPa")
    with pytest.raises(Refusal) as refusal:
        require("kPaa")
    finding = refusal.value.findings[0]
    assert finding.code == "T002"
    assert "kPa" in finding.near


PAIRS = [("°C", "°F"), ("barg", "kPa"), ("kgf/cm2G", "psig"), ("m3/h", "L/min"), ("kcal/h", "kW"), ("%", "ppm")]


@given(st.floats(-1e6, 1e6), st.sampled_from(PAIRS))
def test_there_and_back_is_the_same_value(value, pair):
    there = convert(value, *pair)
    assert convert(there, pair[1], pair[0]) == pytest.approx(value, rel=1e-9, abs=1e-6)


PRODUCTS = [
    ("m³/h", "kg/h", -1, "m³/kg", 1),
    ("m³/h", "min", 1, "m³", 1 / 60),
    ("m³/h", "L/min", -1, None, 1 / 0.06),
    ("kJ/(kg·°C)", "K", 1, "kJ/kg", 1),
    ("kJ/(kg·°F)", "K", 1, "kJ/kg", 1.8),
    ("W/(m²·K)", "m²", 1, "W/K", 1),
    ("%", "kg/h", 1, "kg/h", 0.01),
    (None, "%", -1, None, 100),
    (None, "h", -1, "1/h", 1),
    ("h", None, 1, "h", 1),
    ("wt%", "wt%", -1, None, 1),
    ("ea/h", "h", 1, "ea", 1),
    ("원/kg", "t/h", 1, "원/h", 1000),
    ("kgf/cm²", "kgf/cm²", -1, None, 1),
    ("kgf/cm²", "cm²", 1, "kgf", 1),
    ("mmH₂O", "m", 1, "mmH₂O·m", 1),
]


@pytest.mark.parametrize(("first", "second", "power", "unit", "scale"), PRODUCTS)
def test_units_multiply_and_divide(first, second, power, unit, scale):
    product = times(first, second, power)
    assert product == (unit, pytest.approx(scale))
    assert unit is None or known(unit) == unit


def test_a_unit_that_cannot_be_written_is_none():
    assert times("Nm³", "Nm³") is None
    assert raised("Nm³", Fraction(2)) is None


@pytest.mark.parametrize(
    ("unit", "exponent", "expected"),
    [
        ("m³/h", 2, ("m⁶/h²", 1)),
        ("m²", Fraction(1, 2), ("m", 1)),
        ("bar", -1, ("1/bar", 1)),
        ("bar", 0, (None, 1)),
        ("%", Fraction(1, 2), (None, 0.1)),
        ("m", Fraction(1, 2), None),
    ],
)
def test_units_are_raised_to_whole_powers(unit, exponent, expected):
    assert raised(unit, Fraction(exponent)) == (expected and (expected[0], pytest.approx(expected[1])))


@pytest.mark.parametrize(
    ("source", "target", "ratio"),
    [
        ("°C", "°F", 1.8),
        ("°F", "K", 1 / 1.8),
        ("°F", "°F", 1),
        ("barg", "kPa", 100),
        ("psig", "psi", 1),
        ("t", "kg", 1000),
    ],
)
def test_differences_convert_without_the_offset(source, target, ratio):
    assert steps(source, target) == pytest.approx(ratio)
    assert compatible(step(source), source)


def test_differences_of_different_things_do_not_convert():
    with pytest.raises(Refusal, match="T003"):
        steps("°C", "bar")


@given(st.sampled_from(sorted({known(text) for texts in WRITTEN.values() for text in texts} - {"°C", "kgf/cm²G"})))
def test_a_unit_over_itself_is_a_pure_number(unit):
    assert times(unit, unit, -1) == (None, pytest.approx(1))


def test_every_spelling_can_be_named():
    assert all(known(spelling) for spelling in names())
