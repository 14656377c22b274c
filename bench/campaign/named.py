"""Who takes part, in which environment, and what is run: named before the first run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lookup import named

FIRST, BATCH, EXPERIMENTS, SEEDS = 5, 5, 50, 50
"""Random rows to begin with, rows of a batch, rows in all, and repeats."""

TORCH = "torch==2.13.0"
"""Installed before a peer that needs it, so that the peer takes this one."""


@dataclass(frozen=True)
class Peer:
    """A tool: the module of ``peers`` that speaks to it, with its options, and the environment that it runs in.

    One with an ``own_start`` chooses its first rows too, and is therefore not paired with the others.
    """

    title: str
    module: str
    environment: str | None
    options: Mapping[str, str | bool] = field(default_factory=dict)
    own_start: bool = False


PEERS = {
    "sanhak": Peer("Sanhak", "sanhak", None),
    "sanhak_own": Peer("Sanhak, own start", "sanhak", None, own_start=True),
    "sanhak_ranked": Peer("Sanhak, chemists' ranking", "sanhak", None, {"ranked": True}, own_start=True),
    "baybe": Peer("BayBE", "baybe", "baybe"),
    "optuna_gp": Peer("Optuna (GP)", "optuna", "optuna", {"sampler": "gp"}),
    "optuna": Peer("Optuna (TPE)", "optuna", "optuna"),
    "ax": Peer("Ax", "ax", "ax"),
}
ENVIRONMENTS = {
    "baybe": ("baybe[chem]==0.15.0",),
    "optuna": ("optuna==5.0.0", "scipy==1.17.1"),
    "ax": ("ax-platform==1.3.1",),
}


@dataclass(frozen=True)
class Planned:
    """One tool on one table: so many seeds, each to so many experiments."""

    tool: str
    table: str
    seeds: int = SEEDS
    until: int = EXPERIMENTS


TUNING, REPORTED, DEVELOPMENT = named("tuning"), named("reported"), named("development")
PLAN = (
    *(Planned("sanhak", table) for table in (*REPORTED, *TUNING, *DEVELOPMENT)),
    *(Planned(tool, table) for tool in ("sanhak_own", "sanhak_ranked") for table in REPORTED),
    *(Planned("optuna", table) for table in (*REPORTED, *TUNING)),
    *(Planned("baybe", table) for table in REPORTED),
    *(Planned("optuna_gp", table) for table in (*REPORTED, *TUNING)),
    *(Planned("baybe", table, seeds=20) for table in TUNING),
    *(Planned("ax", table, seeds=10, until=30) for table in REPORTED),
)
