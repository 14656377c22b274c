"""Answers with models that were taught in a moment, for the tests of settings that are tried out."""

from __future__ import annotations

import numpy as np

from sanhak import Table, process
from sanhak.model import task
from sanhak.model.learners import number_candidates
from sanhak.run import Run
from sanhak.study import Answer

STUDY = {
    "controls": {"T": (60.0, 95.0), "catalyst": ["A-7", "B-2"]},
    "maximize": "yield",
    "keep": {"impurity": (None, 0.9)},
    "unsteady": "keep",
}


def plant(rows: int = 90) -> Table:
    """Yield and impurity rise with the temperature; the feed and the grade help or harm."""
    rng = np.random.default_rng(0)
    hot, feed = rng.uniform(62, 92, rows), rng.normal(5, 0.2, rows)
    catalyst, grade = rng.choice(["A-7", "B-2"], rows), rng.choice(["1", "2"], rows)
    data = {
        "T": hot,
        "catalyst": catalyst,
        "feed": feed,
        "grade": np.char.add("grade ", grade),
        "yield": 0.4 * hot + 3 * (catalyst == "B-2") + 2 * feed + (grade == "2") + 0.4 * rng.standard_normal(rows),
        "impurity": 0.02 * hot - 0.8 + 0.02 * rng.standard_normal(rows),
    }
    return Table.of(data, units={"T": "degC", "yield": "%", "impurity": "%"})


def answered(monkeypatch, **changed) -> Answer:
    """Set-points of the plant by a response surface."""
    simple = tuple(
        candidate for candidate in number_candidates() if str(candidate.name) in ("mean", "response surface")
    )
    monkeypatch.setattr(task, "number_candidates", lambda: simple)
    return process.SetPoints(**(STUDY | changed)).solve(plant(), run=Run(effort=0.1))
