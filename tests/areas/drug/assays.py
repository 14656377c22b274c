"""Virtual assays for tests: a small table, questions on it, and a contest that is over in a moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from sanhak.areas.drug.property import Property
from sanhak.model import task
from sanhak.model.learners import label_candidates, number_candidates
from sanhak.plants.assay import Assay
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.table import Table

UNITS = {"solubility": "µmol/L", "bound": "%"}


def quick(patch: pytest.MonkeyPatch) -> None:
    """Let models be taught in a moment: contests of two."""
    numbers = tuple(one for one in number_candidates() if str(one.name) in ("mean", "Gaussian process on likeness"))
    labels = tuple(one for one in label_candidates() if str(one.name) in ("frequencies", "logistic regression"))
    patch.setattr(task, "number_candidates", lambda: numbers)
    patch.setattr(task, "label_candidates", lambda: labels)


def series(measured: int = 70, open_ones: int = 12, seed: int = 3) -> Table:
    """So many measured molecules and one conflicting repeat, then candidates."""
    return Assay().table(measured, open_ones, np.random.default_rng(seed))


def changed(table: Table, column: str, cells: dict[int, Any]) -> Table:
    """The table read anew with other cells in one column, by their place."""
    values = table.frame[column].to_list()
    for place, value in cells.items():
        values[place] = value
    return read(table.frame.with_columns(pl.Series(column, values)))


def read(frame: pl.DataFrame, **units: str) -> Table:
    """A frame as a table, as a file would be read."""
    known = {name: unit for name, unit in (UNITS | units).items() if unit and name in frame.columns}
    return Table.of(frame, units={name: unit for name, unit in known.items() if frame.schema[name].is_numeric()})


def asked(table: Table, candidates: Table | None = None, **question: Any) -> Answer:
    """The answer about what plasma binds, or to another question."""
    study = Property.model_validate({"molecule": "structure", "outcome": "bound", "names": "compound"} | question)
    tables = {"data": table} if candidates is None else {"data": table, "candidates": candidates}
    return study.solve(tables, Run(effort=0.1))
