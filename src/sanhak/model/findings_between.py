"""The rules about estimates between samples: M240–M244, each with its page in its docstring."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("M240", Severity.WARN)
class NoBetterThanHolding(Finding):
    """Estimating from tags errs as much as believing the last sample until the next one.

    That belief costs nothing, so an estimate must beat it, forward in time, on samples that taught nothing. Reasons are
    tags that have nothing to do with the value, a delay that is wrong, a laboratory that scatters more than the plant
    moves, or a plant that changes faster than it can be learnt.

    Keep holding the last sample; bring tags that are nearer to the product, or sample on another schedule.
    """

    says = "From the tags {outcome} is {error} off, by its last sample {held}: the tags bring nothing."
    why = "Whoever holds the last sample needs no model; a model that does not beat that must not be believed."
    act = "Hold the last sample. Look for tags nearer to the product, and check the delay."
    outcome: str
    error: Amount
    held: Amount


@rule("M241", Severity.WARN)
class ErrorHasGrown(Finding):
    """Since some moment the estimate errs more than before.

    All cuts of the errors forward in time are compared by ranks; growth is believed where random orders of the same
    errors show as much in less than one case of a hundred, and told where it is at least by 30 %. Fouling, another
    feed, a transmitter that drifts and a new analyser do this.

    Find out what has changed at that time; sample more often until the estimate has learnt it.
    """

    says = "Since {since} {outcome} is {after} off, before it was {before} (chance {chance})."
    why = "What was learnt before that moment no longer holds; the interval of earlier errors is too narrow."
    act = "Sample now and more often, and look for what has changed at that time: a transmitter, the feed, a catalyst."
    outcome: str
    since: datetime
    before: Amount
    after: Amount
    chance: float


@rule("M242", Severity.NOTE)
class RandomFlatters(Finding):
    """The same model looks better when samples are held out at random.

    Neighbours in time are alike. Held out at random, a sample is judged by a model that has seen the samples just
    before and after it, which no estimate in operation has. The error forward in time is the one to believe; this one
    stands beside it because it is the one that is usually published.

    Believe the error forward in time.
    """

    says = "Forward in time {outcome} is {forward} off; held out at random it would have been {random}."
    why = "In operation no later sample is known; an error that rests on later samples is not the one to expect."
    act = "Believe the error forward in time."
    outcome: str
    forward: Amount
    random: Amount


@rule("M243", Severity.NOTE)
class AtLaboratoryNoise(Finding):
    """The estimate errs no more than the laboratory scatters between repeats of one sample.

    An error against single analyses contains the scatter of these analyses. Where it is within a tenth of it, a better
    estimate could not be told from this one.

    Nothing is to be done; a better laboratory would show more.
    """

    says = "{outcome} is {error} off, and repeats of one sample scatter by {noise}."
    why = "No estimate can be shown to be better than the measurement that judges it."
    act = "Nothing is to be done; only a more precise analysis could show more."
    outcome: str
    error: Amount
    noise: Amount


@rule("M244", Severity.NOTE)
class MovedByErrors(Finding):
    """The estimate is moved by the errors at the last samples.

    Plants call it a bias update: the exponentially weighted mean of past errors is added. The weight of the newest
    error was chosen on samples before those that judge it, and an update is made only where it errs at least 2 % less.

    It needs the results of the laboratory as soon as they are known.
    """

    says = "{outcome} is moved by past errors, the newest with a weight of {weight}: {without} off became {error}."
    why = "What drifts slowly is seen in the last samples before it can be learnt."
    act = "Enter laboratory results as soon as they are known; the estimate rests on them."
    outcome: str
    weight: float
    without: Amount
    error: Amount
