"""The rules about a learnt normal course: codes M200 on, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("M200", Severity.REFUSE)
class NormalTooShort(Finding):
    """The normal period has too few rows to learn anything from.

    At least 24 rows are needed: six blocks of four that are held out one after the other. A sound monitor wants some
    hundred, and for limits that one row in a hundred passes at least as many rows as a hundred memories of the plant.
    """

    says = "The normal period has {rows:row|rows}; at least {least} are needed."
    why = "From so few rows neither the course nor its limits can be told."
    act = "Choose a longer normal period, or give rows at shorter intervals."
    rows: int
    least: int


@rule("M201", Severity.WARN)
class FaultInNormal(Finding):
    """Some rows of the normal period are unlike all the others in it: a step, a stop, or a handful of outliers.

    Found by T² of all tags with each eighth of the rows judged by the seven others: at least three rows, eight robust
    deviations of its logarithm above the median. More than a fifth of the rows is never called odd: that is then how
    the plant runs.
    """

    says = (
        "{rows:row|rows} of the normal period, from {start} to {end}, are unlike all others in it. Learnt "
        "from them all the same: {kept}."
    )
    why = "A fault that is learnt as normal widens every limit, and is never found again."
    act = "Look at these rows; if they are normal, say so under doubtful normal rows, else choose another period."
    rows: int
    start: Text
    end: Text
    kept: bool


@rule("M202", Severity.WARN)
class MoreFalseAlarms(Finding):
    """Towards its end the normal period raises more alarms than were asked for.

    The last third of the held-out normal rows was judged by a limit that those before set. That it was passed more
    often, by more than chance explains (90 % interval by block bootstrap), means that the normal course moves on: a
    grade, a season, fouling.
    """

    says = (
        "Of the last third of the held-out normal rows {rate:%} raised an alarm by the limit of those before; "
        "{budget} were asked for."
    )
    why = (
        "The normal course is not the same throughout the period, and new rows will bring more false alarms than asked."
    )
    act = (
        "Take a normal period that holds all grades and seasons, or narrow it down by a condition to one way of "
        "running."
    )
    rate: float
    budget: Amount


@rule("M203", Severity.WARN)
class BudgetNotCarried(Finding):
    """The normal rows are too few for so small a share of false alarms.

    A limit that one row in a hundred passes cannot be told from fewer than a hundred held-out rows. The largest value
    seen stands for it; the interval of the false alarms says how little that is.
    """

    says = (
        "{rows:held-out normal row|held-out normal rows} cannot carry {budget} of false alarms; at least "
        "{least} are needed."
    )
    why = "The limit is the largest value seen, and nobody knows how often it will be passed."
    act = "Choose a longer normal period, or allow more false alarms."
    rows: int
    budget: Amount
    least: int


@rule("M204", Severity.WARN)
class FewRowsForTags(Finding):
    """The normal period has fewer than five rows for each tag.

    How tags move together is then told by chance as much as by the plant. The correlations are drawn towards none, by
    as much as later rows ask for, which keeps the limits honest and costs sharpness.
    """

    says = "{rows:normal row stands|normal rows stand} against {tags:tag|tags}."
    why = "How the tags move together is known poorly, and small faults are missed."
    act = "Choose a longer normal period, or name the tags that matter."
    rows: int
    tags: int


@rule("M205", Severity.NOTE)
class SimpleAsGood(Finding):
    """Limits for each tag by itself find as much as anything that looks at all tags together.

    Of simulated disturbances at the same budget of false alarms nothing found more, beyond what chance explains. Then
    what is simple is taken, and an operator can draw it by hand.
    """

    says = "Looking at {tags:tag|tags} together finds no more than limits for each tag."
    why = "What is simple is understood by everybody, and kept in order by everybody."
    act = "Draw these limits in the control system; ask again with more tags or a longer normal period."
    tags: int


@rule("M206", Severity.NOTE)
class MayBeFalse(Finding):
    """Some episodes are hardly higher than what normal rows show by chance.

    An episode is clear when its largest statistic is more than twice the largest of all held-out normal rows. All
    others are listed, and told apart.
    """

    says = "{count:episode|episodes} may be false alarms; {expected} are expected by chance in so many rows."
    why = "Who runs after each of them soon believes none."
    act = "Look at them when there is time; act on the clear ones."
    count: int
    expected: float


@rule("M270", Severity.WARN)
class NoMeasurement(Finding):
    """A tag shows a number that stands for no value, or one that no instrument shows.

    Historians write -9999, 32767 and the like where a transmitter gave nothing. Such a number counts as a code where it
    lies more than twenty robust deviations from the tag's median; beyond 1e100 any number does. It is then missing.

    Export such rows as empty cells.
    """

    says = "{column} shows {value} in {rows:row|rows}: a code and no measurement; it was taken as missing."
    why = "Taken for a measurement such a number would drown all others."
    act = "Export {column} with empty cells where it has no value; if the number was measured, change its unit."
    column: str
    value: float
    rows: int


@rule("M271", Severity.WARN)
class SilentTag(Finding):
    """A tag has no value in any watched row, and is not watched.

    Its last value would have to be held throughout, and whatever it should show would look as if the others were off.

    Have its signal looked at, or look whether the export holds it.
    """

    says = "{column} has no value in {rows:watched row|watched rows}, and is not watched."
    why = "With a value held for so long the other tags would look off where only this one is silent."
    act = "Look whether {column} was exported, and have its transmitter and signal looked at."
    column: str
    rows: int


@rule("M272", Severity.WARN)
class Totaliser(Finding):
    """A tag only rises or only falls throughout the normal period, as totalisers and running hours do.

    More than half of its steps go one way, and fewer than one in fifty the other. It is left out unless it is named.

    Watch the flow in place of its total; name the tag if it is to be watched all the same.
    """

    says = "{column} only goes one way in the normal period, as a totaliser does, and is not watched."
    why = "A total leaves its normal range by itself; each later row would look off."
    act = "Watch the flow in place of the total, or name {column} among the tags."
    column: str


@rule("M273", Severity.WARN)
class NormalNotOne(Finding):
    """Held-out normal rows raise far more alarms than were asked for.

    The limit of each block was set by the other blocks. More than five times the share that was asked for, and at least
    five rows, means that parts of the normal period are unlike the others: a fault in it, a stop, two ways of running.

    Look at the normal period; end it earlier, or narrow it down by a condition.
    """

    says = "Of the held-out normal rows {rate:%} raised an alarm; {budget} were asked for."
    why = "Parts of the normal period are unlike the others; a fault learnt as normal is not found again."
    act = "End the normal period before anything changed, or narrow it down by a condition to one way of running."
    rate: float
    budget: Amount
