"""The rules about the fleet of a project: codes C270–C274, each with its page in its docstring."""

from __future__ import annotations

from datetime import date

from sanhak.finding import Finding, Severity, rule


@rule("C270", Severity.REFUSE)
class FailureNotDearer(Finding):
    """A failure was said to cost no more than a planned job.

    The cost of waiting weighs a failure against a planned job. Where a failure costs no more, nothing is worth doing
    before it, and there is nothing to rank by.

    State what a failure costs with all that follows: lost production, secondary damage, haste.
    """

    says = "A failure was said to cost {failure} won and a planned job {planned}."
    why = "Where a failure costs no more than a planned job, nothing is worth doing before it."
    act = "State what a failure costs with all that follows: lost production, damage, haste."
    failure: int
    planned: int


@rule("C271", Severity.REFUSE)
class TurnaroundNotAhead(Finding):
    """The day until which risks of the fleet are counted has passed already.

    Risks are counted from today's knowledge until a day that is still to come, mostly the next turnaround.

    State the next turnaround, or leave the field empty: risks then count until the day of an answer.
    """

    says = "The turnaround was put on {until}; today is {today}."
    why = "Whether an asset lasts until a day that has passed is known, not foretold."
    act = "State the next turnaround, or leave the field empty."
    until: date
    today: date


@rule("C272", Severity.REFUSE)
class OneCost(Finding):
    """One of the two costs was stated, and the other was not.

    What it costs to wait compares a failure with a planned job, so both are needed, or neither.

    State both costs, or leave both empty.
    """

    says = "Only one of the two costs was stated."
    why = "What it costs to wait compares a failure with a planned job."
    act = "State both costs, or leave both empty."


@rule("C273", Severity.WARN)
class TurnaroundPassed(Finding):
    """The day until which risks of the fleet are counted has passed since the answers came.

    Risks count until the next day that an answer was asked about, where nobody has stated another one.

    Ask the questions again on newer readings, or state the next turnaround.
    """

    says = "Risks count until {until}, which has passed."
    why = "They say what was foretold, not what is to come."
    act = "Ask the questions again on newer readings, or state the next turnaround."
    until: date
