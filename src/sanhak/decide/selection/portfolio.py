"""What may be selected, what it costs by year, and the rules that a selection keeps; each rule is a row of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.decide.assignment.question import Floats, Places, Truths
from sanhak.decide.findings.selection import FloorTooHigh, PortfolioUnreadable
from sanhak.finding import Refusal
from sanhak.text import Text, say

KINDS: Final = {
    "budget": say("the budgets"),
    "places": say("the number of places"),
    "floors": say("the floors of the areas"),
    "caps": say("the caps of the laboratories"),
    "needs": say("what needs what"),
}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Merits (any scale of which more is better), costs and rules; build one by :meth:`of`.

    ``limits`` and ``rows`` hold the rules as ``rows @ chosen <= limits``, ``kinds`` what rule each row is of.
    """

    merit: Floats
    rows: Floats
    limits: Floats
    kinds: tuple[str, ...]
    units: Floats
    """What one of each limit is: so many won where it is a budget, else one application."""
    chosen: Truths
    """Those that are selected whatever their merit."""
    barred: Truths
    """Those that are not."""

    @classmethod
    def of(  # noqa: PLR0913 - one argument a rule
        cls,
        merit: ArrayLike,
        *,
        cost: ArrayLike = (),
        budget: ArrayLike = (),
        places: int | None = None,
        area: Sequence[int] = (),
        floors: Sequence[int] = (),
        laboratory: Sequence[int] = (),
        caps: Sequence[int] = (),
        needs: Sequence[tuple[int, int]] = (),
        chosen: ArrayLike | None = None,
        barred: ArrayLike | None = None,
        areas: Sequence[str] = (),
    ) -> Portfolio:
        """The portfolio, checked.

        Parameters
        ----------
        merit
            Of each application, shape (applications,).
        cost, budget
            Won of each application in each year, shape (applications, years), and of each year, shape (years,).
        places
            How many are selected at most.
        area, floors
            The place of each application's area, and how many are selected at least in each area.
        laboratory, caps
            The place of each application's laboratory, and how many are selected at most from each.
        needs
            Pairs (application, the one without which it is not selected).
        chosen, barred
            What is fixed by hand, shape (applications,).
        areas
            The areas' names, as findings say them.

        Raises
        ------
        Refusal
            If something does not fit (D222), or a floor is above what was handed in (D221).
        """
        worth = np.asarray(merit, dtype=float)
        count = len(worth)
        _check(say("the merit"), worth, (count,))
        budgets = np.asarray(budget, dtype=float).reshape(-1)
        costs = np.asarray(cost, dtype=float)
        costs = costs.reshape(count, -1) if costs.size else np.zeros((count, 0))
        _check(say("the cost"), costs, (count, len(budgets)), least=0)
        named = areas or [str(place + 1) for place in range(len(floors))]
        inside = _groups(say("the area"), area, count, len(floors))
        for name, floor, there in zip(named, floors, inside.sum(axis=1), strict=True):
            if floor > there:
                raise Refusal(FloorTooHigh(name, floor, int(there)))
        own = _groups(say("the laboratory"), laboratory, count, len(caps))
        lists = [
            np.zeros(count, dtype=bool) if given is None else np.asarray(given, bool) for given in (chosen, barred)
        ]
        for given in lists:
            _check(say("what is fixed by hand"), given.astype(float), (count,))
        unit = np.maximum(budgets, costs.max(axis=0, initial=1.0))  # the solver's tolerance is for numbers of about one
        most = [] if places is None else [places]
        blocks = [
            ("budget", (costs / unit).T, budgets / unit),
            ("places", np.ones((len(most), count)), most),
            ("floors", -inside.astype(float), [-floor for floor in floors]),
            ("caps", own.astype(float), caps),
            ("needs", _needs(needs, count), np.zeros(len(needs))),
        ]
        return cls(
            worth, np.vstack([rows for _, rows, _ in blocks]),
            np.concatenate([np.asarray(limits, dtype=float) for _, _, limits in blocks]),
            tuple(kind for kind, rows, _ in blocks for _ in rows),
            np.concatenate([unit, np.ones(sum(len(rows) for _, rows, _ in blocks[1:]))]), lists[0], lists[1],
        )  # fmt: skip

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """The least and the most of each application that may be selected (0 or 1), each of shape (applications,)."""
        return self.chosen.astype(float), np.where(self.barred, 0.0, 1.0)

    def keeps(self, chosen: Truths) -> bool:
        """Whether a selection keeps all rules."""
        inside = (self.rows @ chosen.astype(float) <= self.limits + _ROUNDING).all()
        return bool(inside and not (self.chosen & ~chosen).any() and not (self.barred & chosen).any())


_ROUNDING: Final = 1e-9


def _check(part: Text, given: Floats, shape: tuple[int, ...], least: float = -np.inf) -> None:
    if given.shape != shape:
        raise Refusal(PortfolioUnreadable(part, " × ".join(map(str, given.shape)), " × ".join(map(str, shape))))
    if not np.isfinite(given).all() or (given < least).any():
        odd = given[~np.isfinite(given) | (given < least)][0]
        raise Refusal(PortfolioUnreadable(part, str(odd), "0 …" if least == 0 else "−∞ < … < ∞"))


def _groups(part: Text, given: Sequence[int], count: int, groups: int) -> NDArray[np.bool_]:
    """Which applications are of which group, shape (groups, applications)."""
    if not groups:
        return np.zeros((0, count), dtype=bool)
    places: Places = np.asarray(given, dtype=np.intp)
    _check(part, places.astype(float), (count,))
    if (places < 0).any() or (places >= groups).any():
        raise Refusal(PortfolioUnreadable(part, f"{places.min()} … {places.max()}", f"0 … {groups - 1}"))
    inside: NDArray[np.bool_] = places == np.arange(groups)[:, None]
    return inside


def _needs(needs: Sequence[tuple[int, int]], count: int) -> Floats:
    rows = np.zeros((len(needs), count))
    for row, (one, other) in zip(rows, needs, strict=True):
        if not (0 <= one < count and 0 <= other < count and one != other):
            raise Refusal(PortfolioUnreadable(KINDS["needs"], f"{one + 1} → {other + 1}", f"1 … {count}"))
        row[one], row[other] = 1, -1
    return rows
