"""Screening for drugs: windows of calculated properties and alerts are kept, and the batch is better than lots."""

import numpy as np
import pytest

from sanhak.areas.drug.library import CASE
from sanhak.study.screening.measured import teach
from sanhak.table.molecules import standardise, structure_of
from sanhak.table.molecules.alerts import alerts
from study.screening.buying import RUN, small


@pytest.fixture(scope="module")
def tables():
    given = CASE.tables()
    return {"data": given["data"].rows(np.arange(45)), "library": given["library"].rows(np.arange(0, 960, 4))}


@pytest.fixture(scope="module")
def study():
    return CASE.study()


@pytest.fixture(scope="module")
def taught(study, tables):
    return teach(study, tables["data"], RUN)


@pytest.fixture
def ready(taught, monkeypatch):
    """Studies learn nothing anew: they were all taught by the same molecules."""
    monkeypatch.setattr("sanhak.study.screening.measured.teach", lambda *_: taught)


@pytest.fixture(scope="module")
def answer(study, tables, taught):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanhak.study.screening.measured.teach", lambda *_: taught)
        return study.solve(tables, RUN)


def test_the_batch_keeps_the_budget_the_windows_and_is_clean(study, answer):
    batch = answer.tables["batch"]
    assert len(batch) == len(answer.decision) == study.batch
    assert batch.values("price").sum() <= study.budget
    assert (batch.values("mass") <= study.heaviest).all()
    assert (batch.values("donors") <= study.most_donors).all()
    assert not any(alerts(structure_of(text)) for text in batch.texts("structure"))


def test_the_batch_is_new_and_better_than_lots(tables, answer):
    known = {standardise(text).smiles for text in tables["data"].texts("molecule")}
    assert not known & {standardise(text).smiles for text in answer.tables["batch"].texts("structure")}
    chances = {option.name.render(): option.keeps.get("retention") for option in answer.compared}
    batch, lots = (next(value for name, value in chances.items() if start in name) for start in ("batch", "random"))
    assert batch > lots + 0.1


@pytest.mark.usefixtures("ready")
def test_filters_take_what_they_should_and_say_so(study, tables):
    measured = tables["data"].texts("molecule")[0]
    texts = [
        measured,
        "O=C(NCC)c1ccc(CC)cc1",
        "CCc1ccc(C(=O)NCC)cc1",  # the same again, at a lower price
        "O=C1NC(=S)SC1=Cc1ccccc1",  # an alert
        "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCC(=O)NC",  # too heavy
        "O=C(NCCC)c1ccc(F)cc1.Cl",  # a salt: its parent is taken
        "no molecule",
    ]
    answer = study.solve({**tables, "library": small(texts, [5.0, 30.0, 20.0, 5.0, 5.0, 5.0, 5.0])}, RUN)
    assert {action.what.render() for action in answer.decision} == {"n2", "n5"}
    lost = {one.what.render(): one.before - one.after for one in answer.preparation if one.before is not None}
    assert lost["Library"] == lost["Same molecule twice"] == lost["Measured already"] == 1
    assert lost["Window of molar mass"] == lost["Structural alerts"] == 1
    found = {finding.code: finding for finding in answer.findings}
    assert found["S311"].rows == (7,)
    assert found["S317"].chosen == 2
    told = study.model_copy(update={"alerts": "tell"}).solve({**tables, "library": small(texts[3:4], [5.0])}, RUN)
    assert "PAINS: ene_rhod" in told.decision[0].reason.render()


def test_what_cannot_be_negative_is_taught_with_its_end_and_the_batch_is_drawn(study, tables, taught, monkeypatch):
    given = []

    def teach(study, table, run):
        given.append(table)
        return taught

    monkeypatch.setattr("sanhak.study.screening.measured.teach", teach)
    answer = study.solve(tables, RUN)
    assert given[0]["retention"].lower == 0.0
    assert tables["data"]["retention"].lower is None
    assert [figure.name for figure in answer.figures][1] == "along structures"
    assert [action.what.render("en") for action in answer.decision] == answer.tables["batch"].texts("name")
