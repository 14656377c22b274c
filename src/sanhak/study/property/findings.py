"""The rules about properties of formulas and structures: S021–S029 and S302, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S021", Severity.REFUSE)
class NotPositive(Finding):
    """A property is to be learnt by its logarithm, and some of its values are zero or negative.

    A logarithm suits quantities that span decades and cannot be negative: conductivities, half-lives, clearances,
    concentrations. A zero among them usually stands for "below the limit of detection", which is no measurement.

    Leave rows below the limit of detection out, write the limit itself and say so, or learn the property on its own
    scale.
    """

    says = "{count:value|values} of {column} are not positive, for example {example}: they have no logarithm."
    why = "Whatever was put in their place would be invented, and decades below everything else."
    act = "Leave these rows out in the preparation, or set the scale to linear."
    column: str
    count: int
    example: float


@rule("S022", Severity.REFUSE)
class WrongMatter(Finding):
    """The column that is to hold formulas or structures holds something else.

    A name such as *Grade 304* cannot be described: the composition or the structure behind it can. A column of formulas
    may have been read as a category where few different ones stand in it, or as text where most of them have remarks.

    Name the column that holds them, or correct its kind where the table is shown.
    """

    says = "{column} was read as {kind}; a model of properties needs {expected} there."
    why = "What cannot be taken apart into elements or atoms cannot be compared with what was never measured."
    act = "Name another column, or correct the kind of {column}."
    column: str
    kind: str
    expected: tuple[str, ...]


@rule("S023", Severity.NOTE)
class NothingToPredict(Finding):
    """There is no candidate: every row of the table was measured, and no table of candidates was given.

    The answer then says how well the property can be predicted, and which of the measured records come nearest to what
    is asked. A candidate is a row without a measured value, in the same table or in one of its own.

    Add rows without a value for what you think of making, or give a table of candidates.
    """

    says = "Every row has a measured {column}: there is nothing to predict."
    why = "The answer tells how far predictions would be off, and what has been reached already."
    act = "Add candidates as rows without a value, or as a table of their own."
    column: str


@rule("S024", Severity.WARN)
class ReachedAlready(Finding):
    """Some measured record already reaches what is asked of a candidate.

    Before something new is made it is worth asking whether what is there already would do. Such records are listed,
    the best first; they were measured, so nothing about them needs to be believed.

    Look at these records first; ask for more if they will not do for another reason.
    """

    says = "{count:measured record|measured records} already reach what is asked, first of all {name} with {value}."
    why = "A measured material needs no prediction."
    act = "Look at the listed records before making anything new."
    count: int
    name: str
    value: Amount


@rule("S025", Severity.REFUSE)
class LabelUnknown(Finding):
    """A label is asked for that no measured row carries, or limits are asked of an outcome of labels.

    What was never seen cannot be predicted. An outcome of labels (active and inactive, or only zeros and ones) has no
    lower or upper limit: name the label that is wanted.

    Name one of the labels of the table.
    """

    says = "{column} holds the labels {labels}; what is asked of it is not one of them."
    why = "What no row shows cannot be learnt."
    act = "Name one of these labels as the one that is wanted, and no limits."
    column: str
    labels: tuple[str, ...]


@rule("S026", Severity.WARN)
class MostlyUnknown(Finding):
    """Most candidates lie outside of what was measured.

    For them the model has no rows nearby: their intervals rest on what happened to others, and their order on little.
    It is usual where a library is far more varied than the measured series.

    Measure a few of them first, chosen from among those at the edge, and ask again.
    """

    says = "{share:%} of the candidates lie outside of what was measured."
    why = "Where nothing alike was measured, the error is larger than the intervals can know."
    act = "Measure some of them first; those at the edge of the known tell most."
    share: float


@rule("S027", Severity.NOTE)
class TwoSplits(Finding):
    """The error of the model where alike rows stay together, and beside it the error of rows drawn at random.

    Rows drawn at random have close relatives among those that taught: the same elements with other amounts, the same
    scaffold with another group. What is to be made next is usually further away, so the error at random flatters. Where
    both errors are alike the data are varied enough for it not to matter.

    Expect the larger of the two of anything that is new in kind, and the smaller one only of variations.
    """

    says = "{outcome}: {metric} {honest} with {split} held out, {other} with {beside} held out."
    why = "Rows at random have close relatives among those that taught; what is new in kind has none."
    act = "Plan with the larger figure."
    outcome: str
    metric: str
    honest: Amount
    split: Text
    other: Amount
    beside: Text


@rule("S028", Severity.REFUSE)
class LimitsCross(Finding):
    """A lower limit lies above the upper one, so nothing can keep both.

    It concerns what is asked (at least, at most) as well as what is possible (lowest, highest). The two numbers were
    probably exchanged, or one of them is in another unit than the column.

    Exchange them, or leave one of them empty.
    """

    says = "{column} is to be at least {lower} and at most {upper}: no value is both."
    why = "Every candidate would miss it."
    act = "Exchange the two, or leave one of them empty."
    column: str
    lower: float
    upper: float


@rule("S029", Severity.WARN)
class CandidatesLeftOut(Finding):
    """Some candidates hold a formula or a structure that cannot be read, and were left out.

    The others are predicted as if those rows were not there. A measured row that cannot be read is refused instead,
    because the model would learn from a table other than the one that was given.

    Correct the named ones, and ask again.
    """

    says = "{count:candidate|candidates} cannot be read: left out, first of all {example}. {problem}"
    why = "What cannot be taken apart into elements or atoms cannot be predicted."
    act = "Correct these formulas or structures, and ask again."
    count: int
    example: str
    problem: Text


@rule("S302", Severity.REFUSE)
class LabelOfNumbers(Finding):
    """A label is wanted of a property whose values are numbers.

    Numbers are asked for by limits: at least, at most. A property is learnt as a label where its values are words, or
    where there are only two of them (zeros and ones).

    Give a limit instead of the label.
    """

    says = "{column} holds numbers; {wanted} is no number that it could be."
    why = "No candidate could ever reach it."
    act = "Leave the label empty, and say at least or at most how much is wanted."
    column: str
    wanted: str
