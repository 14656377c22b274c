"""Units in expressions: converted, combined, refused; levels and differences told apart."""

from __future__ import annotations

import pytest

from sanhak.finding import Refusal
from sanhak.table.expression import Expression
from sanhak.table.units import known
from table.expression.plant import planned, values

UNITS = {
    "T": "°C",
    "T + 5": "°C",
    "5 + T": "°C",
    "T - 5": "°C",
    "T + 5 °C": "°C",
    "T + 5 K": "°C",
    "5 K + T": "°C",
    "T - 5 K": "°C",
    "T - n": "°C",
    "T * 1.8 + 32": "°C",
    "(T + T_out) / 2": "°C",
    "2 * T": "°C",
    "-T": "°C",
    "T - T_out": "K",
    "T - T_us": "K",
    "T - 25 °C": "K",
    "100 - T": "K",
    "T_abs - T": "K",
    "T_abs - T_abs": "K",
    "T_abs - 5 K": "K",
    "T_abs + 5 K": "K",
    "T_abs + 5": "K",
    "convert(T, 'K') - T_us": "K",
    "T - convert(T_us, 'K')": "K",
    "T + (T_out - T)": "°C",
    "(T - T_out) + T": "°C",
    "T - (T_out - T)": "°C",
    "T_us + (T - T_out)": "°F",
    "2 * (T - T_out) + T": "°C",
    "T + (5 K + 5 K)": "°C",
    "(T - T_out) / 2 + T": "°C",
    "gauge - [other gauge]": "bar",
    "gauge + 0.5 bar": "barg",
    "gauge + 50 kPa": "barg",
    "convert(gauge, 'kPa')": "kPa",
    "convert(gauge, 'kPa') / 압력": None,
    "압력 + 1 bar": "kPa",
    "1 bar + 압력": "bar",
    "n + 1": None,
    "n + flow": "m³/h",
    "flow * 2": "m³/h",
    "flow * n": None,
    "n / flow": None,
    "flow / feed": "m³/kg",
    "feed / flow": "kg/m³",
    "flow / flow": None,
    "flow / flow * feed": "kg/h",
    "1 / feed": "h/kg",
    "flow * 10 min": "m³",
    "flow ^ 2": "m⁶/h²",
    "sqrt(flow ^ 2)": "m³/h",
    "(flow / feed) ^ -1": "kg/m³",
    "(flow ^ 2) ^ 0.5": "m³/h",
    "flow ^ 0": None,
    "(flow ^ 2) ^ (1 / 2)": "m³/h",
    "convert(25 °C, 'K') - T": "K",
    "[TIC-1203.PV]": "%",
    "[TIC-1203.PV] * 2": "%",
    "[TIC-1203.PV] * feed": "kg/h",
    "[TIC-1203.PV] ^ 2": None,
    "feed * 4.2 kJ/(kg·K) * (T - 25 °C)": "kJ/h",
    "abs(T)": "°C",
    "abs(T - T_out)": "K",
    "min(n, 압력, 3 bar)": "kPa",
    "min(1 bar, 압력)": "kPa",
    "max(1 bar, 2 bar)": "bar",
    "round(feed / flow, 1)": "kg/m³",
    "clip(T, 0, 100)": "°C",
    "clip(n, 0 °C, 100 °C)": "°C",
    "if(n > 0, T, T_us)": "°C",
    "if(n > 0, 5, T)": "°C",
    "if(n > 0, 5 bar, 압력)": "kPa",
    "if(n > 0, 5 bar, 6)": "bar",
    "if(n > 0, n, 6)": None,
    "number(T)": None,
    "log(압력 / (1 bar))": None,
    "number(T) ^ 2": None,
    "convert(T - T_out, 'K')": "K",
    "convert(T_us - T_us, 'K')": "K",
    "convert(2 bar, 'kPa')": "kPa",
    "end - time": "h",
}


@pytest.mark.parametrize(("text", "unit"), UNITS.items())
def test_the_result_has_the_unit_that_a_reader_expects(text, unit):
    assert planned(text).unit == unit
    assert unit is None or known(unit) == unit


WORKED = {
    "T - T_out": 10,
    "T - T_us": 0,
    "T_us - T": 0,
    "T - 25 °C": 55,
    "100 - T": 20,
    "100 - T_us": (100 - 176) / 1.8,
    "T + 5 °C": 85,
    "T_us + 5 °C": 185,
    "T_us + 5 K": 185,
    "T_us + (T - T_out)": 194,
    "T_us - 10 K": 158,
    "(T + T_us) / 2": 80,
    "5 K + T_us": 185,
    "T_abs - T": 350 - 353.15,
    "T - convert(T_us, 'K')": 0,
    "gauge - [other gauge]": 0,
    "gauge + 50 kPa": 1.5,
    "convert(gauge, 'kPa')": 201.325,
    "압력 + 1 bar": 300,
    "flow * 10 min": 1 / 6,
    "[TIC-1203.PV] * feed": 0.2,
    "[TIC-1203.PV] ^ 2": 0.01,
    "1 / [TIC-1203.PV]": 10,
    "flow / (20 L/min)": 1 / 1.2,
    "feed * 4.2 kJ/(kg·K) * (T - 25 °C)": 462,
    "min(압력, 1 bar)": 100,
    "clip(T_us, 0 °C, 50 °C)": 122,
    "if(n == 0, T_us, T)": 176,
    "if(n > 0, T, T_us)": 80,
    "log(압력 / (2 bar))": 0,
}


@pytest.mark.parametrize(("text", "expected"), WORKED.items())
def test_values_are_converted_on_the_way(text, expected):
    assert values(text)[0] == pytest.approx(expected, abs=1e-6)


TRUE_IN_THE_FIRST_ROW = [
    "T == 80 °C",
    "T == 80",
    "T_us == 80 °C",
    "80 °C == T_us",
    "T_us >= 80 °C",
    "T > 350 K",
    "T == 353.15 K",
    "T_abs < 80 °C",
    "T_abs < T",
    "T - T_out == 10",
    "T - T_out == 10 K",
    "T - T_out == 10 °C",
    "T - T_out == 18 °F",
    "18 °F == T - T_out",
    "압력 == 2 bar",
    "압력 < gauge + 0.1 bar",
    "gauge == 1 barg",
    "gauge == 2.01325 bar",
    "압력 between 1 bar and 3 bar",
    "압력 in (1 bar, 2 bar)",
    "[TIC-1203.PV] == 10 %",
    "[TIC-1203.PV] < 200000 ppm",
    "flow < 1 L/s",
    "n < 3 bar",
    "-T == -80 °C",
    "end - time == 120 min",
]


@pytest.mark.parametrize("text", TRUE_IN_THE_FIRST_ROW)
def test_comparisons_convert(text):
    assert values(text)[0] is True


REFUSED = {
    "T + 압력": "T114",
    "T > 3 bar": "T114",
    "min(T, feed)": "T114",
    "if(n > 0, T, feed)": "T114",
    "T between 3 bar and 90": "T114",
    "T in (80, 3 bar)": "T114",
    "convert(T, 'kPa')": "T114",
    "time + 3 bar": "T114",
    "time + 3": "T114",
    "T - T_abs": "T123",
    "T + T_abs": "T123",
    "T_abs + T": "T123",
    "gauge - 압력": "T123",
    "(T - T_out) - T": "T123",
    "T > T - T_out": "T123",
    "T - T_out > T": "T123",
    "convert(T - T_out, '°C')": "T123",
    "convert(T, 'K') + T": "T123",
    "T * flow": "T122",
    "flow / T": "T122",
    "1 / T": "T122",
    "T / T_out": "T122",
    "gauge / gauge": "T122",
    "T ^ 2": "T122",
    "sqrt(gauge)": "T122",
    "exp(flow)": "T116",
    "log(T)": "T116",
    "log10(압력)": "T116",
    "sqrt(flow)": "T116",
    "flow ^ 0.3": "T116",
    "flow ^ n": "T116",
    "flow ^ 100": "T116",
    "2 ^ flow": "T116",
    "(1 Nm³) * (1 Nm³)": "T116",
    "convert(n, 'kPa')": "T126",
    "convert(flow / flow, '%')": "T126",
}


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_has_no_meaning_is_refused(text, code):
    with pytest.raises(Refusal, match=code) as refusal:
        planned(text)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.params["place"] >= 1
    assert str(finding.params["part"]) in str(Expression.parse(text))


def test_a_clash_names_both_units_and_the_part():
    with pytest.raises(Refusal) as refusal:
        planned("2 * (T + 압력)")
    assert refusal.value.findings[0].params == {"part": "T + 압력", "place": 8, "first": "°C", "second": "kPa"}
    assert "°C와 kPa" in refusal.value.findings[0].render("ko")
