"""Newcomers' walks in a browser: a plant engineer's whole way, one for each question of a trade, and a trainee's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from xlsxwriter import Workbook

from sanhak import Table
from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.walking import come_in, go, spare, speak
from serve.web.walks import maintenance, manufacturing, marketing, quality, science

WALKS = (*science.WALKS, *quality.WALKS, *manufacturing.WALKS, *marketing.WALKS, *maintenance.WALKS)
REACHED = "80.4"
HEADS = {
    "ko": ("재킷 온도 [°C]", "공급비", "불순물 [%]", "수율 [%]"),
    "en": ("T_jacket [°C]", "feed_ratio", "impurity [%]", "yield [%]"),
}


WORDS = {
    "ko": {"list": "실습", "aim": "목표: 수율", "grade": "100점 만점에", "lost": "점수를 잃은 곳",
           "wrong": "허용 범위"},
    "en": {"list": "Lessons", "aim": "Aim: yield", "grade": "of 100 points", "lost": "Where points were lost",
           "wrong": "allowed is"},
}  # fmt: skip
HEADS = {"ko": "재킷 온도", "en": "jacket temperature"}


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


@pytest.fixture
def sheet(tmp_path):
    """An Excel file as a plant keeps it: heads with units in brackets, one row a run. The truth is a hill."""

    def write(language):
        path, rng = (
            tmp_path / ("반응기 운전.xlsx" if language == "ko" else "reactor runs.xlsx"),
            np.random.default_rng(1),
        )
        with Workbook(path) as book:
            runs = book.add_worksheet("runs")
            runs.write_row(0, 0, HEADS[language])
            for at in range(1, 81):
                heat, ratio = rng.uniform(60, 95), rng.uniform(0.8, 1.4)
                impurity = 0.6 + 0.008 * (heat - 60) + 0.2 * (ratio - 0.8) + rng.normal(0, 0.02)
                reached = 80 - (heat - 82) ** 2 / 40 - 20 * (ratio - 1.12) ** 2 + rng.normal(0, 0.3)
                runs.write_row(at, 0, [round(heat, 1), round(ratio, 3), round(impurity, 3), round(reached, 2)])
        return path

    return write


@pytest.mark.parametrize("language", HEADS)
def test_a_newcomer_goes_from_a_file_to_an_outcome(page, sheet, language):
    page.goto(page.home)
    speak(page, language)
    before = _value(page)
    page.goto(f"{page.project}/data")
    page.wait_for_load_state("networkidle")
    page.set_input_files("input[type=file]", sheet(language))
    page.wait_for_url(re.compile(r"/data/\w{14}"))
    page.locator('a[href*="studies/new?data="]').click()
    page.locator("article.question a").first.click()
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    spare(page)
    page.locator("button[name=act][value=run]").click()
    page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
    _try_out(page)
    _decide_and_report(page)
    page.goto(page.home)
    assert _value(page) == [one + 1 for one in before]
    assert page.evaluate("document.documentElement.lang") == language
    assert not page.complaints


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.kind)
def test_a_newcomer_goes_from_files_to_a_decision(tmp_path, page, walk):
    page.goto(page.home)
    speak(page, "ko")
    go(page, walk, tmp_path)


@pytest.mark.parametrize("language", WORDS)
def test_a_trainee_goes_from_the_list_to_a_grade(tmp_path, page, language):
    words = WORDS[language]
    page.goto(page.home)
    speak(page, language)
    page.locator('main a[href$="/lessons"]').click()
    page.wait_for_url(re.compile("/lessons$"))
    assert words["list"] in page.locator("h1").inner_text()
    page.locator('main a[href*="/lessons/process.setpoints"]').click()
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/attempts/\w{14}"))
    assert words["aim"] in page.locator("#task").inner_text()
    with page.expect_download() as history:
        page.locator('#task a[href$="/download"]').click()
    path = Path(tmp_path, f"{language}.xlsx")
    history.value.save_as(path)
    table = Table.read(path)
    assert HEADS[language] in [column.name for column in table.columns]
    page.fill("[name=jacket_temperature]", "1000")
    page.fill("[name=feed_rate]", "210 L/h")
    page.locator("#decide button.primary").click()
    page.locator("#decide .error").first.wait_for()
    assert words["wrong"] in page.locator("#decide .error").first.inner_text()
    page.fill("[name=jacket_temperature]", "104.5")
    page.locator("#decide button.primary").click()
    page.locator("#losses").wait_for()
    assert words["grade"] in page.locator("h1").inner_text()
    assert words["lost"] in page.locator("#losses").inner_text()
    assert not [said for said in page.complaints if "422" not in said]
    page.complaints.clear()


def _try_out(page):
    """A slider changes what is expected, and says so where nobody has been."""
    page.wait_for_load_state("networkidle")
    slider = page.locator("main input[type=range]").first
    before = page.locator("#what-if .result").inner_text()
    slider.focus()
    for _ in range(25):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("before => document.querySelector('#what-if .result').innerText !== before", arg=before)


def _value(page):
    """Decisions, and those whose outcome is known, as the first page counts them."""
    return [int(told) for told in page.locator("#value dd.value").all_inner_texts()[:2]] or [0, 0]


def _decide_and_report(page):
    decide = page.locator('form[action*="/decide"]')
    decide.locator("textarea").fill("교대조에 알렸습니다")
    decide.locator("button").click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    outcome = page.locator('form[action*="/outcomes"]')
    outcome.locator("[name=value]").fill(REACHED)
    outcome.locator("button.primary").click()
    page.locator("#outcomes .records-of li").wait_for()
    assert REACHED in page.locator("main").inner_text()
