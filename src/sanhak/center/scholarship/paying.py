"""Payments: what is due this month is reviewed, made as a batch, handed to the bank as a file, reversed where need be.

A batch is made of exactly what was reviewed. One payment stands for a month and a kind, whatever else happens: the
database holds that, and a month is due again only once its payment is reversed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from sanhak.center import events
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreement import HAPPENINGS, first_of
from sanhak.center.scholarship.findings import NothingPayable, NotThisMonth, ReversedBefore, ReviewChanged
from sanhak.center.scholarship.record import Record, Scholar, records
from sanhak.center.scholarship.schedule import KINDS, Kind, Payment, Sums, payable
from sanhak.center.scholarship.scholars import Seat, enter, everybody, need_office
from sanhak.center.scholarship.typed import clean
from sanhak.center.words import LONG
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Due:
    """A payment that is due to somebody."""

    scholar: Scholar
    payment: Payment


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who gets nothing though something is planned or not signed, and why."""

    scholar: Scholar
    why: Text


@dataclass(frozen=True, slots=True)
class Review:
    """What would be paid on a day; ``mark`` changes when anything of it does."""

    on: date
    due: tuple[Due, ...]
    left: tuple[Left, ...]

    @property
    def mark(self) -> str:
        """A digest of what is due."""
        told = [
            (one.scholar.id, one.payment.month.isoformat(), one.payment.kind.value, one.payment.due.gross,
             one.payment.due.tax)
            for one in self.due
        ]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def total(self) -> Sums:
        """All of it."""
        sums = [one.payment.due for one in self.due]
        return Sums(sum(one.gross for one in sums), sum(one.tax for one in sums))


@dataclass(frozen=True, slots=True)
class Batch:
    """Payments that were made together on a day."""

    id: str
    paid: date
    made: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is transferred to one scholar in a batch, in won after tax, and for what."""

    scholar: Scholar
    net: int
    kinds: tuple[Kind, ...]


def review(rows: Connection, person: Person, on: date, today: date) -> Review:
    """What would be paid on a day of this month.

    Raises
    ------
    Refusal
        C002; C227 for a day of another month.
    """
    need_office(person)
    if first_of(on) != first_of(today):
        raise Refusal(NotThisMonth(day=on), field="on")
    due: list[Due] = []
    left: list[Left] = []
    for record in everybody(rows, person):
        mine = _payable(record, on, today)
        due += [Due(record.scholar, one) for one in mine]
        if not mine and (why := _left(record, on, today)) is not None:
            left.append(Left(record.scholar, why))
    return Review(on, tuple(due), tuple(left))


def make(rows: Connection, person: Person, on: date, mark: str, today: date) -> str:
    """Make the payments that were reviewed; gives the batch.

    Parameters
    ----------
    mark
        :attr:`Review.mark` of what was reviewed.

    Raises
    ------
    Refusal
        C002; C227–C229.
    """
    found = review(rows, person, on, today)
    if not found.due:
        raise Refusal(NothingPayable(month=f"{on:%Y-%m}"))
    if found.mark != mark:
        raise Refusal(ReviewChanged())
    batch, now = new_id(), datetime.now(UTC)
    made = [
        {"id": new_id(), "scholar": one.scholar.id, "batch": batch, "month": one.payment.month,
         "kind": one.payment.kind.value, "gross": one.payment.due.gross, "tax": one.payment.due.tax, "standing": "",
         "because": "", "by": person.id, "made": now}
        for one in found.due
    ]  # fmt: skip
    try:
        with rows.begin_nested():
            rows.execute(insert(schema.batches).values(id=batch, paid=on, by=person.id, made=now))
            rows.execute(insert(schema.payments), made)
    except IntegrityError:  # another batch came between the review and this one
        raise Refusal(ReviewChanged()) from None
    events.record(rows, "payments.made", "batch", batch, person=person.id, count=len(made), month=f"{on:%Y-%m}")
    return batch


def reverse(rows: Connection, person: Person, payment: str, because: str) -> str:
    """A payment came back, or never went; gives its scholar. Its month is due again if its agreement asks for it.

    Raises
    ------
    Refusal
        C001, C002; C009 without a reason, C220, C230 if it is reversed.
    """
    table = schema.payments
    row = rows.execute(select(table).where(table.c.id == payment)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    scholar: str = row["scholar"]
    enter(rows, person, scholar, Seat.OFFICE)
    why = clean(because, say("Reason"), most=LONG, at="because")
    values = {"standing": payment, "reversed": datetime.now(UTC), "because": why}
    this = update(table).where(table.c.id == payment, table.c.standing == "")
    if not rows.execute(this.values(**values)).rowcount:
        raise Refusal(ReversedBefore())
    kind, month = KINDS[Kind(row["kind"])], f"{row['month']:%Y-%m}"
    events.record(rows, "payment.reversed", "scholar", scholar, person=person.id, kind=kind, month=month)
    return scholar


def batches(rows: Connection, person: Person) -> tuple[Batch, ...]:
    """All batches, the latest first; :class:`Refusal` C002."""
    need_office(person)
    table = schema.batches.c
    asked = select(table.id, table.paid, table.made).order_by(table.made.desc())
    return tuple(Batch(*row) for row in rows.execute(asked))


def transfers(rows: Connection, person: Person, batch: str) -> tuple[Batch, tuple[Transfer, ...]]:
    """What goes to whom in a batch, without what was reversed; an event says who took it. :class:`Refusal` C001."""
    if (found := next((one for one in batches(rows, person) if one.id == batch), None)) is None:
        raise Refusal(NotHere())
    table = schema.payments.c
    asked = select(table.scholar, table.kind, table.gross, table.tax).where(table.batch == batch, table.standing == "")
    sums: dict[str, list[tuple[Kind, int]]] = {}
    for row in rows.execute(asked.order_by(table.kind)):
        sums.setdefault(row.scholar, []).append((Kind(row.kind), row.gross - row.tax))
    events.record(rows, "payments.taken", "batch", batch, person=person.id, count=len(sums))
    return found, tuple(
        Transfer(one.scholar, sum(net for _, net in mine), tuple(dict.fromkeys(kind for kind, _ in mine)))
        for one in records(rows, schema.scholars.c.id.in_(list(sums)))
        if (mine := sums[one.scholar.id])
    )


def _payable(record: Record, on: date, today: date) -> Sequence[Payment]:
    return () if record.on(today).paused else payable(record.payments, record.course, on)


def _left(record: Record, on: date, today: date) -> Text | None:
    """Why nothing goes to somebody, where that should be looked at."""
    if not record.versions:
        return say("agreement not signed")
    paused = record.on(on).paused | record.on(today).paused
    if paused and record.on(on).ended is None:
        return say("{reasons}", reasons=tuple(HAPPENINGS[one] for one in sorted(paused)))
    return None
