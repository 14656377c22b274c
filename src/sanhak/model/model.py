"""Model: encoder, learner, calibration and domain in one; it is fitted once and then predicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic, cast

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding
from sanhak.model.calibration import Intervals
from sanhak.model.chances import Chances
from sanhak.model.domain import KnownDomain
from sanhak.model.doubt import NONE
from sanhak.model.ensemble import Ensemble
from sanhak.model.explanation import Importance
from sanhak.model.fitting import (
    Calibrator,
    HeldOut,
    ask_question,
    at_noise,
    compete,
    find_domain,
    fold_ensembles,
    measure_coverage,
    measure_noise,
    number_prediction,
    remark,
)
from sanhak.model.outcome import OutcomeScale
from sanhak.model.prediction import Floats, LabelPrediction, Said
from sanhak.model.score import Coverage, Score
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.column import Column
from sanhak.table.split import Split

_CHUNK: Final = 512
"""Rows whose distances to all teaching rows are held at a time."""


@dataclass(frozen=True, eq=False)
class Model(Generic[Said]):
    """What can be predicted of one outcome from some inputs, and how surely; numbers or labels, as the outcome is.

    ``inputs`` and ``outcome`` are the facts of the columns; ``split`` the rows that judged; ``scores`` every candidate
    beside the baseline, best first; ``coverage`` how often held-out rows fell into their 90 % interval; ``held_out``
    their predictions; ``importance`` what each input brings; ``noise`` the deviation among replicates, or of held-out
    residuals where there are none, in the outcome's unit (for labels the log loss); ``findings`` what to know about it.

    ``ensemble``, ``calibration``, ``domain`` and ``scale`` are the fitted parts, ``folds`` the winner as each fold
    taught it. For labels ``scale`` changes nothing, for numbers there are no ``labels``.
    """

    inputs: tuple[Column, ...]
    outcome: Column
    split: Split
    scores: tuple[Score, ...]
    coverage: Coverage
    held_out: HeldOut[Said]
    importance: tuple[Importance, ...]
    noise: float
    findings: tuple[Finding, ...]
    ensemble: Ensemble
    calibration: Intervals | Chances
    domain: KnownDomain
    scale: OutcomeScale
    labels: tuple[str, ...] = ()
    folds: tuple[Ensemble, ...] = ()

    @classmethod
    def fit(
        cls,
        table: Table,
        inputs: Sequence[str],
        outcome: str,
        run: Run | None = None,
        *,
        split: Split | None = None,
        extra: Sequence[Any] = (),
    ) -> Model[Any]:
        """Hold the contest, teach the winner with all rows and calibrate it.

        Parameters
        ----------
        table
            One row for each time, run or lot; rows without a measured outcome are left out.
        inputs
            Names of the columns to predict from.
        outcome
            Name of the column to predict: a number, or a category for labels.
        run
            Seed, effort, progress and cancel; by default seed 0 in silence.
        split
            Which rows teach and which judge; by default chosen from the table's nature.
        extra
            Methods from outside, scikit-learn estimators on the encoder's matrix, that enter the contest.

        Raises
        ------
        Refusal
            If the question cannot be answered with these rows; the findings say why.
        Cancelled
            If the user asked to stop.
        """
        run = run or Run()
        question = ask_question(table, inputs, outcome, run, split)
        contest, ensemble = compete(question, extra, run)
        domain, distance, importance = find_domain(question, contest, ensemble, run)
        calibrator = Calibrator(question, contest, distance)
        held_out, counts = calibrator.held_out(domain)
        calibration = calibrator.final()
        coverage = measure_coverage(question, contest, held_out, counts, calibration.level)
        factor = question.scale.deviation
        scores = contest.scores(outcome, None if question.labels else question.outcome.unit, factor)
        error = contest.error(contest.predictions)[0] * factor
        noise, repeated = measure_noise(question, error)
        remarks = remark(question, contest, ensemble, coverage, calibration.groups)
        return cls(
            inputs=ensemble.encoder.columns,
            outcome=question.outcome,
            split=question.split,
            scores=scores,
            coverage=coverage,
            held_out=held_out,
            importance=tuple(part.times(factor) for part in importance),
            noise=noise,
            findings=(*remarks, *at_noise(question, error, noise, repeated=repeated)),
            ensemble=ensemble,
            calibration=calibration,
            domain=domain,
            scale=question.scale,
            labels=question.labels,
            folds=fold_ensembles(contest),
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs, in order."""
        return tuple(column.name for column in self.inputs)

    def predict(self, table: Table) -> Said:
        """What a new measurement would show for each row, and whether the row lies inside the known domain.

        A gap in an input that had none in the teaching rows, and a level never seen, count as outside.

        Raises
        ------
        Refusal
            T001 for a missing column, M002 and M003 for one of another kind or of a unit that does not convert.
        """
        X, unseen = self.ensemble.encoder.encode(table)
        centre = self.ensemble.ask(X)
        distance = self.domain.distance(X)
        domain = self.domain.of(distance, unseen)
        if isinstance(self.calibration, Chances):
            chances, sets = self.calibration.of(centre)
            return cast("Said", LabelPrediction(chances, self.labels, sets, domain))
        doubt = self.ensemble.doubt(X) if self.calibration.difficulty.asks else NONE
        quantiles = self.calibration.quantiles(centre, distance, doubt)
        return cast("Said", number_prediction(self.outcome, self.scale, quantiles, centre, domain))

    def nearest(self, table: Table, count: int) -> tuple[NDArray[np.intp], Floats]:
        """The teaching rows that are nearest to each row, by what matters for the outcome.

        Returns
        -------
        tuple
            Positions among the rows that had a measured outcome, and distances; both of shape (rows, count), nearest
            first.
        """
        X = self.ensemble.encoder.transform(table)
        places, distances = [], []
        for start in range(0, len(X), _CHUNK):
            apart = self.domain.neighbourhood.apart(X[start : start + _CHUNK])
            order = np.argsort(apart, axis=1, kind="stable")[:, :count]
            places.append(order)
            distances.append(np.take_along_axis(apart, order, axis=1))
        return np.concatenate(places), np.concatenate(distances)

    def apart(self, table: Table) -> Floats:
        """How far rows lie from one another, by what matters for the outcome, shape (rows, rows)."""
        X = self.ensemble.encoder.transform(table)
        return self.domain.neighbourhood.apart(X, X)

    def standard_error(self, table: Table) -> Floats:
        """How far each row's expectation would move had other rows been drawn, shape (rows,), in the outcome's unit.

        The winners of the folds, each taught without one of them, are the jackknife's replicates. A model of labels has
        no such figure, and neither has one that was stored without its folds. Both say 0.

        Source: B. Efron and C. Stein, The jackknife estimate of variance, Annals of Statistics 9 (1981).
        """
        if self.labels or not self.folds:
            return np.zeros(len(table))
        said = np.array([self.scale.back(fold.ask(fold.encoder.transform(table))) for fold in self.folds])
        return np.asarray(said.std(axis=0) * np.sqrt(len(said) - 1))

    def save(self, folder: Path) -> None:
        """Write the model to a folder: manifests, arrays without pickle, LightGBM's text.

        Raises
        ------
        Refusal
            M005 if the winner is a method from outside that cannot be stored.
        """
        from sanhak.model.keeping import save

        save(self, Path(folder))

    @classmethod
    def load(cls, folder: Path, known: Sequence[type] = ()) -> Model[Any]:
        """The model that :meth:`save` wrote; it predicts the same numbers.

        Parameters
        ----------
        folder
            Where it was written.
        known
            Classes of methods from outside that may stand in it.

        Raises
        ------
        Refusal
            M007 if it is incomplete or damaged, M008 if a method is not known, M040 if it is of a newer format.
        """
        from sanhak.model.keeping import load

        return cls(**load(Path(folder), known))
