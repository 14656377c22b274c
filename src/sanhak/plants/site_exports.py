"""The record of the virtual site as plants export it: a historian's sheet, a laboratory's list, a grade calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.plants.site import SiteRecord
from sanhak.plants.site_tags import DESCRIPTIONS, TAGS
from sanhak.text import Language, say

if TYPE_CHECKING:
    import polars as pl

_MOMENT: Final = "%Y-%m-%d %H:%M:%S"
_EXCEL_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_TESTS: Final = {"yield": say("Yield of product"), "byproducts": say("By-products")}
_POINT: Final = "R-1201"


def write_pi(site: SiteRecord, path: str | PathLike[str], language: Language = "ko") -> Path:
    """The tags as PI DataLink lays them out: rows of tags, descriptions and units above one common time column.

    Where the historian had no value its word stands (``Bad Input``, ``No Data``, ``Shutdown``). The end of the file
    name decides: ``.csv``, or ``.xlsx`` (a minute of computing for three months by the minute).

    Raises
    ------
    ValueError
        If the name ends in something else.
    """
    names = [column.name for column in TAGS]
    heads = [
        ["Tag", *names],
        ["Description", *(DESCRIPTIONS[name].render(language) for name in names)],
        ["Unit", *(column.unit or "" for column in TAGS)],
    ]
    return _written(heads, _with_words(site), Path(path))


def write_laboratory(site: SiteRecord, path: str | PathLike[str]) -> Path:
    """The laboratory's list with Korean headers, one row a result, by the time of its entry; ``.xlsx`` or ``.csv``.

    Results are as they were reported: numbers, and texts such as ``<15``. A result that was measured again stands in
    the list twice, the later one marked.

    Raises
    ------
    ValueError
        If the name ends in something else.
    """
    import polars as pl

    tests = {name: text.render("ko") for name, text in _TESTS.items()}
    listed = site.tests.sort("entered", "sample", "test", maintain_order=True).select(
        pl.col("sample").alias("시료번호"),
        pl.lit(_POINT).alias("채취지점"),
        pl.col("sampled").alias("시료채취시각"),
        pl.col("entered").alias("결과입력시각"),
        pl.col("test").replace(tests).alias("시험항목"),
        pl.col("result").alias("결과"),
        pl.col("unit").alias("단위"),
        pl.when("retest").then(pl.lit("Y")).otherwise(pl.lit("N")).alias("재시험"),
    )
    return _written([listed.columns], listed, Path(path))


def write_grades(site: SiteRecord, path: str | PathLike[str]) -> Path:
    """The grade calendar with Korean headers: beginning, end, grade; ``.xlsx`` or ``.csv``.

    Raises
    ------
    ValueError
        If the name ends in something else.
    """
    listed = site.grades.frame.rename({"start": "시작일시", "end": "종료일시", "grade": "그레이드"})
    return _written([listed.columns], listed, Path(path))


def _with_words(site: SiteRecord) -> pl.DataFrame:
    """The tags as texts where a historian's word stands in a column, as numbers elsewhere."""
    import polars as pl

    frame = site.tags.frame
    columns = [frame["time"]]
    for column in TAGS:
        texts = frame[column.name].cast(pl.String).to_list()
        for first, end, word in site.states[column.name]:
            texts[first:end] = [word] * (end - first)
        columns.append(pl.Series(column.name, texts, dtype=pl.String))
    return pl.DataFrame(columns)


def _written(heads: Sequence[Sequence[str]], frame: pl.DataFrame, path: Path) -> Path:
    """The rows of heads, then those of the frame."""
    if path.suffix == ".csv":
        return _as_text(heads, frame, path)
    if path.suffix == ".xlsx":
        return _as_workbook(heads, frame, path)
    raise ValueError(f"{path.name} ends in {path.suffix!r}; only .csv and .xlsx can be written")


def _as_text(heads: Sequence[Sequence[str]], frame: pl.DataFrame, path: Path) -> Path:
    import polars as pl

    top = pl.DataFrame([list(row) for row in heads], schema=frame.columns, orient="row")
    with path.open("wb") as file:
        top.write_csv(file, include_header=False, include_bom=True)
        frame.write_csv(file, include_header=False, datetime_format=_MOMENT)
    return path


def _as_workbook(heads: Sequence[Sequence[str]], frame: pl.DataFrame, path: Path) -> Path:
    """Texts that are numbers become numbers, as a historian and a laboratory's system write them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": _EXCEL_MOMENT})
        for place, head in enumerate(heads):
            sheet.write_row(place, 0, head)
        rows: Iterable[tuple[Any, ...]] = frame.iter_rows()
        dates = {place for place, dtype in enumerate(frame.dtypes) if dtype.is_temporal()}
        for place, row in enumerate(rows, len(heads)):
            for column, value in enumerate(row):
                if column in dates:
                    sheet.write_datetime(place, column, value, moment)
                elif value is not None:
                    sheet.write(place, column, value)
    return path
