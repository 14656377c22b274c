"""The rules about tables of tags that are watched: codes T310 on, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T310", Severity.WARN)
class OutOfOrder(Finding):
    """Rows did not stand in the order of their times; they were brought into it.

    Counted are the rows that are earlier than the row above them. A clock that was set back, two exports put one under
    the other, or a sheet that was sorted by another column look like this.
    """

    says = "{rows:row stands|rows stand} after a later one; the rows were sorted by their time."
    why = "What remembers the rows before, as every smoothed statistic does, would remember the wrong ones."
    act = "Look whether a clock was set back: its hours would then stand twice, and be mixed."
    rows: int


@rule("T311", Severity.WARN)
class SameMomentTwice(Finding):
    """Several rows have one and the same time; the first of each is watched.

    A monitor asks what the plant was like at a moment, and a plant is like one thing only. Two exports that overlap or
    the hour that comes twice in autumn look like this; with several assets in a table, it should be asked of each.
    """

    says = "{rows:row has|rows have} the time of another one; the first of each was taken."
    why = "At one moment a tag has one value, and no one knows which is right."
    act = "Take one of the rows out; of several assets in one table, keep the rows of one with a preparation step."
    rows: int


@rule("T312", Severity.REFUSE)
class NoTagToWatch(Finding):
    """No column of the table can be watched.

    Watched are columns of numbers that move in the normal period and have values in at least half of its rows. Words,
    times and names are not watched.
    """

    says = "Of {columns:column|columns} none can be watched."
    why = "A monitor compares numbers that move with how they usually move together."
    act = "Give a table with tags as columns of numbers; if numbers were read as words, correct the kind of the column."
    columns: int


@rule("T313", Severity.REFUSE)
class TagIsNoNumber(Finding):
    """A tag was named that holds words instead of numbers.

    A state such as open or closed can be a condition of the normal period, or become a number by a preparation step. A
    column of numbers with a few words in it (Bad, No Data) is read as numbers with gaps if its kind says so.
    """

    says = "{column} holds words, not numbers."
    why = "How far a value lies from normal can only be told of numbers."
    act = "Take {column} out of the tags, use it as a condition of the normal period, or correct its kind."
    column: str


@rule("T314", Severity.REFUSE)
class TagHasNoValues(Finding):
    """A tag was named that has no value in the normal period.

    Without a value nothing can be learnt of its course. Tags that were not named are left out by themselves, and told.
    """

    says = "{column} has no value in the normal period."
    why = "Nothing can be learnt of its normal course."
    act = "Take {column} out of the tags, or choose a normal period in which it was recorded."
    column: str


@rule("T315", Severity.WARN)
class TagStands(Finding):
    """A tag gives no value any more, or shows the same one only, up to the last watched row.

    Told from a twentieth of the watched rows on (at least ten) without a value, or from three times as many equal
    values as the normal period has at most (at least ten). The last value is held while there is none.
    """

    says = "{column} {what} since {since}."
    why = "A tag that has died looks calm, and what it should show is missed."
    act = "Have the transmitter and its signal looked at; until then take {column} out of the tags."
    column: str
    what: Text
    since: Text


@rule("T316", Severity.WARN)
class TagLeftOut(Finding):
    """A tag is not watched because the normal period says nothing of its course.

    It never moves there, or fewer than half of its rows have a value. A tag that stands still in the normal period and
    moves later deserves a look of its own: a monitor cannot say how far is far.
    """

    says = "{column} is not watched: {because}."
    why = "What never moved has no scatter against which a movement could be judged."
    act = "Choose a longer normal period if the tag is to be watched."
    column: str
    because: Text


@rule("T317", Severity.REFUSE)
class TagNotInWatched(Finding):
    """The second table lacks tags of the first, or holds them in another unit or as words.

    The normal course is that of all tags together; with one missing nothing can be compared with it.
    """

    says = "The watched rows lack {columns}, as numbers in the same unit."
    why = "The rows can only be compared with a normal course of the same tags."
    act = "Give the tags with the same names and units, or take them out of the tags."
    columns: tuple[str, ...]


@rule("T318", Severity.NOTE)
class RowsNotJudged(Finding):
    """Rows without a time or with hardly a value were left out, and gaps of single tags were filled.

    A row is left out where more than half of its tags have no value. In all others a missing value is the last one that
    was read, as a plant's own displays show it.
    """

    says = (
        "{rows:row was|rows were} left out, without a time or with values in fewer than half of the tags; "
        "{cells:gap was|gaps were} filled with the last value."
    )
    why = "A held value can hide what happened in the meantime."
    act = "Look at the tags with many gaps; take out those that are not needed."
    rows: int
    cells: int
