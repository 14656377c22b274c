"""Lists of structures, a single column and packed files are tables; letters, markup and keys are none."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Kind, Table
from sanhak.table.prepare import Scan
from sanhak.table.read import read_bytes, read_text
from sanhak.table.read.build import Stated

SMILES = ("CCOC(=O)c1ccccc1", "c1ccncc1C", "CC(=O)Nc1ccc(O)cc1", "CN1CCC1=O", "OC(=O)CC=C", "[NH4+].[Cl-]", "N#CC(C)=O")
COLUMN = "\n".join(SMILES)
LIST = "CCO ethanol\nCCN\tethyl amine\nCCC\n\nC1CC  broken\n"
ROWS = [("CCO", "ethanol"), ("CCN", "ethyl amine"), ("CCC", None), (None, None), ("C1CC", "broken")]
AN_INTRODUCTION = "Dear colleague\nthe pump\nis back\nsince Monday\nand runs\nbut not well\nso we wait\nyours\n"


def facts(table: Table) -> list[tuple[str, Kind]]:
    return [(column.name, column.kind) for column in table.columns]


def codes(table: Table) -> list[str]:
    return [finding.code for finding in table.findings]


def refused(text: str, name: str = "data.csv") -> str:
    with pytest.raises(Refusal) as refusal:
        read_bytes(text.encode(), name)
    return refusal.value.findings[0].code


fragments = st.sampled_from(["C", "CC", "c1ccccc1", "C(=O)", "N", "O", "C1CC1", "[nH]1cccc1", "Cl", "C#N", "F", "S"])
molecules = st.lists(fragments, min_size=3, max_size=8).map(lambda parts: "CC(=O)" + "".join(parts))
columns = st.lists(molecules, min_size=2, max_size=30)
names = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0xD7A3), min_size=1, max_size=12)


@given(columns, st.sampled_from(["smiles", "Canonical SMILES", "구조식"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_one_column_of_molecules_comes_back_as_it_was(texts, name, end):
    table = read_bytes(end.join([name, *texts, ""]).encode(), "library.csv")
    assert facts(table) == [(name, Kind.MOLECULE)]
    assert table.texts(name) == texts


@given(columns.filter(lambda texts: len(set(texts)) > 2))
def test_without_a_name_the_first_molecule_is_no_name(texts):
    table = read_text("\n".join(texts))
    assert facts(table) == [("column_1", Kind.MOLECULE)]
    assert (table.texts("column_1"), codes(table)) == (texts, ["T022"])


@given(
    st.lists(st.tuples(molecules, st.none() | names), min_size=1, max_size=20), st.sampled_from(" \t"), st.booleans()
)
def test_a_list_of_structures_comes_back_as_it_was(rows, blank, headed):
    lines = [f"SMILES{blank}code"] * headed + [text if name is None else f"{text}{blank}{name}" for text, name in rows]
    table = read_bytes("\n".join(lines).encode(), "library.smi")
    assert table.texts(table.names[0]) == [text for text, _ in rows]
    called = [name for _, name in rows]
    if headed or any(called):
        assert facts(table) == [
            ("SMILES" if headed else "smiles", Kind.MOLECULE),
            ("code" if headed else "name", Kind.TEXT),
        ]
        assert [name for name in table.texts(table.names[1]) if name] == [
            name for name in called if name and not missing(name)
        ]
    else:
        assert facts(table) == [("smiles", Kind.MOLECULE)]


def missing(name: str) -> bool:
    return name == "NA" or name.casefold() in {"nan", "null", "nil", "nat", "nodata", "missing"}


@pytest.mark.parametrize("name", ["a.smi", "a.SMILES", "a.ism", "a.smi.gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_file_and_stream_read_a_list_alike(tmp_path, name, encoding):
    path = tmp_path / name
    data = LIST.encode(encoding)
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    table, scan = Table.read(path), Scan(path)
    assert table.frame.rows() == pl.concat(scan.blocks()).rows() == ROWS
    assert table.columns == scan.columns == scan.prepare().columns
    assert ("T025" in codes(table)) is ("T025" in codes(scan.prepare())) is (encoding == "utf-16")


def test_a_list_without_its_ending_is_told_by_its_molecules(tmp_path):
    path = tmp_path / "library.txt"
    path.write_text("\n".join(f"{text} compound {place}" for place, text in enumerate(SMILES)), encoding="utf-8")
    table = Table.read(path)
    assert facts(table) == [("smiles", Kind.MOLECULE), ("name", Kind.TEXT)]
    assert table.texts("name")[1] == "compound 1"
    assert pl.concat(Scan(path).blocks()).equals(table.frame)


@pytest.mark.parametrize("text", ["SMILES\tID\tMW\nCCO\ta\t46\nCCN\tb\t45\n", "SMILES,ID,MW\nCCO,a,46\nCCN,b,45\n"])
def test_a_table_that_is_called_a_list_is_a_table(tmp_path, text):
    path = tmp_path / "library.smiles"
    path.write_text(text, encoding="utf-8")
    table = Table.read(path)
    assert table.names == tuple(column.name for column in Scan(path).columns) == ("SMILES", "ID", "MW")
    assert table.values("MW").tolist() == [46.0, 45.0]


def test_what_was_stated_of_a_list_holds():
    table = read_bytes(b"CCO a\nCCN b\nCCC a\n", "a.smi", Stated(kinds={"name": Kind.CATEGORY}))
    assert table["name"].kind is Kind.CATEGORY
    with pytest.raises(Refusal, match="T004"):
        read_bytes(b"CCO a\nCCN b\n", "a.smi", Stated(kinds={"name": "colour"}))


def test_the_first_molecule_of_a_table_without_names_is_kept():
    table = read_text("\n".join(f"{text}\tname {place}" for place, text in enumerate(SMILES)))
    assert (len(table), facts(table)[0]) == (len(SMILES), ("column_1", Kind.MOLECULE))
    assert len(read_text("Fe2O3,rust\nAl2O3,corundum\nMgAl2O4,spinel\nSrTiO3,tausonite\nBaTiO3,barium titanate")) == 5


def test_methane_alone_is_no_unit():
    assert read_text("smiles\nC\nCC\nCCC\nCC=O").texts("smiles") == ["C", "CC", "CCC", "CC=O"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("composition\nFe2O3\nAl2O3\nTiO2\n", Kind.FORMULA),
        ("grade\n" + "A-1\nB-2\nC-3\n" * 3, Kind.CATEGORY),
        ("cas\n64-17-5\n67-56-1\n71-43-2\n108-88-3\n7732-18-5\n67-64-1\n", Kind.CATEGORY),
        ("CCO\nCCN\nCCC\nCC=O\nC1CC1\nCCF\nCCCl\n", Kind.CATEGORY),
    ],
)
def test_one_column_of_formulas_or_labels_is_a_table(text, kind):
    table = read_text(text)
    assert [column.kind for column in table.columns] == [kind]
    assert len(table) == len(text.split()) - (not text.startswith("CCO"))


def test_a_sheet_of_molecules_is_a_table_and_one_of_words_is_none():
    def book(*cells):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as made:
            for name, column in cells:
                made.add_worksheet(name).write_column(2, 1, column)
        return buffer.getvalue()

    cover = ("cover", ["Contents", "Data", "Units", "Methods", "Authors", "Remarks", "Licence"])
    assert facts(read_bytes(book(("A", ["smiles", *SMILES])), "x.xlsx")) == [("smiles", Kind.MOLECULE)]
    assert read_bytes(book(cover, ("library", ["smiles", *SMILES])), "x.xlsx").source.sheet == "library"
    with pytest.raises(Refusal, match="T015"):
        read_bytes(book(cover), "x.xlsx")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (AN_INTRODUCTION, "T015"),
        ("grade\nA-1\nB-2\n", "T015"),
        ("smiles\n", "T015"),
        ("<root>\n" + "<item>x</item>\n" * 9 + "</root>\n", "T015"),
        ("-----BEGIN KEY-----\n" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n" * 9, "T015"),
        ("".join(f'"{text}",\n' for text in SMILES), "T015"),
        ('[\n"' + '",\n"'.join(SMILES) + '"\n]\n', "T010"),
        ('{"smiles":\n' + COLUMN + "}", "T010"),
        ("<html><body>" + COLUMN + "</body></html>", "T015"),
    ],
)
def test_what_is_no_table_is_refused_as_before(text, code):
    assert refused(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [(AN_INTRODUCTION, "T015"), ("", "T009"), ("smiles\n", "T016"), ("%PDF-1.7", "T010"), ("<html></html>", "T015")],
)
def test_what_is_no_list_is_refused_whatever_it_is_called(text, code):
    assert refused(text, "library.smi") == code


def test_packed_files_are_read_as_what_they_hold(tmp_path):
    text = "smiles,y\n" + "".join(f"{text},{place}\n" for place, text in enumerate(SMILES))
    parquet = io.BytesIO()
    read_text(text).frame.write_parquet(parquet)
    for data in (text.encode(), parquet.getvalue()):
        path = tmp_path / "library.csv.gz"
        path.write_bytes(gzip.compress(data))
        assert Table.read(path).frame.equals(read_text(text).frame)
    path.write_bytes(gzip.compress(text.encode()))
    assert pl.concat(Scan(path).blocks()).equals(read_text(text).frame)


def test_a_packed_parquet_file_is_not_streamed(tmp_path):
    path, parquet = tmp_path / "library.parquet.gz", io.BytesIO()
    pl.DataFrame({"smiles": SMILES}).write_parquet(parquet)
    path.write_bytes(gzip.compress(parquet.getvalue()))
    with pytest.raises(Refusal, match="T217"):
        list(Scan(path).blocks())


@pytest.mark.parametrize("name", ["library.smi.gz", "library.csv.gz"])
def test_a_packed_file_that_was_cut_off_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress((COLUMN + "\n").encode() * 500)[:-20])
    for read in (Table.read, lambda path: list(Scan(path).blocks())):
        with pytest.raises(Refusal, match="T013"):
            read(path)


def test_an_archive_of_files_and_one_that_fills_the_memory_are_refused(monkeypatch):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"))
    with pytest.raises(Refusal, match="T010"):
        read_bytes(packed.getvalue(), "x.tar.gz")
    monkeypatch.setattr(sys.modules["sanhak.table.read.container"], "_UNPACKED", 10_000)
    with pytest.raises(Refusal, match="T253"):
        read_bytes(gzip.compress(b"1,2\n" * 100_000), "x.csv.gz")
