"""The tables: official folds of teaching and judging rows, what is learnt, and the metric with its limit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.run import Run
from sanhak.table import Column, Kind, Table
from sanhak.table.split import choose_split

SEED: Final = 0
Floats = NDArray[np.float64]
Fold = tuple[Table, Table]


@dataclass(frozen=True, slots=True)
class Task:
    """A table: its folds of teaching and judging rows, what is learnt, the metric, its limit and its aim."""

    name: str
    folds: Callable[[Path], list[Fold]]
    matter: str
    outcome: str
    metric: str
    limit: float | None = None
    aim: float | None = None

    @property
    def label(self) -> bool:
        """Whether an active molecule is to be told from an inactive one."""
        return self.metric == "AUROC"

    def truth(self, table: Table) -> Floats:
        """What was measured, shape (rows,); 1 for active."""
        if self.label:
            return np.array([float(text) for text in table.texts(self.outcome) if text is not None])
        return table.values(self.outcome)


def formulas(file: str) -> Callable[[Path], list[Fold]]:
    """A table of formulas on the official folds of Matbench."""

    def folds(data: Path) -> list[Fold]:
        frame = pl.read_csv(data / "materials" / f"{file}.csv", schema_overrides={"target": pl.Float64})
        table = Table(frame, (Column("formula", Kind.FORMULA), Column("target")))
        name = {"steels_yield": "steels"}.get(file, file)
        official = json.loads((data / "materials" / "matbench_official_folds.json").read_text(encoding="utf-8"))[name]
        rows = np.arange(len(table))
        return [(table.rows(np.setdiff1d(rows, judging)), table.rows(np.array(judging))) for judging in official]

    return folds


def electrolytes(data: Path) -> list[Fold]:
    """Ionic conductivity by its logarithm, on the official split; what is censored counts as its limit."""

    def read(part: str) -> Table:
        frame = pl.read_csv(data / "materials" / f"obelix_{part}.csv", infer_schema_length=0)
        value = pl.col("Ionic conductivity (S cm-1)").str.strip_chars("<> ").cast(pl.Float64, strict=False)
        chosen = frame.select(pl.col("True Composition").alias("formula"), value.log10().alias("target")).drop_nulls()
        return Table(chosen, (Column("formula", Kind.FORMULA), Column("target")))

    return [(read("train"), read("test"))]


def polymers(data: Path) -> list[Fold]:
    """Glass transitions, whole scaffolds of repeat units held out."""
    frame = pl.read_csv(data / "materials" / "polymer_tg.csv").select(
        pl.col("SMILES").alias("molecule"), pl.col("tg").cast(pl.Float64).alias("target")
    )
    table = Table(frame, (Column("molecule", Kind.MOLECULE), Column("target", unit="°C")))
    split = choose_split(table, "target", Run(seed=SEED), inputs=("molecule",), override="scaffold", folds=5)
    return [(table.rows(teaching), table.rows(judging)) for teaching, judging in split]


def molecules(name: str, *, label: bool) -> Callable[[Path], list[Fold]]:
    """A table of molecules on its official split."""

    def folds(data: Path) -> list[Fold]:
        def read(part: str) -> Table:
            frame = pl.read_csv(data / "drug" / f"{name}_{part}.csv")
            matter, outcome = frame.columns
            value = pl.col(outcome).cast(pl.Float64)
            shown = value.cast(pl.Int64).cast(pl.String) if label else value
            chosen = frame.select(pl.col(matter).alias("molecule"), shown.alias("target"))
            facts = Column("target", Kind.CATEGORY if label else Kind.NUMBER)
            return Table(chosen, (Column("molecule", Kind.MOLECULE), facts))

        return [(read("train"), read("test"))]

    return folds


TASKS: Final = (
    Task("steels", formulas("steels_yield"), "formula", "target", "MAE [MPa]", 86.0, 81.0),
    Task("expt_gap", formulas("expt_gap"), "formula", "target", "MAE [eV]", 0.40, 0.36),
    Task("obelix", electrolytes, "formula", "target", "MAE [log10 S/cm]", 1.22),
    Task("polymer_tg", polymers, "molecule", "target", "MAE [°C]", 28.5),
    Task("hERG", molecules("hERG", label=True), "molecule", "target", "AUROC", 0.83, 0.86),
    Task("DILI", molecules("DILI", label=True), "molecule", "target", "AUROC", 0.88),
    Task("Pgp", molecules("Pgp_Broccatelli", label=True), "molecule", "target", "AUROC"),
    Task("AMES", molecules("AMES", label=True), "molecule", "target", "AUROC"),
    Task("HLM", molecules("ADME_HLM", label=False), "molecule", "target", "MAE [log10]"),
    Task("Sol", molecules("ADME_Sol", label=False), "molecule", "target", "MAE [log10]"),
)
