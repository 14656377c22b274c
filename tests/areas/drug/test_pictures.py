"""The pictures of the trade say what is true, in marks that every page can draw."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from areas.drug.assays import asked, quick, series
from sanhak.areas.drug.pictures import held_out_distance
from sanhak.serve.report.drawing import draw
from sanhak.study import Answer
from sanhak.text import LANGUAGES


@cache
def answered(batch: int = 5, names: str | None = "compound") -> Answer:
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        return asked(series(90, 20), batch=batch, names=names)


def figure(answer: Answer, name: str):
    return next(one for one in answer.figures if one.name == name)


def test_every_molecule_that_is_next_is_drawn_with_its_name_and_what_is_expected():
    answer = answered()
    drawing = draw(figure(answer, "along structures"), "en").narrow
    assert "<image" not in drawing
    for action in answer.decision:
        low, high = action.window
        assert str(action.what) in drawing
        assert f"{action.value:.0f} %" in drawing
        assert f"90 %: {low:.0f} to {high:.0f}" in drawing


def test_a_long_batch_is_cut_and_says_so():
    answer = answered(15)
    assert len(answer.decision) == 15
    assert str(figure(answer, "along structures").caption).startswith("The first 12 of 15")


def test_without_names_a_molecule_is_called_by_its_smiles_and_kept_in_its_place():
    drawing = draw(figure(answered(names=None), "along structures"), "ko").narrow
    assert "…</text>" in drawing  # too long for its place


def test_likeness_is_that_to_the_molecules_that_taught_the_fold():
    from rdkit import DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    from sanhak.table.molecules import standardise, structure_of

    answer = answered()
    model, table = answer.models["bound"], series(90, 20).rows(range(91))
    counts = rdFingerprintGenerator.GetMorganGenerator(radius=2)
    prints = [counts.GetCountFingerprint(structure_of(standardise(text).smiles)) for text in table.texts("structure")]
    teach, judge = model.split.folds[0]
    like = [max(DataStructs.BulkTanimotoSimilarity(prints[row], [prints[other] for other in teach])) for row in judge]
    found = 1 - held_out_distance(model, table)[judge]
    assert np.corrcoef(like, found)[0, 1] > 0.9


def test_bands_count_every_held_out_row_once_and_their_share_is_the_coverage():
    answer = answered()
    picture = figure(answer, "held bands")
    bands = picture.spec["layer"][0]["data"]["values"]
    rows = np.array([band["rows"] for band in bands])
    shares = np.array([band["share"] for band in bands])
    held = answer.models["bound"].held_out
    low, high = held.prediction.interval(0.9)
    assert rows.sum() == len(held.rows)
    assert (rows * shares).sum() == pytest.approx(((low <= held.measured) & (held.measured <= high)).sum())
    assert all(one["end"] <= other["start"] for one, other in pairwise(bands))
    for language in LANGUAGES:
        assert "{" not in draw(picture, language).narrow
