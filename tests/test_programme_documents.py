"""What the pages on the centre's programmes print: money, columns and defaults are those of the code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanhak.center.calls.calls import PURPOSES, Purpose
from sanhak.center.calls.templates import template
from sanhak.center.carrying.heads import SHEETS
from sanhak.center.reviewing.affinity import BID_WEIGHT
from sanhak.center.scholarship import importing
from sanhak.center.scholarship.agreement import Event, Happening, Version
from sanhak.center.scholarship.clawback import owed
from sanhak.center.selection.proposal import DRAWS, MORE
from sanhak.text import LANGUAGES

DOCS = Path(__file__).parents[1] / "docs"
YEAR = 2027


def page(name: str, language: str) -> str:
    """A page of the documentation."""
    return (DOCS / f"{name}{'' if language == 'en' else f'.{language}'}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_what_is_paid_back_is_calculated_so(language):
    terms = Version(1, date(2025, 3, 1), date(2027, 2, 28), stipend=1_200_000, tuition=4_000_000)
    events = (
        Event(Happening.LEAVE, date(2025, 9, 10)), Event(Happening.RESUME, date(2026, 3, 1)),
        Event(Happening.HIRED, date(2027, 3, 1)),
    )  # fmt: skip
    found = owed((terms,), events, {}, date(2028, 1, 16))
    rows = [f"| {line.said.render(language)} | {'' if line.won is None else f'{line.won:,} '}|" for line in found.lines]
    assert "\n".join(rows) in page("scholarships", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_a_workbook_are_those_that_are_read(language):
    rows = []
    for sheet in SHEETS.values():
        titles = [(column.title(language), column.needed) for column in sheet.columns.values()]
        listed = ", ".join(f"**{title}**" if needed else title for title, needed in titles)
        rows.append(f"| {sheet.named.title(language)} | {listed} |")
    assert "\n".join(rows) in page("joint_projects", language)


@pytest.mark.parametrize(("language", "needed"), [("en", "required "), ("ko", "필수 ")])
def test_the_columns_of_a_list_of_scholars_are_those_that_are_read(language, needed):
    rows = [
        f"| {heads[0]} | {heads[-1]} | {needed if name in importing.NEEDED else ''}|"
        for name, heads in importing.HEADS.items()
    ]
    assert "\n".join(rows) in page("scholarships", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_call_begins_as_told(language):
    yes, no = {"en": ("yes", "no"), "ko": ("예", "아니요")}[language]
    budget = {"en": "{:,} won in each of two years", "ko": "2년간 해마다 {:,}원"}[language]
    told = page("calls", language)
    for purpose in Purpose:
        made = template(purpose, YEAR)
        money = budget.format(made.rules.budget[YEAR]) if made.rules.budget else "–"
        cells = (
            PURPOSES[purpose].render(language), made.reviews, yes if made.blind else no, made.rules.places,
            made.rules.cap or "–", money,
        )  # fmt: skip
        assert f"| {' | '.join(map(str, cells))} |" in told
    for number in (f"{DRAWS}", f"{MORE:,}", f"{BID_WEIGHT:.0%}".replace("%", " %")):
        assert number in told
