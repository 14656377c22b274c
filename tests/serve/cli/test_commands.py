"""Each command does what it says, and refuses with a code what it cannot do."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from tests.study.kinds import KINDS, Everything

from sanhak.model.prediction import LEVELS, LabelPrediction, Prediction
from sanhak.run import Cancelled
from sanhak.serve.cli.looking import sketch
from sanhak.study.file import read_study, write_study


def test_look_shows_columns_with_units_kinds_and_distributions(sanhak, data):
    code, said, _ = sanhak("look", data)
    assert code == 0
    assert "40 rows, 5 columns" in said
    line = next(line for line in said.splitlines() if line.startswith("T_jacket"))
    assert "°C" in line
    assert "▁" in line or "█" in line
    assert "sanhak new test.kinds" in said


def test_look_writes_a_page_where_asked(sanhak, data, tmp_path):
    code, _, _ = sanhak("look", data, "--html", tmp_path / "look.html")
    assert code == 0
    assert "T_jacket" in (tmp_path / "look.html").read_text(encoding="utf-8")


def test_units_and_kinds_may_be_told(sanhak, data):
    said = sanhak("look", data, "--unit", "catalyst=kg", "--kind", "ambient=category")[1]
    assert "kg" in next(line for line in said.splitlines() if line.startswith("catalyst"))


def test_a_sketch_rises_where_values_are():
    assert sketch([0.0] * 8 + [11.0]) == "█" + " " * 10 + "▁"
    assert sketch([3.0, 3.0]) == "█"
    assert len(sketch([-1e308, 1e308])) == 12


@pytest.mark.parametrize("ending", [".yaml", ".xlsx", ".json"])
def test_new_writes_a_study_that_is_read_again_and_answered(sanhak, data, tmp_path, ending):
    path = tmp_path / f"mine{ending}"
    code, said, _ = sanhak("new", "test.kinds", "--data", data, "-o", path)
    assert code == 0
    assert f"sanhak run {path}" in said
    study = read_study(path, KINDS)
    assert study.maximize == "yield"
    assert set(study.controls) == {"T_jacket", "catalyst"}
    assert sanhak("run", path, "--data", data)[0] == 0


@pytest.mark.parametrize("ending", [".yaml", ".xlsx", ".json"])
def test_a_kind_that_needs_no_table_is_begun_and_answered_without_one(sanhak, data, tmp_path, ending):
    path = tmp_path / f"mine{ending}"
    code, said, _ = sanhak("new", "test.alone", "-o", path)
    assert code == 0
    assert f"sanhak run {path}" in said
    assert "--data" not in said
    assert "0 rows were read." in sanhak("run", path)[1]
    assert "0 rows were read." in sanhak("show", "answer")[1]
    assert "40 rows were read." in sanhak("run", path, "--data", data)[1]
    assert "0 rows were read." in sanhak("run", path, "--data", f"prices={data}")[1]


def test_new_never_replaces_what_somebody_may_have_filled_in(sanhak, data, tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text("mine")
    code, _, beside = sanhak("new", "test.kinds", "--data", data)
    assert code == 1
    assert "S018" in beside
    assert path.read_text() == "mine"
    assert sanhak("new", "test.kinds", "--data", data, "--replace")[0] == 0


def test_run_prints_and_writes_the_answer_and_show_prints_it_again(sanhak, study, data, tmp_path):
    code, said, beside = sanhak("run", study, "--data", f"data={data}", "--seed", 7)
    assert code == 0
    assert "40 rows were read." in said
    assert "Counting rows" in beside
    names = {path.name for path in (tmp_path / "answer").iterdir()}
    assert {"answer.json", "answer.xlsx", "report.en.html", "report.ko.html"} <= names
    assert json.loads((tmp_path / "answer" / "answer.json").read_text("utf-8"))["provenance"]["seed"] == 7
    code, again, _ = sanhak("show", "answer")
    assert code == 0
    assert "40 rows were read." in again


def test_a_long_file_is_streamed_where_it_is_asked_for(sanhak, tmp_path):
    lines = [f"2026-03-{day:02} {hour:02}:00:00,{60 + hour},{90 - day}" for day in range(1, 29) for hour in range(24)]
    (tmp_path / "history.csv").write_text("\n".join(["time,T_jacket [degC],yield [%]", *lines, ""]))
    study = "study: test.kinds\ncontrols: {T_jacket: [60, 95]}\nmaximize: yield\nprepare: {resample: 1 d}\n"
    (tmp_path / "study.yaml").write_text(study)
    code, said, _ = sanhak("run", "study.yaml", "--data", "history.csv", "--scan")
    assert code == 0
    assert "29 rows were read." in said
    provenance = json.loads((tmp_path / "answer" / "answer.json").read_text("utf-8"))["provenance"]
    assert provenance["data"]["data"]["rows"] == len(lines)
    assert provenance["data"]["data"]["hash"] == sha256((tmp_path / "history.csv").read_bytes()).hexdigest()
    code, _, beside = sanhak("run", "study.yaml", "--data", "history.csv", "--scan", "--sheet", "1")
    assert (code, beside[:4]) == (1, "T018")


def test_layout_and_span_of_held_values_may_be_told(sanhak, tmp_path):
    lines = [f"2026-03-02 {hour:02}:00:00,{tag},{hour}" for hour in range(20) for tag in ("TI-1.PV", "FIC-2.PV")]
    lines.append("2026-03-09 00:00:00,TI-1.PV,5")
    (tmp_path / "records.csv").write_text("\n".join(["time,tag,value", *lines, ""]))
    assert "TI-1.PV" in sanhak("look", "records.csv")[1]
    wide = sanhak("look", "records.csv", "--layout", "wide")[1]
    assert "41 rows, 3 columns" in wide
    asked = sanhak("look", "records.csv", "--layout", "long", "--held", "30 d")[1]
    assert asked != sanhak("look", "records.csv", "--layout", "long", "--held", "1 min")[1]
    for words, code in ((("--layout", "tall"), "T142"), (("--held", "soon"), "T200")):
        assert sanhak("look", "records.csv", *words)[2].startswith(code)


def test_run_speaks_korean(sanhak, study, data):
    assert "답을 쓴 곳" in sanhak("--lang", "ko", "run", study, "--data", data)[1]


@pytest.mark.parametrize(
    ("words", "code_of_finding"),
    [
        (["run", "none.yaml", "--data", "data.csv"], "S004"),
        (["run", "study.yaml", "--data", "none.csv"], "T"),
        (["look", "none.csv"], "T"),
        (["look", "broken.xlsx"], "T"),
        (["run", "tag.yaml", "--data", "data.csv"], "S007"),
        (["run", "missing.yaml", "--data", "data.csv"], "S012"),
        (["run", "study.yaml", "--data", "data.csv", "-o", "answer.pdf"], "S001"),
        (["run", "study.yaml", "--data", "data.csv", "--time", "tiem"], "T"),
        (["show", "none"], "R05"),
        (["predict", "none", "data.csv"], "R05"),
        (["new", "test.kinds", "--data", "data.csv", "-o", "study.docx"], "S017"),
    ],
)
def test_a_refusal_has_its_code_and_nothing_is_written(sanhak, study, data, tmp_path, words, code_of_finding):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "tag.yaml").write_text("study: !x test.kinds")
    (tmp_path / "missing.yaml").write_text("study: test.kinds")
    before = sorted(tmp_path.iterdir())
    code, _, beside = sanhak(*words)
    assert code == 1
    assert beside.startswith(code_of_finding)
    assert sorted(tmp_path.iterdir()) == before


def test_a_full_disk_is_refused_and_leaves_nothing(sanhak, study, data, tmp_path, monkeypatch):
    import errno

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    code, _, beside = sanhak("run", study, "--data", data)
    assert code == 1
    assert "S003" in beside
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "study.yaml"]


@pytest.mark.parametrize("end", [KeyboardInterrupt, Cancelled])
def test_stopping_in_the_middle_leaves_no_answer(sanhak, study, data, tmp_path, monkeypatch, end):
    def stop(*_):
        raise end

    monkeypatch.setattr(Everything, "answer", stop)
    code, _, beside = sanhak("run", study, "--data", data)
    assert code == 130
    assert "Stopped" in beside
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "study.yaml"]


class Numbers:
    """A model that predicts one for each row."""

    inputs = ()

    def predict(self, table):
        rows = len(table)
        quantiles = np.tile(LEVELS, (rows, 1))
        return Prediction(quantiles, np.arange(rows, dtype=np.int8) % 3, np.ones(rows), "%")


class Labels:
    """A model that knows two labels."""

    inputs = ()

    def predict(self, table):
        rows = len(table)
        chances, sets = np.tile([0.2, 0.8], (rows, 1)), np.tile([True, True], (rows, 1))
        return LabelPrediction(chances, ("good", "bad"), sets, np.zeros(rows, dtype=np.int8))


@pytest.fixture
def answered(sanhak, study, data, monkeypatch):
    """An answer with two models."""
    from sanhak.serve.report import read_folder

    assert sanhak("run", study, "--data", data)[0] == 0
    answer = replace(read_folder("answer"), models={"yield": Numbers(), "grade": Labels()})
    monkeypatch.setattr("sanhak.serve.report.read_folder", lambda _: answer)


@pytest.mark.usefixtures("answered")
def test_predict_gives_value_interval_and_place_for_each_outcome(sanhak, data, tmp_path):
    code, said, _ = sanhak("predict", "answer", data, "-o", "out.csv")
    assert code == 0
    assert "and 20 further rows" in said
    written = pl.read_csv(tmp_path / "out.csv")
    assert written["yield [%], predicted"].to_list() == [1.0] * 40
    assert written["yield [%], lower end"][0] == pytest.approx(0.05)
    assert written["yield [%], upper end"][0] == pytest.approx(0.95)
    assert written["yield, place"].head(3).to_list() == ["inside", "edge", "outside"]
    assert written["grade, predicted"][0] == "bad"
    assert written["grade, chance"][0] == 0.8
    assert written["grade, not excluded"][0] == "good | bad"
    assert written.width == 5 + 4 + 4
    assert "T_jacket [°C]" in written.columns


@pytest.mark.usefixtures("answered")
def test_rows_that_were_predicted_before_are_predicted_anew(sanhak, data, tmp_path):
    assert sanhak("predict", "answer", data, "-o", "once.csv")[0] == 0
    assert sanhak("predict", "answer", "once.csv", "-o", "twice.csv")[0] == 0
    assert pl.read_csv(tmp_path / "twice.csv").columns == pl.read_csv(tmp_path / "once.csv").columns


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_predictions_are_written_under_each_ending(sanhak, data, tmp_path, ending):
    assert sanhak("predict", "answer", data, "-o", f"out{ending}")[0] == 0
    assert (tmp_path / f"out{ending}").stat().st_size > 1000


@pytest.mark.usefixtures("answered")
def test_predictions_speak_korean(sanhak, data):
    assert "yield, 위치" in sanhak("--lang", "ko", "predict", "answer", data)[1]


def test_an_answer_without_a_model_cannot_predict(sanhak, study, data):
    sanhak("run", study, "--data", data)
    code, _, beside = sanhak("predict", "answer", data)
    assert code == 1
    assert beside.startswith("S020")


@pytest.mark.parametrize("sheet", ["Data", "데이터", "data"])
def test_a_study_in_excel_may_hold_its_table_as_a_sheet(sanhak, tmp_path, data, sheet):
    book = write_study(Everything(controls={"T_jacket": (60, 95)}, maximize="yield"), tmp_path / "study.xlsx")
    workbook = openpyxl.load_workbook(book)
    page = workbook.create_sheet(sheet)
    for line in data.read_text().splitlines():
        page.append(line.split(","))
    workbook.save(book)
    code, said, _ = sanhak("run", book, "-o", "answer.json")
    assert code == 0
    assert "40 rows were read." in said
