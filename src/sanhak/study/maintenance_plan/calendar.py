"""A plan as a calendar file: iCalendar, RFC 5545."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal
from sanhak.study.maintenance_plan.findings import NoCalendar
from sanhak.text import Language, say

if TYPE_CHECKING:
    from sanhak.study.answer import Answer

_OCTETS: Final = 75
_WRITTEN: Final = "%Y-%m-%d %H:%M"
_FIELDS: Final = ("asset", "location", "start", "finish", "crew", "part", "reason")


def write_calendar(answer: Answer, path: Path, language: Language) -> None:
    """Write the table ``calendar`` of an answer as an ``.ics`` file, times as clocks on the plant show them.

    Raises
    ------
    Refusal
        S386 if the answer has no such table.
    """
    table = answer.tables.get("calendar")
    if table is None or any(name not in table.names for name in _FIELDS):
        raise Refusal(NoCalendar(known=tuple(answer.tables)))
    rows = table.frame.select(_FIELDS).to_dicts()
    path.write_bytes("".join(f"{_folded(line)}\r\n" for line in lines(rows, language)).encode())


def lines(rows: list[dict[str, str]], language: Language) -> Iterator[str]:
    """The content lines, unfolded."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sanhak//Maintenance plan//EN", "CALSCALE:GREGORIAN")
    for row in rows:
        yield from _event(row, language)
    yield "END:VCALENDAR"


def _event(row: Mapping[str, str], language: Language) -> Iterator[str]:
    start, finish = (datetime.strptime(row[end], _WRITTEN) for end in ("start", "finish"))  # noqa: DTZ007 - local
    name = hashlib.sha256(f"{row['asset']} {row['start']} {row['crew']}".encode()).hexdigest()[:24]
    about = say("Crew {crew}", crew=row["crew"]).render(language)
    more = [row["reason"], about, row["part"]]
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@sanhak"
    # The stamp is the start, so that the same plan is the same file.
    yield f"DTSTAMP:{start:%Y%m%dT%H%M%S}Z"
    yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
    yield f"DTEND:{finish:%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_escaped(row['asset'])}"
    yield f"DESCRIPTION:{_escaped(', '.join(word for word in more if word))}"
    if row["location"]:
        yield f"LOCATION:{_escaped(row['location'])}"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A line of at most 75 octets, continued on lines that begin with a blank; no sign is cut in two."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _OCTETS - bool(parts):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
