"""The rules about study files and answers: codes S…, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("S001", Severity.REFUSE)
class NoWriter(Finding):
    """An answer was to be written to a file of a kind that is not known.

    An answer can be written as a report (``.html``), a workbook (``.xlsx``), plain data (``.json``), or as a folder
    with all of them and the model, from which it can be shown again and asked for predictions.
    """

    says = "{path} has no ending under which an answer can be written. Known: {known}."
    why = "The ending decides the form."
    act = "Choose one of the known endings, or a folder name without an ending."
    path: str
    known: tuple[str, ...]


@rule("S002", Severity.REFUSE)
class TableMissing(Finding):
    """A study was asked without one of the tables that it needs, or with one that it does not know.

    Each kind of study declares its tables by name, those that may be left out too. A study with a single table takes
    that table alone; a study with several takes a mapping from name to table. Some kinds need no table at all: their
    question stands on its own.
    """

    says = "The study {kind} takes these tables: {needed}. Given: {given}."
    why = "Without its table a question has nothing to stand on; a table that nobody asked for would be left unread."
    act = "Give every table by its name."
    kind: str
    needed: tuple[str | Text, ...]
    given: tuple[str, ...]


@rule("S003", Severity.REFUSE)
class DiskFull(Finding):
    """The disk ran full while a file was being written.

    Everything is written beside its target and moved into place when it is complete. Nothing half-written was left, and
    what stood there before was not touched.

    A report takes at most 1.5 MB; a folder with tables and models may take some tens of megabytes.
    """

    says = "The disk was full while {path} was being written."
    why = "A half-written file could be taken for a whole one, so nothing was left."
    act = "Free some space, or write to another disk."
    path: str


@rule("S060", Severity.REFUSE)
class FolderInUse(Finding):
    """An answer was to be written to a folder that holds something else.

    Writing an answer replaces the whole folder. That is done only where the folder is empty or holds an earlier answer
    (a file ``answer.json``), so that nobody loses other files.
    """

    says = "The folder {path} holds other files than an answer."
    why = "Writing the answer would remove them."
    act = "Name a new folder, or empty this one yourself."
    path: str


@rule("S061", Severity.REFUSE)
class NotWritable(Finding):
    """A file could not be written to its place.

    The usual reasons: the file is open in Excel, the folder may only be read, a name on the way is a file, or the
    network drive is gone. Nothing half-written was left, and what stood there before was not touched.
    """

    says = "{path} could not be written: {because}."
    why = "A file appears only when it is complete, and what stood there before stays until then."
    act = "Close the file where it is open, or choose another place."
    path: str
    because: str


@rule("S004", Severity.REFUSE)
class NoStudyFile(Finding):
    """The study file is not there, or it may not be opened.

    A study file is text (``.yaml``, ``.json``) or an Excel sheet (``.xlsx``), written by ``sanhak new`` and filled in
    by hand. The path is taken from the folder in which the command was given.
    """

    says = "The study file {path} is not there or cannot be opened."
    why = "The question stands in this file."
    act = "Correct the path, or let one be written from your table: sanhak new process.setpoints --data data.xlsx."
    path: str


@rule("S005", Severity.REFUSE)
class NotAStudyFile(Finding):
    """The file was opened, but it holds no study.

    Expected are lines such as ``study: process.setpoints`` followed by the fields of that kind, as YAML 1.2 or JSON in
    UTF-8 (UTF-16 and CP949 are read too), or the Excel sheet that ``sanhak new`` writes. Files over one megabyte and
    values nested more than ten deep are not read: no study needs them.
    """

    says = "{path} holds no study: {because}."
    why = "A study is a short list of fields, each with its value."
    act = "Let a file be written from your table and fill that in: sanhak new process.setpoints --data data.xlsx."
    path: str
    because: Text


@rule("S006", Severity.REFUSE)
class BrokenLine(Finding):
    """The study file cannot be understood from one line on.

    Most often a colon, a bracket or a quotation mark is missing, a colon is not followed by a blank, or the lines are
    not indented by the same number of blanks. Names that hold a colon, a number sign or a bracket stand in quotation
    marks.
    """

    says = "{path} cannot be read from line {line} on, which says: {shown}."
    why = "After this line it is uncertain which value belongs to which field."
    act = "Look at this line and the one above it: colons, brackets, quotation marks and the blanks at the beginning."
    path: str
    line: int
    shown: str


@rule("S007", Severity.REFUSE)
class MarkUsed(Finding):
    """The study file uses a tag, an anchor, an alias or a second document.

    A study file is plain data: nothing in it is ever carried out. Tags (``!name``), anchors (``&name``), aliases
    (``*name``) and further documents (``---``) belong to other uses of YAML and are refused wherever they stand.
    """

    says = "Line {line} of {path} uses {mark}."
    why = "A study file holds plain values only, so that a file from anybody can be read safely."
    act = "Write the value itself; put it in quotation marks if the sign belongs to a name."
    path: str
    line: int
    mark: str


@rule("S008", Severity.REFUSE)
class NameTwice(Finding):
    """The same name stands twice in one place of the study file.

    Of two values for one field only one could count, and nobody would see which.
    """

    says = "{name} stands twice in {path}: in line {first} and in line {line}."
    why = "Only one of the two values could count."
    act = "Keep one of the two lines."
    path: str
    name: str
    first: int
    line: int


@rule("S009", Severity.REFUSE)
class KindMissing(Finding):
    """The study file does not say which kind of study it is.

    The first line of a study file names the kind, as in ``study: process.setpoints``. All kinds with their questions
    are listed by ``sanhak studies``.
    """

    says = "{path} does not say which study it is."
    why = "The kind decides which fields are expected."
    act = "Add a first line such as: study: process.setpoints. Known: {known}."
    path: str
    known: tuple[str, ...]


@rule("S010", Severity.REFUSE)
class UnknownKind(Finding):
    """A kind of study was named that does not exist.

    A kind is named by its area and its question, as in ``process.setpoints``. All of them with their questions are
    listed by ``sanhak studies``.
    """

    says = "There is no study {kind}. Nearest: {near}."
    why = "The kind decides which question is asked."
    act = "Correct the name; all kinds are listed by: sanhak studies."
    kind: str
    near: tuple[str, ...]


@rule("S011", Severity.REFUSE)
class UnknownField(Finding):
    """The study file holds a field that this kind of study does not have.

    A field that is not known is never passed over, because a misspelt limit would silently not be kept. Fields are
    written exactly as ``sanhak new`` writes them.
    """

    says = "Line {line} of {path} gives the field {name}, which {kind} does not have. Nearest: {near}."
    why = "A misspelt field that was passed over would be a limit that nobody keeps."
    act = "Correct the name, or take the line out. Fields: {known}."
    path: str
    line: int
    name: str
    kind: str
    near: tuple[str, ...]
    known: tuple[str, ...]


@rule("S012", Severity.REFUSE)
class FieldMissing(Finding):
    """A field without which the question is not complete was not given or left empty.

    Required fields have no default because no default would be honest: only the user knows what can be set and what is
    to be reached.
    """

    says = "{path} gives no value for {name} ({title})."
    why = "The question is not complete without it."
    act = "Add it: {help}"
    path: str
    name: str
    title: Text
    help: Text


@rule("S013", Severity.REFUSE)
class WrongValue(Finding):
    """A field was given a value of another form than expected.

    Numbers are written with a point and without separators or units (``1200.5``); a range is written as ``[60, 95]``,
    open on one side as ``[null, 0.5]``; the allowed levels of a category as ``[A, B]``.
    """

    says = "{name} was given {given} in line {line} of {path}; expected is {expected}."
    why = "Any guess at what is meant could be a wrong one."
    act = "Write {expected}."
    path: str
    name: str
    line: int
    given: str
    expected: Text


@rule("S014", Severity.REFUSE)
class OutsideBounds(Finding):
    """A number lies outside the bounds of its field.

    The bounds belong to the field's meaning: a probability lies between 0 and 1, a price is not negative.
    """

    says = "{name} is {given} in line {line} of {path}; it must be {bound}."
    why = "Outside of these bounds the field has no meaning."
    act = "Give a number that is {bound}."
    path: str
    name: str
    line: int
    given: float
    bound: Text


@rule("S015", Severity.REFUSE)
class NotAChoice(Finding):
    """A field was given a word that is not one of its choices.

    Such a field knows only a few words, listed in the finding and in the file that ``sanhak new`` writes.
    """

    says = "{name} cannot be {given} (line {line} of {path}). Choices: {choices}. Nearest: {near}."
    why = "Each choice asks another question."
    act = "Take one of the choices as it is written."
    path: str
    name: str
    line: int
    given: str
    choices: tuple[str, ...]
    near: tuple[str, ...]


@rule("S016", Severity.REFUSE)
class FieldsDisagree(Finding):
    """The values of a study, each fine by itself, do not go together.

    Such as two goals where one is expected, or a goal that is none of the outcomes. What the kind asks of its fields
    stands on its page in the reference.
    """

    says = "The values in {path} do not go together: {because}."
    why = "The question has no clear meaning as it stands."
    act = "Change one of the fields that are named."
    path: str
    because: str


@rule("S017", Severity.REFUSE)
class NoStudyWriter(Finding):
    """A study was to be written to a file of a kind that is not known.

    A study can be written as commented text (``.yaml``), as an Excel sheet with drop-downs (``.xlsx``) or as plain data
    (``.json``).
    """

    says = "{path} has no ending under which a study can be written. Known: {known}."
    why = "The ending decides the form."
    act = "Choose one of the known endings."
    path: str
    known: tuple[str, ...]


@rule("S018", Severity.REFUSE)
class FileExists(Finding):
    """A new study was to be written over a file that is already there.

    That file may hold values that somebody has filled in by hand, so it is never replaced in passing.
    """

    says = "{path} is already there."
    why = "What was filled in by hand would be lost."
    act = "Choose another name with -o, or replace the file with --replace."
    path: str


@rule("S020", Severity.REFUSE)
class NoModel(Finding):
    """Predictions were asked of an answer that keeps no model.

    Some studies decide without a model, and an answer written as a single file leaves its models out.
    """

    says = "The answer in {path} keeps no model."
    why = "Predictions come from the stored models."
    act = (
        "Carry the study out again and let it be written as a folder: sanhak run study.yaml --data data.xlsx -o answer."
    )
    path: str
