"""Calibration: how far a new measurement may lie from the prediction, learned from rows that taught nothing.

Numbers: the residuals of held-out rows, divided by a difficulty that is chosen on them too, give quantiles with the
finite-sample correction of conformal prediction. Each group of rows weighs one. Rows that were held out in folds speak
for a model that is taught with all rows, as in the CV+ construction. Where rows are structures, each band of likeness
to the teaching rows has quantiles of its own: rows held out scaffold by scaffold are less like them than those that
will be asked for, or more, but a band of them is comparable. A learner that tells quantiles itself knows where a
measurement can only lie on one side; where these say more than any width around the prediction, they are what is
corrected, each level by its own.

Source: R. Barber, E. Candès, A. Ramdas, R. Tibshirani, "Predictive inference with the jackknife+", Annals of Statistics
49 (2021); Y. Lee, R. Barber, R. Willett, "Distribution-free inference with hierarchical data" (2023) for groups; R.
Barber et al., "Conformal prediction beyond exchangeability", Annals of Statistics 51 (2023) for weights that fade with
age; Y. Romano, E. Patterson, E. Candès, "Conformalized quantile regression" (2019) for told quantiles; V. Vovk, D.
Lindsay, I. Nouretdinov, A. Gammerman, "Mondrian confidence machine" (2003) for bands; T. Gneiting, A. Raftery,
"Strictly proper scoring rules, prediction, and estimation", Journal of the American Statistical Association 102 (2007)
for the interval score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.doubt import Doubt
from sanhak.model.learner import State
from sanhak.model.prediction import LEVELS, Floats

NOMINAL: Final = 0.9
"""The coverage of the central interval from 5 % to 95 %."""

_TWO_SIDED: Final = 40
"""Fewer groups speak of both tails together: a tail of 5 % would rest on one or two of them."""
_A_BAND: Final = 60
"""Groups under which a band of likeness has no quantiles of its own: they would scatter more than bands differ."""
_FADING: Final = 0.8
"""Forward in time each fold weighs this much of the next one."""
_HAIR: Final = 1e-6
"""So much wider than seen is what the learner tells: where it repeats a measured value, rounding decides no tie."""
_RIDGE: Final = 3.0
_NARROWEST, _WIDEST = np.log(0.4), np.log(3.0)
"""Bounds of a learned difficulty, around its middle: beyond them it would be a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Held-out rows, each array of shape (rows,), in standard deviations of the outcome.

    ``residual`` measured minus predicted; ``centre`` predicted; ``distance`` to the rows that taught; ``doubt`` the
    learner's own; ``weight`` one over the size of the row's group; ``fold``; ``unit`` numbers independent observations.
    """

    residual: Floats
    centre: Floats
    distance: Floats
    doubt: Doubt
    weight: Floats
    fold: NDArray[np.intp]
    unit: NDArray[np.intp]

    def where(self, mask: NDArray[np.bool_]) -> Evidence:
        """Only the rows of ``mask``."""
        kept: dict[str, Any] = {name: getattr(self, name)[mask] for name in self.__slots__ if name != "doubt"}
        return Evidence(**kept, doubt=self.doubt.where(mask))

    def fading(self) -> Evidence:
        """The same rows with older folds weighing less, the newest one as before."""
        age = self.fold.max() - self.fold
        return replace(self, weight=self.weight * _FADING**age)

    @property
    def groups(self) -> float:
        """Number of groups: the mass of all rows."""
        return float(self.weight.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Difficulty:
    """How hard a row is, as a positive factor of its residual.

    ``kind`` is ``constant``, ``own`` (the learner's deviation, at least ``coefficients[0]``), ``told`` (a constant, but
    around the learner's own quantiles) or ``learned``: a log-linear model of the absolute residual on distance and
    level of the prediction. Its ``coefficients`` are those of the four terms of :func:`_terms` and the typical distance
    that the terms are measured by.
    """

    kind: str
    coefficients: Floats

    @property
    def asks(self) -> bool:
        """Whether it has to be told the learner's doubt."""
        return self.kind in ("own", "told")

    def start(self, centre: Floats, doubt: Doubt) -> Floats:
        """What the quantiles start from, as a distance from the centre: shape (rows, 19), or (rows, 1) of zeros."""
        if self.kind == "told" and doubt.quantiles is not None:
            return doubt.quantiles - centre[:, None]
        return np.zeros((len(centre), 1))

    def of(self, centre: Floats, distance: Floats, doubt: Doubt) -> Floats:
        """Factor of each row, shape (rows,)."""
        if self.kind == "own" and doubt.deviation is not None:
            return np.asarray(np.maximum(doubt.deviation, self.coefficients[0]))
        if self.kind == "learned":
            hard = _terms(centre, distance, self.coefficients[4]) @ self.coefficients[:4]
            return np.asarray(np.exp(np.clip(hard, _NARROWEST, _WIDEST)))
        return np.ones(len(centre))


def _constant(evidence: Evidence) -> Difficulty:  # noqa: ARG001 - one seam for the three
    return Difficulty("constant", np.zeros(1))


def _own(evidence: Evidence) -> Difficulty | None:
    if evidence.doubt.deviation is None:
        return None
    return Difficulty("own", np.array([0.1 * float(np.median(evidence.doubt.deviation)) + 1e-9]))


def _own_where_unsure(evidence: Evidence) -> Difficulty | None:
    """The learner's deviation, never under its middle: rows nearby make a surface surer, not its plant quieter."""
    if evidence.doubt.deviation is None:
        return None
    return Difficulty("own", np.array([float(np.median(evidence.doubt.deviation)) + 1e-9]))


def _told(evidence: Evidence) -> Difficulty | None:
    """The learner's own quantiles; few groups cannot correct each level by its own."""
    if evidence.doubt.quantiles is None or evidence.groups < _TWO_SIDED:
        return None
    return Difficulty("told", np.zeros(1))


def _learned(evidence: Evidence) -> Difficulty | None:
    """Ridge regression of the logarithm of the absolute residual; its mean is taken off, so that the middle is one."""
    usual = float(np.average(np.abs(evidence.residual), weights=evidence.weight))
    typical = float(np.median(evidence.distance))
    if usual <= 0 or typical <= 0 or evidence.groups < _TWO_SIDED:
        return None
    target = np.log(np.abs(evidence.residual) + 0.1 * usual)
    terms = _terms(evidence.centre, evidence.distance, typical)
    mean, spread = terms.mean(axis=0), np.maximum(terms.std(axis=0), 1e-9)
    standard = (terms - mean) / spread
    weighted = standard[:, 1:] * evidence.weight[:, None]
    off = target - np.average(target, weights=evidence.weight)
    slope = np.linalg.solve(weighted.T @ standard[:, 1:] + _RIDGE * np.eye(3), weighted.T @ off) / spread[1:]
    return Difficulty("learned", np.array([-mean[1:] @ slope, *slope, typical]))


_DIFFICULTIES: Final[tuple[Callable[[Evidence], Difficulty | None], ...]] = (
    _constant,
    _own_where_unsure,
    _own,
    _told,
    _learned,
)


def _terms(centre: Floats, distance: Floats, typical: float) -> Floats:
    """One, the logarithm of the distance, the prediction and its square: shape (rows, 4)."""
    level = np.clip(centre, -3.0, 3.0)
    return np.stack([np.ones(len(centre)), np.log(distance / typical + 0.2), level, level**2], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Calibrated quantiles around a prediction.

    ``offsets`` has shape (19,): what is added to the centre at each level, times the difficulty; with bands, parted by
    rising distances ``bands`` of shape (b,), it has shape (b + 1, 19). ``groups`` is the number of groups behind them;
    with fewer than nine the outermost quantiles are the widest seen, and hold less than they say.
    """

    difficulty: Difficulty
    offsets: Floats
    groups: float
    bands: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def fit(cls, evidence: Evidence, *, forward: bool = False, bands: Floats | None = None) -> Intervals:
        """Choose the difficulty by cross-fitted interval score and take the quantiles of the scaled residuals.

        Parameters
        ----------
        evidence
            Held-out rows.
        forward
            Whether the folds follow each other in time: older ones then weigh less.
        bands
            Rising distances that part bands, each of which has quantiles of its own; one with too few groups is joined
            with the next farther one, the last one with the one before.
        """
        seen = evidence.fading() if forward else evidence
        parted = np.zeros(0) if bands is None else bands
        return cls.taking(_chosen(seen, parted), seen, parted)

    @classmethod
    def taking(cls, difficulty: Difficulty, evidence: Evidence, bands: Floats) -> Intervals:
        """The intervals of this difficulty, with the bands that have enough groups."""
        bands = _joined(evidence, bands)
        band = np.searchsorted(bands, evidence.distance)
        offsets = [_offsets(evidence.where(band == one), difficulty) for one in range(len(bands) + 1)]
        return cls(difficulty, np.array(offsets) if len(bands) else offsets[0], evidence.groups, bands)

    @property
    def level(self) -> float:
        """Coverage that the central 90 % interval can be relied on for: less than 0.9 with fewer than nine groups."""
        return min(NOMINAL, self.groups / (self.groups + 1))

    def quantiles(self, centre: Floats, distance: Floats, doubt: Doubt) -> Floats:
        """Quantiles of a new measurement, shape (rows, 19), in standard deviations of the outcome."""
        return centre[:, None] + self.around(centre, distance, doubt)

    def around(self, centre: Floats, distance: Floats, doubt: Doubt) -> Floats:
        """What the quantiles lie above the centre, shape (rows, 19); the outermost ones enclose it."""
        hard = self.difficulty
        factor = hard.of(centre, distance, doubt)
        offsets = np.atleast_2d(self.offsets)[np.searchsorted(self.bands, distance)]
        around = np.maximum.accumulate(hard.start(centre, doubt) + factor[:, None] * offsets, axis=1)
        around[:, 0], around[:, -1] = np.minimum(around[:, 0], 0.0), np.maximum(around[:, -1], 0.0)
        return around

    def state(self) -> State:
        """Arrays and numbers, for storage."""
        hard = self.difficulty
        facts: State = {"kind": hard.kind, "coefficients": hard.coefficients, "groups": self.groups}
        return {**facts, "offsets": self.offsets, "bands": self.bands}

    @classmethod
    def from_state(cls, state: State) -> Intervals:
        """The calibration that :meth:`state` describes; the first ones were stored without bands."""
        hard = Difficulty(str(state["kind"]), np.asarray(state["coefficients"], dtype=float))
        offsets, bands = (np.asarray(state.get(name, ()), dtype=float) for name in ("offsets", "bands"))
        return cls(hard, offsets, float(state["groups"]), bands)


def conformal_quantiles(values: Floats, weight: Floats, levels: Floats = LEVELS) -> Floats:
    """Quantiles that hold for the next value, from weighted earlier ones.

    Parameters
    ----------
    values, weight
        Earlier values and their weights, shape (rows,); the next value weighs one.
    levels
        Rising levels between 0 and 1.

    Returns
    -------
    array of shape (levels,)
        Above one half the smallest value that the next one stays under with at least that probability, below one half
        its mirror image, at one half their middle. Where too few values were seen: the most extreme one.
    """
    upper = upper_quantiles(values, weight, levels)
    lower = -upper_quantiles(-values, weight, 1 - levels)
    middle = np.isclose(levels, 0.5)
    return np.maximum.accumulate(np.where(middle, (upper + lower) / 2, np.where(levels > 0.5, upper, lower)))  # noqa: PLR2004 - the median


def upper_quantiles(values: Floats, weight: Floats, levels: Floats) -> Floats:
    """The smallest values under which the next one stays with at least these probabilities, shape (levels,)."""
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order])
    place = np.searchsorted(mass, levels * (mass[-1] + 1) - 1e-9)
    return np.asarray(values[order[np.minimum(place, len(values) - 1)]])


def _joined(evidence: Evidence, bands: Floats) -> Floats:
    """The bands of which each has enough groups: one with fewer is joined with the farther one, the last one back."""
    while len(bands):
        groups = np.bincount(np.searchsorted(bands, evidence.distance), evidence.weight, len(bands) + 1)
        lacking = np.flatnonzero(groups < _A_BAND)
        if not len(lacking):
            break
        bands = np.delete(bands, min(int(lacking[0]), len(bands) - 1))
    return bands


def _offsets(evidence: Evidence, difficulty: Difficulty) -> Floats:
    if difficulty.kind == "told":
        over = evidence.residual[:, None] - difficulty.start(evidence.centre, evidence.doubt)
        each = [conformal_quantiles(over[:, at], evidence.weight, LEVELS[[at]])[0] for at in range(len(LEVELS))]
        return np.array(each) + _HAIR * np.sign(np.round(LEVELS - 0.5, 9))
    scaled = evidence.residual / difficulty.of(evidence.centre, evidence.distance, evidence.doubt)
    if evidence.groups >= _TWO_SIDED:
        return conformal_quantiles(scaled, evidence.weight)
    half = LEVELS[LEVELS > 0.5]  # noqa: PLR2004 - the upper half of a symmetric distribution
    reach = np.maximum.accumulate(upper_quantiles(np.abs(scaled), evidence.weight, 2 * half - 1))
    return np.concatenate([-reach[::-1], [0.0], reach])


def _chosen(evidence: Evidence, bands: Floats) -> Difficulty:
    """The difficulty of least cross-fitted interval score, or the usual one within one standard error of it.

    Usual is the learner's own deviation where it is unsure, else a constant. Held-out rows lie where the data are dense
    and hardly tell the two apart; but only the own deviation grows where a decision is drawn to, at the edge of them.
    """
    usual = _own_where_unsure if evidence.doubt.deviation is not None else _constant
    folds = np.unique(evidence.fold)
    if len(folds) < 2:  # noqa: PLR2004 - one fold has no other to be judged by
        return usual(evidence) or _constant(evidence)
    scores: dict[str, Floats] = {}
    for make in _DIFFICULTIES:
        losses = np.empty(len(evidence.residual))
        for fold in folds:
            here = evidence.fold == fold
            known, judged = evidence.where(~here), evidence.where(here)
            difficulty = make(known)
            if difficulty is None:
                break
            intervals = Intervals.taking(difficulty, known, bands)
            around = intervals.around(judged.centre, judged.distance, judged.doubt)
            losses[here] = interval_score(judged.residual, around)
        else:
            scores[make.__name__] = _by_unit(losses, evidence)
    paired = {name: score - scores[usual.__name__] for name, score in scores.items()}
    best = min(paired, key=lambda name: float(paired[name].mean()))
    gain, error = -paired[best].mean(), paired[best].std(ddof=1) / np.sqrt(len(paired[best]))
    make = next(make for make in _DIFFICULTIES if make.__name__ == best)
    return ((make if gain > error else usual)(evidence)) or _constant(evidence)


def interval_score(measured: Floats, quantiles: Floats) -> Floats:
    """Mean over the 19 levels of twice the pinball loss, shape (rows,): the smaller, the sharper and truer.

    It equals the weighted mean of the interval scores of the nine central intervals and the error of the median.

    Parameters
    ----------
    measured
        Shape (rows,).
    quantiles
        Shape (rows, 19).
    """
    short = measured[:, None] - quantiles
    return np.asarray(2 * np.maximum(LEVELS * short, (LEVELS - 1) * short).mean(axis=1))


def wilson(share: float, count: float) -> tuple[float, float]:
    """95 % interval of a share that was seen among ``count`` independent observations.

    Source: E. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927).
    """
    z = 1.959963984540054
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _by_unit(losses: Floats, evidence: Evidence) -> Floats:
    _, unit = np.unique(evidence.unit, return_inverse=True)
    return np.asarray(np.bincount(unit, losses * evidence.weight) / np.bincount(unit, evidence.weight))
