"""The rules about preparation steps. Codes T200–T229; those about long files stand in :mod:`scan_findings`."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T200", Severity.REFUSE)
class SpanNotRead(Finding):
    """A span of time was expected: a number with a unit, such as ``10 min``, ``4 h`` or ``1.5 d``.

    Write the number and the unit with a blank between them. Zero is no span: leave the field out instead.
    """

    says = "{given} is no span of time."
    why = "Windows, delays and limits of patience are spans: a number with a unit of time."
    act = "Write a number with a unit, for example 10 min or 4 h."
    given: str


@rule("T201", Severity.REFUSE)
class NoTime(Finding):
    """A step that goes by time met a table without a column of dates.

    Name the time column when the table is read (``time=``), or correct its kind: a time that was read as text is none.
    """

    says = "The step {step} needs a time, and no column holds dates. Columns: {columns}."
    why = "What came before and after can only be told from the time of each row."
    act = "Name the time column when the table is read, or leave the step out."
    step: str
    columns: tuple[str, ...]


@rule("T202", Severity.REFUSE)
class NothingLeft(Finding):
    """A step has left no row.

    The condition may be misspelt or in another unit than thought, the periods may cover all of the history, or nothing
    was near enough in time to be joined.

    Look at the columns with ``sanhak look``, then widen the step or leave it out.
    """

    says = "None of {before:row|rows} is left. {step}"
    why = "Without rows there is nothing to learn from."
    act = "Check the step against the values of the table, and widen it."
    step: Text
    before: int


@rule("T203", Severity.REFUSE)
class NotACondition(Finding):
    """Rows are kept or left out by a condition that is true or not, and the expression gives something else.

    ``load`` alone is a number; ``load > 50 %`` is a condition.
    """

    says = "{given} is no condition: it is neither true nor false."
    why = "A row is kept or left out by what is true of it."
    act = "Compare with something, for example: load > 50 %."
    given: str


@rule("T204", Severity.REFUSE)
class NotAValue(Finding):
    """A new column was to be made from a condition, which is true or not and no value of its own.

    Write ``if(load > 50 %, 1, 0)`` for a number, or ``if(load > 50 %, 'high', 'low')`` for a label.
    """

    says = "{name} would be true or false: {given}."
    why = "A column holds numbers, labels or dates."
    act = "Say what it should be in either case: if({given}, 'yes', 'no')."
    name: str
    given: str


@rule("T205", Severity.REFUSE)
class PeriodReversed(Finding):
    """A period ends before it begins.

    Exchange both ends, or leave one out for a period without it.
    """

    says = "The period from {start} to {end} ends before it begins."
    why = "No row lies in it, and something else was meant."
    act = "Exchange both ends."
    start: datetime
    end: datetime


@rule("T206", Severity.REFUSE)
class RuleNeedsNumbers(Finding):
    """A rule for numbers was asked for a column of labels or dates.

    Labels have a first, a last and a count; dates too. A mean of them means nothing.
    """

    says = "{column} holds no numbers ({kind}), so the rule {rule} does not fit it."
    why = "Means, sums and lines between neighbours exist for numbers only."
    act = "Ask for first, last or count, or hold the last value."
    column: str
    kind: str
    rule: str


@rule("T207", Severity.WARN)
class LostInDeriving(Finding):
    """A derived column has no value in some rows although all its inputs had one.

    Something was divided by zero, or the logarithm or root of a number was asked that has none. These cells are
    missing.

    Look at the rows where it happens: often the plant stood still. ``where`` leaves them out.
    """

    says = "{column} has no value in {cells:row|rows} whose columns are all there."
    why = "A division by zero or a root of a negative number has no result; the cells are missing."
    act = "Leave these rows out with a condition, or change the expression."
    column: str
    cells: int


@rule("T208", Severity.REFUSE)
class FillIncomplete(Finding):
    """Filling with a value needs that value, and only this rule has one.

    Write ``by: value`` with ``value: 0``, or another rule without a value.
    """

    says = "The rule {by} and the value {value} do not go together."
    why = "Only filling with a value has one, and it needs one."
    act = "Give by: value with a value, or take the value away."
    by: str
    value: str


@rule("T209", Severity.REFUSE)
class NoSuchTable(Finding):
    """A step asks for a table that was not given.

    Name it on the command line, as in ``--data laboratory=lab.xlsx``, or in Python in the mapping of tables.
    """

    says = "There is no table {table}. Given: {known}."
    why = "A join needs both tables."
    act = "Give it: --data {table}=file.xlsx."
    table: str
    known: tuple[str, ...]


@rule("T210", Severity.REFUSE)
class JoinedNothing(Finding):
    """Not one row of the joined table found a partner.

    In time: the two histories may not overlap, or one clock runs in another zone. By key: the names may be written
    differently in both tables.

    Compare the first and last rows, or some keys, of both tables; then widen the window or mend the names.
    """

    says = "None of {rows:row|rows} of {table} found a partner. Ours: {ours}. Theirs: {theirs}."
    why = "A join that matches nothing leaves nothing to learn from."
    act = "Compare time zones and spellings of both tables, or widen the window."
    table: str
    rows: int
    ours: Text
    theirs: Text


@rule("T211", Severity.REFUSE)
class KeyIsNoKey(Finding):
    """The column by which two tables were to be joined tells their rows hardly apart.

    Each row would find many partners and the table would grow beyond measure.

    Name a column, or several, that tell rows apart: lot, batch, sample number.
    """

    says = "{columns} have {partners} rows of {table} for each of their values."
    why = "A key that is the same almost everywhere joins everything with everything."
    act = "Name columns that tell the rows apart, or join by time."
    columns: tuple[str, ...]
    table: str
    partners: float


@rule("T213", Severity.WARN)
class UnmatchedRows(Finding):
    """Some rows of the joined table found no partner and were not used.

    A few are normal at the ends of a history and in stops. Many point to a window that is too narrow, or to a clock
    that was set.
    """

    says = "{unmatched} of {rows:row|rows} of {table} found no partner."
    why = "What was measured there does not teach the model anything."
    act = "If these are many, widen the window or compare the clocks."
    table: str
    unmatched: int
    rows: int


@rule("T214", Severity.REFUSE)
class UnknownStep(Finding):
    """A preparation step was named that there is not, or none was named.

    A step is a mapping whose first word is what is to be done, as in ``where: load > 50 %``.
    """

    says = "{given} is no step. Nearest: {near}. Known: {known}."
    why = "What is to be done must be known before the rows can be prepared."
    act = "Begin the step with one of the known words."
    given: str
    near: tuple[str, ...]
    known: tuple[str, ...]


@rule("T215", Severity.REFUSE)
class JoinUnclear(Finding):
    """A join does not say how rows find one another, or says it in two ways.

    Either by time (both tables have one), or by columns (``on``), or from–to periods (``start`` and ``end``).
    """

    says = "The join with {table} is not clear: {because}."
    why = "Rows of two tables find one another by time, by equal values, or by lying in a period."
    act = "Say it in one way: within and delay for time, on for columns, start and end for periods."
    table: str
    because: Text


@rule("T216", Severity.REFUSE)
class StepNotRead(Finding):
    """A field of a preparation step is unknown, missing, or not of the kind that it should be.

    The page of preparation shows each step with all its fields.
    """

    says = "The field {field} of the step {step} cannot be used: {given}. Fields: {known}."
    why = "A step that is half understood would prepare other rows than were meant."
    act = "Correct the field, or leave it out."
    step: str
    field: str
    given: str
    known: tuple[str, ...]


@rule("T212", Severity.REFUSE)
class NothingToTellPeriods(Finding):
    """A kind of period was to be found, and no column was named that tells it.

    Stops and start-ups are told by a tag that is high while the plant runs (``throughput``), grade changes by a column
    of grades (``grade``), and what is not steady by the tags that should rest (``steady``).

    Name the column, or leave this kind out.
    """

    says = "Periods of the kind {kind} cannot be found: no column is named in {field}."
    why = "What a plant does is told by a tag; which one, only the plant knows."
    act = "Name the column in {field}, or leave this kind out."
    kind: Text
    field: str


@rule("T218", Severity.REFUSE)
class NotAnAmount(Finding):
    """An amount that was given for expressions is none, or has the name of a column.

    A given amount is a number with its unit, such as ``1200 KRW/kg``, or an expression of such numbers. It stands for
    the same in every row; what changes from row to row is a column.

    Write a number with its unit, and a name that no column has.
    """

    says = "{name} was given as {given}; an amount is a number with its unit, under a name that no column has."
    why = "A price that is mistaken for a column, or a column for a price, would change every result."
    act = "Write a number with its unit, such as 1200 KRW/kg, and choose a name that no column has."
    name: str
    given: str
