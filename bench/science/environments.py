"""Peers: what each is, which tables it takes, and the environment of its own that it runs in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scoring import Seen, scored
from tasks import Fold, Task

WORKERS: Final = Path(__file__).parent / "peers"
ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A method of others: the module of ``peers`` that speaks to it, what it reads, and what pip installs for it."""

    name: str
    title: str
    matter: str
    needed: tuple[str, ...]
    first: tuple[str, ...] = ()
    """Installed before the rest, so that the rest takes these."""


PEERS: Final = (
    Peer("magpie", "matminer's Magpie, random forest", "formula", ("matminer==0.10.1", "scikit-learn==1.9.1")),
    Peer("fingerprints", "CatBoost on fingerprints", "molecule", ("rdkit==2026.9.1", "catboost==1.2.10")),
)


def interpreter(peer: Peer, folder: Path) -> Path:
    """The Python of a peer's environment, whether it is there or not."""
    return folder / peer.name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(peer: Peer, folder: Path) -> None:
    """Make the environment of a peer, if it is not there yet."""
    ready = folder / peer.name / "ready"
    if ready.exists():
        return
    print(f"{peer.name}: setting up {', '.join((*peer.first, *peer.needed))}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / peer.name)], check=True)  # noqa: S603 - named above
    pip = [str(interpreter(peer, folder)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for requirements in filter(None, (peer.first, peer.needed)):
        subprocess.run([*pip, "--no-compile", *requirements], check=True)  # noqa: S603 - likewise
    ready.touch()


def judged(peer: Peer, task: Task, folds: list[Fold], folder: Path) -> tuple[Seen, dict[str, str]] | None:
    """A peer on the same folds with one thread, and the versions it ran with; None, and a line why, where it failed."""
    if not (folder / peer.name / "ready").exists():
        print(f"{peer.name} on {task.name}: left out, its environment is not set up (--setup)", flush=True)
        return None
    asked = {"label": task.label, "folds": [_plain(task, train, test) for train, test in folds]}
    with tempfile.TemporaryDirectory() as place:
        question, answer = Path(place) / "asked.json", Path(place) / "told.json"
        question.write_text(json.dumps(asked), encoding="utf-8")
        command = [str(interpreter(peer, folder)), str(WORKERS / "worker.py"), peer.name, str(question), str(answer)]
        ended = subprocess.run(command, env=os.environ | ONE_THREAD, check=False)  # noqa: S603 - named above
        if ended.returncode or not answer.is_file():
            print(f"{peer.name} on {task.name}: left out, it ended with {ended.returncode}", flush=True)
            return None
        told = json.loads(answer.read_text(encoding="utf-8"))
    truth = np.concatenate([task.truth(test) for _, test in folds])
    values = scored(task, truth, np.array(told["said"]))
    return Seen(peer.title, *values, told["seconds"], unread=told["unread"]), told["versions"]


def _plain(task: Task, train: Any, test: Any) -> dict[str, Any]:
    """A fold as a peer is told it: what the judging rows measured never goes there."""
    return {
        "teaching": train.texts(task.matter),
        "values": task.truth(train).tolist(),
        "judging": test.texts(task.matter),
    }
