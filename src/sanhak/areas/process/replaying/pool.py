"""The pool of a replay: the runs that were made, in their order, repeats of the same settings as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.areas.process.experiments.domain import Domain, domain_of
from sanhak.areas.process.experiments.log import Log, log_of
from sanhak.areas.process.experiments.states import State
from sanhak.decide.findings.replay import NothingIsBest, OrderNotRead, PoolTooSmall
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table import Table

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign
    from sanhak.areas.process.replay import Replay

_PLACES: Final = 9
"""Decimal places at which unit points are told apart, so that units of measurement cannot."""
_FOUND: Final = 0.99
"""Share of the way from the worst result to the best from which on a run counts as found."""
_REPEATED: Final = 2
"""Further runs of settings that were run before from which on repeats tell the noise."""
_SORTED: Final = 10
"""Runs from which on a sorted table is no accident."""
_FILLED: Final = 0.5
"""Share of all combinations from which on a table may be a listing of them."""
_LISTED: Final = 0.5
"""A factor turns slowly where its setting changes less than this share of what a random order gives."""
_LAST_NUMBER: Final = re.compile(r"(\d{1,15})\D*$")
_AHEAD: Final = 2
"""Runs that a replay has at least to choose from."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Different runs in the order in which the user made them.

    ``log`` holds them, with the mean of repeats as result; the domain's region is the pool. ``worth`` says where each
    lies between the worst result, 0, and the best, 1; a run that failed or broke a limit is worth 0. ``good`` says
    which count as found; both of shape (runs,). ``ends`` are the worst result and the best in the goal's unit, and
    ``noise`` is the deviation of one measurement, as repeats show it, None without repeats. ``rows`` came in, and
    ``sorted_by`` names the column by which they seem to have been sorted.
    """

    campaign: Campaign
    domain: Domain
    log: Log
    worth: Floats
    good: NDArray[np.bool_]
    ends: tuple[float, float]
    units: Mapping[str, str | None]
    noise: float | None
    rows: int
    sorted_by: str | None

    def __len__(self) -> int:
        return len(self.log)

    @property
    def unit(self) -> str | None:
        """The goal's unit."""
        return self.units[self.campaign.goal]

    def value(self, worth: float) -> float:
        """A worth in the goal's unit."""
        worst, best = self.ends
        return worst + worth * (best - worst)

    def part(self, places: NDArray[np.intp]) -> Log:
        """The log after only these runs."""
        log = self.log
        results = {name: values[places] for name, values in log.results.items()}
        return Log(log.points[places], log.rows[places], results, log.states[places], log.numbers[places])


def pool_of(study: Replay, runs: Table) -> Pool:
    """The pool that a finished table gives.

    Raises
    ------
    Refusal
        D061 for too few runs, D062 where none is better than the others, D068 for an order that cannot be read, T001
        for a result that has no column, and what a campaign refuses.
    """
    campaign = study.campaign()
    for name in campaign.outcomes:
        runs[name]
    domain = domain_of(campaign, runs)
    read = log_of(campaign, domain, runs)
    made = np.flatnonzero(read.known(study.goal) | read.failed)
    made = made[_sorted(study, runs, read.rows[made])]
    log, noise = _merged(read, made, study.goal)
    needed = study.start + _AHEAD
    if len(log) < needed or not log.known(study.goal).any():
        raise Refusal(PoolTooSmall(rows=len(log), needed=needed), *read.findings)
    kept = _kept(campaign, log)
    worth, ends = _worth(study, log, kept)
    reach = _FOUND if study.target is None else study.target
    if study.target is None and noise is not None:
        reach = min(reach, 1.0 - noise / abs(ends[1] - ends[0]))
    domain = Domain(replace(domain.region, pool=log.points), domain.substances)
    units = {name: runs[name].unit or study.units.get(name) for name in campaign.outcomes}
    return Pool(campaign, domain, log, worth, kept & (worth >= reach - 1e-9), ends, units, noise, len(runs),
                _sorted_by(study, read, made))  # fmt: skip


def _sorted(study: Replay, runs: Table, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The order in which these rows of the table were run."""
    if study.order is None:
        return np.arange(len(rows))
    texts = runs.rows(rows).texts(study.order)
    column = runs.frame[study.order][rows.tolist()]
    if not (column.dtype.is_numeric() or column.dtype.is_temporal()):
        column = pl.Series([_number(text) for text in texts], dtype=pl.Int64)
        column = column.set(column.is_duplicated(), None)
    if column.null_count():
        raise Refusal(OrderNotRead(column=study.order, rows=column.null_count()))
    return np.argsort(column.to_numpy(), kind="stable")


def _number(text: str | None) -> int | None:
    """The number at the end of a run's name, as in ``E-012``."""
    found = _LAST_NUMBER.search(text or "")
    return int(found[1]) if found else None


def _sorted_by(study: Replay, log: Log, made: NDArray[np.intp]) -> str | None:
    """The column by which the rows seem to have been sorted: the goal, or the factor that changes least often."""
    if len(made) < _SORTED:
        return None
    steps = np.diff(log.results[study.goal][made][log.known(study.goal)[made]])
    if (steps >= 0).all() or (steps <= 0).all():
        return study.goal
    points = np.round(log.points[made], _PLACES)
    levels = np.array([len(np.unique(column)) for column in points.T])
    # One factor at a time keeps the others for long too, but runs few of all combinations; a listing runs most.
    if len(np.unique(points, axis=0)) < _FILLED * float(np.prod(levels.astype(float))):
        return None
    turns = (np.diff(points, axis=0) != 0).sum(axis=0) / ((len(points) - 1) * (1.0 - 1.0 / np.maximum(levels, 2)))
    slowest, *_ = order = np.argsort(turns, kind="stable")
    steps = np.diff(points[:, slowest])
    listed = (steps >= 0).all() or (steps <= 0).all() if len(order) == 1 else bool((turns[order[:-1]] < _LISTED).all())
    return list(study.factors)[int(slowest)] if listed else None


def _merged(log: Log, made: NDArray[np.intp], goal: str) -> tuple[Log, float | None]:
    """The runs of a log with repeats as one, where the first of them stands, and the noise that repeats show."""
    points = np.round(log.points[made], _PLACES)
    _, first, group = np.unique(np.round(points, 6), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    group = np.argsort(order)[group.ravel()] if len(made) else group.ravel()
    results, squares, free = {}, 0.0, 0
    for name, values in log.results.items():
        known = np.isfinite(values[made]) & log.known(name)[made]
        count = np.bincount(group[known], minlength=len(first))
        total = np.bincount(group[known], values[made][known], minlength=len(first))
        mean = np.divide(total, count, out=np.full(len(first), np.nan), where=count > 0)
        results[name] = mean
        if name == goal:
            squares = float(((values[made][known] - mean[group[known]]) ** 2).sum())
            free = int(np.maximum(count - 1, 0).sum())
    states = np.where(np.isfinite(results[goal]), State.DONE.value, State.FAILED.value)
    first = np.sort(first)
    noise = float(np.sqrt(squares / free)) if free >= _REPEATED else None
    kept = made[first]
    return Log(points[first], log.rows[kept], results, states, log.numbers[kept], log.findings), noise


def _kept(campaign: Campaign, log: Log) -> NDArray[np.bool_]:
    """Which runs have a result and keep all limits, shape (runs,)."""
    kept = log.known(campaign.goal)
    for outcome, (lower, upper) in campaign.keep.items():
        values = log.results[outcome]
        kept = kept & (values >= (-np.inf if lower is None else lower))
        kept = kept & (values <= (np.inf if upper is None else upper))
    return kept


def _worth(study: Replay, log: Log, kept: NDArray[np.bool_]) -> tuple[Floats, tuple[float, float]]:
    """Where each run lies between the worst result and the best that keeps the limits, and these two."""
    results = log.results[study.goal]
    sign = 1.0 if study.maximize else -1.0
    known = sign * results[log.known(study.goal)]
    best = float(np.max(sign * results[kept])) if kept.any() else -np.inf
    worst = float(known.min())
    if not best > worst:
        raise Refusal(NothingIsBest(rows=len(log), counted=int(kept.sum()), column=study.goal))
    worth = np.where(kept, (sign * np.nan_to_num(results) - worst) / (best - worst), 0.0)
    return np.asarray(worth).round(_PLACES), (sign * worst, sign * best)
