"""The rules about the pages of data: codes W080–W089, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W080", Severity.REFUSE)
class TooManyCells(Finding):
    """The table is too large for an Excel file.

    A sheet holds a little over a million rows, and a programme that opens millions of cells takes minutes. CSV and
    Parquet have no such limit.
    """

    says = "An Excel file is made of up to {most} cells; this table has {cells}."
    why = "Excel opens larger files slowly or not at all."
    act = "Take CSV or Parquet."
    most: int
    cells: int


@rule("W081", Severity.REFUSE)
class NothingChanged(Finding):
    """The form was sent as it stood.

    A new version is made where something is stated otherwise; one that would be the same is not.
    """

    says = "Nothing was changed."
    why = "A version that is the same as the one before tells nobody anything."
    act = "Change a unit, a kind or a role, or go back."


@rule("W082", Severity.REFUSE)
class UnitStands(Finding):
    """A unit that stands in the file can be replaced, and not taken away.

    Quantities without a unit, such as a ratio, can be given as a share in %, or their head in the file be changed.
    """

    says = "The unit of {column} stands in the file: {unit}."
    why = "A quantity with a unit in its head is taken to have one."
    act = "Write the unit that is right, or take it out of the head in the file and give the file again."
    column: str
    unit: str
