"""Least-squares effects: the same numbers as an independent package, and known answers where truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.model.experiments import (
    Difference,
    Fit,
    Levels,
    Matrix,
    Scale,
    Surface,
    Term,
    anova,
    box_cox,
    completed,
    half_normal_scores,
    lenth,
    level_means,
    normal_scores,
    of_mixture,
    paired,
    regression,
    replicates,
    term,
    terms_of,
)

CODINGS = (Scale("a", 10.0, 20.0), Scale("b", -1.0, 1.0), Levels("c", ("x", "y", "z")))
TERMS = (*terms_of("interactions", ("a", "b"), ("c",)), Term((("a", 2),)))


def runs(count, seed=0):
    rng = np.random.default_rng(seed)
    settings_ = {
        "a": rng.uniform(10, 20, count).round(1),
        "b": rng.uniform(-1, 1, count).round(2),
        "c": [("x", "y", "z")[place % 3] for place in range(count)],
    }
    return settings_, rng.normal(size=count) + 0.3 * settings_["a"] - settings_["b"]


def test_fit_and_variance_are_those_of_an_independent_package():
    formula = pytest.importorskip("statsmodels.formula.api")
    from statsmodels.stats.anova import anova_lm

    given_, y = runs(40)
    fit = Fit.of(Matrix.of(CODINGS, TERMS, given_), y)
    frame = pytest.importorskip("pandas").DataFrame
    table = frame({"y": y, "u": CODINGS[0].coded(given_["a"]), "v": given_["b"], "c": given_["c"]})
    model = "y ~ u + v + C(c, Sum) + u:v + u:C(c, Sum) + v:C(c, Sum) + I(u ** 2)"
    other = formula.ols(model, data=table).fit()
    assert fit.rss == pytest.approx(other.ssr)
    assert fit.r_squared_adjusted == pytest.approx(other.rsquared_adj)
    assert sorted(fit.errors) == pytest.approx(sorted(other.bse))
    assert sorted(fit.p_values) == pytest.approx(sorted(other.pvalues))
    influence = other.get_influence()
    assert fit.leverage == pytest.approx(influence.hat_matrix_diag)
    assert fit.press == pytest.approx(np.sum(influence.resid_press**2))
    assert fit.studentised == pytest.approx(influence.resid_studentized_internal)
    ours = {str(one): line for one, line in anova(fit, "marginal").items()}
    theirs = anova_lm(other, typ=2)
    for name, theirs_name in (("a:b", "u:v"), ("c", "C(c, Sum)"), ("a^2", "I(u ** 2)"), ("b:c", "v:C(c, Sum)")):
        assert ours[name].sum_of_squares == pytest.approx(theirs.loc[theirs_name, "sum_sq"])
        assert ours[name].p == pytest.approx(theirs.loc[theirs_name, "PR(>F)"])
    partial = {str(one): line for one, line in anova(fit, "partial").items()}
    assert partial["b"].sum_of_squares == pytest.approx(anova_lm(other, typ=3).loc["v", "sum_sq"])
    first = anova(fit, "sequential")
    assert sum(line.sum_of_squares for line in first.values()) == pytest.approx(regression(fit).sum_of_squares)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(14, 40))
def test_a_run_left_out_is_predicted_as_the_fit_without_it_predicts_it(seed, count):
    given_, y = runs(count, seed)
    terms = terms_of("main", ("a", "b"), ("c",))
    fit = Fit.of(Matrix.of(CODINGS, terms, given_), y)
    row = seed % count
    kept = np.arange(count) != row
    less = {name: np.asarray(values)[kept] for name, values in given_.items()}
    less["c"] = less["c"].tolist()
    without = Fit.of(Matrix.of(CODINGS, terms, less), y[kept])
    one = {name: values[row : row + 1] for name, values in given_.items()}
    value, error = without.predict(Matrix.of(CODINGS, terms, one))
    assert y[row] - fit.left_out[row] == pytest.approx(value[0])
    assert error[0] > 0


def test_runs_at_equal_settings_are_replicates_whose_spread_is_pure_error():
    given_ = {"a": np.array([10.0, 10, 15, 15, 20, 20])}
    y = np.array([1.0, 2.0, 5.0, 5.0, 2.0, 1.0])
    fit = Fit.of(Matrix.of([CODINGS[0]], terms_of("main", ["a"]), given_), y)
    both = replicates(fit, given_)
    assert both.pure.sum_of_squares == pytest.approx(1.0)
    assert (both.pure.df, both.lack.df) == (3, 1)
    assert both.lack.p < 0.05
    alone = {"a": given_["a"][[0, 2]]}
    assert replicates(Fit.of(Matrix.of([CODINGS[0]], [], alone), y[:2]), alone) is None


def test_columns_that_are_combinations_of_others_are_left_out_by_name():
    given_ = {"a": np.array([10.0, 20, 10, 20, 10]), "b": np.array([-1.0, -1, 1, 1, 1])}
    whole = Matrix.of(CODINGS[:2], terms_of("quadratic", ("a", "b")), given_)
    with pytest.raises(Refusal, match="M101"):
        Fit.of(whole, np.ones(3))
    fit = Fit.of(whole, np.arange(5.0))
    assert fit.dropped == ("a^2", "b^2")
    assert fit.df == 1
    four = {name: values[:4] for name, values in given_.items()}
    saturated = Fit.of(Matrix.of(CODINGS[:2], terms_of("interactions", ("a", "b")), four), np.arange(4.0))
    assert np.isnan(saturated.p_values).all()


def test_a_mixture_without_a_constant_is_judged_about_the_mean():
    shares = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    scales = [Scale(name, -1.0, 1.0) for name in "abc"]
    y = np.array([1.0, 2.0, 3.0, 1.6, 2.1, 2.4])
    fit = Fit.of(Matrix.of(scales, terms_of("main", "abc"), dict(zip("abc", shares.T, strict=True)), mean=False), y)
    assert fit.mean
    assert regression(fit).df == 2
    assert 0.9 < fit.r_squared < 1


def test_the_pseudo_standard_error_passes_over_large_effects():
    effects = np.array([0.1, -0.2, 0.15, 0.3, -0.1, 0.25, 10.0])
    found = lenth(effects)
    assert found.error == pytest.approx(1.5 * np.median(np.abs(effects[:-1])))
    assert found.df == pytest.approx(7 / 3)
    assert found.margin < found.together < 10
    assert (found.p < 0.1).tolist() == [False] * 6 + [True]
    assert lenth(np.zeros(3)).error == 0


def test_scores_are_those_of_ranks_and_ties_share_theirs():
    assert normal_scores(np.array([3.0, 1.0, 2.0])) == pytest.approx([0.9674, -0.9674, 0.0], abs=1e-4)
    tied = half_normal_scores(np.array([1.0, 1.0, 5.0]))
    assert tied[0] == tied[1] < tied[2]


@pytest.mark.parametrize(
    ("bend", "shape"),
    [
        ([[-2.0, 0.5], [0.5, -1.0]], "maximum"),
        ([[2.0, 0.5], [0.5, 1.0]], "minimum"),
        ([[2.0, 0.5], [0.5, -1.0]], "saddle"),
        ([[-2.0, 0.0], [0.0, -0.001]], "ridge"),
    ],
)
def test_a_surface_is_level_at_its_stationary_point_and_known_by_its_curvatures(bend, shape):
    surface = Surface(("a", "b"), 3.0, np.array([1.0, -2.0]), np.array(bend))
    at = surface.stationary
    assert surface.slope + 2 * surface.bend @ at == pytest.approx([0, 0], abs=1e-9)
    assert surface.shape == shape
    curvatures, directions = surface.canonical()
    assert directions @ np.diag(curvatures) @ directions.T == pytest.approx(np.array(bend))
    assert abs(curvatures[0]) >= abs(curvatures[1])


def test_the_way_up_follows_the_gradient():
    surface = Surface(("a", "b"), 0.0, np.array([3.0, 4.0]), np.zeros((2, 2)))
    assert surface.steepest(np.array([0.0, 5.0])).tolist() == [[0, 0], [3, 4]]
    assert surface.steepest(np.array([5.0]), ascent=False)[0].tolist() == [-3, -4]
    assert surface.stationary is None


def test_errors_that_grow_with_the_outcome_ask_for_a_logarithm():
    given_, _ = runs(60, 4)
    noise = np.random.default_rng(1).normal(scale=0.2, size=60)
    matrix = Matrix.of(CODINGS, terms_of("main", ("a", "b"), ("c",)), given_)
    found = box_cox(matrix, np.exp(0.4 * given_["a"] - given_["b"] + noise), 0.95)
    assert found.lower < 0 < found.upper < 1
    assert box_cox(matrix, np.linspace(-1, 1, 60)) is None


def test_means_of_levels_are_balanced_over_the_others():
    rows = [(level, block) for level in "xyz" for block in "pq"][:-1]
    truth = {"x": 1.0, "y": 2.0, "z": 4.0, "p": 0.0, "q": 10.0}
    given_ = {"c": [level for level, _ in rows], "d": [block for _, block in rows]}
    codings = (Levels("c", ("x", "y", "z")), Levels("d", ("p", "q")))
    y = np.array([truth[level] + truth[block] for level, block in rows])
    fit = Fit.of(Matrix.of(codings, terms_of("main", (), ("c", "d")), given_), y)
    found = level_means(fit, codings, codings[0])
    assert found.means == pytest.approx([6, 7, 9])
    assert found.difference("z", "x")[0] == pytest.approx(3)


def test_pairs_are_compared_by_their_differences():
    found = paired(np.array([3.0, 5.0, 7.0]), np.array([1.0, 4.0, 4.0]))
    assert (found.value, found.df) == (2.0, 2)
    low, high = found.interval(0.9)
    assert low < 2 < high
    assert Difference(2.0, 1.0, 1e6).p == pytest.approx(0.0455, abs=1e-4)


@pytest.mark.parametrize(("text", "written"), [("a", "a"), ("b : a", "a:b"), ("a^2", "a^2"), ("a^2:b", "a^2:b")])
def test_terms_are_read_in_the_order_of_the_factors(text, written):
    assert str(term(text, ("a", "b"))) == written


@pytest.mark.parametrize("text", ["x", "a:a", "a^0", "a^9", "a^b", ""])
def test_what_is_no_term_is_refused(text):
    with pytest.raises(Refusal, match="M100"):
        term(text, ("a", "b"))


def test_lower_terms_come_with_higher_ones():
    found = completed([term("a^2:b", ("b", "a"))], ("b", "a"))
    assert [str(one) for one in found] == ["b", "a", "b:a", "a^2", "b:a^2"]
    assert found[1].inside(found[2])
    assert found[3].below(found[4])
    assert not found[3].inside(found[2])


def test_a_mixture_needs_no_squares_of_its_parts_and_no_process_factor_alone():
    whole = of_mixture(terms_of("quadratic", ("a", "b", "T")), ("a", "b"))
    assert [str(one) for one in whole] == ["a", "b", "a:b", "a:T", "b:T", "T^2"]
    assert len(of_mixture(terms_of("main", ("a", "b", "T")), ("a", "b"))) == 3
    assert of_mixture(terms_of("quadratic", ("a",)), ()) == terms_of("quadratic", ("a",))
