"""The case and its virtual assay."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sanhak.areas.drug.case import assay
from sanhak.finding import Refusal
from sanhak.plants.assay import NEW_RINGS, RINGS, SUBSTITUENTS, Assay
from sanhak.table.molecules import standardise
from sanhak.table.molecules.standard import standardised
from sanhak.table.split_scaffold import scaffold_of


def test_the_table_is_what_its_story_tells():
    table = assay()["data"]
    measured = np.isfinite(table.values("bound"))
    assert (measured.sum(), (~measured).sum()) == (221, 25)
    texts = np.array(table.texts("structure"))
    parents = [standardise(text).smiles for text in texts]
    assert sum(text.endswith(".Cl") for text in texts) == 3
    assert len(set(parents)) == len(parents) - 1
    known = {scaffold_of(text) for text in texts[measured]}
    assert sum(scaffold_of(text) not in known for text in texts[~measured]) >= 8


def test_the_truth_is_delaneys_with_an_effect_of_the_rings():
    molecule, salt = "c1cc(C)ccc1Oc1ccc(C)cc1", "c1cc(C)ccc1Oc1ccc(C)cc1.Cl"
    both = Assay().truth([molecule, salt])
    # MLOGP of Crippen 4.0957, weight 198.104, 2 rotatable bonds, 12 of 15 heavy atoms aromatic; phenoxybenzenes +0.2.
    expected = 0.16 - 0.63 * 4.0957 - 0.0062 * 198.104 + 0.066 * 2 - 0.74 * 12 / 15 + 0.2
    assert np.log10(both["solubility"][0] * 1e-6) == pytest.approx(expected, abs=2e-3)
    assert both["solubility"][0] == both["solubility"][1]
    assert 0 < both["bound"][0] < 100


def test_every_ring_takes_every_substituent():
    for template, _, _ in (*RINGS.values(), *NEW_RINGS.values()):
        for one in SUBSTITUENTS:
            standardise(template.replace("@", one).replace("?", SUBSTITUENTS[-1]))


def test_repeats_scatter_as_they_should():
    texts = ["Cn1cc(F)c2cc(OC)ccc21"] * 400
    shown = Assay(noise=0.2).measure(texts, np.random.default_rng(0))["solubility"]
    assert np.log10(shown).std() == pytest.approx(0.2, rel=0.15)


def test_without_rdkit_the_case_says_how_to_install_it(monkeypatch):
    standardised.cache_clear()
    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(Refusal, match="T260"):
        assay()
