"""What waits around problems: one's own, wishes of a matching, and what the office decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from sanhak.center.finding import laboratories, matching, problems
from sanhak.center.finding.intake import VERDICTS
from sanhak.center.finding.matching import Matching
from sanhak.center.finding.problems import STATES, Problem, State
from sanhak.center.people import Person
from sanhak.center.waiting.wait import Wait
from sanhak.text import Text, say

_JUDGED = (State.SENT, State.REVIEW)


def waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Problems of one's own, and wishes that one has not told."""
    for one in problems.mine(rows, person):
        yield from _own(rows, one)
    for here in _open(matching.of(rows, person)):
        told = matching.told(rows, here)
        silent = sum(who not in told for who in here.mine(person))
        if silent:
            said = say("say whom you wish for, or expertise decides")
            yield Wait(here.title, said, f"/matching/{here.id}")


def office_waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """Problems to decide on, to match, and to start; matchings to settle."""
    listed, open_ = problems.listed(rows, person), _open(matching.of(rows, person))
    matched = {problem for here in open_ for problem in here.problems}
    counted: tuple[tuple[str, int, Text], ...] = (
        ("/problems#all", sum(one.state in _JUDGED for one in listed), say("sent in: accept or decline")),
        ("/matching", sum(one.state is State.ACCEPTED and one.id not in matched for one in listed),
         say("accepted: begin a matching")),
        ("/problems#all", sum(one.state is State.MATCHED for one in listed), say("matched: open the project")),
    )  # fmt: skip
    for path, count, said in counted:
        if count:
            yield Wait(say("{count:problem|problems}", count=count), said, path)
    for here in open_:
        sides = len(here.problems) + len(here.laboratories)
        told = len(matching.told(rows, here))
        said = say("{told} of {all} have told their wishes: take the result when you are ready", told=told, all=sides)
        yield Wait(here.title, said, f"/matching/{here.id}")


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


def _open(found: Sequence[Matching]) -> list[Matching]:
    return [one for one in found if one.state is matching.State.OPEN]
