"""Rows of tags in time order, with their moments and the places where one does not follow the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding
from sanhak.model.normal.codes import no_measurements
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.findings import NoMeasurement
from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_monitoring import OutOfOrder, RowsNotJudged, SameMomentTwice
from sanhak.text import Text, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GAP: Final = 5
"""Usual steps from which on a row does not follow the one before it."""


@dataclass(frozen=True)
class Course:
    """Rows in time order: their tags, shape (rows, tags), missing is NaN; ``source`` is each row's place in its table.

    ``times`` are None where the table has no time; its rows are then taken as they stand.
    """

    X: Floats
    times: tuple[datetime, ...] | None
    source: NDArray[np.intp]
    breaks: Flags

    def __len__(self) -> int:
        return len(self.X)

    def moment(self, row: int) -> Text:
        """When a row was taken, in words: a moment, or the number of the row in its table."""
        place = min(max(row, 0), len(self) - 1)
        if self.times is None:
            return say("row {number}", number=int(self.source[place]) + 1)
        return say("{moment}", moment=self.times[place])

    @property
    def step(self) -> timedelta | None:
        """The usual time between two rows; None without times."""
        if self.times is None or len(self) < 2:  # noqa: PLR2004 - one row follows none
            return None
        return float(np.median(_seconds(self.times))) * timedelta(seconds=1)

    def part(self, which: Flags) -> Course:
        """Some of the rows; the first one after rows that were left out does not follow the one before."""
        rows = np.flatnonzero(which)
        breaks = self.breaks[rows] | (np.diff(rows, prepend=-2) != 1)
        times = None if self.times is None else tuple(self.times[row] for row in rows.tolist())
        return Course(self.X[rows], times, self.source[rows], breaks)

    def held(self, usual: Course | None = None) -> Course:
        """Gaps filled with the last value; at the beginning with the median of ``usual``, by default of these rows."""
        middle = np.nanmedian(self.X if usual is None else usual.X, axis=0)
        filled = self.X.copy()
        for column, start in zip(filled.T, middle, strict=True):
            known = ~np.isnan(column)
            last = np.maximum.accumulate(np.where(known, np.arange(len(column)), -1))
            column[:] = np.where(last < 0, start, column[np.maximum(last, 0)])
        return replace(self, X=filled)


def course(table: Table, tags: tuple[Column, ...]) -> tuple[Course, tuple[Finding, ...]]:
    """The rows of a table in time order, each moment once; those with hardly a value are left out and counted."""
    findings: list[Finding] = []
    source = np.arange(len(table))
    times = None
    if table.time is not None and table[table.time].kind is Kind.DATE:
        given = table.frame[table.time]
        undated = given.is_null().to_numpy()
        moments = given.dt.epoch("us").fill_null(0).to_numpy()
        source = source[~undated]
        order = np.argsort(moments[source], kind="stable")
        if (moved := int((np.diff(moments[source]) < 0).sum())) > 0:
            findings.append(OutOfOrder(rows=moved))
        source = source[order]
        twice = np.diff(moments[source], prepend=-1) == 0
        if twice.any():
            findings.append(SameMomentTwice(rows=int(twice.sum())))
        source = source[~twice]
        times = given
    X = np.column_stack([table.values(tag.name) for tag in tags])[source]
    for tag, column in zip(tags, X.T, strict=True):
        findings += _without_codes(tag.name, column)
    blank = 2 * np.isnan(X).sum(axis=1) > len(tags)
    dropped = int(blank.sum()) + (len(table) - len(source) if times is None else int(undated.sum()))
    held = int(np.isnan(X[~blank]).sum())
    if dropped or held:
        findings.append(RowsNotJudged(rows=dropped, cells=held))
    kept = source[~blank]
    at = None if times is None else tuple(times.gather(kept.tolist()).to_list())
    return Course(X[~blank], at, kept, _breaks(at, len(kept))), tuple(findings)


def _without_codes(name: str, values: Floats) -> Iterator[NoMeasurement]:
    """Take what is no measurement out of the values of a tag, shape (rows,), and tell it."""
    odd = no_measurements(values)
    if odd.any():
        yield NoMeasurement(column=name, value=float(values[odd][0]), rows=int(odd.sum()))
        values[odd] = np.nan


def _breaks(times: tuple[datetime, ...] | None, rows: int) -> Flags:
    out = np.zeros(rows, dtype=np.bool_)
    if times is not None and rows > 1:
        steps = _seconds(times)
        out[1:] = steps > _GAP * np.median(steps)
    return out


def _seconds(times: tuple[datetime, ...]) -> Floats:
    return np.asarray(np.diff(np.array(times, dtype="datetime64[us]").astype(np.int64)) / 1e6, dtype=float)
