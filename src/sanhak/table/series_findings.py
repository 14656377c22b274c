"""The rules about reading a table as series on a calendar: T340–T356, each with its page in its docstring."""

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

    says = "Left out for want of a quantity, a date or a label, or replaced by a later row: {rows:row|rows} of {of}."
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


@rule("T350", Severity.NOTE)
class PeriodsRead(Finding):
    """The column of time names periods instead of dates, such as 202403, 2024-W05 or 2024년 1분기.

    Each was read as the first day of its period; weeks are those of ISO 8601, which begin on Monday. In numbers such as
    2024.1 the two digits after the point are the month, so that this is October.

    If they mean something else, write dates.
    """

    says = "{column} names {periods}, such as {example}: each was read as its first day, here {day}."
    why = "A financial year, or weeks counted otherwise, would lie elsewhere in the calendar."
    act = "Write dates if these periods begin on other days."
    column: str
    example: str
    periods: Text
    day: date


@rule("T351", Severity.REFUSE)
class DatesFarApart(Finding):
    """More than half of the time that the table covers lies between two rows that follow one another.

    One mistyped year does that: a row of 2202 among those of 2022 makes a history of two centuries in which nothing
    was sold. A forecast of it would be of nothing.

    Correct the date, or leave out the rows before or after the gap.
    """

    says = "Between {before} and {after} there is no row: {empty} of {all} {periods} are one gap."
    why = "A mistyped date makes centuries without sales, and the forecast would follow them."
    act = "Correct the date, or leave out the rows on one side of the gap in the preparation."
    before: date
    after: date
    empty: int
    all: int
    periods: Text


@rule("T352", Severity.REFUSE)
class LevelIsAnother(Finding):
    """A column is named both as a level of the series and as their time or quantity.

    Each day, or each amount sold, would then be a series of its own.

    Take it out of the levels.
    """

    says = "{column} is named among the levels, and as “{other}” as well."
    why = "Every date or quantity would be a series of its own, with one row each."
    act = "Take {column} out of the levels."
    column: str
    other: Text


@rule("T353", Severity.REFUSE)
class QuantityBeyondReckoning(Finding):
    """A quantity is so large that sums of its squares are no numbers any more, or all are as good as nothing.

    It was mistyped, or stands for a missing value.

    Correct it or take the row out in the preparation.
    """

    says = "{column} holds {value}: quantities of that size cannot be reckoned."
    why = "One such row would decide the sums of all levels."
    act = "Correct it, or take the row out in the preparation."
    column: str
    value: float


@rule("T354", Severity.WARN)
class TotalAmongItems(Finding):
    """Some series hold in every period the sum of all others of the table: they are totals, not items.

    A sheet that was copied from a report often has a row *total* or *합계* a period. Read as an item it is forecast and
    stocked once more.

    Leave such rows out in the preparation; sums over all levels are made here.
    """

    says = "{names} hold in every period what all others hold together: everything is counted twice."
    why = "A total that is read as an item doubles the forecast and what is held."
    act = "Leave the rows of {names} out in the preparation."
    names: tuple[str, ...]


@rule("T355", Severity.NOTE)
class RemarksNoLevel(Finding):
    """Columns of words were not taken as levels, because hardly a word of theirs comes back.

    Remarks, order numbers and names of customers who bought once name no series that goes on.

    Name the levels where one of them is meant.
    """

    says = "{columns} were not taken as levels: a word of theirs stands in fewer than three rows on the mean."
    why = "Each remark would be a series of its own, with a row or two."
    act = "Name the levels where one of these is meant."
    columns: tuple[str, ...]


@rule("T356", Severity.WARN)
class PriceBelowZero(Finding):
    """The latest price of some items is negative.

    It may stand for a credit note, a discount or a missing value. The value of stock is then negative, too.

    Correct the prices.
    """

    says = "{count:item has|items have} a price below zero in {column}."
    why = "What is worth most then stands last, and the value of the stock is wrong."
    act = "Correct {column}, or leave the price out."
    count: int
    column: str
