"""A newcomer's walk, in a browser: sign in, drop an Excel file, ask, try out, decide, and report what happened."""

from __future__ import annotations

import re

import numpy as np
import pytest
from xlsxwriter import Workbook

from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving

REACHED = "80.4"
HEADS = {
    "ko": ("재킷 온도 [°C]", "공급비", "불순물 [%]", "수율 [%]"),
    "en": ("T_jacket [°C]", "feed_ratio", "impurity [%]", "yield [%]"),
}


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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_newcomer_goes_from_a_file_to_an_outcome(tmp_path, chromium, sheet, language):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    locale = {"ko": "ko-KR", "en": "en-GB"}[language]
    with (
        serving(tmp_path / "workbench", language) as (address, link),
        browsing(chromium, locale=locale, viewport={"width": 1366, "height": 768}) as page,
    ):
        _come_in(page, address, link)
        page.locator("#projects li a").first.click()
        page.locator('main header a[href$="/data"]').click()
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", sheet(language))
        page.wait_for_url(re.compile(r"/data/\w{14}"))
        page.locator('a[href*="studies/new?data="]').click()
        page.locator("article.question a").first.click()
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/studies/\w{14}"))
        page.locator("button[name=act][value=run]").click()
        page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
        _try_out(page)
        _decide_and_report(page, address)
        assert page.evaluate("document.documentElement.lang") == language
        assert not page.complaints


def _come_in(page, address, link):
    page.goto(address + "/")
    page.wait_for_url(re.compile("/sign-in"))
    page.goto(address + link)
    page.fill("[name=organisation]", "화학회사")
    page.fill("[name=email]", "newcomer@example.org")
    page.fill("[name=name]", "Process engineer")
    page.fill("[name=password]", "a sentence to remember")
    page.locator("main button.primary").click()
    page.wait_for_url(address + "/")


def _try_out(page):
    """A slider changes what is expected, and says so where nobody has been."""
    page.wait_for_load_state("networkidle")
    slider = page.locator("main input[type=range]").first
    before = page.locator("#what-if .result").inner_text()
    slider.focus()
    for _ in range(25):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("before => document.querySelector('#what-if .result').innerText !== before", arg=before)


def _decide_and_report(page, address):
    decide = page.locator('form[action*="/decide"]')
    decide.locator("textarea").fill("교대조에 알렸습니다")
    decide.locator("button").click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    outcome = page.locator('form[action*="/outcomes"]')
    outcome.locator("[name=value]").fill(REACHED)
    outcome.locator("button.primary").click()
    page.locator("#outcomes .records-of li").wait_for()
    assert REACHED in page.locator("main").inner_text()
    page.goto(address + "/")
    assert page.locator("#value dd.value").all_inner_texts()[:2] == ["1", "1"]
