"""The terms of a linear model: products of factors with their powers, and the sets of them that have a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, TypeAlias

from sanhak.finding import Refusal, near
from sanhak.model.experiments.findings import TermNotUnderstood

Order: TypeAlias = Literal["main", "interactions", "quadratic"]
ORDERS: Final[tuple[Order, ...]] = ("main", "interactions", "quadratic")
_HIGHEST: Final = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A product of factors, each to a whole power; the empty product is the mean. Written ``A``, ``A:B``, ``A^2``."""

    powers: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return ":".join(name if power == 1 else f"{name}^{power}" for name, power in self.powers) or "1"

    @property
    def names(self) -> tuple[str, ...]:
        """The factors in it."""
        return tuple(name for name, _ in self.powers)

    @property
    def order(self) -> int:
        """The sum of the powers: 1 for a main effect, 2 for an interaction of two and for a square."""
        return sum(power for _, power in self.powers)

    def below(self, other: Term) -> bool:
        """Whether it is marginal to ``other``: every factor of it stands there too, to at least its power."""
        higher = dict(other.powers)
        return self != other and all(higher.get(name, 0) >= power for name, power in self.powers)

    def inside(self, other: Term) -> bool:
        """Whether it is marginal to ``other``, which has further factors: A to A:B and to A^2:B, but A^2 not to A:B."""
        return self.below(other) and set(self.names) < set(other.names)


MEAN: Final = Term()


def term(text: str, names: Sequence[str]) -> Term:
    """Read a term such as ``A``, ``A:B`` or ``A^2:B`` over the factors ``names``, kept in their order.

    Raises
    ------
    Refusal
        M100 if a part names no factor, stands twice, or has a power that is not 1 to 4.
    """
    powers: dict[str, int] = {}
    for part in text.split(":"):
        name, power = _part(part.strip(), names)
        if power is None or name not in names or name in powers:
            raise Refusal(TermNotUnderstood(term=text, part=part.strip(), near=near(name, names)))
        powers[name] = power
    return Term(tuple((name, powers[name]) for name in names if name in powers))


def _part(text: str, names: Sequence[str]) -> tuple[str, int | None]:
    if text in names:
        return text, 1
    name, _, power = text.partition("^")
    known = power.strip().isdecimal() and 1 <= int(power) <= _HIGHEST
    return name.strip(), int(power) if known else None


def terms_of(order: Order, numbers: Sequence[str], categories: Sequence[str] = ()) -> tuple[Term, ...]:
    """The terms of a model: main effects; with all interactions of two; with the squares of the numbers besides."""
    names = (*numbers, *categories)
    found = [Term(((name, 1),)) for name in names]
    if order != "main":
        found += [Term(((one, 1), (other, 1))) for one, other in combinations(names, 2)]
    if order == "quadratic":
        found += [Term(((name, 2),)) for name in numbers]
    return tuple(found)


def of_mixture(terms: Iterable[Term], parts: Sequence[str]) -> tuple[Term, ...]:
    """The terms that stay where ``parts`` add up to a whole and the model has no constant (H. Scheffé 1958).

    The square of a part is a sum of products with the other parts; a factor beside the mixture is the sum of its
    products with all parts, and so left out where these are in the model.
    """
    given = tuple(terms)
    squares = {one for one in given if one.order > 1 and len(one.powers) == 1 and one.names[0] in parts}
    whole = {
        one
        for one in given
        if one.order == 1 and one.names[0] not in parts and all(_with(given, one.names[0], part) for part in parts)
    }
    return tuple(one for one in given if one not in squares | (whole if parts else set()))


def _with(terms: Sequence[Term], name: str, part: str) -> bool:
    """Whether the product of a factor with a part is among the terms."""
    return any(one.order == 2 and set(one.names) == {name, part} for one in terms)  # noqa: PLR2004 - of two factors


def completed(terms: Iterable[Term], names: Sequence[str]) -> tuple[Term, ...]:
    """The terms and all that are marginal to them, lower orders first and in the order of ``names``."""
    given = tuple(dict.fromkeys(terms))
    lower = [below for one in given for below in _marginal(one)]

    def place(one: Term) -> tuple[int, list[int]]:
        return one.order, [names.index(name) for name in one.names]

    return tuple(sorted(dict.fromkeys((*given, *lower)), key=place))


def _marginal(one: Term) -> list[Term]:
    found: list[Term] = []
    for place, (name, power) in enumerate(one.powers):
        rest = one.powers[:place] + (((name, power - 1),) if power > 1 else ()) + one.powers[place + 1 :]
        if rest:
            found += [Term(rest), *_marginal(Term(rest))]
    return found
