"""Deliveries: further rows of a dataset, by file or by API, one after another into versions that hold all rows.

A delivery is kept as it came, whatever becomes of it. Each is looked at by the job that makes its version, and waits
until that of the one before has ended, so that no two go on from the same rows. What is refused makes no version that
is ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, insert, select, update

from sanhak.center import data, events, people, schema
from sanhak.center.findings import NotHere, NotReady
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import words
from sanhak.finding import Finding, Refusal
from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue
from sanhak.store import Stored, new_id
from sanhak.text import say

_UNDERWAY: Final = (State.WAITING, State.RUNNING)
_STOPPED: Final = (State.REFUSED, State.FAILED, State.CANCELLED)
_KEPT: Final = ("id", "dataset", "name", "size", "hash", "version", "person", "made")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Rows that were sent. ``version`` is what is made of them, None while they wait for others.

    ``state`` is waiting, running, added, or how the job ended without them: refused, failed or cancelled. ``added`` and
    ``known`` count rows once they are added; ``findings`` tell why they were not.
    """

    id: str
    dataset: str
    name: str
    size: int
    hash: str
    version: str | None
    person: str
    made: datetime
    state: str = "waiting"
    added: int | None = None
    known: int | None = None
    findings: tuple[Finding, ...] = ()


def deliver(rows: Connection, queue: Queue, person: Person, dataset: str, *, name: str, file: Stored) -> str:
    """Rows were sent to be added to a dataset; gives the identifier of the delivery.

    The same file sent again while it waits, or after it was added, is the same delivery: its identifier is given, and
    nothing is done.

    Raises
    ------
    Refusal
        C001, C002; C009 for the name; C017 if the dataset has no version to go on from.
    """
    hold(rows, schema.datasets, dataset)
    project, whole = data.dataset(rows, person, dataset, Part.MEMBER)
    if whole.ready is None:
        raise Refusal(NotReady(what=say("{name}", name=whole.name)))
    sent = schema.deliveries.c
    for one in _having(rows, whole, and_(sent.dataset == dataset, sent.hash == file.hash)):
        if one.state not in _STOPPED:
            return one.id
    made = new_id()
    row: dict[str, Any] = {"dataset": dataset, "name": words(name, say("Name"), at="name"), "person": person.id}
    row |= {"size": file.size, "hash": file.hash, "blob": file.key, "made": datetime.now(UTC)}
    rows.execute(insert(schema.deliveries).values(id=made, **row))
    events.record(rows, "data.delivered", "dataset", dataset, person=person.id, project=project.id, name=name)
    begin(rows, queue, dataset)
    return made


def of(rows: Connection, person: Person, dataset: str, most: int | None = None) -> tuple[Delivery, ...]:
    """The deliveries to a dataset, the latest first, all or so many; :class:`Refusal` C001."""
    table = schema.deliveries.c
    return _having(rows, data.dataset(rows, person, dataset)[1], table.dataset == dataset, most)


def get(rows: Connection, person: Person, id_: str) -> Delivery:
    """A delivery; :class:`Refusal` C001."""
    table = schema.deliveries.c
    dataset = rows.scalar(select(table.dataset).where(table.id == id_))
    if dataset is None:
        raise Refusal(NotHere())
    return _having(rows, data.dataset(rows, person, dataset)[1], table.id == id_)[0]


def due(rows: Connection, queue: Queue) -> int:
    """Begin with the next delivery of each dataset on which no version is being made; gives how many were begun."""
    table = schema.deliveries.c
    waiting = rows.scalars(select(table.dataset).where(table.version.is_(None)).distinct()).all()
    return sum([begin(rows, queue, dataset) for dataset in waiting])


def begin(rows: Connection, queue: Queue, dataset: str) -> bool:
    """Have the oldest delivery that waits added to the newest version, unless one is being made."""
    hold(rows, schema.datasets, dataset)
    table = schema.deliveries.c
    asked = select(schema.deliveries).where(table.dataset == dataset, table.version.is_(None))
    row = rows.execute(asked.order_by(table.made, table.id).limit(1)).mappings().one_or_none()
    if row is None:
        return False
    sender = people.get(rows, row["person"])
    whole = data.having(rows, schema.datasets.c.id == dataset)[0]
    if whole.ready is None or any(one.job.state in _UNDERWAY for one in whole.versions):
        return False
    version = _go_on(rows, queue, sender, whole, {"name": row["name"], "file": row["blob"]})
    rows.execute(update(schema.deliveries).where(table.id == row["id"]).values(version=version))
    return True


def _go_on(rows: Connection, queue: Queue, person: Person, whole: data.Dataset, delivered: Mapping[str, str]) -> str:
    """Have the rows of a file (its name and blob) added to those of a dataset; gives the new version.

    The file of the new version holds all rows, and has no blob until its job has made it.
    """
    seen, upload, file = whole.ready or whole.newest, new_id(), schema.uploads.c
    kept = {"name": delivered["name"], "size": 0, "hash": "", "blob": "", "person": person.id}
    rows.execute(insert(schema.uploads).values(id=upload, dataset=whole.id, made=datetime.now(UTC), **kept))
    source = rows.execute(select(file.blob, file.name).where(file.id == seen.upload)).one()
    read = data.read_before(rows, data.Making(whole.id, seen.upload, seen.reading))
    base = {"file": source.blob, "name": source.name, "reading": dict(seen.reading), "read": read}
    making = data.Making(whole.id, upload, {}, seen.steps, seen.joined)
    return data.make(rows, queue, person, whole.project, making, base=base, delivered=dict(delivered))


def _having(rows: Connection, whole: data.Dataset, which: Any, most: int | None = None) -> tuple[Delivery, ...]:
    versions = {one.id: one for one in whole.versions}
    asked = select(schema.deliveries).where(which).order_by(schema.deliveries.c.made.desc()).limit(most)
    found = rows.execute(asked).mappings()
    return tuple(Delivery(**{name: row[name] for name in _KEPT}, **_told(versions, row["version"])) for row in found)


def _told(versions: Mapping[str, data.Version], id_: str | None) -> dict[str, Any]:
    """What has become of a delivery."""
    version = versions.get(id_ or "")
    if version is None:
        return {}
    counted = version.job.outcome if version.ready and version.job.outcome else {}
    state = "added" if version.ready else version.job.state.value
    return {
        "state": state,
        "added": counted.get("added"),
        "known": counted.get("known"),
        "findings": version.job.findings,
    }
