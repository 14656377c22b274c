"""A search for new formulas, as any area may ask it: on made-up alloys and compounds; refusals by their codes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.model.composition.charge import neutral
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.study.discovery import proposing
from sanhak.study.discovery.asked import aim_of, bounds_of, rules_of, way_of
from sanhak.study.property import learning
from sanhak.study.property.endpoint import Endpoint
from sanhak.table import Column, Kind, Table
from sanhak.table.formula import read_formula
from study.discovery.steels import Search, steels

LEARNT: dict[tuple, learning.Learnt] = {}
QUICK = Run(effort=0.1)


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn from one table once, whatever is asked of it: only what comes after the model is tested."""

    def remembered(study, table, run):
        key = (study.inputs, study.outcome, len(table))
        if key not in LEARNT:
            LEARNT[key] = learning.learn(study, table, run)
        return LEARNT[key]

    monkeypatch.setattr(proposing, "learn", remembered)


def asked(**changes) -> Search:
    question = {"formula": "alloy", "outcome": "yield strength", "rehearsals": 0, "candidates": 1000}
    return Search(**{**question, **changes})


def codes(answer: Answer) -> list[str]:
    return [finding.code for finding in answer.findings]


def refused(table: Table | dict[str, Table], **changes) -> list[str]:
    with pytest.raises(Refusal) as found:
        asked(**changes).solve(table, QUICK)
    return [finding.code for finding in found.value.findings]


@pytest.mark.usefixtures("once")
def test_the_same_seed_gives_the_same_formulas():
    first, again = (asked(batch=2).solve(steels(), QUICK).tables["next formulas"].frame for _ in range(2))
    assert first.equals(again)


def test_compounds_are_neutral_and_a_window_is_aimed_at():
    salts = ["NaCl", "KCl", "KBr", "NaBr", "LiF", "MgO", "CaO", "SrO", "BaO", "CaS", "MgS", "ZnO", "ZnS", "CdS",
             "Al2O3", "Ga2O3", "TiO2", "ZrO2", "SnO2", "SiO2", "CaF2", "MgF2", "SrF2", "LiCl"]  # fmt: skip
    gaps = [8.5, 8.4, 7.4, 7.1, 13.6, 7.8, 7.1, 5.9, 4.0, 4.4, 4.6, 3.4, 3.6, 2.4, 8.8, 4.8, 3.2, 5.8, 3.6, 8.9, 11.8,
            10.8, 11.2, 9.4]  # fmt: skip
    table = Table(pl.DataFrame({"salt": salts, "gap": gaps}), (Column("salt", Kind.FORMULA), Column("gap", unit="eV")))
    study = asked(formula="salt", outcome="gap", above=3.0, below=5.0, neutral=True, avoid="hazardous", batch=3)
    made = study.solve(table, QUICK).tables["next formulas"].frame
    assert len(made) >= 1
    for formula in made["salt"]:
        composition = read_formula(formula)
        assert neutral(composition)
        assert "Cd" not in composition.elements
        assert formula not in salts
    assert way_of(asked(), [read_formula(text) for text in salts]) == "compounds"
    assert way_of(asked(), [read_formula(text) for text in steels().texts("alloy")]) == "alloys"


@pytest.mark.usefixtures("once")
def test_given_candidates_are_weighed_and_those_against_the_rules_left_out():
    given = pl.DataFrame({"alloy": ["Fe0.65Ni0.2Co0.1Mo0.05", "Fe0.9Ni0.1", "Fe0.6Ni0.2Co0.2", "Fe0.5Ni0.5"]})
    tables = {"data": steels(), "candidates": Table(given, (Column("alloy", Kind.FORMULA),))}
    answer = asked(make="given", shares=("Fe >= 0.6", "Co <= 0.15")).solve(tables, QUICK)
    assert set(answer.tables["next formulas"].frame["alloy"]) == {"Fe0.65Ni0.2Co0.1Mo0.05", "Fe0.9Ni0.1"}
    assert "D136" in codes(answer)


@pytest.mark.usefixtures("once")
def test_rules_that_no_record_keeps_are_told():
    answer = asked(without=("Co", "Ti"), batch=1).solve(steels(), QUICK)
    formula = answer.tables["next formulas"].frame["alloy"][0]
    assert not {"Co", "Ti"} & set(read_formula(formula).elements)
    assert "D133" in codes(answer)


def test_labels_are_looked_for_by_the_wanted_one():
    table = steels()
    values = table.values("yield strength")
    strong = ["strong" if value > np.median(values) else "weak" for value in values]
    labelled = Table(
        pl.DataFrame({"alloy": table.texts("alloy"), "yield strength": strong}),
        (Column("alloy", Kind.FORMULA), Column("yield strength", Kind.CATEGORY)),
    )
    answer = asked(wanted="strong", batch=2).solve(labelled, QUICK)
    assert [action.value for action in answer.decision] == ["strong", "strong"]
    assert answer.promise is None


def test_a_wanted_label_has_to_be_named():
    labels = Endpoint(Column("phase", Kind.CATEGORY), logarithm=False, label=True)
    with pytest.raises(Refusal) as found:
        aim_of(asked(), SimpleNamespace(endpoint=labels, measured=["glass", "crystal", "glass"]))
    assert [finding.code for finding in found.value.findings] == ["D143"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"elements": ("Fe", "iron")}, "D130"),
        ({"without": ("Xx",)}, "D130"),
        ({"shares": ("Qq <= 0.2",)}, "D130"),
        ({"shares": ("0.9 <= Fe <= 0.6",)}, "D131"),
        ({"shares": ("Fe <= 90",)}, "D131"),
        ({"above": 5.0, "below": 1.0}, "D131"),
        ({"shares": ("Fe + Ni <= 0.5",)}, "D145"),
        ({"shares": ("Fe",)}, "D145"),
        ({"shares": ("0.2 <= Fe >= 0.1",)}, "D145"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_before_anything_is_learnt(changes, code):
    assert set(refused(steels(3), **changes)) == {code}


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shares": ("Fe >= 0.7", "Ni >= 0.4")}, "D140"),
        ({"elements": ("Fe", "Ni"), "shares": ("Fe <= 0.4", "Ni <= 0.4")}, "D140"),
        ({"price": 1e-6}, "D132"),
        ({"neutral": True, "make": "alloys"}, "D132"),
        ({"make": "given"}, "D142"),
        ({"novelty": 0.9}, "D134"),
    ],
)
def test_rules_that_leave_nothing_are_refused(changes, code):
    assert refused(steels(), **changes) == [code]


def test_a_table_without_a_measured_row_is_refused():
    table = steels(5)
    empty = Table(table.frame.with_columns(pl.lit(None, pl.Float64).alias("yield strength")), table.columns)
    assert refused(empty) == ["D135"]


def test_limits_are_read_as_people_write_them():
    read = bounds_of(("0.62 <= Fe <= 0.9", "C≤0.004", "Ni >= 1e-1", "0.01 < Mo", "Ni <= .3"))
    assert read == {"Fe": (0.62, 0.9), "C": (None, 0.004), "Ni": (0.1, 0.3), "Mo": (0.01, None)}


def test_elements_of_the_table_are_allowed_and_those_that_a_limit_names():
    rules = rules_of(asked(shares=("W <= 0.1",)), [read_formula("FeNi")])
    assert rules.elements == {"Fe", "Ni", "W"}
