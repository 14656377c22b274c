"""The rules about splits: T095–T097."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T095", Severity.WARN)
class SplitOverridden(Finding):
    """The way of holding rows out was given by the user, and the table itself calls for another.

    The split follows the data's nature: time goes forward, an asset's, a lot's or a mix's rows stay together, and rows
    are drawn at random only when they are exchangeable. Another split usually makes the error look smaller than it
    will be in use.
    """

    says = "Rows were held out by the split {given}, as asked; the table itself calls for {better}."
    why = "The errors and intervals shown hold for this split only, and may be too good for real use."
    act = "Compare with the split {better} before relying on the error."
    given: str
    better: str


@rule("T096", Severity.REFUSE)
class UnknownSplit(Finding):
    """A split was asked for by a name that is not known.

    The split decides which question the error answers: how well the next month is predicted, a new lot, another plant,
    or a row like the others. A wrong guess would give an honest number for another question.

    Write one of the names that the finding lists, or leave the split out: it then follows from time, lots and assets.
    """

    says = "There is no split {given}. Known: {known}."
    why = "How rows are held out decides what the error means, so it is not guessed."
    act = "Choose one of the known names, or leave the choice to the table."
    given: str
    known: tuple[str, ...]


@rule("T097", Severity.REFUSE)
class TooFewGroups(Finding):
    """There are not two groups of rows, so that none can be held out while another teaches.

    A group is what stays together: a row, a lot, an asset, the rows of one mix, or one moment in time.
    """

    says = "The split {split} needs at least two groups of rows; the table has {groups}."
    why = "What taught the model cannot judge it."
    act = "Bring rows from another group, or ask for another split."
    split: str
    groups: int
