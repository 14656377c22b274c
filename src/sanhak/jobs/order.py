"""Whose turn it is, in SQL: priority, then the person with the fewest running jobs, then age."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, Subquery, and_, func, or_, select

from sanhak.jobs.job import State
from sanhak.jobs.schema import jobs


def due(rows: FromClause, kinds: Collection[str] | None, now: datetime) -> Any:
    """What can be begun: it waits and its moment has come, or its runner's lease has run out."""
    waits = and_(rows.c.state == State.WAITING, or_(rows.c.not_before.is_(None), rows.c.not_before <= now))
    left = and_(rows.c.state == State.RUNNING, rows.c.lease_until <= now)
    ready = or_(waits, left)
    return ready if kinds is None else and_(rows.c.kind.in_(kinds), ready)


def next_one(kinds: Collection[str], now: datetime) -> Select[Any]:
    """The identifier of the job whose turn it is, locked where rows can be; rows that others lock are passed over."""
    open_ = jobs.alias("open_")
    busy = _busy(now)
    return (
        select(open_.c.id)
        .select_from(open_.outerjoin(busy, busy.c.person == open_.c.person))
        .where(due(open_, kinds, now))
        .order_by(open_.c.priority.desc(), func.coalesce(busy.c.many, 0), open_.c.made, open_.c.id)
        .limit(1)
        .with_for_update(of=open_, skip_locked=True)
    )


def place_of(id_: str, now: datetime) -> Select[Any]:
    """How many jobs have their turn before this one.

    Each job of a person adds one to what that person has running when the next one's turn comes. So the turns of one
    priority are in the order of (running and waiting before it, age), and no claim has to be played through.
    """
    open_ = jobs.alias("open_")
    busy = _busy(now)
    waits = or_(due(open_, None, now), and_(open_.c.id == id_, open_.c.state == State.WAITING))
    own = (open_.c.priority.desc(), open_.c.made, open_.c.id)
    before = func.row_number().over(partition_by=open_.c.person, order_by=own)
    turns = (
        select(open_.c.id, open_.c.priority, open_.c.made, (func.coalesce(busy.c.many, 0) + before).label("turn"))
        .select_from(open_.outerjoin(busy, busy.c.person == open_.c.person))
        .where(waits)
        .subquery()
    )
    order = (turns.c.priority.desc(), turns.c.turn, turns.c.made, turns.c.id)
    places = select(turns.c.id, (func.row_number().over(order_by=order) - 1).label("place")).subquery()
    return select(places.c.place).where(places.c.id == id_)


def _busy(now: datetime) -> Subquery:
    """How many jobs of each person are under way."""
    running = jobs.alias("running")
    return (
        select(running.c.person, func.count().label("many"))
        .where(running.c.state == State.RUNNING, running.c.lease_until > now)
        .group_by(running.c.person)
        .subquery("busy")
    )
