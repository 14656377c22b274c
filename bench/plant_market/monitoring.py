"""Faults of the Tennessee Eastman process at matched false alarms: the monitor beside what textbooks and PyOD offer.

Learnt from d00 (500 normal rows) alone. Each way gets the limit that 1 % of all normal rows of the tests pass (the 160
rows before each fault, and d00_te), so that none is flattered by crying wolf; the monitor is chosen by simulated
disturbances of d00, without any fault in sight.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from peers import told_by

from sanhak.model.normal.contest import CANDIDATES, contest
from sanhak.run import Run, one_thread

TITLE: Final = "Monitoring: Tennessee Eastman, faults 1–10, limits matched at 1 % false alarms"
FAULTS: Final = range(1, 11)
_ONSET: Final = 160
"""Rows before the fault in each test."""
_BUDGET: Final = 0.01
_DRAWS, _BLOCK = 400, 40
_SETS: Final = {"33 tags": [*range(22), *range(41, 52)], "52 tags": [*range(52)]}
"""Measurements that are continuous and the valves; and all, with analysers that hold their values."""
_IN_A_ROW: Final = 3
"""Alarms in a row by which a fault counts as noticed, 3 minutes each."""

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Told:
    """A way's statistic on each test, its name, and the CPU seconds that learning and scoring took."""

    name: str
    statistics: Mapping[str, Floats]
    seconds: float


def load(data: Path, name: str) -> Floats:
    """One file of the process, shape (rows, 52); d00.dat lies on its side."""
    found = np.loadtxt(data / "plant" / "tep" / name)
    return np.asarray(found.T if found.shape[0] == 52 else found)


def components(X: Floats, lags: int = 0) -> Statistic:
    """PCA or, with lags, dynamic PCA: the larger of T² and SPE over their own normal 99 % points."""
    mean, deviation = X.mean(axis=0), X.std(axis=0)

    def rows(A: Floats) -> Floats:
        Z = (A - mean) / deviation
        return np.hstack([np.vstack((np.repeat(Z[:1], lag, axis=0), Z[: len(Z) - lag])) for lag in range(lags + 1)])

    learnt = rows(X)[lags:]
    values, axes = np.linalg.eigh(np.cov(learnt.T))
    values, axes = values[::-1], axes[:, ::-1]
    kept = int(np.searchsorted(np.cumsum(values), 0.85 * values.sum())) + 1

    def both(A: Floats) -> tuple[Floats, Floats]:
        Z = rows(A)
        along = Z @ axes[:, :kept]
        return (along**2 / values[:kept]).sum(axis=1), (Z**2).sum(axis=1) - (along**2).sum(axis=1)

    limits = [np.quantile(part, 1 - _BUDGET) for part in both(X)]
    return lambda A: np.maximum(*(part / limit for part, limit in zip(both(A), limits, strict=True)))


def canonical(X: Floats, lags: int = 2, states: int = 29, *, beside: bool = False) -> Statistic:
    """Canonical variate analysis: T² of the states that tie the past to the future, or of what lies ``beside`` them.

    W. E. Larimore, American Control Conference (1983); states and lags as usual for this process.
    """
    mean, deviation = X.mean(axis=0), X.std(axis=0)

    def past(A: Floats) -> Floats:
        Z = (A - mean) / deviation
        return np.hstack([np.vstack((np.repeat(Z[:1], lag, axis=0), Z[: len(Z) - lag])) for lag in range(1, lags + 1)])

    Z = (X - mean) / deviation
    P = past(X)[lags : len(X) - lags + 1]
    F = np.hstack([Z[lags + lag : len(Z) - lags + 1 + lag] for lag in range(lags)])
    past_root, future_root = (_inverse_root(A.T @ A / len(A)) for A in (P, F))
    _, _, turned = np.linalg.svd(future_root @ (F.T @ P / len(P)) @ past_root)
    into = (turned[states:] if beside else turned[:states]) @ past_root
    return lambda A: ((past(A) @ into.T) ** 2).sum(axis=1)


def _inverse_root(A: Floats) -> Floats:
    values, axes = np.linalg.eigh(A)
    return np.asarray(axes @ np.diag(1 / np.sqrt(np.maximum(values, 1e-6 * values.max()))) @ axes.T)


def carry_out(data: Path, folder: Path) -> None:
    """Learn from d00, score every test, and keep what each way finds."""
    for label, tags in _SETS.items():
        normal = load(data, "d00.dat")[:, tags]
        tests = {name: load(data, f"{name}.dat")[:, tags] for name in ("d00_te", *(f"d{at:02d}_te" for at in FAULTS))}
        with one_thread():
            ways = [*_peers(normal, tests), *_ours(normal, tests)]
        found = [judged(way) for way in ways]
        (folder / f"{label}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def _peers(normal: Floats, tests: Mapping[str, Floats]) -> list[Told]:
    made: dict[str, Callable[[], Statistic]] = {
        "PCA T² or SPE": lambda: components(normal),
        "DPCA, 2 lags": lambda: components(normal, 2),
        "CVA, 2 lags, T² of 29 states": lambda: canonical(normal),
        "CVA, 2 lags, T² beside them": lambda: canonical(normal, beside=True),
    }
    ways = [_scored(name, make, tests) for name, make in made.items()]
    asked = {"normal": normal.tolist(), "tests": {name: rows.tolist() for name, rows in tests.items()}}
    told_us = told_by("pyod", Path(__file__).parent / "monitoring_pyod.py", asked)
    for name, one in (told_us or {}).items():
        ways.append(Told(name, {test: np.array(values) for test, values in one["tests"].items()}, one["seconds"]))
    return ways


def _ours(normal: Floats, tests: Mapping[str, Floats]) -> list[Told]:
    """Every candidate of the monitor, the chosen one last; its seconds hold the whole contest."""
    follows = np.zeros(len(normal), dtype=bool)
    began = time.process_time()
    found = contest(normal, follows, _BUDGET, Run())
    choosing = time.process_time() - began
    ways = []
    for key, (name, detector) in CANDIDATES.items():

        def make(detector: Any = detector) -> Statistic:
            watch = detector.fit(normal, follows)
            return lambda A: watch.statistic(A, np.zeros(len(A), dtype=bool))

        way = _scored(f"sanhak, {name}", make, tests)
        ways.append(way)
        if key == found.chosen:
            chosen = Told(f"**sanhak, chosen without faults** ({name})", way.statistics, way.seconds + choosing)
    return [*ways, chosen]


def _scored(name: str, make: Callable[[], Statistic], tests: Mapping[str, Floats]) -> Told:
    began = time.process_time()
    statistic = make()
    scored = {test: statistic(rows) for test, rows in tests.items()}
    return Told(name, scored, time.process_time() - began)


def judged(way: Told) -> dict[str, Any]:
    """Detection of each fault at the matched limit, the delay, and intervals by drawing blocks of rows."""
    calm = [way.statistics["d00_te"], *(way.statistics[f"d{at:02d}_te"][:_ONSET] for at in FAULTS)]
    limit = float(np.quantile(np.concatenate(calm), 1 - _BUDGET))
    alarms = {at: way.statistics[f"d{at:02d}_te"][_ONSET:] > limit for at in FAULTS}
    rng = np.random.default_rng(0)
    means = []
    for _ in range(_DRAWS):
        again = float(np.quantile(np.concatenate([_drawn(part, rng) for part in calm]), 1 - _BUDGET))
        parts = [_drawn(way.statistics[f"d{at:02d}_te"][_ONSET:], rng) > again for at in FAULTS]
        means.append(100 * float(np.mean([part.mean() for part in parts])))
    return {
        "name": way.name,
        "detected": {str(at): 100 * float(found.mean()) for at, found in alarms.items()},
        "mean": 100 * float(np.mean([found.mean() for found in alarms.values()])),
        "interval": np.quantile(means, [0.025, 0.975]).tolist(),
        "false alarms": 100 * float((np.concatenate(calm) > limit).mean()),
        "delay": 3 * float(np.median([_noticed(found) for found in alarms.values()])),
        "seconds": way.seconds,
    }


def _drawn(values: Floats, rng: np.random.Generator) -> Floats:
    starts = rng.integers(0, len(values), -(-len(values) // _BLOCK))
    places = (starts[:, None] + np.arange(_BLOCK)) % len(values)
    return values[places.ravel()[: len(values)]]


def _noticed(alarms: NDArray[np.bool_]) -> int:
    """Rows until the first of three alarms in a row; all rows where there are none."""
    runs = np.convolve(alarms, np.ones(_IN_A_ROW), "valid") >= _IN_A_ROW
    return int(np.argmax(runs)) if runs.any() else len(alarms)


def told(folder: Path) -> str:
    """The tables of what was kept."""
    parts = []
    for label in _SETS:
        kept = folder / f"{label}.json"
        if not kept.is_file():
            continue
        found = json.loads(kept.read_text(encoding="utf-8"))
        heads = ("way", "mean of 10", *(f"F{at}" for at in FAULTS), "false alarms %", "delay min", "CPU s")
        lines = [f"### {label}", "", _line(heads), _line([":---", *["---:"] * (len(heads) - 1)])]
        lines += [_line(_cells(one)) for one in found]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _cells(one: Mapping[str, Any]) -> list[str]:
    low, high = one["interval"]
    each = [f"{one['detected'][str(at)]:.1f}" for at in FAULTS]
    mean = f"{one['mean']:.1f} ({low:.1f}–{high:.1f})"
    return [one["name"], mean, *each, f"{one['false alarms']:.2f}", f"{one['delay']:.0f}", f"{one['seconds']:.2f}"]


def _line(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"
