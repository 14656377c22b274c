"""Rows of two tables that find one another by equipment and time, and what is told when they do so badly."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Finding, Refusal
from sanhak.table import Table
from sanhak.table.prepare import Join, step_of
from sanhak.table.prepare.names import folded

START = datetime(2026, 3, 2)  # noqa: DTZ001 - plants write local time


def minutes(*some: float) -> list[datetime]:
    return [START + timedelta(minutes=float(minute)) for minute in some]


def reactors(*names: str, rows: int = 30) -> Table:
    data = {
        "time": minutes(*np.repeat(np.arange(rows), len(names))),
        "reactor": list(names) * rows,
        "T": np.arange(rows * len(names), dtype=float),
    }
    return Table.of(data, kinds={"reactor": "category"}, time="time", asset="reactor")


def samples(*names: str, when: float = 10, column: str = "unit name") -> Table:
    data = {"sampled": minutes(*[when] * len(names)), column: list(names), "purity": np.arange(len(names)) + 90.0}
    return Table.of(data, kinds={column: "category"}, time="sampled", asset=column)


def history(rows: int = 60) -> Table:
    return Table.of({"time": minutes(*range(rows)), "T": np.arange(rows, dtype=float)}, time="time")


def laboratory(*when: float) -> Table:
    return Table.of({"sampled": minutes(*when), "purity": np.arange(len(when)) + 90.0}, time="sampled")


def told(table: Table, code: str) -> list[Finding]:
    return [finding for finding in table.findings if finding.code == code]


def refused(code: str, table: Table, step, **others: Table) -> Finding:
    with pytest.raises(Refusal) as found:
        table.prepare(step, **others)
    assert found.value.findings[0].code == code
    return found.value.findings[0]


JOIN = {"join": "lab", "within": "5 min"}


def test_equipment_is_matched_by_its_letters_and_digits():
    table = reactors("R-101", "R-102", "R-0101").prepare(JOIN, lab=samples("r 102", "R101", "R-0101"))
    rows = {row["reactor"]: row["purity"] for row in table.frame.iter_rows(named=True)}
    assert rows == {"R-102": 90.0, "R-101": 91.0, "R-0101": 92.0}
    assert "unit name" not in table.names
    said = table.steps[0].said
    assert "each on its own reactor" in said.render("en")
    assert "R-102 = r 102" in said.render("en")
    assert "R-0101 =" not in said.render("en")
    assert "짝지은 이름" in said.render("ko")
    assert not told(table, "T240")


def test_equipment_without_a_partner_is_named_on_both_sides():
    table = reactors("R-101", "R-102").prepare(JOIN, lab=samples("R101", "R-301"))
    (finding,) = told(table, "T240")
    assert (finding.ours, finding.theirs) == (("R-102",), ("R-301",))
    assert table.frame["reactor"].to_list() == ["R-101"]
    many = samples("R101", *(f"S-{place}" for place in range(20)))
    (finding,) = told(reactors("R-101").prepare(JOIN, lab=many), "T240")
    assert len(finding.theirs) == 9


def test_a_name_that_fits_two_has_no_partner_and_an_equal_name_comes_first():
    table = reactors("P-10-1", "P-101", "Q").prepare(JOIN, lab=samples("P101", "P-101", "q"))
    assert sorted(table.frame["reactor"].to_list()) == ["P-101", "Q"]
    assert told(table, "T240")[0].theirs == ("P101",)


def test_many_names_that_are_spelled_otherwise_are_told_in_part():
    names = [f"R-{place}" for place in range(12)]
    table = reactors(*names).prepare(JOIN, lab=samples(*(name.replace("-", "") for name in names)))
    assert "…" in table.steps[0].said.render("en")
    assert len(table) == 12


def test_no_common_name_is_refused_and_may_be_ignored():
    finding = refused("T241", reactors("R-101"), JOIN, lab=samples("GC-1"))
    assert (finding.ours, finding.theirs) == (("R-101",), ("GC-1",))
    table = reactors("R-101").prepare(JOIN | {"assets": "ignore"}, lab=samples("GC-1"))
    assert table.frame["unit name"].to_list() == ["GC-1"]
    step = Join(join="lab", within="5 min", assets="ignore")
    assert step_of(step.data) == step


def test_equipment_on_one_side_only_is_joined_by_time_and_told():
    table = reactors("R-101", "R-102").prepare(JOIN, lab=laboratory(10))
    assert "by time alone" in table.steps[0].said.render("en")
    assert told(table, "T242")[0].assets == 2
    table = history().prepare(JOIN, lab=samples("A", "B"))
    assert told(table, "T242")[0].naming == "lab"
    single = reactors("R-101").prepare(JOIN, lab=laboratory(10))
    assert not told(single, "T242")
    assert "by time alone" in single.steps[0].said.render("en")


@given(st.text("rR-_ /.01①반응기Ｒ", max_size=8))
def test_a_folded_name_stays_as_it_is(name):
    assert folded(folded(name)) == folded(name)
    assert folded(f" {name.lower()}-") == folded(name.upper())


def test_samples_that_all_fall_on_one_row_are_told():
    late = laboratory(*(5000 + np.arange(10)))
    (finding,) = told(history().prepare({"join": "lab", "within": "7 d"}, lab=late), "T243")
    assert (finding.rows, finding.matched, finding.row, finding.moment) == (10, 10, 60, minutes(59)[0])
    spread = laboratory(*np.arange(0, 60, 5))
    assert not told(history().prepare({"join": "lab"}, lab=spread), "T243")
    assert not told(history().prepare({"join": "lab"}, lab=laboratory(65, 66)), "T243")
    refused("T210", history(), JOIN, lab=late)
    refused("T210", history(), {"join": "lab"}, lab=late)


def test_a_delay_longer_than_the_history_is_refused():
    finding = refused("T244", history(), {"join": "lab", "delay": "35 h"}, lab=laboratory(40))
    assert (finding.delay, finding.length) == ("35 h", "59 min")
    assert len(history().prepare({"join": "lab", "delay": "35 min"}, lab=laboratory(40))) == 1


def test_exclusions_that_leave_hardly_any_row_are_told_with_what_each_took():
    periods = [{"start": "2026-03-02 00:10", "end": "2026-03-02 00:40", "reason": "stop"}]
    steps = ({"where": "T < 50"}, {"exclude": periods}, {"exclude": "T < 15 or T > 42", "reason": "odd"})
    table = history().prepare(*steps)
    (finding,) = told(table, "T245")
    assert (finding.left, finding.before) == (3, 60)
    assert [took.render("en") for took in finding.took] == [
        "10 rows by step 1, where T < 50",
        "30 rows by step 2, exclude stop",
        "17 rows by step 3, exclude T < 15 or T > 42",
    ]
    assert told(table.prepare({"derive": {"t": "2 * T"}}), "T245") == [finding]
    assert not told(history().prepare(*steps[:2]), "T245")
    assert not told(history().prepare({"resample": "30 min"}), "T245")
    assert not told(history(8).prepare({"where": "T < 3"}), "T245")


def disturbed(rows: int = 60) -> Table:
    """A clock that is set back by an hour at row 31 and stands for a moment at row 51."""
    moments = np.arange(rows, dtype=float) * 7
    moments[30:] -= 61
    moments[50] = moments[49]
    return Table.of({"time": minutes(*moments), "T": np.arange(rows, dtype=float)}, time="time")


@pytest.mark.parametrize("step", [{"resample": "30 min"}, {"join": "lab"}])
def test_a_clock_that_jumps_back_or_repeats_is_told_with_its_rows(step):
    table = disturbed().prepare(step, lab=laboratory(20, 40, 90))
    (finding,) = told(table, "T246")
    assert (finding.back, finding.repeats) == (1, 1)
    rows = [example.params["row"] for example in finding.examples]
    assert rows == [31, 51]
    assert "in the order" in finding.render("en") or "whatever their order" in finding.render("en")


def test_samples_may_stand_in_any_order_and_a_clock_is_told_once():
    lab = Table.of({"sampled": minutes(*range(0, 40, 2), 7, *range(42, 60, 2)), "y": np.arange(30.0)}, time="sampled")
    table = history().prepare({"join": "lab"}, {"join": "second"}, lab=lab, second=laboratory(3, 5))
    assert [finding.table for finding in told(table, "T246")] == []
    both = disturbed().prepare({"join": "lab", "keep": "all"}, {"resample": "30 min"}, lab=laboratory(3))
    assert len(told(both, "T246")) == 1


def test_tables_in_another_order_and_dates_that_repeat_are_in_order():
    rng = np.random.default_rng(0)
    for order in (rng.permutation(60), np.arange(60)[::-1]):
        assert not told(history().rows(order).prepare({"resample": "7 min"}), "T246")
    daily = Table.of({"time": minutes(*np.repeat(np.arange(10) * 1440, 6)), "T": np.arange(60.0)}, time="time")
    assert not told(daily.prepare({"resample": "2 d"}), "T246")
    assert not told(reactors("A", "B").prepare({"resample": "7 min"}), "T246")


def test_of_rows_of_one_moment_the_last_is_joined():
    main = Table.of({"time": minutes(*range(20), 10), "T": np.arange(21.0)}, time="time")
    table = main.prepare({"join": "lab", "within": "1 min"}, lab=laboratory(10))
    assert table.frame["T"].to_list() == [20.0]
    assert table.frame["time"].dtype == pl.Datetime("us")
