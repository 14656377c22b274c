"""The course of a virtual fleet: its lives with their truth, and what a plant would have recorded of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Source, Table

if TYPE_CHECKING:
    from sanhak.plants.fleet.equipment import Equipment, Sensor
    from sanhak.plants.fleet.fleet import Fleet

RUNNING, WORN, SUDDEN, OVERHAULED = 0, 1, 2, 3
"""How a life ended: not yet, at its limit of wear, suddenly, or by a planned overhaul."""
TODAY: Final = datetime(2026, 6, 1)  # noqa: DTZ001 - a plant's clock shows local time
_DROPPED: Final = 0.01
"""Share of readings that are missing."""
_STEPS: Final = ("asset", "begun", "ended")
_ORDER: Final = {WORN: "corrective", SUDDEN: "corrective", OVERHAULED: "preventive"}


@dataclass(frozen=True, slots=True)
class Lived:
    """Lives, one after the other of each asset: arrays of shape (lives,).

    ``asset`` by number; ``begun`` and ``ended`` in steps, ``ended`` today for a life that is ``RUNNING``; ``why`` it
    ended; ``fails`` the step at which it fails if nobody renews it, infinite beyond the horizon; ``wear`` the true wear
    at each step of a life, until it fails.
    """

    asset: NDArray[np.int64]
    begun: NDArray[np.int64]
    ended: NDArray[np.int64]
    why: NDArray[np.int8]
    fails: Floats
    wear: tuple[NDArray[np.float32], ...]

    @classmethod
    def joined(cls, parts: Sequence[Lived]) -> Lived:
        """All of them as one, asset after asset, in the order of time."""
        asset, begun, ended = (np.concatenate([getattr(part, name) for part in parts]) for name in _STEPS)
        why, fails = np.concatenate([part.why for part in parts]), np.concatenate([part.fails for part in parts])
        wear = [path for part in parts for path in part.wear]
        order = np.lexsort((begun, asset))
        paths = tuple(wear[row] for row in order)
        return cls(asset[order], begun[order], ended[order], why[order], fails[order], paths)


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a fleet until today (step ``now``), and will become of it.

    ``load`` has shape (assets, steps), as shares of the nominal load.
    """

    fleet: Fleet
    now: int
    load: Floats
    lived: Lived

    @property
    def equipment(self) -> Equipment:
        """The kind of the assets."""
        return self.fleet.equipment

    @property
    def assets(self) -> tuple[str, ...]:
        """The names of the assets: ``P-001``."""
        digits = max(3, len(str(self.fleet.assets)))
        return tuple(f"{self.equipment.letter}-{number:0{digits}}" for number in range(1, self.fleet.assets + 1))

    @property
    def running(self) -> NDArray[np.int64]:
        """The running life of each asset, as places in ``lived``, shape (assets,)."""
        return np.flatnonzero(self.lived.why == RUNNING)

    def remaining(self) -> Floats:
        """True remaining life of each asset from today, if nobody renews it [d], shape (assets,).

        It is infinite beyond the horizon.
        """
        return np.asarray((self.lived.fails[self.running] - self.now) * self.equipment.step)

    def ages(self) -> Floats:
        """Age of the running life of each asset today [d], shape (assets,)."""
        return np.asarray((self.now - self.lived.begun[self.running]) * self.equipment.step)

    def inspections(self) -> Table:
        """One row for each inspection until today: asset, date, condition."""
        rng = self._rng("inspections")
        kind = self.equipment
        every = max(1, round(kind.every / kind.step))
        rows, steps, seen = [], [], []
        for asset, begun, ended, wear in self._until_today():
            first = int(rng.integers(0, every))
            at = np.arange(first, min(ended - begun, len(wear) - 1) + 1, every)
            rows.append(np.full(len(at), asset))
            steps.append(begun + at)
            seen.append(kind.shown(wear[at].astype(float)) + kind.noise * rng.normal(size=len(at)))
        shown = _bounded(np.concatenate(seen), kind.condition)
        return self._table(np.concatenate(rows), np.concatenate(steps), {kind.condition: np.round(shown, 4)})

    def readings(self, every: float | None = None) -> Table:
        """One row for each asset and moment until today: load, then the sensors; some cells are empty.

        Parameters
        ----------
        every
            Time between two readings [d]; by default the resolution of the simulation.
        """
        rng = self._rng("readings")
        kind = self.equipment
        skip = max(1, round((every or kind.step) / kind.step))
        parts = self._until_today()
        at = [np.arange(begun, min(ended, begun + len(wear)), skip) for _, begun, ended, wear in parts]
        rows = np.concatenate([np.full(len(steps), part[0]) for steps, part in zip(at, parts, strict=True)])
        wear = np.concatenate([part[3][steps - part[1]] for steps, part in zip(at, parts, strict=True)]).astype(float)
        steps = np.concatenate(at)
        load = self.load[rows, steps]
        shown: dict[Column, ArrayLike] = {Column("load", unit="%"): np.round(100 * load, 1)}
        for sensor in kind.sensors:
            shown[sensor.column] = self._shown(sensor, rows, steps, load, wear, rng)
        return self._table(rows, steps, shown)

    def orders(self) -> Table:
        """One row for each end of a life until today: order, asset, date, kind of order, cause."""
        ended = np.flatnonzero(self.lived.why != RUNNING)
        ended = ended[np.argsort(self.lived.ended[ended], kind="stable")]
        causes = {WORN: self.equipment.mode, SUDDEN: self.equipment.sudden.name if self.equipment.sudden else ""}
        why = self.lived.why[ended]
        words: dict[Column, ArrayLike] = {
            Column("order type", Kind.CATEGORY): [_ORDER[int(one)] for one in why],
            Column("cause", Kind.CATEGORY): [causes.get(int(one), "") for one in why],
        }
        table = self._table(self.lived.asset[ended], self.lived.ended[ended], words)
        import polars as pl

        numbers = pl.Series("order", [f"{4000000 + at}" for at in range(1, len(ended) + 1)], dtype=pl.String)
        frame = table.frame.insert_column(0, numbers)
        facts = (Column("order", Kind.IDENTIFIER), *table.columns)
        return Table(frame, facts, time=table.time, asset=table.asset, source=table.source)

    def register(self) -> Table:
        """One row for each asset: its kind, when it was installed, and its mean load until today [%]."""
        import polars as pl

        first = np.searchsorted(self.lived.asset, np.arange(self.fleet.assets))
        begun = self.lived.begun[first]
        load = [round(100 * float(self.load[row, start : self.now].mean()), 1) for row, start in enumerate(begun)]
        data = {"asset": list(self.assets), "kind": [self.equipment.name] * self.fleet.assets,
                "installed": self._dates(begun), "mean load": load}  # fmt: skip
        facts = (Column("asset", Kind.IDENTIFIER), Column("kind", Kind.CATEGORY), Column("installed", Kind.DATE),
                 Column("mean load", unit="%"))  # fmt: skip
        return Table(pl.DataFrame(data), facts, asset="asset", source=self._source)

    def _until_today(self) -> list[tuple[int, int, int, NDArray[np.float32]]]:
        """Asset, first step, last step and wear of each life."""
        lived = self.lived
        return [
            (int(asset), int(begun), int(ended), wear)
            for asset, begun, ended, wear in zip(lived.asset, lived.begun, lived.ended, lived.wear, strict=True)
        ]

    def _shown(
        self, sensor: Sensor, rows: NDArray[np.int64], steps: NDArray[np.int64], load: Floats, wear: Floats,
        rng: np.random.Generator,
    ) -> Floats:  # fmt: skip
        """What a sensor shows at each reading; NaN where it was silent."""
        grown = np.clip(wear, 0.0, None) ** sensor.late
        walk = (
            rng.normal(size=(self.fleet.assets,))[rows] * sensor.drift * np.sqrt(steps * self.equipment.step / 365.25)
        )
        values = sensor.base + sensor.by_load * (load - 1) + sensor.by_wear * grown + walk
        values = _bounded(values + sensor.noise * rng.normal(size=len(values)), sensor.column)
        return np.where(rng.random(len(values)) < _DROPPED, np.nan, np.round(values, 3))

    def _rng(self, what: str) -> np.random.Generator:
        return np.random.default_rng([self.fleet.seed, *self.equipment.name.encode(), *what.encode()])

    @property
    def _source(self) -> Source:
        return Source(str(self.equipment.title), provenance="Simulated, no plant data")

    def _dates(self, steps: NDArray[np.int64]) -> list[datetime]:
        return [TODAY - timedelta(days=float(self.now - step) * self.equipment.step) for step in steps]

    def _table(self, rows: NDArray[np.int64], steps: NDArray[np.int64], values: Mapping[Column, ArrayLike]) -> Table:
        import polars as pl

        names = np.array(self.assets)
        today = np.datetime64(TODAY, "us")
        ago = ((self.now - steps) * self.equipment.step * 86_400_000_000).astype("timedelta64[us]")
        frame = pl.DataFrame({"asset": names[rows], "date": today - ago})
        for column, shown in values.items():
            series = pl.Series(column.name, np.asarray(shown))
            frame = frame.with_columns(series.fill_nan(None) if series.dtype.is_float() else series)
        facts = (Column("asset", Kind.IDENTIFIER), Column("date", Kind.DATE), *values)
        return Table(frame, facts, time="date", asset="asset", source=self._source)


def _bounded(values: Floats, column: Column) -> Floats:
    """Values within the physical bounds of their column."""
    if column.lower is None and column.upper is None:
        return values
    return np.clip(values, column.lower, column.upper)
