"""Why assets cannot be watched as their tables stand, or not wholly: S400–S405, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S400", Severity.REFUSE)
class NothingNormal(Finding):
    """Too few readings lie in the normal period to learn a normal course from.

    At least 24 readings are needed, and at least eight of one asset. By itself the normal period is the first third of
    the usual time between renewals of an asset; one reading of an asset, or a period in which nothing was read, teaches
    nothing.

    Name a normal period that holds readings, or give more of them.
    """

    says = "{rows:reading lies|readings lie} in the normal period; at least {least} are needed."
    why = "From so few readings neither a normal course nor its limits can be told."
    act = "Name a normal period that holds readings, lengthen it, or give more readings of each asset."
    rows: int
    least: int


@rule("S401", Severity.REFUSE)
class NothingWatched(Finding):
    """No reading lies outside the normal period: there is nothing to watch.

    What was normal is compared with nothing. The normal period ends by its last moment, or so long after an asset's
    first reading or renewal.

    End the normal period earlier, or give the readings after it.
    """

    says = "All {rows:reading lies|readings lie} in the normal period; none is left to watch."
    why = "Warnings are told of readings after the normal period."
    act = "End the normal period earlier, or give later readings."
    rows: int


@rule("S402", Severity.NOTE)
class ClockWithoutUnit(Finding):
    """The column of time is a number whose unit is no time, so that a week is seven of it.

    False alarms are promised for each asset and week. Numbers of hours, minutes, seconds or days are converted; cycles,
    or a column without a unit, cannot be.

    Give the column its unit.
    """

    says = "{column} bears no unit of time; seven of it were taken as a week."
    why = "The promise of false alarms for each asset and week is kept for seven of them."
    act = "Give {column} its unit, such as h or d."
    column: str


@rule("S403", Severity.WARN)
class EventsElsewhere(Finding):
    """Some events belong to assets of which there is no reading, or name no asset or no time.

    The names in both tables are compared as they are written. An asset whose renewal is not known is still compared
    with what it was before.

    Write the names alike in both tables.
    """

    says = "{count:event belongs|events belong} to no reading: {assets}."
    why = "An asset whose renewal is missed is compared with its old self, and raises alarms."
    act = "Write the names of assets in both tables in the same way, and fill in the times."
    count: int
    assets: tuple[str, ...]


@rule("S404", Severity.REFUSE)
class MomentUnread(Finding):
    """The beginning or end of the normal period cannot be read as a moment.

    It is a date, as in 2026-03-02 or 2026-03-02 08:00, where the column of time holds dates, and a number where it
    holds numbers.

    Write it as the column of time does.
    """

    says = "{given} is no moment of the column {column}."
    why = "The normal period is cut by it."
    act = "Write it as {column} does, for instance {example}."
    given: str
    column: str
    example: Text


@rule("S405", Severity.NOTE)
class NormalFirst(Finding):
    """No normal period was named: the first time of each asset, and after each renewal, counts as normal.

    It is a third of the usual time between renewals unless it was named. If assets were already off their course then,
    that is what they are compared with; siblings still tell.

    Name the normal period.
    """

    says = "No normal period was named; the first {days} of each asset and after each renewal counts as normal."
    why = "What was off from the beginning counts as normal then, unless its siblings show it."
    act = "Name the period in which all assets ran normally."
    days: Text
