"""Printed lists of business software: lines of dashes, subtotals, a minus behind numbers, units beside quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.read.dates import read_dates
from sanhak.table.read.exports import list_findings as found
from sanhak.table.read.exports.words import compact
from sanhak.table.read.grid import Body, Grid, Row, find_header
from sanhak.table.read.missing import ALWAYS, missing_in
from sanhak.table.read.names import unit_of_cell

_WITHIN: Final = 60
_WIDEST: Final = 200
_FIELDS: Final = 3
"""Names of fields in one row that make a list of business software; one or two stand in any sheet."""
_CODES: Final = frozenset({
    "material", "materialno", "materialnumber", "plant", "plnt", "batch", "order", "orderno", "purchaseorder",
    "purchasingdocument", "documentno", "documentnumber", "matdoc", "materialdocument", "sloc", "storagelocation",
    "vendor", "supplier", "customer", "movementtype", "mvt", "equipment", "functionallocation", "item", "costcenter",
    "notification", "notificationno", "notificationnumber", "notifctn", "damagecode", "causecode", "objectpartcode",
    "mainworkctr", "workcenter", "통지", "통지번호", "손상코드", "원인코드", "대상부위코드", "작업장",
    "자재", "자재번호", "자재코드", "플랜트", "배치", "오더", "오더번호", "구매오더", "구매문서", "전표번호",
    "자재전표", "저장위치", "공급업체", "고객", "이동유형", "설비", "설비번호", "기능위치", "품목", "코스트센터",
})  # fmt: skip
_QUANTITIES: Final = frozenset({
    "quantity", "qty", "orderquantity", "orderqty", "deliveredquantity", "receivedquantity", "confirmedquantity",
    "unrestricted", "수량", "오더수량", "입고수량", "출고수량", "납품수량", "확정수량", "재고수량", "가용재고",
})  # fmt: skip
_UNITS: Final = frozenset({
    "unit", "un", "bun", "oun", "uom", "baseunit", "baseunitofmeasure", "unitofmeasure", "eun", "단위", "기본단위",
    "측정단위", "입력단위",
})  # fmt: skip
_OTHERS: Final = frozenset({
    "postingdate", "pstngdate", "documentdate", "docdate", "materialdescription", "amountinlc", "currency", "crcy",
    "ordertype", "notificationtype", "systemstatus", "userstatus", "basicstartdate", "basicfinishdate", "basstartdate",
    "basicfindate", "malfunctionstart", "malfunctionend", "malfunctstart", "malfunctend", "breakdown", "actualfinish",
    "오더유형", "통지유형", "시스템상태", "사용자상태", "기본시작일", "기본종료일", "고장시작일", "고장종료일",
    "전기일", "전기일자", "증빙일", "증빙일자", "자재내역", "통화", "현지통화금액",
})  # fmt: skip
_DATES: Final = frozenset({
    "basicstartdate", "basstartdate", "basicfinishdate", "basfindate", "basicfindate", "malfunctionstart",
    "malfunctstart", "malfunctionend", "malfunctend", "actualfinish", "actualfinishdate", "notificationdate",
    "notifdate", "createdon", "postingdate", "documentdate", "기본시작일", "기본종료일", "고장시작일", "고장종료일",
    "실제종료일", "통지일", "통지일자", "생성일", "전기일", "전기일자", "증빙일", "증빙일자",
})  # fmt: skip
_KNOWN: Final = _CODES | _QUANTITIES | _UNITS | _OTHERS
_DASHES: Final = r"^[-=+|]+$"
_RULE: Final = r"-{5,}"
_STARS: Final = r"^\*{1,9}$"
_NUMBER: Final = r"^-?\d[\d.,]*-?$"
_MINUS_BEHIND: Final = r"^(\d[\d.,]*)-$"
_MOSTLY: Final = 0.5


def read_list(grid: Grid) -> tuple[Grid, list[Finding]] | None:
    """The cells of a printed list as those of a plain sheet; None if it is no such list.

    It is one where a line is made of dashes only, or where at least three names of fields stand in one row.
    """
    if not 0 < grid.frame.width <= _WIDEST:
        return None
    rows = grid.frame.head(_WITHIN).rows()
    if not any(_is_line(row) or _names_fields(row) for row in rows):
        return None
    frame = grid.frame
    dashed = pl.all_horizontal(pl.all().str.contains(_DASHES).fill_null(value=True))
    long = pl.any_horizontal(pl.all().str.contains(_RULE).fill_null(value=False))
    starred = pl.coalesce(pl.all()).str.contains(_STARS).fill_null(value=False)
    marks = frame.select(line=dashed & long, subtotal=starred)
    kept = frame.filter(~(marks["line"] | marks["subtotal"]))
    heads = _page_heads(kept)
    turned, minus = _minus_before(kept.filter(~heads))
    lines, subtotals = int(marks["line"].sum()), int(marks["subtotal"].sum())
    notes: list[Finding] = []
    if lines or subtotals or minus:
        notes.append(found.PrintedList(lines=lines, subtotals=subtotals, minus=minus))
    if heads.any():
        notes.append(found.PageHeads(pages=int(heads.sum()) + 1))
    return replace(grid, frame=turned), notes


def _page_heads(frame: pl.DataFrame) -> pl.Series:
    """Which rows are the title above the names once more, at the top of a further page: the same but for its digits."""
    header = find_header(frame)
    said = frame.select(
        pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)
        .str.replace_all(r"\d+", "0")
        .str.replace_all(r"\s+", " ")
    ).to_series()
    first = header.first if header else 0
    titles = [title for title in said.head(first).to_list() if title]
    return said.is_in(titles) & (pl.int_range(frame.height, eager=True) >= first)


def _is_line(row: Row) -> bool:
    cells = [cell for cell in row if cell is not None]
    return bool(cells) and not set("".join(cells)) - set("-=+|") and "-----" in "".join(cells)


def _names_fields(row: Row) -> bool:
    words = [cell for cell in row if cell is not None and not cell[0].isdigit()]
    return len(words) >= _FIELDS and sum(compact(word) in _KNOWN for word in words) >= _FIELDS


def _minus_before(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Columns of numbers with the minus before the number, and how many cells had it behind."""
    behind = frame.select(pl.all().str.contains(_MINUS_BEHIND).sum()).row(0) if frame.width else ()
    numbers = frame.select(pl.all().str.contains(_NUMBER).mean()).row(0) if frame.width else ()
    chosen = [
        name
        for name, cells, share in zip(frame.columns, behind, numbers, strict=True)
        if cells and share is not None and share >= _MOSTLY
    ]
    turned = frame.with_columns(pl.col(chosen).str.replace(_MINUS_BEHIND, "-${1}"))
    return turned, sum(cells for name, cells in zip(frame.columns, behind, strict=True) if name in chosen)


def name_fields(body: Body, stated: Sequence[str]) -> tuple[Body, dict[str, Kind]]:
    """The columns of a list with the units beside quantities taken, and the kinds of those that hold codes or dates.

    ``stated`` are columns of which the user has said something; they stay as they are.
    """
    frame, heads = body.frame, list(body.heads)
    notes: list[Finding] = []
    taken: list[int] = []
    for place in range(1, len(heads)):
        quantity, units = heads[place - 1], heads[place]
        if compact(quantity.name) not in _QUANTITIES or compact(units.name) not in _UNITS or units.name in stated:
            continue
        said = frame.to_series(place).drop_nulls().unique().to_list()
        unit = unit_of_cell(said[0]) if len(said) == 1 else None
        if unit is not None and quantity.unit in (None, unit):
            heads[place - 1] = replace(quantity, unit=unit)
            taken.append(place)
            notes.append(found.UnitColumnTaken(column=quantity.name, unit=unit, units=units.name))
    kept = [place for place in range(len(heads)) if place not in taken]
    frame, heads = frame.select([frame.columns[place] for place in kept]), [heads[place] for place in kept]
    kinds = {
        head.name: Kind.IDENTIFIER if frame[column].is_unique().all() else Kind.CATEGORY
        for head, column in zip(heads, frame.columns, strict=True)
        if compact(head.name) in _CODES and head.name not in stated and _all_digits(frame[column])
    }
    if kinds:
        notes.append(found.CodesOfList(columns=tuple(kinds)))
    kinds |= {
        head.name: Kind.DATE
        for head, column in zip(heads, frame.columns, strict=True)
        if compact(head.name) in _DATES and head.name not in stated and _half_dates(frame[column])
    }
    return replace(body, heads=tuple(heads), frame=frame, findings=(*body.findings, *notes)), kinds


def _half_dates(cells: pl.Series) -> bool:
    """Whether at least half of the cells that say something are dates; the name of the field says so too."""
    said = cells.set(missing_in(cells, ALWAYS), None).drop_nulls()
    return said.len() > 0 and 2 * read_dates(said).values.count() >= said.len()


def _all_digits(cells: pl.Series) -> bool:
    return cells.count() > 0 and bool(cells.drop_nulls().str.contains(r"^\d+$").all())
