"""A substance is found however its name, number, formula or structure is written; what fits two is refused."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from sanhak.finding import Refusal
from sanhak.table.substances import Substance, catalogue
from sanhak.table.substances.names import as_cas, check_digit, checks, composition, folded

WRITTEN = {
    "75-05-8": [
        "MeCN",
        "mecn",
        "ACN",
        "아세토니트릴",
        "아세토 니트릴",
        "CAS No. 75-05-8",
        "[75-05-8]",
        "75‐05‐8",
        "N#CC",
    ],
    "584-08-7": ["탄산칼륨", "K2CO3", "K₂CO₃", "Ｋ２ＣＯ３", "CK2O3", "[K]OC(=O)O[K]"],
    "534-17-8": ["Cs2CO3", "cesium carbonate", "Caesium-Carbonate", "탄산세슘"],
    "127-08-2": ["KOAc", "CC(=O)O[K]", "[K+].[O-]C(C)=O", "O=C(C)[O-].[K+]"],
    "20442-70-0": ["CsOPiv", "피발산세슘", "O=C([O-])C(C)(C)C.[Cs+]"],
    "58656-04-5": ["PCy3·HBF4", "PCy3 HBF4", "PCy3.HBF4", "PCy3*HBF4", "pcy3-hbf4", "PCy₃・HBF₄"],
    "564483-18-7": ["XPhos", "X-Phos", "x phos", "엑스포스"],
    "97739-46-3": ["CgMe-PPh", "C[C@]1(O2)O[C@](C[C@]2(C)P3C4=CC=CC=C4)(C)O[C@]3(C)C1"],
    "1660153-91-2": ["tBPh-CPhos", "(t-Bu)PhCPhos"],
    "865-47-4": ["KOtBu", "t-BuOK", "tert-BuOK", "potassium t-butoxide", "CC(C)(C)O[K]"],
    "3375-31-3": ["Pd(OAc)2", "palladium(II) acetate", "Palladium acetate", "CC(=O)O[Pd]OC(C)=O"],
    "13965-03-2": ["PdCl2(PPh3)2", "Cl[Pd](Cl)(P(c1ccccc1)(c1ccccc1)c1ccccc1)P(c1ccccc1)(c1ccccc1)c1ccccc1"],
    "14592-56-4": ["Pd(MeCN)2Cl2", "CC#N->[Pd](Cl)(Cl)<-N#CC"],
    "75-16-1": ["MeMgBr", "C[Mg]Br"],
    "1313-13-9": ["MnO2", "O=[Mn]=O"],
    "96-48-0": ["GBL", "γ-butyrolactone", "gamma-Butyrolactone", "감마-부티로락톤"],
    "7087-68-5": ["DIPEA", "Hünig's base", "Huenig’s base", "CCN(C(C)C)C(C)C"],
    "7758-99-8": ["CuSO4·5H2O", "CuSO4 . 5 H2O", "CuSO4•5H2O"],
    "12135-22-7": ["Pd(OH)2", "[Pd+2].[OH-].[OH-]"],
    "7646-79-9": ["CoCl2", "Cl[Co]Cl"],
    "79-37-8": ["(COCl)2", "ClC(=O)C(=O)Cl"],
    "67-56-1": ["MeOH", "CH3OH", "CH4O"],
    "147-85-3": ["L-proline", "OC(=O)C1CCCN1"],
    "5989-27-5": ["(R)-limonene", "CC1=CCC(CC1)C(C)=C"],
}
UNKNOWN = [
    "",
    " ",
    "water gas",
    "FooPhos",
    "XYZ",
    "Butyornitrile",
    "C1CC",
    "CCCCCCN(CC)CCC",
    "50-78-2",
    "C60H60",
    "P(OC)3",
]


@pytest.mark.parametrize(("cas", "text"), [(cas, text) for cas, texts in WRITTEN.items() for text in texts])
def test_the_ways_of_writing_a_substance_find_one(cas, text):
    found = catalogue().find(text)
    assert found is not None
    assert found.cas == cas


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_not_in_the_table_is_not_found(text):
    assert catalogue().find(text) is None


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("cocl2", {"Cobalt(II) chloride", "Oxalyl chloride"}),
        ("C3H8O", {"1-Propanol", "2-Propanol"}),
        ("CO", {"Carbon monoxide", "Methanol"}),
        ("OC(=O)C=CC(O)=O", {"Maleic acid", "Fumaric acid"}),
    ],
)
def test_what_fits_two_is_refused_with_both(text, both):
    with pytest.raises(Refusal) as refused:
        catalogue().find(text)
    (finding,) = refused.value.findings
    assert finding.code == "T262"
    assert set(finding.candidates) == both


def test_every_name_finds_its_own_substance():
    for one in catalogue().substances:
        for name in (*one.names, one.cas):
            if name:
                assert catalogue().find(name) is one, name


def test_every_structure_is_found_in_any_way_of_writing():
    for one in catalogue().substances:
        (way,) = Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(one.smiles), 1, randomSeed=7)
        assert one in catalogue().isomers(way), way


def test_a_number_with_a_wrong_check_digit_is_refused():
    with pytest.raises(Refusal) as refused:
        catalogue().find("75-05-9")
    assert refused.value.findings[0].dump()["params"] == {"cas": "75-05-9", "digit": 8}


# Water, and the example of the Chemical Abstracts Service's own page, 107-07-3.
@pytest.mark.parametrize("cas", ["7732-18-5", "107-07-3", "1336-21-6"])
def test_published_numbers_check(cas):
    assert checks(cas)


@given(st.integers(10, 9_999_999), st.integers(0, 99), st.data())
def test_two_neighbouring_digits_that_changed_places_are_noticed(first, second, data):
    body = f"{first}-{second:02d}-"
    cas = f"{body}{check_digit(body + '0')}"
    assert checks(cas)
    assert as_cas(f" CAS: {cas} ") == cas
    digits = [at for at, sign in enumerate(cas) if sign.isdigit()][:-1]
    at, after = data.draw(st.sampled_from(list(pairwise(digits))))
    swapped = list(cas)
    swapped[at], swapped[after] = cas[after], cas[at]
    assert checks("".join(swapped)) == (cas[at] == cas[after])


@given(st.text())
def test_any_text_is_answered_or_refused(text):
    try:
        found = catalogue().find(text)
    except Refusal:
        return
    assert found is None or isinstance(found, Substance)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("formula", "atoms"),
    [
        ("(NH4)2CO3", {"N": 2, "H": 8, "C": 1, "O": 3}),
        ("CuSO4·5H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}),
        ("K4[Fe(CN)6]·3H2O", {"K": 4, "Fe": 1, "C": 6, "N": 6, "H": 6, "O": 3}),
        ("Pd(OAc)2", None),
        ("DMF", None),
        ("(CH3", None),
        ("CH3)", None),
        ("", None),
    ],
)
def test_formulas_are_read_atom_by_atom(formula, atoms):
    assert composition(formula) == (frozenset(atoms.items()) if atoms else None)


def test_names_and_numbers_work_without_the_chemistry_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdkit", None)
    for text in ("MeCN", "아세토니트릴", "75-05-8", "K₂CO₃", "CC#N", "CCO"):
        assert catalogue().find(text) is not None
    assert catalogue().find("SCSN") is None, "an abbreviation is no SMILES"
    with pytest.raises(Refusal) as refused:
        catalogue().find("C(#N)CCCCCCC#N")
    (finding,) = refused.value.findings
    assert finding.code == "T260"
    assert 'pip install "sanhak[chem]"' in finding.render("ko")


def test_nothing_is_printed_about_a_structure_that_cannot_be_read(capfd):
    assert catalogue().find("C1CC(=O)(=O)(=O)C") is None
    assert capfd.readouterr() == ("", "")
