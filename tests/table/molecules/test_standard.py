"""One molecule is one text, however it is written, whatever it is weighed with, and wherever a chain is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from sanhak.finding import Refusal
from sanhak.table.molecules import standardise
from sanhak.table.molecules.findings import NotAMolecule, TooManyAtoms
from sanhak.table.molecules.polymer import capped

KNOWN = {
    "ethanol": "OCC",
    "aspirin": "CC(=O)Oc1ccccc1C(=O)O",
    "caffeine": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "glycyl-alanyl-phenylalanine": "NCC(=O)N[C@@H](C)C(=O)N[C@@H](Cc1ccccc1)C(=O)O",
    "nitrobenzene": "[O-][N+](=O)c1ccccc1",
    "dimethyl sulfoxide": "CS(=O)C",
    "polystyrene": "*CC(*)c1ccccc1",
    "cisplatin": "Cl[Pt](Cl)(<-[NH3])<-[NH3]",
}


@given(st.sampled_from(sorted(KNOWN)), st.integers(0, 2**31 - 1))
def test_every_way_of_writing_is_one_molecule(name, seed):
    written = Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(KNOWN[name]), 1, randomSeed=seed)[0]
    assert standardise(written) == standardise(KNOWN[name])


@pytest.mark.parametrize(
    ("salt", "parent", "stripped"),
    [
        ("Cn1cnc2c1c(=O)n(C)c(=O)n2C.Cl", KNOWN["caffeine"], ("Cl",)),
        ("C[NH+]1CCCC1.[Cl-]", "CN1CCCC1", ("Cl",)),
        ("CC(=O)Oc1ccccc1C(=O)[O-].[Na+]", KNOWN["aspirin"], ("[Na+]",)),
        ("CC(=O)Oc1ccccc1C(=O)O[K]", KNOWN["aspirin"], ("[K+]",)),
        ("CC(=O)[O-].CC(=O)[O-].[Ca+2]", "CC(=O)O", ("[Ca+2]",)),
        ("CCO.O.O", "OCC", ("O",)),
        ("NC(Cc1ccccc1)C.OS(=O)(=O)O", "CC(N)Cc1ccccc1", ("O=S(=O)(O)O",)),
        ("CCCC[n+]1ccn(C)c1.F[P-](F)(F)(F)(F)F", "CCCC[n+]1ccn(C)c1", ("F[P-](F)(F)(F)(F)F",)),
        ("[CH3:7]CO", "CCO", ()),
    ],
)
def test_salts_and_solvates_are_their_parent(salt, parent, stripped):
    found = standardise(salt)
    assert found.smiles == standardise(parent).smiles
    assert found.stripped == stripped
    assert not found.rivals


@pytest.mark.parametrize(("one", "other"), [("C[S+](C)[O-]", "CS(C)=O"), ("[NH3+]CC(=O)[O-]", "NCC(=O)O")])
def test_charges_that_only_one_way_of_drawing_has_are_taken_off(one, other):
    assert standardise(one) == standardise(other)


def test_stereochemistry_is_kept_unless_it_is_to_be_ignored():
    left, right = "N[C@@H](C)C(=O)O", "N[C@H](C)C(=O)O"
    assert standardise(left).smiles != standardise(right).smiles
    assert standardise(left).flat == standardise(right).flat
    assert standardise(left, stereo=False).smiles == standardise("NC(C)C(=O)O").smiles


def test_of_two_large_parts_the_other_one_is_named():
    found = standardise("c1ccccc1CCN.c1ccncc1CCCN")
    assert found.smiles == standardise("NCCCc1cccnc1").smiles
    assert found.rivals == ("NCCc1ccccc1",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*CC(*)C", "*C(C)C*"),
        ("[*:1]CC(C)[*:2]", "[1*]C(C)C[2*]"),
        ("*OCCO*", "*CCOO*"),
        ("*Oc1ccc(*)cc1", "*c1ccc(O*)cc1"),
    ],
)
def test_where_a_chain_is_cut_does_not_matter(one, other):
    assert standardise(one) == standardise(other)
    assert standardise(one).points == 2


@given(st.lists(st.sampled_from(["C", "O", "C(C)", "c1ccc(cc1)", "C(=O)", "N"]), min_size=2, max_size=7), st.data())
def test_a_chain_may_be_cut_between_any_two_of_its_pieces(pieces, data):
    cut = data.draw(st.integers(0, len(pieces) - 1))
    one, other = ("*" + "".join(order) + "*" for order in (pieces, pieces[cut:] + pieces[:cut]))
    assert standardise(one).smiles == standardise(other).smiles


def test_an_end_is_capped_by_what_follows_in_the_chain():
    assert Chem.MolToSmiles(capped(Chem.MolFromSmiles("*CC(*)c1ccccc1"))) == "CCC(C)c1ccccc1"
    assert Chem.MolToSmiles(capped(Chem.MolFromSmiles("*OCC*"))) == "COCCO"


@pytest.mark.parametrize("text", ["", " ", "C1CC", "aspirin", "C(C)(C)(C)(C)C", "(" * 900, "[Xx]", "c1ccccc", "물"])
def test_what_is_no_smiles_is_refused(text):
    with pytest.raises(Refusal) as refused:
        standardise(text)
    assert [type(finding) for finding in refused.value.findings] == [NotAMolecule]


@pytest.mark.parametrize("text", ["C" * 2000, "C(" * 30_000 + "C" + ")" * 30_000, "C1CC1" * 5_000, "C." * 9_000 + "C"])
def test_what_is_too_large_is_refused_before_it_is_read(text):
    with pytest.raises(Refusal) as refused:
        standardise(text)
    (finding,) = refused.value.findings
    assert isinstance(finding, TooManyAtoms)
    assert finding.atoms >= 2000
    assert finding.limit == 500


@pytest.mark.parametrize(
    "text", ["C" * 500, "C(" * 499 + "C" + ")" * 499, "C1CC1" * 166, "C.C" * 200, "C12CC1CC2" * 80]
)
def test_the_largest_that_are_read_do_no_harm(text):
    assert standardise(text).atoms <= 500


@given(st.text("CNOPSc1(2)[]+-=#.*@/\\%Na", max_size=60))
def test_any_text_is_a_molecule_or_refused(text):
    try:
        found = standardise(text)
    except Refusal:
        return
    assert standardise(found.smiles).smiles == found.smiles
