"""The rules about what is to be watched: codes S330 on, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S330", Severity.WARN)
class NormalGuessed(Finding):
    """No normal period was given; the first half of the rows was taken for it, or the whole first of two tables.

    Nobody but the people of the plant knows when it ran normally. A fault within the period that is learnt from would
    count as normal.
    """

    says = "No normal period was given: {rows:row|rows} up to {until} were taken for normal."
    why = "A fault among them would be learnt as normal, and never be found."
    act = "Give the period in which the plant ran as it should."
    rows: int
    until: Text


@rule("S331", Severity.REFUSE)
class NothingToWatch(Finding):
    """All rows belong to the normal period, so none is left to be watched.

    Watched is what lies outside of the normal period, or a second table.
    """

    says = "All of {rows:row|rows} belong to the normal period."
    why = "What is learnt from is not judged: it would always look normal."
    act = "End the normal period earlier, or give the rows to watch as a second table."
    rows: int


@rule("S332", Severity.REFUSE)
class NoNormalRow(Finding):
    """No row lies in the normal period and keeps its conditions.

    The ends of the period are compared with the column of time, the conditions with each row. A row for which a
    condition cannot be told, because a value is missing, does not keep it.
    """

    says = "Of {rows:row|rows} none is in the normal period."
    why = "Without normal rows there is no course to compare with."
    act = "Check the two moments and the conditions against the first and the last row of the table."
    rows: int


@rule("S333", Severity.REFUSE)
class MomentNotRead(Finding):
    """An end of the normal period cannot be read as a moment, or the table has no column of time to compare it with.

    A moment is written as in 2026-03-02 08:00; the time of day may be left out.
    """

    says = "{given} is no moment that can be found in the table."
    why = "It decides which rows are learnt from."
    act = "Write it as 2026-03-02 08:00, and see that the column of time was read as a time."
    given: str
