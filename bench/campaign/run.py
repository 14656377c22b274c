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

from lookup import lookup
from loop import Kept, Stopped, Worker, carry_out, warm_up
from named import ENVIRONMENTS, PEERS, PLAN, TORCH, Planned

BUILD = Path(__file__).parents[2] / "build" / "campaign"


def python(environment: str | None, folder: Path) -> Path:
    """The interpreter of an environment; our own where there is none."""
    if environment is None:
        return Path(sys.executable)
    return folder / environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(folder: Path, names: list[str]) -> None:
    """Make the environments that are not there yet."""
    for name in names:
        ready = folder / name / "ready"
        if ready.exists():
            continue
        print(f"{name}: setting up {', '.join(ENVIRONMENTS[name])}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)  # noqa: S603 - named in named.py
        pip = [str(python(name, folder)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        for requirements in ((TORCH,), ENVIRONMENTS[name]):
            subprocess.run([*pip, "--no-compile", *requirements], check=True)  # noqa: S603 - likewise
        ready.touch()


def run(plan: list[Planned], kept: Kept, environments: Path, data: Path) -> None:
    """Carry out what is planned and not kept yet. A tool that cannot begin is left out, and the line says why."""
    for planned in plan:
        peer, there = PEERS[planned.tool], kept.read(planned.tool, planned.table)
        missing = [s for s in range(planned.seeds) if s not in there or len(there[s].rows) < planned.until]
        interpreter = python(peer.environment, environments)
        if not missing:
            continue
        if not interpreter.exists():
            print(f"{peer.title}: left out, its environment is not set up (run.py --setup)", flush=True)
            continue
        table, worker = lookup(planned.table, data), Worker(str(interpreter), peer)
        try:
            warm_up(worker, table)
            for seed in missing:
                done = carry_out(worker, planned.tool, table, seed, planned.until)
                kept.add(done)
                print(f"{planned.tool} {planned.table} {seed}: {done.best(table)[-1]:.4g}", flush=True)
        except Stopped as stopped:
            print(f"{peer.title} on {planned.table}: left out, {stopped}", flush=True)
        finally:
            worker.close()


def main() -> None:
    """Set up, run, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers first")
    parser.add_argument("--results", type=Path, default=BUILD, help="where campaigns are kept")
    parser.add_argument("--environments", type=Path, default=BUILD / "venvs")
    parser.add_argument("--tools", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--tables", nargs="*", default=sorted({planned.table for planned in PLAN}))
    given = parser.parse_args()
    if given.setup:
        set_up(given.environments, [PEERS[tool].environment for tool in given.tools if PEERS[tool].environment])
    if "SANHAK_DATA" not in os.environ:
        print("left out: SANHAK_DATA names no folder with the real tables")
        return
    plan = [planned for planned in PLAN if planned.tool in given.tools and planned.table in given.tables]
    run(plan, Kept(given.results), given.environments, Path(os.environ["SANHAK_DATA"]))


if __name__ == "__main__":
    main()
