"""The rules about problems, their samples and matching: codes C180–C199, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C180", Severity.REFUSE)
class OutcomeNotThere(Finding):
    """The column that is to be explained does not stand in the sample.

    The intake measures whether the other columns tell anything about one column: the yield, the defect, the hours until
    a failure. It has to be one of the columns of the file, written as in its head.

    Choose one of the columns of the sample, or drop a file that holds it.
    """

    says = "The sample has no column “{given}”; the nearest are {near}."
    why = "Without what is to be explained there is nothing to measure."
    act = "Choose a column of the sample, or drop a file that holds what is to be explained."
    given: str
    near: tuple[str, ...]


@rule("C181", Severity.REFUSE)
class OutcomeNotCountable(Finding):
    """The column that is to be explained holds free words, names or moments.

    What is explained has to be a number (a yield, an hour count) or one of a few words (good, scrap). A remark of an
    operator, the number of a lot or a date is none of these.

    Choose another column, or add one to the file in which somebody has judged the remarks: a number, or good and bad.
    """

    says = "“{column}” cannot be explained: it holds {kind}, and neither numbers nor a few words."
    why = "An error can be measured for numbers and for a few words only."
    act = "Choose another column, or add one that says the same as a number or as one of a few words."
    column: str
    kind: Text


@rule("C182", Severity.REFUSE)
class NothingBesides(Finding):
    """Beside the column that is to be explained, the sample holds nothing that can be learnt from.

    Numbers, a few words that come again, formulas and structures can be learnt from. Free text, numbers of lots, the
    time itself, and columns that are only known together with the outcome cannot.

    Add columns that were recorded before the outcome was known: settings, raw materials, sensors, the recipe.
    """

    says = "Beside “{column}” the sample has no column to learn from ({others:column was|columns were} left out)."
    why = "Signal means that other columns tell something about the outcome; here there are none that could."
    act = "Add what was recorded before the outcome was known: settings, materials, sensors."
    column: str
    others: int


@rule("C183", Severity.WARN)
class TooFewToMeasure(Finding):
    """The sample has too few rows, or too few groups of rows, to measure whether there is signal.

    At least twenty rows with an outcome are needed, and at least eight of them (or of the lots, machines or stretches
    of time that they belong to) have to be independent of one another. With fewer, chance alone looks like signal.

    Add rows: older months, other lots, other machines. Until then the problem is judged by its words.
    """

    says = "{rows:row has|rows have} an outcome, in {units:part|parts}; {least} in {parts} are needed."
    why = "With fewer, chance alone looks like signal."
    act = "Add older months, other lots or other machines to the sample."
    rows: int
    units: int
    least: int
    parts: int


@rule("C184", Severity.WARN)
class LeftOutAsTooGood(Finding):
    """Columns were left out because they seem to be known only together with the outcome.

    A column that copies the outcome, follows from it or is named after it would show signal that nobody has in time:
    a laboratory value of the same sample, a grade that is given afterwards. The measurement was made without them.

    If such a column really is known before, say so in the field about what is recorded; the study can use it later.
    """

    says = "{columns} were left out: they seem to be known only together with “{outcome}”."
    why = "What is known too late would show a signal that no decision can use."
    act = "Say in the problem when these columns are known, if it is before the outcome."
    columns: tuple[str, ...]
    outcome: str


@rule("C185", Severity.NOTE)
class EverySoManyRows(Finding):
    """The sample is long, and only every so-manyth row was measured.

    The intake is quick on purpose: two thousand rows at even distances tell whether there is signal. The project later
    works with all of them.

    Nothing has to be done.
    """

    says = "Of {rows} rows {used} at even distances were measured."
    why = "The intake is quick; a project later works with all rows."
    act = "Nothing has to be done."
    rows: int
    used: int


@rule("C186", Severity.REFUSE)
class NotNow(Finding):
    """An act that is not possible where the problem stands now.

    A problem is a draft, then sent in, in review, accepted or declined, matched with a laboratory, and started as a
    project. Each step opens the next: a draft is sent in, what was sent in is reviewed, what was accepted is matched.

    Look at the page of the problem: it names the next step.
    """

    says = "“{title}” is {state}; {act_of_it} is not possible from there."
    why = "Everybody relies on what has been decided before."
    act = "Reload its page: the next step stands there."
    title: str
    state: Text
    act_of_it: Text


@rule("C187", Severity.REFUSE)
class ValueOutOfOrder(Finding):
    """The three estimates of the value do not stand in their order.

    The low estimate is what it would bring in a poor year, the high one in a good year, and the likely one lies between
    them. Often two of them were exchanged, or one lacks its 만 or 억.

    Put them in order; low and likely may be equal, and so may likely and high.
    """

    says = "Low {low}, likely {likely} and high {high} do not stand in this order."
    why = "The interval of the value comes from the three estimates together."
    act = "Put them in order, from low to high."
    low: int
    likely: int
    high: int


@rule("C188", Severity.REFUSE)
class NotWon(Finding):
    """What was typed is no amount in won.

    Amounts are whole won a year, from 0 up to a thousand trillion. Commas are understood, and so are 만, 억 and 조:
    ``350,000,000``, ``3.5억`` and ``3억 5,000만`` mean the same.

    Write the amount in one of these ways.
    """

    says = "“{given}” is no amount in won."
    why = "Values of problems are compared and added up."
    act = "Write it as 350,000,000 or as 3억 5,000만."
    given: str


@rule("C189", Severity.REFUSE)
class NotACapacity(Finding):
    """The number of projects that a laboratory can take is no whole number between 0 and 50.

    A laboratory with 0 takes none; to leave the next matching it can also be set to closed.

    Write a whole number.
    """

    says = "“{given}” is no number of projects that a laboratory can take."
    why = "Nobody is matched beyond what a laboratory can carry."
    act = "Write a whole number between 0 and 50."
    given: str


@rule("C191", Severity.REFUSE)
class NothingToMatch(Finding):
    """A matching was begun without an accepted problem, or without an open laboratory.

    Accepted problems and open laboratories take part in a matching as they stand when it begins; those that come later
    take part in the next one.

    Accept problems, or ask laboratories to open, and begin it then.
    """

    says = "{problems:problem is|problems are} accepted, and {laboratories:laboratory is|laboratories are} open."
    why = "A matching needs both sides."
    act = "Accept problems that were sent in, or add laboratories that are open."
    problems: int
    laboratories: int


@rule("C192", Severity.REFUSE)
class NoSampleYet(Finding):
    """A measurement was asked for, and there is no sample that could be measured.

    The sample is a file as it comes from the historian or the laboratory: rows with a head, in Excel or as CSV. It
    stays with its author; reviewers see the measurement, and not the rows.

    Drop a file on the page of the problem; it is measured as soon as it is read.
    """

    says = "“{title}” has no sample that is ready to be measured."
    why = "Feasibility is measured on data, not guessed."
    act = "Drop an Excel or CSV file on the page of the problem, and wait until it is read."
    title: str
