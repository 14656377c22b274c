"""The pages about expressions: their examples come to what is printed, and their tables name every function."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from sanhak.table import Table
from sanhak.table.expression import Expression
from sanhak.table.expression.functions import FUNCTIONS

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ["expressions.md", "expressions.ko.md"]

each_page = pytest.mark.parametrize("page", PAGES)


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells, the header first."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    rows = [[re.split(r" *\| *", line.strip("|\n ")) for line in block.splitlines()] for block in blocks]
    return [[header, *body] for header, _, *body in rows]


def example(page: str) -> Table:
    """The table of the page, read as text that comes in."""
    header, *rows = tables(page)[0]
    return Table.of(pl.DataFrame(rows, schema=header, orient="row"), time="time")


@each_page
def test_the_examples_come_to_what_the_page_prints(page):
    table = example(page)
    _, *examples = tables(page)[1]
    assert len(examples) == 6
    for _, code, result, *unit in examples:
        plan = Expression.parse(code.strip("`")).plan({name: table[name] for name in table.names}, table.time)
        value = table.frame.with_columns(result=plan.expr)["result"].to_list()[-1]
        assert (f"{value:g}" if isinstance(value, float) else str(value).removesuffix("True") or "true") == result
        assert plan.unit == ("".join(unit) or None)


@each_page
def test_every_function_is_listed_with_its_korean_names(page):
    _, *listed = tables(page)[2]
    assert [(code.strip("`"), korean) for code, korean, _ in listed] == [
        (function.usage, ", ".join(function.korean)) for function in FUNCTIONS.values()
    ]


def test_both_pages_show_the_same_examples():
    english, korean = ([Expression.parse(row[1].strip("`")) for row in tables(page)[1][1:]] for page in PAGES)
    assert english == korean
