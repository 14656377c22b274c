"""Showing a page: templates of all rooms in the reader's language, with what the shell around them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

from sanhak.center import days
from sanhak.center.fleet import fleet
from sanhak.center.projects import STATES, Project
from sanhak.center.rights import ROLES, Right
from sanhak.serve.report.sections import SEVERITIES
from sanhak.serve.style import Link, environment
from sanhak.serve.web.door import Visit
from sanhak.serve.web.files import address
from sanhak.serve.web.sent_back import small
from sanhak.text import Amount, Language, Text, say

ROOMS: Final = (
    "sanhak.serve.pages",
    "sanhak.serve.pages.center",
    "sanhak.serve.form",
    "sanhak.serve.live",
    "sanhak.serve.report",
)
"""The rooms whose folders ``templates`` a page may draw on, after that of the style."""


def page(
    here: Visit,
    template: str,
    *,
    project: Project | None = None,
    place: str = "",
    status: int = 200,
    **values: Any,
) -> Response:
    """A template as a whole page.

    Parameters
    ----------
    here
        The visit.
    template
        A file in a folder ``templates``, which extends ``shell.html``.
    project, place
        The project in whose frame it stands, and which of its places it is.
    status
        Of the response.
    values
        What the template shows.
    """
    return HTMLResponse(render(here, template, **frame(here, project, place), **values), status)


def part(here: Visit, template: str, **values: Any) -> Response:
    """A template that is a piece of a page."""
    return HTMLResponse(render(here, template, **frame(here, None, ""), **values))


def render(here: Visit, template: str, /, **values: Any) -> str:
    """A template filled in, as text."""
    filled: str = _environment(here.language).get_template(template).render(**values)
    return filled


def go(here: Visit, path: str) -> Response:
    """What a browser does after a form was sent: it asks for ``path``, also where a script sent the form."""
    place = here.to(path)
    if not (here.partial and here.request.method == "POST"):
        return RedirectResponse(place, 303)
    there, now = urlsplit(place), urlsplit(here.request.headers.get("hx-current-url", ""))
    same = (there.path, there.query) == (now.path, now.query)  # else nothing would be asked for
    return Response(headers={"HX-Refresh": "true"} if same else {"HX-Redirect": place})


def frame(here: Visit, project: Project | None, place: str) -> Mapping[str, Any]:
    """What the shell needs."""
    request = here.request
    path = here.to(request.url.path if request.method == "GET" else "/")
    query = request.url.query if request.method == "GET" else ""
    other = "en" if here.language == "ko" else "ko"
    person = here.person
    return {
        "here": path + (f"?{query}" if query else ""),
        "switch": here.to("/language?") + urlencode({"to": other, "back": path + (f"?{query}" if query else "")}),
        "base": here.settings.base,
        "to": here.to,
        "static": lambda name: here.to(address(name)),
        "csrf": here.csrf if person else "",
        "theme": person.theme if person else "auto",
        "person": {"name": person.name, "role": ROLES[person.role]} if person else None,
        "me": person,
        "ways": [Link(title, here.to(path)) for path, title, right in WAYS if person and person.may(right)],
        "today": days.today(),
        "roles": ROLES,
        "states": STATES,
        "severities": SEVERITIES,
        "quantity": quantity,
        "size": size,
        "small": small(here),
        "project": _shown(here, project, place) if project else None,
        "query": request.query_params.get("q", ""),
        "version": version("sanhak"),
    }


WAYS: Final[Sequence[tuple[str, Text, Right]]] = (
    ("/steering", say("Where projects stand"), Right.CONTENT),
    ("/lessons", say("Lessons"), Right.CONTENT),
    ("/calls", say("Calls"), Right.CONTENT),
    ("/reviewing", say("Reviews"), Right.CONTENT),
    ("/problems", say("Problems"), Right.CONTENT),
    ("/scholarships", say("Scholarships"), Right.CONTENT),
    ("/people", say("People"), Right.PEOPLE),
    ("/rights", say("Roles and rights"), Right.AUDIT),
    ("/log", say("Log"), Right.AUDIT),
)
"""What stands beside projects: lessons, and where those go who keep the workbench; each with the right it needs."""
PLACES: Final[Sequence[tuple[str, Text]]] = (
    ("", say("Overview")),
    ("data", say("Data")),
    ("studies", say("Studies")),
    ("fleet", say("Fleet")),
    ("decisions", say("Decisions")),
    ("steering", say("Steering")),
    ("people", say("People")),
)
"""The places of a project, by the end of their address; its fleet is one where an answer tells of assets."""


def _shown(here: Visit, project: Project, place: str) -> Mapping[str, Any]:
    href = here.to(f"/projects/{project.id}")
    left_out = {"steering"} if project.private else set()
    with here.center.database.reading() as rows:
        left_out |= set() if fleet.told(rows, project.id) else {"fleet"}
    places = [
        Link(title, f"{href}/{end}".rstrip("/"), current=end == place) for end, title in PLACES if end not in left_out
    ]
    return {"title": project.title, "href": href, "places": places, "id": project.id}


@cache
def _environment(language: Language) -> Any:
    return environment(language, *ROOMS)


def quantity(value: float | None, unit: str) -> Amount | str:
    """A number with its unit; a dash for none."""
    return "–" if value is None else Amount(value, unit or None)


def size(bytes_: int) -> Amount:
    """A size of a file as people read it."""
    if bytes_ < 1 << 20:
        return Amount(max(1, bytes_ >> 10), "kB")
    if bytes_ < 1 << 30:
        return Amount(bytes_ / (1 << 20), "MB", 1)
    return Amount(bytes_ / (1 << 30), "GB", 1)
