"""BayBE with its defaults: substances by their default descriptors, numbers as listed values, the rows as its space."""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd
from baybe import Campaign, active_settings
from baybe.objectives import SingleTargetObjective
from baybe.parameters import CategoricalParameter, NumericalDiscreteParameter, SubstanceParameter
from baybe.parameters.base import Parameter
from baybe.searchspace import SearchSpace
from baybe.targets import NumericalTarget
from lookup import Factor, Pool, Value


class Tool:
    """One campaign; what was measured is added batch by batch, as its own documentation does."""

    def __init__(self, pool: Pool, seed: int) -> None:
        active_settings.random_seed = seed
        self.versions = {name: version(name) for name in ("baybe", "botorch", "torch")}
        self.snapped = 0
        self._frame = pd.DataFrame(pool.rows, columns=[factor.name for factor in pool.factors])
        parameters = [_parameter(factor, pool.levels(place)) for place, factor in enumerate(pool.factors)]
        space = SearchSpace.from_dataframe(self._frame, parameters)
        target = NumericalTarget("measured", minimize=not pool.maximize)
        self._campaign = Campaign(space, SingleTargetObjective(target))
        self._places = {tuple(row): place for place, row in enumerate(self._frame.to_numpy().tolist())}
        self._told = 0

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Tell the new measurements, then ask for a batch."""
        new = self._frame.iloc[rows[self._told :]].assign(measured=values[self._told :])
        self._campaign.add_measurements(new)
        self._told = len(rows)
        chosen = self._campaign.recommend(count)[list(self._frame.columns)]
        return [self._places[tuple(row)] for row in chosen.to_numpy().tolist()]


def _parameter(factor: Factor, levels: list[Value]) -> Parameter:
    if factor.kind == "substance":
        return SubstanceParameter(factor.name, data=dict(factor.smiles))
    if factor.kind == "category":
        return CategoricalParameter(factor.name, values=levels)
    return NumericalDiscreteParameter(factor.name, values=levels)
