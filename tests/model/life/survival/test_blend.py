import numpy as np
import pytest

from sanhak.model.life.survival import Cox, KaplanMeier, Spells
from sanhak.model.life.survival.blend import Blend, weights
from sanhak.model.life.survival.ranked import Ranked
from sanhak.model.life.survival.scoring import brier, staying


def lives(count=400, seed=1, power=6.0):
    """Lives that an input shortens by its logarithm, given as its power: a skewed column."""
    rng = np.random.default_rng(seed)
    input_ = rng.normal(size=count)
    age = 100 * np.exp(-0.7 * input_) * rng.weibull(1.5, count)
    until = rng.uniform(20, 300, count)
    return Spells.of(np.minimum(age, until), age <= until, np.exp(power * input_))


def test_ranks_see_what_a_skewed_input_hides_from_a_line():
    teach, judge = lives(), lives(seed=2)
    ages = np.linspace(5, 200, 30)
    loss = {
        name: brier(judge, model.fit(teach).survival(judge.inputs, ages), ages, staying(teach)).mean()
        for name, model in (("line", Cox()), ("ranks", Ranked(Cox())))
    }
    assert loss["ranks"] < 0.9 * loss["line"]


def test_ranks_do_not_change_with_the_unit_and_keep_few_levels():
    model = Ranked(Cox()).fit(
        Spells.of(np.arange(1.0, 41), np.ones(40), np.column_stack([np.arange(40.0) ** 3, np.arange(40) % 2]))
    )
    scored = model.scored(np.array([[-5.0, 0.0], [8.0**3, 1.0], [1e9, 1.0]]))
    assert scored[:, 1].tolist() == [0.0, 1.0, 1.0]
    assert scored[0, 0] == -scored[2, 0]
    other = Ranked(Cox()).fit(Spells.of(np.arange(1.0, 41), np.ones(40), np.arange(40.0)))
    assert other.scored(np.array([[8.0]]))[0, 0] == pytest.approx(scored[1, 0])


def test_weights_find_the_better_part_and_stay_equal_without_proof():
    spells = lives(power=1.0)
    ages = np.linspace(5, 200, 30)
    good, poor = (model.fit(spells).survival(spells.inputs, ages) for model in (Ranked(Cox()), KaplanMeier()))
    found = weights(spells, [poor, good], ages, staying(spells))
    assert found[1] > 0.8
    assert found.sum() == pytest.approx(1)
    few = spells.where(np.arange(2))
    assert weights(few, [poor[:2], good[:2]], ages, staying(spells)) == pytest.approx([0.5, 0.5], abs=0.1)


def test_a_blend_is_the_weighted_mean():
    spells = lives()
    parts = (Ranked(Cox()).fit(spells), KaplanMeier().fit(spells))
    ages = np.array([10.0, 50.0])
    told = Blend(parts, np.array([0.25, 0.75])).survival(spells.inputs[:3], ages)
    first, second = (part.survival(spells.inputs[:3], ages) for part in parts)
    assert told == pytest.approx(0.25 * first + 0.75 * second)


def test_greenwoods_interval_of_the_share_that_failed():
    # Leukaemia under 6-MP (Freireich 1963): 7 weeks, .807 with Greenwood's error .0869 (Kalbfleisch and Prentice).
    treated = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = KaplanMeier().fit(Spells.of(treated, [1] * 9 + [0] * 12))
    share, low, high = curve.gone(7.0)
    assert (share, high - share) == pytest.approx((0.193, 1.645 * 0.0869), abs=1e-3)
    assert share - low == pytest.approx(high - share)
    assert curve.gone(1.0)[2] == pytest.approx(1 - 0.05 ** (1 / 21))
