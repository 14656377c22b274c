"""The rules about watching a fleet: codes M320–M324, M335 and M336, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("M320", Severity.NOTE)
class NoSiblings(Finding):
    """There are too few assets to compare with at the same time; each is watched against its own course only.

    At least three siblings must have been read within one usual step of time. What moves all assets alike, weather or
    feed, cannot be told from a fault of one.

    Add the readings of sibling assets.
    """

    says = "{assets:asset has|assets have} too few siblings at the same time; watched against their own course only."
    why = "Weather or feed that would move all siblings alike cannot be told from a fault."
    act = "Add the readings of at least three siblings, taken at the same times."
    assets: int


@rule("M321", Severity.WARN)
class FewWeeksForPromise(Finding):
    """The held-out normal readings are too short for so few false alarms.

    So many false alarms for each asset and week cannot be told from fewer weeks than one over that number: the limit
    is then the largest value that normal readings showed.

    Give a longer normal period or more assets, or allow more false alarms.
    """

    says = "{weeks:asset-week|asset-weeks} of held-out normal readings cannot carry {budget} false alarms a week."
    why = "The limit is the largest value seen, and nobody knows how often it will be passed."
    act = "Choose a longer normal period, add assets, or allow more false alarms."
    weeks: int
    budget: float


@rule("M322", Severity.WARN)
class MoreThanPromised(Finding):
    """Held-out normal readings raise more false alarms than were asked for, by more than chance explains.

    Assets were judged by limits that others set. That even the lower end of the interval is above the promise means
    that assets, or times, are unlike each other in their normal period.

    Look at the assets that alarm there, and narrow the normal period down.
    """

    says = "Held-out normal assets raised {rate} alarms an asset-week; {budget} were asked for."
    why = "Some normal readings are unlike the others, and new ones will bring more false alarms than asked."
    act = "Look whether all assets ran normally; name a normal period in which they did, and the settings."
    rate: float
    budget: float


@rule("M323", Severity.WARN)
class UnlikeSiblings(Finding):
    """Some assets stand apart from their siblings already in their normal period.

    The level of a sensor there is more than four deviations of what levels differ by, seen with its own error. What is
    learnt as normal of such an asset may be a fault.

    Look at these assets before their normal course is believed.
    """

    says = "{assets} {count:stands|stand} apart from the siblings already in the normal period, by {sensors}."
    why = "A fault that was there from the beginning is learnt as the asset's own normal course."
    act = "Look at {assets} now; if they differ by design, watch them as a fleet of their own."
    count: int
    assets: tuple[str, ...]
    sensors: tuple[str, ...]


@rule("M324", Severity.WARN)
class SensorToBlame(Finding):
    """Some sensors, rather than their assets, look faulty: stuck, jumped, or against what the others tell.

    A sensor is stuck when it shows the same number three times as long as it ever does normally, at least eight
    readings; it jumped when it left its course from one reading to the next, alone; it goes against the others where
    these tell more than half of what it should show, and no other one is off.

    Have the sensors looked at first.
    """

    says = "{count:sensor looks|sensors look} faulty rather than the asset: {sensors}."
    why = "A crew that is sent to an asset for a bad sensor believes the next warning less."
    act = "Have these sensors looked at before the assets are."
    count: int
    sensors: tuple[str, ...]


@rule("M335", Severity.REFUSE)
class NoneWatched(Finding):
    """No asset of the new rows was learnt, so there is no normal course to compare its readings with.

    What is normal of an asset is told by its own first time, and an asset that is not known has shown none of it.

    Check how the assets are written, or ask the question anew with the readings of all assets.
    """

    says = "Of {assets:asset|assets} in the rows, such as {example}, none was learnt."
    why = "Readings are compared with the normal course of their own asset."
    act = "Check how the assets are written, or ask the question anew with all readings."
    assets: int
    example: str


@rule("M336", Severity.WARN)
class SomeNotWatched(Finding):
    """Some assets of the new rows were not learnt; they are left out of what is told.

    What is normal of an asset is told by its own first time, and an asset that is not known has shown none of it.

    Ask the question anew with their readings, so that they are watched too.
    """

    says = "{count:asset was|assets were} not learnt and left out: {assets}."
    why = "Readings are compared with the normal course of their own asset."
    act = "Ask the question anew with the readings of all assets."
    count: int
    assets: tuple[str, ...]
