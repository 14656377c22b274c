"""A virtual fleet lives: assets are installed, loaded, worn, fail or are overhauled, and begin anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats
from sanhak.plants.fleet.course import RUNNING, SUDDEN, WORN, Course, Lived
from sanhak.plants.fleet.equipment import PUMP, Equipment

_YEAR: Final = 365.25
_REGIMES: Final = np.array([0.75, 1.0, 1.15])
"""Loads at which a plant runs, as shares of the nominal one."""
_STAY: Final = 45.0
"""Mean time in one regime [d]."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Assets of one kind of equipment, watched for ``years`` until today.

    ``overhaul`` is the age at which an asset is renewed although it runs [d]; None to run every asset to failure.
    ``ahead`` is how far the truth beyond today is known [a]. Same seed, same fleet.
    """

    equipment: Equipment = PUMP
    assets: int = 100
    years: float = 3.0
    overhaul: float | None = None
    ahead: float = 6.0
    seed: int = 0

    def live(self) -> Course:
        """The course of all assets, from their installation until beyond today."""
        kind = self.equipment
        rng = np.random.default_rng([self.seed, *kind.name.encode()])
        steps = round(self.years * _YEAR / kind.step)
        load = self._load(steps + round(self.ahead * _YEAR / kind.step), rng)
        rate = np.exp(kind.spread * rng.normal(size=self.assets)) / kind.life
        # Half of the fleet is there from the beginning; the others are installed later, in the first half of the years.
        begun = np.maximum(0, rng.integers(-steps // 2, steps // 2, self.assets))
        lived: list[Lived] = []
        assets = np.arange(self.assets)
        while len(assets):
            life = self._life(assets, begun, rate, load, steps, rng)
            lived.append(life)
            again = life.why != RUNNING
            assets, begun = life.asset[again], life.ended[again]
        return Course(self, steps, load, Lived.joined(lived))

    def _load(self, steps: int, rng: np.random.Generator) -> Floats:
        """Load of each asset at each step as a share of the nominal one, shape (assets, steps)."""
        changes = rng.random((self.assets, steps)) < self.equipment.step / _STAY
        drawn = rng.integers(0, len(_REGIMES), (self.assets, steps))
        last = np.maximum.accumulate(np.where(changes, np.arange(steps), 0), axis=1)
        level = np.exp(0.1 * rng.normal(size=(self.assets, 1)))
        wobble = 1 + 0.03 * rng.normal(size=(self.assets, steps))
        return np.asarray(_REGIMES[np.take_along_axis(drawn, last, axis=1)] * level * wobble)

    def _life(
        self, assets: NDArray[np.int64], begun: NDArray[np.int64], rate: Floats, load: Floats, now: int,
        rng: np.random.Generator,
    ) -> Lived:  # fmt: skip
        """One life of each of these assets, from the step at which it begins."""
        kind = self.equipment
        end = load.shape[1]
        ages = np.arange(end - begun.min())
        at = begun[:, None] + ages
        felt = load[assets[:, None], np.minimum(at, end - 1)] ** kind.load
        mood = np.exp(kind.mood * rng.normal(size=len(assets)))[:, None]
        time = np.cumsum(felt, axis=1) * kind.step * rate[assets][:, None] * mood
        wear = _scattered(np.diff(time**kind.power, axis=1, prepend=0.0), kind, rng)
        worn = _first(wear >= 1.0)
        sudden = np.full(len(assets), np.inf)
        if kind.sudden is not None:
            sudden = np.ceil(kind.sudden.scale * rng.weibull(kind.sudden.shape, len(assets)) / kind.step)
        failed = np.minimum(worn, sudden)
        planned = np.inf if self.overhaul is None else np.ceil(self.overhaul / kind.step)
        # What is planned happens until today; the future beyond is what would be without it.
        overhauled = (planned < failed) & (begun + planned < now)
        stops = np.where(overhauled, planned, failed)
        running = begun + stops >= now
        why = np.select([running, overhauled, sudden < worn], [RUNNING, 3, SUDDEN], WORN)
        ended = np.where(running, now, begun + np.minimum(stops, end)).astype(np.int64)
        true_end = np.where(begun + failed < end, begun + failed, np.inf)
        return Lived(assets, begun, ended, why.astype(np.int8), true_end, tuple(
            row[: int(min(stop, last)) + 1].astype(np.float32)
            for row, stop, last in zip(wear, np.where(overhauled, planned, failed), end - 1 - begun, strict=True)
        ))  # fmt: skip


def _scattered(mean: Floats, kind: Equipment, rng: np.random.Generator) -> Floats:
    """Wear at each step, shape (assets, steps), from its mean growth in each step."""
    if kind.steady:
        return np.cumsum(rng.gamma(mean / kind.jitter, kind.jitter), axis=1)
    return np.cumsum(mean + np.sqrt(kind.jitter * mean) * rng.normal(size=mean.shape), axis=1)


def _first(true: NDArray[np.bool_]) -> Floats:
    """The first step at which it is true, shape (rows,); infinite where it never is."""
    return np.where(true.any(axis=1), true.argmax(axis=1), np.inf)
