"""The proof of an estimate: its errors forward in time beside holding the last sample, and how wide it must be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding
from sanhak.model.between import (
    FEWEST,
    MOST_SKIPPED,
    Widths,
    biases,
    held,
    moved,
    tried,
    walked,
    weight_of,
    widths,
)
from sanhak.model.calibration import NOMINAL, wilson
from sanhak.model.drift import Growth, growth_of
from sanhak.model.findings import CoverageMissed, NothingLearned
from sanhak.model.findings_between import (
    AtLaboratoryNoise,
    ErrorHasGrown,
    MovedByErrors,
    NoBetterThanHolding,
    RandomFlatters,
)
from sanhak.model.learners import baseline_last
from sanhak.model.other_split import error_under
from sanhak.model.prediction import Floats
from sanhak.model.score import Coverage, Score
from sanhak.study.answer import Estimate
from sanhak.study.sensing.learning import scaled_back
from sanhak.table.laboratory import moment_of
from sanhak.table.split import choose_split
from sanhak.text import Amount, decimals_for, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.sensing.learning import Learnt
    from sanhak.study.sensing.sensing import Sensing

_AT_NOISE: Final = 1.1
_NORMAL: Final = 1.645
"""Standard errors on either side that hold nine of ten means."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Errors on samples that taught nothing, in the order of time; arrays of shape (samples judged,).

    ``moments`` [s] and ``measured`` are theirs, ``places`` their rows of the learnt table, ``plain`` what the winner
    said, ``said`` what is believed in the end where all choices are made without them, ``lower`` and ``upper`` its
    interval from earlier errors only (NaN where there were too few). ``weight`` is that of the newest error in the
    update, 0 for none; ``holds`` is True where the last sample is believed instead, because the tags bring nothing.
    ``errors`` and ``held_errors`` are those at each of ``ages`` [s]; ``known`` and ``held_known`` the half widths at
    them; ``needed`` the half width that is asked for.
    """

    moments: Floats
    places: NDArray[np.intp]
    fold: NDArray[np.intp]
    measured: Floats
    plain: Floats
    said: Floats
    lower: Floats
    upper: Floats
    weight: float
    holds: bool
    ages: Floats
    errors: tuple[Floats, ...]
    held_errors: tuple[Floats, ...]
    known: Widths
    held_known: Widths
    needed: float
    growth: Growth | None
    scores: tuple[Score, ...]
    coverage: Coverage
    findings: tuple[Finding, ...]

    @property
    def usual(self) -> float:
        """The usual time between two samples [s]."""
        return float(self.ages[0])

    @property
    def bias(self) -> Floats:
        """What is added to the estimate after each judged sample, shape (samples judged,)."""
        return biases(self.measured - self.plain, self.weight)

    @property
    def error(self) -> float:
        """The error of what is believed, on samples that had no part in any choice (root mean square)."""
        return root(self.measured - self.said)

    @property
    def held_error(self) -> float:
        """The error of whoever holds the last sample until the next one (root mean square)."""
        return root(self.held_errors[0])


def root(errors: Floats) -> float:
    """The root mean square."""
    return float(np.sqrt(np.mean(errors**2)))


def spread_of(errors: Floats) -> float:
    """The standard error of the root mean square, to first order."""
    return float((errors**2).std(ddof=1) / np.sqrt(len(errors)) / max(2 * root(errors), 1e-300))


def error_of(errors: Floats, unit: str | None) -> Estimate:
    """The root mean square with its 90 % interval, by the scatter of the squares."""
    squares = errors**2
    half = _NORMAL * squares.std(ddof=1) / np.sqrt(len(squares))
    low, high = (float(np.sqrt(max(0.0, squares.mean() + side * half))) for side in (-1, 1))
    return Estimate(root(errors), low, high, unit)


def proven(study: Sensing, learnt: Learnt, run: Run) -> Proof:
    """Judge the estimate forward in time, choose whether past errors move it, and whether it beats the last sample.

    What is told of the error and of the interval rests on choices that were made again without the samples that judge
    them (``said``); what is believed from now on rests on the winner (``plain``).
    """
    place, measured, plain, honest, fold = _judged(learnt)
    before = learnt.samples.values[place - 1]
    shown = tried(plain, measured, fold)
    moves = 0.0
    if study.update == "auto" and root(measured - shown) < root(measured - plain):
        moves = weight_of(plain, measured)
    own, said = (shown, tried(honest, measured, fold)) if moves else (plain, honest)
    better = (measured - before) ** 2 - (measured - said) ** 2
    holds = not better.mean() > better.std(ddof=1) / np.sqrt(len(better))
    weight = 0.0 if holds else moves
    ages, errors, others = _by_age(learnt, place, measured, plain, weight)
    errors = others if holds else (measured - own, *errors[1:])
    final = before if holds else said
    judged, half, level = walked(measured - final)
    lower, upper = np.full(len(place), np.nan), np.full(len(place), np.nan)
    lower[judged], upper[judged] = final[judged] - half, final[judged] + half
    known, held_known = widths(list(errors), ages, level), widths(list(others), ages)
    usual = known if holds else held_known
    proof = Proof(
        moments=learnt.samples.moments[place], places=place, fold=fold, measured=measured, plain=plain, said=final,
        lower=lower, upper=upper, weight=weight, holds=holds, ages=ages, errors=errors, held_errors=others, known=known,
        held_known=held_known, needed=float(usual.half[0]) if study.needed is None else study.needed,
        growth=growth_of(errors[0], run.rng("growth")), scores=(), findings=(),
        coverage=_coverage(study, learnt, measured[judged], final[judged], half),
    )  # fmt: skip
    proof = replace(proof, scores=_scores(study, learnt, proof, (measured - own, measured - said), moves))
    return replace(proof, findings=_remarks(study, learnt, proof, measured - said, run))


def _judged(learnt: Learnt) -> tuple[NDArray[np.intp], Floats, Floats, Floats, NDArray[np.intp]]:
    """The judged samples in the order of time.

    Their place, their value, what the winner said of each, what a choice without them said, and their fold.
    """
    model = learnt.model
    held_out = model.held_out
    order = np.argsort(held_out.rows, kind="stable")
    place = np.asarray(held_out.rows[order], dtype=np.intp)
    fold_of, said = np.zeros(len(learnt.table), dtype=np.intp), np.zeros(len(learnt.table))
    for number, (pair, ensemble) in enumerate(zip(model.split, model.folds, strict=True)):
        fold_of[pair[1]] = number
        said[pair[1]] = scaled_back(model, ensemble.ask(ensemble.encoder.transform(learnt.table.rows(pair[1]))))
    honest = np.asarray(held_out.prediction.mean[order])
    return place, held_out.measured[order], said[place], honest, fold_of[place]


def _by_age(
    learnt: Learnt, place: NDArray[np.intp], measured: Floats, plain: Floats, weight: float
) -> tuple[Floats, tuple[Floats, ...], tuple[Floats, ...]]:
    """Ages of the last sample [s], and the errors at each: of the estimate, and of the value that is held."""
    most = max(1, min(MOST_SKIPPED, len(place) - FEWEST))
    ages, errors, others = [], [], []
    values, moments = learnt.samples.values, learnt.samples.moments
    for skipped in range(1, most + 1):
        there = place >= skipped
        ages.append(float(np.median(moments[place[there]] - moments[place[there] - skipped])))
        moved_by = moved(plain, measured, weight, skipped)
        errors.append(measured[skipped - 1 :] - moved_by[skipped - 1 :] if weight > 0 else measured - plain)
        others.append(values[place[there]] - held(values, skipped)[place[there]])
    return np.maximum.accumulate(np.array(ages)), tuple(errors), tuple(others)


def _coverage(study: Sensing, learnt: Learnt, measured: Floats, said: Floats, half: Floats) -> Coverage:
    inside = np.abs(measured - said) <= half
    share = float(inside.mean())
    low, high = wilson(share, len(inside))
    split = learnt.model.split
    return Coverage(
        outcome=study.laboratory, nominal=NOMINAL, measured=share, lower=low, upper=high, width=float(2 * half.mean()),
        unit=learnt.samples.column.unit, rows=len(inside), split=split.name, reason=split.reason,
    )  # fmt: skip


def _scores(
    study: Sensing, learnt: Learnt, proof: Proof, errors: tuple[Floats, Floats], moves: float
) -> tuple[Score, ...]:
    """Every candidate beside whoever holds the last sample; what is believed in the end is marked."""
    base = proof.held_error
    common: dict[str, Any] = {"outcome": study.laboratory, "metric": "RMSE", "unit": learnt.samples.column.unit}
    chosen = next(score for score in learnt.model.scores if score.chosen)
    scores = [
        replace(score, outcome=study.laboratory, chosen=score.chosen and not moves and not proof.holds, nested=None)
        for score in learnt.model.scores
        if score.candidate != baseline_last.name or score.chosen
    ]
    if moves:
        name = say("{candidate}, moved by past errors", candidate=chosen.candidate)
        scores.append(
            Score(candidate=name, error=root(errors[0]), spread=spread_of(errors[0]), skill=0.0,
                  chosen=not proof.holds, seconds=chosen.seconds, **common)
        )  # fmt: skip
    nested = root(errors[1])
    scores = [replace(score, nested=nested if score.chosen else None) for score in scores]
    scores.append(
        Score(candidate=say("hold the last sample"), error=base, spread=spread_of(proof.held_errors[0]), skill=0.0,
              chosen=proof.holds, baseline=True, nested=base if proof.holds else None, **common)
    )  # fmt: skip
    scores = [replace(score, skill=1 - score.error / base if base > 0 else 0.0) for score in scores]
    return tuple(sorted(scores, key=lambda score: score.error))


def _remarks(study: Sensing, learnt: Learnt, proof: Proof, errors: Floats, run: Run) -> tuple[Finding, ...]:
    unit, name = learnt.samples.column.unit, study.laboratory

    def amount(value: float) -> Amount:
        return Amount(value, unit, decimals_for(proof.held_error / 5))

    found: list[Finding] = [
        finding for finding in learnt.model.findings if not isinstance(finding, CoverageMissed | NothingLearned)
    ]
    if proof.holds:
        found.append(NoBetterThanHolding(name, amount(root(errors)), amount(proof.held_error)))
    elif proof.weight:
        plain = root(proof.measured - proof.plain)
        found.append(MovedByErrors(name, proof.weight, amount(plain), amount(proof.error)))
    if proof.growth is not None:
        since = moment_of(proof.moments[proof.growth.place])
        found.append(ErrorHasGrown(name, since, amount(proof.growth.before), amount(proof.growth.after),
                                   proof.growth.chance))  # fmt: skip
    told = proof.coverage
    if not told.lower <= told.nominal <= told.upper:
        found.append(CoverageMissed(name, told.nominal, told.measured, told.lower, told.upper))
    noise = learnt.samples.noise
    if noise is not None and proof.error <= _AT_NOISE * noise:
        found.append(AtLaboratoryNoise(name, amount(proof.error), amount(noise)))
    drawn = choose_split(learnt.table, learnt.outcome, run, inputs=learnt.model.names, override="random")
    random = error_under(learnt.model, learnt.table, drawn, run)
    if random is not None:
        plain = root(proof.measured - proof.plain)
        found.append(RandomFlatters(name, amount(plain), amount(random)))
    return tuple(found)
