"""The charge: what goes into each flask, in mmol, and as it is weighed or measured out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.experiments.domain import Domain
from sanhak.areas.process.experiments.recipe import equivalents_of, in_equivalents
from sanhak.decide.findings.recipe import AmountNotRead
from sanhak.decide.space import Settings
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table.substances import Substance, resolve
from sanhak.table.units import convert, known
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_BALANCE: Final = 1
"""Decimal places of a balance that reads mg; a pipette reads whole µL."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing that goes into every flask.

    ``substances`` are those of the levels where a factor decides, else the one of all runs. ``equivalents`` is a number
    or the factor that holds it, each of its units being ``share`` equivalents; None for the solvent.
    """

    name: str
    substances: tuple[Substance, ...]
    varies: bool
    equivalents: float | str | None
    share: float = 1.0

    @property
    def is_solvent(self) -> bool:
        """Whether it fills up to a volume."""
        return self.equivalents is None

    @property
    def poured(self) -> NDArray[np.bool_]:
        """Which of its substances are measured by volume: liquids of a known density, shape (substances,)."""
        return np.array([self.is_solvent or one.density is not None for one in self.substances])


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """How much of one ingredient each of some runs takes; all of shape (runs,).

    ``levels`` are places among its substances, ``moles`` are mmol, ``mass`` is mg to what a balance shows, ``volume``
    µL to what a pipette gives. NaN where it is not known; the volume of what is weighed is NaN too.
    """

    ingredient: Ingredient
    levels: NDArray[np.intp]
    moles: Floats
    mass: Floats
    volume: Floats

    @property
    def poured(self) -> NDArray[np.bool_]:
        """Which runs take it by volume."""
        return self.ingredient.poured[self.levels]

    @property
    def taken(self) -> Floats:
        """What is weighed in mg, or measured in µL."""
        return np.where(self.poured, self.volume, self.mass)

    def substance(self, run: int) -> Substance:
        """What this run takes."""
        return self.ingredient.substances[int(self.levels[run])]


@dataclass(frozen=True)
class Charge:
    """What goes into each run: the limiting substance first, the solvent last.

    ``solvent`` is known too where no concentration says how much of it; ``ingredients`` are none without a scale.
    """

    study: Campaign
    domain: Domain
    ingredients: tuple[Ingredient, ...]
    solvent: Ingredient | None

    def amounts(self, points: Floats) -> tuple[Amounts, ...]:
        """What each ingredient is in runs at unit points, shape (runs, factors)."""
        values = self.domain.space.values(points)
        return tuple(self._amounts(one, points, values) for one in self.ingredients)

    def levels(self, one: Ingredient, points: Floats) -> NDArray[np.intp]:
        """Which of its substances each run takes, shape (runs,)."""
        if not one.varies:
            return np.zeros(len(points), dtype=np.intp)
        count = len(one.substances)
        own = np.clip(points[:, self._places[one.name]], 0.0, 1.0)
        return np.minimum((own * count).astype(np.intp), count - 1)

    def called(self, part: Amounts, run: int) -> str:
        """What the user calls the substance that a run takes."""
        one = part.ingredient
        return list(self.domain.substances[one.name])[part.levels[run]] if one.varies else one.name

    def temperature(self, points: Floats) -> Floats | None:
        """In °C, shape (runs,); None where the recipe names none."""
        return self._number(self.study.temperature, "°C", self.domain.space.values(points), len(points))

    def least(self, one: Ingredient) -> Floats:
        """The least that a run takes of each of its substances, in mg or µL, shape (substances,)."""
        count = len(one.substances)
        points = np.zeros((count, len(self.domain.space)))
        if isinstance(self.study.concentration, str):
            points[:, self._places[self.study.concentration]] = 1.0
        if one.varies:
            points[:, self._places[one.name]] = (np.arange(count) + 0.5) / count
        return self._amounts(one, points, self.domain.space.values(points)).taken

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.domain.space.names)}

    def _amounts(self, one: Ingredient, points: Floats, values: Settings) -> Amounts:
        levels, scale = self.levels(one, points), self.study.scale or np.nan
        if one.is_solvent:
            concentration = self._number(self.study.concentration, "mol/L", values, len(points))
            volume = (
                np.round(1e3 * scale / concentration) if concentration is not None else np.full(len(points), np.nan)
            )
            nothing = np.full(len(points), np.nan)
            return Amounts(one, levels, nothing, nothing, volume)
        given = one.equivalents
        numbers = np.asarray(values[given], dtype=float) if isinstance(given, str) else np.full(len(points), given)
        moles = scale * one.share * numbers
        mass = moles * _facts(one, "molar_mass")[levels]
        volume = np.round(mass / _facts(one, "density")[levels])
        return Amounts(one, levels, moles, np.round(mass, _BALANCE), volume)

    def _number(self, given: float | str | None, unit: str, values: Settings, count: int) -> Floats | None:
        if given is None:
            return None
        if not isinstance(given, str):
            return np.full(count, float(given))
        own = self.domain.region.columns[given].unit
        numbers = np.asarray(values[given], dtype=float)
        return numbers if own is None or known(own) == unit else convert(numbers, own, unit)


def charge_of(study: Campaign, domain: Domain) -> Charge:
    """The recipe with its substances.

    Raises
    ------
    Refusal
        T26x for substances that nobody knows, D042 for a factor that holds equivalents in a unit that measures
        something else, T002 or T003 for one that holds a temperature or a concentration so.
    """
    fixed = [
        name for name in (study.limiting, *study.equivalents, study.solvent) if name and name not in domain.substances
    ]
    substances = resolve(fixed, study.own) if fixed else {}

    def ingredient(name: str, equivalents: float | str | None, share: float = 1.0) -> Ingredient:
        varies = name in domain.substances
        own = tuple(domain.substances[name].values()) if varies else (substances[name],)
        return Ingredient(name, own, varies, equivalents, share)

    solvent = ingredient(study.solvent, None) if study.solvent else None
    if study.scale is None or study.limiting is None:
        return Charge(study, domain, (), solvent)
    amounts = {study.limiting: 1.0} | study.equivalents
    solids = [ingredient(name, *_equivalents(study, domain, name, given)) for name, given in amounts.items()]
    last = [solvent] if solvent is not None and study.concentration is not None else []
    charge = Charge(study, domain, (*solids, *last), solvent)
    charge.amounts(np.zeros((1, len(domain.space))))
    charge.temperature(np.zeros((1, len(domain.space))))
    return charge


def _equivalents(study: Campaign, domain: Domain, name: str, given: float | str) -> tuple[float | str, float]:
    """A number of equivalents, or the factor that holds them and what one of its units is."""
    if not isinstance(given, str) or given not in study.factors:
        return equivalents_of(given) or 0.0, 1.0
    unit = domain.region.columns[given].unit
    share = in_equivalents(unit)
    if share is None:
        raise Refusal(AmountNotRead(name=name, given=f"{given} [{unit}]", known=say("equivalents or mol%")))
    return given, share


def _facts(one: Ingredient, fact: str) -> Floats:
    """A fact about each of its substances, NaN where it is not known, shape (substances,)."""
    found = [getattr(substance, fact) for substance in one.substances]
    return np.array([np.nan if value is None else value for value in found], dtype=float)
