"""One peer in an environment of its own: reads folds from a file of JSON, writes what it expects of the judging rows.

``worker.py NAME ASKED TOLD``. CPU seconds are those of this process and its children after the peer's libraries were
loaded. Nothing of ours is imported here.
"""

from __future__ import annotations

import importlib
import json
import platform
import resource
import sys
import warnings
from pathlib import Path


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Teach and ask on every fold."""
    name, asked, told = sys.argv[1:]
    warnings.simplefilter("ignore")
    module = importlib.import_module(name)
    question = json.loads(Path(asked).read_text(encoding="utf-8"))
    said, unread, begun = [], 0, cpu()
    for fold in question["folds"]:
        read, values = module.read(fold["teaching"], fold["values"])
        judging, places = module.read(fold["judging"], list(range(len(fold["judging"]))))
        rows = [sum(values) / len(values)] * len(fold["judging"])
        for place, value in zip(places, module.expect(read, values, judging, question["label"]), strict=True):
            rows[place] = float(value)
        said += rows
        unread += len(rows) - len(places)
    answer = {
        "said": said,
        "unread": unread,
        "seconds": cpu() - begun,
        "versions": {"python": platform.python_version(), **module.VERSIONS},
    }
    Path(told).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
