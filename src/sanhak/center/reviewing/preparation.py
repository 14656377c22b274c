"""Making the files of a call blind, one after another, in a process that knows no database.

What is done stands in a folder at once, so that work that was ended goes on there, and a file that ends the process
ends it twice at most.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sanhak.center.reviewing.blind import Copy, blind
from sanhak.center.reviewing.findings import NeverRead
from sanhak.center.reviewing.identities import normal
from sanhak.finding import Finding, Refusal
from sanhak.run import Step
from sanhak.store import Blobs
from sanhak.text import say

TRIES: Final = 2
"""Times that a file is begun: the second time it is not by chance that the process ends."""


def carry_out(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> list[str]:
    """Make the files of a payload blind; gives those that are done. Who stops it keeps what is done."""
    blobs, place, done = Blobs(folder), place_of(folder, payload["place"]), []
    place.mkdir(parents=True, exist_ok=True)
    for count, file in enumerate(payload["files"]):
        if cancelled():
            break
        progress(Step(say("Making files blind"), count, len(payload["files"])))
        if not told_of(place, file["id"]):
            _make(blobs, place, file)
        done.append(file["id"])
    return done


def place_of(folder: Path, name: str) -> Path:
    """The folder beside the blobs in which the work of this name keeps what is done."""
    return folder / "unfinished" / name


def copy_of(place: Path, file: str) -> Path:
    """Where the copy of a file stands."""
    return place / f"{file}.copy"


def told_of(place: Path, file: str) -> dict[str, Any] | None:
    """What was read in a file, as its row is to hold it; None where it is not done."""
    try:
        told: dict[str, Any] = json.loads((place / f"{file}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if told["finding"] or copy_of(place, file).is_file() else None


def _make(blobs: Blobs, place: Path, file: Mapping[str, str]) -> None:
    """Make one file blind, or say why it cannot be."""
    begun = place / f"{file['id']}.begun"
    times = begun.stat().st_size if begun.is_file() else 0
    copy: Copy | None = None
    finding: Finding | None = None
    if times < TRIES:
        with begun.open("ab") as mark:
            mark.write(b".")
        try:
            copy = blind(blobs.read(file["blob"]), file["name"])
        except Refusal as refusal:
            finding = refusal.findings[0]
    else:
        finding = NeverRead(file=file["name"], times=times)
    if copy:
        copy_of(place, file["id"]).write_bytes(copy.content)
    told = {
        "ending": copy.ending if copy else "", "text": _keepable(copy.text) if copy else "",
        "rest": _keepable(copy.rest) if copy else "", "seen": copy.seen if copy else False,
        "finding": finding.dump() if finding else None,
    }  # fmt: skip
    whole = place / f"{file['id']}.json"
    part = whole.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    part.replace(whole)


def _keepable(words: str) -> str:
    """Words that a database can keep: syllables composed, no NUL, no half of a sign."""
    return normal(words).replace("\0", "").encode(errors="ignore").decode()
