"""Problems: writing one, its sample and measurement, what is like it, the office's decision, and its project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.areas import areas
from sanhak.center import data, people, projects
from sanhak.center.calls.applications import Application
from sanhak.center.calls.calls import Call
from sanhak.center.finding import (
    discussing,
    granting,
    handing,
    laboratories,
    problems,
    sampling,
    similar,
    standing,
    starting,
)
from sanhak.center.finding.intake import LEVEL, VERDICTS, Intake, Verdict, explained
from sanhak.center.finding.problems import STATES, Problem, State
from sanhak.center.matching import matching
from sanhak.center.matchings import KINDS
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.jobs.job import Job
from sanhak.serve.pages.center.calls import words as words_of_calls
from sanhak.serve.pages.center.drawing import board, lane
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import returned, stored, submitted, submitted_with
from sanhak.store import Stored
from sanhak.study.describe import area_title
from sanhak.text import Amount, decimals_for, say

pages = APIRouter()
FIELDS: Final = (*problems.FIELDS, *problems.AMOUNTS)
STARTED_WITH: Final = ("title", "question", "goal", "kpi", "unit", "start", "target")
BADGES: Final = {
    State.DRAFT: "note", State.SENT: "waits", State.REVIEW: "runs", State.ACCEPTED: "done", State.DECLINED: "refuse",
    State.MATCHED: "done", State.STARTED: "done",
}  # fmt: skip
MARKS: Final = {Verdict.SIGNAL: "done", Verdict.PERHAPS: "warn", Verdict.NONE: "refuse", Verdict.FEW: "note"}


@pages.get("/problems")
def all_problems(me: Me) -> Response:
    """One's own problems, the titles of colleagues', and for the office and those who plan all of them."""
    people.need(me.person, Right.CONTENT, say("to see problems"))
    with me.center.database.reading() as rows:
        mine, titles = problems.mine(rows, me.person), problems.titles(rows, me.person)
        listed = problems.listed(rows, me.person)
    order = sorted(listed, key=lambda one: (one.state not in (State.SENT, State.REVIEW), -_likely(one)))
    plans = me.person.may(Right.CALLS) or me.person.may(Right.PORTFOLIO)
    told: dict[str, Any] = {
        "mine": mine,
        "titles": titles,
        "listed": order if plans else None,
        "board": board(order),
    }
    return page(me, "problems.html", **told, **words_of_problems())


@pages.get("/problems/new")
def new_problem(me: Me, follows: str = "") -> Response:
    """The five fields, empty."""
    people.need(me.person, Right.CONTENT, say("to write a problem"))
    return _form(me, None, dict.fromkeys(FIELDS, ""), follows)


@pages.post("/problems/new")
def write(me: Me, form: Form) -> Response:
    """Keep a draft, with a sample if one was dropped."""

    def act(rows: Connection, sample: Stored | None) -> str:
        made = problems.write(rows, me.person, form["follows"], **form.words(*FIELDS))
        _lay(rows, me, made, form, sample)
        return made

    return submitted_with(
        me, "problem", form, lambda: stored(me, form), act,
        then=lambda made: go(me, f"/problems/{made}"), show=lambda: new_problem(me, form["follows"]),
    )  # fmt: skip


@pages.get("/problems/{problem}")
def show(me: Me, problem: str) -> Response:
    """A problem: where it stands, what is next, feasibility and value, and what is like it."""
    with me.center.database.reading() as rows:
        here = problems.get(rows, me.person, problem)
        values: dict[str, Any] = {
            "likes": similar.similar(rows, me.person, here),
            "remarks": discussing.remarks(rows, me.person, problem),
            "matchings": matching.holding(rows, me.person, KINDS, problem),
            "before": next((one for one in projects.of(rows, me.person) if one.id == here.follows), None),
            "author": people.names(rows, [here.person]).get(here.person, ""),
            "calls": handing.offered(rows, me.person, here),
            "deciding": standing.judged(rows, here.id),
            "applied": _applied(me, rows, here),
            "granted": standing.granted(rows, here.id),
            "laboratory": laboratories.of_ids(rows, [here.laboratory or ""]).get(here.laboratory or ""),
        }
    values |= _sample(me, here) | measured_words(here.intake) | {"asked": _asked(me, here, values["granted"])}
    return page(
        me, "problem.html", one=here, mine=here.person == me.person.id, handed=handing.HANDED,
        office=me.person.may(Right.CALLS), **(values | words_of_problems() | dict(words_of_calls(me))),
    )  # fmt: skip


@pages.get("/problems/{problem}/progress")
def progress(me: Me, problem: str) -> Response:
    """How far the sample is: read, measured, or waiting for a word."""
    with me.center.database.reading() as rows:
        here = problems.own(rows, me.person, problem)
    sample = _sample(me, here)
    if sample["running"] is None:
        return Response(headers={"HX-Refresh": "true"})
    return part(me, "problem_progress.html", one=here, **sample)


@pages.get("/problems/{problem}/edit")
def edit(me: Me, problem: str) -> Response:
    """The five fields as they stand."""
    with me.center.database.reading() as rows:
        here = problems.own(rows, me.person, problem)
    typed = {name: getattr(here, name) for name in FIELDS}
    return _form(me, here, {name: "" if value is None else _typed(value) for name, value in typed.items()})


@pages.post("/problems/{problem}/edit")
def change(me: Me, problem: str, form: Form) -> Response:
    """Change the five fields."""
    return submitted(
        me, "problem", form, then=f"/problems/{problem}", show=lambda: edit(me, problem),
        act=lambda rows: problems.change(rows, me.person, problem, **form.words(*FIELDS)),
    )  # fmt: skip


@pages.post("/problems/{problem}/send")
def send(me: Me, problem: str, form: Form) -> Response:
    """Send a draft in."""
    return submitted(
        me, "send", form, then=f"/problems/{problem}", show=lambda: show(me, problem),
        act=lambda rows: problems.send(rows, me.person, problem),
    )  # fmt: skip


@pages.post("/problems/{problem}/take-back")
def take_back(me: Me, problem: str, form: Form) -> Response:
    """Make a draft of it again."""
    del form
    with me.center.database.writing() as rows:
        problems.take_back(rows, me.person, problem)
    return go(me, f"/problems/{problem}")


@pages.post("/problems/{problem}/delete")
def delete(me: Me, problem: str, form: Form) -> Response:
    """Delete a draft."""
    del form
    with me.center.database.writing() as rows:
        problems.delete(rows, me.person, problem)
    return go(me, "/problems")


@pages.post("/problems/{problem}/judge")
def judge(me: Me, problem: str, form: Form) -> Response:
    """Take it into review, accept it, or decline it with a reason."""
    return submitted(
        me, "judge", form, then=f"/problems/{problem}", show=lambda: show(me, problem),
        act=lambda rows: problems.judge(rows, me.person, problem, form["to"], form["reason"]),
    )  # fmt: skip


@pages.post("/problems/{problem}/sample")
def lay(me: Me, problem: str, form: Form) -> Response:
    """Take a file as the sample."""
    with me.center.database.reading() as rows:
        problems.own(rows, me.person, problem)
    if form.file("file") is None:
        return returned(me, "sample", form, Refusal(NoUpload(), field="file"), lambda: show(me, problem))
    return submitted_with(
        me, "sample", form, lambda: stored(me, form), lambda rows, sample: _lay(rows, me, problem, form, sample),
        then=f"/problems/{problem}#feasibility", show=lambda: show(me, problem),
    )  # fmt: skip


@pages.post("/problems/{problem}/measure")
def measure(me: Me, problem: str, form: Form) -> Response:
    """Let the sample be measured."""
    return submitted(
        me, "measure", form, then=f"/problems/{problem}#feasibility", show=lambda: show(me, problem),
        act=lambda rows: sampling.ask(rows, me.center.queue, me.person, problem, form["outcome"]),
    )  # fmt: skip


@pages.post("/problems/{problem}/comments")
def remark(me: Me, problem: str, form: Form) -> Response:
    """Say something about it."""
    return submitted(
        me, "comment", form, then=f"/problems/{problem}#comments", show=lambda: show(me, problem),
        act=lambda rows: discussing.remark(rows, me.person, problem, form["text"]),
    )  # fmt: skip


@pages.post("/problems/{problem}/start")
def start(me: Me, problem: str, form: Form) -> Response:
    """Open the project."""

    def copied() -> Stored | None:
        with me.center.database.reading() as rows:
            return starting.copied(rows, me.center.blobs, me.person, problem)

    def act(rows: Connection, copy: Stored | None) -> tuple[str, bool]:
        given = form.words(*STARTED_WITH)
        project = starting.start(rows, me.center.queue, me.person, problem, copy=copy, **given)
        return project, any(one.id == project for one in projects.of(rows, me.person))

    def then(started: tuple[str, bool]) -> Response:
        project, mine = started
        return go(me, f"/projects/{project}" if mine else f"/problems/{problem}")

    return submitted_with(me, "start", form, copied, act, then, lambda: show(me, problem))


def share(value: float) -> Amount:
    """A share in whole per cent; one below nothing stays so."""
    return Amount(round(100 * value), "%", 0)


def rounded(value: float, intake: Intake) -> Amount:
    """A figure of the outcome with as many digits as its scatter allows."""
    return Amount(value, intake.unit, decimals_for(intake.noise or value))


def measured_words(intake: Intake | None) -> dict[str, Any]:
    """What a template needs to show the measurement of a sample."""
    signal = intake.signal if intake else None
    told = {"share": share, "rounded": rounded, "lane": lane(signal), "level": LEVEL}
    return told | {"verdicts": VERDICTS, "verdict_marks": MARKS}


def words_of_problems() -> dict[str, Any]:
    """What a template needs to name the state of a problem, and whether there is signal."""
    words = {"problem_states": STATES, "badges": BADGES, "share": share}
    return words | {"verdicts": VERDICTS, "verdict_marks": MARKS}


def _applied(me: Me, rows: Connection, here: Problem) -> Sequence[tuple[Call, Application]]:
    """Where it was handed in, and for its author the drafts too; for nobody else than them and the office."""
    mine = here.person == me.person.id
    if not (mine or me.person.may(Right.CALLS)):
        return ()
    return [(call, one) for call, one in standing.of_problem(rows, here.id) if mine or one.number is not None]


def _asked(me: Me, here: Problem, granted: tuple[Call, Application] | None) -> dict[str, str]:
    """What the form of a new project begins with: the problem, and over it the application that was selected."""
    unit = here.intake.unit if here.intake else None
    plain = dict.fromkeys(STARTED_WITH, "") | {"title": here.title, "kpi": here.outcome, "unit": unit or ""}
    return plain | (granting.facts(*granted, me.language) if granted else {})


def _likely(one: Problem) -> int:
    return one.value.mean if one.value else -1


def _typed(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _form(me: Me, here: Problem | None, typed: dict[str, str], follows: str = "") -> Response:
    known = [("", say("none")), *((one.name, area_title(one)) for one in areas())]
    return page(me, "problem_form.html", one=here, typed=typed, known=known, follows=follows)


def _lay(rows: Connection, me: Me, problem: str, form: Sent, sample: Stored | None) -> None:
    """Make the file that a form brought the sample of a problem."""
    chosen = form.file("file")
    if chosen is not None and sample is not None:
        name, home = chosen.filename or "sample", say("My work").render(me.language)
        sampling.lay(rows, me.center.queue, me.person, problem, name=name, file=sample, home=home)


def _sample(me: Me, here: Problem) -> dict[str, Any]:
    """What the author sees of the sample: what runs, what was refused, and the columns that can be explained."""
    with me.center.database.reading() as rows:
        kept = sampling.sample(rows, me.person, here)
    job: Job | None = None
    if kept is not None:
        job = me.center.queue.get(here.job) if here.job else kept.newest.job
    seen = progress_of(me, job) if job else None
    columns = data.profile(me.center.blobs, kept.ready).columns if kept and kept.ready else ()
    return {
        "kept": kept,
        "running": seen if seen and seen.open else None,
        "refused": seen.findings if seen and not seen.open else (),
        "columns": [(one.name, one.name) for one in columns if explained(one.kind.value)],
    }
