"""Where calls and scholarships meet: what a call offers, and the agreement that a selected application opens."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import days
from sanhak.center.calls import writing
from sanhak.center.calls.calls import State
from sanhak.center.scholarship import agreeing, offering, opening
from sanhak.serve.pages.center.calls import words
from sanhak.serve.pages.center.scholarship import service_said
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted

pages = APIRouter()


@pages.get("/office/calls/{call}/support")
def support(me: Me, call: str) -> Response:
    """What a call for scholarships offers; its form while the call is a draft."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
        offer = offering.of(rows, one)
    return page(
        me, "call_support.html", call=one, offer=offer, courses=offering.courses(one, me.language),
        draft=one.state is State.DRAFT, service_said=service_said, **words(me),
    )  # fmt: skip


@pages.post("/office/calls/{call}/support")
def write_support(me: Me, call: str, form: Form) -> Response:
    """Write what a call offers."""

    def act(rows: Connection) -> None:
        courses = offering.courses(writing.run(rows, me.person, call), "en")
        names = [f"{field}.{course}" for field in ("years", "stipend") for course in courses]
        offering.write(rows, me.person, call, form.words(*agreeing.TERMS, *names))

    return submitted(me, "support", form, act, f"/office/calls/{call}/support", lambda: support(me, call))


@pages.post("/applications/{application}/agreement")
def agree(me: Me, application: str, form: Form) -> Response:
    """Open the agreement of a selected application; once it is open, the way to it."""
    del form
    with me.center.database.writing() as rows:
        scholar = opening.agree(rows, me.person, application, days.today())
    return go(me, f"/scholarships/{scholar}#versions")
