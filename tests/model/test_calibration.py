import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.calibration import (
    Difficulty,
    Evidence,
    Intervals,
    conformal_quantiles,
    interval_score,
    upper_quantiles,
    wilson,
)
from sanhak.model.doubt import NONE, Doubt
from sanhak.model.likeness import BANDS
from sanhak.model.prediction import LEVELS


def evidence_of(residual, *, centre=None, distance=None, deviation=None, told=None, weight=None, folds=5, unit=None):
    rows = len(residual)
    return Evidence(
        residual=np.asarray(residual, dtype=float),
        centre=np.zeros(rows) if centre is None else centre,
        distance=np.ones(rows) if distance is None else distance,
        doubt=Doubt(deviation, told),
        weight=np.ones(rows) if weight is None else weight,
        fold=np.arange(rows) * folds // rows,
        unit=np.arange(rows) if unit is None else unit,
    )


def test_conformal_quantiles_are_the_order_statistics_of_the_textbook():
    values = np.arange(1.0, 20.0)
    found = conformal_quantiles(values, np.ones(19))
    # With 19 values the k-th one is the quantile at k/20, exactly.
    assert found == pytest.approx(values)


def test_too_few_values_give_the_widest_seen():
    found = conformal_quantiles(np.array([1.0, 2.0, 3.0]), np.ones(3))
    assert found[0] == 1
    assert found[-1] == 3
    assert found[9] == 2


@given(st.integers(0, 10**6), st.integers(10, 60))
def test_the_next_value_stays_under_its_upper_quantile_as_often_as_promised(seed, count):
    # Exchangeability makes this exact: whichever value comes next, at least 90 % of the choices stay under.
    values = np.random.default_rng(seed).standard_normal(count + 1)
    stays = [
        value <= upper_quantiles(np.delete(values, k), np.ones(count), np.array([0.9]))[0]
        for k, value in enumerate(values)
    ]
    assert np.mean(stays) >= 0.9


def test_groups_weigh_one_however_many_rows_they_have():
    small, large = np.linspace(-1, 1, 99), np.full(1000, 5.0)
    weight = np.concatenate([np.ones(99), np.full(1000, 1 / 1000)])
    found = conformal_quantiles(np.concatenate([small, large]), weight)
    assert found[-1] < 1
    assert conformal_quantiles(np.concatenate([small, large]), np.ones(1099))[5] == 5


def test_residuals_of_one_spread_get_a_constant_difficulty():
    rng = np.random.default_rng(0)
    intervals = Intervals.fit(evidence_of(rng.standard_normal(300), deviation=rng.uniform(0.5, 2, 300)))
    assert intervals.difficulty.kind == "constant"
    quantiles = intervals.quantiles(np.array([2.0]), np.ones(1), Doubt(np.ones(1)))
    assert quantiles[0, [0, 9, 18]] == pytest.approx([2 - 1.645, 2, 2 + 1.645], abs=0.3)


def test_a_deviation_that_knows_scales_the_intervals():
    rng = np.random.default_rng(0)
    deviation = rng.uniform(0.2, 2, 300)
    intervals = Intervals.fit(evidence_of(deviation * rng.standard_normal(300), deviation=deviation))
    assert intervals.difficulty.kind == "own"
    width = np.ptp(intervals.quantiles(np.zeros(2), np.ones(2), Doubt(np.array([0.5, 1.0]))), axis=1)
    assert width[1] == pytest.approx(2 * width[0])


def test_residuals_that_grow_with_the_distance_teach_a_difficulty():
    rng = np.random.default_rng(0)
    distance = rng.uniform(0.2, 3, 400)
    intervals = Intervals.fit(evidence_of(distance * rng.standard_normal(400), distance=distance))
    assert intervals.difficulty.kind == "learned"
    near, far, beyond = np.ptp(intervals.quantiles(np.zeros(3), np.array([0.4, 2.5, 1e9]), NONE), axis=1)
    assert far > 2 * near
    assert beyond < 10 * far


def test_few_groups_share_their_tails_and_say_what_level_holds():
    residual = np.array([-4.0, 1, 1, 1, 1, 1])
    intervals = Intervals.fit(evidence_of(residual, folds=3))
    assert intervals.level == pytest.approx(6 / 7)
    assert intervals.offsets[0] == -4
    assert intervals.offsets[-1] == 4
    assert Intervals.fit(evidence_of(np.arange(9.0))).level == 0.9


def test_forward_the_newest_residuals_weigh_most():
    residual = np.concatenate([np.full(100, 0.1), np.full(100, 3.0)]) * np.tile([-1, 1], 100)
    evidence = evidence_of(residual, folds=5)
    assert evidence.fading().weight[[0, -1]] == pytest.approx([0.8**4, 1])
    assert Intervals.fit(evidence, forward=True).offsets[15] >= Intervals.fit(evidence).offsets[15]


def test_one_fold_cannot_choose_and_takes_the_usual_difficulty():
    rng = np.random.default_rng(0)
    deviation = rng.uniform(0.1, 3, 100)
    residual = deviation * rng.standard_normal(100)
    assert Intervals.fit(evidence_of(residual, deviation=deviation, folds=1)).difficulty.kind == "own"
    assert Intervals.fit(evidence_of(residual, folds=1)).difficulty.kind == "constant"


def test_the_own_deviation_is_kept_unless_another_difficulty_is_clearly_better():
    rng = np.random.default_rng(1)
    residual, useless = rng.standard_normal(400), rng.uniform(0.05, 5, 400)
    nearly_even = rng.uniform(0.95, 1.05, 400)
    assert Intervals.fit(evidence_of(residual, deviation=nearly_even, folds=5)).difficulty.kind == "own"
    assert Intervals.fit(evidence_of(residual, deviation=useless, folds=5)).difficulty.kind != "own"


def test_perfect_predictions_need_no_width():
    intervals = Intervals.fit(evidence_of(np.zeros(100)))
    assert np.ptp(intervals.offsets) == 0


def test_quantiles_never_cross():
    rng = np.random.default_rng(2)
    offsets = Intervals.fit(evidence_of(rng.standard_t(2, 57), weight=rng.uniform(0.2, 1, 57))).offsets
    assert (np.diff(offsets) >= 0).all()


def often_nothing(rows, seed):
    """Rows of two kinds: what is always nothing, and what is spread over 0 to 2; told as it is."""
    rng = np.random.default_rng(seed)
    spread = rng.random(rows) < 0.5
    told = np.where(spread[:, None], 2 * LEVELS, np.zeros(len(LEVELS)))
    return np.where(spread, 2 * rng.random(rows), 0.0), told


def test_quantiles_that_a_learner_tells_shape_the_interval_where_a_width_cannot():
    values, told = often_nothing(600, 0)
    intervals = Intervals.fit(evidence_of(values - 0.5, centre=np.full(600, 0.5), told=told))
    assert intervals.difficulty.kind == "told"
    values, told = often_nothing(4000, 1)
    quantiles = intervals.quantiles(np.full(4000, 0.5), np.ones(4000), Doubt(None, told))
    nothing = told[:, -1] == 0
    assert (quantiles[nothing, 0] <= 0).all()
    assert quantiles[nothing, :-1].max() < 1e-4
    inside = (quantiles[:, 0] <= values) & (values <= quantiles[:, -1])
    assert inside[nothing].all()
    assert inside[~nothing].mean() == pytest.approx(0.9, abs=0.04)


def test_told_quantiles_that_are_too_narrow_are_widened_to_hold():
    rng = np.random.default_rng(0)
    residual, middle = rng.standard_normal(500), rng.standard_normal(500) * 5
    told = middle[:, None] + 0.1 * (LEVELS - 0.5)
    over = Intervals.taking(
        Difficulty("told", np.zeros(1)), evidence_of(residual, centre=middle, told=told), np.zeros(0)
    )
    low, high = over.quantiles(np.zeros(1), np.ones(1), Doubt(None, 0.1 * (LEVELS - 0.5)[None]))[0, [0, -1]]
    assert (low, high) == pytest.approx((-1.645, 1.645), abs=0.25)


def test_few_groups_do_not_correct_told_quantiles():
    values, told = often_nothing(30, 0)
    assert Intervals.fit(evidence_of(values - 0.5, told=told)).difficulty.kind == "constant"


def test_a_stored_calibration_gives_the_same_quantiles():
    rng = np.random.default_rng(0)
    distance = rng.uniform(0.2, 3, 200)
    intervals = Intervals.fit(evidence_of(distance * rng.standard_normal(200), distance=distance))
    again = Intervals.from_state(intervals.state())
    row = (np.array([0.3]), np.array([1.3]), NONE)
    assert (again.quantiles(*row) == intervals.quantiles(*row)).all()
    assert again.level == intervals.level


def test_the_interval_score_is_that_of_gneiting_and_raftery():
    # Nine central intervals (equation 43, times their alpha) and the median make the mean of the 19 pinball losses.
    quantiles, measured = np.sort(np.random.default_rng(0).standard_normal((1, 19))), np.array([0.7])
    total = 2 * abs(measured[0] - quantiles[0, 9]) * 0.5
    for k in range(9):
        lower, upper, alpha = quantiles[0, k], quantiles[0, 18 - k], 2 * LEVELS[k]
        score = upper - lower + 2 / alpha * (max(lower - measured[0], 0) + max(measured[0] - upper, 0))
        total += alpha * score
    assert interval_score(measured, quantiles)[0] == pytest.approx(total / 19)


def test_wilson_gives_published_limits():
    # R. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20, method 3.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1.0, 29) == pytest.approx((0.8830, 1.0), abs=5e-5)


def unlike_rows(rows, seed, low=0.2, high=0.9):
    """Residuals whose deviation grows fourfold from rows that are alike to rows that are not, and their distances."""
    rng = np.random.default_rng(seed)
    distance = rng.uniform(low, high, rows)
    return distance, (0.5 + 1.5 * np.searchsorted(BANDS, distance) / 2) * rng.standard_normal(rows)


def test_intervals_hold_in_every_band_though_the_rows_that_are_asked_are_more_alike():
    distance, residual = unlike_rows(1500, 0)
    evidence = evidence_of(residual, distance=distance)
    asked, truth = unlike_rows(6000, 1, low=0.2, high=0.75)
    quantiles = Intervals.fit(evidence, bands=BANDS).quantiles(np.zeros(6000), asked, NONE)
    inside = (quantiles[:, 0] <= truth) & (truth <= quantiles[:, -1])
    band = np.searchsorted(BANDS, asked)
    assert [inside[band == one].mean() for one in range(3)] == pytest.approx([0.9] * 3, abs=0.03)
    width = np.ptp(quantiles, axis=1)
    assert width[band == 2].mean() > 2.5 * width[band == 0].mean()


def test_without_bands_rows_of_one_kind_miss_their_level():
    distance, residual = unlike_rows(1500, 0)
    constant = Difficulty("constant", np.zeros(1))
    asked, truth = unlike_rows(6000, 1)
    inside = {}
    for bands in (np.zeros(0), BANDS):
        said = Intervals.taking(constant, evidence_of(residual, distance=distance), bands)
        quantiles = said.quantiles(np.zeros(6000), asked, NONE)
        inside[len(bands)] = ((quantiles[:, 0] <= truth) & (truth <= quantiles[:, -1]))[asked > BANDS[1]].mean()
    assert inside[0] < 0.8
    assert inside[2] == pytest.approx(0.9, abs=0.03)


def test_a_band_of_too_few_groups_is_joined_with_the_next_farther_one():
    def bands(*distances):
        distance = np.concatenate([np.full(count, at) for at, count in zip((0.3, 0.6, 0.8), distances, strict=True)])
        return Intervals.fit(evidence_of(np.ones(len(distance)), distance=distance), bands=BANDS).bands.tolist()

    assert bands(100, 100, 100) == BANDS.tolist()
    assert bands(20, 100, 100) == [BANDS[1]]
    assert bands(100, 20, 100) == [BANDS[0]]
    assert bands(100, 100, 20) == [BANDS[0]]
    assert bands(20, 20, 10) == []


def test_stored_bands_give_the_same_quantiles():
    distance, residual = unlike_rows(600, 0)
    intervals = Intervals.fit(evidence_of(residual, distance=distance), bands=BANDS)
    again = Intervals.from_state(intervals.state())
    assert intervals.offsets.shape == (3, 19)
    assert np.array_equal(
        again.quantiles(np.zeros(600), distance, NONE), intervals.quantiles(np.zeros(600), distance, NONE)
    )
    older = {name: part for name, part in Intervals.fit(evidence_of(residual)).state().items() if name != "bands"}
    assert Intervals.from_state(older).bands.shape == (0,)
