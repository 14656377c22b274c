"""Whose turn it is, in SQL: priority, then the person with the fewest running jobs, then age.

The statements are built once; they are told the moment (``now``), the kinds (``kinds``) and the job (``asked``).
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import FromClause, Select, String, and_, bindparam, func, or_, select, update

from sanhak.jobs.job import State
from sanhak.jobs.schema import jobs
from sanhak.store import Moment

_NOW: Final = bindparam("now", type_=Moment())
_KINDS: Final = bindparam("kinds", expanding=True, type_=String())
_ASKED: Final = bindparam("asked", type_=String())

ABANDONED: Final = and_(jobs.c.state == State.RUNNING, jobs.c.lease_until <= _NOW)
"""Jobs whose runner has not been heard of for a whole lease."""


def _due(rows: FromClause) -> Any:
    """What can be begun: it waits and its moment has come, or its runner's lease has run out."""
    waits = and_(rows.c.state == State.WAITING, or_(rows.c.not_before.is_(None), rows.c.not_before <= _NOW))
    return or_(waits, and_(rows.c.state == State.RUNNING, rows.c.lease_until <= _NOW))


_running = jobs.alias("running")
_busy: Final = (
    select(_running.c.person, func.count().label("many"))
    .where(_running.c.state == State.RUNNING, _running.c.lease_until > _NOW)
    .group_by(_running.c.person)
    .subquery("busy")
)
"""How many jobs of each person are under way."""
_open = jobs.alias("open_")
_with_busy = _open.outerjoin(_busy, _busy.c.person == _open.c.person)
_many = func.coalesce(_busy.c.many, 0)

ANYTHING: Final = select(jobs.c.id).where(or_(and_(jobs.c.kind.in_(_KINDS), _due(jobs)), ABANDONED)).limit(1)
"""Whether a claim has anything to do."""


def _next() -> Select[Any]:
    """The job whose turn it is, locked where rows can be; rows that others lock are passed over."""
    return (
        select(_open.c.id)
        .select_from(_with_busy)
        .where(_open.c.kind.in_(_KINDS), _due(_open))
        .order_by(_open.c.priority.desc(), _many, _open.c.made, _open.c.id)
        .limit(1)
        .with_for_update(of=_open, skip_locked=True)
    )


CLAIM: Final = (
    update(jobs)
    .where(jobs.c.id == _next().scalar_subquery())
    .values(
        state=State.RUNNING,
        attempts=jobs.c.attempts + 1,
        runner=bindparam("by"),
        lease=bindparam("token"),
        lease_until=bindparam("until"),
        step=None,
        trace=None,
        started=_NOW,
    )
    .returning(jobs)
)
"""Give the job whose turn it is to ``by``, with a lease of the token ``token`` that holds ``until`` a moment."""


def _place() -> Select[Any]:
    own = (_open.c.priority.desc(), _open.c.made, _open.c.id)
    before = func.row_number().over(partition_by=_open.c.person, order_by=own)
    turns = (
        select(_open.c.id, _open.c.priority, _open.c.made, (_many + before).label("turn"))
        .select_from(_with_busy)
        .where(or_(_due(_open), and_(_open.c.id == _ASKED, _open.c.state == State.WAITING)))
        .subquery()
    )
    order = (turns.c.priority.desc(), turns.c.turn, turns.c.made, turns.c.id)
    places = select(turns.c.id, (func.row_number().over(order_by=order) - 1).label("place")).subquery()
    return select(places.c.place).where(places.c.id == _ASKED)


PLACE: Final = _place()
"""How many jobs have their turn before the one asked for.

Each job of a person adds one to what that person has running when the next one's turn comes. So the turns of one
priority are in the order of (running and waiting before it, age), and no claim has to be played through.
"""
