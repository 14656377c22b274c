"""Molecules as inputs: described alike however they are written, always by numbers, and learned from."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem.EState import EStateIndices

from sanhak.finding import Refusal
from sanhak.model import Model
from sanhak.model.molecule import describe
from sanhak.model.molecule.describe import MOST, WIDTH
from sanhak.model.molecule.descriptors import NAMES, electrotopological
from sanhak.run import Run
from sanhak.table import Column, Kind, Table

KNOWN = ["OCC", "CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "NCC(=O)NC(C)C(=O)O", "*CC(*)c1ccccc1"]
ODD = [
    "[Cu]", "[H][H]", "[H+]", "O", "**", "*", "C[Mg]Br", "[U]", "O=[Os](=O)(=O)=O", "Cl[Pt](Cl)(<-[NH3])<-[NH3]",
    "F[P-](F)(F)(F)(F)F.[Li+]", "*[Si](C)(C)O*", "*[n+]1ccccc1*", "*=CC=*", "[He]", "C" * 500, "C1CC1" * 150,
]  # fmt: skip


def told(text):
    found = describe([text])
    return dict(zip(found.names, found.values[0], strict=True))


# Ertl et al. (2000) for polar surfaces, Wildman and Crippen (1999) for ethanol, masses of the most frequent isotopes.
@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("CCO", "mass", 46.0419),
        ("CCO", "polar_surface", 20.23),
        ("CCO", "log_p", -0.0014),
        ("CC(=O)Oc1ccccc1C(=O)O", "mass", 180.0423),
        ("CC(=O)Oc1ccccc1C(=O)O", "polar_surface", 63.60),
        ("CC(=O)Oc1ccccc1C(=O)O", "hydrogen_donors", 1),
        ("Cn1cnc2c1c(=O)n(C)c(=O)n2C.Cl", "mass", 194.0804),
        ("NCC(=O)N[C@@H](C)C(=O)N[C@@H](Cc1ccccc1)C(=O)O", "amide_bonds", 2),
        ("C[N+](C)(C)CCO.[Cl-]", "formal_charge", 1),
    ],
)
def test_a_descriptor_has_its_known_value(text, name, value):
    assert told(text)[name] == pytest.approx(value, abs=0.01)


def test_states_are_those_of_rdkit():
    for text in [*KNOWN[:4], "C[Si](C)(C)Br", "NS(=O)(=O)c1ccc(I)cc1", "CC.O"]:
        molecule = Chem.MolFromSmiles(text)
        assert electrotopological(molecule) == pytest.approx(np.asarray(EStateIndices(molecule)), abs=1e-9)


def test_groups_are_counted_last_and_capped():
    found = describe(["CCO", "C" * 40])
    assert found.values.shape == (2, len(NAMES) + WIDTH)
    assert found.counts == WIDTH
    counts = found.values[:, -WIDTH:]
    assert counts[0].sum() == 6  # three atoms, two surroundings of one bond, one of two bonds that is new
    assert counts[1].max() == MOST


@given(st.sampled_from(KNOWN), st.integers(0, 2**31 - 1), st.sampled_from(["", ".Cl", ".O", ".[Na+]"]))
def test_it_does_not_matter_how_a_molecule_is_written(text, seed, salt):
    written = Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(text), 1, randomSeed=seed)[0] + salt
    assert np.array_equal(describe([written]).values, describe([text]).values)


@given(st.permutations(KNOWN))
def test_rows_do_not_know_their_neighbours(texts):
    together = describe(texts).values
    assert np.array_equal(together, np.concatenate([describe([text]).values for text in texts]))


def test_odd_molecules_are_described_by_numbers_and_nothing_is_printed(capfd):
    values = describe(ODD).values
    assert np.isfinite(values).all()
    assert np.abs(values).max() < 1e6
    assert capfd.readouterr() == ("", "")
    assert describe([]).values.shape == (0, len(NAMES) + WIDTH)


def test_what_is_no_molecule_is_refused_with_all_of_its_texts():
    with pytest.raises(Refusal) as refused:
        describe(["CCO", "C1CC", "ethanol", "C" * 600])
    assert [finding.code for finding in refused.value.findings] == ["T290", "T291"]
    assert refused.value.findings[0].texts == ("C1CC", "ethanol")


def test_a_model_learns_from_molecules_beside_a_process_column(tmp_path):
    tails = ["O", "N", "C(=O)O", "Cl", "c1ccccc1", "C1CCCCC1"]
    texts = [("C" * length) + tail for length in range(1, 5) for tail in tails]
    heat = np.random.default_rng(0).uniform(20, 80, len(texts))
    size = np.array([Chem.MolFromSmiles(text).GetNumHeavyAtoms() for text in texts])
    frame = pl.DataFrame({"smiles": texts, "T": heat, "y": 10.0 * size + heat})
    kinds = (Kind.MOLECULE, Kind.NUMBER, Kind.NUMBER)
    table = Table(frame, tuple(Column(name, kind) for name, kind in zip(frame.columns, kinds, strict=True)))
    model = Model.fit(table, ["smiles", "T"], "y", Run(seed=0))
    assert model.split.name == "scaffold"
    said = model.predict(table)
    assert np.corrcoef(said.mean, frame["y"].to_numpy())[0, 1] > 0.9
    model.save(tmp_path / "model")
    again = Model.load(tmp_path / "model").predict(table)
    assert np.array_equal(again.mean, said.mean)
    salts = table.frame.with_columns(pl.col("smiles") + ".Cl")
    assert np.array_equal(model.predict(Table(salts, table.columns)).mean, said.mean)
