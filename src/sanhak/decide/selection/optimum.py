"""The best selection, by proof; and what one more place or more money is worth, by solving again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.findings.selection import RulesContradict, SelectionNotProved
from sanhak.decide.selection.portfolio import KINDS, Portfolio
from sanhak.finding import Refusal

BRANCHES: Final = 100_000
"""Of the search for the optimum; portfolios of some hundred applications need a few thousand at most."""
_OPTIMAL, _INFEASIBLE = 0, 2
_PROVED: Final = 1e-9


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


def select(portfolio: Portfolio, gap: float = 0.0, branches: int = BRANCHES) -> Selection:
    """The selection with the largest summed merit; with a ``gap`` (a share of it) one that is as near to it.

    Raises
    ------
    Refusal
        If no selection keeps all rules (D220).
    """
    found = _solved(portfolio, gap, branches)
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
    from scipy.optimize import linprog

    found = linprog(
        -portfolio.merit, A_ub=portfolio.rows if len(portfolio.rows) else None,
        b_ub=portfolio.limits if len(portfolio.rows) else None, bounds=[(0.0, 1.0)] * len(portfolio.merit),
    )  # fmt: skip
    lower: Floats = found.lower.marginals
    return -(lower + found.upper.marginals)


def _solved(portfolio: Portfolio, gap: float, branches: int) -> Selection | None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    bounds = Bounds(portfolio.chosen.astype(float), np.where(portfolio.barred, 0.0, 1.0))
    if (portfolio.chosen & portfolio.barred).any():
        return None
    kept = LinearConstraint(portfolio.rows, -np.inf, portfolio.limits) if len(portfolio.rows) else ()
    found = milp(
        -portfolio.merit, constraints=kept, bounds=bounds, integrality=np.ones(len(portfolio.merit), dtype=int),
        options={"mip_rel_gap": gap, "node_limit": branches},
    )  # fmt: skip
    if found.x is None:
        return None
    chosen = found.x > 1 / 2
    worth = float(portfolio.merit[chosen].sum())
    proved = found.status == _OPTIMAL and not gap
    return Selection(chosen, worth, worth if proved else max(worth, -float(found.mip_dual_bound or -worth)))


def _without(portfolio: Portfolio, kind: str) -> bool:
    """Whether a selection exists once the rules of a kind are lifted."""
    kept = np.array([one != kind for one in portfolio.kinds], dtype=bool)
    lifted = replace(
        portfolio, rows=portfolio.rows[kept], limits=portfolio.limits[kept],
        kinds=tuple(one for one in portfolio.kinds if one != kind), units=portfolio.units[kept],
    )  # fmt: skip
    return kind in portfolio.kinds and _solved(lifted, 1.0, BRANCHES) is not None
