"""Properties of formulas and molecules on public tables and official splits, beside plain learners and peers.

README.md. ``SANHAK_DATA=… python bench/science/run.py --setup all``: each named table (``all`` for all) is judged by
ourselves, by plain learners on our features, and by the peers whose environments were set up, on the same folds. All
is kept in build/science; the tables are then printed from all that was kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from environments import PEERS, judged, set_up
from methods import judged as judged_here
from printing import told
from tasks import TASKS, Fold, Task

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "science"
OURS: Final = "ours"


def carry_out(task: Task, folds: list[Fold], methods: list[str]) -> None:
    """Judge one table by the methods that are named, and keep what each did."""
    if OURS in methods:
        seen, bands = judged_here(task, folds)
        _keep(task.name, {"seen": [asdict(one) for one in seen], "bands": bands})
    for peer in PEERS:
        if peer.name not in methods or peer.matter != task.matter:
            continue
        found = judged(peer, task, folds, KEPT / "peers")
        if found is not None:
            _keep(f"{task.name}.{peer.name}", {"seen": asdict(found[0]), "versions": found[1]})


def _keep(name: str, found: dict[str, object]) -> None:
    (KEPT / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def main() -> None:
    """Set up, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", help="names of tables; none only prints what was kept, all judges all")
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers first")
    names = [OURS, *(peer.name for peer in PEERS)]
    parser.add_argument("--methods", nargs="+", default=names, choices=names, help="by default all")
    given = parser.parse_args()
    data = os.environ.get("SANHAK_DATA")
    if given.tables and not data:
        sys.exit("SANHAK_DATA is not set: the folder with materials/ and drug/")
    (KEPT / "peers").mkdir(parents=True, exist_ok=True)
    for peer in PEERS:
        if given.setup and peer.name in given.methods:
            set_up(peer, KEPT / "peers")
    for task in TASKS:
        if task.name in given.tables or "all" in given.tables:
            carry_out(task, task.folds(Path(str(data))), given.methods)
    sys.stdout.write(told(KEPT))


if __name__ == "__main__":
    main()
