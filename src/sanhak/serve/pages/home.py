"""The first page: what waits for me in all programmes, what runs, what came and what it has brought; and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import overview, projects, search
from sanhak.center.calls.form import told
from sanhak.center.overview import Overview
from sanhak.center.rights import Right
from sanhak.center.waiting import waits
from sanhak.center.waiting.wait import SOON, Wait
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Anybody, Me
from sanhak.serve.web.showing import page, part
from sanhak.text import Language, Text, say

pages = APIRouter()
PROGRAMMES: Final[Sequence[tuple[str, Text, Text, Right]]] = (
    ("/calls", say("Calls"), say("joint projects, scholarships and courses to apply to"), Right.CONTENT),
    ("/reviewing", say("Reviews"), say("applications that you review"), Right.CONTENT),
    ("/problems", say("Problems"), say("what goes wrong, with a sample that is measured"), Right.CONTENT),
    ("/laboratories", say("Laboratories"), say("who can take which problems"), Right.CONTENT),
    ("/matching", say("Matching"), say("problems and laboratories that wish for each other"), Right.CONTENT),
    ("/steering", say("Where projects stand"), say("gates, money, risks and votes"), Right.CONTENT),
    ("/scholarships", say("Scholarships"), say("agreements, payments, reports and mentors"), Right.CONTENT),
    ("/lessons", say("Lessons"), say("decide for a virtual plant, and see what it truly brings"), Right.CONTENT),
)
"""Where everything of the centre begins: address, name, what is there, and the right that it needs."""


@dataclass(frozen=True, slots=True)
class Line:
    """What waits as the list shows it, with the state and the words of its badge."""

    title: str | Text
    said: Text
    path: str
    badge: str
    left: Text


@pages.get("/")
def home(me: Me) -> Response:
    """The first page."""
    values = _seen(me)
    if not any(project.private for project in values["seen"].projects) and me.person.may(Right.CONTENT):
        with me.center.database.writing() as rows:
            projects.own(rows, me.person, say("My work").render(me.language))
        values = _seen(me)
    programmes = [one[:3] for one in PROGRAMMES if me.person.may(one[3])]
    return page(me, "home.html", waits=_waits(me, values["seen"]), programmes=programmes, **values)


@pages.get("/running")
def running(me: Me) -> Response:
    """What runs just now, as a part of the first page."""
    return part(me, "running.html", **_seen(me))


@pages.get("/search")
def find(me: Me, q: str = "") -> Response:
    """What of all that one may see has these words in it."""
    with me.center.database.reading() as rows:
        found = search.find(rows, me.person, q)
    worded = [replace(one, title=_worded(me, one.title), project=_worded(me, one.project)) for one in found]
    return page(me, "search.html", words_asked=q, found=worded)


@pages.get("/health")
def health(here: Anybody) -> Response:
    """Whether the workbench answers, for whoever watches over it."""
    here.center.database.check()
    return Response("ok", media_type="text/plain")


def _seen(me: Me) -> dict[str, Any]:
    with me.center.database.reading() as rows:
        seen = overview.overview(rows, me.person)
    return {"seen": seen, "progress": {job.id: progress_of(me, job) for job in seen.running}}


def _waits(me: Me, seen: Overview) -> list[Line]:
    now = datetime.now(UTC).astimezone()
    with me.center.database.reading() as rows:
        found = waits.of(rows, me.person, seen, now)
    return [_line(me, one, now.date()) for one in found]


def _line(me: Me, one: Wait, today: date) -> Line:
    return Line(_worded(me, one.title), one.said, one.path, *_mark(one, today))


def _worded(me: Me, title: str | Text | Mapping[Language, str]) -> str | Text:
    """A title in the reader's language."""
    return title if isinstance(title, str | Text) else told(title, me.language)


def _mark(one: Wait, today: date) -> tuple[str, Text]:
    """The badge of what waits: how it stands, or how much time is left."""
    if one.state is not None:
        return "note", one.state
    if one.stopped is not None:
        return "refuse", one.stopped
    if one.day is None:
        return "waits", say("to do")
    left = (one.day - today).days
    if left < 0:
        return "refuse", say("{days:day|days} late", days=-left)
    if left == 0:
        return "warn", say("today")
    return "warn" if one.day <= today + SOON else "note", say("{days:day|days} left", days=left)
