"""Pages of rows: every row stands on exactly one page, in any order, and filters keep what they say."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.center.paging import COLUMNS, ROWS, Asked, page
from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.keep import write_table

VALUES = st.lists(
    st.tuples(
        st.sampled_from([None, 0.0, 1.0, 2.5, -3.0]),
        st.sampled_from([None, "A", "b", "불량", "=1+1"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=260,
)


def kept(folder, frame):
    file = folder / "table.parquet"
    write_table(Table.of(frame), file)
    return file


def all_pages(file, **asked):
    first = page(file, Asked(**asked))
    return [page(file, Asked(page=number, **asked)) for number in range(1, first.pages + 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@settings(max_examples=30)
@given(rows=VALUES, by=st.sampled_from(["", "x", "word", "whole"]), down=st.booleans())
def test_every_row_stands_on_exactly_one_page(folder, rows, by, down):
    columns = dict(zip(("x", "word", "whole"), zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame(columns, schema={"x": pl.Float64, "word": pl.String, "whole": pl.Float64})
    file = kept(folder, frame)
    pages = all_pages(file, by=by, down=down)
    places = [place for one in pages for place in one.places]
    assert sorted(places) == list(range(1, len(rows) + 1))
    assert all(len(one.places) == ROWS for one in pages[:-1])
    values = [row for one in pages for row in one.values]
    assert values == [frame.row(place - 1) for place in places]
    if by:
        at = ("x", "word", "whole").index(by)
        known = [row[at] for row in values if row[at] is not None]
        assert known == sorted(known, reverse=down)
        assert all(row[at] is None for row in values[len(known) :])
        for value in set(known):
            same = [place for place, row in zip(places, values, strict=True) if row[at] == value]
            assert same == sorted(same)
    else:
        assert places == sorted(places)


FRAME = pl.DataFrame(
    {
        "T_jacket": [float(80 + at % 15) for at in range(300)],
        "grade": ["A" if at % 3 else "off-spec" for at in range(300)],
        "when": [datetime(2026, 11, 1) + timedelta(hours=at) for at in range(300)],  # noqa: DTZ001
    }
)


@pytest.mark.parametrize(
    ("words", "kept_rows"),
    [
        ("T_jacket > 90", FRAME["T_jacket"] > 90),
        ("T_jacket >= 90 and grade = 'A'", (FRAME["T_jacket"] >= 90) & (FRAME["grade"] == "A")),
        ("OFF-spec", FRAME["grade"] == "off-spec"),
        ("off-spec 94", (FRAME["grade"] == "off-spec") & (FRAME["T_jacket"] == 94)),
        ("2026-11-03", FRAME["when"].dt.date() == datetime(2026, 11, 3).date()),  # noqa: DTZ001
        (".*", FRAME["T_jacket"] < 0),
        ("  ", FRAME["T_jacket"] > 0),
    ],
)
def test_a_filter_keeps_what_it_says(tmp_path, words, kept_rows):
    file = kept(tmp_path, FRAME)
    pages = all_pages(file, words=words, by="T_jacket", down=True)
    assert pages[0].found == kept_rows.sum()
    assert pages[0].all == 300
    assert sorted(place - 1 for one in pages for place in one.places) == kept_rows.arg_true().to_list()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(by="nowhere"), "C013"),
        (Asked(words="T_jacket * 2 > "), "T110"),
        (Asked(words="(T_jacket * 2)"), "C030"),
        (Asked(words="T_jaket > 90"), "T119"),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path, asked, code):
    with pytest.raises(Refusal) as refused:
        page(kept(tmp_path, FRAME), asked)
    assert refused.value.findings[0].code == code


def test_a_page_beyond_the_last_is_the_last_and_wide_tables_come_in_parts(tmp_path):
    wide = pl.DataFrame({f"x{at}": [float(at)] * 150 for at in range(COLUMNS + 5)})
    file = kept(tmp_path, wide)
    last = page(file, Asked(page=99, start=COLUMNS))
    assert (last.number, last.first, len(last.places)) == (2, 101, 50)
    assert [column.name for column in last.columns] == [f"x{at}" for at in range(COLUMNS, COLUMNS + 5)]
    assert page(file, Asked(page=-4, start=-3)).places[0] == 1


def test_a_page_of_a_long_table_costs_little(tmp_path):
    rows = 100_000
    values = pl.Series(range(rows)).cast(pl.Float64)
    frame = pl.DataFrame([((values * (at + 7919)) % 997).alias(f"x{at}") for at in range(20)])
    file = kept(tmp_path, frame.with_columns(grade=pl.lit("A")))
    for asked in (Asked(page=900), Asked(by="x3", down=True, page=500), Asked(words="x3 > 500", page=3)):
        page(file, asked)
        costs = []
        for _ in range(5):
            begun = time.process_time()
            page(file, asked)
            costs.append(time.process_time() - begun)
        assert min(costs) < 0.05, (asked, costs)
