"""Units are recognised as plants write them and converted by their physics; what does not convert is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import units
from sanhak.table.units import compatible, convert, known, require

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
