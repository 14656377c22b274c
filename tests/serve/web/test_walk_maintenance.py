"""A newcomer's walk in maintenance: from inspections to lives, on to a plan, a job dragged, and taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sanhak.plants.fleet import PIPE, Fleet
from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.walking import Rows, Sheet, come_in, spare, speak

HEADS = {
    "ko": ("설비", "검사일", "두께 [mm]", "최소두께 [mm]"),
    "en": ("asset", "inspection date", "wall thickness [mm]", "minimum thickness [mm]"),
}
NAMES = {"ko": "배관 두께 측정.xlsx", "en": "pipe inspections.xlsx"}
WORDS = {
    "ko": {"moves": "옮긴 작업", "held": "직접 고정함", "cost": r"만원|같음"},
    "en": {"moves": "Your moves", "held": "held by hand", "cost": r"만원|same"},
}
TURNAROUND = "2028-04-01"


@cache
def _inspections() -> Rows:
    """The wall thickness of twenty virtual pipes, once a year for sixteen years, with the one at which they retire."""
    frame = (
        Fleet(PIPE, assets=20, years=16, seed=2).live().inspections().frame.select("asset", "date", "wall thickness")
    )
    return [[asset, f"{date:%Y-%m-%d}", round(value, 2), PIPE.limit] for asset, date, value in frame.rows()]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Any]:
    """A browser in a workbench that one organisation has just opened."""
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    with (
        serving(tmp_path_factory.mktemp("workbench"), "ko") as (address, link),
        browsing(chromium, locale="ko-KR", viewport={"width": 1366, "height": 768}) as page,
    ):
        come_in(page, address, link)
        page.home = address + "/"
        page.locator("#projects li a").first.click()
        page.wait_for_url(re.compile(r"/projects/\w{14}"))
        page.project = page.url
        yield page


@pytest.mark.parametrize("language", HEADS)
def test_a_newcomer_goes_from_inspections_to_a_plan_that_is_taken(page, tmp_path, language):
    page.goto(page.home)
    speak(page, language)
    lives(page, Sheet(NAMES[language], HEADS[language], _inspections).write(tmp_path))
    plan(page)
    job = drag(page, WORDS[language])
    again(page, job, WORDS[language])
    page.locator('form[action$="/decide"] button').click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    page.locator('#rests a[href$="/gantt"]').wait_for()
    page.locator('#rests a[href$="/calendar.ics"]').wait_for()
    assert page.evaluate("document.documentElement.lang") == language
    assert not page.complaints


def answered(page):
    """Ask with little effort; the browser goes on to the answer by itself."""
    spare(page)
    page.locator("button[name=act][value=run]").click()
    page.wait_for_url(re.compile(r"/answers/\w{14}$"), timeout=120_000)


def lives(page, file):
    """From the file to the answer that says which pipes last until the turnaround."""
    page.goto(f"{page.project}/data")
    page.wait_for_load_state("networkidle")
    page.set_input_files("input[type=file]", file)
    page.wait_for_url(re.compile(r"/data/\w{14}"))
    page.locator('a[href*="studies/new?data="]').click()
    page.locator('article.question a[href*="maintenance.condition_life"]').click()
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    page.locator("[name=turnaround]").fill(TURNAROUND)
    answered(page)


def plan(page):
    """From the lives on to the plan, as a Gantt."""
    page.locator('a[href="#plan"]').click()
    page.locator('form[action$="/plan"] button').click()
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    answered(page)
    page.locator('main a[href$="/gantt"]').click()
    page.locator("a.job").first.wait_for()


def drag(page, words):
    """Drag a job four weeks on: what it costs is told before it is kept, and what was kept is there after a reload."""
    bar = page.locator("a.job").first
    job, week = bar.get_attribute("data-job"), 7 * float(page.locator("#gantt").get_attribute("data-day"))
    before = int(bar.get_attribute("data-day"))
    bar.scroll_into_view_if_needed()
    at = bar.bounding_box()
    page.mouse.move(at["x"] + 4, at["y"] + 10)
    page.mouse.down()
    page.mouse.move(at["x"] + 4 + 2 * week, at["y"] + 10, steps=4)
    page.locator("#move .sum").wait_for()
    page.mouse.move(at["x"] + 4 + 4 * week, at["y"] + 10, steps=4)
    page.mouse.up()
    page.locator("#move .sum").wait_for()
    assert re.search(words["cost"], page.locator("#move .sum").inner_text())
    assert not page.locator("#list-of-moves").count()
    page.locator("#move button[value=keep]").wait_for()
    page.keyboard.press("Enter")
    page.locator("#list-of-moves").wait_for()
    page.reload()
    assert words["moves"] in page.locator("#list-of-moves").inner_text()
    moved = page.locator(f"#bar-{job}")
    assert "moved" in moved.get_attribute("class")
    assert int(moved.get_attribute("data-day")) == before + 28
    with_keys(page, moved)
    return job, before + 28


def with_keys(page, bar):
    """By the keys a day on, and Escape puts it back; a move that is undone is not there, and done again it is."""
    day = int(bar.get_attribute("data-day"))
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.locator("#move[data-keeps]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#move").wait_for(state="hidden")
    page.locator("button[value=undo]").click()
    page.locator("#list-of-moves .undone").wait_for()
    assert int(bar.get_attribute("data-day")) == day - 28
    page.locator("button[value=redo]").click()
    page.locator("#list-of-moves li:not(.undone)").wait_for()
    assert int(bar.get_attribute("data-day")) == day


def again(page, job, words):
    """Plan the rest again: the new plan has the job where it was put, held by hand."""
    page.locator('form[action$="/again"] button').click()
    page.wait_for_url(re.compile(r"/answers/\w{14}$"), timeout=120_000)
    page.locator('main a[href$="/gantt"]').click()
    bar = page.locator(f"#bar-{job[0]}")
    assert int(bar.get_attribute("data-day")) == job[1]
    assert words["held"] in bar.locator("title").text_content()
