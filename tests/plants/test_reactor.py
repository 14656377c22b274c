"""The reactor: published steady states, closed balances, the cold branch."""

import numpy as np
import pytest

from sanhak.plants import Reactor
from sanhak.plants.reactor import Constants

KELVIN_PER_KJ_H = 1 / (4032.0 * 0.215)


def found(settings):
    return {name: value[0] for name, value in Reactor().truth(settings).items()}, Reactor().state(settings)


@pytest.mark.parametrize(
    ("renewal", "heat", "published"),
    [
        # Published operating points of the benchmark: [mol/L, mol/L, °C, °C] at feed rate over volume and heat removed.
        (14.19, -1113.50, (2.14021053, 1.09030436, 114.19108442, 112.90659291)),
        (13.66640639, -3999.58908628, (2.7151681, 1.02349152, 105.50585058, 100.8920758)),
        (12.980148, -5162.95653026, (2.97496989, 0.95384459, 101.14965441, 95.19386292)),
    ],
)
def test_the_published_steady_states_are_met(renewal, heat, published):
    a, b, temperature, jacket = published
    settings = {"feed_rate": 10 * renewal, "jacket_temperature": jacket}
    true, state = found(settings)
    assert state.a[0] == pytest.approx(a, abs=2e-6)
    assert state.b[0] == pytest.approx(b, abs=2e-6)
    assert state.temperature[0] == pytest.approx(temperature, abs=2e-5)
    assert true["cooling"] == pytest.approx(-heat / 3600, rel=1e-4)
    assert temperature - jacket == pytest.approx(-heat * KELVIN_PER_KJ_H, abs=1e-4)


def test_the_outcomes_are_shares_of_the_feed():
    true, state = found({"feed_concentration": 4.8})
    assert true["yield"] == pytest.approx(100 * state.b[0] / 4.8)
    assert true["byproducts"] == pytest.approx(100 * (1 - (state.a[0] + state.b[0]) / 4.8))


def test_hotter_and_slower_makes_more_byproducts():
    jacket = np.linspace(90, 130, 30)
    rate = np.linspace(50, 350, 30)
    assert np.all(np.diff(Reactor().truth({"jacket_temperature": jacket})["byproducts"]) > 0)
    assert np.all(np.diff(Reactor().truth({"feed_rate": rate})["byproducts"]) < 0)


def test_the_yield_rises_and_falls_with_temperature_inside_the_box():
    true = Reactor().truth({"jacket_temperature": np.linspace(90, 130, 81), "feed_rate": 150.0})["yield"]
    assert 0 < np.argmax(true) < 80


def surplus_signs(reactor, settings, temperatures):
    inputs = reactor.complete(settings)
    surplus = reactor._surplus(
        temperatures, {name: np.full_like(temperatures, value[0]) for name, value in inputs.items()}
    )
    return np.count_nonzero(np.diff(np.sign(surplus)))


def test_there_is_one_steady_state_everywhere_in_the_box():
    temperatures = np.linspace(0, 300, 1201)
    for jacket in (90, 130):
        for rate in (50, 350):
            for fed, feed in ((4.5, 95), (5.7, 115), (4.5, 115), (5.7, 95)):
                settings = dict(zip(("jacket_temperature", "feed_rate"), (jacket, rate), strict=True))
                settings |= {"feed_concentration": fed, "feed_temperature": feed}
                assert surplus_signs(Reactor(), settings, temperatures) == 1


def test_where_several_steady_states_exist_the_cold_one_is_taken():
    # A tenth of the volume and far hotter reactions than published: a cold, an unstable and a hot branch.
    reactor = Reactor(Constants(heats=(-60.0, -60.0, -60.0), heat_transfer=1000.0, volume=1.0))
    settings = {"jacket_temperature": 90.0, "feed_rate": 350.0, "feed_temperature": 95.0}
    assert surplus_signs(reactor, settings, np.linspace(50, 400, 1401)) == 3
    assert reactor.state(settings).temperature[0] == pytest.approx(96.15, abs=0.01)
    assert abs(reactor.balances(settings)["heat"][0]) < 1e-9
