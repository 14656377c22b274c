"""How long each asset lasts from now, as its probability to last until a time: what every model of life gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.table import Table

LEVELS: Final[Floats] = np.array([0.01, 0.02, 0.05, *(np.arange(1, 10) / 10), 0.95, 0.98, 0.99])
"""The levels at which lives are written down: 1 %, 2 %, 5 %, 10 %, 20 %, … 90 %, 95 %, 98 %, 99 %."""
LEVELS.setflags(write=False)
MOST_TIMES: Final = 2000
"""Quantiles of many assets are read at so many times at most: thousands of assets stay within memory."""
_ASSET: Final = "asset"
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Lives:
    """The lives of assets from now on.

    ``assets`` names them, n in number. ``times`` of shape (k,) rise from above 0, in ``unit``; ``survival`` of shape
    (n, k) is the probability that an asset lasts beyond each of them, and falls along each row. At time 0 all are
    alive; between two times survival is linear. Beyond the last time nothing is known but that survival is no higher:
    a quantile that lies there is infinite.
    """

    assets: tuple[str, ...]
    times: Floats
    survival: Floats
    unit: str = "d"

    def __post_init__(self) -> None:
        if self.survival.shape != (len(self.assets), len(self.times)):
            raise ValueError(
                f"survival {self.survival.shape} does not fit {len(self.assets)} assets and {len(self.times)} times"
            )
        if len(self.times) == 0 or self.times[0] <= 0 or (np.diff(self.times) <= 0).any():
            raise ValueError("times must rise from above 0")
        if np.isnan(self.survival).any() or self.survival.min(initial=0) < 0 or self.survival.max(initial=0) > 1:
            raise ValueError("survival must lie within 0–1")
        if (np.diff(self.survival, axis=1) > 0).any():
            raise ValueError("survival must not rise")

    def __len__(self) -> int:
        return len(self.assets)

    @classmethod
    def of_quantiles(
        cls, assets: Sequence[str], levels: Floats, quantiles: Floats, unit: str = "d", most: int = MOST_TIMES
    ) -> Lives:
        """Lives from the quantiles of remaining life.

        Parameters
        ----------
        levels
            Shape (q,), rising within 0–1.
        quantiles
            Shape (n, q), not falling along a row, at least 0; NaN or infinite where life is open.
        most
            Times at which survival is kept, at most.

        Raises
        ------
        ValueError
            If every quantile is open, or 0.
        """
        known = np.where(np.isfinite(quantiles), quantiles, np.inf)
        ends = np.unique(known[np.isfinite(known) & (known > 0)])
        if len(ends) == 0:
            raise ValueError("no quantile is known")
        if len(ends) > most:
            ends = ends[np.unique(np.linspace(0, len(ends) - 1, most).round().astype(int))]
        survival = np.empty((len(assets), len(ends)))
        for row, ends_of in enumerate(known):
            closed = np.isfinite(ends_of)
            # Equal quantiles are a jump: the highest level that is reached by a time counts.
            at, level = np.maximum(ends_of[closed], 0.0), levels[closed]
            last = np.append(np.diff(at) > 0, True)[: len(at)]
            survival[row] = 1 - np.interp(ends, np.append(0.0, at[last]), np.append(0.0, level[last]))
        return cls(tuple(assets), ends, np.minimum.accumulate(np.clip(survival, 0.0, 1.0), axis=1), unit)

    @classmethod
    def of_draws(cls, assets: Sequence[str], draws: Floats, times: ArrayLike, unit: str = "d") -> Lives:
        """Lives from simulated ones: ``draws`` of shape (n, draws), infinite where a course did not end."""
        at = np.asarray(times, dtype=float)
        survival = np.stack([(draws > time).mean(axis=1) for time in at], axis=1)
        return cls(tuple(assets), at, survival, unit)

    def lasts(self, until: ArrayLike) -> Floats:
        """Probability to last beyond ``until``, one time for all or one for each asset, shape (n,).

        Beyond the last known time it is that of the last one: a bound from above.
        """
        untils = np.broadcast_to(np.asarray(until, dtype=float), (len(self),))
        at, alive = np.append(0.0, self.times), np.column_stack([np.ones(len(self)), self.survival])
        step = np.clip(np.searchsorted(at, untils, side="right"), 1, len(self.times))
        rows = np.arange(len(self))
        share = np.clip((untils - at[step - 1]) / (at[step] - at[step - 1]), 0.0, 1.0)
        before, after = alive[rows, step - 1], alive[rows, step]
        return np.asarray(np.where(untils < 0, 1.0, before + share * (after - before)))

    def on(self, times: ArrayLike) -> Floats:
        """Probability to last beyond each of ``times`` of shape (m,), for every asset: shape (n, m)."""
        asked = np.asarray(times, dtype=float)
        at = np.append(0.0, self.times)
        step = np.clip(np.searchsorted(at, asked, side="right"), 1, len(self.times))
        share = np.clip((asked - at[step - 1]) / (at[step] - at[step - 1]), 0.0, 1.0)
        before = np.where(step == 1, 1.0, self.survival[:, np.maximum(step - 2, 0)])
        return np.asarray(before + share * (self.survival[:, step - 1] - before))

    def quantile(self, level: float) -> Floats:
        """Time by which an asset has failed with probability ``level``, shape (n,); infinite where it is open."""
        at, failed = np.append(0.0, self.times), 1 - np.column_stack([np.ones(len(self)), self.survival])
        step = (failed < level - _ROUNDING).sum(axis=1)
        inner = np.clip(step, 1, len(self.times))
        rows = np.arange(len(self))
        low, high = failed[rows, inner - 1], failed[rows, inner]
        share = (level - low) / np.maximum(high - low, np.finfo(float).tiny)
        found = at[inner - 1] + np.clip(share, 0.0, 1.0) * (at[inner] - at[inner - 1])
        return np.asarray(np.where(step > len(self.times), np.inf, np.where(step == 0, 0.0, found)))

    def interval(self, coverage: float = 0.9) -> tuple[Floats, Floats]:
        """Lower and upper end of the central interval, each of shape (n,); the upper one infinite where it is open."""
        tail = round((1 - coverage) / 2, 12)
        return self.quantile(tail), self.quantile(1 - tail)

    def expected(self, within: float) -> Floats:
        """Expected time in use until failure or ``within``, whichever comes first (restricted mean), shape (n,)."""
        at = np.unique(np.append(self.times[self.times < within], [0.0, within]))
        alive = self.on(at)
        return np.asarray(((alive[:, 1:] + alive[:, :-1]) / 2 * np.diff(at)).sum(axis=1))

    def after(self, elapsed: float) -> Lives:
        """The lives of assets that are known to have lasted ``elapsed`` more, counted from then.

        Raises
        ------
        ValueError
            If nothing is known beyond ``elapsed``.
        """
        times = self.times[self.times > elapsed]
        if len(times) == 0:
            raise ValueError(f"nothing is known beyond {elapsed} {self.unit}")
        alive = np.maximum(self.lasts(elapsed), np.finfo(float).tiny)[:, None]
        return replace(self, times=times - elapsed, survival=np.clip(self.on(times) / alive, 0.0, 1.0))

    def of(self, rows: Sequence[int] | np.ndarray) -> Lives:
        """The lives of some of the assets, by their places."""
        return replace(self, assets=tuple(self.assets[row] for row in rows), survival=self.survival[rows])

    def table(self) -> Table:
        """One row for each asset: its name, and the quantiles of its remaining life at :data:`LEVELS`, in ``unit``.

        Columns are called by the chance of failure until then in percent, as in ``life 5``: a percent sign would be
        read as a unit when the table comes back from a file. A quantile that is open stands empty. :meth:`read` reads
        it again.
        """
        import polars as pl

        from sanhak.table import Column, Kind
        from sanhak.table import Table as Rows

        quantiles = {f"life {100 * level:.0f}": self.quantile(level) for level in LEVELS}
        frame = pl.DataFrame({_ASSET: list(self.assets)}).with_columns(
            pl.Series(name, np.where(np.isfinite(values), values, np.nan)).fill_nan(None)
            for name, values in quantiles.items()
        )
        facts = (Column(name, unit=self.unit, lower=0.0) for name in quantiles)
        return Rows(frame, (Column(_ASSET, Kind.IDENTIFIER), *facts), asset=_ASSET)

    @classmethod
    def read(cls, table: Table, most: int = MOST_TIMES) -> Lives:
        """From a table as :meth:`table` gives it, with survival at ``most`` times.

        Raises
        ------
        KeyError
            If a column is missing.
        ValueError
            If every quantile is open.
        """
        names = [f"life {100 * level:.0f}" for level in LEVELS]
        facts = {column.name: column for column in table.columns}
        quantiles = table.frame.select(names).to_numpy().astype(float)
        unit = facts[names[0]].unit or "d"
        return cls.of_quantiles(table.frame[_ASSET].to_list(), LEVELS, quantiles, unit, most)
