"""What applications deserve, from scores of reviewers who differ in severity: merit with its interval.

A score is the merit of the application, plus the severity of the reviewer, plus noise: two crossed random effects, from
few and unbalanced reviews. Their shares of the variance are not fixed at an estimate, which for few reviews is often
zero, but averaged over a grid by their restricted likelihood (H. D. Patterson and R. Thompson, *Biometrika* 58 (1971)
545), with a uniform prior on the shares; given them, merits follow from the mixed-model equations (C. R. Henderson,
*Biometrics* 31 (1975) 423) and the common scale is integrated out, which leaves Student's t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.findings_reviews import (
    AlwaysTheSame,
    NothingRepeated,
    PanelsApart,
    ScoresTellNothing,
    ScoresUnreadable,
)
from sanhak.model.prediction import Floats

_MERIT: Final = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96)
_SEVERITY: Final = (0.003, 0.03, 0.08, 0.15, 0.25, 0.35, 0.5)
_NOISE: Final = 0.02
"""Shares of the variance of one score: of merit, of severity, and the least that is left to noise."""
_FAINT: Final = 1e-3
"""Points of the grid whose weight is below this part of the largest are left out."""
_FEW: Final = 3
"""Equal scores are remarked on from so many on."""
_LEVEL: Final = 0.9


@dataclass(frozen=True, slots=True)
class _Point:
    """One split of the variance: its weight, the merits given it, and the scale of their Student's t."""

    weight: float
    mean: Floats
    severity: Floats
    covariance: Floats
    shares: tuple[float, float, float]
    variance: float
    """The variance of one score."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Merits on the scale of the scores, shape (applications,), with 90 % intervals; severities, shape (reviewers,).

    A severity is what the reviewer's scores lie *above* the others' (a severe one is negative). ``agreement`` is the
    share of merit in the variance of one score (the intraclass correlation), ``noise`` the deviation of one score of
    the same application by another reviewer, his severity included.
    """

    merit: Floats
    lower: Floats
    upper: Floats
    severity: Floats
    agreement: float
    noise: float
    freedom: int
    points: tuple[_Point, ...]
    findings: tuple[Finding, ...]

    def agreement_of(self, reviews: int) -> float:
        """The share of merit in the variance of the mean of so many scores (after Spearman and Brown)."""
        return reviews * self.agreement / (1 + (reviews - 1) * self.agreement)

    @property
    def spread(self) -> Floats:
        """The deviation of each merit, that of a normal with the same interval, shape (applications,)."""
        from scipy.stats import norm

        width: Floats = (self.upper - self.lower) / (2 * norm.ppf((1 + _LEVEL) / 2))
        return width

    def draws(self, rng: np.random.Generator, count: int) -> Floats:
        """Merits as they may truly be, shape (draws, applications)."""
        weights = np.array([point.weight for point in self.points])
        drawn = np.empty((count, len(self.merit)))
        which = rng.choice(len(weights), size=count, p=weights)
        for place, point in enumerate(self.points):
            rows = np.flatnonzero(which == place)
            if rows.size:
                root = np.linalg.cholesky(point.covariance + _JITTER * np.diag(np.diag(point.covariance)))
                wide = np.sqrt(self.freedom / rng.chisquare(self.freedom, len(rows)))
                drawn[rows] = point.mean + wide[:, None] * (rng.standard_normal((len(rows), len(root))) @ root.T)
        return drawn


_JITTER: Final = 1e-9


def calibrated(
    scores: ArrayLike,
    application: ArrayLike,
    reviewer: ArrayLike,
    *,
    applications: int,
    reviewers: Sequence[str] | int,
    scale: tuple[float, float] = (1.0, 5.0),
) -> Calibrated:
    """Merits from scores; an application without a score has the mean, with a wide interval.

    Parameters
    ----------
    scores, application, reviewer
        One review each: its score, the place of its application and of its reviewer, shape (reviews,).
    applications
        How many there are.
    reviewers
        Their names, as findings say them, or how many there are.
    scale
        The lowest and highest score.

    Raises
    ------
    Refusal
        If a score cannot be used (M294), or the scores tell nothing (M290).
    """
    names = [str(place + 1) for place in range(reviewers)] if isinstance(reviewers, int) else list(reviewers)
    given = np.asarray(scores, dtype=float)
    rows, columns = np.asarray(application, dtype=np.intp), np.asarray(reviewer, dtype=np.intp)
    known = (rows >= 0) & (rows < applications) & (columns >= 0) & (columns < len(names))
    fits = np.isfinite(given) & (given >= scale[0] - _JITTER) & (given <= scale[1] + _JITTER) & known
    if not fits.all():
        raise Refusal(ScoresUnreadable(int((~fits).sum()), *scale))
    if len(np.unique(rows)) <= 1 or np.ptp(given) <= _JITTER:
        raise Refusal(ScoresTellNothing(len(given), len(np.unique(rows))))
    points = _points(given, rows, columns, applications, len(names))
    return _averaged(points, len(given) - 1, tuple(_findings(given, rows, columns, names)))


def _points(
    scores: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], applications: int, reviewers: int
) -> tuple[_Point, ...]:
    """The grid's points with their weights; merits are eliminated first, since their block is diagonal."""
    counts = np.zeros((applications, reviewers))
    np.add.at(counts, (rows, columns), 1)
    centre = scores.mean()
    sums = np.zeros((applications, reviewers))
    np.add.at(sums, (rows, columns), scores - centre)
    squares = float(((scores - centre) ** 2).sum())
    splits = ((merit, severity, 1 - merit - severity) for merit in _MERIT for severity in _SEVERITY)
    found = [_point(counts, sums, squares, shares) for shares in splits if shares[-1] >= _NOISE]
    best = max(height for height, _ in found)
    heights = np.exp([height - best for height, _ in found])
    kept = [(height, point) for height, (_, point) in zip(heights, found, strict=True) if height >= _FAINT]
    whole = sum(height for height, _ in kept)
    return tuple(
        _Point(height / whole, point.mean + centre, point.severity, point.covariance, point.shares, point.variance)
        for height, point in kept
    )


def _point(counts: Floats, sums: Floats, squares: float, shares: tuple[float, float, float]) -> tuple[float, _Point]:
    """The restricted log likelihood of one split of the variance, and the merits given it (from the mean score)."""
    merit, severity, noise = shares
    applications, reviewers = counts.shape
    freedom = counts.sum() - 1
    # Unknowns besides the merits: the severities and the mean, whose columns stand last.
    own = counts.sum(axis=1) + noise / merit
    across = np.column_stack([counts, counts.sum(axis=1)])
    others = np.zeros((reviewers + 1, reviewers + 1))
    others[:reviewers, :reviewers] = np.diag(counts.sum(axis=0) + noise / severity)
    others[:reviewers, -1] = others[-1, :reviewers] = counts.sum(axis=0)
    others[-1, -1] = counts.sum()
    right = np.append(sums.sum(axis=0), sums.sum())
    reduced = others - across.T @ (across / own[:, None])
    inverse = np.linalg.inv(reduced)
    rest = inverse @ (right - across.T @ (sums.sum(axis=1) / own))
    effect = (sums.sum(axis=1) - across @ rest) / own
    left = max(squares - float(effect @ sums.sum(axis=1) + rest @ right), _JITTER)
    height = (
        -0.5 * (np.log(own).sum() + np.linalg.slogdet(reduced)[1]) + 0.5 * applications * np.log(noise / merit)
        + 0.5 * reviewers * np.log(noise / severity) - 0.5 * freedom * np.log(left)
    )  # fmt: skip
    # Merit is the mean plus the effect: its covariance from the inverse of the whole system.
    lever = -across / own[:, None]
    lever[:, -1] += 1
    scale = left / freedom
    covariance = scale * (np.diag(1 / own) + lever @ inverse @ lever.T)
    return float(height), _Point(0.0, effect + rest[-1], rest[:-1], covariance, shares, scale / noise)


def _averaged(points: tuple[_Point, ...], freedom: int, findings: tuple[Finding, ...]) -> Calibrated:
    from scipy.stats import t as student

    def mean(values: Sequence[Floats | float]) -> Floats:
        return np.asarray(sum(point.weight * value for point, value in zip(points, values, strict=True)))

    merit = mean([point.mean for point in points])
    inside = mean([np.diag(point.covariance) for point in points])
    between = mean([(point.mean - merit) ** 2 for point in points])
    half = student.ppf((1 + _LEVEL) / 2, max(freedom, 1)) * np.sqrt(inside + between)
    agreement = float(mean([point.shares[0] for point in points]))
    noise = float(np.sqrt(mean([point.variance * (point.shares[1] + point.shares[2]) for point in points])))
    severity = mean([point.severity for point in points])
    return Calibrated(merit, merit - half, merit + half, severity, agreement, noise, max(freedom, 1), points, findings)


def _findings(
    scores: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], names: Sequence[str]
) -> Sequence[Finding]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    found: list[Finding] = []
    if np.bincount(rows).max() == 1:
        found.append(NothingRepeated())
    constant = [
        name for place, name in enumerate(names)
        if (columns == place).sum() >= _FEW and np.ptp(scores[columns == place]) <= _JITTER
    ]  # fmt: skip
    if constant:
        found.append(AlwaysTheSame(tuple(constant)))
    size = int(rows.max()) + 1
    shared = coo_array((np.ones(len(rows)), (rows, columns + size)), shape=(size + len(names),) * 2)
    _, label = connected_components(shared, directed=False)
    if (panels := len(np.unique(label[rows]))) > 1 and found[:1] != [NothingRepeated()]:
        found.append(PanelsApart(panels))
    return found
