"""Tables as laboratories have them: each oddity is refused or told with a code, never with a traceback."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from areas.materials.laboratory import MEASURED, OPEN, alloys, asked, changed, codes, quick
from sanhak.finding import Refusal
from sanhak.table import Column, Kind, Table

TABLE = alloys()
FIRST, LAST = 0, MEASURED + OPEN - 1


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quick(monkeypatch)


def refused(*arguments, **question) -> set[str]:
    """The codes of a refusal."""
    with pytest.raises(Refusal) as stopped:
        asked(*arguments, **question)
    return {finding.code for finding in stopped.value.findings}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("steel 304", "T280"),
        ("Xx0.5Ni0.5", "T281"),
        ("Ni-60Cr-50Fe", "T282"),
        ("Ni0.5Fe-0.5", "T283"),
        ("Ni1-xFex", "T285"),
    ],
)
def test_a_measured_row_that_is_no_formula_is_refused(written, code):
    assert code in refused(changed(TABLE, "composition", {FIRST: written}))


def test_a_candidate_that_is_no_formula_is_left_out_and_named():
    answer = asked(changed(TABLE, "composition", {LAST: "grade 1"}))
    assert len(answer.tables["candidates"]) == OPEN - 1
    found = next(finding for finding in answer.findings if finding.code == "S029")
    assert (found.count, found.example) == (1, "grade 1")
    none = asked(changed(TABLE, "composition", dict.fromkeys(range(MEASURED, LAST + 1), "grade 1")))
    assert "candidates" not in none.tables
    assert {"S029"} == {"S029", "S023"} & codes(none)


def test_a_missing_element_is_noticed_where_all_others_sum():
    assert "T287" in codes(asked(changed(TABLE, "composition", {FIRST: "Ni0.5Fe0.2Cr0.1"})))


def test_a_candidate_without_its_inputs_lies_outside():
    answer = asked(changed(TABLE, "annealing", dict.fromkeys(range(MEASURED, LAST + 1))), above=1.0)
    assert "S026" in codes(answer)
    assert set(answer.tables["candidates"].texts("verdict")) == {"measure"}
    assert len(asked(changed(TABLE, "composition", {LAST: None})).tables["candidates"]) == OPEN - 1


def test_a_table_without_candidates_tells_how_well_it_predicts_and_what_is_reached():
    answer = asked(TABLE.rows(np.arange(MEASURED)), above=1000)
    assert {"S023", "S024"} <= codes(answer)
    assert answer.promise is None
    values = [action.value for action in answer.decision]
    assert values == sorted(values, reverse=True)
    assert min(values) >= 1000


def test_one_chemical_system_is_told_and_has_no_other_split():
    answer = asked(alloys(solutes=("Cr", "Mo", "Al")))
    assert "S301" in codes(answer)
    assert "S027" not in codes(answer)
    assert "S301" not in codes(asked(TABLE))


def test_candidates_of_elements_never_measured_are_named_and_reach_nothing():
    strange = changed(TABLE.rows(np.arange(3)), "composition", {0: "Ni0.9W0.1", 1: "Ni0.8Re0.2", 2: "Ni0.5U0.5"})
    answer = asked(TABLE, strange, above=1.0)
    found = next(finding for finding in answer.findings if finding.code == "S300")
    assert (found.count, found.elements) == (3, ("Re", "U", "W"))
    table = answer.tables["candidates"]
    assert table.texts("known domain")[-3:] == ["outside"] * 3
    assert table.texts("verdict") == ["reaches"] * OPEN + ["measure"] * 3


@pytest.mark.parametrize("rows", [[FIRST, 1, LAST], [MEASURED, LAST], []])
def test_too_few_rows_are_refused(rows):
    assert refused(TABLE.rows(np.array(rows, dtype=np.intp))) & {"T070", "T077", "M030"}


def test_a_negative_strength_is_named_and_has_no_logarithm():
    odd = changed(TABLE, "yield_strength", {FIRST: -50.0})
    assert "T056" in codes(asked(odd))
    assert refused(odd, scale="logarithm") == {"S021"}
    free = replace(odd, columns=tuple(replace(column, lower=None) for column in odd.columns))
    assert "T056" not in codes(asked(free))
    assert "T056" in codes(asked(free, lowest=0.0))


def test_duplicates_with_differing_values_tell_the_scatter():
    twice = TABLE.rows(np.array([0, 1, 2, *range(MEASURED + OPEN)]))
    strength = twice.values("yield_strength")
    answer = asked(changed(twice, "yield_strength", {0: strength[0] + 400, 1: strength[1] - 300}))
    found = next(finding for finding in answer.findings if finding.code == "T092")
    assert "scatter" in str(found.said)


def test_gaps_in_a_column_of_the_process_are_told():
    assert "T053" in codes(asked(changed(TABLE, "annealing", dict.fromkeys(range(0, MEASURED, 5)))))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"above": 1000, "below": 500}, "S028"),
        ({"lowest": 5, "highest": 1}, "S028"),
        ({"material": "annealing", "besides": ()}, "S022"),
        ({"material": "alloys"}, "T001"),
        ({"names": "number"}, "T001"),
        ({"besides": ("yield_strength",)}, "T074"),
        ({"wanted": "strong"}, "S302"),
    ],
)
def test_a_question_that_does_not_fit_the_table_is_refused(question, code):
    assert code in refused(TABLE, **question)


def test_a_column_named_twice_counts_once():
    answer = asked(TABLE, besides=("composition", "annealing"), names="composition")
    assert answer.headline == asked(TABLE, names="composition").headline


def test_a_table_of_candidates_must_have_the_inputs_and_may_have_other_units():
    assert refused(TABLE, TABLE.select(["alloy", "composition"])) == {"T001"}
    kelvin = TABLE.rows(np.arange(MEASURED, LAST + 1))
    columns = tuple(replace(one, unit="K") if one.name == "annealing" else one for one in kelvin.columns)
    warm = replace(
        changed(kelvin, "annealing", {row: value + 273.15 for row, value in enumerate(kelvin.values("annealing"))}),
        columns=columns,
    )
    own = asked(TABLE)
    other = asked(TABLE.rows(np.arange(MEASURED)), warm)
    assert other.tables["candidates"].values("expected") == pytest.approx(own.tables["candidates"].values("expected"))


def test_polymers_are_repeat_units():
    pytest.importorskip("rdkit")
    ends = ["C", "O", "Cl", "F", "C#N", "Br", "CC", "OC", "c1ccccc1", "C(=O)O", "C(=O)OC", "C(=O)N"]
    units = [f"*CC(*){end}" for end in ends] + [f"*CC(*)(C){end}" for end in ends] + ["*CC(*)I", "*CC(C)(*)I"]
    glass = [float(len(unit) * 10 + number) for number, unit in enumerate(units[:-2])]
    table = Table.of({"unit": units, "glass": [*glass, None, None]}, units={"glass": "degC"})
    table = replace(table, columns=(Column("unit", Kind.MOLECULE), *table.columns[1:]))
    question = {"material": "unit", "besides": (), "outcome": "glass", "names": None}
    answer = asked(table, **question)
    assert len(answer.tables["candidates"]) == len(units) - 2 * len(ends)
    assert not [figure for figure in answer.figures if figure.name == "held elements"]
    assert refused(changed(table, "unit", {0: "*CC(*"}), **question) == {"T290"}
