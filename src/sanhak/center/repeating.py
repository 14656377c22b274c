"""Studies that are asked again by themselves: each day, each week, or with each new version of their data.

What cannot be asked is not passed over in silence: the study keeps when and why, and is tried again once a period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, select, update

from sanhak.center import people, projects, schema, studies
from sanhak.center.findings_asking import KeeperOut
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.studies import PERIODS, Every, KeptStudy, Missed
from sanhak.finding import Refusal
from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue

_PATIENCE: Final = timedelta(days=1)
"""The time after which a study that could not be asked is tried again although neither it nor its data have changed."""


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest versions of the datasets of a study that can be asked about: identifier and number by dataset."""

    versions: dict[str, tuple[str, int]]
    lost: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Their identifiers, in order."""
        return tuple(sorted(id_ for id_, _ in self.versions.values()))


def due(rows: Connection, queue: Queue, now: datetime) -> int:
    """Ask every study whose time has come, or whose data are newer, as the person who keeps it; gives how many."""
    table = schema.studies.c
    late = rows.execute(select(table.id, table.every).where(table.next <= now).with_for_update()).all()
    for id_, every in late:
        step = now + PERIODS[Every(every)]
        rows.execute(update(schema.studies).where(table.id == id_).values(next=step))
    waiting = studies.having(rows, table.id.in_([id_ for id_, _ in late]))
    waiting += tuple(one for one in studies.having(rows, table.every == Every.DATA) if _outdated(rows, one, now))
    return sum([_ask(rows, queue, study, now) for study in waiting])


def _outdated(rows: Connection, study: KeptStudy, now: datetime) -> bool:
    """Whether a dataset of the study is gone or has a version not asked about; not while it is asked or rests."""
    if study.job is None or study.job.state in (State.WAITING, State.RUNNING):
        return False
    if study.rest and now < study.job.made + timedelta(hours=study.rest):
        return False
    newest, missed = _newest(rows, study), study.missed
    if missed is not None and missed.versions == newest.names and study.changed <= missed.at > now - _PATIENCE:
        return False
    asked = {one["version"] for one in study.job.payload["tables"].values()}
    table = schema.versions.c
    known = rows.execute(select(table.dataset, table.number).where(table.id.in_(asked)))
    numbers = {row.dataset: row.number for row in known}
    return newest.lost or any(number > numbers.get(name, 0) for name, (_, number) in newest.versions.items())


def _newest(rows: Connection, study: KeptStudy) -> _Newest:
    """Of the tables that it was asked with the last time: others may be chosen that its question does not take."""
    used = study.job.payload["tables"] if study.job else ()
    names = {dataset for name, dataset in study.tables.items() if name in used}
    table = schema.versions.c
    ready = and_(table.dataset.in_(names), table.rows.is_not(None))
    last = select(table.dataset, func.max(table.number).label("number")).where(ready).group_by("dataset").subquery()
    both = and_(table.dataset == last.c.dataset, table.number == last.c.number)
    found = rows.execute(select(table.dataset, table.id, table.number).join(last, both))
    there = set(rows.scalars(select(schema.datasets.c.id).where(schema.datasets.c.id.in_(names))))
    return _Newest({row.dataset: (row.id, row.number) for row in found}, lost=there != names)


def _ask(rows: Connection, queue: Queue, study: KeptStudy, now: datetime) -> bool:
    """Ask as its keeper; a question that cannot be asked keeps why."""
    try:
        with rows.begin_nested():
            studies.ask(rows, queue, _keeper(rows, study), study.id)
    except Refusal as refusal:
        missed = Missed(now, refusal.findings, _newest(rows, study).names)
        kept = update(schema.studies).where(schema.studies.c.id == study.id)
        rows.execute(kept.values(missed=missed.dump()))
        return False
    return True


def _keeper(rows: Connection, study: KeptStudy) -> Person:
    """Who keeps a study; :class:`Refusal` C070 if they may not ask it."""
    keeper = people.get(rows, study.person)
    try:
        projects.enter(rows, keeper, study.project, Part.MEMBER)
    except Refusal as refusal:
        raise Refusal(KeeperOut(name=keeper.name)) from refusal
    if not keeper.active:
        raise Refusal(KeeperOut(name=keeper.name))
    return keeper
