"""Selections under budgets and rules: proof, stability, and what further reviews are worth. See README.md.

python bench/selection/run.py; python bench/selection/run.py --only draws; --only calls --calls 1000 --first 0
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
from scipy.stats import t as student

from sanhak.decide.selection import Portfolio, further_reviews, select, stability
from sanhak.model.reviews import Calibrated, calibrated

ROOT: Final = Path(__file__).resolve().parents[2] / "build" / "selection"
DRAWS: Final = 200
WIDTHS: Final = (30, 100, 300, 1000, 3000)
APPLICATIONS, REVIEWERS, EACH, FURTHER, PLACES = 40, 9, 3, 8, 12
FLOOR, LOWEST = 2, 1.0
KINDS: Final = {"places": "twelve places", "budgets": "a budget and floors"}
OPEN: Final = (-1e6, 1e6)


def rules(rng: np.random.Generator, count: int) -> dict[str, object]:
    """Three yearly budgets for about a third, four floors, 25 laboratories of two at most, one in ten needs another."""
    cost = rng.integers(20, 120, (count, 1)) * 1e6 * rng.uniform(0.6, 1.2, (count, 3))
    needs = [tuple(map(int, rng.choice(count, 2, replace=False))) for _ in range(count // 10)]
    laboratories = rng.integers(0, 25, count).tolist()
    return {
        "cost": cost.round(-6), "budget": cost.sum(axis=0) / 3, "area": (np.arange(count) % 4).tolist(),
        "floors": [count // 20] * 4, "laboratory": laboratories, "caps": [max(2, count // 50)] * 25, "needs": needs,
    }  # fmt: skip


def reviews(
    rng: np.random.Generator, truth: np.ndarray, reviewers: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Three scores for each application; one score holds as much merit as a conference's (its agreement is 0.42)."""
    kind = 0.35 * rng.standard_normal(reviewers)
    rows = np.repeat(np.arange(len(truth)), EACH)
    columns = np.concatenate([rng.choice(reviewers, EACH, replace=False) for _ in truth])
    return truth[rows] + kind[columns] + 0.75 * rng.standard_normal(len(rows)), rows, columns, kind


def learnt(scores: np.ndarray, rows: np.ndarray, columns: np.ndarray, count: int, reviewers: int) -> Calibrated:
    """Merits from scores."""
    return calibrated(scores, rows, columns, applications=count, reviewers=reviewers, scale=OPEN)


def reviewed(count: int, seed: int) -> tuple[np.random.Generator, Portfolio, Calibrated, np.ndarray]:
    """A portfolio with merits from three reviews each, those merits, and the plain mean scores."""
    rng = np.random.default_rng(seed)
    truth = 3 + 0.7 * rng.standard_normal(count)
    scores, rows, columns, _ = reviews(rng, truth, count // 5)
    found = learnt(scores, rows, columns, count, count // 5)
    return rng, Portfolio.of(found.merit, **rules(rng, count)), found, np.bincount(rows, scores) / EACH


def filled(portfolio: Portfolio, order: np.ndarray, *, stop: bool = False) -> np.ndarray:
    """Selected in this order, each with what it needs, as far as the rules allow.

    Floors come first: the first of each area in the order, as an office would see to it. With ``stop`` none is selected
    behind the first for which money or places do not suffice.
    """
    chosen = np.zeros(len(portfolio.merit), dtype=bool)
    kinds = np.array(portfolio.kinds)
    for row, least in zip(portfolio.rows[kinds == "floors"], -portfolio.limits[kinds == "floors"], strict=True):
        for place in order:
            if row[place] and -row @ chosen < least:
                new = accompanied(portfolio, chosen, place)
                chosen = new if fits(portfolio, new, {"floors"}) else chosen
    for place in order:
        new = accompanied(portfolio, chosen, place)
        if fits(portfolio, new, {"floors"}):
            chosen = new
        elif stop and fits(portfolio, new, {"floors", "budget", "places"}):
            break
    return chosen


def accompanied(portfolio: Portfolio, chosen: np.ndarray, place: int) -> np.ndarray:
    """Those chosen, one more, and whatever they need."""
    new = chosen | (np.arange(len(chosen)) == place)
    needs = portfolio.rows[np.array(portfolio.kinds) == "needs"]
    while len(broken := needs[needs @ new > 0]):
        new = new | (broken < 0).any(axis=0)
    return new


def fits(portfolio: Portfolio, chosen: np.ndarray, besides: set[str]) -> bool:
    """Whether all rules are kept besides those of these kinds."""
    kept = np.array([kind not in besides for kind in portfolio.kinds], dtype=bool)
    return bool((portfolio.rows[kept] @ chosen <= portfolio.limits[kept] + 1e-9).all())


def portfolios() -> Iterator[str]:
    """Seconds to the proof and to the stable set, and what simpler ways of selecting reach."""
    yield (
        "| applications | seed | selected | merit | proved | CPU s | greedy | by merit per won | by score, to a cut "
        "| random | stable | band | CPU s for 200 draws |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    for count in (60, 300):
        for seed in range(5):
            rng, portfolio, found, means = reviewed(count, seed)
            start = time.process_time()
            best = select(portfolio)
            proof = time.process_time() - start
            draws = found.draws(rng, DRAWS)
            start = time.process_time()
            sure = stability(portfolio, draws)
            seconds = time.process_time() - start
            price = portfolio.rows[[kind == "budget" for kind in portfolio.kinds]].sum(axis=0)
            orders = (-found.merit, -found.merit / price, -means, rng.random(count))
            others = [filled(portfolio, np.argsort(one), stop=place == 2) for place, one in enumerate(orders)]
            told = " | ".join(
                f"{found.merit[chosen].sum() / best.worth:.1%}" + ("" if portfolio.keeps(chosen) else " *")
                for chosen in others
            )
            yield (
                f"| {count} | {seed} | {best.chosen.sum()} | {best.worth:.3f} | {best.proved} | {proof:.2f} | {told} "
                f"| {sure.stable.sum()} | {sure.band.sum()} | {seconds:.1f} |"
            )


def draws() -> Iterator[str]:
    """How widely a draw has to be listed: shares beside those of proved draws, on seeds from 10,000 on."""
    yield "| applications | seed | width | CPU s for 60 draws | shares differ by (RMS) | chance of 200 draws (RMS) |"
    yield "|---|---|---|---|---|---|"
    for count, seed in ((60, 10_000), (60, 10_001), (300, 10_000)):
        rng, portfolio, found, _ = reviewed(count, seed)
        merits = found.draws(rng, 60)
        start = time.process_time()
        best = [select(replace(portfolio, merit=one)) for one in merits]
        seconds = time.process_time() - start
        exact = np.mean([one.chosen for one in best], axis=0)
        chance = np.sqrt(np.mean(exact * (1 - exact)) / DRAWS)
        proved = sum(one.proved for one in best)
        yield f"| {count} | {seed} | {proved} of 60 proved | {seconds:.1f} | 0.0000 | {chance:.4f} |"
        for width in WIDTHS:
            start = time.process_time()
            share = stability(portfolio, merits, width).share
            seconds = time.process_time() - start
            apart = np.sqrt(np.mean((share - exact) ** 2))
            yield f"| {count} | {seed} | {width} | {seconds:.1f} | {apart:.4f} | {chance:.4f} |"


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose true merits are known: three reviews, and one more for each application that may be asked.

    Either there are twelve places, or there is money for about as many and a floor in each of four areas.
    """

    truth: np.ndarray
    scores: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    more: np.ndarray
    fourth: np.ndarray
    rules: dict[str, object]

    @classmethod
    def made(cls, seed: int, kind: str) -> Call:
        """A call of a kind."""
        rng = np.random.default_rng([seed, 1])
        truth = 3 + 0.7 * rng.standard_normal(APPLICATIONS)
        scores, rows, columns, kinds = reviews(rng, truth, REVIEWERS)
        free = [np.setdiff1d(np.arange(REVIEWERS), columns[rows == one]) for one in range(APPLICATIONS)]
        fourth = np.array([rng.choice(those) for those in free])
        more = truth + kinds[fourth] + 0.75 * rng.standard_normal(APPLICATIONS)
        cost = rng.integers(50, 151, (APPLICATIONS, 1)) * 1e6
        money = {
            "cost": cost, "budget": [PLACES * 100e6], "area": (np.arange(APPLICATIONS) % 4).tolist(),
            "floors": [FLOOR] * 4,
        }  # fmt: skip
        return cls(truth, scores, rows, columns, more, fourth, {"places": PLACES} if kind == "places" else money)

    def portfolio(self, found: Calibrated) -> Portfolio:
        """What is selected from; merit counts from the lowest score, as in the centre."""
        return Portfolio.of(found.merit - LOWEST, **self.rules)

    def merit_after(self, places: np.ndarray) -> float:
        """The true merit of what is selected once these have been reviewed again."""
        found = learnt(
            np.append(self.scores, self.more[places]), np.append(self.rows, places),
            np.append(self.columns, self.fourth[places]), APPLICATIONS, REVIEWERS,
        )  # fmt: skip
        return self.worth(select(self.portfolio(found)).chosen)

    def worth(self, chosen: np.ndarray) -> float:
        """The true merit of a selected set."""
        return float((self.truth[chosen] - LOWEST).sum())


def asked(call: Call, seed: int) -> dict[str, float]:
    """The true merit of the selected set by which applications were reviewed again."""
    rng = np.random.default_rng([seed, 2])
    found = learnt(call.scores, call.rows, call.columns, APPLICATIONS, REVIEWERS)
    portfolio = call.portfolio(found)
    chosen = select(portfolio).chosen
    means = np.bincount(call.rows, call.scores) / EACH
    cut = (means[chosen].min() + means[~chosen].max()) / 2
    ways = {
        "spread evenly": rng.choice(APPLICATIONS, FURTHER, replace=False),
        "nearest to the cut": np.argsort(np.abs(means - cut), kind="stable")[:FURTHER],
        "proposed": further_reviews(portfolio, found, FURTHER).places,
    }
    plain = {
        "none": chosen, "none, selected by score to a cut": filled(portfolio, np.argsort(-means), stop=True),
        "none, selected by lot": filled(portfolio, rng.permutation(APPLICATIONS)),
    }  # fmt: skip
    return {name: call.worth(those) for name, those in plain.items()} | {
        name: call.merit_after(places) for name, places in ways.items()
    }


def one(kind: str, seed: int) -> dict[str, float]:
    """One simulated call."""
    return asked(Call.made(seed, kind), seed)


def calls(kind: str, first: int, count: int) -> Iterator[str]:
    """Gain in true merit by where further reviews went, paired over calls."""
    ROOT.mkdir(parents=True, exist_ok=True)
    file = ROOT / f"{kind}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = {line["seed"]: line["merit"] for line in map(json.loads, lines)}
    seeds = [seed for seed in range(first, first + count) if seed not in kept]
    with ProcessPoolExecutor(2) as workers, file.open("a", encoding="utf-8") as lines_to:
        for seed, merit in zip(seeds, workers.map(partial(one, kind), seeds, chunksize=5), strict=True):
            kept[seed] = merit
            lines_to.write(json.dumps({"seed": seed, "merit": merit}) + "\n")
            lines_to.flush()
    results = [kept[seed] for seed in range(first, first + count)]
    yield f"{count} calls with {KINDS[kind]} from seed {first}, {FURTHER} further reviews in each"
    yield "| further reviews | gain in true merit over none | over spread evenly |\n|---|---|---|"
    for name in results[0]:
        cells = []
        for other in ("none", "spread evenly"):
            apart = np.array([call[name] - call[other] for call in results])
            half = student.ppf(0.975, len(apart) - 1) * apart.std(ddof=1) / np.sqrt(len(apart))
            cells.append(f"{apart.mean():+.3f} ± {half:.3f}")
        yield f"| {name} | {cells[0]} | {cells[1]} |"


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed; settings may be looked at from 10,000 on")
    parser.add_argument("--only", choices=("draws", "portfolios", "calls"))
    wanted = parser.parse_args()
    # The solver's library writes a line of its own to the output past all its options: that goes to the errors.
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tables = {
        "draws": (draws(),), "portfolios": (portfolios(),),
        "calls": tuple(calls(kind, wanted.first, wanted.calls) for kind in KINDS),
    }  # fmt: skip
    for line in chain(*(table for name, all_ in tables.items() for table in all_ if wanted.only in (None, name))):
        print(line, flush=True)


if __name__ == "__main__":
    main()
