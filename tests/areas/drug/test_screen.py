"""Screening: streamed or held, cut off or not, in whatever order, the same molecules; filters and costs are kept."""

import gzip
import json
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from sanhak.areas.drug import Screen
from sanhak.areas.drug.screening import first
from sanhak.areas.drug.screening.case import CASE
from sanhak.areas.drug.screening.first import look_first
from sanhak.areas.drug.screening.measured import merit, teach
from sanhak.finding import Refusal
from sanhak.model.molecule import counts
from sanhak.run import Cancelled, Run
from sanhak.study import Answer
from sanhak.study.property.endpoint import Endpoint
from sanhak.table import Column, Kind, Table
from sanhak.table.molecules import standardise, structure_of
from sanhak.table.molecules.alerts import alerts
from sanhak.table.prepare import Scan

EFFORT = 0.1
RUN = Run(effort=EFFORT)
BAD = ["C1CC", "", "aspirin"]


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
    monkeypatch.setattr("sanhak.areas.drug.screening.measured.teach", lambda *_: taught)


@pytest.fixture(scope="module")
def answer(study, tables, taught):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanhak.areas.drug.screening.measured.teach", lambda *_: taught)
        return study.solve(tables, RUN)


def long(library, texts):
    """The library with further rows, without prices."""
    further = pl.DataFrame({"smiles": texts, "code": texts, "price": [None] * len(texts)}, schema=library.frame.schema)
    return Table(pl.concat([library.frame, further]), library.columns)


def kept(passed):
    """What the first stage comes to, less where the rows stood."""
    return passed.best.drop("row").rows(), passed.control.drop("row").rows(), passed.rows, passed.unreadable


def without(answer):
    """An answer as plain data, without what tells when and from what it was made, and how long each method took."""
    return {name: value for name, value in answer.dump().items() if name not in ("provenance", "scores")}


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("name", ["library.csv", "library.parquet"])
def test_a_streamed_library_gives_the_answer_of_one_in_memory(study, tables, answer, tmp_path, name):
    frame, path = tables["library"].frame, tmp_path / name
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_parquet(path)
    scan = Scan(path, units={"price": "USD"}, kinds={"smiles": Kind.MOLECULE, "code": Kind.TEXT})
    streamed = study.solve({**tables, "library": scan}, RUN)
    assert without(streamed) == without(answer)
    assert streamed.provenance.data["library"]["hash"] == scan.hash


def test_a_packed_list_of_smiles_is_read_as_it_comes(study, tables, taught, tmp_path):
    path = tmp_path / "library.smi.gz"
    rows = tables["library"].frame.select("smiles", "code").rows()
    path.write_bytes(gzip.compress("".join(f"{smiles} {code}\n" for smiles, code in rows).encode()))
    asked = study.model_copy(update={"structures": None, "codes": None, "price": None})
    held = look_first(asked, taught, tables["data"], tables["library"], RUN)
    listed = look_first(asked, taught, tables["data"], Scan(path), RUN)
    assert listed.best["structure"].to_list() == held.best["structure"].to_list()
    assert set(listed.best["code"]) <= set(tables["library"].texts("code"))


@pytest.mark.parametrize("size", [1, 7, 100, 20_000])
def test_neither_chunks_nor_order_change_what_is_kept(study, tables, taught, monkeypatch, size):
    library = long(tables["library"].rows(np.arange(60)), BAD)
    whole = look_first(study, taught, tables["data"], library, RUN)
    monkeypatch.setattr(first, "CHUNK", size)
    turned = library.rows(np.random.default_rng(size).permutation(len(library)))
    assert kept(look_first(study, taught, tables["data"], turned, RUN)) == kept(whole)


def test_a_run_that_was_cut_off_goes_on_and_comes_to_the_same_end(study, tables, taught, monkeypatch, tmp_path):
    library = long(tables["library"], BAD)
    whole = look_first(study, taught, tables["data"], library, RUN)
    monkeypatch.setattr(first, "CHUNK", 50)
    chunks = []
    cut_off = Run(effort=EFFORT, folder=tmp_path, progress=chunks.append, cancelled=lambda: len(chunks) == 3)
    with pytest.raises(Cancelled):
        look_first(study, taught, tables["data"], library, cut_off)
    (tmp_path / "screening" / "first.unfinished").write_bytes(b"PAR1")  # killed while it wrote
    seen = []
    monkeypatch.setattr(first, "groups", lambda texts: seen.append(len(texts)) or counts.groups(texts))
    passed = look_first(study, taught, tables["data"], library, Run(effort=EFFORT, folder=tmp_path))
    assert sum(seen) == len(library) - 150
    assert kept(passed) == kept(whole)
    assert passed.examples == whole.examples
    assert passed.findings == whole.findings


@pytest.mark.parametrize("other", ["question", "library", "damage"])
def test_what_was_kept_of_something_else_is_not_taken(study, tables, taught, monkeypatch, tmp_path, other):
    run = Run(effort=EFFORT, folder=tmp_path)
    look_first(study, taught, tables["data"], tables["library"].rows(np.arange(20)), run)
    asked = study.model_copy(update={"most": 150}) if other == "question" else study
    library = tables["library"].rows(np.arange(30 if other == "library" else 20))
    if other == "damage":
        (tmp_path / "screening" / "first.parquet").write_bytes(b"PAR1 cut off")
    seen = []
    monkeypatch.setattr(first, "groups", lambda texts: seen.append(len(texts)) or counts.groups(texts))
    look_first(asked, taught, tables["data"], library, run)
    assert sum(seen) == len(library)


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


def test_nothing_is_lost_on_the_way(tables, answer):
    counts_ = [one for one in answer.preparation if one.before is not None]
    start = next(at for at, one in enumerate(counts_) if one.what.render() == "Library")
    told = counts_[start:]
    assert told[0].before == len(tables["library"])
    assert all(one.after == other.before for one, other in pairwise(told))
    assert told[-1].after == len(answer.decision)


def test_the_answer_survives_json_and_speaks_both_languages(answer):
    loaded = Answer.load(json.loads(json.dumps(answer.dump())))
    assert loaded.dump() == answer.dump()
    for text in (answer.headline, *(action.reason for action in answer.decision)):
        assert text.render("ko") != text.render("en")


def small(texts, prices):
    """A library of these molecules."""
    columns = (Column("smiles", Kind.MOLECULE), Column("code", Kind.TEXT), Column("price", unit="USD"))
    names = [f"n{number}" for number in range(len(texts))]
    return Table(pl.DataFrame({"smiles": texts, "code": names, "price": prices}), columns)


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


GOOD = ["O=C(NCC)c1ccc(CC)cc1", "O=C(NCCC)c1ccc(CC)cc1"]


@pytest.mark.parametrize(
    ("code", "change", "texts", "prices"),
    [
        ("S310", {"structures": "SMILES"}, GOOD, [1.0, 1.0]),
        ("S310", {"price": "cost"}, GOOD, [1.0, 1.0]),
        ("S312", {}, [*GOOD, "a", "b", "c"], [1.0] * 5),
        ("S313", {"heaviest": 10.0}, GOOD, [1.0, 1.0]),
        ("S313", {}, ["Oc1ccccc1O"], [1.0]),
        ("S313", {}, GOOD, [None, None]),
        ("S314", {"budget": 3.0}, GOOD, [4.0, 5.0]),
    ],
)
@pytest.mark.usefixtures("ready")
def test_what_cannot_be_answered_is_refused(study, tables, code, change, texts, prices):
    with pytest.raises(Refusal, match=code):
        study.model_copy(update=change).solve({**tables, "library": small(texts, prices)}, RUN)


@pytest.mark.usefixtures("ready")
def test_molecules_without_a_price_are_told(study, tables):
    answer = study.solve({**tables, "library": small(GOOD, [4.0, None])}, RUN)
    assert next(finding.count for finding in answer.findings if finding.code == "S319") == 1
    assert [action.what.render() for action in answer.decision] == ["n0"]


def test_a_table_without_a_measurement_is_refused(study, tables):
    empty = tables["data"].frame.with_columns(retention=pl.lit(None, pl.Float64))
    data = Table(empty, tables["data"].columns)
    with pytest.raises(Refusal, match="S315"):
        study.solve({**tables, "data": data}, RUN)


@pytest.mark.parametrize(
    ("limits", "best"),
    [({"above": 1.0}, 4), ({"below": 1.0}, 0), ({"above": 1.0, "below": 3.0}, 2), ({"prefer": "low"}, 0), ({}, 4)],
)
def test_the_first_stage_looks_where_the_limits_lie(limits, best):
    asked = Screen(molecule="molecule", outcome="y", **limits)
    endpoint = Endpoint(Column("y"), logarithm=False, label=False)
    assert np.argmax(merit(asked, endpoint, np.arange(5.0))) == best


def test_what_cannot_be_negative_is_taught_with_its_end_and_the_batch_is_drawn(study, tables, taught, monkeypatch):
    given = []
    monkeypatch.setattr(
        "sanhak.areas.drug.screening.measured.teach", lambda _, table, __: (given.append(table), taught)[1]
    )
    answer = study.solve(tables, RUN)
    assert given[0]["retention"].lower == 0.0
    assert tables["data"]["retention"].lower is None
    assert [figure.name for figure in answer.figures][1] == "along structures"
    assert [action.what.render("en") for action in answer.decision] == answer.tables["batch"].texts("name")
