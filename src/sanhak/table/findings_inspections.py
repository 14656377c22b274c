"""What is odd in a table of inspections: T376–T379 and T421, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("T376", Severity.NOTE)
class RowsWithoutReading(Finding):
    """Rows in which the asset, the time, the condition or the limit is missing were left out.

    A reading without one of them cannot be placed.

    Fill them in, if they are known.
    """

    says = "{count:row|rows} without asset, time, condition or limit were left out, the first of them row {row}."
    why = "A reading that belongs nowhere tells nothing."
    act = "Fill the cells in, if they are known."
    count: int
    row: int


@rule("T377", Severity.NOTE)
class TimeBackwards(Finding):
    """In the file the time of an asset goes backwards; its readings were put in order.

    Two exports that were pasted together look like this, and a counter of hours that was reset.

    Check the order; a counter that was reset needs a renewal at that moment.
    """

    says = "Time goes backwards in {count:asset|assets}, for example {example}; readings were put in order."
    why = "A counter that was reset would mix two lives."
    act = "Check the order of the file; give the renewals where a counter was reset."
    count: int
    example: str


@rule("T378", Severity.WARN)
class UnitsSwitched(Finding):
    """Readings of an asset change at one moment by the factor between two units, as 25.4 between mm and inch.

    They were brought to the unit of the limit; the file itself is unchanged.

    Correct the file, so that each reading stands in one unit.
    """

    says = "{rows:reading|readings} of {count:asset|assets}, as {example}, stood in another unit (factor {factor})."
    why = "A change of units looks like sudden wear, or like a renewal."
    act = "Correct the file, so that each reading stands in one unit."
    rows: int
    count: int
    factor: Amount
    example: str


@rule("T379", Severity.WARN)
class TwoAssets(Finding):
    """The readings under one name jump to and fro between two courses: two assets, or two places of one.

    Nothing tells which reading belongs to which, so these assets were left out of the fleet and of the decision.

    Give each place a name of its own.
    """

    says = "{count:asset|assets} have readings that jump between two courses, for example {example}; left out."
    why = "A course through two places belongs to neither."
    act = "Give each place of measurement a name of its own."
    count: int
    example: str


@rule("T421", Severity.NOTE)
class MomentTwice(Finding):
    """An asset has several readings at one moment; the worst of them counts.

    A reading that was repeated looks like this, and several places of one asset that bear its name.

    Give each place of measurement a name of its own, so that each has a course.
    """

    says = "{count:reading stands|readings stand} beside a worse one of {example} or another asset at the same moment."
    why = "An asset is as good as its worst place."
    act = "Give each place of measurement a name of its own, so that each has a course."
    count: int
    example: str
