"""The rules about plans as a Gantt, and about planning from lives: W145–W148, each with its docstring as page."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("W145", Severity.REFUSE)
class CannotStandThere(Finding):
    """A job was moved to where it cannot be done, whatever makes way for it.

    A hard date of others (turnaround, statutory inspection), a window that is closed, a skill that the crew has not, a
    week with too few hours, a part that has not come: none of these gives way to a job that is put by hand. Other jobs
    do, when the rest is planned again.

    Take another week or another crew. If the date, the window or the part is wrong, correct it in its table and ask the
    plan again.
    """

    says = "{asset} cannot stand there. {because}"
    why = "A plan that nobody can carry out would be kept by nobody."
    act = "Take another week or another crew; or correct the table that says so, and ask again."
    asset: str
    because: Text


@rule("W146", Severity.REFUSE)
class PlanWithoutData(Finding):
    """The data that a plan was made from were deleted, so that its jobs cannot be moved.

    What a move costs follows from the lives, crews and dates that the plan was made from. The answer itself keeps its
    calendar, its orders and its report.

    Open the answer and its calendar, or give the data again and ask for a new plan.
    """

    says = "The data of this plan are gone; without them no move has a price."
    why = "What a move costs follows from the lives, crews and dates of the plan."
    act = "Open the answer with its calendar, or give the data again and ask for a new plan."


@rule("W147", Severity.REFUSE)
class NoSuchMove(Finding):
    """A move names a job or a crew that the plan does not have, or no day.

    Perhaps the page was open for long and the plan is another by now.

    Load the page anew, and choose the day as in 2026-07-06.
    """

    says = "The move names no day, or a job or crew that this plan does not have ({given})."
    why = "A job is put on a day, by a crew of the plan."
    act = "Load the page anew, and choose the day as in 2026-07-06."
    given: str


@rule("W148", Severity.REFUSE)
class NoLivesToPlan(Finding):
    """A plan was to be made from an answer that does not tell how long assets last.

    Answers about condition, remaining life and risk of failure have a table *lives*, one row for each asset. Others
    have none.

    Ask how long the assets last, and plan from that answer.
    """

    says = "This answer has no table lives; it has {known}."
    why = "A plan weighs the chance of each asset to last."
    act = "Ask about condition, remaining life or risk of failure, and plan from that answer."
    known: tuple[str, ...]
