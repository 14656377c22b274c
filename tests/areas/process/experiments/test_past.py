"""History helps where it resembles the present, and is dropped, with a word, where it misleads."""

import numpy as np
import polars as pl
import pytest

from sanhak import process
from sanhak.plants.coupling import Coupling
from sanhak.table import Table

FACTORS = {"solvent": ["toluene", "1,4-dioxane", "t-BuOH", "DMF", "DMAc"], "base": ["KOAc", "K2CO3", "Cs2CO3", "K3PO4"],
           "temperature": [60.0, 80.0, 100.0], "concentration": (0.05, 0.4)}  # fmt: skip
UNITS = {"yield": "%", "temperature": "degC", "concentration": "mol/L"}


def made(count, ligand, seed):
    """Runs at random settings with one ligand."""
    table = Coupling().screen(count, np.random.default_rng(seed))
    frame = table.frame.with_columns(
        pl.Series("base", np.random.default_rng(seed).choice(FACTORS["base"], count)), ligand=pl.lit(ligand)
    )
    fresh = Coupling().measure(frame.to_dict(as_series=False), np.random.default_rng(seed))
    return Table.of(fresh.frame.select(*FACTORS, "yield"), units=UNITS)


def wrong(history):
    """A history in which all that was good is bad."""
    return Table.of(history.frame.with_columns((100 - pl.col("yield")).alias("yield")), units=UNITS)


def campaign(**more):
    return process.Campaign(factors=FACTORS, maximize="yield", units=UNITS, **more)


def truth(runs):
    settings = {name: runs.frame[name].to_list() for name in FACTORS} | {"ligand": ["SPhos"] * len(runs)}
    return Coupling().truth(settings)["yield"]


def test_a_history_of_a_like_reaction_makes_the_first_batch_better():
    history = made(40, "XPhos", 0)
    cold, warm = (truth(campaign().solve(given).tables["runs"]) for given in ({}, {"history": history}))
    assert warm.mean() > cold.mean() + 15


def test_a_history_that_misleads_is_dropped_and_told():
    runs = made(12, "SPhos", 1)
    good, bad = made(40, "XPhos", 0), wrong(made(40, "SPhos", 0))
    kept = campaign().solve({"runs": runs, "history": good})
    dropped = campaign().solve({"runs": runs, "history": bad})
    assert "D040" not in {finding.code for finding in kept.findings}
    assert "D040" in {finding.code for finding in dropped.findings}
    alone = campaign().solve({"runs": runs})
    assert dropped.tables["runs"].frame.equals(alone.tables["runs"].frame), "as if it had never been given"


def test_held_out_scores_are_those_of_the_present_runs():
    runs = made(12, "SPhos", 1)
    answer = campaign().solve({"runs": runs, "history": made(40, "XPhos", 0)})
    assert answer.coverage[0].rows == 12
    assert answer.scores[1].error < answer.scores[0].error


def test_a_history_without_a_factor_is_refused():
    history = made(10, "XPhos", 0)
    with pytest.raises(Exception, match="T001"):
        campaign().solve({"history": Table.of(history.frame.drop("base"), units=UNITS)})
