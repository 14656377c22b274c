"""What cannot be told of lives from new rows: S420–S422 and S449, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S420", Severity.REFUSE)
class NoAssetRuns(Finding):
    """No asset of the new rows runs: each has failed, was taken out of service, or has no name.

    A remaining life is that of an asset in service. Rows that tell of ends alone say that a life is over.

    Add rows of assets in service, or ask the question anew with all rows.
    """

    says = "Of {assets:asset|assets} in the rows, such as {example}, none runs."
    why = "What has ended has no remaining life."
    act = "Add rows of assets in service, or ask the question anew with all rows."
    assets: int
    example: str


@rule("S421", Severity.REFUSE)
class TimeIsOver(Finding):
    """The time for which the chance to last was asked for does not lie ahead of the last reading any more.

    A chance to last until a turnaround means nothing once the turnaround is over.

    Ask the question anew with the next turnaround.
    """

    says = "The chance to last was asked for until {until}; the last reading is of {last}."
    why = "What lies behind the last reading is known, and has no chance."
    act = "Ask the question anew with a later time."
    until: str
    last: str


@rule("S422", Severity.REFUSE)
class AheadNotPositive(Finding):
    """The time for which the chance to last is asked is not above 0.

    The chance is told from the last reading on, so a time ahead is a length of time and no date.

    Give it as a length of time in the unit of the lives, or leave it empty.
    """

    says = "The time ahead is {given}; it has to be above 0."
    why = "A chance to last is told of what lies ahead."
    act = "Give a length of time in the unit of the lives, or leave it empty."
    given: float


@rule("S449", Severity.NOTE)
class NotNamedBefore(Finding):
    """Assets of the new rows are not among those that the answer knows.

    Their lives rest on the rows that were sent alone, and on what the fleet has taught. A name that is written
    otherwise is a new asset too, without all that it has shown before.

    See whether they are new; if a name was mistyped, correct it and ask again.
    """

    says = "{count:asset is|assets are} new to this answer, such as {example}."
    why = "What an asset has shown before counts, and of these nothing is known."
    act = "See whether they are new; if a name was mistyped, correct it and ask again."
    count: int
    example: str
