"""Formulas as people write them: what they are read as, what is refused and with which code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Finding, Refusal
from sanhak.table.formula import Basis, Composition, read_formula, read_formulas
from sanhak.table.formula.elements import NUMBERS, WEIGHTS

READ = {
    "Fe2O3": {"Fe": 2, "O": 3},
    "Fe₂O₃": {"Fe": 2, "O": 3},
    "Ｆｅ２Ｏ３": {"Fe": 2, "O": 3},
    " Fe2 O3 ": {"Fe": 2, "O": 3},
    "Ca(OH)2": {"Ca": 1, "O": 2, "H": 2},
    "Ag(AuS)2": {"Ag": 1, "Au": 2, "S": 2},
    "[(Fe0.5Co0.5)0.75B0.25]96Nb4": {"Fe": 36, "Co": 36, "B": 24, "Nb": 4},
    "Pb(Mg1/3Nb2/3)O3": {"Pb": 1, "Mg": 1 / 3, "Nb": 2 / 3, "O": 3},
    "½Li2O": {"Li": 1, "O": 0.5},
    "Fe.5Ni.5": {"Fe": 0.5, "Ni": 0.5},
    "CuSO4·5H2O": {"Cu": 1, "S": 1, "O": 9, "H": 10},
    "CuSO4*5H2O": {"Cu": 1, "S": 1, "O": 9, "H": 10},
    "Na2SO4ㆍ10H2O": {"Na": 2, "S": 1, "O": 14, "H": 20},
    "CuSO4 5H2O": {"Cu": 1, "S": 1, "O": 9, "H": 10},
    "CuSO4 . 5H2O": {"Cu": 1, "S": 1, "O": 9, "H": 10},
    "NaCl.2H2O": {"Na": 1, "Cl": 1, "O": 2, "H": 4},
    "MgSO4.H2O": {"Mg": 1, "S": 1, "O": 5, "H": 2},
    "Li0.5H2O": {"Li": 0.5, "H": 2, "O": 1},
    "2CaO·SiO2": {"Ca": 2, "Si": 1, "O": 4},
    "LiFePO4:0.02Mg": {"Li": 1, "Fe": 1, "P": 1, "O": 4, "Mg": 0.02},
    "LiFePO4:Mg0.02": {"Li": 1, "Fe": 1, "P": 1, "O": 4, "Mg": 0.02},
    "Y2O3:5%Eu": {"Y": 2, "O": 3, "Eu": 0.05},
    "Y2O3:Eu3+,5%": {"Y": 2, "O": 3, "Eu": 0.05},
    "Y2O3:5 mol% Eu3+": {"Y": 2, "O": 3, "Eu": 0.05},
    "NaYF4:20%Yb3+,2%Er3+": {"Na": 1, "Y": 1, "F": 4, "Yb": 0.2, "Er": 0.02},
    "NaYF4:Yb20%/Er2%": {"Na": 1, "Y": 1, "F": 4, "Yb": 0.2, "Er": 0.02},
    "0.7PbZrO3-0.3PbTiO3": {"Pb": 1, "Zr": 0.7, "Ti": 0.3, "O": 3},
    "70Li2S–30P2S5": {"Li": 140, "S": 220, "P": 60},
    "Fe-18Cr-8Ni at%": {"Fe": 74, "Cr": 18, "Ni": 8},
    "Fe74Cr18Ni8 (at.%)": {"Fe": 74, "Cr": 18, "Ni": 8},
    "Fe3+": {"Fe": 1},
    "Fe³⁺": {"Fe": 1},
    "Ca++": {"Ca": 1},
    "NH4+": {"N": 1, "H": 4},
    "SO₄²⁻": {"S": 1, "O": 4},
    "SO4^2-": {"S": 1, "O": 4},
    "[Fe(CN)6]3-": {"Fe": 1, "C": 6, "N": 6},
    "D2O": {"H": 2, "O": 1},
    "LiAlD4": {"Li": 1, "Al": 1, "H": 4},
    "Fe0.5Cr0.5Mo0": {"Fe": 0.5, "Cr": 0.5},
}
BY_WEIGHT = {
    "Fe-18Cr-8Ni": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "Fe–18Cr–8Ni": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "Fe-Cr18-Ni8": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "Fe-18wt%Cr-8wt%Ni": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "18Cr-8Ni-Fe(bal.)": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "18Cr-8Ni-74Fe": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "Ti-6Al-4V": {"Ti": 0.9, "Al": 0.06, "V": 0.04},
    "Fe-0.45C": {"Fe": 0.9955, "C": 0.0045},
    "Fe74Cr18Ni8 wt%": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "Fe0.74Cr0.18Ni0.08 (중량%)": {"Fe": 0.74, "Cr": 0.18, "Ni": 0.08},
    "70SiO2-30Na2O wt%": {"Si": 0.32720, "O": 0.37279 + 0.07744, "Na": 0.22256},
}
REFUSED = {
    "": "T280",
    "   ": "T280",
    "hello": "T280",
    "fe2o3": "T280",
    "Fe(OH": "T280",
    "Fe)2": "T280",
    "()": "T280",
    "Fe2 3": "T280",
    "Fe0.5Ni0,5": "T280",
    "Pt/Al2O3": "T280",
    "MgO:": "T280",
    "Al2O3-·": "T280",
    "Fe2O3·": "T280",
    "C" * 501: "T280",
    "H2O\x00": "T280",
    "NACL": "T281",
    "RE2O3": "T281",
    "Fe2Ox": "T285",
    "Fe74Cr18Ni18 at%": "T282",
    "Fe-60Cr-50Ni": "T282",
    "60Cr-30Ni": "T282",
    "70SiO2-40Na2O mol%": "T282",
    "Fe0": "T283",
    "Fe1/0O": "T283",
    "Fe" + "9" * 400: "T283",
    "Ni1.2Fe-0.2": "T283",
    "CuSO4.5H2O": "T284",
    "Cu(NO3)2.3H2O": "T284",
    "SO42-": "T284",
    "La1-xSrxMnO3": "T285",
    "YBa2Cu3O7-δ": "T285",
    "NiSO4·nH2O": "T285",
    "(Ba,Sr)TiO3": "T285",
    "ZnS:Mn": "T285",
    "SrAl2O4:Eu2+,Dy3+": "T285",
    "Al-Cu-Mg": "T285",
    "Li2O-SiO2": "T285",
}
amounts = st.dictionaries(
    st.sampled_from(tuple(NUMBERS)),
    st.floats(1e-6, 1e6) | st.integers(1, 400).map(float),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("text", READ, ids=ascii)
def test_a_formula_is_read_as_it_was_meant(text):
    told = read_formula(text)
    assert dict(zip(told.elements, told.amounts, strict=True)) == pytest.approx(READ[text])


@pytest.mark.parametrize("text", BY_WEIGHT, ids=ascii)
def test_alloys_are_read_by_weight(text):
    assert read_formula(text).weight_fractions == pytest.approx(BY_WEIGHT[text], abs=2e-5)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text[:20]))
def test_what_is_no_formula_is_refused_with_its_code(text):
    with pytest.raises(Refusal) as refused:
        read_formula(text)
    assert [finding.code for finding in refused.value.findings] == [REFUSED[text]]
    assert read_formulas([text, "NaCl"]) == [refused.value.findings[0], read_formula("NaCl")]


@given(st.text(max_size=40) | st.text("FeCrO0123456789.()[]·-:%,+^ x", max_size=20))
def test_any_text_is_read_or_refused(text):
    one = read_formulas([text])[0]
    assert isinstance(one, Finding) or sum(one.amounts) > 0


@given(amounts)
def test_a_written_composition_is_read_back_to_the_last_digit(given_amounts):
    made = Composition.of(given_amounts)
    assert read_formula(made.formula) == made


@given(amounts, st.randoms())
def test_the_order_of_elements_and_a_bracket_around_them_do_not_matter(given_amounts, random):
    shuffled = list(given_amounts.items())
    random.shuffle(shuffled)
    assert Composition.of(dict(shuffled)) == Composition.of(given_amounts)
    inner = Composition.of(given_amounts)
    assert read_formula(f"[({inner.formula})]").key == inner.key


@given(amounts, st.integers(2, 50))
def test_a_multiple_of_a_formula_is_the_same_composition(given_amounts, times):
    one = Composition.of(given_amounts)
    many = read_formula(f"({one.formula}){times}")
    assert many.atomic_fractions == pytest.approx(one.atomic_fractions)
    assert many.weight == pytest.approx(times * one.weight)


@given(amounts)
def test_shares_sum_to_one_and_weights_lead_back_to_atoms(given_amounts):
    one = Composition.of(given_amounts)
    assert sum(one.atomic_fractions.values()) == pytest.approx(1)
    assert sum(one.weight_fractions.values()) == pytest.approx(1)
    back = Composition.of(one.weight_fractions, Basis.WEIGHT)
    assert back.atomic_fractions == pytest.approx(one.atomic_fractions)


def test_water_is_eleven_per_cent_hydrogen_by_weight():
    assert read_formula("H2O").weight_fractions["H"] == pytest.approx(0.1119, abs=1e-4)
    assert read_formula("CuSO4·5H2O").weight == pytest.approx(249.69, abs=0.02)
    assert read_formula("C6H12O6").weight == pytest.approx(180.156, abs=0.005)


def test_a_system_is_the_set_of_elements_and_a_key_the_composition():
    assert read_formula("Fe-18Cr-8Ni").system == "Cr-Fe-Ni"
    assert read_formula("Ca(OH)2").key == read_formula("H2O2Ca").key == read_formula("Ca0.2O0.4H0.4").key
    assert read_formula("CaO").key != read_formula("CaO2").key


def test_there_are_103_elements_in_order():
    assert len(WEIGHTS) == len(NUMBERS) == 103
    assert (NUMBERS["H"], NUMBERS["Fe"], NUMBERS["Lr"]) == (1, 26, 103)


def test_nothing_and_less_than_nothing_are_no_composition():
    for wrong in ({}, {"Fe": 0.0}, {"Fe": 1.0, "Ni": -0.1}):
        with pytest.raises(ValueError, match=r"\{"):
            Composition.of(wrong)
