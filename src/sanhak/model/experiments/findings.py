"""The rules about the analysis of a design: codes M100 to M119, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("M100", Severity.REFUSE)
class TermNotUnderstood(Finding):
    """A term of the model names no factor, or is not written as terms are.

    A term is a factor (``A``), a product of factors (``A:B``) or a power (``A^2``, also within a product: ``A^2:B``).
    Each factor stands once in a term, with a power from 1 to 4; a category has no powers.

    Instead of a list of terms the words ``main``, ``interactions`` and ``quadratic`` name whole models.
    """

    says = "The term {term} cannot be read: {part} is no factor. Nearest: {near}."
    why = "A term that is guessed at would estimate something that nobody asked for."
    act = "Write terms of factors as in A, A:B or A^2, or take main, interactions or quadratic."
    term: str
    part: str
    near: tuple[str, ...]


@rule("M101", Severity.REFUSE)
class FewerRunsThanTerms(Finding):
    """There are fewer runs with a result than the model has terms.

    Each coefficient needs at least one run of its own. A model with more coefficients than runs fits whatever was
    measured in endlessly many ways.

    Runs whose result is missing do not count. A model of main effects needs one run more than it has factors.
    """

    says = "The model has {terms:coefficient|coefficients}, but only {runs:run has|runs have} a result."
    why = "More coefficients than runs fit any result in endlessly many ways."
    act = "Take a smaller model (main), or measure more runs."
    runs: int
    terms: int


@rule("M102", Severity.REFUSE)
class OutcomeNotNumeric(Finding):
    """The outcome that is to be analysed is not a column of numbers.

    Effects are differences of numbers. A column of words often comes from results such as ``< 0.1`` or ``n. d.``, which
    must be given a number first, or from units that stand in the cells.

    Results in classes (good, bad) need another analysis than least squares.
    """

    says = "{outcome} is no column of numbers but holds {example}."
    why = "Effects are differences of numbers."
    act = "Give every run a number, leave missing results empty, and put units in the head of the column."
    outcome: str
    example: str


@rule("M103", Severity.REFUSE)
class NothingMeasured(Finding):
    """The outcome was measured in too few runs, or never.

    Runs whose result or one of whose settings is missing do not count. From fewer than three runs nothing can be said
    of an effect.

    A planned table whose results have not been filled in yet looks like this.
    """

    says = "{outcome} was measured in {runs:run|runs} of {rows} in which all factors are known."
    why = "Without results there is nothing to analyse."
    act = "Fill in the results, or name the outcome that was measured."
    outcome: str
    runs: int
    rows: int


@rule("M104", Severity.REFUSE)
class FactorDidNotVary(Finding):
    """A factor has the same value in every run that was measured.

    An effect is what changes when a factor changes; this one never did. In a half-finished design the other level may
    simply not have been run yet.

    Leave the factor out of the analysis, or finish the runs.
    """

    says = "{factor} is {value} in every run with a result."
    why = "A factor that did not change has no effect that could be seen."
    act = "Leave it out, or measure runs at another value."
    factor: str
    value: Text


@rule("M105", Severity.WARN)
class NoErrorLeft(Finding):
    """The model uses every run: nothing is left to estimate the error from.

    The effects are judged against each other instead: most effects of many are small, and their size tells the error
    (the pseudo standard error of Lenth 1989). This works where at most about a third of the effects are real.

    Replicates or centre runs would give an honest error, and a smaller model would free runs for it.
    """

    says = "The model has as many coefficients as there are runs ({runs}); effects are judged against each other."
    why = "Without an error of its own no effect has an honest interval; the substitute assumes that few are real."
    act = "Replicate some runs, or take a smaller model (main)."
    runs: int


@rule("M106", Severity.WARN)
class TermsNotEstimable(Finding):
    """Terms of the model cannot be estimated from these runs and were left out.

    Their columns are combinations of the columns before them: effects that the design confounds, squares of factors
    with two levels, or interactions whose corners were never run.

    What was left out is not known to be zero: it is contained in the terms that stayed.
    """

    says = "The runs cannot tell {terms} from other terms; they were left out."
    why = "What is confounded is contained in the effects that stayed."
    act = "Read the effects together with the design's aliases, or add the runs that separate them."
    terms: tuple[str, ...]


@rule("M107", Severity.WARN)
class ModelLacksFit(Finding):
    """The runs deviate from the model more than repeated runs deviate from each other.

    Runs at equal settings show the pure error. Compared with it the misfit of the model is too large to be chance: a
    curve or an interaction is missing, or a run went wrong.

    A larger model (quadratic) may fit; if the design cannot carry it, axial points can be added.
    """

    says = "{outcome}: the model misses by more than repeats do (F = {f}, p = {p:%})."
    why = "Effects and predictions of a model that does not fit mislead, above all in the middle."
    act = "Take the next larger model, or add runs (centre and axial points) that carry it."
    outcome: str
    f: float
    p: float


@rule("M108", Severity.NOTE)
class ManyEffects(Finding):
    """Many effects were tested at once, so some would look real by chance.

    Each interval leaves zero out in one of ten cases where there is no effect. With many effects a few such false
    alarms are expected. The column "p, all together" corrects for that (S. Holm 1979).

    The picture of the effects on a normal plot helps to judge: chance lies on a line.
    """

    says = "{count:effect was|effects were} tested; about {alarms} would look real by chance alone."
    why = "One interval in ten leaves zero out by chance."
    act = "Trust effects that hold when all are judged together, and confirm the others by runs of their own."
    count: int
    alarms: Amount


@rule("M109", Severity.NOTE)
class BetterTransformed(Finding):
    """The outcome would be described better as a power or a logarithm of itself.

    The power with the smallest residuals lies clearly away from 1 (Box and Cox 1964): errors grow with the outcome, or
    effects multiply instead of adding. Near 0 stands for the logarithm, 0.5 for the square root, -1 for the inverse.

    Effects that look like interactions often vanish on such a scale.
    """

    says = "{outcome}: a power of {power} ({lower} to {upper}) fits better than the outcome itself."
    why = "On the right scale effects add, and errors are alike for small and large outcomes."
    act = "Derive the transformed outcome in prepare and analyse that, then compare the two."
    outcome: str
    power: Amount
    lower: Amount
    upper: Amount


@rule("M110", Severity.WARN)
class RunFarOff(Finding):
    """One run lies far from what the model says of it without it.

    Its residual, judged by a model that has not seen it, is larger than chance gives for any of so many runs (with a
    correction for their number, 2 %).

    Look into the log of that run before anything else: a mistake in a setting, a sample or a digit is common. A run is
    not to be left out only because it is inconvenient.
    """

    says = "{outcome} in row {row} is {value}; without that run the model expects {expected}."
    why = "One wrong run can make an effect, or hide one."
    act = "Check the run's record; repeat it if nothing is found."
    outcome: str
    row: int
    value: Amount
    expected: Amount


@rule("M111", Severity.WARN)
class NoEffectFound(Finding):
    """No effect can be told from noise.

    Every interval contains zero. Either nothing of what was varied matters within these ranges, or the runs were too
    few or too noisy to see it: the smallest effect that would have been seen tells which.

    Wider ranges, replicates, or a better measurement are the ways on.
    """

    says = "{outcome}: no effect can be told from noise; one of {least} or more would have been seen."
    why = "A setting that is recommended from noise brings nothing."
    act = "Widen the ranges, replicate the runs, or vary other factors."
    outcome: str
    least: Amount


@rule("M112", Severity.NOTE)
class ChosenAfterwards(Finding):
    """Terms were taken out of the model because their effects looked small.

    What stays after such a choice looks surer than it is: intervals and p-values are those of a model that was fixed
    beforehand. The full model's table is honest about that.

    Use the reduced model to predict, and the full one to judge.
    """

    says = "{outcome}: {count:term was|terms were} taken out one by one ({terms})."
    why = "Intervals after a choice are too narrow."
    act = "Judge effects by the full model (eliminate: no)."
    outcome: str
    count: int
    terms: tuple[str, ...]


@rule("M113", Severity.WARN)
class DriftsWithOrder(Finding):
    """Residuals rise or fall with the order in which the runs were made.

    Something that was not varied on purpose changed meanwhile: a catalyst, a lot, the weather. If the order was random
    this only widens the intervals; if it was not, it stands in the effects.

    Blocks, or a column for what drifted, take it out.
    """

    says = "{outcome}: what the model leaves unexplained drifts with the order of the runs (correlation {r})."
    why = "A drift that runs along with a factor is taken for its effect."
    act = "Find out what changed; next time make the runs in random order and in blocks."
    outcome: str
    r: Amount


@rule("M114", Severity.WARN)
class PredictsNothing(Finding):
    """The model does not predict runs that it has not seen better than their mean.

    Each run was predicted by the model without it. The errors are as large as those of the plain mean, so the
    recommended setting rests on effects that do not carry over.

    A smaller model, or more runs, predict better.
    """

    says = "{outcome}: left-out runs are predicted no better than by their mean (predicted R² {share:%})."
    why = "What does not hold for a run left out will hardly hold for a new one."
    act = "Take a smaller model, or make more runs before acting on it."
    outcome: str
    share: float


@rule("M115", Severity.REFUSE)
class NoGoalToAnalyse(Finding):
    """No outcome was named that is to be analysed.

    An analysis needs at least one outcome: one to maximize, one to minimize, or one to bring to an aim.

    Several are judged together by their desirability.
    """

    says = "No outcome is named."
    why = "Effects are effects on something."
    act = "Name one under maximize or minimize; further ones under also or aim."


@rule("M116", Severity.REFUSE)
class OutcomeConstant(Finding):
    """The outcome is the same in every run.

    Nothing that was varied changed it, or it was copied down a column.

    Check whether the right column was named.
    """

    says = "{outcome} is {value} in every run."
    why = "What never changes has no effects."
    act = "Check the column, or analyse another outcome."
    outcome: str
    value: Amount
