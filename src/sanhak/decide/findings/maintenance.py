"""What a plan of maintenance says about itself: D230–D235, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D230", Severity.WARN)
class NotPlannable(Finding):
    """Some jobs cannot be done within the plan, whatever is left out for them.

    No crew has the skill, the part never arrives, no window is open, or the job is longer than any crew's week. The
    rest is planned; what cannot be stands in the table *unplanned*, each with its reason.

    Remove the reason, and plan again.
    """

    says = "{count:job|jobs} cannot be done within the plan, first {asset}: {cause}."
    why = "Such an asset runs on until it fails or the reason is gone."
    act = "Look at the table of what is not planned, remove the reasons, and plan again."
    count: int
    asset: str
    cause: Text


@rule("D231", Severity.WARN)
class HardDatesCollide(Finding):
    """More hard dates fall together than crews can do.

    As many are kept as is possible; those that are not stand in the table *unplanned*.

    Move one of the dates, or take in a further crew for that week.
    """

    says = "{count:hard date|hard dates} cannot be kept with these crews, first {asset}."
    why = "A turnaround or a date by law does not wait for a crew."
    act = "Move a date, or take in a crew for these weeks, and plan again."
    count: int
    asset: str


@rule("D232", Severity.NOTE)
class QuantileRuleAsGood(Finding):
    """The tuned quantile rule is expected to cost hardly more than the plan.

    It renews an asset before a quantile of its life ends, soonest first. Where crews are not scarce, that is nearly the
    best there is, and it needs no solver.

    Use the rule where it is easier to keep.
    """

    says = "Renewing before the {level:%} quantile of life costs {rule}, the plan {plan}: hardly a difference."
    why = "A rule that everybody can keep is worth more than a plan that is a percent better on paper."
    act = "Use the rule if it is easier to keep."
    level: float
    rule: Amount
    plan: Amount


@rule("D233", Severity.NOTE)
class PlanNotProved(Finding):
    """The plan is not proved to be the best: lengths, skills or parts couple, and the search stopped at its limit.

    The bound is that of the relaxation, which no plan can be below.

    Nothing needs to be done; a larger effort may bring a better plan or the proof.
    """

    says = "At most {gap} of expected cost could still be gained."
    why = "Whether a better plan exists was not settled within the work that was allowed."
    act = "Use the plan; ask with more effort if that matters."
    gap: Amount


@rule("D234", Severity.NOTE)
class WorthOfLife(Finding):
    """What a day of life is worth was worked out from the fleet.

    A renewal gives away what is left of a life. A day of it is worth the long-run cost of a day of an asset of this
    fleet, failures that no renewal averts included.

    Nothing needs to be done.
    """

    says = "A day of life is counted as {worth}, the long-run cost of a day of an asset of this fleet."
    why = "The more a day is worth, the later assets are renewed."
    act = "Look whether that is a sensible cost of a day for your assets."
    worth: Amount
