"""What is odd in readings as plants keep them: T417–T420, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("T417", Severity.NOTE)
class RecordsWidened(Finding):
    """The readings have one row a value, with the name of its sensor; they became one column a sensor.

    Values of one asset and moment stand in one row then. Of several values of one sensor at one moment the last counts.

    Nothing needs to be done.
    """

    says = "{records:record|records} became {rows:row|rows} with a column for each of {sensors:sensor|sensors}."
    why = "What sensors show at one moment is looked at together."
    act = "Nothing needs to be done."
    records: int
    rows: int
    sensors: int


@rule("T418", Severity.NOTE)
class CounterContinued(Finding):
    """The time is a counter of hours or cycles that fell back to zero; it was continued where it fell from.

    A counter is reset when it is replaced, or when the asset was overhauled. If it was, that was the end of a life.

    Give the renewals, or the ends of lives, where the asset was replaced at a reset.
    """

    says = "{column} was reset {resets:time|times} in {assets:asset|assets}, as {example}; it was continued."
    why = "Put in order of the counter, two stretches of use would be mixed."
    act = "Give the renewals where the asset itself was replaced at a reset."
    column: str
    resets: int
    assets: int
    example: str


@rule("T419", Severity.WARN)
class SensorSwitched(Finding):
    """A sensor changes its unit at some moment: level and scatter both jump by the factor between two units.

    Values on the side that is not in the unit of the head were converted. The file itself is unchanged.

    Correct the file, so that each reading stands in one unit.
    """

    says = "{column} changes its unit ({conversion}) in {assets:asset|assets}; {rows:value was|values were} converted."
    why = "A change of units looks like sudden wear, or like a renewal."
    act = "Correct the file, so that each reading stands in one unit."
    column: str
    conversion: str
    assets: int
    rows: int


@rule("T420", Severity.WARN)
class TwoCourses(Finding):
    """Readings under one name jump to and fro between two courses, where those of other assets do not.

    Two assets under one name look like this. Nothing tells which reading belongs to which; they were left out.

    Give each asset a name of its own.
    """

    says = "{count:asset|assets} have readings of two courses under one name, for example {example}; left out."
    why = "A course through two assets belongs to neither."
    act = "Give each asset a name of its own."
    count: int
    example: str
