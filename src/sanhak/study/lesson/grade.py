"""The grade of a decision: what it truly brings against the best possible, and where the rest was lost.

Points are the share of the possible gain that was reached, in per cent, less what broken limits cost. What is missing
is shared out among the knobs by the value of L. S. Shapley (A value for n-person games, 1953): a set of knobs is worth
the points that could have been had by setting these anew while the others stay as decided. So each knob answers for
what setting it better brings, on the mean over all orders in which the knobs are set anew, and none for less than 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants import Region
from sanhak.text import Amount, Text, dump, load, say

if TYPE_CHECKING:
    from sanhak.study.lesson.lesson import Drawn, Measured

Where: TypeAlias = Literal["low", "high", "beside"]
_RIGHT: Final = 0.01
"""A knob within this share of its range of a better setting was set right."""
_NOTHING: Final = 0.5
"""Points under which nothing was lost."""
_HALF: Final = 0.5
_TRIED: Final = 1024
"""Settings that are tried for a set of knobs that is set anew."""
_DIGITS: Final = 3
"""Decimals of points and shares that are told."""
_ROUNDING: Final = 1e-6
"""The optimum lies on a limit, and is known to the rounding of a search."""


@dataclass(frozen=True, slots=True)
class Held:
    """One limit: the probability with which a fresh measurement keeps it, what was asked, and the points it cost."""

    title: Text
    told: Text
    asked: float
    kept: float
    cost: float

    @property
    def broken(self) -> bool:
        """Whether it is kept less often than asked."""
        return self.cost > 0


@dataclass(frozen=True, slots=True)
class Loss:
    """What one knob cost: all ``points``, and those among them that broken limits cost (``limits``).

    ``where`` it was set tells no number: too low or too high where a better setting lies on the same side alone and
    beside the others, else that it did not fit them.
    """

    name: str
    title: Text
    today: Amount
    decided: Amount
    where: Where
    points: float
    limits: float

    @property
    def said(self) -> Text:
        """What was wrong with it."""
        points, broke = Amount(self.points, None, 1), self.limits > _HALF * self.points
        if self.points < _NOTHING:
            return say("The {knob} was as good as right.", knob=self.title)
        if self.where == "low":
            if broke:
                return say("The {knob} was set too low, which broke limits: {points} points.",
                           knob=self.title, points=points)  # fmt: skip
            return say("The {knob} was set too low: {points} points.", knob=self.title, points=points)
        if self.where == "high":
            if broke:
                return say("The {knob} was set too high, which broke limits: {points} points.",
                           knob=self.title, points=points)  # fmt: skip
            return say("The {knob} was set too high: {points} points.", knob=self.title, points=points)
        if broke:
            return say("The {knob} did not fit the other settings, which broke limits: {points} points.",
                       knob=self.title, points=points)  # fmt: skip
        return say("The {knob} did not fit the other settings: {points} points.", knob=self.title, points=points)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a decision truly brought; values are the plant's own, without the noise of sensors.

    ``today`` is doing nothing, ``best`` the best that is possible within ranges and limits; ``share`` is the part of
    the way between them that was reached; ``points`` go from 0 to 100.
    """

    points: float
    goal: Text
    lowest: bool
    today: Amount
    reached: Amount
    best: Amount
    share: float
    limits: tuple[Held, ...]
    losses: tuple[Loss, ...]

    @property
    def headline(self) -> Text:
        """The grade in one sentence."""
        return say(
            "{points} of 100 points: {goal} goes from {today} to {reached}; {best} was possible.",
            points=Amount(self.points, None, 0), goal=self.goal, today=self.today, reached=self.reached, best=self.best,
        )  # fmt: skip

    @property
    def catch(self) -> Text:
        """What of the limits was broken, and how often; or that all were kept, or none were asked."""
        if not self.limits:
            return say("There were no limits to be kept.")
        broken = [held for held in self.limits if held.broken]
        if not broken:
            return say("All limits are kept as surely as asked.")
        worst = max(broken, key=lambda held: held.cost)
        return say(
            "{share:%} of measurements break a limit ({limit}, {told}); at most {asked:%} were allowed. That costs "
            "{points} points.",
            limit=worst.title, told=worst.told, share=1 - worst.kept, asked=1 - worst.asked,
            points=Amount(sum(held.cost for held in broken), None, 1),
        )  # fmt: skip

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Where points were lost, the most costly knob first."""
        return tuple(loss.said for loss in sorted(self.losses, key=lambda loss: -loss.points))

    def dump(self) -> dict[str, Any]:
        """Plain JSON data, which :meth:`load` reads."""
        return cast("dict[str, Any]", dump(_plain(self)))

    @staticmethod
    def load(data: Mapping[str, Any]) -> Grade:
        """The grade that :meth:`dump` wrote."""
        read = load(dict(data))
        limits, losses = (
            tuple(kind(**one) for one in read[name]) for kind, name in ((Held, "limits"), (Loss, "losses"))
        )
        return Grade(**{**read, "limits": limits, "losses": losses})


@dataclass(frozen=True, slots=True)
class _Judged:
    """Settings as the plant truly answers to them, each of shape (rows,) but ``kept`` and ``costs`` (rows, limits)."""

    reached: Floats
    share: Floats
    kept: Floats
    costs: Floats

    @property
    def cost(self) -> Floats:
        """Points that all broken limits cost."""
        return np.asarray(self.costs.sum(axis=1))

    @property
    def worth(self) -> Floats:
        """Points, which may be negative."""
        return np.asarray(100 * np.minimum(self.share, 1.0) - self.cost)


def graded(drawn: Drawn, decision: Mapping[str, float]) -> Grade:
    """The grade of a decision that names every knob within its range; see :class:`Grade`."""
    task = drawn.task
    names = [knob.name for knob in task.knobs]
    judged = _judged(drawn, {name: np.array([decision[name], task.today[name]]) for name in names})
    held = tuple(
        Held(limit.of.title, limit.told, task.assurance, _told(judged.kept[0, at]), _told(judged.costs[0, at]))
        for at, limit in enumerate(task.limits)
    )
    reached, today, best = (_rounded(task.goal, value) for value in (*judged.reached, drawn.best.value))
    return Grade(
        points=_told(np.clip(judged.worth[0], 0.0, 100.0)),
        goal=task.goal.title,
        lowest=task.lowest,
        today=today,
        reached=reached,
        best=best,
        share=_told(judged.share[0]),
        limits=held,
        losses=_losses(drawn, decision, float(judged.cost[0])),
    )


def _judged(drawn: Drawn, settings: Mapping[str, Floats]) -> _Judged:
    """What settings, each of shape (rows,), truly bring at the conditions of the task."""
    task, plant = drawn.task, drawn.plant
    conditions = {name: amount.value for name, amount in task.conditions.items()}
    today = plant.truth({**conditions, **task.today})[task.goal.name][0]
    reached = plant.truth({**conditions, **settings})[task.goal.name]
    chances = plant.chance(
        {**conditions, **settings}, {limit.of.name: (limit.lower, limit.upper) for limit in task.limits}
    )
    kept = np.array([chances[limit.of.name] for limit in task.limits]).reshape(len(task.limits), len(reached)).T
    missing = np.where(kept >= task.assurance - _ROUNDING, 0.0, task.assurance - kept)
    share = (reached - today) / (drawn.best.value - today)
    return _Judged(reached, share, kept, 100 * missing / task.assurance)


def _losses(drawn: Drawn, decision: Mapping[str, float], cost: float) -> tuple[Loss, ...]:
    """What each knob cost."""
    knobs = drawn.task.knobs
    names = [knob.name for knob in knobs]
    sets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    anew = {chosen: _anew(drawn, decision, chosen) for chosen in sets}
    points = _shapley(names, {chosen: worth for chosen, (worth, _, _) in anew.items()})
    limits = _shapley(names, {chosen: -least for chosen, (_, least, _) in anew.items()})
    found = []
    for knob in knobs:
        better = (anew[frozenset((knob.name,))][2][knob.name], drawn.best.settings[knob.name])
        where = _where(decision[knob.name], better, knob.upper - knob.lower)
        broke = min(limits[knob.name], points[knob.name]) if cost > 0 else 0.0
        today, decided = knob.amount(knob.today), knob.amount(decision[knob.name])
        found.append(Loss(knob.name, knob.title, today, decided, where, _told(points[knob.name]), _told(broke)))
    return tuple(found)


def _anew(
    drawn: Drawn, decision: Mapping[str, float], chosen: frozenset[str]
) -> tuple[float, float, Mapping[str, float]]:
    """The most points, and the least cost of limits, where ``chosen`` knobs are set anew; settings of the first.

    Points are counted down to 0, as in the grade: what lies beyond was no more to be lost.
    """
    settings = {name: np.array([value]) for name, value in decision.items()}
    if chosen:
        knobs = [knob for knob in drawn.task.knobs if knob.name in chosen]
        tried = Region.box({knob.name: (knob.lower, knob.upper) for knob in knobs}).fill(_TRIED)
        best = [drawn.best.settings[knob.name] for knob in knobs]
        tried = np.vstack([[decision[knob.name] for knob in knobs], best, tried])
        settings |= {name: np.full(len(tried), value[0]) for name, value in settings.items()}
        settings |= {knob.name: column for knob, column in zip(knobs, tried.T, strict=True)}
    judged = _judged(drawn, settings)
    place = int(np.argmax(judged.worth))
    most, least = max(float(judged.worth[place]), 0.0), min(float(judged.cost.min()), 100.0)
    return most, least, {name: float(values[place]) for name, values in settings.items()}


def _shapley(names: Sequence[str], worth: Mapping[frozenset[str], float]) -> dict[str, float]:
    """The share of each name in what all together are worth more than none."""
    count = len(names)
    weights = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return {
        name: sum(
            weights[len(chosen)] * (worth[chosen | {name}] - worth[chosen]) for chosen in worth if name not in chosen
        )
        for name in names
    }


def _where(decided: float, better: Sequence[float], width: float) -> Where:
    """On which side of all that would be better a knob was set."""
    ways = {float(np.sign(one - decided)) for one in better if abs(one - decided) > _RIGHT * width}
    if ways == {1.0}:
        return "low"
    return "high" if ways == {-1.0} else "beside"


def _told(value: float) -> float:
    """A number of the grade with the digits that are told: the truth behind it has more, and stays there."""
    return round(float(value), _DIGITS)


def _rounded(goal: Measured, value: float) -> Amount:
    return goal.amount(round(float(value), goal.decimals))


def _plain(grade: Grade) -> dict[str, Any]:
    """Fields by name, records of lists too; texts and amounts stay."""
    fields = {name: getattr(grade, name) for name in Grade.__slots__}
    records = {
        name: [{field: getattr(one, field) for field in type(one).__slots__} for one in fields[name]]
        for name in ("limits", "losses")
    }
    return fields | records
