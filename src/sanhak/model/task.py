"""What is to be predicted, a number or a label: how a learner is taught, asked, judged and blended in either case."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sanhak.model.doubt import NONE, Doubt
from sanhak.model.learner import doubt_of
from sanhak.model.learners import Candidate, label_candidates, number_candidates
from sanhak.model.outcome import Labels, OutcomeScale
from sanhak.model.prediction import LEVELS, Floats

LIGHTEST: Final = 0.05
"""Members of a blend with less weight than this are dropped: they cost time and say nothing."""

_LEAST_CHANCE: Final = 1e-4
"""No label is held impossible: one surprise must not decide a contest by an infinite loss."""

_PULL: Final = 1.0
"""Pull of the weights towards the baseline, in rows: a member that hardly moves must not be blown up."""

_BLEND_ROUNDS: Final = 200

_UNSCALED: Final = OutcomeScale(0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Member:
    """A fitted learner and the scale that the outcome had among its teaching rows (None for labels)."""

    learner: Any
    scale: OutcomeScale | None


class Task(Protocol):
    """What the contest needs to know of an outcome. Outcomes are standardised numbers or codes of labels.

    ``y`` has shape (rows,); predictions have shape (rows,) for numbers and (rows, labels) for labels.
    """

    @property
    def metric(self) -> str:
        """Name of the error."""

    def candidates(self) -> tuple[Candidate, ...]:
        """Who enters the contest."""

    def teach(self, learner: Any, X: Floats, y: Floats, groups: NDArray[np.intp]) -> Member:
        """Fit ``learner``."""

    def ask(self, member: Member, X: Floats) -> Floats:
        """Its predictions."""

    def doubt(self, member: Member, X: Floats) -> Doubt:
        """What it says itself of its doubt."""

    def loss(self, y: Floats, predictions: Floats) -> Floats:
        """The loss of each row, shape (rows,)."""

    def error(self, loss: float) -> float:
        """A mean loss in the unit of the metric."""

    def weights(self, y: Floats, predictions: Sequence[Floats], base: int, weight: Floats) -> Floats:
        """The best blend: one weight a member, shape (members,), given the position of the baseline."""


class NumberTask:
    """The outcome is a number: squared error, shown as RMSE."""

    metric = "RMSE"

    def candidates(self) -> tuple[Candidate, ...]:
        """Who enters the contest."""
        return number_candidates()

    def teach(self, learner: Any, X: Floats, y: Floats, groups: NDArray[np.intp]) -> Member:
        """Fit ``learner`` on the outcome standardised by these rows alone."""
        scale = OutcomeScale.fit(y)
        _fit(learner, X, scale.forward(y), groups)
        return Member(learner, scale)

    def ask(self, member: Member, X: Floats) -> Floats:
        """Expected values, shape (rows,)."""
        predicted = np.asarray(member.learner.predict(X), dtype=float)
        return _checked(predicted if member.scale is None else member.scale.back(predicted), (len(X),))

    def doubt(self, member: Member, X: Floats) -> Doubt:
        """What the learner says itself of its doubt, in the unit of the outcome that the contest sees."""
        told, scale = doubt_of(member.learner, X), member.scale or _UNSCALED
        deviation, quantiles = told.deviation, told.quantiles
        return Doubt(
            None if deviation is None else _checked(deviation * scale.deviation, (len(X),)),
            None if quantiles is None else _checked(scale.back(quantiles), (len(X), len(LEVELS))),
        )

    def loss(self, y: Floats, predictions: Floats) -> Floats:
        """Squared error."""
        return (y - predictions) ** 2

    def error(self, loss: float) -> float:
        """Root of the mean squared error."""
        return float(np.sqrt(loss))

    def weights(self, y: Floats, predictions: Sequence[Floats], base: int, weight: Floats) -> Floats:
        """Non-negative least squares on what each member adds to the baseline; the baseline takes the remainder.

        Source: L. Breiman, "Stacked regressions", Machine Learning 24 (1996).
        """
        from scipy.optimize import nnls

        root = np.sqrt(weight)
        added = np.stack([(prediction - predictions[base]) * root for prediction in predictions], axis=1)
        added = np.vstack([added, np.sqrt(_PULL) * np.eye(len(predictions))])
        target = np.concatenate([(y - predictions[base]) * root, np.zeros(len(predictions))])

        def solve(members: NDArray[np.intp]) -> Floats:
            found = np.zeros(len(predictions))
            found[members] = nnls(added[:, members], target)[0]
            return found

        others = np.setdiff1d(np.arange(len(predictions)), [base])
        blend = solve(others)
        blend = solve(np.flatnonzero(blend >= LIGHTEST)) if (blend >= LIGHTEST).any() else np.zeros(len(predictions))
        blend[base] = 1 - blend.sum()
        return blend


@dataclass(frozen=True, slots=True)
class LabelTask:
    """The outcome is one of several labels: log loss."""

    labels: Labels

    @property
    def metric(self) -> str:
        """Name of the error."""
        return "log loss"

    def candidates(self) -> tuple[Candidate, ...]:
        """Who enters the contest."""
        return label_candidates()

    def teach(self, learner: Any, X: Floats, y: Floats, groups: NDArray[np.intp]) -> Member:
        """Fit ``learner`` on the codes of the labels."""
        _fit(learner, X, y.astype(np.intp), groups)
        return Member(learner, None)

    def ask(self, member: Member, X: Floats) -> Floats:
        """Probabilities, shape (rows, labels), also of labels that the member was never shown."""
        said = np.asarray(member.learner.predict_proba(X), dtype=float)
        known = np.asarray(member.learner.classes_, dtype=np.intp)
        chances = np.full((len(X), len(self.labels)), _LEAST_CHANCE)
        chances[:, known] += _checked(said, (len(X), len(known)))
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def doubt(self, member: Member, X: Floats) -> Doubt:  # noqa: ARG002 - the seam is shared with numbers
        """Probabilities carry their own doubt."""
        return NONE

    def loss(self, y: Floats, predictions: Floats) -> Floats:
        """Minus the logarithm of the probability that the true label was given."""
        return np.asarray(-np.log(predictions[np.arange(len(y)), y.astype(np.intp)]))

    def error(self, loss: float) -> float:
        """Mean log loss."""
        return float(loss)

    def weights(
        self,
        y: Floats,
        predictions: Sequence[Floats],
        base: int,  # noqa: ARG002 - the seam is shared with numbers
        weight: Floats,
    ) -> Floats:
        """The mixture of probabilities with the highest likelihood, by expectation–maximisation.

        Source: A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm",
        Journal of the Royal Statistical Society B 39 (1977).
        """
        said = np.stack([np.exp(-self.loss(y, prediction)) for prediction in predictions], axis=1)
        share = np.full(len(predictions), 1 / len(predictions))
        for _ in range(_BLEND_ROUNDS):
            part = said * share
            share = np.average(part / part.sum(axis=1, keepdims=True), axis=0, weights=weight)
        share[share < LIGHTEST] = 0.0
        return np.asarray(share / share.sum())


def _fit(learner: Any, X: Floats, y: NDArray[Any], groups: NDArray[np.intp]) -> None:
    if "groups" in inspect.signature(learner.fit).parameters:
        learner.fit(X, y, groups=groups)
    else:
        learner.fit(X, y)


def _checked(predicted: Floats, shape: tuple[int, ...]) -> Floats:
    if predicted.shape != shape:
        raise ValueError(f"predictions have shape {predicted.shape}, expected {shape}")
    if not np.isfinite(predicted).all():
        raise ValueError("predictions hold values that are not finite")
    return predicted
