"""Histories of tags with moments of their own become one table in which each value is held until the next record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.read.clock_findings import SummerTimeTakenOut
from sanhak.table.read.clocks import winter_time
from sanhak.table.read.exports import findings as found
from sanhak.table.read.names import Head
from sanhak.text import Amount

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

USUAL_SHARE: Final = 0.95
"""The spacing that this share of a tag's records keep is its usual one …"""
HELD_SPACINGS: Final = 10
"""… and a value is held for at most so many of them."""
_MOST_CELLS: Final = 200_000_000
_UNITS: Final = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"))
_MICRO: Final = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The records of one tag in the order of the file.

    ``times`` are Datetime (µs) without gaps; ``values``, of the same length and any type, are null where the tag was
    recorded as missing, which holds until its next record like any other value.
    """

    head: Head
    times: pl.Series
    values: pl.Series


@dataclass(frozen=True, slots=True, eq=False)
class Reshaped:
    """Columns as a table needs them: a head for each column of ``frame``, and what was found on the way."""

    heads: Sequence[Head]
    frame: pl.DataFrame
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """One tag on the common moments: its values, the oldest that is held (s), those too old, and the limit (s)."""

    values: pl.Series
    longest: float
    stale: int
    limit: float | None


def hold(histories: Sequence[History], time: str, limit: timedelta | None = None) -> Reshaped:
    """The histories on the union of their moments, each value held until its tag's next record.

    Parameters
    ----------
    histories
        One for each tag; a tag that was recorded twice at one moment counts with its last record.
    time
        Name of the time column.
    limit
        How long a value is held at most; by default :data:`HELD_SPACINGS` times the spacing that :data:`USUAL_SHARE` of
        the tag's own records keep. A compressed history spaces its records by how fast the process moves, so that each
        tag has to give its own measure: quiet stretches stay far below it, and a sensor that stopped passes it.

    Returns
    -------
    heads and a frame of shape (moments, 1 + tags), the time first, with the findings. Cells before a tag's first
    record are null, and so are cells whose record is older than the limit.

    Raises
    ------
    Refusal
        T141 if the table would have more than two hundred million cells.
    """
    histories, notes = _in_winter_time(histories, time)
    ordered, repeated = _ordered(histories)
    moments = pl.concat([history.times for history in ordered]).unique().sort()
    cells = moments.len() * len(ordered)
    if cells > _MOST_CELLS:
        raise Refusal(found.HistoryTooLarge(tags=len(ordered), rows=moments.len(), cells=cells))
    stamps = moments.to_physical().to_numpy()
    laid = [_laid(history, stamps, limit) for history in ordered]
    columns = [moments, *(tag.values for tag in laid)]
    frame = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])
    heads = [Head(time), *(history.head for history in ordered)]
    return Reshaped(heads, frame, [*notes, *repeated, *_notes(ordered, laid, moments.len())])


def _in_winter_time(histories: Sequence[History], time: str) -> tuple[list[History], list[Finding]]:
    """Each history in winter time where its clock was set back, before an hour that stands twice is lost in order."""
    clocks = [winter_time(history.times) for history in histories]
    turned = [replace(history, times=clock.times) for history, clock in zip(histories, clocks, strict=True)]
    backs = [clock.times[clock.back] for clock in clocks if clock.back is not None]
    if not backs:
        return turned, []
    return turned, [SummerTimeTakenOut(column=time, moment=min(backs), rows=sum(clock.moved for clock in clocks))]


def _ordered(histories: Sequence[History]) -> tuple[list[History], list[Finding]]:
    """Each history rising in time with one record a moment, the last of the file."""
    ordered, repeated = [], {}
    for history in histories:
        frame = pl.DataFrame({"time": history.times, "value": history.values}).sort("time", maintain_order=True)
        last = frame.unique("time", keep="last", maintain_order=True)
        if last.height < frame.height:
            repeated[history.head.name] = frame.height - last.height
        ordered.append(replace(history, times=last["time"], values=last["value"]))
    if not repeated:
        return ordered, []
    return ordered, [found.StampsRepeated(records=sum(repeated.values()), columns=tuple(repeated))]


def _laid(history: History, moments: NDArray[np.int64], stated: timedelta | None) -> _Laid:
    import numpy as np

    stamps = history.times.to_physical().to_numpy()
    if len(stamps) == 0:
        return _Laid(pl.Series([None] * len(moments), dtype=history.values.dtype), 0.0, 0, None)
    place = np.searchsorted(stamps, moments, side="right") - 1
    record = np.maximum(place, 0)
    age = (moments - stamps[record]) / _MICRO
    limit = limit_of(stamps) if stated is None else stated.total_seconds()
    stale = (place >= 0) & (age > (np.inf if limit is None else limit))
    values = history.values.gather(pl.Series(record))
    lost = int((pl.Series(stale) & values.is_not_null()).sum())
    values = pl.select(pl.when(~pl.lit(pl.Series((place < 0) | stale))).then(pl.lit(values))).to_series()
    held = age[values.is_not_null().to_numpy()]
    return _Laid(values, float(held.max(initial=0.0)), lost, limit)


def limit_of(stamps: NDArray[np.int64]) -> float | None:
    """How long a tag's value may be held, in seconds, from its moments in µs, rising; None after a single record."""
    import numpy as np

    if len(stamps) < 2:  # noqa: PLR2004 - one record has no spacing
        return None
    return HELD_SPACINGS * float(np.quantile(np.diff(stamps) / _MICRO, USUAL_SHARE))


def _notes(histories: Sequence[History], laid: Sequence[_Laid], rows: int) -> list[Finding]:
    """What was held, and what was not because it was too old."""
    names = [history.head.name for history in histories]
    longest, column = max(((tag.longest, name) for tag, name in zip(laid, names, strict=True)), key=lambda tag: tag[0])
    notes: list[Finding] = []
    if longest > 0:
        records = sum(history.times.len() for history in histories)
        told = duration(longest)
        notes.append(found.ValuesHeld(tags=len(laid), records=records, rows=rows, column=column, longest=told))
    stale = [(name, tag.limit) for tag, name in zip(laid, names, strict=True) if tag.stale and tag.limit is not None]
    if stale:
        cells = sum(tag.stale for tag in laid)
        limits = tuple(duration(limit) for _, limit in stale)
        notes.append(found.HeldTooLong(cells=cells, columns=tuple(name for name, _ in stale), limits=limits))
    return notes


def duration(seconds: float) -> Amount:
    """Seconds in the unit in which they are read most easily."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= 2 * size), (1.0, "s"))
    return Amount(seconds / size, unit)
