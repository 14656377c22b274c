"""The recommendation beside doing nothing, the best row ever measured and a tuned simple rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np

from sanhak.areas.process.evidence import Evidence
from sanhak.decide.findings.doubts import SimpleRuleAsGood
from sanhak.decide.setpoints import Judgement, Problem, judge, kept, simple_rule
from sanhak.decide.space import Setting
from sanhak.finding import Finding
from sanhak.model.prediction import Prediction
from sanhak.study import Estimate, Option
from sanhak.table import Table
from sanhak.text import Amount, Text, say

_TOLD_APART: Final = 0.25
"""Differences under this share of the predicted deviation are more than the model can tell apart."""
_ONE_SIGMA: Final = (0.15, 0.85)
"""Quantiles about one standard deviation from the middle of a normal distribution."""


Named: TypeAlias = tuple[Text, Mapping[str, Setting]]
"""A setting with the name under which it is compared."""


def estimate(said: Prediction, row: int) -> Estimate:
    """One row of a prediction: expectation and 90 % interval of a new measurement."""
    lower, upper = said.interval(0.9)
    return Estimate(float(said.mean[row]), float(lower[row]), float(upper[row]), said.unit)


def compared(
    problem: Problem, evidence: Evidence, settings: Mapping[str, Setting], further: Sequence[Named] = ()
) -> tuple[tuple[Option, ...], tuple[Finding, ...]]:
    """The recommendation beside doing nothing, the best row, the tuned simple rule, and ``further`` settings."""
    history = evidence.history
    named: list[Named] = [
        (say("Recommended"), settings),
        (say("Today, nothing changed"), problem.today),
    ]
    best = _best_row(problem, history)
    if best is not None:
        named.append(best)
    rule = simple_rule(problem, history)
    if rule is not None:
        named.append(
            (say("Simple rule: mean of the best {share:%} of rows that kept the limits", share=rule[0]), rule[1])
        )
    named += further
    together = {name: np.array([row[name] for _, row in named]) for name in problem.space.names}
    judged = judge(problem, together)
    said = {
        name: judged.goal if model is problem.goal.model else problem.predict(model, together)
        for name, model in evidence.models.items()
    }
    options = tuple(
        Option(
            name=name,
            settings=dict(row),
            outcomes={outcome: estimate(prediction, place) for outcome, prediction in said.items()},
            keeps=_keeps(problem, judged, place),
            recommended=place == 0,
        )
        for place, (name, row) in enumerate(named)
    )
    if rule is None:
        return options, ()
    return options, tuple(_rule_as_good(problem, judged, rule[0], len(named) - 1))


def _keeps(problem: Problem, judged: Judgement, place: int) -> dict[str, float]:
    chances: dict[str, float] = {}
    for limit, chance in zip(problem.limits, judged.keeps[place], strict=True):
        name = limit.model.outcome.name
        chances[name] = min(float(chance), chances.get(name, 1.0))
    return chances


def _best_row(problem: Problem, history: Table) -> tuple[Text, dict[str, Setting]] | None:
    """The row that measured the best goal among those that kept all limits, controls complete."""
    measured = history.values(problem.goal.model.outcome.name)
    complete = history.frame.select(problem.space.names).to_dicts()
    good = [row for row in kept(problem, history) if None not in complete[row].values()]
    if not good:
        return None
    best = max(good, key=lambda row: measured[row] if problem.goal.maximize else -measured[row])
    shown = Amount(float(measured[best]), problem.goal.model.outcome.unit)
    return say("Best row ever measured (row {row}: {value})", row=int(best) + 1, value=shown), complete[best]


def _rule_as_good(problem: Problem, judged: Judgement, share: float, place: int) -> Iterator[Finding]:
    low, high = (float(judged.goal.quantile(level)[0]) for level in _ONE_SIGMA)
    apart = _TOLD_APART * (high - low) / 2 / problem.goal.scale
    if judged.shortfall[place] <= 0 and judged.worth[0] - judged.worth[place] < apart:
        rule, model = (estimate(judged.goal, row).amount for row in (place, 0))
        yield SimpleRuleAsGood(share=share, rule=rule, model=model)
