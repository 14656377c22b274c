"""Reviewers and applications: the fairest assignment beside min-cost flow and greedy. See README.md.

python bench/assignment/run.py; python bench/assignment/run.py --large 5 --clustered 0
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from sanhak.decide.assignment import Question, assign_randomly, assigned

ROOT: Final = Path(__file__).resolve().parents[2] / "build" / "assignment"
REVIEWS, LOAD = 3, 7
REAL: Final = ("preflib1", "preflib2")

Pairs = np.ndarray
Method = Callable[[Question], tuple[Pairs, str]]


def real(folder: Path) -> Iterator[tuple[str, Question]]:
    """Bids of two conferences: applications in rows, conflicts out of bounds."""
    for name in REAL:
        file = folder / "center" / f"{name}.npz"
        if not file.is_file():
            print(f"{file} is absent: set SANHAK_DATA to a folder that holds center/{name}.npz")
            continue
        with np.load(file) as given:
            bids, conflict = given["similarity_matrix"].T, given["mask_matrix"].T
        yield name, Question.of(bids, conflict == 0, REVIEWS, LOAD)


def made(count: int) -> Iterator[tuple[str, Question]]:
    """500 applications and 100 reviewers of twelve topics, 5 % conflicts, hardly a seat to spare."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        topics = [rng.gamma(0.3, size=(size, 12)) for size in (500, 100)]
        ours, theirs = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in topics)
        yield f"500 × 100, seed {seed}", Question.of(ours @ theirs.T, rng.random((500, 100)) > 0.05, REVIEWS, 16)


def clustered(first: int, count: int) -> Iterator[tuple[str, Question]]:
    """As large, but eight fields with too few reviewers in some of them, and no seat to spare: the hard case."""
    share = np.arange(8, 0, -1) / 36
    for seed in range(first, first + count):
        rng = np.random.default_rng(seed)
        ours, theirs = rng.integers(0, 8, 500), rng.choice(8, 100, p=share)
        affinity = (ours[:, None] == theirs) + rng.random((500, 100)) / 2
        yield f"500 × 100 in fields, seed {seed}", Question.of(affinity, rng.random((500, 100)) > 0.05, REVIEWS, 15)


def fairest(question: Question) -> tuple[Pairs, str]:
    """Ours."""
    found = assigned(question)
    return found.pairs, "proved" if found.proved else f"gap {found.gap:.3%}"


def lottery(question: Question) -> tuple[Pairs, str]:
    """Ours by lot: no pair more likely than 0.9."""
    drawn = assign_randomly(question, np.random.default_rng(0), 0.9)
    return drawn.assignment.pairs, f"expected {drawn.expected / drawn.highest:.1%} of the highest total"


def random(question: Question) -> tuple[Pairs, str]:
    """Any assignment that keeps loads and conflicts: the flow of affinities drawn by lot."""
    return flow(replace(question, affinity=np.random.default_rng(0).random(question.affinity.shape)))


def flow(question: Question) -> tuple[Pairs, str]:
    """The largest total alone: the min-cost flow, as the linear programme whose corners are whole."""
    row, column = np.nonzero(question.allowed)
    place, one = np.arange(len(row)), np.ones(len(row))
    shape = question.affinity.shape
    by_row = csr_array((one, (row, place)), shape=(shape[0], len(row)))
    by_column = csr_array((one, (column, place)), shape=(shape[1], len(row)))
    found = linprog(
        -question.affinity[row, column], A_eq=by_row, b_eq=np.full(shape[0], REVIEWS),
        A_ub=vstack([by_column]), b_ub=question.load, bounds=(0, 1), method="highs-ds",
    )  # fmt: skip
    chosen = found.x > 1 / 2
    return np.column_stack([row[chosen], column[chosen]]), ""


def greedy(question: Question) -> tuple[Pairs, str]:
    """The best pair that is left, again and again."""
    taken, load = np.zeros(len(question.affinity), dtype=int), np.zeros(len(question.load), dtype=int)
    pairs = []
    for place in np.argsort(-np.where(question.allowed, question.affinity, -np.inf), axis=None, kind="stable"):
        row, column = np.unravel_index(place, question.affinity.shape)
        if question.allowed[row, column] and taken[row] < REVIEWS and load[column] < question.load[column]:
            pairs.append((row, column))
            taken[row] += 1
            load[column] += 1
    return np.array(pairs), "" if (taken == REVIEWS).all() else f"{(REVIEWS - taken).sum()} reviews missing"


METHODS: Final[dict[str, Method]] = {
    "random": random, "greedy": greedy, "flow": flow, "fairest": fairest, "lottery": lottery,
}  # fmt: skip


def measured(name: str, question: Question) -> Iterator[dict[str, object]]:
    """One line a method; worst and total are counted here, not taken from it."""
    for method, solve in METHODS.items():
        start = time.process_time()
        pairs, remark = solve(question)
        seconds = time.process_time() - start
        rows, columns = pairs.T
        sums = np.bincount(rows, question.affinity[rows, columns], minlength=len(question.affinity))
        conflicts = int((~question.allowed[rows, columns]).sum())
        assert (np.bincount(columns, minlength=len(question.load)) <= question.load).all()
        yield {
            "data": name, "method": method, "worst": float(sums.min()), "total": float(sums.sum()),
            "conflicts": conflicts, "cpu": seconds, "remark": remark,
        }  # fmt: skip


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=3, help="how many made calls of 500 applications")
    parser.add_argument("--clustered", type=int, default=10, help="how many of the hard case")
    parser.add_argument("--first", type=int, default=0, help="its first seed; settings may be looked at from 10,000 on")
    wanted = parser.parse_args()
    ROOT.mkdir(parents=True, exist_ok=True)
    # The solver's library writes a line of its own to the output past all its options: that goes to the errors.
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print("| data | method | worst | total | conflicts | CPU s | |\n|---|---|---|---|---|---|---|")
    data = Path(os.environ.get("SANHAK_DATA", "data"))
    with (ROOT / "results.jsonl").open("w", encoding="utf-8") as kept:
        for name, question in (*real(data), *made(wanted.large), *clustered(wanted.first, wanted.clustered)):
            for line in measured(name, question):
                kept.write(json.dumps(line) + "\n")
                print(
                    "| {data} | {method} | {worst:.3f} | {total:.2f} | {conflicts} | {cpu:.2f} | {remark} |".format(
                        **line
                    ),
                    flush=True,
                )


if __name__ == "__main__":
    main()
