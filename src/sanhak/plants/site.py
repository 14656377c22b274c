"""A virtual site: the jacketed reactor in operation, with sixty tags by the minute and a laboratory that answers late.

Grades follow a calendar, the controls move, the feed wanders, the plant stops and starts, the vessel answers with
first-order lags, and what the laboratory finds in a sample left the vessel some time before: the true delay is known.
Most tags have nothing to do with the product. :mod:`sanhak.plants.site_exports` writes it as plants export it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.plant import Optimum, Settings, Way
from sanhak.plants.reactor import Reactor
from sanhak.plants.region import Region
from sanhak.plants.signal import lagged, spread_of, wander
from sanhak.plants.site_laboratory import COLUMNS, LONGEST, SHORTEST, analyse, moments_of
from sanhak.plants.site_operation import CONTROLS, DAY, GRADES, HOUR, MINUTE, Operation, operate
from sanhak.plants.site_tags import BYSTANDERS, FOLLOWERS, TAGS
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    import polars as pl

TITLE: Final[Text] = say("Virtual site with a laboratory that answers late")
START: Final = datetime(2026, 1, 5)  # noqa: DTZ001 - a plant's clock shows local time
WORDS: Final = ("Bad Input", "No Data", "I/O Timeout", "Configure")
"""What a historian writes where it has no value."""
SHUTDOWN: Final = "Shutdown"
_ANALYSERS: Final = ("AI-1202", "AI-1210")
"""Tags that say so while the plant stands."""
_GAPS: Final = 3
"""Stretches without readings in each tag, up to two hours each."""
_DRIFT: Final = 0.2
"""What the slow drift adds, as a share of a reading's own deviation."""
_TREND: Final = 10 * DAY
"""Memory of the drift that every reading shares: fouling and cleaning, weather, catalyst."""
_STUCK: Final = (6 * HOUR, 20 * HOUR)
_MAY_STICK: Final = ("TI-1205", "PI-1207", "TI-1212", "TI-1215", "TI-0111", "TI-2105")
Stretch: TypeAlias = tuple[int, int, str]
"""Rows of one tag, from the first up to, but not with, the second, at which the historian wrote this word."""


@dataclass(frozen=True)
class SiteRecord:
    """What a site leaves behind, and the truth about it.

    ``tags`` holds a column ``time`` and the sixty :data:`TAGS`; ``laboratory`` one row a sample with ``sampled`` (when
    it was drawn), ``entered`` (when its last result was known, 1–6 h later, with a retest up to 9 h), ``yield`` and
    ``byproducts`` [%]; ``grades`` the calendar with ``start``, ``end`` and ``grade``; ``tests`` the laboratory's own
    list, one row a result (:class:`sanhak.plants.site_laboratory.Laboratory`).

    The truth: the sample drawn at t shows what left the vessel at t − ``delay`` [min]. ``stops`` are the times in which
    the plant stood, ``stuck`` names the tag that stood still, from when until when, and ``states`` the rows of each tag
    that hold a word instead of a value.
    """

    tags: Table
    laboratory: Table
    grades: Table
    tests: pl.DataFrame
    delay: float
    way: Way
    stops: tuple[tuple[datetime, datetime], ...]
    stuck: tuple[str, datetime, datetime]
    states: Mapping[str, tuple[Stretch, ...]]

    def part(self, first: float, last: float) -> SiteRecord:
        """What the site has left behind between two days after the beginning, as a later export would hold it."""
        import polars as pl

        start, end = (_date(day * DAY) for day in (first, last))
        low, high = (self.tags.frame["time"].search_sorted(moment) for moment in (start, end))
        sampled = pl.col("sampled").is_between(start, end, closed="left")
        drawn = self.laboratory.frame.with_row_index("row").filter(sampled)["row"]
        made = self.grades.frame.with_row_index("row").filter((pl.col("end") > start) & (pl.col("start") < end))["row"]
        cut = {
            name: tuple((max(one, low) - low, min(two, high) - low, word) for one, two, word in stretches
                        if one < high and two > low)
            for name, stretches in self.states.items()
        }  # fmt: skip
        return replace(
            self, tags=self.tags.rows(range(low, high)), laboratory=self.laboratory.rows(drawn.to_list()),
            grades=self.grades.rows(made.to_list()), tests=self.tests.filter(sampled), states=cut,
        )  # fmt: skip

    @staticmethod
    def truth(settings: Settings) -> dict[str, Floats]:
        """The outcomes at steady state without any noise, as :meth:`sanhak.plants.plant.Plant.truth` gives them."""
        return Reactor().truth(settings)

    @staticmethod
    def optimum(grade: str) -> Optimum:
        """The highest true yield of a grade within its by-products and the ranges of its controls, feed nominal.

        Raises
        ------
        KeyError
            If there is no such grade.
        """
        made = {known.name: known for known in GRADES}[grade]
        ranges = {name: getattr(made, name) for name in CONTROLS}
        return Reactor().optimum("yield", {"byproducts": (None, made.byproducts)}, within=Region.box(ranges))


def record(days: float = 90, step: float = 60.0, seed: int = 0, way: Way = "experiments") -> SiteRecord:
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
        How the controls move within a grade. ``experiments``: each in planned steps, 4–10 h apart; ``drift``: they
        wander slowly; ``operator``: the jacket moves only in answer to the feed concentration, the feed rate rests.

    Raises
    ------
    ValueError
        If the history is shorter than one day, a step longer than an hour, or the way is not known.
    """
    if days < 1 or not 0 < step <= HOUR or way not in get_args(Way):
        raise ValueError("a site records at least one day, steps of at most one hour, and moves in a known way")
    rng = np.random.default_rng([seed, *way.encode()])
    times = np.arange(0.0, days * DAY, step)
    delay = float(rng.integers(SHORTEST, LONGEST + 1))
    operation = operate(times, step, way, rng)
    trend = wander(len(times), _TREND / step, rng)
    shown = _followers(operation.quantities, step, trend, rng) | _bystanders(times, step, trend, rng)
    stuck = _stick(times, shown, rng)
    states = _states(times, operation, rng)
    samples, tests = analyse(times, START, operation, trend, delay, rng)
    laboratory = Table(samples, COLUMNS, time="sampled", source=_source())
    stops = tuple((_date(start), _date(end)) for start, end in operation.stops)
    tags = _tag_table(times, shown, states)
    return SiteRecord(tags, laboratory, _calendar(operation, times), tests, delay, way, stops, stuck, states)


def _followers(
    quantities: Mapping[str, Floats], step: float, trend: Floats, rng: np.random.Generator
) -> dict[str, Floats]:
    """Readings of the tags that belong to the reactor, each of shape (rows,)."""
    shown = {}
    for part in FOLLOWERS:
        felt = lagged(quantities[part.quantity], part.lag * MINUTE / step)
        true = np.maximum(part.offset + part.gain * felt, part.least)
        if part.quantity in ("temperature", "left"):
            true = true + _DRIFT * spread_of(true) * trend
        values = rng.normal(true, part.noise) if part.noise else true
        shown[part.tag] = np.clip(values, 0.0, 100.0) if part.tag.endswith(".OP") else values
    return shown


def _bystanders(times: Floats, step: float, trend: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Readings of the tags that have nothing to do with the product: they wander, breathe with the day and drift."""
    shown = {}
    for part in BYSTANDERS:
        memory = HOUR * np.exp(rng.uniform(np.log(0.5), np.log(48.0)))
        day = part.day * np.sin(2 * np.pi * (times / DAY + rng.uniform()))
        own = wander(len(times), memory / step, rng) + day + rng.normal() * trend + rng.normal(0, 0.1, len(times))
        shown[part.tag] = part.usual + part.spread * own
    return shown


def _stick(times: Floats, shown: Mapping[str, Floats], rng: np.random.Generator) -> tuple[str, datetime, datetime]:
    """Let one tag stand still for some hours; which, from when, until when."""
    tag = str(rng.choice(_MAY_STICK))
    start = rng.uniform(0, max(0.0, float(times[-1]) - _STUCK[1]))
    first, end = np.searchsorted(times, [start, start + rng.uniform(*_STUCK)])
    shown[tag][first:end] = shown[tag][first]
    return tag, _date(float(times[first])), _date(float(times[min(end, len(times) - 1)]))


def _states(times: Floats, operation: Operation, rng: np.random.Generator) -> dict[str, tuple[Stretch, ...]]:
    """The words that stand instead of values: short gaps in every tag, and analysers that are off in a stop."""
    states = {}
    for column in TAGS:
        starts = rng.uniform(0, times[-1], _GAPS)
        spans = zip(starts, starts + rng.uniform(0, 2 * HOUR, _GAPS), rng.choice(WORDS, _GAPS), strict=True)
        off = [(*stop, SHUTDOWN) for stop in operation.stops] if column.name in _ANALYSERS else []
        rows = [(*np.searchsorted(times, [start, end]).tolist(), str(word)) for start, end, word in (*spans, *off)]
        states[column.name] = tuple((first, end, word) for first, end, word in rows if first < end)
    return states


def _tag_table(times: Floats, shown: Mapping[str, Floats], states: Mapping[str, tuple[Stretch, ...]]) -> Table:
    import polars as pl

    frame = {"time": moments_of(START, times)}
    for name, values in shown.items():
        known = np.round(values, 4)
        for first, end, _ in states[name]:
            known[first:end] = np.nan
        frame[name] = pl.Series(name, known).fill_nan(None)
    return Table(pl.DataFrame(frame), (Column("time", Kind.DATE), *TAGS), time="time", source=_source())


def _calendar(operation: Operation, times: Floats) -> Table:
    import polars as pl

    starts, ends, grades = zip(*operation.campaigns, strict=True)
    frame = {
        "start": moments_of(START, np.array(starts)),
        "end": moments_of(START, np.minimum(ends, times[-1] + times[1])),
        "grade": [grade.name for grade in grades],
    }
    columns = (Column("start", Kind.DATE), Column("end", Kind.DATE), Column("grade", Kind.CATEGORY))
    return Table(pl.DataFrame(frame), columns, time="start", source=_source())


def _source() -> Source:
    return Source(str(TITLE), provenance=Reactor.source)


def _date(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)
