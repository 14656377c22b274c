"""From the tables to what is known: histories, the contest, the model, and what it says of each running asset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life.findings import FewFailures, LikeNothingSeen, LivesOpen, SensorsTellNothing, TooFewFailures
from sanhak.model.life.heldout import BASELINE, Held, held_out, learn
from sanhak.model.life.histories import History
from sanhak.model.life.lives import LEVELS, Lives
from sanhak.model.life.remaining import Asked, RemainingLife, interval
from sanhak.model.life.sequence import Design, allowed, installed
from sanhak.model.life.sequence.design import INSTALL
from sanhak.model.life.sequence.findings import NetworksLeftOut
from sanhak.model.life.speaking import Likeness, Voice, nearest, quiet, voices
from sanhak.model.prediction import Floats
from sanhak.study.remaining_life.reading import Ready, read
from sanhak.study.remaining_life.rules import Trial, tried
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.remaining_life.remaining_life import RemainingLives
    from sanhak.table import Table

LEAST: Final = 9
"""Failures that are needed: an interval of 90 % rests on as many."""
_FEW: Final = 30
_TREES: Final = 250
_AHEAD: Final = 0.25
"""The time ahead as a share of the median life, where none is asked for."""
_NAMED: Final = 5
_TENTH: Final = int(np.flatnonzero(np.isclose(LEVELS, 0.1))[0])


@dataclass(frozen=True)
class Told:
    """What is known of one running asset; times in the unit of time.

    ``lower`` and ``upper`` are the ends of the 90 % interval of its life, ``upper`` infinite where it is open;
    ``tenth`` the time by which one in ten such assets has failed; ``lasts`` the chance to last for the time ahead.
    """

    history: History
    expected: float
    lower: float
    upper: float
    tenth: float
    lasts: float
    voices: tuple[Voice, ...]
    like: Likeness

    @property
    def unlike(self) -> bool:
        """Whether it looks like nothing seen before."""
        return self.like.distance > 1


@dataclass(frozen=True)
class Learnt:
    """All that an answer tells; ``told`` stands in the order of the chance not to last, the worst first."""

    ready: Ready
    asked: Asked
    held: Held
    chosen: str
    model: RemainingLife
    lives: Lives
    ahead: float
    told: tuple[Told, ...]
    trial: Trial
    findings: tuple[Finding, ...]

    def amount(self, value: float, decimals: int | None = None) -> Amount:
        """A time with its unit, whole where it is long."""
        whole = decimals if decimals is not None else (0 if self.asked.cap > 20 else 2)  # noqa: PLR2004 - days or less
        return Amount(value, self.ready.unit, whole)


def learnt(study: RemainingLives, tables: Mapping[str, Table], run: Run) -> Learnt:
    """Read, judge on whole assets, learn with all, and tell.

    Raises
    ------
    Refusal
        What :func:`read` refuses, and M305 for too few failures.
    """
    ready = read(study, tables)
    failed = ready.failed
    if len(failed) < LEAST or len({one.asset for one in failed}) < LEAST:
        raise Refusal(TooFewFailures(count=len(failed), least=LEAST), *ready.findings)
    networks = Design() if allowed(run) and installed() else None
    asked = Asked.usual(ready.histories, study.cap, age=study.age, seeds=run.count(2),
                        trees=run.count(_TREES, least=60), networks=networks)  # fmt: skip
    held = held_out(ready.histories, asked, run)
    run.step(say("Learning from all lives"), 0, 2)
    model = learn(ready.histories, asked, held, run)
    run.step(say("Telling of running assets"), 1, 2)
    running = ready.running
    lives = lives_of(model, running, ready.unit or "")
    ahead = study.ahead or _AHEAD * float(np.median([one.span for one in failed]))
    told = _told(model, ready, lives, ahead)
    chosen = held.chosen()
    trial = tried(held, chosen, failed, _step(ready))
    findings = (*ready.findings, *_doubts(ready, model, chosen, told), *_left_out(run))
    return Learnt(ready, model.asked, held, chosen, model, lives, ahead, told, trial, findings)


def lives_of(model: RemainingLife, running: tuple[History, ...], unit: str) -> Lives:
    """The lives; where every quantile is open, all that is known is that they are beyond the cap."""
    quantiles = model.spread.of(model.expected(running))
    names = tuple(one.asset for one in running)
    if np.isinf(quantiles).all():
        return Lives(names, np.array([model.asked.cap]), np.ones((len(names), 1)), unit)
    return Lives.of_quantiles(names, LEVELS, quantiles, unit)


def _told(model: RemainingLife, ready: Ready, lives: Lives, ahead: float) -> tuple[Told, ...]:
    running = ready.running
    expected = model.expected(running)
    quantiles = model.spread.of(expected)
    lower, upper = (np.where(np.isinf(end), np.inf, end) for end in interval(quantiles))
    scatter = quiet(model, ready.histories)
    likes = nearest(model, ready.failed, running)
    lasts = lives.lasts(ahead)
    found = [
        Told(one, float(expected[at]), float(min(lower[at], model.asked.cap)), float(upper[at]),
             float(quantiles[at, _TENTH]), float(lasts[at]), voices(model, one, scatter), likes[at])
        for at, one in enumerate(running)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.lasts, one.expected)))


def _step(ready: Ready) -> float:
    """The usual time between two readings."""
    return float(np.median(np.concatenate([np.diff(one.time) for one in ready.failed])))


def _doubts(ready: Ready, model: RemainingLife, chosen: str, told: tuple[Told, ...]) -> Iterator[Finding]:
    if len(ready.failed) < _FEW:
        yield FewFailures(count=len(ready.failed))
    if chosen == BASELINE:
        yield SensorsTellNothing()
    if strange := [one.history.asset for one in told if one.unlike]:
        yield LikeNothingSeen(assets=tuple(strange[:_NAMED]))
    if beyond := sum(np.isinf(one.upper) for one in told):
        yield LivesOpen(count=int(beyond), cap=Amount(model.asked.cap, ready.unit, 0))


def _left_out(run: Run) -> Iterator[Finding]:
    if allowed(run) and not installed():
        yield NetworksLeftOut(command=INSTALL)


def survival(one: Told, lives: Lives, times: Floats) -> Floats:
    """The chance of an asset to last until each of ``times``, shape (times,)."""
    return np.asarray(lives.of([lives.assets.index(one.history.asset)]).on(times)[0])
