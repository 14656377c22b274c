"""Early warning on virtual fleets whose wear is known: false alarms, and days of warning. See README.md.

python bench/early_warning/run.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import process_time
from typing import Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU time is compared, so one thread does the work; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

import numpy as np  # noqa: E402
from scipy.stats import chi2  # noqa: E402

from sanhak.model.normal.detectors import Flags  # noqa: E402
from sanhak.model.normal.fleet import Contest, Courses, contest  # noqa: E402
from sanhak.model.normal.fleet.budget import Counts, beginnings, mean_rate, weeks  # noqa: E402
from sanhak.model.normal.fleet.courses import sums  # noqa: E402
from sanhak.model.normal.fleet.learnt import OWN  # noqa: E402
from sanhak.model.prediction import Floats  # noqa: E402
from sanhak.plants.fleet import COMPRESSOR, PUMP, Equipment, Fleet  # noqa: E402
from sanhak.plants.fleet.course import WORN, Course  # noqa: E402
from sanhak.run import Run  # noqa: E402

ASSETS, YEARS, EVERY, PROMISED = 200, 3.0, 3.0, 0.02
"""Assets of either part, years, days between readings, false alarms an asset-week."""
FLEETS: Final = ((PUMP, 150.0), (COMPRESSOR, 200.0))
"""Equipment, and for how many days of each life an asset counts as normal."""
SEEDS: Final = (101, 102, 103)
"""Settings were fixed on seeds 1 and 2."""
SICK: Final = 0.25
"""Share of the way to the limit from which on an alarm is a warning of the coming failure."""
WEIGHT: Final = 0.2
"""Of the newest reading in EWMA charts; their nominal limit and that of fixed limits is three deviations."""


@dataclass(frozen=True)
class World:
    """Readings of assets that never wear, then of assets that do; ``failing`` are courses that ended by wear.

    ``sick`` of shape (rows,) is true where wear is beyond :data:`SICK`; ``fails`` of shape (courses,) the day of
    failure, NaN where there was none.
    """

    courses: Courses
    healthy: Flags
    sick: Flags
    fails: Floats


def main() -> None:
    """Print the table of the README."""
    print(f"{2 * ASSETS} assets a fleet, half of them without wear; {YEARS:.0f} years, a reading every {EVERY:.0f}"
          f" days; promised {PROMISED} false alarms an asset-week; seeds {SEEDS}")  # fmt: skip
    for kind, normal in FLEETS:
        worlds = [world(kind, normal, seed) for seed in SEEDS]
        print(f"\n{kind.name}s, normal for {normal:.0f} days")
        print(f"{'way':<44}{'false alarms a week':>25}{'in alarm':>10}{'warned':>9}{'days before: quartiles':>25}"
              f"{'CPU s':>7}")  # fmt: skip
        begun = process_time()
        found = [contest(one.courses, PROMISED, Run()) for one in worlds]
        ours = [_ours(one, chosen) for one, chosen in zip(worlds, found, strict=True)]
        _line(f"ours ({', '.join(dict.fromkeys(one.chosen for one in found))})", worlds, ours, process_time() - begun)
        for one in found:
            said = one.best.false_alarms
            print(f"  said on held-out normal readings: {said.value:.4f} ({said.lower:.4f}–{said.upper:.4f})")
        for name, peer in PEERS.items():
            begun = process_time()
            statistics = [peer(one, chosen, told=None) for one, chosen in zip(worlds, found, strict=True)]
            limits = [_limit(one, chosen, peer) for one, chosen in zip(worlds, found, strict=True)]
            took = process_time() - begun
            at = [value > limit for value, limit in zip(statistics, limits, strict=True)]
            _line(f"{name}, same false alarms", worlds, at, took)
            nominal = [value > NOMINAL[name](one) for value, one in zip(statistics, worlds, strict=True)]
            _line(f"{name}, nominal limit", worlds, nominal, took)


def world(kind: Equipment, normal: float, seed: int) -> World:
    """One fleet, half of which never wears nor breaks."""
    steady = replace(kind, life=1e9, sudden=None)
    parts = [Fleet(one, ASSETS, YEARS, seed=seed).live() for one in (steady, kind)]
    made = [_courses(one, normal) for one in parts]
    assets = len(made[0].asset), len(parts[0].assets)
    both = Courses(
        np.concatenate([made[0].asset, made[1].asset + assets[1]]),
        np.concatenate([made[0].course, made[1].course + assets[0]]),
        *(np.concatenate([getattr(one, name) for one in made]) for name in ("time", "values", "settings", "normal")),
    )
    lived = parts[1].lived
    fails = np.full(len(both.asset), np.nan)
    sick = np.zeros(len(both), dtype=np.bool_)
    begun = np.concatenate([parts[0].lived.begun, lived.begun]) * kind.step
    for life in np.flatnonzero(lived.why == WORN).tolist():
        rows = np.flatnonzero(both.course == assets[0] + life)
        fails[assets[0] + life] = float(lived.ended[life]) * kind.step
        age = np.round((both.time[rows] - begun[assets[0] + life]) / kind.step).astype(int)
        sick[rows] = lived.wear[life][np.minimum(age, len(lived.wear[life]) - 1)] > SICK
    return World(both, both.course < assets[0], sick, fails)


def _courses(course: Course, normal: float) -> Courses:
    """The readings of a fleet, cut at its lives, which its orders tell."""
    table, kind, lived = course.readings(EVERY), course.equipment, course.lived
    asset = np.searchsorted(np.array(course.assets), table.frame["asset"].to_numpy().astype(str))
    last = table.frame["date"].dt.epoch("us").to_numpy()
    day = (last - last.max()) / 86_400e6
    day = day - day.max() + (course.now - _newest(course)) * kind.step
    order = np.lexsort((day, asset))
    asset, day = asset[order], day[order]
    life = np.zeros(len(asset), dtype=np.int64)
    for at, (owner, begun) in enumerate(zip(lived.asset, lived.begun, strict=True)):
        life[(asset == owner) & (day >= begun * kind.step - 1e-6)] = at
    values = np.column_stack([table.values(one.column.name) for one in kind.sensors])[order]
    young = (day - lived.begun[life] * kind.step <= normal)[:, None] & ~np.isnan(values)
    return Courses(lived.asset, life, day, values, table.values("load")[order][:, None], young)


def _newest(course: Course) -> int:
    """Steps between the newest reading of any asset and today."""
    skip = max(1, round(EVERY / course.equipment.step))
    running = course.lived.begun[course.running]
    return int(((course.now - running) % skip).min())


def _ours(one: World, found: Contest) -> Flags:
    shown = found.watch.multiples(one.courses)
    return np.max(list(shown.values()), axis=0) > 1


Peer = Callable[..., Floats]
"""The statistic of all rows of a world; ``told`` are the readings that tell levels, by default all normal ones."""


def _standard(one: World, found: Contest, told: Flags | None, *, load: bool) -> Floats:
    """Each sensor in deviations from its course's mean, at equal load or as it was read; missing is on the mean."""
    courses = one.courses
    values = found.views.each[OWN].away if load else courses.values
    which = courses.normal if told is None else told
    total, count = sums(values, courses, which)
    mean = total / np.maximum(count, 1)
    left = values - mean[courses.course]
    scatter = np.sqrt(np.nanmean(np.where(which, left, np.nan) ** 2, axis=0))
    return np.nan_to_num(left / scatter)


def fixed(one: World, found: Contest, told: Flags | None, *, load: bool = False) -> Floats:
    """The largest deviation of any sensor."""
    return np.abs(_standard(one, found, told, load=load)).max(axis=1)


def ewma(one: World, found: Contest, told: Flags | None, *, load: bool = False) -> Floats:
    """The largest EWMA of any sensor, in its asymptotic deviation (S. W. Roberts, 1959)."""
    from sanhak.model.normal.detectors import smoothed

    Z = _standard(one, found, told, load=load)
    breaks = np.diff(one.courses.course, prepend=-1) != 0
    scale = np.sqrt(WEIGHT / (2 - WEIGHT))
    return np.abs(np.column_stack([smoothed(column, WEIGHT, breaks, 0.0) for column in Z.T])).max(axis=1) / scale


def mahalanobis(one: World, found: Contest, told: Flags | None, *, load: bool = False) -> Floats:
    """Hotelling's T², with the load among the variables where it is not taken out."""
    Z = _standard(one, found, told, load=load)
    if not load:
        settings = one.courses.settings
        Z = np.column_stack([Z, (settings - settings.mean(axis=0)) / settings.std(axis=0)])
    rows = (one.courses.normal if told is None else told).any(axis=1)
    inverse = np.linalg.inv(np.cov(Z[rows].T))
    return np.einsum("ij,jk,ik->i", Z, inverse, Z)


def _at_load(peer: Peer) -> Peer:
    return lambda one, found, told: peer(one, found, told, load=True)


PEERS: Final[Mapping[str, Peer]] = {
    "fixed limits": fixed,
    "EWMA": ewma,
    "T²": mahalanobis,
    "fixed limits, equal load": _at_load(fixed),
    "EWMA, equal load": _at_load(ewma),
    "T², equal load": _at_load(mahalanobis),
}
NOMINAL: Final[Mapping[str, Callable[[World], float]]] = {
    "fixed limits": lambda _: 3.0,
    "EWMA": lambda _: 3.0,
    "T²": lambda one: float(chi2.ppf(0.9973, one.courses.values.shape[1] + 1)),
    "fixed limits, equal load": lambda _: 3.0,
    "EWMA, equal load": lambda _: 3.0,
    "T², equal load": lambda one: float(chi2.ppf(0.9973, one.courses.values.shape[1])),
}


def _limit(one: World, found: Contest, peer: Peer) -> float:
    """The limit that keeps the promise on the second halves of normal periods, levels told by the first halves."""
    early = one.courses.first_part(0.5)
    judging = (one.courses.normal & ~early).any(axis=1)
    held = one.courses.part(judging)
    statistic = peer(one, found, told=early)[judging]
    return Counts.of(statistic, held, np.zeros(int(held.asset.max()) + 1, dtype=np.int64)).limit(PROMISED)


def _line(name: str, worlds: list[World], alarms: list[Flags], seconds: float) -> None:
    begun, over, standing, leads = [], [], [], []
    for one, alarm in zip(worlds, alarms, strict=True):
        rows = one.healthy & ~one.courses.calm
        watched = one.courses.part(rows)
        lasted = weeks(watched)
        begun.append(
            np.bincount(watched.asset[watched.course[beginnings(alarm[rows], watched)]], minlength=len(lasted))
        )
        over.append(lasted)
        standing.append(alarm[rows].mean())
        leads.append(_leads(one, alarm))
    rate = mean_rate(np.concatenate(begun), np.concatenate(over), np.random.default_rng(0))
    lead = np.concatenate(leads)
    ends = np.nanquantile(lead, (0.25, 0.5, 0.75))
    print(f"{name:<44}{f'{rate.value:.4f} ({rate.lower:.4f}–{rate.upper:.4f})':>25}{np.mean(standing):>10.3f}"
          f"{f'{np.isfinite(lead).sum()}/{len(lead)}':>9}{ends[1]:>10.0f} ({ends[0]:.0f}–{ends[2]:.0f}){seconds:>7.1f}",
          flush=True)  # fmt: skip


def _leads(one: World, alarm: Flags) -> Floats:
    """Days from the first alarm in which wear is beyond :data:`SICK` to the failure, NaN without one."""
    out = []
    for course in np.flatnonzero(~np.isnan(one.fails)).tolist():
        rows = np.flatnonzero((one.courses.course == course) & ~one.courses.calm)
        if not len(rows):
            continue  # it failed within what counts as normal: nothing watched it
        seen = rows[alarm[rows] & one.sick[rows]]
        out.append(one.fails[course] - one.courses.time[seen[0]] if len(seen) else np.nan)
    return np.array(out)


if __name__ == "__main__":
    main()
