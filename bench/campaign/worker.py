"""One tool in an environment of its own: reads questions as lines of JSON and answers each with one line.

``{"begin": {"pool": …, "seed": 0}}`` starts a campaign; ``{"ask": {"rows": […], "values": […], "count": 5}}`` tells all
that was measured so far, in order, and asks for rows to measure next. Values of other rows never come here.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
import warnings
from typing import Any, Protocol

from lookup import Pool


class Tool(Protocol):
    """What each module of ``peers`` calls ``Tool``; ``snapped`` counts points off the list that were moved onto it."""

    versions: dict[str, str]
    snapped: int

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Choose ``count`` rows of the pool, by their place in it, after ``rows`` gave ``values``."""
        ...


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def answer(question: dict[str, Any], tool: Tool | None, module: Any, options: dict[str, Any]) -> tuple[Tool, Any]:
    """Carry one question out; the tool stays for the next one."""
    begun = cpu()
    if "begin" in question:
        asked = question["begin"]
        tool = module.Tool(Pool.load(asked["pool"]), asked["seed"], **options)
        return tool, {"seconds": cpu() - begun, "versions": {"python": platform.python_version()} | tool.versions}
    assert tool is not None
    asked, before = question["ask"], tool.snapped
    rows = tool.ask(asked["rows"], asked["values"], asked["count"])
    return tool, {"rows": [int(row) for row in rows], "snapped": tool.snapped - before, "seconds": cpu() - begun}


def main() -> None:
    """Answer until the questions end. What libraries print goes to the error stream."""
    own = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    module, options = importlib.import_module(f"peers.{sys.argv[1]}"), json.loads(sys.argv[2])
    tool = None
    for line in sys.stdin:
        try:
            tool, told = answer(json.loads(line), tool, module, options)
        except Exception as error:  # noqa: BLE001 - whatever a tool raises, its run is left out and the next one begins
            told = {"error": f"{type(error).__name__}: {error}"}
        own.write(json.dumps(told) + "\n")
        own.flush()


if __name__ == "__main__":
    main()
