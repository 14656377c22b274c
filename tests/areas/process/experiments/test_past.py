"""History helps where it resembles the present, and is dropped, with a word, where it misleads."""

import numpy as np
import polars as pl
import pytest

from sanhak import process
from sanhak.plants.coupling import Coupling
from sanhak.run import Run
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


def first_batches(given=None, **more):
    """The mean true yield of the first batch, over some seeds."""
    answers = [campaign(**more).solve(given or {}, Run(seed=seed)) for seed in range(5)]
    return np.mean([truth(answer.tables["runs"]).mean() for answer in answers])


def test_a_history_of_a_like_reaction_makes_the_first_batch_better():
    assert first_batches({"history": made(40, "XPhos", 0)}) > first_batches() + 15


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


RIGHT = {"solvent": ["toluene", "1,4-dioxane"], "base": ["Cs2CO3", "K3PO4"], "concentration": [0.4, 0.2]}


def test_a_ranking_makes_the_first_batch_better():
    assert first_batches(favour=RIGHT) > first_batches() + 3


def test_the_sentence_says_that_it_starts_from_knowledge():
    assert "spread" in str(campaign().solve().headline)
    for answer in (campaign(favour={"base": ["KOAc"]}).solve(), campaign().solve({"history": made(10, "XPhos", 0)})):
        assert "known before" in str(answer.headline)
        assert all("known before" in str(action.reason) for action in answer.decision)


def test_a_ranking_that_the_runs_contradict_is_told_and_outweighed():
    runs = made(15, "SPhos", 1)
    answer, right = (campaign(favour=one).solve({"runs": runs}) for one in ({"solvent": ["DMAc", "DMF"]}, RIGHT))
    alone = campaign().solve({"runs": runs})
    assert "D056" in {finding.code for finding in answer.findings}
    assert "D056" not in {finding.code for finding in right.findings}
    reached, without = (truth(one.tables["runs"].rows(range(15, 20))).mean() for one in (answer, alone))
    assert reached > without - 5


def test_one_number_that_is_tried_first_draws_the_runs_to_it():
    runs = campaign(favour={"concentration": [0.3]}).solve().tables["runs"].frame
    assert np.abs(runs["concentration"].to_numpy() - 0.3).min() < 0.03


@pytest.mark.parametrize(
    "favour",
    [
        {"solvent": ["water"]}, {"colour": ["red"]}, {"solvent": ["DMF", "DMF"]}, {"solvent": []},
        {"concentration": [0.9]}, {"concentration": [float("nan"), 0.1]}, {"concentration": ["dense"]},
        {"temperature": [70.0]},
    ],
)  # fmt: skip
def test_a_ranking_of_what_may_not_be_run_is_refused(favour):
    with pytest.raises(Exception, match="D041"):
        campaign(favour=favour)
