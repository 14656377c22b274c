"""Realised value: what the decisions of a project promised, and what came of them, added up with their intervals.

What is promised alike (the same words in the same unit) is added; money where it is promised, and then realised in the
share in which the effect was. Intervals of different decisions are taken as independent: half widths add in quadrature,
each side for itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sanhak.center.decisions import Decision, Outcome
from sanhak.study import Promise
from sanhak.study.answer import Estimate
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Value:
    """One sum: what is added, what was promised by all, by those that have an outcome, and what these brought.

    ``realised`` and ``judged`` are None while no outcome is there. ``bare`` counts outcomes without an interval of
    their own, which narrow the sum more than is known.
    """

    what: Text
    promised: Estimate
    judged: Estimate | None
    realised: Estimate | None
    taken: int
    reported: int
    bare: int


def values(decisions: Sequence[Decision]) -> tuple[Value, ...]:
    """The sums of a project, money first, then in the order in which the decisions were taken."""
    groups: dict[tuple[str, str], list[Decision]] = {}
    for one in reversed(decisions):
        if one.promise is not None:
            groups.setdefault(_alike(one.promise), []).append(one)
    found = [_value(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda one: one.what != MONEY))


MONEY = say("money")


def realised(promise: Promise, outcome: Outcome) -> Estimate:
    """What an outcome brought against what was there before, in money where money was promised."""
    before = promise.before
    low = outcome.value if outcome.lower is None else outcome.lower
    high = outcome.value if outcome.upper is None else outcome.upper
    value = outcome.value - before.value
    down = math.hypot(outcome.value - low, before.upper - before.value)
    up = math.hypot(high - outcome.value, before.value - before.lower)
    if promise.money is None or promise.effect.value == 0:
        return Estimate(value, value - down, value + up, promise.effect.unit)
    each = promise.money.value / promise.effect.value
    one, other = each * (value - down), each * (value + up)
    return Estimate(each * value, min(one, other), max(one, other), promise.money.unit)


def total(parts: Iterable[Estimate]) -> Estimate | None:
    """The sum of independent estimates of one unit; None of none."""
    listed = list(parts)
    if not listed:
        return None
    value = math.fsum(one.value for one in listed)
    down = math.hypot(*(one.value - one.lower for one in listed))
    up = math.hypot(*(one.upper - one.value for one in listed))
    return Estimate(value, value - down, value + up, listed[0].unit, listed[0].level)


def _alike(promise: Promise) -> tuple[str, str]:
    unit = _promised(promise).unit or ""
    return ("money" if _is_money(promise) else promise.what.render("en"), unit)


def _is_money(promise: Promise) -> bool:
    return promise.money is not None and promise.effect.value != 0


def _promised(promise: Promise) -> Estimate:
    return promise.money if promise.money is not None and promise.effect.value != 0 else promise.effect


def _value(group: Sequence[Decision]) -> Value:
    pairs = [(one.promise, one.outcomes[0] if one.outcomes else None) for one in group if one.promise is not None]
    told = [(promise, outcome) for promise, outcome in pairs if outcome is not None]
    promised = total(_promised(promise) for promise, _ in pairs)
    if promised is None:
        raise ValueError("a sum of nothing was asked for")
    first = pairs[0][0]
    return Value(
        MONEY if _is_money(first) else first.what,
        promised,
        total(_promised(promise) for promise, _ in told),
        total(realised(promise, outcome) for promise, outcome in told),
        len(pairs),
        len(told),
        sum(outcome.lower is None or outcome.upper is None for _, outcome in told),
    )
