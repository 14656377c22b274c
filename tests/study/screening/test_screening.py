"""Screening: streamed or held, cut off or not, in whatever order, the same molecules; the trade's filters are kept."""

import gzip
import json
from itertools import pairwise
from shutil import rmtree

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.model.molecule import counts
from sanhak.run import Cancelled, Run
from sanhak.study import Answer
from sanhak.study.property.endpoint import Endpoint
from sanhak.study.screening import first
from sanhak.study.screening.first import look_first
from sanhak.study.screening.measured import merit, teach
from sanhak.table import Column, Kind, Table
from sanhak.table.prepare import Scan
from study.screening.buying import RUN, Anything, measured, offered, question, quick, small

BAD = ["C1CC", "", "aspirin"]


@pytest.fixture(scope="module")
def tables():
    return {"data": measured(), "library": offered()}


@pytest.fixture(scope="module")
def study():
    return question()


@pytest.fixture(scope="module")
def taught(study, tables):
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
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


FILES = {
    "list.smi": lambda smiles, code: f"{smiles}\t{code}",
    "list.txt": lambda smiles, code: f"{smiles} {code}",
    "pairs.csv": lambda smiles, code: f"{smiles},{code}",
    "alone.csv": lambda smiles, _: smiles,
    "alone.csv.gz": lambda smiles, _: smiles,
}


@pytest.mark.parametrize("head", ["", "canonical_smiles code"])
@pytest.mark.parametrize("name", FILES)
def test_a_supplier_s_file_is_screened_read_or_streamed(study, tables, taught, tmp_path, name, head):
    rows = tables["library"].frame.select("smiles", "code").rows()
    text = "\n".join(FILES[name](*row) for row in [*([head.split()] if head else []), *rows])
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    asked = study.model_copy(update={"structures": None, "codes": None, "price": None})
    held = look_first(asked, taught, tables["data"], tables["library"], RUN).best
    for library in (Table.read(path), Scan(path)):
        passed = look_first(asked, taught, tables["data"], library, RUN)
        assert (passed.rows, passed.unreadable) == (len(rows), 0)
        assert passed.best["structure"].to_list() == held["structure"].to_list()
        named = {} if name.startswith("alone") else dict(rows)
        assert passed.best["code"].to_list() == [named.get(text) for text in held["structure"]]


@pytest.mark.usefixtures("ready")
def test_a_whole_screening_of_a_list_of_structures(study, tables, answer, tmp_path):
    path = tmp_path / "library.smi"
    rows = tables["library"].frame.select("smiles", "code").rows()
    path.write_text("".join(f"{smiles}\t{code}\n" for smiles, code in rows), encoding="utf-8")
    asked = study.model_copy(update={"structures": None, "codes": None, "price": None, "budget": None})
    found = asked.solve({**tables, "library": Scan(path)}, RUN)
    assert without(found) == without(asked.solve({**tables, "library": Table.read(path)}, RUN))
    assert len(found.decision) == study.batch
    assert set(found.tables["batch"].texts("name")) <= {code for _, code in rows}
    best = answer.tables["shortlist"]
    assert found.tables["shortlist"].values("expected")[0] == pytest.approx(best.values("expected")[0])


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
    cut_off = Run(effort=RUN.effort, folder=tmp_path, progress=chunks.append, cancelled=lambda: len(chunks) == 3)
    with pytest.raises(Cancelled):
        look_first(study, taught, tables["data"], library, cut_off)
    (tmp_path / "screening" / "first.unfinished").write_bytes(b"PAR1")  # killed while it wrote
    seen = []
    monkeypatch.setattr(first, "groups", lambda texts: seen.append(len(texts)) or counts.groups(texts))
    passed = look_first(study, taught, tables["data"], library, Run(effort=RUN.effort, folder=tmp_path))
    assert sum(seen) == len(library) - 150
    assert kept(passed) == kept(whole)
    assert passed.examples == whole.examples
    assert passed.findings == whole.findings


def test_work_goes_on_where_nothing_can_be_kept_any_more(study, tables, taught, monkeypatch, tmp_path):
    monkeypatch.setattr(first, "CHUNK", 50)
    taken_away = Run(effort=RUN.effort, folder=tmp_path, progress=lambda _: rmtree(tmp_path, ignore_errors=True))
    passed = look_first(study, taught, tables["data"], tables["library"], taken_away)
    assert passed.rows == len(tables["library"])
    assert not tmp_path.exists()


@pytest.mark.parametrize("other", ["question", "library", "damage"])
def test_what_was_kept_of_something_else_is_not_taken(study, tables, taught, monkeypatch, tmp_path, other):
    run = Run(effort=RUN.effort, folder=tmp_path)
    look_first(study, taught, tables["data"], tables["library"].rows(np.arange(20)), run)
    asked = study.model_copy(update={"most": 150}) if other == "question" else study
    library = tables["library"].rows(np.arange(30 if other == "library" else 20))
    if other == "damage":
        (tmp_path / "screening" / "first.parquet").write_bytes(b"PAR1 cut off")
    seen = []
    monkeypatch.setattr(first, "groups", lambda texts: seen.append(len(texts)) or counts.groups(texts))
    look_first(asked, taught, tables["data"], library, run)
    assert sum(seen) == len(library)


def test_the_batch_keeps_the_budget_and_the_window(study, answer):
    batch = answer.tables["batch"]
    assert len(batch) == len(answer.decision) == study.batch
    assert batch.values("price").sum() <= study.budget
    assert (batch.values("mass") <= study.heaviest).all()
    assert batch["mass"].unit == "g/mol"
    assert answer.listed[0].words["mass"].render() == "molar mass"


@pytest.mark.usefixtures("ready")
def test_a_trade_without_filters_leaves_nothing_out(tables):
    answer = Anything.model_validate(question().model_dump(exclude={"heaviest", "clean"})).solve(tables, RUN)
    assert "mass" not in answer.tables["shortlist"]
    assert not [one for one in answer.preparation if one.what.render().startswith(("Window", "Structural"))]
    assert len(answer.decision) == 6


@pytest.mark.usefixtures("ready")
def test_what_the_trade_distrusts_is_left_out_or_told(study, tables):
    given = {**tables, "library": small([*GOOD, "Brc1ccc(C(=O)NC)cc1"], [1.0, 1.0, 1.0])}
    left = study.solve(given, RUN)
    assert {action.what.render() for action in left.decision} == {"n0", "n1"}
    count = next(one for one in left.preparation if one.what.render() == "Structural alerts")
    assert (count.said.render(), count.before, count.after) == ("Bromine is left out.", 3, 2)
    told = question(clean=False).solve(given, RUN)
    assert {action.what.render() for action in told.decision} == {"n0", "n1", "n2"}
    assert sum("Alerts: bromine." in action.reason.render() for action in told.decision) == 1


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


GOOD = ["O=C(NCC)c1ccc(CC)cc1", "O=C(NCCC)c1ccc(CC)cc1"]


@pytest.mark.parametrize(
    ("code", "change", "texts", "prices"),
    [
        ("S310", {"structures": "SMILES"}, GOOD, [1.0, 1.0]),
        ("S310", {"price": "cost"}, GOOD, [1.0, 1.0]),
        ("S312", {}, [*GOOD, "a", "b", "c"], [1.0] * 5),
        ("S313", {"heaviest": 10.0}, GOOD, [1.0, 1.0]),
        ("S313", {}, ["Brc1ccccc1"], [1.0]),
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
    empty = tables["data"].frame.with_columns(bound=pl.lit(None, pl.Float64))
    data = Table(empty, tables["data"].columns)
    with pytest.raises(Refusal, match="S315"):
        study.solve({**tables, "data": data}, RUN)


@pytest.mark.parametrize(
    ("limits", "best"),
    [({"above": 1.0}, 4), ({"below": 1.0}, 0), ({"above": 1.0, "below": 3.0}, 2), ({"prefer": "low"}, 0), ({}, 4)],
)
def test_the_first_stage_looks_where_the_limits_lie(limits, best):
    asked = question(**{"above": None, "below": None, "prefer": "high"} | limits)
    endpoint = Endpoint(Column("y"), logarithm=False, label=False)
    assert np.argmax(merit(asked, endpoint, np.arange(5.0))) == best
