"""Who one is, and the projects that one belongs to."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from sanhak.center import projects
from sanhak.serve.api import models, records
from sanhak.serve.api.caller import Me, page_of
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("projects")


@routes.get("/me")
def whoami(me: Me) -> models.PersonReply:
    """Whoever the token belongs to, and what it may do."""
    one = me.person
    return models.PersonReply(
        id=one.id,
        name=one.name,
        email=one.email,
        role=one.role,
        organisation=one.organisation_name,
        language=one.language,
        scope=me.bearer.scope,
    )


@routes.get("/projects")
def all_projects(me: Me, limit: Limit = 50, after: After = None) -> models.Page[models.ProjectReply]:
    """All projects that one belongs to: one's own first, then by title."""
    with me.center.database.reading() as rows:
        found, further = page_of(projects.of(rows, me.person), lambda one: one.id, limit, after)
    return models.Page(items=list(map(records.project, found)), next=further)


@routes.post("/projects", status_code=201, response_model=models.ProjectReply)
def open_project(me: Me, given: models.ProjectGiven) -> Response:
    """Open a joint project as its lead."""

    def act(rows: Connection) -> models.ProjectReply:
        typed = {name: "" if value is None else str(value) for name, value in given.model_dump().items()}
        return records.project(projects.open_project(rows, me.person, **typed))

    return me.once(given, act)


@routes.get("/projects/{project}")
def project(me: Me, project: str) -> models.ProjectReply:
    """One project."""
    with me.center.database.reading() as rows:
        return records.project(projects.enter(rows, me.person, project))
