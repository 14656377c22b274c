"""What may be run: the factors of a campaign as a region, their substances, and the conditions on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.campaign import CampaignContradicts, FactorWithoutRange, NothingAllowed, RuleNotRead
from sanhak.decide.region import Choice, Condition, Region, columns_of
from sanhak.decide.space import Category, Continuous, Discrete, Factor, Integer, Ordinal, Space
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table import Column, Table
from sanhak.table.expression import Expression
from sanhak.table.expression.tree import Among, Name, Node, Pair, Words, everything
from sanhak.table.substances import Substance, resolve
from sanhak.table.units import require
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_PROBED: Final = 256


@dataclass(frozen=True)
class Domain:
    """The region of a campaign, and the substances behind its levels: by factor, then by level."""

    region: Region
    substances: Mapping[str, Mapping[str, Substance]]

    @property
    def space(self) -> Space:
        """The factors."""
        return self.region.space

    @property
    def distances(self) -> dict[str, Floats]:
        """Squared distances of the descriptors of the levels of each factor of substances, (levels, levels)."""
        if not self.substances:
            return {}
        from sanhak.model.descriptors import distances

        return {name: distances(list(levels.values())) for name, levels in self.substances.items() if len(levels) > 1}


def domain_of(study: Campaign, runs: Table | None) -> Domain:
    """The region that the study describes; units come from the study, else from the table of runs.

    Raises
    ------
    Refusal
        D028 for a factor without values, D029 for a condition that is none, D030 where nothing keeps all conditions,
        T26x for substances that nobody knows.
    """
    space = Space(tuple(_factor(study, name, values) for name, values in study.factors.items()))
    columns = columns_of(space, {factor.name: _unit(study, factor, runs) for factor in space.factors})
    mixture = (Condition.sum(study.parts, study.total),) if study.parts else ()
    region = Region(space, columns, (*mixture, *_rules(study, columns)), _choice(study))
    _look_inside(study, region)
    names = [level for name in study.substances for level in map(str, study.factors[name])]
    found = resolve(names, study.own) if names else {}
    chemicals = {name: {str(level): found[str(level)] for level in study.factors[name]} for name in study.substances}
    return Domain(region, chemicals)


def _factor(study: Campaign, name: str, values: tuple[float, float] | list[float] | list[str]) -> Factor:
    if isinstance(values, tuple):
        lower, upper = values
        if name in study.integers:
            return Integer(name, math.ceil(lower), math.floor(upper))
        return Continuous(name, lower, upper, study.steps.get(name))
    if not values:
        raise Refusal(FactorWithoutRange(factor=name))
    if all(isinstance(value, int | float) for value in values):
        return Discrete(name, tuple(sorted({float(value) for value in values})))
    levels = tuple(dict.fromkeys(map(str, values)))
    return Ordinal(name, levels) if name in study.ordered else Category(name, levels)


def unit_of(study: Campaign, name: str) -> str | None:
    """The unit that the study gives a factor or a result, as it is to be read.

    Raises
    ------
    Refusal
        T002 for a unit that is not known.
    """
    return require(study.units[name]) if name in study.units else None


def _unit(study: Campaign, factor: Factor, runs: Table | None) -> str | None:
    """The unit that the study gives a factor, else that of the table of runs."""
    unit = unit_of(study, factor.name)
    return runs[factor.name].unit if unit is None and runs is not None and factor.name in runs else unit


def _choice(study: Campaign) -> Choice | None:
    most = study.most_parts or len(study.parts)
    return Choice(study.parts, study.fewest_parts, most) if study.most_parts or study.fewest_parts > 1 else None


def _rules(study: Campaign, columns: Mapping[str, Column]) -> Iterator[Condition]:
    """The conditions that every run keeps."""
    for text in study.where:
        rule = Condition.of(text, columns)
        if rule is None:
            raise Refusal(RuleNotRead(rule=text))
        unknown = tuple(_unknown_levels(study, text))
        if unknown:
            raise Refusal(*unknown)
        yield rule


def _unknown_levels(study: Campaign, text: str) -> Iterator[CampaignContradicts]:
    """Words that a condition compares with a factor and that are none of its levels: a slip would forbid nothing."""
    for node in everything(Expression.parse(text).tree):
        match node:
            case Pair("==" | "!=", Name(name), Words() as word) | Pair("==" | "!=", Words() as word, Name(name)):
                words: tuple[Node, ...] = (word,)
            case Among(Name(name), options):
                words = options
            case _:
                continue
        levels = [] if isinstance(study.factors.get(name, ()), tuple) else list(map(str, study.factors[name]))
        for told in words:
            if levels and isinstance(told, Words) and told.value not in levels:
                because = say("{level} stands in a condition and is none of its levels", level=told.value)
                yield CampaignContradicts(name=name, because=because)


def _look_inside(study: Campaign, region: Region) -> None:
    """Refuse conditions that leave nothing, and name one without which something is left."""
    if _some(region):
        return
    for rule in region.conditions:
        rest = tuple(other for other in region.conditions if other is not rule)
        if rule.text in study.where and _some(replace(region, conditions=rest)):
            raise Refusal(NothingAllowed(rules=study.where, without=rule.text))
    raise Refusal(NothingAllowed(rules=study.where, without=None))


def _some(region: Region) -> bool:
    """Whether any point keeps all conditions."""
    if region.listed is not None:
        return len(region.listed) > 0
    return len(region.draw(_PROBED, np.random.default_rng(0))) > 0
