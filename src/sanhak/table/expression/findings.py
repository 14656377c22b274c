"""The rules about expressions in which columns are derived and rows are filtered. Codes T110–T126."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T110", Severity.REFUSE)
class NotReadable(Finding):
    """An expression could not be read at some place.

    The place counts characters from 1. Names of plain letters, digits and underscores stand as they are; any other
    name, such as a tag with dots, dashes or blanks, stands in square brackets: ``[TIC-1203.PV]``. Text stands in
    quotes. Only the listed functions can be called, and nothing has parts behind a dot.

    Look at the place that is named, and put what was expected there.
    """

    says = "At character {place} stands {given}, where this was expected: {expected}."
    why = "Nothing is guessed in a formula: a wrong guess would go unnoticed in every row."
    act = "Correct the expression there; a name with blanks, dots or dashes stands in brackets: [TIC-1203.PV]."
    given: Text
    place: int
    expected: Text


@rule("T111", Severity.REFUSE)
class TooLarge(Finding):
    """An expression is too long or nested too deeply.

    An expression has at most 2,000 characters, as it is given and as it is written canonically, and 50 levels. Each
    parenthesis and each operation that needs the result of another is a level.

    Derive a column for a part of it, and use that column in the next expression.
    """

    says = "The expression has {given} {counted}; {limit} are allowed."
    why = "A formula of that size can be checked by nobody who has to trust it."
    act = "Derive a part of it as a column of its own, and go on with that column."
    given: int
    limit: int
    counted: Text


@rule("T112", Severity.REFUSE)
class NoSuchFunction(Finding):
    """A function was called that does not exist.

    The functions and their Korean names are listed on the page about expressions. A column is not called: leave out the
    parentheses, or put a sign before them.

    Write one of the listed functions.
    """

    says = "At character {place} the function {function} is called, which does not exist. Nearest: {near}."
    why = "Only the listed functions are known; an expression can reach nothing else."
    act = "Write one of the listed functions, or put a sign between a column and the parenthesis."
    function: str
    place: int
    near: tuple[str, ...]


@rule("T113", Severity.REFUSE)
class WrongCount(Finding):
    """A function was given too many or too few arguments.

    Arguments are separated by commas, so a number with a thousands comma counts as two.

    Write the function as its example shows.
    """

    says = "At character {place} {function} has {arguments:argument|arguments}. It is used like this: {usage}."
    why = "What is left out or too much cannot be guessed."
    act = "Write it as in {usage}; numbers need no thousands commas."
    function: str
    place: int
    arguments: int
    usage: str


@rule("T114", Severity.REFUSE)
class UnitsClash(Finding):
    """Two values are added, compared or put side by side whose units measure different things.

    Units of one kind are converted on the way. Units of different kinds never are, nor are shares with different bases,
    normal cubic metres and cubic metres, or two currencies.

    Correct the column or its unit; where the numbers are meant as they stand, take them without units by ``number(x)``.
    """

    says = "In {part} (character {place}), {first} meets {second}; they measure different things."
    why = "A sum or a comparison across such units has no meaning, whatever number comes out."
    act = "Check the columns and their units. For the bare numbers write number(x) around each."
    part: str
    place: int
    first: str
    second: str


@rule("T115", Severity.REFUSE)
class KindsDiffer(Finding):
    """Values of different kinds are compared or stand for one another, such as a text and a number.

    Both sides of a comparison, and all values between which a function chooses, are of one kind. A date is compared
    with another date or with a date in quotes.

    Put text in quotes and leave numbers bare; ``number(x)`` turns a text column into numbers.
    """

    says = "In {part} (character {place}), {first} meets {second}."
    why = "They are never equal and neither is larger, so no row would ever be right."
    act = "Write text in quotes and numbers without; number(x) reads the number in a text."
    part: str
    place: int
    first: Text
    second: Text


@rule("T116", Severity.REFUSE)
class UnitNotFit(Finding):
    """A function or a power was given a value whose unit it cannot carry.

    A logarithm or an exponential is defined for pure numbers; a power or a root of a unit must come out with whole
    exponents; an exponent has no unit.

    Divide by a reference value with the same unit, as in ``log(p / (1 bar))``, or take the bare number by
    ``number(x)``.
    """

    says = "{part} (character {place}) has the unit {unit}, which cannot be carried through here."
    why = "The result would depend on the unit in which the value happens to be written."
    act = "Divide by a reference value such as 1 {unit}, or write number(x) for the bare number."
    part: str
    place: int
    unit: str


@rule("T117", Severity.REFUSE)
class NoTime(Finding):
    """A span of time was given, but the table has no column that says when its rows were taken.

    A lag or a window in minutes or hours needs the time of each row, as dates. A number without a unit counts rows
    instead and needs no time.

    Name the time column of the table, or give a number of rows.
    """

    says = "{part} (character {place}) looks back over time, but the table has no time column with dates."
    why = "Without the time of each row nobody knows how many rows such a span holds."
    act = "Name the time column when the table is read, or give a number of rows, as in lag(x, 3)."
    part: str
    place: int


@rule("T118", Severity.REFUSE)
class NoSuchUnitHere(Finding):
    """What follows a number directly is not a unit that is known.

    A word behind a number is its unit: ``80 °C``, ``3.5 bar``, ``10 min``. Between a number and a column stands a sign.

    Write the unit another way, or put the missing sign.
    """

    says = "At character {place} {unit} follows a number but is not a known unit. Nearest: {near}."
    why = "A value whose unit is unknown can be neither converted nor compared."
    act = "Write the unit another way; if a column is meant, put a sign before it, such as *."
    unit: str
    place: int
    near: tuple[str, ...]


@rule("T119", Severity.REFUSE)
class ColumnNotThere(Finding):
    """An expression reads a column that the table does not have.

    Names must match the table's, upper and lower case included. A tag with a dash that does not stand in brackets reads
    as a difference: ``TIC-1203`` is the column ``TIC`` less 1203, ``[TIC-1203]`` is the tag.

    Write the name as the table has it, in brackets where it has other signs than letters, digits and underscores.
    """

    says = "At character {place} the column {column} is read, which the table does not have. Nearest: {near}."
    why = "A formula cannot be worked out without the columns that it reads."
    act = "Correct the name; one with dashes, dots or blanks stands in brackets: [TIC-1203.PV]."
    column: str
    place: int
    near: tuple[str, ...]


@rule("T120", Severity.REFUSE)
class KindNotFit(Finding):
    """An operation or a function was given a kind of value that it does not work on.

    Sums, products and most functions need numbers; ``and``, ``or`` and ``not`` need conditions; the parts of the
    calendar need a date.

    Compare a text by ``==`` or ``in``; turn a text that holds a number into one by ``number(x)``.
    """

    says = "{part} (character {place}) is {given}; {needed} is needed here."
    why = "The operation has no meaning for it."
    act = "Use another column here; number(x) reads the number in a text, and a comparison makes a condition."
    part: str
    place: int
    given: Text
    needed: Text


@rule("T121", Severity.REFUSE)
class NoSpan(Finding):
    """How far to look back is neither a span of time nor a number of rows.

    It is a fixed, positive value: a time from 1 ms to 36,525 d such as ``10 min``, or a whole number of rows from 1 to
    1,000,000. Nothing looks ahead: what comes later is not known when a decision is made.

    Write a time with its unit, or a number of rows without one.
    """

    says = "{part} (character {place}) does not say how far to look back."
    why = "Looking back needs a fixed time or number of rows; looking ahead would use what nobody knew."
    act = "Write a time with its unit, such as 10 min, or a whole number of rows, such as 3."
    part: str
    place: int


@rule("T122", Severity.REFUSE)
class NoTrueZero(Finding):
    """A value on a scale without a true zero is multiplied, divided or raised to a power.

    Degrees Celsius and Fahrenheit and gauge pressures count from an agreed point: 20 °C is not twice 10 °C, and a
    ratio of gauge pressures is no compression ratio. Multiplying by a bare number is allowed, for means are made that
    way.

    Convert to an absolute unit first, or take a difference, which has a true zero.
    """

    says = "{part} (character {place}) is in {unit}, a scale whose zero is not nothing."
    why = "Products, ratios and powers of it depend on where the scale begins."
    act = "Write convert(x, '{absolute}'), or use a difference; number(x) takes the bare number."
    part: str
    place: int
    unit: str
    absolute: str


@rule("T123", Severity.REFUSE)
class LevelOrDifference(Finding):
    """Two values meet of which it is unclear, or impossible, that one is a level and the other a difference.

    A column in K beside one in °C may be a temperature or a temperature difference, a column in bar beside one in barg
    an absolute pressure or a pressure drop: the two readings differ by 273.15 K or 1.01325 bar. A difference cannot be
    compared with a level either, nor a level be taken from a difference.

    Say which is meant: convert a level to the unit of the other, and take a difference as a bare number in its steps.
    """

    says = "In {part} (character {place}), {first} meets {second}: one may be a level, the other a difference."
    why = "As a level and as a difference the same number means different things, by the whole offset of the scale."
    act = "For a level write convert(x, '{first}') with one unit on both sides; for a difference write number(x)."
    part: str
    place: int
    first: str
    second: str


@rule("T124", Severity.REFUSE)
class DateNotRead(Finding):
    """A text beside a date does not read as a date.

    Dates in quotes are written as ISO 8601 has them: ``'2026-11-23'`` or ``'2026-11-23 14:30'``, in local time, without
    a zone.

    Write the date that way.
    """

    says = "{part} (character {place}) does not read as a date."
    why = "Dates can only be compared with dates."
    act = "Write it like '2026-11-23' or '2026-11-23 14:30', without a zone."
    part: str
    place: int


@rule("T125", Severity.REFUSE)
class NotFixed(Finding):
    """An argument that must be written out is worked out from columns, or has a value that is not allowed.

    The unit to convert into is a unit in quotes; the decimal places of ``round`` are a whole number from 0 to 15.

    Write the value itself.
    """

    says = "{part} (character {place}) stands where this was expected: {expected}."
    why = "It decides what the result is, so it must be the same for all rows."
    act = "Write the value itself, as in {usage}."
    part: str
    place: int
    expected: Text
    usage: str


@rule("T126", Severity.REFUSE)
class NothingToConvert(Finding):
    """A value without a unit was to be converted.

    Only a value whose unit is known can be converted; a bare number or a ratio has none.

    State the unit of the column when the table is read, then convert.
    """

    says = "{part} (character {place}) has no unit, so it cannot be converted to {unit}."
    why = "The factor between an unknown unit and another is unknown too."
    act = "Give the unit of the column when the table is read, or leave the conversion out."
    part: str
    place: int
    unit: str
