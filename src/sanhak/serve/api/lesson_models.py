"""What the API replies with and takes about lessons."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from sanhak.serve.api.models import Given, Reply


class TaskFile(StrEnum):
    """What an attempt gives to take home."""

    HISTORY = "history.xlsx"
    SHEET = "decision.xlsx"
    QUESTION = "question.txt"


class LessonReply(Reply):
    """A lesson, and what the caller has reached in it."""

    name: str = Field(description="As the kind of study that answers it.")
    title: str
    story: str
    graded: int = Field(description="Attempts that have a grade.")
    best: float | None = Field(description="The most points among them, of 100.")
    open: str | None = Field(description="The attempt that waits for its decision.")


class KnobReply(Reply):
    """One thing that is to be set."""

    name: str
    title: str
    unit: str | None
    today: float
    lower: float
    upper: float


class HeldReply(Reply):
    """One limit after the decision was carried out."""

    title: str
    told: str = Field(description="The limit in words.")
    asked: float = Field(description="The probability with which a measurement had to keep it.")
    kept: float = Field(description="The probability with which one does.")
    cost: float = Field(description="Points that it cost.")


class LossReply(Reply):
    """What one setting cost."""

    name: str
    title: str
    points: float
    said: str


class GradeReply(Reply):
    """What a decision truly brought."""

    points: float = Field(description="Of 100.")
    headline: str
    catch: str
    today: float = Field(description="The goal where nothing is done, without the noise of sensors.")
    reached: float
    best: float = Field(description="The best that was possible.")
    unit: str | None
    share: float = Field(description="The part of the way from today to the best that was reached.")
    limits: list[HeldReply]
    losses: list[LossReply]
    content: dict[str, Any] = Field(description="All of it as plain data that sanhak reads back.")


class AttemptReply(Reply):
    """One attempt at a lesson."""

    id: str
    lesson: str
    number: int
    made: datetime
    settled: datetime | None
    question: str
    knobs: list[KnobReply]
    settings: dict[str, float] | None = Field(description="What was decided, by the names of the knobs.")
    grade: GradeReply | None = Field(description="Null while the attempt is open.")


class LessonDecision(Given):
    """What is decided: every knob by its name, in either language, each value with or without its unit."""

    settings: Annotated[dict[str, float | str], Field(max_length=100)]


class ProgressReply(Reply):
    """What somebody has reached in a lesson."""

    id: str
    person: str
    lesson: str
    attempts: int = Field(description="Attempts that have a grade.")
    best: float | None
    last: float | None
    settled: datetime | None = Field(description="When the last grade was given.")
