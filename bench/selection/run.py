"""Selections under budgets and rules: proof, stability, and what further reviews are worth. See README.md.

python bench/selection/run.py; python bench/selection/run.py --calls 1000 --first 0
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
from scipy.stats import t as student

from sanhak.decide.selection import Portfolio, further_reviews, select, stability
from sanhak.model.reviews import Calibrated, calibrated

ROOT: Final = Path(__file__).resolve().parents[2] / "build" / "selection"
DRAWS: Final = 200
APPLICATIONS, REVIEWERS, EACH, FURTHER, PLACES = 40, 9, 3, 8, 12
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


def portfolios() -> Iterator[str]:
    """Seconds to the proof and to the stable set."""
    yield "| applications | seed | selected | merit | proved | CPU s | stable | band | CPU s for 200 draws |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for count, reviewers in ((60, 12), (300, 60)):
        for seed in range(3):
            rng = np.random.default_rng(seed)
            truth = 3 + 0.7 * rng.standard_normal(count)
            scores, rows, columns, _ = reviews(rng, truth, reviewers)
            found = learnt(scores, rows, columns, count, reviewers)
            portfolio = Portfolio.of(found.merit, **rules(rng, count))
            start = time.process_time()
            best = select(portfolio)
            proof = time.process_time() - start
            start = time.process_time()
            sure = stability(portfolio, found.draws(rng, DRAWS))
            seconds = time.process_time() - start
            yield (
                f"| {count} | {seed} | {best.chosen.sum()} | {best.worth:.3f} | {best.proved} | {proof:.2f} "
                f"| {sure.stable.sum()} | {sure.band.sum()} | {seconds:.1f} |"
            )


@dataclass(frozen=True, slots=True)
class Call:
    """A call of twelve places whose true merits are known: three reviews, and one more for each that may be asked."""

    truth: np.ndarray
    scores: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    more: np.ndarray
    fourth: np.ndarray

    @classmethod
    def made(cls, seed: int) -> Call:
        """A call; three of four have places alone, one has budgets, floors, caps and needs besides."""
        rng = np.random.default_rng([seed, 1])
        truth = 3 + 0.7 * rng.standard_normal(APPLICATIONS)
        scores, rows, columns, kind = reviews(rng, truth, REVIEWERS)
        free = [np.setdiff1d(np.arange(REVIEWERS), columns[rows == one]) for one in range(APPLICATIONS)]
        fourth = np.array([rng.choice(those) for those in free])
        more = truth + kind[fourth] + 0.75 * rng.standard_normal(APPLICATIONS)
        return cls(truth, scores, rows, columns, more, fourth)

    def merit_after(self, places: np.ndarray) -> float:
        """The true merit of what is selected once these have been reviewed again."""
        found = learnt(
            np.append(self.scores, self.more[places]), np.append(self.rows, places),
            np.append(self.columns, self.fourth[places]), APPLICATIONS, REVIEWERS,
        )  # fmt: skip
        return self.worth(select(Portfolio.of(found.merit, places=PLACES)).chosen)

    def worth(self, chosen: np.ndarray) -> float:
        """The true merit of a selected set."""
        return float(self.truth[chosen].sum())


def asked(call: Call, seed: int) -> dict[str, float]:
    """The true merit of the selected set by which applications were reviewed again."""
    rng = np.random.default_rng([seed, 2])
    found = learnt(call.scores, call.rows, call.columns, APPLICATIONS, REVIEWERS)
    portfolio = Portfolio.of(found.merit, places=PLACES)
    chosen = select(portfolio).chosen
    means = np.bincount(call.rows, call.scores) / EACH
    cut = (means[chosen].min() + means[~chosen].max()) / 2
    ways = {
        "spread evenly": rng.choice(APPLICATIONS, FURTHER, replace=False),
        "nearest to the cut": np.argsort(np.abs(means - cut), kind="stable")[:FURTHER],
        "proposed": further_reviews(portfolio, found, FURTHER).places,
    }
    return {"none": call.worth(chosen)} | {name: call.merit_after(places) for name, places in ways.items()}


def one(seed: int) -> dict[str, float]:
    """One simulated call."""
    return asked(Call.made(seed), seed)


def calls(first: int, count: int) -> Iterator[str]:
    """Gain in true merit by where further reviews went, paired over calls."""
    ROOT.mkdir(parents=True, exist_ok=True)
    file = ROOT / "calls.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = {line["seed"]: line["merit"] for line in map(json.loads, lines)}
    seeds = [seed for seed in range(first, first + count) if seed not in kept]
    with ProcessPoolExecutor(2) as workers, file.open("a", encoding="utf-8") as lines_to:
        for seed, merit in zip(seeds, workers.map(one, seeds, chunksize=5), strict=True):
            kept[seed] = merit
            lines_to.write(json.dumps({"seed": seed, "merit": merit}) + "\n")
            lines_to.flush()
    results = [kept[seed] for seed in range(first, first + count)]
    yield f"{count} calls from seed {first}, {FURTHER} further reviews in each"
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
    parser.add_argument("--only", choices=("portfolios", "calls"))
    wanted = parser.parse_args()
    if wanted.only != "calls":
        for line in portfolios():
            print(line, flush=True)
    if wanted.only != "portfolios":
        print(*calls(wanted.first, wanted.calls), sep="\n")


if __name__ == "__main__":
    main()
