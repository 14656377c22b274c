"""The study of a campaign: what it proposes, what it does with odd rows, and what it refuses."""

import itertools
import time

import numpy as np
import polars as pl
import pytest

from sanhak import process
from sanhak.finding import Refusal
from sanhak.plants.coupling import Coupling
from sanhak.run import Run
from sanhak.table import Table

LEVELS = {"base": ["K2CO3", "Cs2CO3", "K3PO4"], "solvent": ["toluene", "DMF", "t-BuOH"]}
FACTORS = {**LEVELS, "temperature": [60.0, 80.0, 100.0], "concentration": (0.05, 0.4)}
UNITS = {"temperature": "degC", "yield": "%", "concentration": "mol/L"}


def campaign(**more):
    asked = {"factors": FACTORS, "maximize": "yield", "units": UNITS, "steps": {"concentration": 0.05}}
    return process.Campaign(**asked | more)


def measured(runs, seed=0, ligand="SPhos"):
    """The runs with results of the virtual coupling where they have none."""
    frame = runs.frame
    settings = {name: frame[name].to_list() for name in FACTORS} | {"ligand": [ligand] * len(frame)}
    found = Coupling().measure(settings, np.random.default_rng(seed)).frame
    results = [pl.coalesce(name, found[name]).alias(name) for name in ("yield", "by_product") if name in frame.columns]
    return Table.of(frame.with_columns(*results, status=pl.lit("done")), units=UNITS)


def first_runs(**more):
    return measured(campaign(**more).solve().tables["runs"])


def codes(answer):
    return {finding.code for finding in answer.findings}


def test_a_campaign_starts_from_nothing():
    answer = campaign().solve()
    runs = answer.tables["runs"].frame
    assert len(runs) == 5
    assert runs["yield"].null_count() == 5
    assert set(runs["status"]) == {"planned"}
    assert set(runs["solvent"]) == set(LEVELS["solvent"])
    assert "first" in str(answer.headline)


def test_a_campaign_comes_near_the_best_and_says_when_to_stop():
    study = campaign(smallest_gain=2.0)
    runs, stopped = first_runs(), []
    for seed in range(5):
        answer = study.solve(runs)
        stopped.append("D038" in codes(answer))
        runs = measured(answer.tables["runs"], seed)
    grid = itertools.product(*LEVELS.values(), FACTORS["temperature"], np.arange(0.05, 0.41, 0.05))
    settings = dict(zip(FACTORS, map(list, zip(*grid, strict=True)), strict=True))
    best = Coupling().truth(settings | {"ligand": ["SPhos"] * 216})["yield"].max()
    assert runs.values("yield").max() > 0.95 * best
    assert not stopped[0]
    assert stopped[-1], "nothing is left to gain"


def test_the_same_seed_gives_the_same_runs():
    runs = first_runs()
    once, again = (campaign().solve(runs, Run(seed=3)) for _ in range(2))
    assert once.tables["runs"].frame.equals(again.tables["runs"].frame)


def test_no_yield_beyond_the_whole_is_promised():
    frame = first_runs().frame.with_columns(pl.Series("yield", [97.0, 98.0, 60.0, 99.5, 30.0]))
    answer = campaign().solve(Table.of(frame, units=UNITS))
    assert answer.promise.after.upper <= 100
    assert all(option.outcomes["yield"].upper <= 100 for option in answer.compared)


def test_a_limit_is_learnt_and_kept():
    study = campaign(keep={"by_product": (None, 2.0)})
    runs = first_runs(keep={"by_product": (None, 2.0)})
    for seed in range(3):
        answer = study.solve(runs)
        runs = measured(answer.tables["runs"], seed)
    late = runs.frame.tail(5)
    assert (late["by_product"] < 4.0).sum() >= 4
    place = answer.headline.params["start"].params["run"] - 1
    assert runs.frame["by_product"][place] <= 2.0, "the best run keeps the limit"


def test_several_goals_widen_a_front():
    study = campaign(also={"by_product": "minimize"})
    answer = study.solve(first_runs(also={"by_product": "minimize"}))
    assert {figure.name for figure in answer.figures} >= {"along 1", "along 2"}
    assert all(set(one) >= {"yield expected", "by_product expected"} for one in [answer.tables["run sheet"].names])


def spoilt(**cells):
    """First runs with single cells changed: column -> (row, value)."""
    frame = first_runs().frame
    for name, (row, value) in cells.items():
        column = frame[name].to_list()
        column[row] = value
        frame = frame.with_columns(pl.Series(name, column, dtype=frame.schema[name]))
    return Table.of(frame, units=UNITS)


def test_one_bad_row_leaves_the_others():
    answer = campaign().solve(spoilt(solvent=(1, "water"), base=(2, None)))
    assert "D031" in codes(answer)
    assert answer.coverage[0].rows == 3


def test_levels_are_known_by_other_names_of_their_substance():
    answer = campaign(substances=("base", "solvent")).solve(
        spoilt(solvent=(1, "N,N-dimethylformamide"), base=(0, "k2co3"))
    )
    assert "D031" not in codes(answer)


def test_runs_outside_the_ranges_teach_all_the_same():
    answer = campaign().solve(spoilt(concentration=(0, 0.6)))
    assert "D032" in codes(answer)
    assert len(answer.tables["runs"]) == 10


def test_failed_and_open_runs_are_told_apart():
    frame = first_runs().frame.with_columns(
        pl.Series("status", ["done", "실패", "failed", "planned", "누가 봐도"]),
        pl.Series("yield", [40.0, None, None, None, 50.0]),
    )
    answer = campaign().solve(Table.of(frame, units=UNITS))
    assert "D033" in codes(answer), "an unknown state is told"
    new = answer.tables["runs"].frame.tail(5)
    old = answer.tables["runs"].frame.head(5)
    assert len(new.join(old, on=list(FACTORS), how="semi")) == 0, "what is in the oven or failed is not proposed again"


def test_when_everything_failed_the_next_runs_keep_clear():
    frame = first_runs().frame.with_columns(pl.lit("failed").alias("status"), pl.lit(None, pl.Float64).alias("yield"))
    answer = campaign().solve(Table.of(frame, units=UNITS))
    assert "D034" in codes(answer)


def test_a_goal_that_was_never_measured_is_told():
    frame = first_runs().frame.with_columns(pl.lit(None, pl.Float64).alias("yield"), pl.lit("done").alias("status"))
    assert "D035" in codes(campaign().solve(Table.of(frame, units=UNITS)))


def test_repeats_that_differ_are_told():
    frame = first_runs().frame
    twice = pl.concat(
        [
            frame,
            frame.head(1).with_columns(pl.lit(1.0).alias("yield")),
            frame.head(1).with_columns(pl.lit(99.0).alias("yield")),
        ]
    )
    assert "D036" in codes(campaign().solve(Table.of(twice, units=UNITS)))


def test_a_renamed_factor_is_refused_with_the_nearest_name():
    runs = first_runs()
    with pytest.raises(Refusal, match="T001"):
        campaign().solve(Table.of(runs.frame.rename({"solvent": "solvents"}), units=UNITS))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"factors": {"base": []}, "steps": {}}, "D028"),
        ({"where": ("temperature + 5",)}, "D029"),
        ({"where": ("temperature > 90", "temperature < 70")}, "D030"),
        ({"where": ("pressure > 3",)}, "T119"),
        ({"where": ('not (base == "Cs2C03")',)}, "D041"),
        ({"where": ('base in ("KOH", "K2CO3")',)}, "D041"),
        ({"substances": ("temperature",)}, "D041"),
        ({"ordered": ("colour",)}, "D041"),
        ({"parts": ("concentration",), "most_parts": 3}, "D041"),
        ({"most_parts": 2}, "D041"),
        ({"fewest_parts": 2}, "D041"),
        ({"worst": {"cost": 3.0}}, "D041"),
        ({"keep": {"base": (0, 1)}}, "D041"),
        ({"keep": {"by_product": (3, 1)}}, "D001"),
        ({"minimize": "cost"}, "D015"),
        ({"steps": {"concentration": 0.0}}, "D041"),
        ({"factors": {"T": (0.0, float("inf"))}, "steps": {}}, "D041"),
        ({"factors": {"T": [1.0, float("nan")]}, "steps": {}}, "D041"),
        ({"factors": {"n": (1.2, 1.8)}, "integers": ("n",), "steps": {}}, "D041"),
        ({"factors": {"run": (0.0, 1.0)}, "steps": {}}, "D041"),
        ({"factors": {"yield expected": (0.0, 1.0)}, "steps": {}}, "D041"),
        ({"maximize": "status"}, "D041"),
    ],
)
def test_what_contradicts_itself_is_refused(more, code):
    with pytest.raises(Refusal) as refused:
        campaign(**more).solve()
    assert code in {finding.code for finding in refused.value.findings}


def test_unknown_substances_are_asked_for_once():
    factors = {"ligand": ["SPhos", "MagicPhos"], "temperature": (60.0, 100.0)}
    with pytest.raises(Refusal, match="MagicPhos"):
        campaign(factors=factors, substances=("ligand",), steps={}).solve()
    study = campaign(factors=factors, substances=("ligand",), steps={}, own={"MagicPhos": "CP(C)c1ccccc1"})
    assert len(study.solve().tables["runs"]) == 5


def test_a_batch_is_shorter_where_little_is_left():
    study = campaign(factors={"base": LEVELS["base"]}, steps={})
    answer = study.solve()
    assert len(answer.tables["runs"]) == 3
    assert "D037" in codes(answer)


def test_a_run_is_not_proposed_again_once_a_person_has_rounded_it():
    study = process.Campaign(factors={"T": (20.0, 90.0), "base": ["KOAc", "CsOAc", "K2CO3"]}, maximize="yield", batch=3)
    for third in (55.7, 51.3, 48.2):
        table = Table.of({"T": [20.0, 90.0, third], "base": ["CsOAc", "K2CO3", "KOAc"], "yield": [50.0, 20.0, 45.0]})
        runs = study.solve(table).tables["runs"].frame.select("T", "base")
        assert runs.unique().height == len(runs)


def test_every_part_is_present_where_the_fewest_say_so():
    study = process.Campaign(
        factors=dict.fromkeys("ABC", (0.0, 100.0)), parts=("A", "B", "C"), fewest_parts=3, maximize="y"
    )
    frame = study.solve().tables["runs"].frame
    assert frame.select(pl.min_horizontal("A", "B", "C").min()).item() > 0


def test_parts_of_a_mixture_are_round_and_add_up():
    study = process.Campaign(factors=dict.fromkeys("ABC", (0.0, 100.0)), parts=("A", "B", "C"), maximize="y")
    frame = study.solve().tables["runs"].frame.select("A", "B", "C")
    assert frame.sum_horizontal().to_list() == pytest.approx([100.0] * len(frame), abs=1e-9)
    assert frame.equals(frame.select(pl.all().round(2)))


def test_whole_numbers_stay_within_their_limits():
    study = process.Campaign(factors={"n": (1.5, 4.7), "x": (0.0, 1.0)}, integers=("n",), maximize="y")
    assert set(study.solve().tables["runs"].frame["n"]) <= {2, 3, 4}


def test_where_no_run_keeps_the_limits_the_sentence_says_so():
    answer = campaign(keep={"by_product": (None, -1.0)}).solve(first_runs(keep={"by_product": (None, -1.0)}))
    assert "keeps the limits" in str(answer.headline)


@pytest.mark.parametrize(("status", "told"), [("done", "No further run"), ("failed", "no run has a result")])
def test_a_campaign_ends_where_nothing_is_left(status, told):
    study = campaign(factors={"base": LEVELS["base"]}, steps={}, units={})
    values = pl.Series("yield", [40.0, 50.0, 60.0] if status == "done" else [None] * 3, dtype=pl.Float64)
    runs = Table.of(study.solve().tables["runs"].frame.with_columns(values, status=pl.lit(status)))
    answer = study.solve(runs)
    assert "D037" in codes(answer)
    assert told in str(answer.headline)
    assert len(answer.tables["runs"]) == len(runs)


def test_a_batch_among_a_billion_combinations_costs_less_than_five_seconds():
    factors = {f"x{place}": [float(level) for level in range(10)] for place in range(9)}
    study = process.Campaign(factors=factors, maximize="y")
    levels = np.random.default_rng(0).integers(0, 10, (30, 9)).astype(float)
    measured = pl.DataFrame(levels, schema=list(factors)).with_columns(y=100 - ((levels - 5) ** 2).sum(axis=1) / 3)
    begun = time.process_time()
    answer = study.solve(Table.of(measured))
    assert time.process_time() - begun < 5
    best = measured["y"].max()
    assert max(action.value for action in answer.decision) > best


def test_a_block_shares_its_temperature():
    study = campaign(constant=("temperature",), block_size=3, batch=6)
    heat = study.solve(first_runs()).tables["run sheet"].frame["temperature"].to_list()
    assert len(heat) == 6
    assert len(set(heat)) <= 2


def test_staying_inside_is_possible():
    study = campaign(outside="refuse")
    runs = first_runs().rows([0, 1])
    answer = study.solve(runs)
    assert set(answer.tables["run sheet"].texts("of what was measured")) <= {"inside", "edge"}
