"""The rules about what the pages of studies and answers are sent: codes W090–W099, each with its docstring as page."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("W090", Severity.REFUSE)
class TooManyRows(Finding):
    """More rows were sent than a page predicts at once.

    A page predicts while its reader waits, so it takes small tables. There is no such limit on the command line, where
    ``sanhak predict`` takes the folder or the file of the answer and a table of any length.

    Send fewer rows, or predict on the command line.
    """

    says = "The table has {size}; a page predicts at most {most}."
    why = "Somebody waits while a page predicts, and others wait with them."
    act = "Send fewer rows, or download the answer and predict on the command line."
    size: Text | Amount
    most: Text | Amount


@rule("W091", Severity.REFUSE)
class NothingPredicts(Finding):
    """The answer has no model that could predict new rows.

    Plans of runs and analyses keep no such model; answers about set-points do, and campaigns where enough was measured.

    Ask for set-points on the same table to get one.
    """

    says = "This answer has no model that predicts new rows."
    why = "Only a model that was taught can say something about rows that it has not seen."
    act = "Ask for set-points on the same table."


@rule("W092", Severity.REFUSE)
class NotThatCell(Finding):
    """A sheet was sent that does not fit the rows that are kept.

    Somebody has saved another version meanwhile, or a page was open for long. Going back in the browser still shows
    what was typed, and the new version can be opened beside it.

    Reload the page and type the results into the sheet as it is now.
    """

    says = "The sheet has changed since this page was opened."
    why = "A result must not be written beside the wrong run."
    act = "Reload the page; the sheet then shows what others have written."
