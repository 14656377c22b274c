"""Further rows for a dataset of a workbench, and waiting for what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sanhak.finding import Finding, Refusal
from sanhak.serve.api.findings import JobStopped
from sanhak.serve.client.line import Line
from sanhak.table.read import file_at

_UNDERWAY: Final = ("waiting", "running")
_EVERY: Final = 0.2


def delivered(line: Line, dataset: str, rows: str | Path | Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """Send rows, and wait until they are added; :class:`Refusal` with why they were not."""
    at = f"/datasets/{dataset}/rows"
    if isinstance(rows, str | Path):
        with file_at(rows).open("rb") as file:
            sent = line.post(at, file, name=name if "." in name else Path(rows).name)
    else:
        sent = line.post(at, list(map(dict, rows)), name=name)
    while sent["state"] in _UNDERWAY:
        time.sleep(_EVERY)
        sent = next(one for one in line.pages(f"/datasets/{dataset}/deliveries") if one["id"] == sent["id"])
    if sent["state"] != "added":
        raise Refusal(*map(Finding.load, sent["findings"]), *(() if sent["findings"] else (JobStopped(),)))
    return dict(sent)
