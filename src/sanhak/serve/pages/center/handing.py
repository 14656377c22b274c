"""From a problem to a call, and from a selected application to its laboratory or its project."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls import applications
from sanhak.center.finding import handing, opening, problems, starting
from sanhak.serve.pages.center.finding import show as show_problem
from sanhak.serve.pages.center.selecting import show_selection
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go
from sanhak.serve.web.small import submitted, submitted_with
from sanhak.store import Stored

pages = APIRouter()


@pages.post("/problems/{problem}/hand-in")
def hand_in(me: Me, problem: str, form: Form) -> Response:
    """Fill a draft of an application from a problem, or go to the one that there is."""
    return submitted(
        me, "hand-in", form, then=lambda made: go(me, f"/applications/{made}"), show=lambda: show_problem(me, problem),
        act=lambda rows: handing.begin(rows, me.person, problem, form["call"], me.language),
    )  # fmt: skip


@pages.post("/applications/{application}/laboratory")
def look_for_laboratory(me: Me, application: str, form: Form) -> Response:
    """Let the next matching look for a laboratory."""
    call = _call(me, application)
    return submitted(
        me, f"open-{application}", form, then=f"/office/calls/{call}/selection#projects",
        show=lambda: show_selection(me, call),
        act=lambda rows: opening.accept(rows, me.person, application),
    )  # fmt: skip


@pages.post("/applications/{application}/project")
def open_project(me: Me, application: str, form: Form) -> Response:
    """Open the project of a selected application."""
    call = _call(me, application)

    def copied() -> Stored | None:
        with me.center.database.reading() as rows:
            problem = opening.selected(rows, me.person, application)[1].problem
            known = problem is not None and problem in problems.of_ids(rows, [problem])
            return starting.copied(rows, me.center.blobs, me.person, problem) if problem and known else None

    return submitted_with(
        me, f"open-{application}", form, copied,
        act=lambda rows, copy: opening.open_project(rows, me.center.queue, me.person, application, copy=copy),
        then=f"/office/calls/{call}/selection#projects", show=lambda: show_selection(me, call),
    )  # fmt: skip


def _call(me: Me, application: str) -> str:
    """The call of an application that one may see; :class:`Refusal` C001."""
    with me.center.database.reading() as rows:
        return applications.get(rows, me.person, application).call
