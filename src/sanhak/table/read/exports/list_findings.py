"""The rules about printed lists of business software: codes T160–T162 and T405."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T160", Severity.NOTE)
class PrintedList(Finding):
    """The file is a list as business software prints it: lines of dashes, subtotals, a minus behind the number.

    Lines of dashes and subtotals (rows that begin with asterisks) are no rows of the table, and ``12,50-`` is -12.50.

    Export the list as a spreadsheet without subtotals if a number differs from what you expect.
    """

    says = (
        "A printed list: left out {lines:line|lines} of dashes and {subtotals:subtotal|subtotals}; a minus behind the "
        "number in {minus:cell|cells} was put before it."
    )
    why = "A subtotal would be learned from as if it were a posting, and a lost minus turns an issue into a receipt."
    act = "Look at the number of rows, and export without subtotals if it differs from what you expect."
    lines: int
    subtotals: int
    minus: int


@rule("T161", Severity.NOTE)
class UnitColumnTaken(Finding):
    """A column of units stands right of a column of quantities and says the same unit in every row.

    The unit became that of the quantity, and the column of units was left out. Where units differ between the rows both
    columns stay as they are.

    Nothing needs to be done.
    """

    says = "{column} is in {unit}: its column of units ({units}) says so in every row and was left out."
    why = "A quantity with its unit can be converted and compared with a limit."
    act = "Nothing needs to be done."
    column: str
    unit: str
    units: str


@rule("T162", Severity.NOTE)
class CodesOfList(Finding):
    """Columns of a printed list hold numbers that are names: of materials, plants, orders, documents.

    They were kept as words, because their size means nothing.

    Give the column the kind number if it is one.
    """

    says = "Numbers that are names were kept as words: {columns}."
    why = "A model that takes a material number for an amount finds what is not there."
    act = "Give the column the kind number if it is an amount."
    columns: tuple[str, ...]


@rule("T405", Severity.NOTE)
class PageHeads(Finding):
    """The title of a printed list stands again at the top of each further page; these rows were left out.

    A row counts as one that is the same as a line above the names but for its digits: date and page.

    Nothing needs to be done.
    """

    says = "A list of {pages:page|pages}; the titles of the further pages were left out."
    why = "A title between the rows would be read as a row without values."
    act = "Nothing needs to be done."
    pages: int
