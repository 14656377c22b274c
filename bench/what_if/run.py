"""How long it takes to tell what other settings would bring: CPU per call, by case and by learner. See README.md.

python bench/what_if/run.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU time is what counts, so one thread does the work; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

import numpy as np  # noqa: E402

from sanhak import Table, process  # noqa: E402
from sanhak.areas import areas  # noqa: E402
from sanhak.finding import Refusal  # noqa: E402
from sanhak.model import task  # noqa: E402
from sanhak.model.learners import number_candidates  # noqa: E402
from sanhak.model.model import Model  # noqa: E402
from sanhak.serve.live import controls, what_if, what_if_result  # noqa: E402
from sanhak.study import Answer  # noqa: E402

CALLS: Final = 100
ROWS: Final = 1000
WIDTH: Final = 12
TARGET: Final = 10.0
"""Milliseconds that a call may take on the reactor's case."""


def main() -> None:
    """Print one line a case, and one a learner on a wide table."""
    print(f"{'answer':<44}{'outcomes':>9}{'conditions':>11}{'load s':>8}{'what_if ms':>12}{'fragment ms':>12}")
    for area in areas():
        for case in area.cases():
            try:
                answer = case.study().solve(case.tables())
            except Refusal as refusal:
                print(f"{case.name}: {refusal}")
                continue
            if controls(answer):
                spent = _line(case.name, answer)
                assert case.name != "reactor" or spent <= TARGET
    for candidate in number_candidates():
        if candidate.order:
            with _only(candidate):
                for conditions in ("today", "history"):
                    _line(f"{candidate.name}, {ROWS} rows, {WIDTH} columns, {conditions}", _wide(conditions))


def _line(name: str, answer: Answer) -> float:
    """Time an answer as it comes out of its folder; returns milliseconds a call."""
    with TemporaryDirectory() as folder:
        for at, model in enumerate(answer.models.values()):
            model.save(Path(folder) / str(at))
        start = process_time()
        loaded = {outcome: Model.load(Path(folder) / str(at)) for at, outcome in enumerate(answer.models)}
        load = process_time() - start
    kept = replace(answer, models=loaded)
    slider = controls(kept)[0]
    low, high = slider.reach
    settings = iter(np.linspace(low, high, CALLS))
    fields = iter(np.linspace(low, high, CALLS))
    told = _spent(lambda: what_if(kept, {slider.name: float(next(settings))}))
    drawn = _spent(lambda: what_if_result(kept, "ko", {f"set.{slider.name}": str(next(fields))}))
    conditions = len(kept.tables["conditions"]) if "conditions" in kept.tables else 1
    print(f"{name:<44}{len(loaded):>9}{conditions:>11}{load:>8.2f}{told:>12.1f}{drawn:>12.1f}", flush=True)
    return told


def _spent(act: Callable[[], Any]) -> float:
    """Mean CPU milliseconds of a call, after one that loads what is loaded once."""
    act()
    start = process_time()
    for _ in range(CALLS - 1):
        act()
    return 1000 * (process_time() - start) / (CALLS - 1)


@contextmanager
def _only(candidate: Any) -> Iterator[None]:
    """Let one learner compete against the mean alone."""
    mean, everyone = number_candidates()[0], task.number_candidates
    task.number_candidates = lambda: (mean, candidate)
    try:
        yield
    finally:
        task.number_candidates = everyone


def _wide(conditions: str) -> Answer:
    """Set-points of six controls under six measured conditions, with three outcomes."""
    rng = np.random.default_rng(0)
    X = rng.normal(0, 1, (ROWS, WIDTH))
    names = [f"x{at}" for at in range(WIDTH)]
    data = dict(zip(names, X.T, strict=True))
    data["y"] = X @ np.linspace(1, 0.1, WIDTH) - 0.5 * X[:, 0] ** 2 + rng.normal(0, 0.3, ROWS)
    data["z"] = X[:, 1] + X[:, 2] + rng.normal(0, 0.3, ROWS)
    data["w"] = X[:, 0] - X[:, 3] + rng.normal(0, 0.3, ROWS)
    study = process.SetPoints(
        controls=dict.fromkeys(names[: WIDTH // 2], (-1.5, 1.5)),
        maximize="y",
        keep={"z": (None, 2.0), "w": (None, 2.0)},
        context=names[WIDTH // 2 :],
        conditions=conditions,
        unsteady="keep",
        unidentified="mark",
        extrapolate="mark",
        unreachable="nearest",
        split="random",
    )
    return study.solve(Table.of(data))


if __name__ == "__main__":
    main()
