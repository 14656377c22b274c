"""Projects: opening one, its overview, what it says of itself, its people, milestones and files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.areas import areas
from sanhak.center import decisions, events, following, overview, people, projects, remarks, studies
from sanhak.center.carrying import terms
from sanhak.center.projects import Project, State
from sanhak.center.remarks import About
from sanhak.center.rights import PARTS, Part, Right
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.downloads import download
from sanhak.serve.pages.telling import told
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, submitted, submitted_with
from sanhak.serve.web.statuses import status_of
from sanhak.study.describe import area_title
from sanhak.text import say

pages = APIRouter()
FIELDS = ("title", "question", "area", "goal", "kpi", "unit", "start", "target")


@pages.get("/projects")
def all_projects(me: Me) -> Response:
    """All projects that one belongs to, and for those who plan, all joint ones there are."""
    with me.center.database.reading() as rows:
        mine = projects.of(rows, me.person)
        every = projects.portfolio(rows, me.person) if me.person.may(Right.PORTFOLIO) else ()
    return page(me, "projects.html", mine=mine, every=every)


@pages.get("/projects/new")
def new_project(me: Me) -> Response:
    """The form of a new joint project."""
    return _form(me, None, dict.fromkeys(FIELDS, ""))


@pages.post("/projects/new")
def open_project(me: Me, form: Form) -> Response:
    """Open a joint project."""
    return submitted(
        me, "project", form, then=lambda made: go(me, f"/projects/{made.id}"), show=lambda: new_project(me),
        act=lambda rows: projects.open_project(rows, me.person, **form.words(*FIELDS)),
    )  # fmt: skip


@pages.get("/projects/{project}")
def show(me: Me, project: str) -> Response:
    """What a project is about and where it stands."""
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project)
        values: dict[str, Any] = {
            "milestones": projects.milestones(rows, me.person, project),
            "answers": studies.answers(rows, me.person, project, limit=5),
            "decisions": decisions.of(rows, me.person, project),
            "studies": studies.of(rows, me.person, project),
            "comments": remarks.comments(rows, me.person, project, About.PROJECT, project),
            "files": remarks.files(rows, me.person, project),
            "course": told(rows, events.of_project(rows, project, limit=12)),
            "newest": studies.newest(rows, me.person, project),
            "counts": overview.counts(rows, project),
            "proposals": terms.proposals(rows, project) if here.state is State.DONE else (),
        }
    newest = values.pop("newest")
    values |= {"fell": following.fell(newest), "behind": following.not_followed(values["studies"], newest)}
    gates = [("", say("none")), *((study.id, study.title) for study in values["studies"])]
    return page(me, "project.html", project=here, one=here, gates=gates, Part=Part, **values)


@pages.get("/projects/{project}/edit")
def edit(me: Me, project: str) -> Response:
    """The form of what a project says of itself."""
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project, Part.LEAD)
    return _form(me, here, {name: _typed(getattr(here, name)) for name in FIELDS})


@pages.post("/projects/{project}/edit")
def change(me: Me, project: str, form: Form) -> Response:
    """Change what a project says of itself."""
    return submitted(
        me, "project", form, then=f"/projects/{project}", show=lambda: edit(me, project),
        act=lambda rows: projects.change(rows, me.person, project, **form.words(*FIELDS)),
    )  # fmt: skip


@pages.post("/projects/{project}/state")
def set_state(me: Me, project: str, form: Form) -> Response:
    """Say where a project stands."""
    with me.center.database.writing() as rows:
        projects.set_state(rows, me.person, project, form["state"])
    return go(me, "/projects" if form["back"] == "projects" else f"/projects/{project}")


@pages.get("/projects/{project}/people")
def show_people(me: Me, project: str) -> Response:
    """Who belongs to a project, in which part."""
    return _people(me, project)


@pages.post("/projects/{project}/people")
def admit(me: Me, project: str, form: Form) -> Response:
    """Let somebody take part, or change their part."""
    return submitted(
        me, "admit", form, then=f"/projects/{project}/people", show=lambda: _people(me, project),
        act=lambda rows: projects.admit(rows, me.person, project, form["email"], form["part"]),
    )  # fmt: skip


@pages.post("/projects/{project}/people/{person}/remove")
def dismiss(me: Me, project: str, person: str, form: Form) -> Response:
    """Somebody no longer belongs to the project."""
    del form
    try:
        with me.center.database.writing() as rows:
            projects.dismiss(rows, me.person, project, person)
    except Refusal as refusal:
        return _people(me, project, refusal.findings)
    return go(me, "/" if person == me.person.id else f"/projects/{project}/people")


@pages.post("/projects/{project}/milestones")
def set_milestone(me: Me, project: str, form: Form) -> Response:
    """A new milestone."""
    return submitted(
        me, "milestone", form, then=f"/projects/{project}#milestones", show=lambda: show(me, project),
        act=lambda rows: projects.set_milestone(rows, me.person, project, **form.words("title", "due", "study")),
    )  # fmt: skip


@pages.post("/projects/{project}/milestones/{milestone}/pass")
def pass_milestone(me: Me, project: str, milestone: str, form: Form) -> Response:
    """A milestone is reached."""
    with me.center.database.writing() as rows:
        projects.pass_milestone(rows, me.person, project, milestone, form["answer"])
    return go(me, f"/projects/{project}#milestones")


@pages.post("/projects/{project}/files")
def lay_file(me: Me, project: str, form: Form) -> Response:
    """Lay a file into the project."""
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)
    if (chosen := form.file("file")) is None:
        return returned(me, "file", form, Refusal(NoUpload(), field="file"), lambda: show(me, project))
    facts = {"name": chosen.filename or "file", "media": chosen.content_type or "application/octet-stream"}
    return submitted_with(
        me, "file", form, lambda: me.center.blobs.pour(chosen.file),
        lambda rows, kept: remarks.lay(rows, me.person, project, kept=kept, **facts),
        then=f"/projects/{project}#files", show=lambda: show(me, project),
    )  # fmt: skip


@pages.get("/files/{file}")
def fetch_file(me: Me, file: str) -> Response:
    """A file as it was laid down, to be saved and never shown."""
    with me.center.database.reading() as rows:
        found = remarks.file(rows, me.person, file)
    return download(me.center.blobs.path(found.blob), found.name)


@pages.post("/files/{file}/delete")
def take_away(me: Me, file: str, form: Form) -> Response:
    """Delete a file."""
    del form
    with me.center.database.writing() as rows:
        project = remarks.file(rows, me.person, file).project
        key = remarks.take_away(rows, me.person, file)
    me.center.blobs.delete(key)
    return go(me, f"/projects/{project}#files")


def _form(me: Me, here: Project | None, typed: dict[str, str]) -> Response:
    people.need(me.person, Right.PROJECTS if here is None else Right.CONTENT, PARTS[Part.LEAD])
    known = [("", ""), *((area.name, area_title(area)) for area in areas())]
    return page(me, "project_form.html", project=here, one=here, typed=typed, known=known)


def _people(me: Me, project: str, findings: tuple[Finding, ...] = ()) -> Response:
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project)
        belong = projects.members(rows, me.person, project)
    status = int(status_of(findings)) if findings else 200
    values = {"one": here, "belong": belong, "findings": findings, "parts": PARTS, "Part": Part}
    return page(me, "project_people.html", project=here, place="people", status=status, **values)


def _typed(value: str | float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value
