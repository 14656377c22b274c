"""What a selection under rules says about itself: D220–D223, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("D220", Severity.REFUSE)
class RulesContradict(Finding):
    """No selection keeps all rules at once: budgets, places, floors, caps, needs and what is fixed by hand.

    Each kind of rule is lifted by itself to see whether a selection then exists. Where lifting no single kind helps, at
    least two of them are in the way.

    Loosen one of the rules that are named.
    """

    says = "No selection keeps all rules. One exists without: {kinds}."
    why = "A selection that breaks a published rule cannot be defended."
    act = "Loosen one of these rules, or release what was fixed by hand."
    kinds: tuple[Text, ...]


@rule("D221", Severity.REFUSE)
class FloorTooHigh(Finding):
    """An area has fewer applications than the floor asks to be selected from it.

    A floor counts selected applications, so that no budget and no merit can meet it.

    Lower the floor, or extend the call for this area.
    """

    says = "At least {floor} are to be selected in {area}, and {count:application was|applications were} handed in."
    why = "What was not handed in cannot be selected."
    act = "Lower the floor of {area}, or extend the call."
    area: str
    floor: int
    count: int


@rule("D222", Severity.REFUSE)
class PortfolioUnreadable(Finding):
    """Merits, costs or rules do not fit one another, or hold something that is no number, or a cost below zero.

    Each application has one merit, one cost for each year, one area and one laboratory; needs name applications.

    Correct what is named.
    """

    says = "{part} cannot be used: {given} where {wanted} is needed."
    why = "One number that is missing would change the whole selection."
    act = "Correct {part}."
    part: Text
    given: str
    wanted: str


@rule("D223", Severity.NOTE)
class SelectionNotProved(Finding):
    """The selection is not proved to be the best: the search stopped at its limit of work.

    The gap is the most that a better selection could still bring, in per cent of the summed merit. The limit counts
    branches of the search, not time: the same question has the same answer.

    Nothing needs to be done where the gap is small against the noise of the reviews.
    """

    says = "The selection is not proved best: at most {gap:%} of the summed merit could still be gained."
    why = "Whether a better selection exists was not settled within the work that was allowed."
    act = "Compare that gap with the band that review noise leaves open; mostly it is far smaller."
    gap: float
