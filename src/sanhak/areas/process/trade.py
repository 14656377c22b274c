"""Several goals: what each setting of the front brings, its knee, and the price of moving along it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sanhak.areas.process.compare import estimate
from sanhak.decide.front import trade
from sanhak.decide.setpoints import Goal
from sanhak.figure import PAST, Figure, identity, layers, line, points, quantity, spot, x_axis, y_axis
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.evidence import Evidence
    from sanhak.areas.process.setpoints import SetPoints
    from sanhak.decide.setpoints import Problem
    from sanhak.decide.space import Setting, Settings
    from sanhak.model.prediction import Floats, Prediction
    from sanhak.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class TradeOff:
    """The front of several goals: ``points`` of shape (points, factors) from the best of the first goal to its worst.

    ``said`` holds the prediction of each goal at the points, the first goal first; ``knee`` is the place that is
    recommended.
    """

    points: Floats
    settings: Settings
    said: Mapping[str, Prediction]
    knee: int

    @property
    def point(self) -> Floats:
        """The unit point of the knee, shape (1, factors)."""
        return self.points[[self.knee]]

    def price(self, other: str) -> tuple[float, float] | None:
        """What the other goal changes for one more, and for one less, unit of the first goal around the knee.

        None at an end of the front, where there is nothing to move to on one side.
        """
        first, second = next(iter(self.said.values())).mean, self.said[other].mean
        if not 0 < self.knee < len(first) - 1:
            return None
        beside = sorted((self.knee - 1, self.knee + 1), key=lambda place: -first[place])
        rates = [(second[place] - second[self.knee]) / abs(first[place] - first[self.knee]) for place in beside]
        return float(rates[0]), float(rates[1])


def goals_of(study: SetPoints, evidence: Evidence) -> tuple[Goal, ...]:
    """The goals of a study, the first one first, each weighed in its own deviation."""
    wanted = {study.outcome: study.maximize is not None}
    wanted |= {name: direction == "maximize" for name, direction in study.also.items()}
    return tuple(
        Goal(
            model=evidence.models[name],
            maximize=maximize,
            scale=float(np.nanstd(evidence.history.values(name))),
            assurance=study.assurance if study.goal == "guaranteed" else None,
            price=study.price if name == study.outcome else None,
        )
        for name, maximize in wanted.items()
    )


def weighed(problem: Problem, goals: tuple[Goal, ...], tried: Settings, run: Run) -> TradeOff | None:
    """The trade-off between several goals; None for a single goal, or where no setting keeps the limits."""
    front = trade(problem, goals, tried, run) if len(goals) > 1 else None
    if front is None:
        return None
    settings = problem.space.values(front.points)
    said = {goal.model.outcome.name: problem.predict(goal.model, settings) for goal in goals}
    return TradeOff(front.points, settings, said, front.knee)


def ends(trade_off: TradeOff) -> list[tuple[Text, Mapping[str, Setting]]]:
    """The setting that is best for the first goal alone, and the one that gives it up furthest for the others."""
    names = list(trade_off.said)
    places = ((0, say("Best for {goal} alone", goal=names[0])),
              (len(trade_off.points) - 1, say("Best for {goals}", goals=tuple(names[1:]))))  # fmt: skip
    return [
        (name, {factor: values[place].item() for factor, values in trade_off.settings.items()})
        for place, name in places
        if place != trade_off.knee
    ]


def trade_table(trade_off: TradeOff, problem: Problem) -> Table:
    """One row for each setting of the front: what is set and what each goal is expected to be."""
    facts = {column.name: column for column in problem.goal.model.inputs}
    columns = [facts[name] for name in trade_off.settings]
    data: dict[str, object] = dict(trade_off.settings)
    for name, said in trade_off.said.items():
        lower, upper = said.interval(0.9)
        for suffix, values in (("expected", said.mean), ("lower 90 %", lower), ("upper 90 %", upper)):
            data[f"{name} {suffix}"] = values
            columns.append(Column(f"{name} {suffix}", unit=said.unit))
    data["recommended"] = ["yes" if place == trade_off.knee else "" for place in range(len(trade_off.points))]
    columns.append(Column("recommended", Kind.CATEGORY))
    return Table(pl.DataFrame(data), tuple(columns), source=Source("trade-off"))


def trade_figures(trade_off: TradeOff, today: Mapping[str, Prediction]) -> tuple[Figure, ...]:
    """The first goal against each of the others, with today and the knee."""
    first, *others = trade_off.said
    return tuple(_figure(trade_off, today, first, other) for other in others)


def _figure(trade_off: TradeOff, today: Mapping[str, Prediction], first: str, other: str) -> Figure:
    one, two = trade_off.said[first], trade_off.said[other]
    rows = [{"at": float(a), "other": float(b)} for a, b in zip(one.mean, two.mean, strict=True)]
    x, y = x_axis("at", quantity(first, one.unit)), y_axis("other", quantity(other, two.unit))
    knee, start = estimate(one, trade_off.knee), estimate(two, trade_off.knee)
    before = {name: float(today[name].mean[0]) for name in (first, other)}
    title = say("{first} {one} with {other} {two} is the knee", first=first, one=knee.amount, other=other,
                two=start.amount)  # fmt: skip
    price = _price(trade_off, first, other)
    return Figure(
        name=f"compared {other}",
        title=price or title,
        caption=say(
            "Each point keeps all limits, and none is better in every goal. Filled: the knee, where leaving the one "
            "goal costs most of the other; hollow: today."
        ),
        alternative=say("{title}; today {first} {a} with {other} {b}.", title=title, first=first, other=other,
                        a=Amount(before[first], one.unit, decimals_for(knee.upper - knee.lower)),
                        b=Amount(before[other], two.unit, decimals_for(start.upper - start.lower))),
        spec=layers(
            line(rows, x, y),
            points(rows, x, y, color=PAST, size=40, opacity=1),
            spot(knee.value, start.value, say("recommended"), filled=True, of=identity("option", 0)),
            spot(before[first], before[other], say("today"), filled=False, of=identity("option", 1)),
        ),
    )  # fmt: skip


def _price(trade_off: TradeOff, first: str, other: str) -> Text | None:
    """The price of moving along the front, in words."""
    rates = trade_off.price(other)
    if rates is None:
        return None
    one, two = trade_off.said[first].unit, trade_off.said[other].unit
    digits = decimals_for(max(abs(rate) for rate in rates) / 10)
    return say(
        "From the knee, {unit} more of {first} moves {other} by {more}, {unit} less by {less}",
        unit=Amount(1.0, one, 0), first=first, other=other, more=Amount(rates[0], two, digits),
        less=Amount(rates[1], two, digits),
    )  # fmt: skip
