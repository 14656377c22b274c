"""The stock: what is left of substances, and which runs can still be weighed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.experiments.charge import Charge, Ingredient, charge_of
from sanhak.areas.process.experiments.domain import Domain
from sanhak.areas.process.experiments.recipe import quantity
from sanhak.decide.campaign.batch import Allowed, everything
from sanhak.decide.findings.campaign import CampaignContradicts
from sanhak.decide.findings.recipe import LevelsOut, StockTooSmall
from sanhak.finding import Finding, Refusal
from sanhak.model.prediction import Floats
from sanhak.table.substances import Substance, resolve
from sanhak.table.units import convert
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_SLACK: Final = 1e-6
"""mg or µL by which sums of rounded amounts may miss each other."""


@dataclass(frozen=True)
class Stock:
    """What is left, by the user's name of each substance, in g, or in mL of what is measured by volume."""

    charge: Charge
    substances: Mapping[str, Substance]
    left: Mapping[str, float]

    def taken(self, points: Floats) -> Floats:
        """What runs at unit points take, in the units of ``left``, shape (runs, substances of the stock)."""
        used = np.zeros((len(points), len(self.left)))
        for part in self.charge.amounts(points):
            for place, one in enumerate(self.substances.values()):
                its = np.array([substance == one for substance in part.ingredient.substances])[part.levels]
                used[its, place] += part.taken[its] / 1e3
        return used

    def enough(self, points: Floats, chosen: Floats) -> NDArray[np.bool_]:
        """Which of some unit points can still be run when ``chosen`` are, shape (points,)."""
        after = np.array(list(self.left.values())) - self.taken(chosen).sum(axis=0)
        return np.asarray((self.taken(points) <= after + _SLACK / 1e3).all(axis=1))

    def after(self, points: Floats) -> list[Amount]:
        """What is left of each substance when runs at unit points were made."""
        left = np.array(list(self.left.values())) - self.taken(points).sum(axis=0)
        return [Amount(max(0.0, float(rest)), self.unit(name)) for name, rest in zip(self.left, left, strict=True)]

    def mass(self, substance: Substance) -> float:
        """What is left of a substance in mg; infinite where nothing is stated."""
        name = self._name(substance)
        if name is None:
            return np.inf
        density = substance.density if self.unit(name) == "mL" else 1.0
        return np.inf if density is None else 1e3 * self.left[name] * density

    def too_little(self, one: Ingredient) -> NDArray[np.bool_]:
        """Of which of its substances there is less than one run takes, shape (substances,)."""
        least = self.charge.least(one) / 1e3
        left = [self.left.get(self._name(substance) or "", np.inf) for substance in one.substances]
        return np.asarray(least > np.array(left) + _SLACK / 1e3)

    def _name(self, substance: Substance) -> str | None:
        return next((name for name, one in self.substances.items() if one == substance), None)

    def unit(self, name: str) -> str:
        """Of what is left of a substance."""
        return "mL" if _poured(self.charge, self.substances[name]) else "g"

    def doubts(self) -> Iterator[Finding]:
        """Levels that are not proposed because they are out.

        Raises
        ------
        Refusal
            D046 if that is so for all levels of a factor, or for a substance that every run takes.
        """
        for one in self.charge.ingredients:
            out = self.too_little(one)
            if out.all():
                name = self._name(one.substances[0]) or one.name
                unit = self.unit(name)
                least = float(self.charge.least(one)[0]) / 1e3
                raise Refusal(StockTooSmall(name=name, stock=Amount(self.left[name], unit), least=Amount(least, unit)))
            if out.any():
                names = [self._name(substance) for substance in one.substances]
                yield LevelsOut(one.name, tuple(str(name) for name, gone in zip(names, out, strict=True) if gone))


def stock_of(charge: Charge) -> Stock:
    """The stock of a campaign; empty where it states none.

    Raises
    ------
    Refusal
        T26x for substances that nobody knows, D041 for one that no run takes, or a mass of what is measured by volume
        whose density is not known.
    """
    study = charge.study
    substances = resolve(study.stock, study.own) if study.stock else {}
    known = {substance for one in charge.ingredients for substance in one.substances}
    for name, one in substances.items():
        if one not in known:
            raise Refusal(CampaignContradicts(name=name, because=say("there is a stock of it, and no run takes it")))
    return Stock(charge, substances, {name: _left(charge, name, one) for name, one in substances.items()})


def allowed(study: Campaign, domain: Domain) -> Allowed:
    """Which unit points can still be run when others were chosen, so that no batch takes more than there is in stock.

    Raises as :func:`stock_of` and :meth:`Stock.doubts` do.
    """
    if not study.stock:
        return everything
    stock = stock_of(charge_of(study, domain))
    list(stock.doubts())
    return stock.enough


def _poured(charge: Charge, substance: Substance) -> bool:
    """Whether a substance of the recipe is measured by volume."""
    return any(
        own == substance and bool(poured)
        for one in charge.ingredients
        for own, poured in zip(one.substances, one.poured, strict=True)
    )


def _left(charge: Charge, name: str, substance: Substance) -> float:
    """What is left of a substance, in g, or in mL of what is measured by volume."""
    given = charge.study.stock[name]
    amount, unit = (quantity(given) or (0.0, None)) if isinstance(given, str) else (given, None)
    wanted = "mL" if _poured(charge, substance) else "g"
    if unit is None:
        return amount
    volume = unit.endswith("L")
    converted = convert(amount, unit, "mL" if volume else "g")
    if volume == (wanted == "mL"):
        return converted
    if substance.density is None:
        said = say("there is a mass or volume of it, and its density is not known: give {unit}", unit=wanted)
        raise Refusal(CampaignContradicts(name=name, because=said))
    return converted / substance.density if wanted == "mL" else converted * substance.density
