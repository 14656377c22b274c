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
        from scipy.sparse import csr_array

        row, column = np.nonzero(question.allowed)
        rows, columns = question.affinity.shape
        scale = float(np.abs(question.affinity[row, column]).max()) or 1.0
        value = question.affinity[row, column] / scale
        place, one = np.arange(len(row)), np.ones(len(row))
        return cls(
            question, row, column, value, scale,
            csr_array((one, (row, place)), shape=(rows, len(row))),
            csr_array((one, (column, place)), shape=(columns, len(row))),
            csr_array((value, (row, place)), shape=(rows, len(row))),
        )  # fmt: skip

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
