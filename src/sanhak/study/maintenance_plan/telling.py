"""What the answer to a maintenance plan says: the sentence, the calendar, what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.maintenance import QuantileRuleAsGood
from sanhak.finding import Finding
from sanhak.study.answer import Action, Answer, Estimate, Option, Promise
from sanhak.study.maintenance_plan.pictures import pictures
from sanhak.study.maintenance_plan.tables import RULES, listed, shown, tables_of
from sanhak.study.property.telling import catch
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.planning import Solved
    from sanhak.study.maintenance_plan.visiting import Visit

_MOST_ACTIONS: Final = 12
_AS_GOOD: Final = 0.01
_UNIT: Final = "만원"
_HEADS: Final[Mapping[str, Text]] = {
    "title": say("What is taken out first"),
    "what": say("Asset"),
    "today": say("Today"),
    "value": say("Begin"),
    "cost": say("Cost until the horizon"),
}


def told(solved: Solved) -> Answer:
    """The whole answer."""
    found = (*solved.findings, *_as_good(solved))
    serious = any(one.severity.rank for one in found)
    return Answer(
        headline=_headline(solved),
        catch=catch(found) if serious else say("{said} {act}", said=found[-1].said, act=found[-1].remedy),
        decision=tuple(_actions(solved)),
        promise=_promise(solved),
        compared=tuple(_options(solved)),
        scores=(),
        coverage=(),
        findings=found,
        figures=pictures(solved),
        heads=_HEADS,
        listed=listed(solved),
        tables=tables_of(solved),
    )


def estimate(solved: Solved, name: str) -> Estimate:
    """The cost of a plan until the horizon with its 90 % interval."""
    costs = solved.courses[name].costs
    lower, upper = (float(np.quantile(costs, end)) for end in (0.05, 0.95))
    value = float(costs.mean())
    return Estimate(value, min(lower, value), max(upper, value), _UNIT)


def _as_good(solved: Solved) -> Iterator[Finding]:
    plan, rule = (solved.courses[name].full for name in ("plan", "quantile rule"))
    if rule <= plan * (1 + _AS_GOOD):
        yield QuantileRuleAsGood(level=solved.level, rule=Amount(rule, _UNIT, 0), plan=Amount(plan, _UNIT, 0))


def _headline(solved: Solved) -> Text:
    """The cost with its interval against the tuned rule, which may be as good or better until then."""
    plan, rule, never = (estimate(solved, name) for name in ("plan", "quantile rule", "run to failure"))
    values: dict[str, Param] = {
        "jobs": len(solved.visits),
        "assets": len(solved.asked.lives),
        "end": solved.asked.end.date(),
        "cost": plan.amount,
        "interval": plan.interval,
        "rule": rule.amount,
        "never": never.amount,
    }
    if rule.value < plan.value * (1 - _AS_GOOD):
        return say(
            "{jobs:job|jobs} on {assets:asset|assets} until {end}: {cost} expected (90 % interval {interval}); until"
            " then a tuned quantile rule costs less, {rule}; run to failure {never}.",
            **values,
        )
    if rule.value <= plan.value * (1 + _AS_GOOD):
        return say(
            "{jobs:job|jobs} on {assets:asset|assets} until {end}: {cost} expected (90 % interval {interval}); a tuned"
            " quantile rule is as good, {rule}; run to failure {never}.",
            **values,
        )
    return say(
        "{jobs:job|jobs} on {assets:asset|assets} until {end}: {cost} expected (90 % interval {interval}); by a tuned"
        " quantile rule {rule}, run to failure {never}.",
        **values,
    )


def _actions(solved: Solved) -> Iterator[Action]:
    """The first jobs of the calendar; where nothing is to be done, that."""
    column = solved.asked.column
    for visit in solved.visits[:_MOST_ACTIONS]:
        job = solved.asked.jobs[visit.job]
        yield Action(
            what=say("{name}", name=job.asset),
            column=column,
            today=None,
            value=shown(solved, visit.start),
            unit=None,
            reason=_why(solved, visit),
        )
    if not solved.visits:
        yield Action(say("All assets"), column, None, None, None, say("No renewal pays within this horizon."))


def _why(solved: Solved, visit: Visit) -> Text:
    job = solved.asked.jobs[visit.job]
    values: dict[str, Param] = {
        "crew": solved.asked.crews[visit.crew].name,
        "hours": Amount(job.hours, "h"),
        "chance": visit.chance,
        "part": job.part,
        "reason": job.reason,
    }
    if job.reason and job.hard is not None:
        return say("{reason}: a hard date; crew {crew}, {hours}.", **values)
    if job.hard is not None:
        return say("A hard date; crew {crew}, {hours}.", **values)
    if job.part:
        return say("Crew {crew}, {hours}, part {part}; the chance to fail before is {chance:%}.", **values)
    return say("Crew {crew}, {hours}; the chance to fail before is {chance:%}.", **values)


def _promise(solved: Solved) -> Promise:
    after, before = estimate(solved, "plan"), estimate(solved, "run to failure")
    # The same draws of lives under both: differences are paired.
    saved = solved.courses["plan"].costs - solved.courses["run to failure"].costs
    value = after.value - before.value
    ends = [float(np.quantile(saved, end)) for end in (0.05, 0.95)]
    effect = Estimate(value, min(*ends, value), max(*ends, value), _UNIT)
    return Promise(
        what=say("Cost of failures and planned jobs until the horizon, each asset until its first renewal"),
        effect=effect, before=before, after=after, against=say("Run to failure"),
    )  # fmt: skip


def _options(solved: Solved) -> Iterator[Option]:
    for name in solved.courses:
        yield Option(RULES[name], {}, {"cost": estimate(solved, name)}, recommended=name == "plan")
