"""The rules about readings of a fleet: codes T400–T402, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T400", Severity.WARN)
class TwoUnderOneName(Finding):
    """Some assets have two different readings at one moment again and again: two assets under one name.

    More than a fifth of an asset's moments are there twice, with different values. Their courses cannot be told apart.

    Give each asset a name of its own.
    """

    says = "{count:asset shows|assets show} two different readings at one moment again and again: {assets}. Left out."
    why = "Two courses in one would look like leaps, and neither could be watched."
    act = "Give each asset a name of its own."
    count: int
    assets: tuple[str, ...]


@rule("T401", Severity.WARN)
class SensorNeverMoves(Finding):
    """A sensor shows one number in all normal readings of the fleet, and is not watched.

    Whatever it showed later would be infinitely far off. A constant column is often a set value, or a signal that was
    never connected.

    Leave it out, or look at its signal.
    """

    says = "{column} never moves in the normal period, and is not watched."
    why = "From a sensor that stands still nothing can be told of what is usual."
    act = "Look whether its signal is connected; leave {column} out if it is a set value."
    column: str


@rule("T402", Severity.NOTE)
class SensorCameLater(Finding):
    """A sensor has its first reading only after the normal period, for instance because it was installed later.

    Its own normal period then begins with its first reading of each asset, and lasts as long as that of an asset.
    Before that it is missing, and the other sensors are watched without it.

    Nothing has to be done; look whether assets were normal when it came.
    """

    says = "{column} of {count:asset|assets} came after the normal period, first at {since}."
    why = "Its normal course is learnt from its own first time, in which nobody said that all was normal."
    act = "Look whether these assets were normal in the first {days} of {column}."
    column: str
    count: int
    since: Text
    days: Text
