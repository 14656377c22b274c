"""A virtual site: the jacketed reactor in operation, with sixty tags by the minute and a laboratory that answers late.

The controls move, the feed wanders, the vessel answers with first-order lags, and what the laboratory finds in a sample
left the vessel some time before: the true delay is known. Most tags have nothing to do with the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.reactor import Reactor
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    import polars as pl

Move: TypeAlias = Literal["experiments", "drift"]
"""How the controls move: in planned steps, or in slow wandering; either way they also waver a little."""

TITLE: Final[Text] = say("Virtual site with a laboratory that answers late")
_START: Final = datetime(2026, 1, 5)  # noqa: DTZ001 - a plant's clock shows local time
_DAY, _HOUR, _MINUTE = 86_400.0, 3600.0, 60.0
_SHORTEST, _LONGEST = 20, 120
"""Range of the true delay [min]."""
_BETWEEN: Final = 4 * _HOUR
"""Planned time between two samples [s]."""
_JITTER: Final = 20 * _MINUTE
"""Standard deviation of a sample's time around its plan [s]."""
_LOST: Final = 0.05
"""Share of the samples that never reach the table."""
_HELD: Final = (4 * _HOUR, 10 * _HOUR)
"""Shortest and longest time between two planned steps of one control [s]."""
_WRONG, _WRONG_BY = 0.01, 10.0
"""Share of the results that are badly wrong, and the standard deviation of what is wrong with them [%]."""
_GAPS: Final = 3
"""Stretches without readings in each tag, up to two hours each."""
_COARSE: Final = 2
"""Rows between two solutions of the balances; what lies between is interpolated, as the lags are longer."""


class Way(NamedTuple):
    """How one input of the reactor moves: usual range, hours of its memory, and its lag into the vessel [min]."""

    lower: float
    upper: float
    memory: float
    lag: float


_INPUTS: Final[Mapping[str, Way]] = {
    "jacket_temperature": Way(98.0, 116.0, 8.0, 5.0),
    "feed_rate": Way(120.0, 320.0, 10.0, 1.0),
    "feed_concentration": Way(4.7, 5.5, 8.0, 3.0),
    "feed_temperature": Way(101.0, 109.0, 5.0, 3.0),
}
_CONTROLS: Final = ("jacket_temperature", "feed_rate")


class Follower(NamedTuple):
    """A tag that follows a quantity of the reactor: ``offset + gain · quantity`` with a lag [min] and normal noise."""

    tag: str
    unit: str
    quantity: str
    offset: float
    gain: float
    lag: float
    noise: float


FOLLOWERS: Final = (
    Follower("TIC-101", "°C", "jacket_temperature", 0.0, 1.0, 0.0, 0.10),
    Follower("FIC-102", "L/h", "feed_rate", 0.0, 1.0, 0.0, 1.0),
    Follower("AI-103", "mol/L", "feed_concentration", 0.0, 1.0, 0.0, 0.010),
    Follower("TI-104", "°C", "feed_temperature", 0.0, 1.0, 0.0, 0.10),
    Follower("TI-105", "°C", "temperature", 0.0, 1.0, 1.0, 0.05),
    Follower("TI-106", "°C", "jacket", 0.0, 1.0, 0.5, 0.10),
    Follower("TI-107", "°C", "temperature", -3.0, 0.95, 3.0, 0.10),
    Follower("PI-108", "kPa", "temperature", -380.0, 6.0, 0.5, 1.5),
    Follower("FI-109", "L/h", "flow", 0.0, 1.0, 1.0, 2.0),
    Follower("DI-110", "kg/m3", "feed", 880.0, 11.0, 0.5, 0.05),
    Follower("AI-111", "%", "left", 0.0, 1.0, 0.5, 0.6),
    Follower("JI-112", "kW", "temperature", 6.0, -0.02, 1.0, 0.03),
    Follower("TV-113", "%", "jacket_temperature", -180.0, 2.2, 0.0, 1.0),
    Follower("FV-114", "%", "feed_rate", 5.0, 0.25, 0.0, 0.8),
    Follower("TI-115", "°C", "temperature", -60.0, 0.9, 12.0, 0.2),
)
_UTILITIES: Final = (
    ("PI", "kPa", 600.0, 12.0),
    ("TI", "°C", 24.0, 2.5),
    ("FI", "m3/h", 85.0, 6.0),
    ("LI", "%", 55.0, 9.0),
    ("II", "A", 42.0, 3.0),
)
"""Utilities by turns: letters, unit, usual value, standard deviation."""
_UTILITY_TAGS: Final = 45
TAGS: Final[tuple[Column, ...]] = (
    *(Column(part.tag, unit=part.unit) for part in FOLLOWERS),
    *(
        Column(f"{_UTILITIES[place % 5][0]}-{201 + place}", unit=_UTILITIES[place % 5][1])
        for place in range(_UTILITY_TAGS)
    ),
)
"""All sixty tags, named by ANSI/ISA-5.1: what is measured, indicated or controlled, and the number of the loop."""


@dataclass(frozen=True)
class Record:
    """What a site leaves behind.

    ``tags`` holds a column ``time`` and the sixty :data:`TAGS`; ``laboratory`` the columns ``sampled`` (when the sample
    was drawn), ``entered`` (when its result was known, 1–6 h later), ``yield`` and ``byproducts`` [%]. The sample drawn
    at t shows what left the vessel at t − ``delay`` [min].
    """

    tags: Table
    laboratory: Table
    delay: float


def record(days: float, step: float, seed: int, way: Move) -> Record:
    """The history of the site.

    Parameters
    ----------
    days
        Length of the history [d].
    step
        Time between two readings of the tags [s].
    seed
        Same seed, same history; the true delay, 20–120 min, comes from it as well.
    way
        ``experiments``: each control is moved in planned steps, 4–10 h apart; ``drift``: it wanders slowly.

    Raises
    ------
    ValueError
        If the history is shorter than one day or a step longer than an hour.
    """
    if days < 1 or not 0 < step <= _HOUR:
        raise ValueError("a site records at least one day, and steps of at most one hour")
    rng = np.random.default_rng([seed, *way.encode()])
    times = np.arange(0.0, days * _DAY, step)
    delay = float(rng.integers(_SHORTEST, _LONGEST + 1))
    quantities = _quantities(times, step, way, rng)
    # Fouling, season, the wear of a year: a slow drift that every reading shares.
    trend = np.cumsum(_wander(len(times), 4 * _DAY / step, rng)) * step / (4 * _DAY)
    shown = _followers(quantities, step, trend, rng) | _utilities(times, step, trend, rng)
    return Record(_tag_table(times, shown, rng), _laboratory(times, quantities, trend, delay, rng), delay)


def _quantities(times: Floats, step: float, way: Move, rng: np.random.Generator) -> dict[str, Floats]:
    """True inputs and what the vessel makes of them, each of shape (rows,)."""
    stepped = _CONTROLS if way == "experiments" else ()
    inputs = {name: (_stepped if name in stepped else _moved)(times, step, move, rng) for name, move in _INPUTS.items()}
    felt = {name: _lagged(values, _INPUTS[name].lag, step) for name, values in inputs.items()}
    reactor, coarse = Reactor(), np.append(np.arange(0, len(times) - 1, _COARSE), len(times) - 1)
    settings = {name: values[coarse] for name, values in felt.items()}
    made = _solved(reactor, settings)
    full = {name: np.interp(times, times[coarse], values) for name, values in made.items()}
    # A stirred vessel holds what leaves it, so the product has no lag of its own.
    product = {name: full[name] for name in ("yield", "byproducts")}
    seen = {"jacket": felt["jacket_temperature"], "flow": felt["feed_rate"], "feed": felt["feed_concentration"]}
    return inputs | seen | {"temperature": full["temperature"], "left": full["left"]} | product


def _solved(reactor: Reactor, settings: Mapping[str, Floats]) -> dict[str, Floats]:
    """Steady states, block by block, so that a long history costs little memory."""
    rows, block = len(settings["feed_rate"]), 4000
    parts = []
    for start in range(0, rows, block):
        part = {name: values[start : start + block] for name, values in settings.items()}
        state, fed = reactor.state(part), part["feed_concentration"]
        parts.append((100 * state.b / fed, 100 * (state.c + 2 * state.d) / fed, 100 * state.a / fed, state.temperature))
    names = ("yield", "byproducts", "left", "temperature")
    return {name: np.concatenate(values) for name, values in zip(names, zip(*parts, strict=True), strict=True)}


def _moved(times: Floats, step: float, move: Way, rng: np.random.Generator) -> Floats:
    """An input that wanders slowly, shape (rows,), within its usual range."""
    # The wave of a wandering value is folded into the range, so that it never rests at a border.
    walk = 0.35 * _wander(len(times), move.memory * _HOUR / step, rng)
    return np.asarray(move.lower + (move.upper - move.lower) * (0.5 + np.arcsin(np.sin(np.pi * walk)) / np.pi))


def _stepped(times: Floats, step: float, move: Way, rng: np.random.Generator) -> Floats:
    """A control that is moved in planned steps and wavers a little, shape (rows,), within its usual range."""
    moves = np.cumsum(rng.uniform(*_HELD, int(times[-1] / _HELD[0]) + 2))
    levels = rng.uniform(0.08, 0.92, len(moves) + 1)
    share = levels[np.searchsorted(moves, times, side="right")] + 0.02 * _wander(len(times), _HOUR / step, rng)
    return np.asarray(move.lower + (move.upper - move.lower) * np.clip(share, 0, 1))


def _followers(
    quantities: Mapping[str, Floats], step: float, trend: Floats, rng: np.random.Generator
) -> dict[str, Floats]:
    """Readings of the tags that belong to the reactor, each of shape (rows,)."""
    shown = {}
    for part in FOLLOWERS:
        true = part.offset + part.gain * _lagged(quantities[part.quantity], part.lag, step)
        drifting = 0.0 if part.quantity in _INPUTS else 0.2 * true.std()
        shown[part.tag] = rng.normal(true + drifting * trend, part.noise)
    return shown


def _utilities(times: Floats, step: float, trend: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Readings of the tags that have nothing to do with the product: they wander, breathe with the day and drift."""
    shown = {}
    for place, column in enumerate(TAGS[len(FOLLOWERS) :]):
        _, _, usual, spread = _UTILITIES[place % len(_UTILITIES)]
        memory = _HOUR * np.exp(rng.uniform(np.log(0.5), np.log(48.0)))
        day = np.sin(2 * np.pi * (times / _DAY + rng.uniform())) * rng.choice([0.0, 0.0, 0.7])
        own = _wander(len(times), memory / step, rng) + day + rng.normal() * trend + rng.normal(0, 0.1, len(times))
        shown[column.name] = usual + spread * own
    return shown


def _tag_table(times: Floats, shown: Mapping[str, Floats], rng: np.random.Generator) -> Table:
    import polars as pl

    frame = {"time": _moments(times)}
    for name, values in shown.items():
        held = values.copy()
        for start in rng.uniform(0, times[-1], _GAPS):
            held[(times >= start) & (times < start + rng.uniform(0, 2 * _HOUR))] = np.nan
        frame[name] = pl.Series(name, held).round(4).fill_nan(None)
    columns = (Column("time", Kind.DATE), *TAGS)
    return Table(pl.DataFrame(frame), columns, time="time", source=Source(str(TITLE), provenance=Reactor.source))


def _laboratory(
    times: Floats, quantities: Mapping[str, Floats], trend: Floats, delay: float, rng: np.random.Generator
) -> Table:
    """Samples about every four hours, some lost; one in a hundred results is badly wrong."""
    import polars as pl

    first = _LONGEST * _MINUTE + 4 * _JITTER
    planned = np.arange(first, times[-1] - 4 * _JITTER, _BETWEEN)
    sampled = np.round((planned + _JITTER * np.clip(rng.normal(size=len(planned)), -3, 3)) / _MINUTE) * _MINUTE
    sampled = sampled[rng.uniform(size=len(sampled)) > _LOST]
    frame = {"sampled": _moments(sampled), "entered": _moments(sampled + rng.uniform(1, 6, len(sampled)) * _HOUR)}
    columns = [Column("sampled", Kind.DATE), Column("entered", Kind.DATE)]
    for outcome in Reactor.outcomes[:2]:
        column = outcome.column
        drifting = quantities[column.name] + 0.2 * quantities[column.name].std() * trend
        true = np.interp(sampled - delay * _MINUTE, times, drifting)
        wrong = np.where(rng.uniform(size=len(true)) < _WRONG, rng.normal(0, _WRONG_BY, len(true)), 0.0)
        found = np.clip(rng.normal(true, outcome.noise) + wrong, column.lower, column.upper)
        frame[column.name] = pl.Series(column.name, found).round(2)
        columns.append(column)
    source = Source(str(TITLE), provenance=Reactor.source)
    return Table(pl.DataFrame(frame), tuple(columns), time="sampled", source=source)


def _lagged(values: Floats, minutes: float, step: float) -> Floats:
    """The answer of a first-order lag that was at rest before, shape (rows,)."""
    from scipy.signal import lfilter

    if minutes <= 0:
        return values
    keep = np.exp(-step / (minutes * _MINUTE))
    return np.asarray(lfilter([1 - keep], [1.0, -keep], values, zi=[keep * values[0]])[0], dtype=float)


def _wander(rows: int, memory: float, rng: np.random.Generator) -> Floats:
    """A stationary first-order autoregressive series, shape (rows,), mean 0, deviation 1; ``memory`` in rows."""
    from scipy.signal import lfilter

    keep = np.exp(-1 / memory)
    shocks = rng.normal(size=rows) * np.sqrt(1 - keep**2)
    shocks[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -keep], shocks), dtype=float)


def _moments(seconds: Floats) -> pl.Series:
    import polars as pl

    return pl.Series([_START + timedelta(seconds=float(value)) for value in seconds], dtype=pl.Datetime("us"))
