"""Answers: what came, all of it, its files, and what would come of other settings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from zipfile import ZipFile

from fastapi import Response
from starlette.responses import FileResponse

from sanhak.center import studies
from sanhak.serve.api import models, records
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.data import FILE
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.serve.live import read_answer
from sanhak.serve.pages.downloads import content as content_of
from sanhak.serve.pages.downloads import download
from sanhak.study.answer import ANSWER_FILE, Answer

routes = routes_on("answers")
_MOST = 10_000


class Form(StrEnum):
    """The files of an answer: everything, the report in either language, the workbook."""

    ARCHIVE = "answer.zip"
    KOREAN = "report.ko.html"
    ENGLISH = "report.en.html"
    WORKBOOK = "answer.xlsx"


@routes.get("/projects/{project}/answers")
def of_project(me: Me, project: str, limit: Limit = 50, after: After = None) -> models.Page[models.AnswerReply]:
    """The answers of a project, the latest first."""
    with me.center.database.reading() as rows:
        every = studies.answers(rows, me.person, project, limit=_MOST)
    found, further = page_of(every, lambda one: one.id, limit, after)
    return models.Page(items=[records.answer(me, one) for one in found], next=further)


@routes.get("/studies/{study}/answers")
def of_study(me: Me, study: str, limit: Limit = 50, after: After = None) -> models.Page[models.AnswerReply]:
    """The answers to a study, the latest first."""
    with me.center.database.reading() as rows:
        every = studies.answers_to(rows, studies.get(rows, me.person, study)[1])
    found, further = page_of(every, lambda one: one.id, limit, after)
    return models.Page(items=[records.answer(me, one) for one in found], next=further)


@routes.get("/answers/{answer}")
def answer(me: Me, answer: str) -> models.AnswerReply:
    """One answer as lists show it."""
    with me.center.database.reading() as rows:
        return records.answer(me, studies.answer(rows, me.person, answer)[1])


@routes.get("/answers/{answer}/content")
def content(me: Me, answer: str) -> Response:
    """An answer with all that it says, as plain data that sanhak reads back; tables and models are in its archive."""
    with ZipFile(archive(me, answer)) as kept:
        return Response(kept.read(ANSWER_FILE), media_type="application/json")


@routes.get("/answers/{answer}/files/{file}", response_class=FileResponse, responses=FILE)
def file(me: Me, answer: str, file: Form) -> Response:
    """A file of an answer, to be saved."""
    path = archive(me, answer)
    if file is Form.ARCHIVE:
        return download(path, f"{answer}.zip", "application/octet-stream")
    with ZipFile(path) as kept:
        return content_of(kept.read(file.value), file.value)


@routes.post("/answers/{answer}/what-if")
def what_if(me: Me, answer: str, given: models.Settings) -> models.WhatIfReply:
    """What is to be expected of each outcome at other settings, by the models of the answer. Nothing is kept of it."""
    from sanhak.serve.live import what_if as asked

    found = asked(whole(me, answer), given.settings)
    return models.WhatIfReply(
        outcomes=[
            models.PredictedReply(
                outcome=one.outcome,
                value=one.expected.value,
                lower=one.expected.lower,
                upper=one.expected.upper,
                unit=one.expected.unit,
                keeps=one.keeps,
                domain=one.place.name.lower(),
            )
            for one in found
        ]
    )


def archive(me: Caller, answer: str) -> Path:
    """Where everything of an answer lies; :class:`Refusal` C001."""
    with me.center.database.reading() as rows:
        return me.center.blobs.path(studies.answer(rows, me.person, answer)[1].archive)


def whole(me: Caller, answer: str) -> Answer:
    """An answer with its tables and models; :class:`Refusal` C001."""
    return read_answer(archive(me, answer))
