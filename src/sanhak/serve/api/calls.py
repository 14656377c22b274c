"""Calls and one's own applications, to be read.

Applications are written, and reviews given, on pages alone. Whoever applies agrees to a text and sees what is missing
beside each field, and blindness holds for what a person reads on a page, not for what a program collects.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sanhak.center.calls import applications, applying, calls
from sanhak.center.calls.applications import Application
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import told
from sanhak.serve.api import programme_models as models
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.models import Page
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("calls")


@routes.get("/calls")
def all_calls(me: Me, limit: Limit = 50, after: After = None) -> Page[models.CallReply]:
    """All calls that one may see, the latest first."""
    with me.center.database.reading() as rows:
        found, further = page_of(calls.of(rows, me.person), lambda one: one.id, limit, after)
    return Page(items=[_call(me, one) for one in found], next=further)


@routes.get("/calls/{call}")
def call(me: Me, call: str) -> models.CallReply:
    """One call."""
    with me.center.database.reading() as rows:
        return _call(me, calls.get(rows, me.person, call))


@routes.get("/applications")
def own(me: Me, limit: Limit = 50, after: After = None) -> Page[models.ApplicationReply]:
    """One's own applications, the last changed first; they are written on pages, as reviews are."""
    with me.center.database.reading() as rows:
        found, further = page_of(applications.mine(rows, me.person), lambda one: one.id, limit, after)
        known = {one.call: calls.get(rows, me.person, one.call) for one in found}
    return Page(items=[_application(me, known[one.call], one) for one in found], next=further)


def _call(me: Caller, one: Call) -> models.CallReply:
    same = ("id", "purpose", "state", "opens", "zone")
    return models.CallReply(
        title=told(one.title, me.language), text=told(one.text, me.language), closes=one.end,
        open=applying.takes(one, datetime.now(UTC)), **{name: getattr(one, name) for name in same},
    )  # fmt: skip


def _application(me: Caller, call: Call, one: Application) -> models.ApplicationReply:
    same = set(models.ApplicationReply.model_fields) - {"title"}
    title = applications.title_of(call, one, me.language)
    return models.ApplicationReply(title=title, **{name: getattr(one, name) for name in same})
