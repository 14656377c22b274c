"""Every row of the shipped table holds: structure, mass, number, names, state."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest
from rdkit import Chem
from rdkit.Chem.Descriptors import MolWt

from sanhak.table.substances import Substance, catalogue
from sanhak.table.substances.names import checks, composition, folded
from sanhak.table.substances.structure import measures, read

LEAST = {"solvent": 60, "base": 50, "ligand": 60, "catalyst": 40, "acid": 25, "additive": 1, "reagent": 1}
ROWS = catalogue().substances
README = files("sanhak.table.substances").joinpath("README.md").read_text(encoding="utf-8")
# Substances that anybody can look up: molar masses by IUPAC's atomic masses, densities and boiling points of the CRC.
KNOWN = [
    ("MeCN", "75-05-8", 41.05, 0.786, 81.6),
    ("DMAc", "127-19-5", 87.12, 0.937, 165.0),
    ("BuOAc", "123-86-4", 116.16, 0.882, 126.1),
    ("p-xylene", "106-42-3", 106.17, 0.861, 138.4),
    ("TEA", "121-44-8", 101.19, 0.728, 89.0),
    ("KOAc", "127-08-2", 98.14, None, None),
    ("Pd(OAc)2", "3375-31-3", 224.51, None, None),
    ("XPhos", "564483-18-7", 476.73, None, None),
]


def test_the_table_is_large_enough_in_every_role():
    assert len(ROWS) >= 300
    counted = Counter(role for one in ROWS for role in one.roles)
    assert set(counted) == set(LEAST)
    assert all(counted[role] >= least for role, least in LEAST.items()), counted


def test_every_row_agrees_with_itself():
    wrong = [(one.english, what) for one in ROWS for what, holds in checked(one).items() if not holds]
    assert not wrong


def checked(one: Substance) -> dict[str, bool]:
    """What must hold in a row, and whether it does."""
    molecule = Chem.MolFromSmiles(one.smiles)
    both = one.boiling_point is not None and one.melting_point is not None
    return {
        "the molar mass is that of the structure": abs(MolWt(molecule) - one.molar_mass) < 0.1,
        "charges cancel": not sum(atom.GetFormalCharge() for atom in molecule.GetAtoms()),
        "the formula is that of the structure": one.formula == measures(read(one.smiles))[1],
        "the formula can be read": composition(one.formula) is not None,
        "the check digit is right": one.cas is None or checks(one.cas),
        "it has a Korean name": re.search("[가-힣]", one.korean) is not None,
        "it has a role": bool(one.roles),
        "the density is one of a liquid": one.density is None or 0.4 <= one.density <= 4,
        "what has a density is liquid": one.density is None or (one.melting_point or 0) < 30,
        "it melts before it boils": not both or one.boiling_point > one.melting_point,
        "hazards are classes": all(re.fullmatch(r"[A-Z][A-Za-z.\- ]+ \d?[A-G]?", hazard) for hazard in one.hazards),
        "sources are explained": all(f"| {source} |" in README for source in one.sources),
    }


def test_a_physical_value_names_who_states_it():
    values = [one for one in ROWS if one.density or one.boiling_point is not None or one.melting_point is not None]
    assert len(values) > 300
    assert not [one.english for one in values if not set(one.sources) - {"PubChem"}]


def test_no_name_number_or_structure_belongs_to_two():
    for key in (
        lambda one: {folded(name, case=True) for name in one.names},
        lambda one: {one.cas} - {None},
        lambda one: {Chem.CanonSmiles(one.smiles)},
    ):
        counted = Counter(name for one in ROWS for name in key(one))
        assert not [name for name, count in counted.items() if count > 1]


def test_no_name_stands_twice_in_one_row():
    for one in ROWS:
        folds = [folded(name) for name in one.names]
        assert len(set(folds)) == len(folds), one.english


@pytest.mark.parametrize(("name", "cas", "molar_mass", "density", "boiling_point"), KNOWN)
def test_known_substances_have_their_known_values(name, cas, molar_mass, density, boiling_point):
    one = catalogue().find(name)
    assert (one.cas, one.molar_mass, one.density, one.boiling_point) == (cas, molar_mass, density, boiling_point)


def test_names_are_shown_in_both_languages():
    one = catalogue().find("K2CO3")
    assert (one.name(), one.name("ko")) == ("Potassium carbonate", "탄산칼륨")
