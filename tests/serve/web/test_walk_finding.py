"""A problem's way in a browser: five fields and an Excel file, measured, judged, matched, started as a project."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.walking import Sheet, come_in, speak

SAMPLE = Sheet(
    "반응기.xlsx",
    ("재킷 온도 [°C]", "공급비", "수율 [%]"),
    lambda: [
        [float(jacket), float(feed), float(80 + 0.5 * (jacket - 80) + noise)]
        for jacket, feed, noise in np.random.default_rng(0).normal((80, 1, 0), (5, 0.1, 1), (60, 3))
    ],
)
WORDS = {
    "title": "수율이 여름에 떨어짐",
    "wrong": "여름이면 수율이 2 % 떨어집니다.",
    "place": "R-201",
    "practice": "손으로 조절합니다.",
    "low": "1억",
    "likely": "2억 5,000만",
    "high": "6억",
    "reckoning": "1 % × 8,000 t × 400,000원",
    "recorded": "재킷 온도, 공급비, 수율",
}


def test_a_problem_becomes_a_project(tmp_path, chromium):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    with serving(tmp_path / "w", "ko") as (address, link), browsing(chromium, locale="ko-KR") as page:
        come_in(page, address, link)
        speak(page, "ko")
        page.goto(f"{address}/problems")
        page.locator("a.button.primary").click()
        for name, text in WORDS.items():
            page.fill(f"main [name={name}]", text)
        page.locator("main [name=area]").select_option("process")
        page.set_input_files("main input[type=file]", SAMPLE.write(tmp_path))
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/problems/\w{14}$"))
        problem = page.url
        page.locator("[name=outcome]").select_option("수율")  # it comes when the file has been read
        page.locator("#form-measure button").click()
        page.get_by_text("신호 있음").wait_for()
        speak(page, "en")
        page.get_by_text(re.compile(r"models take \d+ % of the error")).wait_for()
        page.locator("#form-send button.primary").click()
        page.locator("#form-judge button[value=accepted]").click()
        page.get_by_text("It waits for a laboratory").wait_for()
        page.goto(f"{address}/laboratories")
        for name, text in (("name", "Lab A"), ("email", "newcomer@example.org"), ("expertise", "반응기 수율")):
            page.fill(f"#form-laboratory [name={name}]", text)
        page.locator("#form-laboratory button").click()
        page.locator("table").get_by_text("Lab A").wait_for()
        page.goto(f"{address}/matching")
        page.fill("[name=title]", "Autumn")
        page.locator("#form-matching button").click()
        page.wait_for_url(re.compile(r"/matching/\w{14}"))
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("form[action$=wishes] button").first.click()
        page.locator(".badge.done").get_by_text("told").first.wait_for()
        page.locator("form[action$=take] button").click()
        page.get_by_text("It is the first wish.").wait_for()
        page.goto(problem)
        page.get_by_text("with Lab A").wait_for()
        page.locator("#next details summary").click()
        page.locator("#form-start button.primary").click()
        page.wait_for_url(re.compile(r"/projects/\w{14}$"))
        assert page.locator("h1").inner_text() == WORDS["title"]
        assert not page.complaints
