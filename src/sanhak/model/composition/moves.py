"""New formulas from known ones, one at a time: shares moved and mixed as in alloys, elements replaced in compounds.

Every way of making is endless and draws from the stream that it is given; whoever takes from it decides how many are
made. A formula that is made may break a rule: bounds on shares are kept as far as they can be, the rest is to be judged
with :meth:`~sanhak.model.composition.rules.Rules.keeps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from sanhak.model.composition.elements import elements
from sanhak.model.composition.likes import likes
from sanhak.model.composition.rules import Rules
from sanhak.table.formula.composition import Basis, Composition
from sanhak.table.formula.elements import NUMBERS

Parts = dict[str, float]

_MIXED: Final = 0.3
"""Share of the alloys that are mixtures of two parents."""
_MOST_MOVES: Final = 3
_STRANGER: Final = 0.15
"""Chance that a move brings in an element that the parent does not have."""
_LEFT_OUT: Final = 0.1
_STEP: Final = 0.5
"""Deviation of the logarithm of a share that is moved."""
_TYPICAL: Final = 0.3
"""Chance that a share is set to what another parent has."""
_DIGITS: Final = 3
_HALF: Final = 0.35
"""Chance that only half of an element is replaced."""
_TWICE: Final = 0.3
"""Chance that a second element is replaced as well."""
_SMALLEST: Final = 1e-6


class Way(StrEnum):
    """How a new formula came about."""

    MOVED = "moved"
    """Shares of one parent moved between its elements."""
    MIXED = "mixed"
    """A mixture of two parents."""
    REPLACED = "replaced"
    """Elements of one parent replaced by like ones."""
    GIVEN = "given"
    """A candidate that was given."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new composition, how it came about, and the places of its parents among those that were given."""

    composition: Composition
    way: Way
    parents: tuple[int, ...]

    @property
    def text(self) -> str:
        """The formula as its trade writes it: an alloy by falling shares, a compound from cation to anion."""
        one = self.composition
        power = elements().properties["electronegativity"]
        order = [-amount if self.way in (Way.MOVED, Way.MIXED) else float(np.nan_to_num(power[NUMBERS[symbol] - 1]))
                 for symbol, amount in zip(one.elements, one.amounts, strict=True)]  # fmt: skip
        places = np.argsort(order, kind="stable").tolist()
        return "".join(Composition((one.elements[at],), (one.amounts[at],)).formula for at in places)


def alloys(parents: Sequence[Composition], rules: Rules, rng: np.random.Generator) -> Iterator[Made]:
    """Shares moved between elements, and mixtures of two parents; the first parents are drawn more often.

    Shares are those that the rules bound (of the atoms or of the weight), rounded to three digits; the element with the
    largest share takes what is left.
    """
    parts = [_parts(parent, rules.basis) for parent in parents]
    chance = _by_rank(len(parents))
    while True:
        one, other = rng.choice(len(parents), 2, p=chance)
        if len(parents) > 1 and rng.random() < _MIXED:
            weight = float(rng.uniform(0.1, 0.9))
            symbols = parts[one].keys() | parts[other].keys()
            mixed = {symbol: weight * parts[one].get(symbol, 0.0) + (1 - weight) * parts[other].get(symbol, 0.0)
                     for symbol in sorted(symbols)}  # fmt: skip
            made, way = mixed, Way.MIXED
            of: tuple[int, ...] = (int(one), int(other))
        else:
            made, way, of = _moved(parts[one], parts[other], rules, rng), Way.MOVED, (int(one),)
        kept = _mended(made, rules)
        if kept:
            yield Made(_rounded(Composition.of(kept, rules.basis)), way, of)


def compounds(parents: Sequence[Composition], rules: Rules, rng: np.random.Generator) -> Iterator[Made]:
    """One or two elements replaced, wholly or by half, by elements of like charge, size and electronegativity.

    The first parents are drawn more often. Ends where no parent has an element that could be replaced.
    """
    places = [at for at, parent in enumerate(parents) if any(_others(symbol, rules) for symbol in parent.elements)]
    chance = _by_rank(len(places))
    while places:
        at = places[int(rng.choice(len(places), p=chance))]
        amounts = dict(zip(parents[at].elements, parents[at].amounts, strict=True))
        for _ in range(1 + (rng.random() < _TWICE)):
            amounts = _replaced(amounts, rules, rng)
        yield Made(Composition.of(amounts), Way.REPLACED, (at,))


def _rounded(made: Composition) -> Composition:
    """The composition with amounts that can be read: shares by weight are turned into endless fractions of atoms."""
    pairs = zip(made.elements, made.amounts, strict=True)
    return Composition.of({symbol: float(f"{amount:.{_DIGITS + 1}g}") for symbol, amount in pairs})


def _by_rank(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Chances that fall with the rank, the first four times as likely as the last."""
    falling = np.linspace(4.0, 1.0, count) if count else np.ones(0)
    return np.asarray(falling / falling.sum()) if count else falling


def _parts(composition: Composition, basis: Basis) -> Parts:
    return composition.weight_fractions if basis is Basis.WEIGHT else composition.atomic_fractions


def _moved(parts: Parts, model: Parts, rules: Rules, rng: np.random.Generator) -> Parts:
    """The parts with one to three shares changed; ``model`` is another parent, after which some are changed."""
    made = dict(parts)
    for _ in range(int(rng.integers(1, _MOST_MOVES + 1))):
        strangers = sorted(rules.elements - made.keys())
        if strangers and rng.random() < _STRANGER:
            symbol = strangers[int(rng.integers(len(strangers)))]
            made[symbol] = model.get(symbol, 0.0) or float(np.exp(rng.uniform(np.log(0.002), np.log(0.1))))
            continue
        symbol = sorted(made)[int(rng.integers(len(made)))]
        drawn = rng.random()
        if drawn < _LEFT_OUT and len(made) > 1:
            del made[symbol]
        elif drawn < _LEFT_OUT + _TYPICAL and symbol in model:
            made[symbol] = model[symbol]
        else:
            made[symbol] *= float(np.exp(_STEP * rng.standard_normal()))
    return made


def _mended(parts: Mapping[str, float], rules: Rules) -> Parts | None:
    """The parts without what may not be there, within their bounds and rounded; None where they cannot sum to 1."""
    bounds = {
        symbol: (lower or 0.0, 1.0 if upper is None else upper) for symbol, (lower, upper) in rules.shares.items()
    }
    needed = [symbol for symbol, (lower, _) in bounds.items() if lower > 0 and symbol in rules.elements]
    made = {symbol: parts.get(symbol, 0.0) for symbol in sorted({*parts, *needed} & rules.elements)}
    if not made or not sum(made.values()):
        return None
    balance = max(made, key=lambda symbol: made[symbol])
    for symbol, share in made.items():
        lower, upper = bounds.get(symbol, (0.0, 1.0))
        made[symbol] = float(f"{min(max(share, lower), upper):.{_DIGITS}g}")
    made = {symbol: share for symbol, share in made.items() if share > _SMALLEST or symbol == balance}
    made[balance] = round(1.0 - sum(share for symbol, share in made.items() if symbol != balance), 6)
    return made if made[balance] > _SMALLEST else None


def _others(symbol: str, rules: Rules) -> tuple[str, ...]:
    """Elements that may stand in the place of this one and are allowed."""
    return tuple(other for other in likes(symbol) if other in rules.elements)


def _replaced(amounts: Parts, rules: Rules, rng: np.random.Generator) -> Parts:
    """The amounts with one element replaced; those that are not allowed go first, and wholly."""
    open_ones = [symbol for symbol in amounts if _others(symbol, rules)]
    if not open_ones:
        return amounts
    banned = [symbol for symbol in open_ones if symbol not in rules.elements]
    among = banned or open_ones
    symbol = among[int(rng.integers(len(among)))]
    others = _others(symbol, rules)
    other = others[int(rng.integers(len(others)))]
    share = 0.5 if not banned and rng.random() < _HALF else 1.0
    made = dict(amounts)
    moved = share * made[symbol]
    made[symbol] -= moved
    made[other] = made.get(other, 0.0) + moved
    made = {name: amount for name, amount in made.items() if amount}
    whole = all(float(amount).is_integer() for amount in amounts.values())
    broken = not all(float(amount).is_integer() for amount in made.values())
    return {name: 2 * amount for name, amount in made.items()} if whole and broken else made
