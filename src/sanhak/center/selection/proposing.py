"""The proposal of a selection: asked for, worked out by a job, and kept for the committee."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection

from sanhak.center import events
from sanhak.center.calls.calls import State
from sanhak.center.calls.form import told
from sanhak.center.people import Person
from sanhak.center.reviewing import further
from sanhak.center.reviewing.findings import NothingFurther
from sanhak.center.reviewing.scoring import Scores, scores
from sanhak.center.selection.deciding import back, candidates, need, of_call, standing
from sanhak.center.selection.deciding import keep as place
from sanhak.center.selection.findings import NothingToSelect
from sanhak.center.selection.proposal import carry_out
from sanhak.finding import Refusal
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Job
from sanhak.jobs.queue import Queue
from sanhak.store import Blobs
from sanhak.text import say

SELECT: Final = "select"
"""The kind of the job."""


def ask(rows: Connection, queue: Queue, by: Person, call: str) -> str:
    """Have a proposal worked out; gives the job's identifier.

    Raises
    ------
    Refusal
        C160 if nothing is being selected, C167 without a score.
    """
    one, found = standing(rows, by, call)
    need(one, State.SELECTION)
    given = scores(rows, by, call)
    if not (given.total == given.total).any():
        raise Refusal(NothingToSelect(because=say("no review was handed in")))
    payload = {"call": call, "title": told(one.title, "ko"), "rules": one.rules.dump(), "seed": 0}
    payload |= {"scale": [one.rubric.lowest, one.rubric.highest], "reviews": _reviews(given)}
    payload |= {"reviewers": len(given.reviewers)}
    payload["candidates"] = [
        {"id": here.id, "number": here.number, "area": here.area, "laboratory": here.laboratory,
         "amounts": {str(year): won for year, won in here.amounts.items()}}
        for here in candidates(one, found)
    ]  # fmt: skip
    order = {id_: place for place, id_ in enumerate(given.applications)}
    payload["rows"] = [order.get(here.id, -1) for here in found]
    return queue.put(SELECT, payload, by.id, connection=rows)


def ask_further(rows: Connection, by: Person, call: str) -> int:
    """Go back to the review and ask for one more review where the proposal says so; gives how many found a reviewer.

    Raises
    ------
    Refusal
        C160 if nothing is being selected, C263 where the proposal names none, C261 where no reviewer has room.
    """
    kept = of_call(rows, by, call)
    wanted = kept.proposal.get("further", ()) if kept is not None else ()
    back(rows, by, call)
    if not wanted:
        raise Refusal(NothingFurther())
    return further.ask(rows, by, call, wanted)


def latest(queue: Queue, by: Person, call: str) -> Job | None:
    """The last job that works or worked out a proposal for a call, of the person who asked; None before the first."""
    return next((job for job in queue.of(person=by.id) if job.kind == SELECT and job.payload["call"] == call), None)


def keep(proposal: dict[str, Any], job: Job, blobs: Blobs) -> Kept:
    """The proposal takes the place of an earlier one that was not decided on."""
    del blobs
    call = job.payload["call"]

    def within(rows: Connection) -> None:
        if place(rows, job.person, call, proposal):
            title = job.payload["title"]
            events.record(rows, "selection.proposed", "call", call, person=job.person, title=title)

    return Kept({"selected": len(proposal["selected"])}, within)


HANDLER: Final = Handler(carry_out, keep, say("the proposal of a selection"))


def _reviews(given: Scores) -> list[list[float]]:
    """Row, column and score of each review."""
    import numpy as np

    places = np.argwhere(np.isfinite(given.total))
    return [[int(row), int(column), float(given.total[row, column])] for row, column in places]
