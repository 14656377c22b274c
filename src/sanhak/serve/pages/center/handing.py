"""From a problem to a call, and from a selected application to its laboratory or its project."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls import applications
from sanhak.center.finding import handing, opening, problems, starting
from sanhak.finding import Refusal
from sanhak.serve.pages.center.finding import show as show_problem
from sanhak.serve.pages.center.selecting import show_selection
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go
from sanhak.serve.web.small import returned

pages = APIRouter()


@pages.post("/problems/{problem}/hand-in")
def hand_in(me: Me, problem: str, form: Form) -> Response:
    """Fill a draft of an application from a problem, or go to the one that there is."""
    try:
        with me.center.database.writing() as rows:
            made = handing.begin(rows, me.person, problem, form["call"], me.language)
    except Refusal as refusal:
        return returned(me, "hand-in", form, refusal, lambda: show_problem(me, problem))
    return go(me, f"/applications/{made}")


@pages.post("/applications/{application}/laboratory")
def look_for_laboratory(me: Me, application: str, form: Form) -> Response:
    """Let the next matching look for a laboratory."""
    call = _call(me, application)
    try:
        with me.center.database.writing() as rows:
            opening.accept(rows, me.person, application)
    except Refusal as refusal:
        return returned(me, f"open-{application}", form, refusal, lambda: show_selection(me, call))
    return go(me, f"/office/calls/{call}/selection#projects")


@pages.post("/applications/{application}/project")
def open_project(me: Me, application: str, form: Form) -> Response:
    """Open the project of a selected application."""
    call, copy = _call(me, application), None
    try:
        with me.center.database.reading() as rows:
            problem = opening.selected(rows, me.person, application)[1].problem
            known = problem is not None and problem in problems.of_ids(rows, [problem])
            copy = starting.copied(rows, me.center.blobs, me.person, problem) if problem and known else None
        with me.center.database.writing() as rows:
            opening.open_project(rows, me.center.queue, me.person, application, copy=copy)
    except BaseException as failure:
        if copy is not None:
            me.center.blobs.delete(copy.key)
        if isinstance(failure, Refusal):
            return returned(me, f"open-{application}", form, failure, lambda: show_selection(me, call))
        raise
    return go(me, f"/office/calls/{call}/selection#projects")


def _call(me: Me, application: str) -> str:
    """The call of an application that one may see; :class:`Refusal` C001."""
    with me.center.database.reading() as rows:
        return applications.get(rows, me.person, application).call
