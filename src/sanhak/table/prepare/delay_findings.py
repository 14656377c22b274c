"""The rules about the delay between tags and a laboratory value. Codes T170–T175."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("T170", Severity.WARN)
class DelaysNotToldApart(Finding):
    """Many delays explain the laboratory values about as well as the best one.

    The errors at each delay are compared with those at the best, block by block of neighbouring samples; a delay counts
    as not told apart while the mean difference is below 1.7 of its standard errors. The finding is raised when such
    delays span more than half of the range that was searched.

    Bring a period in which a control was moved, or samples drawn more often while it moves: what rests shows no delay.
    """

    says = "Delays from {lower} to {upper} explain the samples about equally well."
    why = "The best of them, {delay}, may be an accident, and a model built on it would look at the wrong moment."
    act = "Add a period with clear moves of a control, or more samples, or state the delay if it is known."
    delay: Amount
    lower: Amount
    upper: Amount


@rule("T171", Severity.WARN)
class DelayAtTheEnd(Finding):
    """The best delay is the first or the last of those that were searched.

    What explains best at the edge of a range often goes on to explain better beyond it. A delay of exactly zero is
    possible, but a sample takes some time to draw.

    Search a longer range, and check whether the laboratory's list gives the time of the sample or that of the entry.
    """

    says = "The best delay, {delay}, lies at the end of the range from 0 to {longest}."
    why = "The true delay may lie beyond the range, or the time given for the samples may not be when they were drawn."
    act = "Search a longer range, and check that the samples carry the time at which they were drawn."
    delay: Amount
    longest: Amount


@rule("T172", Severity.REFUSE)
class LongestExceedsHistory(Finding):
    """The longest delay to be searched is as long as the history of the tags or longer.

    For no sample would all delays be covered by readings, so that no two delays could be compared on the same samples.

    Give a shorter longest delay or a longer history of the tags.
    """

    says = "The longest delay asked for is {longest}, but the tags cover {history}."
    why = "A delay can be judged only where the tags reach back that far before the sample."
    act = "Ask for a shorter longest delay, or bring a longer history of the tags."
    longest: Amount
    history: Amount


@rule("T173", Severity.REFUSE)
class TooFewSamplesForDelay(Finding):
    """Too few samples have a value and readings of the tags that reach back over the longest delay.

    With fewer than forty samples the best of many delays is decided by accident: each block left out would hold one or
    two samples.

    Bring more samples, or a history of the tags that begins earlier and ends later.
    """

    says = "{samples:sample|samples} can be used to find the delay; at least {least} are needed."
    why = "With so few samples some delay always seems to fit."
    act = "Bring more samples, or tags that cover the times before the samples."
    samples: int
    least: int


@rule("T174", Severity.REFUSE)
class NothingMoves(Finding):
    """The laboratory value, or every tag, stays the same over the samples that can be used.

    A delay shows only in changes. Slow drifts do not count: they are taken out of both sides, because two values that
    drift together fit at every delay.

    Bring a period in which the plant was moved and the laboratory value followed.
    """

    says = "Over {samples:sample|samples} the laboratory value or all the tags rest, slow drifts apart."
    why = "A delay shows only where something changes and something else follows."
    act = "Bring a period in which a control was moved."
    samples: int


@rule("T175", Severity.WARN)
class TagsTellNothing(Finding):
    """The tags are related to the laboratory value no more closely than chance would have it.

    The strongest correlation of any tag at any delay is compared with those that appear when the values are moved
    against the samples' times by many samples, which keeps the memory of both. It should be reached in at most 5 % of
    such moves.

    Check that the tags belong to the equipment that made the sample, and that the times of both lists agree.
    """

    says = "No tag follows the laboratory value more closely than chance: it does as well in {chance:%} of trials."
    why = "Without a relation the best delay means nothing."
    act = "Check that tags and samples belong to the same equipment and that their clocks agree, or add tags."
    chance: float
