"""Lessons: what there is to try, one's own attempts, the form for the decision, and the grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.areas import lesson as lesson_of
from sanhak.areas import lessons as all_lessons
from sanhak.center import data, projects
from sanhak.center.rights import Right
from sanhak.center.teaching import attempts
from sanhak.serve.pages.downloads import content
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted
from sanhak.study.lesson import Grade, Lesson, Task
from sanhak.study.lesson import files as files_of
from sanhak.text import Amount, Text, say

pages = APIRouter()
_EDGE: Final = 0.06
"""The share of the bar that stays free at each end."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value on the bar: what it is, how it is drawn, its place in per cent of the width, and the value."""

    name: Text
    shape: str
    at: float
    value: Amount


@pages.get("/lessons")
def lessons(me: Me) -> Response:
    """All lessons with one's own progress; for those who may see it, the grades of all."""
    with me.center.database.reading() as rows:
        mine = [(one, attempts.progress(rows, me.person, one.name)) for one in all_lessons()]
        everybody = attempts.everybody(rows, me.person) if me.person.may(Right.TEACHING) else None
    titles = {one.name: one.title for one in all_lessons()}
    return page(me, "lessons.html", mine=mine, everybody=everybody, titles=titles, points=_points)


@pages.get("/lessons/{lesson}")
def lesson(me: Me, lesson: str) -> Response:
    """One lesson with one's own attempts."""
    one = lesson_of(lesson)
    with me.center.database.reading() as rows:
        mine = attempts.progress(rows, me.person, lesson)
    return page(me, "lesson.html", lesson=one, mine=mine, points=_points)


@pages.post("/lessons/{lesson}/begin")
def begin(me: Me, lesson: str, form: Form) -> Response:
    """Begin the next attempt, or go to the one that is open."""
    del form
    with me.center.database.writing() as rows:
        made = attempts.begin(rows, me.person, lesson)
    return go(me, f"/attempts/{made.id}")


@pages.get("/attempts/{attempt}")
def show(me: Me, attempt: str) -> Response:
    """An attempt: its question with the form for the decision, or its grade."""
    with me.center.database.reading() as rows:
        one, mine = attempts.get(rows, me.person, attempt)
        asked = attempts.task(rows, me.person, attempt)
    values: dict[str, Any] = {"lesson": one, "attempt": mine, "task": asked, "tenth": _tenth}
    return page(me, "attempt.html", grade=mine.grade, marks=marks(mine.grade) if mine.grade else (), **values)


@pages.post("/attempts/{attempt}")
def decide(me: Me, attempt: str, form: Form) -> Response:
    """Hand a decision in, see it carried out, and see its grade."""
    with me.center.database.reading() as rows:  # the plant is drawn before anything is locked
        asked = attempts.task(rows, me.person, attempt)
    return submitted(
        me, "decision", form, then=f"/attempts/{attempt}", show=lambda: show(me, attempt),
        act=lambda rows: attempts.hand_in(rows, me.person, attempt, form.words(*(knob.name for knob in asked.knobs))),
    )  # fmt: skip


@pages.get("/attempts/{attempt}/download")
def history(me: Me, attempt: str) -> Response:
    """The history as an Excel file."""
    _, asked, name = _task(me, attempt)
    return content(files_of.history(asked, me.language), name)


@pages.post("/attempts/{attempt}/take")
def take(me: Me, attempt: str, form: Form) -> Response:
    """Lay the history into one's own project, as data that studies can be asked about."""
    del form
    _, asked, name = _task(me, attempt)
    stored = me.center.blobs.put(files_of.history(asked, me.language))
    with me.center.blobs.keeping(stored), me.center.database.writing() as rows:
        own = projects.own(rows, me.person, say("My work").render(me.language))
        made = data.add(rows, me.center.queue, me.person, own.id if own else "", name=name, file=stored)
        dataset = data.version(rows, me.person, made)[1].id
    return go(me, f"/data/{dataset}")


def marks(grade: Grade) -> tuple[Mark, ...]:
    """Today, what was reached, and the best possible, on one scale."""
    known = (
        (say("Today"), "was", grade.today), (say("Your decision"), "at", grade.reached),
        (say("The best possible"), "promised", grade.best),
    )  # fmt: skip
    values = [amount.value for _, _, amount in known]
    low, width = min(values), (max(values) - min(values)) or 1.0
    return tuple(
        Mark(name, shape, round(100 * (_EDGE + (1 - 2 * _EDGE) * (amount.value - low) / width), 2), amount)
        for name, shape, amount in known
    )


def _task(me: Me, attempt: str) -> tuple[Lesson, Task, str]:
    """What an attempt asks, and what its history is called."""
    with me.center.database.reading() as rows:
        one, mine = attempts.get(rows, me.person, attempt)
        asked = attempts.task(rows, me.person, attempt)
    name = say("{lesson}, attempt {number}", lesson=one.title, number=mine.number).render(me.language)
    return one, asked, f"{name}.xlsx"


def _tenth(value: float) -> Amount:
    """Points of a part of the grade."""
    return Amount(value, None, 1)


def _points(value: float | None) -> Amount | str:
    """Points as they are told."""
    return "–" if value is None else Amount(value, None, 0)
