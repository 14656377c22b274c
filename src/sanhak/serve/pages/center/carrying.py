"""Steering: where a joint project stands, its gates and votes, its load, money, risks, deliverables and terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import days, projects, studies
from sanhak.center.carrying import deliverables, gates, load, money, risks, stages, steering, terms
from sanhak.center.carrying import words as said
from sanhak.center.carrying.standing import COURSES, Course
from sanhak.center.carrying.steering import Line, Steering
from sanhak.center.findings import NotHere
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.live import read_answer
from sanhak.serve.pages.center.carrying_report import write_report
from sanhak.serve.pages.downloads import content, download
from sanhak.serve.report.status import within
from sanhak.serve.style import Head
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import stored, submitted, submitted_with
from sanhak.store import Stored
from sanhak.text import Param, say

pages = APIRouter()
File: TypeAlias = tuple[str, str, Stored]
"""Name, media and blob of a file that a form brought."""
_Came = TypeVar("_Came")
COURSE_MARKS: Final = {Course.ON: "done", Course.RISK: "warn", Course.OFF: "refuse"}
_SORTS: Final[dict[str, Callable[[Line], Any]]] = {
    "title": lambda one: one.title,
    "course": lambda one: -list(Course).index(one.course),
    "due": lambda one: one.due or date.max,
    "planned": lambda one: -one.planned,
    "spent": lambda one: -(one.share or 0.0),
    "high": lambda one: -one.high,
    "overloaded": lambda one: -one.overloaded,
}
"""By what the list of all projects can be sorted."""


@pages.get("/steering")
def every(me: Me, by: str = "course") -> Response:
    """All joint projects side by side, or one's own; sorted by a column."""
    by = by if by in _SORTS else "course"
    with me.center.database.reading() as rows:
        listed = steering.every(rows, me.person, days.today())
        mine = steering.overloads(rows, me.person, days.today())
    listed = tuple(sorted(listed, key=_SORTS[by]))
    heads = [
        _head(me, by, "title", say("Project")), _head(me, by, "course", say("Standing")),
        Head(say("Milestones passed"), shape="number"), _head(me, by, "due", say("Next milestone")),
        _head(me, by, "planned", say("Planned"), "number"), _head(me, by, "spent", say("Spent"), "number"),
        _head(me, by, "high", say("High risks"), "number"), _head(me, by, "overloaded", say("Overloaded"), "number"),
    ]  # fmt: skip
    return page(me, "steering_all.html", listed=listed, heads=heads, mine=mine, courses=COURSES, marks=COURSE_MARKS)


@pages.get("/projects/{project}/steering")
def show(me: Me, project: str) -> Response:
    """The steering page of a project."""
    with me.center.database.reading() as rows:
        seen = steering.of(rows, me.person, project, days.today())
        newest = studies.newest(rows, me.person, project)
    members = [(one.person, one.name) for one in seen.members]
    able = [(one.person, one.name) for one in seen.members if one.part.allows(Part.MEMBER)]
    return page(
        me, "steering.html", project=seen.project, place="steering", one=seen.project, seen=seen, facts=seen.facts,
        newest=newest, members=members, able=able, said=said, marks=COURSE_MARKS, courses=COURSES, Part=Part,
        matrix=risks.matrix(seen.facts.risks), levels=risks.LEVELS, scale=kpi_scale(seen), bar=bar, within=within,
    )  # fmt: skip


@pages.get("/projects/{project}/report/{ending}")
def report(me: Me, project: str, ending: str) -> Response:
    """The status report as a PDF or an Excel file, in the reader's language."""
    with me.center.database.reading() as rows:
        seen = steering.of(rows, me.person, project, days.today())
    if ending not in ("pdf", "xlsx"):
        raise Refusal(NotHere())
    title = say("{title}, status of {day}", title=seen.project.title, day=seen.today).render(me.language)
    return content(write_report(seen, ending, me.language), f"{title}.{ending}")


@pages.post("/projects/{project}/milestones/{milestone}/gate")
def agree(me: Me, project: str, milestone: str, form: Form) -> Response:
    """Agree the number that a milestone's run has to reach."""
    fields = form.words("reads", "comparison", "limit", "unit", "worse")
    return _act(
        me,
        project,
        form,
        f"gate-{milestone}",
        lambda rows: gates.agree(rows, me.person, project, milestone, **fields),
        "gates",
    )


@pages.post("/projects/{project}/milestones/{milestone}/judge")
def judge(me: Me, project: str, milestone: str, form: Form) -> Response:
    """Hold an answer against the gate."""
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)
        here, kept = studies.answer(rows, me.person, form["answer"], Part.MEMBER)
    if here.id != project:
        raise Refusal(NotHere())
    full = read_answer(me.center.blobs.path(kept.archive))
    return _act(me, project, form, "gates", lambda rows: gates.judge(rows, me.person, milestone, kept.id, full))


@pages.post("/projects/{project}/stages")
def put(me: Me, project: str, form: Form) -> Response:
    """Put a stage to the vote."""
    voters = [value for name, value in form.pairs if name == "voters"]
    facts = {"title": "", "quorum": ""} | form.words("title", "quorum", "milestone")
    return _act(
        me, project, form, "stage", lambda rows: stages.put(rows, me.person, project, voters=voters, **facts), "stages"
    )


@pages.post("/projects/{project}/stages/{stage}/vote")
def vote(me: Me, project: str, stage: str, form: Form) -> Response:
    """Vote on a stage."""
    cast = form["vote"], form["note"]
    return _act(me, project, form, f"vote-{stage}", lambda rows: stages.vote(rows, me.person, stage, *cast), "stages")


@pages.post("/projects/{project}/stages/{stage}/settle")
def settle(me: Me, project: str, stage: str, form: Form) -> Response:
    """Decide a stage."""
    told = form["verdict"], form["reason"]
    name = f"settle-{stage}"
    return _act(me, project, form, name, lambda rows: stages.settle(rows, me.person, stage, *told), "stages")


@pages.post("/projects/{project}/loads")
def plan_load(me: Me, project: str, form: Form) -> Response:
    """Plan a share of somebody's months."""
    facts = {name: form[name] for name in ("member", "share", "starts", "ends")}
    return _act(me, project, form, "load", lambda rows: load.plan(rows, me.person, project, **facts))


@pages.post("/loads/{planned}/delete")
def drop_load(me: Me, planned: str, form: Form) -> Response:
    """Take a planned share back."""
    del form
    with me.center.database.writing() as rows:
        project = load.drop(rows, me.person, planned)
    return go(me, f"/projects/{project}/steering#load")


@pages.post("/projects/{project}/budget")
def plan_line(me: Me, project: str, form: Form) -> Response:
    """Plan a line of the budget."""
    facts = {name: form[name] for name in ("kind", "title", "year", "planned")}
    return _act(me, project, form, "budget", lambda rows: money.plan(rows, me.person, project, **facts), "money")


@pages.post("/projects/{project}/spendings")
def spend(me: Me, project: str, form: Form) -> Response:
    """Write a spending down, with its receipt if one was chosen."""
    facts = {"line": form["line"], "day_": form["day"], "amount": form["won"], "note": form["note"]}
    return _with_file(
        me, project, form, "spending", then=f"/projects/{project}/steering#money",
        act=lambda rows, receipt: money.spend(rows, me.person, project, receipt=receipt, **facts),
    )  # fmt: skip


@pages.get("/spendings/{spending}/receipt")
def receipt(me: Me, spending: str) -> Response:
    """A receipt, to be saved and never shown."""
    with me.center.database.reading() as rows:
        found = money.spending(rows, me.person, spending)
    if found.blob is None:
        raise Refusal(NotHere())
    return download(me.center.blobs.path(found.blob), found.name or "file")


@pages.post("/spendings/{spending}/delete")
def take_back(me: Me, spending: str, form: Form) -> Response:
    """Delete a spending and its receipt."""
    del form
    with me.center.database.writing() as rows:
        found = money.take_back(rows, me.person, spending)
    if found.blob is not None:
        me.center.blobs.delete(found.blob)
    return go(me, f"/projects/{found.project}/steering#money")


@pages.post("/projects/{project}/risks")
def note_risk(me: Me, project: str, form: Form) -> Response:
    """Write a risk down."""
    facts = form.words("title", "likelihood", "impact", "measure", "owner", "review")
    return _act(me, project, form, "risk", lambda rows: risks.note(rows, me.person, project, **facts), "risks")


@pages.post("/projects/{project}/risks/{risk}/review")
def review_risk(me: Me, project: str, risk: str, form: Form) -> Response:
    """Look at a risk again: how likely and how bad it is by now, and when it is looked at next."""
    facts = {name: form[name] for name in ("likelihood", "impact", "review")}
    return _act(me, project, form, f"risk-{risk}", lambda rows: risks.review(rows, me.person, risk, **facts), "risks")


@pages.post("/risks/{risk}/close")
def close_risk(me: Me, risk: str, form: Form) -> Response:
    """A risk is no longer one."""
    del form
    with me.center.database.writing() as rows:
        project = risks.close(rows, me.person, risk)
    return go(me, f"/projects/{project}/steering#risks")


@pages.post("/projects/{project}/deliverables")
def promise(me: Me, project: str, form: Form) -> Response:
    """Something is to be handed in."""
    facts = form["title"], form["due"]
    return _act(
        me, project, form, "deliverable", lambda rows: deliverables.promise(rows, me.person, project, *facts),
        "deliverables",
    )  # fmt: skip


@pages.post("/projects/{project}/deliverables/{deliverable}/hand")
def hand_in(me: Me, project: str, deliverable: str, form: Form) -> Response:
    """Hand a file in."""
    with me.center.database.reading() as rows:
        deliverables.get(rows, me.person, deliverable, Part.MEMBER)

    def act(rows: Connection, file: File | None) -> str | None:
        if file is None:
            raise Refusal(NoUpload(), field="file")
        return deliverables.hand_in(rows, me.person, deliverable, *file)

    def then(replaced: str | None) -> Response:
        if replaced is not None:
            me.center.blobs.delete(replaced)
        return go(me, f"/projects/{project}/steering#deliverables")

    return _with_file(me, project, form, f"hand-{deliverable}", act, then)


@pages.post("/projects/{project}/deliverables/{deliverable}/accept")
def accept(me: Me, project: str, deliverable: str, form: Form) -> Response:
    """Accept what was handed in."""
    return _act(me, project, form, "deliverables", lambda rows: deliverables.accept(rows, me.person, deliverable))


@pages.post("/projects/{project}/deliverables/{deliverable}/publish")
def publish(me: Me, project: str, deliverable: str, form: Form) -> Response:
    """Make a deliverable public, once the terms allow it."""
    day = days.today()
    return _act(me, project, form, "deliverables", lambda rows: deliverables.publish(rows, me.person, deliverable, day))


@pages.get("/deliverables/{deliverable}/file")
def fetch(me: Me, deliverable: str) -> Response:
    """What was handed in, to be saved and never shown."""
    with me.center.database.reading() as rows:
        found = deliverables.get(rows, me.person, deliverable)
    if found.blob is None:
        raise Refusal(NotHere())
    return download(me.center.blobs.path(found.blob), found.name or "file")


@pages.post("/projects/{project}/terms")
def agree_terms(me: Me, project: str, form: Form) -> Response:
    """Write down what both sides agreed."""
    facts = form.words("owner", "confidential", "hold", "scope")
    return _act(me, project, form, "terms", lambda rows: terms.agree(rows, me.person, project, **facts))


@pages.post("/projects/{project}/followups")
def propose(me: Me, project: str, form: Form) -> Response:
    """Propose what might follow."""
    facts = form["title"], form["text"]
    return _act(me, project, form, "followup", lambda rows: terms.propose(rows, me.person, project, *facts), "after")


def bar(part: float, whole: float) -> float:
    """A share of a bar in per cent of its width, at most all of it."""
    return round(100 * min(1.0, part / whole), 1) if whole > 0 else 0.0


def kpi_scale(seen: Steering) -> tuple[tuple[float, float, float], float] | None:
    """Where indicator and its interval stand between start and target, in per cent of the width, and the start."""
    start, target, now = seen.project.start, seen.project.target, seen.kpi
    if start is None or target is None or now is None or start == target:
        return None
    known = (start, target, now.value.value, now.value.lower, now.value.upper)
    low, high = min(known), max(known)
    at = [round(4 + 92 * (end - low) / (high - low), 1) for end in (now.value.lower, now.value.upper, now.value.value)]
    return (at[0], at[1], at[2]), round(4 + 92 * (start - low) / (high - low), 1)


def _head(me: Me, by: str, name: str, title: Param, shape: Any = "text") -> Head:
    return Head(title, shape=shape, href=me.to(f"/steering?by={name}"), sorted="ascending" if name == by else None)


def _act(me: Me, project: str, form: Sent, name: str, act: Callable[[Connection], object], place: str = "") -> Response:
    """Do what a small form asks for, and come back to its place."""

    def whole(rows: Connection) -> None:
        projects.enter(rows, me.person, project)
        act(rows)

    return submitted(me, name, form, whole, f"/projects/{project}/steering#{place or name}", lambda: show(me, project))


def _with_file(
    me: Me,
    project: str,
    form: Sent,
    name: str,
    act: Callable[[Connection, File | None], _Came],
    then: str | Callable[[_Came], Response],
) -> Response:
    """The same for a form that may bring a file, which is kept only if the act is."""
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)
    return submitted_with(
        me, name, form, lambda: stored(me, form), lambda rows, blob: act(rows, file_of(form, blob)), then,
        show=lambda: show(me, project),
    )  # fmt: skip


def file_of(form: Sent, blob: Stored | None) -> File | None:
    """Name, media and blob of the file that a form brought; None where it brought none."""
    chosen = form.file("file")
    if chosen is None or blob is None:
        return None
    return chosen.filename or "file", chosen.content_type or "application/octet-stream", blob
