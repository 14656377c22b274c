"""The integer programme of an assignment: one variable for each pair without a conflict, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.assignment.question import Floats, Places, Question, Truths

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TOLERANCE: Final = 1e-7
"""Of the largest affinity: sums that differ by less are equal. HiGHS keeps constraints to 1e-6 of what they hold."""

_BY_AFFINITY, _BY_PRICE = 5, 4
"""Times the reviews of an application: so many of its pairs are in the core."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one call of the solver gave: the pairs, or None; the highest total that is still possible."""

    chosen: Truths | None
    bound: float


@dataclass(frozen=True, slots=True)
class Programme:
    """The pairs (one variable each), their affinity on a scale up to one, and who they are counted for."""

    question: Question
    row: Places
    column: Places
    value: Floats
    scale: float
    by_row: csr_array[Any]
    by_column: csr_array[Any]
    worth: csr_array[Any]

    @classmethod
    def of(cls, question: Question) -> Programme:
        """The programme of a question."""
        row, column = np.nonzero(question.allowed)
        return cls._of(question, row, column, float(np.abs(question.affinity[row, column]).max()) or 1.0)

    @classmethod
    def _of(cls, question: Question, row: Places, column: Places, scale: float) -> Programme:
        from scipy.sparse import csr_array

        rows, columns = question.affinity.shape
        value = question.affinity[row, column] / scale
        place, one = np.arange(len(row)), np.ones(len(row))
        return cls(
            question, row, column, value, scale,
            csr_array((one, (row, place)), shape=(rows, len(row))),
            csr_array((one, (column, place)), shape=(columns, len(row))),
            csr_array((value, (row, place)), shape=(rows, len(row))),
        )  # fmt: skip

    def within(self, kept: Truths) -> Programme:
        """The same programme with these of its pairs alone."""
        return Programme._of(self.question, self.row[kept], self.column[kept], self.scale)

    def alone(self) -> tuple[Truths, Floats]:
        """The largest total whatever each application gets; and the price of a seat, shape (reviewers,).

        A transport problem: the corners of its linear programme are whole, so that nothing is branched on.
        """
        from scipy import optimize

        solve: Any = optimize.linprog  # its types know no sparse rows
        held = self.question.fixed[self.row, self.column]
        found = solve(
            -self.value, A_eq=self.by_row, b_eq=self.question.reviews,
            A_ub=self.by_column, b_ub=self.question.load, method="highs-ds",
            bounds=[(float(one), 1.0) for one in held],
        )  # fmt: skip
        return found.x > 1 / 2, -found.ineqlin.marginals

    def core(self, chosen: Truths, prices: Floats) -> Truths:
        """The pairs that a good assignment is made of, shape (pairs,): those ``chosen``, and each application's best.

        Its best by affinity serve it well whatever they cost; its best by affinity less the ``prices`` of their seats
        serve the total.
        """
        kept = chosen | self.question.fixed[self.row, self.column]
        for value, wishes in ((self.value, _BY_AFFINITY), (self.value - prices[self.column], _BY_PRICE)):
            order = np.lexsort((-value, self.row))
            first = np.searchsorted(self.row[order], self.row[order])
            rank = np.arange(len(order)) - first
            kept[order[rank < wishes * self.question.reviews[self.row[order]]]] = True
        return kept

    def best(self, least: float | None = None, gap: float = 0.0, nodes: int = 10_000) -> Found:
        """The largest total in which no application's sum is under ``least`` (of the scaled affinities).

        ``gap`` ends the search at so much (relative) of the total, ``nodes`` after so many branches.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        held = self.question.fixed[self.row, self.column]
        kept = [
            LinearConstraint(self.by_row, self.question.reviews, self.question.reviews),
            LinearConstraint(self.by_column, -np.inf, self.question.load),
        ]
        if least is not None:
            kept.append(LinearConstraint(self.worth, least, np.inf))
        found = milp(
            -self.value, constraints=kept, bounds=Bounds(held.astype(float), 1.0),
            integrality=np.ones(len(self.value), dtype=int),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )  # fmt: skip
        if found.x is None:
            return Found(None, -np.inf if found.status == _INFEASIBLE else np.inf)
        chosen = found.x > 1 / 2
        proved = found.status == _OPTIMAL and not gap
        return Found(chosen, self.total(chosen) if proved else -float(found.mip_dual_bound))

    def worst(self, chosen: Truths) -> float:
        """The smallest sum of an application."""
        return float((self.worth @ chosen.astype(float)).min())

    def total(self, chosen: Truths) -> float:
        """The sum over all pairs."""
        return float(self.value[chosen].sum())


_OPTIMAL, _INFEASIBLE = 0, 2
