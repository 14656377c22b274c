"""A good selection at once: the relaxed one without its parts, filled up and improved by single exchanges."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Places, Truths
from sanhak.decide.selection.portfolio import Portfolio

_WHOLE: Final = 1e-6
_ROUNDING: Final = 1e-9
_EXCHANGED: Final = 40
"""On either side, those of the smallest reduced cost: so many are exchanged for one another."""


def rounded(portfolio: Portfolio, parts: Floats, margin: Floats) -> Truths | None:
    """A selection that keeps all rules, or None where leaving out the parts breaks one that no single addition mends.

    Parameters
    ----------
    portfolio
        What may be selected.
    parts
        The part of each application that the relaxed programme selects, shape (applications,).
    margin
        Its reduced costs, same shape.
    """
    chosen = parts > 1 - _WHOLE
    room = portfolio.limits - portfolio.rows @ chosen.astype(float) + _ROUNDING
    order = np.argsort(np.abs(margin), kind="stable")
    while True:
        outside = order[~chosen[order] & ~portfolio.barred[order]]
        inside = order[chosen[order] & ~portfolio.chosen[order]]
        move = _added(portfolio, room, outside) or _exchanged(portfolio, room, outside, inside)
        if move is None:
            return chosen if (room >= 0).all() else None
        for place, sign in zip(move, (1, -1), strict=False):
            chosen[place] = sign > 0
            room = room - sign * portfolio.rows[:, place]


def _added(portfolio: Portfolio, room: Floats, outside: Places) -> tuple[int, ...] | None:
    """The one with the largest merit for which there is room."""
    fits = (portfolio.rows[:, outside] <= room[:, None]).all(axis=0) & (portfolio.merit[outside] > 0)
    if not fits.any():
        return None
    return (int(outside[fits][portfolio.merit[outside[fits]].argmax()]),)


def _exchanged(portfolio: Portfolio, room: Floats, outside: Places, inside: Places) -> tuple[int, ...] | None:
    """The exchange (who comes, who goes) that gains most."""
    come, go = outside[:_EXCHANGED], inside[:_EXCHANGED]
    gain = portfolio.merit[come] - portfolio.merit[go][:, None]
    moved = portfolio.rows[:, None, come] - portfolio.rows[:, go, None]
    gain[~(moved <= room[:, None, None]).all(axis=0)] = 0
    if not gain.size or gain.max() <= _ROUNDING:
        return None
    goes, comes = np.unravel_index(gain.argmax(), gain.shape)
    return int(come[comes]), int(go[goes])
