"""Our own engine, with its defaults."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
from lookup import Factor, Pool

from sanhak.areas.process.experiments.past import guessed
from sanhak.decide.campaign.batch import choose, coded, inputs_of
from sanhak.decide.campaign.gain import Outlook
from sanhak.decide.region import Region
from sanhak.decide.space import Category, Continuous, Space
from sanhak.decide.space import Factor as Set
from sanhak.model.surface import Scale, learn, unseen


class Tool:
    """One campaign of ours: the rows are its pool, substances have structures; ``ranked`` starts from the ranking."""

    snapped = 0

    def __init__(self, pool: Pool, seed: int, *, ranked: bool = False) -> None:
        self.versions = {"sanhak": version("sanhak"), "numpy": version("numpy")}
        space = Space(tuple(_set(factor, pool, place) for place, factor in enumerate(pool.factors)))
        columns = zip(pool.factors, zip(*pool.rows, strict=True), strict=True)
        values = {factor.name: np.array(column) for factor, column in columns}
        self._region = Region(space, {}, pool=space.points(values))
        self._sign = 1.0 if pool.maximize else -1.0
        self._inputs = inputs_of(space, {factor.name: _distances(factor, pool, place) for place, factor in
                                         enumerate(pool.factors) if factor.kind == "substance"})  # fmt: skip
        self._trend = guessed(space, self._region.pool, pool.ranking) if ranked else None
        self._seed, self._unit = seed, pool.unit

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Choose ``count`` rows after ``rows`` gave ``values``."""
        measured = self._region.pool[rows]
        known = coded(self._region.space, measured)
        scale = Scale.of(np.array(values), self._unit)
        y = self._sign * scale.to(np.array(values))
        surface = learn(self._inputs, known, y, self._trend) if rows else unseen(self._inputs, self._trend)
        outlook = Outlook((surface.posterior,), (), (), np.array([-1e9 if rows else 0.0]), known)
        chosen = choose(self._region, outlook, count, np.random.default_rng([self._seed, len(rows)]), measured)
        places = {point.tobytes(): place for place, point in enumerate(self._region.pool)}
        return [places[point.tobytes()] for point in chosen.points]


def _set(factor: Factor, pool: Pool, place: int) -> Set:
    levels = pool.levels(place)
    if factor.kind in ("substance", "category"):
        return Category(factor.name, tuple(map(str, levels)))
    return Continuous(factor.name, float(levels[0]), float(levels[-1]))


def _distances(factor: Factor, pool: Pool, place: int) -> np.ndarray:
    from sanhak.model.descriptors import distances

    return distances([factor.smiles[level] for level in map(str, pool.levels(place))])
