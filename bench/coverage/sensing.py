"""Trials of a laboratory value between samples on the virtual debutaniser: samples to come, and the time between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl
from judging import Piece, span

from sanhak.areas.quality.soft_sensor import SoftSensor
from sanhak.plants.debutaniser import DebutaniserRecord, record
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.table import Table

VALUE: Final = "butane in bottoms"
_AHEAD: Final = 4
"""Samples that are hidden at the end of each history: as many as the answer plans for at most."""
_LENGTHS: Final = (20.0, 25.0, 30.0)


def coming(fouling: float, seed: int) -> Iterator[Piece]:
    """The next four samples after histories of three lengths, estimated from the tags of their time."""
    for days in _LENGTHS:
        made = _record(days, fouling, seed)
        found = np.flatnonzero(np.isfinite(made.table.values(VALUE)))
        hidden = found[-_AHEAD:]
        rows = pl.int_range(pl.len()).is_in(hidden.tolist())
        blank = made.table.frame.with_columns(pl.when(rows).then(None).otherwise(pl.col(VALUE)).alias(VALUE))
        answer = SoftSensor(laboratory=VALUE).solve(replace(made.table, frame=blank), Run(seed))
        yield _piece(answer, made.table, made.table.frame["time"].gather(hidden), made.table.values(VALUE)[hidden])


def between(fouling: float, seed: int) -> Iterator[Piece]:
    """Every row between the samples of a month that was judged, as one analysis of the truth would show it."""
    made = _record(29.5, fouling, 100 + seed)
    answer = SoftSensor(laboratory=VALUE).solve(made.table, Run(seed))
    moments = answer.tables["estimates"].frame["time"]
    place = made.table.frame["time"].search_sorted(moments)
    noise = Run(seed).rng("analysed").normal(0.0, made.noise, len(moments))
    yield _piece(answer, made.table, moments, made.truth[place.to_numpy()] + noise)


def _record(days: float, fouling: float, seed: int) -> DebutaniserRecord:
    return record(days=days, seed=1000 + seed, fouling=fouling)


def _piece(answer: Answer, table: Table, moments: pl.Series, truth: np.ndarray) -> Piece:
    estimates = answer.tables["estimates"].frame
    place = estimates["time"].search_sorted(moments).to_numpy()
    low, high = (estimates[name].to_numpy()[place] for name in ("lower 90 %", "upper 90 %"))
    told = answer.coverage[0]
    every = table.values(VALUE)
    return Piece(told.split, told.measured, told.rows, truth, low, high, span(every[np.isfinite(every)]))
