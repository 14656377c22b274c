"""Renewals by age: their cost against closed forms, against lives lived one by one, and against the best possible."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.plants.renewals import YEAR, Renewals, Unit

WORN = Unit("A", 30, 3.0, 800.0, 900.0, 100.0)
RANDOM = Unit("B", 20, 1.0, 500.0, 700.0, 200.0)


def test_lives_without_a_memory_are_never_worth_a_planned_renewal():
    ages = np.array([100.0, 400.0, 2000.0])
    assert RANDOM.used(ages) == pytest.approx(500 * (1 - np.exp(-ages / 500)))
    planned = 200 * np.exp(-ages / 500) / (500 * (1 - np.exp(-ages / 500)))
    assert RANDOM.cost(ages) == pytest.approx(20 * YEAR * (700 / 500 + planned))
    assert Renewals((RANDOM,)).optimum({"B": (60.0, 2400.0)}).settings["B"] == pytest.approx(2400.0)


def test_the_cost_of_a_year_is_that_of_many_lives_lived_one_by_one():
    lives = WORN.scale * np.random.default_rng(1).weibull(WORN.shape, 200_000)
    failed, used = lives <= 400, np.minimum(lives, 400)
    counted = 30 * YEAR * np.where(failed, 900.0, 100.0).mean() / used.mean()
    assert float(WORN.cost(400.0)) == pytest.approx(counted, rel=0.01)


def test_no_ages_cost_less_than_the_best_ones():
    plant = Renewals((WORN, RANDOM))
    best = plant.optimum({"A": (60.0, 2400.0), "B": (60.0, 2400.0)})
    tried = np.random.default_rng(0).uniform(60.0, 2400.0, (2, 50_000))
    assert best.value <= plant.truth({"A": tried[0], "B": tried[1]})["cost"].min()
    assert plant.truth(best.settings)["cost"][0] == pytest.approx(best.value)
    kept = plant.chance(best.settings, {"cost": (None, best.value + 1)})["cost"]
    assert kept == plant.chance(best.settings, {"cost": (best.value + 1, None)})["cost"] + 1


def test_a_record_holds_every_life_until_today():
    table = Renewals((WORN, RANDOM)).record(7.0, np.random.default_rng(0), (200.0, 1500.0))
    frame = table.frame
    assert set(frame["unit"]) == {"A", "B"}
    assert set(frame["failed"]) == {"yes", "no"}
    assert frame["life"].min() >= 1
    # Of each asset one life goes on, and all days since its installation belong to a life.
    assert (frame.filter(frame["unit"] == "A")["failed"] == "no").sum() >= WORN.count
    total = frame.filter(frame["unit"] == "A")["life"].sum()
    assert 0.5 * 7 * YEAR * WORN.count <= total <= 7 * YEAR * WORN.count
