"""One random input for each target, made from a generator of random numbers alone: its number brings it back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

import polars as pl
import xlsxwriter
from cells import cell, head, number, sheet, words
from corpus import Corpus
from mutate import archive_of, bytes_of, lines_of, words_of

from sanhak.table.expression.functions import FUNCTIONS, KEYWORDS, SPELLINGS

_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949", "cp1252", "shift_jis")
_NAMES: Final = (
    "time", "end", "T", "T_out", "T_us", "T_abs", "압력", "gauge", "other gauge", "[other gauge]", "flow", "feed", "n",
    "m", "[TIC-1203.PV]", "TIC-1203.PV", "grade", "note", "`T`", "Temp", "__class__", "x",
)  # fmt: skip
_UNITS: Final = (
    "°C", "K", "°F", "bar", "barg", "kPa", "h", "min", "d", "s", "%", "kg/h", "m³/h", "°", "furlong", "1/h",
    "kJ/(mol·K)", "µs", "year", "원/kg", "%RH", "kgf/cm²G",
)  # fmt: skip
_SIGNS: Final = (
    "+", "-", "*", "/", "^", "**", "<", "<=", ">", ">=", "==", "!=", "<>", "=", "≤", "×", "÷", "−", "(", ")", "[", "]",
    ",", "'", '"', "`", ".", ";", "!", "@", "\\", "{", "}", "\x00", "\ud7a3", "²", "٣",
)  # fmt: skip
_FORMULAS: Final = (
    "T_out - T", "feed / flow > 1.05 and grade == 'A'", "[TIC-1203.PV] between 3 % and 50 %",
    "mean(T, 1 h) - lag(T, 30 min)",
    "if(feed < 1 kg/h, 'stop', 'run')", "log10(압력 / 1 bar)", "convert(T, 'K') ^ 2", "sqrt(flow ^ 2)",
    "time > '2026-11-23'",
    "grade in ('A', 'B') or note is missing", "round(n, 2) + clip(m, 0, 100)", "difference(time, 1 h)", "-n ^ 0.5",
    "hour(time) + weekday(end)", "number(note) * 2", "deviation(gauge, 2)", "not (n > 1) and 결측", "min(T, T_us, 3 K)",
    "T_us + 5 °F", "gauge + 1 bar", "(end - time) / 1 h", "exp(n) ^ m", "sum(feed, 10 min)", "평균(T, 1 h)",
)  # fmt: skip


def text(pick: Random, corpus: Corpus) -> bytes:
    """A sheet as delimited text in some dialect and encoding."""
    del corpus
    separator = pick.choice((",", ",", "\t", ";", "|", " ", "  ", "", "sep"))
    lead = f"sep={(separator := pick.choice(',;^x0'))}\n" if separator == "sep" else ""

    def one(value: str) -> str:
        quoted = any(sign in value for sign in (separator or ",", '"', "\n")) and pick.random() < 0.9
        return '"' + value.replace('"', '""') + '"' if quoted else value

    end = pick.choice(("\n", "\n", "\r\n", "\r", "\n\r"))
    joined = lead + end.join(separator.join(map(one, row)) for row in sheet(pick))
    data = joined.encode(pick.choice(_ENCODINGS), "replace")
    return bytes_of(pick, data) if pick.random() < 0.3 else data


def workbook(pick: Random, corpus: Corpus) -> bytes:
    """A sheet as a workbook: texts, numbers, dates, formulas, errors, merged cells, several sheets."""
    del corpus
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        moment = book.add_format(
            {"num_format": pick.choice(("yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm:ss", "mmm-yy", "0%"))}
        )
        for _ in range(pick.choice((1, 1, 1, 2))):
            page = book.add_worksheet()
            rows = sheet(pick)
            down, across = pick.choice((0, 0, 1, 5)), pick.choice((0, 0, 2))
            for place, row in enumerate(rows, down):
                for column, value in enumerate(row, across):
                    _write(pick, page, place, column, value, moment)
            for _ in range(pick.choice((0, 0, 1, 3))):
                _merge(pick, page, len(rows), value=cell(pick))
    return packed.getvalue() if pick.random() < 0.8 else archive_of(pick, packed.getvalue())


def _write(pick: Random, page: Any, row: int, column: int, value: str, moment: Any) -> None:
    chance = pick.random()
    try:
        if chance < 0.6 and value:
            page.write_number(row, column, float(value))
            return
    except ValueError:
        pass
    if chance < 0.05:
        page.write_number(row, column, pick.choice((0, -1, 0.5, 46000.25, 59, 60, 2958465.99, 2958466, 1e300)), moment)
    elif chance < 0.07:
        page.write_formula(row, column, "=1/0", None, pick.choice(("#DIV/0!", "#N/A", 3, "a", True)))
    elif chance < 0.09:
        page.write_boolean(row, column, chance < 0.08)
    elif chance < 0.12:
        page.write_datetime(row, column, datetime(pick.choice((1900, 2026, 9999)), 1, pick.randint(1, 28)), moment)  # noqa: DTZ001
    elif value:
        page.write_string(row, column, value)


def _merge(pick: Random, page: Any, rows: int, value: str) -> None:
    top, left = pick.randint(0, rows + 1), pick.randint(0, 5)
    from xlsxwriter.exceptions import OverlappingRange

    try:
        page.merge_range(top, left, top + pick.randint(0, 4), left + pick.randint(1, 3), value)
    except OverlappingRange:
        return


def export(pick: Random, corpus: Corpus) -> bytes:
    """An export of the virtual site with accidents in its lines and cells."""
    made = lines_of(pick, corpus.texts[pick.choice(list(corpus.texts))])
    data = made.encode(pick.choice(_ENCODINGS), "replace")
    return bytes_of(pick, data) if pick.random() < 0.2 else data


def damaged(pick: Random, corpus: Corpus) -> bytes:
    """A workbook, page, Parquet or Arrow file with accidents in its bytes or its parts."""
    if pick.random() < 0.5:
        data = corpus.archives[
            pick.choice([name for name in corpus.archives if name != "pi.xlsx" or pick.random() < 0.1])
        ]
        return archive_of(pick, data) if pick.random() < 0.85 else bytes_of(pick, data)
    name = pick.choice(list(corpus.files))
    data = corpus.files[name]
    marked = name.endswith(("html", "mht", "xml"))
    return words_of(pick, data) if marked and pick.random() < 0.7 else bytes_of(pick, data)


_MOMENTS: Final = (datetime(1, 1, 1), datetime(1970, 1, 1), datetime(2026, 3, 5, 8), datetime(9999, 12, 31, 23, 59))  # noqa: DTZ001
_TYPED: Final[Mapping[Any, tuple[Any, ...]]] = {
    pl.Float64: (0.0, -0.0, 1.5, float("nan"), float("inf"), -1e308, 5e-324),
    pl.Float32: (0.5, 3e38, float("nan")),
    pl.Int8: (0, 1, -128),
    pl.Int64: (0, 1, 2**63 - 1, -(2**63), 46_000, 1_767_225_600),
    pl.UInt64: (0, 1, 2**64 - 1),
    pl.Int128: (0, 2**100, -1),
    pl.Boolean: (True, False),
    pl.Date: (date(1, 1, 1), date(2026, 3, 5), date(9999, 12, 31)),
    pl.Datetime("ns"): (datetime(1970, 1, 1), datetime(2026, 3, 5, 8)),  # noqa: DTZ001
    pl.Datetime("us"): _MOMENTS,
    pl.Datetime("ms"): _MOMENTS,
    pl.Duration("us"): (timedelta(0), timedelta(days=1e8), timedelta(microseconds=-1)),
    pl.Time: (time(0), time(23, 59, 59)),
    pl.Binary: (b"", b"\xff"),
    pl.Null: (None,),
    pl.Categorical: ("A", "", "상"),
    pl.Enum(["low", "high", ""]): ("low", "high", ""),
    pl.List(pl.Float64): ([], [1.0, None]),
    pl.Struct({"a": pl.Int64}): ({"a": 1}, {"a": None}),
    pl.Decimal(38, 4): (0, 1),
}


def typed(pick: Random, corpus: Corpus) -> bytes:
    """A Parquet or Arrow file with columns of any type."""
    del corpus
    rows = pick.choice((0, 1, 2, 5, 30))
    columns: dict[str, pl.Series] = {}
    for _ in range(pick.choice((1, 2, 3, 6))):
        kind = pick.choice((*_TYPED, pl.String, pl.String))
        values = [(cell(pick) if kind == pl.String else pick.choice(_TYPED[kind])) for _ in range(rows)]
        gaps = pick.choice((0.0, 0.0, 0.3, 1.0))
        series = pl.Series(values=[None if pick.random() < gaps else value for value in values], dtype=kind)
        if isinstance(kind, pl.Datetime) and pick.random() < 0.4:
            series = series.dt.replace_time_zone(
                pick.choice(("UTC", "Asia/Seoul")), ambiguous="earliest", non_existent="null"
            )
        columns[head(pick).encode("utf-8", "replace").decode()] = series
    packed = io.BytesIO()
    frame = pl.DataFrame(columns)
    if pick.random() < 0.5:
        plain = {name: values for name, values in columns.items() if values.dtype not in (pl.Null, pl.Int128)}
        pl.DataFrame(plain).write_parquet(packed)
    else:
        frame.write_ipc(packed)
    return packed.getvalue() if pick.random() < 0.9 else bytes_of(pick, packed.getvalue())


def _token(pick: Random) -> str:
    match pick.randrange(8):
        case 0 | 1:
            return pick.choice(_NAMES)
        case 2:
            return f"{number(pick)}{pick.choice(('', ' '))}{pick.choice(_UNITS)}"
        case 3:
            return number(pick)
        case 4:
            return pick.choice(_SIGNS)
        case 5:
            return pick.choice((f"{pick.choice(list(SPELLINGS))}(", pick.choice(list(KEYWORDS)), "missing"))
        case 6:
            return f"'{pick.choice((cell(pick), 'A', 'kPa', '2026-01-01', '2026-01-01T00:00+09:00'))}'"
        case _:
            return pick.choice((cell(pick), pick.choice(words()), "1e308", "9" * 20))


def _tree(pick: Random, depth: int) -> str:
    """An expression that can be read, whether or not it has a meaning."""
    if depth == 0 or pick.random() < 0.2:
        return pick.choice(
            (
                pick.choice(_NAMES),
                f"{pick.choice((0, 0.5, 1, 2, 3, 1e308, 1e-320))} {pick.choice(_UNITS)}",
                number(pick),
            )
        ).replace("-", "")
    match pick.randrange(7):
        case 0 | 1:
            sign = pick.choice(("+", "-", "*", "/", "^", "<", ">=", "==", "and", "or"))
            return f"({_tree(pick, depth - 1)} {sign} {_tree(pick, depth - 1)})"
        case 2:
            function = FUNCTIONS[pick.choice(list(FUNCTIONS))]
            count = pick.randint(function.least, function.most or 4)
            return f"{function.name}({', '.join(_tree(pick, depth - 1) for _ in range(count))})"
        case 3:
            return f"{pick.choice(('not ', '-', '- -'))}({_tree(pick, depth - 1)})"
        case 4:
            return f"{_tree(pick, depth - 1)} between {_tree(pick, depth - 1)} and {_tree(pick, depth - 1)}"
        case 5:
            return f"{_tree(pick, depth - 1)} is {pick.choice(('', 'not '))}missing"
        case _:
            return f"{pick.choice(('mean', 'lag', 'difference', 'most', 'sum'))}({_tree(pick, 1)}, {_tree(pick, 0)})"


def expression(pick: Random, corpus: Corpus) -> bytes:
    """A formula: a meaningless row of words, a tree, or a good one with accidents."""
    del corpus
    chance = pick.random()
    if chance < 0.3:
        made = pick.choice(("", " ")).join(_token(pick) for _ in range(pick.choice((1, 3, 6, 12, 60))))
    elif chance < 0.7:
        made = _tree(pick, pick.choice((1, 2, 2, 3, 4)))
    else:
        parts = pick.choice(_FORMULAS).split(" ")
        for _ in range(pick.choice((0, 1, 1, 2))):
            place = pick.randrange(len(parts))
            parts[place : place + pick.choice((0, 1))] = [pick.choice((_token(pick), _tree(pick, 1)))]
        made = " ".join(parts)
    return made.encode("utf-8", "replace")


def study(pick: Random, corpus: Corpus) -> bytes:
    """A study file with accidents in its lines, words, bytes or parts."""
    name = pick.choice(list(corpus.studies))
    data = corpus.studies[name]
    if name.endswith(".xlsx"):
        return archive_of(pick, data) if pick.random() < 0.85 else bytes_of(pick, data)
    chance = pick.random()
    if chance < 0.5:
        return lines_of(pick, data.decode()).encode(pick.choice(_ENCODINGS[:5]), "replace")
    return words_of(pick, data) if chance < 0.85 else bytes_of(pick, data)


TARGETS: Final[Mapping[str, Callable[[Random, Corpus], bytes]]] = {
    "text": text,
    "workbook": workbook,
    "export": export,
    "damaged": damaged,
    "typed": typed,
    "expression": expression,
    "study": study,
}
"""What is tried, by name."""
