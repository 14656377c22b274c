"""Lists of structures, plain and packed, read block by block."""

import gzip

import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.table.prepare import Scan, long_smiles

LINES = "CCO ethanol\nCCN\tethyl amine\nCCC\n\nC1CC  broken\n"
ROWS = [("CCO", "ethanol"), ("CCN", "ethyl amine"), ("CCC", None), (None, None), ("C1CC", "broken")]


def write(path, text):
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["a.smi", "a.SMI", "a.smi.gz"])
@pytest.mark.parametrize("head", ["", "smiles id\n", "\ufeff"])
def test_each_line_is_a_structure_and_a_name(tmp_path, name, head):
    scan = Scan(write(tmp_path / name, head + LINES))
    assert pl.concat(scan.blocks()).rows() == ROWS
    assert [column.name for column in scan.columns] == ["smiles", "id" if head.startswith("smiles") else "name"]


def test_blocks_are_the_rows_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(long_smiles, "_BLOCK", 2)
    blocks = list(Scan(write(tmp_path / "a.smi", LINES)).blocks())
    assert [len(block) for block in blocks] == [2, 2, 1]
    assert pl.concat(blocks).rows() == ROWS


@pytest.mark.parametrize(("text", "code"), [("", "T009"), ("smiles\n", "T016")])
def test_a_file_of_no_rows_is_refused(tmp_path, text, code):
    with pytest.raises(Refusal, match=code):
        _ = Scan(write(tmp_path / "a.smi", text)).columns


def test_a_byte_further_down_that_is_no_letter_is_refused(tmp_path):
    path = tmp_path / "a.smi"
    path.write_bytes(LINES.encode() * 5_000 + b"CCO \xff\n")
    with pytest.raises(Refusal, match="T014"):
        list(Scan(path).blocks())


def test_steps_of_preparation_take_it_too(tmp_path):
    table = Scan(write(tmp_path / "a.smi", LINES)).prepare()
    assert table.texts("name")[1] == "ethyl amine"


def test_a_packed_file_that_was_cut_off_is_refused(tmp_path):
    path = write(tmp_path / "a.smi.gz", LINES * 500)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Refusal, match="T013"):
        list(Scan(path).blocks())


def test_blocks_of_other_long_files_are_their_rows(tmp_path):
    frame = pl.DataFrame({"smiles": ["CCO", "CCN", "c1ccccc1"], "price": [1.5, None, 3.0]})
    frame.write_csv(tmp_path / "a.csv")
    frame.write_parquet(tmp_path / "a.parquet")
    for name in ("a.csv", "a.parquet"):
        assert pl.concat(Scan(tmp_path / name).blocks()).equals(frame)
