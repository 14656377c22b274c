"""The rules about how a table was laid out in its file: codes T019–T030."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T019", Severity.NOTE)
class RowsLeftOut(Finding):
    """Some rows of the file are not rows of the table.

    Left out are lines of text above and below the table, the rows of names and units, empty rows, rows of names that
    are repeated between the values, and rows at the end that sum up the others. Together with the rows read they are
    all rows of the file.

    If a row of values is among them, remove what sets it apart (a word such as ``Total`` in its first cell).
    """

    says = (
        "Of {rows:row|rows} in the file {read} were read. Left out: {text} of text, {header} of names, "
        "{units} of units, {empty} empty, {repeated} of repeated names, {sums} of sums or means."
    )
    why = "Sums, means and repeated names would be learned from as if they were measurements."
    act = "Look at the file if a number differs from what you expect."
    rows: int
    read: int
    text: int
    header: int
    units: int
    empty: int
    repeated: int
    sums: int


@rule("T020", Severity.NOTE)
class ColumnsLeftOut(Finding):
    """Some columns of the file have neither a name nor a value.

    They were left out. Columns that have a name are kept, even without values.

    Nothing needs to be done.
    """

    says = "Left out: {columns:column|columns} with neither name nor values."
    why = "They carry nothing."
    act = "Nothing needs to be done."
    columns: int


@rule("T021", Severity.NOTE)
class OtherSheets(Finding):
    """The workbook holds a table on more than one sheet, and one was read.

    The first sheet that holds a table is read; hidden sheets come last.

    Name the sheet to read another one.
    """

    says = "The sheet {sheet} was read. Tables are also on: {others}."
    why = "The data that are meant may be on another sheet."
    act = "Name the sheet if another one is meant."
    sheet: str
    others: tuple[str, ...]


@rule("T022", Severity.WARN)
class HeaderMissing(Finding):
    """The table begins with values at once, without a row of names.

    The columns were named in order. Units, times and lots cannot be recognised without names.

    Put a row of names above the values, with units in brackets: ``T_jacket [degC]``.
    """

    says = "No row of names was found; the columns are called {first} to {last}."
    why = "Without names, units and roles of the columns are unknown."
    act = "Put a row of names, with units in brackets, above the values."
    first: str
    last: str


@rule("T023", Severity.WARN)
class NamesRepeated(Finding):
    """Several columns have the same name.

    The second and later ones were numbered: ``T``, ``T (2)``, ``T (3)``, in the order of the file. A study that names
    ``T`` means the first.

    Give each column a name of its own.
    """

    says = "Names that stand on more than one column: {names}. The later columns are now called {renamed}."
    why = "A study that uses such a name may mean the other column."
    act = "Give each column a name of its own."
    names: tuple[str, ...]
    renamed: tuple[str, ...]


@rule("T024", Severity.NOTE)
class NamesJoined(Finding):
    """The names stand in two rows, such as a plant section over its measurements.

    Both rows were joined into one name each: ``Reactor`` over ``Temp`` became ``Reactor Temp``.

    Use the joined names in the study.
    """

    says = "The names stand in two rows and were joined, for example: {example}."
    why = "The study has to use the joined names."
    act = "Use the joined names."
    example: str


@rule("T025", Severity.NOTE)
class EncodingRead(Finding):
    """The text is not written in UTF-8, and its encoding was recognised from its bytes.

    CP949 is what Korean Excel writes as CSV; CP1252 is what Western instruments write.

    If words look wrong, save the file as CSV UTF-8 or as xlsx.
    """

    says = "The text was read as {encoding}."
    why = "In a wrong encoding words turn into others; numbers stay as they are."
    act = "Look at the names; if they look wrong, save the file as CSV UTF-8 or as xlsx."
    encoding: str


@rule("T026", Severity.NOTE)
class MergedCells(Finding):
    """Cells between the values are merged, and Excel keeps the value in the first of them only.

    The value was repeated in every row that the merged cell covers, as a reader of the sheet would understand it.

    If it belongs to the first row only, take the merge apart.
    """

    says = "Merged cells: their value was repeated in {cells:cell|cells}."
    why = "Otherwise all rows but the first of each merge would lack the value."
    act = "Take the merge apart where the value belongs to its first row only."
    cells: int


@rule("T027", Severity.WARN)
class RowsTooLong(Finding):
    """Some rows have more cells than there are names.

    A separator inside a text, or a decimal comma in a file that is separated by commas, pushes the cells to the
    right. What stood there was kept in columns without a name; nothing was cut off.

    Look at the first of these rows; export with another separator, or with texts in quotation marks.
    """

    says = "{rows:row|rows} with more cells than the {columns} names, first in line {line}."
    why = "In such rows the values may stand under the wrong names."
    act = "Look at that line; export with another separator or with texts in quotation marks."
    rows: int
    columns: int
    line: int


@rule("T028", Severity.WARN)
class QuoteNeverClosed(Finding):
    """A quotation mark opens a text that never ends, such as an inch sign at the start of a cell.

    Quotation marks were therefore taken as ordinary signs, or the rest of the file would have become one cell.

    Remove single quotation marks from the texts, or export as xlsx.
    """

    says = "A quotation mark in line {line} is never closed; quotation marks were taken as ordinary signs."
    why = "Texts with a separator inside may be spread over two columns."
    act = "Remove single quotation marks from the texts, or export as xlsx."
    line: int


@rule("T029", Severity.WARN)
class ManyColumns(Finding):
    """The table is very wide.

    It was read in full. With many more columns than rows almost any outcome can be explained by chance.

    Choose the columns that can matter before asking a question.
    """

    says = "The table has {columns} columns and {rows:row|rows}."
    why = "Among so many columns some follow the outcome by chance alone."
    act = "Choose the columns that can matter for the question."
    columns: int
    rows: int


@rule("T030", Severity.WARN)
class OneRow(Finding):
    """The table has a single row.

    That is enough to predict for this row with a model that exists, and too little to learn from.

    Bring more rows to learn from.
    """

    says = "The table has a single row."
    why = "One row can be predicted for, but nothing can be learned from it."
    act = "Bring more rows if a model is to be fitted."
