"""Methods of others, each in an environment of its own and a process of its own, on one thread."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "plant_market"
ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def interpreter(name: str) -> Path:
    """The Python of a peer's environment, whether it is there or not."""
    return KEPT / "peers" / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(name: str, *requirements: str) -> None:
    """Make the environment of a peer, if it is not there yet."""
    ready = KEPT / "peers" / name / "ready"
    if ready.exists():
        return
    print(f"{name}: setting up {', '.join(requirements)}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(ready.parent)], check=True)  # noqa: S603 - named above
    pip = [str(interpreter(name)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, *requirements], check=True)  # noqa: S603 - likewise
    ready.touch()


def told_by(name: str, script: Path, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a script answers in the environment of a peer; None, and a line why, where it could not.

    The script is called with two paths: the question, a JSON file, and the answer, which it writes as another.
    """
    if not (KEPT / "peers" / name / "ready").exists():
        print(f"{name}: left out, its environment is not set up (--setup)", flush=True)
        return None
    with tempfile.TemporaryDirectory() as place:
        question, answer = Path(place) / "asked.json", Path(place) / "told.json"
        question.write_text(json.dumps(asked), encoding="utf-8")
        command = [str(interpreter(name)), str(script), str(question), str(answer)]
        ended = subprocess.run(command, env=os.environ | ONE_THREAD, check=False)  # noqa: S603 - named above
        if ended.returncode or not answer.is_file():
            print(f"{name}: left out, {script.name} ended with {ended.returncode}", flush=True)
            return None
        told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return told
