"""The rules about expressions. Codes T110–T119."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T110", Severity.REFUSE)
class NotUnderstood(Finding):
    """An expression stops making sense at one place.

    Columns stand by their name; names with blanks, dots or dashes stand in brackets, as in ``[TIC-1203.PV]``. Texts
    stand in quotation marks. Between two things stands a sign: ``+ - * / ^``, a comparison, ``and`` or ``or``.

    The mark ▸ stands where something else was expected.
    """

    says = "{shown} is not understood at character {place}: expected was {expected}."
    why = "What cannot be read cannot be computed, and a guess could mean something else."
    act = "Correct the expression at the mark ▸; put names with blanks or signs into brackets."
    shown: str
    place: int
    expected: Text


@rule("T111", Severity.REFUSE)
class TooLong(Finding):
    """An expression is longer or more deeply nested than anybody could check by eye.

    Derive a column for a part of it first, then use that column.
    """

    says = "{shown} is longer or deeper than {most} allows."
    why = "Such an expression hides its mistakes."
    act = "Derive its parts as columns of their own."
    shown: str
    most: int


@rule("T112", Severity.REFUSE)
class UnknownFunction(Finding):
    """A function was named that the language does not have.

    The list of functions stands on the page of expressions.
    """

    says = "There is no function {function}. Nearest: {near}."
    why = "Only the functions of the list can be computed."
    act = "Use one of these: {known}."
    function: str
    near: tuple[str, ...]
    known: tuple[str, ...]


@rule("T113", Severity.REFUSE)
class WrongArguments(Finding):
    """A function was given other things than it takes.

    ``lag`` takes a column and a span or a number of rows, ``mean`` and its like a column and a span, ``if`` a condition
    and two values.
    """

    says = "{function} takes {takes}; given was {given}."
    why = "With other arguments it has no meaning."
    act = "Correct the arguments of {function}."
    function: str
    takes: Text
    given: str


@rule("T114", Severity.REFUSE)
class UnitsClash(Finding):
    """Two amounts were added or compared whose units measure different things.

    A number without a unit takes the unit of what it stands beside; a column without a unit goes with everything.

    Give the number its unit, correct the unit of the column, or divide before you add.
    """

    says = "{part} puts {left} and {right} together."
    why = "Amounts of different things can be neither added nor compared."
    act = "Correct the unit of one side."
    part: str
    left: str
    right: str


@rule("T115", Severity.REFUSE)
class KindsClash(Finding):
    """Things of different kinds were put together: a number and a text, a date and a number, a condition and a value.

    Labels are compared with texts in quotation marks, even where they look like numbers: ``reactor == '2'``.
    """

    says = "{part} needs {needs}, and {given} is {kind}."
    why = "Numbers, labels, dates and conditions cannot stand for one another."
    act = "Compare labels with texts in quotation marks, numbers with numbers, dates with dates."
    part: str
    needs: Text
    given: str
    kind: Text


@rule("T116", Severity.REFUSE)
class NotWithUnit(Finding):
    """Only a pure number has a logarithm, an exponential or a power that is no whole number.

    Divide by a reference first: ``log(p / 1 bar)``.
    """

    says = "{part} takes a pure number, and {given} is in {unit}."
    why = "The logarithm of a pressure depends on its unit and means nothing."
    act = "Divide by a reference amount first."
    part: str
    given: str
    unit: str


@rule("T117", Severity.REFUSE)
class SpanNeedsTime(Finding):
    """A function that looks back over a span of time needs a time column.

    Name the time column when the table is read, or look back by rows: ``lag(x, 3)``.
    """

    says = "{part} looks back in time, and the table has no time."
    why = "Rows are not evenly spaced for certain, so a span is no number of rows."
    act = "Name the time column, or give a number of rows."
    part: str
