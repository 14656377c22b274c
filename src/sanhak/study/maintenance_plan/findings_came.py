"""Why a plan cannot be held against work orders: codes S423 and S424, each with its page in its docstring."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule


@rule("S423", Severity.REFUSE)
class OrdersOfOthers(Finding):
    """No failure and no finished job among the work orders is of an asset of the plan.

    Either the orders are those of other assets, or they call the assets otherwise than the lives did on which the plan
    was made: with leading zeros, or by their functional location.

    Choose the orders of these assets, or name the assets in both alike.
    """

    says = "None of {assets:asset|assets} with a failure or a finished job, such as {example}, is one of the plan."
    why = "What became of a job is told by the orders of its asset."
    act = "Choose the orders of these assets, or name the assets alike in lives and orders."
    assets: int
    example: str


@rule("S424", Severity.REFUSE)
class NothingSince(Finding):
    """No work order was entered after the plan began.

    A plan is held against what came after its start. Until then all is as it was.

    Bring the orders up to date, then look again.
    """

    says = "The orders reach to {last}; the plan begins on {start}."
    why = "A plan is held against what came after its start."
    act = "Bring the orders up to date, then look again."
    last: datetime
    start: datetime
