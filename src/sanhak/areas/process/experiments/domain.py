"""What may be run: the factors of a campaign as a region, their substances, and the conditions on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.campaign.linear import Linear
from sanhak.decide.campaign.region import Choice, Region
from sanhak.decide.findings.campaign import FactorWithoutRange, NothingAllowed, RuleNotRead
from sanhak.decide.space import Category, Continuous, Discrete, Factor, Integer, Ordinal, Space
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Table
from sanhak.table.expression import Expression
from sanhak.table.substances import Substance, resolve
from sanhak.table.units import require

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
    columns = {factor.name: _column(study, factor, runs) for factor in space.factors}
    region = Region(space, columns, _mixture(study), _rules(study, columns), _choice(study))
    _look_inside(study, region)
    names = [level for name in study.substances for level in map(str, study.factors[name])]
    found = resolve(names, study.own) if names else {}
    chemicals = {name: {str(level): found[str(level)] for level in study.factors[name]} for name in study.substances}
    return Domain(region, chemicals)


def _factor(study: Campaign, name: str, values: tuple[float, float] | list[float] | list[str]) -> Factor:
    if isinstance(values, tuple):
        lower, upper = values
        if name in study.integers:
            return Integer(name, int(lower), int(upper))
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


def _column(study: Campaign, factor: Factor, runs: Table | None) -> Column:
    kind = Kind.CATEGORY if isinstance(factor, Category) else Kind.NUMBER
    unit = unit_of(study, factor.name)
    if unit is None and runs is not None and factor.name in runs:
        unit = runs[factor.name].unit
    return Column(factor.name, kind, unit if kind is Kind.NUMBER else None)


def _mixture(study: Campaign) -> tuple[Linear, ...]:
    return (Linear(dict.fromkeys(study.parts, 1.0), study.total, study.total),) if study.parts else ()


def _choice(study: Campaign) -> Choice | None:
    return Choice(study.parts, study.fewest_parts, study.most_parts) if study.most_parts else None


def _rules(study: Campaign, columns: Mapping[str, Column]) -> tuple[Expression, ...]:
    """The conditions that every run keeps."""
    rules = []
    for text in study.where:
        rule = Expression.parse(text)
        planned = rule.plan(columns)
        if not planned.truth or not planned.row_wise:
            raise Refusal(RuleNotRead(rule=text))
        rules.append(rule)
    return tuple(rules)


def _look_inside(study: Campaign, region: Region) -> None:
    """Refuse conditions that leave nothing, and name one without which something is left."""
    if _some(region):
        return
    for place, text in enumerate(study.where):
        rest = (*region.rules[:place], *region.rules[place + 1 :])
        if _some(Region(region.space, region.columns, region.linear, rest, region.choice)):
            raise Refusal(NothingAllowed(rules=study.where, without=text))
    raise Refusal(NothingAllowed(rules=study.where, without=None))


def _some(region: Region) -> bool:
    """Whether any point keeps all conditions."""
    if region.listed is not None:
        return len(region.listed) > 0
    return len(region.draw(_PROBED, np.random.default_rng(0))) > 0
