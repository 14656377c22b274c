"""Who reviews what, as the office sees and takes it: the proposal, its reasons, what a change costs, pairs by hand."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import State as Stage
from sanhak.center.reviewing import assigned, assigning, pool, proposing
from sanhak.center.reviewing.assigned import Assigned, State
from sanhak.center.reviewing.findings import ProposalOld
from sanhak.center.reviewing.ground import Ground
from sanhak.center.reviewing.proposing import Cost, Proposal, Way
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.reviewing_office import office_page, shown_progress
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go
from sanhak.serve.web.small import submitted
from sanhak.text import Amount, Text, say

pages = APIRouter()
_BEST = 3
"""So many of those who could come instead are named."""


@pages.get("/office/calls/{call}/assignment")
def assignment(me: Me, call: str, application: str = "", reviewer: str = "") -> Response:
    """Who reviews what, what is proposed and why, and what a change of one pair costs."""
    given: Ground | None = None
    found: Proposal | None = None
    price: Cost | None = None
    findings: tuple[Finding, ...] = ()
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        standing = {(one.application, one.person): one for one in assigned.of_call(rows, here.id)}
        job = proposing.job_of(rows, me.center.queue, me.person, call)
    try:
        given, found = proposing.look(me.center.database, me.person, call)
        if found is not None and found.fresh and found.way is Way.FAIREST and application and reviewer:
            with me.center.database.writing() as rows:
                price = proposing.price(rows, given, found, application, reviewer)
    except Refusal as refusal:
        findings = refusal.findings
    declined = [one for one in standing.values() if one.state is State.DECLINED]
    seen = progress_of(me, job) if job is not None else None
    if seen is not None and not seen.open and not (found and found.fresh):
        findings += seen.findings
    if found is not None and not found.fresh:
        findings += (ProposalOld(),)
    values: dict[str, Any] = {
        "given": given, "found": found, "price": price, "findings": findings, "standing": standing,
        "asked": (application, reviewer), "declined": _declined(me, given, declined), "share": _share,
        "may": here.state is Stage.REVIEW, "stages": STAGES, "State": State, "Way": Way, "offered": _WAYS,
        "progress": seen if seen is not None and seen.open else None, "way": found.way.value if found else "",
        "alone": _alone(given, found, standing),
    }  # fmt: skip
    return office_page(me, here, "assignment", "reviewing_assignment.html", **values)


@pages.get("/office/calls/{call}/assignment/progress")
def progress(me: Me, call: str) -> Response:
    """How far the proposal is; once it is there the page is shown anew."""
    with me.center.database.reading() as rows:
        here = pool.running(rows, me.person, call)
        job = proposing.job_of(rows, me.center.queue, me.person, call)
    return shown_progress(me, here, "assignment", job)


@pages.post("/office/calls/{call}/assignment/propose")
def propose(me: Me, call: str, form: Form) -> Response:
    """Have it proposed: the fairest assignment, or one drawn by lot."""
    return submitted(
        me, "way", form, then=f"/office/calls/{call}/assignment", show=lambda: assignment(me, call),
        act=lambda rows: proposing.ask(rows, me.center.blobs, me.center.queue, me.person, call, form["way"]),
    )  # fmt: skip


@pages.post("/office/calls/{call}/assignment/change")
def change(me: Me, call: str, form: Form) -> Response:
    """Have it worked out what a change costs, where the call is large."""
    pair = form["application"], form["reviewer"]
    with me.center.database.writing() as rows:
        proposing.ask_price(rows, me.center.blobs, me.center.queue, me.person, call, *pair)
    return go(me, f"/office/calls/{call}/assignment?application={pair[0]}&reviewer={pair[1]}")


@pages.post("/office/calls/{call}/assignment/stop")
def stop(me: Me, call: str, form: Form) -> Response:
    """Stop working out a proposal; the last one stays."""
    del form
    with me.center.database.reading() as rows:
        job = proposing.job_of(rows, me.center.queue, me.person, call)
    if job is not None:
        me.center.queue.cancel(job.id)
    return go(me, f"/office/calls/{call}/assignment")


@pages.post("/office/calls/{call}/assignment")
def take(me: Me, call: str, form: Form) -> Response:
    """Take the proposal as it was shown."""
    return submitted(
        me, "take", form, then=f"/office/calls/{call}/assignment", show=lambda: assignment(me, call),
        act=lambda rows: assigning.take(rows, me.person, call, form["mark"]),
    )  # fmt: skip


@pages.post("/office/calls/{call}/pairs")
def add(me: Me, call: str, form: Form) -> Response:
    """Assign one pair by hand."""
    return submitted(
        me, "pair", form, then=f"/office/calls/{call}/assignment", show=lambda: assignment(me, call),
        act=lambda rows: assigning.add(rows, me.person, call, form["application"], form["reviewer"]),
    )  # fmt: skip


@pages.post("/assignments/{seat}/remove")
def remove(me: Me, seat: str, form: Form) -> Response:
    """Take an assignment away."""
    del form
    with me.center.database.writing() as rows:
        call = assigning.remove(rows, me.person, seat)
    return go(me, f"/office/calls/{call}/assignment")


def _alone(
    given: Ground | None, found: Proposal | None, standing: dict[tuple[str, str], Assigned]
) -> list[tuple[Any, Any, Assigned]]:
    """Pairs that stand and are in no proposal that is shown: assigned by hand since, or before the first."""
    if given is None:
        return []
    proposed = {(pair.entry.application.id, pair.reviewer.person.id) for pair in found.pairs} if found else set()
    entries = {one.application.id: one for one in given.entries}
    judges = {one.person.id: one for one in given.reviewers}
    return [
        (entries[one.application], judges[one.person], one)
        for key, one in standing.items()
        if one.state is State.ASSIGNED and key not in proposed and one.application in entries and one.person in judges
    ]


def _declined(me: Me, given: Ground | None, declined: list[Assigned]) -> list[tuple[Any, ...]]:
    """Assignments that were given back: the application, who it was, and who could come instead."""
    if given is None:
        return []
    entries = {one.application.id: one for one in given.entries}
    names = {one.person.id: one.person.name for one in given.reviewers}
    with me.center.database.reading() as rows:
        return [
            (here, names.get(one.person, ""), assigning.replacements(rows, given, here)[:_BEST])
            for one in declined
            if (here := entries.get(one.application)) is not None
        ]


def _share(value: float) -> Amount:
    """An affinity as it is read, from 0 to 100."""
    return Amount(100 * value, None, 0)


_WAYS: list[tuple[str, Text]] = [
    (Way.FAIREST.value, say("the fairest assignment")),
    *((one.value, say("by lot, no pair likelier than {most:%}", most=one.most)) for one in Way if one.most),
]
