"""From courses to lives and to what should be done: contest, levels of the past, and when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from sanhak.finding import Finding
from sanhak.model.life import Lives
from sanhak.model.life.degradation import CANDIDATES, ENOUGH, Contest, Levels, Straight, Wear, fitted, held, lasting
from sanhak.model.life.degradation.contest import LAWS, WIENER
from sanhak.model.life.degradation.findings import FewLivesEnded
from sanhak.model.life.degradation.looking import inspect_by
from sanhak.model.life.degradation.passage import Law, later
from sanhak.model.life.degradation.wear import Nodes
from sanhak.model.prediction import Floats
from sanhak.study.condition.findings import NoPast
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.condition.condition import ConditionLives
    from sanhak.study.condition.reading import Asked

_TIMES: Final = np.append(1e-4, np.geomspace(0.02, 40.0, 64))
"""Times at which lives are told, in times to the turnaround; the first is so near that what is over has no life left.
"""
_DRAWS: Final = 6
_AHEAD: Final = np.array([0.25, 0.5, 0.75, 1.0])
"""Moments until the turnaround at which later readings of every asset are foretold, as shares of the time to it."""
_READINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Ahead:
    """Later readings as they are foretold: ``times`` from now of shape (m,), 5, 50 and 95 % of each life, (n, m, 3)."""

    times: Floats
    points: Floats


Believed: TypeAlias = tuple[str, Straight | Wear, Levels | None]
"""Which way of going on is believed, fitted to all courses, and the levels of the past."""


@dataclass(frozen=True)
class Learnt:
    """What is known of each running asset, the least likely to last first.

    ``rows`` are the running lives, ``lives`` their lives, ``lasts`` the chance to last until the turnaround, by
    candidate in ``others`` for the simple ones; ``own`` the share that is known from its own readings; ``rate`` the
    growth of the condition per unit of time lately; ``look`` the time until which a reading may change the decision,
    NaN where none may.
    """

    asked: Asked
    contest: Contest | None
    believed: Believed
    chosen: str
    model: Wear | None
    levels: Levels | None
    rows: np.ndarray
    lives: Lives
    lasts: Floats
    line: Floats
    own: Floats
    rate: Floats
    look: Floats
    fan: Mapping[str, Floats]
    ahead: Ahead
    findings: tuple[Finding, ...]


def learnt(study: ConditionLives, asked: Asked, run: Run) -> Learnt:
    """The lives of all running assets."""
    courses = asked.courses
    run.step(say("Candidates on later readings"), 0, 2)
    contest = held(courses, seed=run.seed)
    found: list[Finding] = list(asked.findings)
    if contest is None:
        found.append(NoPast())
    run.step(say("Lives from today"), 1, 2)
    chosen = contest.chosen if contest else WIENER
    levels = Levels.of(contest.pasts[chosen]) if contest else None
    if levels is None or not levels.set:
        found.append(FewLivesEnded(ended=levels.ended if levels else 0, enough=ENOUGH))
    # What each asset has of its own, and its rate, are told by wear whichever way of going on is believed.
    wear = fitted(chosen if chosen in LAWS else WIENER, courses, _DRAWS, run.seed)
    model = wear if chosen in LAWS else fitted(chosen, courses, 1, run.seed)
    rows = courses.running
    lives = lives_of(asked, (chosen, model, levels), rows, asked.until)
    lasts = lives.lasts(asked.until)
    order = np.lexsort((np.arange(len(rows)), lives.quantile(0.5), np.round(lasts, 9)))
    rows, lives, lasts = rows[order], lives.of(order), lasts[order]
    line = lasting("line", fitted("line", courses, 1, 0), courses, rows, np.array([asked.until]))[:, 0]
    assert isinstance(wear, Wear)  # noqa: S101 - the type of a candidate that is in LAWS
    nodes = wear.nodes(courses)
    growth = nodes.growth((courses.now - courses.begun)[:, None], (courses.now - courses.begun + asked.until)[:, None])
    rate = (nodes.weight * nodes.rate * growth).sum(axis=1) * nodes.scale.span / asked.until
    look = np.full(len(rows), np.nan)
    if chosen in LAWS:
        look = inspect_by(courses, nodes, rows, lives, asked.until, study.risk / 100, LAWS[chosen])
    return Learnt(
        asked, contest, (chosen, model, levels), chosen, wear, levels, rows, lives, lasts, line, nodes.own[rows],
        rate[rows], look, _fans(asked, wear, rows[:3], chosen), _ahead(asked, nodes, rows, chosen), tuple(found),
    )  # fmt: skip


def _ahead(asked: Asked, nodes: Nodes, rows: np.ndarray, chosen: str) -> Ahead:
    """Later readings of all running lives, by the same law as the pictures."""
    these, picked, rng = asked.courses.of_rows(rows), nodes.of(rows), np.random.default_rng(5)
    times, law = asked.until * _AHEAD, LAWS.get(chosen, Law.WIENER)
    points = [
        np.quantile(
            later(these, picked, np.full(len(rows), asked.courses.now + time), law, _READINGS, rng),
            [0.05, 0.5, 0.95], axis=1,
        ).T
        for time in times
    ]  # fmt: skip
    return Ahead(times, np.stack(points, axis=1))


def lives_of(asked: Asked, believed: Believed, rows: np.ndarray, until: float) -> Lives:
    """The lives of some of the courses, by their places; times are told around ``until``."""
    chosen, model, levels = believed
    courses, times = asked.courses, until * _TIMES
    alive = np.clip(lasting(chosen, model, courses, rows, times), 0, 1)
    names = tuple(courses.assets[asset] for asset in courses.asset[rows])
    lives = Lives(names, times, np.minimum.accumulate(alive, axis=1), asked.unit)
    return levels.applied(lives) if levels else lives


def _fans(asked: Asked, wear: Wear, rows: np.ndarray, chosen: str) -> dict[str, Floats]:
    """5, 25, 50, 75 and 95 % of later readings of some assets, shape (3, times, 5), and the times from now."""
    nodes: Nodes = wear.nodes(asked.courses)
    ahead = np.linspace(0, 1.6 * asked.until, 13)
    picked = nodes.of(rows)
    these = asked.courses.of_rows(rows)
    law = LAWS.get(chosen, Law.WIENER)
    points = [
        np.quantile(
            later(these, picked, np.full(len(rows), asked.courses.now + time), law, 400, np.random.default_rng(5)),
            [0.05, 0.25, 0.5, 0.75, 0.95], axis=1,
        ).T
        for time in ahead
    ]  # fmt: skip
    return {"ahead": ahead, "points": np.stack(points, axis=1)}


__all__ = ["CANDIDATES", "Learnt", "learnt"]
