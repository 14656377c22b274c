"""The rules about laboratory values beside tags: T330–T338, each with its page in its docstring."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule


@rule("T330", Severity.WARN)
class LaboratoryHeld(Finding):
    """A laboratory column has a value in nearly every row because a historian repeats the last result until the next.

    Found where four rows of five have a value and three of five repeat the one before. Repeated values are no
    measurements: a model that learns from them learns yesterday's value, and any check on them flatters. Only the row
    in which a value appears first is kept. Two samples in a row with exactly the same result then count as one, and
    where the historian was told of a result later than the sample was drawn, its waiting time is part of the delay.

    Give the samples as a table of their own, with the time at which they were drawn.
    """

    says = "{column} repeats its last value from row to row: of {rows} values {kept} are samples."
    why = "What a historian holds is no measurement; learning from it would only learn the last result."
    act = "The repeats were left out. Better give the samples as a table of their own, with the time they were drawn."
    column: str
    rows: int
    kept: int


@rule("T331", Severity.REFUSE)
class TooFewSamples(Finding):
    """There are too few laboratory values to learn from and to judge by.

    Two thirds of the samples judge what the earlier ones taught, and an interval of 90 % needs at least nine errors.

    Collect more samples, or take a longer history.
    """

    says = "{column} has {count:value|values} that belong to rows of the tags; {needed} are needed."
    why = "With fewer samples neither the estimate nor its error can be judged forward in time."
    act = "Take a longer history, or wait for more samples."
    column: str
    count: int
    needed: int


@rule("T332", Severity.NOTE)
class SamplesRepeated(Finding):
    """Several laboratory values carry one and the same time.

    They are repeats of one sample or a retest. Their mean is taken, and their scatter shows how well the laboratory
    repeats itself: no estimate can be told to be better than that.

    If one of them corrects the other, remove the wrong one.
    """

    says = "{count:time has|times have} more than one value of {column}; their mean is taken."
    why = "One moment can have only one value; the scatter between repeats is the noise of the laboratory."
    act = "If a later value corrects an earlier one, leave the earlier one out."
    column: str
    count: int


@rule("T333", Severity.WARN)
class SamplesAfterTags(Finding):
    """Samples were drawn after the last row of the tags.

    Nothing is known of the plant at that time, so they can neither teach nor judge. Often a clock is wrong, or the two
    exports were made on different days.

    Export the tags again up to the last sample, or correct the clock.
    """

    says = "{count:sample lies|samples lie} after the last row of the tags ({last})."
    why = "The tags say nothing about that time; these samples are left out."
    act = "Export the tags up to the last sample, or correct the clock of the samples."
    count: int
    last: datetime


@rule("T334", Severity.WARN)
class SamplesBeforeTags(Finding):
    """Samples were drawn before the first row of the tags, or in a gap between their rows.

    A sample needs a row of the tags at most ten usual steps before the moment that it shows.

    Export the tags from the first sample on.
    """

    says = "{count:sample has|samples have} no row of the tags near enough before (the first is of {first})."
    why = "Without the tags of its moment a sample can teach nothing; these samples are left out."
    act = "Export the tags from the first sample on, without gaps."
    count: int
    first: datetime


@rule("T335", Severity.WARN)
class TagDied(Finding):
    """A tag moved before and stands still, or is missing, in the last rows.

    A broken transmitter, a frozen value or a tag that was renamed. An estimate that needs it would go on as if it were
    alive. A tag counts as dead where it stood still in the last twelve rows at least and moved in most rows before.

    Repair it or name the tags without it. It is left out until then.
    """

    says = "{column} no longer moves, or is missing, since {since}."
    why = "An estimate that reads a dead tag is wrong without showing it; the tag is left out."
    act = "Check the transmitter, or name the tags without {column}."
    column: str
    since: datetime


@rule("T336", Severity.WARN)
class TagFromLaboratory(Finding):
    """A tag equals the laboratory value at the sample's own time, up to scale.

    It was computed from the laboratory value, or is that value in another unit or place of the historian. At a sample
    it knows everything; between the samples it knows only the last result. Found where a straight line through the
    tag leaves at most a thousandth of the variance.

    It is left out. If it is an analyser of its own, name it among the tags.
    """

    says = "{column} follows {laboratory} at its own time to {share:%} of the variance."
    why = "A tag that is made from the laboratory value knows it only after the fact; any check on it flatters."
    act = "It is left out. If it is an analyser of its own, name the tags explicitly."
    column: str
    laboratory: str
    share: float


@rule("T337", Severity.REFUSE)
class NoMoments(Finding):
    """A table has no column that says when its rows were taken.

    Between two samples means between two moments: without them neither a delay nor an age of a sample is known.

    Name the time column where the table is read, or give it one.
    """

    says = "The table {table} has no time column; its columns are {columns}."
    why = "An estimate between samples needs the time of every row and of every sample."
    act = "Name the column that holds the time when the table is read."
    table: str
    columns: tuple[str, ...]


@rule("T338", Severity.REFUSE)
class LaboratoryNoNumber(Finding):
    """The laboratory column holds no numbers.

    Words such as *pass* and *fail*, or numbers that were read as text because of remarks among them.

    Name another column, or clean the remarks out.
    """

    says = "{column} was read as {kind}; a laboratory value must be a number."
    why = "Between two samples only a number can be estimated with an interval."
    act = "Name another column, or correct its kind when the table is read."
    column: str
    kind: str
