"""The rules about estimates in operation: S340–S343, each with its page in its docstring."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S340", Severity.WARN)
class PrecisionOutOfReach(Finding):
    """No schedule that was ever kept holds the precision that is needed.

    Errors are known at the ages that samples have had. Where even the youngest sample leaves an interval that is wider
    than what is needed, sampling twice as often is the next thing to try; how much it brings will be seen only then.

    Sample more often, bring better tags, or ask for less.
    """

    says = "{outcome} is needed to ±{needed}; at the usual time between samples it is known to ±{half}."
    why = "A limit that lies nearer than that cannot be kept by looking at this value."
    act = "Sample twice as often and ask again, look for better tags, or set the needed precision to what is possible."
    outcome: str
    needed: Amount
    half: Amount


@rule("S341", Severity.WARN)
class NotTrustedNow(Finding):
    """The estimate of this moment should not be believed.

    It is believed where the tags lie in the known domain, the error has not grown, and the interval is narrow enough
    for what is needed. One of the three does not hold now.

    Draw a sample now.
    """

    says = "The estimate of {outcome} at {moment} cannot be trusted: {because}."
    why = "Outside of what was learnt an estimate may be far off, and its interval does not say so."
    act = "Draw a sample now, and decide by it."
    outcome: str
    moment: str
    because: Text


@rule("S342", Severity.NOTE)
class DelayNotSearched(Finding):
    """No delay could be searched for, so a sample is taken to show the plant of its own time.

    The search needs forty samples, tags that move, and a history that is longer than the longest delay; it was given
    up, or the tags told nothing of the delay.

    Give the delay, if it is known: the volume of the sampling line over its flow, and the time the product takes to it.
    """

    says = "The delay of {outcome} could not be found; it is taken as {delay}."
    why = "With a wrong delay the tags of another moment are learnt, and the estimate is worse than it could be."
    act = "Give the delay if it is known, or collect more samples."
    outcome: str
    delay: Amount


@rule("S343", Severity.REFUSE)
class NoTagsLeft(Finding):
    """No tag is left from which the laboratory value could be estimated.

    Tags must be numbers. Those that died, that are made from the laboratory value, and the laboratory value itself do
    not count.

    Bring tags of the plant, or name those that are left out if they are what they should be.
    """

    says = "There is no tag left for {outcome}; left out: {left_out}."
    why = "Without tags there is nothing to estimate from: the last sample is all that is known."
    act = "Bring tags of the plant near the product, or name the tags explicitly."
    outcome: str
    left_out: tuple[str, ...]


@rule("S357", Severity.WARN)
class SamplesFarOff(Finding):
    """Some samples lie very far from all others: more than thirty robust deviations from their median.

    A slip of the keyboard, a value in another unit or a zero for a sample that failed look like this. A single one can
    rule the error and the width of every interval. They are kept, because a plant can run so far off.

    Correct or leave out what was not measured.
    """

    says = "{count:sample lies|samples lie} far from all others of {outcome}, {value} at {moment} most of all."
    why = "A single value so far off rules the error that is told, and with it how wide the interval has to be."
    act = "Look it up in the laboratory; correct it, or leave it out, if it was not measured."
    outcome: str
    count: int
    value: Amount
    moment: datetime


@rule("S358", Severity.REFUSE)
class DelayBeyondTags(Finding):
    """The delay that was given is as long as the history of the tags, or longer.

    No sample would then show a row of the tags. It is given in minutes.

    Give the delay in minutes, or leave the field empty.
    """

    says = "The samples are to show the plant as it was {delay} before, but the tags cover {span} only."
    why = "No sample would belong to a row of the tags."
    act = "Give the delay in minutes, or leave the field empty: it is then found."
    delay: Amount
    span: Amount


@rule("S359", Severity.WARN)
class SampledByDay(Finding):
    """The samples carry the day on which they were drawn, and no time of day.

    Each is taken as drawn at midnight at the beginning of its day, and several of one day count as repeats of one
    sample. A sample that was drawn at nine then shows the tags of nine hours before, and what is learnt is blurred.

    Give the samples with their time of day.
    """

    says = "The samples of {outcome} carry no time of day; each was taken as drawn at midnight."
    why = "Hours between a sample and the rows of the tags that it is compared with blur what is learnt."
    act = "Bring the samples with the time at which they were drawn."
    outcome: str


@rule("S360", Severity.REFUSE)
class TagHoldsWords(Finding):
    """A tag was named that holds words or times instead of numbers.

    The value is estimated from numbers. A state such as open or closed can become a number by a preparation step.

    Take it out of the tags, or correct its kind.
    """

    says = "{column} holds no numbers, and cannot be a tag."
    why = "The laboratory value is estimated from how numbers move."
    act = "Take {column} out of the tags, or correct its kind when the table is read."
    column: str
