"""What an answer rests on: the versions of data that it was given."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sanhak.center import projects, schema
from sanhak.center.people import Person
from sanhak.center.studies import KeptAnswer


@dataclass(frozen=True, slots=True)
class Ground:
    """A version of data, by the table of the study that it stood for; ``dataset`` is None once it was deleted."""

    table: str
    version: str
    dataset: str | None = None
    name: str = ""
    number: int = 0


def grounds(rows: Connection, person: Person, kept: KeptAnswer) -> tuple[Ground, ...]:
    """The versions that an answer rests on, in the order of its tables; :class:`Refusal` C001."""
    projects.enter(rows, person, kept.project)
    table = schema.versions.c
    asked = select(table.id, table.number, table.dataset, schema.datasets.c.name).join(schema.datasets)
    asked = asked.where(table.id.in_(kept.tables.values()), schema.datasets.c.project == kept.project)
    found = {row.id: row for row in rows.execute(asked)} if kept.tables else {}
    return tuple(
        Ground(name, version, found[version].dataset, found[version].name, found[version].number)
        if version in found
        else Ground(name, version)
        for name, version in kept.tables.items()
    )
