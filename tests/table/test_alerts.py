"""Structural alerts on molecules whose alerts are published."""

import pytest

from sanhak.table.molecules import structure_of
from sanhak.table.molecules.alerts import alerts


@pytest.mark.parametrize(
    ("smiles", "said"),
    [
        ("O=C1NC(=S)SC1=Cc1ccccc1", "PAINS: ene_rhod"),  # 5-benzylidene rhodanine
        ("O=C1C=CC(=O)C=C1", "PAINS: quinone"),
        ("Oc1ccccc1O", "PAINS: catechol"),
        ("CC(=O)Oc1ccccc1C(=O)O", "BRENK: phenol_ester"),  # aspirin: no PAINS, and the ester by which it works
        ("O=C(Cl)c1ccccc1", "BRENK: acid_halide"),
    ],
)
def test_an_alert_is_told_with_its_collection(smiles, said):
    found = alerts(structure_of(smiles))
    assert any(name.startswith(said) for name in found)
    assert ("PAINS" in said) == any(name.startswith("PAINS") for name in found)


@pytest.mark.parametrize("smiles", ["CC(C)Cc1ccc(cc1)C(C)C(=O)O", "Cn1c(=O)c2c(ncn2C)n(C)c1=O"])  # ibuprofen, caffeine
def test_clean_drugs_carry_none(smiles):
    assert alerts(structure_of(smiles)) == ()
