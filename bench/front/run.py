"""Two goals and one learnt limit on the virtual reactor: our batches against BoTorch's qNEHVI. See README.md.

python bench/front/run.py --setup; python bench/front/run.py --seeds 20
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU seconds are compared, so every process works with one thread; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from problems import PROBLEMS, TUNING, Floats, Problem, volume  # noqa: E402
from scipy.stats import t as student  # noqa: E402

from sanhak.areas.process.campaign import Campaign  # noqa: E402
from sanhak.areas.process.experiments.domain import domain_of  # noqa: E402
from sanhak.areas.process.experiments.learning import learnt  # noqa: E402
from sanhak.areas.process.experiments.log import log_of  # noqa: E402
from sanhak.decide.campaign.batch import choose  # noqa: E402
from sanhak.table import Table  # noqa: E402

ROOT: Final = Path(__file__).resolve().parents[2] / "build" / "front"
VENV: Final = ROOT / "venvs" / "botorch"
PYTHON: Final = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PINS: Final = ("torch==2.13.0", "botorch==0.18.1")
OUTCOMES: Final = ("first", "second", "limited")
STARTS, BATCH, RUNS = 8, 4, 40
MARKS: Final = (16, 24, 32, 40)
"""Numbers of runs at which methods are compared."""

Ask = Callable[[Floats, Floats, int], tuple[Floats, float]]
"""From unit points, what was measured there and a seed to the next batch and its CPU seconds."""


@contextmanager
def ours(problem: Problem) -> Iterator[Ask]:
    """What the study ``process.campaign`` does from a table of runs to its next batch."""
    study = Campaign(
        factors=problem.ranges, maximize="first", also={"second": "maximize"}, keep={"limited": (None, problem.limit)},
        worst=dict(zip(OUTCOMES, problem.reference, strict=False)), batch=BATCH,
    )  # fmt: skip

    def ask(points: Floats, measured: Floats, seed: int) -> tuple[Floats, float]:
        start = time.process_time()
        columns = dict(zip((*problem.ranges, *OUTCOMES), [*problem.values(points).T, *measured.T], strict=True))
        table = Table.of(pl.DataFrame(columns))
        domain = domain_of(study, table)
        log = log_of(study, domain, table)
        outlook = learnt(study, domain, log, dict.fromkeys(OUTCOMES)).outlook
        rng = np.random.default_rng([seed, len(log)])
        chosen = choose(domain.region, outlook, BATCH, rng, log.points)
        return chosen.points, time.process_time() - start

    yield ask


@contextmanager
def qnehvi(problem: Problem) -> Iterator[Ask]:
    """BoTorch, in its own environment."""
    with subprocess.Popen(  # noqa: S603 - our own script
        [PYTHON, Path(__file__).with_name("peer.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None

        def ask(points: Floats, measured: Floats, seed: int) -> tuple[Floats, float]:
            question = {"points": points.tolist(), "outcomes": measured.tolist(), "limit": problem.limit,
                        "reference": problem.reference, "batch": BATCH, "seed": seed}  # fmt: skip
            print(json.dumps(question), file=peer.stdin, flush=True)
            answer = json.loads(peer.stdout.readline())
            return np.array(answer["points"]), float(answer["seconds"])

        yield ask
        peer.stdin.close()


@contextmanager
def by_chance(problem: Problem) -> Iterator[Ask]:
    """Points spread by chance."""

    def ask(points: Floats, _measured: Floats, seed: int) -> tuple[Floats, float]:
        return np.random.default_rng([seed, len(points), 2]).random((BATCH, len(problem.ranges))), 0.0

    yield ask


METHODS: Final = {"chance": by_chance, "ours": ours, "qnehvi": qnehvi}


def campaign(problem: Problem, method: str, seed: int) -> dict[str, Any]:
    """One campaign from shared starts; what was run, as unit points, and CPU seconds of each batch."""
    rng = np.random.default_rng([seed, 0])
    points = rng.random((STARTS, len(problem.ranges)))
    measured = problem.measure(problem.values(points), rng)
    seconds = []
    with METHODS[method](problem) as ask:
        while len(points) < RUNS:
            batch, spent = ask(points, measured, seed)
            # Noise belongs to the number of the run, so that methods differ in what they choose alone.
            shown = problem.measure(problem.values(batch), np.random.default_rng([seed, 1, len(points)]))
            points, measured = np.vstack([points, batch]), np.vstack([measured, shown])
            seconds.append(round(spent, 4))
    return {"problem": problem.name, "method": method, "seed": seed, "points": points.tolist(), "seconds": seconds}


def table(problem: Problem, found: dict[str, dict[int, dict[str, Any]]]) -> Iterator[str]:
    """Shares of the best front's hypervolume, and what a batch costs; the last rows compare seed by seed."""
    best = volume(problem.search(), problem.reference)
    shares = {
        method: {
            seed: [problem.volume(np.array(one["points"])[:mark]) / best for mark in MARKS]
            for seed, one in runs.items()
        }
        for method, runs in found.items()
    }
    yield f"{problem.name}: best hypervolume known {best:.6g} over {problem.reference}"
    yield f"| method | seeds | {' | '.join(f'after {mark} runs' for mark in MARKS)} | worst | CPU s a batch |"
    yield "|---" * (len(MARKS) + 4) + "|"
    for method, each in shares.items():
        values = np.array(list(each.values()))
        spent = np.median([one["seconds"] for one in found[method].values()])
        told = " | ".join(f"{value:.3f}" for value in values.mean(axis=0))
        yield f"| {method} | {len(each)} | {told} | {values[:, -1].min():.3f} | {spent:.2f} |"
    if {"ours", "qnehvi"} <= shares.keys():
        shared = sorted(shares["ours"].keys() & shares["qnehvi"].keys())
        told = " | ".join(
            ratio([shares["ours"][seed][at] for seed in shared], [shares["qnehvi"][seed][at] for seed in shared])
            for at in range(len(MARKS))
        )
        yield f"| ours over qnehvi | {len(shared)} | {told} | | |"


def ratio(first: list[float], second: list[float]) -> str:
    """The ratio of two means over paired seeds with its 95 % interval (Fieller's, for paired differences)."""
    a, b = np.array(first), np.array(second)
    if len(a) < 2:
        return "–"
    value = a.mean() / b.mean()
    half = student.ppf(0.975, len(a) - 1) * np.std(a - value * b, ddof=1) / np.sqrt(len(a)) / b.mean()
    return f"{value:.3f} ± {half:.3f}"


def set_up() -> None:
    """Make the peer's environment, once; torch first, so that the other takes this one."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)  # noqa: S603 - our own interpreter
    for pin in PINS:
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", pin], check=True)  # noqa: S603 - likewise


def main() -> None:
    """Run what is missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environment of the peer")
    parser.add_argument("--problems", nargs="+", default=["reactor"], choices=[*PROBLEMS, "tuning"])
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--results", type=Path, default=ROOT / "results.jsonl")
    given = parser.parse_args()
    if given.setup:
        set_up()
        return
    methods = [method for method in given.methods if method != "qnehvi" or PYTHON.exists()]
    if methods != given.methods:
        print("BoTorch is left out: make its environment with --setup.")
    given.results.parent.mkdir(parents=True, exist_ok=True)
    names = [name for one in given.problems for name in (TUNING if one == "tuning" else [one])]
    for problem in (PROBLEMS[name] for name in names):
        found = completed(problem, methods, range(given.first, given.first + given.seeds), given.results)
        print(*table(problem, found), "", sep="\n", flush=True)


def completed(
    problem: Problem, methods: list[str], seeds: range, results: Path
) -> dict[str, dict[int, dict[str, Any]]]:
    """All campaigns by method and seed; those that ``results`` holds already are not run again."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    known = {(one["problem"], one["method"], one["seed"]): one for one in map(json.loads, lines)}
    found: dict[str, dict[int, dict[str, Any]]] = {method: {} for method in methods}
    for seed in seeds:
        for method in methods:
            one = known.get((problem.name, method, seed))
            if one is None:
                one = campaign(problem, method, seed)
                with results.open("a", encoding="utf-8") as out:
                    print(json.dumps(one), file=out)
            found[method][seed] = one
    return found


if __name__ == "__main__":
    main()
