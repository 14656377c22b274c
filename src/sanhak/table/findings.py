"""The rules about the facts that a user states of a table: names, units, kinds. Codes T001–T006.

The other rules of the first forty-nine stand where they are raised from: what a file is in
:mod:`sanhak.table.read.refusals`, how it was laid out in :mod:`sanhak.table.read.layout_findings` and what its cells
held in :mod:`sanhak.table.read.cell_findings`.
"""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T001", Severity.REFUSE)
class NoSuchColumn(Finding):
    """A column was named that the table does not have.

    Names must match the header after its unit was taken off: the header ``T_jacket [degC]`` is the column ``T_jacket``.
    Upper and lower case, blanks and underscores count.

    Look at the names with ``sanhak look``, then correct the name in the study or in the command.
    """

    says = "The table has no column {column}. Nearest: {near}."
    why = "A question about a column that is not there has no answer."
    act = "Correct the name, or look at the columns with: sanhak look."
    column: str
    near: tuple[str, ...]


@rule("T002", Severity.REFUSE)
class UnknownUnit(Finding):
    """A unit was given that is not in the list of units.

    Units are written as plants write them: ``degC``, ``kPa``, ``kgf/cm2G``, ``m3/h``, ``Nm3/h``, ``kJ/(mol·K)``,
    ``wt%``, ``ppm``. After a slash everything is divided by.

    Write the unit in one of these ways, or leave it out: a column without a unit is still read.
    """

    says = "{unit} is not a unit that is known here. Nearest: {near}."
    why = "Values whose unit is unknown can be neither converted nor compared with a limit."
    act = "Write the unit another way, for example kPa, m3/h or kJ/(mol·K), or leave it out."
    unit: str
    near: tuple[str, ...]


@rule("T003", Severity.REFUSE)
class UnitsDoNotConvert(Finding):
    """Two units measure different things, so that one cannot be turned into the other.

    Shares with different bases (``wt%``, ``mol%``, ``vol%``) need molar masses; normal cubic metres and cubic metres
    need a pressure and a temperature; money needs a rate of the day. None of them is guessed.

    State the value in a unit of the same kind, or convert the column before it comes in.
    """

    says = "{source} does not convert to {target}."
    why = "The two units measure different things, or the same thing on different bases."
    act = "State the value in {source}, or convert the column in the file first."
    source: str
    target: str


@rule("T004", Severity.REFUSE)
class UnknownKind(Finding):
    """A kind of column was given that does not exist.

    The kinds are number, category, ordinal, date, molecule, formula, text and identifier.

    Choose one of them, or leave the kind out: it is guessed from the values.
    """

    says = "{kind} is not a kind of column. The kinds are {kinds}."
    why = "The kind decides how the values of {column} are read and encoded."
    act = "Choose one of the kinds, or leave it out to have it guessed."
    column: str
    kind: str
    kinds: tuple[str, ...]


@rule("T005", Severity.WARN)
class HeaderUnitOverruled(Finding):
    """A unit was given for a column whose header names another one.

    The given unit counts and the values stay as they are: a wrong header is the usual reason to give a unit. Values are
    never converted on the quiet.

    If the header is right, leave the unit out; if it is wrong, correct it in the file so that nobody else is misled.
    """

    says = "The header of {column} says {header}, but {given} was given. The values are taken as {given}, unconverted."
    why = "If the header is right, every value of the column is read in a wrong unit."
    act = "Leave the unit out if the header is right; otherwise correct the header in the file."
    column: str
    header: str
    given: str


@rule("T006", Severity.NOTE)
class UnitNotRead(Finding):
    """A header carries something in brackets that looks like a unit but is none that is known here.

    The header is kept as the name of the column, brackets included, and the column has no unit.

    Give the unit of the column by name, or write it another way in the header.
    """

    says = "The header {column} seems to carry a unit, but {text} is not known here; the column has no unit."
    why = "Without a unit the column's values are shown bare and cannot be converted."
    act = "Give the unit for this column, or write it another way in the header."
    column: str
    text: str
