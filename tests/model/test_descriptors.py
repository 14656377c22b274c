"""Descriptors tell substances apart by what a chemist sees; distances fit a kernel whatever the order of the levels."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from sanhak.finding import Refusal
from sanhak.model.descriptors import _described, descriptors, distances, similarity
from sanhak.model.skeleton import volume
from sanhak.table.substances import Substance, catalogue, resolve
from sanhak.table.substances.structure import read

BASES = ["KOAc", "CsOAc", "KOPiv", "CsOPiv"]
LIGANDS = [one for one in catalogue().substances if "ligand" in one.roles]


def told(name: str) -> dict[str, float]:
    """All descriptors of a substance of the shipped table."""
    return _described(read(catalogue().find(name).smiles))


def test_the_list_is_fixed_and_long_enough():
    assert 30 <= len(told("EtOH")) <= 60
    assert list(told("EtOH")) == list(told("Pd2(dba)3"))


# Published: polar surface of Ertl et al. (2000), volume by the formula of Zhao et al. (2003) worked out by hand.
@pytest.mark.parametrize(
    ("name", "descriptor", "value"),
    [
        ("AcOH", "polar_surface", 37.30),
        ("EtOH", "polar_surface", 20.23),
        ("benzene", "volume", 6 * 20.58 + 6 * 7.24 - 5.92 * 12 - 14.7),
        ("cyclohexane", "volume", 6 * 20.58 + 12 * 7.24 - 5.92 * 18 - 3.8),
        ("KOAc", "cation_radius", 1.38),
        ("CsOAc", "cation_radius", 1.67),
        ("K3PO4", "cation_count", 3),
        ("Pd(OAc)2", "cation_electronegativity", 2.20),
        ("Pd(OAc)2", "copies", 2),
        ("KOAc", "charge", -1),
        ("PCy3·HBF4", "charge", 1),
        ("PdCl2(PPh3)2", "anion_count", 2),
        ("CuSO4·5H2O", "neutral_count", 5),
        ("PPhMe2", "phosphorus_aryls", 1),
        ("PPhMe2", "phosphorus_alkyls", 2),
        ("XPhos", "aromatic_rings", 2),
        ("tBuOH", "quaternary_carbons", 1),
    ],
)
def test_a_descriptor_has_its_known_value(name, descriptor, value):
    assert told(name)[descriptor] == pytest.approx(value, abs=0.01)


def test_a_salt_is_told_by_both_of_its_parts():
    free, salt = told("PCy3"), told("PCy3·HBF4")
    assert salt["log_p"] == free["log_p"], "the phosphine that the salt sets free"
    assert salt["anion_mass"] == pytest.approx(87.0, abs=0.1)
    four = descriptors(list(resolve(BASES).values()))
    assert len({tuple(row) for row in four.values}) == 4
    cation = [at for at, name in enumerate(four.names) if name.startswith("cation")]
    assert cation
    assert np.array_equal(four.values[0, cation], four.values[2, cation])
    rest = np.setdiff1d(np.arange(len(four.names)), cation)
    assert np.array_equal(four.values[0, rest], four.values[1, rest])


def test_columns_are_finite_and_differ_and_nothing_is_printed(capfd):
    found = descriptors(catalogue().substances)
    assert capfd.readouterr() == ("", "")
    assert found.values.shape == (len(catalogue().substances), len(found.names))
    assert len(found.names) >= 30
    assert np.isfinite(found.values).all()
    assert (np.ptp(found.values, axis=0) > 0).all()


def test_a_metal_without_a_known_radius_has_a_size():
    assert told("Ru(bpy)3Cl2")["cation_radius"] > 0
    assert np.isfinite(volume(Chem.MolFromSmiles("[Pd]")))


def test_bases_form_the_square_that_they_are():
    square = distances(list(resolve(BASES).values()))
    cation, anion = square[0, 1], square[0, 2]
    assert square[2, 3] == pytest.approx(cation)
    assert square[1, 3] == pytest.approx(anion)
    assert square[0, 3] == pytest.approx(cation + anion)
    assert 0 < cation < anion


def test_like_ligands_lie_close():
    names = ["XPhos", "SPhos", "PPh3", "P(p-tol)3", "phen", "bipy", "JackiePhos", "PMe3"]
    far = dict(zip(names, distances(list(resolve(names).values())), strict=True))
    assert far["PPh3"][names.index("P(p-tol)3")] < far["PPh3"][names.index("phen")]
    assert far["phen"][names.index("bipy")] < far["phen"][names.index("XPhos")]
    assert far["XPhos"][names.index("SPhos")] < far["XPhos"][names.index("PMe3")]


@pytest.mark.parametrize("levels", [0, 1, 2, 3, 60])
def test_distances_have_the_form_that_a_kernel_needs(levels):
    far = distances(LIGANDS[:levels])
    assert far.shape == (levels, levels)
    assert np.array_equal(far, far.T)
    assert not np.diag(far).any()
    if levels > 1:
        pairs = far[np.triu_indices(levels, 1)]
        assert np.median(pairs) == pytest.approx(1.0)
        assert (pairs > 0).all()
        # Squared Euclidean distances: the doubly centred matrix has no negative eigenvalue.
        centre = np.eye(levels) - 1 / levels
        assert np.linalg.eigvalsh(-centre @ far @ centre).min() > -1e-9


@settings(max_examples=10)
@given(st.permutations(range(12)))
def test_the_order_of_the_levels_does_not_matter(order):
    levels = LIGANDS[:12]
    moved = distances([levels[at] for at in order])
    assert np.array_equal(moved, distances(levels)[np.ix_(order, order)])


def test_levels_that_are_the_same_have_no_distance():
    far = distances(["CCO", "OCC", "CCC"])
    assert far[0, 1] == 0
    assert far[0, 2] == far[1, 2] > 0
    assert not distances(["CCO", "OCC"]).any()
    assert not distances(["C[C@H](O)C(O)=O", "C[C@@H](O)C(O)=O"]).any()


def test_likeness_counts_environments():
    alike = similarity(["CCO", "OCC", "CCCO", "c1ccccc1"])
    assert np.array_equal(alike, alike.T)
    assert alike[0, 1] == 1
    assert np.array_equal(np.diag(alike), np.ones(4))
    # Radius 2: ethanol has 5 environments, 1-propanol 8, benzene shares none with either.
    assert 0 < alike[0, 2] < 1
    assert alike[0, 3] == 0
    assert similarity([]).shape == (0, 0)


def test_what_has_no_structure_is_refused():
    with pytest.raises(Refusal) as refused:
        descriptors([Substance("celite"), Substance("polymer"), "CCO"])
    (finding,) = refused.value.findings
    assert (finding.code, finding.names) == ("T269", ("celite", "polymer"))
    with pytest.raises(Refusal) as refused:
        distances(["CCO", "C1CC(", "X"])
    assert [finding.code for finding in refused.value.findings] == ["T263", "T263"]


def test_without_the_chemistry_library_the_command_is_printed(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(Refusal, match=r'pip install "sanhak\[chem\]"'):
        descriptors(["CCCCCCCCN(CC)CC"])
