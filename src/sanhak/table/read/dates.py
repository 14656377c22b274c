"""Dates that just work: Korean and ISO dates, two-digit years, month names, zones, compact digits, serial numbers.

Every way of writing is first brought to the shape ``day-ish, clock, zone`` by text replacement, then read once. All
steps work on whole columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

import polars as pl

Order: TypeAlias = Literal["ymd", "dmy", "mdy"]
"""Which of the three numbers of a date comes first."""
ORDERS: Final[tuple[Order, ...]] = get_args(Order)

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = r"((?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?i:[a-z]{0,6})\.?"
_DAYS: Final = r"(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_WEEKDAY: Final = rf"\s*\(\s*(?:[월화수목금토일]|{_DAYS})\s*\)|[월화수목금토일]요일|^{_DAYS}\.?,?\s+"
_NAMED: Final = rf"^([0-9]{{1,2}})[-\s/.]*{_NAME}[-\s/,.]*([0-9]{{4}}|[0-9]{{2}})\b(.*)$"
_NAMED_FIRST: Final = rf"^{_NAME}\s+([0-9]{{1,2}}),?\s+([0-9]{{4}})\b(.*)$"
_ZONE: Final = r"(Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT|KST)"
_HALF: Final = r"(오전|오후|[aApP]\.?[mM]\.?)"
_TIME: Final = (
    rf"{_HALF}?\s*([0-9]{{1,2}})(?::|\s*시\s*)([0-9]{{1,2}})?"
    rf"(?:(?::|\s*분\s*)([0-9]{{1,2}})?(?:[.,]([0-9]{{1,9}}))?\s*초?)?\s*{_HALF}?"
)
_SHAPE: Final = (
    r"^([0-9]{4}|[0-9]{1,2})\s*[-./년]\s*([0-9]{1,2})\s*[-./월]\s*([0-9]{4}|[0-9]{1,2})\s*[.일]?"
    rf"(?:[\sT,]*{_TIME}\s*{_ZONE}?)?$"
)
_PARTS: Final = ("first", "second", "third", "half", "hour", "minute", "sec", "fraction", "half_after", "zone")
# Rewritten in this order: pattern, replacement.
_REWRITTEN: Final = (
    (_WEEKDAY, ""),
    (r"^'?([0-9]{2})\s*년", "20${1}년"),
    (r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$", "$1-$2-$3"),
    (r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[T\s_-]?([0-9]{2}):?([0-9]{2})$", "$1-$2-$3 $4:$5"),
    (r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[T\s_-]?([0-9]{2}):?([0-9]{2}):?([0-9]{2})$", "$1-$2-$3 $4:$5:$6"),
    (r"^([0-9]{4})\s*(?:년\s*|[-/])([0-9]{1,2})\s*월?$", "$1-$2-1"),
)
_LOOKS: Final = re.compile(
    rf"(?:{_DAYS}\.?,?\s+)?"
    r"(?:'?[0-9]{1,4}\s*[-./년]\s*[0-9]{1,2}\s*[-./월]\s*[0-9]{1,4}(?![0-9]*[-./][0-9])"
    rf"|[0-9]{{1,2}}[-\s/.]*{_NAME}[-\s/,.]*[0-9]{{2}}|{_NAME}\s+[0-9]{{1,2}},?\s+[0-9]{{4}}"
    r"|[0-9]{4}\s*(?:년\s*|[-/])[0-9]{1,2}\s*월?$|(?:19|20)[0-9]{6}(?:\D|[0-9]{4}|$))"
)
CLOCK: Final = (
    r"^(?:오전|오후|[aApP]\.?[mM]\.?)?\s*(?:[01]?[0-9]|2[0-4])(?::|시\s*)[0-5][0-9](?::[0-5][0-9])?(?:\.[0-9]+)?\s*분?"
    r"\s*(?:[aApP]\.?[mM]\.?)?$"
)
"""A time of day without a date, such as ``14:30``."""
_CENTURY_TURN: Final = 70  # POSIX strptime: two-digit years 69 to 99 are 19xx; 69 itself is never a record of a plant
_EXCEL_EPOCH: Final = 25_569  # Excel's number of 1 January 1970 in the 1900 system
_DAY_SECONDS: Final = 86_400
# Another order of day and month is ruled out when it would stretch the column over more than twice the time.
_STRETCH: Final = 2.0
_FIRST: Final = datetime(1, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time
_LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999)  # noqa: DTZ001 - likewise


@dataclass(frozen=True, slots=True)
class Dates:
    """Cells read as dates.

    ``values`` are moments, null where a cell is none: local wall time, or UTC with more than one zone in ``zones``.
    ``order`` is that of year, month and day; ``bare`` counts the dates that name no zone. ``doubtful`` is a cell that
    another order would read as another day, None where the column leaves no doubt.
    """

    values: pl.Series
    order: Order
    zones: tuple[str, ...] = ()
    bare: int = 0
    doubtful: str | None = None


def is_date(text: str) -> bool:
    """Whether one cell has the shape of a date; used to tell headers from data."""
    return _LOOKS.match(text) is not None


def read_dates(texts: pl.Series) -> Dates:
    """Stripped cells, shape (rows,), as local wall time; the order of day and month is decided for the whole column."""
    parts = _parts(texts)
    order, doubtful = _order(parts, texts)
    moments = _moments(parts, order)
    zones = tuple(sorted(parts.filter(moments.is_not_null())["zone"].drop_nulls().unique().to_list()))
    bare = int((moments.is_not_null() & parts["zone"].is_null()).sum())
    if len(zones) > 1:
        moments = in_calendar(moments - parts.select(_offset()).to_series())
    return Dates(moments.alias(texts.name), order, zones, bare, doubtful)


def read_in_order(texts: pl.Series, order: Order, zones: Sequence[str]) -> pl.Series:
    """Further cells of a column that was read before: its order and its zones are known, other zones are no dates."""
    parts = _parts(texts)
    moments = _moments(parts, order)
    if len(zones) > 1:
        return moments - parts.select(_offset()).to_series()
    known = parts["zone"].is_null() | parts["zone"].is_in(list(zones))
    return moments.set(~known, None)


def from_serials(values: pl.Series) -> pl.Series:
    """Excel's day numbers (1900 system) as moments, to the second."""
    seconds = ((values - _EXCEL_EPOCH) * _DAY_SECONDS).round(0)
    return (seconds * 1_000_000).cast(pl.Int64).cast(pl.Datetime("us"))


def from_epochs(values: pl.Series, per_second: int) -> pl.Series:
    """Seconds (or thousandths, ``per_second=1000``) since 1 January 1970 as moments in UTC."""
    return (values * (1_000_000 // per_second)).round(0).cast(pl.Int64).cast(pl.Datetime("us"))


def clock_of(texts: pl.Series) -> pl.Series:
    """Times of day (``14:30``, ``오후 2:30``) as durations since midnight; null where a cell is none."""
    parts = _parts("2000-01-01 " + texts)
    return parts.select(pl.when(pl.col("hour").is_not_null()).then(_since_midnight()).alias(texts.name)).to_series()


def _parts(texts: pl.Series) -> pl.DataFrame:
    """The parts of each cell as text, shape (rows, 10); all null where the cell is no date."""
    for pattern, replacement in _REWRITTEN:
        texts = texts.str.replace(pattern, replacement)
    texts = _spelled_out(texts)
    parts = texts.str.extract_groups(_SHAPE).struct.unnest()
    parts.columns = list(_PARTS)
    return parts.with_columns(
        pl.col("zone").replace_strict({"KST": "+09:00", "GMT": "UTC", "Z": "UTC"}, default=pl.col("zone"))
    )


def _spelled_out(texts: pl.Series) -> pl.Series:
    """``05-Mar-26 14:30`` and ``Mar 5, 2026`` with the month as a number, year first."""
    if not texts.str.contains(_NAME).any():
        return texts
    day_first = texts.str.extract_groups(_NAMED).struct.rename_fields(["day", "month", "year", "rest"])
    name_first = texts.str.extract_groups(_NAMED_FIRST).struct.rename_fields(["month", "day", "year", "rest"])
    rewritten = pl.DataFrame({"text": texts})
    for groups in (day_first, name_first):
        number = (
            pl.col("month")
            .str.to_lowercase()
            .replace_strict({name: str(place) for place, name in enumerate(_MONTHS, 1)}, default=None)
        )
        made = (
            groups.struct.unnest()
            .select(pl.format("{}-{}-{}{}", _full_year(pl.col("year")), number, "day", "rest"))
            .to_series()
        )
        rewritten = rewritten.select(text=pl.coalesce(made, "text"))
    return rewritten["text"]


def _full_year(year: pl.Expr) -> pl.Expr:
    """A year of two digits with its century."""
    old = year.cast(pl.Int32, strict=False) >= _CENTURY_TURN
    return pl.when(year.str.len_chars() == 4).then(year).when(old).then("19" + year).otherwise("20" + year)  # noqa: PLR2004


def _moments(parts: pl.DataFrame, order: Order) -> pl.Series:
    """The parts as moments when the three numbers of the day stand in this order."""
    year_first = (pl.col("first").str.len_chars() == 4) | pl.lit(order == "ymd")  # noqa: PLR2004
    middle, last = ("second", "first") if order == "dmy" else ("first", "second")
    year = pl.when(year_first).then("first").otherwise("third")
    month = pl.when(year_first).then("second").otherwise(middle)
    day = pl.when(year_first).then("third").otherwise(last)
    full = pl.when(year.str.len_chars() != 1).then(_full_year(year))
    date = pl.format("{}-{}-{}", full, month.str.zfill(2), day.str.zfill(2)).str.to_date("%Y-%m-%d", strict=False)
    return in_calendar(parts.select((date.cast(pl.Datetime("us")) + _since_midnight()).alias("moment"))["moment"])


def in_calendar(moments: pl.Series) -> pl.Series:
    """The moments of the years 1 to 9999; others, which no calendar writes, are missing."""
    return moments.set(~moments.is_between(_FIRST, _LAST), None)


def _since_midnight() -> pl.Expr:
    """The clock of a cell as a duration, zero where there is none, null where it cannot be."""
    half = pl.coalesce("half", "half_after").str.slice(0, 1).str.to_lowercase()
    late = (pl.coalesce("half", "half_after") == "오후") | (half == "p")
    hour, minute, second = (pl.col(part).cast(pl.Int64).fill_null(0) for part in ("hour", "minute", "sec"))
    turned = pl.when(half.is_null()).then(hour).otherwise(hour % 12 + pl.when(late).then(12).otherwise(0))
    fraction = ("0." + pl.col("fraction")).cast(pl.Float64).fill_null(0)
    possible = (turned * 60 + minute <= 24 * 60) & (minute < 60) & (second < 60)  # noqa: PLR2004
    micro = ((turned * 60 + minute) * 60 + second) * 1_000_000 + (fraction * 1_000_000).round(0).cast(pl.Int64)
    return pl.when(possible).then(pl.duration(microseconds=micro))


def _offset() -> pl.Expr:
    """The distance of each cell's zone from UTC, zero where it names none."""
    digits = pl.col("zone").str.replace_all(r"UTC|GMT|:", "")
    sign = pl.when(digits.str.starts_with("-")).then(-1).otherwise(1)
    bare = digits.str.slice(1)
    hours = pl.when(bare.str.len_chars() > 2).then(bare.str.head(-2)).otherwise(bare)  # noqa: PLR2004
    minutes = pl.when(bare.str.len_chars() > 2).then(bare.str.tail(2))  # noqa: PLR2004
    total = hours.cast(pl.Int64, strict=False).fill_null(0) * 60 + minutes.cast(pl.Int64, strict=False).fill_null(0)
    return pl.duration(minutes=sign * total)


def _order(parts: pl.DataFrame, texts: pl.Series) -> tuple[Order, str | None]:
    """The order under which most cells are days and the column spans the shortest time; and a cell left in doubt."""
    if bool((parts["first"].str.len_chars() == 4).all()):  # noqa: PLR2004
        return "ymd", None
    dotted = bool(texts.str.contains(r"^[0-9]+\.").any())
    preferred: tuple[Order, ...] = ("ymd", "dmy", "mdy") if dotted else ("ymd", "mdy", "dmy")
    readings = {order: _moments(parts, order) for order in preferred}
    most = max(reading.count() for reading in readings.values())
    able = [order for order in preferred if readings[order].count() == most]
    spans = {order: _span(readings[order]) for order in able}
    shortest = min(spans.values())
    left = [order for order in able if spans[order] <= _STRETCH * shortest]
    order = left[0]
    others = [(readings[order] != readings[other]).fill_null(value=False) for other in left[1:]]
    doubtful = next((texts.filter(differs)[0] for differs in others if differs.any()), None)
    return order, doubtful


def _span(moments: pl.Series) -> float:
    """Seconds between the first and the last moment."""
    numbers = moments.cast(pl.Int64).drop_nulls()
    return float(numbers.max() - numbers.min()) / 1e6 if numbers.len() else 0.0  # type: ignore[operator, arg-type]
