"""The rules about data: codes T…, each with its page in its docstring."""

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
