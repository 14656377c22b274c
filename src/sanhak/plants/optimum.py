"""The true constrained optimum of a plant: an even spread of starts over the region, each polished with SLSQP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.plant import Optimum, Unreachable
from sanhak.plants.region import Region

if TYPE_CHECKING:
    from sanhak.plants.plant import Limits, Plant, Settings

_SPREAD: Final = 4096
_STARTS: Final = 8
_STEP: Final = 1e-5
"""Half width of the central differences, as a share of the region: balances rounding against curvature."""
_SAFE: Final = 1e-8
"""Distance kept from limits (deviations of the sensor) and faces (shares of the region), as the polish is inexact."""


@dataclass(frozen=True)
class Search:
    """One question for the optimum; see :meth:`sanhak.plants.plant.Plant.optimum` for the fields.

    Source of the polish: D. Kraft: A software package for sequential quadratic programming, DFVLR-FB 88-28 (1988).
    """

    plant: Plant
    goal: str
    limits: Limits
    lowest: bool
    region: Region
    assurance: float | None
    at: Settings

    def best(self) -> Optimum:
        """The best point of all starts; see :meth:`sanhak.plants.plant.Plant.optimum`."""
        spread = self.region.fill(_SPREAD)
        goal, slack = self._look(spread)
        kept = slack.min(axis=1) >= 0
        # Starts are the best points that keep the limits, then those that come nearest to keeping them.
        order = np.lexsort((np.where(kept, goal, -slack.min(axis=1)), ~kept))[:_STARTS]
        points = np.vstack([spread[order], *(self._polish(start) for start in spread[order])])
        goal, slack = self._look(points)
        kept = (slack.min(axis=1) >= 0) & self.region.contains(points)
        if not kept.any():
            raise Unreachable(f"no setting of the region keeps {dict(self.limits)}")
        return self._optimum(points[np.argmin(np.where(kept, goal, np.inf))])

    def _optimum(self, point: Floats) -> Optimum:
        settings = {name: float(value) for name, value in zip(self.region.names, point, strict=True)}
        outcomes = {name: float(value[0]) for name, value in self.plant.truth({**self.at, **settings}).items()}
        chances = self.plant.chance({**self.at, **settings}, self.limits)
        keeps = {name: float(chance[0]) for name, chance in chances.items()}
        return Optimum(self.goal, outcomes[self.goal], settings, outcomes, keeps)

    def _polish(self, start: Floats) -> Floats:
        """The point (1, controls) to which SLSQP climbs from ``start``, in shares of the region."""
        from scipy.optimize import LinearConstraint, NonlinearConstraint, minimize

        lower, width = self.region.lower, self.region.upper - self.region.lower

        def goal(share: Floats) -> float:
            return float(self._look((lower + share * width)[None])[0][0])

        def slack(share: Floats) -> Floats:
            return self._look((lower + share * width)[None])[1].ravel()

        def goal_slope(share: Floats) -> Floats:
            return self._slopes(share)[0]

        def slack_slope(share: Floats) -> Floats:
            return self._slopes(share)[1]

        faces = LinearConstraint(self.region.normals * width, ub=self.region.slack(lower[None])[0] - _SAFE)
        kept = NonlinearConstraint(slack, _SAFE, np.inf, jac=slack_slope)
        constraints: list[LinearConstraint | NonlinearConstraint] = [faces, kept]
        found = minimize(
            goal,
            (start - lower) / width,
            jac=goal_slope,
            bounds=[(0.0, 1.0)] * len(start),
            constraints=constraints,
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 200},
        )
        return lower + np.clip(found.x, 0.0, 1.0)[None] * width

    def _slopes(self, share: Floats) -> tuple[Floats, Floats]:
        """Derivatives of goal (controls,) and slack (limits, controls) by differences that stay in the region's box."""
        lower, width = self.region.lower, self.region.upper - self.region.lower
        moves = _STEP * np.vstack([np.eye(len(share)), -np.eye(len(share))])
        shares = np.clip(share + moves, 0.0, 1.0)
        goal, slack = self._look(lower + shares * width)
        up, down = np.split(np.column_stack([goal, slack]), 2)
        slopes = (up - down) / np.abs(shares[: len(share)] - shares[len(share) :]).sum(axis=1)[:, None]
        # SciPy's SLSQP reads the memory of a gradient as it lies: a strided view would be misread.
        return np.ascontiguousarray(slopes[:, 0]), np.ascontiguousarray(slopes[:, 1:].T)

    def _look(self, points: Floats) -> tuple[Floats, Floats]:
        """Goal to be made small (rows,) and slack of each limit (rows, limits), both in deviations of their sensors."""
        settings = {**self.at, **dict(zip(self.region.names, points.T, strict=True))}
        true = self.plant.truth(settings)
        noises = self._noises
        goal = true[self.goal] / noises[self.goal] * (1 if self.lowest else -1)
        slack = []
        for name, (lower, upper) in self._tight.items():
            slack += [(true[name] - lower) / noises[name]] if lower is not None else []
            slack += [(upper - true[name]) / noises[name]] if upper is not None else []
        return goal, np.stack(slack or [np.ones(len(points))], axis=1)

    @cached_property
    def _noises(self) -> Mapping[str, float]:
        return {outcome.column.name: outcome.noise for outcome in self.plant.outcomes}

    @cached_property
    def _tight(self) -> Limits:
        """The limits for the truth that make a measured row keep the given ones with the asked assurance."""
        if self.assurance is None:
            return self.limits
        return {name: _inner(pair, self._noises[name], self.assurance) for name, pair in self.limits.items()}


def _inner(
    limits: tuple[float | None, float | None], noise: float, assurance: float
) -> tuple[float | None, float | None]:
    """The range of true values from which a measured one stays within ``limits`` with probability ``assurance``.

    Raises
    ------
    Unreachable
        If the sensor's noise alone leaves the limits more often than that.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    lower, upper = limits
    if lower is None or upper is None:
        margin = float(norm.ppf(assurance)) * noise
        return None if lower is None else lower + margin, None if upper is None else upper - margin
    half = (upper - lower) / 2 / noise

    def missing(shift: float) -> float:
        """Assurance that is missing when the truth lies ``shift`` deviations off the middle."""
        return assurance - float(norm.cdf(half - shift) - norm.cdf(-half - shift))

    if missing(0.0) > 0:
        raise Unreachable(f"the sensor's noise of {noise} leaves {lower}–{upper} too often for {assurance:.0%}")
    shift = brentq(missing, 0.0, half + 10.0)
    return (lower + upper) / 2 - shift * noise, (lower + upper) / 2 + shift * noise
