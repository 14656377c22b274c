"""The rules about lessons that are taken at the workbench: codes C080–C099, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("C080", Severity.REFUSE)
class HandedInBefore(Finding):
    """A decision was handed in for an attempt that has its grade already.

    An attempt takes one decision, which is carried out at once. Its grade stays, whatever is known afterwards. The next
    attempt is another plant: what was learnt about the trade helps there, numbers do not.

    Begin the next attempt. The best grade counts, and all are kept.
    """

    says = "Attempt {number} at “{lesson}” has its grade already: {points} points."
    why = "A decision is carried out once; afterwards the plant has shown what it can do."
    act = "Begin the next attempt: it is another plant, and the best grade counts."
    lesson: Text
    number: int
    points: Amount


@rule("C081", Severity.REFUSE)
class NothingOpen(Finding):
    """A decision was handed in where no attempt is open.

    Each attempt begins with its own plant and ends with its grade. Before the first one, and after each grade, nothing
    is there that a decision could be carried out in.

    Begin an attempt at the workbench, or with ``sanhak lesson process.setpoints --for me``.
    """

    says = "No attempt at {lesson} is open."
    why = "A decision is carried out in the plant of its attempt, and none has begun."
    act = "Begin one at the workbench, or with sanhak lesson {lesson} --for me."
    lesson: str
