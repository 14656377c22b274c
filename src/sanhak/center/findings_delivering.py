"""The rules about rows that are added to data, and about answers that follow: C280–C293, each with its page."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C280", Severity.REFUSE)
class HeadsDiffer(Finding):
    """Rows that were sent to be added have other columns than the rows that are there.

    Further rows have the heads of the first ones, in any order. A column more or less is another table, and what would
    have to be left out or left empty is nobody's to guess.

    Bring the heads of the data, or give the file as a new version in place of all rows.
    """

    says = "The rows lack {lacking}, and have besides: {besides}."
    why = "Rows are added under the same heads, so that nothing is left out or empty by guess."
    act = "Bring the heads of the data, or give the file as a new version of all rows."
    lacking: tuple[str, ...]
    besides: tuple[str, ...]


@rule("C281", Severity.REFUSE)
class ReadOtherwise(Finding):
    """A column of rows that were sent holds another kind of value, or a unit of another quantity, than the data do.

    Units of the same quantity are converted; a thickness in bar is a mistake.

    Correct the column, or its unit in the head.
    """

    says = "The column {column} is {expected} in the data and {given} in the rows that were sent."
    why = "Both cannot stand in one column."
    act = "Correct the column, or its unit in the head."
    column: str
    expected: str
    given: str


@rule("C282", Severity.REFUSE)
class Contradicts(Finding):
    """Rows that were sent say something else of the same asset and moment than the data, or than one another.

    A reading is not corrected in passing: whoever corrects one says so. The same row sent again is no contradiction,
    and counts once.

    Take the rows out, or correct them by giving a new version of all rows.
    """

    says = "{rows:row says|rows say} something else of an asset and moment that are there, first that of {example}."
    why = "Which of both is right cannot be known from the rows."
    act = "Take the rows out, or give a new version of all rows in which they are right."
    rows: int
    example: str


@rule("C283", Severity.REFUSE)
class NothingNew(Finding):
    """All rows that were sent are in the data already.

    No version is made of what is there.

    Nothing has to be done, unless newer rows were meant.
    """

    says = "All of {rows:row|rows} are there already."
    why = "A version that holds nothing new would set off work for nothing."
    act = "Send newer rows, if some were meant."
    rows: int


@rule("C284", Severity.WARN)
class AssetsNotKnown(Finding):
    """Rows were added of assets that no earlier row names.

    New assets do come. A name that is written otherwise makes one too, and its course then has two halves.

    See whether they are new; if a name was mistyped, go back to the version before and send the rows again.
    """

    says = "{count:asset was|assets were} not known before: {examples}."
    why = "A name that is written otherwise cuts the course of an asset in two."
    act = "See whether they are new; else go back to the version before and send the rows again."
    count: int
    examples: tuple[str, ...]


@rule("C285", Severity.NOTE)
class CameLate(Finding):
    """Rows were added that are older than the latest row of their asset.

    They stand where they belong in time. What was foretold in between did not know of them.

    Nothing has to be done where a delivery was late; see whether the clock is right where it was not.
    """

    says = "{rows:row is|rows are} older than the latest of {assets:asset|assets}, such as {example}."
    why = "What was foretold in between did not know of them."
    act = "See whether the clock is right, if the rows are no late delivery."
    rows: int
    assets: int
    example: str


@rule("C286", Severity.NOTE)
class CountedOnce(Finding):
    """Some of the rows that were sent are in the data already; they count once.

    Exports overlap, and deliveries are sent again when a line is down.

    Nothing has to be done.
    """

    says = "{known:row was|rows were} there already; {added:row is|rows are} new."
    why = "A row that counts twice would weigh twice."
    act = "Nothing has to be done."
    known: int
    added: int


@rule("C287", Severity.WARN)
class NotFollowed(Finding):
    """A study that follows its data has failed with the newest of them; its last answer stands.

    What the answer says rests on older rows, and says so by its version.

    Open the study: it tells why.
    """

    says = "{title} could not follow its data; the answer of {day} stands."
    why = "What it says rests on older rows."
    act = "Open the study: it tells why."
    title: str
    day: Text


@rule("C288", Severity.REFUSE)
class NotRows(Finding):
    """What was sent as rows is none: JSON that is no list of objects with plain cells, or an empty one.

    A list of rows is ``[{"asset": "P-1", "date": "2026-11-29", "vibration": 3.1}]``; CSV and Excel are taken too.

    Send a list of objects whose values are texts, numbers, true, false or null.
    """

    says = "The body is no list of rows: {because}."
    why = "A row is an object with plain cells under the heads of the data."
    act = "Send a list of objects whose values are texts, numbers, true, false or null."
    because: str


@rule("C289", Severity.NOTE)
class NothingLater(Finding):
    """A decision was to be held against later rows, and none tells what became of its assets.

    The answer keeps no model of lives, its data are gone, or nothing newer has come since: the chances that it told are
    neither right nor wrong yet.

    Add the readings or orders that have come since, then look again.
    """

    says = "No later row tells what became of the assets."
    why = "A chance is judged by who lasted, and that is not known yet."
    act = "Add the readings or orders that have come since, then look again."


@rule("C291", Severity.REFUSE)
class StandsNowhere(Finding):
    """Rows that were sent name no asset or no moment, where every row that is there names one.

    A file that was cut off, a date that does not exist (30 February), a head in the wrong place: the values are there
    and nobody can say of what or of when. Such a row would stand in the data for ever and count nowhere.

    Complete the rows, or leave them out, and send the others again.
    """

    says = "{rows:row names|rows name} nothing under {column}, where all rows that are there do."
    why = "A value of no asset or of no moment stands nowhere."
    act = "Complete the rows or leave them out, and send the others again."
    rows: int
    column: str


@rule("C292", Severity.WARN)
class ReadWithDoubt(Finding):
    """Something was found while rows that were sent were read: cells that became missing, dates of two meanings.

    The rows were added all the same, as further rows of a line that runs should be; what was found has a page of its
    own, under its code.

    Look at it; if the rows are not what was meant, go back to the version before and send them again.
    """

    says = "In the rows that were sent ({of}): {told}"
    why = "The rows were added as they were read."
    act = "Look at it; if they are not what was meant, go back to the version before and send them again."
    of: str
    told: Text


@rule("C293", Severity.WARN)
class LiesAhead(Finding):
    """Rows that were sent are dated later than tomorrow: nothing has been measured there yet.

    A mistyped year (2062 for 2026) or a clock that runs wrong. Who lasts is told from the last reading on, so that one
    such row makes an asset look as if it had lasted until then.

    Correct the dates: go back to the version before and send the rows again.
    """

    says = "{rows:row is|rows are} dated after tomorrow, such as {example}."
    why = "An asset with such a row looks as if it had lasted until then."
    act = "Correct the dates: go back to the version before and send the rows again."
    rows: int
    example: str
