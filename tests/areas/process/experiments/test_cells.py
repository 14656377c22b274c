"""The table of runs as people fill it in: words for results, commas, units, own numbers, factors that came later."""

import polars as pl
import pytest

from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.experiments.cells import numbering, numbers_of, ready
from sanhak.areas.process.experiments.states import State, failure, state_of, waits
from sanhak.finding import Refusal
from sanhak.study.file import read_study, write_study
from sanhak.table import Table

STUDY = Campaign(factors={"T": (20.0, 90.0), "base": ["KOAc", "CsOAc"]}, maximize="yield", keep={"purity": (90, None)})
LINES = ("No.;T [°C];base;yield [%];purity;status", "1;60;KOAc;45,3;98;done", "2;70;CsOAc;51,25 %;;planned",
         "4;80;KOAc;did not dissolve;;planned", "5;85;KOAc;brown;95;")  # fmt: skip


def made_ready(tmp_path, *lines, study=STUDY):
    path = tmp_path / "runs.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return ready(study, study.read(path))


def codes(findings):
    return [finding.code for finding in findings]


def test_words_fail_a_run_and_nothing_is_lost(tmp_path):
    runs, found = made_ready(tmp_path, *LINES)
    assert runs.frame["yield"].to_list() == [45.3, 51.25, None, None]
    assert runs["yield"].unit == "%"
    assert runs.frame["status"].to_list() == ["done", "planned", "failed", None]
    assert runs.frame["yield (words)"].to_list() == [None, None, "did not dissolve", "brown"]
    assert {"D048", "D049"} <= set(codes(found))
    by_code = {finding.code: finding for finding in found}
    assert by_code["D048"].runs == (5,)
    assert by_code["D049"].runs == (4,)


def test_a_state_that_says_otherwise_wins(tmp_path):
    runs, found = made_ready(
        tmp_path, "T;base;yield;status", "60;KOAc;failed;done", "70;KOAc;failed;left out", "80;KOAc;40;"
    )
    assert runs.frame["status"].to_list() == ["done", "left out", None]
    assert "D049" not in codes(found)


def test_a_table_without_states_gets_a_column_of_them(tmp_path):
    runs, _ = made_ready(tmp_path, "T;base;yield", "60;KOAc;insoluble", "70;KOAc;40", "80;KOAc;41")
    assert runs.frame["status"].to_list() == ["failed", None, None]


def test_a_comma_among_points_is_a_decimal_comma(tmp_path):
    runs, _ = made_ready(tmp_path, "T;base;yield", "60;KOAc;45.31", "70;KOAc;44.2", "80;KOAc;43,5", "85;KOAc;42,125")
    assert runs.frame["yield"].to_list() == [45.31, 44.2, 43.5, 42.125]


def test_numbers_are_those_of_the_sheet_and_go_on_from_the_highest(tmp_path):
    runs, _ = made_ready(tmp_path, *LINES)
    assert numbering(runs) == "No."
    assert numbers_of(runs).tolist() == [1, 2, 4, 5]
    asked = STUDY.further(2).ask(STUDY.read(tmp_path / "runs.csv"))
    assert asked.frame["No."].to_list() == ["1", "2", "4", "5", "6", "7"]


@pytest.mark.parametrize("numbers", [["1", "1"], ["1", ""], ["1", "b"]])
def test_numbers_that_repeat_or_are_missing_are_none(tmp_path, numbers):
    runs, _ = made_ready(
        tmp_path, "run;T;base;yield", *(f"{number};60;KOAc;4{place}" for place, number in enumerate(numbers))
    )
    assert numbering(runs) is None
    assert numbers_of(runs).tolist() == [1, 2]


def test_words_that_a_reader_has_lost_are_told():
    table = Table.of(
        {"T": [60, 70, 80, 85, 88, 89], "base": ["KOAc"] * 6, "yield": ["40", "41", "42", "43", "44", "failed"]}
    )
    assert "D050" in codes(ready(STUDY, table)[1])


MIDWAY = Campaign(
    factors={"T": (20.0, 90.0), "additive": ["none", "LiCl"], "equiv": (0.0, 2.0)},
    maximize="yield",
    before={"additive": "none", "equiv": 1.0},
)


def test_runs_before_a_factor_have_the_value_that_it_had(tmp_path):
    lines = ("T;yield;additive", "60;40;", "70;45;", "80;50;LiCl", "85;51;")
    runs, found = made_ready(tmp_path, *lines, study=MIDWAY)
    assert runs.frame["additive"].to_list() == ["none", "none", "LiCl", None]
    assert runs.frame["equiv"].to_list() == [1, 1, 1, 1]
    told = {finding.factor: finding.runs for finding in found if finding.code == "D051"}
    assert told == {"additive": 2, "equiv": 4}
    answer = MIDWAY.solve(MIDWAY.read(tmp_path / "runs.csv"))
    assert "D031" in codes(answer.findings)  # the cell that is empty further down


def test_the_value_before_survives_its_file(tmp_path):
    for ending in (".yaml", ".xlsx", ".json"):
        assert read_study(write_study(MIDWAY, tmp_path / f"study{ending}"), {Campaign.kind: Campaign}) == MIDWAY


@pytest.mark.parametrize("before", [{"time": 1.0}, {"additive": "KCl"}, {"equiv": "none"}])
def test_a_value_before_that_is_none_of_its_factor_is_refused(before):
    with pytest.raises(Refusal) as refusal:
        Campaign(factors=MIDWAY.factors, maximize="yield", before=before)
    assert refusal.value.findings[0].code == "D041"


def test_an_added_level_is_used_beside_the_old_runs(tmp_path):
    wider = STUDY.model_copy(update={"factors": {**STUDY.factors, "base": ["KOAc", "CsOAc", "K3PO4"]}})
    made_ready(tmp_path, *LINES)
    asked = wider.ask(wider.read(tmp_path / "runs.csv")).frame
    assert "K3PO4" in asked["base"].to_list()
    assert asked["T"].to_list()[:4] == [60, 70, 80, 85]


def test_levels_that_look_like_numbers_stay_levels(tmp_path):
    study = Campaign(factors={"T": (20.0, 90.0), "lot": ["1", "2"]}, maximize="yield")
    runs, _ = made_ready(tmp_path, "T;lot;yield", "60;1;40", "70;2;41", study=study)
    assert runs.frame["lot"].dtype == pl.String
    assert not [
        finding for finding in study.solve(study.read(tmp_path / "runs.csv")).findings if finding.code == "D031"
    ]


def test_words_are_known_in_both_languages():
    assert state_of(" Done. ") is State.DONE
    assert state_of("진행  중") is State.PLANNED
    assert state_of("perhaps") is None
    assert failure("failed (vial broke)")
    assert failure("실패: 막힘")
    assert not failure("failsafe")
    assert not failure("no reaction")
    assert not failure(None)
    assert waits("분석 중")
    assert waits("-")
    assert not waits("brown")
