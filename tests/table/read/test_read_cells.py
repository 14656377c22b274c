"""What a column's cells become, and that nothing is changed without a finding."""

from __future__ import annotations

from datetime import datetime

import pytest

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.read import read_text


def column(name: str, *cells: str, **stated) -> Table:
    """One column beside a column of numbers."""
    rows = "\n".join(f"{cell}\t{number}.5" for number, cell in enumerate(cells))
    return read_text(f"{name}\ty\n{rows}", **stated)


def found(table: Table, code: str) -> Finding:
    """The one finding with this code."""
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def codes(table: Table) -> list[str]:
    return [finding.code for finding in table.findings]


def test_plain_numbers_bring_no_finding():
    table = column("T [degC]", "80", "81.5", "", "-3e2")
    assert table.frame["T"].to_list() == [80.0, 81.5, None, -300.0]
    assert (table["T"].kind, table["T"].unit, codes(table)) == (Kind.NUMBER, "°C", [])


def test_words_for_missing_values_are_counted_by_word():
    table = column("T", "80", "불량", "Bad Input", "불량", "N/A", "81", "82", "83")
    assert table.frame["T"].null_count() == 4
    finding = found(table, "T031")
    assert (finding.cells, finding.words, finding.counts) == (4, ("불량", "Bad Input", "N/A"), (2, 1, 1))


def test_a_word_that_may_be_a_level_stays_in_a_column_of_words():
    table = column("판정", "양품", "불량", "양품", "#N/A", "불량")
    assert table.frame["판정"].to_list() == ["양품", "불량", "양품", None, "불량"]
    assert found(table, "T031").words == ("#N/A",)
    assert column("판정", "불량", "불량").frame["판정"].to_list() == ["불량", "불량"]


def test_sodium_is_not_missing():
    assert column("cation", "Na", "K", "NA").frame["cation"].to_list() == ["Na", "K", None]


def test_text_among_numbers_becomes_missing_with_examples():
    table = column("T", *["80"] * 8, "pump off", "80~81")
    finding = found(table, "T032")
    assert (finding.cells, finding.rows, finding.examples) == (2, 10, ("pump off", "80~81"))
    assert table.frame["T"].null_count() == 2


def test_as_many_words_as_numbers_stay_words():
    table = column("note", "1", "2", "3", "off", "on")
    assert table["note"].kind is Kind.CATEGORY
    assert table.frame["note"].to_list() == ["1", "2", "3", "off", "on"]
    assert (found(table, "T034").numbers, found(table, "T034").texts) == (3, 2)
    forced = column("note", "1", "2", "3", "off", "on", kinds={"note": "number"})
    assert forced.frame["note"].to_list() == [1.0, 2.0, 3.0, None, None]
    assert "T032" in codes(forced)


def test_values_beyond_a_limit_are_read_at_it_and_keep_their_mark():
    table = column("imp (ppm)", "<0.5", "0.7", ">100", "0.9", "")
    assert table.frame["imp"].to_list() == [0.5, 0.7, 100.0, 0.9, None]
    assert table.frame["imp (mark)"].to_list() == ["<", None, ">", None, None]
    assert table["imp (mark)"].kind is Kind.TEXT
    finding = found(table, "T035")
    assert (finding.below, finding.above, finding.example, finding.marks) == (1, 1, "<0.5", "imp (mark)")


def test_the_column_of_marks_takes_a_free_name():
    table = read_text("a\ta (mark)\n<1\tx\n2\ty\n3\tx")
    assert table.names == ("a", "a (mark) (2)", "a (mark)")


def test_units_behind_values_become_the_unit_of_the_column():
    table = column("conversion", "81.2%", "82.0 %", "83")
    assert table["conversion"].unit == "%"
    finding = found(table, "T036")
    assert (finding.unit, finding.cells, finding.bare) == ("%", 2, 1)


def test_other_units_are_converted_to_that_of_the_header_or_the_first():
    table = column("T", "80 °C", "353.15 K", "81 °C", "3 bar", "80", "82")
    assert table.frame["T"].to_list() == pytest.approx([80, 80, 81, None, 80, 82], nan_ok=True)
    assert (found(table, "T037").units, found(table, "T037").to) == (("K",), "°C")
    assert found(table, "T032").examples == ("3.0 bar",)
    assert column("T [K]", "80 °C", "353.15").frame["T"].to_list() == pytest.approx([353.15, 353.15])


def test_a_unit_that_is_given_wins_over_the_header_without_conversion():
    table = column("T [K]", "80", "81", units={"T": "degC"})
    assert (table["T"].unit, table.frame["T"].to_list()) == ("°C", [80.0, 81.0])
    assert (found(table, "T005").header, found(table, "T005").given) == ("K", "°C")
    assert codes(column("T [K]", "80", "81", units={"T": "kelvin"})) == []


def test_an_unknown_unit_in_a_header_is_told():
    table = column("flow [x/y]", "1", "2")
    assert table.names[0] == "flow [x/y]"
    assert found(table, "T006").text == "x/y"


def test_percentages_that_look_like_shares_are_told_and_kept():
    table = column("수율(%)", "0.812", "0.82", "0.79")
    assert table.frame["수율"].to_list() == [0.812, 0.82, 0.79]
    assert (found(table, "T038").least, found(table, "T038").most) == (0.79, 0.82)


def test_infinite_values_become_missing():
    table = column("ratio", "1", "inf", "-Infinity", "2")
    assert table.frame["ratio"].to_list() == [1.0, None, None, 2.0]
    assert found(table, "T039").cells == 2
    assert column("ratio", "1", "NaN").frame["ratio"].to_list() == [1.0, None]


def test_separators_and_decimal_commas_are_told_with_an_example():
    table = column("P", "1,234.5", "1,235")
    finding = found(table, "T040")
    assert (finding.columns, finding.cells, finding.example, finding.value) == (("P",), 2, "1,234.5", "1234.5")
    table = column("P", "1,5", "2,25")
    assert table.frame["P"].to_list() == [1.5, 2.25]
    assert (found(table, "T041").example, found(table, "T041").value) == ("1,5", "1.5")


def test_codes_keep_their_zeros_and_their_digits():
    table = column("code", "0012", "13")
    assert table.frame["code"].to_list() == ["0012", "13"]
    assert found(table, "T047").example == "0012"
    assert column("code", "12345678901234567", "1").frame["code"].to_list()[0] == "12345678901234567"
    assert column("code", "0012", "13", kinds={"code": Kind.NUMBER}).frame["code"].to_list() == [12.0, 13.0]


def test_doubtful_dates_are_told_with_what_they_were_read_as():
    finding = found(column("date", "03/05/2026"), "T042")
    assert (finding.example, finding.moment) == ("03/05/2026", datetime(2026, 3, 5))  # noqa: DTZ001


def test_zones_are_told():
    assert found(column("t", "2026-03-05T14:30+09:00", "2026-03-05 15:00"), "T043").bare == 1
    assert found(column("t", "2026-03-05T14:30+09:00", "2026-03-05T14:30Z"), "T044").zones == ("+09:00", "UTC")


def test_cells_that_are_no_date_are_told():
    table = column("일시", *["2026-03-05 14:30"] * 8, "정지", "N/A")
    assert (found(table, "T032").examples, found(table, "T031").words) == (("정지",), ("N/A",))


@pytest.mark.parametrize(
    ("name", "cells", "first"),
    [
        ("Date", ("46086.5", "46087.5", "N/A"), datetime(2026, 3, 5, 12)),  # noqa: DTZ001
        ("timestamp", ("1700000000", "1700000060", "N/A"), datetime(2023, 11, 14, 22, 13, 20)),  # noqa: DTZ001
        ("timestamp", ("1700000000000", "1700000060000"), datetime(2023, 11, 14, 22, 13, 20)),  # noqa: DTZ001
        ("일자", ("20260305", "20260306"), datetime(2026, 3, 5)),  # noqa: DTZ001
    ],
)
def test_numbers_under_a_name_of_dates_are_dates(name, cells, first):
    table = column(name, *cells, *cells, *cells, *cells)
    assert table[name].kind is Kind.DATE
    assert table.frame[name][0] == first


def test_a_plain_number_of_eight_digits_is_no_date():
    assert column("count", "20260305", "20260306")["count"].kind is Kind.NUMBER
    assert column("Date", "1.5", "2.5")["Date"].kind is Kind.NUMBER


def test_the_time_of_day_joins_its_date():
    table = read_text("날짜,시간,T\n2026-03-05,08:00,1\n2026-03-05,,2")
    assert table.frame["날짜"].to_list() == [datetime(2026, 3, 5, 8), datetime(2026, 3, 5)]  # noqa: DTZ001
    assert (found(table, "T046").clock, table.time) == ("시간", "날짜")


def test_kinds_that_are_given_win():
    table = column("level", "10", "2", "2", kinds={"level": "ordinal"})
    assert (table["level"].kind, table["level"].levels) == (Kind.ORDINAL, ("2", "10"))
    assert column("x", "b", "a", kinds={"x": "ordinal"})["x"].levels == ("b", "a")
    assert column("x", "2026-03-05", "?", kinds={"x": "date"})["x"].kind is Kind.DATE
    assert column("x", "1", "2", kinds={"x": Kind.IDENTIFIER}).frame["x"].to_list() == ["1", "2"]


def test_kinds_units_and_names_that_do_not_exist_are_refused():
    for stated, code in [
        ({"kinds": {"x": "numbr"}}, "T004"),
        ({"units": {"x": "blub"}}, "T002"),
        ({"units": {"X": "kPa"}}, "T001"),
        ({"time": "when"}, "T001"),
    ]:
        with pytest.raises(Refusal, match=code):
            column("x", "1", "2", **stated)


def test_facts_are_guessed_from_names_and_values():
    rows = "\n".join(f"2026-03-0{day},{101 + day // 4},R-{day % 2},{day}" for day in range(1, 8))
    table = read_text(f"일시,LOT No.,설비명,y\n{rows}")
    assert (table.time, table.lot, table.asset) == ("일시", "LOT No.", "설비명")
    assert table["LOT No."].kind is Kind.CATEGORY
    assert sum(finding.code == "T048" for finding in table.findings) == 3
    given = read_text(f"일시,LOT No.,설비명,y\n{rows}", time="일시", lot="설비명", asset="설비명")
    assert (given.lot, "T048" in codes(given)) == ("설비명", False)


def test_a_lot_of_one_row_each_is_an_identifier_and_no_fact():
    table = read_text("Batch,y\n1,5\n2,6\n3,7")
    assert (table["Batch"].kind, table.lot) == (Kind.IDENTIFIER, None)


def test_an_elapsed_time_is_the_time_only_of_a_long_record():
    long = read_text("time [min],y\n" + "\n".join(f"{minute},{minute % 3}" for minute in range(25)))
    assert long.time == "time"
    assert read_text("time [min],y\n1,2\n2,3\n3,4").time is None


def test_a_named_column_without_values_is_kept_and_told():
    table = read_text("a,b\n1,\n2,")
    assert (table["b"].kind, found(table, "T049").columns) == (Kind.NUMBER, ("b",))
