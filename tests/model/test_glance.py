"""Counts of many molecules at once, and the first glance that rests on them."""

import numpy as np
import pytest

from sanhak.model.molecule import describe
from sanhak.model.molecule.counts import groups
from sanhak.model.molecule.glance import Glance

TEXTS = [
    "CCO", "c1ccccc1C(=O)O", "CC(=O)[O-].[Na+]", "C[N+](C)(C)CC(=O)[O-]", "C[C@H](N)C(=O)O", "*CC(*)c1ccccc1",
    "CCCCCCCCCCCCCCCCCCCC", "O=[N+]([O-])c1ccccc1", "[nH]1cccc1", "CS(C)=O", "C[S+](C)[O-]",
]  # fmt: skip


def test_counts_are_those_of_the_full_description():
    found = groups(TEXTS)
    assert found.readable.all()
    np.testing.assert_array_equal(found.counts, describe(TEXTS).values[:, -1024:])


def test_what_is_no_molecule_is_told_and_left_out():
    found = groups(["CCO", "C1CC", "", "C" * 3000, "water", "CC"])
    assert found.readable.tolist() == [True, False, False, False, False, True]
    np.testing.assert_array_equal(found.counts, groups(["CCO", "CC"]).counts)
    assert groups([]).counts.shape == (0, 1024)


def test_a_glance_finds_what_counts_decide_and_each_row_stands_alone():
    chains = ["C" * n + tail for n in range(2, 30) for tail in ("O", "N", "Cl")]
    counts = groups(chains).counts
    real = np.array([len(text) for text in chains], dtype=float)
    glance = Glance.fit(counts[::2], real[::2], np.random.default_rng(0))
    said = glance.expect(counts[1::2])
    assert np.corrcoef(said, real[1::2])[0, 1] > 0.9
    alone = np.array([glance.expect(row[None])[0] for row in counts[1::2]])
    np.testing.assert_array_equal(said, alone)


@pytest.mark.parametrize("factor", [0.01, 3.0])
def test_units_do_not_change_the_order(factor):
    counts, real = groups(TEXTS).counts, np.arange(len(TEXTS), dtype=float)
    one, other = (Glance.fit(counts, real * by + 7 * (by - 1), np.random.default_rng(1)) for by in (1.0, factor))
    np.testing.assert_allclose(other.expect(counts), one.expect(counts) * factor + 7 * (factor - 1), atol=1e-5)
