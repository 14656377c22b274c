"""What is said of several files that are read as one table: T410–T416, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T410", Severity.NOTE)
class FilesTogether(Finding):
    """The archive holds several files; they became one table, the rows of one file below those of the other.

    Where no column names the asset in every file, one was made from the names of the files, without the ending and
    without what all names end with.

    Nothing needs to be done.
    """

    says = "{files} files became one table of {rows:row|rows}; {column} tells whose row it is."
    why = "Readings of many assets are learnt from together."
    act = "Nothing needs to be done."
    files: int
    rows: int
    column: str


@rule("T411", Severity.REFUSE)
class TooManyFiles(Finding):
    """The archive holds more files than are read as one table.

    Put the rows of several assets into one file, or make several archives.
    """

    says = "{name} holds {files} files; at most {most} are read."
    why = "Each file has to be looked at, and so many would take hours."
    act = "Put the rows of several assets into one file, or make several archives."
    name: str
    files: int
    most: int


@rule("T412", Severity.REFUSE)
class UnitsUnlike(Finding):
    """A column has units in two files that cannot be converted into each other.

    One column cannot be both a pressure and a temperature. The names of columns were exchanged, or a unit is wrong.

    Correct the unit or the name in one of the files.
    """

    says = "{column} is in {unit}, but in {other} in the file {file}."
    why = "What cannot be converted is not the same quantity."
    act = "Correct the unit or the name in one of the files."
    column: str
    unit: str
    other: str
    file: str


@rule("T413", Severity.NOTE)
class UnitsBrought(Finding):
    """A column has another unit in some files; it was converted into that of the first file.

    Nothing needs to be done if the heads of the files are right.
    """

    says = "{column} stood in {other} in {files:file|files}, as {file}; it was converted to {unit}."
    why = "One column has one unit."
    act = "Nothing needs to be done if the heads of the files are right."
    column: str
    unit: str
    files: int
    file: str
    other: str


@rule("T414", Severity.WARN)
class FilesLeftOut(Finding):
    """Some files of the archive are no table; they were left out, and the others were read.

    The code behind each file says why; its page says what to do.

    Look whether one of them should have been read.
    """

    says = "{count:file was|files were} left out: {files}."
    why = "An asset whose file is missing is missing in the answer."
    act = "Look whether one of them should have been read, and correct it."
    count: int
    files: tuple[str, ...]


@rule("T415", Severity.NOTE)
class ColumnsLacking(Finding):
    """Some columns are not in every file; their cells are empty there.

    A sensor that only some assets have looks like this, and a head that is written differently in one file.

    Write heads alike in all files if they mean the same.
    """

    says = "{columns} are not in every file: {column} lacks in {files:file|files}, as {example}."
    why = "Two spellings of one head make two columns that are half empty."
    act = "Write heads alike in all files if they mean the same."
    columns: tuple[str, ...]
    column: str
    files: int
    example: str


@rule("T416", Severity.WARN)
class ColumnUnlike(Finding):
    """A column holds numbers or dates in some files and words in another; it was kept as words.

    Correct the cells of that file.
    """

    says = "{column} holds something else in the file {file}; it was kept as words."
    why = "Numbers and words cannot be calculated with together."
    act = "Correct the cells of {column} in that file."
    column: str
    file: str
