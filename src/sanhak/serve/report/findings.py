"""The rules about answers that are read back: codes R050–R079, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("R050", Severity.REFUSE)
class NotAnAnswer(Finding):
    """A folder was named that holds no answer.

    An answer folder is written by ``sanhak run`` or by ``answer.write("answer")`` and is known by its file
    ``manifest.json``, beside the report, the workbook, the tables and the models.

    Name the folder itself, not a file in it and not the folder above it.
    """

    says = "{path} is no answer folder: it has no {missing}."
    why = "Only such a folder holds the tables and models of an answer."
    act = "Name the folder that was written with the answer, or run the study again."
    path: str
    missing: str


@rule("R051", Severity.REFUSE)
class NewerAnswer(Finding):
    """An answer folder was written by a newer version than the one that reads it.

    Folders of older versions are always read. What a newer version has written may hold things that this one does not
    know, so nothing of it is guessed.

    Install the newer version, or open the report in the folder, which any browser shows.
    """

    says = "{path} was written by Sanhak {version} in format {format}; this version reads formats up to {known}."
    why = "It may hold what this version does not know."
    act = "Install the newer version, or open the report in the folder with a browser."
    path: str
    version: str
    format: int
    known: int


@rule("R052", Severity.REFUSE)
class DamagedAnswer(Finding):
    """A file of an answer folder is missing or no longer what was written.

    The manifest keeps a fingerprint (SHA-256) of the answer, of each table and of each model. A file that was cut off,
    edited or replaced is found by it. The report and the workbook may be edited freely: nothing is read back from them.

    Restore the folder from a copy, or run the study again: same data, study and seed give the same answer.
    """

    says = "In {path}, {files:file is|files are} missing or changed: {examples}."
    why = "An answer that was changed after it was written can no longer be trusted."
    act = "Restore the folder from a copy, or run the study again."
    path: str
    files: int
    examples: tuple[str, ...]
