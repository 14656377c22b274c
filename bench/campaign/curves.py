"""Best value so far by tool, the published campaigns, exact random, and the statistics over repeats."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from lookup import Lookup, lookup
from loop import Campaign, Kept
from named import BATCH, EXPERIMENTS, FIRST, PEERS

AT = (10, 15, 20, 25, 30, 50)
DRAWS = 4000
RESAMPLED = 10_000
LEVEL = 0.95
LIMITS = {15: -4.0, 30: -1.5}
"""Points of yield that the whole interval of our mean minus BayBE's must lie above, after so many experiments."""

PUBLISHED = {
    "edbo": (74.1, 86.2, 91.6, 95.6, 97.5, 99.8),
    "chemists": (79.8, 85.0, 88.4, 91.7, 92.9, 94.2),
}
"""Mean best yield of both published files after the experiments of ``AT``: what reading them must give again."""


@dataclass(frozen=True)
class Curves:
    """Repeats of one tool on one table: ``best`` is repeats × experiments, nan after the last one."""

    tool: str
    best: np.ndarray
    campaigns: tuple[Campaign, ...] = ()

    def after(self, experiments: int) -> np.ndarray:
        """The best values after so many experiments; empty where the repeats did not go so far."""
        values = self.best[:, experiments - 1]
        return values[np.isfinite(values)]


def gathered(table: Lookup, kept: Kept, data: Path) -> list[Curves]:
    """All tools that have campaigns on a table, the published campaigns where it has some, and random."""
    found = []
    for tool in PEERS:
        campaigns = tuple(kept.read(tool, table.name).values())
        if campaigns:
            best = np.full((len(campaigns), EXPERIMENTS), np.nan)
            for place, campaign in enumerate(campaigns):
                reached = campaign.best(table)[:EXPERIMENTS]
                best[place, : len(reached)] = reached
            found.append(Curves(tool, best, campaigns))
    if table.name == "direct_arylation":
        found += [published(name, data) for name in PUBLISHED]
    return [*found, chance(table)]


def chance(table: Lookup) -> Curves:
    """Random rows, none twice, drawn so often that its own scatter vanishes."""
    rng = np.random.default_rng(0)
    rows = np.array([rng.choice(len(table.values), EXPERIMENTS, replace=False) for _ in range(DRAWS)])
    further = np.maximum if table.pool.maximize else np.minimum
    return Curves("random", further.accumulate(np.array(table.values)[rows], axis=1))


def published(name: str, data: Path) -> Curves:
    """Fifty published campaigns, carried forward where they stopped; their means must be the known ones."""
    file = {"edbo": "edbo", "chemists": "human"}[name]
    path = data / "process" / f"direct_arylation_{file}_campaigns.csv"
    with path.open(newline="", encoding="utf-8-sig") as opened:
        header, *lines = csv.reader(opened)
    places = [at for at, title in enumerate(header) if title.isdigit() or title.startswith("yield_")][:EXPERIMENTS]
    best = np.array([_carried([line[place] for place in places]) for line in lines])
    means = [round(float(best[:, at - 1].mean()), 1) for at in AT]
    assert means == list(PUBLISHED[name]), f"{path.name} gives {means} and not {PUBLISHED[name]}"
    return Curves(name, best)


def _carried(cells: Sequence[str]) -> np.ndarray:
    """The best yield so far; an empty cell, after the last experiment, adds nothing."""
    return np.maximum.accumulate([float(cell) if cell else -np.inf for cell in cells])


def interval(values: np.ndarray) -> tuple[float, float]:
    """Bootstrap interval of the mean (percentiles of resampled means; Efron & Tibshirani 1993)."""
    rng = np.random.default_rng(0)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(RESAMPLED)]
    lower, upper = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(lower), float(upper)


def student(values: np.ndarray) -> tuple[float, float]:
    """Student's interval of the mean."""
    from scipy.stats import t

    half = float(t.ppf((1 + LEVEL) / 2, len(values) - 1)) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


def paired(ours: Curves, other: Curves, experiments: int) -> np.ndarray:
    """How far ours is above another tool on each common seed."""
    by_seed = [
        {one.seed: best for one, best in zip(curves.campaigns, curves.best[:, experiments - 1], strict=True)}
        for curves in (ours, other)
    ]
    common = sorted(set(by_seed[0]) & set(by_seed[1]))
    apart = np.array([by_seed[0][seed] - by_seed[1][seed] for seed in common])
    return apart[np.isfinite(apart)]


def seconds(campaigns: Sequence[Campaign], until: int = 30) -> np.ndarray:
    """CPU seconds of each batch that led to ``until`` experiments, all campaigns together."""
    batches = (until - FIRST) // BATCH
    return np.array([each for campaign in campaigns for each in campaign.seconds[:batches]])


def read_all(names: Sequence[str], kept: Kept, data: Path) -> list[tuple[Lookup, list[Curves]]]:
    """The curves of several tables, never pooled."""
    tables = [lookup(name, data) for name in names]
    return [(table, gathered(table, kept, data)) for table in tables]
