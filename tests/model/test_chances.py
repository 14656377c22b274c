import numpy as np
import pytest

from sanhak.model.chances import Chances, LabelEvidence


def evidence_of(chances, codes, folds=5):
    rows = len(codes)
    return LabelEvidence(chances, codes, np.ones(rows), np.arange(rows) * folds // rows, np.arange(rows))


def drawn(rows, labels=3, power=1.0, shift=0.0, seed=0):
    """Probabilities as a model says them, and labels drawn from what is true."""
    rng = np.random.default_rng(seed)
    logits = 1.5 * rng.standard_normal((rows, labels))

    def soft(values):
        raised = np.exp(values)
        return raised / raised.sum(axis=1, keepdims=True)

    true = soft(power * logits + shift * np.eye(labels)[0])
    codes = (true.cumsum(axis=1) > rng.uniform(size=(rows, 1))).argmax(axis=1)
    return soft(logits), codes


def test_true_probabilities_stay_as_they_are():
    chances, codes = drawn(2000)
    found = Chances.fit(evidence_of(chances, codes))
    assert found.power == pytest.approx(1, abs=0.1)
    assert found.of(chances)[0] == pytest.approx(chances, abs=0.05)


def test_overconfident_probabilities_are_softened():
    chances, codes = drawn(2000, power=0.5)
    assert Chances.fit(evidence_of(chances, codes)).power == pytest.approx(0.5, abs=0.08)


def test_a_label_that_comes_more_often_than_said_is_shifted():
    chances, codes = drawn(2000, shift=1.5)
    calibrated, _ = Chances.fit(evidence_of(chances, codes)).of(chances)
    assert calibrated[:, 0].mean() == pytest.approx((codes == 0).mean(), abs=0.02)
    assert calibrated.sum(axis=1) == pytest.approx(1)


def test_sets_hold_the_label_as_often_as_promised_on_new_rows():
    shares = []
    for seed in range(20):
        found = Chances.fit(evidence_of(*drawn(200, power=0.6, seed=seed)))
        chances, codes = drawn(500, power=0.6, seed=1000 + seed)
        shares.append(found.of(chances)[1][np.arange(500), codes].mean())
    assert 0.88 <= np.mean(shares) <= 0.93


def test_no_set_is_empty_and_sure_rows_have_one_label():
    chances, codes = drawn(500)
    _, sets = Chances.fit(evidence_of(chances, codes)).of(np.array([[0.98, 0.01, 0.01], [0.34, 0.33, 0.33]]))
    assert sets.any(axis=1).all()
    assert sets[0].tolist() == [True, False, False]
    easy = np.tile([[0.97, 0.02, 0.01]], (100, 1))
    assert Chances.fit(evidence_of(easy, np.zeros(100, dtype=int))).of(np.full((1, 3), 1 / 3))[1].sum() == 1


def test_one_fold_leaves_the_probabilities_alone():
    chances, codes = drawn(300, power=0.3)
    assert Chances.fit(evidence_of(chances, codes, folds=1)).power == 1


def test_few_groups_say_what_level_holds():
    chances, codes = drawn(4)
    assert Chances.fit(evidence_of(chances, codes, folds=2)).level == pytest.approx(4 / 5)


def test_a_stored_calibration_gives_the_same_chances():
    chances, codes = drawn(300, power=0.4, shift=0.7)
    found = Chances.fit(evidence_of(chances, codes))
    again = Chances.from_state(found.state())
    assert all((left == right).all() for left, right in zip(again.of(chances), found.of(chances), strict=True))
