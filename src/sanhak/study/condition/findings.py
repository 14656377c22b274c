"""What cannot be asked of inspections, or was assumed: S361–S366 and S410, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


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


@rule("S410", Severity.WARN)
class RenewalsUnused(Finding):
    """Some renewals belong to assets without readings, or lie after the last reading; they cut no life.

    Names in both tables are compared as they are written. What is only planned has not renewed anything yet.

    Write the names alike in both tables.
    """

    says = "{count:renewal belongs|renewals belong} to no reading, first that of {asset}; left out."
    why = "A renewal that is missed makes an asset look as if its condition had got better by itself."
    act = "Write the names of the assets alike in both tables; leave out what is only planned."
    count: int
    asset: str
