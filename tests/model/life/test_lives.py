"""Lives: what is drawn, written and read says the same; what is open stays open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.life import LEVELS, Lives

TIMES = np.arange(1.0, 101.0)


@st.composite
def lives(draw):
    assets = draw(st.integers(1, 6))
    steps = draw(st.integers(1, 12))
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.1, 50, steps))
    falls = np.sort(rng.random((assets, steps)), axis=1)[:, ::-1]
    return Lives(tuple(f"P-{row}" for row in range(assets)), times, falls)


@given(lives(), st.floats(0.01, 0.99))
def test_a_quantile_is_where_the_chance_to_last_is_what_is_left(some, level):
    at = some.quantile(level)
    closed = np.isfinite(at)
    assert np.allclose(1 - some.lasts(np.where(closed, at, 0))[closed], level, atol=1e-9)
    assert (1 - some.survival[~closed, -1] < level).all()


@given(lives())
def test_what_is_written_is_read_again(some):
    if np.isinf(some.quantile(LEVELS[0])).all():
        with pytest.raises(ValueError, match="no quantile"):
            Lives.read(some.table())
        return
    again = Lives.read(some.table())
    for level in LEVELS:
        before, after = some.quantile(level), again.quantile(level)
        assert np.array_equal(np.isinf(before), np.isinf(after))
        assert np.allclose(before[np.isfinite(before)], after[np.isfinite(after)])


@given(lives(), st.floats(0.0, 0.9))
def test_who_has_lasted_has_the_rest(some, share):
    elapsed = share * some.times[-1]
    alive = some.lasts(elapsed)
    later = some.after(elapsed)
    assert np.allclose(later.survival * alive[:, None], some.on(some.times[some.times > elapsed]))


def test_draws_of_an_exponential_life_have_its_mean():
    draws = np.random.default_rng(0).exponential(20.0, (1, 20_000))
    found = Lives.of_draws(["P-1"], draws, TIMES)
    assert found.expected(100.0)[0] == pytest.approx(20 * (1 - np.exp(-5)), rel=0.03)
    low, high = found.interval()
    assert low[0] == pytest.approx(-20 * np.log(0.95), rel=0.1)
    assert high[0] == pytest.approx(-20 * np.log(0.05), rel=0.05)


def test_equal_quantiles_are_a_jump():
    found = Lives.of_quantiles(["P-1"], np.array([0.1, 0.5, 0.9]), np.array([[5.0, 5.0, np.nan]]))
    assert found.lasts(5.0)[0] == pytest.approx(0.5)
    assert found.quantile(0.9)[0] == np.inf


@pytest.mark.parametrize(
    ("times", "survival", "said"),
    [
        ([0.0, 1.0], [[1.0, 0.5]], "rise"),
        ([1.0, 2.0], [[0.4, 0.5]], "must not rise"),
        ([1.0, 2.0], [[1.2, 0.5]], "within"),
        ([1.0], [[1.0, 0.5]], "does not fit"),
    ],
)
def test_what_is_no_life_is_refused(times, survival, said):
    with pytest.raises(ValueError, match=said):
        Lives(("P-1",), np.array(times), np.array(survival))
