"""The examples of the page are what the language understands."""

import re
from pathlib import Path

import pytest

from sanhak.table import Column, Kind, Table
from sanhak.table.expression import Expression
from sanhak.table.prepare import STEPS

PAGE = (Path(__file__).parents[3] / "docs" / "preparation.md").read_text(encoding="utf-8")
EXAMPLES = PAGE.split("```")[-2].strip().splitlines()
UNITS = {"T_out": "°C", "T_in": "°C", "feed": "kg/h", "air": "kg/h", "FIC-101.PV": "L/min", "온도": "°C", "load": "%"}
FACTS = {name: Column(name, unit=unit) for name, unit in UNITS.items()}
FACTS |= {
    "time": Column("time", Kind.DATE),
    "grade": Column("grade", Kind.CATEGORY),
    "PI-7.PV": Column("PI-7.PV", unit="kPa"),
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_understood(text):
    assert Expression.parse(text).plan(FACTS, "time").expr is not None


def test_every_step_stands_on_the_page():
    assert len(EXAMPLES) == 6
    assert all(re.search(rf"\b{name}\b", PAGE) for name in STEPS)


def test_the_line_of_the_page_prepares_a_table():
    table = Table.of({"load": [10.0, 90.0]}, units={"load": "%"}).prepare({"where": "load > 50 %"})
    assert len(table) == 1
