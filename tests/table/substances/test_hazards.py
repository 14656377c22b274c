"""Hazard classes in words, in both languages."""

from sanhak.table.substances import resolve
from sanhak.table.substances.catalogue import catalogue
from sanhak.table.substances.hazards import grave, hazard

EVERY = sorted({written for one in catalogue().substances for written in one.hazards})


def test_every_class_of_the_shipped_table_is_known_in_both_languages():
    for written in EVERY:
        said = hazard(written)
        assert said.render("ko") != said.render("en"), written
        assert not said.render("en").startswith(written), written


def test_a_class_keeps_its_category_and_an_unknown_one_its_words():
    assert hazard("Repr. 1B").render("en") == "reproductive toxicity 1B"
    assert hazard("Repr. 1B").render("ko") == "생식독성 1B"
    assert hazard("Org. Perox. C").render("en") == "organic peroxide C"
    assert hazard("Very odd").render("en") == "Very odd"


def test_what_calls_for_special_care_is_told_apart():
    found = resolve(["DMF", "ethanol", "nBuLi", "sodium hydride"])
    assert grave(found["DMF"]) == ("Repr. 1B",)
    assert grave(found["ethanol"]) == ()
    assert any(written.startswith("Pyr.") for written in grave(found["nBuLi"]))
    assert any(written.startswith("Water-react.") for written in grave(found["sodium hydride"]))
