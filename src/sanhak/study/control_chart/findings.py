"""The rules about the question of control charts: S335–S338 and M280–M285, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S335", Severity.NOTE)
class NoLimitsStated(Finding):
    """Some measurements have no specification; only their stability is judged.

    Whether a process is stable asks nothing but its own scatter. Whether it is good enough asks a limit.

    Give a table of specifications, or limits in the study, where a customer or a drawing sets some.
    """

    says = "{names} have no limits; only their stability is judged."
    why = "Without a limit nothing is outside, and no index exists."
    act = "Give a table of specifications, or state limits in the study."
    names: tuple[str | Text, ...]


@rule("S336", Severity.REFUSE)
class SizesNeeded(Finding):
    """Units that do not conform were named, but not how many were inspected.

    The limits of a share, and of a number out of a sample, follow from the size of the sample.

    Name the column of sample sizes. Defects, several of which a unit may have, stand without where samples are equal.
    """

    says = "{columns} count units that do not conform, and no column of sample sizes is named."
    why = "Three of 50 and three of 5,000 are not the same."
    act = "Name the column of sample sizes."
    columns: tuple[str, ...]


@rule("S337", Severity.REFUSE)
class NoProductNamed(Finding):
    """The column that is to name products is empty in every row.

    Values of products that differ do not belong on one chart; without names they cannot be told apart.

    Name another column, or none if all rows are of one product.
    """

    says = "{column} names no product in any row."
    why = "Nothing could be told apart by it."
    act = "Name another column, or leave the product out."
    column: str


@rule("S338", Severity.REFUSE)
class NotMeasured(Finding):
    """A characteristic was named whose column holds no numbers.

    A chart needs numbers. A column may have been read as words because of a remark, a unit or a sign in its cells.

    Correct the kind of the column where the table is shown, or name another one.
    """

    says = "{column} was read as {kind}, not as numbers."
    why = "A chart shows numbers."
    act = "Correct the kind of {column}, or name another column."
    column: str
    kind: str


@rule("M280", Severity.REFUSE)
class LimitNotFinite(Finding):
    """A limit or a target of the question is no finite number.

    Where nothing is limited, the end is left open. A calculation that failed leaves *nan* behind, and a chart with it
    would keep no limit at all.

    State a number, or leave that end empty.
    """

    says = "A limit or the target of {characteristic} is no number."
    why = "Nothing could be said to be inside or outside of it."
    act = "State a number, or leave that end empty."
    characteristic: str


@rule("M281", Severity.WARN)
class LimitsUnused(Finding):
    """The question states limits or targets for what is not charted as a measurement.

    The name may be misspelt, the column may not be among the characteristics, or it is a count: counts are judged by
    their own scatter, and have no limits of a drawing.

    Correct the name, or add it to the characteristics.
    """

    says = "Limits or targets were stated for {names}, and no measurement of that name is charted: they are not used."
    why = "Whoever stated them expects them to be kept, and nothing here watches that."
    act = "Correct the names, or name these among the characteristics."
    names: tuple[str, ...]


@rule("M284", Severity.REFUSE)
class NamedForTwo(Finding):
    """One column is named for two things that exclude each other.

    A column holds measurements, or units that do not conform, or defects, or sample sizes, or it names the product or
    the subgroup.

    Name it once.
    """

    says = "{column} is named for two things: “{first}” and “{second}”."
    why = "A column cannot be both, and which one is meant would be a guess."
    act = "Name {column} once."
    column: str
    first: Text
    second: Text


@rule("M285", Severity.REFUSE)
class BeyondReckoning(Finding):
    """A column holds a number that is so large, or scatters by so little, that its square is none any more.

    Such a number is a mistyped one, an overflow of an instrument, or a placeholder for a missing value.

    Take the row out in the preparation, or convert the column to a unit in which it is of a usual size.
    """

    says = "{column} holds {value}: deviations of numbers as large or as small as that cannot be reckoned."
    why = "One such number would decide the limits of the whole chart."
    act = "Take such rows out in the preparation, or convert {column} to another unit."
    column: str
    value: float
