"""What a design says: the sentence, the findings, and what the first run sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.process.choosing import NAMES
from sanhak.decide.design import SURE, clear_effects, found_with, power, resolution_of, spelled
from sanhak.decide.findings.design import (
    EffectsConfounded,
    EffectTooSmall,
    LeavesTheRange,
    NothingLeftForError,
    TermsLost,
)
from sanhak.decide.space import Category, Factor
from sanhak.finding import Finding, Severity
from sanhak.study import Action, Option
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.design import Design
    from sanhak.areas.process.planning import Plan
    from sanhak.model.experiments import Term

_ROMAN: Final = {3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII", 8: "VIII"}
_SEEN: Final = 5
"""From resolution V on nothing of second order is confounded."""
_SHOWN: Final = 4
MODELS: Final = {
    "main": say("main effects"),
    "interactions": say("main effects and interactions of two"),
    "quadratic": say("main effects, interactions of two and curvature"),
}


def headline(study: Design, plan: Plan) -> Text:
    """How many runs of which design, what they estimate, and how surely they find the effect that matters."""
    least = weakest(study, plan)
    made: dict[str, Param] = {
        "runs": len(plan.points),
        "design": NAMES[plan.kind],
        "factors": len(plan.space),
        "model": MODELS[study.model],
    }
    if least is None:
        return say("Make {runs:run|runs} ({design}) in {factors:factor|factors}: they estimate {model}.", **made)
    one, found = least
    made |= {"effect": _effect(study), "power": found, "term": str(one)}
    return say(
        "Make {runs:run|runs} ({design}) in {factors:factor|factors}: they estimate {model}, and find an effect of "
        "{effect} with {power:%} (least surely on {term}).",
        **made,
    )


def _effect(study: Design) -> Amount | Text:
    if study.effect is None:
        return say("twice the noise")
    unit = study.units.get(study.outcomes[0]) if study.outcomes else None
    return Amount(study.effect, unit)


def weakest(study: Design, plan: Plan) -> tuple[Term, float] | None:
    """The term on which the effect that matters is found least surely, and with which probability."""
    found = [(one, power(plan.quality, one, study.size)) for one in judged_terms(study, plan)]
    known = [pair for pair in found if np.isfinite(pair[1])]
    return min(known, key=lambda pair: round(pair[1], 9)) if known else None


def judged_terms(study: Design, plan: Plan) -> list[Term]:
    """The terms whose power means something: not of a mixture, where no part changes alone, and none that is lost."""
    return [
        one
        for one in plan.terms
        if one not in plan.quality.lost and not set(one.names) & set(study.mixture) and _linear(one)
    ]


def _linear(one: Term) -> bool:
    return all(count == 1 for _, count in one.powers)


def findings(study: Design, plan: Plan) -> tuple[Finding, ...]:
    """What the reader must know before anything is measured."""
    return tuple(_findings(study, plan))


def _findings(study: Design, plan: Plan) -> Iterator[Finding]:
    lost = tuple(str(one) for one in plan.quality.lost if one in plan.terms)
    if lost:
        yield TermsLost(terms=lost)
    if plan.quality.df <= 0:
        yield NothingLeftForError(runs=len(plan.points))
    yield from _confounded(plan)
    yield from _beyond(plan)
    least = weakest(study, plan)
    if least is not None and least[1] < SURE:
        one, found = least
        unit = study.units.get(study.outcomes[0]) if study.outcomes else None
        size = Amount(study.size * study.noise, unit)
        enough = Amount(found_with(plan.quality, one) * study.noise, unit)
        yield EffectTooSmall(effect=size, term=str(one), power=found, sure=SURE, found=enough)


def _confounded(plan: Plan) -> Iterator[Finding]:
    """What a two-level design of resolution III or IV cannot tell apart."""
    coded = coded_ends(plan)
    if coded is None:
        return
    resolution = resolution_of(coded)
    if resolution is None or resolution >= _SEEN:
        return
    names = plan.space.names
    if resolution == _SEEN - 1:
        hidden = len(names) * (len(names) - 1) // 2 - len(clear_effects(coded, 2))
        told = say("{count:interaction|interactions} of two cannot be told from others", count=hidden)
    else:
        hidden = len(names) - len(clear_effects(coded, 1))
        told = say("{count:main effect|main effects} cannot be told from interactions of two", count=hidden)
    yield EffectsConfounded(resolution=_ROMAN[resolution], confounded=told)


def coded_ends(plan: Plan) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None:
    """The runs of a two-level design, -1 and +1, shape (runs, factors), centre runs left out; None for others."""
    if plan.kind not in ("full factorial", "fractional factorial", "plackett-burman"):
        return None
    if any(isinstance(factor, Category) and len(factor.levels) != 2 for factor in plan.space.factors):  # noqa: PLR2004
        return None
    ends = np.all(plan.points != 0.5, axis=1)  # noqa: PLR2004 - the middle
    return np.where(plan.points[ends] > 0.5, 1.0, -1.0)  # noqa: PLR2004 - likewise


def _beyond(plan: Plan) -> Iterator[Finding]:
    for factor in plan.space.factors:
        values = plan.values[factor.name]
        if not isinstance(factor, Category) and not isinstance(values, list):
            lower, upper = float(values.min()), float(values.max())
            if lower < factor.lower - 1e-9 or upper > factor.upper + 1e-9:
                yield LeavesTheRange(
                    factor=factor.name, lower=lower, upper=upper, low=float(factor.lower), high=float(factor.upper)
                )


def catch(found: tuple[Finding, ...]) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    for finding in found:
        if finding.severity is not Severity.NOTE:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Ranges, conditions, confounding and power were checked; nothing speaks against it.")


def actions(study: Design, plan: Plan) -> tuple[Action, ...]:
    """What the first run sets, and between which values each factor is varied."""
    first = int(plan.order[0])
    return tuple(_action(study, plan, factor, first) for factor in plan.space.factors)


def _action(study: Design, plan: Plan, factor: Factor, first: int) -> Action:
    values = plan.values[factor.name]
    levels = list(dict.fromkeys(values)) if isinstance(values, list) else sorted({float(f"{v:.9g}") for v in values})
    told = tuple(level if isinstance(level, str) else Amount(level) for level in levels[: _SHOWN + 1])
    if len(levels) > _SHOWN + 1:
        reason = say("Value of the first run; {count} levels in all.", count=len(levels))
    else:
        reason = say("Value of the first run; levels {levels}.", levels=told)
    allowed = factor.levels if isinstance(factor, Category) else (float(factor.lower), float(factor.upper))
    value = values[first] if isinstance(values, list) else float(values[first])
    inside = isinstance(value, str) or allowed[0] <= value <= allowed[-1]  # type: ignore[operator]
    return Action(
        what=say("{name}", name=factor.name),
        column=factor.name,
        today=None,
        value=value,
        unit=study.units.get(factor.name),
        reason=reason,
        allowed=tuple(allowed) if inside else (),
    )


def alternatives(plan: Plan) -> tuple[Option, ...]:
    """The design, and those that were not taken; the table of designs tells what each can do."""
    taken = Option(NAMES[plan.kind], {}, {}, recommended=True)
    return (taken, *(Option(NAMES[name], {}, {}) for name in plan.others))


def relation_told(plan: Plan) -> tuple[str, ...]:
    """The words of a fraction's defining relation in letters, the shortest first."""
    if plan.fraction is None:
        return ()
    words = sorted(plan.fraction.words, key=lambda word: (word.length, word.members))
    return tuple(spelled(word, plan.space.names, ":") for word in words)
