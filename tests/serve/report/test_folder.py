"""The answer folder comes back as it went, is refused when it is not, and appears whole or not at all."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sanhak.finding import Refusal
from sanhak.serve.report import folder as room
from sanhak.serve.report import read_folder
from sanhak.serve.report.folder import FORMAT, MANIFEST
from sanhak.table.findings import NoSuchColumn
from serve.report import sample

QUICK = replace(sample.answer(), figures=())


@pytest.fixture(autouse=True)
def _own_models(monkeypatch):
    def load(folder, places):
        return {
            name: sample.Constant(json.loads((folder / place / "manifest.json").read_text())["level"])
            for name, place in places.items()
        }

    monkeypatch.setattr(room, "_models", load)


@pytest.fixture
def written(tmp_path):
    return QUICK.write(tmp_path / "answer", "ko")


def code_of(path) -> str:
    with pytest.raises(Refusal) as refused:
        read_folder(path)
    return refused.value.findings[0].code


def test_an_answer_comes_back_as_it_went(written):
    back = read_folder(written)
    assert back.dump() == QUICK.dump()
    assert back.tables.keys() == QUICK.tables.keys()
    for name, table in QUICK.tables.items():
        assert back.tables[name].hash == table.hash
        assert back.tables[name].source == table.source
    some = QUICK.tables["window"]
    for name, model in QUICK.models.items():
        assert (back.models[name].predict(some).quantiles == model.predict(some).quantiles).all()


def test_a_folder_holds_all_that_the_page_promises(written):
    names = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert names == {
        "manifest.json", "answer.json", "answer.xlsx", "report.en.html", "report.ko.html",
        "tables/1_window.parquet", "tables/2_후보-조건.parquet", "model/1/manifest.json", "model/2/manifest.json",
    }  # fmt: skip


def test_findings_and_roles_of_tables_come_back(tmp_path):
    table = replace(QUICK.tables["window"], lot="촉매", findings=(NoSuchColumn(column="a", near=("b", "c")),))
    back = read_folder(replace(QUICK, tables={"t": table}, models={}).write(tmp_path / "a")).tables["t"]
    assert (back.findings, back.lot, back.columns) == (table.findings, "촉매", table.columns)


def test_a_later_answer_replaces_an_earlier_one(written):
    replace(QUICK, tables={}).write(written, "en")
    assert not read_folder(written).tables
    assert [path.name for path in written.parent.iterdir()] == ["answer"]


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years")
    with pytest.raises(Refusal) as refused:
        QUICK.write(tmp_path / "mine")
    assert refused.value.findings[0].code == "S060"
    assert (tmp_path / "mine" / "thesis.docx").read_text() == "years"


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_folder_without_answer_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    assert code_of(tmp_path / name) == "R050"


def test_a_newer_answer_is_refused(written):
    manifest = json.loads((written / MANIFEST).read_text())
    (written / MANIFEST).write_text(json.dumps(manifest | {"format": FORMAT + 1, "sanhak": "9.9"}))
    assert code_of(written) == "R051"


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "x"}', '{"format": 1}', '{"format": 1, "fingerprints": {}}'])
def test_a_broken_manifest_is_refused(written, text):
    (written / MANIFEST).write_text(text)
    assert code_of(written) == "R052"


@pytest.mark.parametrize("name", ["answer.json", "tables/1_window.parquet", "model/1/manifest.json"])
def test_a_changed_or_missing_file_is_refused_by_name(written, name):
    (written / name).write_bytes((written / name).read_bytes()[:-1])
    with pytest.raises(Refusal, match=name.replace(".", r"\.")):
        read_folder(written)
    (written / name).unlink()
    assert code_of(written) == "R052"


@pytest.mark.parametrize("kind", ["tables", "models"])
def test_nothing_outside_the_folder_is_read(written, kind):
    manifest = json.loads((written / MANIFEST).read_text())
    manifest[kind] = {"x": "../elsewhere"}
    (written / MANIFEST).write_text(json.dumps(manifest))
    assert code_of(written) == "R052"


def test_an_edited_report_does_no_harm(written):
    (written / "report.ko.html").write_text("mine")
    assert read_folder(written).dump() == QUICK.dump()


@pytest.mark.parametrize("name", ["a.html", "a.xlsx", "a.json", "a"])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, name):
    def full(path, *_args, **_more):
        with path.open("wb") as file:
            file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refusal) as refused:
        QUICK.write(tmp_path / "deep" / name)
    assert refused.value.findings[0].code == "S003"
    assert not list((tmp_path / "deep").iterdir())


def test_a_failed_replacement_brings_the_earlier_answer_back(written, monkeypatch):
    move = Path.replace

    def refuse(path, target):
        if path.name == "answer" and path != written:
            raise PermissionError(errno.EACCES, "in use")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Refusal) as refused:
        replace(QUICK, tables={}).write(written)
    assert refused.value.findings[0].code == "S061"
    assert read_folder(written).tables.keys() == QUICK.tables.keys()


def test_a_place_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refusal) as refused:
        QUICK.write(tmp_path / "file" / "report.html")
    assert refused.value.findings[0].code == "S061"


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(Refusal, match=r"\.html"):
        QUICK.write(tmp_path / "a.docx")


def test_the_ending_decides_the_form(tmp_path):
    assert QUICK.write(tmp_path / "a.HTML", "ko").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert QUICK.write(tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_a_notebook_shows_the_report_in_a_frame_of_its_own():
    assert QUICK._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')


def test_the_first_line_of_a_script_is_enough_to_write_every_form():
    code = (
        "import sanhak, sys; from sanhak.writers import WRITERS; print(*WRITERS); print('sanhak.serve' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == [".html", ".xlsx", ".zip", ".ics", "False"]


def test_models_are_read_by_the_model_room(tmp_path, monkeypatch):
    monkeypatch.undo()
    assert room._models(tmp_path, {}) == {}
    from sanhak.model import model

    seen = []
    monkeypatch.setattr(model.Model, "load", staticmethod(lambda path: seen.append(path) or "model"))
    assert room._models(tmp_path, {"y": "model/1"}) == {"y": "model"}
    assert seen == [tmp_path / "model/1"]
