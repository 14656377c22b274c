"""The rules about what the cells of a column held: codes T031–T049."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T031", Severity.NOTE)
class MissingWords(Finding):
    """Cells hold a word that says that the value is missing.

    Spreadsheet errors (``#N/A``), historian states (``Bad Input``) and laboratory remarks (``미측정``) became missing
    values. In a column of words only words that cannot be a level are taken so.

    If such a word is a level (``불량`` beside ``양품``), give the column the kind category.
    """

    says = "{column}: {cells:cell|cells} became missing: {words} ({counts})."
    why = "Missing values are left out or filled later; how many there are decides how far the column can be trusted."
    act = "Give the column the kind category if the word is a level."
    column: str
    cells: int
    words: tuple[str, ...]
    counts: tuple[int, ...]


@rule("T154", Severity.NOTE)
class MissingWordsInMany(Finding):
    """Cells of many columns hold words that say that the value is missing.

    In the export of a historian nearly every tag has such stretches. They are told together; what each word stands for
    is told under T031.

    Look at the tag with the most before it is used; if such a word is a level, give its column the kind category.
    """

    says = (
        "{cells:cell|cells} of {columns:column|columns} became missing: {words} ({counts}); most in {most} ({share:%})."
    )
    why = "Missing values are left out or filled later; how many there are decides how far a column can be trusted."
    act = "Look at {most} before it is used; give a column the kind category if the word is a level."
    cells: int
    columns: int
    words: tuple[str, ...]
    counts: tuple[int, ...]
    most: str
    share: float


@rule("T032", Severity.WARN)
class UnreadCells(Finding):
    """A column of numbers or dates holds cells that are neither.

    They became missing; no number was guessed from them. Remarks, two values in a cell, ranges and typing errors are
    the usual reasons.

    Correct the cells in the file. If the column is meant as words, give it the kind category.
    """

    says = (
        "{column}: {cells} of {rows:value|values} cannot be read as a {what} and became missing, "
        "for example: {examples}."
    )
    why = "What these cells say is lost to the model."
    act = "Correct the cells in the file, or give the column the kind category."
    column: str
    cells: int
    rows: int
    what: Text
    examples: tuple[str, ...]


@rule("T033", Severity.REFUSE)
class UnsuitableData(Finding):
    """Data in memory were given that are no table: no columns of equal length, or cells that hold lists or objects.

    Read are Polars, pandas and Arrow frames, a mapping from names to columns of equal length, and NumPy arrays with
    two axes.

    Bring the data into one of these forms, one value in each cell.
    """

    says = "{given} cannot be taken as a table."
    why = "A table needs columns of equal length with one value in each cell."
    act = "Give a data frame, a mapping of columns of equal length, or an array with two axes."
    given: str


@rule("T034", Severity.WARN)
class MixedColumn(Finding):
    """A column holds numbers and words in similar parts.

    It was kept as words, so that nothing is lost.

    Split the column in two, or give it the kind number: then its words become missing.
    """

    says = (
        "{column} holds {numbers:number|numbers} and {texts:text|texts} (for example {examples}); it was kept as words."
    )
    why = "As words, the numbers have no order and no distance."
    act = "Split the column, or give it the kind number to have the words become missing."
    column: str
    numbers: int
    texts: int
    examples: tuple[str, ...]


@rule("T035", Severity.WARN)
class CensoredValues(Finding):
    """Laboratory values lie beyond a limit of detection or of the range, written ``<0.5`` or ``>100``.

    They were read at the limit, and a column of its own keeps the mark. A mean over values read at the limit is biased:
    upwards for ``<``, downwards for ``>``.

    With more than a few such values ask the laboratory for the measured ones, or move the question above the limit.
    """

    says = (
        "{column}: {below:value|values} below and {above} above a limit (for example {example}), read at that limit; "
        "the mark is in {marks}."
    )
    why = "The true values lie beyond the limit, so that means and trends are biased towards it."
    act = "Ask the laboratory for the measured values if there are many."
    column: str
    below: int
    above: int
    example: str
    marks: str


@rule("T036", Severity.NOTE)
class UnitInCells(Finding):
    """The unit stands behind the values, as in ``81.2 %`` or ``353 K``.

    It was taken off the values and became the unit of the column. Bare values in the same column count in the same
    unit.

    Put the unit into the header.
    """

    says = (
        "{column}: the unit {unit} was taken off {cells:value|values}; "
        "{bare:bare value|bare values} in the column count in it too."
    )
    why = "The unit belongs to the column, not to its cells."
    act = "Put the unit into the header."
    column: str
    unit: str
    cells: int
    bare: int


@rule("T037", Severity.WARN)
class MixedUnits(Finding):
    """Values of one column carry different units.

    They were converted to the unit of the column: the one that was given, else that of the header, else the first one.

    Look whether the bare values in the column are meant in that unit.
    """

    says = "{column}: {cells:value|values} in {units} had to be converted to {to}."
    why = "Unconverted they would differ by the factor between the units."
    act = "Look at some converted values, and write one unit only."
    column: str
    units: tuple[str, ...]
    to: str
    cells: int


@rule("T038", Severity.WARN)
class PercentAsFraction(Finding):
    """A column has the unit %, but all its values lie between 0 and 1.

    Excel shows 81.2 % and stores 0.812 where a cell is formatted as a percentage. Nothing was converted.

    If the values are shares, take the % out of the header; else nothing needs to be done.
    """

    says = "{column} has the unit %, but its values lie between {least} and {most}."
    why = "If they are shares that Excel shows as percentages, they are a hundred times too small."
    act = "Multiply by 100 in the file, or take the % out of the header, if they are shares."
    column: str
    least: float
    most: float


@rule("T039", Severity.WARN)
class InfiniteValues(Finding):
    """Values are infinite, as after a division by zero.

    They became missing.

    Look at the formula that made them.
    """

    says = "{column}: {cells:infinite value|infinite values} became missing."
    why = "No model can take an infinite value, and no plant has one."
    act = "Look at the formula that made them."
    column: str
    cells: int


@rule("T040", Severity.NOTE)
class SeparatorsTaken(Finding):
    """Numbers are written with separators between groups of three digits.

    They were taken out: ``1,234`` is one thousand two hundred and thirty-four. Where the comma parts decimals in
    another column without doubt, it does so here.

    If the sign was meant as a decimal sign, export with a decimal point.
    """

    says = "Separators between thousands were taken out of {cells:value|values} in {columns}: {example} is {value}."
    why = "Meant as a decimal sign, the value would be a thousand times smaller."
    act = "Look at the example; export with a decimal point if it is wrong."
    columns: tuple[str, ...]
    cells: int
    example: str
    value: str


@rule("T041", Severity.NOTE)
class DecimalComma(Finding):
    """Numbers are written with a decimal comma.

    Columns where a comma parts decimals without doubt were read so, point and blank as separators between thousands.

    Nothing needs to be done if the example is right.
    """

    says = "A decimal comma was read in {columns}: {example} became {value}."
    why = "Meant as a separator between thousands, the value would be larger."
    act = "Look at the example."
    columns: tuple[str, ...]
    example: str
    value: str


@rule("T042", Severity.WARN)
class DayOrMonth(Finding):
    """The dates of a column can be read in more than one order of year, month and day.

    That order is taken under which the column spans the shortest time; where that does not decide, two-digit years come
    first, months before days with slashes, and days before months with points.

    Write dates with a four-digit year in front: 2026-03-05.
    """

    says = "{column}: {example} was read as {moment}, but another order of day, month and year is possible."
    why = "In the wrong order the rows stand in a wrong sequence."
    act = "Write dates with a four-digit year in front."
    column: str
    example: str
    moment: datetime


@rule("T043", Severity.NOTE)
class ZoneNamed(Finding):
    """The times name their distance from UTC.

    They were kept as the local time that a clock on the wall shows there, and all name the same zone.

    Nothing needs to be done unless another table is written in another zone.
    """

    says = "{column}: the times are local time in the zone {zone}; {bare} without a zone count as the same."
    why = "Tables of another zone would be shifted against this one."
    act = "Compare the zone before joining this table to another."
    column: str
    zone: str
    bare: int


@rule("T044", Severity.WARN)
class ZonesMixed(Finding):
    """The times of one column name different distances from UTC, as across a change to summer time.

    All were turned into UTC, so that their order and their distances are right.

    Remember that the clock on the wall differs from the times of this table.
    """

    says = "{column}: the times name the zones {zones} and were turned into UTC; {bare} without a zone count as UTC."
    why = "Left as local time, rows would stand in a wrong sequence."
    act = "Read the times of this table as UTC."
    column: str
    zones: tuple[str, ...]
    bare: int


@rule("T045", Severity.NOTE)
class DatesFromNumbers(Finding):
    """A column whose name speaks of dates holds numbers that count days or seconds.

    Excel counts days from 1900, computers seconds or thousandths from 1970 in UTC.

    If they are no dates, give the column the kind number.
    """

    says = "{column}: the numbers were read as dates: {example} is {moment}."
    why = "As bare numbers they would not be recognised as the time of the rows."
    act = "Give the column the kind number if they are no dates."
    column: str
    example: str
    moment: datetime


@rule("T046", Severity.NOTE)
class ClockJoined(Finding):
    """Date and time of day stand in two columns.

    The time of day was added to the date; its own column is kept as text.

    Nothing needs to be done.
    """

    says = "The time of day in {clock} was added to the date in {date}."
    why = "Without it all rows of a day would stand at the same moment."
    act = "Nothing needs to be done."
    date: str
    clock: str


@rule("T047", Severity.NOTE)
class CodesKept(Finding):
    """A column of digits holds codes: numbers with zeros in front, or with more digits than a number keeps exactly.

    They were kept as text, digit by digit.

    If they are amounts, give the column the kind number.
    """

    says = "{column}: values such as {example} are codes and were kept as text."
    why = "As a number, 0012 and 12 would be the same, and the last of 16 digits would change."
    act = "Give the column the kind number if the values are amounts."
    column: str
    example: str


@rule("T048", Severity.NOTE)
class FactGuessed(Finding):
    """The table was not told which column says when, on which equipment or in which lot a row was taken.

    A column whose name and values speak for it was taken. Splits between teaching and judging rows follow these facts.

    State the column by name where the guess is wrong.
    """

    says = "{column} was taken as the {fact} of each row."
    why = "Rows of the same time, equipment or lot are kept together when a model is judged."
    act = "State the column by name if the guess is wrong."
    column: str
    fact: Text


@rule("T049", Severity.WARN)
class NoValues(Finding):
    """Columns have a name but not a single value.

    They were kept, as numbers that are all missing.

    Look at the export: the tag may have been renamed, or the formula never calculated.
    """

    says = "Columns without a single value: {columns}."
    why = "Nothing can be learned about them, and a study that needs one of them cannot be answered."
    act = "Look whether the tag was renamed or the formula never calculated."
    columns: tuple[str, ...]
