"""Where problems stand in calls: the applications that were filled from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center.calls import schema
from sanhak.center.calls.applications import Application, State
from sanhak.center.calls.applications import of_row as application_of
from sanhak.center.calls.calls import Call, Purpose
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.calls import of_row as call_of

_JUDGED: Final = (Stage.OPEN, Stage.REVIEW, Stage.SELECTION)
_DECIDED: Final = (Stage.DECIDED, Stage.ENDED)


def of_problem(rows: Connection, problem: str) -> tuple[tuple[Call, Application], ...]:
    """The applications that were filled from a problem, with their calls, the latest first; access is asked before."""
    table = schema.applications.c
    found = rows.execute(select(schema.applications).where(table.problem == problem).order_by(table.made.desc()))
    return tuple(_with_call(rows, row) for row in found.mappings())


def judged(rows: Connection, problem: str) -> Call | None:
    """The call that still decides on a problem, or has selected it and opens its project; None without one."""
    for call, one in of_problem(rows, problem):
        waits = one.state is State.SELECTED and call.state in _DECIDED and one.project is None
        if waits or (one.state is State.SUBMITTED and call.state in _JUDGED):
            return call
    return None


def granted(rows: Connection, problem: str) -> tuple[Call, Application] | None:
    """The application that was selected in a call for joint projects and has no project yet; None without one."""
    for call, one in of_problem(rows, problem):
        decided = call.state in _DECIDED and call.purpose is Purpose.PROJECTS
        if decided and one.state is State.SELECTED and one.project is None:
            return call, one
    return None


def _with_call(rows: Connection, row: Mapping[Any, Any]) -> tuple[Call, Application]:
    call = rows.execute(select(schema.calls).where(schema.calls.c.id == row["call"])).mappings().one()
    return call_of(call), application_of(row)
