from contextlib import suppress
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.center.joining import joined
from sanhak.finding import Refusal
from sanhak.table import Column, Kind, Table
from sanhak.table.read.cell_findings import UnreadCells
from sanhak.text import say

FACTS = (
    Column("asset", Kind.IDENTIFIER),
    Column("date", Kind.DATE),
    Column("vibration", unit="mm/s"),
    Column("note", Kind.TEXT),
)


def table(rows, time="date", asset="asset", facts=FACTS):
    types = {Kind.NUMBER: pl.Float64, Kind.DATE: pl.Datetime("us")}
    schema = {one.name: types.get(one.kind, pl.String) for one in facts}
    frame = pl.DataFrame(
        rows,
        schema={name: pl.String if kind == pl.Datetime("us") else kind for name, kind in schema.items()},
        orient="row",
    )
    dates = [one.name for one in facts if one.kind is Kind.DATE]
    return Table(frame.with_columns(pl.col(*dates).str.to_datetime("%Y-%m-%d")), facts, time=time, asset=asset)


KNOWN = [("P-1", "2026-01-01", 1.0, None), ("P-1", "2026-01-08", 1.2, "loud"), ("P-2", "2026-01-01", 2.0, None)]
NEW = ("P-1", "2026-01-15", 1.4, None)


def refused(*given, **more):
    with pytest.raises(Refusal) as caught:
        joined(*given, **more)
    return caught.value.findings[0]


def test_a_new_row_is_added_and_a_known_one_counts_once():
    found = joined(table(KNOWN), table([KNOWN[1], NEW]))
    assert (found.added, found.known, len(found.table)) == (1, 1, 4)
    assert [one.code for one in found.table.findings] == ["C286"]
    assert found.table.frame["date"].is_sorted()


def test_what_was_said_of_one_delivery_is_not_said_of_the_next():
    first = joined(table(KNOWN), table([NEW, ("P-9", "2026-01-15", 1.0, None)])).table
    assert [one.code for one in first.findings] == ["C284"]
    assert joined(first, table([("P-9", "2026-01-22", 1.0, None)])).table.findings == ()


def test_rows_that_are_all_known_are_told():
    assert refused(table(KNOWN), table(KNOWN)).code == "C283"


def test_other_heads_are_refused_with_their_names():
    wrong = refused(table(KNOWN), table([NEW]).select(["asset", "date", "vibration"]))
    assert (wrong.code, wrong.lacking) == ("C280", ("note",))
    renamed = table([NEW], facts=(*FACTS[:3], Column("remark", Kind.TEXT)))
    assert refused(table(KNOWN), renamed).besides == ("remark",)


def test_heads_in_another_order_and_another_unit_of_the_same_quantity_fit():
    facts = (FACTS[2].with_(unit="m/s"), FACTS[0], FACTS[3], FACTS[1])
    more = table([(0.0014, "P-1", None, "2026-01-15")], facts=facts)
    assert joined(table(KNOWN), more).table.frame.rows()[-1][2] == pytest.approx(1.4)


def test_a_unit_of_another_quantity_and_words_for_numbers_are_refused():
    facts = (*FACTS[:2], FACTS[2].with_(unit="bar"), FACTS[3])
    assert refused(table(KNOWN), table([NEW], facts=facts)).code == "C281"
    words = (*FACTS[:2], Column("vibration", Kind.TEXT), FACTS[3])
    assert refused(table(KNOWN), table([("P-1", "2026-01-15", "broken", None)], facts=words)).code == "C281"


def test_a_row_that_contradicts_is_refused_and_names_its_asset_and_moment():
    wrong = refused(table(KNOWN), table([NEW, ("P-1", "2026-01-08", 9.9, None)]))
    assert (wrong.code, wrong.rows) == ("C282", 1)
    assert wrong.example.startswith("P-1, 2026-01-08")


def test_late_rows_and_unknown_assets_are_told_and_added():
    found = joined(table(KNOWN), table([("P-1", "2025-12-01", 0.8, None), ("P-3", "2026-01-15", 1.0, None)]))
    told = {one.code: one for one in found.table.findings}
    assert (told["C285"].rows, told["C285"].example) == (1, "P-1")
    assert told["C284"].examples == ("P-3",)
    assert found.added == 2


def test_rows_of_no_asset_or_no_moment_are_refused_where_all_others_have_one():
    for row, column in (((None, "2026-01-15", 1.0, None), "asset"), (("P-1", None, 1.0, None), "date")):
        wrong = refused(table(KNOWN), table([NEW, row]))
        assert (wrong.code, wrong.rows, wrong.column) == ("C291", 1, column)
    bare = table([*KNOWN, ("P-1", None, 1.0, None)])
    assert joined(bare, table([("P-2", None, 1.0, None)])).added == 1


def test_what_was_doubtful_while_rows_were_read_is_told_of_their_delivery_alone():
    unread = UnreadCells(column="vibration", cells=1, rows=2, what=say("number"), examples=("loose",))
    found = joined(table(KNOWN), table([NEW]).with_findings([unread])).table
    assert [(one.code, one.of) for one in found.findings] == [("C292", "T032")]
    assert "loose" in found.findings[0].said.render("ko")
    assert joined(found, table([("P-2", "2026-01-22", 1.0, None)])).table.findings == ()


def test_rows_of_days_that_have_not_come_are_added_and_told():
    ahead = joined(table(KNOWN), table([NEW, ("P-1", "2062-01-15", 1.0, None)]), date(2026, 1, 14)).table
    assert [(one.code, one.rows, one.example) for one in ahead.findings] == [("C293", 1, "2062-01-15")]


def test_rows_without_a_time_stand_as_they_came():
    known = table(KNOWN, time=None)
    assert (
        joined(known, table([("P-0", "2025-01-01", 1.0, None)], time=None)).table.frame["asset"].to_list()[-1] == "P-0"
    )


DAYS = st.integers(1, 28).map(lambda day: f"2026-02-{day:02d}")
ROWS = st.lists(
    st.tuples(st.sampled_from(["P-1", "P-2", "P-3"]), DAYS, st.sampled_from([1.0, 1.5, 2.0]), st.none() | st.just("x")),
    min_size=1, max_size=12, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ROWS, st.data())
def test_however_rows_are_split_into_deliveries_the_same_table_comes_of_them(rows, data):
    whole = joined(table(KNOWN), table(rows)).table
    order = data.draw(st.permutations(rows))
    parts, begun = [], 0
    for end in [*sorted(data.draw(st.sets(st.integers(1, len(rows))))), len(rows)]:
        parts.append(order[max(0, begun - 1) : end])  # each begins with the last row of the one before
        begun = end
    found = table(KNOWN)
    for part in filter(None, parts):
        with suppress(Refusal):  # where all of them are known already
            found = joined(found, table(part)).table
    assert found.frame.equals(whole.frame)
