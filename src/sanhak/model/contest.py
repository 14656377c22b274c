"""The contest: every candidate and the naive baseline under one protocol, on rows that taught none of them.

1. Each candidate is fitted on the teaching rows of each fold (it tunes itself inside ``fit``, on those rows alone) and
   predicts the judging rows.
2. The candidates' predictions are blended; the weights for a fold come from the other folds.
3. The winner is the simplest candidate whose loss is not distinguishable from the best one's: within one standard error
   of the *paired* difference (and giving away at most one per cent of the error, so that a short table with a wide
   standard error does not pay for simplicity with accuracy).
4. Steps 2 and 3 are repeated without each fold in turn, and the choice made there predicts that fold: the error of
   choosing itself, honest as nested cross-validation is and as cheap as a plain one.

Source: I. Tsamardinos, E. Greasidou, G. Borboudakis, "Bootstrapping the out-of-sample predictions for efficient and
accurate cross-validation", Machine Learning 107 (2018); L. Breiman et al., "Classification and regression trees" (1984)
for the rule of one standard error; S. Varma, R. Simon, "Bias in error estimation when using cross-validation for model
selection", BMC Bioinformatics 7 (2006).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.doubt import Doubt
from sanhak.model.encoder import Encoder
from sanhak.model.findings import MethodFailed, SplitDoesNotFit
from sanhak.model.learners import Candidate
from sanhak.model.prediction import Floats
from sanhak.model.score import Score
from sanhak.model.task import Member, Task
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.split import Split
from sanhak.text import Text, say

BASELINE: Final = 0
"""The order of the naive baselines."""
OUTSIDE: Final = 4
"""The order of outside methods: as complicated as trees until they prove otherwise."""
BLEND: Final = 5

_ERRORS: Final = 1.0
"""Standard errors of the paired difference within which two candidates count as equal."""
_GIVEN_AWAY: Final = 1.01
"""A simpler candidate may err at most so many times as much as the best one."""
_BATCHES: Final = 6
"""Forward in time neighbours err alike: so many batches of consecutive rows a fold count as one observation each."""
_FEWEST_TO_BLEND: Final = 20
"""Held-out rows under which weights of a blend would be noise."""
_FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, MemoryError, OSError, RuntimeError,
    TypeError, ValueError,
)  # fmt: skip
"""What a method may do wrong; it then leaves the contest with a finding."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The held-out rows of all folds, one fold beneath the other; every array has shape (judged rows, …).

    ``rows`` are positions in the table; ``weight`` is one over the judged rows of the row's group, so that each group
    weighs one; ``unit`` numbers the independent observations (groups; batches of rows where the split is forward).
    """

    rows: NDArray[np.intp]
    fold: NDArray[np.intp]
    group: NDArray[np.intp]
    unit: NDArray[np.intp]
    weight: Floats
    y: Floats

    @classmethod
    def of(cls, split: Split, y: Floats) -> Judged:
        """The judged rows of a split, for the encoded outcome ``y`` of shape (rows,)."""
        rows = np.concatenate([judging for _, judging in split]).astype(np.intp)
        fold = np.repeat(np.arange(len(split)), [len(judging) for _, judging in split])
        _, group, size = np.unique(split.groups[rows], return_inverse=True, return_counts=True)
        unit = group
        if split.forward:
            batches = [np.arange(len(judging)) * _BATCHES // len(judging) for _, judging in split]
            _, unit = np.unique(fold * _BATCHES + np.concatenate(batches), return_inverse=True)
        return cls(rows, fold, group, unit, 1 / size[group], y[rows])

    def where(self, mask: NDArray[np.bool_]) -> Judged:
        """Only the judged rows of ``mask``."""
        return Judged(*(getattr(self, name)[mask] for name in self.__slots__))

    @property
    def folds(self) -> NDArray[np.intp]:
        """The folds that have judged rows here."""
        return np.unique(self.fold)

    def by_unit(self, losses: Floats) -> Floats:
        """Mean loss of each independent observation, (candidates, rows) to (candidates, units)."""
        _, unit = np.unique(self.unit, return_inverse=True)
        weight = np.bincount(unit, self.weight)
        return np.stack([np.bincount(unit, row * self.weight) / weight for row in losses])


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One fold as its learners saw it: the encoder of its teaching rows, and all rows of the table in its matrix."""

    encoder: Encoder
    X: Floats
    teaching: NDArray[np.intp]
    judging: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A candidate, its fitted learner in each fold, and what it said of each judged row (shape (judged rows, …))."""

    candidate: Candidate
    members: tuple[Member, ...]
    predictions: Floats
    doubt: Doubt
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What a set of judged rows makes one choose.

    ``weights`` has one for each entry: a 1, or those of a blend. ``predictions`` are those for the rows that chose,
    each made by a blend that has not seen it.
    """

    weights: Floats
    order: int
    predictions: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """The outcome of a contest.

    ``choice`` is the winner; ``nested`` holds for each fold the choice made without it, and ``predictions`` what these
    said of their fold, shape (judged rows, …). ``blend`` is the blend of all, None where there were too few to blend.
    """

    task: Task
    judged: Judged
    folds: tuple[Fold, ...]
    entries: tuple[Entry, ...]
    choice: Choice
    nested: tuple[Choice, ...]
    predictions: Floats
    blend: Choice | None
    findings: tuple[Finding, ...]

    def error(self, predictions: Floats) -> tuple[float, float]:
        """Error over the judged rows, each group weighing one, and its standard error, in the metric's unit.

        The standard error is that of the mean over independent observations, carried through the root to first order.
        """
        losses = self.judged.by_unit(self.task.loss(self.judged.y, predictions)[None])[0]
        mean = float(losses.mean())
        spread = float(losses.std(ddof=1) / np.sqrt(len(losses))) if len(losses) > 1 else float("nan")
        error = self.task.error(mean)
        return error, spread * (self.task.error(mean * 1.0001) - error) / (mean * 0.0001) if mean > 0 else 0.0

    def doubt(self, weights: Floats) -> Doubt:
        """The own doubt of the heaviest member that tells it, for each judged row."""
        heaviest = np.argsort(-weights, kind="stable")
        return Doubt.first(self.entries[place].doubt for place in heaviest if weights[place] > 0)

    def scores(self, outcome: str, unit: str | None, factor: float) -> tuple[Score, ...]:
        """One score a candidate, best first; errors times ``factor`` are in the outcome's unit."""
        said = [
            (entry.candidate.name, entry.candidate.order, entry.predictions, entry.seconds) for entry in self.entries
        ]
        if self.blend is not None:
            said.append((BLEND_NAME, BLEND, self.blend.predictions, 0.0))
        errors = [self.error(predictions) for _, _, predictions, _ in said]
        base = min(error for (error, _), (_, order, _, _) in zip(errors, said, strict=True) if order == BASELINE)
        nested = self.error(self.predictions)[0] * factor
        winner = len(self.entries) if self.choice.order == BLEND else int(self.choice.weights.argmax())
        scores = [
            Score(
                outcome=outcome, candidate=name, metric=self.task.metric, error=error * factor, spread=spread * factor,
                skill=1 - error / base if base > 0 else 0.0, unit=unit, chosen=place == winner,
                baseline=order == BASELINE, seconds=seconds, nested=nested if place == winner else None,
            )
            for place, ((error, spread), (name, order, _, seconds)) in enumerate(zip(errors, said, strict=True))
        ]  # fmt: skip
        return tuple(sorted(scores, key=lambda score: score.error))


BLEND_NAME: Final = say("blend of the candidates")


def hold(
    table: Table, inputs: Sequence[str], y: Floats, task: Task, split: Split, candidates: Sequence[Candidate], run: Run
) -> Contest:
    """Carry the contest out.

    Parameters
    ----------
    table
        All rows, each with a measured outcome.
    inputs
        Names of the input columns.
    y
        The outcome as ``task`` encodes it, shape (rows,).
    task
        Whether a number or a label is asked for.
    split
        Which rows teach and which judge.
    candidates
        Who enters; at least one of them a baseline.
    run
        Seed, progress and cancel (between two fits).

    Raises
    ------
    Refusal
        M041 if a fold of the split has no teaching or no judging rows.
    Cancelled
        If the user asked to stop.
    """
    if not len(split) or any(not len(teaching) or not len(judging) for teaching, judging in split):
        raise Refusal(SplitDoesNotFit(rows=len(table), split=split.name, folds=len(split)))
    judged = Judged.of(split, y)
    folds = tuple(_fold(table, inputs, teaching, judging) for teaching, judging in split)
    fewest, width = min(len(fold.teaching) for fold in folds), max(fold.X.shape[1] for fold in folds)
    counts = sum(place.stop - place.start for place in folds[0].encoder.counts)
    entrants = [candidate for candidate in candidates if candidate.suits(fewest, width, counts)]
    entries: list[Entry] = []
    findings: list[Finding] = []
    for place, candidate in enumerate(entrants):
        match _enter(candidate, folds, y, split.groups, task, run, (place, len(entrants))):
            case Entry() as entry:
                entries.append(entry)
            case finding:
                findings.append(finding)
    return decide(task, judged, folds, tuple(entries), tuple(findings))


def decide(
    task: Task, judged: Judged, folds: tuple[Fold, ...], entries: tuple[Entry, ...], findings: tuple[Finding, ...]
) -> Contest:
    """Choose among the entries, and choose again without each fold to see what the choice is worth."""
    everything = np.ones(len(judged.rows), dtype=bool)
    blend = _blend(task, judged, entries, everything) if _can_blend(judged, entries) else None
    choice = _choose(task, judged, entries, everything)
    nested, predictions = [], np.empty_like(choice.predictions)
    for fold in judged.folds:
        here = judged.fold == fold
        without = _choose(task, judged, entries, ~here) if len(judged.folds) > 1 else choice
        nested.append(without)
        predictions[here] = mixed(without.weights, [entry.predictions[here] for entry in entries])
    return Contest(task, judged, folds, entries, choice, tuple(nested), predictions, blend, findings)


def simplest(losses: Floats, orders: Sequence[int], task: Task) -> int:
    """The simplest row of ``losses`` that cannot be told from the best one.

    Parameters
    ----------
    losses
        Mean loss of each independent observation, shape (candidates, observations).
    orders
        How complicated each candidate is; among equals the smaller loss wins. The baselines' order is 0.
    task
        Turns a mean loss into an error.
    """
    mean = losses.mean(axis=1)
    best = int(mean.argmin())
    paired = losses - losses[best]
    error = paired.std(axis=1, ddof=1) / np.sqrt(losses.shape[1]) if losses.shape[1] > 1 else np.zeros(len(losses))
    equal = paired.mean(axis=1) <= _ERRORS * error
    allowed = _GIVEN_AWAY * task.error(float(mean[best]))
    near = [order == BASELINE or task.error(float(loss)) <= allowed for order, loss in zip(orders, mean, strict=True)]
    equal = (equal & np.array(near)) | (np.arange(len(losses)) == best)
    return min(np.flatnonzero(equal).tolist(), key=lambda place: (orders[place], mean[place]))


def mixed(weights: Floats | Sequence[float], predictions: Sequence[Floats]) -> Floats:
    """The weighted sum of predictions; members of weight 0 are not touched."""
    parts = [weight * said for weight, said in zip(weights, predictions, strict=True) if weight != 0]
    return reduce(np.add, parts)


def outside(estimator: Any) -> Candidate:
    """A method from outside as a candidate: cloned for each fit, seeded where it takes ``random_state``."""

    def make(seed: int) -> Any:
        from sklearn.base import clone

        fresh = clone(estimator)
        return fresh.set_params(random_state=seed) if "random_state" in fresh.get_params() else fresh

    return Candidate(Text("{name}", {"name": type(estimator).__name__}), OUTSIDE, make, lambda *_: True)


def failures(candidate: Candidate) -> tuple[type[Exception], ...]:
    """What a candidate may do wrong without ending the contest: nothing where it is the baseline."""
    return () if candidate.order == BASELINE else _FAILURES


def teach(
    candidate: Candidate, task: Task, encoder: Encoder, X: Floats, y: Floats, groups: NDArray[np.intp], seed: int
) -> Member:
    """A fresh learner of this candidate, fitted on these rows."""
    learner = candidate.make(seed)
    asked = {"blocks": encoder.blocks, "counts": encoder.counts}
    learner = learner.set_params(**{name: asked[name] for name in asked.keys() & learner.get_params()})
    return task.teach(learner, X, y, groups)


def _fold(table: Table, inputs: Sequence[str], teaching: NDArray[np.intp], judging: NDArray[np.intp]) -> Fold:
    encoder = Encoder.fit(table.rows(teaching), inputs)
    return Fold(encoder, encoder.transform(table), teaching, judging)


def _enter(
    candidate: Candidate,
    folds: Sequence[Fold],
    y: Floats,
    groups: NDArray[np.intp],
    task: Task,
    run: Run,
    place: tuple[int, int],
) -> Entry | Finding:
    """Fit a candidate in every fold; a method that fails leaves a finding instead of an entry."""
    started = time.process_time()
    members, said, doubts = [], [], []
    for number, fold in enumerate(folds):
        doing = say("{candidate}: part {part} of {parts}", candidate=candidate.name, part=number + 1, parts=len(folds))
        run.step(doing, place[0] * len(folds) + number, place[1] * len(folds))
        seed = int(run.rng("fit", place[0], number).integers(2**31 - 1))
        rows = fold.teaching
        try:
            member = teach(candidate, task, fold.encoder, fold.X[rows], y[rows], groups[rows], seed)
            said.append(task.ask(member, fold.X[fold.judging]))
            doubts.append(task.doubt(member, fold.X[fold.judging]))
        except failures(candidate) as failure:
            return MethodFailed(method=str(candidate.name), problem=f"{type(failure).__name__}: {failure}")
        members.append(member)
    seconds = time.process_time() - started
    return Entry(candidate, tuple(members), np.concatenate(said), Doubt.together(doubts), seconds)


def _can_blend(judged: Judged, entries: Sequence[Entry]) -> bool:
    able = sum(entry.candidate.order != BASELINE for entry in entries)
    return able > 1 and len(judged.rows) >= _FEWEST_TO_BLEND and len(judged.folds) > 1


def _blend(task: Task, judged: Judged, entries: Sequence[Entry], mask: NDArray[np.bool_]) -> Choice:
    """Blend the entries on the rows of ``mask``; the weights that predict a fold come from the other folds of it."""
    base = next(place for place, entry in enumerate(entries) if entry.candidate.order == BASELINE)

    def weights(rows: NDArray[np.bool_]) -> Floats:
        said = [entry.predictions[rows] for entry in entries]
        return task.weights(judged.y[rows], said, base, judged.weight[rows])

    predictions = np.empty_like(entries[0].predictions)
    for fold in judged.where(mask).folds:
        here = mask & (judged.fold == fold)
        predictions[here] = mixed(weights(mask & ~here), [entry.predictions[here] for entry in entries])
    return Choice(weights(mask), BLEND, predictions[mask])


def _choose(task: Task, judged: Judged, entries: Sequence[Entry], mask: NDArray[np.bool_]) -> Choice:
    """The simplest of the entries and their blend on the rows of ``mask``."""
    part = judged.where(mask)
    choices = [
        Choice(np.eye(len(entries))[place], entry.candidate.order, entry.predictions[mask])
        for place, entry in enumerate(entries)
    ]
    if _can_blend(part, entries):
        choices.append(_blend(task, judged, entries, mask))
    losses = part.by_unit(np.stack([task.loss(part.y, choice.predictions) for choice in choices]))
    return choices[simplest(losses, [choice.order for choice in choices], task)]
