"""Lessons: a question on a virtual plant whose truth stays hidden, a decision, and a grade for what it truly brings."""

from __future__ import annotations

from sanhak.study.lesson.decision import read_decision
from sanhak.study.lesson.grade import Grade, Held, Loss
from sanhak.study.lesson.lesson import Drawn, Knob, Lesson, Limit, Measured, Task

__all__ = ["Drawn", "Grade", "Held", "Knob", "Lesson", "Limit", "Loss", "Measured", "Task", "read_decision"]
