"""The rules about designs of experiments: codes D100 to D119, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D100", Severity.REFUSE)
class FactorWithoutRange(Finding):
    """A factor has no range to be varied in.

    Between a low and a high value that are equal or reversed, and with fewer than two levels, nothing changes from run
    to run, so no effect can be seen.

    Give two different numbers, the lower one first, or at least two levels that differ.
    """

    says = "{factor} has nothing to vary: {given}."
    why = "An effect is the change of the outcome when a factor changes."
    act = "Give a low and a high value, or at least two different levels; leave out what is not to be varied."
    factor: str
    given: Text


@rule("D101", Severity.REFUSE)
class ConditionNotUnderstood(Finding):
    """A condition on the factors cannot be used.

    A condition compares amounts of factors, as in ``2 * a + b <= 3``, or joins such comparisons by ``and`` and ``or``.
    Its numbers are in the units of the factors and carry no units of their own, because nothing is converted here.

    It must name factors only: outcomes are not known before the runs.
    """

    says = "The condition {condition} cannot be used: {because}."
    why = "Runs are planned by it, so it must be decidable from the settings alone."
    act = "Write a comparison of factors and plain numbers, as in 2 * a + b <= 3."
    condition: str
    because: Text


@rule("D102", Severity.REFUSE)
class RegionEmpty(Finding):
    """No setting of the factors keeps all conditions.

    The ranges, the conditions that must hold, those that must not occur and the sum of a mixture together leave no
    setting. Settings were looked for on a grid, at the corners of the linear conditions and at thousands of points
    that fill the ranges evenly.

    Often one inequality points the wrong way, or a mixture's lower limits add up to more than the whole.
    """

    says = "No setting keeps all conditions: {conditions}."
    why = "Where nothing is allowed, nothing can be tried."
    act = "Loosen or turn around one of the conditions, or widen the ranges."
    conditions: tuple[str, ...]


@rule("D103", Severity.REFUSE)
class DesignDoesNotFit(Finding):
    """The design that was asked for cannot be made for these factors.

    Two-level fractions and the design of Plackett and Burman need two levels for each factor; composite and Box-Behnken
    designs need numbers that can be set between their ends; none of these keeps conditions or mixtures. Latin
    hypercubes fill ranges of numbers.

    The D-optimal design takes every kind of factor, conditions and blocks of any number.
    """

    says = "The design {design} cannot be made: {because}."
    why = "Each textbook design is made for one kind of question."
    act = "Take d-optimal or auto, or change what is named."
    design: Text
    because: Text


@rule("D104", Severity.REFUSE)
class TooFewRuns(Finding):
    """Fewer runs were asked for than the model has coefficients.

    Each coefficient needs a run of its own, each further block one more, and an estimate of the error needs runs
    beyond those.

    A smaller model (main effects) needs fewer runs; a fraction or a screening design is made for few runs.
    """

    says = "{runs:run is|runs are} too few for {terms:coefficient|coefficients} of the model {model}."
    why = "With fewer runs than coefficients their values cannot be told from each other."
    act = "Ask for at least {terms} runs, some more for the error, or take a smaller model."
    runs: int
    terms: int
    model: str


@rule("D105", Severity.REFUSE)
class TooManyRuns(Finding):
    """The design would have more runs than anybody carries out.

    A full factorial multiplies the levels of all factors. Above a thousand runs it is refused rather than written.

    Fractions, D-optimal designs and Latin hypercubes cover as many factors with a fraction of the runs.
    """

    says = "The design {design} would have {runs:run|runs}."
    why = "A plan that nobody can carry out answers nothing."
    act = "Take a fraction, d-optimal or latin hypercube with a number of runs, or fewer levels."
    design: Text
    runs: int


@rule("D106", Severity.REFUSE)
class MixtureDoesNotClose(Finding):
    """The parts of a mixture cannot add up to the whole.

    Every run must add up: the lower limits of the parts to at most the whole, the upper limits to at least it. A
    mixture has at least two parts, and each is a number.

    Correct the limits, or the whole (100 for percentages, 1 for shares).
    """

    says = "The parts {parts} add up to {lower}–{upper}; the whole is {whole}."
    why = "Every run must add up to the whole."
    act = "Correct the limits of the parts, or the whole."
    parts: tuple[str, ...]
    lower: float
    upper: float
    whole: float


@rule("D107", Severity.WARN)
class NothingLeftForError(Finding):
    """The design has as many coefficients as runs: nothing is left to estimate the error from.

    Effects can then be judged against each other only (the method of Lenth), which works where few of many effects are
    real, and no interval of a single effect is known beforehand.

    A few centre runs or replicates give an honest estimate of the error, and centre runs show curvature besides.
    """

    says = "All {runs:run|runs} go into coefficients; none is left for the error."
    why = "Without an estimate of the error no effect has an interval of its own."
    act = "Add three or more centre runs, or replicates, or take a smaller model."
    runs: int


@rule("D108", Severity.WARN)
class EffectTooSmall(Finding):
    """The effect that matters would probably be missed.

    The power is the probability that the 90 % interval of an effect of the stated size leaves zero out. Below 80 % a
    real effect of this size is too easily taken for noise.

    More runs, replicates, wider ranges or a more precise measurement raise the power; so does a smaller model.
    """

    says = "An effect of {effect} on {term} would be found with {power:%} only; with {sure:%} one of {found}."
    why = "An effect that is missed is taken for none."
    act = "Add replicates or runs, widen the range, or measure more precisely."
    effect: Amount
    term: str
    power: float
    sure: float
    found: Amount


@rule("D109", Severity.WARN)
class LeavesTheRange(Finding):
    """Axial points of the design lie beyond the ranges that were given.

    A circumscribed composite design has the ranges as its cube, and its axial points beyond them. That is right where
    the ranges are not limits of the plant.

    Where they are limits, an inscribed or a faced design keeps them.
    """

    says = "{factor} is to be set from {lower} to {upper}, beyond its range of {low} to {high}."
    why = "A run outside of the range may not be possible or safe."
    act = "Take axial: faced or inscribed if the ranges are limits of the plant."
    factor: str
    lower: float
    upper: float
    low: float
    high: float


@rule("D110", Severity.WARN)
class EffectsConfounded(Finding):
    """Effects that the question may need cannot be told apart by this design.

    A fraction buys its few runs with confounding: the sum of the effects in one chain is seen, never one of them
    alone. Which one is real must be known beforehand, or told by further runs.

    Main effects are safe against each other from resolution III on, against interactions of two from IV on, and
    interactions of two among each other from V on. Folding the design over separates what a low resolution confounds.
    """

    says = "Resolution {resolution}: {confounded}."
    why = "Of effects in one chain only the sum is seen."
    act = "If one of them matters, take more runs (a higher resolution), or fold the design over afterwards."
    resolution: str
    confounded: Text


@rule("D111", Severity.WARN)
class TermsLost(Finding):
    """The design cannot estimate terms of the model that was asked for.

    In these runs a column of the term is a combination of other columns, so its coefficient has no value of its own:
    a square needs three levels, an interaction all four corners, a block must not be a factor.

    The analysis will leave these terms out and say so.
    """

    says = "The design cannot estimate {terms}."
    why = "Its columns are combinations of others in these runs."
    act = "Take a design for this model (central composite, box-behnken, d-optimal), or a smaller model."
    terms: tuple[str, ...]


@rule("D112", Severity.REFUSE)
class GeneratorNotUnderstood(Finding):
    """A generator of a fraction cannot be used.

    A generator says which product of factors another one follows: ``D = ABC`` with the letters A, B, C … of the
    factors in their order (I is left out), or with their names: ``feed = temperature:pressure``. A minus sign in front
    takes the other half.

    Each must add something new: a product of those before it adds nothing.
    """

    says = "The generator {generator} cannot be used. Factors: {known}."
    why = "The generators decide which runs of the full factorial are made."
    act = "Write a product of factors, as in D = ABC."
    generator: str
    known: tuple[str, ...]
