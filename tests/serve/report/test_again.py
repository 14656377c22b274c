"""Run it again: the texts to copy hold the study's own values and nothing that is a default."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sanhak.serve.report.again import again, title_of
from sanhak.study.file import read_study
from serve.report import sample

ORIGIN = sample.answer().provenance
FACTS = ORIGIN.data["data"]


def test_the_study_file_is_read_back_as_the_same_study(tmp_path):
    from sanhak.areas.process.setpoints import SetPoints

    file = tmp_path / "study.yaml"
    file.write_text(again(ORIGIN).file, encoding="utf-8")
    assert read_study(file, {"process.setpoints": SetPoints}) == SetPoints(**ORIGIN.study)


def test_a_seed_is_kept():
    seeded = again(replace(ORIGIN, seed=7))
    assert seeded.command.endswith(" --seed 7")
    assert "Run(seed=7)" in seeded.python
    compile(seeded.python, "again.py", "exec")


def test_several_tables_are_named():
    both = replace(ORIGIN, data={"crews": FACTS, "jobs": {**FACTS, "name": "jobs.csv", "sheet": None}})
    texts = again(both)
    assert texts.command == "sanhak run study.yaml --data crews=반응기_2026.xlsx --data jobs=jobs.csv"
    compile(texts.python, "again.py", "exec")


def test_a_table_that_was_no_file_gets_a_name_to_replace():
    texts = again(replace(ORIGIN, data={"data": {**FACTS, "name": "Virtual reactor", "sheet": None}}))
    assert texts.command.endswith("--data data.xlsx")
    assert 'table = Table.read("data.xlsx")  # Virtual reactor' in texts.python


def test_a_kind_from_elsewhere_keeps_all_its_values():
    texts = again(replace(ORIGIN, kind="elsewhere.question", study={"a": 1}))
    assert texts.file == "study: elsewhere.question\na: 1"
    assert texts.python == ""
    assert title_of("elsewhere.question").render() == "elsewhere.question"
    assert title_of("process.nothing").render() == "process.nothing"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.xlsx", "a.xlsx"),
        ("my file.xlsx", '"my file.xlsx"'),
        ("$x y.csv", "'$x y.csv'"),
        (r"C:\d\a.csv", r"C:\d\a.csv"),
    ],
)
def test_file_names_are_quoted_as_shells_take_them(name, shown):
    data = {"data": {**FACTS, "name": name}}
    assert again(replace(ORIGIN, data=data)).command == f"sanhak run study.yaml --data {shown}"


def test_python_values_are_python():
    study = {**ORIGIN.study, "today": {"a": 0.25}, "context": {"b": None}, "keep": {"c": [None, 0.5]}}
    text = again(replace(ORIGIN, study=json.loads(json.dumps(study)))).python
    assert 'keep={"c": (None, 0.5)}' in text
    assert 'context={"b": None}' in text
    assert 'today={"a": 0.25}' in text
