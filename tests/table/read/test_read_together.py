"""An archive with a file for each asset is one table; what is odd in one of the files is told, and nothing is lost."""

from __future__ import annotations

import io
import zipfile

import pytest

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.read import read_bytes
from sanhak.table.read.build import Stated

HEAD = "시각,진동 [mm/s],온도 [°C]\n"


def zipped(files: dict[str, str | bytes], encoding: str | None = None) -> bytes:
    """An archive; with an encoding, names are written as Windows does."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            part = _OfWindows(name.encode(encoding).decode("cp437")) if encoding else zipfile.ZipInfo(name)
            archive.writestr(part, content)
    return data.getvalue()


class _OfWindows(zipfile.ZipInfo):
    """A file whose name stands in the code page of the machine, and not in UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name is Python's
        return self.filename.encode("cp437"), self.flag_bits


def readings(level: float, rows: int = 4, head: str = HEAD) -> str:
    """Some readings, a day apart."""
    return head + "".join(f"2024-03-{day + 1:02d},{level + day / 10:.1f},60\n" for day in range(rows))


def table_of(files: dict[str, str | bytes], **stated: object) -> Table:
    """The table in an archive of these files."""
    return read_bytes(zipped(files), "readings.zip", Stated(**stated))


def found(table: Table, code: str) -> Finding:
    """The finding of a code."""
    return next(finding for finding in table.findings if finding.code == code)


def test_a_file_for_each_asset_becomes_a_column_of_assets():
    table = table_of({"P-101_측정값.csv": readings(2), "P-102_측정값.csv": readings(3), "__MACOSX/._a.csv": b"\0"})
    assert table.names == ("설비", "시각", "진동", "온도")
    assert table.texts("설비") == ["P-101"] * 4 + ["P-102"] * 4
    assert (table.asset, table.time, table["진동"].unit) == ("설비", "시각", "mm/s")
    assert table.values("진동")[[0, 4]].tolist() == [2.0, 3.0]
    assert found(table, "T410").files == 2


def test_names_that_windows_wrote_are_korean_again():
    files = {"펌프가.csv": readings(2), "펌프나.csv": readings(3)}
    table = read_bytes(zipped({name: text.encode("cp949") for name, text in files.items()}, "cp949"), "a.zip")
    assert set(table.texts("설비")) == {"펌프가", "펌프나"}


def test_a_column_of_assets_that_is_there_stays_the_only_one():
    head = "equipment,date,vibration\n"
    one = head + "A,2024-01-01,1\nB,2024-01-01,2\n"
    table = table_of({"2023.csv": one, "2024.csv": one.replace("2024-", "2025-")})
    assert table.names == ("equipment", "date", "vibration")
    assert len(table) == 4


def test_units_are_brought_to_that_of_the_first_file():
    table = table_of({"a.csv": readings(2), "b.csv": readings(140, head="시각,진동 [mm/s],온도 [°F]\n")})
    assert table.values("온도")[4] == pytest.approx((60 - 32) / 1.8)
    assert found(table, "T413").unit == "°C"
    with pytest.raises(Refusal, match="T412"):
        table_of({"a.csv": readings(2), "b.csv": readings(2, head="시각,진동 [mm/s],온도 [bar]\n")})


def test_what_is_no_table_is_left_out_and_what_lacks_is_told():
    table = table_of({
        "a.csv": readings(2), "b.csv": "시각,진동 [mm/s]\n2024-03-01,7\n2024-03-02,8\n", "c.pdf": b"%PDF-1.7",
        "d.csv": "",
    })  # fmt: skip
    assert found(table, "T414").files == ("c.pdf (T010)", "d.csv (T009)")
    assert found(table, "T415").column == "온도"
    assert len(table) == 6


def test_words_in_one_file_keep_the_column_as_words():
    odd = HEAD + "2024-03-01,good,60\n2024-03-02,bad,61\n2024-03-03,so so,61\n"
    table = table_of({"a.csv": readings(2), "b.csv": odd})
    assert (table["진동"].kind, found(table, "T416").file) == (Kind.TEXT, "b.csv")
    assert table.texts("진동")[0] == "2.0"


def test_what_is_stated_counts_for_the_whole():
    files = {"a.csv": "t,x\n1,2\n2,3\n", "b.csv": "t,y\n1,2\n2,3\n"}
    table = table_of(files, units={"x": "bar"}, kinds={"y": "category"}, asset="asset", time="t")
    assert (table["x"].unit, table["y"].kind, table.asset, table.time) == ("bar", Kind.CATEGORY, "asset", "t")
    with pytest.raises(Refusal, match="T001"):
        table_of(files, units={"z": "bar"})


def test_one_file_is_itself():
    table = table_of({"a.csv": readings(2)})
    assert table.names == ("시각", "진동", "온도")
    with pytest.raises(Refusal, match="T009"):
        table_of({"a.csv": "\n"})


def test_archives_that_hold_no_tables_are_refused():
    inner = zipped({"a.csv": readings(2), "b.csv": readings(3)})
    with pytest.raises(Refusal, match="T010"):
        table_of({"a.zip": inner, "b.zip": inner})
    with pytest.raises(Refusal, match="T010"):
        table_of({"word/document.xml": "<w/>", "x.csv": readings(2)})
    with pytest.raises(Refusal, match="T013"):
        read_bytes(inner[:-30], "a.zip")
    with pytest.raises(Refusal, match="T411"):
        table_of({f"{at}.csv": "a\n1" for at in range(10_001)})


def test_a_locked_file_is_refused():
    data = bytearray(zipped({"a.csv": readings(2), "b.csv": readings(3)}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refusal, match="T012"):
        read_bytes(bytes(data), "a.zip")
