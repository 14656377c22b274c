"""The rules about stock and production quantities: D160–D164, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("D160", Severity.REFUSE)
class LeadBeyondHorizon(Finding):
    """The lead time is longer than the horizon.

    Stock must last until the next delivery; demand has to be forecast at least that far.

    Lengthen the horizon, or shorten the lead time.
    """

    says = "A lead time of {lead} {periods} is asked for with a horizon of {horizon}."
    why = "Stock has to last over the whole lead time, and beyond the horizon nothing is forecast."
    act = "Set the horizon to at least {lead}, or shorten the lead time."
    lead: int
    horizon: int
    periods: Text


@rule("D161", Severity.WARN)
class ServiceMissed(Finding):
    """On windows that were held out, the recommended quantities served less often than asked, by more than chance.

    Quantities are tuned on earlier windows. Where demand rose since, or scatters more, they fall short.

    Ask what changed, and ask for a higher service until it is understood.
    """

    says = "Of {windows:held-out window|held-out windows} {share:%} were served in full; {asked:%} was asked for."
    why = "What was enough in the past was not enough lately."
    act = "Ask what changed, or ask for a higher service until it is understood."
    windows: int
    share: float
    asked: float


@rule("D162", Severity.NOTE)
class SimpleRuleSuffices(Finding):
    """The tuned simple rule served as often with no more stock.

    The rule takes the mean of the last year over the lead time and adds a multiple of the deviation; the multiple was
    tuned on the same windows. Where demand is steady and has no season there is little to gain on it.

    Use the simple rule: it can be kept in any spreadsheet.
    """

    says = (
        "The tuned simple rule served {share:%} with {held} in stock; the recommended quantities {ours:%} with {stock}."
    )
    why = "Where a rule of two columns does as well, it is easier to keep and to explain."
    act = "Consider the simple rule: the mean of the last year over the lead time, plus {factor} deviations."
    share: float
    ours: float
    held: Text
    stock: Text
    factor: float


@rule("D163", Severity.WARN)
class FewWindows(Finding):
    """There are too few earlier windows to tune so high a service.

    A service of 95 % means that one window of twenty may fail; to see it, some dozens of windows are needed. With
    fewer, the largest demand that was ever seen is taken.

    Ask for a lower service, or pool more items.
    """

    says = "{windows:earlier window|earlier windows} tune a service of {service:%}; {least} are needed."
    why = "With so few the largest shortfall ever seen decides alone, which may be far too much or too little."
    act = "Ask for a lower service, a shorter lead time, or more items at once."
    windows: int
    service: float
    least: int


@rule("D164", Severity.REFUSE)
class OneCostMissing(Finding):
    """Of the two costs that decide the service, only one was given.

    The share of lead times to be served is the cost of a shortage over the sum of both costs; one alone decides
    nothing.

    Give both, or none and a service level.
    """

    says = "Only one of the costs of holding and of shortage was given."
    why = "The service that pays is the cost of a shortage over the sum of both; one alone decides nothing."
    act = "Give both costs for a unit over a lead time, or none and a service level."
