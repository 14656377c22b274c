"""Events: what was done, by whom, to what. The timeline of a project and the log of the auditor are the same rows.

Each event holds the hash of the one before, so that a row that is changed or taken out afterwards breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text

from sanhak.center.schema import events
from sanhak.text import Param, dump, load

_FIRST: Final = "0" * 64
_CHAIN: Final = 5_801_001
"""The number of PostgreSQL's lock that keeps two transactions from continuing the chain at the same place."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act: ``act`` as in ``project.opened``, the kind and identifier of what it was done to, and facts to tell."""

    id: int
    at: datetime
    person: str | None
    project: str | None
    act: str
    about: str
    thing: str
    facts: Mapping[str, Any]


def record(
    rows: Connection,
    act: str,
    about: str,
    thing: str,
    *,
    person: str | None,
    project: str | None = None,
    **facts: Param,
) -> None:
    """Add an event at the end of the chain, in the transaction of what it tells."""
    if rows.dialect.name == "postgresql":
        rows.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN})
    before = rows.scalar(select(events.c.hash).order_by(events.c.id.desc()).limit(1)) or _FIRST
    told = {
        "at": datetime.now(UTC),
        "person": person,
        "project": project,
        "act": act,
        "about": about,
        "thing": thing,
        "facts": json.dumps(dump(facts), ensure_ascii=False, sort_keys=True),
    }
    rows.execute(insert(events).values(**told, before=before, hash=_digest(before, told)))


def of_project(rows: Connection, project: str, *, limit: int = 50, before: int | None = None) -> tuple[Event, ...]:
    """The latest events of a project, the newest first; ``before`` continues below an event."""
    return read(rows, events.c.project == project, limit, before)


def latest(rows: Connection, *, limit: int = 50, before: int | None = None) -> tuple[Event, ...]:
    """The latest events of all; for the auditor alone."""
    return read(rows, events.c.id > 0, limit, before)


def broken(rows: Connection) -> int | None:
    """The number of the first event at which the chain does not hold; None where all is as it was written."""
    before = _FIRST
    for row in rows.execute(select(events).order_by(events.c.id)).mappings():
        told = {name: row[name] for name in ("at", "person", "project", "act", "about", "thing", "facts")}
        if row["before"] != before or row["hash"] != _digest(before, told):
            return int(row["id"])
        before = row["hash"]
    return None


def read(rows: Connection, which: Any, limit: int, before: int | None) -> tuple[Event, ...]:
    """The latest events for which a condition holds, the newest first; ``before`` continues below an event."""
    asked = select(events).where(which).order_by(events.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(events.c.id < before)
    found: Sequence[Any] = rows.execute(asked).mappings().all()
    return tuple(
        Event(**{name: row[name] for name in Event.__slots__ if name != "facts"}, facts=load(json.loads(row["facts"])))
        for row in found
    )


def _digest(before: str, told: Mapping[str, Any]) -> str:
    canonical = json.dumps(
        {**told, "at": told["at"].isoformat()}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256((before + canonical).encode()).hexdigest()
