"""The rules about readings of assets: T380–T384, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T380", Severity.REFUSE)
class SensorWithoutValues(Finding):
    """A sensor that was named has no value in any reading of an asset.

    Nothing can be learnt from it, and an answer that passed over it in silence would not be the one that was asked for.

    Leave the sensor out, or correct the column.
    """

    says = "{column} has no value in any reading."
    why = "A sensor that was named must be able to speak."
    act = "Leave {column} out, or correct the column."
    column: str


@rule("T381", Severity.WARN)
class TimeWentBack(Finding):
    """Readings of an asset do not stand in the order of time, or two of them have the same time.

    They were put in order; of readings at one time the last was kept. A clock that was set back and two assets under
    one name look the same: then the histories are mixed.

    Check the clock, and whether two assets bear one name.
    """

    says = "In {assets:asset|assets} time goes backwards or stands still at {rows:reading|readings}."
    why = "Readings were put in order, the last one kept; two assets under one name would be mixed."
    act = "Check the clock, and whether two assets bear one name."
    assets: int
    rows: int


@rule("T382", Severity.NOTE)
class CounterUnrolled(Finding):
    """A sensor is a counter that only rises and is reset now and then.

    What counts is its growth since the beginning of a life, not where it stood or that it was reset; so it was put
    together again from its steps, without the falls.

    Leave the sensor out where its falls mean something else.
    """

    says = "{column} is a counter and was reset {resets:time|times}; its growth in each life was taken."
    why = "The level of a counter depends on when it was reset, not on the asset."
    act = "Leave {column} out if its falls mean something else."
    column: str
    resets: int


@rule("T383", Severity.WARN)
class SensorTooYoung(Finding):
    """A sensor has values in too few of the lives that ended, for instance because it was installed late.

    What a sensor tells of life is learnt from lives that ended; fewer than nine of them, or fewer than a third, cannot
    teach it.

    Ask again when more assets with this sensor have failed.
    """

    says = "{column} has values in {lives} of {of} lives that ended, and was left out."
    why = "What it tells of life could not be learnt."
    act = "Ask again when more assets with this sensor have failed."
    column: str
    lives: int
    of: int


@rule("T384", Severity.WARN)
class ReadingsLeftOut(Finding):
    """Some readings name no asset or no time, or belong to a life with fewer than three readings.

    They cannot be put into any history.

    Fill in the asset and the time.
    """

    says = "{rows:reading was|readings were} left out: no asset, no time, or a life of fewer than three readings."
    why = "They belong to no history that could be followed."
    act = "Fill in the asset and the time of these readings."
    rows: int
