"""The rules about tables of events and lives: codes T385–T388, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T385", Severity.WARN)
class NoTimePassed(Finding):
    """A life has the duration 0: it ended on the day on which it began. It was left out.

    An order on the day of installation, or a job that was booked twice, looks like this. A life of no length says
    nothing about how long lives are, and most models cannot take its logarithm.
    """

    says = "{rows:row has|rows have} a duration of 0, the first in row {row}; they were left out."
    why = "A life without length tells nothing about how long assets last."
    act = "Correct the dates or durations if the assets did fail on their first day."
    rows: int
    row: int


@rule("T386", Severity.WARN)
class EventIncomplete(Finding):
    """A row lacks its asset, its date or its duration; it was left out.

    Totals at the foot of a sheet and empty lines between months look like this.
    """

    says = "{rows:row lacks|rows lack} a value in {column}, the first is row {row}; they were left out."
    why = "An event that belongs to no asset, or to no time, cannot be counted anywhere."
    act = "Fill in {column} where the row is an event."
    rows: int
    row: int
    column: str


@rule("T387", Severity.REFUSE)
class FlagNotRead(Finding):
    """A column is to tell failures from other ends, and none of its cells does.

    Understood are 1 and 0, yes and no, failed and censored, corrective and preventive, 고장 and 예방, and what the
    field *Words for a failure* names.
    """

    says = "No cell of {column} means a failure; it holds {known}."
    why = "Which lives ended by a failure is the one thing that must be known."
    act = "Name the words for a failure in the question."
    column: str
    known: tuple[str, ...]


@rule("T388", Severity.NOTE)
class EventTwice(Finding):
    """Several orders of one asset have the same date; they count as one event.

    A failure often opens several orders: one to make safe, one to repair, one for the part.
    """

    says = "{rows:order has|orders have} asset and date of another one; each such day counts once."
    why = "One failure with three orders would look like three failures."
    act = "Give the time of day where an asset did fail twice on one day."
    rows: int
