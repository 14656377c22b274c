"""Whether the fields of a set-point study agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanhak.decide.findings.refusals import (
    LimitsReversed,
    NotAControl,
    NotAProduct,
    OpenLimit,
    PriceMissing,
    TwoRoles,
)
from sanhak.finding import Refusal
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.setpoints import SetPoints


def refuse_contradictions(study: SetPoints) -> None:
    """Refuse fields that contradict each other.

    Raises
    ------
    Refusal
        D001, D002 and D019 for roles and limits, D018 and D020 for amounts of what is no control, D025 for products.
    """
    _two_roles(study)
    _bad_limits(study)
    _amounts(study)
    _products(study)


def _amounts(study: SetPoints) -> None:
    held = {*study.controls, *study.context}
    for name, known in (
        ("today", held),
        *((part, set(study.controls)) for part in ("largest_move", "steps", "prices")),
    ):
        for column in getattr(study, name):
            if column not in known:
                raise Refusal(NotAControl(field=name, column=column, known=tuple(sorted(known))))
    if study.prices and study.price is None:
        raise Refusal(PriceMissing(columns=tuple(study.prices)))


def _products(study: SetPoints) -> None:
    """Each product names its level and limits columns that the study limits."""
    limited = {*study.controls, *study.keep, *study.safety}
    for given in study.products:
        wrong = [name for name in given if name != study.by and name not in limited]
        if study.by is None or study.by not in given or wrong:
            named = tuple(str(value) for value in wrong) or tuple(map(str, given))
            raise Refusal(NotAProduct(by=study.by or "–", named=named, known=tuple(sorted(limited))))


def _two_roles(study: SetPoints) -> None:
    parts: tuple[tuple[Text, set[str]], ...] = (
        (say("control"), set(study.controls)),
        (say("context"), set(study.context)),
        (say("goal"), {study.outcome, *study.also}),
        (say("quality limit"), set(study.keep)),
        (say("safety limit"), set(study.safety)),
        (say("state"), set(study.states)),
        (say("product"), {study.by} if study.by else set()),
    )
    may_share = {("goal", "quality limit"), ("goal", "safety limit"), ("quality limit", "safety limit")}
    if study.outcome in study.also:
        raise Refusal(TwoRoles(column=study.outcome, first=say("goal"), second=say("further goal")))
    may_share |= {("quality limit", "state"), ("safety limit", "state")}
    for place, (first, columns) in enumerate(parts):
        for second, others in parts[place + 1 :]:
            both = sorted(columns & others)
            if both and (first.message, second.message) not in may_share:
                raise Refusal(TwoRoles(column=both[0], first=first, second=second))


def _bad_limits(study: SetPoints) -> None:
    for column, (lower, upper) in (*study.keep.items(), *study.safety.items()):
        if lower is None and upper is None:
            raise Refusal(OpenLimit(column=column))
        if lower is not None and upper is not None and not lower < upper:
            raise Refusal(LimitsReversed(column=column, lower=lower, upper=upper))
    for column, allowed in study.controls.items():
        if isinstance(allowed, tuple) and not allowed[0] < allowed[1]:
            raise Refusal(LimitsReversed(column=column, lower=allowed[0], upper=allowed[1]))
