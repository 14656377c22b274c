"""What the runs so far teach: a surface for each result, one for what fails, and the outlook on the next run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.experiments.domain import Domain
from sanhak.areas.process.experiments.log import Log
from sanhak.areas.process.experiments.past import Past, Verdict, guessed, with_past
from sanhak.decide.campaign.batch import coded, inputs_of
from sanhak.decide.campaign.gain import Bounds, Outlook, best
from sanhak.decide.findings.knowledge import HistoryMisleads, RankingMisleads
from sanhak.finding import Finding
from sanhak.model.prediction import Floats
from sanhak.model.surface import Scale, Surface, learn, unseen
from sanhak.study import Estimate
from sanhak.text import Amount, decimals_for

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

LEVEL: Final = 0.9
_NINETY: Final = 1.6448536269514722
"""Deviations within which nine of ten draws of a normal lie."""
_WORKS: Final = 0.5
"""A run counts as working where its label, 1 for done and 0 for failed, is expected above this."""
_CALIBRATED: Final = 10
"""Runs from which on intervals are stretched to what held-out runs show."""
_STRETCH: Final = (0.8, 3.0)
_ASKED: Final = 256
"""Points over which the user's ranking is spread."""
_BEYOND: Final = 0.1
"""How far below the worst run of the front the reference lies, as a share of the front's span."""


@dataclass(frozen=True)
class Learnt:
    """The surfaces, each of an outcome on its scale times its sign, so that larger is better for goals.

    ``stretch`` widens the deviations of an outcome to what held-out runs show; ``works`` tells failed runs apart.
    """

    domain: Domain
    log: Log
    signs: Mapping[str, float]
    scales: Mapping[str, Scale]
    surfaces: Mapping[str, Surface]
    stretch: Mapping[str, float]
    works: Surface | None
    outlook: Outlook
    units: Mapping[str, str | None]
    doubts: tuple[Finding, ...] = ()

    def predicted(self, outcome: str, points: Floats, *, measured: bool = True) -> tuple[Floats, Floats, Floats]:
        """Expected value, lower and upper end of its 90 % interval at unit points, each of shape (points,)."""
        value, deviation = self.surfaces[outcome].predict(coded(self.domain.space, points), measured=measured)
        return self._told(outcome, value, self.stretch[outcome] * deviation)

    def possible(self, outcome: str, found: Estimate) -> Estimate:
        """An estimate drawn to what the outcome can be at all: of a share, between nothing and the whole."""
        scale = self.scales[outcome]
        value, lower, upper = scale.back(scale.to(np.array([found.value, found.lower, found.upper]))).tolist()
        return Estimate(value, lower, upper, found.unit)

    def held_out(self, outcome: str) -> tuple[Floats, Floats, Floats]:
        """What would be said of each run with this result without it: expected, lower and upper end, (runs,) each."""
        count = int(self.log.known(outcome).sum())
        expected, deviation = (found[:count] for found in self.surfaces[outcome].held_out)
        return self._told(outcome, expected, self.stretch[outcome] * deviation)

    def _told(self, outcome: str, value: Floats, deviation: Floats) -> tuple[Floats, Floats, Floats]:
        """A belief on the scale as the reader expects it: expected value and ends of its interval, in the unit."""
        sign, scale = self.signs[outcome], self.scales[outcome]
        ends = np.sort(np.stack([sign * (value - _NINETY * deviation), sign * (value + _NINETY * deviation)]), axis=0)
        return scale.mean(sign * value, deviation), scale.back(ends[0]), scale.back(ends[1])

    def draws(self, outcome: str, points: Floats, normals: Floats) -> Floats:
        """What an outcome may be at unit points together, times its sign, shape (draws, points), as ``normals``."""
        drawn = self.surfaces[outcome].draws(coded(self.domain.space, points), normals)
        sign = self.signs[outcome]
        return sign * self.scales[outcome].back(sign * drawn)

    def noise(self, outcome: str, place: int) -> float:
        """The deviation of a repeated measurement of the run at ``place`` of the log, in the outcome's unit."""
        scale, noise = self.scales[outcome], self.surfaces[outcome].noise
        at = scale.to(self.log.results[outcome][place])
        return float(scale.back(at + noise) - scale.back(at - noise)) / 2

    def estimate(self, outcome: str, point: Floats, *, measured: bool = True) -> Estimate:
        """An outcome at one unit point, shape (factors,)."""
        value, lower, upper = self.predicted(outcome, point[None], measured=measured)
        return Estimate(float(value[0]), float(lower[0]), float(upper[0]), self.units[outcome], LEVEL)

    def kept(self, study: Campaign, points: Floats) -> Mapping[str, Floats]:
        """The chance that each limit is kept at unit points, shape (points,) each."""
        from scipy.stats import norm

        chances = {}
        for outcome, (lower, upper) in study.keep.items():
            value, deviation = self.surfaces[outcome].predict(coded(self.domain.space, points), measured=True)
            deviation = self.stretch[outcome] * deviation
            low, high = limits_of(self.scales[outcome], self.signs[outcome], lower, upper)
            below = norm.cdf(((np.inf if high is None else high) - value) / deviation)
            chances[outcome] = below - norm.cdf(((-np.inf if low is None else low) - value) / deviation)
        return chances

    def taught(self, outcome: str) -> bool:
        """Whether something else than the runs of the log, history or a ranking, taught an outcome."""
        posterior = self.surfaces[outcome].posterior
        return posterior.kernel.trend is not None or len(posterior.X) > int(self.log.known(outcome).sum())

    def within(self, study: Campaign) -> NDArray[np.bool_]:
        """Which runs of the log are measured to keep every limit, shape (runs,)."""
        return _good(study, self.log)

    def best(self, study: Campaign) -> int | None:
        """The place in the log of the best run of the first goal that keeps all limits; None where there is none."""
        good = self.log.known(study.goal) & self.within(study)
        if not good.any():
            return None
        value = self.signs[study.goal] * self.predicted(study.goal, self.log.points, measured=False)[0]
        return int(np.where(good, value, -np.inf).argmax())

    def front(self, study: Campaign) -> NDArray[np.intp]:
        """Places in the log of the runs that keep all limits and that no other such run beats in every goal."""
        known = np.all([self.log.known(goal) for goal in study.goals], axis=0) & self.within(study)
        places = np.flatnonzero(known)
        values = np.column_stack([self.signs[goal] * self.log.results[goal][places] for goal in study.goals])
        kept = best(values) if len(values) else values
        return places[[bool((row == kept).all(axis=1).any()) for row in values]]


def learnt(
    study: Campaign, domain: Domain, log: Log, units: Mapping[str, str | None], history: Log | None = None
) -> Learnt:
    """Learn every outcome from the runs that have a result of it, and from earlier ones as far as they help."""
    signs = {name: -1.0 if study.goals.get(name) is False else 1.0 for name in study.outcomes}
    inputs = inputs_of(domain.space, domain.distances)
    rows = coded(domain.space, log.points)
    surfaces, stretch, doubts = {}, {}, []
    # A front of several goals is weighed in the units in which the reader sees it.
    plain = study.goals.keys() if len(study.goals) > 1 else ()
    scales = {name: Scale() if name in plain else Scale.of(log.results[name], units[name]) for name in signs}
    for name, sign in signs.items():
        known = log.known(name)
        y = sign * scales[name].to(log.results[name][known])
        past = _past(history, domain, name, partial(_on_scale, sign, scales[name]))
        trend = guessed(domain.space, _spread(domain), study.favour) if name == study.goal else None
        if past is None:
            surface = learn(inputs, rows[known], y, trend) if known.any() else unseen(inputs, trend)
        else:
            surface, verdict = with_past(inputs, rows[known], y, past, partial(_told_back, sign, scales[name]), trend)
            if not verdict.helps:
                doubts.append(_misled(name, len(past.y), units[name], verdict))
        surfaces[name], stretch[name] = surface, _stretch(surface, y)
        if _against(surface):
            doubts.append(RankingMisleads(column=name))
    works = None
    if log.failed.any():
        done = np.any([log.known(name) for name in study.outcomes], axis=0)
        told = done | log.failed
        works = learn(inputs, rows[told], done[told].astype(float))
    limits = {name: Bounds.of(surfaces[name], *limits_of(scales[name], signs[name], *ends))
              for name, ends in study.keep.items()}  # fmt: skip
    outlook = _outlook(study, surfaces, limits, works, log, rows)
    return Learnt(domain, log, signs, scales, surfaces, stretch, works, outlook, units, tuple(doubts))


def _past(history: Log | None, domain: Domain, outcome: str, on_scale: Callable[[Floats], Floats]) -> Past | None:
    """What the history has of an outcome."""
    if history is None or not history.known(outcome).any():
        return None
    earlier = history.known(outcome)
    return Past(coded(domain.space, history.points[earlier]), on_scale(history.results[outcome][earlier]))


def _spread(domain: Domain) -> Floats:
    """Points of the region at which a ranking is asked, shape (points, factors)."""
    rng, listed = np.random.default_rng(0), domain.region.listed
    if listed is None:
        return domain.region.draw(_ASKED, rng)
    return listed[rng.permutation(len(listed))[:_ASKED]]


def _against(surface: Surface) -> bool:
    """Whether the runs contradict the ranking: its weight is negative as surely as an interval leaves out its end."""
    weight = surface.posterior.weight
    return weight is not None and weight[0] + _NINETY * weight[1] < 0


def _on_scale(sign: float, scale: Scale, values: Floats) -> Floats:
    return sign * scale.to(values)


def _told_back(sign: float, scale: Scale, y: Floats) -> Floats:
    return scale.back(sign * y)


def _misled(outcome: str, rows: int, unit: str | None, verdict: Verdict) -> Finding:
    """The history was dropped, with the errors of held-out runs."""
    errors = (Amount(error, unit, max(0, decimals_for(error))) for error in (verdict.with_it, verdict.without))
    with_it, without = errors
    return HistoryMisleads(rows=rows, column=outcome, with_it=with_it, without=without)


def limits_of(scale: Scale, sign: float, lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """Limits in an outcome's unit as its surface sees them: on its scale, turned around where less is better."""
    ends = [None if end is None else sign * float(scale.to(np.array(end))) for end in (lower, upper)]
    return (ends[0], ends[1]) if sign > 0 else (ends[1], ends[0])


def _outlook(
    study: Campaign, surfaces: Mapping[str, Surface], limits: Mapping[str, Bounds], works: Surface | None, log: Log,
    rows: Floats,
) -> Outlook:  # fmt: skip
    limited = [(surfaces[name], bounds) for name, bounds in limits.items() if log.known(name).any()]
    if works is not None:
        limited.append((works, Bounds.of(works, _WORKS, None)))
    known = np.any([log.known(name) for name in study.goals], axis=0) if len(log) else np.zeros(0, dtype=bool)
    return Outlook(
        goals=tuple(surfaces[name].posterior for name in study.goals),
        limited=tuple(surface.posterior for surface, _ in limited),
        bounds=tuple(bound for _, bound in limited),
        reference=_reference(study, surfaces, log),
        known=rows[known],
    )


def _good(study: Campaign, log: Log) -> NDArray[np.bool_]:
    """Which runs were measured to keep all limits, shape (runs,)."""
    good = np.ones(len(log), dtype=bool)
    for outcome, (lower, upper) in study.keep.items():
        values = log.results[outcome]
        good &= (values >= (-np.inf if lower is None else lower)) & (values <= (np.inf if upper is None else upper))
    return good


def _reference(study: Campaign, surfaces: Mapping[str, Surface], log: Log) -> Floats:
    """The worst that still counts, standardised: as given, else a little below the front of the runs so far.

    Only runs that keep the limits make up that front: what is beyond them may be better in every goal, and would hide
    all that may be run. For one goal every result counts; before any result the expectation is the mark to beat.
    """
    known = np.all([log.known(goal) for goal in study.goals], axis=0)
    if not known.any():
        return np.zeros(len(study.goals))
    if len(study.goals) == 1:
        return np.array([-1e9])
    signs = np.array([1.0 if wish else -1.0 for wish in study.goals.values()])
    values = signs * np.column_stack([log.results[goal][known] for goal in study.goals])
    front = best(values[_good(study, log)[known]])
    low, span = values.min(axis=0), np.ptp(front, axis=0) if len(front) else np.zeros(len(study.goals))
    low = np.where(span > 0, front.min(axis=0, initial=np.inf) - _BEYOND * span, low)
    given = [study.worst.get(goal) for goal in study.goals]
    worst = np.array([low[at] if end is None else signs[at] * end for at, end in enumerate(given)])
    return np.array([(worst[at] - surfaces[goal].mean) / surfaces[goal].scale for at, goal in enumerate(study.goals)])


def _stretch(surface: Surface, measured: Floats) -> float:
    """By how much deviations are widened so that nine of ten held-out runs lie within their interval."""
    if len(measured) < _CALIBRATED:
        return 1.0
    expected, deviation = (found[: len(measured)] for found in surface.held_out)
    off = np.sort(np.abs(measured - expected) / deviation)
    place = min(len(off) - 1, int(np.ceil(LEVEL * (len(off) + 1))) - 1)
    return float(np.clip(off[place] / _NINETY, *_STRETCH))
