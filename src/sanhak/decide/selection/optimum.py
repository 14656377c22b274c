"""The best selection, by proof; and what one more place or more money is worth, by solving again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.findings.selection import RulesContradict, SelectionNotProved
from sanhak.decide.selection.listing import Relaxed, listed
from sanhak.decide.selection.portfolio import KINDS, Portfolio
from sanhak.decide.selection.rounding import rounded
from sanhak.finding import Refusal

BRANCHES: Final = 100_000
"""Of the search for the optimum; portfolios of some hundred applications need a few thousand at most."""
_OPTIMAL, _INFEASIBLE = 0, 2
_PROVED: Final = 1e-9
_WIDTH: Final = 4000
"""So many selections are kept at once where a proof is asked for: all there are of some sixty applications."""
_FIRST: Final = 0.25
"""Of what could still be gained: so far selections are listed at first, then twice as far again and again."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Those selected, shape (applications,), their summed merit, and what no selection can be above."""

    chosen: Truths
    worth: float
    bound: float

    @property
    def gap(self) -> float:
        """The most that could still be gained, as a share of the worth."""
        return (self.bound - self.worth) / max(abs(self.worth), _PROVED)

    @property
    def proved(self) -> bool:
        """Whether no selection is better."""
        return self.gap <= _PROVED

    @property
    def findings(self) -> tuple[SelectionNotProved, ...]:
        """What is to be said of it."""
        return () if self.proved else (SelectionNotProved(self.gap),)


@dataclass(frozen=True, slots=True)
class More:
    """What a looser rule is worth: the summed merit gained, who comes in and who goes out."""

    gain: float
    selection: Selection
    entering: tuple[int, ...]
    leaving: tuple[int, ...]


def select(portfolio: Portfolio, branches: int = BRANCHES) -> Selection:
    """The selection with the largest summed merit.

    Raises
    ------
    Refusal
        If no selection keeps all rules (D220).
    """
    relaxed = Relaxed.of(portfolio)
    near_by = None if relaxed is None else near(portfolio, relaxed, None, _WIDTH)
    found = None if relaxed is None else _branched(portfolio, relaxed, near_by, branches)
    if found is None:
        raise Refusal(RulesContradict(tuple(KINDS[kind] for kind in KINDS if _without(portfolio, kind))))
    return found


def worth_of(portfolio: Portfolio, before: Selection, kind: str, amount: float, which: int = 0) -> More:
    """What it is worth to loosen the ``which``-th rule of a kind (``budget``, ``places``, ``floors``, ``caps``).

    ``amount`` is in the rule's own unit: won of a budget, else applications.
    """
    row = [place for place, one in enumerate(portfolio.kinds) if one == kind][which]
    limits = portfolio.limits.copy()
    limits[row] += amount / portfolio.units[row]
    after = select(replace(portfolio, limits=limits))
    entering, leaving = after.chosen & ~before.chosen, before.chosen & ~after.chosen
    places = (tuple(map(int, np.flatnonzero(those))) for those in (entering, leaving))
    return More(after.worth - before.worth, after, *places)


def margins(portfolio: Portfolio) -> Floats:
    """How much merit each application has beyond what its place, money and rules are worth elsewhere.

    Negative for those left out: so much merit is missing. They are the reduced costs of the relaxed programme: exact
    for a rule on places alone, near the truth where budgets are split by whole projects.
    """
    relaxed = Relaxed.of(portfolio)
    return np.zeros(len(portfolio.merit)) if relaxed is None else relaxed.margin


def near(portfolio: Portfolio, relaxed: Relaxed, known: Truths | None, width: int) -> Selection | None:
    """A selection near the optimum, by listing ``width`` at most at once; None where not even rounding gave one.

    ``known`` are selections that keep all rules, shape (selections, applications), such as those of other merits.
    """
    best = _best(portfolio, known, rounded(portfolio, relaxed.parts, relaxed.margin))
    if best is None:
        return None
    left, limit, whole = relaxed.highest - _worth(portfolio, best), 0.0, True
    while whole and limit < left:
        limit = min(left, 2 * limit or _FIRST * left)
        found, whole = listed(portfolio, relaxed, limit, width)
        best = best if found is None else max(best, found, key=lambda one: _worth(portfolio, one))
        left = relaxed.highest - _worth(portfolio, best)
    worth = _worth(portfolio, best)
    return Selection(best, worth, worth if whole else max(worth, relaxed.highest))


def _best(portfolio: Portfolio, known: Truths | None, one: Truths | None) -> Truths | None:
    every = [*(() if known is None else (known[(known @ portfolio.merit).argmax()],)), *(() if one is None else (one,))]
    return max(every, key=lambda one: _worth(portfolio, one), default=None)


def _worth(portfolio: Portfolio, chosen: Truths) -> float:
    return float(portfolio.merit[chosen].sum())


def _branched(portfolio: Portfolio, relaxed: Relaxed, best: Selection | None, branches: int) -> Selection | None:
    """The optimum by branching where listing did not prove it; None where the rules leave nothing."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if best is not None and best.proved:
        return best
    free = np.abs(relaxed.margin) <= (np.inf if best is None else best.bound - best.worth)
    least, most = (np.where(free, end, np.rint(relaxed.parts)) for end in portfolio.bounds)
    kept = LinearConstraint(portfolio.rows, -np.inf, portfolio.limits) if len(portfolio.rows) else ()
    found = milp(
        -portfolio.merit, constraints=kept, bounds=Bounds(least, most),
        integrality=np.ones(len(portfolio.merit), dtype=int), options={"mip_rel_gap": 0.0, "node_limit": branches},
    )  # fmt: skip
    if found.x is None:
        return best if best is None or found.status != _INFEASIBLE else replace(best, bound=best.worth)
    chosen = found.x > 1 / 2
    worth = _worth(portfolio, chosen)
    bound = worth if found.status == _OPTIMAL else min(relaxed.highest, -float(found.mip_dual_bound))
    chosen, worth = (chosen, worth) if best is None or worth > best.worth else (best.chosen, best.worth)
    return Selection(chosen, worth, max(worth, bound))


def _without(portfolio: Portfolio, kind: str) -> bool:
    """Whether a selection exists once the rules of a kind are lifted."""
    kept = np.array([one != kind for one in portfolio.kinds], dtype=bool)
    lifted = replace(
        portfolio, rows=portfolio.rows[kept], limits=portfolio.limits[kept],
        kinds=tuple(one for one in portfolio.kinds if one != kind), units=portfolio.units[kept],
    )  # fmt: skip
    if kind not in portfolio.kinds:
        return False
    relaxed = Relaxed.of(lifted)
    return relaxed is not None and _branched(lifted, relaxed, None, BRANCHES) is not None
