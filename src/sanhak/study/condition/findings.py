"""What is wrong with inspections, or worth knowing of them: S361–S365, M300–M304, T376–T379."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S361", Severity.REFUSE)
class TooFewReadings(Finding):
    """Fewer than two assets have two readings or more: no rate of wear can be told.

    A life to a limit rests on how fast a condition grows. One reading tells where an asset stands, never where it goes.

    Add earlier inspections, or further assets of the same kind.
    """

    says = "Of {assets:asset|assets} with a reading, {enough} have two or more; two are needed."
    why = "One reading tells where an asset stands, and not how fast it wears."
    act = "Add earlier inspections, or further assets of the same kind."
    assets: int
    enough: int


@rule("S362", Severity.REFUSE)
class NoLimit(Finding):
    """There is neither a column of limits nor a number for one.

    A life ends where the condition reaches its limit: a minimum wall thickness, a zone of vibration, a pressure drop.

    Name the column, or give the limit as a number in the unit of the condition.
    """

    says = "{condition} has no limit: no column of limits was found among {known}, and no number was given."
    why = "A life to a limit needs the limit."
    act = "Name the column of limits, or give one limit for all."
    condition: str
    known: tuple[str, ...]


@rule("S363", Severity.REFUSE)
class UnusableHead(Finding):
    """A column that is needed was not found, or does not hold what it is to hold.

    Common heads are recognised in Korean and English, such as *asset*, *date*, *thickness*, *설비* or *측정일*.

    Name the column in the question, and see that dates are read as dates and conditions as numbers.
    """

    says = "No usable column was found for: {wanted}. The columns are {known}."
    why = "A column that is guessed wrongly gives lives that look right and are not."
    act = "Name the column in the question, and see that dates are read as dates and conditions as numbers."
    wanted: Text
    known: tuple[str, ...]


@rule("S364", Severity.REFUSE)
class TurnaroundNotAhead(Finding):
    """The turnaround cannot be read, or does not lie after the last inspection.

    It is a date as in 2027-04-01, or a number where time is hours or cycles.

    Give the next turnaround after the last inspection.
    """

    says = "{given} is no moment after the last inspection, {last}."
    why = "The chance to last is asked from the last inspection on."
    act = "Give a date as in 2027-04-01, after the last inspection."
    given: str
    last: str


@rule("S365", Severity.NOTE)
class TurnaroundAssumed(Finding):
    """No turnaround was given; a usual distance was taken.

    For dates this is a year after the last inspection, else a quarter of the time that the inspections span.

    Give the date of the next turnaround.
    """

    says = "No turnaround was given; {until} was taken."
    why = "The chance to last depends on how long an asset has to."
    act = "Give the date of the next turnaround."
    until: str


@rule("S366", Severity.NOTE)
class NoPast(Finding):
    """The readings leave no earlier moment at which the candidates could be judged.

    A contest needs at least four assets that have readings before and after an earlier moment.

    Ask again when further inspections are there.
    """

    says = "There are too few later readings to judge by; wear with a rate of its own for each asset was taken."
    why = "Which way of going on is right was not tried here."
    act = "Ask again when further inspections are there."


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


@rule("T376", Severity.NOTE)
class RowsWithoutReading(Finding):
    """Rows in which the asset, the time, the condition or the limit is missing were left out.

    A reading without one of them cannot be placed.

    Fill them in, if they are known.
    """

    says = "{count:row|rows} without asset, time, condition or limit were left out, the first of them row {row}."
    why = "A reading that belongs nowhere tells nothing."
    act = "Fill the cells in, if they are known."
    count: int
    row: int


@rule("T377", Severity.NOTE)
class TimeBackwards(Finding):
    """In the file the time of an asset goes backwards; its readings were put in order.

    Two exports that were pasted together look like this, and a counter of hours that was reset.

    Check the order; a counter that was reset needs a renewal at that moment.
    """

    says = "Time goes backwards in {count:asset|assets}, for example {example}; readings were put in order."
    why = "A counter that was reset would mix two lives."
    act = "Check the order of the file; give the renewals where a counter was reset."
    count: int
    example: str


@rule("T378", Severity.WARN)
class UnitsSwitched(Finding):
    """Readings of an asset change at one moment by the factor between two units, as 25.4 between mm and inch.

    They were brought to the unit of the limit; the file itself is unchanged.

    Correct the file, so that each reading stands in one unit.
    """

    says = "{rows:reading|readings} of {count:asset|assets}, as {example}, stood in another unit (factor {factor})."
    why = "A change of units looks like sudden wear, or like a renewal."
    act = "Correct the file, so that each reading stands in one unit."
    rows: int
    count: int
    factor: Amount
    example: str


@rule("T379", Severity.WARN)
class TwoAssets(Finding):
    """The readings under one name jump to and fro between two courses: two assets, or two places of one.

    Nothing tells which reading belongs to which, so these assets were left out of the fleet and of the decision.

    Give each place a name of its own.
    """

    says = "{count:asset|assets} have readings that jump between two courses, for example {example}; left out."
    why = "A course through two places belongs to neither."
    act = "Give each place of measurement a name of its own."
    count: int
    example: str
