"""Blend, reconciliation and bands together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.forecast.bands import Bands
from sanhak.model.forecast.blend import weights
from sanhak.model.forecast.forecaster import Forecaster
from sanhak.model.forecast.hierarchy import WAYS, Hierarchy
from sanhak.model.forecast.lead_time import believed, dispersion
from sanhak.model.forecast.origins import Origins, judged, origins
from sanhak.model.forecast.panel import Panel
from sanhak.model.forecast.smoothing import naive
from sanhak.plants.demand import Market
from sanhak.run import Run

KEYS = (("a", "x"), ("a", "y"), ("b", "z"), ("b", "w"))


@given(st.integers(9, 300), st.integers(1, 24), st.sampled_from([1, 4, 7, 12]), st.integers(1, 12))
def test_no_origin_looks_beyond_what_is_known(periods, horizon, season, most):
    if 3 * horizon > periods:
        return
    found = origins(periods - horizon, horizon, season, most)
    assert 1 <= len(found) <= most
    assert list(found) == sorted(set(found))
    assert all(0 < at <= periods - 2 * horizon for at in found)


def test_what_came_after_an_origin_is_unknown_to_the_methods():
    values = np.random.default_rng(0).gamma(9, 1, (3, 40))
    spoilt = values.copy()
    spoilt[:, 30:] = 1e9
    one, other = (judged(Panel(rows, 12), (24, 30), 6, {"naive": naive}) for rows in (values, spoilt))
    assert one.said["naive"][1] == pytest.approx(other.said["naive"][1])
    assert (other.came[1] == 1e9).all()


def test_weights_go_to_the_method_that_is_right():
    rng = np.random.default_rng(1)
    came = rng.normal(100, 10, (3, 400, 4))
    said = {"right": came + rng.normal(0, 1, came.shape), "wrong": came + rng.normal(20, 10, came.shape)}
    found = weights(Origins((1, 2, 3), said, came, np.ones((3, 400))), np.ones(400, dtype=bool), ("right", "wrong"), 1)
    assert found["right"] > 0.9
    assert sum(found.values()) == pytest.approx(1.0)


def test_a_hierarchy_names_its_nodes_and_leaves_out_levels_that_repeat():
    hierarchy = Hierarchy.of(KEYS)
    assert hierarchy.names == ((), ("a",), ("b",), *KEYS)
    assert hierarchy.level.tolist() == [0, 1, 1, 2, 2, 2, 2]
    assert Hierarchy.of([("only", "x"), ("only", "y")]).names == (("only",), ("only", "x"), ("only", "y"))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_adds_up_and_leaves_what_adds_up_as_it_is(way):
    hierarchy = Hierarchy.of(KEYS)
    rng = np.random.default_rng(2)
    projection = hierarchy.projection(way, rng.normal(size=(30, 7)))
    told = hierarchy.coherent(projection, rng.normal(5, 3, (7, 3)))
    assert np.abs(told - hierarchy.summing @ told[-4:]).max() < 1e-9
    assert (told >= 0).all()
    right = hierarchy.summing @ rng.uniform(1, 9, (4, 3))
    assert hierarchy.coherent(projection, right) == pytest.approx(right)


def test_bands_hold_as_often_as_they_say_and_small_groups_borrow():
    rng = np.random.default_rng(3)
    level, rare = np.array([0, *[1] * 60]), np.zeros(61, dtype=bool)
    bands = Bands.of(rng.normal(size=(6, 61, 2)), level, rare)
    assert bands.borrowed == ((0, False),)
    low, high = bands.ends((0.05, 0.95), level, rare, 2)[5, 0]
    new = rng.normal(size=20_000)
    assert ((new >= low) & (new <= high)).mean() == pytest.approx(0.9, abs=0.035)


@pytest.fixture(scope="module")
def learnt():
    market = Market()
    items = Panel(market.sold(60, np.random.default_rng(4)), 12)
    hierarchy = Hierarchy.of(market.names)
    known = items.until(48)
    forecaster = Forecaster.learn(known, hierarchy, 12, Run())
    return market, items, hierarchy, forecaster, forecaster.forecast(known)


def test_forecasts_of_the_virtual_market_are_nearer_to_the_truth_than_last_year(learnt):
    market, _, _, _, said = learnt
    truth = market.truth(60)[:, 48:]
    steady = ~market.rare
    ours, theirs = (np.abs(one[-24:] - truth)[steady].mean() for one in (said.expected, said.methods["naive"]))
    assert ours < 0.85 * theirs


def test_they_add_up_and_their_intervals_are_ordered_and_hold(learnt):
    _, items, hierarchy, forecaster, said = learnt
    assert np.abs(said.expected - hierarchy.summing @ said.expected[-24:]).max() < 1e-9 * said.expected.max()
    ends = forecaster.quantiles(said, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert (np.diff(ends, axis=2) >= 0).all()
    assert (ends >= 0).all()
    came = items.values[:, 48:]
    assert 0.82 < ((came >= ends[-24:, :, 0]) & (came <= ends[-24:, :, -1])).mean() < 0.99


def test_the_same_seed_gives_the_same_forecast(learnt):
    _, items, hierarchy, _, said = learnt
    again = Forecaster.learn(items.until(48), hierarchy, 12, Run()).forecast(items.until(48))
    assert (again.expected == said.expected).all()


def test_rare_items_learn_from_one_another_only_where_they_are_alike():
    rng = np.random.default_rng(5)
    alike, apart = rng.poisson(0.4, (60, 24)) * 1.0, rng.poisson(np.geomspace(0.05, 50, 60)[:, None], (60, 24)) * 1.0
    every = np.ones(60, dtype=bool)
    for rows, least, most in ((alike, 0.4, 1.0), (apart, 0.0, 0.1)):
        own = rows.mean(axis=1)
        pulled = believed(Panel(rows, 12), own, 1, every)
        share = 1 - pulled.std() / own.std()
        assert least < share < most


def test_dispersion_tells_poisson_from_lumpy_demand():
    rng = np.random.default_rng(6)
    every = np.ones(80, dtype=bool)
    poisson = dispersion(Panel(rng.poisson(2.0, (80, 48)) * 1.0, 12), 3, every)
    lumpy = dispersion(Panel(10.0 * rng.poisson(0.2, (80, 48)), 12), 3, every)
    assert np.median(poisson) == pytest.approx(1.0, abs=0.25)
    assert np.median(lumpy) > 5


def test_many_nodes_add_up_as_few_do(monkeypatch):
    keys = [("n", "a"), ("n", "b"), ("s", "c")]
    dense = Hierarchy.of(keys)
    said = np.arange(len(dense.level) * 2.0).reshape(-1, 2)
    panel = Panel(np.array([[np.nan, 1.0], [2.0, 3.0], [np.nan, np.nan]]), 1)
    whole = dense.coherent(dense.projection("bottom-up", said), said)
    monkeypatch.setattr("sanhak.model.forecast.hierarchy._MOST_ITEMS", 1)
    sparse = Hierarchy.of(keys)
    assert not isinstance(sparse.summing, np.ndarray)
    assert sparse.items == dense.items
    assert np.array_equal(sparse.coherent(sparse.projection("bottom-up", said), said), whole)
    assert np.array_equal(sparse.over(panel).values, dense.over(panel).values, equal_nan=True)
