"""How a chance is told: in whole percent, and never as nothing or as certainty."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sanhak.areas.drug.property import Property as OfMolecule
from sanhak.areas.materials.property import Property as OfMaterial
from sanhak.decide.target import Verdict
from sanhak.study.property.words import likely, verdict


@given(st.floats(0, 1))
@example(0.0)
@example(0.005)
@example(0.995)
@example(1.0)
def test_a_chance_is_never_nothing_or_certainty_and_has_no_decimals(chance):
    told = likely(chance).render("en")
    number = int(told.removeprefix("under ").removeprefix("over ").removesuffix(" %"))
    assert 1 <= number <= 99
    assert abs(number - 100 * chance) <= 1


def test_each_trade_has_its_own_word_for_measuring():
    material = OfMaterial.model_construct()
    molecule = OfMolecule.model_construct()
    assert verdict(material, Verdict.MEASURE).render("en") == "Measure this one"
    assert verdict(molecule, Verdict.MEASURE).render("en") == "Assay this one"
    assert verdict(molecule, Verdict.MEASURE).render("ko") == "시험 권장"
    assert verdict(molecule, Verdict.MISSES) is verdict(material, Verdict.MISSES)
