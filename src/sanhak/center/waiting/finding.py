"""What waits around problems: one's own, wishes of a matching, and what the office decides."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from sanhak.center.finding import laboratories, problems
from sanhak.center.finding.intake import VERDICTS
from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.finding.problems import STATES, Problem, State
from sanhak.center.matching import matching
from sanhak.center.matching.matching import Side
from sanhak.center.people import Person
from sanhak.center.waiting.wait import Wait
from sanhak.text import Text, say

_JUDGED = (State.SENT, State.REVIEW)


def waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Problems of one's own."""
    for one in problems.mine(rows, person):
        yield from _own(rows, one)


def office_waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Problems to decide on, to match, and to start."""
    listed, open_ = problems.listed(rows, person), matching.open_of(rows, person, {PROBLEMS.name: PROBLEMS})
    matched = {problem for here in open_ for problem in here.sides[Side.FIRST]}
    counted: tuple[tuple[str, int, Text], ...] = (
        ("/problems#all", sum(one.state in _JUDGED for one in listed), say("sent in: accept or decline")),
        ("/matching", sum(one.state is State.ACCEPTED and one.id not in matched for one in listed),
         say("accepted: begin a matching")),
        ("/problems#all", sum(one.state is State.MATCHED for one in listed), say("matched: open the project")),
    )  # fmt: skip
    for path, count, said in counted:
        if count:
            yield Wait(say("{count:problem|problems}", count=count), said, path)


def _own(rows: Connection, one: Problem) -> Iterator[Wait]:
    path = f"/problems/{one.id}"
    if one.state is State.DRAFT:
        yield Wait(one.title, say("your problem is a draft: send it in"), path)
    elif one.state in _JUDGED and one.dataset and one.job is None:
        yield Wait(one.title, say("let its sample be measured"), path)
    elif one.state is State.MATCHED:
        laboratory = laboratories.of_ids(rows, [one.laboratory or ""]).get(one.laboratory or "")
        name = laboratory.name if laboratory else ""
        yield Wait(one.title, say("matched with {laboratory}: open the project", laboratory=name), path)
    elif one.state is not State.STARTED:
        measured = VERDICTS[one.intake.verdict] if one.intake else say("not measured")
        yield Wait(
            one.title, say("your problem; its sample: {measured}", measured=measured), path, state=STATES[one.state]
        )
