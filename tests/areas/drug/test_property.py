"""What is told of molecules that were never assayed agrees with a truth that is known."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from areas.drug.assays import asked, quick, read, series
from sanhak.areas.drug.checks import ended
from sanhak.plants.assay import Assay
from sanhak.study import Answer
from sanhak.table.molecules import standardise
from sanhak.text import LANGUAGES

MEASURED, OPEN = 160, 40


@cache
def answered(outcome: str, **question: object) -> Answer:
    """One answer for all that is asked of it."""
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        return asked(series(MEASURED, OPEN), outcome=outcome, batch=6, **question)


def bound() -> Answer:
    """At most half bound is asked for."""
    return answered("bound", below=50.0, prefer="low")


def truth(answer: Answer, outcome: str) -> np.ndarray:
    return Assay().truth(answer.tables["candidates"].texts("structure"))[outcome]


@pytest.mark.parametrize("outcome", ["bound", "solubility"])
def test_intervals_hold_and_the_order_is_nearly_the_true_one(outcome):
    answer = bound() if outcome == "bound" else answered("solubility")
    candidates, true = answer.tables["candidates"], truth(answer, outcome)
    inside = (candidates.values("lower 90 %") <= true) & (true <= candidates.values("upper 90 %"))
    assert inside.mean() >= 0.85
    ranks = [values.argsort().argsort() for values in (candidates.values("expected"), true)]
    assert np.corrcoef(*ranks)[0, 1] > 0.8


def test_what_spans_decades_is_learnt_by_its_logarithm_and_stays_positive():
    answer = answered("solubility")
    assert list(answer.models) == ["log10(solubility)"]
    assert (answer.tables["candidates"].values("lower 90 %") > 0).all()


def test_verdicts_are_right_where_they_are_given():
    answer = bound()
    verdicts, true = np.array(answer.tables["candidates"].texts("verdict")), truth(answer, "bound")
    assert set(verdicts) == {"reaches", "misses", "measure"}
    right = np.where(verdicts == "reaches", true <= 50, true > 50)[verdicts != "measure"]
    assert right.mean() >= 0.9


def test_analogues_are_the_most_alike_measured_molecules():
    from rdkit import Chem, DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    answer, table = bound(), series(MEASURED, OPEN)
    counts = rdFingerprintGenerator.GetMorganGenerator(radius=2)
    names = table.texts("compound")[: MEASURED + 1]
    known = [counts.GetCountFingerprint(Chem.MolFromSmiles(standardise(text).smiles))
             for text in table.texts("structure")[: MEASURED + 1]]  # fmt: skip
    candidates = answer.tables["candidates"]
    for text, nearest in zip(candidates.texts("structure"), candidates.texts("analogue 1"), strict=True):
        asked_for = counts.GetCountFingerprint(Chem.MolFromSmiles(text))
        like = np.array(DataStructs.BulkTanimotoSimilarity(asked_for, known))
        assert like[names.index(nearest)] >= np.sort(like)[-5] - 0.1


def test_what_is_wrong_with_the_rows_is_told():
    found = {finding.code: finding for finding in bound().findings}
    assert found["T293"].count == 3
    assert found["T296"].furthest[1] == MEASURED + 1
    assert "T296" not in str(bound().catch)
    assert str(found["T296"].said) in str(bound().catch)


def test_scaffolds_are_held_out_whole():
    assert bound().coverage[0].split == "scaffold"


def test_an_answer_survives_json_and_speaks_both_languages():
    answer = bound()
    assert Answer.load(json.loads(json.dumps(answer.dump(), allow_nan=False))).dump() == answer.dump()
    for text in (
        answer.headline,
        answer.catch,
        *(part for figure in answer.figures for part in (figure.title, figure.caption)),
    ):
        assert text.render("ko") != text.render("en")
        assert not any("{" in text.render(language) for language in LANGUAGES)


def test_a_unit_gives_an_outcome_its_ends():
    frame = series().frame.select("structure", "bound")
    table, (finding,) = ended(read(frame), "bound", (None, None))
    assert (table["bound"].lower, table["bound"].upper) == (0.0, 100.0)
    assert str(finding.said) == "bound is measured in %: no prediction goes below 0 or above 100 %."
    hours = read(frame.rename({"bound": "half_life"}), half_life="h")
    assert (ended(hours, "half_life", (None, None))[0]["half_life"].lower, hours["half_life"].upper) == (0.0, None)


@pytest.mark.parametrize(
    ("unit", "moved", "given"), [("%", -99.0, (None, None)), ("°C", 0.0, (None, None)), ("%", 0.0, (-20.0, None))]
)
def test_no_end_is_taken_where_values_units_or_the_user_say_otherwise(unit, moved, given):
    table = read(series().frame.with_columns(bound=series().frame["bound"] + moved), bound=unit)
    assert ended(table, "bound", given) == (table, ())
