"""Blind review as the office runs it: reviewers, files made blind, passages, conflicts, and who reviews what."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.form import told
from sanhak.center.reviewing import assigned, assigning, conflicts, passages, pool, preparing
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import NotPrepared, PassagesOpen
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.downloads import download
from sanhak.serve.style import Link
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned
from sanhak.text import Amount, say

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
    counts = {
        one.person.id: (
            sum(each.person == one.person.id for each in given),
            sum(each.person == one.person.id and each.submitted is not None for each in given),
        )
        for one in reviewers
    }
    handed = sum(each.submitted is not None for each in given)
    seats = here.reviews * len(entries)
    values = {"entries": entries, "reviewers": reviewers, "counts": counts, "given": given, "handed": handed}
    return _page(me, here, "review", "reviewing_office.html", seats=seats, found=found, findings=waits, **values)


@pages.post("/office/calls/{call}/review/reviewers")
def name(me: Me, call: str, form: Form) -> Response:
    """Name somebody a reviewer, or say anew what they are expert in."""
    try:
        with me.center.database.writing() as rows:
            typed = {name: form[name] for name in ("address", "expertise", "load")}
            pool.name(rows, me.person, call, **typed)
    except Refusal as refusal:
        return returned(me, "reviewer", form, refusal, lambda: overview(me, call))
    return go(me, f"/office/calls/{call}/review#reviewers")


@pages.post("/office/calls/{call}/review/reviewers/{person}/remove")
def drop(me: Me, call: str, person: str, form: Form) -> Response:
    """Somebody is no longer a reviewer."""
    try:
        with me.center.database.writing() as rows:
            pool.drop(rows, me.person, call, person)
    except Refusal as refusal:
        return returned(me, "reviewer", form, refusal, lambda: overview(me, call))
    return go(me, f"/office/calls/{call}/review#reviewers")


@pages.get("/office/calls/{call}/passages")
def look(me: Me, call: str) -> Response:
    """The files and the passages that may tell who applies."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        found = passages.of_call(rows, me.person, call)
        files = preparing.of_call(rows, me.person, call)
        numbers = {one.application.id: one.number for one in pool.entries(rows, here.id)}
        waits = _waiting(me, rows, call)
    values = {"found": found, "files": {one.id: one for one in files}, "numbers": numbers, "said": passages.STATES}
    waiting = sum(not one.tried for one in files)
    return _page(
        me, here, "passages", "reviewing_passages.html", findings=waits, waiting=waiting, State=passages.State,
        unreadable=preparing.unreadable(files), **values,
    )  # fmt: skip


@pages.post("/office/calls/{call}/passages")
def prepare(me: Me, call: str, form: Form) -> Response:
    """Make the next files blind, and look everything through anew."""
    del form
    preparing.prepare(me.center.database, me.center.blobs, me.person, call)
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
    return _page(me, here, "conflicts", "reviewing_conflicts.html", Reason=conflicts.Reason, **values)


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
    try:
        with me.center.database.writing() as rows:
            call = conflicts.set_aside(rows, me.person, conflict, form["because"])
    except Refusal as refusal:
        with me.center.database.reading() as rows:
            call = conflicts.call_of(rows, me.person, conflict)
        return returned(me, f"aside-{conflict}", form, refusal, lambda: show_conflicts(me, call))
    return go(me, f"/office/calls/{call}/conflicts")


@pages.get("/office/calls/{call}/assignment")
def assignment(me: Me, call: str, application: str = "", reviewer: str = "") -> Response:
    """Who reviews what, what is proposed and why, and what a change of one pair costs."""
    given: assigning.Ground | None = None
    found: assigning.Proposal | None = None
    price: assigning.Cost | None = None
    findings: tuple[Finding, ...] = ()
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        standing = {(one.application, one.person): one for one in assigned.of_call(rows, here.id)}
        try:
            given = assigning.ground(rows, me.person, call)
            found = assigning.proposal(given)
            price = assigning.cost(given, application, reviewer) if application and reviewer else None
        except Refusal as refusal:
            findings = refusal.findings
    declined = [one for one in standing.values() if one.state is State.DECLINED]
    values: dict[str, Any] = {
        "given": given, "found": found, "price": price, "findings": findings, "standing": standing,
        "asked": (application, reviewer), "declined": _declined(given, declined), "share": _share,
        "may": here.state is Stage.REVIEW, "stages": STAGES, "State": State,
    }  # fmt: skip
    return _page(me, here, "assignment", "reviewing_assignment.html", **values)


@pages.post("/office/calls/{call}/assignment")
def take(me: Me, call: str, form: Form) -> Response:
    """Take the proposal as it was shown."""
    try:
        with me.center.database.writing() as rows:
            assigning.take(rows, me.person, call, form["mark"])
    except Refusal as refusal:
        return returned(me, "take", form, refusal, lambda: assignment(me, call))
    return go(me, f"/office/calls/{call}/assignment")


@pages.post("/office/calls/{call}/pairs")
def add(me: Me, call: str, form: Form) -> Response:
    """Assign one pair by hand."""
    try:
        with me.center.database.writing() as rows:
            assigning.add(rows, me.person, call, form["application"], form["reviewer"])
    except Refusal as refusal:
        return returned(me, "pair", form, refusal, lambda: assignment(me, call))
    return go(me, f"/office/calls/{call}/assignment")


@pages.post("/assignments/{seat}/remove")
def remove(me: Me, seat: str, form: Form) -> Response:
    """Take an assignment away."""
    del form
    with me.center.database.writing() as rows:
        call = assigning.remove(rows, me.person, seat)
    return go(me, f"/office/calls/{call}/assignment")


def _page(me: Me, call: Any, place: str, template: str, **values: Any) -> Response:
    """One of the pages of a call's review, with the ways to the others."""
    home = me.to(f"/office/calls/{call.id}")
    tabs = [Link(title, f"{home}/{end}") for end, title in _TABS]
    words: dict[str, Any] = {"in_words": lambda said: said if isinstance(said, str) else told(said, me.language)}
    return page(me, template, call=call, tabs=tabs, tab=f"{home}/{place}", home=home, **values, **words)


def _waiting(me: Me, rows: Any, call: str) -> tuple[Finding, ...]:
    """What the office has to do before reviewers see everything."""
    waiting = len(preparing.waiting(rows, me.person, call))
    open_ = [one for one in passages.of_call(rows, me.person, call) if one.state is passages.State.OPEN]
    found: list[Finding] = [NotPrepared(files=waiting)] if waiting else []
    if open_:
        found.append(PassagesOpen(passages=len(open_), applications=len({one.number for one in open_})))
    return tuple(found)


def _declined(given: assigning.Ground | None, declined: list[assigned.Assigned]) -> list[tuple[Any, ...]]:
    """Assignments that were given back: the application, who it was, and who could come instead."""
    if given is None:
        return []
    entries = {one.application.id: one for one in given.entries}
    names = {one.person.id: one.person.name for one in given.reviewers}
    return [
        (
            entries[one.application],
            names.get(one.person, ""),
            assigning.replacements(given, entries[one.application])[:3],
        )
        for one in declined
        if one.application in entries
    ]


def _share(value: float) -> Amount:
    """An affinity as it is read, from 0 to 100."""
    return Amount(100 * value, None, 0)
