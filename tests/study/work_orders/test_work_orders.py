"""Exports of maintenance systems: read whatever their encoding, sorted by what they say, nothing lost uncounted."""

from __future__ import annotations

import string
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from sanhak import maintenance
from sanhak.finding import Finding, Refusal
from sanhak.study.condition.reading import read as read_condition
from sanhak.study.failing.reading import History, read
from sanhak.study.remaining_life.reading import read as read_lives
from sanhak.study.work_orders import WorkOrders
from sanhak.table import Kind, Table
from sanhak.table.read import read_bytes
from study.work_orders.exports import ENGLISH, KOREAN, Row, cells, printed

FIRST = datetime(2022, 1, 3, 8)  # noqa: DTZ001 - a plant's clock shows local time


def day(number: float) -> datetime:
    """So many days after the first."""
    return FIRST + timedelta(days=number)


def failure(number: int, asset: str, at: float, hours: float = 10, cause: str = "씰", **more: object) -> Row:
    """A corrective order with its notification of a malfunction."""
    return {
        "오더": f"{4000000 + number}", "오더유형": "PM01", "통지": f"{10000000 + number}", "통지유형": "M2",
        "설비": asset, "기능위치": f"U100-{asset}", "기본시작일": day(at + 1), "고장시작일": day(at),
        "고장종료일": day(at + hours / 24), "고장": "X", "시스템상태": "TECO CNF  PRC", "손상코드": "0010",
        "원인코드": cause, "실제비용": 1234.5, **more,
    }  # fmt: skip


def job(number: int, asset: str, at: float, kind: str = "PM02", **more: object) -> Row:
    """A preventive order."""
    return {"오더": f"{4000000 + number}", "오더유형": kind, "설비": asset, "기본시작일": day(at),
            "시스템상태": "CLSD CNF", "실제비용": -120.0, **more}  # fmt: skip


ROWS: list[Row] = [
    failure(1, "P-1", 100), failure(2, "P-1", 300, 36, "베어링"), failure(3, "P-2", 150), failure(4, "P-3", 400),
    job(5, "P-1", 200), job(6, "P-2", 250, "PM03"), job(7, "P-3", 200, 보전활동유형="교체"),
    failure(8, "P-3", 120, 시스템상태="TECO DLFL"),
    failure(9, "P-2", 151, 통지="10000003"),
    failure(10, "P-2", 350, 고장="", 통지유형="M1"),
    failure(11, "", 500, 설비="", 기능위치="U100-P-4"),
    job(12, "P-2", 900, 보전활동유형="오버홀", 시스템상태="REL"),
    {"오더": "4000013", "오더유형": "PM01", "고장": "X", "고장시작일": day(20)},
]  # fmt: skip


def found(findings: tuple[Finding, ...], code: str) -> Finding:
    """The finding of a code."""
    return next(finding for finding in findings if finding.code == code)


def orders_of(rows: list[Row], encoding: str = "utf-16", name: str = "iw38.xls") -> Table:
    """The rows as the text that a list export is."""
    return read_bytes(printed(rows).encode(encoding), name)


def register() -> Table:
    """Four assets that were installed on one day."""
    return Table.of(
        pl.DataFrame({"설비": ["P-1", "P-2", "P-3", "U100-P-4"], "시운전일": [FIRST] * 4, "기종": list("ABAB")})
    )


def history(table: Table, **fields: object) -> History:
    """What the risk of failure reads."""
    return read(maintenance.FailureRisk(**fields), {"records": table, "register": register()})


def written(rows: list[Row], form: str) -> Table:
    """The rows as a file of a form."""
    if form == "xlsx":
        from io import BytesIO

        file = BytesIO()
        with Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for at, line in enumerate([list(KOREAN), *(cells(row, "ymd") for row in rows)]):
                sheet.write_row(at, 0, line)
        return read_bytes(file.getvalue(), "iw38.xlsx")
    if form == "csv":
        lines = [";".join(line) for line in (KOREAN, *(cells(row, "dmy") for row in rows))]
        return read_bytes("\n".join(lines).encode("cp949"), "iw38.csv")
    if form == "english":
        return read_bytes(printed(rows, ENGLISH, dotted="dmy", page=4).encode(), "iw38.txt")
    return orders_of(rows, form)


@pytest.mark.parametrize("form", ["utf-16", "utf-16-le", "utf-16-be", "cp949", "utf-8-sig", "xlsx", "csv", "english"])
def test_every_export_gives_the_same_events(form):
    orders = WorkOrders.of(written(ROWS, form))
    events = list(zip(orders.asset, orders.moment, orders.failed.tolist(), orders.cause, strict=True))
    assert events == [
        ("P-1", day(100), True, "씰"), ("P-1", day(300), True, "베어링"), ("P-2", day(150), True, "씰"),
        ("P-3", day(400), True, "씰"), ("P-3", day(200).replace(hour=0), False, ""), ("U100-P-4", day(500), True, "씰"),
    ]  # fmt: skip
    assert orders.downtime[:2].tolist() == [10, 36]
    assert np.isnan(orders.downtime[4])
    assert orders.cost[0] == 1234.5


def test_each_row_is_counted_once():
    note = found(WorkOrders.of(orders_of(ROWS)).findings, "T406")
    assert (note.rows, note.failures, note.renewals) == (13, 5, 1)
    assert (note.planned, note.repairs, note.cancelled, note.undone, note.repeated, note.incomplete) == (
        2, 1, 1, 1, 1, 1
    )  # fmt: skip
    assert found(WorkOrders.of(orders_of(ROWS)).findings, "T409").example == "U100-P-4"


def test_words_among_dates_and_titles_with_decimals_do_not_hide_a_list():
    rows = [failure(at, f"P-{at}", 30 * at) for at in range(1, 7)]
    text = printed(rows, page=2).replace("2022.07.02", "미정")
    table = read_bytes("\r\n".join(line.rstrip("\t") for line in text.split("\r\n")).encode("cp949"), "list.xls")
    assert table["고장시작일"].kind is Kind.DATE
    orders = WorkOrders.of(table)
    assert (len(orders.asset), orders.failed.sum()) == (6, 6)


def test_numbers_that_are_words_repeat_nothing():
    rows = [{**row, "오더": "미정", "통지": ""} for row in ROWS[:4]]
    assert WorkOrders.of(orders_of(rows)).failed.sum() == 4


def test_without_marks_a_notification_tells_and_without_these_the_type():
    unmarked = [{**row, "고장": ""} for row in ROWS]
    assert WorkOrders.of(orders_of(unmarked)).failed.sum() == 5
    typed = [{**row, "고장": "", "통지유형": ""} for row in ROWS]
    orders = WorkOrders.of(orders_of(typed))
    assert orders.failed.sum() == 6
    assert "corrective orders" in found(orders.findings, "T406").said.render()


def test_words_that_are_named_count_alone():
    strange = [{**row, "오더유형": str(row["오더유형"]).replace("PM", "YB")} for row in ROWS]
    strange = [{**row, "고장": "", "통지유형": ""} for row in strange]
    with pytest.raises(Refusal, match="T387"):
        WorkOrders.of(orders_of(strange))
    assert WorkOrders.of(orders_of(strange), failures=["yb01"]).failed.sum() == 6


def test_a_failure_without_its_beginning_and_an_end_before_it_are_told():
    rows = [failure(1, "P-1", 100, -5), failure(2, "P-2", 50, 고장시작일=None), failure(3, "P-3", 80)]
    orders = WorkOrders.of(orders_of(rows))
    assert found(orders.findings, "T407").columns == ("기본시작일",)
    assert found(orders.findings, "T408").row == 1
    assert orders.moment[1] == day(51).replace(hour=0)
    assert np.isnan(orders.downtime[0])


def test_the_risk_of_failure_finds_all_by_itself():
    seen = history(orders_of(ROWS))
    assert seen.names == ("P-1", "P-2", "P-3", "U100-P-4")
    assert seen.spells.failed.sum() == 5
    assert seen.causes == ("씰", "베어링")
    # The last order that is done was begun on day 501: what runs was watched until then.
    assert seen.seen.tolist() == pytest.approx([501 - 8 / 24] * 4)
    assert seen.inputs == ("기종",)
    assert seen.downtime is not None
    by_cause = dict(seen.downtime.frame.select("cause", "mean time to repair").iter_rows())
    assert by_cause == {"씰": 10, "베어링": 36}


def test_an_order_before_commissioning_is_told():
    assert "S374" in {finding.code for finding in history(orders_of([*ROWS, failure(20, "P-1", -30)])).findings}


def test_the_answer_shows_how_long_assets_stood_still():
    rng = np.random.default_rng(0)
    rows = [failure(at, f"P-{at % 15}", 40 + 11 * at, float(rng.integers(2, 40))) for at in range(60)]
    answer = maintenance.FailureRisk(failure_cost=4).solve({"records": orders_of(rows)}, None)
    assert answer.tables["downtime"].frame["failures"].to_list() == [60]
    assert "downtime" in {one.table for one in answer.listed}


def test_remaining_life_cuts_histories_at_the_failures_of_an_export():
    days = range(0, 520, 10)
    data = pl.DataFrame({
        "설비": [f"P-{asset}" for asset in (1, 2, 3) for _ in days],
        "일시": [day(one) for _ in range(3) for one in days],
        "진동": [2 + 0.01 * one for _ in range(3) for one in days],
    })  # fmt: skip
    ready = read_lives(maintenance.RemainingLife(), {"data": Table.of(data), "ends": orders_of(ROWS)})
    lives = [(one.asset, one.failed, one.renewed) for one in ready.histories]
    assert lives == [
        ("P-1", True, False), ("P-1", True, False), ("P-1", False, False), ("P-2", True, False), ("P-2", False, False),
        ("P-3", False, True), ("P-3", True, False), ("P-3", False, False),
    ]  # fmt: skip
    assert "T406" in {finding.code for finding in ready.findings}


def test_a_condition_is_cut_at_the_renewals_of_an_export():
    data = pl.DataFrame({
        "설비": [f"P-{asset}" for asset in (1, 2, 3) for _ in range(10)],
        "측정일": [day(60 * one) for _ in range(3) for one in range(10)],
        "진동": [2 + 0.05 * one for _ in range(3) for one in range(10)],
        "한계": [7.0] * 30,
    })  # fmt: skip
    asked = read_condition(maintenance.ConditionLife(), {"data": Table.of(data), "renewals": orders_of(ROWS)})
    assert len(asked.courses) == 3 + 5
    assert "T406" in {finding.code for finding in asked.findings}


WORDS = st.text(string.ascii_uppercase + string.digits + "가나다라마바사-", min_size=1, max_size=12).map(
    lambda word: f"P{word}"
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001
MONEY = st.floats(-9e6, 9e6).map(lambda value: round(value, 2))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(WORDS, MOMENTS, MONEY, st.sampled_from(["PM01", "PM02"])), min_size=2, max_size=12),
    st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "cp949", "utf-8"]),
    st.integers(1, 12),
)
def test_a_list_that_is_written_is_read_as_it_was(rows, encoding, page):
    """Round trip: each cell of an export comes back, whatever the encoding and wherever its pages end."""
    given_rows: list[Row] = [
        {"오더": f"{4000000 + at}", "오더유형": kind, "설비": asset, "고장시작일": moment, "실제비용": money,
         "통지": f"{900 + at}"}
        for at, (asset, moment, money, kind) in enumerate(rows)
    ]  # fmt: skip
    table = read_bytes(printed(given_rows, page=page).encode(encoding), "list.xls")
    assert len(table) == len(rows)
    assert table.texts("설비") == [asset for asset, *_ in rows]
    assert table.texts("오더") == [row["오더"] for row in given_rows]
    assert table["고장시작일"].kind is Kind.DATE
    assert table.frame["고장시작일"].to_list() == [moment for _, moment, *_ in rows]
    assert table.values("실제비용").tolist() == [money for _, _, money, _ in rows]
