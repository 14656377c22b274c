"""Findings: coded, stored as code and parameters, spoken in the reader's language; a refusal carries them."""

from __future__ import annotations

import json

import pytest

from sanhak.finding import Finding, Refusal, Severity, near, page, rule, rules, worst
from sanhak.study.findings import TableMissing
from sanhak.table.findings import NoSuchColumn


def test_a_finding_speaks_code_fact_reason_and_remedy():
    spoken = NoSuchColumn(column="yeild", near=("yield",)).render()
    assert spoken == (
        "T001 The table has no column yeild. Nearest: yield. "
        "A question about a column that is not there has no answer. "
        "Correct the name, or look at the columns with: sanhak look."
    )


def test_a_finding_survives_json():
    finding = TableMissing(kind="process.setpoints", needed=("data",), given=("a", "b"))
    assert Finding.load(json.loads(json.dumps(finding.dump()))) == finding


def test_a_code_that_no_rule_has_is_a_key_error():
    with pytest.raises(KeyError):
        Finding.load({"code": "Z999", "severity": "note", "params": {}})


def test_a_code_cannot_be_used_twice():
    before = rules()
    with pytest.raises(ValueError, match="T001 is already the code of NoSuchColumn"):

        @rule("T001", Severity.NOTE)
        class Second(Finding):
            says = why = act = ""

    assert rules() == before


def test_rules_come_in_the_order_of_their_codes():
    assert list(rules()) == sorted(rules())


def test_a_page_is_the_docstring_paragraph_by_paragraph():
    paragraphs = page("T001")
    assert paragraphs[0].message == "A column was named that the table does not have."
    assert len(paragraphs) == 3
    assert all("\n" not in paragraph.message and "  " not in paragraph.message for paragraph in paragraphs)


def test_the_worst_finding_is_the_first_of_the_most_severe(monkeypatch):
    monkeypatch.setattr("sanhak.finding._RULES", {})

    @rule("X001", Severity.NOTE)
    class Note(Finding):
        says = why = act = ""

    @rule("X002", Severity.WARN)
    class Warn(Finding):
        says = why = act = ""
        which: int

    assert worst([]) is None
    assert worst([Note(), Warn(which=1), Warn(which=2)]) == Warn(which=1)


def test_near_names_come_nearest_first_whatever_their_case():
    assert near("Process.SetPoint", ["drug.dose", "process.setpoints"]) == ("process.setpoints",)
    assert near("maximise", ["minimize", "maximize"]) == ("maximize", "minimize")
    assert near("수률", iter(["불순물", "수율"])) == ("수율",)
    assert near("zzz", ["process"]) == near("", ["process"]) == near("process", []) == ()


def test_no_more_than_three_near_names_are_told_and_names_that_differ_in_case_only_are_two():
    assert near("Tjacket", ["t_jacket", "T_jacket"]) == ("t_jacket", "T_jacket")
    assert near("T_1", [f"T_{tag}" for tag in range(10, 20)] + ["T_1"])[0] == "T_1"
    assert len(near("T_1", [f"T_{tag}" for tag in range(10, 20)])) == 3


def test_severities_have_an_order():
    assert [severity.rank for severity in (Severity.NOTE, Severity.WARN, Severity.REFUSE)] == [0, 1, 2]


def test_a_refusal_prints_its_findings_one_a_line():
    refusal = Refusal(NoSuchColumn(column="a", near=()), NoSuchColumn(column="b", near=()))
    assert [line[:35] for line in str(refusal).splitlines()] == [
        "T001 The table has no column a. Nea",
        "T001 The table has no column b. Nea",
    ]
    assert refusal.findings[1].params == {"column": "b", "near": ()}
