"""Calibration of labels: probabilities that mean what they say, and sets that hold the true label.

Source: C. Guo et al., "On calibration of modern neural networks", ICML (2017) for the temperature; J. Platt,
"Probabilistic outputs for support vector machines" (1999), for the shift of each label beside it; M. Sadinle, J. Lei,
L. Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", Journal of the American Statistical
Association 114 (2019), for the sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.calibration import NOMINAL, upper_quantiles
from sanhak.model.learner import State
from sanhak.model.prediction import Floats

_PULL: Final = 1.0
"""Pull towards the uncalibrated probabilities, in rows: few rows must not move them far."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelEvidence:
    """Held-out rows.

    ``chances`` (rows, labels) as the model gave them, ``codes`` (rows,) of the true labels; ``weight``, ``fold`` and
    ``unit`` as in :class:`~sanhak.model.calibration.Evidence`.
    """

    chances: Floats
    codes: NDArray[np.intp]
    weight: Floats
    fold: NDArray[np.intp]
    unit: NDArray[np.intp]

    def where(self, mask: NDArray[np.bool_]) -> LabelEvidence:
        """Only the rows of ``mask``."""
        return LabelEvidence(*(getattr(self, name)[mask] for name in self.__slots__))

    def loss(self, chances: Floats) -> Floats:
        """Log loss of each row, shape (rows,)."""
        return np.asarray(-np.log(chances[np.arange(len(self.codes)), self.codes]))


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """Calibrated probabilities and label sets.

    ``power`` multiplies the logarithm of each probability (one over the temperature), ``shift`` of shape (labels,) is
    added to it; ``least`` is the probability from which on a label belongs to the set; ``groups`` the number behind it.
    """

    power: float
    shift: Floats
    least: float
    groups: float

    @classmethod
    def fit(cls, evidence: LabelEvidence) -> Chances:
        """Calibrate the probabilities, then find the limit of the sets on them.

        The probabilities are left alone, sharpened or softened, or shifted as well: whichever has the least
        cross-fitted log loss.
        """
        shifted, power, shift = _chosen(evidence), 1.0, np.zeros(evidence.chances.shape[1])
        if shifted is not None:
            power, shift = _fit(evidence, shifted=shifted)
        calibrated = _calibrated(evidence.chances, power, shift)
        missing = 1 - calibrated[np.arange(len(evidence.codes)), evidence.codes]
        groups = float(evidence.weight.sum())
        limit = float(upper_quantiles(missing, evidence.weight, np.array([NOMINAL]))[0])
        return cls(power, shift, 1 - limit, groups)

    @property
    def level(self) -> float:
        """Coverage that the label sets can be relied on for: less than 0.9 with fewer than nine groups."""
        return min(NOMINAL, self.groups / (self.groups + 1))

    def of(self, chances: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Calibrated probabilities and label sets, both of shape (rows, labels); no set is empty."""
        calibrated = _calibrated(chances, self.power, self.shift)
        sets = calibrated >= self.least - 1e-12
        sets[np.arange(len(sets)), calibrated.argmax(axis=1)] = True
        return calibrated, sets

    def state(self) -> State:
        """Arrays and numbers, for storage."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_state(cls, state: State) -> Chances:
        """The calibration that :meth:`state` describes."""
        power, least, groups = (float(state[name]) for name in ("power", "least", "groups"))
        return cls(power, np.asarray(state["shift"], dtype=float), least, groups)


def _calibrated(chances: Floats, power: float, shift: Floats) -> Floats:
    logits = power * np.log(chances) + shift
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _chosen(evidence: LabelEvidence) -> bool | None:
    """None to leave the probabilities, False for a temperature, True for temperature and shifts."""
    folds = np.unique(evidence.fold)
    if len(folds) < 2:  # noqa: PLR2004 - one fold has no other to be judged by
        return None
    losses: dict[bool | None, float] = {
        None: float(np.average(evidence.loss(evidence.chances), weights=evidence.weight))
    }
    for shifted in (False, True):
        said = np.empty_like(evidence.chances)
        for fold in folds:
            here = evidence.fold == fold
            said[here] = _calibrated(evidence.chances[here], *_fit(evidence.where(~here), shifted=shifted))
        losses[shifted] = float(np.average(evidence.loss(said), weights=evidence.weight))
    return min(losses, key=lambda way: losses[way])


def _fit(evidence: LabelEvidence, *, shifted: bool) -> tuple[float, Floats]:
    """Power and shifts of least log loss, pulled a little towards one and zero."""
    from scipy.optimize import minimize

    logs = np.log(evidence.chances)
    true = np.eye(logs.shape[1])[evidence.codes]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        power, shift = np.exp(parameters[0]), parameters[1:] * shifted
        said = _calibrated(evidence.chances, power, shift)
        wrong = (said - true) * evidence.weight[:, None]
        slope = np.concatenate([[power * (wrong * logs).sum()], wrong.sum(axis=0) * shifted])
        total = float(evidence.weight @ evidence.loss(said)) + 0.5 * _PULL * float(parameters @ parameters)
        return total, slope + _PULL * parameters

    bounds = [(-3.0, 3.0)] + [(-5.0, 5.0)] * logs.shape[1]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(np.exp(found.x[0])), np.asarray(found.x[1:]) * shifted
