"""A file as a stream gives the rows that it gives in memory; what does not fit is counted and told."""

from datetime import datetime, timedelta
from importlib import import_module

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.table import Kind, Table
from sanhak.table.prepare import Scan, long_text

START = datetime(2026, 3, 2)  # noqa: DTZ001 - plants write local time
ROWS = 2000
STEPS = ({"where": "유량 > 95 kg/h"}, {"resample": "10 min"})


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """Facts from 200 rows, blocks of a few hundred."""
    monkeypatch.setattr(long_text, "FIRST", 200)
    monkeypatch.setattr(long_text, "_BLOCK", 10_000)


def history(written: str = "%Y-%m-%d %H:%M:%S", **cells: dict[int, str]) -> pl.DataFrame:
    """Texts of 2000 rows of 10 seconds; some cells may be given others."""
    rng = np.random.default_rng(0)
    columns = {
        "시각": [(START + timedelta(seconds=10 * row)).strftime(written) for row in range(ROWS)],
        "유량 [kg/h]": [f"{value:.2f}" for value in rng.normal(100, 2, ROWS)],
        "T [degC]": [f"{value:.1f}" for value in rng.normal(80, 1, ROWS)],
        "grade": ["A" if row % 7 else "B" for row in range(ROWS)],
    }
    for name, others in cells.items():
        column = next(full for full in columns if full.startswith(name))
        for row, cell in others.items():
            columns[column][row] = cell
    return pl.DataFrame(columns)


def same(one: Table, other: Table) -> bool:
    """Whether both hold the same rows, up to the order in which numbers were summed."""
    numbers = [column.name for column in one.of_kind(Kind.NUMBER)]
    close = all(np.allclose(one.values(name), other.values(name), equal_nan=True) for name in numbers)
    return close and one.columns == other.columns and one.frame.drop(numbers).equals(other.frame.drop(numbers))


def told(table: Table) -> dict[tuple[str, str], dict]:
    return {(finding.code, str(finding.params.get("column", ""))): finding.params for finding in table.findings}


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "cp949"), (",", "utf-16")]
)
def test_text_is_streamed_as_it_is_read(tmp_path, separator, encoding):
    odd = {1000: "Bad Input", 1001: "No Data", 1100: "?!5", 1101: "1,234", 5: "Bad Input"}
    frame = history(유량=odd, T={900: "353.15 K", 901: "inf"}, 시각={700: "2026. 3. 2 오전 1:56", 701: "never"})
    path = tmp_path / "history.csv"
    path.write_bytes(frame.write_csv(separator=separator).encode(encoding))
    streamed, held = Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS)
    assert same(streamed, held)
    assert [(step.before, step.after) for step in streamed.steps] == [(step.before, step.after) for step in held.steps]
    assert streamed.time == held.time == "시각"
    ours, theirs = told(streamed), told(held)
    for code in ("T025", "T031", "T032", "T037", "T039", "T040", "T048"):
        assert {key: ours[key] for key in ours if key[0] == code} == {
            key: theirs[key] for key in theirs if key[0] == code
        }
    assert ours[("T031", "유량")]["counts"] == (2, 1)
    assert ours[("T221", "")]["rows"] == 199


@pytest.mark.parametrize(
    "written",
    ["%d-%b-%y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S+09:00"],
)
def test_dates_further_down_are_read_as_the_first_ones(tmp_path, written):
    path = tmp_path / "history.csv"
    history(written).write_csv(path)
    assert same(Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS))


@pytest.mark.parametrize("unit", [86_400, 1])
def test_dates_that_count_days_or_seconds_do_so_further_down(tmp_path, unit):
    path = tmp_path / "history.csv"
    start = 46_083 if unit == 86_400 else 1_772_409_600
    count = pl.Series([f"{start + 10 * row / unit:.6f}" for row in range(ROWS)])
    history().with_columns(count.alias("시각")).rename({"시각": "일시"}).write_csv(path)
    assert same(Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS))


def test_a_decimal_comma_and_a_time_of_day_are_read_further_down(tmp_path):
    frame = history().with_columns(pl.col("^(유량|T).*$").str.replace(".", ",", literal=True))
    day = pl.col("시각").str.head(10).alias("일자"), pl.col("시각").str.tail(8).alias("시간")
    path = tmp_path / "history.csv"
    frame.select(*day, pl.exclude("시각")).write_csv(path, separator=";")
    assert same(Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS))


def test_rows_of_tags_stand_above_the_records(tmp_path):
    records = [
        f"{time},{100 + row % 7},{'Bad' if row % 500 == 499 else 80}" for row, time in enumerate(history()["시각"])
    ]
    head = ["Tag,FIC-101.PV,TI-2.PV", "Description,feed,top", "Unit,kg/h,degC"]
    path = tmp_path / "pi.csv"
    path.write_text("\n".join([*head, *records, ""]))
    streamed = Scan(path).prepare({"resample": "1 h"})
    assert same(streamed, Table.read(path).prepare({"resample": "1 h"}))
    assert streamed["FIC-101.PV"].unit == "kg/h"
    assert told(streamed)[("T031", "TI-2.PV")]["cells"] == 4


def test_rows_that_are_none_are_counted_and_names_repeated(tmp_path):
    lines = history().write_csv().splitlines()
    path = tmp_path / "history.csv"
    path.write_text("\n".join([*lines[:1000], "", lines[0], *lines[1000:], "", "Total,1,2,3"]))
    streamed, held = Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS)
    assert same(streamed, held)
    account = told(streamed)[("T019", "")]
    assert (account["read"], account["header"], account["repeated"], account["sums"]) == (ROWS, 1, 1, 1)


def test_marks_and_cells_that_the_first_rows_did_not_show_are_told(tmp_path):
    path = tmp_path / "history.csv"
    history(유량={1500: "<0.5", 1501: "120 bar"}, T={1502: "80,5"}).write_csv(path, quote_style="never")
    table = Scan(path).prepare({"resample": "10 min"})
    found = told(table)
    assert (found[("T222", "유량")]["below"], found[("T222", "유량")]["example"]) == (1, "<0.5")
    assert found[("T032", "유량")]["examples"] == ("120 bar",)
    assert (found[("T223", "")]["rows"], found[("T223", "")]["line"]) == (1, 1504)
    history(유량={3: "<0.5", 1500: ">200"}).write_csv(path)
    kept = told(Scan(path).prepare({"resample": "10 min"}))[("T035", "유량")]
    assert (kept["below"], kept["above"], kept["marks"]) == (1, 1, "유량 (mark)")


def test_texts_in_quotation_marks_may_hold_the_end_of_a_line(tmp_path):
    path = tmp_path / "history.csv"
    history(grade=dict.fromkeys(range(300, 600), "A,\nlate")).write_csv(path)
    assert same(Scan(path).prepare(*STEPS), Table.read(path).prepare(*STEPS))


def test_what_the_user_states_wins(tmp_path):
    path = tmp_path / "history.csv"
    history().write_csv(path)
    table = Scan(path, {"T": "K"}, {"grade": "text"}, time="시각").prepare({"resample": "1 h"})
    assert table["T"].unit == "K"
    assert table["grade"].kind is Kind.TEXT


def test_a_file_that_cannot_be_streamed_is_refused(tmp_path):
    long = [f"{time};{tag};{row}" for row, time in enumerate(history()["시각"]) for tag in ("FIC-1.PV", "TI-2.PV")]
    (tmp_path / "long.csv").write_text("\n".join(["time;tag;value", *long]))
    pl.DataFrame({"x": ["1.5", "2.5", "Bad Input"] * 10}).write_parquet(tmp_path / "texts.parquet")
    history().write_excel(tmp_path / "book.xlsx")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    for name in ("long.csv", "texts.parquet", "book.xlsx", "broken.parquet"):
        with pytest.raises(Refusal, match="T217"):
            Scan(tmp_path / name).prepare({"where": "x > 1"})
    with pytest.raises(Refusal, match="T217"):
        Scan(tmp_path / "long.csv", layout="long").prepare({"resample": "1 h"})
    with pytest.raises(Refusal, match="T007"):
        Scan(tmp_path / "none.parquet").prepare({"resample": "1 h"})


def test_letters_of_another_encoding_further_down_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("sanhak.table.prepare.long_text"), "_SHOWN", 1 << 12)
    path = tmp_path / "history.csv"
    head, rest = "time,x,note\n", [f"{time},1,ok\n" for time in history()["시각"]]
    path.write_bytes((head + "".join(rest)).encode() * 8 + "2026-04-01,1,확인\n".encode("cp949"))
    with pytest.raises(Refusal, match="T014"):
        Scan(path).prepare({"resample": "1 h"})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_too_long_to_be_held_needs_a_step_that_makes_it_short(tmp_path, monkeypatch, ending):
    path = tmp_path / f"history.{ending}"
    frame = history().with_columns(pl.col("시각").str.to_datetime(), pl.col("^(유량|T).*$").cast(pl.Float64))
    frame.write_csv(path) if ending == "csv" else frame.write_parquet(path)
    assert len(Scan(path).prepare()) == ROWS
    monkeypatch.setattr(import_module("sanhak.table.prepare.scan"), "_MOST", 1000)
    laboratory = Table.of({"sampled": [START, START + timedelta(hours=2)], "ash": [1.0, 2.0]}, time="sampled")
    join = {"join": "lab", "within": "1 h"}
    for steps in ((), ({"where": "유량 > 95"},), (join, {"resample": "10 min"})):
        with pytest.raises(Refusal, match="T220"):
            Scan(path).prepare(*steps, lab=laboratory)
    assert len(Scan(path).prepare({"where": "유량 > 95"}, {"resample": "10 min"}, join, lab=laboratory)) == 2


def test_several_files_of_one_layout_are_one_history(tmp_path):
    frame = history().with_columns(pl.col("시각").str.to_datetime(), pl.col("^(유량|T).*$").cast(pl.Float64))
    frame.head(900).write_parquet(tmp_path / "1.parquet")
    frame.tail(ROWS - 900).write_parquet(tmp_path / "2.parquet")
    scanned = Scan(tmp_path / "*.parquet")
    table = scanned.prepare({"resample": "10 min"})
    assert same(table, Table.of(frame).prepare({"resample": "10 min"}))
    assert len(scanned.hash) == 64
    assert scanned.columns == table.columns
