"""The rules about clocks and the names of instruments: codes T150–T156."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T150", Severity.NOTE)
class TagNamesRead(Finding):
    """Names of columns are names of instruments in the way of ANSI/ISA-5.1, and say what is measured.

    The first letter is the quantity; the letters behind it and an ending such as ``.PV``, ``.SP`` or ``.OP`` say
    whether the column holds what was measured, what was wanted, or what the controller sent to the valve. It is a guess
    from the name and changes nothing in the table.

    Compare it with the list of instruments before a set-point or an output is chosen as a control.
    """

    says = "Names of instruments in the way of ISA-5.1: {groups}."
    why = "A measured value cannot be set; a set-point and an output can."
    act = "Compare the guess with the list of instruments."
    groups: tuple[Text, ...]


@rule("T151", Severity.WARN)
class TagContradictsUnit(Finding):
    """By its name an instrument measures one quantity and by its unit another.

    Looked at are temperature, pressure, flow, speed, current, voltage and power, where a unit leaves no doubt. A level
    in a unit of pressure is common and not told, and neither is the output of a controller.

    Correct the unit in the file, or state it; or the tag was given to another instrument.
    """

    says = "By its name {column} measures {named}, by its unit {unit} {measured}."
    why = "With a wrong unit every conversion and every limit is wrong."
    act = "Correct the unit, or state it when the file is read."
    column: str
    named: Text
    unit: str
    measured: Text


@rule("T155", Severity.WARN)
class SummerTimeTakenOut(Finding):
    """The clock of the record was set back by one hour at the end of summer time, so that one hour stands twice.

    It is taken so where the rows rise in time but for steps back of at most one hour, on a Sunday between midnight and
    four o'clock in autumn (in the south in spring). The rows in summer time, from the set-forward or from the first
    row on, were moved one hour back. All rows are kept in their order, and the time is now winter time throughout.

    Export with the offset of the zone, or in UTC, if the clock of the wall is wanted.
    """

    says = (
        "{column}: the clock was set back at {moment}; {rows:row|rows} before it, in summer time, moved one hour back, "
        "so that the time is winter time throughout."
    )
    why = "In the repeated hour the order of the rows and every interval across it would be wrong."
    act = "Export in UTC or with the offset of the zone if another clock is wanted."
    column: str
    moment: datetime
    rows: int


@rule("T156", Severity.WARN)
class HourMissing(Finding):
    """A regular record lacks just one hour in the night in which summer time begins.

    It is taken for a clock that was set forward where nine in ten steps are equal and this one is an hour longer, on a
    Sunday between midnight and four o'clock in March or April (in the south in September or October). An outage of one
    hour looks the same, so nothing was changed.

    Export with the offset of the zone, or in UTC.
    """

    says = "{column}: one hour is missing before {moment}, as where summer time begins; nothing was changed."
    why = "The interval across this hour seems to be an hour longer than it was."
    act = "Export in UTC or with the offset of the zone."
    column: str
    moment: datetime
