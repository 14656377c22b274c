"""The rules about what was filled into a form: codes W020 to W039, each told beside its field."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("W020", Severity.REFUSE)
class FieldEmpty(Finding):
    """A field without which the question is not complete was left empty.

    Such a field has no default, because only the reader knows what can be set and what is to be reached.

    Everything else that was filled in is kept.
    """

    says = "{title}: nothing is filled in yet."
    why = "The question is not complete without it."
    act = "{help}"
    title: Text
    help: Text


@rule("W021", Severity.REFUSE)
class NotANumber(Finding):
    """A cell that asks for a number holds something else.

    Numbers may be written with commas or blanks between thousands, with a decimal comma, with a unit behind them, or
    in full-width digits: 1,200.5, 0,5, 82 °C.

    A sign that could be read in two ways is not guessed at.
    """

    says = "“{given}” does not read as a number."
    why = "A guess at what is meant could be a wrong limit."
    act = "Write a number, as in 1,200.5 or 82 °C."
    given: str


@rule("W022", Severity.REFUSE)
class BeyondBounds(Finding):
    """A number lies outside the bounds of its field.

    The bounds belong to the meaning of the field: a probability lies between 0 and 1, a price is not negative.

    They do not come from the data. What was observed stands in grey inside of an empty cell and binds nobody.
    """

    says = "{given} is not possible here: it must be {bound}."
    why = "Outside of these bounds the field has no meaning."
    act = "Give a number that is {bound}."
    given: float
    bound: Text


@rule("W023", Severity.REFUSE)
class NoSuchChoice(Finding):
    """A field of a few choices was given something else.

    The page offers every choice, so this comes from a page that was opened under an older version, or from a program.

    Load the page again and choose.
    """

    says = "“{given}” is none of the choices: {choices}."
    why = "Each choice asks another question."
    act = "Take one of the choices."
    given: str
    choices: tuple[Text, ...]


@rule("W024", Severity.REFUSE)
class FieldsContradict(Finding):
    """What was filled in, each fine by itself, does not go together.

    What a kind of study asks of its fields stands on its page in the reference.

    Nothing of what was filled in is lost.
    """

    says = "What is filled in does not go together: {because}."
    why = "The question has no clear meaning as it stands."
    act = "Change one of the fields that are named."
    because: str


@rule("W025", Severity.REFUSE)
class OtherUnit(Finding):
    """A number was given in a unit that cannot be brought to the unit of its column.

    A unit behind a number is converted where that is possible: 180 °F becomes 82.2 °C in a column of °C. Metres never
    become degrees, and a step or a largest move is a difference, for which only the column's own unit is taken.

    Correct the unit here, or the unit of the column where the data are described.
    """

    says = "“{given}” cannot be read in {unit}, the unit of this value."
    why = "A limit in another unit would be another limit."
    act = "Give the value in {unit}, with or without the unit behind it."
    given: str
    unit: str


@rule("W026", Severity.REFUSE)
class NamedTwice(Finding):
    """One column stands in two lines of the same field.

    Of two values for one column only one could count, and nobody would see which.

    Join the two lines, or name another column.
    """

    says = "{column} is named twice in this field."
    why = "Only one of the two lines could count."
    act = "Take one of the two lines out, or name another column."
    column: str


@rule("W027", Severity.WARN)
class NotInTheTable(Finding):
    """A column was named that the table does not have.

    The name may be misspelt, or the table may be another one than the study was written for. A column that a step of
    preparation makes is known as soon as the step is.

    The study is not carried out without it.
    """

    says = "The table has no column {column}."
    why = "The study would be refused as soon as it begins."
    act = "Choose a column of the table, such as {known}."
    column: str
    known: tuple[str, ...]


@rule("W028", Severity.REFUSE)
class LineWithoutName(Finding):
    """A line holds a value, but no column is named in it.

    A line that is left wholly empty is passed over; one with a value is not, because a limit would silently be lost.

    Name the column, or empty the line.
    """

    says = "This line names no column."
    why = "A value without its column would be lost in silence."
    act = "Choose the column, or empty the line."


@rule("W029", Severity.REFUSE)
class LineUnfinished(Finding):
    """A column is named, but a value that belongs to it is missing.

    Where one of two limits may stay open, the page says so; elsewhere both are needed, or at least one level.

    The grey numbers show what was observed; they are no values yet.
    """

    says = "{column}: a value is missing here."
    why = "Without it the line has no meaning."
    act = "Fill it in, or take the column out of the line."
    column: str


@rule("W030", Severity.REFUSE)
class NotWhole(Finding):
    """A count was given with a fraction.

    Runs, blocks and repeats are counted in whole numbers.

    It is not rounded, because up and down may both be wrong.
    """

    says = "{given} is not a whole number."
    why = "This is a count."
    act = "Write a whole number."
    given: float


@rule("W031", Severity.REFUSE)
class StepUnclear(Finding):
    """A step cannot be understood as it is written.

    A step is a few lines, each a word, a colon and a value, as in study files. The first word says what is done.

    Steps of preparation are easier to make where the data are shown, row by row.
    """

    says = "This step cannot be understood. {because}"
    why = "A step that is read wrongly would leave out the wrong rows."
    act = "Write each line as a word, a colon and a value, as in: where: load > 50 %."
    because: Text


@rule("W032", Severity.REFUSE)
class DoesNotFit(Finding):
    """A value has another form than its field expects.

    This is told where nothing more exact is known: such as words among numbers, or more values than places.

    The help beside the field says what it expects.
    """

    says = "{title}: “{given}” does not fit here."
    why = "Any guess at what is meant could be a wrong one."
    act = "{help}"
    title: Text
    given: str
    help: Text
