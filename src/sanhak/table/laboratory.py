"""Laboratory values beside tags: which of them are samples, when they were drawn, and which rows of the tags they show.

Times are seconds since 1970, on the clock of the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.laboratory_findings import (
    LaboratoryHeld,
    LaboratoryNoNumber,
    NoMoments,
    SamplesAfterTags,
    SamplesBeforeTags,
    SamplesRepeated,
    TagDied,
    TagFromLaboratory,
    TooFewSamples,
)
from sanhak.table.table import Table

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

FEWEST: Final = 20
"""Samples under which nothing can be learnt and judged."""
_FILLED, _REPEATED = 0.8, 0.6
"""Shares of rows with a value, and of values that repeat the one before, from which on a column is held."""
_REACH: Final = 10.0
"""Usual steps between rows by which a row may be older than what a sample shows."""
_STILL, _STILL_SHARE, _MOVES = 12, 0.02, 0.5
"""Last rows (and share of all) in which a dead tag stands still, and the share of rows before in which it moved."""
_COPIED: Final = 0.999
"""Share of the variance from which on a tag is made from the laboratory value."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Laboratory values in the order of their time.

    ``moments`` [s] and ``values`` have shape (samples,); ``noise`` is the deviation between repeats of one sample in
    the unit of ``column``, None where there are none.
    """

    column: Column
    moments: Floats
    values: Floats
    noise: float | None
    findings: tuple[Finding, ...]


def seconds_of(table: Table, called: str) -> Floats:
    """When each row was taken [s], shape (rows,); NaN where that is not known.

    Raises
    ------
    Refusal
        T337 if the table, which the reader knows as ``called``, has no column of moments.
    """
    if table.time is None or table[table.time].kind is not Kind.DATE:
        raise Refusal(NoMoments(table=called, columns=table.names))
    moments = table.frame[table.time].dt.timestamp("us").cast(pl.Float64) / 1e6
    return np.asarray(moments.fill_null(np.nan).to_numpy(), dtype=float)


def moment_of(seconds: float) -> datetime:
    """The date of a moment, as the clocks of the tables show it."""
    return datetime.fromtimestamp(round(seconds), UTC).replace(tzinfo=None)


def samples_of(table: Table, laboratory: str, called: str) -> Samples:
    """The samples among the rows of a table: values that a historian only repeats are left out, repeats are averaged.

    Raises
    ------
    Refusal
        T001 and T338 for a laboratory column that is missing or holds no numbers, T337 without times.
    """
    column = table[laboratory]
    moments = seconds_of(table, called)
    if column.kind is not Kind.NUMBER:
        raise Refusal(LaboratoryNoNumber(column=laboratory, kind=column.kind.value))
    values = table.values(laboratory)
    known = np.flatnonzero(np.isfinite(values) & np.isfinite(moments))
    known = known[np.argsort(moments[known], kind="stable")]
    found: list[Finding] = []
    first = np.append(True, np.diff(values[known]) != 0)
    if len(known) >= max(FEWEST, _FILLED * len(table)) and (~first).mean() >= _REPEATED:
        found.append(LaboratoryHeld(column=laboratory, rows=len(known), kept=int(first.sum())))
        known = known[first]
    distinct, place, count = np.unique(moments[known], return_inverse=True, return_counts=True)
    mean = np.bincount(place, values[known]) / np.maximum(count, 1) if len(known) else np.zeros(0)
    repeated = int((count > 1).sum())
    noise = None
    if repeated:
        found.append(SamplesRepeated(column=laboratory, count=repeated))
        freedom = len(known) - len(distinct)
        noise = float(np.sqrt(((values[known] - mean[place]) ** 2).sum() / freedom)) or None
    return Samples(column, distinct, mean, noise, tuple(found))


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """The rows of the tags in the order of their time.

    ``moments`` [s] has shape (rows,), rising; ``table`` holds the tags alone, in the same order.
    """

    moments: Floats
    table: Table

    @classmethod
    def of(cls, table: Table, names: Sequence[str], called: str) -> Tags:
        """The tags of a table; rows without a time are left out, and of one moment the last row stays.

        Raises
        ------
        Refusal
            T001 for a tag that is missing, T337 without times.
        """
        moments = seconds_of(table, called)
        order = np.argsort(moments, kind="stable")[: int(np.isfinite(moments).sum())]
        last = np.append(np.diff(moments[order]) > 0, True) if len(order) else np.zeros(0, dtype=bool)
        kept = order[last]
        return cls(moments[kept], replace(table.select(list(names)).rows(kept), findings=()))

    @property
    def step(self) -> float:
        """The usual time between two rows [s]."""
        return float(np.median(np.diff(self.moments))) if len(self.moments) > 1 else 0.0

    def at(self, moments: Floats) -> tuple[Rows, NDArray[np.bool_]]:
        """The last row at or before each moment, and whether it is recent enough; both of the shape of ``moments``."""
        rows = np.searchsorted(self.moments, moments, side="right") - 1
        there = rows >= 0
        rows = np.maximum(rows, 0)
        near = there & (moments - self.moments[rows] <= _REACH * self.step) if len(self.moments) else there
        return rows, near

    def without(self, names: Sequence[str]) -> Tags:
        """The same rows without some tags."""
        return replace(self, table=self.table.select([name for name in self.table.names if name not in names]))


def lined_up(tags: Tags, samples: Samples, delay: float) -> tuple[Samples, Rows]:
    """The samples that show a row of the tags, and that row of each, shape (samples,).

    Parameters
    ----------
    tags, samples
        What was read.
    delay
        A sample shows the plant as it was so many seconds before.

    Raises
    ------
    Refusal
        T331 if fewer than :data:`FEWEST` are left.
    """
    rows, near = tags.at(samples.moments - delay)
    after = (
        samples.moments > tags.moments[-1] + delay + tags.step
        if len(tags.moments)
        else np.ones(len(samples.moments), dtype=bool)
    )
    kept = near & ~after
    found = list(samples.findings)
    if len(tags.moments) and after.any():
        found.append(SamplesAfterTags(count=int(after.sum()), last=moment_of(tags.moments[-1])))
    # A sample within the first delay has no row only because the history begins where it does.
    early = len(tags.moments) and (samples.moments >= tags.moments[0]) & (samples.moments < tags.moments[0] + delay)
    if len(tags.moments) and (~near & ~after & ~early).any():
        found.append(SamplesBeforeTags(count=int((~near & ~after & ~early).sum()), first=moment_of(tags.moments[0])))
    if kept.sum() < FEWEST:
        raise Refusal(TooFewSamples(column=samples.column.name, count=int(kept.sum()), needed=FEWEST), *found)
    shown = replace(samples, moments=samples.moments[kept], values=samples.values[kept], findings=tuple(found))
    return shown, rows[kept]


def dead_tags(tags: Tags) -> tuple[TagDied, ...]:
    """The tags that moved before and stand still in the last rows, or hold nothing at all."""
    still = max(_STILL, int(_STILL_SHARE * len(tags.moments)))
    found = []
    for name in tags.table.names:
        values = tags.table.values(name)
        moved = np.flatnonzero(np.diff(values) != 0)  # a gap differs from everything, itself included
        known = np.flatnonzero(np.isfinite(values))
        last = int(known[-1]) if len(known) else 0
        alive = moved[np.isfinite(values[moved + 1]) & np.isfinite(values[moved])]
        since = min(last, int(alive[-1]) + 1 if len(alive) else 0)
        lively = len(alive) >= _MOVES * max(1, since)
        if not len(known) or (since > 0 and lively and len(values) - 1 - since >= still):
            found.append(TagDied(column=name, since=moment_of(tags.moments[since])))
    return tuple(found)


def copied_tags(tags: Tags, samples: Samples) -> tuple[TagFromLaboratory, ...]:
    """The tags that equal the laboratory value at the sample's own time, up to scale."""
    rows, near = tags.at(samples.moments)
    found = []
    for name in tags.table.names:
        values = tags.table.values(name)[rows]
        both = near & np.isfinite(values)
        if both.sum() < FEWEST or np.ptp(values[both]) == 0 or np.ptp(samples.values[both]) == 0:
            continue
        share = float(np.corrcoef(values[both], samples.values[both])[0, 1] ** 2)
        if share >= _COPIED:
            found.append(TagFromLaboratory(column=name, laboratory=samples.column.name, share=share))
    return tuple(found)
