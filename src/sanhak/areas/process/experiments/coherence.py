"""What a campaign's description may not say: refused before any run is read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sanhak.areas.process.experiments import recipe
from sanhak.areas.process.experiments.headings import FACTOR, NEAREST, PARTS, RUN, SETTING, WHERE
from sanhak.decide.findings.campaign import CampaignContradicts
from sanhak.decide.findings.refusals import LimitsReversed
from sanhak.finding import Finding, Refusal
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign


def refuse_contradictions(study: Campaign) -> None:
    """Check that every part of the description fits the others.

    Raises
    ------
    Refusal
        D001 for reversed limits, D042 for amounts that cannot be read, D041 for anything else, all at once.
    """
    found = [*_ranges(study), *_named(study), *_favoured(study), *_members(study), *recipe.contradictions(study)]
    if found:
        raise Refusal(*found)


def _ranges(study: Campaign) -> Iterator[Finding]:
    pairs = [(name, ends) for name, ends in study.factors.items() if isinstance(ends, tuple)]
    for name, (lower, upper) in [*pairs, *study.keep.items()]:
        if lower is not None and upper is not None and lower >= upper:
            yield LimitsReversed(column=name, lower=lower, upper=upper)
    for name, values in study.factors.items():
        if not all(map(_finite, values)):
            yield _contradicts(name, say("its values have to be numbers that are finite"))
        elif isinstance(values, tuple) and name in study.integers and math.ceil(values[0]) > math.floor(values[1]):
            yield _contradicts(name, say("no whole number lies between its limits"))
    for name, step in study.steps.items():
        if not (_finite(step) and step > 0):
            yield _contradicts(name, say("its step has to be a number above 0"))


def _named(study: Campaign) -> Iterator[Finding]:
    """Names that cannot stand for what they are to stand for."""
    expected = {f"{outcome} {part}" for outcome in study.outcomes for part in PARTS.values()}
    for name in dict.fromkeys((*study.factors, *study.outcomes)):
        if name in {study.status, RUN, FACTOR, SETTING, WHERE, NEAREST, *expected}:
            yield _contradicts(name, say("the tables of a campaign have a column of this name already"))
    for name in study.factors.keys() & set(study.outcomes):
        yield _contradicts(name, say("it is both a factor and a result"))


def _members(study: Campaign) -> Iterator[Finding]:
    """Names that stand in one place and not among the factors, or with values that do not fit the place."""
    ranged = {name for name, values in study.factors.items() if isinstance(values, tuple)}
    worded = {name for name, values in study.factors.items() if isinstance(values, list) and _words(values)}
    places: tuple[tuple[object, Text, set[str], Text], ...] = (
        (study.integers, say("whole numbers"), ranged, say("it needs two limits")),
        (study.ordered, say("levels in order"), worded, say("it needs levels that are words")),
        (study.substances, say("substances"), worded, say("it needs levels that are words")),
        (study.parts, say("parts of the mixture"), study.factors.keys() - worded, say("it needs numbers")),
        (study.steps, say("steps"), ranged, say("it needs two limits")),
        (study.favour, say("what is tried first"), set(study.factors), say("it needs values")),
        (study.constant, say("what is constant within a block"), set(study.factors), say("it needs values")),
    )
    for names, place, fitting, need in places:
        for name in names:  # type: ignore[attr-defined]
            if name not in study.factors:
                yield _contradicts(name, say("it stands among {place} and is no factor", place=place))
            elif name not in fitting:
                yield _contradicts(name, say("it stands among {place}, and {need}", place=place, need=need))
    yield from _before(study, worded)
    for name in study.worst.keys() - study.goals.keys():
        yield _contradicts(name, say("a worst value is given, and it is no goal"))
    most = len(study.parts) if study.most_parts is None else study.most_parts
    chosen = study.parts or study.most_parts is not None or study.fewest_parts > 1
    if chosen and not study.fewest_parts <= most <= len(study.parts):
        yield _contradicts(", ".join(study.parts), say("the fewest and the most parts do not fit their number"))


def _before(study: Campaign, worded: set[str]) -> Iterator[Finding]:
    """Values of factors that came in midway which are none of their factor."""
    for name, value in study.before.items():
        if name not in study.factors:
            yield _contradicts(name, say("it has a value for the runs before, and is no factor"))
        elif name in worded and str(value) not in map(str, study.factors[name]):
            yield _contradicts(name, say("{value}, its value in the runs before, is none of its levels", value=value))
        elif name not in worded and isinstance(value, str):
            yield _contradicts(name, say("its value in the runs before has to be a number"))


def _favoured(study: Campaign) -> Iterator[Finding]:
    """Values that are tried first and cannot be: none of a factor's, beyond its range, twice, or none at all."""
    for name, ranked in study.favour.items():
        values = study.factors.get(name, ())
        if not values:
            continue
        if not ranked:
            yield _contradicts(name, say("it stands among what is tried first, without a value"))
        elif len(set(map(str, ranked))) < len(ranked):
            yield _contradicts(name, say("a value stands twice among what is tried first"))
        if isinstance(values, tuple):
            strange = [one for one in ranked if not (_number(one) and values[0] <= float(one) <= values[1])]
        elif _words(values):
            strange = sorted({str(level) for level in ranked} - set(map(str, values)))
        else:
            strange = [one for one in ranked if not (_number(one) and float(one) in set(map(float, values)))]
        if strange:
            yield _contradicts(name, say("{levels} stands among what is tried first and is none of its levels",
                                         levels=list(map(str, strange))))  # fmt: skip


def _number(value: float | str) -> bool:
    return isinstance(value, int | float)


def _finite(value: float | str) -> bool:
    """Whether a value is a word, or a number that is finite."""
    return isinstance(value, str) or math.isfinite(value)


def _words(values: list[float] | list[str]) -> bool:
    return not all(isinstance(value, int | float) for value in values)


def _contradicts(name: str, because: Text) -> Finding:
    return CampaignContradicts(name=name, because=because)
