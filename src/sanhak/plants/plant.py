"""The contract of a virtual plant: what can be set, what disturbs it, what it truly does, and what its sensors say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike

from sanhak.model.prediction import Floats
from sanhak.plants.region import Region
from sanhak.table import Column, Table
from sanhak.text import Text

if TYPE_CHECKING:
    import polars as pl

Settings: TypeAlias = Mapping[str, ArrayLike]
Limits: TypeAlias = Mapping[str, tuple[float | None, float | None]]
Way: TypeAlias = Literal["experiments", "drift", "operator"]


class Unreachable(ValueError):  # noqa: N818 - it says what is the case
    """No setting of the region keeps all limits."""


@dataclass(frozen=True, slots=True)
class Input:
    """A control or a disturbance: its column with unit and bounds, and how it behaves, all in that unit.

    ``nominal`` is its value in normal operation; ``deviation`` the standard deviation with which it varies by itself
    (0 for a control: it stays where it is set); ``noise`` the standard deviation of its sensor.
    """

    column: Column
    nominal: float
    deviation: float = 0.0
    noise: float = 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest possible value."""
        return cast("tuple[float, float]", (self.column.lower, self.column.upper))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that the plant gives: its column with unit and bounds, and its sensor's standard deviation."""

    column: Column
    noise: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How the plant's operators run it: ``control`` answers the measured disturbance ``watched`` in proportion.

    ``gain`` is in units of the control per unit of the disturbance; the set-point is moved in ``steps`` of that size.
    """

    control: str
    watched: str
    gain: float
    steps: float


@dataclass(frozen=True, slots=True)
class Optimum:
    """The true constrained optimum: ``settings`` of the controls, true ``outcomes`` there, and the goal's ``value``.

    ``keeps`` holds, for each limit, the probability that one fresh measured row at these settings keeps it.
    """

    goal: str
    value: float
    settings: Mapping[str, float]
    outcomes: Mapping[str, float]
    keeps: Mapping[str, float]


class Plant(ABC):
    """A simulator whose truth is known. Subclasses give the facts and the steady state; measuring is done here."""

    name: ClassVar[str]
    title: ClassVar[Text]
    source: ClassVar[str]
    """Who published the model and its constants."""
    controls: ClassVar[tuple[Input, ...]]
    disturbances: ClassVar[tuple[Input, ...]]
    outcomes: ClassVar[tuple[Outcome, ...]]
    rule: ClassVar[Rule]

    @abstractmethod
    def steady_state(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """The true outcomes for complete inputs, each of shape (rows,), in the columns' units."""

    @abstractmethod
    def balances(self, settings: Settings) -> dict[str, Floats]:
        """What each conservation law leaves unexplained, as a share of what flows in, each of shape (rows,)."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Controls, then disturbances."""
        return (*self.controls, *self.disturbances)

    @property
    def signals(self) -> tuple[Input | Outcome, ...]:
        """All that has a sensor: inputs, then outcomes."""
        return (*self.inputs, *self.outcomes)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a measured table, one a signal."""
        return tuple(signal.column for signal in self.signals)

    @property
    def box(self) -> Region:
        """All settings that the plant allows."""
        return Region.box({control.column.name: control.bounds for control in self.controls})

    def complete(self, settings: Settings) -> dict[str, Floats]:
        """Every input as an array of the same shape (rows,); inputs that are not given stand at their nominal value.

        Raises
        ------
        ValueError
            If an input is unknown, not a number, or outside its bounds.
        """
        known = {part.column.name: part for part in self.inputs}
        if unknown := settings.keys() - known.keys():
            raise ValueError(f"{self.name} has no input {sorted(unknown)}; it has {list(known)}")
        values = [np.asarray(settings.get(name, part.nominal), dtype=float) for name, part in known.items()]
        rows = np.broadcast_arrays(*(np.atleast_1d(value) for value in values))
        for part, value in zip(known.values(), rows, strict=True):
            lower, upper = part.bounds
            if not np.all((value >= lower - 1e-9) & (value <= upper + 1e-9)):
                raise ValueError(f"{part.column.label} must lie within {lower}–{upper}")
        return dict(zip(known, rows, strict=True))

    def truth(self, settings: Settings) -> dict[str, Floats]:
        """The outcomes without any sensor's noise, each of shape (rows,), in the columns' units.

        Parameters
        ----------
        settings
            Inputs by name, as numbers or arrays of shape (rows,); what is not given is nominal.

        Raises
        ------
        ValueError
            If an input is unknown, not a number, or outside its bounds.
        """
        return self.steady_state(self.complete(settings))

    def measure(self, settings: Settings, rng: np.random.Generator) -> Table:
        """What the sensors show: every input and outcome with its sensor's normal noise, within its range.

        Parameters
        ----------
        settings
            Inputs by name, as :meth:`truth` takes them.
        rng
            Where the noise comes from.
        """
        inputs = self.complete(settings)
        true = inputs | self.steady_state(inputs)
        shown = {}
        for signal in self.signals:
            column = signal.column
            shown[column.name] = np.clip(rng.normal(true[column.name], signal.noise), column.lower, column.upper)
        return self._table(shown)

    def record(
        self, rows: int, how: Way, seed: int, *, within: Mapping[str, tuple[float, float]] | None = None
    ) -> Table:
        """History of the plant.

        Parameters
        ----------
        rows
            Number of rows.
        how
            ``experiments``: settings spread evenly over the region, in random order, each row independent;
            ``drift``: hourly rows of an operation that wanders slowly, with a time column, neighbours alike;
            ``operator``: hourly rows in which a control moved only in answer to a measured disturbance.
        seed
            Same seed, same history.
        within
            Range in which each control is kept; by default all that the plant allows.
        """
        from sanhak.plants.history import HISTORIES

        rng = np.random.default_rng([seed, *how.encode()])
        ranges = {control.column.name: control.bounds for control in self.controls} | dict(within or {})
        settings, time = HISTORIES[how](self, rows, ranges, rng)
        table = self.measure(settings, rng)
        return table if time is None else _timed(table, time)

    def chance(self, settings: Settings, limits: Limits) -> dict[str, Floats]:
        """The true probability that one fresh measured row keeps each limit, each of shape (rows,)."""
        from scipy.stats import norm

        true = self.truth(settings)
        noises = {outcome.column.name: outcome.noise for outcome in self.outcomes}
        chances: dict[str, Floats] = {}
        for name, (lower, upper) in limits.items():
            under = norm.cdf(np.inf if upper is None else upper, true[name], noises[name])
            beneath = norm.cdf(-np.inf if lower is None else lower, true[name], noises[name])
            chances[name] = np.asarray(under - beneath)
        return chances

    def optimum(
        self,
        goal: str,
        limits: Limits,
        *,
        lowest: bool = False,
        within: Region | None = None,
        assurance: float | None = None,
        at: Settings | None = None,
    ) -> Optimum:
        """The true constrained optimum of one outcome, computed by search over the whole region.

        Parameters
        ----------
        goal
            The outcome that is to be as high as possible, or as low as possible with ``lowest``.
        limits
            Lowest and highest allowed value of outcomes, in their units.
        within
            Region of the controls, for example the hull of a history; by default all that the plant allows.
        assurance
            Probability with which one fresh measured row must keep each limit, under the sensors' noise; by default
            the limits hold for the truth itself.
        at
            Values of the disturbances; by default nominal.

        Raises
        ------
        Unreachable
            If no setting of the region keeps all limits.
        """
        from sanhak.plants.optimum import Search

        return Search(self, goal, limits, lowest, within or self.box, assurance, at or {}).best()

    def _table(self, values: Mapping[str, Floats]) -> Table:
        import polars as pl

        from sanhak.table import Source

        return Table(pl.DataFrame(dict(values)), self.columns, source=Source(str(self.title), provenance=self.source))


def _timed(table: Table, time: pl.Series) -> Table:
    """The table with a leading column that says when each row was taken."""
    from sanhak.table import Kind

    frame = table.frame.insert_column(0, time)
    return Table(frame, (Column(time.name, Kind.DATE), *table.columns), time=time.name, source=table.source)
