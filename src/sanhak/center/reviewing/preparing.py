"""Making the files of a call blind: each is read outside of any transaction, and what came of it is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events
from sanhak.center.calls import schema as calling
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import passages, pool
from sanhak.center.reviewing.blind import Copy, blind
from sanhak.center.reviewing.identities import normal
from sanhak.center.reviewing.passages import Read
from sanhak.center.reviewing.schema import file_texts
from sanhak.finding import Finding, Refusal
from sanhak.store import Blobs, Database

AT_ONCE: Final = 20
"""Files that are made blind while a page is waited for."""


def waiting(rows: Connection, person: Person, call: str) -> tuple[Read, ...]:
    """The files that were not tried yet; :class:`Refusal` C001."""
    return tuple(one for one in of_call(rows, person, call) if not one.tried)


def of_call(rows: Connection, person: Person, call: str) -> tuple[Read, ...]:
    """All files in fields that reviewers see; :class:`Refusal` C001."""
    here = pool.running(rows, person, call)
    return passages.shown_files(rows, here, [one.application.id for one in pool.entries(rows, here.id)])


def prepare(database: Database, blobs: Blobs, person: Person, call: str, most: int = AT_ONCE) -> int:
    """Make at most so many waiting files blind, and look all words through anew; gives how many files wait still.

    Raises
    ------
    Refusal
        C001 for those who do not run the call. A file that cannot be made blind refuses nothing: its finding is kept.
    """
    with database.reading() as rows:
        todo = waiting(rows, person, call)
    for file in todo[:most]:
        _make(database, blobs, file)
    with database.writing() as rows:
        here = pool.running(rows, person, call)
        passages.look(rows, here)
        events.record(rows, "call.blinded", "call", here.id, person=person.id, files=len(todo[:most]))
    return len(todo[most:])


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


def _make(database: Database, blobs: Blobs, file: Read) -> None:
    """Make one file blind and keep what came of it; a copy that nobody keeps is deleted."""
    copy: Copy | None = None
    finding: Finding | None = None
    try:
        copy = blind(blobs.read(file.blob), file.name)
    except Refusal as refusal:
        finding = refusal.findings[0]
    stored = blobs.put(copy.content) if copy else None
    key = stored.key if stored else None
    try:
        with database.writing() as rows:
            kept = _keep(rows, file.id, copy, finding, key)
    except BaseException:
        kept = False
        raise
    finally:
        if key and not kept:
            blobs.delete(key)


def _keep(rows: Connection, file: str, copy: Copy | None, finding: Finding | None, key: str | None) -> bool:
    """Keep what was read in a file, unless somebody else was quicker or it is gone."""
    own = calling.application_files
    held = rows.execute(select(own.c.id, file_texts.c.file).outerjoin(file_texts).where(own.c.id == file)).first()
    if held is None or held[1] is not None:
        return False
    words = {
        "ending": copy.ending if copy else "",
        "text": normal(copy.text) if copy else "",
        "rest": normal(copy.rest) if copy else "",
        "seen": copy.seen if copy else False,
        "finding": finding.dump() if finding else None,
    }
    rows.execute(insert(file_texts).values(file=file, made=datetime.now(UTC), **_keepable(words)))
    rows.execute(update(own).where(own.c.id == file).values(blind=key))
    return True


def _keepable(words: dict[str, object]) -> dict[str, object]:
    """Words that a database can keep: no NUL, no half of a sign."""
    return {
        name: value.replace("\0", "").encode(errors="ignore").decode() if isinstance(value, str) else value
        for name, value in words.items()
    }
