"""The rules that stand beside a decision: what speaks against it, and what to do about that."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D005", Severity.WARN)
class RangeBeyondData(Finding):
    """The range of a control reaches beyond everything that was measured.

    Outside of the data a model guesses. The search stays inside the known domain unless extrapolation is allowed, so
    part
    of the range that was given cannot be used yet.

    Narrow the range to what was measured, or run a few trials in the new part first.
    """

    says = "{column} may be set within {lower}–{upper}, but was measured only within {least}–{most}."
    why = "Beyond the data a model guesses; that part of the range is not used."
    act = "Narrow the range, or run trials there first."
    column: str
    lower: Amount
    upper: Amount
    least: Amount
    most: Amount


@rule("D006", Severity.WARN)
class RarelyVisited(Finding):
    """The recommendation lies at the edge of what was measured.

    Few rows of the history lie near the recommended setting, so its prediction leans on the shape of the model more
    than on
    data. The interval allows for it, as far as held-out rows could show.

    Run the confirmation trial before the setting is adopted; go there in steps.
    """

    says = "Only {near} of {rows:row|rows} were measured near the recommended setting."
    why = "The prediction there leans on the shape of the model more than on data."
    act = "Run the confirmation trial of three runs before you adopt it."
    near: int
    rows: int


@rule("D007", Severity.WARN)
class Extrapolates(Finding):
    """The recommendation lies outside of everything that was measured, because extrapolation was allowed.

    Neither the prediction nor its interval can be trusted there: intervals are calibrated on rows like those of the
    history.

    Treat it as the next experiment, not as a set-point. Or leave ``extrapolate`` at ``refuse``.
    """

    says = "The recommended setting lies outside of everything that was measured."
    why = "Neither the prediction nor its interval can be trusted there."
    act = "Treat it as the next experiment, not as a set-point."


@rule("D008", Severity.WARN)
class SimpleRuleAsGood(Finding):
    """A simple rule does as well as the model's recommendation.

    The rule takes the mean controls of the best rows that kept the limits; its share of rows is tuned. When it comes
    within
    the noise of the recommendation, the model has added little.

    Prefer the simple rule: everybody understands it, and it stays among settings that were run before.
    """

    says = "The simple rule (mean of the best {share:%} of rows) is predicted at {rule}, the recommendation at {model}."
    why = "The difference is smaller than what the model can tell apart."
    act = "Prefer the simple rule: it is easier to explain and lies among settings that were run before."
    share: float
    rule: Amount
    model: Amount


@rule("D009", Severity.WARN)
class NoClearGain(Finding):
    """The expected gain is smaller than the uncertainty of the prediction.

    A single measurement after the change may well come out worse than today, even if the model is right.

    Judge the change by the mean of several runs, or stay where you are.
    """

    says = "The expected change of {column} is {effect}, and its interval {interval} contains no change."
    why = "A single run after the change may come out no better than today."
    act = "Judge the change by the mean of several runs, or stay where you are."
    column: str
    effect: Amount
    interval: Text


@rule("D011", Severity.NOTE)
class ColumnsNotUsed(Finding):
    """Some columns of numbers were neither controls, nor context, nor outcomes, and were not used.

    A column that answers to the controls must not be held at its present value while the controls move: it would tell
    the
    model what only the new setting can bring. So no column is an input unless the study says so.

    Name a column in ``context`` if it is measured but does not answer to the controls (feed quality, weather).
    """

    says = "{count:column was|columns were} not used: {columns}."
    why = "A column that answers to the controls must not be held fixed while they move."
    act = "Name those in context that are measured but do not answer to the controls, such as feed quality."
    count: int
    columns: tuple[str, ...]


@rule("D012", Severity.NOTE)
class MoveLimited(Finding):
    """The largest allowed move from today stops the recommendation short.

    Without this limit the search would go further. The prediction is for the setting that is recommended, not for the
    one
    beyond it.

    Adopt the move, measure, and ask again from there.
    """

    says = "{column} moves by the largest allowed step of {move}."
    why = "Without this limit the search would go further."
    act = "Adopt the move, measure, and ask again from there."
    column: str
    move: Amount


@rule("D013", Severity.NOTE)
class AtBound(Finding):
    """The recommendation lies at the end of a control's range.

    The best setting may lie beyond it. If the range is a wish and not a limit of the equipment, it hides what is
    possible.

    Check whether the range is a limit of the equipment. If not, plan trials beyond it.
    """

    says = "{column} is recommended at the end of its range, {value}."
    why = "The best setting may lie beyond."
    act = "If the range is not a limit of the equipment, plan trials beyond it."
    column: str
    value: Amount | Text


@rule("D014", Severity.WARN)
class LimitNotAssured(Finding):
    """The nearest setting was accepted although it does not keep a quality limit with the asked probability.

    Safety limits are never relaxed; quality limits only because the study asks for the nearest setting.

    Expect the limit to be missed more often than asked, and plan for it.
    """

    says = "{column} is kept with a probability of {chance:%}; asked was {asked:%}."
    why = "No setting keeps all limits as asked, and the study accepts the nearest one."
    act = "Expect the limit to be missed more often than asked, or loosen it openly."
    column: str
    chance: float
    asked: float


@rule("D017", Severity.WARN)
class LimitNotPredictable(Finding):
    """No candidate predicts a limited outcome better than its plain mean.

    The probability that its limit holds is then the share of past rows that kept it, wherever the controls are set.

    Watch this outcome after the change, and find out what moves it.
    """

    says = "On held-out rows nothing predicts {column} better than its mean."
    why = "The probability that its limit holds is the same for every setting: the share of past rows that kept it."
    act = "Watch it after the change, and find out what moves it."
    column: str


@rule("D023", Severity.NOTE)
class AtEndOfData(Finding):
    """The recommendation lies at the lowest or highest value of a control that was ever measured.

    The range allows more, but the search does not leave what was measured. The best setting may lie beyond.

    Run a few trials beyond, add their rows and ask again; or allow extrapolation and treat the result as an experiment.
    """

    says = "{column} is recommended at the end of what was measured, {value}."
    why = "The search does not leave what was measured; the best setting may lie beyond."
    act = "Run a few trials beyond, add their rows and ask again."
    column: str
    value: Amount | Text


@rule("D026", Severity.WARN)
class ProductUnanswered(Finding):
    """One of several products or lines got no set-points of its own.

    The others are answered. What stopped this one is told as it would be told if it were asked alone.

    Follow the remedy of that reason for this product, with limits of its own under ``products``, or leave it as it is.
    """

    says = "{by} {level} has no answer: {because}"
    why = "What holds for one product need not hold for another; no setting is borrowed."
    act = "Give this product ranges and limits of its own with: products; or ask for it alone."
    by: str
    level: str
    because: Text
