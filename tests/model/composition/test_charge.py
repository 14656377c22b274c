"""Charges that cancel out, on compounds that every chemist knows, and elements that take each other's place."""

from __future__ import annotations

import pytest

from sanhak.model.composition.charge import neutral, states_of
from sanhak.model.composition.likes import likes
from sanhak.table.formula import read_formula


@pytest.mark.parametrize(
    "formula",
    ["NaCl", "Fe3O4", "LiCoO2", "LiMn2O4", "BaTiO3", "Na2SO4", "NH4Cl", "CaF2", "LiFePO4", "Li6.4La3Zr1.4Ta0.6O12",
     "Mg3N2", "GaAs", "Mn2O3"],
)  # fmt: skip
def test_known_compounds_are_neutral(formula: str):
    assert neutral(read_formula(formula))


@pytest.mark.parametrize("formula", ["NaCl2", "Na3Cl", "AlO", "FeO2", "CaF", "OF2", "Fe0.7Ni0.3", "Ar", "Fe", "XeF7"])
def test_what_no_ions_make_is_not_neutral(formula: str):
    assert not neutral(read_formula(formula))


def test_states_far_apart_do_not_mix():
    assert neutral(read_formula("Cr2O3"))
    assert neutral(read_formula("CrO3"))
    assert not neutral(read_formula("CrO2"))  # between 3 and 6
    assert neutral(read_formula("FeCoO2.5"))


def test_an_amount_in_other_units_changes_nothing():
    assert neutral(read_formula("Li0.25Co0.25O0.5"))
    assert neutral(read_formula("Fe6O8"))


def test_likes_share_a_charge_and_come_nearest_first():
    assert {"Br", "F"} <= set(likes("Cl"))
    assert likes("La")[0] == "Ce"
    assert "Zr" in likes("Hf")
    assert all(set(states_of("Ti")) & set(states_of(other)) for other in likes("Ti"))
    assert "Cs" not in likes("Li")


def test_likes_are_mutual():
    for symbol in ("Ti", "La", "Fe", "O", "Na"):
        assert all(symbol in likes(other) for other in likes(symbol))
