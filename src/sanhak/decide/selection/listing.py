"""All selections that lose little to the relaxed programme, listed one application after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.selection.portfolio import Portfolio

_OVER: Final = 1e-6
"""Of merit: what the relaxed programme's own tolerance may hide."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best parts of applications, what they cost, and what no selection can be above.

    ``parts`` and ``margin`` (reduced costs: merit beyond what place, money and rules are worth elsewhere) are of shape
    (applications,), ``price`` (what one more of each limit is worth) of shape (rules,).
    """

    parts: Floats
    margin: Floats
    price: Floats
    highest: float

    @classmethod
    def of(cls, portfolio: Portfolio) -> Relaxed | None:
        """The relaxed programme solved; None where even it has no solution."""
        from scipy.optimize import linprog

        least, most = portfolio.bounds
        if (least > most).any():
            return None
        ruled = bool(len(portfolio.rows))
        found = linprog(
            -portfolio.merit, A_ub=portfolio.rows if ruled else None, b_ub=portfolio.limits if ruled else None,
            bounds=list(zip(least.tolist(), most.tolist(), strict=True)),
        )  # fmt: skip
        if found.x is None or found.fun is None:
            return None
        margin = -np.asarray(found.lower.marginals + found.upper.marginals, dtype=float)
        price = np.maximum(-np.asarray(found.ineqlin.marginals, dtype=float), 0.0)
        return cls(found.x, margin, price, _OVER - float(found.fun))


def listed(portfolio: Portfolio, relaxed: Relaxed, limit: float, width: int) -> tuple[Truths | None, bool]:
    """The best of the selections that are at most ``limit`` under the relaxed programme; whether all were listed.

    A selection loses the reduced cost of each application that it has otherwise, and the price of what it leaves unused
    (E. Balas, E. Zemel, *Oper. Res.* 28 (1980) 1130). The applications are gone through from the largest reduced cost
    to the smallest; what has lost more than the limit, or can keep a rule no more, is dropped, and where more than
    ``width`` are left, those that have lost most (a beam: P. S. Ow, T. E. Morton, *Int. J. Prod. Res.* 26 (1988) 35).
    """
    doubt, rounded = np.abs(relaxed.margin), relaxed.parts > 1 / 2
    free = np.flatnonzero((doubt <= limit) & ~portfolio.chosen & ~portfolio.barred)
    free = free[np.argsort(-doubt[free], kind="stable")]
    moved = portfolio.rows[:, free].T * np.where(rounded[free], -1.0, 1.0)[:, None]
    freed, taken = (_still(np.maximum(sign * moved, 0.0)) for sign in (-1, 1))
    room = (portfolio.limits - portfolio.rows @ rounded.astype(float))[None]
    lost, other, whole = np.zeros(1), np.zeros((1, len(free)), dtype=bool), True
    for place, move in enumerate(moved):
        lost = np.concatenate([lost, lost + doubt[free[place]]])
        room = np.concatenate([room, room - move])
        other = np.concatenate([other, other])
        other[len(other) // 2 :, place] = True
        least = lost + np.maximum(room - taken[place], 0.0) @ relaxed.price
        kept = np.flatnonzero((room + freed[place] >= -_ROUNDING).all(axis=1) & (least <= limit + _ROUNDING))
        if len(kept) > width:
            kept, whole = kept[np.argsort(least[kept], kind="stable")[:width]], False
        lost, room, other = lost[kept], room[kept], other[kept]
    other = other[(room >= -_ROUNDING).all(axis=1)]
    if not len(other):
        return None, whole
    chosen = np.repeat(rounded[None], len(other), axis=0)
    chosen[:, free] ^= other
    best: Truths = chosen[(chosen @ portfolio.merit).argmax()]
    return best, whole


def _still(moves: Floats) -> Floats:
    """How much the moves behind each one come to, shape (moves, rules)."""
    return np.asarray(moves[::-1].cumsum(axis=0)[::-1] - moves)
