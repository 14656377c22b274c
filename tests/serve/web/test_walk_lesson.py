"""A trainee's walk, in a browser: find the lesson, fetch the history, decide, and see the grade, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from sanhak import Table
from serve.web.running import browsing, serving
from serve.web.test_walk import _come_in

WORDS = {
    "ko": {"list": "실습", "aim": "목표: 수율", "grade": "100점 만점에", "lost": "점수를 잃은 곳",
           "wrong": "허용 범위"},
    "en": {"list": "Lessons", "aim": "Aim: yield", "grade": "of 100 points", "lost": "Where points were lost",
           "wrong": "allowed is"},
}  # fmt: skip
HEADS = {"ko": "재킷 온도", "en": "jacket temperature"}


def test_a_trainee_goes_from_the_list_to_a_grade(tmp_path, chromium):
    with (
        serving(tmp_path / "workbench", "ko") as (home, link),
        browsing(chromium, locale="ko-KR", viewport={"width": 1366, "height": 768}) as page,
    ):
        _come_in(page, home, link)
        for language, words in WORDS.items():
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
            page.goto(home + "/")
            page.locator("nav.tongue a").click()
            page.wait_for_function("was => document.documentElement.lang !== was", arg=language)
        assert not [said for said in page.complaints if "422" not in said]
