"""Which way of watching is taken: the one that misses least of simulated disturbances at the same false-alarm rate."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.model.normal.detectors import (
    AllTags,
    Components,
    Detector,
    EachTag,
    Flags,
    Smoothed,
    SmoothedTags,
    Surprises,
    Watch,
)
from sanhak.model.normal.heldout import HeldOut, Rate, judged, memory, rate
from sanhak.model.normal.trials import Trial, drawn, found
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.text import Text, say

BASELINE: Final = "each tag"
CANDIDATES: Final[Mapping[str, tuple[Text, Detector]]] = {
    BASELINE: (say("each tag against its own limits"), EachTag()),
    "components": (say("principal components (T² and squared error)"), Components()),
    "all tags": (say("all tags together (T² at full rank)"), AllTags()),
    "all tags, .2": (say("all tags together, smoothed quickly (EWMA of T², 0.2)"), Smoothed(AllTags(), 0.2)),
    "all tags, .05": (say("all tags together, smoothed slowly (EWMA of T², 0.05)"), Smoothed(AllTags(), 0.05)),
    "smoothed tags": (say("smoothed tags together (MEWMA, 0.2)"), SmoothedTags(0.2)),
    "surprises": (say("what the row before did not let expect (T² of surprises)"), Surprises()),
    "surprises, .2": (say("what the row before did not let expect, smoothed (EWMA, 0.2)"), Smoothed(Surprises(), 0.2)),
}
"""The simplest first."""
_THREE: Final = 3.0
"""Deviations at which limits are drawn by hand."""
_TRIALS: Final = 120
_LOSS: Final = 0.01
"""Share of the error that simplicity may cost."""
_TOO_MANY: Final = 2.0
"""Times the budget up to which false alarms were counted of what may be chosen: limits of what remembers long rest on
few events."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way of watching, judged: ``missed`` of shape (trials,) is the share of each trial's rows without alarm."""

    key: str
    name: Text
    held: HeldOut
    limit: float
    false_alarms: Rate
    alarms: Flags
    remembers: int
    missed: Floats
    delay: float
    seconds: float

    @staticmethod
    def of(key: str, name: Text, held: HeldOut, budget: float, run: Run) -> Candidate:
        """With a limit for the budget and the false alarms of held-out rows; no trial was made yet."""
        remembers, rng = memory(held.statistic), run.rng("false alarms")
        counted = held.rate(budget, remembers, rng)
        limit, alarms = held.limit(budget), held.alarms(budget)
        return Candidate(key, name, held, limit, counted, alarms, remembers, np.zeros(0), 0.0, 0.0)

    def at(self, key: str, name: Text, limit: float, run: Run) -> Candidate:
        """The same way with a limit that was drawn by hand."""
        alarms = self.held.statistic > limit
        counted = rate(alarms, self.remembers, run.rng("by hand"))
        return replace(self, key=key, name=name, limit=limit, alarms=alarms, false_alarms=counted)

    def tried(self, trials: tuple[Trial, ...], X: Floats, breaks: Flags) -> Candidate:
        """With what it misses of the trials, and the median of the rows until it notices one."""
        hits = [found(trial, self.held, X, breaks, self.limit) for trial in trials]
        missed = np.array([1 - hit.mean() for hit in hits])
        delay = float(np.median([np.argmax(hit) if hit.any() else len(hit) for hit in hits]))
        return replace(self, missed=missed, delay=delay)

    @property
    def error(self) -> float:
        """Mean share of disturbed rows that it misses."""
        return float(self.missed.mean())

    @property
    def spread(self) -> float:
        """Standard error of that over the trials."""
        return float(self.missed.std(ddof=1) / np.sqrt(len(self.missed)))


@dataclass(frozen=True, slots=True)
class Contest:
    """All candidates, the chosen one's key, and ``watch``: what that one has learnt from all normal rows."""

    candidates: Mapping[str, Candidate]
    chosen: str
    watch: Watch
    simple: Candidate
    """Each tag at three deviations, as charts are drawn by hand: whatever false alarms that brings."""
    trials: tuple[Trial, ...]

    @property
    def best(self) -> Candidate:
        """The chosen candidate."""
        return self.candidates[self.chosen]

    @property
    def baseline(self) -> Candidate:
        """Each tag against its own limits, set to the same budget."""
        return self.candidates[BASELINE]


def contest(X: Floats, breaks: Flags, budget: float, run: Run) -> Contest:
    """Judge every candidate on held-out normal rows and choose.

    Parameters
    ----------
    X
        Normal rows in time order without gaps, shape (rows, tags).
    breaks
        Where a row does not follow the one before, shape (rows,).
    budget
        Share of normal rows that may raise an alarm.
    run
        Seed and effort.
    """
    doing = say("Ways of watching are compared")
    trials: tuple[Trial, ...] = ()
    found_ones: dict[str, Candidate] = {}
    for at, (key, (name, detector)) in enumerate(CANDIDATES.items()):
        run.step(doing, at, len(CANDIDATES))
        started = time.process_time()
        held = judged(detector, X, breaks)
        trials = trials or drawn(held, X, run.count(_TRIALS, 20), run.rng("trials"))
        one = Candidate.of(key, name, held, budget, run).tried(trials, X, breaks)
        found_ones[key] = replace(one, seconds=time.process_time() - started)
    by_hand = found_ones[BASELINE].at("simple", say("each tag at three deviations"), _THREE**2, run)
    chosen = _chosen(found_ones, budget)
    watch = CANDIDATES[chosen][1].fit(X, breaks)
    return Contest(found_ones, chosen, watch, by_hand.tried(trials, X, breaks), trials)


def _chosen(candidates: Mapping[str, Candidate], budget: float) -> str:
    """The simplest that is within one standard error of the paired difference, and errs at most 1 % more."""
    honest = {key: one for key, one in candidates.items() if one.false_alarms.value <= _TOO_MANY * budget}
    asked = honest or {BASELINE: candidates[BASELINE]}
    return simplest({key: one.missed for key, one in asked.items()})


def simplest(missed: Mapping[str, Floats]) -> str:
    """The first that is within one standard error of the paired difference to the best, and errs at most 1 % more.

    ``missed`` holds what each misses of the same trials, shape (trials,), the simplest way first.
    """
    best = min(missed.values(), key=lambda one: float(one.mean()))
    for key, one in missed.items():
        behind = one - best
        allowed = min(float(behind.std(ddof=1) / np.sqrt(len(behind))), _LOSS * float(best.mean()))
        if behind.mean() <= allowed:
            return key
    return next(iter(missed))
