"""The rules about the contest, calibration and the model as a whole: codes M030–M099, each with its page."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("M030", Severity.REFUSE)
class TooFewToJudge(Finding):
    """Too few rows with a measured outcome to hold some of them out and still teach a model.

    Every number in an answer rests on rows that the model had not seen. With fewer than eight rows either nothing is
    left to learn from, or nothing to judge by.

    Bring more rows. A small designed experiment (two levels of two controls, twice each) has eight.
    """

    says = "{rows:row|rows} with a measured {outcome} were given; at least {needed} are needed."
    why = "A model that cannot be tried on rows it has not seen can promise nothing."
    act = "Bring more rows, or ask for a small designed experiment first."
    outcome: str
    rows: int
    needed: int


@rule("M031", Severity.REFUSE)
class OutcomeNotPredictable(Finding):
    """The outcome is of a kind that a model does not predict.

    A model predicts a number (yield, purity, power) or one of several labels (grade, pass or fail). Dates, free text,
    identifiers, molecules and formulas are neither.

    Name another outcome, or turn this one into a number or a category: a date into the days since an event, for
    instance.
    """

    says = "The outcome {outcome} is of the kind {kind}; a model predicts numbers and categories."
    why = "A prediction needs something that can be more or less, or one of a few."
    act = "Name another outcome, or turn {outcome} into a number or a category."
    outcome: str
    kind: str


@rule("M032", Severity.REFUSE)
class TooManyLabels(Finding):
    """The outcome has almost as many labels as rows, so most labels were seen too seldom to be recognised again.

    To learn a label, a model must see it several times, and so must the rows that judge. On average two rows a label
    are the least that can be judged at all.

    Merge rare labels, or ask for the number behind them.
    """

    says = "The outcome {outcome} has {labels:label|labels} in {rows:row|rows}."
    why = "What was seen once cannot be recognised again."
    act = "Merge rare labels into broader ones, or predict the number behind them."
    outcome: str
    labels: int
    rows: int


@rule("M033", Severity.WARN)
class MethodFailed(Finding):
    """One of the methods stopped with an error and left the contest; the others went on.

    This happens to methods brought from outside, and rarely to the built-in ones on extreme tables. The answer stands
    on the remaining candidates.

    The message tells what went wrong inside the method.
    """

    says = "{method} stopped and left the contest. It said: {problem}."
    why = "The winner was found among the remaining candidates; with this one it might have been another."
    act = "Correct the method by its message, or leave it out."
    method: str
    problem: str


@rule("M034", Severity.NOTE)
class ForwardWithoutGuarantee(Finding):
    """Intervals look forward in time, and the future is not bound to behave like the past.

    Conformal intervals hold where rows could have come in any order. Forward in time this is not so: a new catalyst,
    another feed or a slow drift changes the process. Newer residuals therefore weigh more, and the coverage that was
    measured on later rows is printed; it is what held so far, and no guarantee.

    Compare predictions with measurements as they come in, and fit again when the share inside the interval falls.
    """

    says = "The intervals for {outcome} were measured forward in time, on {folds:later stretch|later stretches}."
    why = "If the process changes, intervals learned from the past may be too narrow."
    act = "Follow how often new measurements fall inside the interval, and fit again when it drops."
    outcome: str
    folds: int


@rule("M035", Severity.WARN)
class FewGroupsForInterval(Finding):
    """There are too few independent groups of rows to carry a 90 % interval.

    Each group (a batch, a lot, an asset, or a row that stands alone) gives one independent look at the error. With g
    looks the widest interval that experience can support covers g/(g+1): eight groups give 89 %, four give 80 %. The
    quantiles beyond are then the widest that were seen.

    Bring more groups; more rows of the same groups do not help.
    """

    says = "The intervals for {outcome} rest on {groups:group|groups} and can be relied on for {level:%}, not 90 %."
    why = "What happens once in ten groups cannot be seen in fewer than nine."
    act = "Read the interval as one of {level:%}, and bring more batches, lots or assets."
    outcome: str
    groups: int
    level: float


@rule("M036", Severity.WARN)
class NothingLearned(Finding):
    """No candidate predicts the outcome better than the naive baseline.

    On rows that were held out, the mean (or the last value) did as well as every model, within one standard error.
    Either the inputs do not decide the outcome within the range in which they moved, or the noise is larger than
    their effect.

    Look for the inputs that are missing from the table, for wrong time shifts between inputs and outcome, and for how
    well the outcome itself is measured; or vary the inputs on purpose, further than they moved so far.
    """

    says = "No model predicts {outcome} better than the naive baseline on {rows:held-out row|held-out rows}."
    why = "Within the range of these data the inputs have no visible effect, so changing them promises nothing."
    act = "Look for missing inputs and time shifts, check the measurement, or vary the inputs on purpose."
    outcome: str
    rows: int


@rule("M037", Severity.WARN)
class CoverageMissed(Finding):
    """The measured share of held-out rows inside their interval differs from the nominal one by more than chance.

    Coverage is measured on rows that had no part in the calibration, and has an interval itself (Wilson, on independent
    groups). If that interval leaves the nominal value out, the rows are not alike: drift, groups that differ, or rare
    large deviations.

    Read the interval with the measured coverage in mind; look at the rows outside of it.
    """

    says = (
        "{measured:%} of the held-out rows of {outcome} fell into their interval of {nominal:%}"
        " (95 % range: {lower:%} to {upper:%})."
    )
    why = "The interval promises another reliability than it showed."
    act = "Read the interval by its measured coverage, and look at the rows that fell outside."
    outcome: str
    nominal: float
    measured: float
    lower: float
    upper: float


@rule("M038", Severity.NOTE)
class AtTheNoise(Finding):
    """The model's error on held-out rows is about as small as the scatter of repeated measurements.

    Rows with the same inputs differ by the noise of process and laboratory. No model can predict better than that, so
    further modelling brings nothing; better measurement does.
    """

    says = "The error for {outcome}, {error}, is as small as the scatter between repeats, {noise}."
    why = "No model can do better with this measurement."
    act = "If a smaller error is needed, improve the measurement or repeat it."
    outcome: str
    error: Amount
    noise: Amount


@rule("M039", Severity.WARN)
class MethodNotStorable(Finding):
    """The winner is a method from outside that does not say what it consists of, so the model cannot be stored.

    Models are stored as plain arrays and texts, never as executable objects. A method that brings ``state()`` and
    ``from_state(state)`` is stored like a built-in one.

    The answer is complete without it; only predictions for new rows need a fresh fit.
    """

    says = "The winner for {outcome}, {method}, has no state() and from_state(): the model cannot be stored."
    why = "New rows can be predicted in this session only."
    act = "Give {method} the two methods, or leave it out of the contest."
    outcome: str
    method: str


@rule("M040", Severity.REFUSE)
class NewerModel(Finding):
    """The stored model was written by a newer version than the one that reads it.

    A newer version may store parts that this one does not know. Reading only the known ones could change predictions
    without a sign, so none is read.

    Update the package, or fit the model again with this version.
    """

    says = "The model in {folder} has the format {found}; this version reads formats up to {known}."
    why = "Parts that this version does not know could change predictions silently."
    act = "Update the package, or fit the model again here."
    folder: str
    found: int
    known: int


@rule("M041", Severity.REFUSE)
class SplitDoesNotFit(Finding):
    """A split was given that does not fit the table: a fold without rows on both sides, or another number of rows.

    Each fold pairs rows that teach with rows that judge, both by position in the table, and every row has a group
    number.

    Leave the split out and it is chosen from the table's nature, or make it for exactly this table.
    """

    says = "The split {split} with {folds:fold|folds} does not fit a table of {rows:row|rows}."
    why = "Without rows on both sides nothing can be judged."
    act = "Leave the split out, or make it for this table."
    split: str
    rows: int
    folds: int
