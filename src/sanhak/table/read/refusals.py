"""The rules about what a file is and why it cannot be read as a table: codes T007–T018 and T250–T253."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T007", Severity.REFUSE)
class NoSuchFile(Finding):
    """There is no file under the given path.

    Compare the path with the names of the files in that folder; on a network drive, check that it is connected.
    """

    says = "There is no file {path}. Similar names in that folder: {near}."
    why = "Without the file there is no table."
    act = "Correct the path, or connect the drive that it is on."
    path: str
    near: tuple[str, ...]


@rule("T008", Severity.REFUSE)
class FolderGiven(Finding):
    """A folder was given where one file is read.

    Name one of its files. Several files of one layout can be joined into one before they are read.
    """

    says = "{path} is a folder. Files in it that may be tables: {files}."
    why = "One file is read as one table; which one is meant is not guessed."
    act = "Give the path of one file."
    path: str
    files: tuple[str, ...]


@rule("T009", Severity.REFUSE)
class EmptyFile(Finding):
    """The file holds nothing.

    An export that was cut off, or a file that is still being copied, often looks like this. Export or copy it again.
    """

    says = "{name} is empty: it holds no data at all."
    why = "There is nothing to read."
    act = "Export or copy the file again, and look at its size first."
    name: str


@rule("T010", Severity.REFUSE)
class NotATable(Finding):
    """The file is of a kind that holds no table that could be read here; its first bytes say what it is.

    The ending of a file name is not looked at: what counts is what the file contains, packed with gzip or not.

    Export the data as Excel (xlsx), CSV or Parquet from the program that wrote it.
    """

    says = "{name} is {what}, not a table."
    why = "Only Excel, delimited text, Parquet, Arrow and HTML tables are read."
    act = "Export the data as Excel or CSV from the program that wrote it."
    name: str
    what: Text


@rule("T011", Severity.REFUSE)
class DocumentSecurity(Finding):
    """The file is wrapped by document security, so that its content is encrypted outside the company's own programs.

    Such files open in Excel as usual, because an agent on the computer unlocks them there, and nowhere else.

    Release the protection with the document security menu (right mouse button on the file), or open the file in Excel
    and save the data as CSV into a folder that is exempt.
    """

    says = "{name} is wrapped by document security ({product})."
    why = "Its content is encrypted; only programs that the security agent knows can read it."
    act = "Release the protection of the file, or save the data as CSV from Excel into an exempt folder."
    name: str
    product: str


@rule("T012", Severity.REFUSE)
class PasswordProtected(Finding):
    """The Excel file asks for a password when it is opened.

    Passwords are neither asked for nor tried here.

    Open the file in Excel, remove the password (File, Info, Protect Workbook, Encrypt with Password) and save it.
    """

    says = "{name} is an Excel file with a password."
    why = "Its content is encrypted with that password."
    act = "Save a copy without a password and read that."
    name: str


@rule("T013", Severity.REFUSE)
class BrokenFile(Finding):
    """The file begins as its kind should but cannot be read to the end.

    Downloads and mail attachments that were cut off look like this, and files that another program still holds open.

    Open the file where it was made and save it again, or copy it again and compare the sizes.
    """

    says = "{name} begins as {what} but is damaged or cut off ({detail})."
    why = "Rows could be missing without anybody noticing."
    act = "Save or copy the file again; if it opens in Excel, save it as a new xlsx file."
    name: str
    what: Text
    detail: str


@rule("T014", Severity.REFUSE)
class EncodingUnknown(Finding):
    """The text is written in an encoding that is not recognised.

    Read are UTF-8, UTF-16 and CP949 (what Korean Excel writes as CSV), and Western European text. Anything else would
    turn letters into other letters.

    Save the file in Excel as "CSV UTF-8 (comma delimited)", or as xlsx.
    """

    says = "The text of {name} is neither UTF-8 nor UTF-16 nor CP949: byte {position} does not fit."
    why = "Read in a wrong encoding, names and words would turn into others."
    act = "Save the file as CSV UTF-8 or as xlsx."
    name: str
    position: int


@rule("T015", Severity.REFUSE)
class NoTable(Finding):
    """Nothing in the file looks like a table: no line of names over rows of values.

    A table has at least one column of numbers, molecules (SMILES) or formulas, or two columns, and its names stand in
    one or two rows above the values. A text file may also be a single column of labels: more than five, none with a
    blank.

    Put the names of the columns into one row and the values below it, without blank columns in between. A list of
    structures has a SMILES and a name in each line; end its name with ``.smi``.
    """

    says = "{name} holds no table: no rows of values under a row of names were found ({looked})."
    why = "Without columns there is nothing to learn from."
    act = "Put one row of names above the values, or name the sheet that holds them."
    name: str
    looked: str


@rule("T016", Severity.REFUSE)
class NoRows(Finding):
    """The table has names but not a single row of values.

    A filter in the exporting program or an empty period is the usual reason.

    Widen the period or the filter and export again.
    """

    says = "{name} has {columns:column|columns} but no rows."
    why = "There is nothing to learn from."
    act = "Widen the period or the filter of the export."
    name: str
    columns: int


@rule("T017", Severity.REFUSE)
class AllMissing(Finding):
    """Every value of the table is missing.

    Formulas that were never calculated, a query without an answer, or a sheet of words such as ``No Data`` look like
    this.

    Open the file, calculate it (F9) and save it, or repeat the query.
    """

    says = "All values of {name} are missing ({rows:row|rows}, {columns:column|columns})."
    why = "There is nothing to learn from."
    act = "Open the file, have it calculated and save it, or repeat the query."
    name: str
    rows: int
    columns: int


@rule("T018", Severity.REFUSE)
class NoSuchSheet(Finding):
    """A sheet was named that the workbook does not have.

    Sheets are given by name, or by position counted from 0. HTML files count each table as a sheet.

    Choose one of the sheets, or name none: the first that holds a table is read.
    """

    says = "There is no sheet {sheet}. The sheets are: {sheets}."
    why = "Which sheet is meant decides which data are read."
    act = "Choose one of the sheets, or leave the choice open."
    sheet: str
    sheets: tuple[str, ...]


@rule("T250", Severity.REFUSE)
class CellsFarApart(Finding):
    """A few cells lie so far apart that the sheet between them is millions of empty places.

    A blank or a remark in the last row or column of a sheet does this, or a span that a program has written wrongly.

    Delete the rows below the table and the columns right of it (select them, right mouse button, Delete), and save the
    file. What is left is only what the table needs.
    """

    says = "The sheet spans {rows} × {columns} places, but only {cells:cell is|cells are} filled."
    why = "Holding that many empty places would take more memory than the data do."
    act = "Delete the rows below the table and the columns right of it, and save the file again."
    rows: int
    columns: int
    cells: int


@rule("T251", Severity.REFUSE)
class TooManyColumns(Finding):
    """The file has more columns than any sheet of Excel.

    Usually the wrong sign parts the cells, or rows and columns are exchanged.

    Export with one row a time, run or lot, or leave out the columns that are not needed.
    """

    says = "The file has {columns} columns; at most {limit} are read."
    why = "So many columns are nearly always a line that was meant as a column."
    act = "Export with one row a time, run or lot, or leave out columns that are not needed."
    columns: int
    limit: int


@rule("T252", Severity.REFUSE)
class BeyondCalendar(Finding):
    """A cell is formatted as a date or a time, but its number lies beyond every calendar.

    Excel shows such a cell as ``#####``. Usually a counter or a measurement was given the format of a date.

    Give the column the format General (Home, Number), and save the file.
    """

    says = "In sheet {sheet} of {name}, a cell formatted as a date or time holds a number beyond any date ({detail})."
    why = "What was measured there cannot be told, and a guess would be a wrong value."
    act = "Give such cells the format General in Excel, and save the file again."
    name: str
    sheet: str
    detail: str


@rule("T253", Severity.REFUSE)
class PackedTooTightly(Finding):
    """The file is small but grows to an enormous size when it is unpacked.

    No table is packed that tightly; a file that is made to fill the memory of whoever opens it is.

    Open the file where it was made and save the sheet that is needed as CSV.
    """

    says = "{name} has {packed} bytes, but would unpack to {unpacked}."
    why = "Unpacking it would take the memory of the whole computer."
    act = "Save the sheet that is needed as CSV where the file was made, and read that."
    name: str
    packed: int
    unpacked: int
