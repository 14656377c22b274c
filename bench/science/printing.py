"""The tables of everything that was judged, from what was kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from environments import PEERS
from tasks import TASKS, Task

ENOUGH: Final = 100
"""Molecules of a band whose coverage is judged."""
OTHERS: Final = ("Sanhak, by its mean", "extremely randomised trees, 150", "their median", "LightGBM, 300", "mean")
"""Whose figures stand beside ours, in order."""


def told(kept: Path) -> str:
    """Ourselves beside plain learners, the coverage by likeness, and the peers."""
    lines = [
        "| table | metric | limit | Sanhak | chosen | 90 % holds | CPU s | mean | trees | median | LightGBM | dummy |",
        "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    bands = [
        "| table | likeness to the nearest | molecules | 90 % holds | mean width |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for task in TASKS:
        file = kept / f"{task.name}.json"
        if not file.is_file():
            continue
        found = json.loads(file.read_text(encoding="utf-8"))
        lines.append(_row(task, found["seen"]))
        bands += [_band(task, band) for band in found["bands"]]
    return "\n\n".join("\n".join(part) for part in (lines, bands, peers(kept))) + "\n"


def peers(kept: Path) -> list[str]:
    """The lines of the table of peers, each beside ourselves on the same folds."""
    lines = [
        "| table | metric | peer | of the peer | CPU s | Sanhak | CPU s |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for task in TASKS:
        file = kept / f"{task.name}.json"
        ours = json.loads(file.read_text(encoding="utf-8"))["seen"][0] if file.is_file() else None
        for peer in PEERS:
            file = kept / f"{task.name}.{peer.name}.json"
            if not file.is_file():
                continue
            seen = json.loads(file.read_text(encoding="utf-8"))["seen"]
            unread = f" ({seen['unread']} unread)" if seen["unread"] else ""
            beside = ("–", "–") if ours is None else (_shown(ours), f"{ours['seconds']:.0f}")
            cells = [task.name, task.metric, peer.title + unread, _shown(seen), f"{seen['seconds']:.0f}", *beside]
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def _row(task: Task, seen: list[dict[str, Any]]) -> str:
    by_name = {one["method"]: one for one in seen}
    ours = by_name["Sanhak"]
    others = [_shown(by_name[name]) if name in by_name else "–" for name in OTHERS]
    inside = "–" if ours["inside"] is None else f"{ours['inside']:.3f}"
    limit = "–" if task.limit is None else f"{'≥' if task.label else '≤'} {task.limit:g}"
    cells = [task.name, task.metric, limit, _shown(ours), f"{ours['chosen']} ({ours['split']})", inside]
    return "| " + " | ".join([*cells, f"{ours['seconds']:.0f}", *others]) + " |"


def _band(task: Task, band: dict[str, Any]) -> str:
    likeness = f"{band['from']:g} and more"
    share = f"{band['inside']:.3f} ({band['lower']:.3f}–{band['upper']:.3f})"
    mark = "" if band["rows"] >= ENOUGH else " (few)"
    return f"| {task.name} | {likeness} | {band['rows']}{mark} | {share} | {band['width']:.2f} |"


def _shown(seen: dict[str, Any]) -> str:
    return f"{seen['value']:.3g} ({seen['lower']:.3g}–{seen['upper']:.3g})"
