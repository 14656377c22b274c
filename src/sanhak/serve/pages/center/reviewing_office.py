"""Blind review as the office runs it: reviewers, files made blind, passages, and conflicts of interest."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls.form import told
from sanhak.center.reviewing import assigned, conflicts, further, passages, pool, preparing
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import FurtherWaits, NotPrepared, PassagesOpen
from sanhak.center.reviewing.ground import further as further_of
from sanhak.finding import Finding
from sanhak.jobs.job import Job
from sanhak.serve.pages.downloads import download
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.style import Link
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import submitted
from sanhak.text import say

pages = APIRouter()
_TABS: Final = (
    ("review", say("Overview")),
    ("passages", say("Files and passages")),
    ("conflicts", say("Conflicts of interest")),
    ("assignment", say("Who reviews what")),
)


@pages.get("/office/calls/{call}/review")
def overview(me: Me, call: str) -> Response:
    """How far the review is, what waits, and who reviews."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        entries, reviewers = pool.entries(rows, here.id), pool.reviewers(rows, here)
        given = [one for one in assigned.of_call(rows, here.id) if one.state is State.ASSIGNED]
        found = conflicts.of_call(rows, here.id)
        waits = _waiting(me, rows, call)
        seats = here.reviews * len(entries) + sum(further_of(rows, here.id).values())
    counts = {
        one.person.id: (
            sum(each.person == one.person.id for each in given),
            sum(each.person == one.person.id and each.submitted is not None for each in given),
        )
        for one in reviewers
    }
    handed = sum(each.submitted is not None for each in given)
    values = {"entries": entries, "reviewers": reviewers, "counts": counts, "given": given, "handed": handed}
    return office_page(me, here, "review", "reviewing_office.html", seats=seats, found=found, findings=waits, **values)


@pages.post("/office/calls/{call}/review/reviewers")
def name(me: Me, call: str, form: Form) -> Response:
    """Name somebody a reviewer, or say anew what they are expert in."""
    typed = {name: form[name] for name in ("address", "expertise", "load")}
    return submitted(
        me, "reviewer", form, then=f"/office/calls/{call}/review#reviewers", show=lambda: overview(me, call),
        act=lambda rows: pool.name(rows, me.person, call, **typed),
    )  # fmt: skip


@pages.post("/office/calls/{call}/review/reviewers/{person}/remove")
def drop(me: Me, call: str, person: str, form: Form) -> Response:
    """Somebody is no longer a reviewer."""
    return submitted(
        me, "reviewer", form, then=f"/office/calls/{call}/review#reviewers", show=lambda: overview(me, call),
        act=lambda rows: pool.drop(rows, me.person, call, person),
    )  # fmt: skip


@pages.get("/office/calls/{call}/passages")
def look(me: Me, call: str) -> Response:
    """The files and the passages that may tell who applies."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        found = passages.of_call(rows, me.person, call)
        files = preparing.of_call(rows, me.person, call)
        numbers = {one.application.id: one.number for one in pool.entries(rows, here.id)}
        waits = _waiting(me, rows, call)
        job = preparing.job_of(rows, me.center.queue, me.person, call)
    values = {"found": found, "files": {one.id: one for one in files}, "numbers": numbers, "said": passages.STATES}
    waiting = sum(not one.tried for one in files)
    return office_page(
        me, here, "passages", "reviewing_passages.html", findings=waits, waiting=waiting, State=passages.State,
        unreadable=preparing.unreadable(files), progress=progress_of(me, job) if job is not None else None, **values,
    )  # fmt: skip


@pages.post("/office/calls/{call}/passages")
def prepare(me: Me, call: str, form: Form) -> Response:
    """Have the waiting files made blind, and everything looked through anew."""
    del form
    with me.center.database.writing() as rows:
        preparing.ask(rows, me.center.queue, me.person, call)
    return go(me, f"/office/calls/{call}/passages")


@pages.get("/office/calls/{call}/passages/progress")
def progress(me: Me, call: str) -> Response:
    """How far the files are; once they are done the page is shown anew."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        job = preparing.job_of(rows, me.center.queue, me.person, call)
    return shown_progress(me, here, "passages", job)


@pages.post("/office/calls/{call}/passages/stop")
def stop(me: Me, call: str, form: Form) -> Response:
    """Stop making files blind; what is done stays."""
    del form
    with me.center.database.reading() as rows:
        job = preparing.job_of(rows, me.center.queue, me.person, call)
    if job is not None:
        me.center.queue.cancel(job.id)
    return go(me, f"/office/calls/{call}/passages")


@pages.post("/passages/{passage}")
def decide(me: Me, passage: str, form: Form) -> Response:
    """Release or blank a passage."""
    with me.center.database.writing() as rows:
        call = passages.decide(rows, me.person, passage, form["state"])
    return go(me, f"/office/calls/{call}/passages")


@pages.get("/attachments/{attachment}/blind")
def fetch(me: Me, attachment: str) -> Response:
    """The copy of a file that reviewers would get, for the office to look at."""
    with me.center.database.reading() as rows:
        found, number = preparing.file(rows, me.person, attachment)
    ending = found.ending if found.blind else found.name.rpartition(".")[2]
    return download(me.center.blobs.path(found.blind or found.blob), f"application-{number}-{found.field}.{ending}")


@pages.post("/attachments/{attachment}/again")
def again(me: Me, attachment: str, form: Form) -> Response:
    """Try a file anew."""
    del form
    with me.center.database.writing() as rows:
        call, key = preparing.again(rows, me.person, attachment)
    if key:
        me.center.blobs.delete(key)
    return go(me, f"/office/calls/{call}/passages")


@pages.get("/office/calls/{call}/conflicts")
def show_conflicts(me: Me, call: str) -> Response:
    """The conflicts of interest of a call with their facts."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        found = conflicts.of_call(rows, here.id)
        numbers = {one.application.id: one.number for one in pool.entries(rows, here.id)}
        names = {one.person.id: one.person.name for one in pool.reviewers(rows, here)}
    shown = [one for one in found if one.application in numbers and one.person in names]
    values = {"found": shown, "numbers": numbers, "names": names, "reasons": conflicts.REASONS}
    return office_page(me, here, "conflicts", "reviewing_conflicts.html", Reason=conflicts.Reason, **values)


@pages.post("/office/calls/{call}/conflicts")
def infer(me: Me, call: str, form: Form) -> Response:
    """Look for conflicts in what the workbench knows."""
    del form
    with me.center.database.writing() as rows:
        conflicts.infer(rows, me.person, call)
    return go(me, f"/office/calls/{call}/conflicts")


@pages.post("/conflicts/{conflict}")
def set_aside(me: Me, conflict: str, form: Form) -> Response:
    """Set a conflict aside with a reason."""

    def show() -> Response:
        with me.center.database.reading() as rows:
            call = conflicts.call_of(rows, me.person, conflict)
        return show_conflicts(me, call)

    return submitted(
        me, f"aside-{conflict}", form, then=lambda call: go(me, f"/office/calls/{call}/conflicts"), show=show,
        act=lambda rows: conflicts.set_aside(rows, me.person, conflict, form["because"]),
    )  # fmt: skip


def office_page(me: Me, call: Any, place: str, template: str, **values: Any) -> Response:
    """One of the pages of a call's review, with the ways to the others."""
    home = me.to(f"/office/calls/{call.id}")
    tabs = [Link(title, f"{home}/{end}") for end, title in _TABS]
    words: dict[str, Any] = {"in_words": lambda said: said if isinstance(said, str) else told(said, me.language)}
    return page(me, template, call=call, tabs=tabs, tab=f"{home}/{place}", home=home, **values, **words)


def shown_progress(me: Me, call: Any, place: str, job: Job | None) -> Response:
    """How far a job of a call's review is, as a part of its page; the page is shown anew where nothing is under way."""
    seen = progress_of(me, job) if job is not None else None
    if seen is None or not seen.open:
        return Response(headers={"HX-Refresh": "true"})
    return part(me, "reviewing_progress.html", home=me.to(f"/office/calls/{call.id}"), place=place, progress=seen)


def _waiting(me: Me, rows: Any, call: str) -> tuple[Finding, ...]:
    """What the office has to do before reviewers see everything."""
    waiting = len(preparing.waiting(rows, me.person, call))
    open_ = [one for one in passages.of_call(rows, me.person, call) if one.state is passages.State.OPEN]
    found: list[Finding] = [NotPrepared(files=waiting)] if waiting else []
    found += [FurtherWaits(numbers=numbers)] if (numbers := further.waiting(rows, me.person, call)) else []
    if open_:
        found.append(PassagesOpen(passages=len(open_), applications=len({one.number for one in open_})))
    return tuple(found)
