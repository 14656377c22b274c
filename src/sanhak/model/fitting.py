"""The steps of a fit, in order.

The question is checked, the contest held, the winner taught with all rows, its domain and its calibration found.
:meth:`sanhak.model.Model.fit` walks through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.calibration import NOMINAL, Evidence, Intervals, wilson
from sanhak.model.chances import Chances, LabelEvidence
from sanhak.model.contest import BASELINE, Choice, Contest, decide, failures, hold, outside, teach
from sanhak.model.domain import KnownDomain, metric, probe_regions
from sanhak.model.encoder import Encoder
from sanhak.model.ensemble import Ensemble
from sanhak.model.explanation import Importance, importance
from sanhak.model.findings import (
    AtTheNoise,
    CoverageMissed,
    FewGroupsForInterval,
    ForwardWithoutGuarantee,
    MethodFailed,
    MethodNotStorable,
    NothingLearned,
    OutcomeNotPredictable,
    SplitDoesNotFit,
    TooFewToJudge,
    TooManyLabels,
)
from sanhak.model.learner import Lasting, afresh
from sanhak.model.learners import baseline_last
from sanhak.model.likeness import BANDS, Likeness
from sanhak.model.neighbourhood import Neighbourhood
from sanhak.model.outcome import Labels, OutcomeScale
from sanhak.model.prediction import Floats, LabelPrediction, Prediction, Said
from sanhak.model.score import Coverage
from sanhak.model.task import LabelTask, NumberTask, Task
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.check.findings.question import OutcomeAllMissing, OutcomeAsInput, OutcomeConstant, OutcomeGaps
from sanhak.table.column import Column, Kind
from sanhak.table.split import Split
from sanhak.text import Amount, decimals_for, say

FEWEST_ROWS: Final = 8
_ROWS_A_LABEL: Final = 2
_NEAR_NOISE: Final = 1.1
"""An error up to so many times the scatter between repeats cannot be told from it."""
_LEAST_FREEDOM: Final = 3
"""Degrees of freedom under which a scatter between repeats is an anecdote."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is to be learned from what: rows with a measured outcome, at the positions ``kept`` of the table given."""

    table: Table
    inputs: tuple[str, ...]
    outcome: Column
    kept: NDArray[np.intp]
    split: Split
    task: Task
    y: Floats
    scale: OutcomeScale
    findings: tuple[Finding, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, none for numbers."""
        return self.task.labels.names if isinstance(self.task, LabelTask) else ()


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut(Generic[Said]):
    """What was predicted for rows that had no part in the prediction: the proof of the model.

    ``rows`` are positions in the table that was given to the fit; ``measured`` has shape (rows,): numbers, or codes of
    the labels. Choice, blend and calibration were made again for each fold without it.
    """

    rows: NDArray[np.intp]
    measured: Floats
    prediction: Said


def ask_question(table: Table, inputs: Sequence[str], outcome: str, run: Run, split: Split | None) -> Question:
    """Check the question and encode the outcome.

    Raises
    ------
    Refusal
        T001 for unknown columns, T070 to T074 for an outcome without values, without variation or among the inputs,
        M030 for too few rows, M031 and M032 for an outcome that cannot be predicted, M041 for a split of other rows.
    """
    facts = table[outcome]
    if outcome in inputs:
        raise Refusal(OutcomeAsInput(column=outcome))
    if facts.kind not in _TASKS:
        raise Refusal(OutcomeNotPredictable(outcome=outcome, kind=facts.kind.value))
    if split is not None and len(split.groups) != len(table):
        raise Refusal(SplitDoesNotFit(rows=len(table), split=split.name, folds=len(split)))
    kept = np.flatnonzero(~table.frame[outcome].is_null().to_numpy())
    measured = table.rows(kept)
    if not len(kept):
        raise Refusal(OutcomeAllMissing(column=outcome, rows=len(table)))
    if len(kept) < FEWEST_ROWS:
        raise Refusal(TooFewToJudge(outcome=outcome, rows=len(kept), needed=FEWEST_ROWS))
    task, y, scale = _encode(measured, facts)
    if split is None:
        from sanhak.table.split import choose_split

        split = choose_split(measured, outcome, run, inputs=inputs)
    else:
        split = _restricted(split, kept)
    gaps = len(table) - len(kept)
    findings = (OutcomeGaps(column=outcome, rows=gaps, used=len(kept)),) if gaps else ()
    return Question(measured, tuple(inputs), facts, kept, split, task, y, scale, findings)


_TASKS: Final = frozenset({Kind.NUMBER, Kind.CATEGORY, Kind.ORDINAL})


def _encode(table: Table, outcome: Column) -> tuple[Task, Floats, OutcomeScale]:
    if outcome.kind is Kind.NUMBER:
        values = table.values(outcome.name)
        if np.ptp(values) <= 1e-12 * np.abs(values).max():
            raise Refusal(OutcomeConstant(column=outcome.name, value=f"{values[0]:.6g}"))
        scale = OutcomeScale.fit(values)
        return NumberTask(), scale.forward(values), scale
    texts = [str(text) for text in table.texts(outcome.name)]
    labels = Labels.fit(texts)
    if len(labels) == 1:
        raise Refusal(OutcomeConstant(column=outcome.name, value=labels.names[0]))
    if len(labels) * _ROWS_A_LABEL > len(texts):
        raise Refusal(TooManyLabels(outcome=outcome.name, labels=len(labels), rows=len(texts)))
    return LabelTask(labels), labels.codes(texts).astype(float), OutcomeScale(0.0, 1.0)


def _restricted(split: Split, kept: NDArray[np.intp]) -> Split:
    """The split with rows without an outcome taken out."""
    place = np.full(len(split.groups), -1)
    place[kept] = np.arange(len(kept))

    def among(rows: NDArray[np.intp]) -> NDArray[np.intp]:
        return place[rows][place[rows] >= 0]

    folds = tuple((among(teaching), among(judging)) for teaching, judging in split)
    return replace(split, folds=tuple(pair for pair in folds if len(pair[1])), groups=split.groups[kept])


def compete(question: Question, extra: Sequence[Any], run: Run) -> tuple[Contest, Ensemble]:
    """Hold the contest and teach the winner with all rows; a winner that fails there hands over to the next one."""
    task, table = question.task, question.table
    forward = question.split.forward
    known = [candidate for candidate in task.candidates() if forward or candidate is not baseline_last]
    candidates = (*known, *map(outside, extra))
    contest = hold(table, question.inputs, question.y, task, question.split, candidates, run)
    encoder = Encoder.fit(table, question.inputs)
    X = encoder.transform(table)
    while True:
        members, weights = [], []
        for place in np.flatnonzero(contest.choice.weights):
            candidate = contest.entries[place].candidate
            run.step(say("{candidate}: all rows", candidate=candidate.name), 1, 1)
            seed = int(run.rng("final", int(place)).integers(2**31 - 1))
            try:
                members.append(teach(candidate, task, encoder, X, question.y, question.split.groups, seed))
            except failures(candidate) as failure:
                problem = MethodFailed(method=str(candidate.name), problem=f"{type(failure).__name__}: {failure}")
                entries = tuple(entry for entry in contest.entries if entry.candidate is not candidate)
                contest = decide(task, contest.judged, contest.folds, entries, (*contest.findings, problem))
                break
            weights.append(float(contest.choice.weights[place]))
        else:
            return contest, Ensemble(task, encoder, tuple(members), tuple(weights))


def fold_ensembles(contest: Contest) -> tuple[Ensemble, ...]:
    """The winner as each fold taught it."""
    places = np.flatnonzero(contest.choice.weights)
    weights = tuple(contest.choice.weights[places].tolist())
    return tuple(
        Ensemble(contest.task, fold.encoder, tuple(contest.entries[place].members[number] for place in places), weights)
        for number, fold in enumerate(contest.folds)
    )


def find_domain(
    question: Question, contest: Contest, ensemble: Ensemble, run: Run
) -> tuple[KnownDomain, Floats, tuple[Importance, ...]]:
    """The domain, the distance of each judged row to the rows that taught, and the importance of each input."""
    run.step(say("Measuring what matters, and where the model knows something"), 1, 1)
    found, rises = importance(contest, question.inputs, run)
    influence = dict(zip(question.inputs, np.sqrt(rises).tolist(), strict=True))
    weights = metric(ensemble.encoder.features, influence)
    X = ensemble.encoder.transform(question.table)

    def near(rows: NDArray[np.intp] | slice) -> Neighbourhood | Likeness:
        encoder, rng = ensemble.encoder, run.rng("directions")
        if encoder.counts:
            return Likeness.fit(X[rows], encoder.counts, encoder.features, weights, rng)
        return Neighbourhood.fit(X[rows], weights, rng)

    distance = np.concatenate([near(fold.teaching).distance(X[fold.judging]) for fold in contest.folds])
    heaviest = ensemble.members[int(np.abs(ensemble.weights).argmax())].learner

    def probe(teaching: NDArray[np.intp], judging: NDArray[np.intp]) -> Floats:
        groups = question.split.groups[teaching]
        member = question.task.teach(afresh(heaviest), X[teaching], question.y[teaching], groups)
        return question.task.loss(question.y[judging], question.task.ask(member, X[judging]))

    nothing = (np.zeros(0), np.zeros(0))
    probed = nothing if ensemble.encoder.counts else probe_regions(X, weights, probe, run.rng("regions"))
    loss = question.task.loss(contest.judged.y, contest.choice.predictions)
    everything = near(slice(None))
    held = (distance, loss, contest.judged.weight)
    in_time = question.split.name in ("forward", "blocked")
    usual = (everything.own, np.ones(len(X))) if in_time else None
    return KnownDomain.fit(everything, held, probed, usual=usual), distance, found


@dataclass(frozen=True, slots=True, eq=False)
class Calibrator:
    """Turns what a contest said of held-out rows into a calibration, for all rows or without some of them."""

    question: Question
    contest: Contest
    distance: Floats

    def fit(self, choice: Choice, rows: NDArray[np.bool_], predictions: Floats) -> Intervals | Chances:
        """Calibrate ``predictions`` of ``choice`` for the judged rows of the mask ``rows``."""
        judged, parts = self.contest.judged.where(rows), self.parts[rows]
        if isinstance(self.question.task, LabelTask):
            codes = judged.y.astype(np.intp)
            return Chances.fit(LabelEvidence(predictions, codes, judged.weight, parts, judged.unit))
        doubt = self.contest.doubt(choice.weights).where(rows)
        evidence = Evidence(
            judged.y - predictions, predictions, self.distance[rows], doubt, judged.weight, parts, judged.unit
        )
        bands = BANDS if self.contest.folds[0].encoder.counts else None
        return Intervals.fit(evidence, forward=self.question.split.forward, bands=bands)

    def final(self) -> Intervals | Chances:
        """The calibration of the winner, from all judged rows."""
        choice = self.contest.choice
        return self.fit(choice, np.ones(len(self.contest.judged.rows), dtype=bool), choice.predictions)

    @property
    def parts(self) -> NDArray[np.intp]:
        """Which judged rows are calibrated together: the folds, or two halves of the groups of a single fold."""
        judged = self.contest.judged
        return judged.fold if len(judged.folds) > 1 else judged.group % 2

    def held_out(self, domain: KnownDomain) -> tuple[HeldOut[Any], NDArray[np.bool_]]:
        """Predictions for all judged rows, calibrated without them, and which of these may measure the coverage.

        Forward in time a stretch is calibrated by earlier ones only; the first stretch has none, so it does not count.
        """
        judged, parts, question = self.contest.judged, self.parts, self.question
        said = self.contest.predictions
        first = np.empty((len(judged.rows), len(question.labels) or 19))
        sets, counts = np.zeros(first.shape, dtype=bool), np.ones(len(judged.rows), dtype=bool)
        for part in np.unique(parts):
            here = parts == part
            others = parts < part if question.split.forward and part > parts.min() else ~here
            counts[here] = not (question.split.forward and part == parts.min())
            choice, known = self.contest.choice, np.ones(len(here), dtype=bool)
            if len(judged.folds) > 1:
                choice, known = self.contest.nested[part], ~here
            theirs = np.zeros_like(said)
            theirs[known] = choice.predictions
            calibration = self.fit(choice, others, theirs[others])
            if isinstance(calibration, Chances):
                first[here], sets[here] = calibration.of(said[here])
            else:
                doubt = self.contest.doubt(choice.weights).where(here)
                first[here] = calibration.quantiles(said[here], self.distance[here], doubt)
        codes = domain.of(self.distance, self._unseen())
        prediction: Prediction | LabelPrediction
        if question.labels:
            measured = judged.y
            prediction = LabelPrediction(first, question.labels, sets, codes)
        else:
            measured = question.table.values(question.outcome.name)[judged.rows]
            prediction = number_prediction(question.outcome, question.scale, first, said, codes)
        return HeldOut(question.kept[judged.rows], measured, prediction), counts if counts.any() else ~counts

    def _unseen(self) -> NDArray[np.bool_]:
        table = self.question.table
        return np.concatenate([fold.encoder.encode(table.rows(fold.judging))[1] for fold in self.contest.folds])


def number_prediction(
    outcome: Column, scale: OutcomeScale, quantiles: Floats, centre: Floats, domain: NDArray[np.int8]
) -> Prediction:
    """A prediction in the outcome's unit from standardised quantiles, kept within the outcome's physical bounds."""
    low, high = outcome.lower, outcome.upper
    real, middle = scale.back(quantiles), scale.back(centre)
    if low is not None or high is not None:
        real, middle = np.clip(real, low, high), np.clip(middle, low, high)
    return Prediction(real, domain, middle, outcome.unit)


def measure_coverage(
    question: Question, contest: Contest, held: HeldOut[Any], counts: NDArray[np.bool_], nominal: float
) -> Coverage:
    """The share of held-out rows inside their interval or label set, each group weighing one."""
    if isinstance(held.prediction, LabelPrediction):
        inside = held.prediction.sets[np.arange(len(held.rows)), held.measured.astype(np.intp)]
        width = held.prediction.sets.sum(axis=1).astype(float)
    else:
        lower, upper = held.prediction.interval(NOMINAL)
        inside, width = (lower <= held.measured) & (held.measured <= upper), upper - lower
    weight = contest.judged.weight[counts]
    share = float(np.average(inside[counts], weights=weight))
    low, high = wilson(share, len(np.unique(contest.judged.group[counts])))
    return Coverage(
        outcome=question.outcome.name, nominal=nominal, measured=share, lower=low, upper=high,
        width=float(np.average(width[counts], weights=weight)), unit=None if question.labels else question.outcome.unit,
        rows=int(counts.sum()), split=question.split.name, reason=question.split.reason,
    )  # fmt: skip


def measure_noise(question: Question, error: float) -> tuple[float, bool]:
    """The deviation among replicates and True; where there are none, the error and False. In the outcome's unit."""
    from sanhak.table.check.noise import replicate_noise

    noise = replicate_noise(question.table, question.inputs, question.outcome.name)
    if noise is None or noise.freedom < _LEAST_FREEDOM or noise.deviation == 0:
        return error, False
    return noise.deviation, True


def remark(
    question: Question, contest: Contest, ensemble: Ensemble, coverage: Coverage, groups: float
) -> tuple[Finding, ...]:
    """The findings on a finished fit."""
    name = question.outcome.name
    found: list[Finding] = [*question.findings, *contest.findings]
    if contest.choice.order == BASELINE:
        found.append(NothingLearned(outcome=name, rows=len(contest.judged.rows)))
    if question.split.forward:
        found.append(ForwardWithoutGuarantee(outcome=name, folds=len(contest.folds)))
    if coverage.nominal < NOMINAL:
        found.append(FewGroupsForInterval(outcome=name, groups=round(groups), level=coverage.nominal))
    elif not coverage.lower <= coverage.nominal <= coverage.upper:
        found.append(CoverageMissed(name, coverage.nominal, coverage.measured, coverage.lower, coverage.upper))
    found += [
        MethodNotStorable(outcome=name, method=type(member.learner).__name__)
        for member in ensemble.members
        if not isinstance(member.learner, Lasting)
    ]
    return tuple(found)


def at_noise(question: Question, error: float, noise: float, *, repeated: bool) -> tuple[Finding, ...]:
    """A note where the error is as small as the scatter between repeats, both in the outcome's unit."""
    if not repeated or error > _NEAR_NOISE * noise:
        return ()
    shown = [Amount(value, question.outcome.unit, decimals_for(noise)) for value in (error, noise)]
    return (AtTheNoise(question.outcome.name, *shown),)
