"""Studies: kinds of question, the questions of a project, and asking them."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from sqlalchemy import Connection

from sanhak.areas import Kinds
from sanhak.center import projects, studies
from sanhak.center.findings import NotHere
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.api import models, records
from sanhak.serve.api.caller import Me, page_of
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.study import describe

routes = routes_on("studies")


@routes.get("/kinds")
def kinds(me: Me, limit: Limit = 50, after: After = None) -> models.Page[models.KindReply]:
    """All kinds of study, by area."""
    found, further = page_of(tuple(Kinds()), str, limit, after)
    return models.Page(items=[records.kind(me, describe(Kinds()[name])) for name in found], next=further)


@routes.get("/kinds/{kind}")
def kind(me: Me, kind: str) -> models.KindReply:
    """One kind of study with all that is needed to ask for it."""
    if kind not in Kinds():
        raise Refusal(NotHere())
    return records.kind(me, describe(Kinds()[kind]))


@routes.get("/projects/{project}/studies")
def of_project(me: Me, project: str, limit: Limit = 50, after: After = None) -> models.Page[models.StudyReply]:
    """The studies of a project, the last changed first."""
    with me.center.database.reading() as rows:
        found, further = page_of(studies.of(rows, me.person, project), lambda one: one.id, limit, after)
    return models.Page(items=list(map(records.study, found)), next=further)


@routes.post("/projects/{project}/studies", status_code=201, response_model=models.StudyReply)
def begin(me: Me, project: str, given: models.StudyGiven) -> Response:
    """A new question, not yet asked."""

    def act(rows: Connection) -> models.StudyReply:
        made = studies.begin(rows, me.person, project, **given.model_dump())
        return records.study(studies.get(rows, me.person, made)[1])

    return me.once(given, act)


@routes.get("/studies/{study}")
def study(me: Me, study: str) -> models.StudyReply:
    """One study."""
    with me.center.database.reading() as rows:
        return records.study(studies.get(rows, me.person, study)[1])


@routes.patch("/studies/{study}")
def save(me: Me, study: str, given: models.StudyChange) -> models.StudyReply:
    """Keep what was changed of a question, whether or not it can be asked yet."""
    every = "" if given.every == "never" else given.every
    with me.center.database.writing() as rows:
        rest = None if given.rest is None else f"{given.rest:.15g}" if given.rest else ""
        told: dict[str, Any] = {"title": given.title, "values": given.values, "tables": given.tables}
        studies.save(rows, me.person, study, **told, every=every, rest=rest)
        return records.study(studies.get(rows, me.person, study)[1])


@routes.delete("/studies/{study}", status_code=204)
def delete(me: Me, study: str) -> None:
    """Delete a study with its answers."""
    with me.center.database.writing() as rows:
        keys = studies.delete(rows, me.person, study)
    for key in keys:
        me.center.blobs.delete(key)


@routes.post("/studies/{study}/ask", status_code=202, response_model=models.JobReply)
def ask(me: Me, study: str) -> Response:
    """Have a study carried out on the newest versions of its tables."""
    with me.center.database.reading() as rows:
        project = studies.get(rows, me.person, study)[0]
        projects.enter(rows, me.person, project.id, Part.MEMBER)

    def act(rows: Connection) -> models.JobReply:
        studies.ask(rows, me.center.queue, me.person, study)
        put = studies.get(rows, me.person, study)[1].job
        if put is None:
            raise Refusal(NotHere())
        return records.job_put(me, put)

    return me.once(None, act, 202)
