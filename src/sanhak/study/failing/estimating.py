"""What the lives tell: the model, each running asset's risk, causes, the age at which renewal pays, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.maintenance.age import AgeReplacement, age_replacement
from sanhak.finding import Finding
from sanhak.model.findings_survival import BeyondHistory, FewFailures, GettingWorse, HazardCorrected, RareCause
from sanhak.model.life.lives import Lives
from sanhak.model.life.survival import (
    Accelerated,
    CausesOf,
    Chosen,
    KaplanMeier,
    MeanCount,
    Rate,
    Spells,
    Trend,
    aalen_johansen,
    alone,
    compete,
    mean_count,
    rate,
    trend,
)
from sanhak.model.prediction import Floats
from sanhak.study.failing.course import Course, lives_of, within
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.failing.failing import Failing
    from sanhak.study.failing.reading import History

_DRAWS, _FLEETS = 4000, 100
_TAIL: Final = 0.05
_SURE: Final = 0.05
_RARE: Final = 3
_CLEARLY: Final = 2.0
"""Standard errors."""
_FIFTHS: Final = 5
_FEW_FOR_FIFTHS: Final = 50
_NEVER: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """Held-out stretches of one horizon that were told like risks: what was told and what happened, with 90 % ends."""

    told: float
    seen: float
    lower: float
    upper: float
    stretches: int


@dataclass(frozen=True, eq=False)
class Estimates:
    """The model and all that follows; arrays in the order of the running assets.

    ``risk`` is the probability to fail within the horizon, ``fresh`` that of the same asset new; ``due`` tells whether
    renewal pays now, ``waiting`` what waiting until the horizon's end costs more than renewing, in money. ``fleet`` is
    the cost by age of a common asset, ``ages`` the best ages of resampled fleets (infinite for run to failure), and
    ``costs`` the 90 % ends of their costs by age, as shares of that of running to failure. ``failures`` are draws of
    how many fail if nothing is done, if what is due is renewed, and if all beyond the mean life are. ``taken`` is what
    the causes take.
    """

    chosen: Chosen
    course: Course
    family: str
    lives: Lives
    risk: Floats
    fresh: Floats
    due: NDArray[np.bool_]
    waiting: Floats
    fleet: AgeReplacement
    ages: Floats
    costs: tuple[Floats, Floats]
    failures: dict[str, NDArray[np.int64]]
    taken: Taken | None
    mean_count: MeanCount | None
    trend: Trend | None
    between: Rate
    bands: tuple[Band, ...]
    inside: tuple[float, float]
    findings: tuple[Finding, ...]


def estimated(study: Failing, history: History, run: Run) -> Estimates:
    """Hold the contest, and work out what it means for the running assets."""
    spells, horizon = history.spells, history.horizon
    run.step(say("Models of life compete"), 0, 3)
    chosen = compete(spells, run.seed)
    course = Course.of(chosen, spells)
    running = spells.where(history.running)
    run.step(say("Risks and the best age"), 1, 3)
    risk = within(course, running.inputs, running.left, horizon)
    fresh = within(course, running.inputs, np.zeros(len(running)), horizon)
    fleet, ages, costs = _replacement(study, course, spells, run)
    gap = study.failure_cost - study.planned_cost
    used = horizon * (1 - risk / 2)
    waiting = gap * risk - fleet.least * used
    due = (waiting > 0) & (risk > fresh) & np.isfinite(fleet.best)
    run.step(say("Failures to expect"), 2, 3)
    between = rate(int(spells.failed.sum()), float((spells.left - spells.entered).sum()))
    failures = _expected(spells, running.left, risk, fresh, due, between.value, run)
    events, of = history.events
    positive = events > 0
    ever = trend(events[positive], history.seen[of[positive]]) if len(events) else None
    lives = lives_of(history, course, running)
    found = Estimates(
        chosen, course, course.family, lives, risk, fresh, due, waiting, fleet, ages, costs, failures, _taken(history),
        mean_count(events, of, history.seen) if len(events) else None, ever,
        between, tuple(_bands(chosen, spells, horizon)), _inside(chosen, spells), (),
    )  # fmt: skip
    return Estimates(**{**vars(found), "findings": tuple(_remarks(history, found, running))})


def _replacement(
    study: Failing, course: Course, spells: Spells, run: Run
) -> tuple[AgeReplacement, Floats, tuple[Floats, Floats]]:
    """Cost by age for a common asset, and of resampled fleets the best ages and the 90 % ends of the curve.

    The ends are shares of the cost of running to failure.
    """
    grid = course.grid
    price = (study.failure_cost, study.planned_cost)
    none = np.zeros((1, spells.inputs.shape[1]))
    fleet = age_replacement(grid, course.tail.survival(none, grid)[0], *price)
    rng = run.rng("fleets")
    rows_of = [np.flatnonzero(spells.assets == asset) for asset in np.unique(spells.assets)]
    best, curves = [], []
    for _ in range(run.count(_FLEETS, 20)):
        rows = np.concatenate([rows_of[at] for at in rng.integers(0, len(rows_of), len(rows_of))])
        drawn = spells.where(rows)
        if drawn.failed.any():
            fitted = Accelerated(course.family, use=False).fit(drawn)
            one = age_replacement(grid, fitted.survival(none, grid)[0], *price)
            best.append(one.best)
            curves.append(one.cost / one.unplanned)
    ends = np.quantile(np.array(curves), [_TAIL, 1 - _TAIL], axis=0)
    return fleet, np.array(best), (ends[0], ends[1])


def _expected(
    spells: Spells, ages: Floats, risk: Floats, fresh: Floats, due: NDArray[np.bool_], mean_life: float, run: Run
) -> dict[str, NDArray[np.int64]]:
    """Draws of the number that fails; how sure the level of all hazards is, is drawn with them."""
    rng = run.rng("failures")
    failed = max(1.0, float(spells.failed.sum()))
    level = rng.gamma(failed, 1 / failed, run.count(_DRAWS, 1000))
    luck = rng.random((len(level), len(risk)))
    ways = {"nothing": np.zeros(len(risk), dtype=bool), "due": due, "rule": ages >= mean_life}
    draws = {}
    for name, renewed in ways.items():
        chance = np.where(renewed, fresh, risk)
        hazard = -np.log1p(-np.minimum(chance, 1 - _NEVER))
        draws[name] = (luck < 1 - np.exp(-hazard * level[:, None])).sum(axis=1)
    return draws


@dataclass(frozen=True, eq=False)
class Taken:
    """What the causes take: at each of ``ages`` the share of lives by the models, and as counted (Aalen and Johansen).

    ``names`` are the causes that are frequent; where the others failed too, they stand last without a name. ``told``
    and ``seen`` have shape (causes, ages); ``alone`` (causes,) is what each would take until the last age without the
    others. ``likeliest`` is the cause of which each running asset will sooner fail within the time ahead than of any
    other, and ``part`` the share of its risk that this is.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    ages: Floats
    told: Floats
    seen: Floats
    alone: Floats
    likeliest: NDArray[np.intp]
    part: Floats


def _taken(history: History) -> Taken | None:
    """What each frequent cause takes, and which threatens each running asset."""
    spells = history.spells
    often = [at for at in range(len(history.causes)) if (history.cause == at).sum() >= _RARE]
    if not often:
        return None
    # What has no cause told, or a rare one, stands last.
    cause = np.full(len(spells), len(often), dtype=np.intp)
    for place, at in enumerate(often):
        cause[history.cause == at] = place
    count = len(often) + bool((spells.failed & (cause == len(often))).any())
    ages, seen = aalen_johansen(spells, cause, count)
    shown = ages[np.unique(np.linspace(0, len(ages) - 1, min(60, len(ages))).astype(int))]
    models = CausesOf.fit(spells, cause, count)
    likeliest, part = _threat(models, spells.where(history.running), history.horizon)
    return Taken(
        tuple(history.causes[at] for at in often),
        tuple(int((spells.failed & (cause == at)).sum()) for at in range(count)),
        shown, models.incidence(spells.inputs, shown).mean(axis=1), seen[:, np.searchsorted(ages, shown)],
        alone(spells, cause, count, float(shown[-1])), likeliest, part,
    )  # fmt: skip


def _threat(models: CausesOf, running: Spells, horizon: float) -> tuple[NDArray[np.intp], Floats]:
    """Which cause has the highest hazard within the time ahead of each asset, and its share of the hazard of all."""
    grid = np.unique(np.concatenate([running.left, running.left + horizon]))
    begun, ended = (np.searchsorted(grid, at) for at in (running.left, running.left + horizon))
    row = np.arange(len(running))
    hazard = np.empty((len(models.models), len(running)))
    for place, model in enumerate(models.models):
        known = -np.log(np.maximum(model.survival(running.inputs, grid), _NEVER))
        # Beyond the oldest failure nothing more is known of a cause than what it took until then.
        later, whole = known[row, ended] - known[row, begun], known[row, ended]
        hazard[place] = later + 1e-3 * whole + _NEVER
    return hazard.argmax(axis=0), np.asarray(hazard.max(axis=0) / hazard.sum(axis=0))


def _bands(chosen: Chosen, spells: Spells, horizon: float) -> Iterator[Band]:
    """Each held-out life is cut into stretches of one horizon; what was told of each is compared with what happened."""
    most = int(min(200, spells.left.max() // horizon + 1))
    rows, starts = [], []
    for place in range(most):
        at = np.flatnonzero((spells.left > place * horizon) & (spells.entered <= place * horizon))
        rows.append(at)
        starts.append(np.full(len(at), place))
    row, step = np.concatenate(rows), np.concatenate(starts)
    edges = [chosen.held(np.full(len(spells), end * horizon)) ** chosen.factor for end in range(most + 1)]
    alive = np.array(edges)
    told = 1 - np.clip(alive[step + 1, row] / alive[step, row], 0, 1)
    left = np.minimum(spells.left[row] - step * horizon, horizon)
    failed = spells.failed[row] & (spells.left[row] - step * horizon <= horizon)
    groups = _FIFTHS if failed.sum() >= _FEW_FOR_FIFTHS else 2
    for part in np.array_split(np.argsort(told, kind="stable"), groups):
        if not len(part):
            continue
        curve = KaplanMeier().fit(Spells.of(left[part], failed[part]))
        seen, low, high = curve.gone(horizon)
        yield Band(float(told[part].mean()), seen, low, high, len(part))


def _inside(chosen: Chosen, spells: Spells) -> tuple[float, float]:
    """Share of held-out lives inside their 90 % interval, and its standard error.

    A life that was cut off counts by the chance with which it will still end inside.
    """
    alive = chosen.held(spells.left) ** chosen.factor
    ended = (alive >= _TAIL) & (alive <= 1 - _TAIL)
    going = np.clip((np.minimum(alive, 1 - _TAIL) - _TAIL) / alive, 0.0, 1.0)
    share = np.where(spells.failed, ended, going)
    return float(share.mean()), float(share.std() / np.sqrt(len(share)))


def _remarks(history: History, found: Estimates, running: Spells) -> Iterator[Finding]:
    """What must be known of the model."""
    spells, chosen = history.spells, found.chosen
    failures, width = int(spells.failed.sum()), len(history.inputs)
    if width and failures < 10 * width:
        yield FewFailures(failures=failures, inputs=width)
    for at, cause in enumerate(history.causes):
        if (times := int((history.cause == at).sum())) < _RARE:
            yield RareCause(cause=cause, times=times)
    if found.trend is not None and found.trend.growth > 1 and found.trend.chance < _SURE and _renewed_worse(history):
        yield GettingWorse(growth=Amount(found.trend.growth, None, 2), chance=found.trend.chance)
    if chosen.factor != 1:
        yield HazardCorrected(ratio=Amount(chosen.factor, None, 2))
    last = float(spells.left[spells.failed].max())
    if (beyond := np.flatnonzero(running.left + history.horizon > last)).size:
        age = Amount(last, history.unit or None, 0)
        yield BeyondHistory(assets=len(beyond), asset=history.assets[int(beyond[0])], age=age)


def _renewed_worse(history: History) -> bool:
    """Whether later lives of an asset are shorter than its first ones, beyond chance (renewals alone also show growth).

    Failures of assets that begin new and wear come faster at first even if each repair renews them; so the lives that
    follow a failure are compared with first lives, by the hazard of all.
    """
    spells = history.spells
    first = np.append(True, spells.assets[1:] != spells.assets[:-1])
    curve = KaplanMeier().fit(spells)
    expected = -np.log(np.maximum(curve.at(spells.left), _NEVER))
    later, total = spells.failed[~first].sum(), expected[~first].sum()
    return bool(total > 0 and (later - total) / np.sqrt(total) > _CLEARLY)


def bounds(draws: NDArray[Any]) -> tuple[float, float, float]:
    """Mean and 90 % ends of draws, the ends reaching to the mean."""
    low, high = (float(np.quantile(draws, end)) for end in (_TAIL, 1 - _TAIL))
    mean = float(draws.mean())
    return mean, min(low, mean), max(high, mean)
