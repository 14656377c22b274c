"""Problems: written by a program of the plant, with a sample that is measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sanhak.center import data
from sanhak.center.finding import problems, sampling
from sanhak.center.finding.intake import Intake
from sanhak.center.finding.problems import Problem
from sanhak.jobs.job import Job
from sanhak.jobs.schema import jobs
from sanhak.serve.api import models as common
from sanhak.serve.api import programme_models as models
from sanhak.serve.api import records
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.data import BYTES, keep_body, once_with
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.store import Stored
from sanhak.text import say

routes = routes_on("problems")
files = routes_on("problems", small=False)


@routes.get("/problems")
def all_problems(me: Me, limit: Limit = 50, after: After = None) -> common.Page[models.ProblemReply]:
    """One's own problems and all others that one may read, one's own first."""
    with me.center.database.reading() as rows:
        found, further = page_of(problems.visible(rows, me.person), lambda one: one.id, limit, after)
    return common.Page(items=[_problem(me, one) for one in found], next=further)


@routes.post("/problems", status_code=201, response_model=models.ProblemReply)
def write(me: Me, given: models.ProblemGiven) -> Response:
    """Write a problem as a draft, which one sees alone until it is sent in."""

    def act(rows: Connection) -> models.ProblemReply:
        typed = {name: "" if value is None else str(value) for name, value in given.model_dump().items()}
        return _problem(me, problems.get(rows, me.person, problems.write(rows, me.person, **typed)))

    return me.once(given, act)


@routes.get("/problems/{problem}")
def problem(me: Me, problem: str) -> models.ProblemReply:
    """One problem, with what was measured."""
    with me.center.database.reading() as rows:
        return _problem(me, problems.get(rows, me.person, problem))


@files.post(
    "/problems/{problem}/sample", status_code=201, response_model=common.VersionReply, openapi_extra=BYTES
)  # fmt: skip
async def lay(
    me: Me,
    request: Request,
    problem: str,
    name: Annotated[str, Query(min_length=1, max_length=200, description="What the file is called.")],
) -> Response:
    """Give a problem its sample: the file as the body. A job then reads it; nobody but its author sees its rows."""
    await run_in_threadpool(_own, me, problem)  # before anything is read
    kept = await keep_body(me, request)
    return await run_in_threadpool(_laid, me, problem, name, kept)


@routes.post("/problems/{problem}/measure", status_code=202, response_model=common.JobReply)
def measure(me: Me, problem: str, given: models.MeasureGiven) -> Response:
    """Let the sample be measured: rows, noise, and whether there is signal to explain a column by."""

    def act(rows: Connection) -> common.JobReply:
        made = sampling.ask(rows, me.center.queue, me.person, problem, given.outcome)
        put = rows.execute(select(jobs).where(jobs.c.id == made)).mappings().one()
        return records.job_put(me, Job.of(put))

    return me.once(given, act, 202)


@routes.post("/problems/{problem}/send", status_code=201, response_model=models.ProblemReply)
def send(me: Me, problem: str) -> Response:
    """Send a draft in, for the office to decide on; all five fields have to be there."""

    def act(rows: Connection) -> models.ProblemReply:
        problems.send(rows, me.person, problem)
        return _problem(me, problems.get(rows, me.person, problem))

    return me.once(None, act)


def _own(me: Caller, problem: str) -> None:
    with me.center.database.reading() as rows:
        problems.own(rows, me.person, problem)


def _laid(me: Caller, problem: str, name: str, kept: Stored) -> Response:
    def act(rows: Connection) -> common.VersionReply:
        home = say("My work").render(me.person.language)
        dataset = sampling.lay(
            rows, me.center.queue, me.person, problem, name=name, file=kept, home=home
        )  # fmt: skip
        return records.version(data.dataset(rows, me.person, dataset)[1].versions[0])

    return once_with(me, kept, act)


def _problem(me: Caller, one: Problem) -> models.ProblemReply:
    mine = one.person == me.person.id
    same = set(models.ProblemReply.model_fields) - {"mine", "job", "intake"}
    return models.ProblemReply(
        mine=mine, job=one.job if mine else None, intake=_intake(me, one.intake) if one.intake else None,
        **{name: getattr(one, name) for name in same},
    )  # fmt: skip


def _intake(me: Caller, one: Intake) -> models.IntakeReply:
    signal = one.signal and models.SignalReply(
        share=one.signal.share, lower=one.signal.lower, upper=one.signal.upper
    )  # fmt: skip
    same = ("verdict", "rows", "columns", "outcome", "noise")
    return models.IntakeReply(
        signal=signal, findings=[records.finding(me, found) for found in one.findings],
        **{name: getattr(one, name) for name in same},
    )  # fmt: skip


routes.include_router(files)
