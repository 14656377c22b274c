"""Asking: the studies of a project, and choosing a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import data, projects, studies
from sanhak.center.findings import NoSuchChoice
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.finding import Refusal
from sanhak.jobs.job import State
from sanhak.serve.pages.progress import Progress, progress_of
from sanhak.serve.pages.questions import KINDS, choosing, draft, themes
from sanhak.serve.report.again import title_of
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned
from sanhak.study.describe import describe
from sanhak.text import Text, say

pages = APIRouter()
TABLE: Final = "table."
"""How the field of a table's dataset begins; the table's name follows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a study stands: the mark and the word of its badge, and the latest answer, if there is one."""

    study: KeptStudy
    kind: Text
    mark: str
    word: Text
    answer: KeptAnswer | None
    progress: Progress | None


WORDS: Final[Mapping[State | None, tuple[str, Text]]] = {
    None: ("note", say("draft")),
    State.WAITING: ("waits", say("waits")),
    State.RUNNING: ("runs", say("runs")),
    State.DONE: ("done", say("answered")),
    State.REFUSED: ("refuse", say("not possible")),
    State.FAILED: ("refuse", say("failed")),
    State.CANCELLED: ("note", say("stopped")),
}


def standing(me: Me, study: KeptStudy, answer: KeptAnswer | None) -> Standing:
    """Where ``study`` stands, whose latest answer is ``answer``."""
    job = study.job
    mark, word = WORDS[job.state if job else None]
    seen = progress_of(me, job) if job else None
    return Standing(study, title_of(study.kind), mark, word, answer, seen)


@pages.get("/projects/{project}/studies")
def all_studies(me: Me, project: str) -> Response:
    """The studies of a project, the last changed first."""
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project)
        found = studies.of(rows, me.person, project)
        newest = studies.newest(rows, me.person, project)
    known = [standing(me, study, newest.get(study.id)) for study in found]
    return page(me, "studies.html", project=here, place="studies", one=here, known=known, Part=Part)


@pages.get("/projects/{project}/studies/new")
def choose(me: Me, project: str, kind: str = "") -> Response:
    """Choose a question, then its tables."""
    return _new(me, project, kind)


@pages.post("/projects/{project}/studies/new")
def begin(me: Me, project: str, form: Form) -> Response:
    """Begin a study, filled in from its table as far as that can be told."""
    chosen = tables_sent(form)
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)
        known = data.datasets(rows, me.person, project)
    kind = form["kind"]
    if kind not in KINDS:
        raise Refusal(NoSuchChoice(given=kind[:200], known=tuple(KINDS)))
    try:
        guess = draft(me.center.blobs, KINDS[kind], chosen, known)
        with me.center.database.writing() as rows:
            made = studies.begin(
                rows, me.person, project, kind=kind, title=form["title"], tables=chosen, values=guess.values
            )
    except Refusal as refusal:
        return returned(me, "begin", form, refusal, lambda: _new(me, project, kind, form))
    return go(me, f"/studies/{made}")


def tables_sent(form: Sent) -> dict[str, str]:
    """The dataset that was chosen for each table."""
    return {name.removeprefix(TABLE): value for name, value in form.pairs if name.startswith(TABLE)}


def _new(me: Me, project: str, kind: str, form: Sent | None = None) -> Response:
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project, Part.MEMBER)
        known = data.datasets(rows, me.person, project)
    values: dict[str, Any] = {"project": here, "place": "studies", "one": here}
    if kind not in KINDS:
        return page(me, "study_questions.html", themes=themes(me.center.blobs, known), **values)
    described = describe(KINDS[kind])
    chosen = choosing(KINDS[kind], tables_sent(form) if form else {}, known)
    values |= {"kind": described, "tables": chosen, "datasets": known}
    return page(me, "study_new.html", typed=described.title.render(me.language), **values)
