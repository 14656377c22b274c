"""Errors that grow are found where they begin to, and errors that do not are left alone."""

import numpy as np
import pytest

from sanhak.model.drift import growth_of


@pytest.mark.parametrize("seed", range(5))
def test_errors_that_triple_are_found_near_where_they_do(seed):
    rng = np.random.default_rng(seed)
    errors = np.concatenate([rng.normal(0, 1, 60), rng.normal(0, 3, 30)])
    found = growth_of(errors, np.random.default_rng(0))
    assert found is not None
    assert abs(found.place - 60) <= 10
    assert found.after > 2 * found.before


def test_errors_without_order_rarely_seem_to_grow():
    rng = np.random.default_rng(7)
    alarms = [growth_of(rng.standard_t(3, 60), np.random.default_rng(seed)) is not None for seed in range(60)]
    assert sum(alarms) <= 3


def test_errors_that_shrink_are_no_drift():
    rng = np.random.default_rng(1)
    assert growth_of(np.concatenate([rng.normal(0, 3, 40), rng.normal(0, 1, 40)]), rng) is None


def test_too_few_errors_say_nothing():
    assert growth_of(np.array([0.1, 0.1, 5.0, 5.0]), np.random.default_rng(0)) is None


def test_scale_changes_nothing():
    errors = np.concatenate([np.linspace(0.1, 1, 30), np.linspace(2, 9, 30)])
    one, other = (growth_of(factor * errors, np.random.default_rng(0)) for factor in (1.0, 1.8))
    assert one is not None
    assert other is not None
    assert (one.place, one.chance) == (other.place, other.chance)
