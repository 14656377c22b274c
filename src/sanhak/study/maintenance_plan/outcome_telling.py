"""What became of a plan, in a sentence, and job by job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.study.answer import Estimate
from sanhak.study.maintenance_plan.came import State, counted
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.outcome import Outcome

STATES: Final[Mapping[State, Text]] = {
    State.FAILED: say("failed before its job"),
    State.OVERDUE: say("failed, its job overdue"),
    State.UNPLANNED: say("failed, no job planned"),
    State.MISSED: say("not done"),
    State.LATE: say("done late"),
    State.EARLY: say("done early"),
    State.BESIDE: say("renewed, no job planned"),
    State.DONE: say("done when planned"),
    State.AHEAD: say("still to come"),
    State.RUNS: say("runs, no job planned"),
}
_UNIT: Final = "만원"


@dataclass(frozen=True, slots=True)
class Row:
    """One job, or one asset without one: the day planned, the day on which something came, and what that cost."""

    asset: str
    state: State
    planned: date | None
    came: date | None
    cost: float

    @property
    def told(self) -> Text:
        """What became of it."""
        return STATES[self.state]


def verdict(outcome: Outcome) -> Text:
    """The cost until today against the promise until today: the one sentence."""
    promised, cost = outcome.promised, outcome.cost
    values: dict[str, Param] = {
        "day": outcome.day, "cost": within(cost, promised), "promised": promised.amount, "interval": promised.interval,
    }  # fmt: skip
    if cost > promised.upper:
        return say(
            "Until {day} failures and planned jobs have cost {cost}; {promised} were promised until then (90 % interval"
            " {interval}): it was more than promised.",
            **values,
        )
    if cost < promised.lower:
        return say(
            "Until {day} failures and planned jobs have cost {cost}; {promised} were promised until then (90 % interval"
            " {interval}): it was less than promised.",
            **values,
        )
    return say(
        "Until {day} failures and planned jobs have cost {cost}; {promised} were promised until then (90 % interval"
        " {interval}): the promise has held.",
        **values,
    )


def within(value: float, told: Estimate) -> Amount:
    """A value rounded as an estimate is."""
    return Amount(value, told.unit, told.amount.decimals)


def kept(outcome: Outcome) -> bool:
    """Whether the cost lies within what was promised until today."""
    return outcome.promised.lower <= outcome.cost <= outcome.promised.upper


def lines(outcome: Outcome) -> tuple[tuple[Text, Text], ...]:
    """What was promised and what came, as pairs for a list."""
    count = counted(outcome.came)
    due = sum(count.get(state, 0) for state in (State.DONE, State.EARLY, State.LATE, State.MISSED))
    failed = sum(one.state.failed for one in outcome.came)
    told = outcome.failures
    whole = outcome.whole
    return (
        (say("Jobs that were due"), say("{count}", count=due)),
        (say("Done when planned, within seven days"), say("{count}", count=count.get(State.DONE, 0))),
        (say("Done earlier or later"), say("{early} and {late}", early=count.get(State.EARLY, 0),
             late=count.get(State.LATE, 0))),
        (say("Not done"), say("{count}", count=count.get(State.MISSED, 0))),
        (say("Have failed before a renewal"), say("{failed}; promised {value} ({lower} to {upper} with 90 %)",
             failed=failed, value=Amount(told.value, None, 1), lower=Amount(told.lower, None, 0),
             upper=Amount(told.upper, None, 0))),
        (say("Cost until the horizon, as now expected"),
         say("{value}", value=Amount(whole.value, _UNIT, 0)) if outcome.over
         else say("{value} ({interval})", value=whole.amount, interval=whole.interval)),
    )  # fmt: skip


def rows(outcome: Outcome) -> tuple[Row, ...]:
    """The jobs, those first that went otherwise than planned, then by their day."""
    asked = outcome.board.asked
    order = {state: at for at, state in enumerate(State)}

    def day(days: float) -> date | None:
        return asked.moment(days).date() if np.isfinite(days) else None

    found = sorted(outcome.came, key=lambda one: (order[one.state], min(one.planned, one.came), one.job))
    return tuple(Row(asked.jobs[one.job].asset, one.state, day(one.planned), day(one.came), one.cost) for one in found)


def picture_told(outcome: Outcome) -> Text:
    """What the picture shows, in words."""
    promised = outcome.promised
    return say(
        "cost over time: {cost} counted until {day}, {promised} promised (90 % interval {interval})",
        cost=within(outcome.cost, promised), day=outcome.day, promised=promised.amount, interval=promised.interval,
    )  # fmt: skip
