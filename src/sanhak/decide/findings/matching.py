"""What a matching of two sides says about itself: D210–D211, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("D210", Severity.REFUSE)
class PreferencesUnreadable(Finding):
    """A list of preferences names somebody twice, or somebody who is not on the other side.

    A list holds each partner that one would accept once, the best first; who is not on it is not accepted.

    Correct the list.
    """

    says = "The preferences of {name} cannot be used: {given} stands twice or is not on the other side."
    why = "A list ranks each partner that is accepted once, the best first."
    act = "Correct the list of {name}."
    name: str
    given: str


@rule("D211", Severity.REFUSE)
class SidesDoNotFit(Finding):
    """Capacities, costs or budgets are not as many as those that they belong to, or below zero.

    Each of the receiving side has one capacity; each of the proposing side has one cost for each budget.

    Give one number of zero or more for each.
    """

    says = "{given} numbers were given where {wanted} of zero or more are needed."
    why = "Without its capacity or cost a pair cannot be weighed against the others."
    act = "Give one number of zero or more for each."
    given: int
    wanted: int
