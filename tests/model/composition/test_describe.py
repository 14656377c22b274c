"""Formulas as numbers: matminer is the oracle of the statistics; order, scale and way of writing do not matter."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.model.composition import describe, elements
from sanhak.model.composition.describe import PROPERTIES, STATISTICS
from sanhak.table.formula.elements import NUMBERS, WEIGHTS

GOLDEN = list(csv.DictReader((Path(__file__).parent / "magpie.csv").read_text(encoding="utf-8").splitlines()))
LABELS = {
    "number": "Number", "mendeleev_number": "MendeleevNumber", "atomic_weight": "AtomicWeight",
    "melting_point": "MeltingT", "group": "Column", "period": "Row", "covalent_radius": "CovalentRadius",
    "electronegativity": "Electronegativity", "s_valence": "NsValence", "p_valence": "NpValence",
    "d_valence": "NdValence", "f_valence": "NfValence", "valence": "NValence", "s_unfilled": "NsUnfilled",
    "p_unfilled": "NpUnfilled", "d_unfilled": "NdUnfilled", "f_unfilled": "NfUnfilled", "unfilled": "NUnfilled",
    "volume": "GSvolume_pa", "band_gap": "GSbandgap", "magnetic_moment": "GSmagmom",
    "space_group": "SpaceGroupNumber",
}  # fmt: skip
OF_MATMINER = {"mean": "mean", "deviation": "avg_dev", "least": "minimum", "most": "maximum", "range": "range"}


def column(told, name):
    return told.values[:, told.names.index(name)]


@pytest.mark.parametrize("statistic", OF_MATMINER)
@pytest.mark.parametrize("name", PROPERTIES)
def test_statistics_agree_with_matminer(name, statistic):
    told = describe([row["formula"] for row in GOLDEN])
    label = f"MagpieData {OF_MATMINER[statistic]} {LABELS[name]}"
    expected = np.array([float(row[label]) for row in GOLDEN])
    assert column(told, f"{statistic} {name}") == pytest.approx(expected, rel=1e-6, abs=1e-7)


def test_the_main_element_is_the_mode_where_one_element_leads():
    leads = [row for row in GOLDEN if row["formula"] in ("Fe2O3", "Nd2Fe14B", "Cu", "UO2", "CsPbI3", "Bi2Te3")]
    told = describe([row["formula"] for row in leads])
    for name in PROPERTIES:
        expected = [float(row[f"MagpieData mode {LABELS[name]}"]) for row in leads]
        assert column(told, f"main {name}") == pytest.approx(expected)


def test_in_a_tie_the_main_element_is_both():
    assert column(describe(["NaCl", "ClNa"]), "main number") == pytest.approx([14, 14])


def test_shares_of_elements_come_first_and_every_column_has_a_name():
    told = describe(["Fe2O3", "Cu"])
    assert told.parts == 103
    assert told.counts == 0
    assert told.values.shape == (2, len(told.names)) == (2, 103 + len(PROPERTIES) * len(STATISTICS) + 4)
    assert len(set(told.names)) == len(told.names)
    assert told.values[:, :103].sum(axis=1) == pytest.approx(1)
    assert told.values[0, NUMBERS["Fe"] - 1] == pytest.approx(0.4)


def test_mixing_of_equal_parts_is_known():
    told = describe(["CoCrFeMnNi", "Cu"])
    assert column(told, "elements").tolist() == [5, 1]
    assert column(told, "entropy") == pytest.approx([np.log(5), 0])
    assert column(told, "norm_2") == pytest.approx([5**-0.5, 1])
    assert column(told, "norm_3") == pytest.approx([5 ** (-2 / 3), 1])


def test_nothing_to_describe_is_an_empty_matrix():
    assert describe([]).values.shape == (0, len(describe(["Cu"]).names))


def test_texts_that_are_no_formulas_are_refused_together():
    with pytest.raises(Refusal, match=r"(?s)T280.*T281"):
        describe(["Fe2O3", "steel", "X2"])


formulas = st.lists(
    st.dictionaries(st.sampled_from(tuple(NUMBERS)), st.floats(1e-9, 1e9), min_size=1, max_size=8),
    min_size=1,
    max_size=5,
)


@settings(max_examples=30)
@given(formulas, st.floats(0.01, 100))
def test_order_and_scale_do_not_matter_and_all_is_finite(parts, times):
    told = describe(["".join(f"{symbol}{amount:.12f}" for symbol, amount in part.items()) for part in parts])
    other = describe(
        ["".join(f"{symbol}{amount * times:.12f}" for symbol, amount in reversed(part.items())) for part in parts]
    )
    assert np.isfinite(told.values).all()
    continuous = [place for place, name in enumerate(told.names) if not name.startswith("main")]
    assert told.values[:, continuous] == pytest.approx(other.values[:, continuous], rel=1e-4, abs=1e-2)


def test_the_table_of_elements_knows_what_discovery_asks():
    table = elements()
    assert table.symbols == tuple(WEIGHTS)
    weights = table.properties["atomic_weight"]
    assert weights == pytest.approx(np.array(list(WEIGHTS.values())), rel=1e-2)
    iron = NUMBERS["Fe"] - 1
    assert table.states[iron] == (2, 3)
    assert table.properties["electronegativity"][iron] == pytest.approx(1.83)
    assert table.properties["abundance"][iron] > 1e4 > table.properties["abundance"][NUMBERS["Au"] - 1]
    assert table.properties["price"][NUMBERS["Au"] - 1] > 1000 * table.properties["price"][iron]
    assert table.properties["radioactive"][[iron, NUMBERS["U"] - 1]].tolist() == [0, 1]
    assert np.isfinite(table.filled(PROPERTIES)).all()
