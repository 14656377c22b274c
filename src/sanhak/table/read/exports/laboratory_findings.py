"""The rules about exports of a laboratory: codes T144–T149 and T152."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("T144", Severity.NOTE)
class SamplesRead(Finding):
    """The file holds one row a test, and became one row a sample with a column for each test.

    It is taken so where the names of the columns say which is the sample, the test and the result, and samples repeat.

    If the rows are meant as they are, read with ``layout="wide"``.
    """

    says = "One row a test in the file: {rows:row|rows} became {samples:sample|samples} with {tests:test|tests}."
    why = "A study needs all results of a sample in one row."
    act = 'Read with layout="wide" if the rows are meant as they are.'
    rows: int
    samples: int
    tests: int


@rule("T145", Severity.WARN)
class Retests(Finding):
    """A test was done more than once on the same sample.

    The last valid result counts: the last that was entered, of those entered at the same time the one that is marked as
    a retest, else the last in the file. A retest whose time of entry is not known is later than all others. A result
    that is missing or was withdrawn does not replace a valid one.

    Ask the laboratory why tests were repeated: results that are repeated only when they displease are no fair sample.
    """

    says = "{results:result|results} gave way to another one of the same sample and test: {tests}."
    why = "If only unwelcome results are tested again, the results that remain look better than the product."
    act = "Ask the laboratory why these tests were repeated."
    results: int
    tests: tuple[str, ...]


@rule("T146", Severity.WARN)
class ResultsWithdrawn(Finding):
    """The laboratory has cancelled, rejected or voided results.

    They became missing unless another result of the same sample and test counts.

    Nothing needs to be done if the laboratory meant it so.
    """

    says = "{results:result|results} withdrawn by the laboratory ({column}) became missing."
    why = "The laboratory itself does not stand behind these values."
    act = "Ask the laboratory if there are many."
    results: int
    column: str


@rule("T147", Severity.WARN)
class ResultsWithoutTest(Finding):
    """Rows name no test, so that their results belong to no column.

    They were left out.

    Correct these rows in the file.
    """

    says = "Left out: {results:row|rows} without the name of a test."
    why = "A result of an unnamed test cannot be compared with any other."
    act = "Name the test in these rows of the file."
    results: int


@rule("T148", Severity.NOTE)
class SaidOfTests(Finding):
    """Columns speak of a single result and not of the sample: limits of a specification, methods, analysts.

    They have no place in a table with one row a sample. What they say the same of all results of a test is kept in this
    finding.

    State the limits in the study that needs them.
    """

    says = "Columns that speak of single results are no columns of the table: {columns}. Kept: {told}."
    why = "A sample has many results, and these columns differ between them."
    act = "State limits of a specification in the study."
    columns: tuple[str, ...]
    told: tuple[str, ...]


@rule("T149", Severity.NOTE)
class KnownLater(Finding):
    """The time of a row is that of sampling, and the results were entered later.

    What the plant did between the two it did without knowing the result. The column of entry is kept: it holds the
    latest entry among the results of the sample.

    A model that is to run in the plant must not use a result before it was entered.
    """

    says = "The time of a row is {time}; {entry} says when all its results were known, in the median {delay} later."
    why = "A result that is used before it was known promises more than the plant can do."
    act = "Take the delay into account where a result is an input."
    time: str
    entry: str
    delay: Amount


@rule("T152", Severity.WARN)
class SampleAtSeveralTimes(Finding):
    """The same name of a sample stands with more than one time of sampling.

    Each time became a row of its own, because a name that is used again, such as that of a sampling point, means
    another sample. If one of the times is a slip of the pen, the results of one sample stand in two rows.

    Correct the time in the file where it is one and the same sample.
    """

    says = (
        "{column}: {samples:sample stands|samples stand} with more than one time of sampling, and became {rows} rows."
    )
    why = "If a time is mistyped, results that belong together stand in two rows."
    act = "Correct the time where it is one and the same sample."
    column: str
    samples: int
    rows: int
