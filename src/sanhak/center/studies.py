"""Studies: questions that a project keeps, the jobs that answer them, and the answers.

A study's values are those of a study file, so that the same question runs on the command line. An answer belongs to one
job, and a job brings one answer at most: both stand in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from sqlalchemy import Connection, and_, func, insert, select, update

from sanhak.areas import Kinds
from sanhak.center import data, events, projects, schema
from sanhak.center.findings import NoSuchChoice, NotHere, NotReady, TableNotChosen
from sanhak.center.findings_asking import DataGone, NotInRange
from sanhak.center.people import Person
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.words import choice, number, words
from sanhak.finding import Finding, Refusal
from sanhak.jobs.job import Alike, Job
from sanhak.jobs.queue import Queue
from sanhak.jobs.schema import jobs
from sanhak.store import new_id
from sanhak.study import Promise, Study
from sanhak.study.file import text as study_text
from sanhak.study.file.build import study_of
from sanhak.text import Text, load, say

ASK: Final = "study"
"""The kind of job that carries a study out."""


class Every(StrEnum):
    """How often a study is asked again by itself."""

    DATA = "data"
    DAY = "day"
    WEEK = "week"


_LARGEST_SEED: Final = 2**31 - 1
_LONGEST_REST: Final = 24.0 * 31
"""Hours between two askings at most."""
_EFFORTS: Final = (0.1, 10.0)
PERIODS: Final = {Every.DAY: timedelta(days=1), Every.WEEK: timedelta(weeks=1)}
"""The time from one asking to the next, where the clock says when."""


@dataclass(frozen=True, slots=True)
class Missed:
    """When a study should have been asked again by itself and was not, why, and the newest versions of its data."""

    at: datetime
    findings: tuple[Finding, ...]
    versions: tuple[str, ...]

    def dump(self) -> Any:
        """Plain JSON data."""
        told = [finding.dump() for finding in self.findings]
        return {"at": self.at.isoformat(), "findings": told, "versions": list(self.versions)}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """What :meth:`dump` wrote."""
        findings = tuple(map(Finding.load, data["findings"]))
        return cls(datetime.fromisoformat(data["at"]), findings, tuple(data["versions"]))


@dataclass(frozen=True, slots=True)
class KeptStudy:
    """A question of a project. ``tables`` names a dataset for each of its tables; ``job`` is the last that was put.

    ``rest`` are the hours that lie between two askings at least, where it is asked with each new version of its data.
    ``missed`` is the last time at which it should have been asked by itself and could not be; None once it was asked.
    """

    id: str
    project: str
    kind: str
    title: str
    values: Mapping[str, Any]
    tables: Mapping[str, str]
    seed: int
    effort: float
    every: Every | None
    rest: float | None
    missed: Missed | None
    person: str
    made: datetime
    changed: datetime
    job: Job | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as lists show it; ``archive`` is the blob of all of it. ``tables`` names the versions it rests on."""

    id: str
    study: str
    project: str
    number: int
    kind: str
    title: str
    values: Mapping[str, Any]
    tables: Mapping[str, str]
    seed: int
    headline: Text
    catch: Text
    worst: Finding | None
    promise: Promise | None
    chances: Mapping[str, float] | None
    moved: Mapping[str, Any] | None
    hash: str
    archive: str
    seconds: float
    person: str
    made: datetime


def of(rows: Connection, person: Person, project: str) -> tuple[KeptStudy, ...]:
    """The studies of a project, the last changed first; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    return having(rows, schema.studies.c.project == project)


def among(rows: Connection, names: Sequence[str]) -> tuple[KeptStudy, ...]:
    """The studies of several projects, which the reader has entered already."""
    return having(rows, schema.studies.c.project.in_(names))


def answers_among(rows: Connection, names: Sequence[str], limit: int) -> tuple[KeptAnswer, ...]:
    """The latest answers of several projects, which the reader has entered already."""
    return _answers(rows, schema.answers.c.project.in_(names), limit)


def get(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> tuple[Project, KeptStudy]:
    """A study with its project; :class:`Refusal` C001 or C002."""
    found = having(rows, schema.studies.c.id == id_)
    if not found:
        raise Refusal(NotHere())
    return projects.enter(rows, person, found[0].project, part), found[0]


def begin(
    rows: Connection,
    person: Person,
    project: str,
    *,
    kind: str,
    title: str,
    tables: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """A new question, not yet asked; gives its identifier.

    Raises :class:`Refusal` C001, C002; C009 for the title, C013 for no kind.
    """
    here = projects.enter(rows, person, project, Part.MEMBER)
    if kind not in Kinds():
        raise Refusal(NoSuchChoice(given=kind[:200], known=tuple(Kinds())))
    made, now = new_id(), datetime.now(UTC)
    row = {
        "project": here.id,
        "kind": kind,
        "title": words(title, say("Title"), at="title"),
        "values": dict(values or {}),
        "tables": _own(rows, person, here.id, tables or {}),
        "seed": 0,
        "effort": 1.0,
        "person": person.id,
        "made": now,
        "changed": now,
    }
    rows.execute(insert(schema.studies).values(id=made, **row))
    events.record(rows, "study.begun", "study", made, person=person.id, project=here.id, title=str(row["title"]))
    return made


def save(
    rows: Connection,
    person: Person,
    id_: str,
    *,
    title: str | None = None,
    values: Mapping[str, Any] | None = None,
    tables: Mapping[str, str] | None = None,
    every: str | None = None,
    rest: str | None = None,
) -> None:
    """Keep what was changed of a question, whether or not it can be asked yet; an empty ``every`` ends repeating.

    ``rest`` are hours between two askings at least; an empty one is none.

    Raises
    ------
    Refusal
        C001, C002, C009; C013 for no rhythm; C014 or C035 for the hours.
    """
    project, _ = get(rows, person, id_, Part.MEMBER)
    changed: dict[str, Any] = {"changed": datetime.now(UTC)}
    if title is not None:
        changed["title"] = words(title, say("Title"), at="title")
    if values is not None:
        changed["values"] = dict(values)
    if tables is not None:
        changed["tables"] = _own(rows, person, project.id, tables)
    if every is not None:
        rhythm = choice(every, Every, "every") if every else None
        changed |= {"every": rhythm, "next": datetime.now(UTC) + PERIODS[rhythm] if rhythm in PERIODS else None}
        changed |= {} if rhythm else {"missed": None}
    if rest is not None:
        changed["rest"] = _within("rest", rest, say("Rest"), 0, _LONGEST_REST) if rest.strip() else None
    rows.execute(update(schema.studies).where(schema.studies.c.id == id_).values(**changed))


def tune(rows: Connection, person: Person, id_: str, *, seed: str, effort: str) -> None:
    """Keep how a study is carried out from now on: its seed, and how much is tried.

    Raises
    ------
    Refusal
        C001, C002; C014 or C035 for the numbers.
    """
    get(rows, person, id_, Part.MEMBER)
    changed = {
        "seed": int(_within("seed", seed, say("Seed"), 0, _LARGEST_SEED, whole=True)),
        "effort": _within("effort", effort, say("Effort"), *_EFFORTS),
        "changed": datetime.now(UTC),
    }
    rows.execute(update(schema.studies).where(schema.studies.c.id == id_).values(**changed))


def question(kind: str, values: Mapping[str, Any]) -> Study:
    """The study that values ask for.

    Raises
    ------
    Refusal
        S-codes with every remark, D-codes of the kind itself.
    """
    content = json.dumps({"study": kind, **values}, ensure_ascii=False).encode()
    return study_of(study_text.read(content, kind), Kinds(), kind)


def ask(rows: Connection, queue: Queue, person: Person, id_: str) -> str:
    """Have a study carried out on the newest versions of its tables; gives the job's identifier.

    Raises
    ------
    Refusal
        C001, C002; S- and D-codes if the question cannot be asked; C018 if a table is missing, C071 if it was deleted,
        C017 if it is not ready.
    """
    project, study = get(rows, person, id_, Part.MEMBER)
    asked = question(study.kind, study.values)
    tables = {name: _newest(rows, person, name, one) for name, one in study.tables.items() if name in asked.takes}
    if missing := [name for name in asked.asks if name not in tables]:
        raise Refusal(*(TableNotChosen(table=name) for name in missing))
    payload = {
        "study": id_,
        "kind": study.kind,
        "values": dict(study.values),
        "tables": {name: {"version": one.id, "table": one.table} for name, one in tables.items()},
        "seed": study.seed,
        "effort": study.effort,
    }
    size = float(sum(one.rows or 0 for one in tables.values())) or None
    job = queue.put(ASK, payload, person.id, project.id, alike=Alike(study.kind, size), connection=rows)
    rows.execute(update(schema.studies).where(schema.studies.c.id == id_).values(job=job, missed=None))
    events.record(rows, "study.asked", "study", id_, person=person.id, project=project.id, title=study.title)
    return job


def stop(rows: Connection, person: Person, id_: str) -> str | None:
    """The job to be cancelled so that the study is no longer carried out; :class:`Refusal` C001 or C002."""
    _, study = get(rows, person, id_, Part.MEMBER)
    return study.job.id if study.job is not None else None


def answers(rows: Connection, person: Person, project: str, *, limit: int = 50) -> tuple[KeptAnswer, ...]:
    """The latest answers of a project; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    return _answers(rows, schema.answers.c.project == project, limit)


def answers_to(rows: Connection, study: KeptStudy) -> tuple[KeptAnswer, ...]:
    """The answers to a study that the reader has been given, the latest first."""
    return _answers(rows, schema.answers.c.study == study.id, 200)


def newest(rows: Connection, person: Person, project: str) -> dict[str, KeptAnswer]:
    """The latest answer to each study of a project that has one, by study; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    other = schema.answers.alias("other")
    last = select(func.max(other.c.number)).where(other.c.study == schema.answers.c.study).scalar_subquery()
    which = and_(schema.answers.c.project == project, schema.answers.c.number == last)
    return {one.study: one for one in _answers(rows, which, None)}


def alike(rows: Connection, person: Person, kept: KeptAnswer) -> tuple[KeptAnswer, ...]:
    """The other answers of the same kind in the project of an answer, the latest first; :class:`Refusal` C001."""
    projects.enter(rows, person, kept.project)
    table = schema.answers.c
    return _answers(rows, and_(table.project == kept.project, table.kind == kept.kind, table.id != kept.id), 50)


def answer(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> tuple[Project, KeptAnswer]:
    """An answer with its project; :class:`Refusal` C001 or C002."""
    found = _answers(rows, schema.answers.c.id == id_, 1)
    if not found:
        raise Refusal(NotHere())
    return projects.enter(rows, person, found[0].project, part), found[0]


def delete(rows: Connection, person: Person, id_: str) -> tuple[str, ...]:
    """Delete a study with its answers; gives the keys of the blobs to be deleted once this is kept.

    Raises
    ------
    Refusal
        C001, C002: a member deletes what is theirs, a lead everything.
    """
    project, study = get(rows, person, id_, Part.MEMBER)
    if study.person != person.id:
        projects.enter(rows, person, project.id, Part.LEAD)
    keys = tuple(rows.scalars(select(schema.answers.c.archive).where(schema.answers.c.study == id_)))
    rows.execute(schema.studies.delete().where(schema.studies.c.id == id_))
    events.record(rows, "study.deleted", "study", id_, person=person.id, project=project.id, title=study.title)
    return keys


def _within(name: str, given: str, field: Text, lower: float, upper: float, *, whole: bool = False) -> float:
    """A number of a range; :class:`Refusal` C014 or C035."""
    value = number(given, at=name)
    if value is None or not lower <= value <= upper or (whole and value != int(value)):
        raise Refusal(NotInRange(field=field, given=given.strip()[:40] or "–", lower=lower, upper=upper), field=name)
    return value


def _newest(rows: Connection, person: Person, table: str, dataset: str) -> data.Version:
    """The newest version of a dataset of a project that the person has entered; :class:`Refusal` C071 or C017."""
    try:
        _, whole = data.dataset(rows, person, dataset)
    except Refusal as refusal:
        raise Refusal(DataGone(table=table)) from refusal
    if whole.ready is None:
        raise Refusal(NotReady(what=say("{name}", name=whole.name)))
    return whole.ready


def _own(rows: Connection, person: Person, project: str, tables: Mapping[str, str]) -> dict[str, str]:
    """Datasets by table, each of this very project; an empty choice is none."""
    chosen = {name: dataset for name, dataset in tables.items() if dataset}
    for dataset in chosen.values():
        if data.dataset(rows, person, dataset)[1].project != project:
            raise Refusal(NotHere())
    return chosen


def having(rows: Connection, which: Any) -> tuple[KeptStudy, ...]:
    """The studies for which a condition holds, the last changed first; for those who have asked about rights."""
    asked = select(schema.studies, *(column.label(f"job {column.name}") for column in jobs.c))
    asked = asked.outerjoin(jobs, jobs.c.id == schema.studies.c.job).where(which)
    found = rows.execute(asked.order_by(schema.studies.c.changed.desc())).mappings()
    return tuple(map(_study, found))


def _study(row: Mapping[Any, Any]) -> KeptStudy:
    values = {name: row[name] for name in KeptStudy.__slots__}
    last = {column.name: row[f"job {column.name}"] for column in jobs.c}
    values |= {
        "job": Job.of(last) if last["id"] else None,
        "every": Every(row["every"]) if row["every"] else None,
        "missed": Missed.load(row["missed"]) if row["missed"] else None,
    }
    return KeptStudy(**values)


def _answers(rows: Connection, which: Any, limit: int | None) -> tuple[KeptAnswer, ...]:
    asked = select(schema.answers, schema.studies.c.title).join(schema.studies).where(which)
    found = rows.execute(asked.order_by(schema.answers.c.made.desc()).limit(limit)).mappings()
    return tuple(map(_answer, found))


def _answer(row: Mapping[Any, Any]) -> KeptAnswer:
    values = {name: row[name] for name in KeptAnswer.__slots__}
    told = {
        "headline": load(row["headline"]),
        "catch": load(row["catch"]),
        "worst": Finding.load(row["worst"]) if row["worst"] else None,
        "promise": Promise.load(row["promise"]),
    }
    return KeptAnswer(**values | told)
