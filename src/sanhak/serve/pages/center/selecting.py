"""The selection of a call: the proposal, what the committee decides, appeals; and how it ended for an applicant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import projects
from sanhak.center.calls import applications, calls
from sanhak.center.calls.applications import Application
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import Call, Purpose, State
from sanhak.center.finding import laboratories, problems
from sanhak.center.finding.problems import Problem
from sanhak.center.findings import NotHere
from sanhak.center.scholarship import opening
from sanhak.center.selection import appealing, deciding, letters, proposing
from sanhak.center.selection.deciding import VERDICTS, Decided, Selection
from sanhak.center.selection.proposal import MORE
from sanhak.center.words import choice
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.calls import words
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted
from sanhak.text import Amount, say

pages = APIRouter()


@dataclass(frozen=True, slots=True)
class Granted:
    """A selected application, its problem and laboratory; ``enters`` if the reader belongs to its project."""

    application: Application
    problem: Problem | None
    laboratory: str
    enters: bool


@pages.get("/office/calls/{call}/selection")
def show(me: Me, call: str) -> Response:
    """How far the selection of a call has come."""
    return show_selection(me, call)


@pages.post("/office/calls/{call}/selection/{step}")
def go_on(me: Me, call: str, step: str, form: Form) -> Response:
    """Begin the selection, go back to the review, settle, or close the call for good."""
    if step not in _STEPS:
        raise Refusal(NotHere())
    return submitted(
        me, step, form, then=f"/office/calls/{call}/{'assignment' if step == 'further' else 'selection'}",
        show=lambda: show_selection(me, call),
        act=lambda rows: _STEPS[step](rows, me, call, form),
    )  # fmt: skip


@pages.post("/applications/{application}/verdict")
def revise(me: Me, application: str, form: Form) -> Response:
    """Change one verdict after the decision."""
    with me.center.database.reading() as rows:
        call = applications.get(rows, me.person, application).call

    def act(rows: Connection) -> None:
        verdict = choice(form["verdict"], Verdict, "verdict")
        deciding.revise(rows, me.person, application, verdict, form["because"])

    return submitted(me, f"revise-{application}", form, act, _back(call), lambda: show_selection(me, call))


@pages.get("/applications/{application}/result")
def result(me: Me, application: str) -> Response:
    """How it ended, for the one who applied: the verdict, the reviewers' words, and the form of an appeal."""
    with me.center.database.reading() as rows:
        one = applications.get(rows, me.person, application)
        call = calls.get(rows, me.person, one.call)
        told = call.state in (State.DECIDED, State.ENDED)
        values: dict[str, Any] = {
            "one": one, "call": call, "told": told,
            "remarks": letters.remarks_of(rows, one.id) if told else (),
            "appeal": appealing.of_application(rows, me.person, one.id),
            "may": appealing.possible(rows, me.person, one) is None,
            "scholar": opening.opened(rows, [one.id]).get(one.id),
        }  # fmt: skip
    return page(me, "application_result.html", **values, **words(me))


@pages.post("/applications/{application}/appeal")
def appeal(me: Me, application: str, form: Form) -> Response:
    """Appeal against the verdict."""
    return submitted(
        me, "appeal", form, then=f"/applications/{application}/result", show=lambda: result(me, application),
        act=lambda rows: appealing.appeal(rows, me.person, application, form["text"]),
    )  # fmt: skip


@pages.post("/applications/{application}/appeal/answer")
def answer(me: Me, application: str, form: Form) -> Response:
    """Answer the appeal about an application."""
    with me.center.database.reading() as rows:
        one = applications.get(rows, me.person, application)
        open_ = appealing.of_application(rows, me.person, application)
    here, upheld = open_.id if open_ else "", form["upheld"] == "yes"
    return submitted(
        me, f"answer-{application}", form, then=_back(one.call), show=lambda: show_selection(me, one.call),
        act=lambda rows: appealing.answer(rows, me.person, here, form["reply"], upheld=upheld),
    )  # fmt: skip


def _settle(rows: Connection, me: Me, call: str, form: Sent) -> None:
    """What the committee's form says, settled."""
    _, found = deciding.standing(rows, me.person, call)
    decided = {
        one.id: Decided(choice(form[f"verdict.{one.id}"], Verdict), form[f"because.{one.id}"].strip())
        for one in found
        if form[f"verdict.{one.id}"]
    }
    deciding.settle(rows, me.person, call, decided, minutes=form["minutes"], despite=form["despite"])


_STEPS: Final[Mapping[str, Callable[[Connection, Me, str, Sent], object]]] = {
    "begin": lambda rows, me, call, _: deciding.begin(rows, me.person, call),
    "propose": lambda rows, me, call, _: proposing.ask(rows, me.center.queue, me.person, call),
    "back": lambda rows, me, call, _: deciding.back(rows, me.person, call),
    "further": lambda rows, me, call, _: proposing.ask_further(rows, me.person, call),
    "settle": _settle,
    "finish": lambda rows, me, call, _: appealing.finish(rows, me.person, call),
}


def _back(call: str) -> str:
    return f"/office/calls/{call}/selection"


def show_selection(me: Me, call: str) -> Response:
    """The page of a selection."""
    with me.center.database.reading() as rows:
        one, found = deciding.standing(rows, me.person, call)
        kept = deciding.of_call(rows, me.person, call)
        values: dict[str, Any] = {
            "call": one, "found": found, "kept": kept,
            "appeals": {each.application: each for each in appealing.of_call(rows, me.person, call)},
            "names": applications.names_of(rows, found),
            "granted": _granted(rows, me, one, found),
            "agreements": opening.opened(rows, [each.id for each in found]),
        }  # fmt: skip
    job = proposing.latest(me.center.queue, me.person, call)
    values |= {
        "verdicts": [("", ""), *((each.value, applications.STATES[each]) for each in VERDICTS)],
        "progress": progress_of(me, job) if job is not None else None,
        "numbered": lambda ids: sorted(each.number or 0 for each in found if each.id in ids),
        "doubts": tuple(map(Finding.load, kept.proposal.get("findings", ()))) if kept is not None else (),
        "points": lambda value: Amount(value, None, 2),
        "won": say("{amount} won", amount=MORE),
        "ranked": _ranked(found, kept),
    }
    return page(me, "call_selection.html", **values, **words(me))


def _ranked(found: Sequence[Application], kept: Selection | None) -> Sequence[Application]:
    """The applications that a proposal knows, the best first."""
    merit = kept.proposal.get("merit", {}) if kept is not None else {}
    return sorted((one for one in found if one.id in merit), key=lambda one: -merit[one.id][0])


def _granted(rows: Connection, me: Me, call: Call, found: Sequence[Application]) -> Sequence[Granted]:
    """The selected applications of a call for joint projects, each on its way to its project."""
    if call.purpose is not Purpose.PROJECTS:
        return ()
    chosen = [one for one in found if one.state is Verdict.SELECTED]
    known = problems.of_ids(rows, [one.problem for one in chosen if one.problem])
    heads = laboratories.of_ids(rows, [one.laboratory for one in known.values() if one.laboratory])
    mine = {one.id for one in projects.of(rows, me.person)}
    told = []
    for one in chosen:
        problem = known.get(one.problem or "")
        with_ = heads.get(problem.laboratory or "") if problem else None
        told.append(Granted(one, problem, with_.name if with_ else "", one.project in mine))
    return told
