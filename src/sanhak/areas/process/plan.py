"""From what was learnt to the recommended setting: what is searched, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.process.compare import compared, estimate
from sanhak.areas.process.evidence import Evidence
from sanhak.areas.process.trade import TradeOff, ends, goals_of, weighed
from sanhak.decide.findings.doubts import (
    AtBound,
    AtEndOfData,
    Extrapolates,
    LimitNotAssured,
    MoveLimited,
    NoClearGain,
    RangeBeyondData,
    RarelyVisited,
)
from sanhak.decide.findings.refusals import (
    LevelsExpected,
    LimitOutOfReach,
    LimitsExcludeEachOther,
    NoPresentState,
    NothingInDomain,
)
from sanhak.decide.setpoints import Judgement, Limit, Problem, judge, search, window
from sanhak.decide.space import Category, Continuous, Factor, Setting, Settings, Space
from sanhak.finding import Finding, Refusal
from sanhak.model.prediction import Domain, Floats, Prediction
from sanhak.study import Estimate, Option
from sanhak.table import Column, Kind, Table
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.setpoints import SetPoints
    from sanhak.run import Run

_NEAR: Final = 0.15
"""Rows within this share of every control's range count as near the recommendation."""
_CONDITIONS: Final = 12
"""Rows of the history for which a setting has to serve where the spread of the history is asked for."""


@dataclass(frozen=True)
class Recommendation:
    """The chosen setting and all that it is compared with.

    ``judged`` and ``predicted`` hold, in this order, today and the recommendation; ``alone`` the goal's expectation
    when
    only that control moves; ``window`` the range of each control that keeps all limits while the others stay;
    ``trade_off`` the front of several goals, of which the recommendation is the knee.
    """

    problem: Problem
    point: Floats
    settings: Mapping[str, Setting]
    judged: Judgement
    predicted: Mapping[str, Prediction]
    alone: Mapping[str, Estimate]
    window: Mapping[str, tuple[Setting, ...]]
    options: tuple[Option, ...]
    findings: tuple[Finding, ...]
    trade_off: TradeOff | None = None

    @property
    def relieved(self) -> int | None:
        """The place of the limit that today is kept least, if less than asked, and that the recommendation keeps."""
        today, then = self.judged.keeps
        missing = [limit.assurance - chance for limit, chance in zip(self.problem.limits, today, strict=True)]
        if not missing or max(missing) <= 0:
            return None
        place = missing.index(max(missing))
        return place if then[place] >= self.problem.limits[place].assurance else None

    def before(self, outcome: str) -> Estimate:
        """The outcome as predicted for today's setting."""
        return estimate(self.predicted[outcome], 0)

    def after(self, outcome: str) -> Estimate:
        """The outcome as predicted for the recommended setting."""
        return estimate(self.predicted[outcome], 1)


def space_of(study: SetPoints, table: Table) -> Space:
    """What may be set, as the study limits it.

    Raises
    ------
    Refusal
        T001 for a control that is no column, D022 for limits that do not fit the column's kind.
    """
    return Space(
        tuple(_factor(table[name], allowed, study.steps.get(name)) for name, allowed in study.controls.items())
    )


def recommend(study: SetPoints, space: Space, evidence: Evidence, run: Run) -> Recommendation:
    """Search the best setting and compare it with today, the best row and the tuned simple rule.

    Raises
    ------
    Refusal
        If today is unknown, or no setting inside the domain keeps the limits.
    """
    problem = _problem(study, space, evidence)
    history = evidence.history
    tried = _tried(problem.space, history)
    trade_off = weighed(problem, goals_of(study, evidence), tried, run)
    point = search(problem, tried, run) if trade_off is None else trade_off.point
    settings = {name: values[0].item() for name, values in problem.space.values(point).items()}
    both = {name: np.array([problem.today[name], settings[name]]) for name in problem.space.names}
    judged = judge(problem, both)
    if judged.shortfall[1] > 0:
        _refuse_or_accept(study, problem, tried, settings, judged, run)
    options, rule = compared(problem, evidence, settings, ends(trade_off) if trade_off else ())
    plan = Recommendation(
        problem=problem,
        point=point,
        settings=settings,
        judged=judged,
        predicted={outcome: problem.predict(model, both) for outcome, model in evidence.models.items()},
        alone=_alone(problem, settings),
        window=window(problem, point),
        options=options,
        findings=(),
        trade_off=trade_off,
    )
    found = (*_doubts(study, plan, history), *rule, *_ranges(problem, history))
    return replace(plan, findings=_by_weight((*found, *evidence.findings)))


def number(column: Column, value: Setting, factor: Factor) -> Text | Amount:
    """A control's value as it is to be read: a tenth of its range, halved twice, decides the digits."""
    if isinstance(factor, Category) or isinstance(value, str):
        return say("{value}", value=value)
    if isinstance(factor, Continuous) and factor.step:
        return Amount(value, column.unit, max(0, decimals_for(factor.step) - 1))
    return Amount(value, column.unit, max(0, decimals_for((factor.upper - factor.lower) / 10)))


def _problem(study: SetPoints, space: Space, evidence: Evidence) -> Problem:
    history, models = evidence.history, evidence.models
    present = _present(study, history)
    goal = goals_of(study, evidence)[0]
    quality = [Limit(models[name], low, high, study.assurance) for name, (low, high) in study.keep.items()]
    safety = [
        Limit(models[name], low, high, study.safety_assurance, safety=True)
        for name, (low, high) in study.safety.items()
    ]
    return Problem(
        space=space,
        goal=goal,
        limits=(*quality, *safety),
        today={name: present[name] for name in study.controls},
        conditions=conditions_of(study, history, present),
        costs=study.prices,
        moves=study.largest_move,
        measured={} if study.extrapolate == "mark" else _measured(space, history),
        farthest=Domain.OUTSIDE if study.extrapolate == "mark" else Domain.EDGE,
    )


def _factor(column: Column, allowed: tuple[float, float] | list[str], step: float | None) -> Factor:
    if isinstance(allowed, tuple) == (column.kind is not Kind.NUMBER):
        raise Refusal(LevelsExpected(column=column.name, kind=column.kind.value))
    if isinstance(allowed, tuple):
        return Continuous(column.name, *allowed, step=step)
    return Category(column.name, tuple(allowed))


def _present(study: SetPoints, history: Table) -> dict[str, Setting]:
    """Today's controls and context: as given, else from the last complete row."""
    given = {**{name: value for name, value in study.context.items() if value is not None}, **study.today}
    wanted = [name for name in (*study.controls, *study.context) if name not in given]
    if not wanted:
        return given
    frame = history.frame if history.time is None else history.frame.sort(history.time, maintain_order=True)
    complete = frame.select(wanted).drop_nulls()
    if complete.height == 0:
        raise Refusal(NoPresentState(columns=tuple(wanted)))
    return {**dict(zip(wanted, complete.row(-1), strict=True)), **given}


def conditions_of(
    study: SetPoints, history: Table, present: Mapping[str, Setting]
) -> tuple[Mapping[str, Setting], ...]:
    """What cannot be set: as it is today, or as it was in rows that lie evenly over the history."""
    today = {name: present[name] for name in study.context}
    open_ = [name for name, value in study.context.items() if value is None]
    if study.conditions == "today" or not open_:
        return (today,)
    frame = history.frame if history.time is None else history.frame.sort(history.time, maintain_order=True)
    rows = frame.select(open_).drop_nulls()
    places = np.unique(np.linspace(0, rows.height - 1, min(_CONDITIONS, rows.height)).round().astype(int))
    return tuple({**today, **row} for row in rows[places].to_dicts())


def _measured(space: Space, history: Table) -> dict[str, tuple[float, float]]:
    """Lowest and highest measured value of each control that is a number."""
    numbers = [factor.name for factor in space.factors if not isinstance(factor, Category)]
    return {name: (float(np.nanmin(history.values(name))), float(np.nanmax(history.values(name)))) for name in numbers}


def _tried(space: Space, history: Table) -> Settings:
    """Controls as they were really run, complete rows only."""
    rows = history.frame.select(list(space.names)).drop_nulls()
    return {name: rows[name].to_numpy() for name in space.names}


def _refuse_or_accept(
    study: SetPoints, problem: Problem, tried: Settings, settings: Mapping[str, Setting], judged: Judgement, run: Run
) -> None:
    """Refuse with the reason why no setting is good enough, unless the nearest is asked for and safe."""
    if judged.domain[1] > problem.farthest:
        raise Refusal(NothingInDomain(rows=len(next(iter(tried.values())))))
    missed = [
        (limit, float(chance))
        for limit, chance in zip(problem.limits, judged.keeps[1], strict=True)
        if chance < limit.assurance
    ]
    if study.unreachable == "nearest" and not any(limit.safety for limit, _ in missed):
        return
    for limit in problem.limits:
        alone = replace(problem, limits=(limit,))
        point = search(alone, tried, run)
        values = alone.space.values(point)
        reached = float(judge(alone, values).keeps[0, 0])
        if reached < limit.assurance:
            raise Refusal(
                LimitOutOfReach(
                    column=limit.model.outcome.name,
                    limit=between(limit.lower, limit.upper, limit.model.outcome.unit),
                    chance=reached,
                    asked=limit.assurance,
                    settings=_listed(problem, {name: column[0].item() for name, column in values.items()}),
                )
            )
    limit, chance = min(missed, key=lambda pair: pair[1] - pair[0].assurance)
    nearest = _listed(problem, settings)
    column = limit.model.outcome.name
    raise Refusal(LimitsExcludeEachOther(column=column, chance=chance, asked=limit.assurance, settings=nearest))


def between(lower: float | None, upper: float | None, unit: str | None) -> Text:
    """A limit in words: ``under 0.5 %``, ``over 60 °C``, ``within 60–95 °C``."""
    if lower is None:
        return say("under {upper}", upper=Amount(upper or 0.0, unit))
    if upper is None:
        return say("over {lower}", lower=Amount(lower, unit))
    return say("within {lower}–{upper}", lower=Amount(lower), upper=Amount(upper, unit))


def _listed(problem: Problem, settings: Mapping[str, Setting]) -> Text:
    facts = {column.name: column for column in problem.goal.model.inputs}
    parts = [
        say("{name} {value}", name=factor.name, value=number(facts[factor.name], settings[factor.name], factor))
        for factor in problem.space.factors
    ]
    return say("{parts}", parts=parts)


def _alone(problem: Problem, settings: Mapping[str, Setting]) -> dict[str, Estimate]:
    """What each control brings to the goal when it moves alone, from today: the change and its interval."""
    names = problem.space.names
    steps = {name: np.array([problem.today[name]] * (len(names) + 1), dtype=object) for name in names}
    for row, name in enumerate(names, start=1):
        steps[name][row] = settings[name]
    typed = {name: np.array(values.tolist()) for name, values in steps.items()}
    said = problem.predict(problem.goal.model, typed)
    start = float(said.mean[0])
    return {name: estimate(said, row).less(start) for row, name in enumerate(names, start=1)}


def _doubts(study: SetPoints, plan: Recommendation, history: Table) -> Iterator[Finding]:
    """What speaks against the recommendation, from the recommendation itself."""
    problem = plan.problem
    if plan.judged.domain[1] == Domain.OUTSIDE:
        yield Extrapolates()
    elif plan.judged.domain[1] == Domain.EDGE:
        yield RarelyVisited(near=_near(problem.space, history, plan.point), rows=len(history))
    for limit, chance in zip(problem.limits, plan.judged.keeps[1], strict=True):
        if chance < limit.assurance:
            yield LimitNotAssured(column=limit.model.outcome.name, chance=float(chance), asked=limit.assurance)
    changes = [(name, plan.before(name), plan.after(name)) for name in (study.outcome, *study.also)]
    if plan.relieved is None and all(after.lower <= before.value <= after.upper for _, before, after in changes):
        name, before, after = changes[0]
        change = Amount.within(after.value - before.value, after.lower, after.upper, after.unit)
        yield NoClearGain(column=name, effect=change, interval=after.less(before.value).interval)
    lower, upper = problem.reach
    for place, factor in enumerate(problem.space.factors):
        if isinstance(factor, Category):
            continue
        column, here = history[factor.name], plan.point[0, place]
        if here in (0.0, 1.0):
            value = number(column, plan.settings[factor.name], factor)
            yield AtBound(column=factor.name, value=value)
        elif here in (lower[place], upper[place]):
            yield _held_back(plan, factor, column)


def _held_back(plan: Recommendation, factor: Factor, column: Column) -> Finding:
    """Why a control stops inside its range: its largest move, or the end of what was measured."""
    value, today = (float(row[factor.name]) for row in (plan.settings, plan.problem.today))
    move = plan.problem.moves.get(factor.name)
    if move is not None and np.isclose(abs(value - today), move):
        return MoveLimited(column=factor.name, move=Amount(move, column.unit))
    return AtEndOfData(column=factor.name, value=number(column, value, factor))


def _near(space: Space, history: Table, point: Floats) -> int:
    """How many rows lie within a share of every control's range around the point."""
    gaps = np.abs(space.points(_tried(space, history)) - point)
    return int(np.sum(np.all(gaps <= _NEAR, axis=1)))


def _ranges(problem: Problem, history: Table) -> Iterator[Finding]:
    for factor in problem.space.factors:
        if isinstance(factor, Category):
            continue
        values, column = history.values(factor.name), history[factor.name]
        least, most = float(np.nanmin(values)), float(np.nanmax(values))
        # A tenth of the measured range beyond the data is what an engineer rounds to; more is a claim.
        if factor.lower < least - 0.1 * (most - least) or factor.upper > most + 0.1 * (most - least):
            digits = max(0, decimals_for((factor.upper - factor.lower) / 10))
            ends = (factor.lower, factor.upper, least, most)
            shown = [Amount(end, column.unit if place % 2 else None, digits) for place, end in enumerate(ends)]
            yield RangeBeyondData(column=factor.name, lower=shown[0], upper=shown[1], least=shown[2], most=shown[3])


def _by_weight(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Most severe first; those of the decision before those of the data."""
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))
