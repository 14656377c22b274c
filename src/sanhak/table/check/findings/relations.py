"""The rules about how columns of a question hang together: T082–T092."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T082", Severity.WARN)
class GivesOutcomeAway(Finding):
    """One input alone tells the outcome almost perfectly: it may be a consequence of the outcome, not a cause.

    For a number the evidence is Chatterjee's rank coefficient (S. Chatterjee, A new coefficient of correlation, 2021)
    as a share of its highest possible value, from 0.9 on: about 1 % of noise. For a category it is the share of the
    outcome's variance between its levels, adjusted for their number, from 0.98 on. Controls are not reported: they are
    set before the outcome is known.
    """

    says = "{column} alone tells {outcome} almost perfectly (strength {strength})."
    why = "If it is known only after the outcome, the model will shine in the test and fail in use."
    act = "Ask when {column} is known. If it comes with or after {outcome}, take it out of the inputs."
    column: str
    outcome: str
    strength: float


@rule("T083", Severity.WARN)
class CopyOfOutcome(Finding):
    """An input is the outcome itself in another scale: a straight line maps one onto the other.

    Controls are not reported: they are set before the outcome is known.
    """

    says = "{column} is a rescaled copy of {outcome} (correlation {strength})."
    why = "An outcome that is explained by itself explains nothing."
    act = "Take {column} out of the inputs."
    column: str
    outcome: str
    strength: float


@rule("T084", Severity.WARN)
class RecordedWithOutcome(Finding):
    """An input is filled in exactly in the rows in which the outcome is, and empty in all others.

    It probably comes from the same laboratory sheet, and will not be known yet when the model is asked.
    """

    says = "{column} is filled in exactly where {outcome} is, and empty in the other {rows:row|rows}."
    why = "What is recorded together with the outcome is not known before it."
    act = "Ask when {column} is known. If it comes with {outcome}, take it out of the inputs."
    column: str
    outcome: str
    rows: int


@rule("T085", Severity.WARN)
class DatedAfterRow(Finding):
    """An input is a date that lies after the row's own time in at least nine of ten rows.

    A date of dispatch or of release is known only when the row has become history. A model that leans on it looks good
    on old rows and has nothing to lean on when it is asked. One row in ten may be a typing error or another time zone.

    Take the column out of the inputs. If the date was planned beforehand, give the planned delay in days instead; if
    the table's time is the wrong column, name the right one.
    """

    says = "{column} lies after the row's own time {time} in {rows:row|rows}."
    why = "What happens later is not known when the model is asked."
    act = "Take {column} out of the inputs."
    column: str
    time: str
    rows: int


@rule("T086", Severity.WARN)
class NamedAfterOutcome(Finding):
    """The name of an input says that it is known only after the outcome, and it goes together with the outcome.

    The name contains that of the outcome, or a word such as after, final, result, 결과, 판정, 최종; and at least half
    of the movement of the outcome's ranks goes with it. Controls are not reported.
    """

    says = "By its name {column} is known only after {outcome}; {share:%} of the movement of {outcome} goes with it."
    why = "If it is known only after the outcome, the model will shine in the test and fail in use."
    act = "Ask when {column} is known. If it comes with or after {outcome}, take it out of the inputs."
    column: str
    outcome: str
    share: float


@rule("T087", Severity.WARN)
class MissingTellsValue(Finding):
    """Where one column is missing, another one has another level: the gap is no accident.

    The rows with and without the gap are compared by ranks (Mann and Whitney 1947), corrected for the number of
    comparisons, with one false alarm in a thousand tables; reported from Cliff's delta 0.33 on, a medium effect after
    J. Romano and others (2006). The outcome is compared where inputs are missing, inputs where the outcome is missing.
    """

    says = (
        "Where {column} is missing, {other} is {median_missing} in the middle; elsewhere {median_present} (effect"
        " {strength})."
    )
    why = "Values that were left out for a reason bend every average of those that remain."
    act = "Find out why {column} is missing there, before trusting its effect."
    column: str
    other: str
    median_missing: float
    median_present: float
    strength: float


@rule("T088", Severity.WARN)
class MovedTogether(Finding):
    """Two inputs have always moved together, so their effects cannot be told apart.

    Their rank correlation (or, with categories, the matching measure from 0 to 1) is at least 0.95. A model may give
    the effect to either of them, or share it out; each is equally consistent with the rows.

    The smallest test that settles it consists of the two combinations that the history lacks.
    """

    says = "{first} and {second} have always moved together (rank correlation {strength})."
    why = "Which of the two has the effect cannot be seen in these rows."
    act = (
        "Smallest test: two runs, {first} = {first_low} with {second} = {second_low}, and {first} = {first_high}"
        " with {second} = {second_high}. Until then move both together."
    )
    first: str
    second: str
    strength: float
    first_low: str
    second_low: str
    first_high: str
    second_high: str


@rule("T089", Severity.WARN)
class ControlFollowed(Finding):
    """A control has moved almost only in answer to other measured columns: recorded under control is not an experiment.

    At least 80 % of the movement of its ranks is explained by the other inputs. If an operator or a controller sets it
    by a rule, its own effect cannot be told from the effect of what it answers.

    The smallest test moves the control against its rule: four runs in random order, two settings twice each, while the
    other column stays where it usually is.
    """

    says = (
        "{share:%} of the movement of the control {column} is explained by {others}: it moved in answer, not on"
        " its own."
    )
    why = "Recorded under control is not an experiment: the effect of {column} cannot be told from that of {strongest}."
    act = (
        "Smallest test: four runs in random order, {column} = {low} twice and {column} = {high} twice, with"
        " {strongest} held near {held}."
    )
    column: str
    others: tuple[str, ...]
    strongest: str
    share: float
    low: str
    high: str
    held: str


@rule("T090", Severity.WARN)
class ControlAnsweredOutcome(Finding):
    """A control has moved almost only in answer to the outcome of the row before.

    At least 80 % of the movement of its ranks, or of its changes, is explained by the previous outcome, and more than
    by the outcome of its own row or by its own previous value. High outcomes then follow low ones by the rule, and the
    rule looks like an effect.

    The smallest test moves the control by lot instead of by the rule.
    """

    says = "{share:%} of the movement of the control {column} is explained by the {outcome} of the row before."
    why = "Recorded under control is not an experiment: the rule that sets {column} looks like its effect."
    act = (
        "Smallest test: four runs in random order, {column} = {low} twice and {column} = {high} twice, whatever"
        " {outcome} was before."
    )
    column: str
    outcome: str
    share: float
    low: str
    high: str


@rule("T091", Severity.NOTE)
class InputsNotCompared(Finding):
    """The question has so many inputs that only the first 200 of them were compared with each other.

    Leaks and effects that cannot be told apart are found by comparing columns in pairs: 200 inputs have 19 900 pairs,
    and ten times the inputs a hundred times the pairs. The model still uses all inputs; what was not compared is only
    not warned of.

    Name the inputs that can matter for the outcome, the most important first: what a process engineer would ask for,
    not every tag of the plant.
    """

    says = "Of {inputs} inputs the first {compared} were compared with each other and with the outcome."
    why = "Pairs grow with the square of the inputs; a leak among the others would go unseen."
    act = "Name the inputs that can matter."
    inputs: int
    compared: int


@rule("T092", Severity.NOTE)
class ReplicatesFound(Finding):
    """Rows with equal inputs show how much the outcome scatters by itself: the noise floor.

    The deviations within each set of equal rows are pooled (pure error; G. E. P. Box, J. S. Hunter and W. G. Hunter,
    Statistics for Experimenters, 2005). No model of these inputs can predict a new measurement with a smaller error.
    """

    says = (
        "{rows:row|rows} in {sets:set|sets} of equal inputs scatter by {deviation} in {outcome} (standard"
        " deviation, {freedom:degree|degrees} of freedom)."
    )
    why = "No prediction of a single measurement can be better than this."
    act = "Nothing needs to be done; expect no error below it."
    outcome: str
    rows: int
    sets: int
    deviation: str
    freedom: int
