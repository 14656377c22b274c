"""The rules about numbers as they are typed: codes C050–C059, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C050", Severity.REFUSE)
class OtherUnit(Finding):
    """A number was typed with a unit that measures something else than its field does.

    A number without a unit is taken in the unit of its field. One with another unit is converted, as 800 g are 0.8 kg,
    where both measure the same; otherwise it would be wrong by a factor that nobody sees.
    """

    says = "“{given}” cannot be brought to {unit}."
    why = "It is kept and compared in {unit}, and the unit that was typed measures something else."
    act = "Write the number in {unit}, with or without its unit."
    given: str
    unit: str


@rule("C051", Severity.REFUSE)
class OutsideItsInterval(Finding):
    """The interval of what was measured does not hold the value itself.

    The ends of an interval stand around its value: the lower one is not above it, the upper one not below. Mostly the
    two ends were exchanged, or a decimal point is missing in one of the three numbers.
    """

    says = "{value} does not lie between {lower} and {upper}."
    why = "An interval that does not hold its own value says nothing about how well it is known."
    act = "Correct the three numbers, or leave both ends empty."
    value: float
    lower: str
    upper: str
