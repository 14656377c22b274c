"""Making the files of a call blind: asked for, done by a job, and kept; what has been made is not made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events
from sanhak.center.calls import schema as calling
from sanhak.center.calls.form import told
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import passages, pool
from sanhak.center.reviewing.passages import Read
from sanhak.center.reviewing.preparation import carry_out, copy_of, place_of, told_of
from sanhak.center.reviewing.schema import file_texts, preparations
from sanhak.finding import Refusal
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Alike, Job, State
from sanhak.jobs.queue import Queue
from sanhak.store import Blobs, new_id
from sanhak.text import say

BLIND: Final = "blind"
"""The kind of the job."""


def waiting(rows: Connection, person: Person, call: str) -> tuple[Read, ...]:
    """The files that were not tried yet; :class:`Refusal` C001."""
    return tuple(one for one in of_call(rows, person, call) if not one.tried)


def of_call(rows: Connection, person: Person, call: str) -> tuple[Read, ...]:
    """All files in fields that reviewers see; :class:`Refusal` C001."""
    here = pool.running(rows, person, call)
    return passages.shown_files(rows, here, [one.application.id for one in pool.entries(rows, here.id)])


def ask(rows: Connection, queue: Queue, person: Person, call: str) -> str:
    """Have the waiting files made blind, and all words looked through anew; gives the job, also one open already.

    A job that goes on where the last one was ended finds in its folder what that one has done.

    Raises
    ------
    Refusal
        C001, C002. A file that cannot be made blind refuses nothing: its finding is kept.
    """
    here = pool.running(rows, person, call)
    last = _row(rows, here.id)
    before = queue.get(last["job"]) if last is not None else None
    if before is not None and before.state in (State.WAITING, State.RUNNING):
        return before.id
    place = last["place"] if last is not None and before is not None and before.state is not State.DONE else new_id()
    files = [{"id": one.id, "blob": one.blob, "name": one.name} for one in waiting(rows, person, call)]
    payload = {"call": here.id, "title": told(here.title, "ko"), "place": place, "files": files}
    job = queue.put(BLIND, payload, person.id, alike=Alike(BLIND, float(len(files)) or None), connection=rows)
    values: dict[str, Any] = {"job": job, "place": place, "made": datetime.now(UTC)}
    if last is None:
        rows.execute(insert(preparations).values(call=here.id, **values))
    else:
        rows.execute(update(preparations).where(preparations.c.call == here.id).values(**values))
    return job


def job_of(rows: Connection, queue: Queue, person: Person, call: str) -> Job | None:
    """The last job that made files of a call blind; None before the first. :class:`Refusal` C001 or C002."""
    row = _row(rows, pool.running(rows, person, call).id)
    return queue.get(row["job"]) if row is not None else None


def keep(result: Sequence[str], job: Job, blobs: Blobs) -> Kept:
    """What was read in the files, each with its copy; a copy of a file that is gone or was kept before is deleted."""
    place = place_of(blobs.folder, job.payload["place"])
    read = {file: told for file in result if (told := told_of(place, file))}
    keys = {file: blobs.take(copy_of(place, file)).key for file, told in read.items() if told["finding"] is None}

    def within(rows: Connection) -> None:
        left = [file for file, told in read.items() if not _keep(rows, file, told, keys.get(file))]
        for file in set(left) & set(keys):
            blobs.delete(keys[file])
        here = pool.call_with(rows, job.payload["call"])
        passages.look(rows, here)
        events.record(rows, "call.blinded", "call", here.id, person=job.person, files=len(read) - len(left))

    return Kept({"made": len(read)}, within, tuple(keys.values()))


HANDLER: Final = Handler(carry_out, keep, say("making files blind"))


def again(rows: Connection, person: Person, file: str) -> tuple[str, str | None]:
    """Forget what was read in a file, so that it waits anew; gives the call, and the key of its copy to be deleted."""
    pool.need_runner(person)
    own = calling.application_files
    row = rows.execute(select(own).where(own.c.id == file)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    here, _ = pool.entry(rows, row["application"])
    pool.running(rows, person, here.id)
    rows.execute(delete(file_texts).where(file_texts.c.file == file))
    rows.execute(update(own).where(own.c.id == file).values(blind=None))
    return here.id, row["blind"]


def file(rows: Connection, person: Person, id_: str) -> tuple[Read, int]:
    """One file for those who run its call, with the number of its application; :class:`Refusal` C001."""
    pool.need_runner(person)
    application = rows.scalar(
        select(calling.application_files.c.application).where(calling.application_files.c.id == id_)
    )
    if application is None:
        raise Refusal(NotHere())
    here, entry = pool.entry(rows, application)
    pool.running(rows, person, here.id)
    return next(one for one in passages.files(rows, [application]) if one.id == id_), entry.number


def unreadable(found: Sequence[Read]) -> tuple[Read, ...]:
    """The files of which no copy could be made."""
    return tuple(one for one in found if one.finding is not None)


def _keep(rows: Connection, file: str, read: Mapping[str, Any], key: str | None) -> bool:
    """Keep what was read in a file, unless somebody else was quicker or it is gone."""
    own = calling.application_files
    held = rows.execute(select(own.c.id, file_texts.c.file).outerjoin(file_texts).where(own.c.id == file)).first()
    if held is None or held[1] is not None:
        return False
    rows.execute(insert(file_texts).values(file=file, made=datetime.now(UTC), **read))
    rows.execute(update(own).where(own.c.id == file).values(blind=key))
    return True


def _row(rows: Connection, call: str) -> Mapping[Any, Any] | None:
    return rows.execute(select(preparations).where(preparations.c.call == call)).mappings().first()
