"""Names become substances at once or not at all; a user's own are given once and kept."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table.substances import Substance, catalogue, read_own, resolve, write_own
from sanhak.table.substances.rows import COLUMNS, parse, table

ARYLATION = {
    "base": ["KOAc", "CsOAc", "KOPiv", "CsOPiv"],
    "ligand": [
        *["BrettPhos", "PPhtBu2", "tBPh-CPhos", "PCy3", "PPh3", "X-Phos", "P(fur)3", "PPh2Me", "GorlosPhos·HBF4"],
        *["JackiePhos", "PPhMe2", "CgMe-PPh"],
    ],
    "solvent": ["DMAc", "BuOAc", "BuCN", "p-xylene"],
}


@pytest.mark.parametrize(("role", "names"), ARYLATION.items())
def test_the_levels_of_a_factor_are_resolved_in_their_order(role, names):
    found = resolve([*names, names[0]])
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    assert all(role in one.roles for one in found.values())


def test_one_refusal_names_everything_that_is_wrong():
    with pytest.raises(Refusal) as refused:
        resolve(["MeCN", "Butyornitrile", "FooPhos", "75-05-9", "cocl2"], {"mine": "C1CC("})
    findings = {finding.code: finding for finding in refused.value.findings}
    assert set(findings) == {"T261", "T262", "T263", "T264"}
    unknown = findings["T261"]
    assert unknown.count == 2
    assert "Butyronitrile" in unknown.render()
    assert "FooPhos" in unknown.render("ko")
    assert "MeCN (" not in unknown.render()


def test_a_name_with_nothing_near_is_named_alone():
    with pytest.raises(Refusal) as refused:
        resolve(["쀍쀍쀍"])
    assert "쀍쀍쀍." in refused.value.findings[0].render()


def test_own_substances_come_first_and_keep_what_is_known_of_their_structure():
    own = {"solvent A": "N#CC", "TEA": "OCCN(CCO)CCO", "amine 7": "CCCCCCN(CC)CCC"}
    found = resolve([*own, "Et3N"], own)
    assert found["solvent A"].name("ko") == "solvent A"
    assert found["solvent A"].density == catalogue().find("MeCN").density
    assert found["TEA"].cas == "102-71-6", "the user's word for triethanolamine"
    assert found["amine 7"].molar_mass == pytest.approx(171.33, abs=0.01)
    assert found["amine 7"].formula == "C11H25N"
    assert found["Et3N"].english == "Triethylamine"
    assert resolve(["solvent A"], found)["solvent A"] == found["solvent A"]
    assert resolve(["amine 7"], [found["amine 7"]])["amine 7"] is found["amine 7"]


def test_a_structure_that_nobody_named_is_a_substance():
    (one,) = resolve(["CCCCCCN(CC)CCC"]).values()
    assert (one.english, one.molar_mass) == ("CCCCCCN(CC)CCC", 171.33)


def test_a_chain_without_end_is_refused_before_it_is_read():
    endless = "C" * 100_000
    with pytest.raises(Refusal) as refused:
        resolve([endless], {"mine": f"O{endless}"})
    assert {finding.code for finding in refused.value.findings} == {"T261", "T263"}
    assert len(str(refused.value)) < 2000
    (longest,) = resolve(["C" * 1000]).values()
    assert longest.formula == "C1000H2002"


def test_own_structures_need_the_chemistry_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(Refusal) as refused:
        resolve(["MeCN"], {"mine": "CCCCCCCN(CC)CC"})
    assert [finding.code for finding in refused.value.findings] == ["T260"]


WORD = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=";"), min_size=1, max_size=8)
WORDS = st.lists(WORD, max_size=3).map(tuple)
SUBSTANCES = st.lists(
    st.builds(
        Substance,
        WORD,
        WORD,
        WORDS,
        roles=WORDS,
        molar_mass=st.none() | st.floats(0.1, 1e4),
        density=st.none() | st.floats(0.1, 20),
        boiling_point=st.none() | st.floats(-270, 4000),
        hazards=WORDS,
    ),
    max_size=4,
)


@given(SUBSTANCES)
def test_what_is_written_is_read_back(substances):
    assert parse(table(substances), "own.csv") == substances


def test_own_substances_are_kept_in_a_file(tmp_path):
    own = [Substance("amine 7", "아민 7", ("A-7",), smiles="CCCCCCN(CC)CCC", molar_mass=171.33, formula="C11H25N")]
    path = write_own(tmp_path / "deep" / "own.csv", own)
    assert [part.name for part in path.parent.iterdir()] == ["own.csv"]
    assert list(read_own(path)) == own
    write_own(path, resolve(["a7", "MeCN"], read_own(path)).values())
    assert [one.english for one in read_own(path)] == ["amine 7", "Acetonitrile"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_from_a_spreadsheet_is_read(tmp_path, encoding, mark):
    path = tmp_path / "물질.csv"
    lines = [
        ["이름", "한글명", "smiles", "Density [g/mL]"],
        ["amine 7", "아민 7", "CCCCCCN(CC)CCC", "0.79"],
        ["", "", "", ""],
    ]
    path.write_bytes("\r\n".join(mark.join(line) for line in lines).encode(encoding))
    (one,) = read_own(path)
    assert (one.korean, one.density, one.molar_mass) == ("아민 7", 0.79, 171.33)


def test_without_the_chemistry_library_a_file_is_read_as_it_stands(tmp_path, monkeypatch):
    path = tmp_path / "own.csv"
    path.write_text("name,smiles\nmine,CCCCCCN(CC)CCC\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "rdkit", None)
    (one,) = read_own(path)
    assert (one.smiles, one.molar_mass) == ("CCCCCCN(CC)CCC", None)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("name,smiles\na,C1CC(\n", ["T263"]),
        ("name,cas\na,75-05-9\nb,1970-01-01\n", ["T264", "T264"]),
        ("name,smiles,molar_mass\na,CC(=O)O,98.14\n", ["T265"]),
        ("name,molar_mass\na,heavy\nb,-1\nc,nan\nd,1e999\n", ["T267"] * 4),
        ('name,density\na,"0,79"\n', ["T267"]),
        ("name,densitty\na,1\n", ["T266"]),
        ("korean\n물\n", ["T266"]),
        ("", ["T266"]),
    ],
)
def test_a_wrong_cell_is_refused_with_its_code(tmp_path, text, codes):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_own(path)
    assert [finding.code for finding in refused.value.findings] == codes


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", b"name\n\x00", b'name\n"' + b"x" * 200_000])
def test_what_is_no_text_is_refused(tmp_path, data):
    path = tmp_path / "own.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        read_own(path)
    assert refused.value.findings[0].code == "T266"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        read_own(tmp_path / "none.csv")
    assert refused.value.findings[0].code == "T266"


def test_a_place_that_cannot_be_written_is_refused_and_keeps_what_stood_there(tmp_path):
    (tmp_path / "file").write_text("as it was", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        write_own(tmp_path / "file" / "own.csv", [])
    assert refused.value.findings[0].code == "T268"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "as it was"


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_bytes(b"name,smiles,cas,density\n" + data)
    try:
        found = read_own(path)
    except Refusal:
        return
    assert all(one.english for one in found)


def test_the_columns_are_those_of_the_readme():
    from importlib.resources import files

    readme = files("sanhak.table.substances").joinpath("README.md").read_text(encoding="utf-8")
    assert all(f"| {column} |" in readme for column in COLUMNS)
