"""Reviews as reviewers see them: their list, their bids, one application blind, the review of it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.form import Kind, told
from sanhak.center.reviewing import pool, seen, writing
from sanhak.center.reviewing.conflicts import DECLARED, REASONS
from sanhak.center.reviewing.seen import Shape
from sanhak.center.rights import Right
from sanhak.serve.pages.center.finding import measured_words
from sanhak.serve.pages.downloads import content, download
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import submitted
from sanhak.text import say

pages = APIRouter()
_TEXT: Final = "text/plain; charset=utf-8"


@pages.get("/reviewing")
def mine(me: Me) -> Response:
    """One's own applications to review, and the calls where one may say what suits; for the office, its calls."""
    with me.center.database.reading() as rows:
        tasks = writing.tasks(rows, me.person)
        calls = writing.calls(rows, me.person)
        run = pool.calls_run(rows, me.person) if me.person.may(Right.CALLS) else ()
    return page(me, "reviewing.html", tasks=tasks, calls=calls, run=run, stages=STAGES, **_words(me))


@pages.get("/reviewing/{call}")
def bids(me: Me, call: str) -> Response:
    """The applications of a call that one may bid for."""
    with me.center.database.reading() as rows:
        here, open_ = writing.bidding(rows, me.person, call)
    answers = [(key, text) for key, (_, text) in writing.BIDS.items()]
    may = here.state is Stage.REVIEW
    return page(me, "reviewing_bids.html", call=here, open=open_, answers=answers, may=may, **_words(me))


@pages.post("/reviewing/{call}")
def bid(me: Me, call: str, form: Form) -> Response:
    """Say which applications one would review gladly."""
    answers = {name.removeprefix("bid-"): value for name, value in form.pairs if name.startswith("bid-")}
    with me.center.database.writing() as rows:
        writing.bid(rows, me.person, call, answers)
    return go(me, f"/reviewing/{call}?kept=yes")


@pages.post("/reviewing/{call}/conflict")
def conflicted(me: Me, call: str, form: Form) -> Response:
    """Declare a conflict with an application of a call."""
    told_ = form["application"], form["reason"], form["told"]
    return submitted(
        me, "conflict", form, then=f"/reviewing/{call}", show=lambda: bids(me, call),
        act=lambda rows: writing.conflicted(rows, me.person, call, *told_),
    )  # fmt: skip


@pages.get("/reviews/{assignment}")
def show(me: Me, assignment: str) -> Response:
    """One application blind, with the form of its review."""
    with me.center.database.reading() as rows:
        call, _, one = seen.mine(rows, me.person, assignment)
        values: dict[str, Any] = {
            "call": call, "one": one, "seen": seen.see(rows, me.person, assignment),
            "review": writing.review(rows, me.person, assignment),
        }  # fmt: skip
    values |= measured_words(values["seen"].measured) | {
        "confidences": [(str(key), said) for key, said in writing.CONFIDENCES.items()],
        "may": call.state is Stage.REVIEW,
        "stages": STAGES,
    }
    return page(me, "review.html", Shape=Shape, Kind=Kind, **values, **_words(me))


@pages.post("/reviews/{assignment}/save")
def save(me: Me, assignment: str, form: Form) -> Response:
    """Keep a review as a draft; one that was handed in stays whole."""

    def act(rows: Connection) -> writing.Review:
        writing.write(rows, me.person, assignment, dict(form.pairs))
        return writing.review(rows, me.person, assignment)

    def then(kept: writing.Review) -> Response:
        if me.partial:
            return part(me, "review_saved.html", review=kept)
        return go(me, f"/reviews/{assignment}#form-review")

    return submitted(me, "review", form, act, then, lambda: show(me, assignment))


@pages.post("/reviews/{assignment}/submit")
def submit(me: Me, assignment: str, form: Form) -> Response:
    """Hand a review in."""
    return submitted(
        me, "review", form, then=f"/reviews/{assignment}", show=lambda: show(me, assignment),
        act=lambda rows: writing.write(rows, me.person, assignment, dict(form.pairs), hand_in=True),
    )  # fmt: skip


@pages.post("/reviews/{assignment}/decline")
def decline(me: Me, assignment: str, form: Form) -> Response:
    """Give an application back."""
    return submitted(
        me, "decline", form, then="/reviewing", show=lambda: show(me, assignment),
        act=lambda rows: writing.decline(rows, me.person, assignment, form["reason"], form["told"]),
    )  # fmt: skip


@pages.get("/reviews/{assignment}/files/{number}")
def fetch(me: Me, assignment: str, number: str) -> Response:
    """A file of an application without its author, under a name that tells nothing."""
    place = int(number) if number.isascii() and number.isdigit() and len(number) < len("1000") else 0
    with me.center.database.reading() as rows:
        found = seen.file(rows, me.person, assignment, place)
    if found.blob is None:
        return content(found.words.encode(), found.name, _TEXT)
    return download(me.center.blobs.path(found.blob), found.name)


def _words(me: Me) -> dict[str, Any]:
    """What the templates need to speak of forms and conflicts."""
    reasons = [("", say("no conflict: another reason")), *((one.value, REASONS[one]) for one in DECLARED)]
    return {
        "in_words": lambda said: said if isinstance(said, str) else told(said, me.language),
        "reasons": reasons,
        "declared": reasons[1:],
    }
