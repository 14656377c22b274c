"""What the answer to a question of batches says: the sentence, what starts first, what is late, what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.schedule import DateAtRisk, NotProved, OrdersLate, RuleAsGood, StorageUnlimited, TimesExact
from sanhak.decide.schedule import Plan
from sanhak.finding import Finding
from sanhak.study.answer import Action, Answer, Estimate, Option, Promise
from sanhak.study.property.telling import catch
from sanhak.study.scheduling.pictures import pictures
from sanhak.study.scheduling.tables import RULE_NAMES, listed, tables_of
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.scheduling.planning import Planned
    from sanhak.study.scheduling.scheduling import Scheduling

_RISK: Final = 0.1
_SHOWN: Final = 5
_NAMES: Final[Mapping[str, Text]] = {
    "plan": say("The plan"),
    "earliest due date": say("Simple rule: earliest due date first"),
    "first come": say("As today: first come, first served"),
}
_HEADS: Final[Mapping[str, Text]] = {
    "title": say("What starts first on each unit, and which orders will be late"),
    "what": say("Unit or order"),
    "today": say("First come would begin with"),
    "value": say("Begin with"),
    "lateness": say("Lateness of all orders"),
    "last order": say("Until the last order is ready"),
}


def told(study: Scheduling, plan: Planned) -> Answer:
    """The whole answer."""
    found = (*plan.findings, *_remarks(study, plan))
    return Answer(
        headline=_headline(study, plan),
        catch=catch(found) if any(one.severity.rank for one in found) else say("{said} {act}", **_first(found)),
        decision=(*_begin(plan), *_late(plan)),
        promise=_promise(study, plan),
        compared=_options(plan),
        scores=(),
        coverage=(),
        findings=found,
        figures=pictures(plan),
        heads=_HEADS,
        listed=listed(plan),
        tables=tables_of(plan),
    )


def _first(found: tuple[Finding, ...]) -> dict[str, Param]:
    return {"said": found[0].said, "act": found[0].remedy}


def lateness(plan: Planned, name: str) -> Estimate:
    """Lateness of all orders under a plan, in hours: simulated where durations scatter, else as planned."""
    asked = plan.asked
    if name in plan.courses:
        return _estimate(plan.courses[name].tardiness * asked.hours(1) / asked.scale)
    value = asked.hours(_plans(plan)[name].tardiness(plan.problem)) / asked.scale
    return Estimate(value, value, value, "h")


def ending(plan: Planned, name: str) -> Estimate:
    """Hours from the start until the last order is ready."""
    asked = plan.asked
    if name in plan.courses:
        return _estimate(plan.courses[name].makespan * asked.hours(1))
    value = asked.hours(_plans(plan)[name].makespan(plan.problem))
    return Estimate(value, value, value, "h")


def _plans(plan: Planned) -> dict[str, Plan]:
    return {"plan": plan.plan, **plan.rules}


def _estimate(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Estimate:
    lower, upper = (float(np.quantile(values, end)) for end in (0.05, 0.95))
    # A mean beyond its interval, as of a delay that is mostly none, would puzzle: the interval reaches to it.
    value = float(values.mean())
    return Estimate(value, min(lower, value), max(upper, value), "h")


def shown(moment: datetime) -> str:
    """A date as tables and reasons show it, the same in both languages."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _headline(study: Scheduling, plan: Planned) -> Text:
    measure = lateness if study.goal == "tardiness" else ending
    ours, rule, today = (measure(plan, name) for name in ("plan", "earliest due date", "first come"))
    said: dict[str, Param] = {
        "orders": len(plan.asked.orders),
        "batches": len(plan.problem.jobs),
        "end": plan.asked.moment(plan.plan.makespan(plan.problem)),
        "value": ours.amount,
        "rule": rule.amount,
        "today": today.amount,
        "interval": ours.interval,
    }
    exact = ours.lower == ours.upper
    if study.goal == "makespan":
        return say(
            "{orders:order|orders} in {batches:batch|batches}, the last one ready after {value}; by due date it would"
            " be {rule}, first come {today}."
            if exact
            else "{orders:order|orders} in {batches:batch|batches}, the last one ready after {value} (90 % interval"
            " {interval}); by due date it would be {rule}, first come {today}.",
            **said,
        )
    return say(
        "{orders:order|orders} in {batches:batch|batches}, planned until {end}: {value} late in all; by due date it"
        " would be {rule}, first come {today}."
        if exact
        else "{orders:order|orders} in {batches:batch|batches}, planned until {end}: {value} late in all (90 %"
        " interval {interval}); by due date it would be {rule}, first come {today}.",
        **said,
    )


def _begin(plan: Planned) -> Iterator[Action]:
    """The first batch of each unit with what follows it."""
    problem, asked = plan.problem, plan.asked
    for unit, name in enumerate(problem.units):
        row = plan.plan.sequence(problem, unit)
        if not row:
            continue
        start, end, job, step = row[0]
        before = plan.today.sequence(problem, unit)
        values: dict[str, Param] = {
            "product": asked.product(job),
            "step": asked.steps[asked.product(job)][step],
            "start": asked.moment(start),
            "end": asked.moment(end),
            "next": tuple(_called(plan, other) for _, _, other, _ in row[1:_SHOWN]),
        }
        yield Action(
            what=say("{name}", name=name),
            column=asked.column,
            today=_called(plan, before[0][2]) if before else None,
            value=_called(plan, job),
            unit=None,
            reason=say("{product}, step {step}, from {start} to {end}; then {next}.", **values)
            if row[1:]
            else say("{product}, step {step}, from {start} to {end}; nothing after it.", **values),
        )


def _called(plan: Planned, job: int) -> str:
    """The order of a batch as its table names it, or its product where orders have no number."""
    return plan.asked.called(plan.problem.jobs[job].order)


def _late(plan: Planned) -> Iterator[Action]:
    """Orders that will be late, the latest first."""
    problem, asked = plan.problem, plan.asked
    late, ready = plan.plan.late(problem), plan.plan.finished(problem)
    for place in sorted((at for at, value in enumerate(late) if value), key=lambda at: (-late[at], at)):
        values: dict[str, Param] = {
            "due": asked.orders[place].due,
            "ready": asked.moment(ready[place]),
            "late": Amount(asked.hours(late[place]), "h", 1),
        }
        yield Action(
            what=say("Late: {order}", order=asked.orders[place].name),
            column=asked.column,
            today=None,
            value=None,
            unit=None,
            reason=say("Due {due}, ready {ready}: {late} late. Tell the customer.", **values),
        )


def _promise(study: Scheduling, plan: Planned) -> Promise | None:
    """What the plan is to save against the usual rule; the courses of both pair, draw by draw."""
    asked = plan.asked
    tardy = study.goal == "tardiness"
    measure = lateness if tardy else ending
    before, after = measure(plan, "earliest due date"), measure(plan, "plan")
    if plan.courses:
        ours, rule = plan.courses["plan"], plan.courses["earliest due date"]
        change = (ours.tardiness - rule.tardiness) / asked.scale if tardy else ours.makespan - rule.makespan
        effect = _estimate(change * asked.hours(1))
    else:
        effect = after.less(before.value)
    what = _HEADS["lateness"] if tardy else _HEADS["last order"]
    return Promise(what, effect, before, after, say("the rule of the earliest due date"))


def _options(plan: Planned) -> tuple[Option, ...]:
    return tuple(
        Option(
            name,
            {},
            {"lateness": lateness(plan, key), "last order": ending(plan, key)},
            recommended=key == "plan",
        )
        for key, name in _NAMES.items()
    )


def _remarks(study: Scheduling, plan: Planned) -> Iterator[Finding]:
    """What the planner must know of the plan."""
    problem, asked = plan.problem, plan.asked
    late = plan.plan.late(problem)
    if any(late):
        worst = max(range(len(late)), key=lambda at: late[at])
        amount = Amount(asked.hours(late[worst]), "h", 1)
        yield OrdersLate(count=sum(map(bool, late)), order=asked.orders[worst].name, late=amount)
    if plan.courses:
        chances = (plan.courses["plan"].late > 0).mean(axis=1)
        risky = [at for at, value in enumerate(late) if not value and chances[at] > _RISK]
        if risky:
            worst = max(risky, key=lambda at: chances[at])
            yield DateAtRisk(count=len(risky), order=asked.orders[worst].name, chance=float(chances[worst]))
    else:
        yield TimesExact()
    value = plan.plan.cost(problem, study.goal)[0]
    scale = asked.scale if study.goal == "tardiness" else 1.0
    if not plan.best:
        hours = [Amount(asked.hours(part) / scale, "h", 1) for part in (value, plan.bound, value - plan.bound)]
        yield NotProved(value=hours[0], bound=hours[1], gap=hours[2])
    ours = lateness(plan, "plan") if study.goal == "tardiness" else ending(plan, "plan")
    for name in ("earliest due date", "first come"):
        rule = lateness(plan, name) if study.goal == "tardiness" else ending(plan, name)
        if rule.value <= ours.value:
            yield RuleAsGood(name=RULE_NAMES[name])
            break
    yield from _waiting(plan)


def _waiting(plan: Planned) -> Iterator[Finding]:
    """The longest wait of a batch between two of its steps."""
    problem, asked = plan.problem, plan.asked
    waits = [
        (plan.plan.starts[job][step] - plan.plan.end(problem, job, step - 1), -job, step)
        for job, step, _ in problem.operations()
        if step
    ]
    if waits and max(waits)[0] > 0:
        wait, job, step = max(waits)
        product = asked.product(-job)
        yield StorageUnlimited(
            wait=Amount(asked.hours(wait), "h", 1),
            step=asked.steps[product][step],
            order=asked.orders[problem.jobs[-job].order].name,
        )
