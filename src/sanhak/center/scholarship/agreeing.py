"""Versions of an agreement: written by the office, then signed on paper or confirmed by both sides, then left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from sanhak.center import events
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreement import Version
from sanhak.center.scholarship.findings import DaysTurned, NothingToSign, SignedBefore
from sanhak.center.scholarship.findings_caring import ScanStands
from sanhak.center.scholarship.record import Agreement
from sanhak.center.scholarship.scholars import Seat, enter
from sanhak.center.scholarship.typed import clean, within, won
from sanhak.center.words import LONG, day
from sanhak.finding import Refusal
from sanhak.store import Stored, new_id
from sanhak.text import say

YEARS: Final = 12
TAX: Final = (0.0, 50.0)
FACTOR: Final = (0.0, 5.0)
FIXED: Final = (0, 120)
TERMS: Final = (
    "since", "until", "stipend", "tuition", "tax", "tax_step", "tax_least", "tuition_taxed", "factor", "fixed",
    "pro_rata", "with_tuition", "conditions",
)  # fmt: skip
"""The fields of a version as a form sends them; a box that is not ticked sends nothing."""


def terms(number: int, given: Mapping[str, str]) -> Version:
    """The version that a form or a row of a file describes.

    Raises
    ------
    Refusal
        C009, C014, C015, C220–C223, with the field.
    """
    since, until = (day(given.get(name, ""), name) for name in ("since", "until"))
    if not since <= until or until.year - since.year > YEARS:
        raise Refusal(DaysTurned(since=since, until=until), field="until")
    return Version(number, since, until, stipend=won(given.get("stipend", ""), "stipend"), **obligations(given))


def obligations(given: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a version but for its days and its stipend: tuition, tax, service and conditions, as typed.

    Raises
    ------
    Refusal
        C009, C014, C220, C221, C223, with the field.
    """
    fixed = given.get("fixed", "").strip()
    return {
        "tuition": won(given.get("tuition", ""), "tuition"),
        "tax": round(100 * within(given.get("tax") or "0", say("The tax"), *TAX, "tax")),
        "tax_step": max(1, won(given.get("tax_step") or "10", "tax_step")),
        "tax_least": won(given.get("tax_least") or "1000", "tax_least"),
        "tuition_taxed": bool(given.get("tuition_taxed")),
        "factor": round(100 * within(given.get("factor") or "1", say("The factor of service"), *FACTOR, "factor")),
        "fixed": int(within(fixed, say("The fixed service"), *FIXED, "fixed")) if fixed else None,
        "pro_rata": bool(given.get("pro_rata")),
        "with_tuition": bool(given.get("with_tuition")),
        "conditions": clean(
            given.get("conditions", ""), say("Terms and conditions"), most=LONG, empty=True, at="conditions"
        ),
    }


def write(rows: Connection, person: Person, scholar: str, given: Mapping[str, str]) -> str:
    """A new version, not signed yet; gives its identifier. :class:`Refusal` C001, C002, and as for :func:`terms`."""
    enter(rows, person, scholar, Seat.OFFICE)
    return draft(rows, person, scholar, terms(following(rows, scholar), given))


def following(rows: Connection, scholar: str) -> int:
    """The number of a scholar's next version."""
    table = schema.agreements.c
    return 1 + (rows.scalar(select(func.max(table.number)).where(table.scholar == scholar)) or 0)


def draft(rows: Connection, person: Person, scholar: str, version: Version, application: str | None = None) -> str:
    """Keep a version that is not signed yet, for acts that have decided on access; gives its identifier."""
    made = new_id()
    row = {"scholar": scholar, "number": version.number, "terms": version.dump(), "approval": "", "by": person.id}
    row |= {"application": application, "made": datetime.now(UTC)}
    rows.execute(insert(schema.agreements).values(id=made, **row))
    events.record(rows, "agreement.written", "scholar", scholar, person=person.id, number=version.number)
    return made


def get(rows: Connection, person: Person, agreement: str, *seats: Seat) -> tuple[Agreement, Seat]:
    """A version of a scholar whom the person may see; :class:`Refusal` C001, C002."""
    scholar = rows.scalar(select(schema.agreements.c.scholar).where(schema.agreements.c.id == agreement))
    if scholar is None:
        raise Refusal(NotHere())
    record, seat = enter(rows, person, scholar, *seats)
    return next(one for one in record.agreements if one.id == agreement), seat


def sign(rows: Connection, person: Person, agreement: str, *, approval: str, scan: Stored | None) -> None:
    """A version is signed on paper.

    Parameters
    ----------
    approval
        The number under which it was approved (품의번호).
    scan
        The signed paper as PDF; its hash is kept beside it.

    Raises
    ------
    Refusal
        C001, C002; C224 if it is signed, C225 without number or scan, C009 and C220 for the number.
    """
    found, _ = get(rows, person, agreement, Seat.OFFICE)
    _refuse_signed(found)
    number = clean(approval, say("Approval number"), empty=True, at="approval")
    if not number or scan is None:
        raise Refusal(NothingToSign(), field="approval" if scan is not None else "scan")
    now = datetime.now(UTC)
    values = {"approval": number, "scan": scan.key, "scan_hash": scan.hash, "office": person.id, "office_at": now}
    rows.execute(update(schema.agreements).where(schema.agreements.c.id == agreement).values(**values, signed=now))
    events.record(rows, "agreement.signed", "scholar", found.scholar, person=person.id, number=found.number)


def add_scan(rows: Connection, person: Person, agreement: str, *, approval: str, scan: Stored | None) -> None:
    """Add the signed paper to a version that was signed without it, as those are that were imported.

    What the version says stays as it is.

    Parameters
    ----------
    approval
        The number of the approval; left empty, the one that is kept stays.
    scan
        The signed paper as PDF; its hash is kept beside it.

    Raises
    ------
    Refusal
        C001, C002; C009 and C220 for the number, C225 without number or scan, C253 if it is not signed or has a scan.
    """
    found, _ = get(rows, person, agreement, Seat.OFFICE)
    if found.signed is None or found.scan is not None:
        raise Refusal(ScanStands(number=found.number), field="scan")
    number = clean(approval, say("Approval number"), empty=True, at="approval") or found.approval
    if not number or scan is None:
        raise Refusal(NothingToSign(), field="approval" if scan is not None else "scan")
    values = {"approval": number, "scan": scan.key, "scan_hash": scan.hash}
    rows.execute(update(schema.agreements).where(schema.agreements.c.id == agreement).values(**values))
    events.record(rows, "agreement.scanned", "scholar", found.scholar, person=person.id, number=found.number)


def confirm(rows: Connection, person: Person, agreement: str) -> None:
    """Confirm a version as one of both sides; it is signed when the other has done so too.

    Raises
    ------
    Refusal
        C001, C002; C224 if it is signed.
    """
    found, _ = get(rows, person, agreement, Seat.OFFICE, Seat.OWN)
    record, _ = enter(rows, person, found.scholar)
    _refuse_signed(found)
    now, own = datetime.now(UTC), record.scholar.person == person.id
    values: dict[str, object] = {"scholar_at": now} if own else {"office": person.id, "office_at": now}
    other = found.office_at if own else found.scholar_at
    if other is not None:
        values["signed"] = now
    rows.execute(update(schema.agreements).where(schema.agreements.c.id == agreement).values(**values))
    act = "agreement.signed" if other is not None else "agreement.confirmed"
    events.record(rows, act, "scholar", found.scholar, person=person.id, number=found.number)


def _refuse_signed(found: Agreement) -> None:
    if found.signed is not None:
        raise Refusal(SignedBefore(number=found.number))
