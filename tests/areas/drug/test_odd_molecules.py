"""What chemists' files hold besides good molecules: each is answered with a finding, or refused with a code."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from areas.drug.assays import asked, changed, quick, read, series
from sanhak.finding import Refusal

TABLE = series()
OPEN = len(TABLE) - 1
"""The place of the last candidate."""
MEASURED = TABLE.rows(range(71))
CANDIDATES = TABLE.select(["structure", "compound"]).rows(range(71, len(TABLE)))
OTHERS = "CC(C)Cc1ccc(C(C)C(=O)O)cc1.COc1ccc2cc(C(C)C(=O)O)ccc2c1"
MIXTURE = "CC(=O)Oc1ccccc1C(=O)O.Cn1c(=O)c2c(ncn2C)n(C)c1=O"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quick(monkeypatch)


def codes(answer):
    return [finding.code for finding in answer.findings]


def about(answer, code):
    """What the findings of a code are about."""
    return [getattr(finding, "column", None) for finding in answer.findings if finding.code == code]


@pytest.mark.parametrize(
    ("text", "code"), [("c1ccccc", "T290"), ("C" * 2000, "T291")], ids=["no SMILES", "2,000 atoms"]
)
def test_what_cannot_be_read_is_refused_where_it_teaches_and_left_out_where_it_is_asked(text, code):
    with pytest.raises(Refusal, match=code):
        asked(changed(TABLE, "structure", {3: text}))
    answer = asked(changed(TABLE, "structure", {OPEN: text}))
    assert "S029" in codes(answer)
    assert text not in answer.tables["candidates"].texts("structure")


@pytest.mark.parametrize(
    ("column", "cells", "code"),
    [
        ("names instead of SMILES", dict(enumerate(["aspirin", "caffeine", "ibuprofen"] * 27)), "S022"),
        ("numbers of compounds", {place: f"C-{place:03d}" for place in range(83)}, "T290"),
    ],
)
def test_a_column_of_names_is_refused(column, cells, code):
    del column
    with pytest.raises(Refusal, match=code):
        asked(changed(TABLE, "structure", cells))


def test_odd_molecules_are_told_wherever_they_stand():
    strange = {3: OTHERS, 4: "O", OPEN: f"{TABLE.texts('structure')[0]}.Cl", OPEN - 1: MIXTURE, OPEN - 2: "N"}
    answer = asked(changed(TABLE, "structure", strange))
    for code in ("T293", "T294", "T295"):
        assert about(answer, code) == ["structure", "candidates"]
    known = next(finding for finding in answer.findings if finding.code == "T298")
    assert known.count == 1
    assert strange[OPEN] in known.examples


def test_places_of_odd_candidates_are_those_of_the_list():
    answer = asked(changed(TABLE, "structure", {OPEN: MIXTURE}))
    (place,) = next(finding.rows for finding in answer.findings if finding.code == "T294")
    assert answer.tables["candidates"].texts("structure")[place - 1] == MIXTURE


def test_a_molecule_measured_under_other_conditions_is_no_known_one():
    warm = TABLE.frame.with_columns(temperature=pl.Series([20.0, 37.0] * 41 + [37.0]))
    again = warm.with_columns(pl.Series("structure", [*warm["structure"][:-1], warm["structure"][0]]))
    assert "T298" in codes(asked(read(again)))
    assert "T298" not in codes(asked(read(again, temperature="°C"), besides=["temperature"]))


def test_the_same_molecule_with_two_values_is_the_catch():
    answer = asked(changed(TABLE, "structure", {4: TABLE.texts("structure")[3]}))
    assert "T296" in codes(answer)
    assert "measured more than once" in str(answer.catch)


def test_mirror_images_are_told():
    assert "T297" in codes(asked(changed(TABLE, "structure", {3: "C[C@H](N)c1ccccc1", 5: "C[C@@H](N)c1ccccc1"})))


def test_zeros_and_ones_are_labels():
    active = TABLE.frame.with_columns(bound=(pl.col("bound") > 60).cast(pl.Int64))
    answer = asked(read(active, bound=""), wanted="1")
    chances = answer.tables["candidates"].values("chance")
    assert (np.diff(chances) <= 1e-6).all()
    assert answer.promise is None
    assert [figure.name for figure in answer.figures][:2] == ["compared candidates", "along structures"]
    with pytest.raises(Refusal, match="S025"):
        asked(read(active, bound=""), wanted="active")


def test_one_label_teaches_nothing():
    same = TABLE.frame.with_columns(bound=pl.when(pl.col("bound").is_not_null()).then(pl.lit("active")))
    with pytest.raises(Refusal, match="T072"):
        asked(read(same), wanted="active")


def test_six_rows_are_too_few():
    with pytest.raises(Refusal, match="M030"):
        asked(TABLE.rows([*range(6), *range(75, 80)]))


def test_candidates_come_in_their_own_unit():
    warm = MEASURED.frame.with_columns(temperature=pl.Series([20.0, 37.0] * 35 + [37.0]))
    cold = CANDIDATES.frame.with_columns(temperature=pl.Series([20.0] * 6 + [37.0] * 6))
    table = read(warm, temperature="°C")
    question = {"besides": ["temperature"]}
    same = asked(table, read(cold, temperature="°C"), **question)
    other = asked(table, read(cold.with_columns(pl.col("temperature") * 1.8 + 32), temperature="°F"), **question)
    assert [action.value for action in other.decision] == pytest.approx([action.value for action in same.decision])
    with pytest.raises(Refusal, match="T003"):
        asked(table, read(cold, temperature="kPa"), **question)


def test_without_candidates_the_best_records_are_told():
    answer = asked(MEASURED, CANDIDATES.rows([]), below=50.0, prefer="low")
    assert "S023" in codes(answer)
    best = min(MEASURED.values("bound"))
    assert answer.decision[0].value == best
    assert "along structures" not in [figure.name for figure in answer.figures]


def test_candidates_without_structures_are_refused():
    with pytest.raises(Refusal, match="T001"):
        asked(MEASURED, CANDIDATES.select(["compound"]))


def test_one_series_is_told():
    texts = MEASURED.texts("structure")
    one = [place for place, text in enumerate(texts) if text.startswith("O=C(Nc1ccc(")]
    others = [place for place, text in enumerate(texts) if "N9" not in text and place not in one]
    assert "T306" in codes(asked(series(900, 3).rows([*range(0, 640, 16), *range(1, 9), 901, 902, 903])))
    assert "T306" not in codes(asked(MEASURED.rows([*one, *others]), CANDIDATES))
