"""The intake's signal where the explainable share is known: how often it is made up, how often its interval holds.

python bench/intake/run.py; python bench/intake/run.py --seeds 30 --first 10000 --kinds rows
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
from unittest.mock import patch

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
import polars as pl

from sanhak.center.finding import intake
from sanhak.center.finding.intake import Verdict
from sanhak.model.calibration import wilson
from sanhak.model.contest import teach
from sanhak.model.encoder import Encoder
from sanhak.model.fitting import ask_question
from sanhak.run import Run
from sanhak.table import Table

ROOT: Final = Path(__file__).resolve().parents[2] / "build" / "intake"
INPUTS: Final = tuple(f"x{place}" for place in range(1, 7))
SHARES: Final = {"none": 0.0, "weak": 0.1, "strong": 0.4}
"""The share of the error that a perfect model takes away: 1 − deviation of the noise / deviation of the outcome."""
SIZES: Final = {"rows": (60, 200, 2000), "lots": (60, 600), "hours": (200, 2000)}
FRESH: Final = 4000
LOT: Final = 5
MEMORY: Final = {"input": 0.9, "noise": 0.7}
HEADS: Final = (
    "tables", "rows", "explainable", "samples", "signal said", "holds what is taken", "bootstrap alone",
    "wholly above the explainable", "told", "taken", "width", "CPU s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One table: exchangeable rows, lots of five rows with an effect of their own, or hours that remember the last."""

    kind: str
    rows: int
    signal: str
    seed: int


def remembering(rng: np.random.Generator, rows: int, columns: int, memory: float) -> np.ndarray:
    """Series of deviation one, each value so much like the last, shape (rows, columns)."""
    from scipy.signal import lfilter

    moves = rng.standard_normal((rows, columns))
    moves[1:] *= np.sqrt(1 - memory**2)
    return np.asarray(lfilter([1.0], [1.0, -memory], moves, axis=0))


def made(cell: Cell) -> tuple[Table, Table]:
    """The sample, and fresh rows behind it that follow the same law."""
    rng = np.random.default_rng([cell.seed, cell.rows, list(SHARES).index(cell.signal), list(SIZES).index(cell.kind)])
    rows = cell.rows + FRESH
    lot = np.arange(rows) // LOT
    if cell.kind == "hours":
        inputs = remembering(rng, rows, len(INPUTS), MEMORY["input"])
        noise = remembering(rng, rows, 1, MEMORY["noise"])[:, 0]
    else:
        inputs, noise = rng.standard_normal((rows, len(INPUTS))), rng.standard_normal(rows)
    if cell.kind == "lots":
        # Half of the variance of each input and of the noise is the lot's.
        own, shift = rng.standard_normal((lot[-1] + 1, len(INPUTS))), rng.standard_normal(lot[-1] + 1)
        inputs, noise = (inputs + own[lot]) / np.sqrt(2), (noise + shift[lot]) / np.sqrt(2)
    # A line, a bend and an interaction, uncorrelated, of variance one together.
    course = (inputs[:, 0] + (inputs[:, 1] ** 2 - 1) / np.sqrt(2) + inputs[:, 2] * inputs[:, 3]) / np.sqrt(3)
    outcome = np.sqrt((1 - SHARES[cell.signal]) ** -2 - 1) * course + noise
    frame = pl.DataFrame(dict(zip(INPUTS, inputs.T, strict=True)) | {"y": outcome})
    facts: dict[str, str] = {}
    if cell.kind == "lots":
        frame, facts = frame.with_columns(lot=pl.Series([f"L{place}" for place in lot])), {"lot": "lot"}
    if cell.kind == "hours":
        start = np.datetime64("2026-01-01", "us")
        frame = frame.with_columns(time=pl.Series(start + np.arange(rows) * np.timedelta64(1, "h")))
        facts = {"time": "time"}
    return tuple(Table.of(part, **facts) for part in (frame[: cell.rows], frame[cell.rows :]))


def taken(sample: Table, fresh: Table, method: str, run: Run) -> float:
    """The share of the naive error that the method, taught with the whole sample, takes away on fresh rows."""
    question = ask_question(sample, INPUTS, "y", run, None)
    candidate = next(one for one in question.task.candidates() if one.name.message == method)
    encoder = Encoder.fit(question.table, INPUTS)
    X = encoder.transform(question.table)
    member = teach(candidate, question.task, encoder, X, question.y, question.split.groups, 0)
    y = question.scale.forward(fresh.values("y"))
    errors = question.task.loss(y, question.task.ask(member, encoder.transform(fresh))), (y - question.y.mean()) ** 2
    return float(1 - np.sqrt(errors[0].mean() / errors[1].mean()))


def trial(cell: Cell) -> dict[str, object]:
    """One table measured."""
    sample, fresh = made(cell)
    start = time.process_time()
    with patch.object(intake, "_weighed", wraps=intake._weighed) as weighed:  # noqa: SLF001 - the interval's own step
        found = intake.measure(sample, "y", Run(cell.seed))
    seconds = time.process_time() - start
    line: dict[str, object] = {name: getattr(cell, name) for name in Cell.__slots__}
    line |= {"verdict": found.verdict.value, "cpu": seconds}
    if found.signal is not None:
        signal = found.signal
        line |= {"share": signal.share, "lower": signal.lower, "upper": signal.upper, "method": signal.method.message}
        with patch.multiple(intake, _LEAST_APART=0.0, _widening=lambda _contest: 1.0):
            plain = intake._weighed(*weighed.call_args.args)  # noqa: SLF001
        line |= {"plain lower": plain.lower, "plain upper": plain.upper}
        line["taken"] = taken(sample, fresh, signal.method.message, Run(cell.seed))
    return line


def told(count: int, of: int) -> str:
    """A share with its 95 % interval."""
    low, high = wilson(count / of, of)
    return f"{count / of:.0%} ({low:.0%} … {high:.0%})"


def row(lines: list[dict[str, object]]) -> str:
    """One line of the table."""
    first, judged = lines[0], [line for line in lines if "taken" in line]
    share = SHARES[str(first["signal"])]
    said = sum(line["verdict"] == Verdict.SIGNAL for line in lines)
    held = sum(line["lower"] <= line["taken"] <= line["upper"] for line in judged)
    alone = sum(line["plain lower"] <= line["taken"] <= line["plain upper"] for line in judged)
    above = sum(line["lower"] > share for line in judged)
    means = [np.mean([line[name] for line in judged]) for name in ("share", "taken")]
    width = np.mean([line["upper"] - line["lower"] for line in judged])
    cells = (
        first["kind"], first["rows"], f"{share:.0%}", len(lines), told(said, len(lines)), told(held, len(judged)),
        f"{alone / len(judged):.0%}", told(above, len(judged)), f"{means[0]:+.3f}", f"{means[1]:+.3f}",
        f"{width:.3f}", f"{np.median([line['cpu'] for line in lines]):.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def trials(kinds: list[str], most: int, first: int, seeds: int) -> Iterator[list[dict[str, object]]]:
    """The lines of each cell of the table; what is kept is not measured again."""
    ROOT.mkdir(parents=True, exist_ok=True)
    file = ROOT / "trials.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = {Cell(*(line[name] for name in Cell.__slots__)): line for line in map(json.loads, lines)}
    cells = [
        [Cell(kind, rows, signal, seed) for seed in range(first, first + seeds)]
        for kind in kinds for rows in SIZES[kind] if rows <= most for signal in SHARES
    ]  # fmt: skip
    with ProcessPoolExecutor(2) as workers, file.open("a", encoding="utf-8") as lines_to:
        for cell in cells:
            new = [one for one in cell if one not in kept]
            for one, line in zip(new, workers.map(trial, new), strict=True):
                kept[one] = line
                lines_to.write(json.dumps(line) + "\n")
                lines_to.flush()
            yield [kept[one] for one in cell]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="*", choices=SIZES, default=list(SIZES))
    parser.add_argument("--most", type=int, default=2000, help="rows of the largest tables")
    parser.add_argument("--seeds", type=int, default=40, help="tables of each kind")
    parser.add_argument("--first", type=int, default=0, help="the first seed; settings may be looked at from 10,000 on")
    wanted = parser.parse_args()
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    every: dict[str, list[dict[str, object]]] = {signal: [] for signal in SHARES}
    for lines in trials(wanted.kinds, wanted.most, wanted.first, wanted.seeds):
        print(row(lines), flush=True)
        every[str(lines[0]["signal"])] += lines
    for lines in every.values():
        print(row([{**line, "kind": "all", "rows": ""} for line in lines]), flush=True)


if __name__ == "__main__":
    main()
