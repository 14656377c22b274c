"""The rules about specifications of characteristics: T320–T324, T357 and T358, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("T320", Severity.REFUSE)
class LimitsReversed(Finding):
    """The lower limit of a specification is not below its upper one.

    Both were probably exchanged, or one of them was typed with a wrong decimal point.

    Correct the limits. Leave one of them empty where only one side is limited.
    """

    says = "The limits of {characteristic} are reversed: lower {lower}, upper {upper}."
    why = "No part could keep both limits."
    act = "Correct the limits of {characteristic}; leave one empty where only one side is limited."
    characteristic: str | Text
    lower: Amount
    upper: Amount


@rule("T321", Severity.REFUSE)
class TargetOutside(Finding):
    """The target of a specification lies outside its limits.

    A process that is centred at it would make most parts wrong.

    Correct the target, or leave it empty: the middle between both limits is then aimed at.
    """

    says = "The target {target} of {characteristic} lies outside its limits, {lower} to {upper}."
    why = "Centred there, most parts would be outside."
    act = "Correct the target, or leave it empty to aim at the middle."
    characteristic: str | Text
    target: Amount
    lower: Amount | Text
    upper: Amount | Text


@rule("T322", Severity.REFUSE)
class SpecifiedTwice(Finding):
    """The table of specifications holds a characteristic of a product twice.

    Names are compared by letters and digits; a unit in brackets behind a name does not count.

    Keep the row that is in force.
    """

    says = "The specifications hold {characteristic} twice."
    why = "Which of both limits is in force would be a guess."
    act = "Keep the row that is in force and take the other one out."
    characteristic: str | Text


@rule("T323", Severity.REFUSE)
class NoLimitColumns(Finding):
    """The table of specifications has no column that names characteristics, or none that holds limits.

    Columns are known by their names: characteristic, item or 항목; product, grade or 제품; lower, LSL or 하한; target
    or 목표; upper, USL or 상한.

    Name the columns so, or state the limits in the study itself.
    """

    says = "The specifications have the columns {given}; characteristics or limits are not among them."
    why = "Without both, nothing can be said to be inside or outside."
    act = "Name the columns characteristic, lower and upper (product and target may be added)."
    given: tuple[str, ...]


@rule("T324", Severity.WARN)
class SpecifiedUnknown(Finding):
    """A specification names a characteristic or a product that was not asked for, or that the table does not have.

    Names are compared by letters and digits, never by likeness.

    Correct the name in the specifications, or ignore this if the characteristic is not measured here.
    """

    says = "{count:row of the specifications fits|rows of the specifications fit} nothing that was measured: {names}."
    why = "Their limits are left unused."
    act = "Correct the names if these are measured under another one."
    count: int
    names: tuple[str | Text, ...]


@rule("T357", Severity.REFUSE)
class LimitsNoNumbers(Finding):
    """A column of limits in the table of specifications was read as words.

    One cell such as *max 7* or *n/a* makes a column one of words. Which number is meant by it would be a guess.

    Write each limit as a number in the column of its side, and leave the cell empty where there is none.
    """

    says = "{column} of the specifications was read as {kind}, not as numbers."
    why = "A limit is a number; words such as “max 7” would have to be guessed at."
    act = "Write numbers into {column}, and leave cells empty where there is no limit."
    column: str
    kind: str


@rule("T358", Severity.REFUSE)
class LimitsInOtherUnit(Finding):
    """Limits are stated in a unit that measures something else than the values do.

    The unit of a limit is that in brackets behind the name of its characteristic, else that of a column of units, else
    that of the column of limits. One of the same kind is converted, cm into mm; one of another kind belongs to
    something else.

    Correct the unit in the specifications, or that of the column of values.
    """

    says = "The limits of {characteristic} are in {given}, its values in {unit}."
    why = "Neither unit converts into the other, so nothing could be said to be inside or outside."
    act = "Correct the unit of one of them, or leave it out of the specifications."
    characteristic: str | Text
    given: str
    unit: str
