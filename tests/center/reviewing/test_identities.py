"""Where what is known of somebody stands in a text: Korean and Latin names, addresses, organisations, laboratories."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.reviewing.calling import FORM
from sanhak.center.reviewing.affinity import blended, likeness, shared
from sanhak.center.reviewing.identities import (
    BLANK,
    blanked,
    normal,
    of_address,
    of_form,
    of_name,
    of_names,
    of_phrase,
    spots,
)

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=3, max_size=4)
LATIN = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=3, max_size=9).map(str.capitalize)


def found(text: str, patterns) -> list[str]:
    return [spot.found for spot in spots(normal(text), patterns)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("남궁별하의 연구", ["남궁별하"]),
        ("남궁 별하", ["남궁 별하"]), ("남 궁 별 하 교수님", ["남 궁 별 하 교수님"]),
        ("남궁별하박사", ["남궁별하박사"]), ("담당 남 교수", ["남 교수"]),
        ("남·궁·별·하", ["남·궁·별·하"]), ("별하늘", []),
    ],
)  # fmt: skip
def test_korean_names(text, told):
    assert found(text, of_name("남궁 별하")) == told
    assert found(unicodedata.normalize("NFD", text), of_name("남궁별하 교수")) == told, "as some systems send them"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("by Quill Marsh.", ["Quill Marsh"]), ("MARSH, QUILL", ["MARSH, QUILL"]), ("quill.marsh", ["quill.marsh"]),
        ("Dr. Marsh said", ["Marsh"]), ("the marsh is wet", []), ("Marshall", []), ("quillmarsh", ["quillmarsh"]),
    ],
)  # fmt: skip
def test_latin_names(text, told):
    assert found(text, of_name("Prof. Quill Marsh")) == told


def test_a_short_korean_name_has_to_begin_a_word():
    assert found("김연 학생", of_name("김연")) == ["김연 학생"]
    assert found("미김연", of_name("김연")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("write to Ab.Cdef@lab.uni.example now", ["Ab.Cdef@lab.uni.example"]),
        ("see www.uni.example/x", ["www.uni.example"]),
        ("ab.cdef", ["ab.cdef"]), ("myuni.example", []), ("other@uni.example", ["other@uni.example"]),
    ],
)  # fmt: skip
def test_addresses(text, told):
    assert found(text, of_address("ab.cdef@uni.example")) == told


def test_a_domain_that_anybody_may_have_tells_nothing():
    assert found("me@gmail.com and gmail.com", of_address("somebody@gmail.com")) == []


def test_organisations_with_any_spaces_and_without_their_kind():
    known = of_phrase("(주)한빛 화학")
    for text in ("한빛화학에서", "한빛  화학", "(주) 한빛 화학"):
        assert found(text, known), text
    assert found("Acme Resins builds", of_phrase("Acme Resins Inc."))
    assert found("acmeresinsx", of_phrase("Acme Resins")) == []


def test_several_names_with_addresses_and_brackets():
    known = of_names("Quill Marsh (Fen University), 남궁별하 교수; a.bcde@fen.example\n이두리")
    for text in ("Marsh", "Fen University", "남궁 별하", "fen.example", "이두리"):
        assert found(text, known), text


def test_only_hidden_fields_are_identities():
    values = {"laboratory": "반응공학 연구실", "name": "남궁별하", "plan": "A secret plan", "people": "", "card": None}
    known = of_form(FORM, values)
    assert found("반응공학연구실의 남궁별하", known) == ["반응공학연구실", "남궁별하"]
    assert found("A secret plan", known) == []


@given(SYLLABLES, st.text(max_size=30), st.text(max_size=30), st.sampled_from(["", " ", "  ", "\n"]))
def test_a_blanked_text_names_nobody(name, before, after, gap):
    known = of_name(name)
    text = normal(f"{before} {gap.join(name)} {after}")
    assert not found(blanked(text, known), known)
    assert BLANK in blanked(text, known)


@given(LATIN, LATIN, st.text(max_size=30), st.booleans())
def test_a_latin_name_is_blanked_in_any_order(first, last, around, turned):
    known = of_name(f"{first} {last}")
    text = normal(f"{around} {last}, {first} {around}" if turned else f"{around} {first} {last} {around}")
    hidden = blanked(text, known)
    assert not found(hidden, known)
    told = spots(text, known)
    assert blanked(text, known, {spot.found for spot in told}) == text, "what is released stays"


def test_likeness_is_of_the_matter_in_both_languages():
    applications = ["증류탑의 온도 제어를 연구합니다", "battery cathodes age by cracking", ""]
    experts = ["증류 공정 제어", "cathode materials for batteries", "marketing"]
    alike = likeness(applications, experts)
    assert alike.argmax(axis=1).tolist()[:2] == [0, 1]
    assert alike.max() == 1.0
    assert (alike >= 0).all()
    assert not likeness(["", ""], [""]).any()
    assert shared(applications[0], experts[0]) == ("증류", "제어")
    assert shared(applications[1], experts[1]) == ("cathode", "batteries")


def test_a_bid_outweighs_likeness():
    import numpy as np

    both = blended(np.array([[1.0, 0.2]]), np.array([[np.nan, 1.0]]))
    assert both.tolist() == [[1.0, 0.68]]
