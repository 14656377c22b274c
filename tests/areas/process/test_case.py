"""The cases: measured data as published, a virtual history whose truth is known, and a clear word where data lack."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from sanhak.areas.process import case
from sanhak.areas.process.case import CASES
from sanhak.areas.process.setpoints import SetPoints
from sanhak.finding import Refusal
from sanhak.plants import Reactor, Region
from sanhak.table import Kind

EACH = pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
WITH_DATA = pytest.mark.parametrize("one", [one for one in CASES if one.tables()], ids=lambda one: one.name)
HISTORIES = pytest.mark.parametrize(
    "one", [one for one in CASES if isinstance(one.study(), SetPoints)], ids=lambda one: one.name
)


def test_the_measured_runs_give_the_published_fit():
    table = case.naphthalene()["data"]
    air, contact, bed = (table.values(name) for name in ("air_ratio", "contact_time", "bed_temperature"))
    x = np.column_stack([np.log10(air), np.log10(10 * contact), 0.01 * (bed - 330)])
    pairs = [x[:, i] * x[:, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))]
    y = table.values("phthalic_anhydride")
    fit, rest, *_ = np.linalg.lstsq(np.column_stack([np.ones(80), x, *pairs]), y)
    # Box and Draper (2007), pp. 694–695: coefficients of the full quadratic and its residual mean square.
    assert fit == pytest.approx([-314, 201, 288, 418, -26.1, -60.9, -108, -63.2, -107, -163], rel=3e-3)
    assert rest[0] / 70 == pytest.approx(6.923, abs=5e-4)


@WITH_DATA
def test_tables_carry_units_and_say_where_they_come_from(one):
    table = next(iter(one.tables().values()))
    assert all(column.unit for column in table.of_kind(Kind.NUMBER))
    assert table.source.provenance
    assert len(table) >= (80 if isinstance(one.study(), SetPoints) else 12)


@WITH_DATA
def test_the_same_case_gives_the_same_table(one):
    first, again = (next(iter(one.tables().values())) for _ in range(2))
    assert first.hash == again.hash


@EACH
def test_words_exist_in_both_languages(one):
    for text in (one.title, one.story, one.provenance):
        assert text.render("ko") != text.render("en")


@HISTORIES
def test_the_study_asks_about_columns_of_its_table_within_what_was_measured(one):
    table, study = one.tables()["data"], one.study()
    for name, (lower, upper) in study.controls.items():
        values = table.values(name)
        assert lower < upper
        assert values.min() < upper
        assert values.max() > lower
    assert all(name in table for name in (study.outcome, *study.keep, *study.context, *study.today))


def test_the_screening_holds_different_runs_and_its_best_is_near_the_true_one():
    table, study = case.screening()["runs"], case.screening_study()
    assert table.frame.select(*study.factors).n_unique() == len(table) == 96
    settings = {name: table.values(name) for name in study.factors}
    true, (_, most) = Reactor().truth(settings), study.keep["byproducts"]
    kept = table.values("byproducts") <= most
    found = np.where(kept, table.values("yield"), -np.inf).argmax()
    assert 0 < kept.sum() < len(table)
    assert true["yield"][found] >= true["yield"][true["byproducts"] <= most].max() - 1.0


def test_the_virtual_history_never_comes_near_its_true_optimum():
    table, study = case.reactor()["data"], case.reactor_study()
    names = list(study.controls)
    points = np.column_stack([table.values(name) for name in names])
    best = (
        Reactor()
        .optimum(study.outcome, study.keep, within=Region.hull(names, points), assurance=study.assurance)
        .settings
    )
    moved = [(table.values(name) - best[name]) / (upper - lower) for name, (lower, upper) in study.controls.items()]
    assert np.hypot(*moved).min() > 0.2
    assert all(lower < best[name] < upper for name, (lower, upper) in study.controls.items())


def test_a_missing_package_is_refused_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(case, "find_spec", lambda _name: None)
    with pytest.raises(Refusal) as refused:
        case.naphthalene()
    assert refused.value.findings[0].code == "S040"
    assert 'pip install "sanhak[examples]"' in str(refused.value)


@pytest.mark.parametrize("content", [None, "{}", '{"experiments": []}', "no json"])
def test_a_package_without_the_data_is_refused(monkeypatch, tmp_path, content):
    moved = Path(tmp_path, "catalogue.json")
    if content is not None:
        moved.write_text(content, encoding="utf-8")
    monkeypatch.setattr(case, "_CATALOGUE", moved)
    with pytest.raises(Refusal) as refused:
        case.naphthalene()
    assert refused.value.findings[0].code == "S041"
    assert refused.value.findings[0].render("ko") != refused.value.findings[0].render("en")


def test_the_extra_for_examples_brings_all_that_the_cases_need():
    extras = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    brought = {word.split(">")[0] for word in extras["optional-dependencies"]["examples"]}
    chemistry = any(getattr(one.study(), "substances", ()) for one in CASES)
    assert brought == {"ortools", "process-improve"} | ({"rdkit"} if chemistry else set())
