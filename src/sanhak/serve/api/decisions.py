"""Decisions and outcomes: what was promised, and what really happened."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from sanhak.center import decisions, studies
from sanhak.center.rights import Part
from sanhak.serve.api import models, records
from sanhak.serve.api.answers import whole
from sanhak.serve.api.caller import Me, page_of
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("decisions")


@routes.get("/projects/{project}/decisions")
def of_project(me: Me, project: str, limit: Limit = 50, after: After = None) -> models.Page[models.DecisionReply]:
    """The decisions of a project, the latest first."""
    with me.center.database.reading() as rows:
        found, further = page_of(decisions.of(rows, me.person, project), lambda one: one.id, limit, after)
    return models.Page(items=[records.decision(me, one) for one in found], next=further)


@routes.post("/answers/{answer}/decisions", status_code=201, response_model=models.DecisionReply)
def take(me: Me, answer: str, given: models.DecisionGiven) -> Response:
    """Take the decision that an answer recommends."""
    with me.center.database.reading() as rows:
        studies.answer(rows, me.person, answer, Part.MEMBER)
    full = whole(me, answer)

    def act(rows: Connection) -> models.DecisionReply:
        made = decisions.take(rows, me.person, answer, full, given.note)
        return records.decision(me, decisions.get(rows, me.person, made)[1])

    return me.once(given, act)


@routes.get("/decisions/{decision}")
def decision(me: Me, decision: str) -> models.DecisionReply:
    """One decision with its outcomes."""
    with me.center.database.reading() as rows:
        return records.decision(me, decisions.get(rows, me.person, decision)[1])


@routes.post("/decisions/{decision}/outcomes", status_code=201, response_model=models.DecisionReply)
def report(me: Me, decision: str, given: models.OutcomeGiven) -> Response:
    """Write down what happened after a decision, in the unit of its promise."""

    def act(rows: Connection) -> models.DecisionReply:
        typed = {name: "" if value is None else str(value) for name, value in given.model_dump().items()}
        decisions.report(rows, me.person, decision, **typed)
        return records.decision(me, decisions.get(rows, me.person, decision)[1])

    return me.once(given, act)
