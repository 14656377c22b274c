"""Lookup tables of measurements: what a tool may see of one (its pool of rows), and what it may not (their values)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

Value = str | float


@dataclass(frozen=True)
class Factor:
    """What an experiment sets: a ``substance``, another ``category``, a ``number`` or a ``share`` of a mixture.

    ``smiles`` gives the structure of each substance by its name. Shares of one table sum to one.
    """

    name: str
    kind: str
    smiles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pool:
    """What a tool is told before the first measurement: factors, the listed rows, which way is better, the unit.

    ``ranking`` is what people would try first, settings by factor, the best first; only a peer that says so uses it.
    """

    factors: tuple[Factor, ...]
    rows: tuple[tuple[Value, ...], ...]
    maximize: bool
    unit: str | None = None
    ranking: Mapping[str, Sequence[Value]] = field(default_factory=dict)

    def levels(self, place: int) -> list[Value]:
        """The distinct settings of one factor: numbers in ascending order, names in the order of the list."""
        found = list(dict.fromkeys(row[place] for row in self.rows))
        return found if isinstance(found[0], str) else sorted(found)

    @cached_property
    def _columns(self) -> list[tuple[np.ndarray, float]]:
        """The settings of each factor in all rows, numbers with their range and names with none."""
        columns = [np.array(column) for column in zip(*self.rows, strict=True)]
        return [(column, 0.0 if column.dtype.kind == "U" else float(np.ptp(column))) for column in columns]

    def nearest(self, settings: Sequence[Value]) -> int:
        """The listed row next to a point: fewest other names first, then the distance of numbers over their ranges."""
        apart = np.zeros(len(self.rows))
        for (column, span), setting in zip(self._columns, settings, strict=True):
            apart += ((column - setting) / span) ** 2 if span else len(settings) * (column != setting)
        return int(apart.argmin())

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @staticmethod
    def load(data: Mapping[str, Any]) -> Pool:
        """The pool that :meth:`dump` wrote."""
        factors = tuple(Factor(**factor) for factor in data["factors"])
        return Pool(factors, tuple(map(tuple, data["rows"])), data["maximize"], data["unit"], data["ranking"])


@dataclass(frozen=True)
class Lookup:
    """A table to choose experiments from. ``role``: ``tuning``, ``development`` or ``reported``; never pooled.

    Settings of an engine may be chosen on tables of the first two roles. The reported table is only ever reported.
    """

    name: str
    role: str
    pool: Pool
    values: tuple[float, ...]

    @property
    def best(self) -> float:
        """The best value of the table."""
        return max(self.values) if self.pool.maximize else min(self.values)

    @property
    def target(self) -> float:
        """99 % of the maximum; where less is better, the best value and 1 % of the table's range."""
        if self.pool.maximize:
            return 0.99 * self.best
        return self.best + 0.01 * (max(self.values) - self.best)


ROLES = {
    "direct_arylation": "reported",  # never used to tune anything
    "photo_wf3": "tuning",
    "crossed_barrel": "tuning",
    "alkox": "tuning",
    **{f"reizman_suzuki_case_{case}": "development" for case in range(1, 5)},
}


def named(role: str) -> list[str]:
    """The tables of one role."""
    return [name for name, its in ROLES.items() if its == role]


def lookup(name: str, data: Path) -> Lookup:
    """Read one table from the folder of real data."""
    folder = data / "process"
    if name == "direct_arylation":
        return _arylation(folder / f"{name}.csv")
    if name.startswith("reizman"):
        return _reizman(folder / "reizman_suzuki" / f"{name}.csv")
    return _olympus(name, folder / name)


def _arylation(path: Path) -> Lookup:
    """Yield of a direct arylation over the whole grid of bases, ligands, solvents, concentrations and temperatures."""
    lines = _lines(path)
    names = ("Base", "Ligand", "Solvent")
    factors = [Factor(name, "substance", {line[name]: line[f"{name}_SMILES"] for line in lines}) for name in names]
    factors += [Factor(name, "number") for name in ("Concentration", "Temp_C")]
    rows = [(*(line[name] for name in names), float(line["Concentration"]), float(line["Temp_C"])) for line in lines]
    yields = [float(line["yield"]) for line in lines]
    return _table("direct_arylation", factors, rows, yields, maximize=True, unit="%", ranking=_tried_first(path))


CALLED = {
    "KOAc": "Potassium acetate", "KOPiv": "Potassium pivalate", "CsOAc": "Cesium acetate",
    "CsOPiv": "Cesium pivalate", "PPhtBu2": "Di-tert-butylphenylphosphine", "tBPh-CPhos": "(t-Bu)PhCPhos",
    "PCy3 HBF4": "Tricyclohexylphosphine", "X-Phos": "XPhos", "P(fur)3": "P(2-furyl)3",
    "PPh2Me": "Methyldiphenylphosphine", "GorlosPhos HBF4": "1268824-69-6", "CgMe-PPh": "SCHEMBL15068049",
    "PPhMe2": "Me2PPh", "BuCN": "Butyornitrile", "BuOAc": "Butyl Ester",
}  # fmt: skip
"""What the table of yields calls the substances that the chemists' campaigns name otherwise."""


def _tried_first(path: Path) -> dict[str, list[Value]]:
    """The settings of each factor by how often fifty chemists set them in their first five experiments; no yields."""
    names = {"Base": "base", "Ligand": "ligand", "Solvent": "solvent", "Concentration": "conc", "Temp_C": "temp"}
    lines = _lines(path.with_name("direct_arylation_human_campaigns.csv"))
    found = {}
    for factor, column in names.items():
        told = [line[f"{column}_{turn}"].strip() for line in lines for turn in range(1, 6)]
        often = [setting for setting, _ in Counter(filter(None, told)).most_common()]
        found[factor] = [
            CALLED.get(one, one) if column in ("base", "ligand", "solvent") else float(one) for one in often
        ]
    return found


def _reizman(path: Path) -> Lookup:
    """Yield of a Suzuki coupling: a catalyst and three numbers; the first line under the header is another header."""
    lines = _lines(path)[1:]
    names = ("t_res", "temperature", "catalyst_loading")
    factors = [Factor("catalyst", "category"), *(Factor(name, "number") for name in names)]
    rows = [(line["catalyst"], *(float(line[name]) for name in names)) for line in lines]
    return _table(path.stem, factors, rows, [float(line["yld"]) for line in lines], maximize=True, unit="%")


def _olympus(name: str, folder: Path) -> Lookup:
    """A table of numbers without a header, described by its ``config.json``."""
    config = json.loads((folder / "config.json").read_text())
    kind = "share" if config["constraints"]["parameters"] == "simplex" else "number"
    factors = [Factor(parameter["name"], kind) for parameter in config["parameters"]]
    with (folder / "data.csv").open(newline="") as file:
        lines = [tuple(map(float, line)) for line in csv.reader(file) if line]
    goal = config["default_goal"]
    return _table(
        name, factors, [line[:-1] for line in lines], [line[-1] for line in lines], maximize=goal == "maximize"
    )


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _table(
    name: str, factors: Sequence[Factor], rows: Sequence[tuple[Value, ...]], values: Sequence[float], *, maximize: bool,
    unit: str | None = None, ranking: Mapping[str, Sequence[Value]] | None = None,
) -> Lookup:  # fmt: skip
    """Average the replicates of equal rows."""
    measured: dict[tuple[Value, ...], list[float]] = {}
    for row, value in zip(rows, values, strict=True):
        measured.setdefault(row, []).append(value)
    means = tuple(sum(replicates) / len(replicates) for replicates in measured.values())
    return Lookup(name, ROLES[name], Pool(tuple(factors), tuple(measured), maximize, unit, ranking or {}), means)
