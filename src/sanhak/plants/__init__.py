"""Virtual plants: simulators whose truth is known, for demos, lessons, tests and benchmarks."""

from __future__ import annotations

from sanhak.plants.plant import Input, Optimum, Outcome, Plant, Rule, Unreachable
from sanhak.plants.reactor import Reactor
from sanhak.plants.region import Region

__all__ = ["Input", "Optimum", "Outcome", "Plant", "Reactor", "Region", "Rule", "Unreachable", "plants"]


def plants() -> tuple[Plant, ...]:
    """All virtual plants, each with its published constants."""
    return (Reactor(),)
