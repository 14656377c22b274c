"""The virtual debutaniser: reproducible, physical, late by what it says."""

import numpy as np
import pytest

from sanhak.plants.debutaniser import _BUTANE, _boils, _pressure, record
from sanhak.table.laboratory import Tags, samples_of
from sanhak.table.prepare.delay import find_delay

VALUE = "butane in bottoms"


def test_the_same_seed_gives_the_same_history_and_another_another():
    one, again, other = record(days=5), record(days=5), record(days=5, seed=1)
    assert one.table.hash == again.table.hash != other.table.hash


def test_the_laboratory_shows_the_truth_but_for_its_noise():
    made = record(days=60)
    found = made.table.values(VALUE)
    known = np.isfinite(found)
    assert known.sum() == 180
    assert np.std(found[known] - made.truth[known]) == pytest.approx(made.noise, rel=0.2)
    assert ((made.truth > 0) & (made.truth < 10)).all()


def test_butane_boils_at_its_normal_boiling_point():
    assert _boils(np.array([1.01325]), np.array([1.0]))[0] == pytest.approx(272.7, abs=0.3)
    assert _pressure(_BUTANE, np.array([272.7]))[0] == pytest.approx(1.013, abs=0.02)


@pytest.mark.parametrize("delay", [1, 4])
def test_its_delay_is_found_again(delay):
    table = record(days=40, delay=delay).table
    tags = Tags.of(table, table.names[1:-1], "data")
    samples = samples_of(table, VALUE, "data")
    found = find_delay(tags.moments, tags.table.frame.to_numpy(), samples.moments, samples.values, 4 * 3600.0)
    assert found.delay == delay * 900.0


def test_fouling_moves_the_tray_thermometer_alone_and_late():
    clean, fouled = record(days=6), record(days=6, fouling=3.0)
    apart = clean.table.values("tray temperature") - fouled.table.values("tray temperature")
    assert not apart[: len(apart) // 2].any()
    assert apart[-1] == pytest.approx(3.0, abs=0.01)
    assert np.array_equal(clean.truth, fouled.truth)
