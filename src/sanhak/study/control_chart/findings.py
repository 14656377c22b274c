"""The rules about the question of control charts: S335–S338, each with its page in its docstring."""

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
