"""The rules that stop a decision: the question contradicts itself, or no setting answers it."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D001", Severity.REFUSE)
class LimitsReversed(Finding):
    """A lower limit was given that is not below its upper limit.

    Between such limits there is no value to choose, so nothing can be recommended.

    Exchange the two numbers, or leave one side open where only one limit is meant.
    """

    says = "The limits of {column} are reversed: {lower} is not below {upper}."
    why = "Between them there is nothing to choose from."
    act = "Exchange the two numbers, or leave one side open."
    column: str
    lower: float
    upper: float


@rule("D002", Severity.REFUSE)
class TwoRoles(Finding):
    """One column was given two parts that exclude each other, such as control and outcome.

    A control is set; an outcome answers to what is set. The same column cannot be both in one question: the model would
    be asked to predict a value that it is told.

    Decide what the column is. If it is set by the operator, limit it in the range of the control itself.
    """

    says = "{column} is named as {first} and as {second}."
    why = "A column that is set cannot at the same time answer to what is set."
    act = "Leave it in one of the two places; a control is limited by its own range."
    column: str
    first: Text
    second: Text


@rule("D003", Severity.REFUSE)
class LimitOutOfReach(Finding):
    """One limit cannot be kept with the asked probability anywhere in the allowed ranges.

    Of all settings that were tried inside the ranges and inside the known domain, even the best keeps this limit less
    often than asked. Either the plant cannot do it, or the data are too noisy to promise it.

    Loosen the limit, ask for a lower probability, widen the ranges of the controls, or collect data where the limit
    is kept.
    The finding names the best probability that was found and where.
    """

    says = "{column} can be kept {limit} with a probability of at most {chance:%}, at {settings}; asked was {asked:%}."
    why = "No setting inside the ranges and inside the known domain keeps this limit as surely as asked."
    act = "Loosen the limit, ask for at most {chance:%}, widen the ranges, or measure where the limit is kept."
    column: str
    limit: Text
    chance: float
    asked: float
    settings: Text


@rule("D004", Severity.REFUSE)
class LimitsExcludeEachOther(Finding):
    """Each limit can be kept alone, but no setting keeps all of them together with the asked probability.

    The limits pull the controls in opposite directions. The finding names the setting that comes nearest.

    Loosen the limit that comes out worst at the nearest setting, or allow the nearest setting with ``unreachable:
    nearest``.
    """

    says = (
        "No setting keeps all limits at once. Nearest: {settings}; there {column} is kept with {chance:%} instead "
        "of {asked:%}."
    )
    why = "The limits pull the controls in opposite directions."
    act = "Loosen {column}, or accept the nearest setting with: unreachable: nearest."
    column: str
    chance: float
    asked: float
    settings: Text


@rule("D010", Severity.REFUSE)
class NoPresentState(Finding):
    """No row says where the plant stands today.

    The recommendation is a move from today, and columns in ``context`` are held at their present values; both come
    from the
    last row in which all of these columns are filled.

    Give the present values in the study with ``today``, or fill them in the last row.
    """

    says = "No row has values for all of {columns}."
    why = "The recommendation is a move from today, and today is unknown."
    act = "Give the present values with: today, or fill them in the last row."
    columns: tuple[str, ...]


@rule("D015", Severity.REFUSE)
class NoGoal(Finding):
    """The study names no goal, or two.

    One outcome is made as large or as small as possible; everything else is a limit.

    Name one column in ``maximize`` or in ``minimize``. Put the others into ``keep`` with their limits.
    """

    says = "Name one goal, in maximize or in minimize; given: {given:goal|goals}."
    why = "One outcome is made as large or as small as possible; everything else is a limit."
    act = "Put the other outcomes into keep, with their limits."
    given: int


@rule("D016", Severity.REFUSE)
class NothingLearnt(Finding):
    """No candidate predicts the goal better than its plain mean.

    On held-out rows the best method was no better than the baseline: the named inputs do not tell what moves the
    goal, or
    the noise is larger than their effect. A recommendation would be a guess.

    Name further inputs in ``context``, check time alignment between settings and laboratory values, or run a designed
    experiment that moves the controls on purpose.
    """

    says = "On held-out rows nothing predicts {column} better than its mean: best error {error}, baseline {baseline}."
    why = "A recommendation would be a guess."
    act = (
        "Name further inputs in context, check the times of laboratory values, or move the controls on purpose in a"
        " small trial."
    )
    column: str
    error: Amount
    baseline: Amount


@rule("D018", Severity.REFUSE)
class NotAControl(Finding):
    """A step, a move, a price or a present value was given for a column that is no control (or context).

    These fields only mean something for the columns that the study sets or holds.

    Correct the name, or add the column to the controls.
    """

    says = "{field} names {column}, which is not among {known}."
    why = "Only what is set or held can have it."
    act = "Correct the name, or add the column to the controls."
    field: str
    column: str
    known: tuple[str, ...]


@rule("D019", Severity.REFUSE)
class OpenLimit(Finding):
    """A limit was given that is open on both sides.

    Such a limit is always kept and asks for nothing.

    Give at least one of its two numbers, or leave the column out.
    """

    says = "The limit of {column} is open on both sides."
    why = "It would always be kept."
    act = "Give at least one of its two numbers, or leave the column out."
    column: str


@rule("D020", Severity.REFUSE)
class PriceMissing(Finding):
    """Prices of controls were given without the price of the goal.

    The cost of a control can be set against the gain only in the same money.

    Give ``price``, the money that one unit of the goal is worth, or leave ``prices`` out.
    """

    says = "Prices are given for {columns}, but no price for a unit of the goal."
    why = "Cost and gain can be weighed only in the same money."
    act = "Give price, what one unit of the goal is worth, or leave prices out."
    columns: tuple[str, ...]


@rule("D021", Severity.REFUSE)
class NothingInDomain(Finding):
    """No setting inside the given ranges lies near anything that was measured.

    The ranges of the controls and the measured history do not overlap, at the present values of the context and
    within the
    largest moves.

    Choose ranges that overlap the history, or allow extrapolation and treat the result as an experiment.
    """

    says = "Within the given ranges no setting lies near the {rows:measured row|measured rows}."
    why = "The model would only guess."
    act = "Choose ranges that overlap the history, or allow it with: extrapolate: mark."
    rows: int


@rule("D022", Severity.REFUSE)
class LevelsExpected(Finding):
    """A control was limited in a way that does not fit its kind.

    A column of numbers is limited by its lowest and highest value, a category by the list of the levels that are
    allowed.

    Give two numbers for a number and a list of names for a category; look at the kinds with ``sanhak look``.
    """

    says = "The allowed values of {column} do not fit its kind, {kind}."
    why = "Numbers have a lowest and a highest value; categories have levels."
    act = "Give two numbers for a number, a list of level names for a category."
    column: str
    kind: str


@rule("D024", Severity.REFUSE)
class EffectNotIdentified(Finding):
    """Set-points were asked for a control whose effect was never seen by itself.

    In the history it moved only in answer to something else: a disturbance, a rule, the outcome of the row before. Its
    effect cannot be told from that of what it answered, and a recommendation could well do harm.

    The remedy is a small test: two settings in random order, whatever the rule would say, while the rest is as usual.
    The width that is named is what the test leaves of the difference between both settings. Add its rows to the table
    and ask again.

    To get a recommendation all the same, marked as doubtful, set ``unidentified: mark``; or leave the control out.
    """

    says = "In this history {column} never moved on its own, so its effect on {goal} is not identified."
    why = "What looks like its effect may be that of what it answered; setting it could lower what you want to raise."
    act = (
        "Smallest test: {runs} runs in random order, half at {low} and half at {high}, each run {lasts}, while what it"
        " answers is near its usual value; afterwards the difference is known to ±{width} (90 %), with {more} runs to"
        " ±{less}. Then add the rows and ask again."
    )
    column: str
    goal: str
    low: str
    high: str
    runs: int
    width: Amount
    more: int
    less: Amount
    lasts: Text | Amount


@rule("D025", Severity.REFUSE)
class NotAProduct(Finding):
    """Limits of single products were given that do not fit the study.

    Each entry names its level under the column in ``by``, and columns that are controls or have limits in the study.

    Name the column of products in ``by``, and give each product's ranges under the names of the study's own limits.
    """

    says = "Limits of single products name {named}; known are the column {by} for the product and {known}."
    why = "Limits of a product stand in place of the study's own; there is nothing else that they could change."
    act = "Name the product under the column of by, and only columns that are limited in the study."
    by: str
    named: tuple[str, ...]
    known: tuple[str, ...]


@rule("D027", Severity.REFUSE)
class PairNotIdentified(Finding):
    """Set-points were asked for two controls that have always moved together.

    Which of the two has the effect cannot be seen in such rows: a model may give it to either. A recommendation that
    moves only one of them, or both apart, could well do harm.

    The remedy is a small test with the two combinations that the history lacks, in random order. The width that is
    named is what the test leaves of the difference between them. Add its rows to the table and ask again.

    To move both together, name only one of them as control; or get a recommendation marked as doubtful with
    ``unidentified: mark``.
    """

    says = "{first} and {second} have always moved together, so which of them moves {goal} is not identified."
    why = "The rows fit either of them as the cause; setting one without the other could lower what you want to raise."
    act = (
        "Smallest test: {runs} runs in random order, half with {one} and half with {other}, each run {lasts};"
        " afterwards the difference is known to ±{width} (90 %), with {more} runs to ±{less}. Or name only one of them"
        " as control."
    )
    first: str
    second: str
    goal: str
    one: Text
    other: Text
    runs: int
    width: Amount
    more: int
    less: Amount
    lasts: Text | Amount
