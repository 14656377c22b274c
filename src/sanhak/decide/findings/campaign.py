"""The rules on campaigns of experiments: what cannot be asked, what could not be read, what is told beside a batch."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D028", Severity.REFUSE)
class FactorWithoutRange(Finding):
    """A factor was named without any value that it may take.

    A factor is what an experiment sets: a number between two limits, one of several numbers, or one of several levels.

    Give two limits as in [60, 95], or list the levels as in [KOAc, CsOAc].
    """

    says = "The factor {factor} has no values to choose from."
    why = "A factor is set in every run, so it needs a range or a list of levels."
    act = "Give two limits, as in [60, 95], or list its levels."
    factor: str


@rule("D029", Severity.REFUSE)
class RuleNotRead(Finding):
    """A condition on the runs does not say yes or no for each run.

    Conditions compare factors with numbers, words or each other, and hold for one run at a time: they can look neither
    at the run before nor at a mean over runs.

    Write a comparison, such as ``2 * A + B <= 90`` or ``not (base == "Cs2CO3" and T > 110)``.
    """

    says = "The condition {rule} does not say yes or no for one run."
    why = "Each run is judged on its own settings before it is proposed."
    act = 'Write a comparison of factors, as in 2 * A + B <= 90 or not (base == "Cs2CO3" and T > 110).'
    rule: str


@rule("D030", Severity.REFUSE)
class NothingAllowed(Finding):
    """No combination of the factors keeps all conditions.

    Conditions may contradict each other or the ranges. The finding names one without which something would be left,
    where a single one is to blame.

    Loosen the condition that is named, or widen the ranges of the factors in it.
    """

    says = "No run keeps all conditions ({rules}). Without {without} there would be runs."
    why = "An experiment can only be proposed where all conditions hold at once."
    act = "Loosen a condition, or widen the ranges of the factors in it."
    rules: tuple[str, ...]
    without: str | None


@rule("D031", Severity.WARN)
class RunNotRead(Finding):
    """Rows of the table of runs have a factor that cannot be read, so they teach nothing.

    Such a row has an empty cell, a word where a number belongs, or a level that is not among those of its factor. All
    other rows still count.

    Correct the cell, or add the level to the factor: levels and factors may be added at any time.
    """

    says = "{rows:row|rows} of the runs cannot be used: {factor}, {because}."
    why = "Without all its settings a run has no place among the others."
    act = "Correct the cells in {factor}, or add the level to the factor; the other rows are used."
    rows: tuple[int, ...]
    factor: str
    because: Text


@rule("D032", Severity.NOTE)
class RunOutside(Finding):
    """Runs lie outside the ranges or break a condition of the campaign.

    Ranges and conditions say what is to be run next. What was measured outside of them is still knowledge, and is used.

    Nothing has to be done. If the values are mistyped, correct them.
    """

    says = "Rows {rows} of the runs lie outside the ranges or conditions; they are used all the same."
    why = "What was measured is known, wherever it was; only what is proposed has to keep the ranges."
    act = "Nothing, unless the values are mistyped."
    rows: tuple[int, ...]


@rule("D033", Severity.WARN)
class StateNotRead(Finding):
    """The column of states holds words that are not known.

    A state says whether a run is done, planned, failed (nothing to measure) or left out. A row with another word counts
    as done.

    Use one of the known words, in English or Korean.
    """

    says = "In {column}, {words} is no known state; such rows count as done."
    why = "A failed run teaches where nothing works, and one that is left out teaches nothing: the word decides."
    act = "Write one of: {known}."
    column: str
    words: tuple[str, ...]
    known: tuple[str, ...]


@rule("D034", Severity.WARN)
class AllFailed(Finding):
    """Every run so far has failed.

    There is no result to learn from, only places where nothing works. The next runs are proposed far from these.

    Look for what the failures have in common (a substance that does not dissolve, a wrong range) before going on.
    """

    says = "All {runs:run|runs} so far have failed."
    why = "Nothing is known yet of what a run gives; the next ones only keep clear of what failed."
    act = "Look for what the failures have in common, and widen or move the ranges if need be."
    runs: int


@rule("D035", Severity.WARN)
class GoalNotMeasured(Finding):
    """An outcome of the campaign has no result in any run that is done.

    Until it is measured nothing can be learnt about it; the runs count as still open.

    Measure it, or correct the name of its column.
    """

    says = "{column} was not measured in any run so far."
    why = "What was never measured cannot be predicted, so runs are spread as at a start."
    act = "Fill in {column}, or correct the name of its column."
    column: str


@rule("D036", Severity.WARN)
class RepeatsDiffer(Finding):
    """The same run gave results that differ more than repeats usually do.

    The difference is taken as noise of the measurement, which widens all intervals. Often it is a slip: two vials
    exchanged, a wrong unit, a comma.

    Look at the two rows; correct one, or leave it out by its state.
    """

    says = "Rows {rows} are the same run, with {column} from {lowest} to {highest}."
    why = "The difference counts as noise and makes every prediction less sure."
    act = "Check these rows; leave a wrong one out by its state, or repeat the run once more."
    column: str
    rows: tuple[int, ...]
    lowest: float
    highest: float


@rule("D037", Severity.NOTE)
class FewerRunsLeft(Finding):
    """Fewer runs are proposed than were asked for.

    What may be run, less what was run already and what blocks and stock forbid, does not fill the batch.

    Widen a range, add a level, or take the shorter batch.
    """

    says = "{count:run|runs} can be proposed, {asked} were asked for."
    why = "Every other combination was run already, or conditions, blocks or stock forbid it."
    act = "Widen a range, add a level or refill the stock; or take the shorter batch."
    count: int
    asked: int


@rule("D038", Severity.NOTE)
class NotWorthIt(Finding):
    """The next batch is expected to bring less than it costs.

    The expected gain of the best batch that could be chosen is below the gain that is worth its cost, or below the
    smallest gain that matters. It is an expectation: a surprise remains possible, and the decision is yours.

    Stop here and confirm the best run, or go on all the same.
    """

    says = "The next {runs:run|runs} are expected to bring {gain}; to be worth it they would have to bring {needed}."
    why = "Experiments cost time and material that could serve another question."
    act = "Stop here and repeat the best run to confirm it, or go on if you know something that the runs do not show."
    runs: int
    gain: Amount
    needed: Amount


@rule("D039", Severity.WARN)
class RunMarked(Finding):
    """A proposed run needs a look before it is made: above a boiling point, or outside of what was measured.

    A run above the boiling point of its solvent needs a closed vessel. A run outside of what was measured rests on a
    prediction that no run near it supports.

    Make it under pressure or forbid it by a condition; for the second, go on knowingly, or ask to stay inside.
    """

    says = "{run}: {because}."
    why = "It should be seen before it is weighed in, not after."
    act = "Make sure that it can be run so, or forbid it by a condition and ask again."
    run: Text
    because: Text


@rule("D041", Severity.REFUSE)
class CampaignContradicts(Finding):
    """Two parts of the campaign's description contradict each other.

    A factor that is named in one place (as a substance, a part of the mixture, with a step) has to be among the
    factors, and its values have to fit that part.

    Correct one of the two places.
    """

    says = "{name}: {because}."
    why = "Both cannot be true, and guessing which is meant could cost a batch."
    act = "Correct one of the two places."
    name: str
    because: Text


@rule("D048", Severity.WARN)
class WordsInResults(Finding):
    """Result cells hold words that are neither a number nor a known word for a failed run.

    Such a result counts as missing, and the run as still open. The words themselves are kept beside the results in the
    answer's table of runs.

    Write a number; 0 if nothing was formed; or a word that says that the run failed, such as "did not dissolve" or
    "failed: vial broke".
    """

    says = "In {column}, the results of runs {runs} are words that are not known: {words}."
    why = "A run without a result teaches nothing, and one that failed teaches where nothing works: the word decides."
    act = "Write a number (0 if nothing was formed), or begin with failed."
    column: str
    runs: tuple[int, ...]
    words: tuple[str, ...]


@rule("D049", Severity.NOTE)
class ResultFailed(Finding):
    """Runs count as failed, since a word in the place of their result says so.

    Chemists write "did not dissolve" where a number belongs. Such a run gave nothing to measure: it teaches where
    nothing works, and the next runs keep clear of it. A run for which any result was measured does not count as failed,
    nor does one whose state says otherwise.

    Nothing has to be done. If the run is only unfinished, empty the cell.
    """

    says = "By the words in their results ({words}), these runs count as failed: {runs}."
    why = "A failed run is knowledge: the next ones keep clear of it."
    act = "Nothing; empty the cell if the result is still to come, or write done as its state if it is not a failure."
    runs: tuple[int, ...]
    words: tuple[str, ...]


@rule("D050", Severity.WARN)
class WordsLost(Finding):
    """Words for failed runs were lost when the table was read as numbers before the campaign saw it.

    A reader that does not know the campaign takes a column of numbers with a few words for numbers, and the words for
    missing. The command line and ``Campaign.read`` know which columns are results and keep the words.

    Read the file with ``campaign.read("runs.xlsx")``, or state the kind of the column as text.
    """

    says = "In {column}, words such as {words} were lost when the table was read; these runs count as not measured."
    why = "A failed run teaches where nothing works, but here it looks like one that is still open."
    act = "Read the file by the campaign (campaign.read), or state the kind of {column} as text."
    column: str
    words: tuple[str, ...]


@rule("D051", Severity.NOTE)
class EarlierValue(Finding):
    """A factor came in midway; the runs before it have the value that the campaign says it then had.

    What was always the same in earlier runs was still set to something: no additive, 5 mol %, the old stirrer. With
    that value said, the earlier runs stay knowledge. It stands for the runs above the first one that has a value of its
    own; a cell that is empty further down is told as empty.

    Nothing has to be done, if the value is right.
    """

    says = "Before it was a factor, {factor} stood at {value}; it is taken so in {runs:run|runs}."
    why = "Without a value for every factor a run has no place among the others."
    act = "Nothing, unless it was another value."
    factor: str
    value: float | str
    runs: int


@rule("D052", Severity.REFUSE)
class NoSuchRun(Finding):
    """A result was told for a run that is not in the table.

    Results are told by the number of their run, or by its settings. The numbers are those of the column that numbers
    the runs, else the places of the rows from 1 on.

    Correct the number, or tell the settings: a run of your own that was not planned is then added.
    """

    says = "There is no run {number}; the runs have the numbers {known}."
    why = "A result in the wrong place would teach something wrong."
    act = "Correct the number, or tell the settings instead."
    number: str
    known: str


@rule("D053", Severity.REFUSE)
class ResultTwice(Finding):
    """A run that has a result was told another one.

    A measured value is not overwritten in silence. A repeat is a run of its own, and its scatter is worth knowing.

    Tell a repeat by its settings: it is then added as a run of its own. To correct a mistyped value, correct the
    cell.
    """

    says = "Run {number} has {column} = {known} already; {told} was told."
    why = "Two results of one run cannot both be kept in one cell, and the repeat would be lost."
    act = "Tell a repeat by its settings, as a run of its own; correct a mistyped value in its cell."
    number: int
    column: str
    known: float
    told: float


@rule("D054", Severity.REFUSE)
class ResultNotRead(Finding):
    """A result was told that is neither a number nor a word for a failed run.

    Numbers may have a decimal comma and a unit that fits the column. A word such as "did not dissolve" or "failed: vial
    broke" says that the run failed.

    Tell a number, a known word, or nothing yet.
    """

    says = "{told} is no result of {column} that could be read."
    why = "Were it left out in silence, the run would look as if it had not been made."
    act = "Tell a number, a word such as failed, or nothing yet."
    column: str
    told: str


@rule("D055", Severity.REFUSE)
class RunNotNamed(Finding):
    """A row of results does not say which run it belongs to.

    A row names its run by its number (under ``run``, or the table's own column of numbers), or by all of its settings.

    Add the number, or the factors that are missing.
    """

    says = "A row of results names no run: it lacks {missing}."
    why = "A result without its run cannot be put anywhere."
    act = "Add the number of the run, or the factors that are missing."
    missing: tuple[str, ...]
