"""Trials on real tables, from the folder that SANHAK_DATA names, and from the package that publishes one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from judging import Piece, by_analysis, by_campaign, by_models

from sanhak.areas.drug.property import Property as DrugProperty
from sanhak.areas.drug.screen import Screen
from sanhak.areas.materials.discover import Discover
from sanhak.areas.materials.property import Property as MaterialsProperty
from sanhak.areas.process.analyse import Analyse
from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.case import naphthalene, naphthalene_study
from sanhak.areas.process.setpoints import SetPoints
from sanhak.run import Run
from sanhak.table import Column, Kind, Table

LEARNT_BY: Final = 40
"""Runs that teach a campaign, and an analysis."""
MIXTURE: Final = "photo_wf3"


def naphthalene_oxidation(folds: int, seed: int) -> Iterator[Piece]:
    """The case of set-points: 80 published runs."""
    study = naphthalene_study()
    table = naphthalene()["data"]
    yield from by_models(study, table, tuple(study.controls), study.outcome, Run(seed), folds)


def process(data: Path, name: str) -> tuple[Table, dict[str, tuple[float, float]], str, bool]:
    """A finished table of experiments: its rows, the ranges of its factors, its outcome, and whether more is better."""
    folder = data / "process" / name
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    ranges = {one["name"]: (float(one["low"]), float(one["high"])) for one in told["parameters"]}
    outcome = told["measurements"][0]["name"]
    values = np.loadtxt(folder / "data.csv", delimiter=",")
    columns = tuple(Column(each) for each in (*ranges, outcome))
    frame = pl.DataFrame({column.name: values[:, place] for place, column in enumerate(columns)})
    return Table(frame, columns), ranges, outcome, told["default_goal"] == "maximize"


def set_points(data: Path, name: str, folds: int, seed: int) -> Iterator[Piece]:
    """Set-points from a table of experiments."""
    table, ranges, outcome, high = process(data, name)
    study = SetPoints(controls=ranges, **{"maximize" if high else "minimize": outcome})
    yield from by_models(study, table, tuple(ranges), outcome, Run(seed), folds)


def campaign(data: Path, name: str, seed: int) -> Iterator[Piece]:
    """A campaign after forty runs of a table, asked about all the others."""
    table, ranges, outcome, high = process(data, name)
    parts = {"parts": tuple(ranges), "total": 1.0} if name == MIXTURE else {}
    study = Campaign(factors=ranges, **{"maximize" if high else "minimize": outcome}, **parts)
    yield from by_campaign(study, table, Run(seed), LEARNT_BY)


def analysis(data: Path, name: str, seed: int) -> Iterator[Piece]:
    """The effects of forty runs drawn from a table, asked about all the others."""
    table, ranges, outcome, high = process(data, name)
    study = Analyse(factors=tuple(ranges), **{"maximize" if high else "minimize": outcome})
    order = Run(seed).rng("runs").permutation(len(table))
    taught, others = (table.rows(np.sort(rows)) for rows in (order[:LEARNT_BY], order[LEARNT_BY:]))
    yield from by_analysis(study, taught, Run(seed), others)


def formulas(data: Path, name: str, rows: int, seed: int) -> Table:
    """A table of formulas, or so many rows of it drawn at random; conductivities by their logarithm."""
    folder = data / "materials"
    if name == "obelix":
        parts = [pl.read_csv(folder / f"obelix_{part}.csv", infer_schema_length=0) for part in ("train", "test")]
        value = pl.col("Ionic conductivity (S cm-1)").str.strip_chars("<> ").cast(pl.Float64, strict=False).log10()
        frame = pl.concat(part.select(pl.col("True Composition").alias("formula"), value.alias("target"))
                          for part in parts).drop_nulls()  # fmt: skip
    else:
        frame = pl.read_csv(folder / f"{name}.csv", schema_overrides={"target": pl.Float64})
    table = Table(frame, (Column("formula", Kind.FORMULA), Column("target")))
    return _some(table, rows, seed)


def materials(data: Path, name: str, rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """A property of formulas."""
    study = MaterialsProperty(material="formula", outcome="target")
    yield from by_models(study, formulas(data, name, rows, seed), ("formula",), "target", Run(seed), folds)


def discovery(data: Path, name: str, rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """The model behind a search for formulas."""
    study = Discover(formula="formula", outcome="target", candidates=300, rehearsals=0)
    yield from by_models(study, formulas(data, name, rows, seed), ("formula",), "target", Run(seed), folds)


def molecules(data: Path, name: str, rows: int, seed: int) -> Table:
    """A table of molecules, or so many rows of it drawn at random."""
    parts = [pl.read_csv(data / "drug" / f"{name}_{part}.csv") for part in ("train", "test")]
    matter, outcome = parts[0].columns
    frame = pl.concat(part.select(pl.col(matter).alias("molecule"), pl.col(outcome).cast(pl.Float64).alias("target"))
                      for part in parts)  # fmt: skip
    return _some(Table(frame, (Column("molecule", Kind.MOLECULE), Column("target"))), rows, seed)


def drug(data: Path, name: str, rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """A property of molecules."""
    study = DrugProperty(molecule="molecule", outcome="target", scale="linear")
    yield from by_models(study, molecules(data, name, rows, seed), ("molecule",), "target", Run(seed), folds)


def screening(data: Path, name: str, rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """The model behind a screening; the molecules that are held out are its library."""
    study = Screen(molecule="molecule", outcome="target", scale="linear", alerts="tell")
    table = molecules(data, name, rows, seed)
    yield from by_models(study, table, ("molecule",), "target", Run(seed), folds, "library")


def _some(table: Table, rows: int, seed: int) -> Table:
    if rows >= len(table):
        return table
    return table.rows(np.sort(Run(seed).rng("rows").permutation(len(table))[:rows]))
