"""Lessons of a workbench as objects: what is asked comes here, the plant behind it stays there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sanhak.center.teaching.findings import NothingOpen
from sanhak.finding import Refusal
from sanhak.serve.client.line import Line
from sanhak.study.lesson import Grade

FILES: Final = ("question.txt", "history.xlsx", "decision.xlsx")
"""What an attempt gives to take home: the question, the history, and a sheet for the decision."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of one's own attempts; ``grade`` is None while it waits for its decision."""

    id: str
    lesson: str
    number: int
    question: str
    settings: Mapping[str, float] | None
    grade: Grade | None
    _line: Line = field(repr=False)

    def fetch(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the question, the history and a sheet for the decision into a folder; gives the files."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            self._line.fetch(f"/attempts/{self.id}/files/{name}", place / name)
        return tuple(place / name for name in FILES)

    def hand_in(self, settings: Mapping[str, float | str]) -> Attempt:
        """Hand a decision in: every knob by its name, each value with or without its unit. Gives the graded attempt.

        Raises
        ------
        Refusal
            C080 if it has its grade already; S351–S356 for the decision, and the attempt stays open.
        """
        return attempt_of(self._line.post(f"/attempts/{self.id}/decision", {"settings": dict(settings)}), self._line)


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """A lesson with one's own progress: grades so far, the best of them in points of 100, and the attempt open."""

    name: str
    title: str
    story: str
    graded: int
    best: float | None
    open: str | None
    _line: Line = field(repr=False)

    def begin(self) -> Attempt:
        """The open attempt, or the next one, in a plant of its own."""
        return attempt_of(self._line.post(f"/lessons/{self.name}/attempts"), self._line)

    def attempt(self) -> Attempt:
        """The open attempt; :class:`Refusal` C081 if there is none."""
        if self.open is None:
            raise Refusal(NothingOpen(lesson=self.name))
        return attempt_of(self._line.get(f"/attempts/{self.open}"), self._line)


def attempt_of(reply: Mapping[str, Any], line: Line) -> Attempt:
    """An attempt as the workbench told it."""
    grade = Grade.load(reply["grade"]["content"]) if reply["grade"] else None
    told = {name: reply[name] for name in ("id", "lesson", "number", "question", "settings")}
    return Attempt(**told, grade=grade, _line=line)


def listed(line: Line) -> tuple[ListedLesson, ...]:
    """All lessons with one's own progress."""
    return tuple(ListedLesson(**one, _line=line) for one in line.pages("/lessons"))
