"""A reactor whose best conditions are asked for: its table, the question, and somebody who asks in the browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sanhak import Table
from sanhak.center.rights import Role
from serve.workbench import Browser, workbench


def plant(rows: int = 90, seed: int = 0, goal: str = "yield") -> Table:
    """The goal rises with the temperature, and the impurity with it."""
    rng = np.random.default_rng(seed)
    hot, ratio = rng.uniform(62, 92, rows).round(1), rng.uniform(0.9, 1.3, rows).round(2)
    made = 0.4 * hot + 9 * ratio + 0.5 * rng.standard_normal(rows)
    impurity = 0.02 * hot - 0.8 + 0.02 * rng.standard_normal(rows)
    data = {"T_jacket": hot, "feed_ratio": ratio, goal: made.round(2), "impurity": impurity.round(3)}
    return Table.of(data, units={"T_jacket": "degC", goal: "%", "impurity": "%"})


QUESTION = {
    "controls.0.column": "T_jacket",
    "controls.0.lower": "62",
    "controls.0.upper": "92",
    "controls.1.column": "feed_ratio",
    "controls.1.lower": "0.9",
    "controls.1.upper": "1.3",
    "maximize": "yield",
    "keep.0.column": "impurity",
    "keep.0.upper": "0.9",
}
"""Set-points of the plant, as the form sends them."""


def at_the_reactor(folder: Path) -> Browser:
    """The administrator of a new workbench, in a project."""
    browser = workbench(folder).newcomer("admin", Role.ADMINISTRATOR)
    browser.project = browser.open("Yield of the reactor")
    return browser


def asked(browser: Browser, dataset: str | None = None) -> str:
    """A study of set-points of the plant that was asked, not yet carried out; gives its path."""
    path = browser.begin("process.setpoints", "Best conditions", {"data": dataset or browser.add(plant())})
    browser.send(path, act="run", **QUESTION)
    return path
