"""What a recommendation says: the sentence, the catch, and a row for each control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sanhak.areas.process.plan import Recommendation, between, number
from sanhak.decide.space import Category, Factor
from sanhak.finding import Severity
from sanhak.study import Action, Estimate, Option, Promise
from sanhak.table.units import compatible, convert, known
from sanhak.text import Amount, Param, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.setpoints import SetPoints

_MOVED: Final = 0.005
"""Share of its range under which a control counts as left where it is."""
_IN_HEADLINE: Final = 3


def headline(study: SetPoints, plan: Recommendation, level: str = "") -> Text:
    """What to do, what it brings, how sure: one number, one interval, one comparison; for a product its name first."""
    said = _headline(study, plan)
    if plan.relieved is not None:
        said = say("{said} {relief}", said=said, relief=_relief(plan, plan.relieved))
    if study.also:
        changes = tuple(
            say("{goal} {before} → {after}", goal=name, before=plan.before(name).amount, after=plan.after(name).amount)
            for name in study.also
        )
        said = say("{said} Further goals: {changes}.", said=said, changes=changes)
    return say("{level}: {said}", level=level, said=said) if level else said


def _headline(study: SetPoints, plan: Recommendation) -> Text:
    after = plan.after(study.outcome)
    before = plan.before(study.outcome)
    digits = decimals_for((after.upper - after.lower) / 2)
    brings: dict[str, Param] = {
        "goal": study.outcome,
        "before": Amount(before.value, None, digits),
        "after": Amount(after.value, after.unit, digits),
        "interval": after.interval,
    }
    moves = _moves(plan)
    if not moves:
        return say("Stay where you are: {goal} is expected at {after} (90 % interval {interval}).", **brings)
    shown = tuple(moves[:_IN_HEADLINE])
    more = len(moves) - len(shown)
    if more:
        return say(

                "Set {moves} and {more:more control|more controls}: {goal} is expected to go from {before} to "
                "{after} (90 % interval {interval})."
            ,
            moves=shown, more=more, **brings,
        )  # fmt: skip
    return say(
        "Set {moves}: {goal} is expected to go from {before} to {after} (90 % interval {interval}).",
        moves=shown,
        **brings,
    )


def _relief(plan: Recommendation, place: int) -> Text:
    """The limit that today is not kept and then is."""
    limit = plan.problem.limits[place]
    today, then = (float(keeps[place]) for keeps in plan.judged.keeps)
    outcome = limit.model.outcome
    asked = between(limit.lower, limit.upper, outcome.unit)
    return say("{column} is then kept {limit} with {then:%} instead of {today:%} today.", column=outcome.name,
               limit=asked, then=then, today=today)  # fmt: skip


def catch(plan: Recommendation) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    for finding in plan.findings:
        if finding.severity is not Severity.NOTE:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Data, held-out rows, known domain and limits were checked; nothing speaks against it.")


def actions(study: SetPoints, plan: Recommendation, level: str = "") -> tuple[Action, ...]:
    """A row for each control: today, recommended, allowed range, window and reason; ``level`` is the product's."""
    facts = {column.name: column for column in plan.problem.goal.model.inputs}
    rows = []
    for factor in plan.problem.space.factors:
        name, moved = factor.name, _moved(plan, factor)
        allowed = factor.levels if isinstance(factor, Category) else (factor.lower, factor.upper)
        rows.append(
            Action(
                what=say("{level}: {name}", level=level, name=name) if level else say("{name}", name=name),
                column=name,
                today=plan.problem.today[name],
                value=plan.settings[name],
                unit=facts[name].unit,
                reason=_reason(study, plan, factor) if moved else say("A move brings nothing that the model can tell."),
                allowed=allowed,
                window=plan.window[name],
                effect=plan.alone[name],
            )
        )
    return tuple(rows)


def alternatives(found: Mapping[str, Recommendation]) -> tuple[Option, ...]:
    """What is compared: all of the first answer; of further products the recommendation and today."""
    first, *others = found.items()
    level, plan = first
    named = [(level, option) for option in plan.options]
    named += [(other, option) for other, plan in others for option in plan.options[:2]]
    return tuple(
        replace(option, name=say("{level}: {name}", level=level, name=option.name)) if level else option
        for level, option in named
    )


def promise(study: SetPoints, plan: Recommendation) -> Promise:
    """The expected change of the goal from today, with the interval of a new measurement; in money where priced."""
    before, after = plan.before(study.outcome), plan.after(study.outcome)
    effect = after.less(before.value)
    return Promise(
        what=say("{goal}", goal=study.outcome),
        effect=effect,
        before=before,
        after=after,
        against=_against(plan),
        money=_money(study, plan, effect),
    )


def _against(plan: Recommendation) -> Text:
    conditions = len(plan.problem.conditions)
    if conditions > 1:
        return say("today's setting as the model predicts it under {conditions} rows of the history",
                   conditions=conditions)  # fmt: skip
    return say("today's setting as the model predicts it")


def _money(study: SetPoints, plan: Recommendation, effect: Estimate) -> Estimate | None:
    """Money a year: the effect at its price, less what the controls cost more than today; or a goal that is money."""
    yearly = f"{study.currency}/a"
    money = known(f"{study.currency}/yr")
    if study.price is None and money and effect.unit is not None and compatible(effect.unit, money):
        rate = (1 if study.maximize else -1) * convert(1.0, effect.unit, money)
        worth = [rate * end for end in (effect.value, effect.lower, effect.upper)]
        return Estimate(worth[0], min(worth[1:]), max(worth[1:]), yearly)
    if study.price is None or study.throughput is None:
        return None
    sign = 1 if study.maximize else -1
    today, settings = plan.problem.today, plan.settings
    costs = sum(price * (float(settings[name]) - float(today[name])) for name, price in study.prices.items())
    ends = [study.throughput * (study.price * sign * end - costs) for end in (effect.value, effect.lower, effect.upper)]
    return Estimate(ends[0], min(ends[1:]), max(ends[1:]), yearly)


def _moves(plan: Recommendation) -> list[Text]:
    """The controls that move, largest share of the range first: ``T_jacket to 82 °C``."""
    facts = {column.name: column for column in plan.problem.goal.model.inputs}
    moved = [factor for factor in plan.problem.space.factors if _moved(plan, factor)]
    moved.sort(key=lambda factor: -_distance(plan, factor))
    return [
        say("{name} to {value}", name=factor.name, value=number(facts[factor.name], plan.settings[factor.name], factor))
        for factor in moved
    ]


def _moved(plan: Recommendation, factor: Factor) -> bool:
    return _distance(plan, factor) > _MOVED


def _distance(plan: Recommendation, factor: Factor) -> float:
    """How far a control moves, as a share of its range; 1 for another level of a category."""
    now, then = plan.problem.today[factor.name], plan.settings[factor.name]
    if isinstance(factor, Category):
        return float(now != then)
    return abs(float(then) - float(now)) / (factor.upper - factor.lower)


def _reason(study: SetPoints, plan: Recommendation, factor: Factor) -> Text:
    """What the move does: alone it brings so much; or it makes room for a limit; or only together with the others."""
    alone = plan.alone[factor.name]
    good = alone.value > 0 if study.maximize else alone.value < 0
    binding = _binding(plan)
    if good:
        effect = Amount.within(alone.value, alone.lower, alone.upper, alone.unit)
        return say("Alone it changes {goal} by {effect}.", goal=study.outcome, effect=effect)
    if binding is not None:
        return say("Makes room for the limit of {limit}.", limit=binding)
    if study.also:
        return say("Serves {goals}.", goals=tuple(study.also))
    return say("Brings its part only together with the other moves.")


def _binding(plan: Recommendation) -> Text | None:
    """The limit with the least to spare at the recommendation."""
    limits = plan.problem.limits
    if not limits:
        return None
    spare = [float(chance) - limit.assurance for chance, limit in zip(plan.judged.keeps[1], limits, strict=True)]
    tightest = limits[spare.index(min(spare))]
    unit = tightest.model.outcome.unit
    return say(
        "{column} {limit}", column=tightest.model.outcome.name, limit=between(tightest.lower, tightest.upper, unit)
    )
