"""The heating circuit: its faults begin where it says, and its controllers hide them."""

import numpy as np
import pytest

from sanhak.plants.exchanger import COLUMNS, record


def test_the_same_seed_makes_the_same_history():
    assert record(2, None, None).tags.hash == record(2, None, None).tags.hash
    assert record(2, None, None, seed=1).tags.hash != record(2, None, None).tags.hash


def test_every_tag_has_its_unit():
    assert all(column.unit for column in COLUMNS)


def test_a_fault_moves_its_tags_and_leaves_what_is_controlled():
    with_fault, without = record(), record(fouling=None, bearing=None)
    assert with_fault.fouling is not None
    late = slice(with_fault.fouling + 100, None)
    moved = {column.name: abs(np.mean((with_fault.tags.values(column.name) - without.tags.values(column.name))[late]))
             / without.tags.values(column.name).std() for column in COLUMNS}  # fmt: skip
    assert all(moved[tag] > 0.5 for tag in with_fault.blamed()["fouling"])
    assert moved["TIC-103.PV"] == pytest.approx(0, abs=0.1)


def test_before_a_fault_both_histories_are_one():
    with_fault, without = record(), record(fouling=None, bearing=None)
    assert with_fault.bearing is not None
    first = with_fault.bearing[0]
    assert with_fault.tags.rows(range(first)).hash == without.tags.rows(range(first)).hash
