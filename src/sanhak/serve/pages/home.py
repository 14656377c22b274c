"""The first page: what needs me, what runs, what came and what it has brought so far; and search."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import overview, projects, search
from sanhak.center.rights import Right
from sanhak.center.scholarship import scholars
from sanhak.serve.pages.center.scholarship import today_here
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Anybody, Me
from sanhak.serve.web.showing import page, part
from sanhak.text import say

pages = APIRouter()


@pages.get("/")
def home(me: Me) -> Response:
    """The first page."""
    values = _seen(me)
    if not any(project.private for project in values["seen"].projects) and me.person.may(Right.CONTENT):
        with me.center.database.writing() as rows:
            projects.own(rows, me.person, say("My work").render(me.language))
        values = _seen(me)
    return page(me, "home.html", **values)


@pages.get("/running")
def running(me: Me) -> Response:
    """What runs just now, as a part of the first page."""
    return part(me, "running.html", **_seen(me))


@pages.get("/search")
def find(me: Me, q: str = "") -> Response:
    """What of all that one may see has these words in it."""
    with me.center.database.reading() as rows:
        found = search.find(rows, me.person, q)
    return page(me, "search.html", words_asked=q, found=found)


@pages.get("/health")
def health(here: Anybody) -> Response:
    """Whether the workbench answers, for whoever watches over it."""
    here.center.database.check()
    return Response("ok", media_type="text/plain")


def _seen(me: Me) -> dict[str, Any]:
    with me.center.database.reading() as rows:
        seen = overview.overview(rows, me.person)
        mine = scholars.mine(rows, me.person)
    cared = [(one, seat, scholars.state_of(one, today_here())) for one, seat in mine]
    return {"seen": seen, "progress": {job.id: progress_of(me, job) for job in seen.running}, "scholarships": cared}
