"""Lives to a limit of virtual fleets of pumps, exchangers, compressors and pipes, beside what became of them.

Only the condition ends a life here: sudden failures, which no condition announces, are switched off. The question is
asked today; the truth is the fleet's further course. The turnaround stands a quarter of the kind's median life ahead.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from sanhak.model.calibration import wilson
from sanhak.model.life import Lives
from sanhak.model.life.degradation import Courses, Levels, Wear, fitted, held, lasting
from sanhak.model.life.degradation.contest import LAWS
from sanhak.model.life.degradation.looking import changes, inspect_by
from sanhak.plants.fleet import EQUIPMENT, Equipment, Fleet
from sanhak.plants.fleet.course import RUNNING, TODAY, WORN
from sanhak.run import one_thread

YEARS = {"pump": 3, "exchanger": 2, "compressor": 4, "pipe": 16}
AHEAD = {"pipe": 40.0}
WAYS = ("line", "pooled", "as foretold", "by past lives")
DAY = 86400.0
RISK = 0.1
"""Chance not to last that may be taken, as an answer takes it by itself."""


@dataclass(frozen=True)
class Asked:
    """One fleet, foretold by one way: chance that the life ends by its true end, chance to last, whether it did."""

    level: np.ndarray
    lasts: np.ndarray
    lasted: np.ndarray


@dataclass(frozen=True)
class Dates:
    """Of assets that were told to be inspected again: the date without and with the bound, the true end [d]."""

    free: np.ndarray
    told: np.ndarray
    ends: np.ndarray


def dates_of(courses: Courses, wear: Wear, lives: Lives, law: str, ends: np.ndarray, turnaround: float) -> Dates:
    """When assets were told to be looked at again, by what a reading may change alone and as an answer tells it."""
    nodes, rows = wear.nodes(courses), courses.running
    told = inspect_by(courses, nodes, rows, lives, turnaround, RISK, LAWS[law])
    lasts = lives.lasts(turnaround)
    free = np.full(len(rows), np.nan)
    unsure = (lasts > 1 - RISK) & (lasts < 1 - RISK / 100)
    if unsure.any():
        steps = turnaround * np.arange(1, 8) / 8
        free[unsure] = changes(courses, nodes, rows[unsure], steps, turnaround, RISK, LAWS[law])
    any_date = np.isfinite(told) | np.isfinite(free)
    return Dates(free[any_date], told[any_date], ends[any_date])


def courses_of(kind: Equipment, assets: int, seed: int) -> tuple[Courses, np.ndarray]:
    """The inspections and ends of lives of one fleet until today; and the true remaining life of each asset [d]."""
    alone = replace(kind, sudden=None)
    fleet = Fleet(alone, assets=assets, years=YEARS[kind.name], ahead=AHEAD.get(kind.name, 6.0), seed=seed)
    course = fleet.live()
    frame = course.inspections().frame
    day = (frame["date"].to_numpy() - np.datetime64(datetime(2000, 1, 1))).astype("timedelta64[s]").astype(float) / DAY  # noqa: DTZ001 - a plant's clock shows local time
    now = (TODAY - datetime(2000, 1, 1)).total_seconds() / DAY  # noqa: DTZ001 - a plant's clock shows local time
    number = {name: place for place, name in enumerate(course.assets)}
    whose = np.array([number[name] for name in frame["asset"]])
    sign = np.sign(alone.limit - alone.new)
    seen = sign * frame[alone.condition.name].to_numpy().astype(float)
    lived = course.lived
    begun = now - (course.now - lived.begun) * alone.step
    ended = np.where(lived.why == RUNNING, np.inf, now - (course.now - lived.ended) * alone.step)
    parts = []
    for life, (asset, start, end) in enumerate(zip(lived.asset, begun, ended, strict=True)):
        rows = np.flatnonzero((whose == asset) & (day >= start - 1e-6) & (day < min(end, now + 1) - 1e-6))
        if len(rows):
            rows = rows[np.argsort(day[rows])]
            parts.append((asset, day[rows], seen[rows], life))
    asset, at, value, kept = zip(*parts, strict=True)
    places = list(kept)
    found = Courses.of(
        course.assets, asset, at, value, sign * alone.limit, now,
        ended=ended[places], reached=lived.why[places] == WORN,
    )  # fmt: skip
    return found, course.remaining()


def ask(kind: Equipment, assets: int, seed: int) -> tuple[dict[str, Asked], str, float, Dates | None]:
    """One fleet by every way; which candidate was chosen; CPU seconds of contest, fit and lives; dates to inspect."""
    courses, true = courses_of(kind, assets, seed)
    start = time.process_time()
    contest = held(courses, seed=seed)
    if contest is None:
        raise RuntimeError("no past to judge by")
    levels = Levels.of(contest.pasts[contest.chosen])
    times = kind.life * np.geomspace(0.003, 12, 70)
    rows = courses.running
    names = [courses.assets[asset] for asset in courses.asset[rows]]
    models = {name: fitted(name, courses, 6, seed) for name in dict.fromkeys(("line", "pooled", contest.chosen))}
    lives = {
        name: Lives(tuple(names), times, lasting(name, model, courses, rows, times)) for name, model in models.items()
    }
    seconds = time.process_time() - start
    ways = {"line": lives["line"], "pooled": lives["pooled"], "as foretold": lives[contest.chosen],
            "by past lives": levels.applied(lives[contest.chosen])}  # fmt: skip
    ends = np.where(np.isfinite(true[courses.asset[rows]]), true[courses.asset[rows]], 1e9)
    turnaround = kind.life / 4
    asked = {way: Asked(1 - one.lasts(ends), one.lasts(turnaround), ends > turnaround) for way, one in ways.items()}
    wear, told = models[contest.chosen], ways["by past lives"]
    dates = dates_of(courses, wear, told, contest.chosen, ends, turnaround) if isinstance(wear, Wear) else None
    return asked, contest.chosen, seconds, dates


def alone(fleet: tuple[str, int, int]) -> tuple[dict[str, Asked], str, float, Dates | None]:
    """One fleet on one thread."""
    name, assets, seed = fleet
    with one_thread():
        return ask(next(kind for kind in EQUIPMENT if kind.name == name), assets, seed)


def joined(parts: list[Asked]) -> Asked:
    """Several fleets as one."""
    return Asked(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("level", "lasts", "lasted")))


def inside(asked: Asked, coverage: float = 0.9) -> np.ndarray:
    """Whether the true life lay inside its central interval."""
    tail = (1 - coverage) / 2
    return (asked.level > tail) & (asked.level < 1 - tail)


def brier(asked: Asked) -> np.ndarray:
    """Squared error of the chance to last until the turnaround."""
    return (asked.lasts - asked.lasted) ** 2


def line_of(name: str, found: dict[str, list[Asked]]) -> str:
    """One row of the table."""
    cells = [name, str(len(joined(found["line"]).level))]
    for way in WAYS:
        held_in = inside(joined(found[way]))
        low, high = wilson(held_in.mean(), len(held_in))
        cells.append(f"{100 * held_in.mean():.1f} ({100 * low:.1f}–{100 * high:.1f})")
    cells += [f"{brier(joined(found[way])).mean():.4f}" for way in WAYS]
    return "| " + " | ".join(cells) + " |"


def paired(found: dict[str, list[Asked]], other: str) -> str:
    """Mean difference of the Brier score to another way, with the 95 % interval over fleets drawn again."""
    more = [brier(a) - brier(b) for a, b in zip(found["by past lives"], found[other], strict=True)]
    rng = np.random.default_rng(0)
    draws = [np.concatenate([more[at] for at in rng.integers(0, len(more), len(more))]).mean() for _ in range(2000)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{np.concatenate(more).mean():+.4f} ({low:+.4f} to {high:+.4f})"


def reliability(asked: Asked) -> None:
    """What was foretold beside what came, in tenths."""
    print("\n| chance to last foretold | assets | mean foretold | lasted (95 % interval) |\n|---|---|---|---|")
    tenth = np.minimum((asked.lasts * 10).astype(int), 9)
    for at in range(10):
        these = tenth == at
        if these.any():
            share, count = float(asked.lasted[these].mean()), int(these.sum())
            low, high = wilson(share, count)
            print(f"| {10 * at}–{10 * at + 10} % | {count} | {100 * asked.lasts[these].mean():.1f} % "
                  f"| {100 * share:.1f} % ({100 * low:.1f}–{100 * high:.1f}) |")  # fmt: skip


def looked(dates: list[Dates]) -> None:
    """How often the limit was passed before the date by which an asset was to be inspected again."""
    print("\n| inspect again by | assets told a date | mean date [d] | limit passed before (95 % interval) |")
    print("|---|---|---|---|")
    ends = np.concatenate([one.ends for one in dates])
    for name, words in (
        ("free", "what a reading may change alone"),
        ("told", "and lasts until then with 95 %, as told"),
    ):
        told = np.concatenate([getattr(one, name) for one in dates])
        there = np.isfinite(told)
        share, count = float((ends < told)[there].mean()), int(there.sum())
        low, high = wilson(share, count)
        print(f"| {words} | {count} | {told[there].mean():.0f} "
              f"| {100 * share:.1f} % ({100 * low:.1f}–{100 * high:.1f}) |")  # fmt: skip


def main() -> None:
    """The tables of README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=6, help="fleets of each kind")
    parser.add_argument("--first", type=int, default=0, help="the first seed; settings were fixed from 10,000 on")
    parser.add_argument("--assets", type=int, default=100)
    parser.add_argument("--processes", type=int, default=1, help="fleets asked at once, each on one thread")
    parser.add_argument("--kinds", nargs="*", default=list(YEARS), help="kinds of equipment")
    given = parser.parse_args()
    found: dict[str, dict[str, list[Asked]]] = {}
    fleets = [
        (kind.name, given.assets, seed)
        for kind in EQUIPMENT
        if kind.name in given.kinds
        for seed in range(given.first, given.first + given.seeds)
    ]
    with ProcessPoolExecutor(given.processes) as pool:
        answers = list(pool.map(alone, fleets))
    for (kind, _, _), (asked, _, _, _) in zip(fleets, answers, strict=True):
        for way, one in asked.items():
            found.setdefault(kind, {}).setdefault(way, []).append(one)
    chosen, seconds = [name for _, name, _, _ in answers], [spent for _, _, spent, _ in answers]
    dates = [told for _, _, _, told in answers if told]
    every = {way: [one for kind in found.values() for one in kind[way]] for way in WAYS}
    print("| kind | assets | " + " | ".join(f"inside 90 %: {way}" for way in WAYS) + " | "
          + " | ".join(f"Brier: {way}" for way in WAYS) + " |")  # fmt: skip
    print("|" + "---|" * (2 + 2 * len(WAYS)))
    for name, ways in found.items():
        print(line_of(name, ways))
    print(line_of("all", every))
    print("\nBrier score less than that of")
    for other in ("line", "pooled", "as foretold"):
        print(f"- {other}: {paired(every, other)}")
    reliability(joined(every["by past lives"]))
    looked(dates)
    print(f"\nChosen: {', '.join(f'{name} {chosen.count(name)}' for name in dict.fromkeys(chosen))}."
          f" CPU seconds a fleet of {given.assets}: {np.mean(seconds):.1f} (at most {max(seconds):.1f}).")  # fmt: skip


if __name__ == "__main__":
    main()
