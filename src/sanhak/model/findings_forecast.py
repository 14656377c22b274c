"""The rules about forecasts of many series: M260–M269, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("M260", Severity.REFUSE)
class HorizonTooLong(Finding):
    """The horizon is longer than a third of the history.

    A forecast is learnt, judged and judged again on periods that lie before one another: one horizon is held out to
    tell how well the answer would have done, and at least one before it to choose and to calibrate. What is left
    teaches.

    Shorten the horizon, or bring a longer history.
    """

    says = "{horizon} {periods} ahead are asked of a history of {known}; at most {most} can be judged."
    why = "A forecast that was never compared with what then came cannot say how far it may be off."
    act = "Ask for at most {most}, or bring a longer history."
    horizon: int
    known: int
    most: int
    periods: Text


@rule("M261", Severity.REFUSE)
class HistoryTooShort(Finding):
    """The table covers fewer than nine periods, or fewer than nine once a longer period was named.

    With less than that, one period ahead could not be learnt, held out and calibrated.

    Bring a longer history, or name a shorter period where rows are recorded more finely.
    """

    says = "The table covers {known} {periods}; at least {least} are needed."
    why = "With less, nothing can be held out to judge a forecast."
    act = "Bring a longer history, or name a shorter period."
    known: int
    least: int
    periods: Text


@rule("M262", Severity.WARN)
class NeverSold(Finding):
    """Some series hold nothing but zeros.

    Nothing is expected of them, and nothing is held. An item that is new, or was never allowed to sell, looks the same.

    Leave them out, or plan them by hand if they are about to start.
    """

    says = "{count:series|series} never sold anything, among them {names}: nothing is expected and nothing held."
    why = "An item that is about to start looks the same as one that nobody wants."
    act = "Plan those that are about to start by hand."
    count: int
    names: tuple[str, ...]


@rule("M263", Severity.WARN)
class Discontinued(Finding):
    """Some series have no record in the last half year.

    They count as discontinued: their history counts in the sums above them, and nothing is expected of them.

    If one of them goes on, record zeros for the periods in which it did not sell.
    """

    says = (
        "{count:series|series} ended more than half a year before the rest, among them {names}: taken as discontinued."
    )
    why = "Carried on at their last value they would fill the store with what nobody orders."
    act = "If one of them goes on, record zeros where it did not sell."
    count: int
    names: tuple[str, ...]


@rule("M264", Severity.WARN)
class ShortSeries(Finding):
    """Some series have fewer periods than a forecast can be judged on.

    They are forecast from the little that is known, with the errors of series like them; a season of their own cannot
    be seen.

    Look at these by hand, or name the item that they replace.
    """

    says = "{count:series|series} began in the last {least} {periods}, among them {names}."
    why = "So short a history shows no season and hardly a level; the interval is that of others."
    act = "Look at these by hand, or put the history of what they replace before them."
    count: int
    least: int
    names: tuple[str, ...]
    periods: Text


@rule("M265", Severity.WARN)
class NoBetterThanLastYear(Finding):
    """On held-out periods the forecast erred as much as last year's value, or more.

    Then nothing was learnt beyond repeating the year before: there may be too little history, or sales follow something
    that the table does not hold, such as prices or orders of a few customers.

    Use last year's value, or bring what sales follow.
    """

    says = "On held-out periods the forecast erred by {error}, repeating the year before by {naive}."
    why = "A forecast that is no better than repeating last year adds work, not knowledge."
    act = "Ask what sales follow that the table does not hold, such as prices, projects or a few large customers."
    error: float
    naive: float


@rule("M266", Severity.NOTE)
class IntervalsBorrowed(Finding):
    """At some levels there are too few series for an interval of their own.

    A single total has one error from each origin; forty are needed. The errors of the next level below are then taken
    in as well, each counted in the roughness of its own series.

    The share of held-out values inside is told for each level: look there before you rely on it.
    """

    says = (
        "{count:level|levels} of the hierarchy have too few earlier errors; those of the next level are used with them."
    )
    why = "The interval of a total is then drawn from errors that are only alike."
    act = "Look at how often the intervals of each level held, in the table of levels."
    count: int


@rule("M267", Severity.WARN)
class IntervalsTooNarrow(Finding):
    """On the held-out periods fewer values lay inside their interval than promised.

    Intervals are calibrated on earlier origins. Where the market has changed since, what was learnt there no longer
    holds; forward in time nothing guarantees it.

    Read intervals as too narrow, and ask what changed in the held-out periods.
    """

    says = "Of {rows:held-out value|held-out values} {measured:%} lay inside intervals that promise {nominal:%}."
    why = "What changed after the intervals were calibrated makes them too narrow, and stock too small."
    act = "Ask what changed in the held-out periods; hold more until it is understood."
    rows: int
    measured: float
    nominal: float


@rule("M268", Severity.NOTE)
class SeasonUnseen(Finding):
    """The history is shorter than two years, so that no season can be seen.

    A high month may be a season or a chance; only its return tells. Forecasts follow level and trend until then.

    Bring two full years if they exist.
    """

    says = "The history covers {known} {periods}, less than two rounds of the season: forecasts have no season."
    why = "A season is believed when it came back once; until then peaks are taken as chance."
    act = "Bring two full rounds if they exist, or add what you know of the season by hand."
    known: int
    periods: Text
