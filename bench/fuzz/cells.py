"""Random sheets as plants write them: names, units, dates, words of historians, numbers of every look, and noise."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import sanhak.table.read

_PLAIN_WORD: Final = re.compile(r"[\w .,:/%°#*()\-]{1,24}")
_HEADS: Final = (
    "time", "일시", "시각", "Timestamp", "Date", "날짜", "시간", "시료채취시각", "결과입력시각", "시료번호", "채취지점",
    "시험항목", "결과", "단위", "재시험", "Tag", "Tag Name", "Value", "Quality", "Status", "Description", "Unit",
    "TI-1201", "TI-1201.PV", "FIC-101", "PIC-1207.SP", "AI-1202", "LIC-7", "수율", "yield", "lot", "LOT No", "배치",
    "설비", "Reactor", "T_jacket [degC]", "압력 (kPa)", "feed, kg/h", "촉매", "grade", "SMILES", "formula", "NO",
    "순번", "자재", "Plant", "Batch", "수량", "Quantity", "2021", "2022", "2023", "x [", "a ()", "[]", "(",
    "T (°C) (max)", "Unnamed: 0", "column_1", "mark", "TI-1201 (mark)", "test", "row",
)  # fmt: skip
_UNITS: Final = (
    "°C", "[degC]", "(kPa)", "kg/h", "%", "bar", "mg/L", "ppm", "kgf/cm²G", "-", "m3/h", "℃", "원/kg", "wt%", "s",
)  # fmt: skip
_DATES: Final = (
    "{y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d} {H}:{M:02}", "{y}. {m}. {d}.",
    "{y}년 {m}월 {d}일 오후 {H}시 {M}분", "{d:02}-Mar-{S:02} {H:02}:{M:02}", "{m}/{d}/{y}", "{d}.{m}.{y} {H:02}:{M:02}",
    "{y}-{m:02}-{d:02}T{H:02}:{M:02}:{S:02}+09:00", "{y}-{m:02}-{d:02}T{H:02}:{M:02}:{S:02}.{S}{M}Z", "{y}{m:02}{d:02}",
    "{y}{m:02}{d:02}{H:02}{M:02}{S:02}", "{y}-{m:02}", "{H:02}:{M:02}", "{H:02}:{M:02}:{S:02}", "오전 {H}:{M:02}",
    "Mar {d}, {y} {H}:{M:02} pm", "'{S:02}년 {m}월 {d}일", "{y}-{m:02}-{d:02} {H:02}:{M:02} GMT+{S}", "45{S:03}.{M}",
    "176722{M:02}{S:02}", "176722{M:02}{S:02}000", "{y}-{m:02}-{d:02} (월) {H:02}:{M:02}", "{d}/{m}/{S:02}",
)  # fmt: skip
_ODD: Final = (
    "", " ", "\u00a0", "-", "–", "N/A", "#N/A", "#DIV/0!", "NaN", "nan", "inf", "-Infinity", "null", "None",
    "Bad Input", "No Data", "I/O Timeout", "Shutdown", "Bad", "Good", "Configure", "<0.05", ">= 5", "< ND",
    "불검출", "ND", "결측", "합계", "소계", "Total", "*", "**", "-----", "|-----|", "※ 비고", "=A1+B2", "=1/0",
    "@SUM(1)", "'", '"', '""', ",", "1,234", "1.234,5", "1 234", "1'234.5", "12-", "1.2.3", "0012", "1e999",
    "-1e-999", "9" * 40, "0." + "3" * 60, "1e", "5 %", "₩1,000", "US$ 3.5", "12 kPa", "3 furlongs", "True",
    "FALSE", "예", "\x00", "\x07", "\x1b[0m", "\ufeff", "\u200b", "\ud7a3", "각", "🧪", "\U0010ffff", "１２．５",
    "٣", "²", "½", "١٢:٣٠", "2026-01-01 ١٢:30", "٢٠٢٦-٠١-٠١", "0000-00-00", "9999-12-31 23:59:59", "2026-02-30",
    "2026-13-45 25:61:61", "0001-01-01", "2026-01-01 24:00", "2026-01-01T00:00:00+99:99", "2026-11-01 01:30",
    "-2026-01-01", "99/99/99", "A", "B", "CCO", "c1ccccc1", "Fe2O3", "low", "high", "상", "하", "x" * 300, "\n",
    "a\nb", "\r", "\t", "Ａ", "$1", "${1}", "{}", "{0}", "%s", "(?P<x>", "\\",
)  # fmt: skip


@cache
def words() -> tuple[str, ...]:
    """Every short word that the readers know, as it stands in their source."""
    found: set[str] = set()
    for path in sorted(Path(sanhak.table.read.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PLAIN_WORD.fullmatch(node.value):
                found.add(node.value)
    return tuple(sorted(found))


def date(pick: Random) -> str:
    """A date or a time of day in one of many ways of writing."""
    year = pick.choice((2026, 2026, 2026, 1999, 1900, 1970, 9999, 12))
    return pick.choice(_DATES).format(
        y=year, m=pick.randint(1, 12), d=pick.randint(1, 31), H=pick.randint(0, 24), M=pick.randint(0, 59),
        S=pick.randint(0, 60),
    )  # fmt: skip


def number(pick: Random) -> str:
    """A number as programs print it."""
    value = pick.choice((pick.uniform(-10, 100), pick.gauss(0, 1e6), pick.uniform(0, 1e-6), pick.randint(0, 20)))
    shown = pick.choice(("{}", "{:.2f}", "{:,.3f}", "{:e}", "{:.0f}", "{:g}"))
    text = shown.format(value)
    return text.translate(str.maketrans(",.", ".,")) if pick.random() < 0.1 else text


def cell(pick: Random) -> str:
    """One cell of any sort."""
    chance = pick.random()
    if chance < 0.3:
        return number(pick)
    if chance < 0.45:
        return date(pick)
    if chance < 0.6:
        return pick.choice(words())
    if chance < 0.8:
        return pick.choice(_ODD)
    if chance < 0.9:
        return pick.choice(_HEADS + _UNITS)
    return "".join(chr(pick.choice((pick.randint(0, 127), pick.randint(0, 0xD7FF)))) for _ in range(pick.randint(1, 8)))


def head(pick: Random) -> str:
    """The name of a column."""
    chance = pick.random()
    if chance < 0.6:
        return pick.choice(_HEADS)
    if chance < 0.8:
        return pick.choice(words())
    return f"{pick.choice(_HEADS)} {pick.choice(_UNITS)}" if chance < 0.9 else cell(pick)


def _column(pick: Random, rows: int) -> list[str]:
    """The values of one column: mostly of one sort, now and then a stranger among them."""
    sort = pick.randrange(8)
    labels = [pick.choice((pick.choice(words()), pick.choice(_ODD), head(pick))) for _ in range(pick.randint(1, 4))]
    way = pick.choice(_DATES)
    strangers = pick.choice((0.0, 0.0, 0.05, 0.3))

    def one(row: int) -> str:
        if pick.random() < strangers:
            return cell(pick)
        if sort <= 2:
            return number(pick)
        if sort == 3:
            return way.format(y=2026, m=1 + row % 12, d=1 + row % 28, H=row % 24, M=row * 7 % 60, S=row % 60)
        if sort == 4:
            return date(pick)
        if sort == 5:
            return pick.choice(labels)
        return str(row) if sort == 6 else cell(pick)

    return [one(row) for row in range(rows)]


def sheet(pick: Random) -> list[list[str]]:
    """Rows of texts: perhaps titles, one or two rows of names, perhaps units, then columns of values."""
    width, rows = pick.choice((1, 2, 3, 3, 4, 5, 8, 20)), pick.choice((0, 1, 2, 3, 5, 12, 25, 60))
    made: list[list[str]] = [[cell(pick)] + [""] * (width - 1) for _ in range(pick.choice((0, 0, 0, 1, 3)))]
    names = pick.choice((0, 1, 1, 1, 1, 2, 3))
    made += [[head(pick) if pick.random() < 0.9 else "" for _ in range(width)] for _ in range(names)]
    if pick.random() < 0.3:
        made.append([pick.choice(_UNITS) if pick.random() < 0.8 else "" for _ in range(width)])
    made += map(list, zip(*(_column(pick, rows) for _ in range(width)), strict=True))
    if pick.random() < 0.15:
        made.append([pick.choice(("합계", "Total", "※ x", "-----")), *(number(pick) for _ in range(width - 1))])
    for _ in range(pick.choice((0, 0, 1, 3))):
        _disturb(pick, made)
    return made


def _disturb(pick: Random, rows: list[list[str]]) -> None:
    """One accident of a sheet: a row gone, twice, empty, cut or widened, a cell overwritten."""
    if not rows:
        return
    place = pick.randrange(len(rows))
    match pick.randrange(6):
        case 0:
            del rows[place]
        case 1:
            rows.insert(place, list(rows[pick.randrange(len(rows))]))
        case 2:
            rows.insert(place, [""] * len(rows[0]))
        case 3:
            rows[place] = rows[place][: pick.randint(0, len(rows[place]))]
        case 4:
            rows[place] = [*rows[place], cell(pick)]
        case _ if rows[place]:
            rows[place][pick.randrange(len(rows[place]))] = cell(pick)
