"""How the virtual site is run: its grades by a calendar, stops with start-ups, set-points, and what the vessel makes.

All times are seconds from the beginning of the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats
from sanhak.plants.plant import Way
from sanhak.plants.reactor import Reactor
from sanhak.plants.signal import folded, lagged, wander

DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0


class Grade(NamedTuple):
    """A grade: the range in which each control is kept for it, and the most by-products that it may hold [%]."""

    name: str
    jacket_temperature: tuple[float, float]
    feed_rate: tuple[float, float]
    byproducts: float


GRADES: Final = (
    Grade("N100", (98.0, 108.0), (200.0, 320.0), 20.0),
    Grade("N200", (102.0, 112.0), (160.0, 270.0), 27.0),
    Grade("N300", (106.0, 116.0), (120.0, 230.0), 35.0),
)
"""The milder grades hold fewer by-products, the hotter ones give more of the product."""
CONTROLS: Final = ("jacket_temperature", "feed_rate")


class Disturbed(NamedTuple):
    """How a disturbance wanders: its usual range and the hours of its memory."""

    lower: float
    upper: float
    memory: float


_FEEDS: Final[Mapping[str, Disturbed]] = {
    "feed_concentration": Disturbed(4.7, 5.5, 8.0),
    "feed_temperature": Disturbed(101.0, 109.0, 5.0),
}
_ANSWER: Final = {"jacket_temperature": 2.0, "feed_rate": 0.5}
"""Time constant with which a control follows its set-point [min]."""
_FELT: Final = {"jacket_temperature": 5.0, "feed_rate": 1.0, "feed_concentration": 3.0, "feed_temperature": 3.0}
"""Time constant with which the vessel follows what flows into it and its jacket [min]."""
_CAMPAIGN: Final = (5 * DAY, 12 * DAY)
_RAMP: Final = 2 * HOUR
"""Time over which set-points are moved from one grade to the next, and up again after a stop."""
_FIRST_STOP, _BETWEEN_STOPS = (4 * DAY, 9 * DAY), (18 * DAY, 32 * DAY)
_STOPPED: Final = (8 * HOUR, 36 * HOUR)
_COLD: Final = 40.0
"""Temperature to which jacket and vessel fall when the plant stands [°C]."""
_COOLING: Final = 90.0
"""Time constant of that fall [min]."""
_HELD: Final = (4 * HOUR, 10 * HOUR)
"""Shortest and longest time between two planned steps of one control."""
_MEMORY: Final = {"jacket_temperature": 8.0, "feed_rate": 10.0}
"""Hours of the memory of a control that wanders."""
_WAVER: Final = 0.02
"""How much a control wavers around its set-point, as a share of its range."""
_LEAST_FEED: Final = 50.0
_COARSE: Final = 2
"""Rows between two solutions of the balances; what lies between is interpolated, as the lags are longer."""
_BLOCK: Final = 4000


@dataclass(frozen=True)
class Operation:
    """What truly happened: ``quantities`` of shape (rows,), campaigns (start, end, grade) and stops (start, end)."""

    quantities: Mapping[str, Floats]
    campaigns: tuple[tuple[float, float, Grade], ...]
    stops: tuple[tuple[float, float], ...]

    def stands(self, moments: Floats) -> NDArray[np.bool_]:
        """Whether the plant stands or starts up at each moment, of the shape of ``moments``."""
        out = np.zeros(moments.shape, dtype=np.bool_)
        for start, end in self.stops:
            out |= (moments >= start) & (moments < end + _RAMP)
        return out


def operate(times: Floats, step: float, way: Way, rng: np.random.Generator) -> Operation:
    """The operation of the site.

    Parameters
    ----------
    times
        Moments of the rows, shape (rows,), ``step`` apart.
    step
        Time between two rows [s].
    way
        ``experiments``: each control is moved in planned steps, 4–10 h apart; ``drift``: it wanders slowly;
        ``operator``: the jacket answers the measured feed concentration once an hour, the feed rate rests.
    rng
        Where chance comes from.
    """
    campaigns = _campaigns(float(times[-1]), rng)
    stops = _stops(float(times[-1]), rng)
    feeds = {name: _feed(len(times), step, part, rng) for name, part in _FEEDS.items()}
    shares = _shares(times, step, way, feeds["feed_concentration"], rng)
    running = _running(times, stops)
    quantities = dict(feeds)
    for name in CONTROLS:
        lower, upper = (_by_grade(times, campaigns, name, end) for end in (0, 1))
        wanted = lower + (upper - lower) * shares[name]
        wanted = np.where(running < 1, _rest(name) + (wanted - _rest(name)) * running, np.round(wanted, 1))
        waver = _WAVER * (upper - lower) * wander(len(times), HOUR / step, rng) * (running >= 1)
        quantities[f"{name}_set"] = wanted
        quantities[name] = np.maximum(lagged(wanted, _ANSWER[name] * MINUTE / step) + waver, 0.0)
    return Operation(quantities | _vessel(quantities, step), campaigns, stops)


def _rest(name: str) -> float:
    return 0.0 if name == "feed_rate" else _COLD


def _campaigns(end: float, rng: np.random.Generator) -> tuple[tuple[float, float, Grade], ...]:
    """Which grade was made when; no grade follows itself."""
    found, start, place = [], 0.0, int(rng.integers(len(GRADES)))
    while start < end:
        until = start + np.round(rng.uniform(*_CAMPAIGN) / HOUR) * HOUR
        found.append((start, float(until), GRADES[place]))
        start, place = float(until), (place + int(rng.integers(1, len(GRADES)))) % len(GRADES)
    return tuple(found)


def _stops(end: float, rng: np.random.Generator) -> tuple[tuple[float, float], ...]:
    found, start = [], rng.uniform(*_FIRST_STOP)
    while start < end:
        until = start + rng.uniform(*_STOPPED)
        found.append((float(np.round(start / MINUTE) * MINUTE), float(np.round(until / MINUTE) * MINUTE)))
        start = until + rng.uniform(*_BETWEEN_STOPS)
    return tuple(found)


def _running(times: Floats, stops: tuple[tuple[float, float], ...]) -> Floats:
    """1 in operation, 0 in a stop, rising in between during a start-up; shape (rows,)."""
    running = np.ones(len(times))
    for start, end in stops:
        up = np.clip((times - end) / _RAMP, 0.0, 1.0)
        running = np.where(times < start, running, np.minimum(running, up))
    return running


def _by_grade(times: Floats, campaigns: tuple[tuple[float, float, Grade], ...], name: str, end: int) -> Floats:
    """One end of the range of a control by the calendar, moved over to the next grade in a ramp; shape (rows,)."""
    places, values = [], []
    for start, until, grade in campaigns:
        places += [start + (_RAMP if start else 0.0), until]
        values += [getattr(grade, name)[end]] * 2
    return np.asarray(np.interp(times, places, values), dtype=float)


def _feed(rows: int, step: float, part: Disturbed, rng: np.random.Generator) -> Floats:
    walk = 0.35 * wander(rows, part.memory * HOUR / step, rng)
    return np.asarray(part.lower + (part.upper - part.lower) * folded(walk))


def _shares(times: Floats, step: float, way: Way, concentration: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Where in its range each control is wanted, from 0 to 1, each of shape (rows,)."""
    if way == "drift":
        walks = {name: 0.35 * wander(len(times), _MEMORY[name] * HOUR / step, rng) for name in CONTROLS}
        return {name: folded(walk) for name, walk in walks.items()}
    if way == "experiments":
        return {name: _steps(times, rng) for name in CONTROLS}
    rule, hour = Reactor.rule, np.floor(times / HOUR) * HOUR
    seen = concentration[np.searchsorted(times, hour)]
    nominal = next(part.nominal for part in Reactor.disturbances if part.column.name == rule.watched)
    answer = np.round(rule.gain * (seen - nominal) / rule.steps) * rule.steps
    lower, upper = GRADES[0].jacket_temperature
    return {"jacket_temperature": np.clip(0.5 + answer / (upper - lower), 0, 1), "feed_rate": np.full(len(times), 0.5)}


def _steps(times: Floats, rng: np.random.Generator) -> Floats:
    moves = np.cumsum(rng.uniform(*_HELD, int(times[-1] / _HELD[0]) + 2))
    levels = rng.uniform(0.08, 0.92, len(moves) + 1)
    return np.asarray(levels[np.searchsorted(moves, times, side="right")])


def _vessel(quantities: Mapping[str, Floats], step: float) -> dict[str, Floats]:
    """What goes on in the vessel and leaves it, each of shape (rows,).

    Inputs reach it with their lags; it is stirred and holds what leaves it, so the product has no lag of its own.
    Without feed it falls to the temperature of its jacket.
    """
    felt = {name: lagged(quantities[name], minutes * MINUTE / step) for name, minutes in _FELT.items()}
    bounds = {part.column.name: part.bounds for part in Reactor().inputs}
    rows = len(felt["feed_rate"])
    coarse = np.append(np.arange(0, rows - 1, _COARSE), rows - 1)
    solved = _solved({name: np.clip(values[coarse], *bounds[name]) for name, values in felt.items()})
    made = {name: np.interp(np.arange(rows), coarse, values) for name, values in solved.items()}
    fed = np.clip(felt["feed_rate"] / _LEAST_FEED, 0.0, 1.0)
    cold = lagged(felt["jacket_temperature"], _COOLING * MINUTE / step)
    return made | {"temperature": fed * made["temperature"] + (1 - fed) * cold}


def _solved(settings: Mapping[str, Floats]) -> dict[str, Floats]:
    """Steady states, block by block, so that a long history costs little memory."""
    reactor, parts = Reactor(), []
    for start in range(0, len(settings["feed_rate"]), _BLOCK):
        part = {name: values[start : start + _BLOCK] for name, values in settings.items()}
        state, fed = reactor.state(part), part["feed_concentration"]
        parts.append((100 * state.b / fed, 100 * (state.c + 2 * state.d) / fed, 100 * state.a / fed, state.temperature))
    names = ("yield", "byproducts", "left", "temperature")
    return {name: np.concatenate(values) for name, values in zip(names, zip(*parts, strict=True), strict=True)}
