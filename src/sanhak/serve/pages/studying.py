"""A study: its form, its progress and its answers; how often it is asked, its copy as a file, and its end."""

from __future__ import annotations

import json
import string
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import JSONResponse, Response

from sanhak.center import data, people, remarks, studies
from sanhak.center.data import Dataset
from sanhak.center.findings import NotHere
from sanhak.center.projects import Project
from sanhak.center.remarks import About
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.finding import Finding, Refusal
from sanhak.jobs.job import Job, State
from sanhak.serve.form import Posted, Target, check, form_of, read_form, render
from sanhak.serve.pages.asking import standing, tables_sent
from sanhak.serve.pages.downloads import content
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.pages.questions import choosing, columns, draft, kind_of, main_dataset, question_of, steps_in
from sanhak.serve.pages.sheets import sheet_of
from sanhak.serve.report.again import Again, again
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import submitted
from sanhak.serve.web.statuses import status_of
from sanhak.study import Provenance
from sanhak.study.describe import describe
from sanhak.study.file import ENDINGS, Draft, write_draft
from sanhak.text import Text, load, say

if TYPE_CHECKING:
    from sanhak.study import Study

pages = APIRouter()
_SPARE, _MORE = 2, 6
_MOST_LINES: Final = 40
"""Lines of the log of a job that are shown: the last ones."""
_MEDIA: Final = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
RHYTHMS: Final = (
    ("", say("only when I ask")),
    ("data", say("with each new version of the data")),
    ("day", say("every day")),
    ("week", say("every week")),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A study with all that stands beside it, read in one transaction."""

    project: Project
    study: KeptStudy
    datasets: tuple[Dataset, ...]
    answers: tuple[KeptAnswer, ...]
    comments: tuple[remarks.Comment, ...]
    keeper: str


@pages.get("/studies/{study}")
def show(me: Me, study: str) -> Response:
    """The form, how far it is, and the answers."""
    return _page(me, _seen(me, study))


@pages.post("/studies/{study}")
def send(me: Me, study: str, form: Form) -> Response:
    """Keep what was filled in, and ask, or show the form again with further lines."""
    seen = _seen(me, study, Part.MEMBER)
    kind = _known(seen.study)
    posted = _read(me, seen, kind, form.pairs)
    with me.center.database.writing() as rows:
        studies.save(rows, me.person, study, values=posted.values)
    if form["act"] == "rows":
        return _page(me, seen, posted, spare=_MORE)
    if posted.study is None:
        return _page(me, seen, posted, status=422)
    try:
        with me.center.database.writing() as rows:
            studies.ask(rows, me.center.queue, me.person, study)
    except Refusal as refusal:
        return _page(me, _seen(me, study), posted, refusal.findings)
    return go(me, f"/studies/{study}#progress")


@pages.post("/studies/{study}/check")
def check_form(me: Me, study: str, form: Form) -> Response:
    """The remarks on what is filled in so far, by cell."""
    seen = _seen(me, study, Part.MEMBER)
    kind = _known(seen.study)
    return JSONResponse(check(kind, form.pairs, _columns(me, seen, kind, form.pairs), me.language))


@pages.post("/studies/{study}/save")
def save_draft(me: Me, study: str, form: Form) -> Response:
    """Keep what is filled in so far."""
    seen = _seen(me, study, Part.MEMBER)
    posted = _read(me, seen, _known(seen.study), form.pairs)
    with me.center.database.writing() as rows:
        studies.save(rows, me.person, study, values=posted.values)
    return Response(status_code=204)


@pages.post("/studies/{study}/tables")
def choose_tables(me: Me, study: str, form: Form) -> Response:
    """Choose the datasets; a question that was not asked yet is filled in from the new one."""
    seen, chosen = _seen(me, study, Part.MEMBER), tables_sent(form)
    kind, values = _known(seen.study), None
    if (
        seen.study.job is None
        and seen.study.values == draft(me.center.blobs, kind, seen.study.tables, seen.datasets).values
    ):
        values = draft(me.center.blobs, kind, chosen, seen.datasets).values
    with me.center.database.writing() as rows:
        studies.save(rows, me.person, study, tables=chosen, values=values)
    return go(me, f"/studies/{study}")


@pages.post("/studies/{study}/settings")
def settle(me: Me, study: str, form: Form) -> Response:
    """Change the title, the rhythm, the seed and the effort."""

    def act(rows: Connection) -> None:
        studies.save(rows, me.person, study, title=form["title"], every=form["every"], rest=form["rest"])
        if "seed" in form:
            studies.tune(rows, me.person, study, seed=form["seed"], effort=form["effort"])

    return submitted(me, "settings", form, act, f"/studies/{study}#settings", lambda: show(me, study))


@pages.post("/studies/{study}/again")
def ask_again(me: Me, study: str, form: Form) -> Response:
    """Ask as it stands, on the newest versions of its tables."""
    del form
    try:
        with me.center.database.writing() as rows:
            studies.ask(rows, me.center.queue, me.person, study)
    except Refusal as refusal:
        return _page(me, _seen(me, study), findings=refusal.findings)
    return go(me, f"/studies/{study}#progress")


@pages.get("/studies/{study}/progress")
def progress(me: Me, study: str) -> Response:
    """How far it is, as a part of the page; when it has ended, the browser goes to the answer or back to the study."""
    with me.center.database.reading() as rows:
        _, found = studies.get(rows, me.person, study)
    job = found.job
    if job is None or not progress_of(me, job).open:
        answer = job.outcome.get("answer") if job is not None and job.state is State.DONE and job.outcome else None
        place = me.to(f"/answers/{answer}" if answer else f"/studies/{study}")
        return Response(
            headers={"HX-Redirect": place} if me.partial else {"location": place},
            status_code=200 if me.partial else 303,
        )
    return part(
        me, "study_progress.html", study=found, job=job, progress=progress_of(me, job), log=log_of(job), one=None
    )


@pages.post("/studies/{study}/stop")
def stop(me: Me, study: str, form: Form) -> Response:
    """Stop what waits or runs."""
    del form
    with me.center.database.reading() as rows:
        job = studies.stop(rows, me.person, study)
    if job is not None:
        me.center.queue.cancel(job)
    return go(me, f"/studies/{study}")


@pages.get("/studies/{study}/file/{name}")
def as_file(me: Me, study: str, name: str) -> Response:
    """The study as a file that the command line and a colleague can open."""
    seen = _seen(me, study)
    kind, ending = _known(seen.study), Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise Refusal(NotHere())
    steps = steps_in(seen.study.values)
    values = {**seen.study.values, **({"prepare": steps} if "prepare" in seen.study.values else {})}
    seen_columns = columns(me.center.blobs, kind, seen.study, seen.datasets, steps)
    main = main_dataset(kind, seen.study.tables, seen.datasets)
    kept = Draft(kind, values, {}, seen_columns, main.name if main else None)
    with tempfile.TemporaryDirectory() as place:
        written = write_draft(kept, Path(place) / f"study{ending}", me.language).read_bytes()
    return content(written, f"{seen.study.title}{ending}", _MEDIA.get(ending, "text/plain; charset=utf-8"))


@pages.get("/studies/{study}/delete")
def before_deleting(me: Me, study: str) -> Response:
    """What would go with the study."""
    seen = _seen(me, study, Part.MEMBER)
    return page(me, "study_delete.html", project=seen.project, place="studies", study=seen.study, answers=seen.answers)


@pages.post("/studies/{study}/delete")
def delete(me: Me, study: str, form: Form) -> Response:
    """Delete the study with its answers."""
    del form
    with me.center.database.writing() as rows:
        project, found = studies.get(rows, me.person, study, Part.MEMBER)
        keys = studies.delete(rows, me.person, study)
    if found.job is not None:
        me.center.queue.cancel(found.job.id)
    for key in keys:
        me.center.blobs.delete(key)
    return go(me, f"/projects/{project.id}/studies")


def log_of(job: Job) -> tuple[tuple[float, Text], ...]:
    """The steps of a job with the seconds after which they came, each kind of step once in a row."""
    found: list[tuple[float, str]] = []
    for mark in job.trace:
        if not found or found[-1][1] != mark.doing:
            found.append((mark.seconds, mark.doing))
    return tuple((seconds, bare(doing)) for seconds, doing in found[-_MOST_LINES:])


def bare(sentence: str) -> Text:
    """A sentence whose parameters are not known any more: dots stand in their place."""
    names = (name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    told: Text = load({"text": sentence, "params": {name.partition(":")[0]: "…" for name in names}})
    return told


def _seen(me: Me, id_: str, needed: Part = Part.GUEST) -> _Seen:
    with me.center.database.reading() as rows:
        project, study = studies.get(rows, me.person, id_, needed)
        return _Seen(
            project,
            study,
            data.datasets(rows, me.person, project.id),
            studies.answers_to(rows, study),
            remarks.comments(rows, me.person, project.id, About.STUDY, id_),
            people.get(rows, study.person).name,
        )


def _known(study: KeptStudy) -> type[Study]:
    kind = kind_of(study)
    if kind is None:
        raise Refusal(NotHere())
    return kind


def _columns(me: Me, seen: _Seen, kind: type[Study], pairs: Sequence[tuple[str, str]] | None = None) -> Any:
    """The columns to choose from, after the preparation that was filled in, or that is kept."""
    kept = steps_in(seen.study.values)
    if pairs is not None:
        kept = steps_in(read_form(kind, [pair for pair in pairs if pair[0].startswith("prepare")]).values)
    return columns(me.center.blobs, kind, seen.study, seen.datasets, kept)


def _read(me: Me, seen: _Seen, kind: type[Study], pairs: Sequence[tuple[str, str]]) -> Posted:
    return read_form(kind, pairs, _columns(me, seen, kind, pairs))


def _page(
    me: Me,
    seen: _Seen,
    posted: Posted | None = None,
    findings: tuple[Finding, ...] = (),
    *,
    spare: int = _SPARE,
    status: int = 200,
) -> Response:
    study, kind = seen.study, kind_of(seen.study)
    job = study.job
    values: dict[str, Any] = {
        "one": seen.project,
        "study": study,
        "kind": describe(kind) if kind else None,
        "findings": findings or (job.findings if job else ()),
        "standing": standing(me, study, next(iter(seen.answers), None)),
        "answers": seen.answers,
        "keeper": seen.keeper,
        "comments": seen.comments,
        "datasets": seen.datasets,
        "newer": _newer(seen),
        "rhythms": RHYTHMS,
        "Part": Part,
        "job": job,
        "progress": progress_of(me, job) if job else None,
        "log": log_of(job) if job else (),
        "form": None,
        "tables": (),
        "again": None,
        "sheet": None,
    }
    if kind is not None:
        values |= {
            "form": Markup(_form(me, seen, kind, posted, spare)),  # noqa: S704 - written by the form's own templates
            "tables": choosing(kind, study.tables or {"": ""}, seen.datasets, study.values),
            "again": _again(seen, kind),
            "sheet": sheet_of(me, seen.study, kind, seen.datasets, seen.answers),
        }
    status = int(status_of(findings)) if findings else status
    return page(me, "study.html", project=seen.project, place="studies", status=status, **values)


def _form(me: Me, seen: _Seen, kind: type[Study], posted: Posted | None, spare: int) -> str:
    study = seen.study
    notes = draft(me.center.blobs, kind, study.tables, seen.datasets).notes if study.job is None else {}
    known = _columns(me, seen, kind, posted.typed if posted else None)
    made = form_of(kind, known, study.values, notes, posted, spare)
    path = me.to(f"/studies/{study.id}")
    target = Target(path, f"{path}/check", f"{path}/save", {"csrf": me.csrf})
    return render(made, me.language, target, say("Ask this question"))


def _newer(seen: _Seen) -> bool:
    """Whether a dataset has a version that the latest answer has not seen."""
    if not seen.answers:
        return False
    ready = {one.id: one.ready.id for one in seen.datasets if one.ready}
    used = seen.answers[0].tables
    return any(ready.get(id_, used.get(name)) != used.get(name) for name, id_ in seen.study.tables.items())


def _again(seen: _Seen, kind: type[Study]) -> Again | None:
    """How to ask it elsewhere; None while it is not complete."""
    asked = question_of(seen.study)
    if asked is None:
        return None
    by_id = {one.id: one for one in seen.datasets}
    used = {name: by_id[id_] for name, id_ in seen.study.tables.items() if id_ in by_id}
    named = {name: {"name": one.name, "sheet": None} for name, one in used.items() if name in asked.takes}
    return again(Provenance(kind.kind, json.loads(asked.model_dump_json()), "", named, {}, seen.study.seed, 0.0))
