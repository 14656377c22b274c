"""The rules about reading a table as series on a calendar: T340–T349, each with its page in its docstring."""

from __future__ import annotations

from datetime import date

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T340", Severity.REFUSE)
class WrongKind(Finding):
    """A column that is to hold quantities or dates was read as something else.

    Quantities must be numbers and times must be dates. A column of months such as *2024-03* is read as dates; one of
    numbers such as *202403* is not, unless its kind is corrected.

    Name another column, or correct the kind where the table is shown.
    """

    says = "{column} was read as {kind}; {needed} is needed there."
    why = "A series is a number at each date; neither can be guessed from something else."
    act = "Name another column, or correct the kind of {column}."
    column: str
    kind: str
    needed: str


@rule("T341", Severity.REFUSE)
class NoRowsLeft(Finding):
    """No row of the table has a quantity, a date and all labels together.

    Rows that lack one of these cannot be put on a calendar. A column that is empty throughout was probably named by
    mistake, or is filled in another sheet.

    Look at the table and name the columns that are filled.
    """

    says = "No row has {column}, {time} and all labels together."
    why = "Without these no quantity can be put on a calendar."
    act = "Look at the table, and name columns that are filled."
    column: str
    time: str


@rule("T342", Severity.REFUSE)
class PeriodUnclear(Finding):
    """The dates lie at a distance that is no day, week, month, quarter or year, or there is only one date.

    The period is found from the usual distance between the dates of all series together. Dates every ten days, or every
    four weeks, have no period of the calendar.

    Name the period: quantities are then added up within each.
    """

    says = "The dates in {time} lie {spacing:day|days} apart: that is no day, week, month, quarter or year."
    why = "Without a period neither a season nor a horizon means anything."
    act = "Name the period, such as month: quantities are then added up within each."
    time: str
    spacing: float


@rule("T343", Severity.REFUSE)
class MixedPeriods(Finding):
    """Some series are recorded in other periods than the rest, such as monthly ones among weekly ones.

    Read on the finer calendar, the coarse series would look as if it sold nothing most of the time. Added up to the
    coarser period all of them can be compared.

    Name the coarser period, or leave these series out in the preparation.
    """

    says = "{name} is recorded in {own}, while the others are recorded in {others}."
    why = "On the finer calendar such a series would look as if it sold nothing most of the time."
    act = "Name the coarser period, here {own}, or leave these series out in the preparation."
    name: tuple[str, ...]
    own: Text
    others: Text


@rule("T344", Severity.REFUSE)
class SameDateTwice(Finding):
    """A series has several rows on one date.

    They may be lines of invoices, which are to be added up, or corrections, of which the last counts, or the trace of a
    label that was not named, such as a customer. Only the owner of the table knows which.

    Say what several rows on one date mean, or name the label that tells them apart.
    """

    says = "{rows:row|rows} share {dates:date|dates} within their series, first of all {name} on {day}."
    why = "Added up or replaced, the quantity is not the same; only the owner of the table knows which is right."
    act = "Say whether such rows are added up or the last one counts, or name the label that tells them apart."
    rows: int
    dates: int
    name: tuple[str, ...]
    day: date


@rule("T345", Severity.WARN)
class GapsFilled(Finding):
    """Periods without a row lie inside some series.

    A missing month may mean that nothing was sold or that nobody wrote it down. Where the table writes zeros somewhere,
    a gap is taken as not recorded and bridged by a straight line; where it never writes a zero, a gap is taken as
    nothing sold.

    Say what a missing period means if this is wrong.
    """

    says = "{gaps:period|periods} inside {series:series|series} have no row, among them in {names}; taken as: {how}."
    why = "A month without sales and a month without a record lead to different forecasts and stocks."
    act = "If that is wrong, set what a missing period means."
    gaps: int
    series: int
    names: tuple[str, ...]
    how: Text


@rule("T346", Severity.WARN)
class ReturnsNetted(Finding):
    """In some periods more came back than was sold: the quantity is negative.

    A forecast of demand must not be negative, and a return is no demand of the month in which it is booked. What a
    period returns is set against what it sold; what remains negative is read as zero.

    If returns belong to earlier months, book them there, or leave them out in the preparation.
    """

    says = "{periods:period|periods} of {series:series|series} are negative, most of all in {name}: read as zero."
    why = "A return is no demand; carried forward it would pull the forecast and the stock down."
    act = "If returns belong to earlier periods, book them there, or leave them out in the preparation."
    periods: int
    series: int
    name: str


@rule("T347", Severity.WARN)
class RowsLeftOut(Finding):
    """Some rows were left out, because they lack a quantity, a date or a label, or because a later row replaced them.

    They are counted here so that totals can be compared with the books.

    Fill them in, if they are many.
    """

    says = "{rows:row|rows} of {of} lack a quantity, a date or a label, or were replaced by a later row: left out."
    why = "Totals differ from the books by what these rows hold."
    act = "Fill them in if they are many."
    rows: int
    of: int


@rule("T348", Severity.WARN)
class StrangeDates(Finding):
    """Dates lie before 1950 or after 2100.

    Such dates are usually made up, or serial numbers that were read as dates. The order in time may still be right, so
    that the forecast stands; its dates are then as strange as those of the table.

    Check the column of dates, and mend the format in the file.
    """

    says = "Dates run from {first} to {last}."
    why = "Dates so far away are usually made up or misread; the forecast carries them on."
    act = "Check the column of dates."
    first: date
    last: date


@rule("T349", Severity.NOTE)
class LastPeriodIncomplete(Finding):
    """The last period is cut short, so that it was left out.

    A month of which only two weeks are booked looks like a slump. Rows are recorded more finely than the period here,
    and they end well before the period does.

    Run the study again when the period is complete.
    """

    says = "The period from {day} is not complete; its {rows:row|rows} were left out."
    why = "A period that is cut short looks like a slump, and the forecast would follow it down."
    act = "Ask again when the period is complete."
    day: date
    rows: int
