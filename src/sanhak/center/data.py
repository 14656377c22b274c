"""Data: what a project knows, version by version. A version is never changed; correcting or preparing makes a new one.

Reading a file, or preparing rows, is a job: the page that asked for it never waits, and a file that brings its process
down takes nothing else with it. What a version holds is known by the hash of its rows and facts.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from sanhak.center import events, projects, schema
from sanhak.center.findings import NotHere, NotReady
from sanhak.center.people import Person
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.words import words
from sanhak.finding import Finding, Refusal
from sanhak.jobs.job import Alike, Job
from sanhak.jobs.queue import Queue
from sanhak.jobs.schema import jobs
from sanhak.store import Blobs, Stored, new_id
from sanhak.store.sql_text import one_query
from sanhak.table.profile import ColumnProfile
from sanhak.table.table import Prepared
from sanhak.text import load, say

MAKE: Final = "data"
"""The kind of job that makes a version: it reads a file, prepares its rows and profiles them."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a dataset: a file that was uploaded, read in a certain way and prepared by steps.

    ``reading`` are the arguments of :func:`sanhak.table.read.read` that somebody has stated; ``joined`` the versions
    that steps join, by name. ``rows`` and what follows are known once it is ``ready``; ``job`` tells how far it is, or
    why it was refused.
    """

    id: str
    dataset: str
    number: int
    upload: str
    reading: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]
    joined: Mapping[str, str]
    rows: int | None
    columns: int | None
    hash: str | None
    table: str | None
    profile: str | None
    person: str
    made: datetime
    job: Job

    @property
    def ready(self) -> bool:
        """Whether it can be looked at and asked about."""
        return self.table is not None

    @property
    def worst(self) -> str | None:
        """The severity of its most severe finding; None where nothing was found, or it is not ready."""
        return self.job.outcome.get("worst") if self.ready and self.job.outcome else None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of a project by its name, with its versions, the newest first."""

    id: str
    project: str
    name: str
    person: str
    made: datetime
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version that was made last."""
        return self.versions[0]

    @property
    def ready(self) -> Version | None:
        """The newest version that can be asked about; None while there is none."""
        return next((version for version in self.versions if version.ready), None)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody has given. The file of a query to a database has no ``blob`` until its rows have come."""

    id: str
    name: str
    size: int
    hash: str
    blob: str
    person: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What is seen of a version at once; ``steps`` tell how its rows were prepared, without their figures."""

    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...]
    name: str
    sheet: str | None
    published: str | None
    steps: tuple[Prepared, ...]


def datasets(rows: Connection, person: Person, project: str) -> tuple[Dataset, ...]:
    """The datasets of a project by name; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    return having(rows, schema.datasets.c.project == project)


def dataset(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> tuple[Project, Dataset]:
    """A dataset with its project; :class:`Refusal` C001 or C002."""
    found = having(rows, schema.datasets.c.id == id_)
    if not found:
        raise Refusal(NotHere())
    return projects.enter(rows, person, found[0].project, part), found[0]


def version(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> tuple[Project, Dataset, Version]:
    """A version with its dataset and project; :class:`Refusal` C001 or C002."""
    of = rows.scalar(select(schema.versions.c.dataset).where(schema.versions.c.id == id_))
    project, whole = dataset(rows, person, of or "", part)
    return project, whole, next(one for one in whole.versions if one.id == id_)


def profile(blobs: Blobs, seen: Version) -> Profile:
    """What is seen of a version that is ready; :class:`Refusal` C017 if it is not."""
    if seen.profile is None:
        raise Refusal(NotReady(what=say("this version of the data")))
    told = json.loads(gzip.decompress(blobs.read(seen.profile)))
    read = {
        "columns": tuple(map(ColumnProfile.load, told["columns"])),
        "findings": tuple(map(Finding.load, told["findings"])),
        "steps": tuple(Prepared(**load(step)) for step in told["steps"]),
    }
    return Profile(**told | read)


def add(
    rows: Connection,
    queue: Queue,
    person: Person,
    project: str,
    *,
    name: str,
    file: Stored,
    into: str | None = None,
    reading: Mapping[str, Any] | None = None,
) -> str:
    """A file is there: a new dataset, or a new version ``into`` one that exists. Gives the version's identifier.

    Raises
    ------
    Refusal
        C001, C002; C009 for the name.
    """
    here = projects.enter(rows, person, project, Part.MEMBER)
    return _add(rows, queue, person, here, _Given(words(name, say("Name"), at="name"), file, into, reading or {}))


def query(
    rows: Connection,
    queue: Queue,
    person: Person,
    project: str,
    *,
    name: str,
    asked: Mapping[str, Any],
    into: str | None,
) -> str:
    """The rows that a database gives for a query: a new dataset, or a new version ``into`` one that exists.

    The query is carried out by the job that makes the version. ``asked`` is its reading, with the ``source`` and the
    ``query``, so that it can be asked again.

    Raises
    ------
    Refusal
        C001, C002: it is the leads who read from databases; C009 for the name; R026 if the text is not one query.
    """
    here = projects.enter(rows, person, project, Part.LEAD)
    name, reading = words(name, say("Name"), at="name"), {**asked, "query": one_query(asked["query"])}
    return _add(rows, queue, person, here, _Given(name, Stored("", "", 0), into, reading))


def correct(rows: Connection, queue: Queue, person: Person, id_: str, reading: Mapping[str, Any]) -> str:
    """Read the file of a version otherwise (units, kinds, roles) and prepare it by the same steps.

    Returns
    -------
    str
        The identifier of the new version.

    Raises
    ------
    Refusal
        C001, C002.
    """
    project, whole, seen = version(rows, person, id_, Part.MEMBER)
    events.record(rows, "data.changed", "dataset", whole.id, person=person.id, project=project.id, name=whole.name)
    making = Making(whole.id, seen.upload, reading, seen.steps, seen.joined)
    return make(rows, queue, person, project.id, making)


def go_back(rows: Connection, queue: Queue, person: Person, id_: str) -> str:
    """Make a version the newest one again, by its reading and its steps; gives the new version's identifier.

    Raises
    ------
    Refusal
        C001, C002; C017 if a version that its steps join is not ready.
    """
    return correct(rows, queue, person, id_, version(rows, person, id_, Part.MEMBER)[2].reading)


def prepare(
    rows: Connection,
    queue: Queue,
    person: Person,
    id_: str,
    steps: Sequence[Mapping[str, Any]],
    joined: Mapping[str, str] | None = None,
) -> str:
    """Prepare the file of a version by these steps, in place of those that it has.

    Parameters
    ----------
    steps
        All steps, as in a study file; they are checked when they are carried out. None undoes all.
    joined
        The versions that the steps join, by the name under which they do.

    Returns
    -------
    str
        The identifier of the new version.

    Raises
    ------
    Refusal
        C001, C002; C017 if a version that is joined is not ready.
    """
    project, whole, seen = version(rows, person, id_, Part.MEMBER)
    making = Making(whole.id, seen.upload, seen.reading, steps, joined or {})
    return make(rows, queue, person, project.id, making)


def rename(rows: Connection, person: Person, id_: str, name: str) -> None:
    """Call a dataset otherwise; :class:`Refusal` C001, C002 or C009."""
    project, whole = dataset(rows, person, id_, Part.MEMBER)
    if (given := words(name, say("Name"), at="name")) != whole.name:
        free = _free_name(rows, project.id, given)
        rows.execute(update(schema.datasets).where(schema.datasets.c.id == id_).values(name=free))


def uploads(rows: Connection, person: Person, id_: str) -> Mapping[str, Upload]:
    """The files of a dataset by identifier; :class:`Refusal` C001."""
    dataset(rows, person, id_)
    found = rows.execute(select(schema.uploads).where(schema.uploads.c.dataset == id_)).mappings()
    return {row["id"]: Upload(**{name: row[name] for name in Upload.__slots__}) for row in found}


@dataclass(frozen=True, slots=True)
class _Given:
    """What came: a file under a name, for a dataset that is there or for a new one, and what is stated about it."""

    name: str
    file: Stored
    into: str | None
    reading: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Making:
    """What a version is made from."""

    dataset: str
    upload: str
    reading: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]] = ()
    joined: Mapping[str, str] = field(default_factory=dict)


def _add(rows: Connection, queue: Queue, person: Person, here: Project, given: _Given) -> str:
    """Rows of a dataset (unless it is there), of a file and of the version that is read from it."""
    into, upload, now = given.into or new_id(), new_id(), datetime.now(UTC)
    by = {"person": person.id, "made": now}
    if given.into is None:
        name = _free_name(rows, here.id, given.name)
        rows.execute(insert(schema.datasets).values(id=into, project=here.id, name=name, **by))
    elif dataset(rows, person, into, Part.MEMBER)[1].project != here.id:
        raise Refusal(NotHere())
    kept = {"name": given.name, "size": given.file.size, "hash": given.file.hash, "blob": given.file.key, **by}
    rows.execute(insert(schema.uploads).values(id=upload, dataset=into, **kept))
    made = make(rows, queue, person, here.id, Making(into, upload, given.reading))
    events.record(rows, "data.added", "dataset", into, person=person.id, project=here.id, name=given.name)
    return made


def make(rows: Connection, queue: Queue, person: Person, project: str, making: Making, **more: Any) -> str:
    """Put the job that makes a version, told ``more`` where rows were delivered; gives the version's identifier."""
    made, table = new_id(), schema.versions.c
    joined = {name: version(rows, person, other)[2] for name, other in making.joined.items()}
    if not all(one.ready for one in joined.values()):
        raise Refusal(NotReady(what=say("this version of the data")))
    file = rows.execute(select(schema.uploads).where(schema.uploads.c.id == making.upload)).mappings().one()
    payload = {
        "version": made,
        "file": file["blob"],
        "name": file["name"],
        "project": project,
        "reading": dict(making.reading),
        "read": read_before(rows, making),
        "steps": list(making.steps),
        "joined": {name: one.table for name, one in joined.items()},
        **more,
    }
    alike = Alike(MAKE, float(file["size"]) or None)
    job = queue.put(MAKE, payload, person.id, project, priority=1, alike=alike, connection=rows)
    number = (rows.scalar(select(func.max(table.number)).where(table.dataset == making.dataset)) or 0) + 1
    row = asdict(making) | {"steps": list(making.steps), "number": number, "job": job, "person": person.id}
    rows.execute(insert(schema.versions).values(id=made, made=datetime.now(UTC), **row))
    return made


def read_before(rows: Connection, making: Making) -> str | None:
    """The table of a version that was read from the same file in the same way, so that it is not read again."""
    table = schema.versions.c
    ready = (table.upload == making.upload, table.rows.is_not(None))
    asked = select(table.table, table.reading, table.steps).where(*ready)
    same = (row.table for row in rows.execute(asked) if not row.steps and row.reading == dict(making.reading))
    return next(same, None)


def _free_name(rows: Connection, project: str, name: str) -> str:
    """The name, with a number behind it if the project has a dataset of that name."""
    taken = set(rows.scalars(select(schema.datasets.c.name).where(schema.datasets.c.project == project)))
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free


def having(rows: Connection, which: Any) -> tuple[Dataset, ...]:
    """The datasets for which a condition holds, by name; for those who have asked about rights."""
    table = schema.datasets.c
    found = rows.execute(select(schema.datasets).where(which).order_by(table.name, table.made)).mappings().all()
    mine = schema.versions.c.dataset.in_([row["id"] for row in found])
    asked = select(schema.versions, *(column.label(f"job {column.name}") for column in jobs.c))
    asked = asked.join(jobs, jobs.c.id == schema.versions.c.job).where(mine)
    by_dataset: dict[str, list[Version]] = {}
    for row in rows.execute(asked.order_by(schema.versions.c.number.desc())).mappings():
        by_dataset.setdefault(row["dataset"], []).append(_version(row))
    return tuple(
        Dataset(**{name: row[name] for name in Dataset.__slots__[:-1]}, versions=tuple(by_dataset.get(row["id"], ())))
        for row in found
    )


def _version(row: Mapping[Any, Any]) -> Version:
    job = Job.of({column.name: row[f"job {column.name}"] for column in jobs.c})
    return Version(**{name: row[name] for name in Version.__slots__ if name != "job"}, job=job)
