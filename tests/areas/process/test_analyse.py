"""The analysis of a design: known truths are found, published ones met, and what is not there is not promised."""

import numpy as np
import polars as pl
import pytest

from sanhak.areas.process import case
from sanhak.areas.process.analyse import Analyse
from sanhak.areas.process.analyse_tables import holm
from sanhak.areas.process.design import Design
from sanhak.finding import Refusal
from sanhak.table import Table

UNITS = {"a": "°C", "b": "bar", "y": "%", "z": "%"}


def measured(truth, *, noise=0.1, seed=0, **fields):
    """A design whose results are a truth with some noise."""
    table = (
        Design(**{"factors": {"a": (60.0, 80.0), "b": (1.0, 3.0)}, "outcomes": ["y"], **fields}).solve().tables["runs"]
    )
    coded = {}
    for name, given in fields.get("factors", {"a": (60.0, 80.0), "b": (1.0, 3.0)}).items():
        values = table.frame[name]
        words = isinstance(given, list)
        coded[name] = (
            values.to_list() if words else ((values - sum(given) / 2) / ((given[1] - given[0]) / 2)).to_numpy()
        )
    y = np.asarray(truth(coded)) + np.random.default_rng(seed).normal(scale=noise, size=len(table))
    frame = table.frame.with_columns(pl.Series("y", y))
    return Table.of(frame, units={name: unit for name, unit in UNITS.items() if name in frame.columns})


def codes(answer):
    return {finding.code for finding in answer.findings}


def effects(answer, name="effects"):
    frame = answer.tables[name].frame
    return dict(zip(frame["term"], frame["effect"], strict=True))


def test_true_effects_are_found():
    table = measured(lambda x: 50 + 3 * x["a"] - 1 * x["b"] + 0.5 * x["a"] * x["b"], replicates=3)
    answer = Analyse(factors=("a", "b"), maximize="y").solve(table)
    frame = answer.tables["effects"].frame
    truth = {"a": 6.0, "b": -2.0, "a:b": 1.0}
    for row in frame.iter_rows(named=True):
        assert abs(row["effect"] - truth[row["term"]]) < 8 * row["standard error"]
        assert row["lower 90 %"] < row["effect"] < row["upper 90 %"]
    assert frame["p"].max() < 0.01
    assert answer.decision[0].value == pytest.approx(80)
    assert answer.decision[1].value == pytest.approx(1)
    assert [score.baseline for score in answer.scores] == [True, False]
    assert answer.scores[1].error < 0.1 * answer.scores[0].error


def test_the_published_factorial_is_read_as_its_authors_read_it():
    if not case.find_spec("process_improve"):
        pytest.skip("process-improve, which carries the runs, is not installed")
    answer = case.factorial_study().solve(case.factorial())
    found = effects(answer)
    # Box, Hunter and Hunter 1978, Table 12.1b.
    assert found["catalyst"] == pytest.approx(19.5)
    assert found["temperature"] == pytest.approx(10.75)
    assert found["concentration"] == pytest.approx(-6.25)
    assert found["catalyst:temperature"] == pytest.approx(13.25)
    assert found["temperature:concentration"] == pytest.approx(-11)
    best = {action.column: action.value for action in answer.decision}
    assert (best["catalyst"], best["temperature"], best["concentration"]) == (2, 180, 3)


def test_a_maximum_inside_the_runs_is_found_with_its_curvatures():
    truth = lambda x: 90 - 4 * (x["a"] - 0.3) ** 2 - 2 * (x["b"] + 0.2) ** 2  # noqa: E731
    table = measured(truth, design="central composite", model="quadratic", centre=5, noise=0.02)
    answer = Analyse(factors=("a", "b"), maximize="y").solve(table)
    assert answer.decision[0].value == pytest.approx(73, abs=0.2)
    assert answer.decision[1].value == pytest.approx(1.8, abs=0.05)
    surface = answer.tables["surface"].frame
    assert surface["axis"].to_list() == ["1", "2", "stationary point"]
    assert surface["curvature"][0] == pytest.approx(-4, abs=0.1)
    assert surface["a"][2] == pytest.approx(73, abs=0.2)
    assert "path" not in answer.tables
    assert answer.promise.after.value == pytest.approx(90, abs=0.1)


def test_without_curvature_the_way_of_steepest_ascent_is_told():
    table = measured(lambda x: 10 + 3 * x["a"] + 4 * x["b"], noise=0.01)
    path = Analyse(factors=("a", "b"), maximize="y", model="main").solve(table).tables["path"].frame
    step = path.row(4, named=True)
    assert step["distance"] == 1.0
    assert step["a"] == pytest.approx(70 + 10 * 0.6, abs=0.05)
    assert step["b"] == pytest.approx(2 + 0.8, abs=0.01)
    assert path["where"].to_list()[-1] == "outside"
    down = Analyse(factors=("a", "b"), minimize="y", model="main").solve(table).tables["path"].frame
    assert down["expected"].is_sorted(descending=True)


def test_a_curve_that_the_model_misses_is_found_by_centre_runs():
    table = measured(lambda x: 10 + x["a"] - 4 * x["a"] ** 2, centre=4)
    answer = Analyse(factors=("a", "b"), maximize="y", model="interactions").solve(table)
    assert "M107" in codes(answer)
    variance = answer.tables["variance"].frame
    lines = dict(zip(variance["source"], variance["p"], strict=True))
    assert lines["lack of fit"] < 0.001
    assert lines["pure error"] is None


def test_the_same_setting_twice_with_different_results_is_pure_error():
    table = measured(lambda x: 10 + x["a"], replicates=2, centre=0, noise=0.3)
    answer = Analyse(factors=("a", "b"), maximize="y", model="interactions").solve(table)
    variance = answer.tables["variance"].frame
    df = dict(zip(variance["source"], variance["df"], strict=True))
    assert (df["residual"], df["pure error"], df["lack of fit"]) == (4, 4, 0)


def test_an_unreplicated_design_is_judged_by_its_own_small_effects():
    factors = dict.fromkeys("abcd", (-1.0, 1.0))
    table = measured(lambda x: 20 + 5 * x["a"] - 3 * x["c"] * x["d"], factors=factors, centre=0, noise=0.3)
    answer = Analyse(
        factors=tuple("abcd"), maximize="y", terms=("a:b:c", "a:b:d", "a:c:d", "b:c:d", "a:b", "c:d")
    ).solve(table)
    full = Analyse(factors=tuple("abcd"), maximize="y", terms=("a:b:c", "a:b:d", "a:c:d", "b:c:d", "a:b", "a:c", "a:d",
                                                               "b:c", "b:d", "c:d")).solve(table)  # fmt: skip
    assert "M105" not in codes(full)
    whole = Design(factors=factors, centre=0, outcomes=["y"]).solve().tables["runs"]
    assert len(whole) == 16
    assert effects(full)["a"] == pytest.approx(10, abs=0.5)
    assert effects(answer)["c:d"] == pytest.approx(-6, abs=0.5)


def test_a_saturated_model_has_intervals_from_lenth():
    factors = dict.fromkeys("abc", (-1.0, 1.0))
    table = measured(lambda x: 20 + 5 * x["a"], factors=factors, centre=0, noise=0.2)
    answer = Analyse(factors=tuple("abc"), maximize="y", terms=("a:b:c", "a:b", "a:c", "b:c")).solve(table)
    assert "M105" in codes(answer)
    assert answer.scores == ()
    frame = answer.tables["effects"].frame
    assert frame["p"][0] < 0.1
    assert (frame["p"][1:] > 0.05).all()
    assert "pseudo standard error (Lenth)" in answer.tables["fit"].frame["figure"].to_list()
    assert answer.promise.after.upper > answer.promise.after.value


def test_differences_of_blocks_are_taken_out():
    table = measured(lambda x: 10 + 1.0 * x["a"], replicates=4, blocks=4, centre=0, noise=0.2)
    shifted = table.frame.with_columns(y=pl.col("y") + 10 * pl.col("block").cast(float))
    table = Table.of(shifted, units={"a": "°C", "b": "bar", "y": "%"}, kinds={"block": "category"})
    without = Analyse(factors=("a", "b"), maximize="y").solve(table)
    within = Analyse(factors=("a", "b"), maximize="y", block="block").solve(table)
    assert within.tables["effects"].frame["p"][0] < 0.001 < without.tables["effects"].frame["p"][0]
    assert "block" in within.tables["variance"].frame["source"].to_list()
    assert within.decision[0].value == 80


def test_several_outcomes_are_joined_by_their_desirability():
    table = measured(lambda x: 10 + 4 * x["a"] + x["b"], replicates=2, noise=0.05)
    coded = (table.values("a") - 70) / 10
    both = Table.of(table.frame.with_columns(z=pl.Series(5 + 3 * coded)), units=UNITS)
    one = Analyse(factors=("a", "b"), maximize="y").solve(both)
    two = Analyse(factors=("a", "b"), maximize="y", also={"z": "minimize"}).solve(both)
    aimed = Analyse(factors=("a", "b"), aim={"z": (4.0, 7.0)}).solve(both)
    assert one.decision[0].value == 80
    assert 60 < two.decision[0].value < 80
    assert aimed.compared[0].outcomes["z"].value == pytest.approx(5.5, abs=0.01)
    assert "z" in str(two.headline)
    assert two.tables["fit"].frame["figure"].to_list()[-1] == "desirability"
    assert {"effects 2", "variance 2"} <= set(two.tables)


def test_a_mixture_is_analysed_as_shares():
    parts = {"A": (0.0, 60.0), "B": (10.0, 70.0), "C": (5.0, 50.0)}
    table = (
        Design(factors=parts, mixture=list(parts), model="interactions", runs=14, outcomes=["y"]).solve().tables["runs"]
    )
    share = {name: table.values(name) / 100 for name in parts}
    y = 10 * share["A"] + 20 * share["B"] + 5 * share["C"] + np.random.default_rng(0).normal(scale=0.05, size=14)
    full = Table.of(table.frame.with_columns(y=pl.Series(y)), units={"y": "%", **dict.fromkeys(parts, "%")})
    answer = Analyse(factors=tuple(parts), mixture=tuple(parts), maximize="y", model="main").solve(full)
    frame = answer.tables["effects"].frame
    assert dict(zip(frame["term"], frame["coefficient"], strict=True)) == pytest.approx(
        {"A": 10, "B": 20, "C": 5}, abs=0.5
    )
    assert sum(action.value for action in answer.decision) == pytest.approx(100)
    assert answer.decision[1].value > 60


def test_small_terms_are_taken_out_where_asked_and_it_is_said():
    table = measured(lambda x: 10 + 3 * x["a"], replicates=3)
    answer = Analyse(factors=("a", "b"), maximize="y", model="interactions", eliminate=True).solve(table)
    assert "M112" in codes(answer)
    assert effects(answer).keys() == {"a"}
    kept = measured(lambda x: 10 + 3 * x["a"] * x["b"], replicates=3)
    whole = Analyse(factors=("a", "b"), maximize="y", model="interactions", eliminate=True).solve(kept)
    assert effects(whole).keys() == {"a", "b", "a:b"}


def test_words_are_levels_and_their_effects_are_distances_from_the_mean():
    factors = {"a": (0.0, 1.0), "k": ["x", "y", "z"]}
    table = measured(lambda x: [{"x": 1.0, "y": 2.0, "z": 6.0}[level] for level in x["k"]], factors=factors,
                     replicates=3, noise=0.1)  # fmt: skip
    answer = Analyse(factors=("a", "k"), maximize="y", model="main").solve(table)
    assert answer.decision[1].value == "z"
    found = effects(answer)
    assert found["k[x]"] == pytest.approx(-2, abs=0.15) or found["k[z]"] == pytest.approx(3, abs=0.15)


def test_a_wrong_digit_is_found():
    table = measured(lambda x: 50 + 3 * x["a"], replicates=4, noise=0.2)
    y = table.values("y").copy()
    y[5] += 9
    spoilt = Table.of(table.frame.with_columns(y=pl.Series(y)), units={"a": "°C", "b": "bar", "y": "%"})
    answer = Analyse(factors=("a", "b"), maximize="y").solve(spoilt)
    assert "M110" in codes(answer)
    assert next(finding for finding in answer.findings if finding.code == "M110").row == 6


def test_a_drift_with_the_order_is_found():
    table = measured(lambda x: 50 + 0.1 * x["a"], replicates=8, noise=0.2)
    drifted = Table.of(
        table.frame.with_columns(y=pl.col("y") + 0.2 * pl.col("run").cast(float)), units={"a": "°C", "y": "%"}
    )
    assert "M113" in codes(Analyse(factors=("a", "b"), maximize="y", order="run").solve(drifted))


def test_effects_that_multiply_ask_for_a_logarithm():
    table = measured(lambda x: np.zeros(len(x["a"])), replicates=4, noise=0.1)
    coded = (table.values("a") - 70) / 10
    skewed = table.frame.with_columns(y=pl.Series(np.exp(1 + 1.5 * coded + table.values("y"))))
    answer = Analyse(factors=("a", "b"), maximize="y", model="main").solve(Table.of(skewed, units={"y": "%"}))
    assert "M109" in codes(answer)


def test_noise_alone_recommends_nothing():
    table = measured(lambda x: 50 + 0 * x["a"], replicates=3, noise=1.0, seed=3)
    answer = Analyse(factors=("a", "b"), maximize="y", model="main").solve(table)
    assert "M111" in codes(answer)
    assert "noise" in str(answer.headline)


def test_confounded_terms_are_left_out_and_named():
    factors = dict.fromkeys("abcd", (-1.0, 1.0))
    table = measured(lambda x: 5 * x["a"], factors=factors, design="fractional factorial", resolution=4, centre=3,
                     model="main")  # fmt: skip
    answer = Analyse(factors=tuple("abcd"), maximize="y", model="interactions").solve(table)
    told = next(finding for finding in answer.findings if finding.code == "M106")
    assert set(told.terms) == {"b:c", "b:d", "c:d"} or len(told.terms) == 3


def test_p_values_that_hold_together_are_holms():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


RUNS = pl.DataFrame({"a": [1.0, 2, 1, 2, 1.5], "b": [1.0, 1, 2, 2, 1.5], "k": ["x", "y", "x", "y", "x"],
                     "y": [1.0, 2, 3, 4.1, 2.4], "words": ["good", "bad", "good", "bad", "so"],
                     "one": [7.0] * 5})  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"factors": ("a", "b")}, "M115"),
        ({"factors": ("a", "y"), "maximize": "y"}, "D002"),
        ({"factors": ("a",), "maximize": "y", "minimize": "y"}, "D002"),
        ({"factors": ("a", "nobody"), "maximize": "y"}, "T001"),
        ({"factors": ("a",), "maximize": "words"}, "M102"),
        ({"factors": ("a",), "maximize": "one"}, "M116"),
        ({"factors": ("a", "one"), "maximize": "y"}, "M104"),
        ({"factors": ("a", "b"), "maximize": "y", "terms": ("a:c",)}, "M100"),
        ({"factors": ("a", "b", "k"), "maximize": "y", "terms": ("a^4:b^4",)}, None),
    ],
)
def test_what_carries_no_analysis_is_refused_with_a_code(fields, code):
    table = Table.of(RUNS)
    if code is None:
        assert "M106" in codes(Analyse(**fields).solve(table))
        return
    with pytest.raises(Refusal, match=code) as refused:
        Analyse(**fields).solve(table)
    for finding in refused.value.findings:
        assert finding.render("ko") != finding.render("en")


def test_a_plan_that_was_never_measured_is_refused():
    table = Design(factors={"a": (0, 1), "b": (0, 1)}, outcomes=["y"]).solve().tables["runs"]
    with pytest.raises(Refusal, match="M103"):
        Analyse(factors=("a", "b"), maximize="y").solve(table)
