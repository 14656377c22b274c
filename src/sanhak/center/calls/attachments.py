"""Files of an application: one for each field that asks for one, of few kinds, and never opened here.

Whether a file is what its name says is told from how it begins; it is not read any further.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, insert

from sanhak.center import events
from sanhak.center.calls import applications, applying, schema
from sanhak.center.calls.applications import State
from sanhak.center.calls.findings import FieldEmpty, FileOfAnotherKind, FileTooLarge
from sanhak.center.calls.form import Kind, told
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.words import words
from sanhak.finding import Refusal
from sanhak.store import Stored, new_id
from sanhak.text import Amount, say

MOST: Final = 20 << 20
"""Bytes of the largest file."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINS: Final[Mapping[str, bytes]] = {
    ".pdf": b"%PDF-", ".docx": _ZIP, ".hwp": _OLE, ".hwpx": _ZIP, ".xlsx": _ZIP,
    ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff",
}  # fmt: skip
"""How each kind of file begins, by the end of its name."""
HEAD: Final = 16
"""Bytes of the beginning that are needed to tell."""


def suffix(name: str) -> str:
    """The end of a file's name, in small letters."""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def refuse_strange(name: str, head: bytes, size: int) -> None:
    """Go on only with a file of a known kind and size; :class:`Refusal` C106 or C107."""
    shown = name[:100]
    if size > MOST:
        raise Refusal(FileTooLarge(name=shown, most=Amount(MOST >> 20, "MB")))
    begins = BEGINS.get(suffix(name))
    if begins is None or not head.startswith(begins):
        raise Refusal(FileOfAnotherKind(name=shown, known=tuple(one[1:] for one in BEGINS)))


def lay(
    rows: Connection, person: Person, application: str, field: str, *, name: str, head: bytes, kept: Stored
) -> tuple[str, ...]:
    """Give a file to a field in place of the one before; the keys of blobs that are no longer needed, to be deleted.

    Raises
    ------
    Refusal
        C001 also for a field that takes no file, C100, C101, C106, C107.
    """
    call, _ = applying.mine(rows, person, application)
    found = applying.need_changeable(rows, person, application)
    if not any(one.name == field and one.kind is Kind.FILE for one in call.form):
        raise Refusal(NotHere())
    refuse_strange(name, head, kept.size)
    gone, now, made = _take(rows, person, application, field), datetime.now(UTC), new_id()
    row = {"field": field, "media": suffix(name)[1:], "size": kept.size, "hash": kept.hash, "blob": kept.key}
    row["name"] = words(name, say("Name"), at=field)
    rows.execute(insert(schema.application_files).values(id=made, application=application, made=now, **row))
    events.record(rows, "attachment.laid", "application", application, person=person.id, number=found.number)
    return gone


def remove(rows: Connection, person: Person, application: str, field: str) -> tuple[str, ...]:
    """Take the file of a field away; the keys of its blobs, to be deleted.

    Raises
    ------
    Refusal
        C001, C100, C101; C102 if the application was handed in and needs this file.
    """
    call, _ = applying.mine(rows, person, application)
    found = applying.need_changeable(rows, person, application)
    for one in call.form:
        if one.name == field and one.needed and found.state is State.SUBMITTED:
            raise Refusal(FieldEmpty(field=told(one.title, person.language)), field=field)
    gone = _take(rows, person, application, field)
    if gone:
        events.record(rows, "attachment.deleted", "application", application, person=person.id, number=found.number)
    return gone


def _take(rows: Connection, person: Person, application: str, field: str) -> tuple[str, ...]:
    here = [one for one in applications.files(rows, person, application) if one.field == field]
    table = schema.application_files
    rows.execute(table.delete().where(table.c.id.in_([one.id for one in here])))
    return tuple(key for one in here for key in (one.blob, one.blind) if key)
