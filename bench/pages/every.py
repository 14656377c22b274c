"""Every page that somebody reaches by links from the first one, and what each costs the server."""

from __future__ import annotations

import re
import statistics
import sys
from pathlib import Path

import httpx2
import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "workbench"))
import served

LINK = re.compile(r'href="(/[^"#?.]*)"')
PASSED = ("/static/", "/help/findings/")
"""Not pages, and hundreds of one form."""
REQUESTS = 15


def costs(client: httpx2.Client, home: str, server: psutil.Process) -> dict[str, float]:
    """Median CPU milliseconds of the server for each page, by its path."""
    return {path: _cost(client, home + path, server) for path in _reached(client, home)}


def _reached(client: httpx2.Client, home: str) -> list[str]:
    seen, waiting, pages = {"/"}, ["/"], []
    while waiting:
        path = waiting.pop()
        reply = client.get(home + path)
        if not reply.headers.get("content-type", "").startswith("text/html"):
            continue
        pages.append(path)
        found = {link for link in LINK.findall(reply.text) if not link.startswith(PASSED)} - seen
        seen |= found
        waiting += sorted(found)
    return pages


def _cost(client: httpx2.Client, address: str, server: psutil.Process) -> float:
    each = []
    for _ in range(REQUESTS):
        before = served.nanoseconds(server)
        client.get(address)
        each.append((served.nanoseconds(server) - before) / 1e6)
    return statistics.median(each)
