"""Virtual alloys for tests: a small table, questions on it, and a contest that is over in a moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from sanhak.areas.materials.property import Property
from sanhak.model import task
from sanhak.model.learners import number_candidates
from sanhak.plants.alloys import ELEMENTS, Alloys
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.table import Table

MEASURED, OPEN = 40, 5
NICKEL = ELEMENTS[1:]


def quick(patch: pytest.MonkeyPatch, *methods: str) -> None:
    """Let models be taught in a moment: a contest of three, or of these."""
    simple = ("mean", *(methods or ("elastic net", "Gaussian process")))
    numbers = tuple(one for one in number_candidates() if str(one.name) in simple)
    patch.setattr(task, "number_candidates", lambda: numbers)


def alloys(measured: int = MEASURED, planned: int = OPEN, seed: int = 0, solutes: tuple[str, ...] = NICKEL) -> Table:
    """So many measured alloys, then candidates."""
    laboratory, rng = Alloys(), np.random.default_rng(seed)
    table = laboratory.measure(*laboratory.melt(measured + planned, rng, solutes), rng)
    return changed(table, "yield_strength", dict.fromkeys(range(measured, measured + planned)))


def changed(table: Table, column: str, cells: dict[int, Any]) -> Table:
    """The table with other cells in one column, by their place."""
    values = table.frame[column].to_list()
    for place, value in cells.items():
        values[place] = value
    return replace(table, frame=table.frame.with_columns(pl.Series(column, values)))


def asked(table: Table, candidates: Table | None = None, **question: Any) -> Answer:
    """The answer about the strength of alloys, or to another question."""
    usual = {"material": "composition", "besides": ("annealing",), "names": "alloy", "outcome": "yield_strength"}
    tables = {"data": table} if candidates is None else {"data": table, "candidates": candidates}
    return Property.model_validate(usual | {"batch": 2} | question).solve(tables, Run(effort=0.1))


def codes(answer: Answer) -> set[str]:
    """The codes of what an answer found."""
    return {finding.code for finding in answer.findings}
