"""An assignment drawn by lot: no pair is more likely than a cap, so that nobody can bid his way to an application.

S. Jecmen, H. Zhang, R. Liu, N. B. Shah, V. Conitzer, F. Fang, *Mitigating manipulation in peer review via randomized
reviewer assignments* (NeurIPS 2020): the chances of the pairs are those of the highest expected total under the cap, a
linear programme; an assignment with exactly these chances is then drawn by rounding along cycles, as in R. Gandhi,
S. Khuller, S. Parthasarathy, A. Srinivasan, *J. ACM* 53 (2006) 324.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.assignment.exact import Assignment
from sanhak.decide.assignment.programme import Programme
from sanhak.decide.assignment.question import Floats, Places, Question, Truths
from sanhak.decide.findings.assignment import CapTooLow
from sanhak.finding import Refusal

_WHOLE: Final = 1e-6
"""A chance so near to 0 or 1 is that: linear programmes and repeated shifts leave rounding behind."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An assignment drawn by lot; ``chances`` of all pairs, shape (applications, reviewers).

    ``expected`` is the mean total over draws, ``highest`` the total without a cap: their ratio is the lottery's price.
    """

    assignment: Assignment
    chances: Floats
    expected: float
    highest: float


def assign_randomly(question: Question, rng: np.random.Generator, most: float = 0.9) -> Drawn:
    """Draw an assignment in which no pair has a chance above ``most``; fixed pairs are sure.

    Raises
    ------
    Refusal
        If the cap leaves no lottery (D206).
    """
    programme = Programme.of(question)
    chances = _chances(question, programme, most)
    chosen = rounded(chances, question.load, rng)[programme.row, programme.column]
    pairs = np.column_stack([programme.row[chosen], programme.column[chosen]])
    worst, total = programme.worst(chosen) * programme.scale, programme.total(chosen) * programme.scale
    highest = programme.best()
    assert highest.chosen is not None, "a question that was checked has an assignment"  # noqa: S101 - a proof
    return Drawn(
        Assignment(pairs, worst, total, worst, total), chances,
        float((chances * question.affinity).sum()), programme.total(highest.chosen) * programme.scale,
    )  # fmt: skip


def _chances(question: Question, programme: Programme, most: float) -> Floats:
    """The chances of the highest expected total."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    held = question.fixed[programme.row, programme.column]
    rows = LinearConstraint(programme.by_row, question.reviews, question.reviews)
    columns = LinearConstraint(programme.by_column, -np.inf, question.load)
    limits = Bounds(held.astype(float), np.where(held, 1.0, most))
    found = milp(-programme.value, constraints=[rows, columns], bounds=limits)
    if found.x is None:
        raise Refusal(CapTooLow(most, int(question.reviews.max())))
    settled = np.where(np.abs(found.x - found.x.round()) < _WHOLE, found.x.round(), found.x)
    chances = np.zeros(question.affinity.shape)
    chances[programme.row, programme.column] = settled
    return chances


def rounded(chances: Floats, load: Places, rng: np.random.Generator) -> Truths:
    """Pairs drawn so that each is there with its chance, shape of the chances.

    Rows of the chances add up to whole numbers and columns to at most ``load``; so do those of what is drawn. What a
    reviewer's chances leave of a whole load goes to a row of their own, so that every row and column is whole and each
    open pair lies on a cycle of open pairs. Along it chances are raised and lowered in turn, up or down by lot such
    that the mean stays, until one of them is settled.
    """
    spare = np.ceil(chances.sum(axis=0) - _WHOLE) - chances.sum(axis=0)
    shares = np.vstack([chances, np.clip(spare, 0.0, 1.0)])
    left = (shares > _WHOLE) & (shares < 1 - _WHOLE)
    while left.any():
        cycle = _cycle(left)
        up, down = tuple(np.array(cycle[::2]).T), tuple(np.array(cycle[1::2]).T)
        rise = min((1 - shares[up]).min(), shares[down].min())
        fall = min(shares[up].min(), (1 - shares[down]).min())
        step = rise if rng.random() < fall / (rise + fall) else -fall
        shares[up] += step
        shares[down] -= step
        for part in (up, down):
            left[part] = (shares[part] > _WHOLE) & (shares[part] < 1 - _WHOLE)
    drawn = shares[:-1] > 1 / 2
    assert (drawn.sum(axis=0) <= load).all(), "columns keep their sums"  # noqa: S101 - a proof, not a check
    return drawn


def _cycle(left: Truths) -> list[tuple[int, int]]:
    """A cycle of open pairs (row, column), walked from row to column and back until one comes again."""
    row = int(np.flatnonzero(left.any(axis=1))[0])
    path: list[tuple[int, int]] = []
    met, column = {("row", row): 0}, -1
    while True:
        column = next(int(place) for place in np.flatnonzero(left[row]) if place != column)
        path.append((row, column))
        if ("column", column) in met:
            return path[met["column", column] :]
        met["column", column] = len(path)
        row = next(int(place) for place in np.flatnonzero(left[:, column]) if place != row)
        path.append((row, column))
        if ("row", row) in met:
            return path[met["row", row] :]
        met["row", row] = len(path)
