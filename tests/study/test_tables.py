"""Which tables a study takes: those it needs, those that may be left out, and none."""

import polars as pl
import pytest
from tests.study.alone import Alone
from tests.study.kinds import Everything

from sanhak.finding import Refusal
from sanhak.serve.documentation import study_page
from sanhak.serve.report.again import Again, again
from sanhak.study import Area, describe
from sanhak.table import Table

RUNS = Table.of(pl.DataFrame({"a": [1.0, 2.0, 3.0]}))
AREA = Area(name="test", title="Tests", package="tests.study", studies={"kinds": "Everything", "alone": "Alone"})


def headline(study, tables=None):
    return str(study.solve(tables).headline)


@pytest.mark.parametrize("nothing", [None, {}])
def test_a_question_may_stand_on_its_own(nothing):
    answer = Alone().solve(nothing)
    assert str(answer.headline) == "0 rows were read."
    assert answer.preparation == ()
    assert answer.provenance.data == {}
    assert answer.provenance.kind == "test.alone"


@pytest.mark.parametrize("given", [RUNS, {"runs": RUNS}, {"runs": RUNS, "prices": RUNS}])
def test_a_table_may_be_given_besides(given):
    answer = Alone().solve(given)
    assert str(answer.headline) == "3 rows were read."
    assert answer.provenance.data["runs"]["rows"] == 3
    assert [part.after for part in answer.preparation] == [3]


def test_of_the_optional_tables_one_alone_may_be_given_by_its_name():
    answer = Alone().solve({"prices": RUNS})
    assert str(answer.headline) == "0 rows were read."
    assert list(answer.provenance.data) == ["prices"]


def test_an_optional_table_is_prepared_and_then_needed():
    study = Alone(prepare=[{"where": "a > 1"}])
    assert headline(study, RUNS) == "2 rows were read."
    assert study.asks == ("runs",)
    with pytest.raises(Refusal, match="S002"):
        study.solve()


@pytest.mark.parametrize(
    ("study", "given"), [(Alone(), {"other": RUNS}), (Everything(controls={}), {}), (Everything(controls={}), None)]
)
def test_unknown_and_missing_tables_are_refused_with_those_that_are_known(study, given):
    with pytest.raises(Refusal, match="S002") as refused:
        study.solve(given)
    told = refused.value.findings[0].said.render("en")
    assert all(name in told for name in study.takes)


def test_a_description_tells_needed_tables_from_others():
    described = describe(Alone)
    assert dict(described.tables) == {}
    assert list(described.optional) == ["runs", "prices"]
    for language in ("en", "ko"):
        page = study_page(Alone, language)
        assert "`runs` (" in page
        assert "sanhak new test.alone\n" in page


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr("sanhak.serve.report.again.areas", lambda: (AREA,))


def asked_again(tables) -> Again:
    return again(Alone().solve(tables).provenance)


@pytest.mark.usefixtures("known")
def test_how_to_get_it_again_names_no_table_that_was_not_there():
    texts = asked_again({})
    assert texts.command == "sanhak run study.yaml"
    assert "Table" not in texts.python
    assert texts.python.endswith("answer = study.solve()")


@pytest.mark.usefixtures("known")
def test_how_to_get_it_again_names_a_table_that_is_not_the_first():
    assert asked_again(RUNS).command == "sanhak run study.yaml --data data.xlsx"
    texts = asked_again({"prices": RUNS})
    assert texts.command == "sanhak run study.yaml --data prices=data.xlsx"
    assert "'prices': Table.read" in texts.python
    compile(texts.python, "again.py", "exec")
