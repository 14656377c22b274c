"""Why lives cannot be learnt as the tables stand: S367–S371, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S367", Severity.REFUSE)
class NoFailureKnown(Finding):
    """No asset is known to have failed: all lives are censored.

    Remaining life is learnt from histories that ran to a failure. They are known by a table of ends, by a column that
    says that an asset failed, or because the running assets stand in a table of their own.

    Give the table of ends (work orders of failures). Where nothing ever failed but a condition has a limit, ask for
    the life until that limit: that question needs no failure.
    """

    says = "Of {assets:asset|assets} none is known to have failed."
    why = "Histories that did not end do not say how long they would have gone on."
    act = "Give the failures as the table of ends; where there are none, ask for the life until a condition's limit."
    assets: int


@rule("S368", Severity.WARN)
class FailuresWithoutHistory(Finding):
    """Some failures belong to assets, or times, of which there is no reading.

    A failure teaches only with the readings before it. The names in both tables are compared as they are written.

    Give the readings of these assets, or write their names alike in both tables.
    """

    says = "{count:failure has|failures have} no reading before: {assets}."
    why = "A failure without its readings teaches nothing; these were left out."
    act = "Give the readings of these assets, or write their names in both tables in the same way."
    count: int
    assets: tuple[str, ...]


@rule("S369", Severity.REFUSE)
class NothingRuns(Finding):
    """Every life has ended: there is no running asset to tell about.

    An asset runs if it has readings after its last end. Assets that run may also be given as a table of their own.

    Give the readings of the running assets, in the same table or as the second one.
    """

    says = "All of {lives:life|lives} have ended; none is left that runs."
    why = "The question is how long running assets will last."
    act = "Give the readings of running assets, in the same table or as a table of their own."
    lives: int


@rule("S370", Severity.REFUSE)
class ColumnNotFound(Finding):
    """A column that is needed is not in a table, by any of the heads that are usual for it.

    The asset, the time and at least one sensor are needed. Heads are compared by letters and digits, in Korean and
    English.

    Name the column in the question, or give it a usual head.
    """

    says = "The table {table} has no column for {wanted}; it has {known}."
    why = "Without it no history can be put together."
    act = "Name the column in the question."
    table: str
    wanted: Text
    known: tuple[str, ...]


@rule("S371", Severity.REFUSE)
class ColumnUnlikeOther(Finding):
    """A column holds something else than in the first table, or than it must.

    Times are dates or numbers, and of the same kind and unit in all tables; sensors and settings are numbers.

    Correct the column, or name another one.
    """

    says = "{column} of the table {table} is not {wanted}."
    why = "Times and values are compared between the tables."
    act = "Correct {column}, or name another column."
    column: str
    table: str
    wanted: Text
