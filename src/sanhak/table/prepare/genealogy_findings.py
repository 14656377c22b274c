"""The rules about lots that are made of other lots. Codes T230–T237."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("T230", Severity.REFUSE)
class GenealogyCycle(Finding):
    """By the genealogy a lot is made of itself, directly or over other lots.

    Recycled material and heels that stay in a tank are written like this, and so are two lots that were exchanged by
    mistake. Walking down such a ring never ends.

    Give the recycled lot a name of its own (``L7 heel``), put its properties into the table of parents, or correct the
    row.
    """

    says = "By {table} these lots are made of one another: {lots}."
    why = "What a lot is made of must come to an end at lots whose properties are known."
    act = "Correct the rows of these lots, or give recycled material a lot and properties of its own."
    table: str
    lots: tuple[str, ...]


@rule("T231", Severity.REFUSE)
class SharesNotWhole(Finding):
    """The shares of some lots do not sum to 100 %, within 1 %.

    A row of the genealogy may be missing, or stand there twice; then the mean of the properties would be that of
    another lot. Amounts such as kilograms are turned into shares and need no sum, but the column must have its unit.

    Complete the rows. Where the missing part does not matter, ``scale: true`` brings every lot to 100 %.
    """

    says = "The shares of {count:lot|lots} in {table} do not sum to 100 %: {sums}."
    why = "A missing or doubled part would silently change what the lot is made of."
    act = "Complete the genealogy, give amounts their unit (kg), or say scale: true to bring the sums to 100 %."
    table: str
    count: int
    sums: tuple[Text, ...]


@rule("T232", Severity.REFUSE)
class ShareUnit(Finding):
    """The column of shares has a unit that is neither a share nor an amount.

    Shares are fractions, % or ppm. Amounts are masses, volumes, numbers of moles or of pieces. A flow, a temperature or
    a time does not say how much of a lot came from where.

    Name the column of the amounts, or correct its unit when the table is read (``units=``).
    """

    says = "{column} of {table} is measured in {unit}, which is neither a share nor an amount."
    why = "Parents weigh by how much of the lot they make up."
    act = "Name the column of shares or amounts, or correct its unit."
    column: str
    table: str
    unit: str


@rule("T233", Severity.REFUSE)
class GenealogyRowIncomplete(Finding):
    """Rows of the genealogy lack the lot, the parent or the share, or their share is negative.

    Returns that were booked as negative amounts, lines with a total, and cells that were merged look like this. Rows
    are counted from 1, the first row under the header.

    Complete these rows or take them out of the table; book a return against the row from which it was taken.
    """

    says = "{count:row|rows} of {table} lack a lot, a parent or a share of zero or more, at row {examples}."
    why = "Such a row changes what a lot is made of, and nobody knows by how much."
    act = "Complete these rows or delete them; subtract returns from what was charged."
    table: str
    count: int
    examples: tuple[int, ...]


@rule("T234", Severity.WARN)
class ParentsUnknown(Finding):
    """Some parent lots are neither in the table of properties nor made of lots that are.

    The mean of a lot is taken over the parents that are known, if they make up at least the stated share of the lot;
    otherwise its properties are missing.

    Add the properties of these lots. If their names are written differently, correct them: only case and blanks are
    overlooked.
    """

    says = (
        "{count:parent lot has|parent lots have} no properties in {table}: {parents}. {lots:lot is|lots are} concerned,"
        " known to {least:%} at least; {missing} of them below {limit:%} got no properties."
    )
    why = "The mean over the known parents stands for the whole lot."
    act = "Add the properties of these lots, or correct their names."
    table: str
    count: int
    parents: tuple[str, ...]
    lots: int
    least: float
    missing: int
    limit: float


@rule("T235", Severity.WARN)
class LotsWithoutGenealogy(Finding):
    """Lots of the main table do not stand in the genealogy.

    Their rows stay, and the properties of their parents are missing there.

    Add them to the genealogy, or leave these rows out with a condition. If their names are written differently, correct
    them: only case and blanks are overlooked.
    """

    says = "{count:lot|lots} of {column} are not in {table}: {lots}."
    why = "Nobody knows what they are made of; their properties are missing."
    act = "Add them to the genealogy, or correct their names."
    column: str
    table: str
    count: int
    lots: tuple[str, ...]


@rule("T236", Severity.REFUSE)
class NoLotFound(Finding):
    """No lot of the main table could be followed to a parent whose properties are known.

    The names may be written differently (only case and blanks are overlooked; ``00123`` and ``123`` are two lots), or
    a column was named that holds something else.

    Compare some names of the three tables, and name the columns: ``on`` in the main table, ``lot`` and ``parent`` in
    the genealogy, ``key`` in the table of properties.
    """

    says = "No lot could be followed from {ours} over {table} to {bring}. Examples: {examples}."
    why = "A join that matches nothing leaves nothing to learn from."
    act = "Compare how lots are written in the three tables, and name their columns with on, lot, parent and key."
    ours: str
    table: str
    bring: str
    examples: tuple[str, ...]


@rule("T237", Severity.WARN)
class ParentsIncomplete(Finding):
    """Parents of some lots stand in the table of properties with empty cells.

    As with parents that are not there, the mean is taken over the parents whose value is known, if they make up at
    least the stated share of the lot; otherwise the cell is missing.

    Fill in the cells, or bring only the columns that are complete.
    """

    says = (
        "Some parents have gaps in {columns}: {lots:lot is|lots are} averaged over the rest where it makes up {least},"
        " and otherwise missing."
    )
    why = "The mean over the known parents stands for the whole lot."
    act = "Fill in these properties, or name only complete columns to be brought."
    columns: tuple[str, ...]
    lots: int
    least: Amount
