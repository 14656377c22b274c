"""The delay of a join: as it was given, or found between the numbers of two tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal
from sanhak.table.prepare.delay_findings import LongestExceedsHistory
from sanhak.table.prepare.duration import written
from sanhak.text import Amount, Text, say


@dataclass(frozen=True, slots=True)
class Lag:
    """By how much samples come later than the rows that they show, in words, and what to know about it."""

    span: timedelta
    said: Text
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()


def found_lag(
    rows: pl.DataFrame,
    clock: str,
    tags: Sequence[str],
    samples: pl.DataFrame,
    sampled: str,
    values: Sequence[str],
    longest: timedelta,
) -> Lag:
    """The delay at which ``tags`` best predict the ``values``.

    Parameters
    ----------
    rows, clock, tags
        The main table in the order of its time, the name of that time, and the number columns that may predict.
    samples, sampled, values
        The joined table, the name of its time, and its number columns.
    longest
        The longest delay that is searched.

    Raises
    ------
    Refusal
        T172 to T174 if no delay can be searched for.
    """
    from sanhak.table.prepare.delay import delay_figure, find_delay

    moments, drawn = _seconds(rows[clock]), _seconds(samples[sampled])
    first = moments.diff() != 0
    once = rows.filter(first.fill_null(value=True))
    if once.height < 2:  # noqa: PLR2004 - a delay lies between two moments
        raise Refusal(LongestExceedsHistory(Amount(longest / timedelta(minutes=1), "min"), Amount(0.0, "min")))
    seconds = _seconds(once[clock]).to_numpy()
    readings = once.select(tags).to_numpy()
    reach = longest / timedelta(seconds=1)
    measured = samples.select(pl.col(values).cast(pl.Float64).fill_null(float("nan"))).to_numpy()
    best = find_delay(seconds, readings, drawn.to_numpy(), measured, reach)
    ends = [timedelta(seconds=round(end)) for end in (best.delay, best.lower, best.upper)]
    said = say(
        "with a delay of {delay}, found (between {lower} and {upper}; it explains {share:%} of {value})",
        delay=written(ends[0]) if ends[0] else "0 s",
        lower=written(ends[1]) if ends[1] else "0 s",
        upper=written(ends[2]) if ends[2] else "0 s",
        share=max(0.0, float(best.explained.max())),
        value=tuple(values),
    )
    return Lag(ends[0], said, best.findings, (delay_figure(best, ", ".join(values)),))


def _seconds(moments: pl.Series) -> pl.Series:
    return moments.dt.timestamp("us") / 1e6
