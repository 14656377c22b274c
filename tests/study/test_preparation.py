"""Preparation in a study: carried out first, told in the answer, and kept in every form of file."""

import json
from hashlib import sha256

import numpy as np
import pytest
from tests.study.kinds import KINDS, Everything

from sanhak import Table, process
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.file import read_study, write_study
from sanhak.table.prepare import Derive, Exclude, Join, Resample, Scan, Where

STEPS = (
    {"join": "laboratory", "delay": "35 min", "within": "10 min"},
    {"resample": "90 min", "rules": {"[T]": "median", "온도": "last"}},
    {"where": "[TIC-1203.PV] > 3 bar and grade == 'A'", "reason": "steady: yes"},
    {"exclude": [{"start": "2026-03-05T14:30:00", "reason": "stop"}]},
    {"derive": {"ratio": "feed / air", "말": "if(x > 1, 'a', 'b')"}},
    {"fill": ["feed", "air"], "by": "value", "value": 0.0},
    {"genealogy": "made of", "bring": "원료", "parent": "원료 로트", "share": "투입량", "known": 0.9, "scale": True},
)


@pytest.mark.parametrize("ending", [".yaml", ".json", ".xlsx"])
def test_steps_survive_every_form_of_file(tmp_path, ending):
    study = Everything(controls={"T": (0.0, 1.0)}, prepare=STEPS)
    assert [type(step) for step in study.prepare][:5] == [Join, Resample, Where, Exclude, Derive]
    assert read_study(write_study(study, tmp_path / f"study{ending}"), KINDS) == study


def test_a_single_step_needs_no_list_and_a_bad_one_is_refused(tmp_path):
    path = tmp_path / "study.yaml"
    head = "study: tests.everything\ncontrols: {T: [0, 1]}\n"
    kind = next(iter(KINDS))
    path.write_text(head.replace("tests.everything", kind) + "prepare: {where: load > 50 %}\n")
    assert read_study(path, KINDS).prepare == (Where(where="load > 50 %"),)
    path.write_text(head.replace("tests.everything", kind) + "prepare:\n  - wear: load\n")
    with pytest.raises(Refusal, match="T214"):
        read_study(path, KINDS)
    path.write_text(head.replace("tests.everything", kind) + "prepare: much\n")
    with pytest.raises(Refusal, match="S01"):
        read_study(path, KINDS)


def history() -> tuple[Table, Table]:
    rng = np.random.default_rng(0)
    T = rng.uniform(60, 90, 80)
    tags = {"batch": [f"B-{n}" for n in range(80)], "T": T, "load": np.where(np.arange(80) % 10 < 8, 90.0, 5.0)}
    ash = {"batch": [f"b {n}" for n in range(80)], "ash": 3 + (T - 75) ** 2 / 50 + rng.normal(0, 0.1, 80)}
    table = Table.of(tags, units={"T": "degC", "load": "%"}, kinds={"batch": "identifier"})
    return table, Table.of({**ash, "batch": [name.replace("b ", "b-") for name in ash["batch"]]}, units={"ash": "%"})


def test_an_answer_tells_what_was_done_to_the_rows():
    table, laboratory = history()
    study = process.SetPoints(
        controls={"T": (60, 90)},
        minimize="ash",
        prepare=[{"where": "load > 50 %"}, {"join": "laboratory", "on": ["batch"], "columns": ["ash"]}],
    )
    answer = study.solve({"data": table, "laboratory": laboratory}, Run(effort=0.1))
    told = [(part.what.render("en"), part.before, part.after) for part in answer.preparation]
    assert told[:3] == [("data", None, 80), ("Keep rows", 80, 64), ("Join", 64, 64)]
    assert answer.preparation[2].said.render("en").startswith("laboratory was joined where batch agree")
    assert Answer.load(answer.dump()).preparation == answer.preparation
    assert set(answer.provenance.data) == {"data", "laboratory"}
    assert answer.provenance.study["prepare"][0] == {"where": "load > 50 %"}
    assert answer.decision[0].value == pytest.approx(75, abs=3)


def test_a_table_that_a_step_joins_must_be_given():
    table, _ = history()
    study = process.SetPoints(
        controls={"T": (60, 90)}, minimize="ash", prepare=[{"join": "laboratory", "on": ["batch"]}]
    )
    assert study.asks == ("data", "laboratory")
    with pytest.raises(Refusal, match="S002"):
        study.solve(table)


def test_a_study_is_solved_on_a_file_that_is_never_held(tmp_path):
    table, laboratory = history()
    path = tmp_path / "history.parquet"
    study = process.SetPoints(
        controls={"T": (60, 90)},
        minimize="ash",
        prepare=[{"where": "load > 50 %"}, {"join": "laboratory", "on": ["batch"], "columns": ["ash"]}],
    )
    table.frame.rename({"T": "T [degC]", "load": "load [%]"}).write_parquet(path)
    scanned = Scan(path, kinds={"batch": "identifier"})
    answer = study.solve({"data": scanned, "laboratory": laboratory}, Run(effort=0.1))
    held = study.solve({"data": table, "laboratory": laboratory}, Run(effort=0.1))
    assert answer.preparation == held.preparation
    assert answer.decision == held.decision
    data = answer.provenance.data["data"]
    assert (data["name"], data["rows"], data["columns"]) == ("history.parquet", 80, 3)
    assert data["hash"] == sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["number", "date"])
def test_an_answer_comes_back_whatever_its_columns_are_called(name):
    rng = np.random.default_rng(0)
    given = rng.uniform(60, 90, 60)
    table = Table.of({name: given, "ash": (given - 75) ** 2 / 100 + rng.normal(0, 0.2, 60)})
    answer = process.SetPoints(controls={name: (60, 90)}, minimize="ash").solve(table, Run(effort=0.1))
    back = Answer.load(json.loads(json.dumps(answer.dump(), allow_nan=False)))
    assert back.dump() == answer.dump()
    assert back.compared[0].settings == {name: answer.decision[0].value}
