"""From a long table to series on one calendar: periods found or given; doubles, gaps and returns are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Kind
from sanhak.table.series_findings import (
    DatesFarApart,
    GapsFilled,
    LastPeriodIncomplete,
    MixedPeriods,
    NoRowsLeft,
    PeriodUnclear,
    QuantityBeyondReckoning,
    ReturnsNetted,
    RowsLeftOut,
    SameDateTwice,
    StrangeDates,
    WrongKind,
)
from sanhak.text import Text, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sanhak.table.table import Table

Period: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
SEASONS: Final[dict[Period, int]] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
"""After how many periods the pattern comes round: a week of days, else a year."""
_DAYS: Final[dict[Period, tuple[float, float]]] = {
    "day": (0.9, 1.6), "week": (6.0, 8.0), "month": (27.0, 32.0), "quarter": (88.0, 93.0), "year": (360.0, 370.0),
}  # fmt: skip
_WORDS: Final = {
    "day": say("days"), "week": say("weeks"), "month": say("months"), "quarter": say("quarters"), "year": say("years"),
}  # fmt: skip
_WORD: Final = {
    "day": say("day"), "week": say("week"), "month": say("month"), "quarter": say("quarter"), "year": say("year"),
}  # fmt: skip
_SHOWN: Final = 3
_ENOUGH: Final = 8
_LARGEST: Final = 1e70
"""Fourth powers of larger numbers are none."""
_PLAUSIBLE: Final = (1950, 2100)
_MONDAY: Final = date(1970, 1, 5)


@dataclass(frozen=True)
class Series:
    """Series by their labels, on one calendar.

    ``values`` has shape (series, periods), NaN before a series begins; every series ends with the last period, those
    that ended earlier with zeros. ``keys`` are the labels of each series, coarsest first; ``first`` the number of the
    first period; ``ended`` the series whose last record lies more than half a year before the end.
    """

    keys: tuple[tuple[str, ...], ...]
    period: Period
    first: int
    values: NDArray[np.float64]
    ended: tuple[int, ...]
    findings: tuple[Finding, ...]
    weekday: int = 0

    @property
    def season(self) -> int:
        """After how many periods the pattern comes round."""
        return SEASONS[self.period]

    def date(self, place: int) -> date:
        """The first day of the period at this place; places beyond the last lie ahead."""
        return _day(self.first + place, self.period, self.weekday)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is to be read as series.

    ``gaps`` says what a missing period means: nothing sold (``zero``), not recorded (``missing``), or as the table
    suggests (``auto``): where a zero is written anywhere, a gap is no zero. ``doubles`` says what several rows of one
    series on one date are: parts to be added, a later one that replaces the earlier, or a reason to ask.
    """

    quantity: str
    time: str
    labels: tuple[str, ...]
    period: Period | Literal["auto"] = "auto"
    gaps: Literal["auto", "zero", "missing"] = "auto"
    doubles: Literal["ask", "add", "last"] = "ask"


def words_of(period: Period, count: int = 2) -> Text:
    """A period in words, as it stands behind a count."""
    return _WORD[period] if count == 1 else _WORDS[period]


def series_of(table: Table, reading: Reading) -> Series:
    """The series of a long table, one for each combination of labels in order of appearance.

    Raises
    ------
    Refusal
        T340 for a column of the wrong kind, T341 if no row is left, T342 if the period cannot be told, T343 if series
        have different ones, T344 for several rows of one series on one date, T351 if half of the time is one gap, T353
        for quantities that cannot be reckoned.
    """
    for name, kind in ((reading.quantity, Kind.NUMBER), (reading.time, Kind.DATE)):
        if table[name].kind is not kind:
            raise Refusal(WrongKind(column=name, kind=table[name].kind.value, needed=kind.value))
    rows, findings = _rows(table, reading)
    rows, more = _doubles(rows, reading)
    found, weekday = _period(rows, reading)
    _refuse_gap(rows, found, weekday)
    numbered, late = _numbered(rows, found, weekday)
    series, told = _filled(numbered, found, weekday, reading)
    return replace(series, findings=(*findings, *more, *late, *told))


def _rows(table: Table, reading: Reading) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Complete rows as key, labels, date and quantity, in order of the key's first appearance, then of time."""
    labels = [pl.col(name).cast(pl.String).alias(f"label {at}") for at, name in enumerate(reading.labels)]
    every = table.frame.select(
        *labels, pl.col(reading.time).cast(pl.Date).alias("date"), pl.col(reading.quantity).alias("quantity")
    )
    rows = every.drop_nulls()
    if not rows.height:
        raise Refusal(NoRowsLeft(column=reading.quantity, time=reading.time))
    _refuse_absurd(rows["quantity"], reading)
    findings: list[Finding] = []
    if rows.height < every.height:
        findings.append(RowsLeftOut(rows=every.height - rows.height, of=every.height))
    names = [f"label {at}" for at in range(len(reading.labels))]
    key = pl.struct(names).rank("dense") if names else pl.lit(1)
    rows = rows.with_row_index("row").with_columns(key.alias("key"))
    rows = rows.with_columns(pl.col("row").min().over("key").alias("key")).sort("key", "date", "row")
    dates = [day for day in (rows["date"].min(), rows["date"].max()) if isinstance(day, date)]
    if any(not _PLAUSIBLE[0] <= day.year <= _PLAUSIBLE[1] for day in dates):
        findings.append(StrangeDates(first=dates[0], last=dates[-1]))
    return rows, tuple(findings)


def _refuse_absurd(quantities: pl.Series, reading: Reading) -> None:
    largest = quantities.gather([int(quantities.abs().arg_max() or 0)]).item()
    if abs(largest) > _LARGEST or 0 < abs(largest) < 1 / _LARGEST:
        raise Refusal(QuantityBeyondReckoning(column=reading.quantity, value=largest))


def _refuse_gap(rows: pl.DataFrame, period: Period, weekday: int) -> None:
    """Refuse a calendar of which more than a half, and more than two rounds of the season, is one gap."""
    at = rows.select(_number(pl.col("date"), period, weekday).unique().sort()).to_series()
    gaps = at.diff().drop_nulls()
    if not len(gaps):
        return
    place, every = int(gaps.arg_max() or 0), int(at.item(-1) - at.item(0)) + 1
    empty = int(gaps.item(place)) - 1
    if empty > max(every / 2, 2 * SEASONS[period], _ENOUGH):
        before, after = (_day(at.item(one), period, weekday) for one in (place, place + 1))
        raise Refusal(
            DatesFarApart(before=before, after=after, empty=empty, all=every, periods=words_of(period, every))
        )


def _doubles(rows: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Several rows of a series on one date: refused, added up, or the last taken."""
    twice = rows.filter(pl.len().over("key", "date") > 1)
    if not twice.height or reading.doubles == "add":
        return rows, ()
    if reading.doubles == "last":
        return rows.unique(("key", "date"), keep="last", maintain_order=True), (
            RowsLeftOut(rows=twice.height - twice.unique(("key", "date")).height, of=rows.height),
        )
    first = twice.row(0, named=True)
    name = [first[f"label {at}"] for at in range(len(reading.labels))]
    raise Refusal(
        SameDateTwice(
            rows=twice.height, dates=twice.unique(("key", "date")).height, name=tuple(name), day=first["date"]
        )
    )


def _period(rows: pl.DataFrame, reading: Reading) -> tuple[Period, int]:
    """The period, and for weeks the weekday on which they begin."""
    gaps = _gaps(rows)
    weekday = int(rows["date"].dt.weekday().mode().sort().item(0)) - 1
    if reading.period != "auto":
        return reading.period, weekday if _usual(gaps) == "week" else 0
    found = _usual(gaps)
    if found is None:
        days = rows["date"].unique().sort()
        spacing = float(days.diff().dt.total_days().drop_nulls().median() or 0.0) if len(days) > 1 else 0.0  # type: ignore[arg-type]
        raise Refusal(PeriodUnclear(time=reading.time, spacing=spacing))
    _mixed(rows, found)
    return found, weekday if found == "week" else 0


def _gaps(rows: pl.DataFrame) -> pl.Series:
    """Days between all distinct dates, over all series together."""
    return rows["date"].unique().sort().diff().drop_nulls().dt.total_days().cast(pl.Float64)


def _usual(gaps: pl.Series) -> Period | None:
    """The period whose length most gaps have."""
    if not len(gaps):
        return None
    middle = float(gaps.median())  # type: ignore[arg-type]
    named = (name for name, (least, most) in _DAYS.items() if least <= middle <= most)
    # Working days are days: their median is one, too. What lies between weeks has no name.
    return next(named, None)


def _mixed(rows: pl.DataFrame, found: Period) -> None:
    """Refuse where some series keep a longer period of their own, such as months among weeks."""
    finer = list(_DAYS)[list(_DAYS).index(found) + 1 :]
    own = rows.group_by("key", maintain_order=True).agg(
        pl.col("date").unique().sort().diff().drop_nulls().dt.total_days().alias("gaps"), pl.col("^label.*$").first()
    )
    for row in own.iter_rows(named=True):
        lengths = row["gaps"]
        for name in finer:
            least, most = _DAYS[name]
            if len(lengths) >= _ENOUGH and all(least <= length <= most for length in lengths) and len(set(lengths)) > 1:
                labels = tuple(str(value) for key, value in row.items() if key.startswith("label"))
                raise Refusal(MixedPeriods(name=labels, own=_WORDS[name], others=_WORDS[found]))


def _number(day: pl.Expr, period: Period, weekday: int) -> pl.Expr:
    """The number of the period in which a day lies."""
    match period:
        case "day":
            return day.cast(pl.Int32)
        case "week":
            return (day.cast(pl.Int32) - (_MONDAY - date(1970, 1, 1)).days - weekday).floordiv(7)
        case "month":
            return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32) - 1
        case "quarter":
            return day.dt.year().cast(pl.Int32) * 4 + day.dt.quarter().cast(pl.Int32) - 1
        case _:
            return day.dt.year().cast(pl.Int32)


def _day(number: int, period: Period, weekday: int) -> date:
    """The first day of a period."""
    match period:
        case "day":
            return date(1970, 1, 1) + timedelta(days=number)
        case "week":
            return _MONDAY + timedelta(days=7 * number + weekday)
        case "month":
            return date(number // 12, number % 12 + 1, 1)
        case "quarter":
            return date(number // 4, number % 4 * 3 + 1, 1)
        case _:
            return date(number, 1, 1)


def _numbered(rows: pl.DataFrame, period: Period, weekday: int) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """One row for each series and period, added up; a last period that is cut short is left out."""
    gaps = _gaps(rows)
    numbered = rows.with_columns(_number(pl.col("date"), period, weekday).alias("period"))
    findings: tuple[Finding, ...] = ()
    last: int = numbered["period"].sort().item(-1)
    latest: date = numbered["date"].sort().item(-1)
    usual = float(gaps.median()) if len(gaps) else 0.0  # type: ignore[arg-type]
    finer = usual < 0.5 * _DAYS[period][0]
    if finer and latest + timedelta(days=2 * usual + 3) < _day(last + 1, period, weekday):
        kept = numbered.filter(pl.col("period") < last)
        if kept.height:
            findings = (LastPeriodIncomplete(day=_day(last, period, weekday), rows=numbered.height - kept.height),)
            numbered = kept
    summed = numbered.group_by("key", "period", maintain_order=True).agg(
        pl.col("quantity").sum(), pl.col("^label.*$").first()
    )
    return summed, findings


def _filled(rows: pl.DataFrame, period: Period, weekday: int, reading: Reading) -> tuple[Series, tuple[Finding, ...]]:
    """The matrix of values, with gaps filled and returns netted."""
    import numpy as np

    first, last = (int(end) for end in (rows["period"].min(), rows["period"].max()))  # type: ignore[arg-type]
    keys = rows.unique("key", maintain_order=True)
    names = tuple(
        tuple(str(row[f"label {at}"]) for at in range(len(reading.labels))) or (reading.quantity,)
        for row in keys.iter_rows(named=True)
    )
    place = {key: at for at, key in enumerate(keys["key"])}
    values = np.full((len(place), last - first + 1), np.nan)
    at = np.array([place[key] for key in rows["key"]])
    values[at, rows["period"].to_numpy() - first] = rows["quantity"].to_numpy()
    findings = list(_returns(values, names))
    zero = reading.gaps == "zero" or (reading.gaps == "auto" and not (values == 0).any())
    ended = _ended(values, SEASONS[period]) if not zero else ()
    filled, gaps, touched = _closed(np.maximum(values, 0.0), zero=zero)
    if gaps:
        named = tuple(" · ".join(names[one]) for one in touched[:_SHOWN])
        findings.append(GapsFilled(gaps=gaps, series=len(touched), names=named, how=_how(zero=zero)))
    return Series(names, period, first, filled, ended, (), weekday), tuple(findings)


def _how(*, zero: bool) -> Text:
    return say("nothing was sold") if zero else say("not recorded, the way from neighbour to neighbour")


def _returns(values: NDArray[np.float64], names: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    import numpy as np

    negative = values < 0
    if negative.any():
        worst = int(np.argmin(np.nan_to_num(values).min(axis=1)))
        yield ReturnsNetted(
            periods=int(negative.sum()), series=int(negative.any(axis=1).sum()), name=" · ".join(names[worst])
        )


def _ended(values: NDArray[np.float64], season: int) -> tuple[int, ...]:
    """Series without a record in the last half year, or in the last three periods where that is longer."""
    import numpy as np

    quiet = max(season // 2, 3)
    late = np.isnan(values[:, -quiet:]).all(axis=1) if values.shape[1] > quiet else np.zeros(len(values), dtype=bool)
    return tuple(np.flatnonzero(late).tolist())


def _closed(values: NDArray[np.float64], *, zero: bool) -> tuple[NDArray[np.float64], int, list[int]]:
    """The matrix without gaps after a first record, how many were filled, and in which series.

    They become zeros, or the straight line between neighbours; after its last record a series that goes on keeps its
    last value, and one that ended becomes zero.
    """
    import numpy as np

    filled, count, touched = values.copy(), 0, []
    periods = np.arange(values.shape[1])
    for at, row in enumerate(values):
        known = np.flatnonzero(~np.isnan(row))
        open_ = np.isnan(row) & (periods > known[0])
        inside = open_ & (periods < known[-1])
        after = open_ & (periods > known[-1])
        filled[at, inside] = 0.0 if zero else np.interp(periods[inside], known, row[known])
        # Nobody records a zero for what is no longer sold.
        short = after.sum() < max(3, values.shape[1] // 20) and not zero
        filled[at, after] = row[known[-1]] if short else 0.0
        if inside.any() or (short and after.any()):
            count += int(inside.sum() + (after.sum() if short else 0))
            touched.append(at)
    return filled, count, touched


def last_values(
    table: Table, column: str, time: str, labels: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> NDArray[np.float64]:
    """The latest value of a column in each series, NaN where it has none, shape (series,).

    Raises
    ------
    Refusal
        T340 if the column holds no numbers.
    """
    import numpy as np

    if table[column].kind is not Kind.NUMBER:
        raise Refusal(WrongKind(column=column, kind=table[column].kind.value, needed=Kind.NUMBER.value))
    rows = table.frame.select(*(pl.col(name).cast(pl.String) for name in labels), when=time, value=column)
    rows = rows.drop_nulls().sort("when", maintain_order=True)
    found = {row[: len(labels)]: row[-1] for row in rows.iter_rows()}
    return np.array([found.get(key if labels else (), np.nan) for key in keys], dtype=np.float64)


def as_moment(day: date) -> datetime:
    """A day as tables hold it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as columns are
