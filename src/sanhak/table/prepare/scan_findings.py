"""The rules about files that are longer than memory: T217 and T220–T223."""

from __future__ import annotations

from typing import Final

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text, say

RECORDS: Final = say("its rows are records that have to be rearranged")
"""Why a file of one row a record cannot be streamed."""


@rule("T217", Severity.REFUSE)
class NotScanned(Finding):
    """A long file cannot be read as a stream.

    Streamed are Parquet files whose numbers and dates are stored as such, and delimited text with one row a moment and
    one column a tag, separated by commas, semicolons or tabs.

    Convert the file, or read it whole: ``Table.read`` understands all other files.
    """

    says = "{path} cannot be streamed: {problem}."
    why = "What must be looked at as a whole cannot be read past memory."
    act = "Store the history as Parquet or CSV with one column for each tag, or read the file whole."
    path: str
    problem: Text


@rule("T220", Severity.REFUSE)
class TooLongToHold(Finding):
    """A file was to be read as a stream, and its rows have to be held before a step has made them few.

    Rows are held where there is no ``resample``, or where a step before it has to see all rows at once, such as a join.

    Put ``resample: 10 min`` first, or as early as possible; conditions (``where``, ``exclude``) and new columns
    (``derive``) may stand before it.
    """

    says = "{path} would fill {size} GB of memory ({most} GB at most), and no step makes its rows few before."
    why = "A history that does not fit into memory ends the program without an answer."
    act = "Put a step such as resample: 10 min before all steps that need to see the rows."
    path: str
    size: float
    most: float


@rule("T221", Severity.NOTE)
class HeadDecided(Finding):
    """A long file was read as a stream, so that its first rows decided on the kinds of its columns.

    Cells further down that do not fit became missing and were counted. A column that is empty in the first rows counts
    as one of numbers.

    State the kind of a column whose first rows mislead.
    """

    says = "The kinds of the columns of {path} were told from its first {rows:row|rows}."
    why = "A column that holds something else further down would be read as what it began with."
    act = "State the kind of a column whose first rows mislead."
    path: str
    rows: int


@rule("T222", Severity.WARN)
class MarksNotKept(Finding):
    """Values beyond a limit, written ``<0.5`` or ``>100``, stand in a long file whose first rows have none.

    They were read at the limit. No column keeps the mark, because the columns were told from the first rows.

    With more than a few such values leave them out, or read the file whole.
    """

    says = (
        "{column}: {below:value|values} below and {above} above a limit (for example {example}), read at that limit; "
        "the mark was not kept."
    )
    why = "The true values lie beyond the limit, so that means and trends are biased towards it."
    act = "Read the file whole if there are many, or resample by the median."
    column: str
    below: int
    above: int
    example: str


@rule("T223", Severity.WARN)
class CellsBeyond(Finding):
    """Rows of a long file have more cells than its first rows have columns.

    A separator inside a text, or a decimal comma in a file that is separated by commas, pushes the cells to the right.
    The cells beyond the last column were not read.

    Look at the first of these rows; export with another separator, or with texts in quotation marks.
    """

    says = (
        "{rows:row|rows} of {path} with cells beyond its {columns} columns, first in line {line}: "
        "these cells were not read."
    )
    why = "In such rows the values may stand under the wrong names."
    act = "Look at that line; export with another separator or with texts in quotation marks."
    path: str
    rows: int
    columns: int
    line: int
