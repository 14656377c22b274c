"""The rules about periods that are found in a history and left out. Codes T180–T185."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("T180", Severity.REFUSE)
class NothingOutsidePeriods(Finding):
    """All rows of the history lie in periods that were to be left out.

    Stops, start-ups, grade changes and unsteady hours are found by limits that fit most plants; where they take
    everything away, a limit does not fit this plant, or the history is one long transition.

    Allow more drift within the window, name a throughput that really tells whether the plant runs, or leave a kind of
    period in.
    """

    says = "All {rows:row lies|rows lie} in the {periods:period|periods} that were found ({kinds})."
    why = "A model needs rows in which the plant ran as it usually does."
    act = "Allow more drift within the window, or leave one kind of period in."
    rows: int
    periods: int
    kinds: tuple[Text, ...]


@rule("T181", Severity.WARN)
class FewOutsidePeriods(Finding):
    """Hardly any row lies outside the periods that were found.

    Fewer than ten rows teach nothing that holds on the next day, whatever model is used.

    Look at the periods: where they overlap everywhere, one limit is too tight. A longer history helps as well.
    """

    says = "Only {left} of {rows:row|rows} lie outside the {periods:period|periods} that were found ({kinds})."
    why = "From so few rows no relation can be told from accident."
    act = "Look at the reasons of the periods and loosen the limit that takes most rows, or bring a longer history."
    left: int
    rows: int
    periods: int
    kinds: tuple[Text, ...]


@rule("T182", Severity.WARN)
class ClockJumpsBack(Finding):
    """The clock of the history runs backwards at some rows.

    Summer time that ends, a clock that was set, or files put together in another order than they were written: at such
    a row it cannot be told how long a state has lasted. The rows are then judged in the order of their times.

    Sort the file, or export it in one zone without summer time (UTC or the standard time of the plant).
    """

    says = "The clock jumps backwards at {steps:row|rows}, by up to {most}."
    why = "How long a stop or a transition lasted is told by the clock; rows were judged in the order of their times."
    act = "Check the zone and summer time of the export, and whether files were joined in their order."
    steps: int
    most: Amount


@rule("T183", Severity.REFUSE)
class NoUsualThroughput(Finding):
    """The tag that should tell whether the plant runs has no usual level above zero.

    The usual level is the median of the readings above half of their 90 % quantile. A tag that is empty, never above
    zero, or counts down cannot tell a stop.

    Name another tag: a feed flow, a drive's power or current.
    """

    says = "{column} shows no usual level above zero, so a stop cannot be told by it."
    why = "A plant stands where its throughput lies far below what it usually is."
    act = "Name a tag that is high while the plant runs, such as a feed flow or the power of a drive."
    column: str


@rule("T184", Severity.WARN)
class HardlyEverSteady(Finding):
    """By the limit that was given the plant is hardly ever at steady state.

    The movement of a tag within a window is compared with its noise, which is taken from the differences of successive
    readings. Where readings are filtered before they are stored these differences are too small, and all looks
    unsteady.

    Allow more drift, give the noise of the tags, or judge fewer tags: the throughput and the main temperatures.
    """

    says = (
        "{share:%} of the rows are not at steady state, judged by a drift of {drift} times the noise within {window}."
    )
    why = "The limit then says more of the noise of the tags than of the plant."
    act = "Allow more drift within the window, or judge only the tags that matter."
    share: float
    drift: float
    window: Amount


@rule("T185", Severity.NOTE)
class NotSteadyInTime(Finding):
    """After some stops or grade changes the plant was not steady within the longest time that was allowed for.

    The period then ends after that time, and the rows behind it are kept, although the plant may still have moved.

    Allow a longer time if the process is slow, or more drift if it never rests.
    """

    says = "After {unsettled} of {periods:stop or grade change|stops and grade changes} it was not steady in {longest}."
    why = "The rows after that time are kept; some of them may still belong to the transition."
    act = "Allow a longer time, or leave out what is not steady as well."
    unsettled: int
    periods: int
    longest: Amount
