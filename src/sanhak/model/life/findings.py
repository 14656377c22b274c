"""What limits the lives that were learnt: M305–M309 and M325, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("M305", Severity.REFUSE)
class TooFewFailures(Finding):
    """Too few lives ended in a failure to learn from and to judge by.

    Lives are learnt and judged on whole assets that taught nothing, and an interval of 90 % needs at least nine of
    them.

    Collect more failures. Where a condition has a limit, ask for the life until that limit instead; where only the
    dates of failures are known, ask for the risk of failure.
    """

    says = "{count:life|lives} with readings ended in a failure; {least} are needed."
    why = "With fewer neither a life nor its interval can be judged."
    act = "Collect more failures, or ask for the life until a condition's limit."
    count: int
    least: int


@rule("M306", Severity.WARN)
class FewFailures(Finding):
    """Few lives ended in a failure, so that intervals rest on few assets.

    The ends of an interval of 90 % are then those of one or two assets; the interval is wider for it.

    Ask again when more assets have failed.
    """

    says = "Only {count:life|lives} ended in a failure; the intervals rest on few assets."
    why = "A tail of 5 % of so few lives is one life or none."
    act = "Ask again when more assets have failed."
    count: int


@rule("M307", Severity.WARN)
class LikeNothingSeen(Finding):
    """A running asset looks like nothing that was seen before an earlier failure.

    It lies further from every past asset than 99 of 100 past readings lie from the nearest other asset. What is told
    about it is drawn on from what was seen.

    Look at the asset itself before its life is relied on.
    """

    says = "Like nothing seen before: {assets}."
    why = "Their lives are drawn on beyond what past failures showed."
    act = "Look at these assets themselves before their lives are relied on."
    assets: tuple[str, ...]


@rule("M308", Severity.NOTE)
class LivesOpen(Finding):
    """For some assets no upper end can be told: they show no sign of wear yet.

    Far from a failure nothing tells how far. Lives are learnt up to a cap, and what lasts longer is told as at least
    that long.

    Ask again with later readings.
    """

    says = "{count:asset|assets} may last longer than {cap}; how much longer cannot be told yet."
    why = "Far from a failure nothing in the readings tells how far."
    act = "Ask again with later readings."
    count: int
    cap: Amount


@rule("M309", Severity.WARN)
class SensorsTellNothing(Finding):
    """The sensors tell no more of remaining life than the age of an asset does.

    The contest was won by what assets of the same age had left. Then the readings add nothing, and a table of orders
    serves as well.

    Look for a sensor that follows the wear, or ask for the risk of failure from the orders alone.
    """

    says = "The sensors tell no more of remaining life than age does."
    why = "On held-out assets the age alone erred no more."
    act = "Look for a sensor that follows the wear, or ask for the risk of failure from the orders."


@rule("M325", Severity.WARN)
class LooksRenewed(Finding):
    """New readings of some assets tell of a longer life than the earlier ones left room for: as if it had begun anew.

    The earlier readings gave a 90 % interval of the life. With the new ones the whole interval lies beyond its upper
    end, less the time that has passed. A repair, a replaced part or another asset under the same name does that; its
    age and its past are then those of the life before.

    Add when these assets were renewed to the table of ends, and ask the question anew.
    """

    says = "The readings of {count:asset|assets}, such as {example}, look as if a life had begun anew since."
    why = "A renewed asset is younger than its readings, and what it showed before tells nothing of it."
    act = "Add when they were renewed to the table of ends and ask the question anew, or look at their sensors."
    count: int
    example: str
