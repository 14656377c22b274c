"""The rules on replays: what a finished table of experiments can tell of the order in which it was run."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D060", Severity.WARN)
class PoolWasChosen(Finding):
    """A replay can only choose among runs that were made.

    All orders that are compared draw from the same table, and whoever ran it had chosen its rows: poor regions were
    left out, promising ones were looked at closely. A random order among chosen rows is better than a random order
    among all that could have been run, and what a method would have found outside the table is not known. Repeats of
    the same settings count as one run with their mean.

    Read the numbers as a comparison of orders among these runs. For the next project they are a hint, not a promise.
    """

    says = "All orders draw from the {rows:run|runs} that you chose to make."
    why = "What would have been found outside of them is not known, and chosen rows flatter a random order too."
    act = "Read the numbers as a comparison of orders among these runs, not as a promise for the next project."
    rows: int


@rule("D061", Severity.REFUSE)
class PoolTooSmall(Finding):
    """Too few runs with a result are left for a replay.

    A replay starts with a few random runs and then has to have something to choose from. Rows whose settings cannot be
    read, that are not measured yet or that repeat another row do not add to the pool.

    Add runs, or start with fewer.
    """

    says = "{rows:different run|different runs} with a result can be replayed; at least {needed} are needed."
    why = "After the first runs something has to be left to choose from."
    act = "Add runs, start with fewer, or correct the cells that could not be read."
    rows: int
    needed: int


@rule("D062", Severity.REFUSE)
class NothingIsBest(Finding):
    """No run of the table is better than the others, so there is nothing to be found.

    All results are the same, or none keeps the limits.

    Name the result that differs from run to run, or loosen a limit.
    """

    says = "Of {rows:run|runs}, {counted} keep all limits, and none has a better {column} than the others."
    why = "An order of runs can only be judged by how soon it meets the best one."
    act = "Name a result that differs from run to run, or loosen the limits."
    rows: int
    counted: int
    column: str


@rule("D063", Severity.WARN)
class NothingToLearn(Finding):
    """The settings do not tell the result of runs that were held out.

    One fifth of the runs at a time was held out and predicted from the others. Where the errors are not surely smaller
    than those of the plain mean, the table looks like noise: one order is then as good as another, and the one that was
    quick was lucky.

    Look for a factor that is missing in the table, or for noise in the measurement: repeat one run several times.
    """

    says = (
        "On {rows:held-out run|held-out runs} the settings predict {column} with an error of {error}, the plain mean "
        "with {baseline}."
    )
    why = "Where settings tell nothing, no order of runs is better than another; what was quick was lucky."
    act = "Repeat one run several times to see the noise, and look for a factor that is missing in the table."
    rows: int
    column: str
    error: Amount
    baseline: Amount


@rule("D064", Severity.WARN)
class NoBetterThan(Finding):
    """Choosing by what was learnt is not surely quicker than something simpler.

    Over all starts the number of runs was compared with what the simpler way needs. The difference could be chance
    (one-sided test at 5 %).

    Take the simpler way for such a problem, or replay with more starts.
    """

    says = "{other} needs {theirs} in the median, choosing by what was learnt {ours}; this may be chance."
    why = "If something simpler is as quick, it is to be preferred."
    act = "Prefer the simpler way for problems like this one, or replay with more starts."
    other: Text
    theirs: Text
    ours: Text


@rule("D065", Severity.WARN)
class BestMayBeLuck(Finding):
    """Other runs lie so near to the best that the noise of one measurement could have made the difference.

    The noise is that of repeated runs where there are some, else what the response surface cannot explain. Runs that
    count as found already are left aside.

    Repeat the best runs, or lower the target so that all of them count as found.
    """

    says = "{count:further run lies|further runs lie} within the noise of {column} ({noise}) below the best."
    why = "Which of them is the best may be luck, and so is how soon it was found."
    act = "Repeat the best runs, or set target lower so that these count as found too."
    count: int
    column: str
    noise: Amount


@rule("D066", Severity.NOTE)
class SeveralCount(Finding):
    """More than one run counts as found.

    A run counts when it reaches the target: a share of the way from the worst result to the best, or the best less the
    noise of repeats. The more runs count, the sooner every order meets one.

    Nothing has to be done; set the target to 1 to count only the best.
    """

    says = "{count} of {rows:run|runs} reach {target} and count as found."
    why = "The more runs count, the sooner every order meets one."
    act = "Nothing; set target to 1 if only the best itself is to count."
    count: int
    rows: int
    target: Amount


@rule("D067", Severity.WARN)
class FewRows(Finding):
    """The table is short, so any order meets the best run soon.

    Of few runs the start alone takes a good part, and a difference of a few runs is all that can be seen.

    Replay a longer table for a judgement that carries further.
    """

    says = "There are only {rows:run|runs}, of which the first {start} are drawn at random."
    why = "In a short table every order meets the best run soon; differences are small and partly luck."
    act = "Replay a longer table for a judgement that carries further."
    rows: int
    start: int


@rule("D068", Severity.REFUSE)
class OrderNotRead(Finding):
    """The column of the order does not say for every run when it was made.

    Each run needs a number or a time by which the runs can be sorted.

    Fill in the cells, name another column, or leave it out to take the rows as they stand.
    """

    says = "{column} does not say when {rows:run was|runs were} made."
    why = "How many runs you needed follows from their order."
    act = "Fill in the cells with numbers or times, or leave order out to take the rows as they stand."
    column: str
    rows: int


@rule("D069", Severity.WARN)
class OrderIsSorted(Finding):
    """The rows seem to have been sorted after they were run.

    They stand in the order of their results or of their settings, which is hardly the order in which they were made.
    How many runs you needed cannot be read from such a table.

    Name the column that tells when each run was made in ``order``.
    """

    says = "The rows stand sorted by {column}, which is hardly the order in which they were run."
    why = "How many runs you needed follows from the order in which they were made."
    act = "Name the column with the number or the time of each run in order."
    column: str
