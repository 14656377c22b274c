"""The rules about lists of running scholars: codes C240–C249, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C240", Severity.REFUSE)
class ColumnsMissing(Finding):
    """A list of running scholars lacks columns without which nobody can be taken over.

    Needed are the name, both days of the agreement, the stipend of a month, and the approval number under which the
    agreement was signed. Heads may be Korean or English; the page of the import lists them.
    """

    says = "The list lacks {columns}."
    why = "Without them no agreement can be taken over."
    act = "Add the columns, or correct their heads, and choose the file again."
    columns: tuple[str, ...]


@rule("C241", Severity.WARN)
class ColumnsNotRead(Finding):
    """A list of running scholars has columns that mean nothing to the import.

    They are left out. Heads are compared without blanks and without what stands in brackets.
    """

    says = "These columns are not read: {columns}."
    why = "What stands in them is not kept."
    act = "Correct their heads if they should be read; otherwise go on."
    columns: tuple[str, ...]


@rule("C242", Severity.REFUSE)
class NotAnEvent(Finding):
    """What stands in the column of events is no event with its day.

    Events are written one after the other with semicolons between, each as its word and its first day:
    휴학 2026-03-01; 복학 2026-09-01.
    """

    says = "“{given}” is no event with its day."
    why = "Payments and service are calculated from events."
    act = "Write a word such as 휴학 or leave, then the day."
    given: str


@rule("C243", Severity.REFUSE)
class PaidDiffers(Finding):
    """What was paid in all is not what agreement and events ask for up to the last month that was paid.

    Mostly an event is missing, or a version. The sum is before tax, tuition included. Without the column the months
    are taken over as calculated.
    """

    says = "{given} won were paid according to the list; agreement and events give {due} won."
    why = "A scholar would begin here with a history that was not theirs."
    act = "Add the event or the version that is missing, or correct the sum."
    given: int
    due: int


@rule("C244", Severity.REFUSE)
class ListChanged(Finding):
    """What was sent to be kept is not a list that was previewed.

    A list is read, previewed and then kept; what is kept is checked once more.
    """

    says = "This is no list that was previewed."
    why = "Only what was previewed is kept."
    act = "Choose the file again."
