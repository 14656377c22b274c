"""Two answers beside each other: joined by what is set, and honest about what differs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html as parser

from sanhak.decide.findings.doubts import LimitNotAssured
from sanhak.finding import Refusal
from sanhak.serve.live import side_by_side
from sanhak.study import Estimate
from sanhak.text import LANGUAGES, Text
from serve.report import sample


@pytest.fixture(scope="module")
def answer():
    return replace(sample.answer(korean=False), figures=())


@pytest.fixture(scope="module")
def other(answer):
    action = replace(answer.decision[0], value=80.0)
    promise = replace(answer.promise, after=Estimate(95.0, 94.0, 96.0, "%"))
    origin = replace(answer.provenance, seed=3, versions={**answer.provenance.versions, "numpy": "3.0.0"})
    new = LimitNotAssured(column="new", chance=0.5, asked=0.9)
    return replace(
        answer, headline=Text("Another"), decision=(action, *answer.decision[2:]), promise=promise,
        findings=(new, *answer.findings[1:]), provenance=origin,
    )  # fmt: skip


def cells(tree, name) -> list[list[str]]:
    rows = tree.xpath(f".//table[contains(@class, '{name}')]/tbody/tr")
    return [[cell.text_content().strip() for cell in row.xpath("./th|./td")] for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_speak(answer, other, language):
    page = side_by_side(answer, other, language)
    assert answer.headline.render(language) in page
    assert "Another" in page
    assert not re.search(r"<script|\sstyle=|\son\w+=", page)


def test_decisions_are_joined_by_action(answer, other):
    rows = cells(parser.fragment_fromstring(side_by_side(answer, other, "en")), "decision")
    assert rows[0] == ["T_jacket", "°C", "75.0", "82.5", "75.0", "80.0"]
    assert rows[1] == ["feed_ratio", "mol/mol", "1.02", "1.12", "–", "–"]
    assert rows[2][0] == "catalyst"
    tree = parser.fragment_fromstring(side_by_side(answer, other, "en"))
    differ = tree.xpath(".//table[contains(@class, 'decision')]//tr[contains(@class, 'strong')]/th/text()")
    assert differ == ["T_jacket", "feed_ratio"]


def test_promises_stand_beside_each_other(answer, other):
    rows = cells(parser.fragment_fromstring(side_by_side(answer, other, "en")), "promises")
    assert rows[1] == ["yield, after", "%", "81.9", "80.6–83.1", "95.0", "94.0–96.0"]


def test_promises_about_different_outcomes_are_not_mixed(answer, other):
    stranger = replace(other, promise=replace(other.promise, what=Text("purity")))
    rows = cells(parser.fragment_fromstring(side_by_side(answer, stranger, "en")), "promises")
    assert [row[0] for row in rows][::3] == ["yield, before", "purity, before"]
    assert rows[0][4:] == rows[3][2:4] == ["–", "–"]


def test_findings_that_came_and_went_are_told(answer, other):
    tree = parser.fragment_fromstring(side_by_side(answer, other, "en"))
    codes = tree.xpath(".//section[@class='changes']//span[@class='code']/text()")
    assert codes == [answer.findings[0].code, other.findings[0].code]


def test_only_what_differs_is_listed(answer, other):
    rows = cells(parser.fragment_fromstring(side_by_side(answer, other, "en")), "origins")
    assert [row[0] for row in rows] == ["Seed", "Version of numpy"]
    same = cells(parser.fragment_fromstring(side_by_side(answer, answer, "en")), "origins")
    assert same == [["Nothing differs.", "–", "–"]] or same[0][0] == "Nothing differs."


def test_answers_to_different_questions_are_not_compared(answer):
    stranger = replace(answer, provenance=replace(answer.provenance, kind="process.design"))
    with pytest.raises(Refusal, match="W043"):
        side_by_side(answer, stranger, "ko")
