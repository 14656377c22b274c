"""The rules about a question and its columns: T070–T081."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T070", Severity.REFUSE)
class OutcomeAllMissing(Finding):
    """The outcome that is asked about is empty in every row.

    An outcome is never invented, so rows without one teach nothing. Often the laboratory's results stand in another
    file, or every cell holds a word that is read as a missing value, such as ``nd``.

    Join the results to the table, or ask about a column that was measured; ``sanhak look`` shows how full each column
    is.
    """

    says = "The outcome {column} is empty in all {rows:row|rows}."
    why = "Without a single measured outcome there is nothing to learn."
    act = "Fill the outcome in, or ask about another column."
    column: str
    rows: int


@rule("T071", Severity.REFUSE)
class OutcomeNotNumber(Finding):
    """The outcome is not a number, but the question needs one.

    A goal or a limit can be kept only by something that has a more and a less. A number column that came in as text
    usually contains words among its values; ``sanhak look`` shows them.
    """

    says = "The outcome {column} is no number; it holds, for instance, {examples}."
    why = "More, less and a limit have a meaning for numbers only."
    act = "Ask about a number column, or declare the kind of this one as number if words got among its values."
    column: str
    examples: tuple[str, ...]


@rule("T072", Severity.REFUSE)
class OutcomeConstant(Finding):
    """The outcome is the same in every row in which it was measured.

    A model learns from differences. Where the outcome never differed, every input explains it equally well, and an
    interval around it would have no width. A rounded display or a result below the detection limit often looks like
    this.

    Bring rows from other conditions, or the values with more digits, or ask about another outcome.
    """

    says = "The outcome {column} is {value} in every row."
    why = "What never changed cannot be explained, improved or put at risk by anything in the table."
    act = "Bring rows in which the outcome differs, or take it out of the question."
    column: str
    value: str


@rule("T073", Severity.NOTE)
class OutcomeGaps(Finding):
    """Rows without a measured outcome are not used.

    The outcome is never filled in: an invented outcome would be learned and praised as a measured one.
    """

    says = "{rows:row has|rows have} no {column} and will not be used; {used:row remains|rows remain}."
    why = "The outcome is never invented."
    act = "Nothing needs to be done; fill in what was measured later."
    column: str
    rows: int
    used: int


@rule("T074", Severity.REFUSE)
class OutcomeAsInput(Finding):
    """A column was named both as outcome and as input.

    The model would copy the outcome from the input: its error would be zero in the test, and for a new row there would
    be nothing to copy. The earlier value of an outcome may be an input, as a column of its own.

    Take the column out of the inputs; if its earlier value matters, add that as a column under another name.
    """

    says = "{column} is named both as outcome and as input."
    why = "An outcome that explains itself explains nothing."
    act = "Take it out of the inputs."
    column: str


@rule("T075", Severity.REFUSE)
class ControlDidNotVary(Finding):
    """A control holds one value in all rows with a measured outcome, so its effect was never seen.

    No model can say what changing it would bring. A test with at least two settings can.
    """

    says = "The control {column} has been at {value} in all {rows:row|rows}."
    why = "The effect of a control that never moved is not in the data."
    act = "Take it out of the controls, or run a test with at least two settings of it."
    column: str
    value: str
    rows: int


@rule("T076", Severity.WARN)
class ControlHardlyVaried(Finding):
    """A control differs from its usual value in a handful of rows only.

    At most one row in twenty differs, and either fewer than five rows or less than 1 % of them.
    """

    says = "The control {column} differs from {value} in {rows:row|rows} only."
    why = "Its effect would rest on these few rows."
    act = "Take it out of the controls, or run a short test with other settings of it."
    column: str
    value: str
    rows: int


@rule("T077", Severity.REFUSE)
class TooFewRows(Finding):
    """Fewer than five rows have a measured outcome.

    Below that nothing can be held out to judge the model, and an effect cannot be told from noise.
    """

    says = "Only {rows:row has|rows have} a measured {column}; at least {least} are needed."
    why = "From so few rows every explanation fits."
    act = "Bring more rows."
    column: str
    rows: int
    least: int


@rule("T078", Severity.WARN)
class FewRows(Finding):
    """There are fewer than five rows for each input.

    Textbooks ask for ten to twenty rows for each effect that is to be found (F. E. Harrell, Regression Modeling
    Strategies, 2015); designed experiments do with fewer, because they choose their rows well.
    """

    says = "{rows:row|rows} with {column} stand against {inputs:input|inputs}."
    why = "With few rows for each input, some input explains the outcome by accident; intervals become wide."
    act = "Leave out inputs that cannot matter, or bring more rows."
    column: str
    rows: int
    inputs: int


@rule("T079", Severity.WARN)
class TooManyCategories(Finding):
    """A category has more than ten levels, with fewer than five rows for each on average.

    What is learned of a level rests on its own rows. From two or three of them luck cannot be told from effect, and
    with many levels some look good by luck alone. A level that was never seen cannot be predicted from its name at all.

    Join levels that behave alike, such as the lots of one supplier, or give what makes them different as numbers:
    assay, particle size, age. Numbers carry over to a new level.
    """

    says = "{column} has {levels} levels in {rows:row|rows}."
    why = "A level that was seen a few times has no effect of its own that could be told from noise."
    act = "Join levels that belong together (family, supplier), or replace the name by measured properties."
    column: str
    levels: int
    rows: int


@rule("T080", Severity.REFUSE)
class IdentifierAsInput(Finding):
    """A column that only names its row was given as an input.

    A number or name that is different in every row can be learned by heart, but says nothing about the next row.
    """

    says = "{column} is an identifier and was named as an input."
    why = "It tells rows apart and says nothing about a new one."
    act = "Take it out of the inputs; if it is a measured quantity, declare its kind as number."
    column: str


@rule("T081", Severity.WARN)
class CounterAsInput(Finding):
    """An input counts the rows: it rises by the same step from each row to the next.

    A counter stands for everything that changed in the course of time. A new row always lies beyond its known range.
    """

    says = "The input {column} counts the rows."
    why = "The model would learn the course of time from it, and must extrapolate for every new row."
    act = "Take it out of the inputs; if it is a time, name it as the table's time."
    column: str
