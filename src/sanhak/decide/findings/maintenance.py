"""What a plan of maintenance says about itself: D230–D235, D240–D244, each with its page in its docstring."""

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


@rule("D240", Severity.NOTE)
class HoursKeptFree(Finding):
    """A share of the crews' hours is kept free for failures.

    Failures come in spite of the plan, and their repairs need the same crews. Where nobody says how much, it is what
    the failures are expected to take that come before their planned jobs, half of all hours at most.

    Nothing needs to be done; another share can be asked for.
    """

    says = "{share:%} of the crews' hours stay free for failures; {hours} of repairs are expected."
    why = "A calendar without room for failures is broken by the first of them."
    act = "Ask for another share where you know it better."
    share: float
    hours: Amount


@rule("D241", Severity.NOTE)
class ShutdownsShared(Finding):
    """Jobs at one location are done in the same shutdown where that pays.

    The saving is against the same jobs planned without regard to shutdowns, each of which is then paid for.

    Nothing needs to be done.
    """

    says = "{jobs:job|jobs} share {stops:shutdown|shutdowns}; that saves {saved} against planning each for itself."
    why = "Stopping a location costs the same for one job as for several."
    act = "Look whether the jobs of one week can really be done in one shutdown."
    jobs: int
    stops: int
    saved: Amount


@rule("D242", Severity.NOTE)
class JobsMoved(Finding):
    """How much of an earlier plan has moved.

    A job of the earlier plan keeps its week unless moving it saves more than moving costs. Pinned jobs always
    stay.

    Nothing needs to be done; a dearer move keeps more of them where they were.
    """

    says = "Of {jobs:job|jobs} of the earlier plan {stay} keep their week, {moved} move, {left} are left for later."
    why = "A crew that has arranged itself for a job loses time when it moves."
    act = "Raise the cost of moving a job to keep more of them where they were, or lower it."
    jobs: int
    stay: int
    moved: int
    left: int


@rule("D243", Severity.WARN)
class PinnedClash(Finding):
    """A pinned job keeps its place although the place does not fit it.

    It was put there by hand, so it stays: the crew's hours are exceeded, it lacks the skill, or no window is open.

    Move the pin, or make the place fit.
    """

    says = "{count:pinned job does|pinned jobs do} not fit their places, first {asset}: {clash}."
    why = "Pinned jobs stay where they were put."
    act = "Move the pin, or make room: hours, a skill, a window."
    count: int
    asset: str
    clash: Text


@rule("D244", Severity.WARN)
class FailuresFillCrews(Finding):
    """Failures alone are expected to take more than half of the crews' hours.

    No more than half is kept free, so that there is a plan at all; failed assets will wait.

    Add crews, or plan the assets at risk first.
    """

    says = "Failures are expected to take {share:%} of the crews' hours."
    why = "What is left is too little for planned jobs, and failed assets will wait."
    act = "Add crews for the first weeks, or look at the assets most at risk."
    share: float
