"""Maintenance plans lived through: replanned each week beside a tuned quantile rule, two others, and the truth.

python bench/plan/run.py; python bench/plan/run.py --fleets 16 --large 0
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
from scipy.special import ndtr, ndtri

from sanhak.decide.maintenance import LATER, NONE, Plan, Prices, Problem, cost_of_a_day, planned, renewal_costs
from sanhak.decide.maintenance.promise import outcomes
from sanhak.model.life import LEVELS, Lives
from sanhak.plants.fleet import EQUIPMENT, Course, Equipment, Fleet

FAILURE, PLANNED, LIFE, DOWN = 100.0, 10.0, 0.02, 2.0
"""Cost of a failure, of a planned job, of a day of life given away, and of a day in which a failed asset waits."""
EACH: Final = 25
"""Assets of each of the four kinds."""
JOBS, REPAIR = 2, 2
"""Jobs a crew does in a week, and the jobs' worth that a repair after a failure takes."""
WEEK, WEEKS, AHEAD = 7.0, 52, 40
SPARE: Final = 10
"""Lives that stand ready to follow the first of an asset."""
NODES: Final = np.linspace(-3.3, 3.3, 24)
"""Standard deviations from the median rate at which lives are worked out."""
QUANTILES, LOOKS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1), (7.0, 14.0, 28.0)
REGIMES: Final = np.array([0.75, 1.0, 1.15])
TUNING: Final = 100_000
"""Seeds of the fleets on which the rule is tuned begin here; those that are reported begin at 0."""
UNTIL: Final = 7.0 * np.concatenate([np.arange(1, 13), np.arange(14, 42, 4), np.arange(42, 160, 16)])


@dataclass
class Life:
    """One true life: wear at each step, felt load added up, the age at which it fails [d], and errors of inspection."""

    wear: np.ndarray
    felt: np.ndarray
    fails: float
    step: float

    def at(self, age: float) -> tuple[float, float]:
        """Wear and felt age [d] at an age."""
        place = min(int(age / self.step), len(self.wear) - 1)
        return float(self.wear[place]), float(self.felt[min(int(age / self.step), len(self.felt) - 1)])


def lives_of(kind: Equipment, seed: int) -> tuple[list[list[Life]], np.ndarray]:
    """For each asset its running life and those that follow; and its age today [d]."""
    years = 12.0 if kind.name == "pipe" else 3.0
    course = Fleet(kind, EACH, years, seed=seed).live()
    fresh = Fleet(kind, EACH * SPARE, 0.2, ahead=8.0, seed=seed + 1_000_000).live()
    ready = [[_life(course, row)] for row in course.running]
    for at, row in enumerate(fresh.running):
        ready[at % EACH].append(_life(fresh, row))
    return ready, course.ages()


def _life(course: Course, row: int) -> Life:
    lived, kind = course.lived, course.equipment
    begun = lived.begun[row]
    felt = np.cumsum(course.load[lived.asset[row], begun:] ** kind.load) * kind.step
    return Life(lived.wear[row], felt, float((lived.fails[row] - begun) * kind.step), kind.step)


@dataclass
class Belief:
    """What is believed of the assets of a kind: nodes of the rate, a Kalman filter of wear at each, their weights.

    The process is the true one; its median life, its scatter and the scale of sudden failures are known with an error
    (8 %, 20 %, 10 %), as from a history of some hundred lives. Wear is taken as normal given the rate.
    """

    kind: Equipment
    rng: np.random.Generator
    rate: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        kind, error = self.kind, self.rng.normal(size=3)
        spread = np.sqrt(kind.spread**2 + kind.mood**2 + (0.1 * kind.load) ** 2)
        self.rate = np.exp(spread * NODES) / (kind.life * np.exp(0.08 * error[0]))
        self.jitter = kind.jitter * np.exp(0.2 * error[1])
        self.noise = kind.noise / abs(kind.limit - kind.new)
        self.scale = kind.sudden.scale * np.exp(0.1 * error[2]) if kind.sudden else np.inf
        self.usual = float(np.mean(REGIMES**kind.load)) * (1 + 0.005 * kind.load * (kind.load - 1))
        self.mean, self.var, self.weight = (np.zeros((EACH, len(NODES))) for _ in range(3))
        self.felt, self.age, self.next = np.zeros(EACH), np.zeros(EACH), np.zeros(EACH)

    def renew(self, asset: int) -> None:
        """A new life begins."""
        self.mean[asset] = self.var[asset] = 0.0
        self.weight[asset] = -(NODES**2) / 2
        self.felt[asset] = self.age[asset] = 0.0
        self.next[asset] = self.rng.uniform(0, self.kind.every)

    def watch(self, asset: int, life: Life, age: float) -> None:
        """Go on until an age, with the inspections on the way."""
        kind = self.kind
        while self.next[asset] <= age:
            wear, felt = life.at(self.next[asset])
            grown = self._drift(felt) - self._drift(self.felt[asset])
            mean, var = self.mean[asset] + grown, self.var[asset] + self.jitter * grown
            seen = wear + self.noise * self.rng.normal()
            total = var + self.noise**2
            self.weight[asset] -= 0.5 * ((seen - mean) ** 2 / total + np.log(total))
            gain = var / total
            self.mean[asset], self.var[asset] = mean + gain * (seen - mean), (1 - gain) * var
            self.felt[asset] = felt
            self.next[asset] += kind.every
        self.age[asset], self.now = age, life.at(age)[1]

    def _drift(self, felt: float | np.ndarray) -> np.ndarray:
        return (np.asarray(felt)[..., None] * self.rate) ** self.kind.power

    def survival(self, felt_now: np.ndarray, until: np.ndarray = UNTIL) -> np.ndarray:
        """Probability to last beyond each of ``until``, given that the asset runs; shape (assets, times)."""
        weight = np.exp(self.weight - self.weight.max(axis=1, keepdims=True))
        alive = []
        for ahead in np.append(0.0, until):
            grown = self._drift(felt_now + self.usual * ahead) - self._drift(self.felt)
            var = self.var + self.jitter * grown + 1e-9
            lasts = ndtr((1 - self.mean - grown) / np.sqrt(var))
            alive.append((weight * lasts).sum(axis=1))
        found = np.stack(alive, axis=1)
        found = found[:, 1:] / np.maximum(found[:, :1], 1e-12)
        if self.kind.sudden:
            shape = self.kind.sudden.shape
            hazard = ((self.age[:, None] + until) / self.scale) ** shape - (self.age[:, None] / self.scale) ** shape
            found = found * np.exp(-hazard)
        return np.minimum.accumulate(np.clip(found, 0, 1), axis=1)


NAMES: Final = tuple(f"{kind.letter}-{at}" for kind in EQUIPMENT for at in range(EACH))
LONG: Final = np.arange(1, 300) * 20.0
GRID: Final = np.append(0.01, np.arange(1, AHEAD) * WEEK)
Lived = tuple[float, int, int]
"""Cost of a year, failures, planned jobs."""
Choice = Callable[[Lives, int], np.ndarray]


def problem_of(lives: Lives, prices: Prices, crews: int, busy: int = 0, grid: np.ndarray = GRID) -> Problem:
    """Jobs of one length; only capacity binds. ``busy`` places of the first week are taken by repairs."""
    cost, later = renewal_costs(lives, grid, prices)
    count, capacity = len(lives), np.full((1, len(grid)), float(JOBS * crews))
    capacity[0, 0] = max(0.0, capacity[0, 0] - busy)
    return Problem(cost, later, np.zeros(count, bool), np.ones(count), np.ones((count, 1), bool), capacity,
                   np.full(count, NONE), np.zeros((0, len(grid))))  # fmt: skip


def replanned(prices: Prices, crews: int) -> Choice:
    """What the plan says is due this week, planned anew with what is known now."""

    def choose(lives: Lives, busy: int) -> np.ndarray:
        plan = planned(problem_of(lives, prices, crews, busy))
        return np.flatnonzero(plan.period == 0)

    return choose


def rule(quantile: float, look: float, crews: int) -> Choice:
    """Renew whose quantile of life ends within ``look``, soonest first."""

    def choose(lives: Lives, busy: int) -> np.ndarray:
        due = lives.quantile(quantile)
        order = np.argsort(due, kind="stable")
        return order[due[order] <= look][: max(0, JOBS * crews - busy)]

    return choose


def evenly(interval: float, crews: int) -> Choice:
    """A fixed interval: as many each week as makes one round in the interval, in turn."""
    turn = [0.0, 0]

    def choose(lives: Lives, busy: int) -> np.ndarray:
        turn[0] += len(lives) * WEEK / interval
        count = min(int(turn[0]), max(0, JOBS * crews - busy))
        turn[0] -= count
        first, turn[1] = int(turn[1]), int(turn[1]) + count
        return np.arange(first, first + count) % len(lives)

    return choose


Queue = list[list[Life]]


class Year:
    """A fleet that is lived through, with the same true lives whatever is chosen."""

    def __init__(self, seed: int, crews: int) -> None:
        self.seed, self.crews = seed, crews
        self.truth = [lives_of(kind, seed) for kind in EQUIPMENT]
        self.first, self.age = (
            [list(lives) for lives, _ in self.truth],
            np.concatenate([ages for _, ages in self.truth]),
        )

    def prices(self) -> Prices:
        """With what a day of life is worth of each kind, as the model of its new assets says."""
        worth = []
        for belief in self.beliefs():
            new = Lives(("new",), LONG, belief.survival(np.zeros(EACH), LONG)[:1])
            worth.append(LIFE + cost_of_a_day(new, FAILURE, PLANNED, LIFE))
        return Prices.of(len(NAMES), FAILURE, PLANNED, np.repeat(worth, EACH))

    def beliefs(self) -> list[Belief]:
        """What the inspections until today let believe."""
        found = []
        for at, kind in enumerate(EQUIPMENT):
            belief = Belief(kind, np.random.default_rng([self.seed, at]))
            for asset in range(EACH):
                belief.renew(asset)
            found.append(belief)
        return found

    def lived(self, choose: Choice, *, oracle: bool | None = False) -> Lived:
        """Cost of the year, failures and planned jobs; ``oracle`` is None where nothing is asked of lives."""
        beliefs = self.beliefs()
        queue = [list(lives) for kind in self.first for lives in kind]
        born, cost, failures, jobs = -self.age, 0.0, 0, 0
        down: list[tuple[float, int]] = []
        for week in range(WEEKS):
            now = week * WEEK
            running = np.array([queue[at][0].fails + born[at] > now for at in range(len(queue))])
            waits = {at for _, at in down}
            for at in np.flatnonzero(~running):
                if at not in waits:
                    down.append((queue[at][0].fails + born[at], int(at)))
                    failures, cost = failures + 1, cost + FAILURE
            room, taken = JOBS * self.crews, 0
            down.sort()
            while down and taken < room:
                since, at = down.pop(0)
                taken, cost = taken + REPAIR, cost + DOWN * (now - since)
                self._renew(queue, born, beliefs, at, now)
            lives = self.known(queue, born, now, beliefs, oracle=oracle)
            waits = {at for _, at in down}
            for at in choose(lives, taken):
                if at not in waits and room - taken > 0:
                    taken, jobs = taken + 1, jobs + 1
                    left = queue[at][0].fails + born[at] - now
                    cost += PLANNED + LIFE * min(left, UNTIL[-1])
                    self._renew(queue, born, beliefs, int(at), now)
        return cost, failures, jobs

    @staticmethod
    def _renew(queue: Queue, born: np.ndarray, beliefs: list[Belief], at: int, now: float) -> None:
        # Who renews very often meets the same lives again.
        queue[at].append(queue[at].pop(0))
        born[at] = now
        beliefs[at // EACH].renew(at % EACH)

    def known(self, queue: Queue, born: np.ndarray, now: float, beliefs: list[Belief], *, oracle: bool | None) -> Lives:
        """Lives as believed, or as they are."""
        if oracle is not False:
            left = np.array([queue[at][0].fails + born[at] - now for at in range(len(queue))])
            return Lives(NAMES, UNTIL, (left[:, None] > UNTIL).astype(float))
        rows = []
        for place, belief in enumerate(beliefs):
            felt = np.zeros(EACH)
            for asset in range(EACH):
                at = place * EACH + asset
                belief.watch(asset, queue[at][0], now - born[at])
                felt[asset] = belief.now
            rows.append(belief.survival(felt))
        return Lives(NAMES, UNTIL, np.vstack(rows))

    def promised(self) -> tuple[bool, float, float, float]:
        """Whether the interval of the first plan held what it would have cost carried through; its ends; that cost."""
        queue = [lives for kind in self.first for lives in kind]
        lives = self.known(queue, -self.age, 0.0, self.beliefs(), oracle=False)
        plan: Plan = planned(problem_of(lives, self.prices(), self.crews))
        times = np.where(plan.period == LATER, np.inf, GRID[plan.period])
        end = WEEKS * WEEK
        costs, _ = outcomes(lives, times, end, self.prices(), np.random.default_rng(self.seed))
        left = np.array([queue[at][0].fails for at in range(len(queue))]) - self.age
        real = np.where(left < np.minimum(times, end), FAILURE, np.where(times <= end, PLANNED, 0.0)).sum()
        lower, upper = np.quantile(costs, [0.05, 0.95])
        return bool(lower <= real <= upper), float(lower), float(upper), float(real)


def tuned(pair: int, fleets: int) -> tuple[float, float]:
    """The best quantile and look of the rule for two numbers of crews, on fleets of their own."""
    years = [Year(TUNING + pair * fleets + at, 2 * pair + 1 + at % 2) for at in range(fleets)]
    costs = {
        (quantile, look): sum(year.lived(rule(quantile, look, year.crews))[0] for year in years)
        for quantile in QUANTILES for look in LOOKS
    }  # fmt: skip
    return min(costs, key=lambda one: costs[one])


def paired(pair: int, seeds: range, fleets: int) -> tuple[dict[str, list[Lived]], list[int], list[bool], str]:
    """All fleets of two numbers of crews: what each choice cost, the crews, whether promises held, how it was tuned."""
    begun = time.process_time()
    best = tuned(pair, fleets)
    rows: dict[str, list[Lived]] = {}
    crews, promises = [], []
    for seed in (seed for seed in seeds if seed % 8 // 2 == pair):
        year = Year(seed, 1 + seed % 8)
        choices: dict[str, tuple[Choice, bool | None]] = {
            "plan, replanned weekly": (replanned(year.prices(), year.crews), False),
            "tuned quantile rule": (rule(*best, year.crews), False),
            "fixed interval (300 d)": (evenly(300.0, year.crews), None),
            "run to failure": (lambda _lives, _busy: np.zeros(0, dtype=int), None),
            "truth known": (replanned(year.prices(), year.crews), True),
        }
        for name, (choice, oracle) in choices.items():
            rows.setdefault(name, []).append(year.lived(choice, oracle=oracle))
        promises.append(year.promised()[0])
        crews.append(year.crews)
    said = (f"crews {2 * pair + 1}–{2 * pair + 2}: rule tuned to {best[0]:.1%} within {best[1]:.0f} d on {fleets} "
            f"other fleets; {time.process_time() - begun:.0f} CPU s")  # fmt: skip
    return rows, crews, promises, said


def tell(rows: dict[str, list[Lived]], crews: np.ndarray, promises: list[bool]) -> None:
    """The tables."""
    costs = {name: np.array([one[0] for one in many]) for name, many in rows.items()}
    base = costs["tuned quantile rule"]
    rng = np.random.default_rng(0)
    again = rng.integers(0, len(base), (2000, len(base)))
    print(f"\n{len(base)} fleets of {len(NAMES)} assets, {WEEKS} weeks lived through\n")
    print("| choice | cost a year | failures | planned jobs | of the rule's | 90 % interval (paired) |")
    print("|---|---|---|---|---|---|")
    for name, cost in costs.items():
        ratio = cost.sum() / base.sum()
        low, high = np.quantile(cost[again].sum(axis=1) / base[again].sum(axis=1), [0.05, 0.95])
        fails, jobs = (np.mean([one[part] for one in rows[name]]) for part in (1, 2))
        print(f"| {name} | {cost.mean():.0f} | {fails:.1f} | {jobs:.1f} | {ratio:.3f} | {low:.3f}–{high:.3f} |")
    print("\n| crews | plan / rule | plan / truth known |\n|---|---|---|")
    for one in np.unique(crews):
        at = crews == one
        plan = costs["plan, replanned weekly"][at].sum()
        print(f"| {one} | {plan / base[at].sum():.3f} | {plan / costs['truth known'][at].sum():.2f} |")
    held, count = sum(promises), len(promises)
    share = held / count
    wide = 1.645 * np.sqrt(share * (1 - share) / count)
    print(f"\nthe promised cost held in {share:.1%} of {count} fleets ({share - wide:.1%}–{share + wide:.1%})")


def large(count: int) -> None:
    """CPU seconds of one plan for many assets, lives read from their table included."""
    rng = np.random.default_rng(0)
    usual = rng.lognormal(5.8, 0.7, count)
    quantiles = usual[:, None] * np.exp(0.35 * ndtri(LEVELS))
    for equal in (True, False):
        begun = time.process_time()
        lives = Lives.of_quantiles([str(at) for at in range(count)], LEVELS, quantiles)
        cost, later = renewal_costs(lives, GRID + WEEK / 2, Prices.of(count, FAILURE, PLANNED, LIFE))
        hours = np.full(count, 16.0) if equal else 8.0 * rng.integers(1, 6, count)
        crews = 8
        plan = planned(Problem(cost, later, np.zeros(count, bool), hours, np.ones((count, crews), bool),
                               np.full((crews, AHEAD), 160.0), np.full(count, NONE), np.zeros((0, AHEAD))))  # fmt: skip
        print(f"{count} assets, lengths {'equal' if equal else '8–40 h'}: {time.process_time() - begun:.1f} CPU s, "
              f"{(plan.period >= 0).sum()} jobs, gap {plan.cost / plan.bound - 1:.2%}")  # fmt: skip


def main() -> None:
    """Run."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--fleets", type=int, default=200)
    asks.add_argument("--tuning", type=int, default=4)
    asks.add_argument("--first", type=int, default=0)
    asks.add_argument("--large", type=int, default=5000)
    asks.add_argument("--processes", type=int, default=2)
    given = asks.parse_args()
    print(f"costs: failure {FAILURE:.0f}, planned {PLANNED:.0f}, a day of life {LIFE}, a day down {DOWN}; "
          f"a crew does {JOBS} jobs a week, a repair takes {REPAIR}")  # fmt: skip
    if given.large:
        large(given.large)
    seeds = range(given.first, given.first + given.fleets)
    with ProcessPoolExecutor(given.processes) as pool:
        parts = list(pool.map(paired, range(4), [seeds] * 4, [given.tuning] * 4))
    rows: dict[str, list[Lived]] = {}
    for part, _, _, said in parts:
        print(said)
        for name, many in part.items():
            rows.setdefault(name, []).extend(many)
    tell(rows, np.array([one for part in parts for one in part[1]]), [one for part in parts for one in part[2]])


if __name__ == "__main__":
    main()
