"""What conditions show on their way to a limit: M300–M304, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("M300", Severity.NOTE)
class RenewalsFound(Finding):
    """Conditions jumped back towards new: the asset was replaced or cleaned, and a new life begins there.

    A jump counts that takes back a third of the way to the limit and is far larger than the noise of a reading.

    Give the work orders as the table of renewals, so that dates and causes are known.
    """

    says = "{jumps:jump|jumps} back towards new in {assets:asset|assets}, for example {example}: taken as renewals."
    why = "A life that runs through a renewal would look far too slow."
    act = "Check these dates, or give the work orders as the table of renewals."
    jumps: int
    assets: int
    example: str


@rule("M301", Severity.WARN)
class Improves(Finding):
    """A condition gets better over all its readings although nobody renewed the asset.

    A wall does not grow. Another place was measured, another instrument was used, or a job was not written down.

    Look at where and how it was measured.
    """

    says = "The condition of {count:asset|assets} gets better by itself, for example {example}."
    why = "Their lives rest on the fleet more than on their own readings, and are worth less."
    act = "Look at where and how they were measured, and whether a job is missing."
    count: int
    example: str


@rule("M302", Severity.WARN)
class LimitPassed(Finding):
    """The last reading of an asset lies at its limit or beyond.

    No life is left by the limit that was given. The asset may still run: the limit is what the question says it is.

    Renew it, or measure again.
    """

    says = "{count:asset|assets} stood at or beyond the limit at the last reading, for example {example}."
    why = "By the limit that was given no life is left."
    act = "Renew them, or measure again at once."
    count: int
    example: str


@rule("M303", Severity.NOTE)
class OneReading(Finding):
    """Some assets have one reading since they were new: their lives rest on the fleet's rate alone.

    Such a life is not wrong, but wide.

    Inspect them once more.
    """

    says = "{count:asset|assets} have one reading in their running life, for example {example}."
    why = "Their rate of wear is the fleet's, and their intervals are as wide as the fleet is uneven."
    act = "Inspect them once more before the turnaround is planned."
    count: int
    example: str


@rule("M304", Severity.NOTE)
class FewLivesEnded(Finding):
    """Too few lives have come to their limit to set the intervals by them.

    From 40 assets on whose life ended after an earlier moment, levels are what they were in the past. Below that
    intervals rest on the model, with the doubt of its parameters.

    Keep the dates of failures and renewals with their kind of order.
    """

    says = "{ended:life|lives} ended at a known limit; intervals rest on the model, and from {enough} on on past lives."
    why = "Coverage was tested on later readings, and not on lives."
    act = "Keep the dates of failures and renewals with their kind of order."
    ended: int
    enough: int
