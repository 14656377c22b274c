"""How good a design is for a model: what it estimates how surely, and what it cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from sanhak.model.experiments import MEAN, Matrix, Term
from sanhak.model.prediction import Floats

_TOUCHED: Final = 1e-9


@dataclass(frozen=True)
class Quality:
    """A design seen through a model.

    ``matrix`` holds the columns that can be estimated; ``lost`` the terms of which a column is a combination of others;
    ``inverse`` is the inverse of X'X.
    """

    matrix: Matrix
    lost: tuple[Term, ...]
    inverse: Floats

    @staticmethod
    def of(matrix: Matrix) -> Quality:
        """The quality of a design from its model matrix."""
        kept = matrix.independent()
        used = matrix.keep(kept)
        lost = tuple(dict.fromkeys(one for one, stays in zip(matrix.terms, kept, strict=True) if not stays))
        return Quality(used, lost, np.asarray(np.linalg.inv(used.values.T @ used.values), dtype=np.float64))

    @property
    def df(self) -> int:
        """Runs left for the error."""
        return len(self.matrix) - len(self.matrix.names)

    @property
    def d_efficiency(self) -> float:
        """Determinant of X'X per coefficient and run, from 0 to 1: 1 for an orthogonal two-level design."""
        _, logarithm = np.linalg.slogdet(self.inverse)
        return float(np.exp(-logarithm / len(self.inverse)) / len(self.matrix))

    @property
    def a_efficiency(self) -> float:
        """Coefficients over runs and the sum of their variances, from 0 to 1."""
        return float(len(self.inverse) / (len(self.matrix) * np.trace(self.inverse)))

    @property
    def leverage(self) -> Floats:
        """Share of each run in its own fitted value, shape (runs,)."""
        return variances(self.matrix.values, self.inverse)

    def g_efficiency(self, rows: Floats) -> float:
        """Coefficients over runs and the largest variance of an expected value at ``rows`` of the model matrix."""
        return float(len(self.inverse) / (len(self.matrix) * variances(rows, self.inverse).max()))

    @property
    def inflation(self) -> Mapping[Term, float]:
        """By how much correlation with the others inflates each term's variance: 1 where it stands on its own.

        For a term of several columns the generalized factor of J. Fox and G. Monette (1992), per column.
        """
        values, terms = self.matrix.values, self.matrix.terms
        inner = [place for place, one in enumerate(terms) if one != MEAN]
        if MEAN in terms:
            values = values - values.mean(axis=0)
        sizes = np.linalg.norm(values[:, inner], axis=0)
        known = [at for at, size in zip(inner, sizes, strict=True) if size > 0]
        scaled = values[:, known] / np.linalg.norm(values[:, known], axis=0)
        related = scaled.T @ scaled
        owners = [terms[at] for at in known]
        return {one: _inflation(related, np.array([owner == one for owner in owners])) for one in dict.fromkeys(owners)}

    def aliased(self, others: Matrix) -> Floats:
        """How much of each column of ``others`` goes into each estimated coefficient, shape (columns, others)."""
        found: Floats = self.inverse @ self.matrix.values.T @ others.values
        return found


def variances(rows: Floats, inverse: Floats) -> Floats:
    """Variance of an expected value in squares of the noise, for rows of the model matrix, shape (rows,)."""
    found: Floats = np.einsum("ij,jk,ik->i", rows, inverse, rows)
    return found


def _inflation(related: Floats, mine: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    parts = [np.linalg.slogdet(related[np.ix_(which, which)])[1] for which in (mine, ~mine, mine | ~mine)]
    return float(np.exp((parts[0] + parts[1] - parts[2]) / mine.sum()))


def clear_effects(points: Floats, order: int) -> tuple[tuple[int, ...], ...]:
    """The effects of ``order`` (1 or 2) factors that no main effect and no interaction of two others touches.

    ``points`` holds -1 and +1, shape (runs, factors); the places of each effect's factors are returned. Unlike the
    words of a fraction this holds for every two-level design, Plackett and Burman's or a folded one too.
    """
    names = [(place,) for place in range(points.shape[1])] + list(combinations(range(points.shape[1]), 2))
    columns = np.column_stack([np.prod(points[:, list(name)], axis=1) for name in names])
    touched = np.abs(columns.T @ columns) > _TOUCHED * len(points)
    return tuple(name for name, row in zip(names, touched, strict=True) if len(name) == order and row.sum() == 1)


def resolution_of(points: Floats) -> int | None:
    """The fewest factors, from three on, whose product is not balanced over the runs; None where every one is.

    ``points`` holds -1 and +1, shape (runs, factors). Of a regular fraction it is the length of the shortest word.
    """
    for length in range(3, points.shape[1] + 1):
        for chosen in combinations(range(points.shape[1]), length):
            if abs(np.prod(points[:, chosen], axis=1).mean()) > _TOUCHED:
                return length
    return None


def near_aliases(quality: Quality, others: Matrix, least: float) -> dict[str, list[tuple[str, float]]]:
    """For each estimated column the columns of ``others`` that go into it by at least ``least``, largest first."""
    shares = quality.aliased(others)
    found: dict[str, list[tuple[str, float]]] = {}
    for name, row in zip(quality.matrix.names, shares, strict=True):
        large = [(other, float(share)) for other, share in zip(others.names, row, strict=True) if abs(share) >= least]
        if large:
            found[name] = sorted(large, key=lambda pair: -abs(pair[1]))
    return found


def columns_of(matrix: Matrix, terms: Sequence[Term]) -> Matrix:
    """The columns of some terms."""
    return matrix.keep(np.array([owner in set(terms) for owner in matrix.terms], dtype=bool))
