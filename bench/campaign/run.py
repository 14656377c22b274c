"""Choosing experiments one batch after another: ourselves beside BayBE, Optuna, Ax, EDBO and fifty chemists.

Without options everything planned in ``named.py`` is run that is not there yet, by the peers whose environments were
set up, and the report is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from curves import read_all
from lookup import ROLES, lookup
from loop import Kept, Stopped, Worker, carry_out, warm_up
from named import ENVIRONMENTS, PEERS, PLAN, REPORTED, TORCH, TUNING, Planned
from report import alternating, put, section

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "campaign"
DOCS = ROOT / "docs"
IN_TURN = ("sanhak", "baybe")


def python(tool: str, environments: Path) -> str:
    """The interpreter that a tool runs in; our own where it has no environment.

    Raises
    ------
    Stopped
        If its environment was not set up.
    """
    name = PEERS[tool].environment
    if name is None:
        return sys.executable
    path = environments / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not path.exists():
        raise Stopped("its environment is not set up (--setup)")
    return str(path)


def set_up(environments: Path, names: list[str]) -> None:
    """Make the environments that are not there yet."""
    for name in names:
        ready = environments / name / "ready"
        if ready.exists():
            continue
        print(f"{name}: setting up {', '.join(ENVIRONMENTS[name])}", flush=True)
        folder = environments / name
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603 - named in named.py
        inside = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = [str(inside), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
        for requirements in ((TORCH,), ENVIRONMENTS[name]):
            subprocess.run([*pip, *requirements], check=True)  # noqa: S603 - likewise
        ready.touch()


def run(plan: list[Planned], kept: Kept, environments: Path, data: Path) -> None:
    """Carry out what is planned and not kept yet. A tool that cannot go on is left out, and a line says why."""
    for planned in plan:
        there = kept.read(planned.tool, planned.table)
        missing = [s for s in range(planned.seeds) if s not in there or len(there[s].rows) < planned.until]
        if not missing:
            continue
        try:
            _run(planned, missing, kept, python(planned.tool, environments), data)
        except Stopped as stopped:
            print(f"{PEERS[planned.tool].title} on {planned.table}: left out, {stopped}", flush=True)


def _run(planned: Planned, missing: list[int], kept: Kept, interpreter: str, data: Path) -> None:
    table, worker = lookup(planned.table, data), Worker(interpreter, PEERS[planned.tool])
    try:
        warm_up(worker, table)
        for seed in missing:
            try:
                done = carry_out(worker, planned.tool, table, seed, planned.until)
            except Stopped as stopped:
                if worker.ended:
                    raise
                print(f"{planned.tool} {planned.table} {seed}: left out, {stopped}", flush=True)
                continue
            kept.add(done)
            print(f"{planned.tool} {planned.table} {seed}: {done.best(table)[-1]:.4g}", flush=True)
    finally:
        worker.close()


def run_in_turn(seeds: int, kept: Kept, environments: Path, data: Path) -> None:
    """Ours and BayBE in turn on the same seeds to 30 experiments, so that both meet the same load of the machine."""
    table, workers = lookup(REPORTED[0], data), {}
    try:
        for tool in IN_TURN:
            workers[tool] = Worker(python(tool, environments), PEERS[tool])
            warm_up(workers[tool], table)
        for seed in range(seeds):
            for tool in IN_TURN:
                if seed not in kept.read(tool, table.name):
                    kept.add(carry_out(workers[tool], tool, table, seed, 30))
    except Stopped as stopped:
        print(f"CPU seconds in turn: left out, {stopped}", flush=True)
    finally:
        for worker in workers.values():
            worker.close()


def report(names: list[str], results: Path, data: Path, language: str) -> str:
    """The sections of several tables; the reported one also has the CPU seconds of the tools in turn."""
    parts = []
    for table, curves in read_all(names, Kept(results), data):
        if not any(each.campaigns for each in curves) and table.role != "reported":
            continue
        parts += [f"### {table.name}", section(table, curves, language)]
        if table.role == "reported":
            in_turn = [list(Kept(results / "in_turn").read(tool, table.name).values()) for tool in IN_TURN]
            parts += alternating(*in_turn, language)
    return "\n\n".join(parts)


def write_pages(results: Path, data: Path) -> None:
    """Put tables and pictures into the documentation."""
    from picture import draw_all

    ((_, curves),) = read_all(REPORTED, Kept(results), data)
    written = draw_all(curves, DOCS / "pictures")
    put(Path(__file__).parent / "README.md", report([*REPORTED, *TUNING], results, data, "en"))
    for language, page in (("en", "campaign_bench.md"), ("ko", "campaign_bench.ko.md")):
        put(DOCS / page, report(REPORTED, results, data, language))
    print("written: README.md, docs/campaign_bench.md, docs/campaign_bench.ko.md,", *(path.name for path in written))


def main() -> None:
    """Set up, run, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers first")
    parser.add_argument("--report", action="store_true", help="run nothing, only report what is there")
    parser.add_argument(
        "--cpu", type=int, default=0, metavar="SEEDS", help="time ours and BayBE in turn on so many seeds"
    )
    parser.add_argument("--pages", action="store_true", help="write tables and pictures into the documentation")
    parser.add_argument("--results", type=Path, default=BUILD, help="where campaigns are kept")
    parser.add_argument("--environments", type=Path, default=BUILD / "venvs")
    parser.add_argument("--tools", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--tables", nargs="*", default=list(ROLES), choices=list(ROLES))
    given = parser.parse_args()
    if given.setup:
        needed = dict.fromkeys(PEERS[tool].environment for tool in given.tools)
        set_up(given.environments, [name for name in needed if name])
    if "SANHAK_DATA" not in os.environ:
        print("left out: set SANHAK_DATA to the folder with the real tables")
        return
    data = Path(os.environ["SANHAK_DATA"])
    if not given.report:
        plan = [planned for planned in PLAN if planned.tool in given.tools and planned.table in given.tables]
        run(plan, Kept(given.results), given.environments, data)
    if given.cpu:
        run_in_turn(given.cpu, Kept(given.results / "in_turn"), given.environments, data)
    print(report(given.tables, given.results, data, "en"))
    if given.pages:
        write_pages(given.results, data)


if __name__ == "__main__":
    main()
