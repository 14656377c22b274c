"""The best selection, by proof; and what one more place or more money is worth, by solving again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Truths
from sanhak.decide.findings.selection import RulesContradict, SelectionNotProved
from sanhak.decide.selection.portfolio import KINDS, Portfolio
from sanhak.decide.selection.rounding import rounded
from sanhak.finding import Refusal

BRANCHES: Final = 100_000
"""Of the search for the optimum; portfolios of some hundred applications need a few thousand at most."""
_OPTIMAL, _INFEASIBLE = 0, 2
_PROVED: Final = 1e-9
_CORE: Final = 40
"""Applications that are open at first: those of the smallest reduced cost."""
_OVER: Final = 1e-6
"""Of merit: what the relaxed programme's own tolerance may hide."""


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
    found = near(portfolio, 0.0, branches)
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
    return _margin(_relaxed(portfolio, np.zeros(len(portfolio.merit)), np.ones(len(portfolio.merit))))


def _margin(relaxed: Any) -> Floats:
    return -np.asarray(relaxed.lower.marginals + relaxed.upper.marginals, dtype=float)


def _relaxed(portfolio: Portfolio, least: Floats, most: Floats) -> Any:
    """The programme of which parts of applications may be selected."""
    from scipy.optimize import linprog

    ruled = bool(len(portfolio.rows))
    return linprog(
        -portfolio.merit, A_ub=portfolio.rows if ruled else None, b_ub=portfolio.limits if ruled else None,
        bounds=list(zip(least.tolist(), most.tolist(), strict=True)),
    )  # fmt: skip


def near(portfolio: Portfolio, over: float, branches: int = BRANCHES, known: Truths | None = None) -> Selection | None:
    """A selection at most ``over`` (in summed merit) below the optimum; None where none keeps all rules.

    ``known`` are selections that keep all rules, shape (selections, applications), such as those of other merits.

    One that has an application otherwise than the relaxed programme is below that programme by its reduced cost at
    least (E. Balas, E. Zemel, *Oper. Res.* 28 (1980) 1130). So the best known or rounded selection comes first, then
    the best of a core of doubtful applications, then that of all with which more than ``over`` could be gained.
    """
    least, most = portfolio.chosen.astype(float), np.where(portfolio.barred, 0.0, 1.0)
    relaxed = _relaxed(portfolio, least, most) if (least <= most).all() else None
    if relaxed is None or relaxed.x is None:
        return None
    margin = _margin(relaxed)
    highest, doubt = _OVER - float(relaxed.fun), np.abs(margin)
    best = _best(portfolio, known, rounded(portfolio, relaxed.x, margin))
    # The solver's gap is a share of what it has reached, which is not above the highest where no merit is negative.
    gap = over / max(highest if portfolio.merit.min(initial=0.0) >= 0 else np.abs(portfolio.merit).sum(), _PROVED)
    bound = highest
    for core in (np.sort(doubt)[min(_CORE, len(doubt)) - 1], np.inf):
        worth = -np.inf if best is None else float(portfolio.merit[best].sum())
        left = highest - worth - over
        if best is not None and left <= 0:
            break
        free = doubt <= min(core, left)
        low, high = (np.where(free, end, np.rint(relaxed.x)) for end in (least, most))
        found, inside = _branched(portfolio, low, high, gap, branches)
        best = _best(portfolio, best, found)
        if left <= core:
            bound = min(highest, max(inside, worth + over))
            break
    if best is None:
        return None
    worth = float(portfolio.merit[best].sum())
    return Selection(best, worth, max(worth, bound))


def _best(portfolio: Portfolio, *given: Truths | None) -> Truths | None:
    """Of selections, each of shape (applications,) or (selections, applications), that of the largest merit."""
    every = [np.atleast_2d(one) for one in given if one is not None]
    if not every:
        return None
    rows = np.concatenate(every)
    best: Truths = rows[(rows @ portfolio.merit).argmax()]
    return best


def _branched(
    portfolio: Portfolio, least: Floats, most: Floats, gap: float, branches: int
) -> tuple[Truths | None, float]:
    """The best that was found between these bounds by branching, and what none between them can be above."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    kept = LinearConstraint(portfolio.rows, -np.inf, portfolio.limits) if len(portfolio.rows) else ()
    found = milp(
        -portfolio.merit, constraints=kept, bounds=Bounds(least, most),
        integrality=np.ones(len(portfolio.merit), dtype=int), options={"mip_rel_gap": gap, "node_limit": branches},
    )  # fmt: skip
    if found.x is None:
        return None, -np.inf if found.status == _INFEASIBLE else np.inf
    chosen = found.x > 1 / 2
    worth = float(portfolio.merit[chosen].sum())
    proved = found.status == _OPTIMAL and not gap
    return chosen, worth if proved else max(worth, -float(found.mip_dual_bound))


def _without(portfolio: Portfolio, kind: str) -> bool:
    """Whether a selection exists once the rules of a kind are lifted."""
    kept = np.array([one != kind for one in portfolio.kinds], dtype=bool)
    lifted = replace(
        portfolio, rows=portfolio.rows[kept], limits=portfolio.limits[kept],
        kinds=tuple(one for one in portfolio.kinds if one != kind), units=portfolio.units[kept],
    )  # fmt: skip
    return kind in portfolio.kinds and near(lifted, np.inf) is not None
