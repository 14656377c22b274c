"""``sanhak next``: the next runs of a campaign, written into the workbook or the text that a person keeps."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from sanhak.areas import areas
from sanhak.areas.process.campaign import Campaign
from sanhak.serve.cli import main
from sanhak.study.file import write_study

KILLING = Path(__file__).parents[3] / "bench" / "interruptions" / "killing.py"
QUESTION = Campaign(
    factors={"T": (20.0, 90.0), "base": ["KOAc", "CsOAc", "K2CO3"]},
    maximize="yield",
    keep={"impurity": (None, 2.0)},
    batch=2,
    units={"T": "degC", "yield": "%"},
)
NAMES = ["run", "T [°C]", "base", "yield [%]", "impurity", "status"]


@pytest.fixture(autouse=True)
def _real(monkeypatch, _plain):
    monkeypatch.setattr("sanhak.areas.areas", areas)


@pytest.fixture
def book(tmp_path):
    """A workbook with the study on its first sheet, and no runs yet."""
    return write_study(QUESTION, tmp_path / "campaign.xlsx")


def runs(book, sheet="Runs"):
    """The cells of the sheet of runs, without its names."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(book)[sheet].iter_rows(min_row=2)]


def fill(book, *rows, sheet="Runs"):
    """Fill in cells of the sheet of runs: row, column, value."""
    workbook = openpyxl.load_workbook(book)
    for row, column, value in rows:
        workbook[sheet].cell(row + 1, NAMES.index(column) + 1, value)
    workbook.save(book)


def test_a_campaign_goes_on_in_one_workbook(sanhak, book):
    code, said, _ = sanhak("next", book)
    assert code == 0
    assert "Run these 2 runs first" in said
    assert [cell.value for cell in openpyxl.load_workbook(book)["Runs"][1]] == NAMES
    assert [(row[0], row[3], row[5]) for row in runs(book)] == [(1, None, "planned"), (2, None, "planned")]
    fill(book, (1, "yield [%]", "45,3 %"), (1, "impurity", 0.5), (2, "yield [%]", "did not dissolve"))
    code, said, _ = sanhak("next", book, "-o", "answer.json")
    assert code == 0
    assert "Best so far is run 1 with yield of 45" in said
    assert "D049 By the words in their results (did not dissolve), these runs count as failed: 2." in said
    assert [row[0] for row in runs(book)] == [1, 2, 3, 4]
    assert runs(book)[0][3] == "45,3 %"
    assert Path("answer.json").exists()
    assert [row[0] for row in runs(book.with_name("campaign.bak.xlsx"))] == [1, 2]


def test_asking_twice_plans_nothing_twice(sanhak, book):
    sanhak("next", book)
    before = book.read_bytes()
    code, said, _ = sanhak("next", book)
    assert code == 0
    assert "2 rows still wait for results" in said
    assert "1, 2" in said
    assert book.read_bytes() == before


def test_a_batch_is_filled_up_and_more_is_planned_only_when_asked(sanhak, book):
    sanhak("next", book)
    fill(book, (1, "yield [%]", 45.3))
    sanhak("next", book)
    assert [row[0] for row in runs(book)] == [1, 2, 3]
    sanhak("next", book, "--more")
    assert [row[0] for row in runs(book)] == [1, 2, 3, 4, 5]
    settings = [(row[1], row[2]) for row in runs(book)]
    assert len(set(settings)) == len(settings)  # what runs is imagined, and not planned again


def test_korean_sheets_and_words_are_read_and_written(sanhak, tmp_path):
    book = write_study(QUESTION, tmp_path / "캠페인.xlsx", "ko")
    code, said, _ = sanhak("--lang", "ko", "next", book)
    assert code == 0
    assert "결과" in said
    assert [row[5] for row in runs(book, "실험")] == ["계획", "계획"]
    fill(book, (1, "yield [%]", 45.3), (2, "yield [%]", "녹지 않음"), sheet="실험")
    code, said, _ = sanhak("--lang", "ko", "next", book)
    assert code == 0
    assert "D049" in said
    assert [row[0] for row in runs(book, "실험")] == [1, 2, 3, 4]


def test_run_takes_the_tables_from_the_sheets_of_the_workbook(sanhak, book):
    sanhak("next", book)
    fill(book, (1, "yield [%]", 45.3), (2, "yield [%]", 30), (1, "impurity", 1), (2, "impurity", 1))
    before = book.read_bytes()
    code, said, _ = sanhak("run", book, "-o", "answer.json")
    assert code == 0
    assert "Best so far is run 1" in said
    assert book.read_bytes() == before


@pytest.mark.parametrize("name", ["runs.csv", "runs.xlsx"])
def test_a_text_has_its_runs_beside_it(sanhak, tmp_path, name):
    study = write_study(QUESTION, tmp_path / "campaign.yaml")
    table = tmp_path / name
    assert sanhak("next", study, "--data", table)[0] == 0
    assert sanhak("next", study, "--data", f"runs={table}", "--more")[0] == 0
    code, said, _ = sanhak("next", study, "--data", table)
    assert "4 rows still wait" in said
    code, _, told = sanhak("next", study)
    assert code == 2
    assert "--data" in told


def test_names_alone_on_the_sheet_keep_their_place_and_units(sanhak, book):
    workbook = openpyxl.load_workbook(book)
    workbook["Runs"].append(["No.", "who", "base", "T [°C]", "yield [%]", "impurity [%]", "status"])
    workbook.save(book)
    code, _, _ = sanhak("next", book)
    assert code == 0
    assert [(row[0], row[1], row[6]) for row in runs(book)] == [(1, None, "planned"), (2, None, "planned")]
    assert all(isinstance(row[3], float | int) and row[2] in QUESTION.factors["base"] for row in runs(book))
    assert len(runs(book)[0]) == 7


def test_a_table_in_another_unit_than_the_study_is_refused(sanhak, book):
    workbook = openpyxl.load_workbook(book)
    workbook["Runs"].append(["run", "T [K]", "base", "yield [%]", "impurity", "status"])
    workbook["Runs"].append([1, 330, "KOAc", 45, 1, "done"])
    workbook.save(book)
    code, _, told = sanhak("next", book)
    assert code == 1
    assert "D041" in told
    assert "K" in told


def test_a_file_in_use_is_refused_and_stays_as_it_was(sanhak, book):
    before = book.read_bytes()
    book.with_name("~$campaign.xlsx").write_bytes(b"")
    code, _, told = sanhak("next", book)
    assert (code, book.read_bytes()) == (1, before)
    assert "S063" in told
    assert not book.with_name(".campaign.xlsx.lock").exists()


def test_a_study_that_does_not_go_on_is_refused_with_those_that_do(sanhak, tmp_path):
    study = tmp_path / "study.yaml"
    study.write_text("study: process.setpoints\ncontrols: {T: [60, 95]}\nmaximize: yield\n")
    code, _, told = sanhak("next", study, "--data", "data.csv")
    assert code == 1
    assert "S066" in told
    assert "process.campaign" in told


def test_a_renamed_factor_is_refused_with_the_near_name(sanhak, book):
    sanhak("next", book)
    workbook = openpyxl.load_workbook(book)
    workbook["Runs"]["C1"] = "bases"
    workbook.save(book)
    code, _, told = sanhak("next", book, "--more")
    assert code == 1
    assert "T001" in told
    assert "bases" in told


def test_a_factor_that_came_in_midway_gets_its_column(sanhak, book):
    sanhak("next", book)
    fill(book, (1, "yield [%]", 45.3), (2, "yield [%]", 40))
    wider = QUESTION.model_copy(update={"factors": {**QUESTION.factors, "equiv": (0.0, 2.0)}, "before": {"equiv": 0.0}})
    study = write_study(wider, book.with_name("wider.yaml"))
    code, said, _ = sanhak("next", study, "--data", book)
    assert code == 0
    assert "D051 Before it was a factor, equiv stood at 0; it is taken so in 2 runs." in said
    cells = openpyxl.load_workbook(book)["Runs"]
    assert cells.cell(1, 7).value == "equiv"
    assert cells.cell(2, 7).value is None
    assert cells.cell(4, 7).value is not None


def test_a_new_campaign_is_a_workbook_to_be_filled_in(sanhak):
    code, said, _ = sanhak("new", "process.campaign")
    assert code == 0
    assert "sanhak next campaign.xlsx" in said
    workbook = openpyxl.load_workbook("campaign.xlsx")
    assert workbook.sheetnames == ["Study", "Runs", "Lists"]
    sheet = workbook["Study"]
    field = {cell.value: cell.row for cell in reversed(sheet["A"]) if cell.value}
    sheet.cell(field["factors"], 2, "T"), sheet.cell(field["factors"], 3, 20), sheet.cell(field["factors"], 4, 90)
    for row, (name, level) in enumerate([("base", "KOAc"), (None, "CsOAc"), ("stirring", 200), (None, 400)], 1):
        sheet.cell(field["factors"] + row, 2, name)
        sheet.cell(field["factors"] + row, 5, level)
    sheet.cell(field["maximize"], 3, "yield")
    workbook.save("campaign.xlsx")
    code, _, told = sanhak("next", "campaign.xlsx")
    assert (code, told) == (0, "Reading the runs\n")
    rows = runs("campaign.xlsx")
    assert len(rows) == 5
    assert {row[2] for row in rows} == {"KOAc", "CsOAc"}
    assert {row[3] for row in rows} == {200, 400}


def test_wherever_it_is_killed_the_file_is_whole_and_goes_on():
    done = subprocess.run(
        [sys.executable, KILLING, "2", "0", "6"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_help_names_the_command(capsys):
    assert main(["--lang", "ko", "next", "--help"]) == 0
    assert "--more" in capsys.readouterr().out
