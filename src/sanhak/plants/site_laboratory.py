"""The laboratory of the virtual site: samples about every four hours, of what left the vessel a while before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.reactor import Reactor
from sanhak.plants.signal import spread_of
from sanhak.plants.site_operation import HOUR, MINUTE, Operation
from sanhak.table import Column, Kind

if TYPE_CHECKING:
    import polars as pl

SHORTEST, LONGEST = 20, 120
"""Range of the true delay [min]."""
_BETWEEN: Final = 4 * HOUR
_JITTER: Final = 20 * MINUTE
"""Standard deviation of a sample's time around its plan."""
_DRIFT: Final = 0.2
"""What the slow drift adds, as a share of a result's own deviation."""
_LOST: Final = 0.05
"""Share of the samples that never reach the laboratory."""
_WRONG, _WRONG_BY = 0.01, 10.0
"""Share of the results that are badly wrong, and the standard deviation of what is wrong with them [%]."""
_RETESTED, _RETESTED_BY = 0.03, 4.0
"""Share of the results that are measured again, and the standard deviation of what was wrong with the first [%]."""
_ENTERED: Final = (1 * HOUR, 6 * HOUR)
_AGAIN: Final = (1 * HOUR, 3 * HOUR)
"""Time from a sample to its entry, and from there to the entry of a retest."""
_BELOW: Final = 0.03
"""Share of the by-products that lie below what the method can tell."""
TESTS: Final = Reactor.outcomes[:2]
COLUMNS: Final = (
    Column("sampled", Kind.DATE),
    Column("entered", Kind.DATE),
    *(outcome.column for outcome in TESTS),
)


class Laboratory(NamedTuple):
    """``samples``, one row a sample with :data:`COLUMNS`, and ``tests``, one row a result as the laboratory lists them.

    The columns of ``tests`` are ``sample``, ``sampled``, ``entered``, ``test``, ``result`` (a text, with ``<`` below
    the limit of the method), ``unit`` and ``retest``. In ``samples`` stand the last results, limited ones at the limit.
    """

    samples: pl.DataFrame
    tests: pl.DataFrame


def analyse(
    times: Floats, start: datetime, operation: Operation, trend: Floats, delay: float, rng: np.random.Generator
) -> Laboratory:
    """Samples and results of the site.

    Parameters
    ----------
    times
        Moments of the rows of the tags [s], shape (rows,), and ``start``, the date of 0 s.
    operation
        What truly happened; no sample is drawn while the plant stands or starts up.
    trend
        A slow drift that results share with the tags, deviation 1, shape (rows,).
    delay
        A sample shows what left the vessel so many minutes before.
    rng
        Where chance comes from.
    """
    import polars as pl

    sampled = _sampled(times, operation, delay, rng)
    count = len(sampled)
    entered = sampled + rng.uniform(*_ENTERED, count)
    frames, shown = [], {}
    last = entered.copy()
    for outcome in TESTS:
        name = outcome.column.name
        true = operation.quantities[name] + _DRIFT * spread_of(operation.quantities[name]) * trend
        right = rng.normal(np.interp(sampled - delay * MINUTE, times, true), outcome.noise)
        right += np.where(rng.uniform(size=count) < _WRONG, rng.normal(0, _WRONG_BY, count), 0.0)
        right = np.clip(right, 0.0, 100.0)
        limit = float(np.floor(np.quantile(right, _BELOW))) if name == "byproducts" and count else 0.0
        again = rng.uniform(size=count) < _RETESTED
        first = np.where(again, np.clip(right + rng.normal(0, _RETESTED_BY, count), 0.0, 100.0), right)
        later = entered + rng.uniform(*_AGAIN, count)
        shown[name] = np.round(np.maximum(right, limit), 2)
        last = np.where(again, np.maximum(last, later), last)
        for rows, moments, values, retest in ((slice(None), entered, first, False), (again, later, right, True)):
            frames.append(
                _listed(start, outcome.column, sampled[rows], moments[rows], values[rows], limit, retest=retest)
            )
    samples = pl.DataFrame(
        {"sampled": moments_of(start, sampled), "entered": moments_of(start, last)} | shown,
        schema_overrides=dict.fromkeys(shown, pl.Float64),
    )
    tests = pl.concat(frames).sort("sampled", "test", "entered", maintain_order=True)
    return Laboratory(samples, tests)


def moments_of(start: datetime, seconds: Floats) -> pl.Series:
    """Dates from seconds after ``start``, to the second."""
    import polars as pl

    micros = pl.Series((np.round(seconds) * 1e6).astype(np.int64)).cast(pl.Duration("us"))
    return pl.select(pl.lit(start) + pl.lit(micros)).to_series()


def _sampled(times: Floats, operation: Operation, delay: float, rng: np.random.Generator) -> Floats:
    """When samples were drawn, to the minute; shape (samples,)."""
    first = LONGEST * MINUTE + 4 * _JITTER
    planned = np.arange(first, times[-1] - 4 * _JITTER, _BETWEEN)
    drawn = np.round((planned + _JITTER * np.clip(rng.normal(size=len(planned)), -3, 3)) / MINUTE) * MINUTE
    there = rng.uniform(size=len(drawn)) > _LOST
    return np.asarray(drawn[there & ~operation.stands(drawn) & ~operation.stands(drawn - delay * MINUTE)])


def _listed(
    start: datetime, column: Column, sampled: Floats, entered: Floats, values: Floats, limit: float, *, retest: bool
) -> pl.DataFrame:
    """Results of one test as the laboratory lists them."""
    import polars as pl

    moments = moments_of(start, sampled)
    return pl.DataFrame(
        {
            "sample": moments.dt.strftime("L%y%m%d-%H%M"),
            "sampled": moments,
            "entered": moments_of(start, entered),
            "test": pl.repeat(column.name, len(sampled), dtype=pl.String, eager=True),
            "result": pl.Series(
                [f"<{limit:g}" if value < limit else f"{value:.2f}" for value in values], dtype=pl.String
            ),
            "unit": pl.repeat(column.unit, len(sampled), dtype=pl.String, eager=True),
            "retest": pl.repeat(retest, len(sampled), dtype=pl.Boolean, eager=True),
        }
    )
