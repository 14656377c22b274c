"""The rules about rows that find one another badly: equipment, clocks, delays, and what is left. Codes T240–T246."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T240", Severity.WARN)
class AssetsWithoutPartner(Finding):
    """Some equipment stands in one of two joined tables only.

    Names are compared by their letters and digits, whatever their case: ``R-101``, ``R101`` and ``r 101`` are one
    reactor, ``R-0101`` is another one. A name that fits two names of the main table equally well has no partner.

    Correct the names, or leave the other equipment out with a condition if it does not belong here.
    """

    says = "Equipment without a partner in the join with {table}: here {ours}; there {theirs}."
    why = "Rows are joined on the same equipment only; what has no partner is not joined."
    act = "If these are the same under another name, write them alike; otherwise nothing needs to be done."
    table: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@rule("T241", Severity.REFUSE)
class NoCommonAsset(Finding):
    """Two tables name their equipment, and no name stands in both.

    The columns may speak of different things, such as the reactor here and the analyser there, or one of them uses
    another system of names.

    Name the right columns when the tables are read (``asset=``), write the names alike, or join by time alone with
    ``assets: ignore``.
    """

    says = "No equipment of {theirs_column} in {table} is in {ours_column}: here {ours}; there {theirs}."
    why = "A sample of one reactor must not be joined to the rows of another."
    act = "Write the names alike, or say assets: ignore to join by time alone."
    table: str
    ours_column: str
    theirs_column: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@rule("T242", Severity.WARN)
class AssetsOnOneSide(Finding):
    """One of two joined tables names several pieces of equipment, and the other none.

    Its rows are then joined by time alone, so a sample meets the nearest row, of whichever equipment that is.

    Keep the rows of one piece of equipment first (``where: reactor == 'R-101'``), or bring the names into the other
    table.
    """

    says = "{naming} tells {assets:piece|pieces} of equipment apart, {silent} none: they were joined by time alone."
    why = "A value of one piece of equipment may stand beside the readings of another."
    act = "Keep the rows of one piece of equipment before the join, or add its name to the other table."
    naming: Text | str
    silent: Text | str
    assets: int


@rule("T243", Severity.WARN)
class CrowdedRow(Finding):
    """More than half of the joined rows, at least five, fall on one and the same row of the main table.

    One clock runs in another zone or year, so that all samples come after the end of the history; or the main table has
    a long gap. Without ``within`` the last row before it is then taken, however old it is.

    Compare the first and last times of both tables, and say with ``within`` how old a row may be.
    """

    says = "{rows} of {matched:row|rows} of {table} fall on one row, number {row} ({moment})."
    why = "The same readings then stand beside different results, and nothing can be learned from them."
    act = "Compare the clocks of both tables, and give the join a limit: within: 1 h."
    table: str
    rows: int
    matched: int
    row: int
    moment: datetime | None


@rule("T244", Severity.REFUSE)
class DelayTooLong(Finding):
    """The delay of a join is longer than all of the history to which it is applied.

    A unit that was mixed up (35 h for 35 min) is the usual reason.

    Correct the delay, or bring the history of the time from which the samples come.
    """

    says = "The delay of {delay} is longer than the whole history, {length}."
    why = "The samples would show the plant as it was before the first row."
    act = "Correct the delay and its unit, or bring a longer history."
    delay: str
    length: str


@rule("T245", Severity.WARN)
class FewRowsLeft(Finding):
    """Conditions and periods together have left fewer than ten rows.

    Each of them may be right for itself; where they overlap, or each takes another part, hardly anything stays. From so
    few rows no relation can be told from accident.

    Look at the step that took most, and loosen it, or bring a longer history.
    """

    says = "Only {left:row is|rows are} left of {before}. Left out: {took}."
    why = "From so few rows no relation can be told from accident."
    act = "Loosen the step that takes most rows, or bring a longer history."
    left: int
    before: int
    took: tuple[Text, ...]


@rule("T246", Severity.WARN)
class ClockNotInOrder(Finding):
    """A step that goes by time met a clock that jumps back, or one moment twice on one piece of equipment.

    The end of summer time, a clock that was set, and files that overlap look like this. Reported where at most one row
    in ten is concerned: a table that is not sorted at all is sorted without ado, and a date without a time of day
    repeats by nature. Rows are counted from 1, as they came to the step.

    Export in one zone without summer time, or delete the copies.
    """

    says = "In {table} the clock jumps back at {back:row|rows}; {repeats:row repeats|rows repeat} a moment: {examples}."
    why = "What belongs to which moment cannot be told there. {done}"
    act = "Check these rows: summer time, a clock that was set, or files that overlap."
    table: Text | str
    back: int
    repeats: int
    examples: tuple[Text, ...]
    done: Text
