"""The rules about files that go on: what keeps one from being written, and what it cannot be."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S062", Severity.REFUSE)
class HeldByAnother(Finding):
    """Another command is at work on the same file.

    While the next rows of a file are sought and written, a lock beside it (``.name.lock``) keeps out a second command.
    The lock names the process, the machine and the moment. When a process ends, however it ends, the system gives its
    lock back, and the next command takes over what it left.

    A lock from another machine cannot be checked from here. If nothing runs there any more, remove the lock file.
    """

    says = "{path} is being written by process {process} on {host} since {since}."
    why = "Two at once would each plan the same rows, and the slower one would overwrite the other."
    act = "Wait until it has ended and ask again. If nothing runs on {host} any more, remove {lock}."
    path: str
    process: str
    host: str
    since: str
    lock: str


@rule("S063", Severity.REFUSE)
class OpenElsewhere(Finding):
    """The file is open in Excel or LibreOffice, or it may only be read.

    A spreadsheet holds the state that it has opened. Were rows written beneath it, they would be gone as soon as the
    spreadsheet is saved. Excel marks an open file by another one (``~$name``), LibreOffice by ``.~lock.name#``; on
    Windows the file itself is locked too.

    Save and close it, then ask again. If it is closed and the mark is a leftover of a crash, remove the mark.
    """

    says = "{path} is open in another program, or may only be read (its mark: {mark})."
    why = "What is written beneath an open spreadsheet is lost when it is saved."
    act = "Save and close it, then ask again; if it is closed already, remove the mark."
    path: str
    mark: str | None


@rule("S064", Severity.REFUSE)
class ChangedMeanwhile(Finding):
    """The file was saved by somebody else while its next rows were being sought.

    Nothing was written: the rows were chosen for what the file held before, and what was saved meanwhile is not
    overwritten.

    Ask again; the new state is then read.
    """

    says = "{path} was changed while the next rows were being sought."
    why = "The rows were chosen without what has just been saved, and must not overwrite it."
    act = "Ask again."
    path: str


@rule("S065", Severity.REFUSE)
class CannotGoOn(Finding):
    """Rows cannot be added to a file of this form.

    Rows are added to Excel workbooks (``.xlsx``, ``.xlsm``), whose other cells, formulas, comments and pictures stay as
    they are, and to delimited text (``.csv``). Older or other forms (``.xls``, ``.xlsb``, ``.ods``, Parquet) can be
    read, but not added to without losing something.

    Save the file as ``.xlsx`` and ask again.
    """

    says = "Rows cannot be added to {path}: {form}."
    why = "Only what can be written back without losing anything is written."
    act = "Save it as an Excel workbook (.xlsx) or as .csv, and ask again."
    path: str
    form: str


@rule("S066", Severity.REFUSE)
class NoNextRows(Finding):
    """The kind of study has no table that goes on.

    Some questions are asked again and again, each time with more rows: a campaign of experiments plans the next runs
    and waits for their results. Others are answered once for a table as it stands.

    Carry it out with ``sanhak run``.
    """

    says = "{kind} has no table that goes on; the kinds that do: {known}."
    why = "The next rows exist only for a study that plans them."
    act = "Carry it out with: sanhak run."
    kind: str
    known: tuple[str, ...]


@rule("S067", Severity.REFUSE)
class RowsUnder(Finding):
    """Sums or remarks stand under the rows of a table that goes on.

    At the end of a table, rows such as ``Mean`` or remarks that begin with ``※`` are known for what they are and left
    out. Were further rows written under them, they would stand in the midst of the table and be read as rows.

    Move them above the names, beside the table, or onto another sheet.
    """

    says = "Under the rows of the sheet {sheet} stand {rows:row|rows} of sums or remarks."
    why = "Further rows belong under the last one, and a mean among them would be taken for a measurement."
    act = "Move them above the names, beside the table, or onto another sheet, and ask again."
    sheet: str
    rows: int
