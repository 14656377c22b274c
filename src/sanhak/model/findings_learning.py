"""The rules about what goes into a model and how it is kept: codes M001–M029, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("M001", Severity.REFUSE)
class NotAnInput(Finding):
    """A column was given as an input whose values are names or free text, not quantities, categories or substances.

    A model reads numbers, dates, ordered levels, categories, formulas and structures of molecules. An identifier is
    different in every row, so it could only be learned by heart; free text must first be turned into descriptors.

    Leave the column out, or, where it does hold a category or a number, say so with ``kinds``.
    """

    says = "The input {column} is of the kind {kind}, which a model cannot read."
    why = "Its values would be learned by heart and would say nothing about a new row."
    act = "Leave {column} out, compute descriptors from it, or read the table with another kind for it."
    column: str
    kind: str


@rule("M002", Severity.REFUSE)
class OtherKind(Finding):
    """A column of a new table holds another kind of value than the column that the model was taught with.

    A model reads a new table as it read the first one: numbers stay numbers, categories stay categories. Where a
    number column arrives as text, a decimal comma, a unit inside the cells or a note of the laboratory is usually the
    reason.

    Correct the cells, or read the new table with the kind that the model knows.
    """

    says = (
        "The model was taught with {column} as {expected}; the new table brings it as {given}, for example {example}."
    )
    why = "Values that cannot be read the same way would be guessed, and so would the prediction."
    act = "Correct the cells of {column}, or read the table with the kind {expected} for it."
    column: str
    expected: str
    given: str
    example: str


@rule("M003", Severity.REFUSE)
class OtherUnit(Finding):
    """A column of a new table carries a unit that cannot be converted into the unit that the model was taught with.

    Units that measure the same quantity are converted without a word: °F becomes °C, bar becomes kPa. Units of
    different quantities mean that the column is not the same one.

    Correct the unit in the header, or give it when the table is read.
    """

    says = "The model was taught with {column} in {expected}; the new table gives it in {given}."
    why = "The one does not convert into the other, so the numbers do not mean the same."
    act = "Correct the unit of {column}, or leave it out of the header if it is {expected} after all."
    column: str
    expected: str
    given: str


@rule("M004", Severity.REFUSE)
class NothingToLearnFrom(Finding):
    """A model was asked for without any input, or from a table without rows.

    At least one input column and one row with a value are needed before anything can be learned.

    Name the inputs, or look at why the table is empty.
    """

    says = "There are {inputs:input|inputs} and {rows:row|rows} to learn from."
    why = "Without both there is nothing that a model could learn."
    act = "Name at least one input and bring rows."
    inputs: int
    rows: int


@rule("M005", Severity.REFUSE)
class CannotBeKept(Finding):
    """A method of your own has no ``state()``, so the fitted model cannot be written to disk.

    Models are stored as plain arrays and texts and never as executable Python objects: whoever opens a model must not
    have to trust it. The method therefore has to say itself what it consists of: ``state()`` returns arrays, texts and
    numbers, and the class method ``from_state(state)`` builds the fitted method from them again.

    Without these two methods the model can be used in this session, compared and reported, but not kept.
    """

    says = "The method {method} has no state() and from_state(), so its model cannot be stored."
    why = "Models are kept as plain arrays, never as executable objects that a reader would have to trust."
    act = "Give {method} the two methods, or use the model in this session only."
    method: str


@rule("M006", Severity.REFUSE)
class NotPlain(Finding):
    """A part of a model's state is neither an array of numbers or texts, nor a text or a number.

    Only plain parts can be written without pickle: numeric, boolean and text arrays, texts, whole numbers and floats.

    Turn the part into an array, or compute it again in ``from_state``.
    """

    says = "The part {part} of {name} is a {kind} and cannot be stored as plain data."
    why = "Only arrays of numbers or texts, texts and numbers are kept, so that nothing has to be executed on reading."
    act = "Turn {part} into an array, a text or a number."
    name: str
    part: str
    kind: str


@rule("M007", Severity.REFUSE)
class CannotBeRead(Finding):
    """A stored model is missing, incomplete or damaged.

    A model is a folder: for each part a manifest (JSON) with the fingerprints of its arrays and texts. Everything is
    compared with the manifest before it is used.

    Copy the folder again from where it was written, or fit the model again: the study and the data give the same one.
    """

    says = "The stored part {name} in {folder} cannot be read: {problem}."
    why = "A model that is not exactly the one that was written must not predict anything."
    act = "Copy the folder again, or fit the model again from its study."
    name: str
    folder: str
    problem: Text | str


@rule("M008", Severity.REFUSE)
class UnknownMethod(Finding):
    """A stored model was made by a method that this installation does not have.

    The method's name stands in the manifest. Code is never loaded because a file names it: a method of your own has to
    be handed over by the program that opens the model.

    Open the model where the method is at hand, and hand its class over.
    """

    says = "The stored model was made by the method {method}, which is not known here. Known: {known}."
    why = "A file may name a method but never bring its code."
    act = "Hand over the class {method} when opening the model, or install the package that has it."
    method: str
    known: tuple[str, ...]
