"""The rules of marketing: S345, with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S345", Severity.NOTE)
class NoUnit(Finding):
    """The quantity has no unit.

    The forecast is in whatever the column was written in. Pieces, drums and tonnes in one column would be added up as
    if they were the same.

    Write the unit in brackets after the head, as in *sold [t]*, and keep one column to one unit.
    """

    says = "{column} has no unit: quantities of all items are added up as they stand."
    why = "A sum of pieces and tonnes means nothing, and neither does an order without a unit."
    act = "Write the unit in brackets after the head, as in {column} [t]."
    column: str
