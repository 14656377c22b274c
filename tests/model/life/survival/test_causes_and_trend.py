import numpy as np
import pytest

from sanhak.model.life.survival import Spells, aalen_johansen, alone, trend


def test_a_cause_alone_takes_more_than_it_does_beside_another():
    # Four lives: of cause 0 at 1 and 3, of cause 1 at 2 and 4. As counted each takes half of them.
    spells = Spells.of([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1])
    cause = np.array([0, 1, 0, 1])
    _, taken = aalen_johansen(spells, cause, 2)
    assert taken[:, -1] == pytest.approx([0.5, 0.5])
    # Kaplan and Meier by hand, the other cause censored: 1 − (3/4)(1/2), and 1 − (2/3)(0).
    assert alone(spells, cause, 2, 4.0) == pytest.approx([0.625, 1.0])


def test_laplace_by_hand():
    found = trend(np.array([80.0, 90.0, 95.0]), np.full(3, 100.0))
    assert found.laplace == pytest.approx((2.65 - 1.5) / np.sqrt(3 / 12))
    assert found.laplace_chance == pytest.approx(0.0214, abs=1e-3)
    assert trend(np.array([20.0, 10.0, 5.0]), np.full(3, 100.0)).laplace == pytest.approx(-found.laplace)


def test_laplace_sees_no_trend_where_there_is_none():
    rng = np.random.default_rng(3)
    chances = [trend(100 * rng.uniform(size=30), np.full(30, 100.0)).laplace_chance for _ in range(300)]
    assert 0.02 <= np.mean(np.array(chances) < 0.05) <= 0.09
