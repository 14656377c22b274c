"""Lessons: what there is to try, one's own attempts, and the grade of a decision."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from sanhak.areas import lesson as lesson_of
from sanhak.areas import lessons as all_lessons
from sanhak.center.teaching import attempts
from sanhak.center.teaching.attempts import Attempt, Progress
from sanhak.serve.api import lesson_models as models
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.data import FILE
from sanhak.serve.api.models import Page
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.serve.pages.downloads import content
from sanhak.study.lesson import Grade, Lesson, Task
from sanhak.study.lesson import files as files_of
from sanhak.text import Language

routes = routes_on("lessons")


@routes.get("/lessons")
def lessons(me: Me, limit: Limit = 50, after: After = None) -> Page[models.LessonReply]:
    """All lessons, with what one has reached in each."""
    with me.center.database.reading() as rows:
        found = [(one, attempts.progress(rows, me.person, one.name)) for one in all_lessons()]
    shown, further = page_of(found, lambda pair: pair[0].name, limit, after)
    return Page(items=[_lesson(me, *pair) for pair in shown], next=further)


@routes.post("/lessons/{lesson}/attempts", status_code=201, response_model=models.AttemptReply)
def begin(me: Me, lesson: str) -> Response:
    """The open attempt at a lesson, or the next one: a plant of its own, whose truth stays hidden."""

    def act(rows: Connection) -> models.AttemptReply:
        return _attempt(me, rows, attempts.begin(rows, me.person, lesson))

    return me.once(lesson, act)


@routes.get("/attempts/{attempt}")
def attempt(me: Me, attempt: str) -> models.AttemptReply:
    """One of one's own attempts: its question, and its grade once it has one."""
    with me.center.database.reading() as rows:
        return _attempt(me, rows, attempts.get(rows, me.person, attempt)[1])


@routes.get("/attempts/{attempt}/files/{file}", responses=FILE)
def file(me: Me, attempt: str, file: models.TaskFile) -> Response:
    """The history, a sheet for the decision, or the question as a text."""
    with me.center.database.reading() as rows:
        lesson, _ = attempts.get(rows, me.person, attempt)
        task = attempts.task(rows, me.person, attempt)
    return content(task_file(lesson, task, file, me.language), file.value)


@routes.post("/attempts/{attempt}/decision", status_code=201, response_model=models.AttemptReply)
def decide(me: Me, attempt: str, given: models.LessonDecision) -> Response:
    """Hand a decision in: it is carried out in the plant, graded, and the attempt ends."""
    with me.center.database.reading() as rows:  # the plant is drawn before anything is locked
        attempts.task(rows, me.person, attempt)

    def act(rows: Connection) -> models.AttemptReply:
        return _attempt(me, rows, attempts.hand_in(rows, me.person, attempt, given.settings))

    return me.once(given, act)


@routes.get("/grades")
def grades(me: Me, limit: Limit = 50, after: After = None) -> Page[models.ProgressReply]:
    """What everybody has reached, for those who may see it."""
    with me.center.database.reading() as rows:
        found, further = page_of(attempts.everybody(rows, me.person), _name, limit, after)
    return Page(items=list(map(_progress, found)), next=further)


def task_file(lesson: Lesson, task: Task, file: models.TaskFile, language: Language) -> bytes:
    """A file that a trainee takes home."""
    match file:
        case models.TaskFile.HISTORY:
            return files_of.history(task, language)
        case models.TaskFile.SHEET:
            return files_of.sheet(task, language)
        case models.TaskFile.QUESTION:
            return files_of.question(lesson, task, language).encode()


def _name(one: Progress) -> str:
    return f"{one.lesson} {one.person}"


def _progress(one: Progress) -> models.ProgressReply:
    last = one.graded[0] if one.graded else None
    return models.ProgressReply(
        id=_name(one),
        person=one.name,
        lesson=one.lesson,
        attempts=len(one.graded),
        best=_points(one.best),
        last=_points(last),
        settled=last.settled if last else None,
    )


def _points(one: Attempt | None) -> float | None:
    return one.grade.points if one and one.grade else None


def _lesson(me: Caller, one: Lesson, reached: Progress) -> models.LessonReply:
    return models.LessonReply(
        name=one.name,
        title=me.words(one.title),
        story=me.words(one.story),
        graded=len(reached.graded),
        best=_points(reached.best),
        open=reached.open.id if reached.open else None,
    )


def _attempt(me: Caller, rows: Connection, one: Attempt) -> models.AttemptReply:
    task, lesson = attempts.task(rows, me.person, one.id), lesson_of(one.lesson)
    same = ("id", "lesson", "number", "made", "settled")
    return models.AttemptReply(
        question=files_of.question(lesson, task, me.language),
        knobs=[
            models.KnobReply(
                title=me.words(knob.title),
                **{name: getattr(knob, name) for name in ("name", "unit", "today", "lower", "upper")},
            )
            for knob in task.knobs
        ],
        settings=dict(one.settings) if one.settings else None,
        grade=_grade(me, one.grade) if one.grade else None,
        **{name: getattr(one, name) for name in same},
    )


def _grade(me: Caller, one: Grade) -> models.GradeReply:
    return models.GradeReply(
        points=one.points,
        headline=me.words(one.headline),
        catch=me.words(one.catch),
        today=one.today.value,
        reached=one.reached.value,
        best=one.best.value,
        unit=one.best.unit,
        share=one.share,
        limits=[
            models.HeldReply(
                title=me.words(held.title), told=me.words(held.told), asked=held.asked, kept=held.kept, cost=held.cost
            )
            for held in one.limits
        ],
        losses=[
            models.LossReply(name=loss.name, title=me.words(loss.title), points=loss.points, said=me.words(loss.said))
            for loss in one.losses
        ],
        content=one.dump(),
    )
