"""New formulas: every one that passes keeps every rule, amounts stay amounts, and the same stream makes the same."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.decide.discovery.making import Sieve
from sanhak.model.composition.charge import neutral
from sanhak.model.composition.moves import Way, alloys, compounds
from sanhak.model.composition.rules import HAZARDOUS, Rules, concentration, novelty, price, shares_of
from sanhak.table.formula import Basis, read_formula

STEELS = [read_formula(text) for text in ("Fe0.7Ni0.2Co0.1", "Fe0.65Ni0.18Co0.12Mo0.05", "Fe0.8Cr0.18C0.02")]
SALTS = [read_formula(text) for text in ("LiCoO2", "BaTiO3", "NaCl", "LiFePO4", "La0.5Sr0.5MnO3")]
ELEMENTS = frozenset({"Fe", "Ni", "Co", "Mo", "Cr", "C", "Ti"})

bounds = st.fixed_dictionaries(
    {},
    optional={
        "Fe": st.tuples(st.floats(0.3, 0.6), st.floats(0.7, 0.95)),
        "Co": st.tuples(st.none(), st.floats(0.01, 0.2)),
        "Ti": st.tuples(st.floats(0.005, 0.02), st.none()),
    },
)
rules = st.builds(
    Rules,
    allowed=st.sets(st.sampled_from(sorted(ELEMENTS)), min_size=4).map(
        lambda some: frozenset(some | {"Fe", "Ni", "Ti"})
    ),
    forbidden=st.sets(st.sampled_from(["Co", "Cr", "C"]), max_size=2).map(frozenset),
    most=st.none() | st.integers(3, 6),
    shares=bounds,
    basis=st.sampled_from(Basis),
    price=st.none() | st.floats(5, 40),
    concentration=st.none() | st.floats(1500, 5000),
)


def made(ways, among, kept: Rules, count: int, seed: int = 0, least: float = 0.0):
    sieve = Sieve(kept, shares_of(among), least)
    return sieve.of(ways(among, kept, np.random.default_rng(seed)), count)


@settings(max_examples=25, deadline=None)
@given(kept=rules, seed=st.integers(0, 99))
def test_every_alloy_that_passes_keeps_every_rule(kept: Rules, seed: int):
    for one in made(alloys, STEELS, kept, 30, seed):
        composition = one.composition
        parts = composition.weight_fractions if kept.basis is Basis.WEIGHT else composition.atomic_fractions
        assert set(parts) <= kept.allowed - kept.forbidden
        assert kept.most is None or len(parts) <= kept.most
        for symbol, (lower, upper) in kept.shares.items():
            assert (lower or 0.0) - 1e-6 <= parts.get(symbol, 0.0) <= (1.0 if upper is None else upper) + 1e-6
        assert kept.price is None or price(composition) <= kept.price
        assert kept.concentration is None or concentration(composition) <= kept.concentration
        assert read_formula(one.text).key == composition.key
        assert sum(composition.amounts) == pytest.approx(1.0, abs=0.01)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99))
def test_every_compound_that_passes_is_neutral_and_new(seed: int):
    kept = Rules(neutral=True, hazardous=False, radioactive=False)
    found = made(compounds, SALTS, kept, 30, seed, least=0.05)
    assert found
    for one in found:
        assert neutral(one.composition)
        assert not HAZARDOUS & set(one.composition.elements)
        assert one.way is Way.REPLACED
        assert novelty(shares_of([one.composition]), shares_of(SALTS))[0] >= 0.05
        assert sum(one.composition.amounts) % sum(SALTS[one.parents[0]].amounts) == pytest.approx(0.0, abs=1e-9)


def test_a_banned_element_is_replaced_where_a_like_one_is_allowed():
    kept = Rules(allowed=frozenset({"Na", "Br"}))
    assert {one.text for one in made(compounds, [read_formula("NaCl")], kept, 5)} == {"NaBr"}


def test_mixtures_lie_between_their_parents():
    mixed = [one for one in made(alloys, STEELS, Rules(allowed=ELEMENTS), 80) if one.way is Way.MIXED]
    assert mixed
    for one in mixed:
        first, second = (STEELS[at].atomic_fractions.get("Fe", 0.0) for at in one.parents)
        assert min(first, second) - 0.002 <= one.composition.atomic_fractions["Fe"] <= max(first, second) + 0.002


def test_the_same_stream_makes_the_same_formulas():
    first, again, other = ([one.text for one in islice(alloys(STEELS, Rules(allowed=ELEMENTS),
                            np.random.default_rng(seed)), 40)] for seed in (1, 1, 2))  # fmt: skip
    assert first == again != other


def test_a_compound_is_written_from_cation_to_anion_and_an_alloy_by_its_shares():
    replaced = made(compounds, [read_formula("LiCoO2")], Rules(allowed=frozenset({"Na", "Co", "O"})), 1)[0]
    assert replaced.text == "NaCoO2"
    moved = made(alloys, STEELS, Rules(allowed=ELEMENTS), 1)[0]
    amounts = [moved.composition.atomic_fractions[symbol] for symbol in _symbols(moved.text)]
    assert amounts == sorted(amounts, reverse=True)


def _symbols(text: str) -> list[str]:
    import re

    return re.findall("[A-Z][a-z]?", text)


def test_prices_are_by_weight_and_unknown_ones_do_not_pass():
    assert price(read_formula("Fe")) == pytest.approx(0.0297, abs=1e-3)
    half = read_formula("FeNi").weight_fractions
    assert price(read_formula("FeNi")) == pytest.approx(half["Fe"] * 0.0296962 + half["Ni"] * 22.884)
    assert Rules(price=1.0).broken(read_formula("Ni")) == ("price",)
    assert Rules(concentration=9999.0).broken(read_formula("He")) == ()
    assert Rules(concentration=9999.0).broken(read_formula("H2O")) == ("concentration",)


def test_radioactive_rare_and_hazardous_elements_are_left_out_where_asked():
    assert "U" not in Rules(radioactive=False).elements
    assert "U" in Rules().elements
    assert "Pb" not in Rules(hazardous=False).elements
    assert {"Fe", "Si"} <= Rules(abundance=10_000).elements
    assert "Re" not in Rules(abundance=1.0).elements
