"""The fleet of a project as faces read it: from the archives of its answers, each read once, and kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from sanhak.center import days, projects
from sanhak.center.center import Center
from sanhak.center.fleet import costs, fleet, recorded
from sanhak.center.fleet.costs import Stated
from sanhak.center.fleet.fleet import Fleet
from sanhak.center.fleet.recorded import Recorded
from sanhak.center.fleet.source import READ, Source
from sanhak.center.people import Person
from sanhak.center.projects import Project
from sanhak.serve.live.archive import read_tables
from sanhak.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A project with its fleet, what is stated of it, and the data that record its assets."""

    project: Project
    fleet: Fleet
    stated: Stated
    records: tuple[Recorded, ...]


def seen(center: Center, person: Person, project: str) -> Seen:
    """The fleet of a project, from memory where nothing has changed since it was seen.

    Raises
    ------
    Refusal
        C001; R050 and R052 for an answer that was damaged.
    """
    with center.database.reading() as rows:
        here = projects.enter(rows, person, project)
        kept = fleet.answers(rows, person, project)
        stated = costs.stated(rows, person, project)
    sources = tuple(Source.of(one, _tables(center.blobs.path(one.archive))) for one in kept)
    assets = frozenset(name for source in sources for name in source.known())
    with center.database.reading() as rows:
        records = recorded.recorded(rows, person, center.blobs, sources, assets)
    facts = tuple((one.file, one.asset) for one in records)
    key = (tuple((one.id, one.title) for one in kept), stated, days.today(), facts)
    found = _FLEETS.get(key)
    if found is None:
        found = fleet.assembled(sources, stated, days.today(), recorded.facts(records, sources))
        _FLEETS.keep(key, found)
    return Seen(here, found, stated, records)


@lru_cache(maxsize=16)
def _tables(archive: Path) -> dict[str, Table]:
    """What an archive tells of assets; it never changes once it is written."""
    return read_tables(archive, READ)


class _Fleets:
    """Fleets in memory, at most so many; the one that nobody asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Fleet] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Fleet | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, found: Fleet) -> None:
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


_FLEETS: Final = _Fleets(8)
