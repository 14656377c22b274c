"""Who enters the contest: the candidates, from the naive baseline to boosted trees, each with where it suits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sanhak.model.learners.baseline import Frequencies, LastValue, Mean
from sanhak.model.learners.boosting import Boosting, BoostingLabels
from sanhak.model.learners.gaussian_process import GaussianProcess
from sanhak.model.learners.likeness_process import LikenessProcess
from sanhak.model.learners.linear import ElasticNet, PartialLeastSquares, ResponseSurface
from sanhak.model.learners.logistic import LogisticNet
from sanhak.model.learners.trees import ExtraTrees, ExtraTreesLabels
from sanhak.text import Text, say

METHODS: Final = (
    Mean,
    LastValue,
    ElasticNet,
    ResponseSurface,
    PartialLeastSquares,
    GaussianProcess,
    LikenessProcess,
    ExtraTrees,
    Boosting,
    Frequencies,
    LogisticNet,
    ExtraTreesLabels,
    BoostingLabels,
)
"""Every learner of this package; a stored one is rebuilt by the class whose name it carries."""

_FEW: Final = 20
"""Rows under which boosted trees and squares of columns would only learn noise."""
_NARROW: Final = 25
"""Columns up to which their squares and products are worth their time."""
_WIDE: Final = 120
"""Columns up to which a Gaussian process is worth its time; its rows it bounds itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who enters the contest.

    ``order`` says how complicated it is (0 baseline, 1 linear, 2 latent variables, 3 Gaussian process, 4 trees): among
    equals the simpler one wins. ``make`` gives a fresh estimator for a seed; ``suits`` tells from the number of
    rows, of matrix columns, and of those among them that are counts, whether it is worth its time.
    """

    name: Text
    order: int
    make: Callable[[int], Any]
    suits: Callable[[int, int, int], bool]


def _always(_rows: int, _width: int, _counts: int) -> bool:
    return True


def _enough(rows: int, _width: int, _counts: int) -> bool:
    return rows >= _FEW


def _small(rows: int, width: int, _counts: int) -> bool:
    """Squares and products of so many columns still fit into memory, and into the rows."""
    return rows >= _FEW and width <= _NARROW


def _not_wide(_rows: int, width: int, _counts: int) -> bool:
    return width <= _WIDE


def _counted(rows: int, _width: int, counts: int) -> bool:
    return rows >= _FEW and counts > 0


baseline_last: Final = Candidate(say("last value"), 0, lambda _seed: LastValue(), _always)
"""The baseline where rows follow one another in time."""


def number_candidates() -> tuple[Candidate, ...]:
    """The candidates for numbers, simplest first."""
    return (
        Candidate(say("mean"), 0, lambda _seed: Mean(), _always),
        baseline_last,
        Candidate(say("elastic net"), 1, lambda seed: ElasticNet(random_state=seed), _always),
        Candidate(say("response surface"), 1, lambda seed: ResponseSurface(random_state=seed), _small),
        Candidate(say("partial least squares"), 2, lambda seed: PartialLeastSquares(random_state=seed), _always),
        Candidate(say("Gaussian process"), 3, lambda seed: GaussianProcess(random_state=seed), _not_wide),
        Candidate(say("Gaussian process on likeness"), 3, lambda seed: LikenessProcess(random_state=seed), _counted),
        Candidate(say("extremely randomised trees"), 4, lambda seed: ExtraTrees(random_state=seed), _always),
        Candidate(say("boosted trees"), 4, lambda seed: Boosting(random_state=seed), _enough),
    )


def label_candidates() -> tuple[Candidate, ...]:
    """The candidates for labels, simplest first."""
    return (
        Candidate(say("frequencies"), 0, lambda _seed: Frequencies(), _always),
        Candidate(say("logistic regression"), 1, lambda seed: LogisticNet(random_state=seed), _always),
        Candidate(say("extremely randomised trees"), 4, lambda seed: ExtraTreesLabels(random_state=seed), _always),
        Candidate(say("boosted trees"), 4, lambda seed: BoostingLabels(random_state=seed), _enough),
    )
