"""The rules about exports of historians: rows of tags, held values, long form, quality. Codes T130–T143 and T153."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("T130", Severity.NOTE)
class TagRows(Finding):
    """Tag, description and unit of each column stand in rows of their own above the values, as historians write them.

    The tag became the name of its column and the unit its unit. The descriptions are kept in this finding. The rows are
    told apart by their labels (``Tag``, ``Descriptor``, ``태그명``, ``단위``) or by what they hold, in any order.

    Use the tags in the study; the descriptions say what they measure.
    """

    says = "{tags:tag|tags} read from rows above the values. Descriptions: {descriptions}."
    why = "The tag is the one name by which the plant knows the measurement."
    act = "Use the tags as names."
    tags: int
    descriptions: tuple[str, ...]


@rule("T131", Severity.NOTE)
class ValuesHeld(Finding):
    """Each tag was recorded at moments of its own, and all tags were brought to the moments at which any was recorded.

    Historians store a value only when it has changed by more than a set amount. Between two records the last one is
    what is known, so it was held until the next; a straight line between them would invent values and look into the
    future.

    Where a tag was held for long, look at whether its sensor was alive.
    """

    says = (
        "{tags:tag|tags} with {records:record|records} at moments of their own: the last value of each was held until "
        "its next record, which gives {rows:row|rows}. Held longest: {column}, for {longest}."
    )
    why = "A held value is as old as its record; the held rows hold no more measurements than the records."
    act = "Export at even steps if rows at even steps are wanted."
    tags: int
    records: int
    rows: int
    column: str
    longest: Amount


@rule("T132", Severity.WARN)
class HeldTooLong(Finding):
    """The last record of a tag is too old to be held, so that the cells after it stay missing.

    Unless it is stated, the limit is ten times the spacing that 95 % of the tag's own records keep: quiet stretches of
    a compressed history stay far below it, and a sensor or an interface that has stopped passes it. A tag with a single
    record, such as a set-point that nobody moved, is held to the end.

    Look at what happened to these tags; if their values really stayed, state a longer limit: ``held``.
    """

    says = (
        "{cells:cell|cells} left missing, because the last record was too old to be held: {columns} (limits: {limits})."
    )
    why = "A value that is held through an outage looks like a steady measurement."
    act = "Look at these tags for outages; state a longer limit (held) where values really stayed."
    cells: int
    columns: tuple[str, ...]
    limits: tuple[Amount, ...]


@rule("T133", Severity.WARN)
class StampsRepeated(Finding):
    """A tag has more than one record at the same moment.

    The last one in the file was taken, as historians do that write corrections behind the first value.

    If both are meant, export with finer time stamps.
    """

    says = "{records:record|records} at a moment that the same tag had already, in {columns}: the last one was taken."
    why = "A tag has one value at a time; the others are not in the table."
    act = "Export with fractions of seconds if both values are meant."
    records: int
    columns: tuple[str, ...]


@rule("T134", Severity.NOTE)
class LongRead(Finding):
    """The file holds one row a record (tag, time, value), and became one column a tag.

    It is taken so where the names of the columns say what they are, or where the tags are instrument names in the way
    of ISA-5.1, and nothing but one time and one value stands beside them.

    If the rows are meant as they are, read with ``layout="wide"``.
    """

    says = "One row a record in the file: each of the {tags:tag|tags} in {column} became a column of its own."
    why = "A study needs what was measured at one time in one row."
    act = 'Read with layout="wide" if the rows are meant as they are.'
    tags: int
    column: str


@rule("T135", Severity.WARN)
class BadQuality(Finding):
    """The source itself calls values bad, and these became missing.

    Bad are the words for it, values that somebody marked as questionable, and the quality codes below 64 (OPC Data
    Access 3.0: the two upper of eight bits are 00 for bad, 01 for uncertain, 11 for good; 192 is good, 0 is bad). From
    a bad record on the tag counts as missing until its next good one.

    If the values are right nevertheless, take the column of qualities out of the file.
    """

    says = "{records:value|values} of bad quality became missing: {words} ({counts})."
    why = "What an instrument shows while it is bad is not the process."
    act = "Look at which tags were bad and when; leave out the column of qualities to keep the values."
    records: int
    words: tuple[str, ...]
    counts: tuple[int, ...]


@rule("T136", Severity.WARN)
class DoubtfulQuality(Finding):
    """The source marks values as uncertain, substituted or annotated, or with a word unknown here.

    They were kept, because such marks are often set by habit; a substituted value was typed by a person.

    If they must not count, remove these rows from the file.
    """

    says = "{records:value|values} marked neither good nor bad were kept: {words} ({counts})."
    why = "A typed or doubted value weighs as much as a measured one."
    act = "Remove these rows from the file if they must not count."
    records: int
    words: tuple[str, ...]
    counts: tuple[int, ...]


@rule("T137", Severity.WARN)
class RecordsLeftOut(Finding):
    """Rows of a history lack what makes them a record: a tag or a time that can be read.

    They have no place in the table. Rows that are wholly empty are not counted.

    Correct these rows in the file.
    """

    says = "Left out: {records:row|rows} with a value but without a tag or a readable time."
    why = "Without tag and time a value belongs nowhere."
    act = "Correct these rows in the file."
    records: int


@rule("T138", Severity.WARN)
class DigitalStates(Finding):
    """A tag whose values are otherwise numbers holds words, such as the states of an interface or of a switch.

    They became missing, each word counted. A column is taken as numbers if at least half of its values are.

    If the words are what matters, give the column the kind category.
    """

    says = "{column}: {cells:cell|cells} with a word among numbers became missing: {words} ({counts})."
    why = "While the historian writes a word there is no measurement, and the last number must not be held."
    act = "Give the column the kind category if the words are what matters."
    column: str
    cells: int
    words: tuple[str, ...]
    counts: tuple[int, ...]


@rule("T139", Severity.WARN)
class ExportCutOff(Finding):
    """The sheet says ``Resize to show all values``: the area of the formula was smaller than what the historian sent.

    What did not fit is not in the file, so that later rows are missing.

    Resize the formula from the menu of PI DataLink in Excel (Recalculate (Resize) Function), and save.
    """

    says = (
        "The file was cut off: {cells:cell says|cells say} that the area of the formula was too small for all values."
    )
    why = "Rows that the historian sent are not in the file."
    act = "Resize the area of the formula in Excel, save, and read again."
    cells: int


@rule("T140", Severity.REFUSE)
class NotLong(Finding):
    """The long form was asked for, and the columns that it needs were not found.

    It needs one column of tags, one of times and one of values, with such names: ``Tag``, ``Timestamp``, ``Value``;
    ``태그명``, ``시각``, ``값``.

    Rename the columns in the file, or leave the layout open.
    """

    says = "{name} cannot be read as one row a record: a column of {absent} was not found among {columns}."
    why = "Which value belongs to which tag and time is not guessed."
    act = "Name the columns Tag, Timestamp and Value, or leave the layout open."
    name: str
    absent: Text
    columns: tuple[str, ...]


@rule("T141", Severity.REFUSE)
class HistoryTooLarge(Finding):
    """Many tags with moments of their own would become a table that does not fit into memory.

    Every tag has a cell at every moment at which any tag was recorded. More than two hundred million cells are not
    built: they take more than one and a half gigabytes.

    Export at even steps, a shorter period, or fewer tags.
    """

    says = "{tags:tag|tags} at {rows} different moments would be {cells} cells."
    why = "A table of this size does not fit into memory, and most of its cells would be held values."
    act = "Export at even steps (sampled or averaged values), a shorter period or fewer tags."
    tags: int
    rows: int
    cells: int


@rule("T142", Severity.REFUSE)
class UnknownLayout(Finding):
    """A layout was stated that does not exist.

    ``long`` is one row a record (tag, time, value); ``wide`` takes the rows as they stand. By default it is found.

    State one of the two, or none.
    """

    says = "{given} is no layout. The layouts are: {layouts}."
    why = "The layout decides what a row is."
    act = "State long or wide, or leave the layout open."
    given: str
    layouts: tuple[str, ...]


@rule("T143", Severity.NOTE)
class SaidOfTags(Finding):
    """A file with one row a record has further columns, such as a description or the name of the server.

    They have no place in a table with one column a tag. What the first row of each tag says is kept in this finding.

    Read with ``layout="wide"`` if these columns are needed.
    """

    says = "Columns beside tag, time and value are no columns of the table: {columns} ({told})."
    why = "They speak of the tags and not of what was measured."
    act = 'Read with layout="wide" if these columns are needed.'
    columns: tuple[str, ...]
    told: tuple[str, ...]


@rule("T153", Severity.REFUSE)
class HeldNegative(Finding):
    """A negative time was stated for how long values are held.

    With zero no value is held: a tag has values only at its own records. With None each tag's own spacing decides.

    State a positive time, or none.
    """

    says = "Values cannot be held for {seconds} seconds."
    why = "A value is not known before it was recorded."
    act = "State a positive time, or leave it open."
    seconds: float
