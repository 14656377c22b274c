"""An engineer's walk, in a browser: drop the history of the tags, say until when it was normal, look, and decide."""

from __future__ import annotations

import re

from sanhak.plants.exchanger import record
from serve.web.test_walk_science import Sheet, Walk, ask, page  # noqa: F401 - the page is a fixture

HEADS = ("시각", "급액 유량 [m3/h]", "급액 온도 [°C]", "출구 온도 [°C]", "스팀 밸브 [%]", "스팀 유량 [t/h]",
         "스팀 압력 [bar]", "응축수 온도 [°C]")  # fmt: skip


def _history():
    frame = record(6, 4.5, None).tags.frame.select("time", "FI-101", "TI-102", "TIC-103.PV", "TIC-103.OP", "FI-104",
                                                   "PI-105", "TI-106")  # fmt: skip
    return [[f"{row[0]:%Y-%m-%d %H:%M}", *row[1:]] for row in frame.rows()]


WALK = Walk(
    kind="manufacturing.monitor",
    sheets={"data": Sheet("가열 계통 이력.xlsx", HEADS, _history)},
    columns={},
    typed={"normal_until": "2026-03-05 23:50", "false_alarms": "1"},
    figure="along statistic",
    titles={"ko": "뚜렷한 이상", "en": "clear episode"},
)


def test_an_engineer_goes_from_a_history_to_what_is_to_be_looked_at(tmp_path, page):  # noqa: F811 - the fixture
    ask(page, WALK, tmp_path)
    page.locator("button[name=act][value=run]").click()
    page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
    for language, title in WALK.titles.items():
        assert page.evaluate("document.documentElement.lang") == language
        figure = page.locator(f'figure[data-figure^="{WALK.figure}"]')
        figure.get_by_text(title).first.wait_for()
        figure.locator(".view svg").wait_for()
        page.locator("nav.tongue a").click()
    page.wait_for_function("document.documentElement.lang === 'ko'")
    page.get_by_text("살펴볼 것").first.wait_for()
    page.locator('form[action*="/decide"] button').click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    assert not page.complaints
