"""A maintenance plan leaves as a sheet of orders, as a calendar file, and as a page that folds what is long."""

from datetime import datetime

import numpy as np
import openpyxl
import polars as pl
import pytest

from sanhak import maintenance
from sanhak.model.life import LEVELS, Lives
from sanhak.run import Run
from sanhak.table import Table

NAMES = tuple(f"P-{at:02}" for at in range(12))


@pytest.fixture(scope="module")
def answer():
    spread = np.linspace(0.7, 1.3, len(LEVELS))
    lives = Lives.of_quantiles(NAMES, LEVELS, np.linspace(20, 200, 12)[:, None] * spread).table()
    jobs = pl.DataFrame({"asset": NAMES, "unit": ["U, 1"] * 12, "part": ["seal"] * 6 + [""] * 6})
    fixed = pl.DataFrame({"asset": ["P-11"], "date": [datetime(2026, 7, 6)], "what": ["법정검사; 압력용기"]})  # noqa: DTZ001
    tables = {"lives": lives, "jobs": Table.of(jobs), "fixed": Table.of(fixed)}
    return maintenance.Plan(start="2026-06-01", weeks=40).solve(tables, Run(effort=0.1))


@pytest.mark.parametrize(
    ("language", "sheet", "heads"),
    [
        ("en", "Work orders", ("Order type", "Functional location", "Equipment", "Short text", "Basic start",
                               "Basic finish", "Work centre", "Work [h]", "Material number", "Quantity")),
        ("ko", "작업오더", ("작업오더 유형", "기능위치", "설비", "내역", "기본시작일",
                        "기본종료일", "작업장", "작업량 [h]", "자재번호", "수량")),
    ],
)  # fmt: skip
def test_the_sheet_of_orders_opens_with_one_row_for_each_job(answer, tmp_path, language, sheet, heads):
    book = openpyxl.load_workbook(answer.write(tmp_path / "plan.xlsx", language=language))
    rows = list(book[sheet].iter_rows(values_only=True))
    assert rows[0] == heads
    calendar = answer.tables["calendar"].frame.to_dicts()
    assert len(rows) == len(calendar) + 1
    for row, job in zip(rows[1:], calendar, strict=True):
        assert row[:3] == ("PM02", "U, 1", job["asset"])
        assert len(row[3]) <= 40
        assert (row[4], row[5]) == (job["start"][:10], job["finish"][:10])
        assert row[7] == 16
        assert (row[8], row[9]) == (("seal", "1") if job["part"] else (None, None))


def events(raw):
    """Content lines of a calendar file by RFC 5545, each component as a mapping from name to value."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")[:-1]
    found, inside = [], []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside.append(value)
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert inside.pop() == value
        elif inside == ["VCALENDAR", "VEVENT"]:
            assert name not in found[-1]
            found[-1][name] = value
        else:
            assert inside == ["VCALENDAR"]
            assert name in {"VERSION", "PRODID", "CALSCALE"}
    assert not inside
    return found


def plain(value):
    for written, meant in (("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        value = value.replace(written, meant)
    return value


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_calendar_file_holds_the_calendar(answer, tmp_path, language):
    found = events(answer.write(tmp_path / "plan.ics", language=language).read_bytes())
    calendar = answer.tables["calendar"].frame.to_dicts()
    assert len(found) == len(calendar)
    assert len({event["UID"] for event in found}) == len(found)
    for event, job in zip(found, calendar, strict=True):
        begin, end = (datetime.strptime(event[name], "%Y%m%dT%H%M%S") for name in ("DTSTART", "DTEND"))  # noqa: DTZ007
        assert f"{begin:%Y-%m-%d %H:%M}" == job["start"]
        assert f"{end:%Y-%m-%d %H:%M}" == job["finish"]
        assert end > begin
        assert datetime.strptime(event["DTSTAMP"], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007
        assert plain(event["SUMMARY"]) == job["asset"]
        assert plain(event["LOCATION"]) == job["location"]
        assert job["reason"] in plain(event["DESCRIPTION"])


def test_the_page_folds_what_is_long_and_loses_nothing(answer, tmp_path):
    page = answer.write(tmp_path / "plan.html", language="ko").read_text()
    assert page.count('<details class="more">') >= 2
    calendar = answer.tables["calendar"].frame
    near = calendar.filter(pl.col("start") < "2026-07-27")
    above, below = page.split("작업 달력</h2>")[1].split("</section>")[0].split('<details class="more">')
    assert all(asset in above for asset in near["asset"])
    assert all(asset in above + below for asset in calendar["asset"])
    assert 0 < len(near) < len(calendar)
