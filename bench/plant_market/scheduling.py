"""Flexible job shops of Brandimarte through the core of ``manufacturing.schedule``, beside rules and the bare solver.

P. Brandimarte, *Annals of Operations Research* 41 (1993) 157; best known bounds from FJSPLib, as they came with the
data.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from sanhak.decide.schedule import RULES, Job, Operation, Order, Problem, broken, dispatched, proven
from sanhak.decide.schedule.tabu import wandered
from sanhak.run import Run

TITLE: Final = "Schedules: flexible job shops"
INSTANCES: Final = ("mk01", "mk04", "mk06", "mk10")
SEEDS: Final = (0, 1, 2)
MOVES: Final = 4000
HEAD_LINES: Final = 2
LIMIT: Final = 1.2
"""Deterministic seconds after the tabu search."""
ALONE: Final = 3.0
"""Deterministic seconds of the solver alone: about the CPU seconds that both take together."""


def read(path: Path) -> Problem:
    """An instance as Brandimarte wrote it: jobs, machines; a job a line, each operation with its machines and times."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    jobs, machines = int(lines[0][0]), int(lines[0][1])
    found = []
    for place, line in enumerate(lines[1 : jobs + 1]):
        numbers = list(map(int, line))
        operations, at = [], 1
        for _ in range(numbers[0]):
            end = at + 1 + 2 * numbers[at]
            operations.append(Operation({numbers[one] - 1: numbers[one + 1] for one in range(at + 1, end, 2)}))
            at = end
        found.append(Job(place, 0, tuple(operations)))
    orders = tuple(Order(str(place + 1)) for place in range(jobs))
    return Problem(tuple(str(machine + 1) for machine in range(machines)), orders, tuple(found))


def carry_out(data: Path, folder: Path) -> None:
    """Every instance with every seed; what was kept is not run again."""
    known = json.loads((data / "business" / "fjsp_best_known.json").read_text(encoding="utf-8"))
    bounds = {row["instance"]: (row["lower_bound"], row["upper_bound"]) for row in known}
    for name in INSTANCES:
        kept = folder / f"{name}.json"
        if kept.is_file():
            continue
        problem = read(data / "business" / f"{name}.txt")
        rows = [_tried(problem, seed) for seed in SEEDS]
        told = {"size": f"{len(problem.jobs)} x {len(problem.units)}", "known": bounds[name], "rows": rows}
        kept.write_text(json.dumps(told | _alone(problem)), encoding="utf-8")
        print(name, told["rows"], flush=True)


def _tried(problem: Problem, seed: int) -> dict[str, Any]:
    """Rules, tabu search and the solver from there, with CPU seconds on one thread."""
    start = time.process_time()
    first = min((dispatched(problem, rule) for rule in RULES.values()), key=lambda plan: plan.makespan(problem))
    ruled = time.process_time()
    plan = wandered(problem, first, Run(seed), MOVES)
    searched = time.process_time()
    found = proven(problem, plan, "makespan", Run(seed), LIMIT)
    ended = time.process_time()
    assert found is not None
    assert not broken(problem, found.plan)
    return {
        "rule": first.makespan(problem),
        "tabu": plan.makespan(problem),
        "found": found.plan.makespan(problem),
        "bound": found.bound,
        "best": found.best,
        "seconds": [ruled - start, searched - ruled, ended - searched],
    }


def _alone(problem: Problem) -> dict[str, Any]:
    """The solver without a schedule to begin from."""
    start = time.process_time()
    found = proven(problem, None, "makespan", Run(), ALONE)
    span = None if found is None else found.plan.makespan(problem)
    return {"alone": span, "alone bound": found.bound if found else None, "alone seconds": time.process_time() - start}


def told(folder: Path) -> str:
    """The table of what was kept."""
    head = (
        "| instance | jobs x machines | best of seven rules | + tabu search, 3 seeds | + CP-SAT, 3 seeds | bound |"
        " CPU s of a seed | CP-SAT alone (its bound; CPU s) | best known |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|---|"]
    for name in INSTANCES:
        kept = folder / f"{name}.json"
        if not kept.is_file():
            continue
        one = json.loads(kept.read_text(encoding="utf-8"))
        rows = one["rows"]
        proved = " (proved)" if all(row["best"] for row in rows) else ""
        seconds = median(sum(row["seconds"]) for row in rows)
        low, high = one["known"]
        alone = "no schedule" if one["alone"] is None else f"{one['alone']} ({one['alone bound']})"
        lines.append(
            f"| {name} | {one['size']} | {rows[0]['rule']} | {_three(rows, 'tabu')} | {_three(rows, 'found')}{proved} |"
            f" {max(row['bound'] for row in rows)} | {seconds:.1f} | {alone}; {one['alone seconds']:.1f} s |"
            f" {low if low == high else f'{low}–{high}'} |"
        )
    note = (
        f"{MOVES} moves of tabu search, then {LIMIT} deterministic seconds of CP-SAT on one thread; alone {ALONE}."
        " Limits count work, so that a seed has one answer on any load. Nothing was tuned on these instances."
    )
    return "\n".join((*lines, "", note)) if len(lines) > HEAD_LINES else ""


def _three(rows: list[dict[str, Any]], what: str) -> str:
    return ", ".join(str(row[what]) for row in rows)
